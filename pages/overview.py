"""Overview: one entity in five seconds."""

from functools import cache, partial

import streamlit as st

from dti_core import overview_tables as figures
from dti_core import overview_words as words
from dti_core.charts import overview as charts
from dti_core.overview import documents, overview
from ui import session, widgets

ws = session.workspace()
t = ws.t
index = ws.table.framework.short(t.lang)
st.title(t("overview.title", name=ws.name, index=index, year=ws.table.round.year))
targets = ws.store.targets(ws.entity)
result = cache(partial(overview, ws.table, ws.entity, ws.history, targets, ws.store.counterpart))


def answer() -> None:
    found = result()
    widgets.finding(ws, words.headline(found, t))
    widgets.metrics(ws, words.cards(found, t))
    widgets.chart(ws, charts.strip(found, t), "overview_strip", alt=charts.finding_strip(found, t))
    left, right = st.columns(2, gap="large")
    with left:
        if len(found.biggest):
            widgets.chart(ws, charts.biggest(found, t), "overview_biggest", alt=charts.finding_biggest(found, t))
        else:
            st.subheader(charts.finding_biggest(found, t))
            for line in words.instead(found, t):
                st.markdown(line)
        for note, basis in words.notes(found, t):
            st.caption(f"{note} {widgets.badge(ws, basis)}")
        st.caption(words.verdict(found, t))
    with right:
        if len(ws.history) == 1:
            st.info(charts.finding_years(found, t), icon=":material/timeline:")
        else:
            widgets.chart(
                ws, charts.years(found, t), "overview_years", alt=charts.finding_years(found, t), over=ws.history
            )
    with st.container(horizontal=True):
        st.page_link("pages/trends.py", label=t("overview.to_trends"), icon=":material/timeline:")
        st.page_link("pages/simulate.py", label=t("overview.to_simulate"), icon=":material/tune:")


ws.shown(answer)
sheets = lambda: figures.sheets(result(), t)
tables = lambda: ((name, frame, figures.formats(frame, result(), t)) for name, frame in sheets().items())
widgets.tables(ws, t("widgets.chart_data"), tables, key="overview_table")
with st.container(horizontal=True):
    sources = lambda: documents(ws.store, result())
    widgets.files(ws, "overview", sheets, sources)
ws.shown(lambda: widgets.sources(ws, sources(), key="overview_sources"))
