"""Columns given their meaning in words, where a heading is not known: "Cột lạ=Nhận thức số"."""

import re
from collections.abc import Iterable, Mapping, Sequence

from dti_core.errors import UnknownCode, WorkbookError
from dti_core.intake.aims import Aim, ProgressAim, ScoresAim
from dti_core.intake.columns import Column, Grid, understand
from dti_core.intake.fields import HEADINGS, Headings, heading
from dti_core.intake.grid import Book
from dti_core.intake.sheets import Catalogue, Chosen, own_sheets
from dti_core.intake.target import Target
from dti_core.store import Store

More = Mapping[str, Iterable[str]]  # fields of an aim beyond HEADINGS -> their headings


def known_of(store: Store, aim: Aim) -> tuple[Catalogue | None, More]:
    """The catalogue that codes are looked up in, and the headings that indices of a round may have."""
    if isinstance(aim, ScoresAim):
        target = Target.of(store, aim)
        return target.catalogue, target.headings
    return (Catalogue.of(store, aim.framework_id) if isinstance(aim, ProgressAim) else None), {}


def grids_of(book: Book, more: More, chosen: Chosen) -> list[Grid]:
    """Every sheet that may hold rows, as it is understood."""
    sheets = [sheet for sheet in book.sheets if sheet.name not in own_sheets()]
    return [understand(sheet, more=more, chosen=chosen.get(sheet.name)) for sheet in sheets]


def chosen_of(book: Book, said: Sequence[str], more: More) -> Chosen:
    """The columns named, in every sheet that has them. said: "heading=meaning", the heading as in the file or the
    column's letters; the meaning a field, any heading that is known, or nothing, to leave the column out.

    >>> from dti_core.intake.grid import Cell, Sheet
    >>> rows = ((Cell(1, 1, "Tỉnh"), Cell(1, 2, "Cột lạ")), (Cell(2, 1, "Lai Châu"), Cell(2, 2, 0.5)))
    >>> chosen_of(Book("a.csv", "", (Sheet("a", rows),)), ["cot la=Giá trị"], {})
    {'a': {1: 'value'}}
    """
    found: dict[str, dict[int, str]] = {}
    grids = grids_of(book, more, {})
    for one in said:
        name, sign, meaning = (part.strip() for part in one.rpartition("="))
        if not sign or not name:
            raise WorkbookError("column_needs", column=one)
        field = _field(meaning, more)
        columns = [(grid, column) for grid in grids for column in grid.columns if _is(column, name)]
        if not columns:
            known = dict.fromkeys(column.heading for grid in grids for column in grid.columns)
            raise UnknownCode.of("column", name, known)
        for grid, column in columns:
            found.setdefault(grid.sheet, {})[column.index] = field
    return found


def _field(meaning: str, more: More) -> str:
    field = meaning if meaning in HEADINGS or meaning in more else Headings(more).field(meaning)
    if meaning and not field:
        raise UnknownCode.of("field", meaning, [headings[0] for headings in HEADINGS.values()])
    return field


def _is(column: Column, name: str) -> bool:
    letters = re.sub("[0-9]+", "", column.place)
    headings = {heading(column.heading), heading(column.heading.rpartition(": ")[2])}
    return heading(name) in headings or name == letters
