"""A target rank as one threshold: the least own value for it, three numbers, and the points that are missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import pandas as pd

from dti_core.chance import pair_flags, pairs
from dti_core.distribution import quantile
from dti_core.errors import ScoreError, is_finite
from dti_core.peers import Field, Peers
from dti_core.ranking import whole_rank
from dti_core.rounding import MICRO, smallest_raw, to_units
from dti_core.scores import ScoreTable
from dti_core.simulate import own_total

EVEN = 0.5


def required(
    table: ScoreTable, entity: str, rank: int, peers: Peers | None = None, confidence: float | None = None
) -> float:
    """Least own value at which the rank is `rank` or better: the rank-th largest peer value.

    Where peers are only partly published it is the least value at which the rank is certain. With peers that do not
    move by chance every `confidence` gives the same value; with those that do, it is the value at which the chance is
    at least `confidence` (even odds when none is given). A rank beyond the last place needs nothing: 0.

    >>> required(toy(), "B", 1)
    0.6
    """
    if confidence is not None and not (is_finite(confidence) and 0 < confidence <= 1):
        raise ScoreError("bad_confidence", confidence=confidence)
    units = quantile(Field.of(table, entity, peers), whole_rank(rank), EVEN if confidence is None else confidence)
    return float(units / 10**table.framework.decimals)


def missing_points(table: ScoreTable, entity: str, value: float) -> float:
    """Points to add to the published total so that at least `value` is published; 0 when it already is.

    0.5032 → 0.5438 asks 40.55 points of 1000, as 0.54375 publishes as 0.5438.

    >>> missing_points(toy(), "B", 0.60)    # of 20 points, published with two decimals: 0.595 is enough
    1.9
    """
    framework = table.framework
    if not is_finite(value):
        raise ScoreError("bad_value", value=value)
    wanted = smallest_raw(int(to_units(value, framework.decimals)), framework.unit, framework.rounding)
    return max(0, wanted - own_total(table, entity) * framework.unit) / MICRO


@dataclass(frozen=True, slots=True)
class Bounds:
    """Stated bounds of every peer's growth in the year, in published values; where they were seen, if they were."""

    slowest: float
    fastest: float
    seen: str = ""
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (is_finite(self.slowest) and is_finite(self.fastest) and self.slowest <= self.fastest):
            raise ScoreError("bad_bounds", slowest=self.slowest, fastest=self.fastest)

    @classmethod
    def seen_in(cls, history: Sequence[ScoreTable], *, across_break: bool = False) -> Self:
        """The slowest and the fastest growth of anybody between consecutive rounds of `history`."""
        fitted = pairs(history, across_break)
        growths = [(pair.after - pair.before) / 10 ** history[-1].framework.decimals for pair in fitted]
        flags = tuple(flag for flag in pair_flags(fitted) if flag != "one_pair")
        least, most = min(g.min() for g in growths), max(g.max() for g in growths)
        return cls(float(least), float(most), "; ".join(pair.name for pair in fitted), flags)


@dataclass(frozen=True, eq=False)
class ThreeNumbers:
    """Own values (as published) at which `rank` or better is possible, has even odds, and is certain.

    Possible: every peer grows as slowly as `bounds` say; certain: every peer as fast. Even odds: the median of the
    threshold under `peers`; without a model of the peers, all growing alike, midway between the bounds.
    """

    table: ScoreTable
    entity: str
    rank: int
    bounds: Bounds
    peers: Peers
    own: float
    possible: float
    even: float
    certain: float
    flags: tuple[str, ...]

    @property
    def gains(self) -> tuple[float, float, float]:
        """What is to be added to the own value for each of the three; negative where it is already more."""
        decimals = self.table.framework.decimals
        low, middle, high = (round(v - self.own, decimals) for v in (self.possible, self.even, self.certain))
        return low, middle, high

    def holds(self, value: float) -> bool:
        """Whether a value is between possible and certain."""
        return self.possible <= value <= self.certain

    def to_frame(self) -> pd.DataFrame:
        """number ("possible", "even", "certain"), value, gain (published values), points to add (0: already there)."""
        values = self.possible, self.even, self.certain
        points = [missing_points(self.table, self.entity, value) for value in values]
        names = ["possible", "even", "certain"]
        return pd.DataFrame({"number": names, "value": values, "gain": self.gains, "points": points})


def three_numbers(
    table: ScoreTable, entity: str, rank: int, bounds: Bounds, peers: Peers | None = None
) -> ThreeNumbers:
    """Possible, even odds, certain. An override in `peers` holds in all three.

    >>> result = three_numbers(toy(), "B", 1, Bounds(0.02, 0.10))
    >>> result.possible, result.even, result.certain, result.gains
    (0.62, 0.66, 0.7, (0.12, 0.16, 0.2))
    """
    rank, decimals = whole_rank(rank), table.framework.decimals
    peers = peers or Peers.shift((bounds.slowest + bounds.fastest) / 2)
    fixed = dict(peers.fixed)
    ends = [
        Field.of(table, entity, Peers.shift(g).override(fixed)).thresholds(rank)
        for g in (bounds.slowest, bounds.fastest)
    ]
    flags = tuple(dict.fromkeys((*bounds.flags, *peers.flags_on(table))))
    own = own_total(table, entity) / 10**decimals
    even = required(table, entity, rank, peers)
    return ThreeNumbers(
        table, entity, rank, bounds, peers, own, ends[0][0] / 10**decimals, even, ends[1][1] / 10**decimals, flags
    )
