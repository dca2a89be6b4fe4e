"""Method: every formula, worked with the chosen entity's real figures."""

import streamlit as st

from dti_core import method_words as words
from dti_core.charts import method as charts
from dti_core.datasets import dataset
from ui import session, url, widgets
from ui.text import folded

ws = session.workspace()
t, table = ws.t, ws.table
st.title(t("method.title"))
st.caption(t("method.lead", entity=ws.name, year=table.round.year))
section = url.one_of(t, "phan", key="method_section", allowed=words.SECTIONS, default=words.SECTIONS[0])
st.segmented_control(
    t("method.section"), words.SECTIONS, format_func=lambda name: t(f"method.sections.{name}"), key="method_section",
    required=True, label_visibility="collapsed",
)  # fmt: skip

with widgets.guard(ws):
    kept = ws.record if section == "record" else None
    examples = ws.offer.kept(words.examples, section, ws.store, table, ws.entity, ws.history, t, kept)

    def worked() -> None:
        if not examples:
            st.info(t("method.not_provincial"), icon=":material/search_off:")
        for example in examples:
            st.subheader(t(f"method.{example.key}.title"))
            with st.container(border=True):
                st.markdown(t(f"method.{example.key}.formula"))
            if example.key == "editions":
                alt = charts.finding_editions(ws.history, t)
                widgets.chart(ws, charts.editions(ws.history, t), "method_editions", alt=alt, over=ws.history)
            for line in example.lines:
                st.markdown(line)
            if example.frame is not None:
                key, height = f"method_{example.key}", words.height(example)
                widgets.table(ws, example.frame, example.places, key=key, height=height)

    ws.shown(worked, section)
    if section == "glossary":
        whole = dataset(ws.store, "glossary", table, t)
        search = url.choice(t, "thuat-ngu", key="method_search", parse=str, default="")
        st.text_input(t("method.search"), key="method_search", placeholder=t("method.search_hint"))
        shown = whole.narrowed(t, search, fold=folded)
        st.caption(t("method.terms", shown=len(shown), all=len(whole)))
        if len(shown):
            widgets.table(ws, shown.frame, key="method_terms", row_height=34)
        else:
            st.info(t("method.no_terms"), icon=":material/search_off:")
    if section == "limits":
        st.page_link(
            "pages/data.py",
            label=t("method.to_conflicts"),
            icon=":material/table_view:",
            query_params={"xem": "conflicts"},
        )

    shown_sources = ws.offer.kept(words.sources, section, ws.store, table, ws.entity, ws.history)
    sheets = words.sheets(examples, t)
    if sheets:
        widgets.files(ws, f"method_{section}", lambda: sheets, lambda: shown_sources, lambda: words.lines(examples, t))
    if len(shown_sources):
        ws.shown(lambda: widgets.sources(ws, shown_sources, key="method_sources"), section)
