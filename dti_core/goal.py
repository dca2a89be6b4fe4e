"""A target rank on the table: what it asks, what is missing, where it could come from, and in other years."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dti_core.bridge import equal_percentile as exact_percentile
from dti_core.distribution import at_value, quantile
from dti_core.peers import Field, Peers
from dti_core.ranking import whole_rank
from dti_core.rounding import MICRO, smallest_raw, to_units
from dti_core.scenario import Desk, Past
from dti_core.scores import ScoreTable
from dti_core.simulate import SLACK, own_total
from dti_core.target import EVEN

_STEP = 5  # places better than now: the target proposed where none was set


@dataclass(frozen=True, eq=False)
class Goal:
    """A target rank for one entity in one round.

    required: least own value at which the rank is certain; possible: at which it is possible (lower where peers are
    only partly published). missing_value and missing_points are what separates the own total from `required`
    (negative value: what is to spare). reached: with the own total as it is; None where it cannot be said.
    confidence: the chance of the rank that is asked for, where the peers move by chance; `required` is the value for
    it, `now` the median rank of the own total as it is.
    """

    desk: Desk
    rank: int
    possible: float
    required: float
    own: float
    missing_value: float
    missing_points: float
    now: tuple[int, int]
    confidence: float | None = None

    @property
    def table(self) -> ScoreTable:
        return self.desk.table

    @property
    def reached(self) -> bool | None:
        if self.confidence is not None:
            return self.own >= self.required
        return True if self.now[1] <= self.rank else False if self.now[0] > self.rank else None

    @property
    def known(self) -> bool:
        """Whether the published totals settle the value that the target asks."""
        return self.possible == self.required

    @property
    def at_top(self) -> bool:
        """Whether only the best possible total makes the rank certain."""
        return self.required * 10**self.table.framework.decimals >= self.table.framework.top

    @property
    def unknown(self) -> bool:
        """Whether too little is published to say what the target asks: from anything up to the maximum."""
        return self.at_top and not self.known

    @cached_property
    def origins(self) -> pd.DataFrame:
        """Where the points could come from: code, points, most, covers (share of what is missing), alone (suffices)."""
        frame = self.desk.controls[["code", "points", "max_points", "most", "basis"]].copy()
        needed = self.missing_points
        frame["covers"] = np.minimum(frame["most"] / needed, 1.0) if needed else math.nan
        frame["alone"] = frame["most"] + SLACK >= needed
        return frame.sort_values("most", ascending=False, ignore_index=True)

    @cached_property
    def rungs(self) -> pd.DataFrame:
        """The ladder from here to the target, see `Desk.rungs`."""
        steps = self.desk.rungs
        if self.confidence is not None:
            return steps.head(0)
        return steps[steps["value"] <= self.required].reset_index(drop=True)


def goal(
    table: ScoreTable, entity: str, rank: int, peers: Peers | None = None, confidence: float = EVEN
) -> Goal:  # fmt: skip
    """What `rank` asks of `entity`, with the peers as assumed; `confidence` where they move by chance.

    >>> aim = goal(toy(), "B", 1)
    >>> aim.required, aim.missing_points, aim.reached
    (0.6, 1.9, False)
    """
    return goal_at(Desk.of(table, entity, peers), rank, confidence)


def goal_at(desk: Desk, rank: int, confidence: float = EVEN) -> Goal:
    """`goal` from a desk that is already there."""
    rank = whole_rank(rank)
    framework = desk.table.framework
    possible, certain = desk.field.thresholds(rank)
    before = own_total(desk.table, desk.entity)
    random = desk.peers.is_random
    if random:
        possible = certain = quantile(desk.field, rank, confidence)
    raw = smallest_raw(certain, framework.unit, framework.rounding) - before * framework.unit
    unit = 10**framework.decimals
    if random:
        median = at_value(desk.field, before).median
        now = median, median
    else:
        now = desk.now if desk.peers.is_frozen else desk.still
    return Goal(
        desk, rank, possible / unit, certain / unit, before / unit, (certain - before) / unit, max(0, raw) / MICRO, now,
        confidence if random else None,
    )  # fmt: skip


def equal_percentile(rank: int, of: int, there: int) -> int:
    """The whole rank at the same percentile, see `bridge.equal_percentile`: 45 of 63 is 24 of 34 (24.42).

    >>> equal_percentile(45, 63, 34), equal_percentile(1, 63, 34), equal_percentile(63, 63, 34)
    (24, 1, 34)
    """
    return min(max(math.floor(exact_percentile(rank, of, there) + 1e-9), 1), there)


def proposed(table: ScoreTable, entity: str) -> int:
    """A target where none was set: five places better than now, the middle of the field where that is not known."""
    now = table.rank()[entity]
    return (table.n + 1) // 2 if math.isnan(now) else max(1, int(now) - _STEP)


def thresholds(
    tables: Sequence[ScoreTable], entity: str, rank: int, of: int, counterpart: Callable[[str, str], str | None]
) -> pd.DataFrame:
    """What the target would have asked in each round, among the others of that round.

    Columns round_id, year, entity, rank (restated by equal percentile where another number was ranked), of,
    restated, possible, required, own, missing (value still lacking; NaN where the own total is not published),
    rank_low, rank_high (own rank then), new_framework (against the round before). Rounds in which the
    entity has no counterpart are left out.
    """
    rows: list[tuple[object, ...]] = []
    last = ""
    for table in tables:
        here = counterpart(entity, table.round.round_id)
        if here is None:
            continue
        aim = rank if table.n == of else equal_percentile(rank, of, table.n)
        possible, certain = Field.of(table, here).thresholds(aim)
        unit = 10**table.framework.decimals
        own, span = table.value(here, table.framework.root), table.rank_bounds().loc[here]
        rows.append(
            (table.round.round_id, table.round.year, here, aim, table.n, table.n != of, possible / unit, certain / unit,
             own, round(certain / unit - own, table.framework.decimals), span["low"], span["high"],
             bool(last) and last != table.framework.framework_id)
        )  # fmt: skip
        last = table.framework.framework_id
    columns = ["round_id", "year", "entity", "rank", "of", "restated", "possible", "required", "own", "missing",
               "rank_low", "rank_high", "new_framework"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def growth_grid(aim: Goal, history: Sequence[Past]) -> list[float]:
    """Common growths worth drawing: none, the years that were, and an even grid a little beyond them."""
    unit = 10**aim.table.framework.decimals
    widest = max((year.growth for year in history), default=0.0) * 1.25
    widest = max(widest, 0.1 * aim.table.framework.top / unit)
    grid = [round(widest * step / 10, aim.table.framework.decimals) for step in range(11)]
    return sorted({*grid, *(round(year.growth, aim.table.framework.decimals) for year in history if year.growth > 0)})


def under_growth(aim: Goal, growths: Sequence[float]) -> pd.DataFrame:
    """Own value that the target asks when the others all grow: growth, required, gain (above today's own value).

    A common shift moves the k-th largest peer by the same amount, up to the maximum.
    """
    table = aim.table
    field = aim.desk.field if aim.desk.peers.is_frozen else Field.of(table, aim.desk.entity)
    frozen = field.thresholds(aim.rank)[1]
    moved = [float(Peers.shift(growth).move(np.array([float(frozen)]), table)[0]) for growth in growths]
    unit = 10**table.framework.decimals
    own = to_units(aim.own, table.framework.decimals)
    return pd.DataFrame(
        {
            "growth": list(growths),
            "required": [value / unit for value in moved],
            "gain": [(value - own) / unit for value in moved],
        }
    )
