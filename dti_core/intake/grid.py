"""What a file holds once it has been read: sheets of cells, each knowing where it stands."""

import datetime as dt
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from dti_core.errors import written
from dti_core.i18n import Translator

Value = str | int | float | bool | dt.date | dt.datetime | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. row, column: from 1, as Excel counts; value: as stored (None where empty, of a merged range the value
    of its first cell); formula: its text where the cell is one, else ""; percent: shown with a percent sign."""

    row: int
    column: int
    value: Value
    formula: str = ""
    percent: bool = False

    @property
    def place(self) -> str:
        """Its address as people write it.

        >>> Cell(12, 4, 0.5).place
        'D12'
        """
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet by rows, without trailing blank rows and columns; every row has as many cells as the widest."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook or a CSV file as sent. hidden: names of hidden sheets, which are not read."""

    file_name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend before anything is written: `code` names the text `intake.problem.<code>` in both languages
    (what is wrong and the remedy), `details` fills it. severity "stop" keeps the import from going on, "look" asks for
    a confirmation."""

    sheet: str
    place: str
    value: str
    code: str
    details: tuple[tuple[str, object], ...] = ()
    severity: str = "stop"

    def text(self, t: Translator) -> str:
        """What is wrong and the remedy, in the language.

        >>> Problem("Sheet1", "B2", "12,3,4", "not_a_number").text(Translator("vi"))
        'Không phải là số. Hãy ghi số như 0,5032 hoặc 45,5; để trống nếu chưa có.'
        """
        details = {name: written(t, value) for name, value in self.details}
        field = f"field.{details.get('field')}"
        return t(f"intake.problem.{self.code}", **details | ({"field": t(field)} if t.has(field) else {}))
