"""Progress: what each agency has done by when, what is late, and what it means for value, rank and chance."""

from functools import cache

import streamlit as st

from dti_core import progress_words as words
from dti_core.agencies import agencies
from dti_core.progress import Reports
from dti_core.worth import worth
from ui import progress, progress_form, progress_parts, session, url, widgets
from ui.text import escaped

ws = session.workspace()
t = ws.t
st.title(t("app.progress"))
made = progress.reports(ws)
with st.container(horizontal=True, vertical_alignment="bottom"):
    day = progress.ask_day(ws)
    quarter = progress.ask_quarter(ws, made, day)
now = ws.offer.kept(Reports.quarter, made, quarter, day)
odds = progress.chances(ws)
meant = cache(lambda: ws.offer.kept(worth, now, odds) if progress.can_start(ws) else None)
asking = (quarter, day.isoformat())

with widgets.guard(ws):
    if now.items:
        ws.shown(lambda: widgets.finding(ws, words.finding(now, t, escaped)), *asking)
        ws.shown(lambda: widgets.metrics(ws, words.cards(now, t), key="progress_metrics"), *asking)
    else:
        progress_parts.nothing_yet(ws, made, quarter)
    offered = progress.sections(ws, made, now)
    section = url.one_of(t, "muc", key=progress.SECTION, allowed=offered, default=offered[0])
    st.segmented_control(
        t("progress.section_label"), offered, format_func=lambda name: t(f"progress.section.{name}"),
        key=progress.SECTION, required=True, label_visibility="collapsed",
    )  # fmt: skip
    progress.say(ws)
    if section == "update":
        progress_form.update(ws, made, quarter)
    elif section == "quarters":
        progress_parts.quarters(ws, made)
    elif section == "agencies":
        progress_parts.by_agency(ws, ws.offer.kept(agencies, now, odds), odds)
    elif now.items:
        ws.shown(lambda: progress_parts.meaning(ws, meant()), *asking)
        ws.shown(lambda: progress_parts.planned(ws, now), *asking)
        progress_parts.listed(ws, now)
        ws.shown(lambda: progress_parts.assessed(ws, now), *asking)
    if now.items:
        progress_parts.files(ws, made, now, meant())
ws.shown(lambda: widgets.sources(ws, progress_parts.sources(ws, quarter)), quarter)
