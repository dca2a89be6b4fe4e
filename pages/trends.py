"""Trends: why did the rank move?"""

from functools import cache, partial

import streamlit as st

from dti_core import history_peers as by_peer
from dti_core import history_words
from dti_core.charts import movement as why
from dti_core.charts import peer_bars as bars
from dti_core.charts import trends as charts
from dti_core.history import documents, history, movement
from ui import session, text, url, widgets

ws = session.workspace()
t = ws.t
st.title(t("trends.title", name=ws.name))

pairs = history_words.pairs(ws.history, ws.table)
peers = history_words.peers(ws.table, ws.entity, t)
if not pairs:
    st.info(t("trends.one_round", year=ws.table.round.year), icon=":material/timeline:")
    st.stop()

pair = url.one_of(t, "hai-ky", key="trends_pair", allowed=pairs, default=history_words.HERE)
url.some_of(t, "so-voi", key="trends_others", allowed=peers)
url.one_of(t, "theo", key="trends_measure", allowed=charts.MEASURES, default=charts.MEASURES[0])
headline = st.container()
others = st.multiselect(
    t("trends.others"), list(peers), format_func=lambda name: text.findable(peers[name]), key="trends_others",
    max_selections=charts.MOST, placeholder=t("widgets.pick_entity"), help=t("trends.others_help"),
)  # fmt: skip
chosen = "+".join(others)
result = cache(partial(history, ws.history, [ws.entity, *others], ws.store.counterpart))
moved = cache(lambda: movement(*pairs[pair], ws.entity, ws.store.counterpart))


@cache
def bands() -> by_peer.Bands | None:
    later = moved().after
    return by_peer.bands(ws.offer.robustness(later.table.round.round_id), later.table, later.entity)


def ranks() -> None:
    fig, alt = charts.bump(result(), t), charts.finding_bump(result(), t)
    widgets.chart(ws, fig, "trends_bump", alt=alt, over=ws.history)
    for note in history_words.notes(result(), t):
        st.caption(note)


def why_it_moved() -> None:
    split = moved()
    for caution in history_words.cautions(split, t):
        st.warning(caution, icon=":material/rule:")
    alt = why.finding_waterfall(split, t)
    widgets.chart(ws, why.waterfall(split, t), "trends_waterfall", alt=alt, over=pairs[pair])
    st.caption(history_words.own_line(split, t))
    for how, column in zip(history_words.PASSED, st.columns(2, gap="large"), strict=True):
        with column:
            st.markdown(f"**{history_words.passed_title(split, how, t)}**")
            rows = history_words.passed_table(split, how, t)
            if len(rows):
                widgets.table(ws, rows, history_words.passed_formats(split, rows, t), key=f"trends_passed_{how}")
    st.subheader(t("trends.by_peer.title"))
    fig, alt = bars.peer_bars(split, t), by_peer.finding_peers(split, t)
    widgets.chart(ws, fig, "trends_by_peer", alt=alt, over=pairs[pair])


def how_sure() -> None:
    st.subheader(t("trends.bands.title"))
    found = bands()
    if found is None:
        later = moved().after
        name = later.table.name(later.entity, t.lang)
        st.info(t("trends.bands.none", name=name, year=later.year), icon=":material/rule:")
    else:
        widgets.chart(ws, bars.band_bars(found, t), "trends_bands", alt=by_peer.finding_bands(found, t))
        for note in by_peer.band_notes(found, t):
            st.caption(note)
    for sentence in history_words.indistinct(moved(), t):
        st.caption(sentence)


ws.shown(ranks, chosen)
st.subheader(t("trends.split_title"))
pair = st.segmented_control(
    t("trends.pair_label"), list(pairs), format_func=lambda name: history_words.pair_name(ws.history, pairs[name], t),
    key="trends_pair", required=True,
) or next(iter(pairs))  # fmt: skip
with headline:
    ws.shown(lambda: widgets.finding(ws, history_words.finding(moved(), t)), pair)
if moved().split is None:
    st.info(t("trends.choose_pair"), icon=":material/info:")
else:
    ws.shown(why_it_moved, pair)
    each = lambda: [("", rows := by_peer.contribution_table(moved(), t),
                     by_peer.contribution_formats(moved(), rows, t))]  # fmt: skip
    widgets.tables(ws, t("trends.by_peer.table"), each, key="trends_by_peer_table")
ws.shown(how_sure, pair)

st.subheader(t("trends.values_title"))
measure = st.segmented_control(
    t("trends.measure"), charts.MEASURES, format_func=lambda name: t(f"trends.measure_{name}"), key="trends_measure",
    required=True, label_visibility="collapsed",
) or charts.MEASURES[0]  # fmt: skip


def values() -> None:
    alt = charts.finding_lines(result(), measure, t)
    widgets.chart(ws, charts.lines(result(), measure, t), "trends_lines", alt=alt, over=ws.history)


ws.shown(values, chosen, measure)
shown = lambda: [("", history_words.sheet(result(), t), history_words.formats(result(), t))]
widgets.tables(ws, t("widgets.chart_data"), shown, key="trends_table")
with st.container(horizontal=True):
    sheets, sources = by_peer.sheets, lambda: documents(ws.store, result())
    widgets.files(ws, "trends", lambda: sheets(result(), moved(), bands(), t), sources)
ws.shown(lambda: widgets.sources(ws, sources(), key="trends_sources"), chosen)
