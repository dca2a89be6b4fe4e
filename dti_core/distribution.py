"""The chance of each rank for an own value, when the peers move by chance.

P(rank <= k | own = x) = P(k-th largest peer <= x), however peers depend on each other. Given the common shock of a
model the peers are independent, so the number above x is Poisson-binomial and no draws are needed; draws given from
outside are counted. Not valid where the index is scored against the national best, or where own actions may fail.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from dti_core.chance import Draws, Growth
from dti_core.errors import ScoreError, is_finite, is_whole
from dti_core.peers import Field, Peers, middle_logit
from dti_core.ranking import whole_rank
from dti_core.scores import ScoreTable
from dti_core.simulate import simulate

Floats = NDArray[np.float64]
_EQUAL = 1e-12  # float noise of a sum of probabilities
_CHUNK = 4_000_000  # numbers held at once
_PARTS = 8  # what a search is narrowed by in one step: a step costs about as much as two of its totals


def count_pmf(probabilities: ArrayLike) -> Floats:
    """Poisson-binomial: chance of 0, 1, … n successes of independent events, shape (..., n) -> (..., n + 1).

    >>> count_pmf([0.1, 0.2, 0.3, 0.4, 0.5]).round(4)
    array([0.1512, 0.3714, 0.3274, 0.1274, 0.0214, 0.0012])
    """
    p = np.moveaxis(np.asarray(probabilities, dtype=float), -1, 0)
    pmf = np.zeros((p.shape[0] + 1, *p.shape[1:]))
    pmf[0] = 1.0
    for done, chance in enumerate(p):
        moved = pmf[: done + 1] * chance
        pmf[: done + 1] -= moved
        pmf[1 : done + 2] += moved
    return np.moveaxis(pmf, 0, -1)


@dataclass(frozen=True, eq=False)
class RankDistribution:
    """Chance of each rank of `entity` with a total of `own` units.

    least, most: shape (n,), P(rank <= k) for k = 1 … n at least and at most; equal where every peer's total is known.
    method: "certain" (the peers do not move by chance), "exact", "counted" (draws given) or "drawn" (Monte Carlo with
    `draws` draws from `seed`). flags: see `Peers.flags_on`.

    >>> from dti_core.peers import Peers
    >>> found = rank_distribution(toy(), "B", {"1": 3.0}, Peers.shift(0.10))
    >>> found.probability(1), found.probability(2), found.median, found.interval(0.8)
    (0.0, 1.0, 2, (2, 2))
    """

    table: ScoreTable
    entity: str
    peers: Peers
    own: int
    least: Floats
    most: Floats
    method: str
    draws: int
    seed: int | None
    flags: tuple[str, ...]

    @property
    def of(self) -> int:
        return len(self.least)

    @property
    def value(self) -> float:
        return float(self.own / 10**self.table.framework.decimals)

    def probability_span(self, rank: int) -> tuple[float, float]:
        """P(rank or better) at least and at most."""
        place = min(whole_rank(rank), self.of) - 1
        return float(self.least[place]), float(self.most[place])

    def probability(self, rank: int) -> float:
        """P(rank or better); where peers are only partly known, what is sure (see `probability_span`)."""
        return self.probability_span(rank)[0]

    @cached_property
    def pmf(self) -> Floats:
        """Chance of exactly each rank, shape (n,); NaN where only bounds are known."""
        if np.abs(self.most - self.least).max() > _EQUAL:
            return np.full(self.of, np.nan)
        return np.diff(self.least, prepend=0.0)

    @property
    def median(self) -> int:
        """Least rank that is reached with even odds at least (where only bounds are known: for sure)."""
        return _quantile(self.least, 0.5)

    def interval(self, level: float = 0.8) -> tuple[int, int]:
        """Ranks (best, worst) that hold the true one with chance `level` at least, equal tails cut."""
        if not (is_finite(level) and 0 < level < 1):
            raise ScoreError("bad_level", level=level)
        tail = (1 - level) / 2
        return _quantile(self.most, tail), _quantile(self.least, 1 - tail)

    def to_frame(self) -> pd.DataFrame:
        """rank, at_most_low, at_most_high (chance of that rank or better), exactly."""
        ranks = np.arange(1, self.of + 1)
        return pd.DataFrame({"rank": ranks, "at_most_low": self.least, "at_most_high": self.most, "exactly": self.pmf})


def _quantile(at_most: Floats, share: float) -> int:
    return int(np.argmax(at_most >= share - _EQUAL)) + 1


def rank_distribution(
    table: ScoreTable, entity: str, gains: Mapping[str, float], peers: Peers, seed: int | None = None, *,
    draws: int | None = None,
) -> RankDistribution:  # fmt: skip
    """Chance of every rank after `gains` ({code: points}), the peers moving as assumed.

    Exact where the model allows. `draws` asks for that many Monte Carlo draws from `seed` (0 when not given), as a
    check; both are kept in the result.

    >>> from dti_core.peers import Peers
    >>> rank_distribution(toy(), "B", {"1": 3.0}, Peers.frozen()).probability(1)
    1.0
    """
    if seed is not None and not is_whole(seed):
        raise ScoreError("bad_seed", seed=seed)
    after = simulate(table, entity, gains, peers).units_after
    return at_value(Field.of(table, entity, peers), after, seed, draws)


def at_value(field: Field, own: int, seed: int | None = None, draws: int | None = None) -> RankDistribution:
    """The distribution at an own total of `own` units."""
    model = field.peers.chance
    monte_carlo = draws is not None and isinstance(model, Growth)
    if monte_carlo and draws is not None:
        seed = 0 if seed is None else seed
        least, most = _drawn(field, own, np.random.default_rng(seed), draws)
    else:
        least, most = (bound[0] for bound in at_most(field, np.array([own])))
    count = (draws or 0) if monte_carlo else len(model.values) if isinstance(model, Draws) else 0
    method = (
        "certain" if model is None else "counted" if isinstance(model, Draws) else "drawn" if monte_carlo else "exact"
    )
    flags = field.peers.flags_on(field.table)
    return RankDistribution(field.table, field.entity, field.peers, own, least, most, method, count, seed, flags)


def at_most(field: Field, owns: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """P(rank <= k), k = 1 … n, at least and at most, for each own total (units); shapes (n_owns, n)."""
    if field.peers.chance is None:
        spans = np.array([field.rank_span(own) for own in owns])
        places = np.arange(1, field.table.n + 1)
        return (spans[:, 1:] <= places).astype(float), (spans[:, :1] <= places).astype(float)
    if isinstance(field.peers.chance, Draws):
        bounds = [_counted(field, owns, start, worst) for start, worst in _starts(field)]
    else:
        bounds = [_summed(field, owns, start, worst) for start, worst in _starts(field)]
    return bounds[-1], bounds[0]


def _starts(field: Field) -> list[tuple[Floats, bool]]:
    """Peers' totals before they move at their lowest and, unless all are known, at their highest."""
    known = field.unseen == 0 and bool((field.start_low == field.start_high)[field.others].all())
    return [(field.start_low, False)] if known else [(field.start_low, False), (field.start_high, True)]


def _summed(field: Field, owns: NDArray[np.int64], start: Floats, worst: bool) -> Floats:
    """Poisson-binomial over the shock strata; unseen peers are above when `worst`, else below."""
    n, found = field.table.n, []
    size = max(1, _CHUNK // (n * n))
    for first in range(0, len(owns), size):
        part = owns[first : first + size]
        chances = peers_above(field, part, start)
        below = _weights(field) @ count_pmf(chances)
        found.append(_with_unseen(below, field, part, worst))
    return np.concatenate(found)


def _with_unseen(pmf: Floats, field: Field, owns: NDArray[np.int64], worst: bool) -> Floats:
    """Chance of at most 0 … n - 1 above from the pmf of the seen peers above, shape (n_owns, n)."""
    at_most = np.cumsum(pmf, axis=1)
    at_most[at_most > 1 - _EQUAL] = 1.0
    at_most[:, -1] = 1.0
    if not field.unseen:
        return at_most
    late = np.zeros((len(at_most), field.unseen))
    more = np.hstack([late, at_most]) if worst else np.hstack([at_most, late + 1.0])
    more[owns >= field.table.framework.top] = 1.0
    return more


def _weights(field: Field) -> Floats:
    model = field.peers.chance
    return model.shocks[1] if isinstance(model, Growth) else np.ones(1)


def peers_above(field: Field, owns: ArrayLike, start: Floats) -> Floats:
    """Chance that each peer is strictly above each own total in each shock stratum, (n_owns, strata, n_peers)."""
    table, model, owns = field.table, field.peers.chance, np.asarray(owns)
    if not isinstance(model, Growth):
        raise ScoreError("bad_model")
    top = table.framework.top
    chances = model.above(model.centre(start[field.others], middle_logit(table), top), owns, top)
    named = dict(field.peers.fixed)
    for column, row in enumerate(field.others):
        if table.entities[row] in named:
            chances[..., column] = (field.low[row] > owns)[:, None]
    return chances


def _counted(field: Field, owns: NDArray[np.int64], start: Floats, worst: bool) -> Floats:
    """Shares of the given draws with at most 0 … n - 1 peers above."""
    years = field.peers.drawn(start[None, :], field.table)[:, field.others]
    return np.concatenate([_shares(years, own, field, worst) for own in owns])


def _shares(years: Floats, own: int, field: Field, worst: bool) -> Floats:
    counts = np.bincount((years > own).sum(axis=1), minlength=years.shape[1] + 1)
    at_most = np.cumsum(counts)[None, :] / len(years)  # one rounding: 55 of 100 is 0.55, not the sum of 55 hundredths
    if not field.unseen:
        return at_most
    return _with_unseen(np.diff(at_most, prepend=0.0), field, np.array([own]), worst)


def _drawn(field: Field, own: int, rng: np.random.Generator, draws: int) -> tuple[Floats, Floats]:
    """Monte Carlo in chunks, the two bounds from the same draws."""
    table, model = field.table, field.peers.chance
    if not isinstance(model, Growth) or draws < 1:
        raise ScoreError("bad_draws", shape=draws, named=0)
    top, middle, starts = table.framework.top, middle_logit(table), _starts(field)
    counts = [np.zeros(len(field.others) + 1) for _ in starts]
    size = max(1, _CHUNK // max(1, len(field.low)))
    state = rng.integers(2**63)
    for bound, (start, _) in zip(counts, starts, strict=True):
        again, left = np.random.default_rng(state), draws
        while left:
            part = min(size, left)
            years = model.draw(model.centre(start, middle, top), top, again, part)
            above = (field.peers.set_rows(years, table)[:, field.others] > own).sum(axis=1)
            bound += np.bincount(above, minlength=len(bound))
            left -= part
    owns = np.array([own])
    found = [
        _with_unseen(b[None, :] / draws, field, owns, worst)[0] for b, (_, worst) in zip(counts, starts, strict=True)
    ]
    return found[-1], found[0]


def reached(field: Field, owns: NDArray[np.int64], rank: int) -> tuple[Floats, Floats]:
    """P(`rank` or better) at least and at most for each own total (units): one column of `at_most`, shapes (n_owns,).

    In most strata nothing is left to count: enough peers, or too many, are above whatever they draw.
    """
    place, model = min(rank, field.table.n) - 1, field.peers.chance
    if not isinstance(model, Growth) or field.peers.fixed:
        least, most = at_most(field, owns)
        return least[:, place], most[:, place]
    bounds = []
    for start, worst in _starts(field):
        spare = place - (field.unseen if worst else 0)
        found = _few_above(field, model, owns, start, spare)
        found[found > 1 - _EQUAL] = 1.0
        if field.unseen:
            found[owns >= field.table.framework.top] = 1.0
        bounds.append(found)
    return bounds[-1], bounds[0]


def _few_above(field: Field, model: Growth, owns: NDArray[np.int64], start: Floats, spare: int) -> Floats:
    """Chance that at most `spare` of the seen peers are above each own total."""
    seen, top = len(field.others), field.table.framework.top
    if not 0 <= spare < seen:
        return np.full(len(owns), float(spare >= seen))
    centre = np.sort(model.centre(start[field.others], middle_logit(field.table), top))
    lowest, highest = model.ends
    found, size = [], max(1, _CHUNK // (seen * len(model.shocks[1])))
    for first in range(0, len(owns), size):
        needed = model.needed(owns[first : first + size], top)
        surely = seen - np.searchsorted(centre, needed - lowest, side="right")
        perhaps = seen - np.searchsorted(centre, needed - highest, side="left")
        shares = (surely <= spare).astype(float)
        undecided = (surely <= spare) & (perhaps > spare)
        shares[undecided] = at_most_of(model.reach(needed[undecided][:, None] - centre), spare)
        found.append(shares @ model.shocks[1])
    return np.concatenate(found)


def at_most_of(probabilities: Floats, count: int) -> Floats:
    """Chance of at most `count` successes of independent events, shape (m, n) -> (m,): a part of `count_pmf`.

    >>> at_most_of(np.array([[0.1, 0.2, 0.3, 0.4, 0.5]]), 1).round(4)
    array([0.5226])
    """
    n = probabilities.shape[1]
    if 2 * count >= n:  # fewer are left to count among those that fail
        return 1 - at_most_of(1 - probabilities, n - count - 1)
    pmf = np.zeros((count + 2, len(probabilities)))  # the last row takes what goes beyond, and is not looked at
    pmf[0] = 1.0
    for done, chance in enumerate(probabilities.T):
        last = min(done, count)
        moved = pmf[: last + 1] * chance
        pmf[: last + 1] -= moved
        pmf[1 : last + 2] += moved
    found: Floats = pmf[:-1].sum(axis=0)
    return found


def quantile(field: Field, rank: int, confidence: float) -> int:
    """Least own total (units) at which P(rank or better) is `confidence` at least: one quantile of V_(rank)."""
    if field.peers.chance is None:
        return field.thresholds(rank)[1]
    low, high = 0, field.table.framework.top
    if rank >= field.table.n:
        return 0
    parts = _PARTS if isinstance(field.peers.chance, Growth) else 2
    while low < high:
        owns = np.unique(np.linspace(low, high, parts + 1)[1:-1].astype(np.int64))
        enough = reached(field, owns, rank)[0] >= confidence - _EQUAL
        first = int(np.argmax(enough)) if enough.any() else len(owns)
        low = int(owns[first - 1]) + 1 if first else low
        high = int(owns[first]) if first < len(owns) else high
    return low


def probability_curve(
    table: ScoreTable, entity: str, rank: int, peers: Peers, values: ArrayLike | None = None
) -> pd.DataFrame:
    """P(rank or better) over own values: value, low, high (bounds, equal where peers are known).

    Without `values`: from the value with a chance of 0.5 % to the one with 99.5 %, at most 100 whole units.

    >>> from dti_core.peers import Peers
    >>> probability_curve(toy(), "B", 1, Peers.frozen(), [0.59, 0.60])["low"].tolist()
    [0.0, 1.0]
    """
    rank, field, decimals = whole_rank(rank), Field.of(table, entity, peers), table.framework.decimals
    if values is None:
        ends = [quantile(field, rank, share) for share in (0.005, 0.995)]
        margin = max(1, (ends[1] - ends[0]) // 20)
        first, last = max(0, ends[0] - margin), min(table.framework.top, ends[1] + margin)
        owns = np.unique(np.linspace(first, last, min(100, last - first + 1)).round().astype(np.int64))
    else:
        asked = [*np.atleast_1d(np.asarray(values))]
        wrong = [value for value in asked if not is_finite(value)]
        if wrong or not asked:
            raise ScoreError("bad_value", value=wrong[0] if wrong else "")
        owns = np.array([math.floor(value * 10**decimals + 0.5) for value in asked], dtype=np.int64)
    least, most = reached(field, owns, rank)
    return pd.DataFrame({"value": owns / 10**decimals, "low": least, "high": most})
