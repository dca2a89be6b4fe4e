"""Overview: one entity in five seconds."""

import streamlit as st

from dti_core import excel, overview_words
from dti_core.charts import overview as charts
from dti_core.overview import documents, overview
from ui import session, widgets

ws = session.workspace()
st.title(ws.t("overview.title", name=ws.name, year=ws.table.round.year))

result = overview(ws.table, ws.entity, ws.history, ws.store.targets(ws.entity), ws.store.counterpart)
provenance = documents(ws.store, result)
sheets = overview_words.sheets(result, ws.t)

widgets.finding(ws, overview_words.headline(result, ws.t))
widgets.metrics(ws, overview_words.cards(result, ws.t))
widgets.chart(ws, charts.strip(result, ws.t), "overview_strip", alt=charts.finding_strip(result, ws.t))

left, right = st.columns(2, gap="large")
with left:
    if len(result.biggest):
        widgets.chart(ws, charts.biggest(result, ws.t), "overview_biggest", alt=charts.finding_biggest(result, ws.t))
    else:
        st.subheader(charts.finding_biggest(result, ws.t))
        for line in overview_words.instead(result, ws.t):
            st.markdown(line)
    for note, basis in overview_words.notes(result, ws.t):
        st.caption(f"{note} {widgets.badge(ws, basis)}")
    st.caption(overview_words.verdict(result, ws.t))
with right:
    if len(ws.history) == 1:
        st.info(charts.finding_years(result, ws.t), icon=":material/timeline:")
    else:
        widgets.chart(ws, charts.years(result, ws.t), "overview_years", alt=charts.finding_years(result, ws.t))

with st.container(horizontal=True):
    st.page_link("pages/trends.py", label=ws.t("overview.to_trends"), icon=":material/timeline:")
    st.page_link("pages/simulate.py", label=ws.t("overview.to_simulate"), icon=":material/tune:")

with st.expander(ws.t("widgets.chart_data"), icon=":material/table_view:"):
    for place, (name, frame) in enumerate(sheets.items()):
        st.caption(name)
        widgets.table(ws, frame, overview_words.formats(frame, result, ws.t), key=f"overview_table_{place}")
with st.container(horizontal=True):
    widgets.download(ws, "overview", lambda: excel.workbook(ws.t, sheets, provenance))
    widgets.download(ws, "overview", lambda: excel.csv_bytes(overview_words.sheet(result, ws.t), ws.t), kind="csv")
widgets.sources(ws, provenance, key="overview_sources")
