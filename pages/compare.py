"""Compare: whom do we resemble, where do we differ."""

from functools import cache, partial

import streamlit as st

from dti_core import compare as core
from dti_core import parts
from dti_core.charts import compare as charts
from dti_core.charts import compare_words as words
from dti_core.charts import heat
from dti_core.charts import pillars as pillar_charts
from ui import session, url, widgets

ws = session.workspace()
t, table = ws.t, ws.table
st.title(t("app.compare"))

others, suggested = [], list(core.suggested(table, ws.entity))
if st.session_state.get("compare_others") == st.session_state.get("compare_suggested"):
    st.session_state["compare_others"] = suggested  # nobody chose: another entity brings its own suggestion
st.session_state["compare_suggested"] = suggested
if suggested:
    label = t("compare.others")
    others = widgets.entities_picker(
        ws, "compare_others", name="voi-cac", default=suggested, most=core.MOST, label=label
    )
    st.caption(t("compare.others_help"))
else:
    st.info(t("compare.nobody", name=ws.name, of=t.number(table.n, 0)), icon=":material/search_off:")

chosen = "+".join(others)
result = cache(partial(core.compare, table, ws.entity, others))
near = cache(partial(core.similar, table, ws.entity))
earlier = core.before(table, ws.history)
pillars = cache(lambda: core.pillars(table, result().lit, earlier))


def beside() -> None:
    if view == "heat":
        widgets.chart(ws, heat.heat(result(), code, t), "compare_heat", alt=words.finding_heat(result(), code, t))
    elif view in charts.views(result()):
        st.html(words.legend(result(), t, view == charts.VIEWS[0]))
        widgets.chart(ws, charts.draw(view, result(), t), "compare_chart", alt=words.finding_beside(result(), t))
    else:
        few = t("compare.radar_few", count=len(charts.radar_codes(result())))
        st.info(few, icon=":material/search_off:")
    st.caption("  \n".join(words.notes(result(), t)))


def made_of_pillars() -> None:
    st.subheader(t("compare.pillars"))
    found = pillars()
    if len(found):
        widgets.table(ws, words.pillar_table(found, result(), t), key="compare_pillars", height="content")
        st.caption(t("compare.pillars_since", year=earlier.round.year) if earlier else t("compare.pillars_no_before"))
        for basis in words.bases(found):
            st.caption(f"{widgets.badge(ws, basis)} {t(f'compare.pillars_{basis}')}")
    else:
        st.caption(t("compare.pillars_none"))
    made_of = core.hidden_parts(table, ws.entity)
    if len(made_of):
        st.subheader(t("compare.hidden"))
        fig = pillar_charts.pillar_parts(made_of, result(), t)
        widgets.chart(ws, fig, "compare_hidden", alt=words.finding_hidden(made_of, result(), t))
        for line in words.formulas(made_of, result(), t):
            st.markdown(line)
        st.caption(f"{words.hidden_note(made_of, t)} {widgets.badge(ws, 'derived')}")


def alike() -> None:
    st.subheader(t("compare.similar", name=ws.name))
    st.markdown(words.finding_similar(near(), result(), t))
    if len(near()):
        rows, formats = words.similar_table(near(), result(), t), words.similar_formats(result(), t)
        widgets.table(ws, rows, formats, key="compare_similar")
        st.caption(words.similar_what(near(), result(), t))


with widgets.guard(ws):
    ws.shown(lambda: widgets.finding(ws, words.finding_profile(result(), t)), chosen)
    view = url.one_of(t, "kieu", key="compare_view", allowed=charts.VIEWS, default=charts.VIEWS[0])
    code = ""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            t("compare.view"), charts.VIEWS, format_func=lambda name: t(f"compare.view_{name}"), key="compare_view",
            required=True,
        )  # fmt: skip
        if view == "heat":
            rows = result().rows
            code = url.one_of(t, "theo", key="compare_sort", allowed=rows, default=rows[0])
            st.selectbox(
                t("compare.sort"), rows, format_func=lambda code: parts.name(table, code, t), key="compare_sort",
                width=320,
            )  # fmt: skip
    ws.shown(beside, chosen, view, code)
    ws.shown(made_of_pillars, chosen)
    ws.shown(alike, chosen)
    shown = lambda: parts.documents(ws.store, table, result().lit, t)
    with st.container(horizontal=True):
        sheets = lambda: words.sheets(result(), pillars(), near(), t)
        widgets.files(ws, "compare", sheets, shown, lambda: words.notes(result(), t))
    ws.shown(lambda: widgets.sources(ws, shown()), chosen)
