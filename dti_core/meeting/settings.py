"""What a meeting is set to: which slides in which order, what was edited by hand, and what is asked of the figures."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, get_args

from dti_core.errors import DtiError, UnknownCode
from dti_core.meeting.slide import Kind

KINDS: tuple[str, ...] = get_args(Kind)  # in the order in which a meeting shows them
MOST = 600  # characters of a title or a message, 6 times as many of notes


@dataclass(frozen=True, slots=True)
class Choice:
    """One slide: hidden, and what was written by hand in place of what is computed ("" = as computed)."""

    key: str
    hidden: bool = False
    title: str = ""
    message: str = ""
    notes: str = ""


def _all() -> tuple[Choice, ...]:
    return tuple(Choice(key) for key in KINDS)


@dataclass(frozen=True, slots=True)
class Settings:
    """slides: every kind once, in order. title, held_on (ISO date) and author: of the meeting; "" = not set.

    rank: the target (None = the one set for the entity, or near). peers: the assumption about the others as a link
    writes it ("" = the model where there is one). confidence: the chance that the plan must have. gains: what a
    scenario raises, as a link writes it ("" = the plan that is worked out); scenario: its name.

    >>> settings = Settings().moved("plan", -1).changed("map", hidden=True)
    >>> [choice.key for choice in settings.slides][2:6], parse(settings.text()) == settings
    (['gap', 'plan', 'target', 'work'], True)
    """

    slides: tuple[Choice, ...] = field(default_factory=_all)
    title: str = ""
    held_on: str = ""
    author: str = ""
    rank: int | None = None
    peers: str = ""
    confidence: float = 0.5
    gains: str = ""
    scenario: str = ""

    def __post_init__(self) -> None:
        keys = [choice.key for choice in self.slides]
        for key in keys:
            if key not in KINDS:
                raise UnknownCode.of("slide", key, KINDS)
        if len(set(keys)) < len(keys):
            raise DtiError("repeated_slide", keys=", ".join(sorted({key for key in keys if keys.count(key) > 1})))
        for choice in self.slides:
            for name, most in (("title", MOST), ("message", MOST), ("notes", 6 * MOST)):
                if len(getattr(choice, name)) > most:
                    raise DtiError("long_slide_text", slide=choice.key, most=most)
        if self.rank is not None and self.rank < 1:
            raise DtiError("bad_meeting", name="rank", value=self.rank)
        if not 0 < self.confidence <= 1:
            raise DtiError("bad_meeting", name="confidence", value=self.confidence)
        if self.held_on:
            _day(self.held_on)
        left = [Choice(key, hidden=True) for key in KINDS if key not in keys]  # kinds that came after it was saved
        object.__setattr__(self, "slides", (*self.slides, *left))

    @property
    def day(self) -> dt.date | None:
        return _day(self.held_on) if self.held_on else None

    def choice(self, key: str) -> Choice:
        """The choice made for a slide; what continues it ("work.2") follows it."""
        return next(choice for choice in self.slides if choice.key == key.partition(".")[0])

    def changed(self, key: str, **changes: Any) -> "Settings":
        """With a slide's choice changed."""
        slides = tuple(replace(choice, **changes) if choice.key == key else choice for choice in self.slides)
        return replace(self, slides=slides)

    def moved(self, key: str, by: int, among: tuple[str, ...] = KINDS) -> "Settings":
        """With a slide moved by so many places of those listed (`among`); at the ends it stays."""
        listed = [choice for choice in self.slides if choice.key in among]
        place = next(number for number, choice in enumerate(listed) if choice.key == key)
        listed.insert(max(0, min(len(listed) - 1, place + by)), listed.pop(place))
        order = iter(listed)
        return replace(self, slides=tuple(next(order) if old.key in among else old for old in self.slides))

    def text(self) -> str:
        """As JSON, to be kept."""
        return json.dumps(asdict(self), ensure_ascii=False)


def parse(text: str) -> Settings:
    """The inverse of `Settings.text`; a DtiError names what cannot be understood.

    >>> parse('{"rank": 45}').rank
    45
    """
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise DtiError("meeting_not_json", place=error.pos) from error
    if not isinstance(found, dict):
        raise DtiError("meeting_not_json", place=0)
    named = _checked(found, Settings)
    if "slides" in named:
        if not all(isinstance(entry, dict) and "key" in entry for entry in named["slides"]):
            raise DtiError("bad_meeting", name="slides", value=str(named["slides"])[:60])
        named["slides"] = tuple(Choice(**_checked(entry, Choice)) for entry in named["slides"])
    return Settings(**named)


_TYPES: Mapping[str, tuple[type, ...]] = {"slides": (list,), "hidden": (bool,), "rank": (int, type(None)),
                                         "confidence": (int, float)}  # fmt: skip


def _checked(found: Mapping[str, Any], kind: type[Settings] | type[Choice]) -> dict[str, Any]:
    """The entries of an object, each known to `kind` and of its type."""
    known = {each.name: _TYPES.get(each.name, (str,)) for each in fields(kind)}
    for name, value in found.items():
        if name not in known:
            raise UnknownCode.of("setting", name, known)
        wanted = known[name]
        if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
            raise DtiError("bad_meeting", name=name, value=str(value)[:60])
    return dict(found)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise DtiError("bad_meeting", name="held_on", value=text) from error
