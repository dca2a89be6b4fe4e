"""A meeting as it was: its slides as text that opens years later, and what has changed since."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from dti_core.errors import DtiError
from dti_core.i18n import Translator
from dti_core.meeting.slide import Deck, Figure, Series, Slide, SlideChart, SlideTable, Tile

VERSION = 1


def text(decks: dict[str, Deck]) -> str:
    """Slides by language as JSON; `read` is its inverse.

    >>> deck = Deck("Họp", "Lai Châu", "", "vi", (Slide("gap", "gap", "Điểm", "Còn thiếu"),))
    >>> read(text({"vi": deck}), "vi") == deck
    True
    """
    return json.dumps({"version": VERSION, "decks": {lang: asdict(deck) for lang, deck in decks.items()}},
                      ensure_ascii=False, allow_nan=False)  # fmt: skip


def read(kept: str, lang: str) -> Deck:
    """The slides of a frozen meeting in a language; DtiError where the text is none, or of a later version."""
    try:
        found = json.loads(kept)
        version, decks = found["version"], found["decks"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise DtiError("meeting_damaged") from error
    if version != VERSION:
        raise DtiError("meeting_newer", version=version, known=VERSION)
    if lang not in decks:
        raise DtiError("meeting_damaged")
    try:
        return _deck(decks[lang])
    except (KeyError, TypeError) as error:
        raise DtiError("meeting_damaged") from error


def _deck(entry: dict[str, Any]) -> Deck:
    return Deck(**entry | {"slides": tuple(_slide(slide) for slide in entry["slides"])})


def _slide(entry: dict[str, Any]) -> Slide:
    parts: dict[str, Any] = {"bullets": tuple(entry["bullets"])}
    parts["figures"] = tuple(Figure(**figure) for figure in entry["figures"])
    if entry["chart"] is not None:
        chart = entry["chart"]
        series = tuple(Series(**{name: _tuple(value) for name, value in one.items()}) for one in chart["series"])
        tiles = tuple(Tile(**tile) for tile in chart["tiles"])
        plain = {name: _tuple(value) for name, value in chart.items()}
        parts["chart"] = SlideChart(**plain | {"series": series, "tiles": tiles})
    if entry["table"] is not None:
        parts["table"] = SlideTable(**{name: _rows(value) for name, value in entry["table"].items()})
    return Slide(**entry | parts)


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _rows(value: Any) -> Any:
    return tuple(_tuple(row) for row in value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of a slide that reads otherwise now. before, now: as written then and today, "–" where it is none."""

    slide: str
    title: str
    label: str
    before: str
    now: str


def changes(then: Deck, today: Deck, t: Translator) -> tuple[Change, ...]:
    """What reads otherwise today, slide by slide in the order then: figures by label, marks of the chart and rows of
    the table by name. A slide without a counterpart today is left out: it was hidden or is no longer made.

    >>> old = Slide("gap", "gap", "Điểm", "", figures=(Figure("Thiếu", "40,55"),))
    >>> new = Slide("gap", "gap", "Điểm", "", figures=(Figure("Thiếu", "38,00"),))
    >>> [(one.label, one.before, one.now) for one in
    ...  changes(Deck("", "", "", "vi", (old,)), Deck("", "", "", "vi", (new,)), Translator("vi"))]
    [('Thiếu', '40,55', '38,00')]
    """
    kinds = [{slide.key: slide.chart.kind for slide in deck.slides if slide.chart} for deck in (then, today)]
    alike = {key for key, kind in kinds[0].items() if kinds[1].get(key) == kind}
    there = _merged(today, alike)
    found = []
    for key, (title, old) in _merged(then, alike).items():
        if key not in there:
            continue
        new = there[key][1]
        for label in (*old, *(label for label in new if label not in old)):
            before, now = old.get(label, t.number(None)), new.get(label, t.number(None))
            if before != now:
                found.append(Change(key, title, label, before, now))
    return tuple(found)


def _merged(deck: Deck, alike: set[str]) -> dict[str, tuple[str, dict[str, str]]]:
    """Key -> (title, label -> what it reads), what continues a slide together with it.

    alike: slides whose charts can be compared; a chart of another kind has other marks, which did not come or go.
    """
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for slide in deck.slides:
        key = slide.key.partition(".")[0]
        said = found.setdefault(key, (slide.title, {}))[1]
        if slide.key != key and not slide.table:
            continue
        for figure in slide.figures:
            said[figure.label] = " · ".join(filter(None, (figure.value, figure.note)))
        if slide.chart is not None and slide.key in alike and not slide.chart.sparse:
            for series in slide.chart.series:
                for name, label in zip(slide.chart.categories, series.labels, strict=False):
                    said[name] = label
        if slide.table is not None:
            for row in slide.table.rows:
                said[row[0]] = " · ".join(row[1:])
    return found
