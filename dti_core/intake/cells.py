"""What people type into a cell, read strictly: a value, None where it says there is none, or what is wrong with it.

Every function takes a `Cell` and gives its meaning; `NotUnderstood` carries the code of the problem to show. Nothing
is ever guessed: what can be read in two ways is refused until the sheet says which notation it uses.
"""

import datetime as dt
import math
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NamedTuple

from dti_core.intake.grid import Cell, Problem
from dti_core.intake.names import folded

Notation = Literal["comma", "point"]
STATUSES = ("not_started", "under_way", "evidence_needed", "done")

_MARKUP = re.compile(r"!\[|\]\(|\]\[|<[A-Za-z/!?][^<>]*>")
_BLANKS = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_MISSING_SIGNS = {"", "-", "–", "—", "−", "--", "...", "…", "/", "."}
_MISSING_WORDS = {
    "n a", "na", "khong co", "chua co", "khong ap dung", "khong danh gia", "chua danh gia", "chua cong bo",
    "chua cham", "chua xep hang", "khong xep hang", "khong co so lieu", "chua co so lieu", "khong cham", "null", "none",
    "not available", "not applicable", "missing", "not published",
}  # fmt: skip
_NOT_FINITE = {"nan", "inf", "infinity", "∞"}
_UNIT = re.compile(r"(?<=[0-9])\s*(?:điểm|đ|points?|pts?)\.?$", re.I)
_PLAIN = r"[0-9]+"
_COMMA = re.compile(rf"(?:{_PLAIN}|[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}})+|[1-9][0-9]{{0,2}}(?: [0-9]{{3}})+)(?:,[0-9]+)?")
_POINT = re.compile(rf"(?:{_PLAIN}|[1-9][0-9]{{0,2}}(?:,[0-9]{{3}})+|[1-9][0-9]{{0,2}}(?: [0-9]{{3}})+)(?:\.[0-9]+)?")
_POWER = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]{1,3}")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YES = {"co", "x", "yes", "y", "true", "dung", "1", "v", "da co"}
_NO = {"khong", "no", "n", "false", "sai", "0"}
_STATUS_WORDS = {
    "not_started": ("chưa thực hiện", "chưa triển khai", "chưa bắt đầu", "not started", "not_started"),
    "under_way": ("đang thực hiện", "đang triển khai", "đang xử lý", "under way", "in progress", "under_way"),
    "evidence_needed": (
        "cần bổ sung minh chứng", "bổ sung minh chứng", "thiếu minh chứng", "chờ bổ sung minh chứng",
        "evidence needed", "needs evidence", "evidence_needed",
    ),
    "done": ("hoàn thành", "đã hoàn thành", "đã thực hiện", "xong", "done", "completed"),
}  # fmt: skip
_STATUS = {folded(word): status for status, words in _STATUS_WORDS.items() for word in words}


class NotUnderstood(ValueError):
    """A cell that cannot be read: `code` names the text `intake.problem.<code>`, `details` fills it."""

    def __init__(self, code: str, /, **details: object) -> None:
        self.code, self.details = code, tuple(details.items())
        super().__init__(code)

    def problem(self, sheet: str, cell: Cell, severity: str = "stop") -> Problem:
        """It as a row of the list of problems."""
        return Problem(sheet, cell.place, shown(cell), self.code, self.details, severity)


class Place(NamedTuple):
    """A rank as written, with how many were ranked where that is said."""

    rank: int
    of: int | None = None


def shown(cell: Cell) -> str:
    """The cell as people see it, for the list of problems; numbers as Excel shows them in Vietnam.

    >>> shown(Cell(1, 1, 0.125, percent=True)), shown(Cell(1, 1, 1.7)), shown(Cell(1, 1, 2, "=1+1"))
    ('12,5%', '1,7', '=1+1')
    """
    value = cell.value
    if cell.formula:
        return cell.formula
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return (f"{value * 100:.10g}%" if cell.percent else f"{value:.15g}").replace(".", ",")
    return "" if value is None else str(value)


def blank(cell: Cell) -> bool:
    """Whether a cell says that there is nothing: empty, "-", "N/A", "chưa có" …

    >>> [blank(Cell(1, 1, said)) for said in ("–", "N/A", "chưa có", None, 0, "0")]
    [True, True, True, True, False, False]
    """
    if cell.value is None:
        return not cell.formula
    if not isinstance(cell.value, str):
        return False
    said = cell.value.strip().lower()
    return said in _MISSING_SIGNS or (not said.startswith("#") and folded(said) in _MISSING_WORDS)


def text(cell: Cell) -> str | None:
    """The text of a cell, on one line or more; None where there is none.

    >>> text(Cell(1, 1, " Sở Nội vụ ")), text(Cell(1, 1, "–"))
    ('Sở Nội vụ', None)
    """
    _refuse_errors(cell)
    said = shown(Cell(cell.row, cell.column, cell.value, percent=cell.percent)).strip()
    if has_markup(said):
        raise NotUnderstood("markup")
    return None if blank(cell) else said


def has_markup(text: str) -> bool:
    """Whether a text would be shown as something else than what it says: a picture, a link, a tag of a web page.

    >>> [has_markup(text) for text in ("![x](http://a/b.png)", "<img src=x>", "Tỷ lệ < 50 % [1] (2022)")]
    [True, True, False]
    """
    return bool(_MARKUP.search(text))


def code(cell: Cell) -> str | None:
    """A code such as "1.1"; a number is taken as it shows, a final point dropped.

    >>> code(Cell(1, 1, 1.1)), code(Cell(1, 1, "2.3.")), code(Cell(1, 1, 4))
    ('1.1', '2.3', '4')
    """
    _refuse_errors(cell)
    if isinstance(cell.value, dt.date):
        raise NotUnderstood("date_for_code")
    if blank(cell):
        return None
    return "".join(str(cell.value).split()).rstrip(".") or None


def readings(said: str) -> dict[Notation, float]:
    """What a written number can mean in each notation; empty where it is none.

    >>> readings("1.234,56"), readings("0,5032"), readings("1.234"), readings("1,2,3")
    ({'comma': 1234.56}, {'comma': 0.5032}, {'comma': 1234.0, 'point': 1.234}, {})
    """
    said = _BLANKS.sub(" ", said).strip()
    sign = -1 if said[:1] in ("-", "−", "–") else 1
    said = said[1:].strip() if said[:1] in ("-", "−", "–", "+") else said
    found: dict[Notation, float] = {}
    if _POWER.fullmatch(said):
        number = float(said.replace(",", "."))
        return {"comma": sign * number, "point": sign * number} if math.isfinite(number) else {}
    if _COMMA.fullmatch(said):
        found["comma"] = sign * float(said.replace(".", "").replace(" ", "").replace(",", "."))
    if _POINT.fullmatch(said):
        found["point"] = sign * float(said.replace(",", "").replace(" ", ""))
    return {notation: value for notation, value in found.items() if math.isfinite(value)}


def notation(cells: Iterable[Cell]) -> Notation | None:
    """How a sheet writes its numbers, from those that can be read in one way only; None where they disagree or say
    nothing.

    >>> notation([Cell(1, 1, "1.234"), Cell(2, 1, "45,5")])
    'comma'
    """
    seen: set[Notation] = set()
    for cell in cells:
        if isinstance(cell.value, str) and not cell.formula and re.search("[0-9][.,][0-9]", cell.value):
            found = readings(_bare(cell.value)[0])
            if len(found) == 1:
                seen |= set(found)
    return seen.pop() if len(seen) == 1 else None


def _bare(said: str) -> tuple[str, bool]:
    """A written number without its unit or percent sign, and whether it had one."""
    said = _UNIT.sub("", said.strip())
    return (said[:-1].strip(), True) if said.endswith("%") else (said, False)


def number(cell: Cell, notation: Notation | None = None) -> float | None:
    """A number; None where the cell says there is none. A percent sign divides by 100.

    `notation` settles what can be read in two ways ("1.234"); without it such a number is refused.

    >>> [number(Cell(1, 1, said)) for said in ("0,5032", "1,234.56", "−1", "12 %", "–", 45)]
    [0.5032, 1234.56, -1.0, 0.12, None, 45.0]
    """
    _refuse_errors(cell)
    value = cell.value
    if isinstance(value, bool):
        raise NotUnderstood("not_a_number")
    if isinstance(value, dt.date):
        raise NotUnderstood("date_for_number")
    if isinstance(value, (int, float)):
        return float(value)
    if value is None or blank(cell):
        return None
    said, percent = _bare(value)
    unsigned = said.lstrip("+-−– ")
    if unsigned.lower() in _NOT_FINITE or (_POWER.fullmatch(unsigned) and not readings(said)):
        raise NotUnderstood("not_finite")
    found = readings(said)
    different = set(found.values())
    if not found:
        raise NotUnderstood("not_a_number")
    if len(different) > 1 and notation is None:
        raise NotUnderstood("ambiguous_number", one=found["comma"], other=found["point"])
    read = found[notation] if notation in found else next(iter(found.values()))
    return float(Decimal(repr(read)) / 100) if percent else read


def has_percent(cell: Cell) -> bool:
    """Whether a number is written with a percent sign.

    >>> has_percent(Cell(1, 1, 0.12, percent=True)), has_percent(Cell(1, 1, "12 %")), has_percent(Cell(1, 1, "12"))
    (True, True, False)
    """
    return cell.percent or (isinstance(cell.value, str) and cell.value.strip().endswith("%"))


def whole(cell: Cell, notation: Notation | None = None) -> int | None:
    """A whole number.

    >>> whole(Cell(1, 1, "2022")), whole(Cell(1, 1, 63.0))
    (2022, 63)
    """
    value = number(cell, notation)
    if value is None:
        return None
    if not value.is_integer():
        raise NotUnderstood("not_whole")
    return int(value)


def place(cell: Cell) -> Place | None:
    """A rank, "53" or "53/63".

    >>> place(Cell(1, 1, "53/63")), place(Cell(1, 1, 17)), place(Cell(1, 1, "N/A"))
    (Place(rank=53, of=63), Place(rank=17, of=None), None)
    """
    _refuse_errors(cell)
    if isinstance(cell.value, dt.date):
        raise NotUnderstood("date_for_rank")
    if blank(cell):
        return None
    written = re.fullmatch(r"(?:(?:thu|hang|hạng|thứ)\s+)?([0-9]{1,6})\s*(?:/|trên|tren|of)\s*([0-9]{1,6})",
                           shown(cell).strip().lower())  # fmt: skip
    if written:
        rank, of = int(written[1]), int(written[2])
        if not 1 <= rank <= of:
            raise NotUnderstood("rank_above_count", rank=rank, of=of)
        return Place(rank, of)
    bare = re.sub(r"^(?:thứ|hạng)\s+", "", cell.value.strip().lower()) if isinstance(cell.value, str) else cell.value
    try:
        rank_only = whole(Cell(cell.row, cell.column, bare, percent=cell.percent))
    except NotUnderstood as refused:
        raise NotUnderstood("not_a_rank") from refused
    if rank_only is None or rank_only < 1 or has_percent(cell):
        raise NotUnderstood("not_a_rank")
    return Place(rank_only)


def quarter(cell: Cell) -> str | None:
    """A quarter as "2026-Q3".

    >>> [quarter(Cell(1, 1, said)) for said in ("Quý III/2026", "Q3/2026", "2026-Q3", "quý 3 năm 2026", "–")]
    ['2026-Q3', '2026-Q3', '2026-Q3', '2026-Q3', None]
    """
    _refuse_errors(cell)
    if blank(cell):
        return None
    said = folded(shown(cell))
    forms = (r"(?:quy|q)\s*(?P<part>iv|i{1,3}|[1-4])\s*(?:nam\s*)?(?P<year>20[0-9]{2})",
             r"(?P<part>iv|i{1,3})\s+(?:nam\s*)?(?P<year>20[0-9]{2})",
             r"(?P<year>20[0-9]{2})\s*(?:quy|q)\s*(?P<part>iv|i{1,3}|[1-4])")  # fmt: skip
    found = next((match for form in forms if (match := re.fullmatch(form, said))), None)
    if not found:
        raise NotUnderstood("not_a_quarter")
    return f"{found['year']}-Q{_ROMAN.get(found['part'], 0) or int(found['part'])}"


def date(cell: Cell) -> dt.date | None:
    """A day: a date of Excel, dd/mm/yyyy, or ISO.

    >>> [date(Cell(1, 1, said)) for said in ("05/07/2026", "2026-07-05", "ngày 5 tháng 7 năm 2026", "")]
    [datetime.date(2026, 7, 5), datetime.date(2026, 7, 5), datetime.date(2026, 7, 5), None]
    """
    _refuse_errors(cell)
    value = cell.value
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return _in_reach(value)
    if blank(cell):
        return None
    if not isinstance(value, str):
        raise NotUnderstood("number_for_date")
    said = value.strip()
    if found := re.fullmatch(r"([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,2})\s*[/.\-]\s*([0-9]{4})", said):
        day, month, year = found[1], found[2], found[3]
    elif found := re.fullmatch(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[T ]00:00(?::00)?)?", said):
        year, month, day = found[1], found[2], found[3]
    elif found := re.fullmatch(r"(?:ngay )?([0-9]{1,2}) thang ([0-9]{1,2}) nam ([0-9]{4})", folded(said)):
        day, month, year = found[1], found[2], found[3]
    else:
        raise NotUnderstood("not_a_date")
    try:
        return _in_reach(dt.date(int(year), int(month), int(day)))
    except ValueError as error:
        raise NotUnderstood("not_a_date") from error


def _in_reach(day: dt.date) -> dt.date:
    if not 1990 <= day.year <= 2100:
        raise NotUnderstood("not_a_date")
    return day


def yes(cell: Cell) -> bool | None:
    """ "Có" or "không", "x", or a true or false of Excel.

    >>> [yes(Cell(1, 1, said)) for said in ("Có", "x", "Không", True, "–")]
    [True, True, False, True, None]
    """
    _refuse_errors(cell)
    if isinstance(cell.value, bool):
        return cell.value
    if blank(cell):
        return None
    said = shown(cell).strip()
    if said in ("✓", "✔", "☑") or folded(said) in _YES:
        return True
    if said in ("✗", "☐") or folded(said) in _NO:
        return False
    raise NotUnderstood("not_yes_or_no")


def status(cell: Cell) -> str | None:
    """A status of `STATUSES`, in Vietnamese with or without accents or in English.

    >>> status(Cell(1, 1, "Đang thực hiện")), status(Cell(1, 1, "can bo sung minh chung"))
    ('under_way', 'evidence_needed')
    """
    _refuse_errors(cell)
    if blank(cell):
        return None
    found = _STATUS.get(folded(shown(cell)))
    if found is None:
        raise NotUnderstood("unknown_status", known=", ".join(words[0] for words in _STATUS_WORDS.values()))
    return found


def _refuse_errors(cell: Cell) -> None:
    """Errors of Excel, and formulas that nobody has calculated."""
    if isinstance(cell.value, str) and re.fullmatch(r"#(?:N/A|[A-Z0-9/]+[!?])", cell.value.strip()):
        raise NotUnderstood("excel_error")
    if cell.formula and (cell.value is None or cell.value == cell.formula):
        raise NotUnderstood("formula_without_value")
