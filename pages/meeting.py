"""Meeting: slides from the live data, prepared, shown on the wall, frozen; what was concluded."""

import streamlit as st

from ui import handouts, meeting, meeting_parts, question, session, url, wall, widgets

ws = session.workspace()
t = ws.t
on = meeting.on_wall(ws)
with widgets.guard(ws):
    now = meeting.opened(ws)
    if on:
        wall.show(
            now.deck, t, lambda draw: ws.shown(draw, *now.depends_on),
            lambda: question.ask(ws, now.materials.rank, now.materials.outlook),
        )  # fmt: skip
    else:
        st.title(t("app.meeting"))
        meeting.say(ws)
        widgets.finding(ws, t(f"meeting.finding{'_frozen' if now.is_frozen else ''}", count=now.count))
        meeting_parts.head(ws, now)
        section = url.one_of(
            t, "muc", key=meeting.SECTION, allowed=meeting.SECTIONS, default=meeting.SECTIONS[0]
        )  # fmt: skip
        st.segmented_control(
            t("meeting.section_label"), meeting.SECTIONS, format_func=lambda name: t(f"meeting.section.{name}"),
            key=meeting.SECTION, required=True, label_visibility="collapsed",
        )  # fmt: skip
        if section == "papers":
            handouts.downloads(ws, now)
        elif section == "kept":
            meeting_parts.kept(ws, now)
        elif section == "conclusions":
            meeting_parts.conclusions(ws, now)
        else:
            meeting_parts.slides(ws, now)
            if now.is_frozen:
                meeting_parts.since(ws, now)
        meeting_parts.figures(ws, now)
        meeting_parts.sources(ws, now)
