"""What a gain costs. Two families: one common level for all indices (history, even), or a sum of efforts by index.

Gains are whole hundredths of a point inside ("steps" of 0.01), so that sums are exact.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dti_core.errors import ScoreError, is_finite
from dti_core.scores import ScoreTable
from dti_core.simulate import adjustable

HUNDREDTH = 100  # steps in a point
_HALVINGS = 60  # bisection of a level in 0 … 1 down to float resolution

Floats = NDArray[np.float64]


def to_steps(points: float) -> int:
    """Points as whole hundredths, rounded down: what fits in a room.

    >>> to_steps(40.559), to_steps(0.29)
    (4055, 29)
    """
    return int(np.floor(points * HUNDREDTH + 1e-6))


def _quantile(made: Floats, level: float) -> float:
    """`numpy.quantile` of sorted numbers, without its overhead: a plan asks thousands of times.

    >>> _quantile(np.array([1.0, 2.0, 4.0]), 0.75)
    3.0
    """
    place = level * (len(made) - 1)
    below = min(int(place), len(made) - 2) if len(made) > 1 else 0
    above = min(below + 1, len(made) - 1)
    return float(made[below] + (made[above] - made[below]) * (place - below))


@dataclass(frozen=True, eq=False)
class CommonLevel:
    """Every index at the same level of difficulty; the least level is the effort.

    gains: code -> gains (points, sorted) that were really made on it, empty where none are known; without any, the
    level is the share of the remaining room that is closed.
    pairs: "2022→2023" of the rounds that the gains were seen in.
    """

    gains: Mapping[str, Floats] = field(default_factory=dict)
    pairs: tuple[str, ...] = ()

    def at(self, code: str, room: int, level: float) -> int:
        """Steps on `code` at `level` (0 … 1), within its room: the level-quantile of real gains, or share of room."""
        made = self.gains.get(code)
        wanted = level * room if made is None or not len(made) else _quantile(made, level) * HUNDREDTH
        return int(min(max(math.floor(wanted + 1e-6), 0), room))

    def rarity(self, code: str, gain: float) -> float:
        """Share of the entities whose real gain on `code` was at least `gain` points; NaN where not known."""
        made = self.gains.get(code)
        return float(np.mean(made >= gain - 1e-9)) if made is not None and len(made) else float("nan")

    def cheapest(self, rooms: Mapping[str, int], need: int) -> tuple[dict[str, int], float]:
        """Least common level at which the gains add up to `need` steps, and those gains cut to just `need`."""
        low, high = 0.0, 1.0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            enough = sum(self.at(code, room, middle) for code, room in rooms.items()) >= need
            low, high = (low, middle) if enough else (middle, high)
        gains = {code: self.at(code, room, high) for code, room in rooms.items()}
        surplus = sum(gains.values()) - need
        if surplus < 0:
            raise ScoreError("effort_short", need=need / HUNDREDTH, most=(need + surplus) / HUNDREDTH)
        for code in sorted(gains, key=lambda name: -gains[name]):
            cut = min(surplus, gains[code])
            gains[code], surplus = gains[code] - cut, surplus - cut
        return {code: gain for code, gain in gains.items() if gain}, high

    def reachable(self, rooms: Mapping[str, int]) -> int:
        """Most steps that this effort allows in all: every index at the best gain ever seen, within its room."""
        return sum(self.at(code, room, 1.0) for code, room in rooms.items())


@dataclass(frozen=True, eq=False)
class Separable:
    """Effort by index, linear or convex: code -> segments (length in points, effort a point), slopes not falling.

    A code without segments costs `default` a point. Greedy by slope is exact because each index's slopes do not fall.
    """

    segments: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)
    default: float = 1.0

    def __post_init__(self) -> None:
        for code, parts in self.segments.items():
            if not all(is_finite(one) and is_finite(slope) and one > 0 and slope >= 0 for one, slope in parts):
                raise ScoreError("bad_effort", code=code)
            slopes = [slope for _, slope in parts]
            if slopes != sorted(slopes):
                raise ScoreError("effort_not_convex", code=code)
        if not is_finite(self.default) or self.default < 0:
            raise ScoreError("bad_effort", code="*")

    def pieces(self, rooms: Mapping[str, int]) -> list[tuple[float, str, int]]:
        """(effort a step, code, steps) of every segment, cut at the rooms, cheapest first."""
        pieces = []
        for code, room in rooms.items():
            left = room
            for length, slope in self.segments.get(code, ((room / HUNDREDTH, self.default),)):
                steps = min(left, round(length * HUNDREDTH))
                if steps > 0:
                    pieces.append((slope / HUNDREDTH, code, steps))
                    left -= steps
        return sorted(pieces, key=lambda piece: piece[0])

    def cheapest(self, rooms: Mapping[str, int], need: int) -> tuple[dict[str, int], float]:
        """Least effort that gains at least `need` steps.

        >>> Separable({"1": [(5, 2)], "2": [(3, 1)], "3": [(10, 4)]}).cheapest({"1": 500, "2": 300, "3": 1000}, 700)
        ({'2': 300, '1': 400}, 11.0)
        """
        gains: dict[str, int] = {}
        effort, left = 0.0, need
        for slope, code, steps in self.pieces(rooms):
            used = min(steps, left)
            if used:
                gains[code] = gains.get(code, 0) + used
                effort, left = effort + used * slope, left - used
        if left:
            raise ScoreError("effort_short", need=need / HUNDREDTH, most=(need - left) / HUNDREDTH)
        return gains, round(effort, 9)

    def cost(self, code: str, steps: int) -> float:
        """Effort of `steps` on one code; infinite beyond its segments."""
        rooms = {code: steps}
        return self.cheapest(rooms, steps)[1] if self.reachable(rooms) >= steps else math.inf

    def reachable(self, rooms: Mapping[str, int]) -> int:
        """Most steps in all: the segments within the rooms."""
        return sum(steps for _, _, steps in self.pieces(rooms))


Effort = CommonLevel | Separable


def even() -> CommonLevel:
    """Every index closes the same share of what it lacks; the effort is that share.

    >>> even().cheapest({"1": 400, "2": 200}, 300)
    ({'1': 200, '2': 100}, 0.5)
    """
    return CommonLevel()


def linear(weights: Mapping[str, float], rooms_points: float = 1e6, default: float = 1.0) -> Separable:
    """A price a point for each index; an index without one costs `default`.

    >>> linear({"1": 3.0}).cheapest({"1": 400, "2": 200}, 300)
    ({'2': 200, '1': 100}, 5.0)
    """
    return Separable({code: [(rooms_points, weight)] for code, weight in weights.items()}, default)


def history(table: ScoreTable, entity: str, *pairs: tuple[ScoreTable, ScoreTable]) -> CommonLevel:
    """Minimal common difficulty: the level-quantile of the gains that entities really made on each index.

    A level of 0.7 asks of every index what only 30 % of the entities managed. The pairs are rounds of the table's own
    framework; another is refused, since its points mean something else. Source: DOMAIN of the project, reduction 9.

    >>> only_totals = toy("after")    # its totals alone are published: +2, +3, +1 of 20 points in the year
    >>> history(only_totals, "B", (toy("before"), only_totals)).gains["DTI"].tolist()
    [1.0, 2.0, 3.0]
    """
    made: dict[str, Floats] = {}
    for before, after in pairs:
        editions = {before.framework.framework_id, after.framework.framework_id, table.framework.framework_id}
        if len(editions) > 1 and adjustable(table, entity) != (table.framework.root,):
            raise ScoreError("effort_framework", before=before.round.round_id, after=after.round.round_id)
    for code in adjustable(table, entity):
        gains = [after.all_points(code) - before.all_points(code) for before, after in pairs]
        known = np.concatenate([gain.to_numpy() for gain in gains]) if gains else np.empty(0)
        made[code] = np.sort(known[~np.isnan(known)])
    names = tuple(f"{before.round.year}→{after.round.year}" for before, after in pairs)
    return CommonLevel(made, names)
