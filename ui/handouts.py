"""What is handed out at a meeting: the deck as PowerPoint, PDF and workbook; the annex and the agencies' sheets."""

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from dti_core.agencies import agencies
from dti_core.deck import agency_papers, annex, sheets, template
from dti_core.deck.pdf_deck import pdf
from dti_core.deck.pptx_deck import pptx
from dti_core.errors import DtiError
from dti_core.meeting.materials import Materials
from dti_core.meeting.slide import Deck
from dti_core.meeting.sources import source_line
from dti_core.office import files
from ui import progress, widgets
from ui.meeting import Opened
from ui.session import Workspace
from ui.text import escaped

_TURN, _SAID, _BAD = "meeting_template_turn", "meeting_template_said", "meeting_template_bad"
_LARGEST = 30  # MB


def downloads(ws: Workspace, now: Opened) -> None:
    """Buttons for every file of a meeting; each is made when it is asked for. The deck of a frozen meeting is that of
    a day gone by, the papers are of today."""
    t = ws.t
    with st.container(key="meeting_handouts"):
        st.markdown(f"**{t('handouts.deck')}**")
        with st.container(horizontal=True, key="meeting_handouts_deck"):
            _button(ws, now, "pptx", "pptx", lambda: _pptx(ws, now.deck))
            _button(ws, now, "pdf", "pdf", lambda: pdf(now.deck))
            _button(ws, now, "xlsx", "xlsx", lambda: sheets.workbook(now.deck))
        _template(ws)
        st.markdown(f"**{t('handouts.papers')}**")
        with st.container(horizontal=True, key="meeting_handouts_papers"):
            _button(ws, now, "annex", "docx", lambda: _annex(ws, now.materials))
            unnamed = _sheets(ws, now)
        if unnamed:
            st.caption(t("handouts.unnamed", count=unnamed))
        if now.is_frozen:
            st.caption(t("handouts.live"))


def _button(ws: Workspace, now: Opened, name: str, kind: str, make: Callable[[], bytes]) -> None:
    t = ws.t
    which = name if name in ("annex", "sheets") else "deck"
    day = now.settings.held_on
    file = t(f"handouts.file_{which}", name=ws.name, day=day).strip()
    st.download_button(
        t(f"handouts.{name}"), make, file_name=f"{file}.{kind}", mime=widgets.MIME[kind], key=f"meeting_{name}",
        on_click="ignore", icon=":material/download:", help=t(f"handouts.{name}_help"),
    )  # fmt: skip


def _pptx(ws: Workspace, deck: Deck) -> bytes:
    kept = files.kept(ws.store, files.TEMPLATE)
    return pptx(deck, kept.content if kept else None)


def _annex(ws: Workspace, materials: Materials) -> bytes:
    look, work = materials.outlook, materials.progress
    made = annex.annex(
        materials.table, materials.entity, ws.t, items=work.items if work else (),
        gains=look.result.gains if look else None, source=source_line(materials.documents, ws.t),
    )  # fmt: skip
    return annex.docx(made, ws.t)


def _sheets(ws: Workspace, now: Opened) -> int:
    """The button for the agencies' sheets where there are any; how many items name no agency."""
    work = now.materials.progress
    if work is None or now.materials.outlook is None or not any(item.lead for item in work.items):
        return 0

    def make() -> bytes:
        odds = progress.chances(ws)
        named = [sheet for sheet in agencies(work, odds) if sheet.key]
        return agency_papers.docx(named, odds.goal, ws.t)

    _button(ws, now, "sheets", "docx", make)
    return sum(not item.lead for item in work.items)


def _template(ws: Workspace) -> None:
    """Which template the deck is made from; take another, or none."""
    t, state = ws.t, st.session_state
    kept = files.kept(ws.store, files.TEMPLATE)
    with st.expander(t("handouts.template"), icon=":material/brush:", key="meeting_template"):
        if (error := state.pop(_BAD, None)) is not None:
            st.error(error.text(t), icon=":material/error:")
        if state.pop(_SAID, False):
            st.success(t("handouts.template_saved"), icon=":material/check:")
        if kept is None:
            st.caption(t("handouts.template_none"))
        else:
            day = t.date(kept.saved_at.date())
            st.caption(t("handouts.template_used", name=escaped(kept.file_name), day=day))
            st.button(t("handouts.template_remove"), key="meeting_template_remove", icon=":material/close:",
                      on_click=files.remove, args=(ws.store, files.TEMPLATE))  # fmt: skip
        widget = f"meeting_template_file_{state.get(_TURN, 0)}"
        st.file_uploader(
            t("handouts.template_file"), ["pptx", "potx"], key=widget, help=t("handouts.template_file_help"),
            max_upload_size=_LARGEST, on_change=_take, args=(ws, widget),
        )  # fmt: skip


def _take(ws: Workspace, widget: str) -> None:
    """Check a template that was sent and keep it; what is wrong with it is said."""
    state = st.session_state
    sent = state.get(widget)
    if sent is None:
        return
    try:
        template.check(sent.getvalue())
    except DtiError as error:
        state[_BAD] = error
    else:
        files.keep(ws.store, files.TEMPLATE, sent.name, sent.getvalue(), datetime.now().replace(microsecond=0))
        state[_SAID] = True
    state[_TURN] = state.get(_TURN, 0) + 1
