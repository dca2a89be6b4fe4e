"""What partly known figures still allow: ranks from intervals, a sum, or (value, rank) pairs; what to look for next."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from dti_core import ranking
from dti_core.errors import ScoreError, UnknownCode, is_finite
from dti_core.rounding import to_units
from dti_core.scores import ScoreTable

Floats = NDArray[np.float64]
_TRIALS = 9  # values tried for a figure that is not known


def rank_within(
    own: float, low: ArrayLike, high: ArrayLike, total: tuple[float, float] | None = None
) -> tuple[int, int]:
    """Best and worst rank of `own` among others within [low, high] each, whose sum is within `total`; whole units.

    A known figure has low = high. To have as many as possible above at a given sum, lift those that need least; as few
    as possible: let those take most that can. Raises ScoreError when no figures have such a sum.

    >>> rank_within(6200, [7000, 6000, 5000, 5000, 5000], [7000, 6000, 6500, 6500, 6500])
    (2, 5)
    >>> rank_within(6200, [5000] * 3, [6500] * 3, total=(16300, 16300))
    (1, 2)
    """
    least, most = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    if not is_finite(own) or np.isnan(least).any() or np.isnan(most).any():
        raise ScoreError("bad_figures")
    if (least > most).any():
        raise ScoreError("empty_interval", low=int(least[least > most][0]), high=int(most[least > most][0]))
    sure, open_ = int((least > own).sum()), (least <= own) & (most > own)
    if total is None:
        return 1 + sure, 1 + sure + int(open_.sum())
    smallest, largest = float(least.sum()), float(most.sum())
    if total[0] > total[1] or total[0] > largest or total[1] < smallest:
        raise ScoreError("impossible_sum", low=total[0], high=total[1], least=int(smallest), most=int(largest))
    lifts = np.sort(own + 1 - least[open_]).cumsum()
    extras = np.sort(most[open_] - own)[::-1].cumsum()
    at_most = int((smallest + lifts <= total[1]).sum())
    held = largest - float((most[open_] - own).sum())
    at_least = int((held + np.concatenate([[0.0], extras[:-1]]) < total[0]).sum()) if len(extras) else 0
    return 1 + sure + at_least, 1 + sure + at_most


def total_from_mean(mean: float, decimals: int, n: int, known: ArrayLike = ()) -> tuple[int, int]:
    """Least and most sum (whole units) of the unknown figures when the mean of all `n` is published at `decimals`.

    The mean is rounded like any figure: half a unit of its last place either way.

    >>> total_from_mean(0.5, 1, 3, [5])
    (9, 11)
    """
    middle, half = float(to_units(mean, decimals)), 0.5
    rest = float(np.sum(known))
    return math.ceil((middle - half) * n - rest - 1e-9), math.floor((middle + half) * n - rest + 1e-9)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Published (value, rank) pairs among `n`, values in units, and nothing else known; best first.

    >>> seen = Pairs.of([(0.5032, 53), (0.6386, 11)], 63, 4)
    >>> seen.threshold(45), seen.rank_span(0.55), seen.rank_span(0.5032)
    ((0.5032, 0.6386), (12, 53), (53, 53))
    """

    units: Floats
    ranks: NDArray[np.int64]
    n: int
    decimals: int
    top: int
    names: tuple[str, ...]

    @classmethod
    def of(
        cls,
        pairs: Sequence[tuple[float, int]],
        n: int,
        decimals: int,
        names: Sequence[str] = (),
        top: int | None = None,
    ) -> "Pairs":
        """Pairs as published; ScoreError names two that cannot both hold."""
        for value, rank in pairs:
            ranking.whole_rank(rank, n)
            if not is_finite(value):
                raise ScoreError("bad_value", value=value)
        order = sorted(range(len(pairs)), key=lambda i: (-pairs[i][0], pairs[i][1]))
        units = to_units([pairs[i][0] for i in order], decimals)
        ranks = np.array([pairs[i][1] for i in order], dtype=np.int64)
        called = tuple(names[i] if names else f"#{i + 1}" for i in order)
        found = cls(units, ranks, n, decimals, 10**decimals if top is None else top, called)
        wrong = found.contradictions()
        if wrong:
            one, other = wrong[0]
            raise ScoreError(
                "contradictory_pairs", one=called[one], other=called[other], rank_one=int(ranks[one]),
                rank_other=int(ranks[other]), value_one=units[one] / 10**decimals,
                value_other=units[other] / 10**decimals,
            )  # fmt: skip
        return found

    @classmethod
    def from_table(cls, table: ScoreTable) -> "Pairs":
        """The entities of a round with both the total and its rank published or determined."""
        ranks, root = table.rank(), table.framework.root
        both = [e for e in table.entities if not math.isnan(ranks[e]) and not math.isnan(table.value(e, root))]
        pairs = [(table.value(e, root), int(ranks[e])) for e in both]
        return cls.of(pairs, table.n, table.framework.decimals, [table.name(e) for e in both], table.framework.top)

    def contradictions(self) -> list[tuple[int, int]]:
        """Positions of pairs that cannot both hold: a higher value has a better rank, the same value the same rank."""
        return [
            (i, j) for i, j in itertools.combinations(range(len(self.units)), 2)
            if (self.units[i] == self.units[j]) != (self.ranks[i] == self.ranks[j]) or self.ranks[i] > self.ranks[j]
        ]  # fmt: skip

    @property
    def ties(self) -> NDArray[np.int64]:
        """How many of the pairs share each pair's value."""
        same: NDArray[np.int64] = (self.units[:, None] == self.units).sum(axis=1)
        return same

    def rank_span(self, value: float) -> tuple[int, int]:
        """Best and worst rank of an entity with `value` among the `n`."""
        own = float(to_units(value, self.decimals))
        same = self.units == own
        if same.any():
            return int(self.ranks[same][0]), int(self.ranks[same][0])
        fewest, most = ranking.count_above(own, own, self.units, self.units, self.ranks.astype(float), self.n)
        return int(1 + fewest), int(min(1 + most, self.n))

    def threshold(self, rank: int) -> tuple[float, float]:
        """Bounds of the rank-th largest value of all `n`, as published.

        The value at rank r is the r-th largest, and with t sharing it also the (r + t - 1)-th.
        """
        rank = ranking.whole_rank(rank, self.n)
        below, above = self.units[self.ranks + self.ties - 1 >= rank], self.units[self.ranks <= rank]
        scale = 10**self.decimals
        return float(below.max(initial=0)) / scale, float(above.min(initial=self.top)) / scale

    def worth(self, rank: int) -> pd.DataFrame:
        """How much the row of each rank not yet seen would narrow the rank-th value: rank, expected, worst (widths).

        expected: with the values between two known rows evenly spread; worst: whatever it says. Best row first.
        """
        low, high = (round(end * 10**self.decimals) for end in self.threshold(rank))
        span = [int(r) for r in self.ranks]
        under = min((r for r in span if r >= rank), default=self.n + 1)
        over = max((r for r in span if r <= rank), default=0)
        rows = []
        for place in range(over + 1, under):
            guess = high - (high - low) * (place - over) / (under - over)
            expected = 0.0 if place == rank else guess - low if place < rank else high - guess
            rows.append(
                (place, expected / 10**self.decimals, 0.0 if place == rank else (high - low) / 10**self.decimals)
            )
        frame = pd.DataFrame(rows, columns=["rank", "expected", "worst"])
        return frame.sort_values(["expected", "worst", "rank"], ignore_index=True)


def threshold_span(table: ScoreTable, rank: int) -> tuple[float, float]:
    """Bounds of the rank-th largest total of a round, as published, from all its figures and ranks.

    >>> threshold_span(toy(), 2)
    (0.5, 0.5)
    """
    low, high = table.unit_bounds(table.framework.root)
    ends = _threshold(low, high, table.ranks_published(), table.n, rank, table.framework.top)
    return ends[0] / 10**table.framework.decimals, ends[1] / 10**table.framework.decimals


def _threshold(low: Floats, high: Floats, ranks: Floats, n: int, rank: int, top: int) -> tuple[float, float]:
    """k-th largest of the lows and of the highs, and the pairs' bounds; unseen entities may be anywhere."""
    rank = ranking.whole_rank(rank, n)
    lows = np.sort(np.concatenate([low, np.zeros(n - len(low))]))[::-1]
    highs = np.sort(np.concatenate([high, np.full(n - len(high), float(top))]))[::-1]
    at, last = ranks <= rank, ranks + np.array([(ranks == r).sum() for r in ranks]) - 1 >= rank
    least = max(lows[rank - 1], low[last].max(initial=0.0))
    most = min(highs[rank - 1], high[at].min(initial=float(top)))
    return float(least), float(most)


def worth_most(table: ScoreTable, rank: int | None = None, entity: str | None = None) -> pd.DataFrame:
    """Which missing total would narrow an interval most: that of the rank-th value, or of an entity's rank.

    One row an entity without a total, columns entity, expected, worst: the width that is left (published values, or
    ranks) if its total became known, on average over values evenly spread in its interval and at worst; now: the width
    today. Best first. A total alone often narrows nothing: see `Pairs.worth` for a total with its rank.

    >>> worth_most(toy(), rank=2).empty    # nothing is missing
    True
    """
    if (rank is None) == (entity is None):
        raise UnknownCode.of("question", "", ("rank", "entity"))
    low, high = table.unit_bounds(table.framework.root)
    ranks, top = table.ranks_published(), table.framework.top
    row = None if entity is None else table.row(entity)

    def width(lows: Floats, highs: Floats) -> float:
        if rank is not None:
            ends = _threshold(lows, highs, ranks, table.n, rank, top)
            return float((ends[1] - ends[0]) / 10**table.framework.decimals)
        best, worst = ranking.bounds(lows, highs, table.n, ranks)
        return float(worst[row] - best[row])

    rows = []
    answered: dict[tuple[float, float, float, bool], tuple[float, float]] = {}
    for place in np.flatnonzero(low < high):
        alike = float(low[place]), float(high[place]), float(np.nan_to_num(ranks[place])), place == row
        if alike not in answered:
            widths = []
            for share in (np.arange(_TRIALS) + 0.5) / _TRIALS:
                value = math.floor(low[place] + share * (high[place] - low[place]) + 0.5)
                tried = low.copy(), high.copy()
                tried[0][place] = tried[1][place] = value
                widths.append(width(*ranking.sharpen(*tried, ranks)))
            answered[alike] = float(np.mean(widths)), max(widths)
        rows.append((table.entities[place], *answered[alike]))
    frame = pd.DataFrame(rows, columns=["entity", "expected", "worst"]).assign(now=width(low, high))
    return frame.sort_values(["expected", "worst", "entity"], ignore_index=True)
