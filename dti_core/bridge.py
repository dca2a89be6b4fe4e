"""A rank among 63 restated among 34: by equal percentile and by the value it took; the two are said apart.

"45 of 63" has no literal meaning after the mergers of 2025.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dti_core.errors import ScoreError
from dti_core.scores import ScoreTable


def equal_percentile(rank: float, of: int, among: int) -> float:
    """The place among `among` with the same share of the others not above: 1 stays 1, the last stays the last.

    >>> round(equal_percentile(45, 63, 34), 2), equal_percentile(1, 63, 34), equal_percentile(63, 63, 34)
    (24.42, 1.0, 34.0)
    """
    if not 1 <= rank <= of or among < 1:
        raise ScoreError("bad_rank", rank=rank)
    return 1.0 + (rank - 1) * (among - 1) / (of - 1) if of > 1 else 1.0


@dataclass(frozen=True, eq=False)
class Bridge:
    """`rank` of `of` restated among `among`.

    percentile: exact place of equal percentile; by_percentile: the whole rank that asks at least as much (rounded to
    the better one). value: what the rank took in `value_round` (the rank-th largest published value; NaN where not
    known); by_value: (best, worst) rank which that value has among the `among`.
    own: ranks of the entity in both sets for years that have both: year, rank, of, rank_after, of_after, value,
    value_after.
    """

    rank: int
    of: int
    among: int
    percentile: float
    value_round: str
    value: float
    by_value: tuple[int, int]
    own: pd.DataFrame

    @property
    def by_percentile(self) -> int:
        return math.floor(self.percentile + 1e-9)

    @property
    def agree(self) -> bool:
        """Whether both routes lead to the same rank."""
        return self.by_value == (self.by_percentile, self.by_percentile)

    def to_frame(self) -> pd.DataFrame:
        """route ("percentile", "value"), rank, of, low, high."""
        exact = self.by_percentile
        rows = [
            ("percentile", self.rank, self.of, exact, exact, self.among),
            ("value", self.rank, self.of, *self.by_value, self.among),
        ]
        return pd.DataFrame(rows, columns=["route", "rank", "of", "low", "high", "among"])


def bridge(
    before: ScoreTable, after: ScoreTable, rank: int, entity: str | None = None, heir: str | None = None
) -> Bridge:
    """Restate `rank` of `before` (63 entities) among those of `after` (34).

    The value is read in `before`, whichever year it is of: the same year for the same results in both sets, the year
    the target was set in for what it took then. `entity` and `heir` name an entity in the one and in the other set (a
    province before and after a merger); their ranks are compared where both rounds are of one year.

    >>> found = bridge(toy(), toy("after"), 2)
    >>> found.by_percentile, found.value, found.by_value
    (2, 0.5, (3, 3))
    """
    if before.framework.index_id != after.framework.index_id:
        raise ScoreError("incomparable_index", before=before.round.round_id, after=after.round.round_id)
    place = equal_percentile(rank, before.n, after.n)
    value = value_at(before, rank)
    return Bridge(
        rank, before.n, after.n, place, before.round.round_id, value, _rank_of(after, value, heir),
        _own(before, after, entity, heir),
    )  # fmt: skip


def value_at(table: ScoreTable, rank: int) -> float:
    """The rank-th largest published total of everybody; NaN where not all are published."""
    totals = table.values(table.framework.root).to_numpy()
    if np.isnan(totals).any() or len(totals) != table.n or rank > len(totals):
        return math.nan
    return float(np.sort(totals)[::-1][rank - 1])


def _rank_of(table: ScoreTable, value: float, heir: str | None) -> tuple[int, int]:
    """Best and worst rank of whoever has `value`, the heir itself left out of the others; (1, n) for NaN."""
    if math.isnan(value):
        return 1, table.n
    own = round(value * 10**table.framework.decimals)
    low, high = table.unit_bounds(table.framework.root)
    others = np.array([name != heir for name in table.entities])
    unseen = table.n - len(table.entities)
    return 1 + int((low[others] > own).sum()), 1 + int((high[others] > own).sum()) + unseen


def _own(before: ScoreTable, after: ScoreTable, entity: str | None, heir: str | None) -> pd.DataFrame:
    columns = ["year", "rank", "of", "rank_after", "of_after", "value", "value_after"]
    if entity is None or heir is None or before.round.year != after.round.year:
        return pd.DataFrame(columns=columns)
    code = before.framework.root
    row = (before.round.year, before.rank()[entity], before.n, after.rank()[heir], after.n,
           before.value(entity, code), after.value(heir, after.framework.root))  # fmt: skip
    return pd.DataFrame([row], columns=columns)
