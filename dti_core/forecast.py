"""Where everybody may land next year, an entity itself included: one forecast of the ranks of a whole round."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dti_core.chance import Growth, to_published
from dti_core.distribution import count_pmf
from dti_core.errors import ScoreError
from dti_core.peers import Peers, middle_logit
from dti_core.scores import ScoreTable

Floats = NDArray[np.float64]
_NORMAL = NormalDist()
_NODES = 64  # own outcomes: midpoints of equal probability


@dataclass(frozen=True, eq=False)
class Forecast:
    """at_most: P(rank <= k), shape (n_entities, n), rows as `entities`."""

    entities: tuple[str, ...]
    at_most: Floats

    @property
    def median(self) -> NDArray[np.int64]:
        return self._quantile(0.5)

    def interval(self, level: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Best and worst rank of each entity that hold the true one with chance `level` at least."""
        if not 0 < level < 1:
            raise ScoreError("bad_level", level=level)
        tail = (1 - level) / 2
        return self._quantile(tail), self._quantile(1 - tail)

    def _quantile(self, share: float) -> NDArray[np.int64]:
        places: NDArray[np.int64] = np.argmax(self.at_most >= share - 1e-12, axis=1) + 1
        return places

    def to_frame(self) -> pd.DataFrame:
        low, high = self.interval(0.8)
        return pd.DataFrame({"entity": self.entities, "median": self.median, "low": low, "high": high})


def forecast(table: ScoreTable, peers: Peers, shared_shock: bool = False) -> Forecast:
    """Everybody moves by the model, the entity itself like the others. All totals must be known.

    The common shock moves all alike on the logit scale and leaves every order as it is, rounding apart, so it is left
    out; `shared_shock` takes it in (a check). Overridden entities stand still while the others have the shock, so
    then it is always taken in.

    >>> forecast(toy(), Peers.shift(0.1)).median.tolist()
    [1, 2, 3]
    """
    model, top = peers.chance, table.framework.top
    units = table.units[:, 0]
    if np.isnan(units).any() or len(units) != table.n:
        raise ScoreError("forecast_needs", round=table.round.round_id, known=int((~np.isnan(units)).sum()), of=table.n)
    if not isinstance(model, Growth):
        still = peers.move(units, table)
        places = 1 + (still[None, :] > still[:, None]).sum(axis=1)
        return Forecast(table.entities, (places[:, None] <= np.arange(1, table.n + 1)).astype(float))
    centre = model.centre(units, middle_logit(table), top)
    standing = peers.set_rows(units, table)
    fixed = {table.row(entity): float(standing[table.row(entity)]) for entity, _ in peers.fixed}
    shocks, weights = model.shocks if shared_shock or fixed else (np.zeros(1), np.ones(1))
    steps = model.residual_midpoints(_NODES)
    found = np.empty((table.n, table.n))
    for row in range(table.n):
        others = np.arange(table.n) != row
        pmf = np.zeros(table.n)
        for shock, weight in zip(shocks, weights, strict=True):
            own = to_published(centre[row] + shock + steps, top) if row not in fixed else np.array([fixed[row]])
            above = model.above(centre, own, top, np.array([shock]))[:, 0, :]
            for place, value in fixed.items():
                above[:, place] = value > own
            pmf += weight * count_pmf(above[:, others]).mean(axis=0)
        found[row] = np.minimum(np.cumsum(pmf), 1.0)
    found[:, -1] = 1.0
    return Forecast(table.entities, found)


def normal_scores(ranks: Floats, n: int) -> Floats:
    """Ranks as standard normal scores, the best highest; NaN stays NaN."""
    shares = (np.asarray(ranks, dtype=float) - 0.5) / n
    return np.array([math.nan if math.isnan(share) else -_NORMAL.inv_cdf(share) for share in shares])


def memory(history: Sequence[ScoreTable]) -> float:
    """How much of a normal score lasts a year: rho of score' ~ N(rho * score, 1 - rho²), by maximum likelihood.

    From the ranks alone, over the pairs of consecutive tables of one framework (pairs across a change are left out).
    """
    old, new = [], []
    for before, after in itertools.pairwise(history):
        if before.framework.framework_id == after.framework.framework_id:
            scores = pd.DataFrame({"old": before.rank(), "new": after.rank()}).dropna()
            old.append(normal_scores(scores["old"].to_numpy(), before.n))
            new.append(normal_scores(scores["new"].to_numpy(), after.n))
    if not old:
        raise ScoreError("no_history", count=len(history))
    x, y = np.concatenate(old), np.concatenate(new)
    rho = np.linspace(0.0, 0.999, 1000)
    misfit = ((y[:, None] - rho * x[:, None]) ** 2).sum(axis=0)
    return float(rho[np.argmin(len(x) / 2 * np.log(1 - rho**2) + misfit / 2 / (1 - rho**2))])


def rank_memory(table: ScoreTable, rho: float) -> Forecast:
    """Next year's ranks from this year's alone: AR(1) on normal scores.

    >>> rank_memory(toy(), 0.0).at_most[0].round(3)    # without memory every rank is equally likely
    array([0.333, 0.667, 1.   ])
    """
    scores = normal_scores(table.rank().to_numpy(), table.n)
    if np.isnan(scores).any() or len(scores) != table.n:
        raise ScoreError("forecast_needs", round=table.round.round_id, known=int((~np.isnan(scores)).sum()), of=table.n)
    from scipy.special import ndtr  # imported where needed, as in chance

    spread = math.sqrt(1 - rho**2)
    steps = spread * np.array([_NORMAL.inv_cdf((i + 0.5) / _NODES) for i in range(_NODES)])
    found = np.empty((table.n, table.n))
    for row in range(table.n):
        others = np.arange(table.n) != row
        above = ndtr((rho * scores[others] - (rho * scores[row] + steps)[:, None]) / spread)
        found[row] = np.minimum(np.cumsum(count_pmf(above).mean(axis=0)), 1.0)
    found[:, -1] = 1.0
    return Forecast(table.entities, found)


def standing_still(table: ScoreTable) -> Forecast:
    """Every rank as it is: what frozen peers and a common shift both say."""
    places = table.rank().to_numpy()
    return Forecast(table.entities, (places[:, None] <= np.arange(1, table.n + 1)).astype(float))


def climatology(table: ScoreTable) -> Forecast:
    """Every rank equally likely: P(rank <= k) = k / n.

    >>> climatology(toy()).at_most[0].round(2)
    array([0.33, 0.67, 1.  ])
    """
    return Forecast(table.entities, np.tile(np.arange(1, table.n + 1) / table.n, (table.n, 1)))
