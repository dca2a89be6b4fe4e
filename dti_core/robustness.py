"""How firm the ranks are: the share of draws at each rank when weights and rounding are uncertain.

The way composite-indicator auditors publish it: each weight is multiplied by a factor drawn evenly from 1 - spread to
1 + spread and the weights are scaled back to the same sum. Totals are drawn within their rounding and compared two
places further, so that a tie is split as often as not. What is published for everybody moves by its own weight; the
rest of the total is one part with one weight (where that is all there is, weights cannot matter, and `parts` says so).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dti_core.errors import ScoreError, UnknownCode, is_finite, is_whole
from dti_core.ranking import whole_rank
from dti_core.scores import ScoreTable

Floats = NDArray[np.float64]
CHUNK = 1_000_000  # totals held at once
_FINER = 100  # parts of a unit that totals within their rounding are compared in


def rank_draws(units: NDArray[np.integer]) -> NDArray[np.int32]:
    """Ranks 1, 2, 2, 4 of each draw, shape (n_draws, n_entities), from whole units that are not negative.

    The figure and the place are packed in one integer, so that a plain sort, the fastest there is, brings both.

    >>> rank_draws(np.array([[50, 70, 50, 40]]))
    array([[2, 1, 2, 4]], dtype=int32)
    """
    n = units.shape[-1]
    bits = max(1, (n - 1).bit_length())
    most = int(units.max(initial=0))
    if int(units.min(initial=0)) < 0 or most >= 1 << (62 - bits):
        raise ScoreError("bad_units", low=int(units.min(initial=0)), high=most)
    kind = np.int32 if most < 1 << (31 - bits) else np.int64
    packed = (most - units).astype(kind) << bits
    packed |= np.arange(n, dtype=kind)
    packed.sort(axis=-1)
    places = packed & ((1 << bits) - 1)
    packed >>= bits
    ranks = np.empty(units.shape, dtype=np.int32 if 2 * bits < 32 else np.int64)
    ranks[...] = np.arange(n)
    ranks[..., 1:][packed[..., 1:] == packed[..., :-1]] = 0
    np.maximum.accumulate(ranks, axis=-1, out=ranks)
    ranks |= places.astype(ranks.dtype) << bits  # back to the order of the entities by a second sort
    ranks.sort(axis=-1)
    found: NDArray[np.int32] = (ranks & ((1 << bits) - 1)).astype(np.int32) + 1
    return found


def share_at_rank(ranks: NDArray[np.int32], counts: NDArray[np.int64]) -> None:
    """Count ranks (n_draws, n_entities) into counts (n_entities, n), in place."""
    n = counts.shape[1]
    flat = ranks.astype(np.int64) - 1 + np.arange(counts.shape[0]) * n
    counts += np.bincount(flat.ravel(), minlength=counts.size).reshape(counts.shape)


@dataclass(frozen=True, eq=False)
class Robustness:
    """shares: share of draws in which each entity has each rank, shape (n_entities, n_entities).

    parts: codes whose weights were drawn ("rest": everything else of the total, as one); spread, rounding, draws, seed:
    how; nominal: ranks as published.
    """

    table: ScoreTable
    entities: tuple[str, ...]
    parts: tuple[str, ...]
    shares: Floats
    nominal: Floats
    spread: float
    rounding: bool
    draws: int
    seed: int

    def _row(self, entity: str) -> int:
        if entity not in self.entities:
            raise UnknownCode.of("entity", entity, self.entities)
        return self.entities.index(entity)

    def probability(self, entity: str, rank: int) -> float:
        """Share of draws in which the entity has `rank` or better."""
        return float(self.shares[self._row(entity), : whole_rank(rank)].sum())

    def interval(self, entity: str, level: float = 0.9) -> tuple[int, int]:
        """Ranks (best, worst) that hold `level` of the draws at least, equal tails cut."""
        if not (is_finite(level) and 0 < level < 1):
            raise ScoreError("bad_level", level=level)
        at_most, tail = self.shares[self._row(entity)].cumsum(), (1 - level) / 2
        return int(np.argmax(at_most >= tail - 1e-12)) + 1, int(np.argmax(at_most >= 1 - tail - 1e-12)) + 1

    def to_frame(self) -> pd.DataFrame:
        """entity, nominal, low, median, high (90 %), same (share of draws at the nominal rank)."""
        at_most = self.shares.cumsum(axis=1)
        ends = {
            name: np.argmax(at_most >= share - 1e-12, axis=1) + 1
            for name, share in (("low", 0.05), ("median", 0.5), ("high", 0.95))
        }
        same = self.shares[np.arange(len(self.entities)), self.nominal.astype(int) - 1]
        return pd.DataFrame({"entity": self.entities, "nominal": self.nominal, **ends, "same": same})


def robustness(
    table: ScoreTable, spread: float = 0.25, draws: int = 10_000, seed: int = 0, *, rounding: bool = True
) -> Robustness:
    """Ranks under drawn weights; `rounding` draws each total within half a unit of its last place too.

    Entities without a published total are left out (the result says who is in).

    >>> robustness(toy(), draws=100).interval("B"), robustness(toy(), draws=100).parts
    ((2, 2), ('rest',))
    """
    if not (is_finite(spread) and 0 <= spread <= 1 and is_whole(draws, 1)):
        raise ScoreError("bad_spread", spread=spread, draws=draws)
    full, names, points, most = _parts(table)
    rows = np.flatnonzero(~np.isnan(points).any(axis=1))
    if not rows.size:
        raise ScoreError("no_parts", round=table.round.round_id)
    entities = tuple(table.entities[row] for row in rows)
    half = table.resolution / 2 if rounding else 0.0
    full *= _FINER if rounding else 1
    counts = np.zeros((len(rows), len(rows)), dtype=np.int64)
    for units in total_draws(points[rows], most, spread, draws, seed, half, full):
        share_at_rank(rank_draws(units), counts)
    totals = table.units[rows, 0]
    nominal = 1.0 + (totals[None, :] > totals[:, None]).sum(axis=1)
    return Robustness(table, entities, names, counts / draws, nominal, spread, rounding, draws, seed)


def _parts(table: ScoreTable) -> tuple[float, tuple[str, ...], Floats, Floats]:
    """The maximum in units, part names, points (n_entities, n_parts) and the parts' maxima."""
    framework = table.framework
    total = table.published[:, 0] * framework.scale[0]
    seen = ~np.isnan(total)
    most_total = float(framework.scale[0] if framework.published_as == "value" else framework.max_points.iloc[0])
    full = most_total / framework.scale[0] * 10**framework.decimals
    leaves = [
        code for code in framework.leaves
        if framework.max_points[code] > 0 and not np.isnan(table.published[seen, framework.column(code)]).any()
    ]  # fmt: skip
    columns = [framework.column(code) for code in leaves]
    points = table.published[:, columns] * framework.scale[columns]
    most = framework.max_points[leaves].to_numpy(dtype=float)
    if most_total - most.sum() > 1e-9:
        rest = np.clip(total - points.sum(axis=1), 0.0, most_total - most.sum())
        return full, (*leaves, "rest"), np.column_stack([points, rest]), np.append(most, most_total - most.sum())
    return full, tuple(leaves), np.where(seen[:, None], points, np.nan), most


def total_draws(
    points: Floats, most: Floats, spread: float, draws: int, seed: int, half: float, top: float
) -> Iterator[NDArray[np.int64]]:
    """Chunks (n_draws, n_entities) of totals in whole units, of `top` for all points, half up.

    points: (n_entities, n_parts); most: (n_parts,), the nominal weights. half: what a total may be off by rounding, in
    points. The cube of draws, entities and parts is never made: a chunk is one product of matrices.
    """
    rng = np.random.default_rng(seed)
    size = max(1, CHUNK // max(points.shape))
    for first in range(0, draws, size):
        part = min(size, draws - first)
        factors = rng.uniform(1 - spread, 1 + spread, (part, len(most)))
        factors *= top / (factors @ most)[:, None] if spread < 1 else top / np.maximum(factors @ most, 1e-12)[:, None]
        totals = factors @ points.T
        if half:
            totals += rng.uniform(-half, half, totals.shape) * (top / most.sum())
        np.floor(totals + (0.5 + 1e-6), out=totals)
        yield np.maximum(totals, 0.0).astype(np.int64)
