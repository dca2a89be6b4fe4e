"""Simulate: what happens to the rank if some indicators rise."""

from functools import cache, partial

import streamlit as st

from dti_core import scenario_chance as chances
from dti_core import scenario_tables as tables
from dti_core import scenario_words as words
from dti_core.assumed import kind as peers_kind
from dti_core.charts import simulate as charts
from dti_core.charts.simulate_chance import rank_bars
from dti_core.scenario import gains_text
from ui import keep, outlook, session, url, whatif, widgets

SECTIONS = ("outcome", "ladder", "levels", "saved")

ws = session.workspace()
t = ws.t
st.title(t("app.simulate"))
if not words.can_start(ws.table, ws.entity):
    st.info(words.nothing_to_start_from(ws.history, ws.table, ws.entity, t), icon=":material/search_off:")
    widgets.sources(ws, ws.store.provenance(ws.round_id, ws.entity))
else:
    with widgets.guard(ws):
        gains, peers = whatif.opened(ws)
        goal = whatif.goal(ws)
        desk = whatif.desk(ws, peers)
        result = whatif.run(ws, desk, gains)
        look = cache(partial(outlook.of, ws, result, goal))
        formats, notes = tables.formats(t, ws.table.framework.decimals), words.notes(desk, t)

        asking = (peers_kind(peers), gains_text(result.gains), goal)

        def answer() -> None:
            with st.container(key="simulate_answer"):
                widgets.metrics(ws, words.cards(desk, result, t))
            if (seen := look()) is not None:
                st.markdown(f"{chances.line(seen, t)} {widgets.badge(ws, 'assumed')}")
            st.markdown(words.answer(desk, result, t))
            if desk.staircase.empty:
                st.info(t("simulate.no_ladder", count=desk.field.unseen), icon=":material/search_off:")
            else:
                fig = charts.ladder_steps(desk, result, t, goal)
                widgets.chart(ws, fig, "simulate_ladder", alt=words.finding_next(desk, result, t))

        def chance() -> None:
            st.subheader(f"{t('simulate.chance.title')} {widgets.badge(ws, 'assumed')}")
            if (seen := look()) is None:
                st.info(t("simulate.chance.no_model"), icon=":material/casino:")
                return
            drawn, said = st.columns([6, 5], gap="large")
            with drawn:
                alt = chances.finding_chance(seen, t)
                widgets.chart(ws, rank_bars(seen, t), "simulate_chance", alt=alt)
            with said:
                st.markdown(chances.record_words(ws.record, ws.history, t))
                for caution in chances.cautions(seen, t):
                    st.caption(caution)
                st.page_link(
                    "pages/method.py", label=t("simulate.chance.to_method"), icon=":material/menu_book:",
                    query_params={"phan": "record"},
                )  # fmt: skip

        def more() -> None:
            if section == "outcome":
                if result.overtaken or result.overtaken_by:
                    whatif.plain_table(ws, tables.passed_frame(desk, result, t), formats)
                st.subheader(t("simulate.pillars"))
                if words.pillars_known(result):
                    whatif.plain_table(ws, tables.pillar_frame(result, t), formats)
                    note = f"{t('simulate.pillars_note')} {t('simulate.pillars_partial')}"
                    st.caption(f"{note} {widgets.badge(ws, 'derived')}")
                else:
                    st.caption(t("simulate.no_pillars"))
            elif section == "ladder":
                widgets.table(ws, tables.ladder_frame(desk, t), formats, key="simulate_rungs")
            else:
                fig = charts.level_marks(desk, result, t)
                widgets.chart(ws, fig, "simulate_levels", alt=words.finding_potential(desk, t))
                widgets.table(ws, tables.potential_frame(desk, t), formats, key="simulate_potential")
                widgets.table(ws, tables.levels_frame(desk, t), formats, key="simulate_level_table")

        ws.shown(lambda: widgets.finding(ws, words.finding_answer(desk, result, t)), *asking)
        st.html(whatif.STYLE)
        asked, answered = st.columns([6, 5], gap="large")
        with asked, st.container(key="simulate_controls"):
            whatif.ask_peers(ws, "simulate", peers)
            st.caption(" ".join(notes))
            whatif.controls(ws, desk, result.gains)
        with answered:
            ws.shown(answer, *asking)
        ws.shown(chance, *asking)

        section = url.one_of(t, "xem", key="simulate_section", allowed=SECTIONS, default=SECTIONS[0])
        st.segmented_control(
            t("simulate.section.title"), SECTIONS, format_func=lambda name: t(f"simulate.section.{name}"),
            key="simulate_section", required=True, label_visibility="collapsed",
        )  # fmt: skip
        if section == "saved":
            keep.link(ws, result.gains, peers, goal)
            keep.saved(ws, result.gains, peers, goal)
        else:
            ws.shown(more, *asking, section)

        shown = cache(partial(ws.store.provenance, ws.round_id, ws.entity))
        with st.container(horizontal=True):
            sheets = lambda: tables.workbook_sheets(desk, result, t, look())
            widgets.files(ws, "simulate", sheets, shown, lambda: notes)
        ws.shown(lambda: widgets.sources(ws, shown()))
