"""How a year may treat the peers: a model of growth on the logit scale, or draws given from outside.

On the logit of the share of the maximum an equal step closes an equal part of the remaining gap near the top, so
growth cannot lead past the maximum. A peer's step in a year is

    step = mean + shock - reversion * (logit - mean logit of the round) + residual

mean: average over the pairs of rounds fitted; shock: one draw for everybody, normal; reversion: pooled over the pairs;
residual: drawn with replacement from those of the fit, for each peer alone, and smoothed by a normal kernel that keeps
their variance (Silverman's bandwidth), so that chances do not jump with the own value. A peer's own
trend is not continued: successive changes correlate at about -0.7.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dti_core.errors import ScoreError
from dti_core.scores import ScoreTable

Floats = NDArray[np.float64]
STRATA = 64  # of the common shock, at least
_REACH, _STEP = 5.0, 0.04  # deviations covered; largest step, in logits
_GRID = 4096
FEW = 30  # fewer common values than this make a fit that is flagged
_LEAST = 5  # fewer than this make none


def logit(units: Floats, top: float) -> Floats:
    """Logit of units / top, kept half a unit away from both ends."""
    share = np.clip(units, 0.5, top - 0.5) / top
    return np.log(share / (1 - share))


def to_published(logits: Floats, top: float) -> Floats:
    """Whole units, half up, of what `logit` came from."""
    return np.floor(top / (1 + np.exp(-logits)) + 0.5)


@dataclass(frozen=True, eq=False)
class Pair:
    """Totals of the entities published in both of two rounds of one index, units; shape (n_common,)."""

    name: str
    before: Floats
    after: Floats
    top_before: int
    top_after: int
    broken: bool


def pairs(history: Sequence[ScoreTable], across_break: bool = False) -> tuple[Pair, ...]:
    """Each table of `history` with the one after it.

    Raises ScoreError for another index, other entities, fewer than five common totals, or a change of framework
    that is not allowed by `across_break`.
    """
    if len(history) < 2:
        raise ScoreError("no_history", count=len(history))
    found = []
    for before, after in itertools.pairwise(history):
        names = {"before": before.round.round_id, "after": after.round.round_id}
        if before.framework.index_id != after.framework.index_id:
            raise ScoreError("incomparable_index", **names)
        if set(before.entities) != set(after.entities):
            only = set(before.entities) - set(after.entities), set(after.entities) - set(before.entities)
            raise ScoreError("incomparable_entities", **names, only_before=len(only[0]), only_after=len(only[1]))
        broken = before.framework.framework_id != after.framework.framework_id
        if broken and not across_break:
            raise ScoreError("across_break", **names)
        old = before.units[:, 0]
        new = after.units[[after.row(entity) for entity in before.entities], 0]
        both = ~np.isnan(old) & ~np.isnan(new)
        if both.sum() < _LEAST:
            raise ScoreError("few_pairs", **names, count=int(both.sum()), least=_LEAST)
        name = f"{names['before']} → {names['after']}"
        found.append(Pair(name, old[both], new[both], before.framework.top, after.framework.top, broken))
    return tuple(found)


def pair_flags(fitted: Sequence[Pair]) -> tuple[str, ...]:
    """What a reader must know of a fit: "fitted_across_break", "few_values", "one_pair"."""
    return tuple(
        flag for flag, holds in (
            ("fitted_across_break", any(pair.broken for pair in fitted)),
            ("few_values", sum(len(pair.before) for pair in fitted) < FEW),
            ("one_pair", len(fitted) == 1),
        ) if holds
    )  # fmt: skip


def pooled(levels: Sequence[Floats], growths: Sequence[Floats]) -> tuple[float, Floats, Floats]:
    """Least squares of growth on level with one slope and an intercept for each pair.

    Returns (slope, mean growth of each pair, residuals joined).
    """
    centred = [level - level.mean() for level in levels]
    spread = [growth - growth.mean() for growth in growths]
    x, y = np.concatenate(centred), np.concatenate(spread)
    slope = float(x @ y / (x @ x)) if x @ x else 0.0
    return slope, np.array([growth.mean() for growth in growths]), y - slope * x


@dataclass(frozen=True, eq=False)
class Growth:
    """A fitted model of a year's growth, in logits.

    mean, reversion, shock (standard deviation): see the module. residuals: sorted, shape (n_residuals,), already
    widened for the parameters fitted. fitted: the pairs of rounds; flags: see `pair_flags`.
    """

    mean: float
    reversion: float
    shock: float
    residuals: Floats
    fitted: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    strata: int = STRATA

    def __post_init__(self) -> None:
        numbers = [self.mean, self.reversion, self.shock, *self.residuals]
        if not np.isfinite(numbers).all() or self.shock < 0 or not len(self.residuals) or self.strata < 1:
            raise ScoreError("bad_model")
        object.__setattr__(self, "residuals", np.sort(self.residuals))
        self.residuals.setflags(write=False)

    @classmethod
    def fit(
        cls, history: Sequence[ScoreTable], *, across_break: bool = False, shock: float | None = None,
        reversion: float | None = None, strata: int = STRATA,
    ) -> "Growth":  # fmt: skip
        """Fit on the pairs of consecutive tables; `shock` and `reversion` may be set instead.

        The year shock has as its standard deviation that of the pairs' means, widened by sqrt(1 + 1 / pairs) for a
        new year. One pair cannot tell: the mean itself is taken ("next year may bring nothing or twice as much").
        """
        fitted = pairs(history, across_break)
        levels = [logit(pair.before, pair.top_before) for pair in fitted]
        growths = [logit(pair.after, pair.top_after) - level for pair, level in zip(fitted, levels, strict=True)]
        slope, means, residuals = pooled(levels, growths)
        if reversion is not None:
            slope = -reversion
            residuals = np.concatenate(
                [g - g.mean() - slope * (z - z.mean()) for g, z in zip(growths, levels, strict=True)]
            )
        n = len(means)
        known = abs(means[0]) if n == 1 else float(means.std(ddof=1)) * math.sqrt(1 + 1 / n)
        widen = math.sqrt(len(residuals) / (len(residuals) - n - 1))
        return cls(
            float(means.mean()), -slope, float(known if shock is None else shock), residuals * widen,
            tuple(pair.name for pair in fitted), tuple({t.framework.framework_id: None for t in history}),
            pair_flags(fitted), strata,
        )  # fmt: skip

    @cached_property
    def _kernel(self) -> tuple[Floats, float]:
        """The residuals, drawn together so that smoothing keeps their variance, and the kernel's deviation."""
        r = self.residuals
        deviation, quartiles = float(r.std()), np.percentile(r, [25, 75])
        middling = float(quartiles[1] - quartiles[0]) / 1.349
        width = 0.9 * min(deviation, middling or deviation) * len(r) ** -0.2
        shrink = deviation / math.hypot(deviation, width) if width else 1.0
        return r.mean() + (r - r.mean()) * shrink, width * shrink

    @cached_property
    def _below(self) -> tuple[Floats, Floats]:
        """The smoothed distribution function on a grid that is fine against the kernel."""
        from scipy.special import ndtr  # imported where needed: the first page should not wait for it

        centres, width = self._kernel
        grid = np.linspace(centres[0] - 6 * width, centres[-1] + 6 * width, _GRID)
        below = ndtr((grid[:, None] - centres) / width).mean(axis=1)
        below[[0, -1]] = 0.0, 1.0  # six deviations are the end, so that nothing is left above the maximum
        return grid, below

    @cached_property
    def _rises(self) -> Floats:
        """How much the distribution function rises from each place of the grid to the next."""
        return np.append(np.diff(self._below[1]), 0.0)

    @cached_property
    def shocks(self) -> tuple[Floats, Floats]:
        """The common shock on equal steps out to five deviations, and the weight of each step; shapes (strata,).

        Equal steps converge faster than any power for a smooth integrand; the number grows with the shock, so that
        a step stays well inside the spread of a rank that is left when the shock is known.
        """
        if not self.shock or self.strata == 1:
            return np.zeros(1), np.ones(1)
        count = max(self.strata, math.ceil(2 * _REACH * self.shock / _STEP))
        steps = ((np.arange(count) + 0.5) / count * 2 - 1) * _REACH
        weights = np.exp(-(steps**2) / 2)
        return steps * self.shock, weights / weights.sum()

    def centre(self, units: Floats, middle: float, top: float) -> Floats:
        """Logits that units (NaN kept) move to in a year without shock and residual; `middle` is the round's mean."""
        levels = logit(units, top)
        return levels + self.mean - self.reversion * (levels - middle)

    def median(self, units: Floats, middle: float, top: float) -> Floats:
        """Published units in a middling year with a middling residual."""
        return to_published(self.centre(units, middle, top) + np.median(self.residuals), top)

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest residual that can be drawn."""
        grid = self.residuals if self.residuals[0] == self.residuals[-1] else self._below[0]
        return float(grid[0]), float(grid[-1])

    def needed(self, own: NDArray[Any], top: float, shocks: Floats | None = None) -> Floats:
        """What centre and residual must reach together to publish more than `own` units, own.shape + (strata,)."""
        shocks = self.shocks[0] if shocks is None else shocks
        edge = np.minimum((np.asarray(own, dtype=float) + 0.5) / top, 1.0)
        with np.errstate(divide="ignore"):
            edge = np.log(edge / (1 - edge))
        found: Floats = edge[..., None] - shocks
        return found

    def reach(self, residual: Floats) -> Floats:
        """Chance that a residual is as large or larger."""
        if self.residuals[0] == self.residuals[-1]:
            found: Floats = (self.residuals[0] >= residual).astype(float)
            return found
        grid, below = self._below  # the grid is even: np.interp, which searches each place, takes three times as long
        place = np.clip((residual - grid[0]) * ((_GRID - 1) / (grid[-1] - grid[0])), 0, _GRID - 1)
        left = place.astype(np.intp)
        found = 1 - (below[left] + (place - left) * self._rises[left])
        return found

    def above(self, centre: Floats, own: Floats, top: float, shocks: Floats | None = None) -> Floats:
        """Chance that each peer publishes strictly more than `own` units, shape own.shape + (strata, n_peers)."""
        return self.reach(self.needed(own, top, shocks)[..., None] - centre)

    def residual_midpoints(self, parts: int) -> Floats:
        """The smoothed residual at the midpoints of `parts` parts of equal probability."""
        if self.residuals[0] == self.residuals[-1]:
            return np.full(parts, self.residuals[0])
        grid, below = self._below
        return np.interp((np.arange(parts) + 0.5) / parts, below, grid)

    def draw(self, centre: Floats, top: float, rng: np.random.Generator, draws: int) -> Floats:
        """Published units of each peer in `draws` years, shape (draws, n_peers)."""
        shock = rng.normal(0.0, self.shock, (draws, 1)) if self.shock else 0.0
        centres, width = self._kernel
        moves = rng.choice(centres, (draws, len(centre)))
        if width:
            moves += width * rng.standard_normal(moves.shape)
        return to_published(centre + shock + moves, top)


@dataclass(frozen=True, eq=False)
class Draws:
    """Equally likely years given from outside, whatever depends on what.

    values: shape (n_draws, n_named), as published; named: entity ids. Entities not named do not move.
    """

    values: Floats
    named: tuple[str, ...]

    def __post_init__(self) -> None:
        shape = self.values.shape
        if len(shape) != 2 or shape[1] != len(self.named) or not shape[0] or not np.isfinite(self.values).all():
            raise ScoreError("bad_draws", shape=shape, named=len(self.named))
        self.values.setflags(write=False)
