"""Doctests and tests share one framework that can be checked in the head."""

import numpy as np
import pandas as pd
import pytest

from dti_core.framework import Composite, Framework, Indicator
from dti_core.scores import Round, ScoreTable


def toy_framework(**changes: object) -> Framework:
    """DTI of 20 points = 1 (10) + 2 (6) + 3 (4), and the composite P = 1 + 2; values with two decimals."""
    parts: dict[str, object] = {
        "framework_id": "toy", "index_id": "toy", "name_vi": "Đồ chơi", "name_en": "Toy", "published_as": "value",
        "decimals": 2,
        "indicators": (
            Indicator("DTI", None, "total", "Tổng", "Total", 20.0, True),
            Indicator("1", "DTI", "main", "Một", "One", 10.0, True),
            Indicator("2", "DTI", "main", "Hai", "Two", 6.0, True),
            Indicator("3", "DTI", "main", "Ba", "Three", 4.0, True),
        ),
        "composites": (Composite("P", "Trụ cột", "Pillar", ("1", "2")),),
    }  # fmt: skip
    return Framework(**{**parts, **changes})  # type: ignore[arg-type]


TOTALS = {"now": (0.60, 0.50, 0.35), "before": (0.50, 0.40, 0.30), "after": (0.60, 0.55, 0.35)}


def toy(which: str = "now") -> ScoreTable:
    """Three entities A, B, C. Now: totals 0.60, 0.50, 0.35; B has 6, 2 and 2 points (0.60, 0.33, 0.50)."""
    people = pd.DataFrame(
        {"name_vi": ["An", "Bình", "Châu"], "name_en": ["An", "Binh", "Chau"], "level": "province", "parent_id": "VN",
         "region_id": ["N", "N", "S"]}, index=pd.Index(["A", "B", "C"], name="entity_id"),
    )  # fmt: skip
    published = np.full((3, 5), np.nan)
    published[:, 0] = TOTALS[which]
    if which == "now":
        published[1, 1:4] = 0.60, 0.33, 0.50
    year = {"now": 2022, "before": 2021, "after": 2022}[which]
    meta = Round(f"toy-{which}", "toy", year, "đồ chơi", "toy", 3, None, "toy")
    return ScoreTable(toy_framework(), meta, people, published)


@pytest.fixture(autouse=True)
def _doctest_names(doctest_namespace: dict[str, object]) -> None:
    doctest_namespace.update(toy=toy, toy_framework=toy_framework, np=np)
