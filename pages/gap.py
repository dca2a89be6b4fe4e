"""Gap: where the missing points are."""

from functools import cache

import streamlit as st

from dti_core import parts
from dti_core.charts import gap as charts
from dti_core.charts import gap_table as tables
from dti_core.charts import gap_words as words
from dti_core.steps import Steps, aim, steps_to
from ui import session, url, widgets

ws = session.workspace()
t, table = ws.t, ws.table
st.title(t("app.gap"))
shown = cache(lambda: parts.documents(ws.store, table, [ws.entity], t))

if not words.has_total(table, ws.entity):
    st.info(words.nothing(ws.history, table, ws.entity, t), icon=":material/search_off:")
else:
    kinds = charts.BENCHMARKS if len(table.entities) > 1 else charts.BENCHMARKS[:1]
    benchmark = url.one_of(t, "moc", key="gap_benchmark", allowed=kinds, default=kinds[0])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            t("widgets.benchmark"),
            kinds,
            format_func=lambda kind: t(f"widgets.benchmark_{kind}"),
            key="gap_benchmark",
            required=True,
        )
        if benchmark == "rank":
            rank = url.choice(
                t,
                "hang",
                key="gap_rank",
                parse=words.ranks_of(table),
                default=aim(table, ws.entity, ws.store.targets(ws.entity, table.framework.root)),
            )
            st.number_input(t("widgets.rank"), 1, len(table.entities), key="gap_rank", width=140)
            benchmark = f"rank:{rank}"
            st.caption(words.known_ranks(table, t))
        elif benchmark == "entity":
            benchmark = widgets.entity_picker(ws, "gap_entity", name="voi", default=words.first_other(table, ws.entity))

    frame = cache(lambda: tables.table(result, t))

    def answer() -> None:
        widgets.finding(ws, words.finding(result, t))
        widgets.metrics(ws, words.cards(result, t))
        if table.framework.levels:
            widgets.chart(ws, charts.levels(result, t), "gap_levels", alt=words.finding_level(result, t))

    def drawn() -> None:
        if views:
            widgets.chart(ws, charts.draw(view, result, t), "gap_chart", alt=words.finding(result, t))
        elif words.no_chart(result, t):
            st.info(words.no_chart(result, t), icon=":material/search_off:")
        st.caption("  \n".join(words.notes(result, t)))
        if causes := words.causes(result, t):
            st.subheader(t("gap.causes"))
            for cause in causes:
                st.markdown(cause)
        st.subheader(t("gap.table"))
        widgets.table(
            ws, frame(), tables.formats(result, t), key="gap_table", alt=words.finding(result, t),
            column_order=tables.on_screen(frame(), t), height="content",
        )  # fmt: skip

    with widgets.guard(ws):
        result: Steps = ws.offer.kept(steps_to, table, ws.entity, benchmark)
        ws.shown(answer, benchmark)
        views = charts.views(result)
        view = url.one_of(t, "kieu", key="gap_view", allowed=views, default=views[0]) if views else ""
        if len(views) > 1:
            st.segmented_control(
                t("gap.view"), views, format_func=lambda name: t(f"gap.view_{name}"), key="gap_view", required=True,
                label_visibility="collapsed",
            )  # fmt: skip
        ws.shown(drawn, benchmark, view)
        with st.container(horizontal=True):
            said = lambda: [words.finding(result, t), *words.notes(result, t)]
            widgets.files(ws, "gap", lambda: {t("gap.sheet"): frame()}, shown, said)
ws.shown(lambda: widgets.sources(ws, shown()))
