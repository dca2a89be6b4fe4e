"""A what-if as plain text, what stands still while its gains move, and how the frozen assumption has done so far."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from dti_core.errors import ScoreError, UnknownCode
from dti_core.ladder import levels, potential
from dti_core.peers import Field, Peers
from dti_core.ranking import rank
from dti_core.rounding import MICRO, smallest_raw, to_units
from dti_core.scores import ScoreTable
from dti_core.simulate import Simulation, adjustable, own_total, room
from dti_core.trends import breaks, growth

FROZEN = "dung-yen"
NOISE = 0.001  # value; one pair of neighbours in five is closer than this (2022)
_PLACES = 3  # decimals of a point that a link keeps: levels have at most three


def gains_text(gains: Mapping[str, float]) -> str:
    """Gains as a link writes them; zeros are left out.

    >>> gains_text({"3": 20.0, "9": 20.8, "7": 0.0})
    '3:20;9:20.8'
    """
    return ";".join(f"{code}:{_plain(gain)}" for code, gain in gains.items() if _plain(gain) != "0")


def parse_gains(text: str, allowed: Iterable[str]) -> dict[str, float]:
    """The gains that a link names; ScoreError or UnknownCode when it is mangled. Rooms are not checked here.

    >>> parse_gains("3:20;1+2:-4,5", ["3", "1+2"])
    {'3': 20.0, '1+2': -4.5}
    """
    known, gains = tuple(allowed), {}
    for part in filter(None, text.split(";")):
        code, _, number = part.partition(":")
        if code not in known:
            raise UnknownCode.of("indicator", code, known)
        gains[code] = parse_points(number, code)
    return gains


def parse_points(text: str, code: str) -> float:
    """Points as typed, decimal comma or point, at most three decimals; ScoreError when it is no number.

    >>> parse_points(" +20,80 ", "3"), parse_points("−1", "3"), parse_points("", "3")
    (20.8, -1.0, 0.0)
    """
    try:
        points = float(text.strip().replace("−", "-").replace(",", ".") or 0)
    except ValueError as error:
        raise ScoreError("no_gain", code=code) from error
    if not math.isfinite(points):
        raise ScoreError("no_gain", code=code)
    return round(points, _PLACES)


def peers_text(peers: Peers) -> str:
    """The assumption about the others as a link writes it.

    >>> peers_text(Peers.frozen()), peers_text(Peers.shift(0.05))
    ('dung-yen', '0.05')
    """
    return FROZEN if peers.is_frozen else _plain(peers.growth, 6)


def parse_peers(text: str, top: float = 1.0) -> Peers:
    """The inverse of `peers_text`; growth beyond ± `top` or no number is a ScoreError ("frozen" is an older spelling).

    >>> parse_peers("dung-yen").is_frozen, parse_peers("0,05").growth
    (True, 0.05)
    """
    if text in (FROZEN, "frozen"):
        return Peers.frozen()
    try:
        moved = float(text.strip().replace("−", "-").replace(",", "."))
    except ValueError as error:
        raise ScoreError("bad_growth", growth=text) from error
    if not abs(moved) <= top:
        raise ScoreError("bad_growth", growth=text)
    return Peers.shift(moved)


def _plain(number: float, places: int = _PLACES) -> str:
    text = f"{number:.{places}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@dataclass(frozen=True, eq=False)
class Desk:
    """What stands still while the gains of one entity move: its controls, its peers, the ladder, the levels.

    controls: one row a control, columns code, points (NaN where not known), max_points, least (≤ 0) and most gain,
    basis ("published" / "derived").

    >>> desk = Desk.of(toy(), "B")
    >>> desk.controls[["code", "points", "most"]].to_dict("records")[0], desk.rungs["points"].tolist()
    ({'code': '1', 'points': 6.0, 'most': 4.0}, [1.9])
    """

    table: ScoreTable
    entity: str
    peers: Peers
    controls: pd.DataFrame

    @classmethod
    def of(cls, table: ScoreTable, entity: str, peers: Peers | None = None) -> "Desk":
        """ScoreError when the entity has no total to start from."""
        framework, before = table.framework, own_total(table, entity)
        rows = []
        for code in adjustable(table, entity):
            points = before * framework.unit / MICRO if code == framework.root else table.points(entity, code)
            most = room(table, entity, code)[0]
            low = points if table.basis(entity, code) == "published" else table.interval(entity, code)[0]
            if code == framework.root and not framework.points_known:
                highest = float(framework.scale[0])
            else:
                highest = math.fsum(framework.max_points[leaf] for leaf in framework.leaves_of(code))
            basis = table.basis(entity, code)
            rows.append(
                (code, points, highest, -math.floor(low * 1000) / 1000, math.floor(most * 1000 + 1e-6) / 1000, basis)
            )
        columns = ["code", "points", "max_points", "least", "most", "basis"]
        return cls(table, entity, peers or Peers.frozen(), pd.DataFrame(rows, columns=columns))

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.controls["code"])

    @cached_property
    def field(self) -> Field:
        """The peers, moved as assumed."""
        return Field.of(self.table, self.entity, self.peers)

    @cached_property
    def now(self) -> tuple[int, int]:
        """Best and worst rank today, as published or as the published figures allow."""
        known = self.table.rank()[self.entity]
        if not math.isnan(known):
            return int(known), int(known)
        return Field.of(self.table, self.entity).rank_span(own_total(self.table, self.entity))

    @cached_property
    def still(self) -> tuple[int, int]:
        """Ranks possible without any gain, the peers moved as assumed."""
        return self.field.rank_span(float(own_total(self.table, self.entity)))

    @cached_property
    def staircase(self) -> pd.DataFrame:
        """Every own total at which the rank, or what is known of it, changes, below us too; lowest first.

        Columns rank_low, rank_high, value, points (least gain for it; negative below us), entities (ids of the peers
        caught up there, () where a peer's total is only known to lie there).
        """
        framework, field = self.table.framework, self.field
        low, high = field.low[field.others], field.high[field.others]
        before = own_total(self.table, self.entity) * framework.unit
        met: dict[int, list[str]] = {}
        for row in field.others[field.low[field.others] == field.high[field.others]]:
            met.setdefault(int(field.low[row]), []).append(self.table.entities[row])
        rows = []
        for edge in np.unique(np.concatenate([low, high])).astype(int).tolist():
            points = (smallest_raw(edge, framework.unit, framework.rounding) - before) / MICRO
            rows.append((*field.rank_span(edge), edge / 10**framework.decimals, points, tuple(met.get(edge, ()))))
        return pd.DataFrame(rows, columns=["rank_low", "rank_high", "value", "points", "entities"])

    @cached_property
    def rungs(self) -> pd.DataFrame:
        """The ladder (see `ladder.ladder`) with ranks as spans and `entities` as a tuple: the steps above us."""
        steps = self.staircase
        return steps[(steps["points"] > 0) & (steps["entities"].map(len) > 0)].reset_index(drop=True)

    @cached_property
    def levels(self) -> pd.DataFrame:
        """For each control alone, the gains at which the rank changes; see `ladder.levels`."""
        return levels(self.table, self.entity, self.codes, self.peers)

    @cached_property
    def potential(self) -> pd.DataFrame:
        """The most that each control alone can bring; see `ladder.potential`."""
        return potential(self.table, self.entity, self.codes, self.peers)

    def span_after(self, result: Simulation) -> tuple[int, int]:
        """Ranks possible afterwards; the published one where nothing has moved."""
        if result.units_after == result.units_before and self.peers.is_frozen:
            return self.now
        return result.rank_after_span

    def value_of(self, entity: str) -> float:
        """A peer's total, moved as assumed; NaN where it is not known."""
        row = self.table.row(entity)
        same = self.field.low[row] == self.field.high[row]
        return float(self.field.low[row]) / 10**self.table.framework.decimals if same else math.nan

    def next_rung(self, result: Simulation) -> dict[str, Any] | None:
        """The first rung above the outcome, `points` being what is still missing to it; None on the last one."""
        ahead = self.rungs[to_units(self.rungs["value"].to_numpy(), self.table.framework.decimals) > result.units_after]
        if ahead.empty:
            return None
        rung: dict[str, Any] = ahead.iloc[0].to_dict()
        return rung | {"points": round(float(ahead["points"].iloc[0]) - result.gain_points, 6)}

    def close_calls(self, result: Simulation) -> tuple[str, ...]:
        """Peers within the noise of the outcome (less than 0.001 in value): the rank could turn out otherwise."""
        if self.table.framework.published_as != "value":
            return ()
        rows, field = self.field.others, self.field
        known = rows[field.low[rows] == field.high[rows]]
        apart = np.abs(field.low[known] - result.units_after)
        order = np.argsort(apart, kind="stable")
        near = apart[order] < NOISE * 10**self.table.framework.decimals
        return tuple(self.table.entities[row] for row in known[order[near]])


@dataclass(frozen=True, slots=True)
class Past:
    """What really happened between two complete rounds of the same entities.

    growth: mean change of the published totals; miss: mean error, in ranks, of a forecast that holds the peers still.
    """

    year_before: int
    year_after: int
    growth: float
    miss: float
    framework_changed: bool


def past(tables: Sequence[ScoreTable]) -> tuple[Past, ...]:
    """Every pair of successive years in which the same entities have all their totals published."""
    complete = [
        table
        for table in tables
        if len(table.entities) == table.n and not table.values(table.framework.root).isna().any()
    ]
    found = []
    for before, after in pairwise(complete):
        if before.entities == after.entities and after.round.year == before.round.year + 1 and before.n > 1:
            mean = float(growth(before, after, before.framework.root).mean())
            changed = breaks(before, after) == "framework"
            found.append(Past(before.round.year, after.round.year, mean, frozen_miss(before, after), changed))
    return tuple(found)


def frozen_miss(before: ScoreTable, after: ScoreTable) -> float:
    """Mean absolute error of the rank forecast that holds every peer at last year's total.

    Each entity's true later total is placed in the earlier table as published, its own earlier row included, and that
    rank compared with its true later rank. (Without its own row 2023→2024 gives 6.75 in the place of 6.78: 22 of 63
    fell below themselves.) Both tables have the same entities, all totals published.
    """
    decimals = before.framework.decimals
    old = to_units(before.values(before.framework.root).to_numpy(), decimals)
    new = to_units(after.values(after.framework.root).to_numpy(), decimals)
    forecast = 1 + (old[None, :] > new[:, None]).sum(axis=1)
    return float(np.abs(forecast - rank(new, 0)).mean())
