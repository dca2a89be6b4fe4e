"""A sheet on its way out of the child process: filled cells only, counted against the limits as they come.

Standard library only.
"""

import re
import unicodedata
from collections.abc import Iterable

from dti_core.intake.bounds import LONGEST_TEXT, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_TEXT, Refusal

# How a value travels: None, bool, int, float and text as they are, a date as {"date": "2026-07-05"}.
Plain = str | int | float | bool | dict[str, str] | None
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u2060\ufeff\u00ad\ud800-\udfff]")


def letters(column: int) -> str:
    """The name of a column.

    >>> letters(1), letters(28), letters(16384)
    ('A', 'AB', 'XFD')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def tidy(text: str) -> str:
    """Composed letters (NFC), line ends as "\\n", nothing unseen, no blanks at the ends.

    >>> tidy(" Lai Cha\u0302u\\r\\n")
    'Lai Châu'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text)).strip()


class Grid:
    """The filled cells of one sheet, by place."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells: dict[tuple[int, int], tuple[Plain, str, bool]] = {}
        self.rows = self.columns = self.characters = 0

    def put(self, row: int, column: int, value: Plain, formula: str = "", percent: bool = False) -> None:
        """Keep a cell unless there is nothing in it."""
        if isinstance(value, str):
            self.characters += len(value)
            value = tidy(value) or None
            if value and len(value) > LONGEST_TEXT:
                raise Refusal("text_too_long", place=f"{letters(column)}{row}")
        if value is None and not formula:
            return
        if row > MOST_ROWS or column > MOST_COLUMNS:
            raise Refusal("cell_too_far", sheet=self.name, place=f"{letters(column)}{row}")
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        if self.rows * self.columns > MOST_CELLS:
            place = f"{letters(self.columns)}{self.rows}"
            raise Refusal("sheet_too_big", sheet=self.name, place=place, most=MOST_CELLS)
        self.characters += len(formula)
        if self.characters > MOST_TEXT:
            raise Refusal("too_much_text", most=MOST_TEXT)
        self.cells[row, column] = (value, formula, percent)

    def spread(self, merged: Iterable[tuple[int, int, int, int]]) -> None:
        """Give the blank cells of each merged range (first row, first column, last row, last column) the value of its
        first, as far as the sheet is filled."""
        work = 0
        for top, left, bottom, right in merged:
            value, _, percent = self.cells.get((top, left), (None, "", False))
            if value is None:
                continue
            bottom, right = min(bottom, self.rows), min(right, self.columns)
            work += max(0, bottom - top + 1) * max(0, right - left + 1)
            if work > MOST_CELLS:
                raise Refusal("sheet_too_big", sheet=self.name, place=f"{letters(right)}{bottom}", most=MOST_CELLS)
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if (row, column) not in self.cells:
                        self.put(row, column, value, percent=percent)

    def plain(self) -> dict[str, object]:
        """The sheet as JSON can hold it: [row, column, value, formula, percent] by rows."""
        cells = [[*place, *self.cells[place]] for place in sorted(self.cells)]
        return {"name": self.name, "rows": self.rows, "columns": self.columns, "cells": cells}
