"""Target: what a rank asks, what is missing, and where it could come from."""

import streamlit as st

from dti_core import excel
from dti_core import goal_words as words
from dti_core.charts import target as charts
from dti_core.goal import goal_at, growth_grid, under_growth
from dti_core.scenario_words import can_start, nothing_to_start_from
from ui import aim, session, whatif, widgets

ws = session.workspace()
t, framework = ws.t, ws.table.framework
st.title(t("app.target"))
with widgets.guard(ws):
    said = st.container()
    asked = aim.ask(ws)
    peers, history, years = whatif.opened_peers(ws), whatif.history(ws), aim.by_year(ws, asked)
    formats = words.formats(t, framework.decimals)
    shown = aim.sources(ws, asked)
    if not can_start(ws.table, ws.entity):
        said.info(nothing_to_start_from(ws.history, ws.table, ws.entity, t), icon=":material/search_off:")
    else:
        whatif.ask_peers(ws, "target", peers)
        result = goal_at(whatif.desk(ws, peers), asked.rank)
        growth = under_growth(result, growth_grid(result, history))
        with said:
            widgets.finding(ws, words.finding_goal(result, t))
            widgets.metrics(ws, words.cards(result, t))
        st.caption(" ".join(asked.notes))

        with st.container(border=True):
            st.markdown(f"**{t('target.aloud')}**")
            for number, sentence in enumerate(words.read_aloud(result, history, t), start=1):
                st.markdown(f"{number}. {sentence}")

        left, right = st.columns(2, gap="large")
        with left:
            if not result.unknown:
                fig = charts.needed_by_growth(result, growth, history, t)
                widgets.chart(ws, fig, "target_growth", alt=words.finding_growth(growth, history, result, t))
        with right:
            if len(years) > 1:
                fig = charts.needed_by_year(years, framework.decimals, t)
                widgets.chart(ws, fig, "target_years", alt=words.finding_years(years, framework.decimals, t))

        st.subheader(t("target.origins_title"))
        st.markdown(words.finding_origins(result, t))
        whatif.plain_table(ws, words.origins_frame(result, t), formats)
        st.page_link("pages/simulate.py", label=t("target.to_simulate"), icon=":material/tune:")
        st.subheader(t("target.rungs_title"))
        if result.rungs.empty:
            st.caption(t("target.rungs_none"))
        else:
            whatif.plain_table(ws, words.rungs_frame(result, t), formats)

    st.subheader(t("target.years_title"))
    table = words.years_frame(years, framework.decimals, t)
    whatif.plain_table(ws, table, formats)
    st.caption(t("target.years_note" if len(years) > 1 else "target.years_single"))
    if can_start(ws.table, ws.entity):
        with st.container(horizontal=True):
            sheets = words.workbook_sheets
            widgets.download(
                ws, "target", lambda: excel.workbook(t, sheets(result, years, growth, t), shown, asked.notes)
            )
            widgets.download(ws, "target", lambda: excel.csv_bytes(table, t), kind="csv")
    widgets.sources(ws, shown)
