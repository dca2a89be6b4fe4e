"""State and widgets of the plan: certainty, effort, locks, caps and prices as the address has them, and the plan."""

from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dti_core import plan_words as words
from dti_core import planning
from dti_core.assumed import MODEL, kind
from dti_core.bridge import Bridge, bridge
from dti_core.distribution import RankDistribution, probability_curve, rank_distribution
from dti_core.effort import CommonLevel
from dti_core.peers import Peers
from dti_core.plan import Plan, swing
from dti_core.planning import EVEN, HISTORY, WEIGHTS, Wishes, real_gains
from dti_core.scenario import Desk, gains_text
from dti_core.simulate import adjustable
from dti_core.target import Bounds, ThreeNumbers, three_numbers
from ui import assume, url, widgets
from ui.session import Workspace
from ui.text import escaped, number_in

CERTAINTIES = ("50", "80", "90", "95", "99")
_LOCKED, _CAPS, _PRICES = "target_locked", "target_caps", "target_prices"
_ROUND, _SAID = "target_edit_round", "target_edit_said"


@dataclass(frozen=True, eq=False)
class Outcome:
    """The plan and what is said of it: chance only where the others move by chance, the rest where it is known.

    curve: of the model, whatever is assumed. rare: see `planning.rarity`. swings: one frame, or none.
    """

    plan: Plan
    chance: RankDistribution | None
    confidence: float
    numbers: ThreeNumbers | None
    curve: pd.DataFrame | None
    gains: CommonLevel | None
    swings: tuple[pd.DataFrame, ...]


def gains_of(ws: Workspace) -> CommonLevel | None:
    """What was really gained on each index between the comparable rounds."""
    found: CommonLevel | None = ws.offer.kept(real_gains, ws.table, ws.entity, assume.comparable(ws))
    return found


def ask_certainty(ws: Workspace, peers: Peers) -> float:
    """The certainty wanted; it changes nothing while the others do not move by chance."""
    chosen = url.one_of(ws.t, "chac", key="target_confidence", allowed=CERTAINTIES, default="80")
    st.segmented_control(
        ws.t("plan.confidence"), CERTAINTIES, format_func=lambda share: ws.t.percent(int(share) / 100),
        key="target_confidence", required=True, disabled=not peers.is_random, help=ws.t("plan.confidence_help"),
    )  # fmt: skip
    return int(chosen) / 100


def ask(ws: Workspace) -> Wishes:
    """Kind of effort, steps and the number of actions; locks, caps and prices are edited in the plan's table."""
    t, codes = ws.t, adjustable(ws.table, ws.entity)
    kinds = (HISTORY, EVEN, WEIGHTS) if gains_of(ws) is not None else (EVEN, WEIGHTS)
    chosen = url.one_of(t, "cach", key="target_effort", allowed=kinds, default=kinds[0])
    halves = url.choice(t, "nac", key="target_halves", parse=_yes, default=False, text=_said)
    most = url.choice(t, "so-viec", key="target_most", parse=partial(_count, len(codes)), default=0)
    amounts = partial(planning.parse_amounts, allowed=codes)
    nothing: planning.Amounts = ()
    caps = url.choice(t, "tran", key=_CAPS, parse=amounts, default=nothing, text=planning.amounts_text)
    prices = url.choice(t, "gia", key=_PRICES, parse=amounts, default=nothing, text=planning.amounts_text)
    no_locks: tuple[str, ...] = ()
    locked = url.choice(
        t, "khoa", key=_LOCKED, parse=partial(planning.parse_locks, allowed=codes), default=no_locks,
        text=planning.locks_text,
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            t("plan.kind"), kinds, format_func=lambda name: t(f"plan.{name}"), key="target_effort", required=True,
            disabled=halves or most > 0,
        )  # fmt: skip
        with st.popover(t("plan.limits"), icon=":material/rule:", key="target_limits"):
            st.toggle(t("plan.halves"), key="target_halves")
            st.selectbox(
                t("plan.most"), range(len(codes) + 1), key="target_most",
                format_func=lambda count: t("plan.any_number") if not count else t.number(count, 0),
            )  # fmt: skip
        if locked or caps or prices or halves or most:
            st.button(
                t("plan.clear"), key="target_clear", icon=":material/restart_alt:", on_click=_clear, type="tertiary"
            )
    wishes = Wishes(chosen, locked, caps, prices, halves, most)
    if wishes.priced and chosen != WEIGHTS:
        st.caption(t("plan.priced_note"))
    return wishes


def _said(on: bool) -> str:
    return "co" if on else "khong"


def _yes(text: str) -> bool:
    if text not in ("co", "khong"):
        raise ValueError(text)
    return text == "co"


def _count(most: int, text: str) -> int:
    if not 0 <= int(text) <= most:
        raise ValueError(text)
    return int(text)


def _clear() -> None:
    state = st.session_state
    state[_LOCKED], state[_CAPS], state[_PRICES], state["target_halves"], state["target_most"] = (), (), (), False, 0


def work_out(ws: Workspace, rank: int, peers: Peers, confidence: float, wishes: Wishes) -> Outcome:
    """The plan, its chance, the three numbers, the curve; each kept for the same question."""
    kept, gains, model = ws.offer.kept, gains_of(ws), assume.fitted(ws).get(MODEL)
    asked = confidence if peers.is_random else None
    found = kept(planning.made, ws.table, ws.entity, rank, peers, asked, wishes, gains)
    chance = kept(_chance, found) if peers.is_random and found.reached else None
    pair = assume.comparable(ws)
    numbers = kept(_numbers, ws.table, ws.entity, rank, pair, model) if pair else None
    curve = kept(probability_curve, ws.table, ws.entity, rank, model) if model else None
    swings = (kept(_swing, found),) if peers.is_random and len(found.gains) > 1 else ()
    return Outcome(found, chance, confidence, numbers, curve, gains, swings)


def _chance(found: Plan) -> RankDistribution:
    return rank_distribution(found.table, found.entity, found.gains, found.peers)


def _numbers(table, entity, rank, pair, model) -> ThreeNumbers:
    return three_numbers(table, entity, rank, Bounds.seen_in(pair), model)


def _swing(found: Plan) -> pd.DataFrame:
    return swing(
        found, lambda gains: rank_distribution(found.table, found.entity, gains, found.peers).probability(found.rank)
    )


def table(ws: Workspace, out: Outcome, desk: Desk, wishes: Wishes) -> pd.DataFrame:
    """The plan as a table to download."""
    return words.plan_frame(out.plan, desk, planning.rarity(out.plan, out.gains), wishes, ws.t)


def sheets(ws: Workspace, out: Outcome, desk: Desk, wishes: Wishes) -> dict[str, pd.DataFrame]:
    """The plan, its rivals and its swings as sheets of a workbook."""
    rare = planning.rarity(out.plan, out.gains)
    return words.workbook_sheets(out.plan, desk, rare, wishes, out.swings, ws.t)


def edit(ws: Workspace, out: Outcome, desk: Desk, wishes: Wishes) -> None:
    """The plan's table; locks, caps and prices are changed in it. A fresh table after each change."""
    t, state = ws.t, st.session_state
    if said := state.pop(_SAID, ""):
        st.warning(t("plan.edit_bad", text=escaped(said)), icon=":material/error:")
    frame = words.plan_frame(out.plan, desk, planning.rarity(out.plan, out.gains), wishes, t, edit=True)
    names = {name: t(f"plan.column.{name}") for name in ("indicator", "now", "planned", "gain", "rare", "cap", "price")}
    fixed = [names[name] for name in ("indicator", "now", "planned", "gain", "rare")]
    widths = {"now": 80, "planned": 92, "gain": 80, "rare": 140, "cap": 120, "price": 110}
    columns = {
        names[name]: st.column_config.TextColumn(width=width, max_chars=10 if name in ("cap", "price") else None,
                                                 alignment="left" if name == "rare" else "right")
        for name, width in widths.items()
    }  # fmt: skip
    columns[names["indicator"]] = st.column_config.TextColumn(width=widgets.width_for(frame[names["indicator"]]))
    columns[t("plan.column.lock")] = st.column_config.CheckboxColumn(width=100)
    key = f"target_plan_{state.setdefault(_ROUND, 0)}"
    st.data_editor(
        frame, key=key, hide_index=True, disabled=fixed, column_config=columns, on_change=_edited,
        args=(key, desk.codes, t("plan.column.lock"), names["cap"], names["price"]), alt=t("plan.edit_note"),
    )  # fmt: skip
    st.caption(t("plan.edit_note"))


def _edited(key: str, codes: tuple[str, ...], lock: str, cap: str, price: str) -> None:
    """Take over what was changed in the table; a number that is none is named and left out."""
    state = st.session_state
    for row, changed in state[key]["edited_rows"].items():
        code = codes[int(row)]
        if lock in changed:
            kept = tuple(one for one in state[_LOCKED] if one != code)
            state[_LOCKED] = (*kept, code) if changed[lock] else kept
        for column, where in ((cap, _CAPS), (price, _PRICES)):
            if column in changed:
                state[where] = _with(state[where], code, changed[column] or "")
    state[_ROUND] += 1


def _with(amounts: planning.Amounts, code: str, text: str) -> planning.Amounts:
    """The amounts with what was typed for a code; an empty cell takes its amount away."""
    rest = tuple((one, number) for one, number in amounts if one != code)
    if not text.strip():
        return rest
    try:
        number = round(number_in(text), 3)
    except ValueError:
        number = -1.0
    if number < 0:
        st.session_state[_SAID] = text
        return amounts
    return (*rest, (code, number))


def restated(ws: Workspace, rank: int, of: int) -> Bridge | None:
    """A rank of the 63 among the 34, in the year that both were ranked in; None elsewhere."""
    rounds = [table for table in ws.history if table.round.year == ws.history[-1].round.year]
    many = [table for table in rounds if table.n == of]
    few = [table for table in rounds if table.n < of]
    if not many or not few or rank > of:
        return None
    ids = [ws.store.counterpart(ws.entity, table.round.round_id) for table in (many[0], few[0])]
    found: Bridge = ws.offer.kept(bridge, many[0], few[0], rank, *ids)
    return found


def in_simulate(ws: Workspace, found: Plan) -> dict[str, str]:
    """The address of the plan as a what-if."""
    return {"ngon-ngu": ws.t.lang, "ky": ws.round_id, "don-vi": ws.entity, "tang": gains_text(found.gains),
            "khac": kind(found.peers)}  # fmt: skip


def rivals(ws: Workspace, out: Outcome, desk: Desk) -> None:
    """The next-best plans, and what each planned item does to the chance where the others move by chance."""
    t, found = ws.t, out.plan
    if not found.alternatives:
        st.caption(t("plan.no_alternatives") if found.gains else words.finding_plan(found, desk, t))
    else:
        widgets.whole(ws, words.alternatives_frame(found, desk, t), key="target_rivals")
    for frame in out.swings:
        st.markdown(f"**{t('plan.swing')}**")
        shares = {t(f"plan.column.{name}"): "percent" for name in ("done", "not_done", "swing")}
        formats = shares | {t("plan.column.gain"): 2}
        widgets.table(ws, words.swing_frame(frame, desk, t), formats, key="target_swing")
        st.caption(t("plan.swing_note"))


def link(ws: Workspace, rank: int, peers: Peers, confidence: float, wishes: Wishes) -> None:
    """The address of this very plan, to be copied."""
    here = {"ngon-ngu": ws.t.lang, "ky": ws.round_id, "don-vi": ws.entity, "hang": str(rank), "khac": kind(peers),
            "chac": f"{confidence * 100:.0f}", "cach": wishes.kind, "khoa": planning.locks_text(wishes.locked),
            "tran": planning.amounts_text(wishes.caps), "gia": planning.amounts_text(wishes.prices),
            "nac": "co" if wishes.halves else "", "so-viec": str(wishes.most) if wishes.most else ""}  # fmt: skip
    query = urlencode({name: text for name, text in here.items() if text}, safe=":;,").replace("+", "%20")
    st.caption(ws.t("plan.link"))
    st.code(f"{st.context.url or ''}?{query}", language=None, wrap_lines=True)
