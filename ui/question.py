"""One question answered live on the wall: so many points more on one index, which rank and which chance."""

import html
from functools import lru_cache

import streamlit as st

from dti_core import scenario_words as words
from dti_core.meeting.materials import Outlook
from dti_core.plan_words import chance_at
from dti_core.scenario import Desk
from dti_core.simulate import simulate
from ui.session import Workspace

_STEPS = 40


def ask(ws: Workspace, rank: int, look: Outlook | None) -> None:
    """A slider for one index at a time; the answer follows without a rerun of the page."""
    if look is None:
        st.html(f'<div class="wall-answer">{html.escape(ws.t("meeting.ask.nothing"))}</div>')
        return
    _asked(ws, rank, look)


@st.fragment
def _asked(ws: Workspace, rank: int, look: Outlook) -> None:
    t, desk = ws.t, _still(look.still.desk)
    rows = desk.controls[desk.controls["most"] > 0].sort_values("most", ascending=False)
    names = {code: words.label(desk, code, t) for code in rows["code"]}
    if not names:
        st.html(f'<div class="wall-answer">{html.escape(t("meeting.ask.nothing"))}</div>')
        return
    picked, asked = st.columns([5, 3], gap="large", vertical_alignment="bottom")
    with picked:
        code = st.selectbox(t("meeting.ask.index"), list(names), format_func=names.__getitem__, key="meeting_ask_code")
    most = float(rows.set_index("code").at[code, "most"])
    step = next(size for size in (0.5, 1.0, 2.0, 5.0, 10.0, 20.0) if most / size <= _STEPS or size == 20.0)
    gains = [round(step * count, 3) for count in range(int(most / step) + 1)]
    gains += [most] if gains[-1] < most else []
    with asked:
        gain = st.select_slider(
            t("meeting.ask.gain", unit=words.unit(desk, t)), gains, key=f"meeting_ask_gain_{code}",
            format_func=lambda points: words.points(points, t, signed=True),
        )  # fmt: skip
    result = simulate(ws.table, ws.entity, {code: gain} if gain else {}, desk.peers)
    said = words.finding_answer(desk, result, t)
    if look.curve is not None:
        odds = chance_at(look.curve, result.value_after)
        of = t.rank(rank, ws.table.round.entity_count)
        said = f"{said} {t('meeting.ask.chance', rank=of, odds=t.percent(odds))}"
    st.html(f'<div class="wall-answer" role="status">{html.escape(said)}</div>')


@lru_cache(maxsize=50)
def _still(desk: Desk) -> Desk:
    """The desk with the others standing still, its parts worked out once."""
    return desk
