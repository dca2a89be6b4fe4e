"""A framework's catalogue: codes and parents, names, points or weights, rules and goalposts.

Of a published framework the file may list component indices: they stand beside the published tree and do not alter it.
Of a framework of the office's own it is the whole tree, held to the same rules as every other (`dti_core.framework`).
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from dti_core.errors import FrameworkError, WorkbookError
from dti_core.framework import Framework, Indicator
from dti_core.intake import cells
from dti_core.intake.aims import CatalogueAim
from dti_core.intake.checks import Findings, Row
from dti_core.intake.columns import Grid
from dti_core.intake.goalposts import direction, named_rule, points_of, rule_type
from dti_core.intake.grid import Book, Cell
from dti_core.intake.names import Names
from dti_core.intake.outline import Line, outline
from dti_core.intake.sheets import Chosen, grids
from dti_core.store import Store

_SUM = 1e-9  # points, as in a framework
_ROOT = "DTI"  # of an edition of the DTI whose file has no row for the total
_OTHER = "CS"  # of any other (chỉ số); "TONG" would be a totals row when it is read again


@dataclass(frozen=True, eq=False)
class Entry:
    """A row of the file: what it says, and the row. points: NaN where unknown; scored: None where it does not say."""

    row: Row
    code: str
    parent: str | None
    name_vi: str
    name_en: str | None
    points: float
    weight: float | None
    scored: bool | None
    component_count: int | None
    direction: str
    best: float | None
    worst: float | None
    unit: str | None
    rule_type: str | None
    rule: str | None

    @property
    def cell(self) -> Cell:
        """Where its points stand."""
        return self.row.cell("max_points", "weight", "code", "position")

    @property
    def counts(self) -> bool:
        """Whether it is scored: as said, else when it has points, or nobody says how many."""
        return self.scored if self.scored is not None else self.points != 0


def read(
    store: Store, book: Book, aim: CatalogueAim, findings: Findings, chosen: Chosen | None = None
) -> dict[str, pd.DataFrame]:
    """Rows of office.frameworks and office.indicators; none where the file cannot be read as a catalogue."""
    found = grids(book, findings, _fits, ("code", "indicator", "max_points"), chosen=chosen)
    entries = [entry for grid in found for entry in _entries(grid, findings)]
    if not entries:
        return {}
    listing = store.listing("frameworks").set_index("framework_id")
    known = listing.loc[aim.framework_id] if aim.framework_id in listing.index else None
    if known is not None and not str(known["source_id"]).startswith("batch-"):
        published = store.framework(aim.framework_id)
        entries = _beside(_placed(entries, published), published, findings)
        return {"indicators": _frame(entries, aim)} if entries else {}
    if known is not None:
        aim = _known(known, aim)
    elif not aim.name_vi.strip():
        raise WorkbookError("framework_needs", framework=aim.framework_id)
    entries = _rooted(_weighed(_placed(entries), findings), found, aim, findings)
    _check(entries, findings)
    framework = _framework(entries, aim, findings)
    if framework is None:
        return {}
    if known is not None:
        _lost(store, entries[0], framework, findings)
    total = float(framework.max_points.iloc[0])
    facts = {
        "framework_id": aim.framework_id, "index_id": framework.index_id, "name_vi": aim.name_vi,
        "name_en": framework.name_en, "total_points": None if math.isnan(total) else total,
        "published_as": aim.published_as, "decimals": aim.decimals, "rounding": aim.rounding, "note": aim.note or None,
    }  # fmt: skip
    return {"frameworks": pd.DataFrame([facts]), "indicators": _frame(entries, aim)}


def _known(known: pd.Series, aim: CatalogueAim) -> CatalogueAim:
    """The facts of a framework that the office has, where the aim leaves them open; a name given means all is given."""
    if aim.name_vi:
        return aim
    return CatalogueAim(
        aim.framework_id, known["index_id"], known["name_vi"], known["name_en"], known["published_as"],
        int(known["decimals"]), known["rounding"], aim.note or known["note"] or "",
    )  # fmt: skip


def _fits(grid: Grid) -> bool:
    has = {column.field for column in grid.columns}
    return bool(has & {"code", "position"}) and "indicator" in has


def _entries(grid: Grid, findings: Findings) -> list[Entry]:
    """The rows of a sheet; what has neither code nor points goes on with the rule of the row above."""
    entries: list[Entry] = []
    by = "code" if grid.column("code") is not None else "position"
    for line in grid.rows:
        row = Row(findings, grid, line)
        points, best, worst = row.number("max_points"), row.number("best"), row.number("worst")
        rule, name = row.text("rule"), row.text("indicator")
        entry = Entry(
            row, row.code(by) or "", row.code("parent"), name or "", row.text("indicator_en"),
            math.nan if points is None else points, row.number("weight"), row.take("scored", cells.yes),
            row.whole("component_count"), _direction(row, best, worst), best, worst, row.text("unit"),
            _rule_type(row, rule), rule,
        )  # fmt: skip
        if entry.code and name:
            entries.append(entry)
        elif entry.code:
            row.add(row.cell("indicator"), "no_name")
        elif points is not None or entry.weight is not None or not entries:
            row.add(row.cell(by), "no_code")
        else:
            more = "\n".join(part for part in (entries[-1].rule, " ".join(p for p in (name, rule) if p)) if part)
            kind = named_rule(entries[-1].row.text("rule_type") or "") or rule_type(more)
            entries[-1] = replace(entries[-1], rule=more or None, rule_type=kind if more else None)
    return entries


def _direction(row: Row, best: float | None, worst: float | None) -> str:
    """ "up" or "down", as said and as the goalposts have it."""
    said = row.text("direction")
    way = direction(said) if said else None
    if said and way is None:
        row.add(row.cell("direction"), "unknown_direction")
    if (best is None) != (worst is None):
        row.add(row.cell("worst" if worst is None else "best"), "one_goalpost")
    elif best is not None and worst is not None:
        posts = "down" if best < worst else "up"
        if best == worst or (way and way != posts):
            row.add(row.cell("best"), "goalposts_crossed", best=best, worst=worst)
        return posts
    if way == "down":
        row.add(row.cell("direction"), "goalposts_missing")
    return way or "up"


def _rule_type(row: Row, rule: str | None) -> str | None:
    said = row.text("rule_type")
    if said and named_rule(said) is None:
        row.add(row.cell("rule_type"), "unknown_rule")
    return (named_rule(said) if said else None) or (rule_type(rule) if rule else None)


def _placed(entries: Sequence[Entry], published: Framework | None = None) -> list[Entry]:
    """Each with its code and parent; what has the name of a published index is that index."""
    known = {}
    if published is not None and not any(entry.parent for entry in entries):
        names = Names({code: (published.name(code), published.name(code, "en")) for code in published.all_codes})
        found = {row: names.match(entry.name_vi).found for row, entry in enumerate(entries)}
        known = {row: code for row, code in found.items() if code and code != entries[row].code}
    nodes = outline([Line(entry.code, entry.parent) for entry in entries], known, published.codes if published else ())
    return [replace(entry, code=node.code, parent=node.parent) for entry, node in zip(entries, nodes, strict=True)]


def _weighed(entries: list[Entry], findings: Findings) -> list[Entry]:
    """Weights as points of 100, where no row has points; parents are then the sums of their parts."""
    weights = {entry.code: entry.weight for entry in entries if entry.weight is not None}
    if not weights or any(not math.isnan(entry.points) for entry in entries):
        return entries
    points = points_of(weights, {entry.code: entry.parent for entry in entries})
    if points is None:
        first = entries[0].row
        first.add(first.cell("weight"), "weights_total", total=round(math.fsum(weights.values()), 6))
        points = weights
    parents = {entry.parent for entry in entries}
    return [replace(e, points=points.get(e.code, math.nan)) if e.code not in parents else e for e in entries]


def _rooted(entries: list[Entry], found: Sequence[Grid], aim: CatalogueAim, findings: Findings) -> list[Entry]:
    """With one root (made where there is none), points of parents that are blank as the sum of their parts, and totals
    rows compared."""
    tops = [entry for entry in entries if entry.parent is None]
    if len(tops) > 1:
        code = _ROOT if (aim.index_id or aim.framework_id).startswith("dti") else _OTHER
        first = tops[0]
        root = Entry(first.row, code, None, aim.name_vi, aim.name_en or None, math.nan, None, True, None, "up", None,
                     None, None, None, None)  # fmt: skip
        entries = [root, *(replace(e, parent=code) if e.parent is None else e for e in entries)]
    entries = [e if e.parent or e.name_en else replace(e, name_en=aim.name_en or None) for e in entries]
    for entry in reversed(entries):
        inside = [child.points for child in entries if child.parent == entry.code and child.counts]
        if math.isnan(entry.points) and inside and entry.scored is not False:
            entries[entries.index(entry)] = replace(entry, points=round(math.fsum(inside), 9))
    root_points = next((entry.points for entry in entries if entry.parent is None), math.nan)
    for grid in found:
        for skipped in grid.skipped:
            said = Row(Findings(), grid, skipped.cells).number("max_points") if skipped.why == "total" else None
            if said is not None and abs(said - root_points) > _SUM:
                cell = Row(findings, grid, skipped.cells).cell("max_points")
                findings.add(grid.sheet, cell, "sum_of_children", code="–", points=said, total=round(root_points, 6))
    return entries


def _check(entries: Sequence[Entry], findings: Findings) -> None:
    """What a framework refuses, all at once and at its cells."""
    _repeats(entries)
    codes = {entry.code for entry in entries}
    for entry in entries:
        place = entry.row.cell("parent", "code", "position")
        if entry.parent is not None and entry.parent not in codes:
            entry.row.add(place, "no_parent", code=entry.code, parent=entry.parent)
        parts = [child.points for child in entries if child.parent == entry.code and child.counts]
        _points(entry, not parts and any(e.points > 0 for e in entries))
        if parts and abs(math.fsum(parts) - entry.points) > _SUM:
            total = round(math.fsum(parts), 6)
            entry.row.add(entry.cell, "sum_of_children", code=entry.code, points=entry.points, total=total)


def _points(entry: Entry, needed: bool) -> None:
    """Code and points of one index by themselves; needed: whether others have points, so that this one lacks them."""
    if "+" in entry.code or " " in entry.code:
        entry.row.add(entry.row.cell("code", "position"), "bad_code", code=entry.code)
    if entry.points < 0:
        entry.row.add(entry.cell, "below_zero")
    if entry.scored is False and entry.points > 0:
        entry.row.add(entry.cell, "unscored_points", code=entry.code, points=entry.points)
    if math.isnan(entry.points) and entry.counts and needed:
        entry.row.add(entry.cell, "no_points", code=entry.code)


def _repeats(entries: Sequence[Entry]) -> None:
    times = Counter(entry.code for entry in entries)
    for entry in entries:
        if times[entry.code] > 1:
            entry.row.add(entry.row.cell("code", "position"), "repeated_code", code=entry.code)


def _beside(entries: Sequence[Entry], published: Framework, findings: Findings) -> list[Entry]:
    """Components under a published tree: published rows compared and left out, the others held to their parents."""
    _repeats(entries)
    new = [entry for entry in entries if entry.code not in published.all_codes]
    points = {entry.code: entry.points for entry in new} | published.max_points.to_dict()
    for entry in entries:
        if entry.code in published.all_codes and abs(entry.points - points[entry.code]) > _SUM:
            entry.row.add(entry.cell, "published_points", code=entry.code, points=points[entry.code])
    for entry in new:
        place = entry.row.cell("parent", "code", "position")
        if entry.parent is None:
            entry.row.add(place, "which_parent", code=entry.code)
        elif entry.parent not in points:
            entry.row.add(place, "no_parent", code=entry.code, parent=entry.parent)
        _points(entry, any(one.points > 0 for one in new))
    for parent in dict.fromkeys(entry.parent for entry in new):
        inside = [entry for entry in new if entry.parent == parent and entry.counts]
        total = math.fsum(entry.points for entry in inside)
        most = points.get(parent or "", math.nan)
        if inside and abs(total - most) > _SUM:
            severity = "stop" if total > most else "look"
            code = "sum_of_children" if total > most else "part_of_children"
            inside[0].row.add(inside[0].cell, code, severity, code=parent, points=most, total=round(total, 6))
    return new


def _framework(entries: Sequence[Entry], aim: CatalogueAim, findings: Findings) -> Framework | None:
    """The framework that the rows make; None where they make none, which is then said at the first row."""
    first = entries[0]
    tree = tuple(
        Indicator(entry.code, entry.parent, kind, entry.name_vi, entry.name_en or "",
                  entry.points if entry.counts else 0.0, entry.counts, entry.component_count)
        for entry, kind in zip(entries, _kinds(entries), strict=True)
    )  # fmt: skip
    if any(problem.severity == "stop" for problem in findings.problems):
        return None
    try:
        made = Framework(
            aim.framework_id, aim.index_id or aim.framework_id, aim.name_vi, aim.name_en or aim.name_vi,
            aim.published_as, aim.decimals, tree, rounding=aim.rounding,
        )  # fmt: skip
        assert made.unit
    except FrameworkError as error:
        first.row.add(first.cell, error.code, **error.details)
        return None
    return made


def _lost(store: Store, first: Entry, framework: Framework, findings: Findings) -> None:
    """Figures brought in already that the new tree has no place for."""
    rounds = store.rounds()
    mine = set(rounds.loc[rounds["framework_id"] == framework.framework_id, "round_id"])
    scores = store.listing("scores")
    scores = scores[scores["round_id"].isin(mine)]
    points = framework.published_as == "points"
    most = framework.max_points if points else pd.Series(1.0, index=list(framework.all_codes))
    room = most.fillna(math.inf).reindex(scores["indicator_code"]).fillna(-1.0).to_numpy(dtype=float)
    lost = scores[scores["value"].to_numpy(dtype=float) > room + _SUM]
    if len(lost):
        code = lost["indicator_code"].iloc[0]
        first.row.add(first.cell, "scores_lost", "look", count=len(lost), code=code)


def _kinds(entries: Sequence[Entry]) -> list[str]:
    """total, main, component; with two steps over the innermost: total, group, main, component."""
    parents = {entry.code: entry.parent for entry in entries}
    depths = []
    for entry in entries:
        depth, up = 0, entry.parent
        while up is not None and depth <= len(entries):
            depth, up = depth + 1, parents.get(up)
        depths.append(depth)
    names = ("total", "group", "main") if max(depths) >= 3 else ("total", "main")
    return [names[depth] if depth < len(names) else "component" for depth in depths]


def _frame(entries: Sequence[Entry], aim: CatalogueAim) -> pd.DataFrame:
    """Rows of office.indicators."""
    rows = [
        {
            "framework_id": aim.framework_id, "code": entry.code, "parent_code": entry.parent, "kind": kind,
            "name_vi": entry.name_vi, "name_en": entry.name_en,
            "max_points": 0.0 if not entry.counts else None if math.isnan(entry.points) else entry.points,
            "scored": "yes" if entry.counts else "no", "component_count": entry.component_count,
            "direction": entry.direction, "best": entry.best, "worst": entry.worst, "measure_unit": entry.unit,
            "rule_type": entry.rule_type, "rule": entry.rule, "position": place,
        }
        for place, (entry, kind) in enumerate(zip(entries, _kinds(entries), strict=True))
    ]  # fmt: skip
    return pd.DataFrame(rows).astype({"component_count": "Int64"})
