"""Excel workbooks, read without Excel and without following anything: values as last calculated, formulas as text.

Standard library only. Everything streams through `package.Package`, so what is kept is what `plain.Grid` allows.
"""

import datetime as dt
import math
import posixpath
import re

from dti_core.intake.bounds import MOST_MERGED, MOST_SHEETS, Refusal
from dti_core.intake.package import Package
from dti_core.intake.plain import Grid, Plain, tidy

_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # formats that Excel has built in
_PERCENTS = {9, 10}
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how Excel writes what XML cannot hold, and "_x005F_" where none is meant
_NOT_SHOWN_AS_IS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_WIDEST, _LOWEST = 16_384, 1_048_576  # of any sheet of Excel


def parse(content: bytes) -> tuple[list[Grid], list[str]]:
    """The sheets that are shown, in order, and the names of those that are hidden, which are not read."""
    package = Package(content)
    book = _workbook_part(package)
    _refuse_links(package)
    folder = posixpath.dirname(book)
    targets = _relations(package, book)
    listed: list[tuple[str, str, bool]] = []
    since_1904 = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal since_1904
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            shown = attributes.get("state", "visible") == "visible"
            listed.append((tidy(unescaped(attributes.get("name", "")))[:31] or "?", targets.get(relation, ""), shown))
        elif name == "workbookPr":
            since_1904 = attributes.get("date1904", "0") in ("1", "true", "on")

    package.parse(book, start, _nothing, _nothing)
    if len(listed) > MOST_SHEETS:
        raise Refusal("too_many_sheets", count=len(listed), most=MOST_SHEETS)
    texts = _shared_texts(package, posixpath.join(folder, "sharedStrings.xml"))
    formats = _formats(package, posixpath.join(folder, "styles.xml"))
    grids = []
    for name, target, shown in listed:
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if shown and "worksheet" in part:
            grids.append(_Sheet(name, texts, formats, since_1904).read(package, part))
    return grids, [name for name, _, shown in listed if not shown]


def unescaped(text: str) -> str:
    """What a workbook means by a text.

    >>> unescaped("Lai Châu_x0021_"), unescaped("_x005F_x0041_")
    ('Lai Châu!', '_x0041_')
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _nothing(*_: object) -> None:
    """Of no interest."""


def _workbook_part(package: Package) -> str:
    if "mimetype" in package.parts or "content.xml" in package.parts:
        raise Refusal("other_type", type="OpenDocument (.ods)")
    if "xl/workbook.bin" in package.parts:
        raise Refusal("other_type", type="Excel Binary (.xlsb)")
    for folder, name in (("word/", "Word"), ("ppt/", "PowerPoint")):
        if any(part.startswith(folder) for part in package.parts):
            raise Refusal("other_type", type=name)
    if "xl/workbook.xml" in package:
        return "xl/workbook.xml"
    roots = _relations(package, "") if "_rels/.rels" in package else {}
    found = [target.lstrip("/") for target in roots.values() if target.endswith("workbook.xml")]
    if not found:
        raise Refusal("other_type", type="ZIP")
    return found[0]


def _relations(package: Package, part: str) -> dict[str, str]:
    """Targets by id of what a part refers to."""
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            found[attributes.get("Id", "")] = attributes.get("Target", "")

    folder, own = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{own}.rels")
    if relations in package:
        package.parse(relations, start, _nothing, _nothing)
    return found


def _refuse_links(package: Package) -> None:
    """A workbook whose figures come from elsewhere: from another file, or from a data connection."""
    links = sorted(part for part in package.parts if re.fullmatch(r"xl/externallinks/[^/]+\.xml", part))
    if links:
        targets = [target for link in links for target in _relations(package, link).values()]
        raise Refusal("external_links", target=posixpath.basename(targets[0] if targets else links[0])[:80])
    if "xl/connections.xml" in package:
        raise Refusal("external_links", target="connections.xml")


def _shared_texts(package: Package, part: str) -> list[str]:
    found: list[str] = []
    pieces: list[str] = []
    inside = phonetic = False

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal inside, phonetic
        if name == "si":
            pieces.clear()
        elif name == "rPh":
            phonetic = True
        inside = name == "t" and not phonetic

    def end(name: str) -> None:
        nonlocal inside, phonetic
        inside = False
        if name == "si":
            found.append(unescaped("".join(pieces)))
        elif name == "rPh":
            phonetic = False

    def text(characters: str) -> None:
        if inside:
            pieces.append(characters)

    if part in package:
        package.parse(part, start, end, text)
    return found


def _formats(package: Package, part: str) -> list[str]:
    """For each style that cells refer to: "date", "percent" or ""."""
    own: dict[int, str] = {}
    found: list[str] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if name == "numFmt":
            own[_whole(attributes.get("numFmtId"), part)] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            number = _whole(attributes.get("numFmtId", "0"), part)
            found.append(shown_as(own[number]) if number in own else _built_in(number))

    def end(name: str) -> None:
        nonlocal inside
        if name == "cellXfs":
            inside = False

    if part in package:
        package.parse(part, start, end, _nothing)
    return found


def _built_in(number: int) -> str:
    return "date" if number in _DATES else "percent" if number in _PERCENTS else ""


def shown_as(code: str) -> str:
    """Whether a number format shows a date or a percentage.

    >>> shown_as("dd/mm/yyyy"), shown_as("0.0%"), shown_as('#,##0 "đồng"'), shown_as("[$-42A]d mmmm")
    ('date', 'percent', '', 'date')
    """
    bare = _NOT_SHOWN_AS_IS.sub("", code)
    if "%" in bare:
        return "percent"
    return "date" if re.search("[dmyDMY]", bare) else ""


def _whole(text: str | None, part: str) -> int:
    if text is None or not re.fullmatch("[0-9]{1,9}", text.strip()):
        raise Refusal("damaged_workbook", part=part[:60])
    return int(text)


def number(text: str) -> Plain:
    """A stored number: whole numbers as int; what is none, or not finite, stays a text for the checks to name.

    >>> number("53"), number("0.50319999999999998"), number("NaN"), number("1E999")
    (53, 0.5032, 'NaN', '1E999')
    """
    try:
        value = float(text) if "_" not in text else math.nan
    except ValueError:
        return text
    if not math.isfinite(value):
        return text
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def day(value: int | float, since_1904: bool = False) -> Plain:
    """A day number of Excel as a date, with the time where there is one; as it is where it can be none.

    >>> day(45119), day(1), day(45119.75), day(-3)
    ({'date': '2023-07-12'}, {'date': '1900-01-01'}, {'date': '2023-07-12T18:00:00'}, -3)
    """
    if since_1904:
        value += 1462
    if not 1 <= value < 2_958_466 or int(value) == 60:  # 29 February 1900 never was
        return value
    start = dt.datetime(1899, 12, 31 if value < 60 else 30)
    moment = start + dt.timedelta(seconds=round(value * 86_400))
    return {"date": (moment.date() if moment.time() == dt.time.min else moment).isoformat()}


class _Sheet:
    """One worksheet being read."""

    def __init__(self, name: str, texts: list[str], formats: list[str], since_1904: bool) -> None:
        self.grid = Grid(name)
        self.texts, self.formats, self.since_1904 = texts, formats, since_1904
        self.row = self.column = 0
        self.cell: dict[str, str] = {}
        self.shared, self.phonetic = "", False
        self.into: list[str] | None = None
        self.value: list[str] = []
        self.formula: list[str] = []
        self.has_formula = False
        self.formulas: dict[str, str] = {}
        self.merged: list[tuple[int, int, int, int]] = []
        self.columns: dict[str, int] = {}

    def read(self, package: Package, part: str) -> Grid:
        package.parse(part, self.start, self.end, self.text)
        self.grid.spread(self.merged)
        return self.grid

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self.cell = attributes
            if "r" not in attributes:
                self.column += 1
            self.value, self.formula, self.has_formula, self.phonetic = [], [], False, False
        elif name == "row":
            own = attributes.get("r")
            self.row = _whole(own, self.grid.name) if own else self.row + 1
            self.column = 0
        elif name == "v" or name == "t":
            self.into = None if self.phonetic else self.value
        elif name == "f":
            self.has_formula, self.into = True, self.formula
            self.shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        elif name == "rPh":
            self.phonetic = True
        elif name == "mergeCell":
            self.merge(attributes.get("ref", ""))

    def text(self, characters: str) -> None:
        if self.into is not None:
            self.into.append(characters)

    def end(self, name: str) -> None:
        if name == "c":
            if self.value or self.has_formula:
                self.keep()
        elif name == "rPh":
            self.phonetic = False
        else:
            self.into = None

    def keep(self) -> None:
        """The cell that has just ended, something in it."""
        if "r" in self.cell:
            self.row, self.column = self.place(self.cell["r"])
        formula = ""
        if self.has_formula:
            text = "".join(self.formula)
            if self.shared:
                text = self.formulas.setdefault(self.shared, text) or text
            formula = f"={text}"
        value = self.converted("".join(self.value)) if self.value else None
        shown = self.format()
        if shown == "date" and isinstance(value, (int, float)) and not isinstance(value, bool):
            value = day(value, self.since_1904)
        self.grid.put(self.row, self.column, value, formula, shown == "percent")

    def converted(self, text: str) -> Plain:
        kind = self.cell.get("t", "n")
        if kind == "n":
            return number(text.strip())
        if kind == "s":
            index = _whole(text, self.grid.name)
            if index >= len(self.texts):
                raise Refusal("damaged_workbook", part=self.grid.name)
            return self.texts[index]
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "d":
            return {"date": text.strip()} if _is_day(text.strip()) else text
        return unescaped(text)

    def format(self) -> str:
        index = _whole(self.cell.get("s", "0"), self.grid.name)
        return self.formats[index] if index < len(self.formats) else ""

    def place(self, text: str) -> tuple[int, int]:
        found = _PLACE.fullmatch(text)
        if not found:
            raise Refusal("damaged_workbook", part=self.grid.name)
        column = self.columns.get(found[1], 0)
        if not column:
            for letter in found[1].upper():
                column = column * 26 + ord(letter) - 64
            self.columns[found[1]] = column
        if column > _WIDEST or int(found[2]) > _LOWEST:
            raise Refusal("damaged_workbook", part=self.grid.name)
        return int(found[2]), column

    def merge(self, text: str) -> None:
        if len(self.merged) == MOST_MERGED:
            raise Refusal("sheet_too_big", sheet=self.grid.name, place=text[:20], most=MOST_MERGED)
        first, _, last = text.partition(":")
        if last:
            self.merged.append((*self.place(first), *self.place(last)))


def _is_day(text: str) -> bool:
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
