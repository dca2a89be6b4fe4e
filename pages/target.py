"""Target: what a rank asks, how sure it can be, and the plan that reaches it."""

from functools import cache, partial

import streamlit as st

from dti_core import goal_words as words
from dti_core import plan_words
from dti_core.assumed import kind
from dti_core.charts import plan as plan_charts
from dti_core.charts import target as charts
from dti_core.goal import goal_at, growth_grid, under_growth
from dti_core.scenario_words import can_start, nothing_to_start_from
from ui import aim, analysis, assume, session, url, whatif, widgets
from ui import planning as desk_of

SECTIONS = ("rivals", "years", "growth", "origins")

ws = session.workspace()
t, framework = ws.t, ws.table.framework
st.title(t("app.target"))
with widgets.guard(ws):
    said = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        asked = aim.ask(ws)
        peers, history, years = whatif.opened_peers(ws), whatif.history(ws), aim.by_year(ws, asked)
        confidence = desk_of.ask_certainty(ws, peers)
    formats, shown = words.formats(t, framework.decimals), cache(partial(aim.sources, ws, asked))
    if not can_start(ws.table, ws.entity):
        said.info(nothing_to_start_from(ws.history, ws.table, ws.entity, t), icon=":material/search_off:")
        st.subheader(t("target.years_title"))
        whatif.plain_table(ws, words.years_frame(years, framework.decimals, t), formats)
    else:
        whatif.ask_peers(ws, "target", peers)
        result = goal_at(whatif.desk(ws, peers), asked.rank, confidence)
        growth = cache(lambda: under_growth(result, growth_grid(result, history)))
        bridged = desk_of.restated(ws, *asked.stated)

        def first() -> None:
            widgets.metrics(ws, words.cards(result, t))
            st.caption(" ".join([*asked.notes, plan_words.bridge_line(bridged, t) if bridged else ""]))
            st.subheader(t("plan.title"))

        asking: tuple[str | float, ...] = (asked.rank, kind(peers), confidence)
        with said:
            ws.shown(lambda: widgets.finding(ws, words.finding_goal(result, t)), *asking)
        ws.shown(first, *asking)
        wishes = desk_of.ask(ws)
        out = desk_of.work_out(ws, asked.rank, peers, confidence, wishes)
        desk, found = result.desk, out.plan
        asking += (str(wishes),)

        def planned() -> None:
            st.markdown(plan_words.finding_plan(found, desk, t))
            proof = plan_words.proof(found, out.chance, desk, t)
            st.markdown(" ".join([plan_words.effort_line(found, desk, t), proof]))

        def sure() -> None:
            st.subheader(t("plan.sure_title"))
            if out.numbers is None:
                st.caption(t("plan.no_three"))
            else:
                widgets.metrics(ws, plan_words.three_cards(out.numbers, desk, t), key="target_metrics_three")
                truth = plan_words.three_truth(out.numbers, assume.comparable(ws), desk, t)
                st.caption(f"{plan_words.three_line(out.numbers, desk, t)} {truth}")
            left, right = st.columns(2, gap="large") if out.curve is not None else [st.container()] * 2
            with left:
                if out.curve is not None:
                    fig = plan_charts.probability(found, out.curve, confidence, desk, t)
                    alt = plan_words.finding_curve(found, out.curve, desk, t)
                    widgets.chart(ws, fig, "target_curve", alt=alt)
                    st.caption(plan_words.record_line(ws.record, t))
            with right:
                if found.gains:
                    fig = plan_charts.way(found, desk, t)
                    widgets.chart(ws, fig, "target_way", alt=plan_words.finding_way(found, desk, t))
            with st.container(border=True):
                st.markdown(f"**{t('target.aloud')}**")
                aloud = plan_words.aloud(found, out.curve, out.numbers, desk, t)
                for number, sentence in enumerate(words.read_aloud(result, history, t, *aloud), start=1):
                    st.markdown(f"{number}. {sentence}")
            open_in = desk_of.in_simulate(ws, found)
            st.page_link("pages/simulate.py", label=t("plan.simulate"), icon=":material/tune:", query_params=open_in)

        def more() -> None:
            if section == "rivals":
                desk_of.rivals(ws, out, desk)
            elif section == "years":
                if len(years) > 1:
                    fig = charts.needed_by_year(years, framework.decimals, t)
                    alt = words.finding_years(years, framework.decimals, t)
                    widgets.chart(ws, fig, "target_years", alt=alt, over=ws.history)
                widgets.table(ws, words.years_frame(years, framework.decimals, t), formats, key="target_year_table")
                st.caption(t("target.years_note" if len(years) > 1 else "target.years_single"))
            elif section == "growth" and not result.unknown:
                fig = charts.needed_by_growth(result, growth(), history, t)
                widgets.chart(ws, fig, "target_growth", alt=words.finding_growth(growth(), history, result, t))
            else:
                st.markdown(words.finding_origins(result, t))
                widgets.table(ws, words.origins_frame(result, t), formats, key="target_origins")
                if not result.rungs.empty:
                    widgets.table(ws, words.rungs_frame(result, t), formats, key="target_rungs")

        ws.shown(planned, *asking)
        desk_of.edit(ws, out, desk, wishes)
        ws.shown(sure, *asking)
        section = url.one_of(t, "them", key="target_section", allowed=SECTIONS, default=SECTIONS[0])
        st.segmented_control(
            t("target.section"), SECTIONS, format_func=lambda name: t(f"target.section_{name}"), key="target_section",
            required=True,
        )  # fmt: skip
        ws.shown(more, *asking, section)
        desk_of.link(ws, asked.rank, peers, confidence, wishes)
        with st.container(horizontal=True):
            own, years_of = partial(desk_of.sheets, ws, out, desk, wishes), words.workbook_sheets
            widgets.files(
                ws, "target", lambda: own() | years_of(result, years, growth(), t), shown, lambda: asked.notes
            )
            analysis.of_plan(ws, found, wishes)
    ws.shown(lambda: widgets.sources(ws, shown()), asked.rank)
