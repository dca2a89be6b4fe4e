"""The scenario on the page What if, kept: its link, the form that saves it, those saved for this entity and round."""

import uuid
from collections.abc import Mapping
from datetime import datetime

import streamlit as st

from dti_core.assumed import kind
from dti_core.errors import DtiError
from dti_core.office import scenarios
from dti_core.office.scenarios import Scenario
from dti_core.peers import Peers
from dti_core.scenario import gains_text, parse_gains
from dti_core.simulate import adjustable
from ui import assume, book, ledger, whatif, widgets
from ui.session import Workspace
from ui.text import escaped

_SAID, _NAME, _AUTHOR, _TARGET, _NOTE = (
    f"simulate_save_{part}" for part in ("said", "name", "author", "target", "note")
)
AUTHOR = ledger.WHO  # who did something last in this session
_SHOWN = 5


def link(ws: Workspace, gains: Mapping[str, float], peers: Peers, goal: int | None) -> None:
    """The address of this very scenario, to be copied."""
    st.caption(ws.t("simulate.save.link"))
    here = Scenario("", "", ws.round_id, ws.entity, datetime.min, gains_text(gains), kind(peers), goal)
    st.code(widgets.address(book.asked(here, ws.t)), language=None, wrap_lines=True)


def saved(ws: Workspace, gains: Mapping[str, float], peers: Peers, goal: int | None) -> None:
    """Keep the scenario under a name; the last of those kept for this entity in this round, and the way to the book."""
    t = ws.t
    with st.form("simulate_save", clear_on_submit=True, border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(t("simulate.save.name"), key=_NAME, max_chars=80, width=360)
            st.text_input(t("book.author"), st.session_state.get(AUTHOR, ""), key=_AUTHOR, max_chars=60, width=200)
            st.number_input(
                t("book.target"), 1, ws.table.n, goal, 1, key=_TARGET, help=t("book.target_help"), width=150
            )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(t("book.note"), key=_NOTE, max_chars=300, width=560)
            st.form_submit_button(
                t("simulate.save.button"), key="simulate_save_button", icon=":material/save:", on_click=_save,
                args=(ws, gains_text(gains), kind(peers)),
            )  # fmt: skip
    if said := st.session_state.pop(_SAID, ""):
        st.info(said)
    here = [one for one in scenarios.book(ws.store) if (one.round_id, one.entity) == (ws.round_id, ws.entity)]
    if not here:
        st.caption(t("simulate.save.none"))
    for one in here[:_SHOWN]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{escaped(one.name)}** – {book.line(ws, book.entry(ws, one))}", width="stretch")
            st.button(
                t("simulate.save.open"), key=f"simulate_open_{one.scenario_id}", on_click=_open, args=(ws, one),
                type="tertiary", icon=":material/tune:",
            )  # fmt: skip
    st.page_link(
        "pages/book.py", label=t("simulate.save.book"), icon=":material/bookmarks:",
        query_params={"ngon-ngu": t.lang, "ky": ws.round_id, "don-vi": ws.entity},
    )  # fmt: skip


def _save(ws: Workspace, gains: str, peers: str) -> None:
    state = st.session_state
    try:
        kept = scenarios.save(ws.store, Scenario(
            uuid.uuid4().hex[:12], state[_NAME], ws.round_id, ws.entity, datetime.now(), gains, peers, state[_TARGET],
            state[_AUTHOR], state[_NOTE],
        ))  # fmt: skip
    except DtiError as error:
        state[_SAID] = error.text(ws.t)
    else:
        state[AUTHOR] = kept.author
        state[_SAID] = ws.t("simulate.save.done", name=escaped(kept.name))


def _open(ws: Workspace, one: Scenario) -> None:
    """Put a scenario on the sliders; a link to the page that is on screen would not be read."""
    state = st.session_state
    try:
        gains, peers = parse_gains(one.gains, adjustable(ws.table, ws.entity)), assume.read(ws, one.peers)
    except DtiError as error:
        state[_SAID] = error.text(ws.t)
    else:
        state[whatif.GAINS], state[assume.PEERS] = gains, peers
        state[whatif.GOAL] = one.target or whatif.target(ws) or 0
        state.pop("simulate_mode", None)  # shown anew from the peers of the scenario
