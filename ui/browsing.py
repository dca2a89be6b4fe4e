"""The tables of the database on the page Dữ liệu: chosen, narrowed, downloaded, each row with its source."""

from functools import partial

import streamlit as st

from dti_core import dataset_files, datasets
from ui import url, widgets
from ui.session import Workspace
from ui.text import folded


def browse(ws: Workspace) -> None:
    """Ask for a table, a region and words; show the rows left and where the picked one comes from."""
    t, table, store = ws.t, ws.table, ws.store
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
        picked = [row for row in event.selection.rows if row < len(shown)] if event else []
        if picked:
            st.subheader(t("data.page.row_title"))
            widgets.sources(ws, dataset_files.origin(store, shown, picked[0], table), key="data_row_sources")
        elif event and name in datasets.OF_ROUND:
            st.caption(t("data.page.pick_row"))
    elif len(whole):
        st.info(t("data.page.no_rows"), icon=":material/search_off:")
    else:
        st.info(t("data.page.empty_set", name=t(f"data.set.{name}")), icon=":material/search_off:")
    with st.container(horizontal=True):
        widgets.files(
            ws, "data_table", lambda: {t(f"data.set.{name}"): shown.to_frame()},
            partial(dataset_files.cited_notes, store, shown, table, t), partial(dataset_files.notes, table, t),
        )  # fmt: skip
        label = t("data.page.download_round")
        widgets.download(ws, "data_round", lambda: dataset_files.round_workbook(store, table, t), label=label)
