"""What if: gains in points on any indicator, from the published total; the new value and rank, who is overtaken."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dti_core.errors import ScoreError, is_finite
from dti_core.framework import Framework
from dti_core.peers import Field, Peers
from dti_core.rounding import publish, to_micro, to_units
from dti_core.scores import ScoreTable

SLACK = 1e-6  # points; a gain that fills the room to the last published place is not refused for float noise


@dataclass(frozen=True, eq=False)
class Simulation:
    """Before and after. Totals are in units of the last published place; ranks are NaN where more than one is possible.

    rank_before: among the peers as published. rank_still: without gains, the peers moved as assumed.
    overtaken / overtaken_by: peers that were strictly above and no longer are / that are now and were not;
    rank_after = rank_before - len(overtaken) + len(overtaken_by) wherever all totals are known.
    """

    table: ScoreTable
    entity: str
    gains: Mapping[str, float]
    peers: Peers
    units_before: int
    units_after: int
    rank_before: float
    rank_still: float
    rank_after: float
    rank_after_span: tuple[int, int]
    overtaken: tuple[str, ...]
    overtaken_by: tuple[str, ...]

    @property
    def value_before(self) -> float:
        return self.units_before / 10**self.table.framework.decimals

    @property
    def value_after(self) -> float:
        return self.units_after / 10**self.table.framework.decimals

    @property
    def of(self) -> int:
        return self.table.n

    @property
    def gain_points(self) -> float:
        """Points added to the total."""
        return math.fsum(self.gains.values())

    @cached_property
    def pillars(self) -> pd.DataFrame:
        """Composites before and after: code, before, after (as published), rank_before, rank_after; NaN = unknown.

        A composite that is not published starts from the value its figures determine; its rank is then the best
        possible one only where all intervals agree.
        """
        framework = self.table.framework
        rows = []
        for composite in framework.composites:
            effect = composite_effect(framework, composite.code, self.gains)
            column = framework.column(composite.code)
            before = self.table.points(self.entity, composite.code)
            values = [points / framework.scale[column] for points in (before, before + effect)]
            low, high = self.table.unit_bounds(composite.code)
            others = np.arange(len(low)) != self.table.row(self.entity)
            ranks = []
            for value in values:
                own = to_units(value, framework.decimals)
                span = 1 + np.count_nonzero(low[others] > own), 1 + np.count_nonzero(high[others] > own)
                ranks.append(float(span[0]) if span[0] == span[1] and not np.isnan(own) else float("nan"))
            rows.append((composite.code, *values, *ranks))
        return pd.DataFrame(rows, columns=["code", "before", "after", "rank_before", "rank_after"])

    def to_frame(self) -> pd.DataFrame:
        """One row a changed indicator: code, before, gain, after in points (NaN where not published)."""
        before = [self.table.points(self.entity, code) for code in self.gains]
        frame = pd.DataFrame({"code": list(self.gains), "before": before, "gain": list(self.gains.values())})
        return frame.assign(after=frame["before"] + frame["gain"])


def composite_effect(framework: Framework, composite: str, gains: Mapping[str, float]) -> float:
    """Points that gains add to a composite; NaN where a gain lies only partly inside it."""
    inside = set(framework.leaves_of(composite))
    effect = 0.0
    for code, gain in gains.items():
        share = set(framework.leaves_of(code)) & inside
        effect += gain if share == set(framework.leaves_of(code)) else 0.0 if not share or not gain else float("nan")
    return effect


def own_total(table: ScoreTable, entity: str) -> int:
    """The published total in units, or the one its other figures determine; ScoreError when neither exists."""
    units = table.units[table.row(entity), 0]
    if math.isnan(units):
        points = table.points(entity, table.framework.root)
        if math.isnan(points):
            raise ScoreError("no_total", entity=table.name(entity), round=table.round.round_id)
        return publish(to_micro(points), table.framework.unit, table.framework.rounding)
    return int(units)


def room(table: ScoreTable, entity: str, code: str) -> tuple[float, float]:
    """Points that can still be gained on `code`: (certainly, at most), from what is published; NaN where unknown.

    >>> room(toy(), "B", "1"), room(toy(), "A", "1")    # A's total is 0.60: index 1 has 1.9 to 10 points
    ((4.0, 4.0), (0.0, 8.1))
    """
    low, high = table.interval(entity, code)
    most = table.framework.most(code)
    if code == table.framework.root and not table.framework.points_known:
        most = float(table.framework.scale[0])
    if math.isnan(most):
        return math.nan, math.nan
    known = table.points(entity, code) if "+" not in code else math.nan
    if not math.isnan(known) and table.basis(entity, code) == "published":
        low = high = known  # a published figure has exactly the room that is read off it
    return round(max(0.0, most - high), 6), round(max(0.0, most - low), 6)


def check_gains(table: ScoreTable, entity: str, gains: Mapping[str, float]) -> dict[str, float]:
    """The gains that are not zero; ScoreError names the first that is no number, too large or below zero points.

    A published figure is taken as it stands; a sum that several gains share may exceed what is read off its figures
    by their rounding.
    """
    framework = table.framework
    checked: dict[str, float] = {}
    for code, gain in zip(map(str, gains), gains.values(), strict=True):  # a notebook may read codes as numbers
        framework.leaves_of(code)  # UnknownCode names a wrong one
        if not is_finite(gain):
            raise ScoreError("no_gain", code=code)
        if gain and code != framework.root and not framework.points_known:
            raise ScoreError("points_unknown", framework=framework.framework_id, code=code, root=framework.root)
        if gain:
            checked[code] = float(gain)
    sums = {code: frozenset(framework.leaves_of(code)) for code in (*checked, *reversed(framework.codes))}
    if not framework.points_known:
        sums = dict.fromkeys((framework.root, *checked), frozenset())
    for overlap in _overlaps({sums[code] for code in checked}):
        sums["+".join(leaf for leaf in framework.leaves if leaf in overlap)] = overlap
    for outer, leaves in sums.items():
        inside = [code for code in checked if sums[code] <= leaves]
        gain = math.fsum(checked[code] for code in inside)
        if not gain:
            continue
        alone = inside == [outer]
        published = alone and "+" not in outer and table.basis(entity, outer) == "published"
        held = table.points(entity, outer) if published else table.interval(entity, outer)[1]
        most = room(table, entity, outer)[1]
        slack = SLACK if alone else SLACK + _rounding(table, (framework.root, *leaves))
        if gain > most + slack or gain < -held - slack:
            raise ScoreError(
                "gain_above_room" if gain > 0 else "gain_below_zero", code=outer,
                gain=round(gain, 4), room=round(most if gain > 0 else held, 4),
            )  # fmt: skip
    return checked


def _overlaps(sets: set[frozenset[str]]) -> set[frozenset[str]]:
    """Unions of sets that overlap without one holding the other, and their unions in turn."""
    found: set[frozenset[str]] = set()
    todo = list(sets)
    while todo:
        one = todo.pop()
        for other in sets:
            union = one | other
            if one & other and union not in (one, other) and union not in found:
                found.add(union)
                todo.append(union)
    return found


def _rounding(table: ScoreTable, codes: Iterable[str]) -> float:
    """Half a unit of the last place of each code's figure, in points together: what rounding may hide of a room."""
    columns = [table.framework.column(code) for code in codes]
    return float(table.framework.scale[columns].sum()) / 10**table.framework.decimals / 2


def simulate(table: ScoreTable, entity: str, gains: Mapping[str, float], peers: Peers | None = None) -> Simulation:
    """What `gains` ({code: points added}, negative allowed) bring, the published total as the start.

    Codes are indicators, groups, or sums ("1+2+4+5"). In an edition with unknown points only the total can be
    changed, in thousandths of its value. Peers are frozen unless `peers` says otherwise.

    >>> result = simulate(toy(), "B", {"1": 3.0})
    >>> result.value_before, result.value_after, result.rank_before, result.rank_after, result.overtaken
    (0.5, 0.65, 2.0, 1.0, ('A',))
    """
    framework = table.framework
    kept = check_gains(table, entity, gains)
    before = own_total(table, entity)
    raw = before * framework.unit + sum(to_micro(gain) for gain in kept.values())
    after = min(max(publish(raw, framework.unit, framework.rounding), 0), framework.top)
    field, today = Field.of(table, entity, peers), Field.of(table, entity)
    span = field.rank_span(after)
    was_above = (today.low > before)[field.others]
    was_not = (today.high <= before)[field.others]
    ids = np.array(table.entities, dtype=object)[field.others]
    return Simulation(
        table, entity, kept, field.peers, before, after,
        rank_before=_only(today.rank_span(before), table.rank().get(entity, math.nan)),
        rank_still=_only(field.rank_span(before)), rank_after=_only(span), rank_after_span=span,
        overtaken=tuple(ids[was_above & (field.high <= after)[field.others]]),
        overtaken_by=tuple(ids[was_not & (field.low > after)[field.others]]),
    )  # fmt: skip


def _only(span: tuple[int, int], known: float = math.nan) -> float:
    """The one rank in a span; otherwise what is known otherwise."""
    return float(span[0]) if span[0] == span[1] else known


def adjustable(table: ScoreTable, entity: str) -> tuple[str, ...]:
    """What can be moved for an entity: its known leaves, then the unpublished ones as one sum; else the total.

    >>> adjustable(toy(), "B")
    ('1', '2', '3')
    """
    framework = table.framework
    if not framework.points_known:
        return (framework.root,)
    scored = [leaf for leaf in framework.leaves if framework.max_points[leaf] > 0]
    known = [leaf for leaf in scored if table.basis(entity, leaf)]
    hidden = [leaf for leaf in scored if leaf not in known]
    if not known:
        return (framework.root,)
    return (*known, *(["+".join(hidden)] if hidden else []))
