"""What is published, for whom and when; and whether each row's figures agree with one another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dti_core.scores import ScoreTable

RANK = "rank"  # the row of ranks among everyone, beside the codes
Counterpart = Callable[[str, str], str | None]


@dataclass(frozen=True, eq=False)
class Coverage:
    """How many figures of each kind are published in each round.

    frame: one row a code (or RANK) and round: code, round_id, count (published), derived (not published, but computed
    from or determined by what is), of (entities ranked together; NaN where nobody says), named (entities known by
    name), status "full" / "part" / "none" (counting figures computed from published ones, as merged provinces' means) /
    "absent" (no such index in that edition) / "unscored".
    """

    tables: tuple[ScoreTable, ...]
    frame: pd.DataFrame

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.frame["code"].unique())

    @property
    def rounds(self) -> tuple[str, ...]:
        return tuple(table.round.round_id for table in self.tables)

    def name(self, code: str, lang: str) -> str:
        """The newest name of a code."""
        return next(t.framework.name(code, lang) for t in reversed(self.tables) if code in t.framework.all_codes)

    def matrix(self, column: str) -> pd.DataFrame:
        """`column` of the frame with codes as rows and rounds as columns, in order."""
        wide = self.frame.pivot(index="code", columns="round_id", values=column)
        return wide.reindex(index=list(self.codes), columns=list(self.rounds))

    def count(self, round_id: str, code: str | None = None) -> int:
        """How many figures of `code` (none: of the total) a round has."""
        code = code or next(t.framework.root for t in self.tables if t.round.round_id == round_id)
        rows = self.frame[(self.frame["round_id"] == round_id) & (self.frame["code"] == code)]
        return int(rows["count"].iloc[0])


def coverage(tables: Sequence[ScoreTable]) -> Coverage:
    """Published figures counted, rounds in the order given.

    >>> found = coverage([toy("before"), toy()])
    >>> found.matrix("count").loc[["DTI", "2"]].to_dict("list"), found.matrix("derived").loc["P"].tolist()
    ({'toy-before': [3, 0], 'toy-now': [3, 1]}, [0, 1])
    """
    codes = list(dict.fromkeys(code for table in tables for code in _ordered(table)))
    rows = [_row(table, code) for code in codes for table in tables]
    return Coverage(tuple(tables), pd.DataFrame(rows))


def _ordered(table: ScoreTable) -> tuple[str, ...]:
    """The total, the ranks, the composites, then the rest of the tree."""
    framework = table.framework
    composites = framework.all_codes[len(framework.codes) :]
    return (framework.root, RANK, *composites, *framework.codes[1:])


def _row(table: ScoreTable, code: str) -> dict[str, object]:
    framework = table.framework
    of = float("nan") if table.round.entity_count is None else table.n
    row: dict[str, object] = {
        "code": code, "round_id": table.round.round_id, "count": 0, "derived": 0, "of": of,
        "named": len(table.entities), "status": "absent",
    }  # fmt: skip
    if code == RANK:
        published = ~np.isnan(table.ranks_published())
        derived = table.rank().notna().to_numpy() & ~published
        present = published | derived
    elif code in framework.all_codes:
        column = framework.column(code)
        present = ~np.isnan(table.published[:, column])
        computed = np.zeros_like(present) if table.derived is None else table.derived[:, column]
        published = present & ~computed
        derived = table.inference.identified[:, column] & ~published
    else:
        return row
    if code != RANK and framework.max_points[code] == 0:
        return row | {"status": "unscored"}
    everyone = table.n if table.round.entity_count is not None else len(table.entities)
    status = "full" if present.sum() == everyone else "part" if present.any() else "none"
    return row | {"count": int(published.sum()), "derived": int(derived.sum()), "status": status}


def entity_coverage(tables: Sequence[ScoreTable], entity: str, counterpart: Counterpart | None = None) -> pd.DataFrame:
    """The figures of one entity in each round: code, round_id, entity (its id there), figure, basis, status.

    status: "published", "derived" (determined by published figures: `figure` is the middle of what they allow), "none",
    "absent" (no such index in that edition, or the entity is not among those assessed), "unscored". RANK rows hold
    the rank among everyone.
    """
    rows = []
    for code in dict.fromkeys(code for table in tables for code in _ordered(table)):
        for table in tables:
            here = entity if entity in table.entities else None
            if here is None and counterpart is not None:
                here = counterpart(entity, table.round.round_id)
            figure, status = (np.nan, "absent") if here is None else _figure(table, here, code)
            rows.append((code, table.round.round_id, here, figure, status))
    return pd.DataFrame(rows, columns=["code", "round_id", "entity", "figure", "status"])


def _figure(table: ScoreTable, entity: str, code: str) -> tuple[float, str]:
    framework = table.framework
    if code == RANK:
        rank = float(table.rank()[entity])
        published = not np.isnan(table.ranks_published()[table.row(entity)])
        return rank, "none" if np.isnan(rank) else "published" if published else "derived"
    if code not in framework.all_codes:
        return np.nan, "absent"
    if framework.max_points[code] == 0:
        return np.nan, "unscored"
    basis = table.basis(entity, code)
    if not basis:
        return np.nan, "none"
    figure = table.value(entity, code)
    if not np.isnan(figure):
        return figure, basis
    return table.points(entity, code) / framework.scale[framework.column(code)], basis


@dataclass(frozen=True, eq=False)
class SelfCheck:
    """Do the parts of each row give its published total within rounding?

    frame: entity, verdict ("yes" / "no" / "unknown"), culprits (codes of the figures that contradict each other),
    figures (how many are published), total (as published), computed (total from the parts in points / maximum, NaN
    where they do not determine it).
    """

    table: ScoreTable
    frame: pd.DataFrame

    def count(self, verdict: str) -> int:
        return int((self.frame["verdict"] == verdict).sum())


def self_check(table: ScoreTable) -> SelfCheck:
    """The verdict on every row of a round.

    >>> check = self_check(toy())
    >>> check.frame["verdict"].tolist(), check.count("yes")
    (['unknown', 'yes', 'unknown'], 1)
    """
    framework = table.framework
    leaves = [framework.column(leaf) for leaf in framework.leaves]
    points = table.published[:, leaves] * framework.scale[leaves]
    computed = points.sum(axis=1) / framework.scale[0] if len(leaves) > 1 else np.full(len(points), np.nan)
    frame = pd.DataFrame(
        {
            "entity": table.entities,
            "verdict": [table.verdict(entity) for entity in table.entities],
            "culprits": [table.culprits(entity) for entity in table.entities],
            "figures": np.count_nonzero(~np.isnan(table.published), axis=1),
            "total": table.published[:, 0],
            "computed": np.round(computed, 9),
        }
    )
    return SelfCheck(table, frame)
