"""What the others do: an assumption about every peer's figure, and the field that results for one entity."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dti_core import ranking
from dti_core.chance import STRATA, Draws, Growth, logit, pair_flags, pairs, pooled
from dti_core.errors import ScoreError, is_finite
from dti_core.rounding import to_units
from dti_core.scores import ScoreTable

Floats = NDArray[np.float64]
_NOISE = 1e-6  # of a unit, as in rounding


class _AlsoOnClass:
    """A method that, called on the class, works on the class's default object."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.__doc__ = function, function.__doc__

    def __get__(self, instance: Any, owner: type) -> Callable[..., Any]:
        return partial(self.function, owner() if instance is None else instance)


@dataclass(frozen=True, slots=True)
class Peers:
    """How the peers' published totals move in the year that is looked at.

    growth: added to each, in the unit totals are published in; slope: share of the distance to the mean that is lost
    (growth = growth - slope * (value - mean)); fixed: (entity, value) pairs that hold whatever the others do; chance:
    a model or draws, instead of growth and slope; flags: what a reader must know of a fit.

    >>> Peers.frozen().growth, Peers.shift(0.05).growth, Peers.override({"A": 0.7}).fixed
    (0.0, 0.05, (('A', 0.7),))
    """

    growth: float = 0.0
    slope: float = 0.0
    fixed: tuple[tuple[str, float], ...] = ()
    chance: Growth | Draws | None = None
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not is_finite(self.growth):
            raise ScoreError("bad_growth", growth=self.growth)
        if not is_finite(self.slope):
            raise ScoreError("bad_slope", slope=self.slope)

    @classmethod
    def frozen(cls) -> "Peers":
        """Nobody else moves: a simplification that missed by 21.8 ranks on average in 2022→2023."""
        return cls()

    @classmethod
    def shift(cls, growth: float) -> "Peers":
        """Everybody else's total grows by `growth`, up to the maximum and not below zero."""
        return cls(growth)

    @classmethod
    def converge(
        cls, growth: float | None = None, slope: float | None = None, *, history: Sequence[ScoreTable] = (),
        across_break: bool = False,
    ) -> "Peers":  # fmt: skip
        """Growth falls with level: growth - slope * (value - mean of the round).

        What is not set is estimated from the pairs of consecutive tables of `history` (least squares, one slope,
        mean of the pairs' means). Growth is in published values, slope a number without unit.
        """
        if growth is not None and slope is not None and not history:
            return cls(growth, slope)
        if not history:
            raise ScoreError("converge_needs")
        fitted = pairs(history, across_break)
        scale = 10 ** history[-1].framework.decimals
        found, means, _ = pooled([p.before for p in fitted], [p.after - p.before for p in fitted])
        return cls(
            float(means.mean()) / scale if growth is None else growth, -found if slope is None else slope,
            flags=pair_flags(fitted),
        )  # fmt: skip

    @classmethod
    def model(
        cls, history: Sequence[ScoreTable], *, across_break: bool = False, shock: float | None = None,
        reversion: float | None = None, strata: int = STRATA,
    ) -> "Peers":  # fmt: skip
        """A common year shock, pooled reversion and drawn residuals on the logit scale, fitted on pairs of rounds.

        Where one answer is asked for (`simulate`, `ladder`) each peer makes its median move. A change of framework
        within a pair is refused unless `across_break`, and then flagged.
        """
        growth = Growth.fit(history, across_break=across_break, shock=shock, reversion=reversion, strata=strata)
        return cls(chance=growth, flags=growth.flags)

    @classmethod
    def draws(cls, values: pd.DataFrame) -> "Peers":
        """Equally likely years from elsewhere: a column an entity, a row a draw, as published."""
        return cls(chance=Draws(values.to_numpy(dtype=float, copy=True), tuple(map(str, values.columns))))

    @_AlsoOnClass
    def override(self, values: Mapping[str, float]) -> "Peers":
        """The same assumption with some peers' values set; on the class: everybody else frozen."""
        wrong = {entity: value for entity, value in values.items() if not is_finite(value) or value < 0}
        if wrong:
            raise ScoreError("bad_override", entity=next(iter(wrong)), value=next(iter(wrong.values())))
        return replace(self, fixed=tuple((dict(self.fixed) | dict(values)).items()))

    @property
    def is_frozen(self) -> bool:
        return self.growth == self.slope == 0.0 and not self.fixed and self.chance is None

    @property
    def is_random(self) -> bool:
        return self.chance is not None

    @property
    def keeps_order(self) -> bool:
        """Whether nobody overtakes anybody among the peers, so that published ranks still bound."""
        return self.chance is None and not self.fixed and self.slope < 1.0

    def flags_on(self, table: ScoreTable) -> tuple[str, ...]:
        """The fit's flags, and "applied_across_break" where no round of the table's framework was fitted."""
        fitted = self.chance.frameworks if isinstance(self.chance, Growth) else ()
        strange = bool(fitted) and table.framework.framework_id not in fitted
        return self.flags + (("applied_across_break",) if strange else ())

    def move(self, units: Floats, table: ScoreTable) -> Floats:
        """Peers' totals (units, NaN kept) after the growth (of a model: the median), within 0 and the maximum."""
        if isinstance(self.chance, Growth):
            moved = self.chance.median(units, middle_logit(table), table.framework.top)
        elif isinstance(self.chance, Draws):
            moved = self.set_rows(np.median(self.drawn(units[None, :], table), axis=0), table)
        else:
            step = to_units(abs(self.growth), table.framework.decimals) * np.sign(self.growth)
            pull = self.slope * (units - middle_units(table)) if self.slope else 0.0
            moved = np.floor(np.clip(units + step - pull, 0.0, table.framework.top) + 0.5 + _NOISE)
        return self.set_rows(moved, table)

    def set_rows(self, units: Floats, table: ScoreTable) -> Floats:
        """Units (..., n_entities) with the overridden entities' columns set."""
        units = np.array(units)
        for entity, value in self.fixed:
            wanted = float(to_units(value, table.framework.decimals))
            if wanted > table.framework.top:
                raise ScoreError("bad_override", entity=table.name(entity), value=value)
            units[..., table.row(entity)] = wanted
        return units

    def drawn(self, units: Floats, table: ScoreTable) -> Floats:
        """Units of everybody in each given draw, shape (n_draws, n_entities), from units of shape (1, n_entities)."""
        if not isinstance(self.chance, Draws):
            raise ScoreError("bad_draws", shape=(), named=0)
        years = np.repeat(units, len(self.chance.values), axis=0)
        rows = [table.row(entity) for entity in self.chance.named]
        years[:, rows] = to_units(self.chance.values, table.framework.decimals)
        return self.set_rows(np.clip(years, 0.0, table.framework.top), table)


def middle_units(table: ScoreTable) -> float:
    """Mean of the totals that are published, in units; of the middles of their intervals where none is."""
    known = table.units[:, 0][~np.isnan(table.units[:, 0])]
    low, high = table.unit_bounds(table.framework.root) if not known.size else (known, known)
    return float(((low + high) / 2).mean())


def middle_logit(table: ScoreTable) -> float:
    """Mean logit of the totals that are published; the logit of `middle_units` where none is."""
    known = table.units[:, 0][~np.isnan(table.units[:, 0])]
    return float(logit(known if known.size else np.array([middle_units(table)]), table.framework.top).mean())


@dataclass(frozen=True, eq=False)
class Field:
    """The totals `entity` is ranked against, under an assumption about its peers.

    low, high: shape (n_entities,), units, moved (by a model: the median move); equal where known; own row included (as
    if it moved like a peer). start_low, start_high: the same before anybody moves.

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
    start_low: Floats
    start_high: Floats

    @classmethod
    def of(cls, table: ScoreTable, entity: str, peers: Peers | None = None) -> "Field":
        table.row(entity)
        peers = Peers.frozen() if peers is None else peers
        if not isinstance(peers, Peers):
            raise ScoreError("bad_peers", peers=peers)
        low, high = table.unit_bounds(table.framework.root)
        ranks = table.ranks_trusted(table.framework.root)
        ranks = ranks if peers.keeps_order else np.full_like(ranks, np.nan)
        ends = peers.move(low, table), peers.move(high, table)
        return cls(table, entity, peers, np.minimum(*ends), np.maximum(*ends), ranks, low, high)

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
        if not self.exact and self.peers.keeps_order:
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
