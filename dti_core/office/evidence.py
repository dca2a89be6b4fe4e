"""Evidence as offices write it ("số văn bản – ngày: mô tả"), links that may be shown, quarters as text."""

import datetime as dt
import re
from dataclasses import dataclass

from dti_core.errors import DtiError
from dti_core.i18n import Translator

_ROMAN = ("I", "II", "III", "IV")
_ONE = re.compile(
    r"(?P<number>.+?)\s*[–—-]\s*(?:ngày\s+)?(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})\s*:\s*(?P<what>.+)",
    re.S | re.I,
)
_NEXT = re.compile(r"\n+|;\s*(?=[^;\n]*\d[^;\n]*[–—-]\s*(?:ngày\s+)?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\s*:)", re.I)
_SO = re.compile(r"^số\s*:?\s*", re.I)
# Nothing that a page or a file could take for markup, nothing hidden, no name and password before the host.
_LINK = re.compile(
    r"https?://[^\s<>\"'`\\|(){}\[\]@/?#\x00-\x20\x7f]+(?:[/?#][^\s<>\"'`\\|{}\[\]\x00-\x20\x7f]*)?", re.I
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One document: its number, its day and what it says. problem: "" or what is wrong with the way it is written,
    "shape" (not "number – day: text"), "number" (no digit in the number), "day" (no such day)."""

    number: str
    on: dt.date | None
    what: str
    problem: str = ""

    def late_for(self, day: dt.date) -> bool:
        """Whether it bears a day that is still to come."""
        return self.on is not None and self.on > day


def parse(text: str | None) -> tuple[Evidence, ...]:
    """Every document that a cell names, one a line or after a semicolon; () where nothing is written.

    >>> parse("Số 1588/QĐ-UBND – 12/12/2023: Kế hoạch chuyển đổi số")
    (Evidence(number='1588/QĐ-UBND', on=datetime.date(2023, 12, 12), what='Kế hoạch chuyển đổi số', problem=''),)
    >>> [one.problem for one in parse("đã làm; QĐ – 31/02/2024: a\\nsố hai – 01/02/2024: b")]
    ['shape', 'day', 'number']
    """
    parts = (part.strip() for part in _NEXT.split(text or ""))
    return tuple(one for part in parts if part for one in _documents(part))


def _documents(part: str) -> list[Evidence]:
    """A line; what stands before a semicolon and names no document is one of its own."""
    found = _ONE.fullmatch(part)
    if not found:
        return [Evidence("", None, part, "shape")]
    before, _, number = found["number"].rpartition(";")
    first = _documents(before.strip()) if before.strip() else []
    number, what = _SO.sub("", number.strip()), " ".join(found["what"].split())
    try:
        on = dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return [*first, Evidence(number, None, what, "day")]
    return [*first, Evidence(number, on, what, "" if re.search(r"\d", number) else "number")]


def safe_link(text: str | None) -> str | None:
    """The link where it may be followed: http or https to a host, without markup, spaces or a password; else None.

    >>> safe_link(" https://laichau.gov.vn/vb?id=1 "), safe_link("javascript:alert(1)"), safe_link("")
    ('https://laichau.gov.vn/vb?id=1', None, None)
    """
    link = (text or "").strip()
    return link if _LINK.fullmatch(link) else None


def quarter_of(day: dt.date) -> str:
    """The quarter that a day lies in.

    >>> quarter_of(dt.date(2026, 11, 29))
    '2026-Q4'
    """
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_name(quarter: str, t: Translator) -> str:
    """A quarter in words.

    >>> quarter_name("2026-Q4", Translator("vi")), quarter_name("2026-Q4", Translator("en"))
    ('Quý IV/2026', 'Q4 2026')
    """
    year, number = quarter.split("-Q")
    return t("progress.quarter_name", number=_ROMAN[int(number) - 1] if t.lang == "vi" else number, year=year)


def shifted(quarter: str, by: int) -> str:
    """So many quarters later.

    >>> shifted("2026-Q4", 1), shifted("2026-Q1", -5)
    ('2027-Q1', '2024-Q4')
    """
    year, number = quarter.split("-Q")
    place = int(year) * 4 + int(number) - 1 + by
    return f"{place // 4}-Q{place % 4 + 1}"


def between(first: str, last: str) -> tuple[str, ...]:
    """Every quarter from the first to the last.

    >>> between("2025-Q4", "2026-Q2")
    ('2025-Q4', '2026-Q1', '2026-Q2')
    """
    found = [first]
    while found[-1] < last:
        found.append(shifted(found[-1], 1))
    return tuple(found)


def parse_day(text: str) -> dt.date | None:
    """A day as typed, 31/12/2026 (also 31-12-2026, 31.12.2026, 2026-12-31); None where nothing is written.

    >>> parse_day(" 1/2/2026 "), parse_day("2026-12-31"), parse_day("")
    (datetime.date(2026, 2, 1), datetime.date(2026, 12, 31), None)
    """
    plain = text.strip()
    if not plain:
        return None
    found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", plain)
    try:
        return dt.date(int(found[3]), int(found[2]), int(found[1])) if found else dt.date.fromisoformat(plain)
    except ValueError as error:
        raise DtiError("bad_day", day=text) from error
