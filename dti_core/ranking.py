"""Ranks 1, 2, 2, 4 on integers, and what ranks are possible when figures are only partly known."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dti_core.errors import ScoreError, is_whole
from dti_core.rounding import to_units

Floats = NDArray[np.float64]
_PLACES = 9  # decimals of a figure at the most: its units stay whole numbers that a float holds


def rank(values: ArrayLike, decimals: int) -> Floats:
    """Rank = 1 + number strictly above, compared as integers at the published precision; NaN stays NaN.

    The last axis is ranked, so draws may lead. Text and infinity are no figures: ScoreError.

    >>> rank([0.6419, 0.5872, 0.4880, 0.4880, 0.4626, np.nan], 4)
    array([ 1.,  2.,  3.,  3.,  5., nan])
    """
    if not is_whole(decimals, most=_PLACES):
        raise ScoreError("bad_decimals", decimals=decimals, most=_PLACES)
    try:
        figures = np.atleast_1d(np.asarray(values, dtype=float))
    except (TypeError, ValueError) as error:
        raise ScoreError("bad_figures") from error
    if np.isinf(figures).any():
        raise ScoreError("bad_figures")
    units = to_units(figures, int(decimals))
    if units.ndim > 1:
        return np.apply_along_axis(lambda row: _rank_units(row), -1, units)
    return _rank_units(units)


def whole_rank(rank: float, last: float = math.inf) -> int:
    """A rank as a whole number from 1 to `last`; ScoreError for anything else.

    >>> whole_rank(45.0)
    45
    """
    if not is_whole(rank, 1, last):
        raise ScoreError("bad_rank", rank=rank)
    return int(rank)


def _rank_units(units: Floats) -> Floats:
    known = ~np.isnan(units)
    ordered = np.sort(units[known])
    ranks = np.full(units.shape, np.nan)
    ranks[known] = 1 + len(ordered) - np.searchsorted(ordered, units[known], side="right")
    return ranks


def above(units: Floats, own: float) -> int:
    """How many of `units` are strictly above `own`; NaN is above nobody."""
    return int(np.count_nonzero(units > own))


def sharpen(low: Floats, high: Floats, ranks: Floats) -> tuple[Floats, Floats]:
    """Intervals (in units) narrowed by published ranks: a better rank is a higher value, the same rank the same.

    >>> low, high = sharpen(np.array([70., 0., 50.]), np.array([70., 99., 50.]), np.array([1., 2., 3.]))
    >>> low.tolist(), high.tolist()
    ([70.0, 51.0, 50.0], [70.0, 69.0, 50.0])
    """
    low, high = low.copy(), high.copy()
    for place in np.unique(ranks[~np.isnan(ranks)]):
        same, better = ranks == place, ranks < place
        low[same], high[same] = low[same].max(), high[same].min()
        if better.any():
            high[same] = np.minimum(high[same], high[better].min() - 1)
    for place in np.unique(ranks[~np.isnan(ranks)])[::-1]:
        same, worse = ranks == place, ranks > place
        if worse.any():
            low[same] = np.maximum(low[same], low[worse].max() + 1)
    return low, high


def bounds(low: Floats, high: Floats, n: int, ranks: Floats | None = None) -> tuple[Floats, Floats]:
    """Best and worst possible rank of each entity among `n`, from intervals in units and published ranks.

    low, high: shape (n_entities,), units; equal where the figure is known. Entities not in the arrays (n larger)
    may be anywhere. Published ranks (NaN where none) are taken as they are and bound the others.

    >>> bounds(np.array([62., 70., 60., 50.]), np.array([62., 70., 60., 65.]), 4)
    (array([2., 1., 3., 2.]), array([3., 1., 4., 4.]))
    """
    ranks = np.full(len(low), np.nan) if ranks is None else ranks
    unseen = n - len(low)
    best, worst = np.empty(len(low)), np.empty(len(low))
    for row in range(len(low)):
        others = np.arange(len(low)) != row
        best[row] = 1 + np.count_nonzero(low[others] > high[row])
        worst[row] = 1 + np.count_nonzero(high[others] > low[row]) + unseen
        fewest, most = count_above(low[row], high[row], low, high, ranks, n)
        best[row], worst[row] = max(best[row], 1 + fewest), min(worst[row], 1 + most)
    return np.where(np.isnan(ranks), best, ranks), np.where(np.isnan(ranks), worst, ranks)


def count_above(own_low: float, own_high: float, low: Floats, high: Floats, ranks: Floats, n: int) -> tuple[int, int]:
    """Fewest and most of the `n` entities that can be strictly above a value within [own_low, own_high] (units).

    From pairs (value, rank): max over v_j > x of (r_j - 1 + ties) <= number above x <= min over v_j <= x of (r_j - 1);
    a pair at x itself gives r_j - 1 exactly.
    """
    fewest, most = 0, n
    pairs = np.flatnonzero((low == high) & ~np.isnan(ranks))
    for row in pairs:
        if low[row] >= own_high:
            fewest = max(fewest, int(ranks[row]) - 1)
        if low[row] > own_high:
            tied = int(np.count_nonzero(ranks == ranks[row]))
            fewest = max(fewest, int(ranks[row]) - 1 + tied)
        if low[row] <= own_low:
            most = min(most, int(ranks[row]) - 1)
    return fewest, most


def contradictions(units: Floats, ranks: Floats) -> list[tuple[int, int]]:
    """Rows of every two published (value, rank) pairs that cannot both hold.

    A higher value has a better rank, an equal value the same one.

    >>> contradictions(np.array([5000., 5500., 6000.]), np.array([10., 12., 1.]))
    [(1, 0)]
    """
    rows = np.flatnonzero(~np.isnan(units) & ~np.isnan(ranks))
    return [
        (int(one), int(other))
        for one in rows
        for other in rows
        if (units[one] > units[other] and ranks[one] >= ranks[other])
        or (units[one] == units[other] and ranks[one] < ranks[other])
    ]
