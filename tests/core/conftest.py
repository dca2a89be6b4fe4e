"""The published figures, opened once, and small tables that can be made from a few numbers."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pytest

from conftest import toy_framework
from dti_core.framework import Framework, Indicator
from dti_core.scores import Round, ScoreTable
from dti_core.store import Store

Make = Callable[..., ScoreTable]


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    opened = Store.open(":memory:")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def make() -> Make:
    return _make


def _make(
    totals: list[float],
    framework: Framework | None = None,
    figures: dict[str, list[float]] | None = None,
    ranks: list[float] | None = None,
    n: int | None = None,
    round_id: str = "made",
) -> ScoreTable:
    """A table of entities E0, E1, … with the totals given, other figures by code, and published ranks of the total."""
    framework = framework or toy_framework()
    ids = [f"E{i}" for i in range(len(totals))]
    people = pd.DataFrame(
        {"name_vi": ids, "name_en": ids, "level": "province", "parent_id": "VN", "region_id": "N"},
        index=pd.Index(ids, name="entity_id"),
    )
    published = np.full((len(ids), len(framework.all_codes)), np.nan)
    for code, column in {framework.root: totals, **(figures or {})}.items():
        published[:, framework.column(code)] = column
    meta = Round(round_id, framework.framework_id, 2022, "thử", "made", n or len(ids), None, "made")
    rows = [(name, framework.root, rank, n or len(ids), "") for name, rank in zip(ids, ranks or [], strict=False)]
    frame = pd.DataFrame(rows, columns=["entity_id", "code", "rank", "of", "within"]).dropna(subset="rank")
    return ScoreTable(framework, meta, people, published, frame)


@pytest.fixture(scope="session")
def total_only() -> Callable[..., Framework]:
    return _total_only


def _total_only(points: float = 1000.0, **changes: object) -> Framework:
    """A framework of one number."""
    tree = (Indicator("DTI", None, "total", "Tổng", "Total", points, True),)
    return toy_framework(**{"indicators": tree, "composites": (), "decimals": 4, **changes})
