"""Small rounds with chosen totals, for tests."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from conftest import toy_framework
from dti_core.scores import Round, ScoreTable


def world(
    totals: Mapping[str, float], *, year: int = 2022, n: int | None = None, ranks: Mapping[str, int] | None = None,
    **framework: object,
) -> ScoreTable:  # fmt: skip
    """A round of the toy framework with four decimals: entity -> total, NaN = not published; `n` ranked together."""
    names = list(totals)
    people = pd.DataFrame(
        {"name_vi": names, "name_en": names, "level": "province", "parent_id": "VN", "region_id": "N"},
        index=pd.Index(names, name="entity_id"),
    )
    edition = toy_framework(**{"decimals": 4, **framework})
    published = np.full((len(names), len(edition.all_codes)), np.nan)
    published[:, 0] = list(totals.values())
    rows = [(entity, "DTI", rank, n, "") for entity, rank in (ranks or {}).items()]
    stated = pd.DataFrame(rows, columns=["entity_id", "code", "rank", "of", "within"])
    meta = Round(f"world-{year}", edition.framework_id, year, "thử", "test", n or len(names), None, "test")
    return ScoreTable(edition, meta, people, published, stated)


def peers_of(values: list[float], own: float = 0.5) -> ScoreTable:
    """An entity "me" and peers p0, p1, …"""
    return world({"me": own, **{f"p{place}": value for place, value in enumerate(values)}})
