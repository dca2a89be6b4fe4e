"""Two languages: texts from locale/<lang>/<group>.toml, numbers and dates as Vietnamese offices write them."""

import datetime as dt
import math
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern, parse_pattern

LANGUAGES = ("vi", "en")
MISSING = "–"
_PERCENT = {"vi": " %", "en": "%"}
_LOCALE = Path(__file__).parent / "locale"


def _flatten(tree: Mapping[str, Any], prefix: str) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, entry in tree.items():
        if isinstance(entry, Mapping):
            flat |= _flatten(entry, f"{prefix}.{key}")
        else:
            flat[f"{prefix}.{key}"] = entry
    return flat


@lru_cache(maxsize=len(LANGUAGES))
def texts(lang: str) -> Mapping[str, str]:
    """All texts of a language, keyed `group.key`; one TOML file a group."""
    flat: dict[str, str] = {}
    for path in sorted((_LOCALE / lang).glob("*.toml")):
        flat |= _flatten(tomllib.loads(path.read_text(encoding="utf-8")), path.stem)
    return MappingProxyType(flat)


@lru_cache(maxsize=20_000)  # a page writes the same hundreds of numbers at every rerun, 0.1 ms each
def _written(lang: str, x: float, decimals: int) -> str:
    exact = Decimal(repr(x)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    exact = exact if exact else abs(exact)  # no "−0"
    return _pattern(decimals).apply(exact, _locale(lang)).replace("-", "−")


@lru_cache(maxsize=20)
def _pattern(decimals: int) -> NumberPattern:
    return parse_pattern("#,##0" + ("." + "0" * decimals if decimals else ""))


@lru_cache(maxsize=len(LANGUAGES))
def _locale(lang: str) -> Locale:
    return Locale.parse(lang)


class _Nouns(string.Formatter):
    """`{count:document|documents}`."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return f"{value} {one if str(value) == '1' else many}"


_NOUNS = _Nouns()


@dataclass(frozen=True, slots=True)
class Translator:
    """Texts and numbers of one language.

    >>> t = Translator("vi")
    >>> t.number(0.5032), t.signed(-19.5, 1), t.rank(53, 63), t.number(float("nan"))
    ('0,5032', '−19,5', '53/63', '–')
    """

    lang: str

    def __post_init__(self) -> None:
        if self.lang not in LANGUAGES:
            raise ValueError(f"Unknown language {self.lang!r}. Known: {', '.join(LANGUAGES)}")

    def __call__(self, key: str, **values: Any) -> str:
        """The text of `key`, its placeholders filled; KeyError when there is no such text (a bug, tested).

        In English `{count:document|documents}` is the number and its noun, which is the first one after 1.

        >>> Translator("en")("widgets.sources_count", count=1), Translator("en")("widgets.sources_count", count=3)
        ('Sources (1 document)', 'Sources (3 documents)')
        """
        text = texts(self.lang)[key]
        return _NOUNS.vformat(text, (), values) if "|" in text else text.format(**values)

    def has(self, key: str) -> bool:
        return key in texts(self.lang)

    def number(self, x: float | None, decimals: int = 4) -> str:
        """`x` half-up at `decimals` places, "–" when missing; ranks and counts take `decimals=0`."""
        if x is None or not math.isfinite(x):
            return MISSING
        return _written(self.lang, float(x), decimals)

    def signed(self, x: float | None, decimals: int = 4) -> str:
        """As `number`, with "+" before what is above zero."""
        text = self.number(x, decimals)
        return f"+{text}" if x is not None and x > 0 and text != MISSING and text.strip("0.,") else text

    def percent(self, share: float | None, decimals: int = 0) -> str:
        """A share of 0…1 as a percentage; the sign stands off in Vietnamese, as the texts write it too.

        >>> Translator("vi").percent(0.3068, 1), Translator("en").percent(0.3068, 1)
        ('30,7 %', '30.7%')
        """
        text = self.number(None if share is None else share * 100, decimals)
        return text if text == MISSING else f"{text}{_PERCENT[self.lang]}"

    def rank(self, rank: float | None, of: float | None = None) -> str:
        """A rank with the number of entities ranked: "53/63"."""
        text = self.number(rank, 0)
        return text if of is None or text == MISSING or not math.isfinite(of) else f"{text}/{self.number(of, 0)}"

    def span(self, low: float, high: float, decimals: int = 0) -> str:
        """Both ends of an interval, or one number when they agree at this precision: "21–26"."""
        ends = (self.number(low, decimals), self.number(high, decimals))
        return ends[0] if ends[0] == ends[1] else "–".join(ends)

    def arrow(self, rank_change: float | None) -> str:
        """Direction and size of a change of rank; up is better, so fewer.

        >>> Translator("vi").arrow(-8), Translator("vi").arrow(5), Translator("vi").arrow(0)
        ('▲8', '▼5', '＝')
        """
        if rank_change is None or not math.isfinite(rank_change):
            return MISSING
        if rank_change == 0:
            return "＝"
        size = self.number(abs(rank_change), 0 if float(rank_change).is_integer() else 1)
        return f"{'▲' if rank_change < 0 else '▼'}{size}"

    def date(self, day: dt.date | None) -> str:
        """A date as written in the language: 12/07/2023 or 12 Jul 2023."""
        if day is None or day != day:  # NaT is not equal to itself
            return MISSING
        return format_date(day, format="dd/MM/yyyy" if self.lang == "vi" else "d MMM yyyy", locale=_locale(self.lang))
