"""Where the figures come from: one line under a slide, and the slide of documents."""

import datetime as dt
import math
from collections.abc import Sequence

import pandas as pd

from dti_core.i18n import Translator
from dti_core.meeting.materials import Materials
from dti_core.meeting.slide import Slide, SlideTable

_NAMED, _ROOM = 2, 60  # documents in a source line before "and … more", as many as its characters hold
_SHORT = (("Bộ Thông tin và Truyền thông", "Bộ TT&TT"), ("Ủy ban nhân dân", "UBND"))  # as offices write them
_TITLE = 110  # characters of a title that a slide has room for


def source_line(rows: pd.DataFrame, t: Translator) -> str:
    """The documents behind a slide in one line, shortest names that tell them apart.

    >>> rows = pd.DataFrame({"source_id": ["a", "a"], "publisher": "Bộ TT&TT (cũ)", "number": "922/QĐ-BTTTT",
    ...                      "issued_on": None, "title": "Quyết định"})
    >>> source_line(rows, Translator("vi"))
    'Nguồn: Bộ TT&TT, 922/QĐ-BTTTT'
    """
    names = [_short(row) for row in rows.drop_duplicates("source_id").to_dict("records")]
    names = list(dict.fromkeys(names))
    if not names:
        return t("meeting.source_none")
    lines = []
    for count in range(min(_NAMED, len(names)), 0, -1):
        text, more = "; ".join(names[:count]), len(names) - count
        lines.append(t("meeting.source_more" if more else "meeting.source", names=text, count=more))
    return next((line for line in lines if len(line) <= _ROOM), lines[-1])


def of_codes(rows: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """The rows about these indicators; all of them where none is."""
    found = rows[rows["code"].isin(codes)]
    return found if len(found) else rows


def make(m: Materials, t: Translator) -> Slide:
    """Every document behind the meeting's figures, once."""
    rows, cells = m.documents.drop_duplicates("source_id"), []
    for row in rows.to_dict("records"):
        about = [_text(row["number"]), _when(row["issued_on"], t)]
        title = _text(row["title"]) or _text(row["publisher"])
        cells.append((_cut(title), _text(row["publisher"]).partition(" (")[0], ", ".join(filter(None, about)) or "–"))
    headers = tuple(t(f"meeting.sources.{name}") for name in ("document", "publisher", "number"))
    table = SlideTable(headers, tuple(cells), (False, False, False), tuple(cells)) if cells else None
    message = t("meeting.sources.message", name=m.name(t.lang)) if cells else t("meeting.sources.none")
    return Slide("sources", "sources", t("meeting.sources.title"), message, table=table,
                 source=source_line(m.documents, t))  # fmt: skip


def _short(row: dict[str, object]) -> str:
    who = _text(row["publisher"]).partition(" (")[0] or _text(row["title"])
    for long, short in _SHORT:
        who = who.replace(long, short)
    tail = _text(row["number"]) or _text(row["issued_on"])[:4]
    return f"{who}, {tail}" if tail else who


def _when(issued: object, t: Translator) -> str:
    text = _text(issued)
    return t.date(dt.date.fromisoformat(text)) if len(text) == 10 else "/".join(reversed(text.split("-")))


def _text(value: object) -> str:
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)


def _cut(text: str) -> str:
    return text if len(text) <= _TITLE else text[: _TITLE - 1].rsplit(" ", 1)[0] + "…"
