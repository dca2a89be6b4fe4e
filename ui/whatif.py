"""State and widgets of the what-if: gains and peers as the address has them, the sliders."""

import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dti_core import scenario_words as words
from dti_core.errors import DtiError
from dti_core.i18n import Translator
from dti_core.peers import Peers
from dti_core.scenario import Desk, gains_text, parse_gains
from dti_core.scores import ScoreTable
from dti_core.simulate import Simulation, adjustable, check_gains, simulate
from dti_core.store import Store
from ui import url, widgets
from ui.assume import ask_peers, history, opened_peers
from ui.session import Workspace
from ui.text import escaped, number_in

GAINS, GOAL = "simulate_gains", "simulate_goal"
__all__ = ["ask_peers", "controls", "desk", "goal", "history", "opened", "opened_peers", "target", "target_of"]
_FOR, _SAID = "simulate_for", "simulate_said"
_STEPS = 150  # places of a slider, about; then the exact levels on top
STYLE = Path(__file__).with_name("simulate.css")


def desk(ws: Workspace, peers: Peers) -> Desk:
    """What stands still while gains move; kept between reruns."""
    return _desk(ws.table, ws.entity, peers)


@lru_cache(maxsize=200)
def _desk(table: ScoreTable, entity: str, peers: Peers) -> Desk:
    return Desk.of(table, entity, peers)


@lru_cache(maxsize=400)
def _options(desk: Desk, code: str, lang: str) -> dict[float, str]:
    """Gains that a slider offers, with their labels: an even grid, and the exact levels where the rank changes."""
    t, row = Translator(lang), desk.codes.index(code)
    least, most = (float(desk.controls[name].iat[row]) for name in ("least", "most"))
    step = next(size for size in (0.5, 1.0, 2.0, 5.0, 10.0) if (most - least) / size <= _STEPS or size == 10.0)
    grid = [count * step for count in range(math.ceil(least / step), math.floor(most / step) + 1)]
    offered = {round(gain, 3) for gain in (*grid, *_marks(desk, code), least, 0.0, most) if least <= gain <= most}
    return {gain: words.points(gain, t, signed=True) for gain in sorted(offered)}


@lru_cache(maxsize=400)
def _marks(desk: Desk, code: str) -> frozenset[float]:
    """Gains at which the rank changes, as a slider counts."""
    return frozenset(desk.levels.loc[desk.levels["code"] == code, "gain"].round(3))


def opened(ws: Workspace) -> tuple[dict[str, float], Peers]:
    """The gains and the assumption in force: the address's, or what the visitor has moved since.

    Gains belong to one entity in one round: another choice in the sidebar starts anew.
    """
    state, codes = st.session_state, adjustable(ws.table, ws.entity)
    here = (ws.round_id, ws.entity)
    if state.setdefault(_FOR, here) != here:
        state[_FOR], state[GAINS], state[GOAL] = here, {}, target(ws) or 0
    peers = opened_peers(ws)
    none: dict[str, float] = {}
    gains = url.choice(
        ws.t, "tang", key=GAINS, parse=lambda text: parse_gains(text, codes), default=none, text=gains_text
    )
    return gains, peers


def run(ws: Workspace, bench: Desk, gains: Mapping[str, float]) -> Simulation:
    """The what-if; gains that a link asks for beyond the room are named and left out."""
    try:
        return simulate(ws.table, ws.entity, gains, bench.peers)
    except DtiError as error:
        st.error(ws.t("simulate.refused", reason=error.text(ws.t)), icon=":material/link_off:")
        st.session_state[GAINS] = {}
        return simulate(ws.table, ws.entity, {}, bench.peers)


def plain_table(ws: Workspace, frame: pd.DataFrame, formats: Mapping[str, Any]) -> None:
    """A short table as text of the page: a tenth of the time of a grid."""
    forms = {name: widgets.written_as(ws.t, formats[name]) for name in frame.columns if name in formats}
    aligned = ["--:" if pd.api.types.is_numeric_dtype(frame[name]) else ":--" for name in frame.columns]
    lines = [[escaped(str(name)) for name in frame.columns], aligned]
    for row in frame.itertuples(index=False):
        cells = zip(frame.columns, row, strict=True)
        lines.append([forms[name](cell) if name in forms else escaped(str(cell)) for name, cell in cells])
    st.markdown("\n".join(f"| {' | '.join(map(str, line))} |" for line in lines))


def _say(text: str) -> None:
    st.session_state[_SAID] = text


def controls(ws: Workspace, bench: Desk, gains: Mapping[str, float]) -> None:
    """A slider and a field for each thing that can be moved, from the points as they are."""
    t, state = ws.t, st.session_state
    if said := state.pop(_SAID, ""):
        st.warning(said, icon=":material/error:")
    for control in bench.controls.to_dict("records"):
        code, gain = control["code"], gains.get(control["code"], 0.0)
        slide, typed = f"simulate_slide_{code}", f"simulate_type_{code}"
        options = _options(bench, code, t.lang)
        if gain not in options:
            options = dict(sorted({**options, gain: words.points(gain, t, signed=True)}.items()))
        state[slide], state[typed] = gain, options[gain]
        name = words.label(bench, code, t)
        line, help_text = words.control_line(bench, control, gain, t), None
        if "+" in code:
            help_text = bench.table.framework.name(code, t.lang)
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"simulate_control_{code}"):
            if len(options) > 1:
                st.select_slider(
                    line,
                    list(options),
                    format_func=options.__getitem__,
                    key=slide,
                    on_change=_slide,
                    args=(code,),
                    help=help_text,
                    width="stretch",
                )
            else:
                st.markdown(line, width="stretch")
            st.text_input(
                t("simulate.gain", name=name),
                key=typed,
                label_visibility="collapsed",
                on_change=_type,
                args=(ws, code),
                width=104,
            )
        marks = _marks(bench, code)
        st.html(_ticks([place / (len(options) - 1) for place, offered in enumerate(options) if offered in marks]))
    st.button(
        t("simulate.reset"),
        key="simulate_reset",
        icon=":material/restart_alt:",
        on_click=_reset,
        disabled=not any(gains.values()),
    )


def _ticks(places: list[float]) -> str:
    """Marks under a slider, at shares of its length: where the rank changes."""
    marks = "".join(f'<i style="left:{place:.2%}"></i>' for place in places)
    return f'<div class="simulate-ticks" aria-hidden="true">{marks}</div>'


def _slide(code: str) -> None:
    _set(code, st.session_state[f"simulate_slide_{code}"])


def _type(ws: Workspace, code: str) -> None:
    typed = st.session_state[f"simulate_type_{code}"]
    try:
        gain = round(number_in(typed or "0"), 3)
        check_gains(ws.table, ws.entity, {**st.session_state[GAINS], code: gain})
    except DtiError as error:
        _say(error.text(ws.t))
    except ValueError:
        _say(ws.t("widgets.points_bad", text=escaped(typed)))
    else:
        _set(code, gain)


def _set(code: str, gain: float) -> None:
    st.session_state[GAINS] = {**st.session_state[GAINS], code: gain}


def _reset() -> None:
    st.session_state[GAINS] = {}


def target(ws: Workspace) -> int | None:
    """The rank that the entity has set itself, where it was set among as many as are ranked here."""
    return target_of(ws.store, ws.version, ws.table, ws.entity)


def target_of(store: Store, version: str, table: ScoreTable, entity: str) -> int | None:
    """`target` in any round."""
    kept = _targets(store, version, entity, table.framework.root)
    fitting = kept[kept["of"] == table.n]
    return None if fitting.empty else int(fitting["rank"].iloc[-1])


@lru_cache(maxsize=100)
def _targets(store: Store, version: str, entity: str, code: str) -> pd.DataFrame:
    return store.targets(entity, code)


def goal(ws: Workspace) -> int | None:
    """The rank asked about: a link's or a saved scenario's, else the entity's own target."""

    def parse(text: str) -> int:
        if not 0 <= int(text) <= ws.table.n:
            raise ValueError(text)
        return int(text)

    return url.choice(ws.t, "muc-tieu", key=GOAL, parse=parse, default=target(ws) or 0) or None
