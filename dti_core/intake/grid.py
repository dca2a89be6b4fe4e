"""What a file holds once it has been read: sheets of cells, each knowing where it stands."""

import datetime as dt
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

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
    """A workbook or a CSV file as sent."""

    file_name: str
    sha256: str
    sheets: tuple[Sheet, ...]


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
