"""Scores and ranks of a round: wide (a row an entity, a column an index), long (entity, index, figure), or the form of
one entity (a row an index); published, or self-assessed and appraised.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from dti_core.intake import cells, checks
from dti_core.intake.aims import ScoresAim
from dti_core.intake.checks import Figure, Findings, Placed, Row
from dti_core.intake.columns import Grid
from dti_core.intake.grid import Book
from dti_core.intake.names import folded
from dti_core.intake.sheets import Chosen, grids
from dti_core.intake.target import INDEX, INDEX_RANK, Target
from dti_core.intake.totals import totals
from dti_core.rounding import to_units

# Field of a column -> status of its figures, and how they are written unless the aim says otherwise.
_FIGURES = {
    "value": ("", "published"), "points": ("", "points"), "measured": ("", "measured"),
    "self_points": ("self", "points"), "appraised_points": ("appraised", "points"),
}  # fmt: skip


def read(target: Target, book: Book, findings: Findings, chosen: Chosen | None = None) -> dict[str, pd.DataFrame]:
    """Rows of office.rounds, entities, scores and ranks."""
    found = grids(book, findings, lambda g: _fits(g, target.aim), ("entity", "value", "rank"), target.headings, chosen)
    added: dict[str, dict[str, object]] = {}
    said: list[Figure | Placed] = []
    for grid in found:
        for row in (Row(findings, grid, line) for line in grid.rows):
            entity = _entity(row, target, added)
            if entity is not None:
                said += _row(row, target, entity)
    figures = checks.repeated(findings, [one for one in said if isinstance(one, Figure)])
    placed = checks.repeated(findings, [one for one in said if isinstance(one, Placed)])
    sound = checks.inside(findings, figures, target.catalogue.most_published, target.catalogue.most)
    _differing(target, sound, placed, findings)
    _compare(target, sound, placed, findings)
    figures = [*sound, *totals(target, sound)]
    return _frames(target, figures, placed, added)


def _fits(grid: Grid, aim: ScoresAim) -> bool:
    has = {column.field for column in grid.columns}
    whose = bool(has & {"entity", "entity_code"}) or (bool(aim.entity_id) and bool(has & {"code", "indicator"}))
    figures = has & {*_FIGURES, "rank"} or any(field.startswith((INDEX, INDEX_RANK)) for field in has)
    return whose and bool(figures)


def _entity(row: Row, target: Target, added: dict[str, dict[str, object]]) -> str | None:
    """Whose row it is; None and a problem where nobody knows."""
    aim = target.aim
    if row.grid.column("entity") is None and row.grid.column("entity_code") is None:
        return aim.entity_id
    said = {field: row.text(field) for field in ("entity_code", "entity")}
    year = row.whole("year")
    if year is not None and year != target.year:
        row.add(row.cell("year"), "other_year", year=target.year)
    match = target.names.match(said["entity_code"] or said["entity"] or "")
    if match.found is None and said["entity"] and said["entity_code"]:
        match = target.names.match(said["entity"])
    if match.found:
        return match.found
    name = said["entity"] or said["entity_code"]
    cell = row.cell("entity", "entity_code")
    if name is None:
        if not cell.formula:
            row.add(cell, "no_entity")
    elif not _says_something(row):
        row.add(cell, "no_figures", "look")
    elif match.several:
        row.add(cell, "several_entities", near=", ".join(match.near))
    elif aim.new_entities:
        key = re.sub(r"[^A-Z0-9]+", "-", folded(said["entity_code"] or name).upper())
        entity = f"{aim.parent_id}-{key}"
        if entity not in added:
            row.add(cell, "new_entity", "look", near=", ".join(match.near) or "–")
        level, parent = aim.level, aim.parent_id
        new: dict[str, object] = {
            "entity_id": entity,
            "name_vi": name,
            "name_en": name,
            "level": level,
            "parent_id": parent,
        }
        added.setdefault(entity, new)
        return entity
    else:
        row.add(cell, "unknown_entity", near=", ".join(match.near) or "–")
    return None


def _says_something(row: Row) -> bool:
    """Whether there is a figure or rank in the row, readable or not."""
    figures = (*_FIGURES, "rank")
    columns = [one for one in row.grid.columns if one.field in figures or one.field.startswith((INDEX, INDEX_RANK))]
    return not all(cells.blank(row.cells[column.index]) for column in columns)


def _row(row: Row, target: Target, entity: str) -> Iterator[Figure | Placed]:
    """The figures and ranks of a row."""
    catalogue, grid = target.catalogue, row.grid
    listed = grid.column("code") is not None or grid.column("indicator") is not None
    code = catalogue.find(row, numbered=grid.column("entity") is None) if listed else catalogue.framework.root
    for column in grid.columns:
        field = column.field
        if field in _FIGURES and code is not None:
            yield from _figure(row, field, code, target, entity, *_FIGURES[field])
        elif field == "rank" and code is not None:
            yield from _place(row, field, code, target, entity)
        elif field.startswith(INDEX):
            yield from _figure(row, field, field.removeprefix(INDEX), target, entity, "", "published")
        elif field.startswith(INDEX_RANK):
            yield from _place(row, field, field.removeprefix(INDEX_RANK), target, entity)
    most = row.number("max_points") if listed and code is not None else None
    if most is not None and code is not None and abs(most - target.catalogue.most[code]) > 1e-9:
        row.add(row.cell("max_points"), "published_points", code=code, points=float(target.catalogue.most[code]))


def _figure(row: Row, field: str, code: str, target: Target, entity: str, status: str, scale: str) -> Iterator[Figure]:
    x = row.number(field)
    if x is None:
        return
    catalogue, cell, wanted = target.catalogue, row.cell(field), target.aim.scale
    posts = catalogue.goalposts.get(code)
    if scale != "measured" and wanted != "auto":
        scale = wanted
    elif scale == "published" and wanted == "auto" and posts:
        scale = "measured"
    most, all_points = float(catalogue.most_published[code]), float(catalogue.most[code])
    quote, basis, value = f"{row.grid.sheet}!{cell.place}: {cells.shown(cell)}", "published", x
    if scale == "measured":
        if posts is None:
            row.add(cell, "no_goalposts", code=code)
            return
        if not posts.holds(x):
            row.add(cell, "outside_goalposts", "look", best=posts.best, worst=posts.worst)
        value, basis = posts.share(x) * most, "derived"
        quote += f" {catalogue.units.get(code, '')}".rstrip()
        quote += f"; ({posts.worst:g} − x) / ({posts.worst:g} − {posts.best:g})"
    elif cells.has_percent(cell) or scale == "percent":
        value = x * most if cells.has_percent(cell) else x / 100 * most
    elif scale == "points" and catalogue.framework.published_as == "value":
        value, basis = x / all_points if all_points else math.nan, "derived"
        quote += f" / {all_points:g}"
    if math.isnan(value):
        row.add(cell, "points_unknown", code=code)
        return
    yield Figure(entity, code, status or target.aim.status, round(value, 12), basis, quote, row.grid.sheet, cell,
                 "percent" if cells.has_percent(cell) else scale)  # fmt: skip


def _place(row: Row, field: str, code: str, target: Target, entity: str) -> Iterator[Placed]:
    place = row.take(field, cells.place)
    if place is None:
        return
    cell, within = row.cell(field), row.text("within") or ""
    if within and not within.startswith(("region:", "entity:")):
        row.add(row.cell("within"), "unknown_within")
    of = place.of or (None if within else target.count)
    if of and place.rank > of:
        row.add(cell, "rank_above_count", rank=place.rank, of=of)
    elif place.of and target.count and not within and place.of != target.count:
        row.add(cell, "count_differs", "look", of=place.of, count=target.count)
    quote = f"{row.grid.sheet}!{cell.place}: {cells.shown(cell)}"
    yield Placed(entity, code, within, place.rank, of, quote, row.grid.sheet, cell)


def _differing(target: Target, figures: Sequence[Figure], placed: Sequence[Placed], findings: Findings) -> None:
    """Figures and ranks other than the published ones, which stay what counts."""
    decimals = target.catalogue.framework.decimals
    for one in figures:
        known = target.official.get((one.entity, one.code)) if one.status == "published" else None
        if known is not None and to_units(known, decimals) != to_units(one.value, decimals):
            findings.add(one.sheet, one.cell, "differs_from_published", "look", published=known)
    for place in placed:
        rank = None if place.within else target.official_ranks.get((place.entity, place.code))
        if rank is not None and rank != place.rank:
            findings.add(place.sheet, place.cell, "differs_from_published", "look", published=int(rank))


def _compare(target: Target, figures: Sequence[Figure], placed: Sequence[Placed], findings: Findings) -> None:
    """What the file says against itself and against what is known."""
    framework = target.catalogue.framework
    codes = list(framework.all_codes)
    rows = list(dict.fromkeys([*target.known.index, *(o.entity for o in figures), *(o.entity for o in placed)]))
    known = target.known.reindex(index=rows, columns=codes)
    official = known.copy()
    for status in dict.fromkeys(one.status for one in figures):
        mine = [one for one in figures if one.status == status and one.code in framework.all_codes]
        before = known if status == target.aim.status or status == "published" else known * np.nan
        after = before.copy()
        for one in mine:
            after.at[one.entity, one.code] = one.value
        if status == "published":
            official = after
        told = checks.parts(findings, framework, after.to_numpy(), mine, rows)
        checks.contradicted(findings, framework, before.to_numpy(), after.to_numpy(), mine, rows, told)
    tree, share = target.catalogue.tree, framework.published_as == "value"
    own = {code: tree[code][0] for code in target.catalogue.components["code"] if code not in framework.all_codes}
    checks.component_parts(findings, own, target.catalogue.most, figures, share)
    names = pd.Series({entity: target.name(entity) for entity in rows})
    for code, within in dict.fromkeys((one.code, one.within) for one in placed):
        if code not in framework.all_codes:
            continue
        mine_ranks = [one for one in placed if (one.code, one.within) == (code, within)]
        stated = target.ranks[(target.ranks["code"] == code) & (target.ranks["within"] == within)]
        ranks = stated.set_index("entity_id")["rank"].astype(float).reindex(rows)
        for place in mine_ranks:
            ranks[place.entity] = place.rank
        values = official[code].where(ranks.notna())
        checks.disordered(findings, framework.decimals, values, ranks, mine_ranks, names)


def _frames(
    target: Target, figures: Sequence[Figure], placed: Sequence[Placed], added: Mapping[str, dict[str, object]]
) -> dict[str, pd.DataFrame]:
    round_id = target.aim.round_id
    scores = [(round_id, o.entity, o.code, o.status, o.value, o.basis, o.quote) for o in figures]
    ranks = [(round_id, o.entity, o.code, o.rank, o.of, o.within, o.quote) for o in placed]
    frames = {
        "rounds": pd.DataFrame([target.fresh] if target.fresh and (figures or placed) else []),
        "entities": pd.DataFrame(list(added.values())),
        "scores": pd.DataFrame(
            scores, columns=["round_id", "entity_id", "indicator_code", "status", "value", "basis", "quote"]
        ),
        "ranks": pd.DataFrame(
            ranks, columns=["round_id", "entity_id", "indicator_code", "rank", "of", "within", "quote"]
        ).astype({"of": "Int64"}),
    }
    return {name: frame for name, frame in frames.items() if len(frame)}
