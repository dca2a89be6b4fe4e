"""Map: where the high and the low provinces are."""

from functools import cache, partial

import streamlit as st

from dti_core import atlas_words as words
from dti_core import parts
from dti_core.atlas import DIVERGING, MEASURES, atlas, codes
from dti_core.geography import edition_of
from ui import maps, session, url, widgets

VIEWS = ("tiles", "outline")

ws = session.workspace()
t, table = ws.t, ws.table
st.title(t("app.map"))
with widgets.guard(ws):
    edition_of(table)
    on_offer = codes(table)
    measure = url.one_of(t, "mau", key="map_measure", allowed=MEASURES, default=MEASURES[0])
    view = url.one_of(t, "ve", key="map_view", allowed=VIEWS, default=VIEWS[0])
    code = url.one_of(t, "chi-so", key="map_code", allowed=on_offer, default=on_offer[0])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            t("map.measure"), MEASURES, format_func=lambda one: t(f"map.measure_{one}", name=ws.name)
            if one == "gap" else t(f"map.measure_{one}"), key="map_measure", required=True,
        )  # fmt: skip
        st.segmented_control(
            t("map.view"), VIEWS, format_func=lambda one: t(f"map.view_{one}"), key="map_view", required=True
        )
        st.selectbox(
            t("map.index"), on_offer, format_func=lambda one: parts.name(table, one, t), key="map_code", width=320
        )
    result = atlas(table, ws.entity, code, measure, ws.history)
    maps.draw(ws, result, view)
    formats = (
        {words.measure_column(result, t): "arrow" if measure == "change" else "signed"} if measure in DIVERGING else {}
    )

    def beside() -> None:
        names = ws.store.listing("regions").set_index("region_id")[f"name_{t.lang}"]
        said = [words.regions(result, t, names), *words.notes(result, t), t("map.click")]
        st.caption("  \n".join(filter(None, said)))

    ws.shown(beside, measure, code)
    frame = cache(partial(words.frame, result, t))
    widgets.tables(ws, t("widgets.chart_data"), lambda: [("", frame(), formats)], key="map_table")
    shown = cache(partial(ws.store.provenance, ws.round_id, ws.entity))
    with st.container(horizontal=True):
        widgets.files(ws, "map", lambda: {t("app.map"): frame()}, shown)
    widgets.sources(ws, shown())
