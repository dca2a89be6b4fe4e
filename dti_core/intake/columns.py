"""Which column of a sheet means what, and which rows hold figures.

The heading may stand anywhere in the first rows, on one row or two; titles above it, numbering under it, totals,
repeats of the heading, section rows and notes are set aside, each with its reason, and none is lost.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dti_core.intake.cells import shown
from dti_core.intake.fields import OVER, Headings, heading
from dti_core.intake.grid import Cell, Problem, Sheet
from dti_core.intake.names import folded

_OVER = {heading(text) for text in OVER}
_LOOKED_AT = 40  # rows in which the heading may stand
_TOTALS = re.compile(r"(tong|tong cong|cong|tong so|tong diem|total|sum|cong tong)( cong)?( [ivx]+)?")
_EXAMPLE = re.compile(r"^\s*(ví dụ|example)\b", re.I)  # a row of a template that shows how
_NOTES = re.compile(r"^\s*(ghi chú|nguồn|chú thích|lưu ý|note|source|\(?\*+\)?)\s*[:.)]?", re.I)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: index (from 0, into a row), its heading as people see it, the place of the heading, and the field it
    means ("" where that is not known)."""

    index: int
    heading: str
    place: str
    field: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that holds no figures of its own. why: "total", "heading", "numbering", "section" or "note"."""

    why: str
    cells: tuple[Cell, ...]

    @property
    def text(self) -> str:
        return next((shown(cell) for cell in self.cells if cell.value is not None), "")


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet understood: columns from left to right, rows with figures from top to bottom (blank ones left out)."""

    sheet: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]

    def column(self, field: str) -> int | None:
        """The index of the column of a field."""
        return next((column.index for column in self.columns if column.field == field), None)

    def cell(self, row: tuple[Cell, ...], field: str) -> Cell | None:
        """The cell of a field in a row; None where no column means it."""
        index = self.column(field)
        return None if index is None else row[index]


def understand(
    sheet: Sheet,
    wanted: Collection[str] = (),
    more: Mapping[str, Iterable[str]] | None = None,
    chosen: Mapping[int, str] | None = None,
) -> Grid:
    """Find the heading of a sheet, what its columns mean, and its rows.

    wanted: fields without which the import cannot go on; more: further fields with their headings (a column for each
    index); chosen: column index -> field, set by the user ("" to leave a column out).

    >>> cells = lambda row, *values: tuple(Cell(row, i, value) for i, value in enumerate(values, start=1))
    >>> sheet = Sheet("DTI", (cells(1, "BẢNG XẾP HẠNG", None), cells(2, "Tỉnh", "Giá trị DTI"),
    ...                       cells(3, "Lai Châu", 0.5032), cells(4, "Tổng cộng", 0.5032)))
    >>> found = understand(sheet)
    >>> [column.field for column in found.columns], len(found.rows), found.skipped[0].why
    (['entity', 'value'], 1, 'total')
    """
    headings = Headings(more)
    top, depth = _heading_rows(sheet, headings)
    if not depth:
        place = next((cell.place for row in sheet.rows for cell in row if cell.value is not None), "A1")
        problem = Problem(sheet.name, place, "", "no_heading")
        return Grid(sheet.name, (), (), (), (problem,))
    columns = tuple(_columns(sheet.rows[top : top + depth], headings, chosen or {}))
    rows, skipped = [], []
    for row in sheet.rows[top + depth :]:
        if all(cell.value is None and not cell.formula for cell in row):
            continue
        why = _why_skipped(row, columns)
        if why:
            skipped.append(Skipped(why, row))
        else:
            rows.append(row)
    problems = (*_column_problems(sheet, columns, wanted, chosen or {}),)
    if not rows:
        problems = (*problems, Problem(sheet.name, columns[0].place if columns else "A1", "", "no_rows"))
    return Grid(sheet.name, columns, tuple(rows), tuple(skipped), problems)


def _heading_rows(sheet: Sheet, headings: Headings) -> tuple[int, int]:
    """Index of the first row of the heading, and how many rows it has: 1, 2, or 0 when none is found."""
    best = (0, 0, 0)  # known columns, index, depth
    for index, row in enumerate(sheet.rows[:_LOOKED_AT]):
        depths = (1, 2) if index + 1 < len(sheet.rows) and _stands_over(row, headings) else (1,)
        for depth in depths:
            fields = [column.field for column in _columns(sheet.rows[index : index + depth], headings, {})]
            known = len({field for field in fields if field})
            words_only = all(isinstance(cell.value, str) for cell in row if cell.value is not None)
            if known > best[0] and (known >= 2 or words_only):
                best = (known, index, depth)
    return best[1], best[2]


def _stands_over(row: tuple[Cell, ...], headings: Headings) -> bool:
    """Whether a row can be the upper one of a heading: a title is not."""
    texts = {str(cell.value) for cell in row if cell.value is not None}
    return any(headings.field(text) or heading(text) in _OVER for text in texts)


def _columns(rows: tuple[tuple[Cell, ...], ...], headings: Headings, chosen: Mapping[int, str]) -> Iterator[Column]:
    for index, cells in enumerate(zip(*rows, strict=True)):
        texts = list(dict.fromkeys(" ".join(str(cell.value).split()) for cell in cells if cell.value is not None))
        if not texts:
            continue
        field = chosen[index] if index in chosen else _meaning(texts, headings)
        last = next(cell for cell in reversed(cells) if cell.value is not None)
        yield Column(index, ": ".join(texts), last.place, field)


def _meaning(texts: list[str], headings: Headings) -> str:
    """What a heading of one or two parts means: both together, else the lower, else the upper."""
    if len(texts) == 2:
        upper, lower = texts
        together = headings.field(f"{upper} {lower}") or headings.field(f"{lower} {upper}")
        under = headings.field(lower)
        over = headings.field(upper)
        if together:
            return together
        if under in ("points", "value", "") and over in ("self_points", "appraised_points"):
            return over if under else ""
        return under
    return headings.field(texts[0])


def _why_skipped(row: tuple[Cell, ...], columns: tuple[Column, ...]) -> str:
    filled = [cell for cell in row if cell.value is not None or cell.formula]
    texts = [str(cell.value) for cell in filled if isinstance(cell.value, str)]
    if sum(_repeats(row[column.index], column) for column in columns) >= max(2, len(filled) // 2 + 1):
        return "heading"
    if len(filled) >= 3 and _is_numbering(filled):
        return "numbering"
    first = next((text for text in texts if re.search(r"[^\W\d_]", text)), "")
    if _EXAMPLE.match(first):
        return "note"
    if _is_total(first) and not _has_code(row, columns):
        return "total"
    if len(filled) == 1 and _NOTES.match(first):
        return "note"
    if len(filled) >= 3 and len(texts) == len(filled) and len(set(texts)) == 1:
        return "section"
    return ""


def _is_total(text: str) -> bool:
    """ "Cổng" and "Công" are written like "Cộng" without accents, and are none."""
    words = unicodedata.normalize("NFC", text.lower()).split()
    plain = folded(re.sub(r"\([^()]*\)|:", " ", text))
    return bool(_TOTALS.fullmatch(plain)) and not {"cổng", "công", "cống"} & set(words)


def _repeats(cell: Cell, column: Column) -> bool:
    return (
        isinstance(cell.value, str)
        and bool(heading(cell.value))
        and heading(cell.value) in (heading(column.heading), heading(column.heading.rpartition(": ")[2]))
    )


def _is_numbering(filled: list[Cell]) -> bool:
    """A row such as (1) (2) (3) or A B 1 2 under the heading."""
    marks = [shown(cell).strip("() .") for cell in filled]
    if not all(re.fullmatch(r"[A-Z]|[0-9]{1,2}", mark) for mark in marks):
        return False
    numbers = [int(mark) for mark in marks if mark.isdigit()]
    capitals = [mark for mark in marks if not mark.isdigit()]
    in_order = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
    return in_order and capitals == [chr(65 + place) for place in range(len(capitals))]


def _has_code(row: tuple[Cell, ...], columns: tuple[Column, ...]) -> bool:
    """Whether a total is an index of its own, with a code: "DTI | Tổng điểm | 1000"."""
    for column in columns:
        if column.field == "code" and row[column.index].value is not None:
            return not _is_total(str(row[column.index].value))
    return False


def _column_problems(
    sheet: Sheet, columns: tuple[Column, ...], wanted: Collection[str], chosen: Mapping[int, str]
) -> Iterator[Problem]:
    counts = Counter(column.field for column in columns if column.field)
    for column in columns:
        if not column.field and column.index not in chosen:
            yield Problem(sheet.name, column.place, column.heading, "unknown_column", severity="look")
        elif counts[column.field] > 1 and column.field:
            yield Problem(sheet.name, column.place, column.heading, "repeated_column", (("field", column.field),))
    for field in wanted:
        if field not in counts:
            place = columns[0].place if columns else "A1"
            yield Problem(sheet.name, place, "", "missing_column", (("field", field),))
