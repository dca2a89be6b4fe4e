"""What the page Họp quý shows beside the wall: the slides in order, one of them to edit, meetings kept, conclusions."""

import uuid
from collections.abc import Iterator
from datetime import datetime

import pandas as pd
import streamlit as st

from dti_core.deck.layout import whole
from dti_core.deck.sheets import chart_frame, sheets
from dti_core.errors import DtiError
from dti_core.meeting.builder import MAKERS, computed
from dti_core.meeting.settings import MOST
from dti_core.office import evidence, meetings, progress, scenarios
from dti_core.office.meetings import Conclusion
from dti_core.scenario_words import can_start
from ui import meeting, url, wall, widgets
from ui.meeting import BAD, SAID, Opened
from ui.session import Workspace
from ui.text import escaped

_EDIT, _DAY = "meeting_edit", "31/12/2026"
_OVER = "meeting_over"  # the batch of the progress row that a conclusion would replace, once that has been said


def head(ws: Workspace, now: Opened) -> None:
    """Title, day and author of the meeting; start, save, freeze."""
    t, settings = ws.t, now.settings
    with st.container(horizontal=True, vertical_alignment="bottom", key="meeting_head"):
        for name, value, width in (("title", settings.title, 420), ("author", settings.author, 220)):
            key = f"meeting_set_{name}"
            st.session_state[key] = value
            st.text_input(t(f"meeting.{name}"), key=key, max_chars=120, width=width, disabled=now.is_frozen,
                          placeholder=t("meeting.deck_title") if name == "title" else "",
                          on_change=meeting.set_field, args=(name, key))  # fmt: skip
        # a text: Streamlit's calendar speaks the browser's language, not the page's
        st.session_state["meeting_set_held_on"] = f"{settings.day:%d/%m/%Y}" if settings.day else ""
        st.text_input(t("meeting.held_on"), key="meeting_set_held_on", max_chars=10, width=140, placeholder=_DAY,
                      disabled=now.is_frozen, on_change=meeting.set_day, args=("meeting_set_held_on",))  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(t("meeting.start"), key="meeting_start", type="primary", icon=":material/co_present:",
                  on_click=meeting.start)  # fmt: skip
        if now.is_frozen:
            st.button(t("meeting.anew"), key="meeting_anew", icon=":material/file_copy:", on_click=meeting.anew,
                      args=(ws,))  # fmt: skip
        else:
            st.button(t("meeting.save"), key="meeting_save", icon=":material/save:", on_click=meeting.save, args=(ws,))
            st.button(t("meeting.freeze"), key="meeting_freeze", icon=":material/ac_unit:", on_click=meeting.freeze,
                      args=(ws,), help=t("meeting.freeze_help"))  # fmt: skip
    st.caption(t("meeting.keys"))


def slides(ws: Workspace, now: Opened) -> None:
    """The slides in order on the left, the one picked on the right."""
    t = ws.t
    first = {key: places[0] for key, places in now.numbers.items() if places}
    picked = url.one_of(t, "soan", key=_EDIT, allowed=now.keys, default=next(iter(first), now.keys[0]))
    listed, edited = st.columns([5, 7], gap="large")
    with listed, st.container(key="meeting_list", gap="xsmall"):
        for key in now.keys:
            _row(ws, now, key, first.get(key), key == picked)
        if not now.is_frozen:
            asked(ws, now)
    with edited:
        if picked not in first:
            st.info(t("meeting.is_hidden"), icon=":material/visibility_off:")
        else:
            with st.container(key="meeting_preview_box"):
                ws.shown(lambda: _preview(now, picked), *now.depends_on, picked, now.count, first[picked])
        if not now.is_frozen:
            _edit(ws, now, picked)
        elif (slide := now.slide(picked)) is not None and slide.notes:
            st.caption(t("meeting.notes"))
            st.text(slide.notes)


def _preview(now: Opened, key: str) -> None:
    slide = now.slide(key)
    assert slide is not None
    wall.one(slide, "meeting_preview", f"{now.numbers[key][0]}/{now.count}", now.t)


def _row(ws: Workspace, now: Opened, key: str, number: int | None, picked: bool) -> None:
    t, frozen = ws.t, now.is_frozen
    choice = now.settings.choice(key)
    title = choice.title or t(f"meeting.{key}.title")
    with st.container(horizontal=True, vertical_alignment="center", key=f"meeting_row_{key}", gap="xsmall"):
        st.button(f"{number}. {escaped(title)}" if number else escaped(title), key=f"meeting_pick_{key}",
                  type="secondary" if picked else "tertiary", on_click=_pick, args=(key,), width="stretch",
                  icon=":material/visibility_off:" if choice.hidden else None)  # fmt: skip
        if frozen:
            return
        for name, by in (("up", -1), ("down", 1)):
            st.button(t(f"meeting.{name}"), key=f"meeting_{name}_{key}", icon=f":material/arrow_{name}ward:",
                      type="tertiary", on_click=meeting.change,
                      args=(lambda old, by=by: old.moved(key, by, tuple(MAKERS)),))  # fmt: skip
        st.button(t("meeting.reveal" if choice.hidden else "meeting.hide"), key=f"meeting_hide_{key}", type="tertiary",
                  on_click=meeting.change, icon=f":material/visibility{'' if choice.hidden else '_off'}:",
                  args=(lambda old: old.changed(key, hidden=not choice.hidden),))  # fmt: skip


def _pick(key: str) -> None:
    st.session_state[_EDIT] = key


def _edit(ws: Workspace, now: Opened, key: str) -> None:
    """Title, message and notes; what is computed stands in the empty field."""
    t, choice = ws.t, now.settings.choice(key)
    made = computed(now.materials, key, t)
    for name, box in (("title", st.text_input), ("message", st.text_area), ("notes", st.text_area)):
        widget = f"meeting_{name}_of_{key}"
        st.session_state[widget] = getattr(choice, name)
        box(t(f"meeting.edit_{name}"), key=widget, placeholder=getattr(made, name), on_change=meeting.typed,
            max_chars=6 * MOST if name == "notes" else MOST, args=(key, name, widget))  # fmt: skip
    if choice.message:
        st.caption(t("meeting.by_hand", computed=escaped(made.message)))


def asked(ws: Workspace, now: Opened) -> None:
    """What the target and the plan assume, or the scenario shown in the plan's place."""
    t, settings = ws.t, now.settings
    if not can_start(ws.table, ws.entity):
        return
    with st.expander(t("meeting.asked"), icon=":material/flag:", key="meeting_asked"):
        st.session_state["meeting_set_rank"] = now.materials.rank
        st.number_input(t("target.rank"), 1, ws.table.n, step=1, key="meeting_set_rank",
                        on_change=meeting.set_field, args=("rank", "meeting_set_rank"))  # fmt: skip
        offered = meeting.peers_on_offer(ws)
        st.session_state["meeting_set_peers"] = settings.peers if settings.peers in offered else ""
        st.selectbox(t("simulate.peers"), list(offered), format_func=offered.__getitem__, key="meeting_set_peers",
                     on_change=meeting.set_field, args=("peers", "meeting_set_peers"))  # fmt: skip
        st.session_state["meeting_set_confidence"] = settings.confidence
        shares = sorted({0.5, 0.8, 0.9, 0.95, settings.confidence})
        st.segmented_control(t("plan.confidence"), shares, format_func=t.percent, key="meeting_set_confidence",
                             required=True, on_change=meeting.set_field,
                             args=("confidence", "meeting_set_confidence"))  # fmt: skip
        here = [one for one in scenarios.book(ws.store) if (one.round_id, one.entity) == (ws.round_id, ws.entity)]
        kept = {one.gains: one.name for one in here if one.gains}
        if settings.gains:
            kept.setdefault(settings.gains, settings.scenario or settings.gains)
        if kept:
            names = {"": t("meeting.worked_out"), **kept}
            st.session_state["meeting_set_gains"] = settings.gains
            st.selectbox(t("meeting.scenario"), list(names), format_func=names.__getitem__, key="meeting_set_gains",
                         on_change=meeting.set_field, args=("gains", "meeting_set_gains"))  # fmt: skip


def since(ws: Workspace, now: Opened) -> None:
    """Figures then and now of a frozen meeting."""
    t, found = ws.t, now.since()
    if not found:
        st.caption(t("meeting.since_nothing"))
        return
    st.markdown(f"**{t('meeting.since', count=len(found))}**")
    lines = [t("meeting.since_header"), "| :-- | :-- | :-- | :-- |"]
    lines += [f"| {' | '.join(map(escaped, (one.title, one.label, one.before, one.now)))} |" for one in found]
    with st.container(key="meeting_since"):
        st.markdown("\n".join(lines))


def kept(ws: Workspace, now: Opened) -> None:
    """Meetings that were saved, of every entity."""
    t, people = ws.t, ws.offer.people[f"name_{ws.t.lang}"]
    found = meetings.meetings(ws.store)
    if not found:
        st.info(t("meeting.kept_none"), icon=":material/event:")
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center", key=f"meeting_kept_{one.meeting_id}"):
            state = t("meeting.is_frozen") if one.frozen else t("meeting.is_live")
            about = [t.date(one.held_on), escaped(str(people.get(one.entity, one.entity))), one.round_id]
            about += [escaped(one.author)] if one.author else []
            st.markdown(f"**{escaped(one.title)}** · {' · '.join(about)} · {state}", width="stretch")
            st.button(t("meeting.open"), key=f"meeting_open_{one.meeting_id}", icon=":material/folder_open:",
                      type="tertiary", on_click=meeting.open_kept, args=(one,))  # fmt: skip
            if not one.frozen:
                st.button(t("meeting.delete"), key=f"meeting_delete_{one.meeting_id}", icon=":material/delete:",
                          type="tertiary", on_click=meeting.delete, args=(ws, one.meeting_id))  # fmt: skip


def conclusions(ws: Workspace, now: Opened) -> None:
    """What was concluded, and the form for one more; with an index it becomes a progress item."""
    t = ws.t
    if now.kept is None:
        st.info(t("meeting.save_first"), icon=":material/save:")
        return
    names = _indices(ws)
    for one in meetings.conclusions(ws.store, now.kept.meeting_id):
        about = [one.agency, t.date(one.due_on) if one.due_on else "", names.get(one.code, one.code)]
        line = " · ".join(escaped(part) for part in about if part)
        item = t("meeting.is_item", quarter=evidence.quarter_name(one.quarter, t)) if one.code else ""
        st.markdown("  \n".join(filter(None, [f"**{one.position}. {escaped(one.body)}**", line, item])))
    with st.form("meeting_conclude"):
        st.text_area(t("meeting.conclusion"), key="meeting_said_body", max_chars=600)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(t("meeting.agency"), key="meeting_said_agency", max_chars=120, width=300)
            st.text_input(t("meeting.due_on"), key="meeting_said_due", max_chars=10, width=140, placeholder=_DAY)
            named = {"": t("meeting.no_index"), **names}
            st.selectbox(t("meeting.index"), list(named), format_func=named.__getitem__, key="meeting_said_code",
                         width=360)  # fmt: skip
            st.text_input(t("meeting.who"), now.settings.author, key="meeting_said_who", max_chars=80, width=220)
        if st.session_state.get(_OVER):
            st.checkbox(t("meeting.replace"), key="meeting_said_replace")
        st.form_submit_button(t("meeting.conclude"), key="meeting_conclude_go", icon=":material/gavel:",
                              on_click=_conclude, args=(ws, now.kept.meeting_id))  # fmt: skip
    st.page_link("pages/progress.py", label=t("meeting.to_progress"), icon=":material/checklist:")


def _indices(ws: Workspace) -> dict[str, str]:
    rows = progress.indices(ws.store, ws.table.framework.framework_id)
    rows = rows[rows["code"] != ws.table.framework.root]
    names = rows["name_en"].where((rows["name_en"] != "") & (ws.t.lang == "en"), rows["name_vi"])
    return {code: f"{code} {name}" for code, name in zip(rows["code"], names, strict=True)}


def _conclude(ws: Workspace, meeting_id: str) -> None:
    state = st.session_state
    try:
        due = evidence.parse_day(state["meeting_said_due"])
        said = Conclusion(uuid.uuid4().hex[:12], meeting_id, state["meeting_said_body"], state["meeting_said_agency"],
                          due, state["meeting_said_code"])  # fmt: skip
        seen = state.get(_OVER, "") if state.get("meeting_said_replace") else ""
        at = datetime.now().replace(microsecond=0)
        meetings.conclude(ws.store, said, state["meeting_said_who"], at, over=seen)
    except DtiError as error:
        state[BAD] = error  # what was typed stays, to be mended
        state[_OVER] = error.details.get("batch", "") if error.code == "conclusion_replaces" else ""
        state["meeting_said_replace"] = False
    else:
        state[SAID] = ws.t("meeting.concluded")
        state.pop(_OVER, None)
        for field in ("body", "agency", "due"):
            state[f"meeting_said_{field}"] = ""


def figures(ws: Workspace, now: Opened) -> None:
    """What the slides' charts and tables show, slide by slide, in a box."""
    t = ws.t

    def frames() -> Iterator[tuple[str, pd.DataFrame, dict[str, int]]]:
        for slide in whole(now.deck.slides, t):
            if slide.chart and (slide.chart.series or slide.chart.tiles):
                frame = chart_frame(slide.chart, t)
                yield slide.title, frame, {name: slide.chart.decimals for name in frame.columns[1:]}
            if slide.table:
                headers = [header or " " for header in slide.table.headers]
                yield slide.title, pd.DataFrame(slide.table.rows, columns=headers), {}

    widgets.tables(ws, t("widgets.chart_data"), frames, key="meeting_table")
    widgets.files(ws, "meeting_slides", lambda: sheets(now.deck, t), lambda: now.materials.documents)


def sources(ws: Workspace, now: Opened) -> None:
    """The documents behind the slides."""
    ws.shown(lambda: widgets.sources(ws, now.materials.documents, key="meeting_sources"))
