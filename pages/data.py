"""Data: which figures exist, and each with its source."""

import streamlit as st

from dti_core import data_words, dataset_files, datasets, excel, worked
from dti_core.charts import data as charts
from dti_core.coverage import coverage, entity_coverage, self_check
from ui import session, url, widgets
from ui.text import folded

SECTIONS = ("coverage", "browse", "figure", "conflicts", "check")

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
        result = coverage(ws.history)
        widgets.finding(ws, charts.finding_round(result, ws.round_id, t))
        whose = url.one_of(t, "ai", key="data_whose", allowed=("everyone", "entity"), default="everyone")
        st.segmented_control(
            t("data.who"), ("everyone", "entity"), key="data_whose", required=True, label_visibility="collapsed",
            format_func=lambda name: t("data.everyone") if name == "everyone" else ws.name,
        )  # fmt: skip
        if whose == "everyone":
            fig = charts.coverage_map(result, t)
        else:
            own = entity_coverage(ws.history, ws.entity, store.counterpart)
            fig = charts.entity_map(own, result, table, ws.name, t)
        widgets.chart(ws, fig, "data_coverage", alt=t("data.coverage_alt"))
        st.caption(t("data.national_note"))
        st.subheader(t("data.rounds_title"))
        widgets.table(ws, data_words.rounds_frame(store, t), key="data_rounds")
        frame = data_words.coverage_frame(result, t)
        with st.container(horizontal=True):
            widgets.download(ws, "data_coverage", lambda: excel.workbook(t, {t("data.coverage"): frame}))
            widgets.download(ws, "data_coverage", lambda: excel.csv_bytes(frame, t), kind="csv")

    elif section == "browse":
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = url.one_of(t, "bang", key="data_set", allowed=datasets.NAMES, default=datasets.NAMES[0])
            st.selectbox(
                t("data.page.dataset"), datasets.NAMES, format_func=lambda code: t(f"data.set.{code}"), key="data_set"
            )
            whole = datasets.dataset(store, name, table, t)
            regions = ("", *whole.regions)
            region = url.one_of(t, "vung", key="data_region", allowed=regions, default="")
            if whole.regions:
                labels = datasets.region_names(store, t)
                labels[""] = t("data.page.all_regions")
                st.selectbox(t("data.page.region"), regions, format_func=labels.__getitem__, key="data_region")
            words = url.choice(t, "tim", key="data_search", parse=str, default="")
            st.text_input(t("data.page.search"), key="data_search", placeholder=t("data.page.search_hint"))
        shown = whole.narrowed(t, words, region, folded)
        if len(shown):
            st.caption(t("data.page.rows", shown=len(shown), all=len(whole)))
            links = {header: st.column_config.LinkColumn() for header in shown.links}
            event = widgets.table(
                ws, shown.frame, shown.formats(t), key="data_table", column_config=links, on_select="rerun",
                selection_mode="single-row",
            )  # fmt: skip
            picked = [row for row in event.selection.rows if row < len(shown)]
            if picked:
                st.subheader(t("data.page.row_title"))
                widgets.sources(ws, dataset_files.origin(store, shown, picked[0], table), key="data_row_sources")
            elif name in datasets.OF_ROUND:
                st.caption(t("data.page.pick_row"))
        elif len(whole):
            st.info(t("data.page.no_rows"), icon=":material/search_off:")
        else:
            st.info(t("data.page.empty_set", name=t(f"data.set.{name}")), icon=":material/search_off:")
        with st.container(horizontal=True):
            label, comma = t("data.page.download_table"), t("data.page.download_csv")
            make = lambda: dataset_files.table_workbook(store, shown, table, t)  # noqa: E731
            widgets.download(ws, f"data_{name}", make, label=label)
            widgets.download(ws, f"data_{name}", lambda: excel.csv_bytes(shown.to_frame(), t), kind="csv", label=comma)
            label = t("data.page.download_round")
            widgets.download(ws, "data_round", lambda: dataset_files.round_workbook(store, table, t), label=label)

    elif section == "figure":
        codes = table.framework.all_codes
        code = url.one_of(t, "chi-so", key="data_code", allowed=codes, default=codes[0])
        st.selectbox(
            t("data.page.figure_pick"),
            codes,
            format_func=lambda one: table.framework.name(one, t.lang),
            key="data_code",
        )
        for line in worked.figure(table, ws.entity, code, t):
            st.markdown(line)
        widgets.sources(ws, dataset_files.behind(store, table, ws.entity, code), key="data_figure_sources")

    elif section == "conflicts":
        lines = data_words.conflict_lines(store, t)
        widgets.finding(ws, t("data.page.conflicts_lead", count=len(lines)))
        for what, said in lines:
            with st.container(border=True):
                st.markdown(f"**{what}**  \n{said}")
        widgets.sources(ws, data_words.conflict_documents(store), key="data_conflict_sources")
    else:
        check = self_check(table)
        widgets.finding(ws, data_words.check_lead(check, t))
        st.caption(t("data.page.check_help"))
        frame = data_words.check_frame(check, t)
        widgets.table(ws, frame, data_words.check_formats(table, t), key="data_check")
        widgets.download(ws, "data_check", lambda: excel.workbook(t, {t("data.check"): frame}))

with st.expander(t("data.page.origin_title"), icon=":material/info:"):
    for note in dataset_files.notes(table, t):
        st.markdown(note)
