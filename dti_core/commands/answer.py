"""What a command answers: one document for machines, lines for people."""

import datetime as dt
import json
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from dti_core.errors import written
from dti_core.i18n import Translator

DONE, REFUSED, WRONG = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Answer:
    """document: for --json. lines: the same in words. status: DONE, or REFUSED with `refusal` said on stderr."""

    document: Mapping[str, Any]
    lines: Sequence[str] = ()
    status: int = DONE
    refusal: str = ""
    notes: Sequence[str] = field(default=())

    def json(self) -> str:
        """One JSON document; what is missing is null, never NaN."""
        return json.dumps(plain(self.document), ensure_ascii=False, indent=2, allow_nan=False)


def plain(thing: Any) -> Any:
    """What JSON can hold.

    >>> plain({"rank": float("nan"), "overtaken": ("VN-01",), "day": dt.date(2023, 7, 12)})
    {'rank': None, 'overtaken': ['VN-01'], 'day': '2023-07-12'}
    """
    if isinstance(thing, Mapping):
        return {str(key): plain(entry) for key, entry in thing.items()}
    if isinstance(thing, pd.DataFrame):
        return [plain(row) for row in thing.to_dict("records")]
    if isinstance(thing, (list, tuple, set, frozenset)):
        return [plain(entry) for entry in thing]
    if hasattr(thing, "item"):
        thing = thing.item()
    if thing is None or thing is pd.NaT or (isinstance(thing, float) and not math.isfinite(thing)):
        return None
    if isinstance(thing, (dt.date, dt.datetime)):
        return thing.isoformat()
    return thing if isinstance(thing, (str, int, float, bool)) else str(thing)


def table(t: Translator, frame: pd.DataFrame, places: Mapping[str, int] | None = None) -> list[str]:
    """A frame as aligned lines, numbers as the language writes them and to the right.

    >>> table(Translator("vi"), pd.DataFrame({"Hạng": [1, 20], "Đơn vị": ["Đà Nẵng", "Huế"], "Giá trị": [0.64, 0.5]}))
    ['Hạng  Đơn vị   Giá trị', '   1  Đà Nẵng   0,6400', '  20  Huế       0,5000']
    """
    columns = []
    for name in frame.columns:
        number = pd.api.types.is_numeric_dtype(frame[name])
        fixed = (places or {}).get(name, 0 if pd.api.types.is_integer_dtype(frame[name]) else 4)
        written = [t.number(entry, fixed) if number else _text(entry, t) for entry in frame[name]]
        wide = max(map(_width, [str(name), *written]))
        columns.append([_padded(text, wide, number) for text in (str(name), *written)])
    return ["  ".join(row).rstrip() for row in zip(*columns, strict=True)]


def _text(entry: Any, t: Translator) -> str:
    if entry is None or entry != entry or entry == "":
        return "–"
    if isinstance(entry, dt.date):
        return t.date(entry)
    return " ".join(str(written(t, entry)).split())


def _width(text: str) -> int:
    return sum(not unicodedata.combining(letter) for letter in text)


def _padded(text: str, wide: int, right: bool) -> str:
    room = " " * (wide - _width(text))
    return room + text if right else text + room
