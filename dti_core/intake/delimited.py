"""Texts with separators (.csv, .txt, .tsv): which letters, which separator, which cells. Standard library only."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from dti_core.intake.bounds import LONGEST_TEXT, Refusal
from dti_core.intake.plain import Grid

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SEPARATORS = ("\t", ";", ",")
_LOOKED_AT = 50  # records, to find the separator
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x19\x1b-\x1f\x7f]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")  # what our own CSV puts an apostrophe before
# TCVN3 (.VnTime) fonts write đ, Đ, ư, ơ, ô … as these signs; between letters they mean nothing else, and capitals with
# a mark do not follow small letters. In a text of capitals they do (BIÊN).
_OLD_FONT = re.compile("[A-Za-z][®¬\u00ad¸µ¶·¹¨»¾¼½©]|[a-z][ÆÊÇÈÉË]|[®§][a-zA-Z¬¸µ¶·¹]")


def decoded(content: bytes) -> str:
    """The text: UTF-8 or UTF-16 with or without a mark, else Windows-1258; always in composed letters (NFC).

    >>> decoded("Điểm".encode("utf-16"))
    'Điểm'
    >>> decoded(unicodedata.normalize("NFD", "tế").replace("e\u0302", "ê").encode("cp1258"))
    'tế'
    """
    text = _letters(content)
    if "\0" in text or len(_CONTROL.findall(text)) > len(text) // 1000:
        raise Refusal("not_text")
    return unicodedata.normalize("NFC", text)


def _letters(content: bytes) -> str:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], encoding)
    head = content[:2000]
    if head[1::2].count(0) > len(head) // 5:
        return _strict(content, "utf-16-le")
    if head[::2].count(0) > len(head) // 5:
        return _strict(content, "utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = _strict(content, "cp1258")
    if len(_OLD_FONT.findall(text)) > len(text) // 50:
        raise Refusal("old_font")
    return text


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refusal("unknown_letters", place=error.start + 1) from error


def separator(text: str) -> str:
    """The separator that divides most of the first records into one same number of cells.

    >>> separator("Tỉnh;Giá trị\\nLai Châu;0,5032"), separator("a,b\\nx; y,1")
    (';', ',')
    """

    def evenness(sign: str) -> float:
        counts = Counter(len(record) for record in _first_records(text, sign))
        records = sum(counts.values())
        return max((number / records for cells, number in counts.items() if cells > 1), default=0.0)

    return max(_SEPARATORS, key=evenness)  # the first of equals


def _first_records(text: str, sign: str) -> Iterator[list[str]]:
    found = 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            if any(part.strip() for part in record):
                found += 1
                yield record
            if found == _LOOKED_AT:
                return
    except csv.Error:  # said with its row when all is read
        return


def parse(content: bytes, name: str) -> Grid:
    """The cells of a text file as one sheet called `name`; rows count records, as Excel would show them."""
    text = decoded(content).rstrip("\x1a")  # old programs end a text so
    said = re.match(r'"?sep=(.)"?\r?\n', text)  # Excel's own first line
    if said:
        text = text[said.end() :]
    csv.field_size_limit(4 * LONGEST_TEXT)
    grid = Grid(name)
    row = 0
    records = csv.reader(io.StringIO(text, newline=""), delimiter=said[1] if said else separator(text), strict=True)
    try:
        for row, record in enumerate(records, start=1):
            for column, part in enumerate(record, start=1):
                if part and not part.isspace():
                    _put(grid, row, column, part)
    except csv.Error as error:
        raise Refusal("text_too_long" if "field limit" in str(error) else "bad_quotes", place=row + 1) from error
    return grid


def _put(grid: Grid, row: int, column: int, part: str) -> None:
    if part[0] == "'" and part[1:].startswith(_FORMULA_STARTS):
        grid.put(row, column, part[1:])
        return
    grid.put(row, column, part, formula=part.strip() if part.startswith("=") else "")
