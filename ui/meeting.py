"""State of the page Họp quý: the meeting that is open, what it is set to, its slides now or as they were frozen."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any

import streamlit as st

from dti_core import assumed
from dti_core.errors import DtiError
from dti_core.i18n import LANGUAGES, Translator
from dti_core.meeting import frozen
from dti_core.meeting.builder import MAKERS, build, numbers, shown, usual
from dti_core.meeting.frozen import Change, changes
from dti_core.meeting.materials import Known, Materials, asking
from dti_core.meeting.settings import Settings, parse
from dti_core.meeting.slide import Deck, Slide
from dti_core.office import evidence, meetings
from dti_core.office.meetings import Meeting
from dti_core.scores import ScoreTable
from dti_core.store import Store
from ui import assume, url
from ui.session import ENTITY, PICKED, ROUND, Workspace

MEETING, ON, PAGE, SECTION = "meeting_id", "meeting_wall_on", "meeting_page", "meeting_section"
_SETTINGS, _FOR, SAID, BAD = "meeting_settings", "meeting_for", "meeting_said", "meeting_bad"
SECTIONS = ("slides", "papers", "kept", "conclusions")


@dataclass(frozen=True, eq=False)
class Opened:
    """settings: of what is shown. kept: as it was saved, None for one that is not. materials: as of now."""

    settings: Settings
    kept: Meeting | None
    materials: Materials
    t: Translator
    frozen: Deck | None = None

    @property
    def is_frozen(self) -> bool:
        return self.frozen is not None

    @property
    def depends_on(self) -> tuple[str, str]:
        """What decides how its slides look, beside the data, the round, the entity and the language."""
        return self.settings.text(), self.kept.meeting_id if self.kept is not None and self.is_frozen else ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Slides that can be made, in the order set."""
        return tuple(choice.key for choice in self.settings.slides if choice.key in MAKERS)

    @cached_property
    def deck(self) -> Deck:
        """Every slide; the page of one slide does without."""
        return self.frozen or build(self.materials, self.settings, self.t)

    @cached_property
    def numbers(self) -> Mapping[str, range]:
        """Key -> numbers of its slides."""
        if self.frozen is None:
            return numbers(self.materials, self.settings, self.t)
        places: dict[str, list[int]] = {}
        for place, slide in enumerate(self.frozen.slides, start=1):
            places.setdefault(slide.key.partition(".")[0], []).append(place)
        return {key: range(found[0], found[-1] + 1) for key, found in places.items()}

    @property
    def count(self) -> int:
        return sum(map(len, self.numbers.values()))

    def slide(self, key: str) -> Slide | None:
        """The first slide of a kind; None where it is hidden."""
        if self.frozen is None:
            return next(iter(shown(self.materials, self.settings.choice(key), self.t)), None)
        return next((slide for slide in self.frozen.slides if slide.key == key), None)

    def since(self) -> tuple[Change, ...]:
        """What reads otherwise today than when it was frozen."""
        if self.frozen is None:
            return ()
        return changes(self.frozen, build(self.materials, self.settings, self.t), self.t)


def opened(ws: Workspace) -> Opened:
    """The meeting in the address, or a new one; another entity or round is another meeting."""
    state, here = st.session_state, {one.meeting_id: one for one in meetings.meetings(ws.store)}
    chosen = url.one_of(ws.t, "hop", key=MEETING, allowed=("", *here), default="")
    kept = here.get(chosen)
    if kept is not None and (kept.round_id, kept.entity) != (ws.round_id, ws.entity):
        kept, state[MEETING] = None, ""
    shown = (ws.round_id, ws.entity, kept.meeting_id if kept else "")
    if state.get(_FOR) != shown or _SETTINGS not in state:
        state[_FOR] = shown
        state[_SETTINGS] = parse(kept.settings) if kept else usual(ws.table, date.today().isoformat())
    settings: Settings = parse(kept.settings) if kept is not None and kept.frozen else state[_SETTINGS]
    then = ws.offer.kept(frozen.read, kept.frozen, ws.t.lang) if kept is not None and kept.frozen else None
    return Opened(settings, kept, gathered(ws, settings), ws.t, then)


def gathered(ws: Workspace, settings: Settings) -> Materials:
    """What the slides are made from; kept for what is asked of the figures."""
    kept = ws.offer.kept
    known = kept(_known, ws.store, ws.table, ws.entity, ws.history)
    asked = Settings(held_on=settings.held_on, rank=settings.rank, peers=settings.peers,
                     confidence=settings.confidence, gains=settings.gains)  # fmt: skip
    try:
        made: Materials = kept(asking, known, asked, ws.record)
    except DtiError as error:  # a scenario or an assumption that these figures no longer allow: say so, leave it out
        st.warning(ws.t("meeting.refused", reason=error.text(ws.t)), icon=":material/error:")
        made = kept(asking, known, Settings(held_on=settings.held_on), ws.record)
    return made


def _known(store: Store, table: ScoreTable, entity: str, history: tuple[ScoreTable, ...]) -> Known:
    return Known(store, table, entity, history, assume.comparable_in(history), assume.fitted_on(history))


def on_wall(ws: Workspace) -> bool:
    """Whether the wall is on; the slide that the browser turned to stays in the address."""
    on = url.one_of(ws.t, "trinh-chieu", key=ON, allowed=("0", "1"), default="0") == "1"
    if on and st.query_params.get("trinh-chieu") == "1":
        st.session_state[PAGE] = _page(st.query_params.get("trang", "0"))
    url.choice(ws.t, "trang", key=PAGE, parse=_page, default=0)
    if not on:
        st.session_state[PAGE] = 0
    return on


def _page(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def start() -> None:
    st.session_state[ON] = "1"


def change(settings: Callable[[Settings], Settings]) -> None:
    """Change what the open meeting is set to; what cannot be is said and left."""
    state = st.session_state
    try:
        state[_SETTINGS] = settings(state[_SETTINGS])
    except DtiError as error:
        state[BAD] = error


def typed(key: str, name: str, widget: str) -> None:
    """Take over what was typed for a slide."""
    change(lambda old: old.changed(key, **{name: st.session_state[widget].strip()}))


def set_field(name: str, widget: str) -> None:
    """Take over a field of the meeting itself."""
    entry = st.session_state[widget]
    changed: dict[str, Any] = {name: entry.strip() if isinstance(entry, str) else entry}
    change(lambda old: replace(old, **changed))


def set_day(widget: str) -> None:
    """Take over the day of the meeting as typed; one that is none is said, and the day stays as it was."""
    try:
        day = evidence.parse_day(st.session_state[widget])
    except DtiError as error:
        st.session_state[BAD] = error
    else:
        change(lambda old: replace(old, held_on=day.isoformat() if day else ""))


def peers_on_offer(ws: Workspace) -> dict[str, str]:
    """Assumptions about the others, as a link writes them, with their names."""
    names = {name: ws.t(f"assumed.{name}") for name in assumed.fitted(ws.history)}
    return {"": ws.t("meeting.peers_auto"), "dung-yen": ws.t("simulate.still"), **names}


def save(ws: Workspace) -> None:
    """Keep the meeting under its title."""
    state, settings = st.session_state, st.session_state[_SETTINGS]
    kept_id = state[MEETING] or uuid.uuid4().hex[:12]
    title = settings.title or ws.t("meeting.deck_title")
    _does(ws, partial(meetings.save, ws.store, Meeting(
        kept_id, title, settings.day or date.today(), ws.round_id, ws.entity, settings.text(),
        datetime.now().replace(microsecond=0), settings.author,
    )), ws.t("meeting.saved"))  # fmt: skip
    if BAD not in state:
        state[MEETING], state[_FOR] = kept_id, (ws.round_id, ws.entity, kept_id)


def freeze(ws: Workspace) -> None:
    """Save, then keep the slides of both languages as they are now."""
    save(ws)
    state = st.session_state
    if BAD in state:
        return
    settings: Settings = state[_SETTINGS]
    decks = {lang: build(gathered(ws, settings), settings, Translator(lang)) for lang in LANGUAGES}
    _does(ws, partial(meetings.freeze, ws.store, state[MEETING], frozen.text(decks)), ws.t("meeting.frozen_now"))


def open_kept(meeting: Meeting) -> None:
    """Show a meeting that was kept, with its round and entity."""
    state = st.session_state
    state[MEETING], state[ROUND], state[ENTITY], state[PICKED] = (
        meeting.meeting_id, meeting.round_id, meeting.entity, meeting.entity,
    )  # fmt: skip
    state[SECTION] = "slides"


def anew(ws: Workspace) -> None:
    """A new meeting set as the open one, its figures following the data."""
    state, kept = st.session_state, meetings.find(ws.store, st.session_state[MEETING])
    state[MEETING], state[_FOR] = "", (ws.round_id, ws.entity, "")
    state[_SETTINGS] = replace(parse(kept.settings), held_on=date.today().isoformat())


def delete(ws: Workspace, meeting_id: str) -> None:
    _does(ws, partial(meetings.delete, ws.store, meeting_id), ws.t("meeting.deleted"))


def _does(ws: Workspace, work: Callable[[], object], said: str) -> None:
    """Do it; say that it is done, or why it is not."""
    try:
        work()
    except DtiError as error:
        st.session_state[BAD] = error
    else:
        st.session_state[SAID] = said


def say(ws: Workspace) -> None:
    """What came of the last press of a button."""
    state = st.session_state
    if (error := state.pop(BAD, None)) is not None:
        st.error(error.text(ws.t), icon=":material/error:")
    if said := state.pop(SAID, ""):
        st.success(said, icon=":material/check:")
