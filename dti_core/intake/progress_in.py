"""Progress of a quarter: who leads what, by when, how far, with which evidence."""

import math
import re
from collections.abc import Hashable, Mapping

import pandas as pd

from dti_core.errors import UnknownCode
from dti_core.intake import cells
from dti_core.intake.aims import ProgressAim
from dti_core.intake.checks import Findings, Row
from dti_core.intake.columns import Grid
from dti_core.intake.grid import Book, Cell
from dti_core.intake.sheets import Catalogue, Chosen, grids
from dti_core.store import Store

_QUARTER = re.compile(r"20[0-9]{2}-Q[1-4]")
# What a row must say something of, besides its index, to be one.
_SAYS = ("lead", "coordinating", "due_on", "planned_gain", "self_points", "appraised_points", "status", "evidence",
         "link", "note")  # fmt: skip


def read(
    store: Store, book: Book, aim: ProgressAim, findings: Findings, chosen: Chosen | None = None
) -> dict[str, pd.DataFrame]:
    """Rows of office.progress. What a row leaves blank is missing, never carried over from another quarter; of columns
    that the file does not have, the quarter's own item keeps what it says."""
    catalogue = Catalogue.of(store, aim.framework_id)
    entities = store.listing("entities")["entity_id"]
    if aim.entity_id not in set(entities):
        raise UnknownCode.of("entity", aim.entity_id, entities)
    if aim.quarter and not _QUARTER.fullmatch(aim.quarter):
        raise UnknownCode.of("quarter", aim.quarter, ("2026-Q3",))
    found = grids(book, findings, _fits, ("code", "indicator", "status"), chosen=chosen)
    kept: dict[tuple[str, str], tuple[Row, dict[str, object]]] = {}
    for grid in found:
        for row in (Row(findings, grid, line) for line in grid.rows):
            said = _said(row, catalogue, aim)
            if said is None:
                continue
            key = (str(said["quarter"]), str(said["code"]))
            first = kept.setdefault(key, (row, said))[0]
            if first is not row:
                place = first.cell("code", "indicator", "position").place
                row.add(_name_cell(row), "repeated_row", first=place, value=str(said["code"]))
    current = store.progress(aim.framework_id, aim.entity_id).to_dict("records")
    now = {(row["quarter"], row["code"]): row for row in current}
    rows = [_completed(row, said, now.get(key, {})) for key, (row, said) in kept.items()]
    return {"progress": pd.DataFrame(rows)} if rows else {}


def _completed(row: Row, said: Mapping[str, object], now: Mapping[Hashable, object]) -> dict[str, object]:
    """A row with what the same quarter's item has of the columns that the file does not have; a blank cell of a column
    that it has stays blank."""
    absent = [name for name in _SAYS if row.grid.column(_HEADED.get(name, name)) is None]
    return {**said, **{name: now.get(name) for name in (*absent, "meeting_id")}}


_HEADED = {"due_on": "due"}  # facts whose column is called otherwise


def _fits(grid: Grid) -> bool:
    has = {column.field for column in grid.columns}
    work = {"lead", "due", "status", "evidence", "self_points", "appraised_points", "planned_gain"}
    return bool(has & {"code", "indicator"}) and bool(has & work)


def _name_cell(row: Row) -> Cell:
    return row.cell("code", "indicator", "position")


def _said(row: Row, catalogue: Catalogue, aim: ProgressAim) -> dict[str, object] | None:
    """One row of office.progress; None for a row that says nothing of its index, or of none that is known."""
    points = {field: row.number(field) for field in ("self_points", "appraised_points", "planned_gain")}
    said: dict[str, object] = {
        "lead": row.text("lead"), "coordinating": row.text("coordinating"), "due_on": row.take("due", cells.date),
        **points, "status": row.take("status", cells.status), "evidence": row.text("evidence"),
        "link": row.text("link"), "note": row.text("note"),
    }  # fmt: skip
    code = catalogue.find(row, numbered=True)
    if code is None or all(said[name] is None for name in _SAYS):
        return None
    quarter = row.take("quarter", cells.quarter) or aim.quarter
    if not quarter:
        row.add(_name_cell(row), "no_quarter")
    most = float(catalogue.most[code])
    for field, value in points.items():
        if value is not None and cells.has_percent(row.cell(field)):  # of the most that the index can have
            if math.isnan(most):
                row.add(row.cell(field), "percent_of_unknown", code=code)
            value = said[field] = round(value * most, 6)
        if value is None or math.isnan(most):
            continue
        if value > most + 1e-9:
            row.add(row.cell(field), "above_points", code=code, most=most)
        elif value < 0 and field != "planned_gain":
            row.add(row.cell(field), "below_zero")
    if said["link"] and not re.match(r"https?://\S+$", str(said["link"])):
        row.add(row.cell("link"), "not_a_link")
    return {"framework_id": aim.framework_id, "entity_id": aim.entity_id, "quarter": quarter, "code": code, **said}
