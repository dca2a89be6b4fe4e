"""Worked examples across rounds and editions: change of rank, intervals, editions side by side, the 34 provinces."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from dti_core.coverage import self_check
from dti_core.decompose import Decomposition, decompose
from dti_core.errors import DtiError
from dti_core.framework import Framework
from dti_core.i18n import MISSING, Translator
from dti_core.overview import equal_place
from dti_core.peers import Field
from dti_core.scenario import past
from dti_core.scores import ScoreTable
from dti_core.trends import Counterpart
from dti_core.worked import Example, part_name, parts_of, pillar_fit, points_text

_VERDICTS = ("yes", "no", "unknown")


def decomposition(
    table: ScoreTable, entity: str, history: Sequence[ScoreTable], counterpart: Counterpart, t: Translator
) -> Example:
    """The exact split nearest to this round, step by step; under it every pair of successive rounds, or why not."""
    pairs = list(pairwise(history))
    rows, splits = [], []
    for before, after in pairs:
        label = f"{_label(before, history)} → {_label(after, history)}"
        here = entity if entity in after.entities else counterpart(entity, after.round.round_id)
        try:
            if here is None:
                rows.append((label, MISSING, MISSING, MISSING, MISSING, t("method.change.absent")))
                continue
            split = decompose(before, after, here)
        except DtiError as error:
            key = f"method.change.{error.code}"
            rows.append((label, MISSING, MISSING, MISSING, MISSING, t(key) if t.has(key) else error.text(t)))
            continue
        splits.append(split)
        flag = t("method.change.framework") if "framework" in split.flags else ""
        rows.append((label, f"{split.rank_before} → {split.rank_after}", t.signed(split.total, 0),
                     _signed_span(t, split.own_span), _signed_span(t, split.peers_span), flag))  # fmt: skip
    names = ("pair", "ranks", "change", "own", "peers", "remark")
    frame = pd.DataFrame(rows, columns=[t(f"method.column.{name}") for name in names]) if rows else None
    exact = [split for split in splits if split.exact]
    near = sorted(exact, key=lambda s: (table not in (s.before, s.after), s.after is not table, "framework" in s.flags))
    lines = _by_hand(near[0], t) if near else [t("method.change.none")]
    if near and near[0].entity != entity:
        lines.append(t("method.change.kin", entity=near[0].before.name(near[0].entity, t.lang)))
    return Example("change", tuple(lines), frame)


def _by_hand(split: Decomposition, t: Translator) -> list[str]:
    """The four ranks that the split is the mean of."""
    before, after, entity = split.before, split.after, split.entity
    places = before.framework.decimals
    root = before.framework.root
    old, new = before.value(entity, root), after.value(entity, root)
    scale = 10**places
    early = Field.of(before, entity).rank_span(round(new * scale))[0]
    late = Field.of(after, entity).rank_span(round(old * scale))[0]
    said = {
        "entity": before.name(entity, t.lang), "year_before": before.round.year, "year_after": after.round.year,
        "old": t.number(old, places), "new": t.number(new, places), "rank_before": split.rank_before,
        "rank_after": split.rank_after, "early": early, "late": late,
        "early_change": t.signed(early - split.rank_before, 0), "late_change": t.signed(split.rank_after - late, 0),
        "own": t.signed(split.own, 1), "peers": t.signed(split.peers, 1), "total": t.signed(split.total, 0),
    }  # fmt: skip
    return [t(f"method.change.{step}", **said) for step in ("start", "first", "second", "mean", "sum")]


def _signed_span(t: Translator, span: tuple[float, float]) -> str:
    ends = [t.signed(x, 0 if float(x).is_integer() else 1) for x in span]
    return ends[0] if ends[0] == ends[1] else t("method.span", low=ends[0], high=ends[1])


def _label(table: ScoreTable, history: Sequence[ScoreTable]) -> str:
    years = [other.round.year for other in history]
    return f"{table.round.year} ({table.n})" if years.count(table.round.year) > 1 else str(table.round.year)


def intervals(table: ScoreTable, entity: str, t: Translator) -> Example:
    """What each published figure stands for, and what they allow for the rest."""
    framework = table.framework
    own = table.value(entity, framework.root)
    half = 0.5 * 10.0**-framework.decimals
    lines = []
    if not math.isnan(own):
        low, high = table.interval(entity, framework.root)
        said = {"figure": t.number(own, framework.decimals), "low": t.number(own - half, framework.decimals + 1),
                "high": t.number(own + half, framework.decimals + 1), "points": t.span(low, high, 3)}  # fmt: skip
        unit = "half" if framework.points_known else "half_thousandths"
        lines.append(t(f"method.range.{unit if framework.published_as == 'value' else 'half_points'}", **said))
    else:
        lines.append(t("method.range.no_total", entity=table.name(entity, t.lang), year=table.round.year,
                       index=table.framework.short(t.lang)))  # fmt: skip
    if not framework.points_known:
        return Example("range", (*lines, t("method.range.points_unknown")))
    parts = parts_of(table, entity)
    codes = list(dict.fromkeys([*framework.all_codes, *parts]))
    rows = []
    for code in codes:
        if "+" not in code and framework.max_points[code] == 0:
            continue
        low, high = table.interval(entity, code)
        basis = table.basis(entity, code) if "+" not in code or not math.isnan(table.points(entity, code)) else ""
        word = t(f"excel.basis.{basis}") if basis else t("method.range.only_bounds")
        rows.append((part_name(table, code, t), low, high, high - low, word))
    names = ("index", "low", "high", "width", "basis")
    frame = pd.DataFrame(rows, columns=[t(f"method.column.{name}") for name in names])
    hidden = [code for code in parts if "+" in code]
    if hidden and not math.isnan(table.points(entity, hidden[0])):
        low, high = table.interval(entity, hidden[0])
        most = sum(framework.max_points[leaf] for leaf in framework.leaves_of(hidden[0]))
        said = {"points": points_text(t, table.points(entity, hidden[0])), "most": t.number(most, 0)}
        lines.append(t("method.range.hidden", **said, count=len(hidden[0].split("+")), span=t.span(low, high, 3)))
    return Example("range", tuple(lines), frame, {name: 3 for name in frame.columns[1:4]})


def checks(history: Sequence[ScoreTable], t: Translator) -> Example:
    """How many rows of each round can be checked, and how they fare; how much is missing."""
    rows = []
    for table in history:
        found = self_check(table)
        known = int(table.values(table.framework.root).notna().sum())
        counts = [found.count(verdict) for verdict in _VERDICTS]
        rows.append((_label(table, history), t.rank(known, table.round.entity_count), *counts))
    frame = pd.DataFrame(rows, columns=[t(f"method.column.{name}") for name in ("round", "totals", *_VERDICTS)])
    return Example("checks", (t("method.checks.line"),), frame, {name: 0 for name in frame.columns[2:]})


def frameworks(history: Sequence[ScoreTable]) -> tuple[Framework, ...]:
    """The editions of an index, oldest first, each once."""
    return tuple({table.framework.framework_id: table.framework for table in history}.values())


def editions(history: Sequence[ScoreTable], t: Translator) -> Example:
    """Points of every index in each edition, side by side, and what changed."""
    found = frameworks(history)
    names = {code: f.name(code, t.lang) for f in found for code in f.codes}
    rows = []
    for code, name in names.items():
        cells = [_cell(framework, code, t) for framework in found]
        rows.append((name, *cells, _changed(found, code, history, t)))
    short = [edition_name(framework, history, t) for framework in found]
    frame = pd.DataFrame(rows, columns=[t("method.column.index"), *short, t("method.column.remark")])
    frame = frame if len(found) > 1 else frame.iloc[:, :-1]
    lines = []
    for framework in found:
        count = next((node.component_count for node in framework.indicators if node.parent is None), None)
        years = ", ".join(_years(framework, history))
        said = {"edition": framework.name_en if t.lang == "en" else framework.name_vi, "years": years}
        key = "counted" if count else "uncounted"
        lines.append(t(f"method.editions.{key}", **said, count=count or 0))
        if not framework.points_known:
            lines.append(t("method.editions.points_unknown", years=years))
    return Example("editions", tuple(lines), frame)


def _years(framework: Framework, history: Sequence[ScoreTable]) -> list[str]:
    """Years assessed with an edition, in order."""
    return sorted({str(o.round.year) for o in history if o.framework.framework_id == framework.framework_id})


def edition_name(framework: Framework, history: Sequence[ScoreTable], t: Translator) -> str:
    """An edition by the years that were assessed with it."""
    years = _years(framework, history)
    return t("method.edition_years", years=years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}")


def _cell(framework: Framework, code: str, t: Translator) -> str:
    if code not in framework.codes:
        return MISSING
    points = framework.max_points[code]
    if math.isnan(points):
        return t("method.editions.unknown")
    return t("method.editions.unscored") if points == 0 else t.number(points, 0 if float(points).is_integer() else 2)


def _changed(found: Sequence[Framework], code: str, history: Sequence[ScoreTable], t: Translator) -> str:
    """What happened to a code at each change of edition, by the first year assessed with the new one."""
    remarks: dict[str, list[str]] = {}
    for old, new in pairwise(found):
        what = _change(old, new, code)
        if what:
            said = {"before": t.number(old.max_points.get(code), 0), "after": t.number(new.max_points.get(code), 0)}
            remarks.setdefault(t(f"method.editions.{what}", **said), []).append(_years(new, history)[0])
    return "; ".join(f"{', '.join(years)}: {remark}" for remark, years in remarks.items())


def _change(old: Framework, new: Framework, code: str) -> str:
    """One of added, dropped, moved, overlapping, cannot_tell; "" where nothing changed or it is in neither.

    What an edition does not have is news only where its tree was read down to that level.
    """
    nodes = {framework: {node.code: node for node in framework.indicators} for framework in (old, new)}
    before, after = nodes[old].get(code), nodes[new].get(code)
    if code == old.root or (before is None and after is None):
        return ""
    if before is None or after is None:
        there, other = (after, old) if before is None else (before, new)
        if there is not None and there.kind == "pillar" and other.composites:
            return "overlapping"
        read = there is not None and any(node.kind == there.kind for node in other.indicators)
        return "cannot_tell" if not read else "added" if before is None else "dropped"
    if math.isnan(before.max_points) or math.isnan(after.max_points):
        return "cannot_tell"
    return "moved" if before.max_points != after.max_points else ""


def merger(
    before: ScoreTable, after: ScoreTable, entity: str, kin: pd.DataFrame, wanted: tuple[int, int] | None, t: Translator
) -> Example:
    """The 63 → 34 bridge: the mean behind a merged province, and a rank carried over in two ways.

    kin: old_entity_id, new_entity_id. wanted: a plan's (rank, of). `entity` is one of either round.
    """
    heirs = kin.set_index("old_entity_id")["new_entity_id"]
    heir = entity if entity in after.entities else heirs.get(entity)
    old = [one for one in before.entities if heirs.get(one, one) == heir]
    places, root = after.framework.decimals, after.framework.root
    lines = []
    if heir is not None and heir in after.entities:
        values = [before.value(one, root) for one in old]
        terms = " + ".join(
            f"{before.name(one, t.lang)} {t.number(x, places)}" for one, x in zip(old, values, strict=True)
        )
        key = "mean" if len(old) > 1 else "same"
        said = {"value": t.number(after.value(heir, root), places), "rank": t.rank(after.rank()[heir], after.n)}
        lines.append(t(f"method.merge.{key}", entity=after.name(heir, t.lang), terms=terms, count=len(old), **said))
    if wanted is not None:
        rank, of = wanted
        place = equal_place(rank, of, after.n)
        ordered = np.sort(before.values(root).dropna().to_numpy())[::-1]
        level = float(ordered[min(rank, len(ordered)) - 1])
        there = 1 + int((after.values(root) > level).sum())
        lines.append(t("method.merge.percentile", rank=rank, of=of, place=place, n=after.n))
        value, year = t.number(level, places), before.round.year
        lines.append(t("method.merge.level", rank=rank, of=of, value=value, there=there, n=after.n, year=year))
    rows = []
    for one in after.entities:
        parts = [name for name in before.entities if heirs.get(name, name) == one]
        means = ", ".join(f"{before.name(name, t.lang)} {t.number(before.value(name, root), places)}" for name in parts)
        basis = t("excel.basis." + after.basis(one, root)) if after.basis(one, root) else MISSING
        rows.append((after.rank()[one], after.name(one, t.lang), after.value(one, root), means, basis))
    names = ("rank", "entity", "value", "predecessors", "basis")
    frame = pd.DataFrame(rows, columns=[t(f"method.column.{name}") for name in names])
    frame = frame.sort_values(frame.columns[0], kind="stable").reset_index(drop=True)
    return Example("merge", tuple(lines), frame, {frame.columns[0]: 0, frame.columns[2]: places})


def limits(history: Sequence[ScoreTable], t: Translator) -> Example:
    """What the results cannot say, with the record of the frozen-peers assumption."""
    lines = [
        t("method.limits.frozen", before=one.year_before, after=one.year_after, miss=t.number(one.miss, 1),
          growth=t.signed(one.growth, 4))
        for one in past(history)
    ]  # fmt: skip
    untested = [
        str(table.round.year) for table in history if table.framework.composites and not pillar_fit(table).checked
    ]
    if untested:
        lines.append(t("method.limits.pillars", years=", ".join(untested)))
    hidden = list(dict.fromkeys(str(table.round.year) for table in history if not table.framework.points_known))
    if hidden:
        lines.append(t("method.limits.points", years=", ".join(hidden)))
    provinces = any(table.people["region_id"].notna().any() for table in history)
    rest = ("parts", "components", "regions", "rounding", "scales") if provinces else ("rounding", "scales")
    return Example("limits", (*lines, *(t(f"method.limits.{key}") for key in rest)))
