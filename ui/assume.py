"""State and widgets of the one assumption about the others, shared by every page that makes one."""

from collections.abc import Mapping
from functools import lru_cache

import streamlit as st

from dti_core import assumed
from dti_core import scenario_words as words
from dti_core.assumed_words import finding_fit
from dti_core.errors import DtiError
from dti_core.peers import Peers
from dti_core.scenario import FROZEN, Past, past, peers_text
from dti_core.scores import ScoreTable
from ui import url
from ui.session import Workspace
from ui.text import escaped, number_in

PEERS = "simulate_peers"
_OWN, _STARTING_GROWTH = "khac", 0.05


def history(ws: Workspace) -> tuple[Past, ...]:
    """How much everybody grew between the complete rounds of this index."""
    return _past(ws.history)


def fitted(ws: Workspace) -> Mapping[str, Peers]:
    """Convergence and the model, fitted on this index's comparable rounds; kept, so that each is one object."""
    return fitted_on(ws.history)


def comparable(ws: Workspace) -> tuple[ScoreTable, ...]:
    """The two rounds that the fits come from; () where there are none."""
    return comparable_in(ws.history)


@lru_cache(maxsize=20)
def _past(tables: tuple[ScoreTable, ...]) -> tuple[Past, ...]:
    return past(tables)


@lru_cache(maxsize=20)
def fitted_on(tables: tuple[ScoreTable, ...]) -> Mapping[str, Peers]:
    """`fitted` on the rounds given, kept."""
    return assumed.fitted(tables)


@lru_cache(maxsize=20)
def comparable_in(tables: tuple[ScoreTable, ...]) -> tuple[ScoreTable, ...]:
    """`comparable` among the rounds given, kept."""
    return assumed.comparable(tables)


def read(ws: Workspace, text: str) -> Peers:
    """An assumption from the text of a link or of a saved scenario; a DtiError where it cannot be."""
    return assumed.read(text, ws.table.framework.top / 10**ws.table.framework.decimals, fitted(ws))


def opened_peers(ws: Workspace) -> Peers:
    """The assumption in force about the others; a fit always the one of the data as they are now."""
    chosen = url.choice(
        ws.t, "khac", key=PEERS, parse=lambda text: read(ws, text), default=Peers.frozen(), text=assumed.kind
    )
    return fitted(ws).get(assumed.kind(chosen), chosen)


def ask_peers(ws: Workspace, page: str, peers: Peers) -> None:
    """Stand still, grow as in a year that was, converge, by the model, or by a number typed."""
    t, years, state, decimals = ws.t, history(ws), st.session_state, ws.table.framework.decimals
    known = {
        peers_text(Peers.shift(round(year.growth, 4))): t(
            "simulate.as_past", before=year.year_before, after=year.year_after
        )
        for year in years
    }
    fits = {name: t(f"assumed.{name}") for name in fitted(ws)}
    options = {FROZEN: t("simulate.still"), **known, **fits, _OWN: t("simulate.grow")}
    mode, typed, said = f"{page}_mode", f"{page}_growth", f"{page}_peers_said"
    chosen = assumed.kind(peers)
    state[mode] = chosen if chosen in options and state.get(mode) != _OWN else _OWN
    if chosen in fits:
        state[mode] = chosen
    state[typed] = t.signed(peers.growth, decimals)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            t("simulate.peers"),
            list(options),
            format_func=options.__getitem__,
            key=mode,
            required=True,
            on_change=_set_mode,
            args=(ws, mode),
            wrap=True,
        )
        if state[mode] == _OWN:
            st.text_input(t("simulate.growth"), key=typed, width=110, on_change=_set_growth, args=(ws, typed, said))
    if problem := state.pop(said, ""):
        st.warning(problem, icon=":material/error:")
    st.caption(" ".join(filter(None, [finding_fit(peers, ws.table, t), words.finding_past(years, t)])))


def _set_mode(ws: Workspace, key: str) -> None:
    state, mode = st.session_state, st.session_state[key]
    state[PEERS] = Peers.shift(state[PEERS].growth or _STARTING_GROWTH) if mode == _OWN else read(ws, mode)


def _set_growth(ws: Workspace, key: str, said: str) -> None:
    typed = st.session_state[key]
    try:
        st.session_state[PEERS] = read(ws, str(round(number_in(typed), ws.table.framework.decimals)))
    except DtiError as error:
        st.session_state[said] = error.text(ws.t)
    except ValueError:
        st.session_state[said] = ws.t("widgets.points_bad", text=escaped(typed))
