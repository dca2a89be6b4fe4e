"""Data: which figures exist, and each with its source."""

from functools import cache, partial

import streamlit as st

from dti_core import data_words, dataset_files, worked
from dti_core.charts import data as charts
from dti_core.coverage import coverage, entity_coverage, self_check
from ui import browsing, importing, session, url, widgets

SECTIONS = ("coverage", "browse", "figure", "conflicts", "check", "import")

ws = session.workspace()
t, table, store = ws.t, ws.table, ws.store
st.title(t("data.title"))
section = url.one_of(t, "xem", key="data_section", allowed=SECTIONS, default=SECTIONS[0])
st.segmented_control(
    t("data.section"), SECTIONS, format_func=lambda name: t(f"data.{name}"), key="data_section", required=True,
    label_visibility="collapsed",
)  # fmt: skip

with widgets.guard(ws):
    if section == "coverage":
        kept = ws.offer.kept  # the rounds are the same for every entity
        found = partial(kept, coverage, ws.history)
        ws.shown(lambda: widgets.finding(ws, charts.finding_round(found(), ws.round_id, t)))
        whose = url.one_of(t, "ai", key="data_whose", allowed=("everyone", "entity"), default="everyone")
        st.segmented_control(
            t("data.who"), ("everyone", "entity"), key="data_whose", required=True, label_visibility="collapsed",
            format_func=lambda name: t("data.everyone") if name == "everyone" else ws.name,
        )  # fmt: skip

        def covered() -> None:
            if whose == "everyone":
                fig, said = kept(charts.coverage_map, found(), t), charts.finding_coverage(found(), t)
            else:
                own = entity_coverage(ws.history, ws.entity, store.counterpart)
                fig = charts.entity_map(own, found(), table, ws.name, t)
                said = charts.finding_entity(own, table, ws.name, t)
            widgets.chart(ws, fig, "data_coverage", alt=said, over=ws.history)
            st.caption(t("data.national_note"))
            st.subheader(t("data.rounds_title"))
            widgets.table(ws, kept(data_words.rounds_frame, store, t), key="data_rounds")

        ws.shown(covered, whose)
        frame = cache(lambda: data_words.coverage_frame(found(), t))
        rounds = lambda: data_words.rounds_frame(store, t)
        widgets.files(ws, "data_coverage", lambda: {t("data.coverage"): frame(), t("data.rounds_title"): rounds()})

    elif section == "browse":
        browsing.browse(ws)
    elif section == "import":
        importing.section(ws)

    elif section == "figure":
        codes = table.framework.all_codes
        code = url.one_of(t, "chi-so", key="data_code", allowed=codes, default=codes[0])
        st.selectbox(
            t("data.page.figure_pick"),
            codes,
            format_func=lambda one: table.framework.name(one, t.lang),
            key="data_code",
        )
        ws.shown(lambda: st.markdown("\n\n".join(worked.figure(table, ws.entity, code, t))), code)
        widgets.sources(ws, dataset_files.behind(store, table, ws.entity, code), key="data_figure_sources")

    elif section == "conflicts":
        lines = data_words.conflict_lines(store, t)
        widgets.finding(ws, t("data.page.conflicts_lead", count=len(lines)))
        for what, said in lines:
            with st.container(border=True):
                st.markdown(f"**{what}**  \n{said}")
        widgets.sources(ws, data_words.conflict_documents(store), key="data_conflict_sources")
    else:
        frame = cache(lambda: data_words.check_frame(self_check(table), t))

        def checked() -> None:
            widgets.finding(ws, data_words.check_lead(self_check(table), t))
            st.caption(t("data.page.check_help"))
            widgets.table(ws, frame(), data_words.check_formats(table, t), key="data_check")

        ws.shown(checked)
        widgets.files(ws, "data_check", lambda: {t("data.check"): frame()})


def origin() -> None:
    with st.expander(t("data.page.origin_title"), icon=":material/info:"):
        for note in dataset_files.notes(table, t):
            st.markdown(note)


ws.shown(origin)
