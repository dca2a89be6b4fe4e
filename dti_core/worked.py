"""The method, worked with one entity's real figures, so that every step can be checked by hand.

Each example is a few sentences and perhaps a table, in the reader's language; the numbers in the sentences are computed
here by the functions that the pages use, never typed into the texts.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from dti_core.errors import DtiError
from dti_core.gaps import gaps
from dti_core.i18n import MISSING, Translator
from dti_core.ladder import ladder
from dti_core.rounding import MICRO, publish, smallest_raw, to_micro, to_units
from dti_core.scores import ScoreTable
from dti_core.simulate import adjustable, own_total, room, simulate
from dti_core.target import missing_points, required

_TRAP = 0.43525  # two rounding functions of one language disagree on it
_NOISE = 1e-6  # points, below every published place
_TRIAL = 20.0  # points of the what-if example, cut at the room


@dataclass(frozen=True, eq=False)
class Example:
    """Title and formula are the texts `method.<key>.title` and `.formula`; `lines` the steps; `places` of the table."""

    key: str
    lines: tuple[str, ...]
    frame: pd.DataFrame | None = None
    places: Mapping[str, int] = field(default_factory=dict)


def points_text(t: Translator, points: float) -> str:
    """Points with as many decimals as they have, three at most.

    >>> points_text(Translator("vi"), 36.885), points_text(Translator("vi"), 503.2)
    ('36,885', '503,2')
    """
    return t.number(points, next((n for n in range(3) if abs(points - round(points, n)) < 1e-6), 3))


def _whose(table: ScoreTable, entity: str, t: Translator) -> dict[str, object]:
    return {"entity": table.name(entity, t.lang), "year": table.round.year, "index": table.framework.short(t.lang)}


def refusal(error: DtiError, table: ScoreTable, entity: str, t: Translator) -> str:
    """Why there is no example, by the year rather than by the round's code where the error names one."""
    if error.code in ("no_total", "own_unknown"):
        return t("method.value.no_total", **_whose(table, entity, t))
    return error.text(t)


def parts_of(table: ScoreTable, entity: str) -> tuple[str, ...]:
    """Scored leaves that are known, then the others as one sum."""
    framework = table.framework
    scored = [leaf for leaf in framework.leaves if framework.max_points[leaf] != 0]
    known = [leaf for leaf in scored if table.basis(entity, leaf)]
    hidden = [leaf for leaf in scored if leaf not in known]
    return (*known, *(["+".join(hidden)] if hidden else []))


def value(table: ScoreTable, entity: str, t: Translator) -> Example:
    """Points of every index, their sum, the value."""
    framework = table.framework
    said = _whose(table, entity, t)
    total = table.points(entity, framework.root)
    if math.isnan(total):
        return Example("value", (t("method.value.no_total", **said),))
    published = t.number(table.value(entity, framework.root), framework.decimals)
    if not framework.points_known:
        words = t(f"excel.basis.{table.basis(entity, framework.root)}")
        return Example("value", (t("method.value.points_unknown", **said, value=published, basis=words),))
    codes = parts_of(table, entity)
    if codes[0] == framework.root or len(framework.leaves) == 1:
        return Example("value", (t("method.value.only_total", **said, points=points_text(t, total)),))
    points = {code: table.points(entity, code) for code in codes}
    frame = pd.DataFrame([_part_row(table, entity, code, t) for code in codes])
    frame.columns = [t(f"method.column.{column}") for column in frame.columns]
    places = {t("method.column.figure"): framework.decimals, t("method.column.max_points"): 0}
    places[t("method.column.points")] = 3
    most = t.number(framework.scale[0] if framework.published_as == "value" else framework.max_points.iloc[0], 0)
    shown = [points_text(t, x) for x in points.values()]
    lines = []
    if "+" in codes[-1] and not math.isnan(points[codes[-1]]):
        said = {"total": points_text(t, total), "hidden": shown[-1], "known": " − ".join(shown[:-1])}
        lines.append(t("method.value.hidden", **said, count=len(codes[-1].split("+"))))
    elif "+" in codes[-1]:
        lines.append(t("method.value.hidden_unknown", count=len(codes[-1].split("+"))))
    if not any(math.isnan(x) for x in points.values()):
        summed = math.fsum(points.values())
        lines.append(t("method.value.sum", terms=" + ".join(shown), total=points_text(t, summed)))
        if framework.published_as == "value":
            ratio = summed / framework.scale[0]
            exact = t.number(ratio, max(4, min(6, _places_of(ratio))))
            said = {"total": points_text(t, summed), "most": most, "value": exact, "published": published}
            rounded = publish(to_micro(summed), framework.unit, framework.rounding)
            same = rounded == table.units[table.row(entity), 0]
            lines.append(t("method.value.ratio", **said))
            if not same and not math.isnan(table.value(entity, framework.root)):
                written = t.number(rounded / 10**framework.decimals, framework.decimals)
                lines.append(t("method.value.off", **said, rounded=written))
        else:
            share = t.percent(summed / framework.max_points.iloc[0], 1)
            lines.append(t("method.value.share", total=points_text(t, summed), most=most, share=share))
    lines.append(t(f"method.value.verdict_{table.verdict(entity)}"))
    return Example("value", tuple(lines), frame, places)


def _places_of(x: float) -> int:
    return next((n for n in range(7) if abs(x - round(x, n)) < 1e-9), 7)


def part_name(table: ScoreTable, code: str, t: Translator) -> str:
    """A sum of unpublished indices by its count."""
    return t("method.hidden_sum", count=len(code.split("+"))) if "+" in code else table.framework.name(code, t.lang)


def _part_row(table: ScoreTable, entity: str, code: str, t: Translator) -> dict[str, object]:
    framework = table.framework
    most = math.fsum(framework.max_points[leaf] for leaf in framework.leaves_of(code))
    basis = table.basis(entity, code)
    points = table.points(entity, code)
    row: dict[str, object] = {"index": part_name(table, code, t), "max_points": most}
    if framework.published_as == "value":
        row["figure"] = math.nan if "+" in code else table.value(entity, code)
    return row | {"points": points, "basis": t(f"excel.basis.{basis}") if basis and not math.isnan(points) else MISSING}


def pillars(table: ScoreTable, entity: str, history: Sequence[ScoreTable], t: Translator) -> Example:
    """Composites: what they share, their denominators, and why they do not add up to the total."""
    framework = table.framework
    if not framework.composites:
        return Example("pillars", (t("method.pillars.none"),))
    common = set.intersection(*(set(framework.leaves_of(c.code)) for c in framework.composites))
    shared = "+".join(leaf for leaf in framework.leaves if leaf in common)
    base = table.points(entity, shared)
    rows, lines = [], []
    for composite in framework.composites:
        code, column = composite.code, framework.column(composite.code)
        low, high = (end / framework.scale[column] for end in table.interval(entity, code))
        own = "+".join(leaf for leaf in framework.leaves_of(code) if leaf not in common)
        points, most = table.points(entity, code), framework.max_points[code]
        basis = table.basis(entity, code)
        shown = t.number(points / most, 4) if basis == "published" else t.span(low, high, 4)
        word = t(f"excel.basis.{basis}") if basis else t("method.range.only_bounds")
        rows.append((framework.name(code, t.lang), most, points, shown, word))
        extra = table.points(entity, own)
        if not math.isnan(base + extra):
            said = {"base": points_text(t, base), "own": points_text(t, extra), "most": t.number(most, 0)}
            value_text = t.number((base + extra) / most, 4)
            lines.append(t("method.pillars.line", pillar=framework.name(code, t.lang), value=value_text, **said))
    names = ("pillar", "max_points", "points", "value", "basis")
    frame = pd.DataFrame(rows, columns=[t(f"method.column.{name}") for name in names])
    whole = t.number(framework.max_points[shared.split("+")].sum(), 0)
    members = ", ".join(framework.name(leaf, t.lang) for leaf in shared.split("+"))
    lines.insert(0, t("method.pillars.shared", names=members, most=whole))
    lines += _not_a_sum(table, entity, history, t)
    fits = pillar_fit(table)
    if fits.checked:
        whose = ", ".join(table.name(one, t.lang) for one in fits.entities)
        count = {"fits": fits.fits, "checked": fits.checked, "year": table.round.year}
        lines.append(t("method.pillars.fit", **count, entities=whose))
    else:
        lines.append(t("method.pillars.untested", year=table.round.year))
    return Example("pillars", tuple(lines), frame, {t("method.column.max_points"): 0, t("method.column.points"): 3})


def _not_a_sum(table: ScoreTable, entity: str, history: Sequence[ScoreTable], t: Translator) -> list[str]:
    """The weights of the edition whose tree has pillars, tried on pillars that overlap."""
    framework = table.framework
    older = next((o.framework for o in history if any(n.kind == "pillar" for n in o.framework.indicators)), None)
    values = [table.points(entity, c.code) / framework.max_points[c.code] for c in framework.composites]
    total = table.points(entity, framework.root)
    if older is None or any(math.isnan(x) for x in (*values, total)):
        return []
    shares = [older.max_points[node.code] / older.scale[0] for node in older.indicators if node.kind == "pillar"]
    if len(shares) != len(values):
        return []
    terms = " + ".join(f"{t.number(share, 1)} × {t.number(x, 4)}" for share, x in zip(shares, values, strict=True))
    summed = math.fsum(share * x for share, x in zip(shares, values, strict=True))
    own = t.number(total / framework.scale[0], 4)
    return [t("method.pillars.not_a_sum", terms=terms, sum=t.number(summed, 4), value=own)]


@dataclass(frozen=True, slots=True)
class Fit:
    """How many published composites lie where the other figures of their rows put them; whose rows."""

    fits: int
    checked: int
    entities: tuple[str, ...]


def pillar_fit(table: ScoreTable) -> Fit:
    """Predict every published composite from the figures that are not composites, and compare within rounding.

    A composite is checked where it is a combination Σ w · figure of those: it fits when it is off by no more than
    half a unit of its own and Σ |w| · half a unit of each figure, all in points.
    """
    framework = table.framework
    columns = range(len(framework.codes), len(framework.all_codes))
    half = 0.5 * 10.0**-framework.decimals * framework.scale
    fits, checked, whose = 0, 0, []
    for row, entity in enumerate(table.entities):
        given = [column for column in columns if not math.isnan(table.published[row, column])]
        known = np.flatnonzero(~np.isnan(table.published[row, : columns.start]))
        if not given or not known.size or not framework.points_known:
            continue
        basis, wanted = framework.membership[known].T, framework.membership[given].T
        weights = np.linalg.lstsq(basis, wanted, rcond=None)[0]
        determined = np.abs(basis @ weights - wanted).max(axis=0) < _NOISE
        points = table.published[row] * framework.scale
        off = np.abs(points[given] - points[known] @ weights)
        near = off <= half[given] + half[known] @ np.abs(weights) + _NOISE
        fits, checked = fits + int((determined & near).sum()), checked + int(determined.sum())
        whose += [entity] if determined.any() else []
    return Fit(fits, checked, tuple(whose))


def rank(table: ScoreTable, entity: str, t: Translator) -> Example:
    """How many are strictly above, and who shares a place in this round."""
    framework, name = table.framework, table.name(entity, t.lang)
    places, of = framework.decimals, table.round.entity_count
    own, ranks = table.value(entity, framework.root), table.rank()
    known = int(table.values(framework.root).notna().sum())
    lines = []
    if not math.isnan(ranks[entity]) and not math.isnan(own) and known == table.n and of:
        above = int(ranks[entity]) - 1
        said = {"above": t.number(above, 0), "value": t.number(own, places), "rank": t.rank(ranks[entity], of)}
        lines.append(t("method.rank.counted", entity=name, **said))
    elif not math.isnan(ranks[entity]):
        shown = t.rank(ranks[entity], of)
        lines.append(t("method.rank.published", entity=name, rank=shown, known=t.number(known, 0)))
    else:
        span = table.rank_bounds().loc[entity]
        shown = t.span(span["low"], span["high"])
        lines.append(t("method.rank.span", entity=name, span=shown, known=t.rank(known, of)))
    shared = ranks.dropna()
    shared = shared[shared.duplicated(keep=False)].sort_values()
    if len(shared):
        place = shared.iloc[0]
        tied = [table.name(one, t.lang) for one in shared.index[shared == place]]
        said = {"rank": t.number(place, 0), "next": t.number(place + len(tied), 0), "groups": shared.nunique()}
        lines.append(t("method.rank.tie", names=", ".join(tied), **said))
    else:
        lines.append(t("method.rank.no_tie"))
    said = {
        "half_even": t.number(float(np.round(_TRAP, 4)), 4),
        "half_up": t.number(float(to_units(_TRAP, 4)) / 1e4, 4),
    }
    lines.append(t("method.rank.integers", place=t.number(10.0**-places, places), trap=t.number(_TRAP, 5), **said))
    return Example("rank", tuple(lines))


def _unit_note(table: ScoreTable, t: Translator) -> tuple[str, ...]:
    """What a point is where the edition does not say: a thousandth of the value."""
    return () if table.framework.points_known else (t("method.gap.thousandths"),)


def gap(table: ScoreTable, entity: str, t: Translator) -> Example:
    """Points lost in all, and where the largest known part is."""
    try:
        found = gaps(table, entity, "max")
    except DtiError as error:
        return Example("gap", (refusal(error, table, entity, t),))
    most = found.total_own + found.total_lost
    said = {"most": points_text(t, most), "own": points_text(t, found.total_own)}
    lines = [t("method.gap.total", **said, lost=points_text(t, found.total_lost))]
    lines += _unit_note(table, t)
    known = found.frame[found.frame["status"] == "known"].sort_values("lost", ascending=False, kind="stable")
    if len(known) and found.total_lost and len(table.framework.leaves) > 1:
        first = known.iloc[0]
        said = {"most": points_text(t, first["max_points"]), "own": points_text(t, first["own"])}
        said |= {"lost": points_text(t, first["lost"]), "share": t.percent(first["share_of_lost"], 1)}
        lines.append(t("method.gap.largest", index=table.framework.name(first["code"], t.lang), **said))
    return Example("gap", tuple(lines))


def whatif(table: ScoreTable, entity: str, t: Translator) -> Example:
    """A few points more on one index, the peers frozen."""
    framework = table.framework
    try:
        codes = [code for code in adjustable(table, entity) if room(table, entity, code)[0] > 0]
        if not codes:
            return Example("whatif", (t("method.whatif.full"),))
        code = max(codes, key=lambda one: ("+" not in one, room(table, entity, one)[0]))
        gain = min(_TRIAL, room(table, entity, code)[0])
        result = simulate(table, entity, {code: gain})
    except DtiError as error:
        return Example("whatif", (refusal(error, table, entity, t),))
    before = own_total(table, entity) * framework.unit / MICRO
    low, high = result.rank_after_span
    said = {
        "index": part_name(table, code, t), "gain": points_text(t, gain), "before": points_text(t, before),
        "after": points_text(t, before + gain), "value": t.number(result.value_after, framework.decimals),
        "rank": t.span(low, high), "rank_before": t.number(result.rank_before, 0),
    }  # fmt: skip
    passed = ", ".join(table.name(one, t.lang) for one in result.overtaken)
    nobody = t("method.whatif.nobody" if low == high else "method.whatif.unknown")
    who = t("method.whatif.passed", passed=passed) if passed else nobody
    return Example("whatif", (t("method.whatif.line", **said), who, t("method.whatif.total"), *_unit_note(table, t)))


def threshold(table: ScoreTable, entity: str, wanted: int | None, t: Translator) -> Example:
    """The value that a rank asks: `wanted` where a plan names one, else the next better rank."""
    framework = table.framework
    try:
        steps = ladder(table, entity)
        own = table.rank()[entity]
        goal = wanted if wanted is not None and wanted <= table.n else _next(steps, own)
        if goal is None:
            return Example("threshold", (t("method.threshold.top" if own == 1 else "method.threshold.first"),))
        asked = required(table, entity, goal)
        missing = missing_points(table, entity, asked)
        before = own_total(table, entity) * framework.unit / MICRO
    except DtiError as error:
        return Example("threshold", (refusal(error, table, entity, t),))
    places = framework.decimals
    smallest = smallest_raw(int(to_units(asked, places)), framework.unit, framework.rounding) / MICRO
    said = {
        "rank": t.number(goal, 0), "value": t.number(asked, places), "peers": t.number(table.n - 1, 0),
        "smallest": points_text(t, smallest), "before": points_text(t, before), "missing": points_text(t, missing),
        "exact": t.number(smallest / framework.scale[0], places + 1),
    }  # fmt: skip
    lines = [t("method.threshold.value" if table.round.entity_count else "method.threshold.value_known", **said)]
    if missing == 0:
        return Example("threshold", (*lines, t("method.threshold.reached", **said)))
    lines += [t("method.threshold.rounding", **said), t("method.threshold.missing", **said)]
    return Example("threshold", (*lines, *_unit_note(table, t)))


def _next(steps: pd.DataFrame, own: float) -> int | None:
    better = steps["rank"].dropna()
    return int(better.iloc[0]) if len(better) else None


def figure(table: ScoreTable, entity: str, code: str, t: Translator) -> tuple[str, ...]:
    """What is known of one figure: as published, or how it follows from what is, or the bounds it must lie in."""
    framework, places = table.framework, table.framework.decimals
    basis, (low, high) = table.basis(entity, code), table.interval(entity, code)
    published = table.value(entity, code)
    said = {"index": framework.name(code, t.lang), "entity": table.name(entity, t.lang), "year": table.round.year}
    if not math.isnan(published):
        lines = [t(f"method.figure.{basis}", **said, figure=t.number(published, places))]
        if framework.published_as == "value" and framework.points_known:
            most = t.number(framework.scale[framework.column(code)], 0)
            shown = points_text(t, table.points(entity, code))
            lines.append(t("method.figure.points", figure=t.number(published, places), most=most, points=shown))
        return tuple(lines)
    if framework.max_points[code] == 0:
        return (t("method.figure.unscored", **said),)
    if math.isnan(low) or (not basis and low <= 0 and high >= framework.max_points[code]):
        return (t("method.figure.nothing", **said),)
    most = framework.max_points[code]
    span = {"span": t.span(low, high, 3), "most": t.number(most, 0), "values": t.span(low / most, high / most, places)}
    if not basis:
        return (t("method.figure.bounds", **said, **span),)
    composite = next((one for one in framework.composites if one.code == code), None)
    names = " + ".join(framework.name(leaf, t.lang) for leaf in framework.leaves_of(code))
    formula = t("method.figure.composite" if composite else "method.figure.sum", names=names, **span)
    return (t("method.figure.inferred", **said, **span), formula)
