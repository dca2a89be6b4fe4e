"""What the others do: an assumption about every peer's figure, and the field that results for one entity."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dti_core import ranking
from dti_core.errors import ScoreError
from dti_core.rounding import to_units
from dti_core.scores import ScoreTable

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Peers:
    """How the peers' published totals move; `growth` is added to each, in the unit they are published in.

    >>> Peers.frozen().growth, Peers.shift(0.05).growth
    (0.0, 0.05)
    """

    growth: float = 0.0

    def __post_init__(self) -> None:
        if not np.isfinite(self.growth):
            raise ScoreError("bad_growth", growth=self.growth)

    @classmethod
    def frozen(cls) -> "Peers":
        """Nobody else moves: a simplification that missed by 21.8 ranks on average in 2022→2023."""
        return cls()

    @classmethod
    def shift(cls, growth: float) -> "Peers":
        """Everybody else's total grows by `growth`, up to the maximum and not below zero."""
        return cls(growth)

    @property
    def is_frozen(self) -> bool:
        return self.growth == 0.0

    def move(self, units: Floats, table: ScoreTable) -> Floats:
        """Peers' totals (units, NaN kept) after the assumed growth, within 0 and the maximum."""
        step = to_units(abs(self.growth), table.framework.decimals) * np.sign(self.growth)
        return np.clip(units + step, 0.0, table.framework.top)


@dataclass(frozen=True, eq=False)
class Field:
    """The totals `entity` is ranked against, under an assumption about its peers.

    low, high: shape (n_entities,), units, moved; equal where known; own row included (as if it moved like a peer).

    >>> field = Field.of(toy(), "B", Peers.frozen())
    >>> field.rank_span(50), field.rank_span(80)
    ((2, 2), (1, 1))
    """

    table: ScoreTable
    entity: str
    peers: Peers
    low: Floats
    high: Floats
    ranks: Floats

    @classmethod
    def of(cls, table: ScoreTable, entity: str, peers: Peers | None = None) -> "Field":
        table.row(entity)
        peers = peers or Peers.frozen()
        low, high = table.unit_bounds(table.framework.root)
        ranks = table.ranks_trusted(table.framework.root)
        return cls(table, entity, peers, peers.move(low, table), peers.move(high, table), ranks)

    @cached_property
    def others(self) -> NDArray[np.int64]:
        """Rows of the peers."""
        return np.flatnonzero(np.arange(len(self.low)) != self.table.row(self.entity))

    @cached_property
    def unseen(self) -> int:
        """Peers ranked in the round of whom nothing is published, not even the name."""
        return self.table.n - len(self.low)

    @cached_property
    def exact(self) -> bool:
        """Whether every peer's total is known to the published place."""
        return self.unseen == 0 and bool((self.low == self.high)[self.others].all())

    def rank_span(self, own: float) -> tuple[int, int]:
        """Best and worst rank of an own total of `own` units."""
        fewest = ranking.above(self.low[self.others], own)
        most = ranking.above(self.high[self.others], own) + (self.unseen if own < self.table.framework.top else 0)
        if not self.exact:
            row = self.table.row(self.entity)
            least, greatest = ranking.count_above(own, own, self.low, self.high, self.ranks, self.table.n)
            fewest = max(fewest, least - int(self.high[row] > own))
            most = min(most, greatest - int(self.low[row] > own))
        return 1 + int(fewest), 1 + int(most)

    def thresholds(self, rank: int) -> tuple[int, int]:
        """Least own totals (units) at which `rank` or better is possible, and certain.

        rank ≤ k ⇔ own ≥ the k-th largest peer value; a tie is enough. Beyond the last place: 0.
        """
        if self.exact:
            ordered = np.sort(self.low[self.others])[::-1]
            least = 0 if rank > len(ordered) else int(ordered[rank - 1])
            return least, least
        edges = np.unique(np.concatenate([[0.0, self.table.framework.top], self.low, self.high]))
        edges = np.unique(np.concatenate([edges, np.clip(edges - 1, 0, None), edges + 1]))
        spans = [self.rank_span(edge) for edge in edges]
        possible = next(int(edge) for edge, span in zip(edges, spans, strict=True) if span[0] <= rank)
        certain = next(int(edge) for edge, span in zip(edges, spans, strict=True) if span[1] <= rank)
        return possible, certain
