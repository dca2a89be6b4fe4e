"""Journal: what was brought in, by whom, what was taken back; backup and restore."""

import streamlit as st

from dti_core import journal_words as words
from dti_core.office import journal
from ui import ledger, session, url, widgets
from ui.text import escaped

SECTIONS = ("batches", "figure", "review", "backup")

ws = session.workspace()
t, store = ws.t, ws.store
st.title(t("app.journal"))
ledger.said(ws)
section = url.one_of(t, "xem", key="journal_section", allowed=SECTIONS, default=SECTIONS[0])
st.segmented_control(
    t("journal.section_label"), SECTIONS, format_func=lambda name: t(f"journal.section.{name}"), key="journal_section",
    required=True, label_visibility="collapsed",
)  # fmt: skip

with widgets.guard(ws):
    if section == "batches":
        widgets.finding(ws, escaped(words.finding(store, t)))  # names of files and people
        names = words.titles(store, t)
        if names:
            frame = words.batches_frame(store, t)
            widgets.table(ws, frame, key="journal_batches")
            widgets.files(ws, "journal", lambda: {t("journal.section.batches"): frame})
            batch_id = url.one_of(t, "lo", key="journal_batch", allowed=names, default=next(iter(names)))
            st.subheader(t("journal.one_batch"))
            st.selectbox(t("journal.batch"), list(names), format_func=names.__getitem__, key="journal_batch")
            batch = journal.batches(store).set_index("batch_id").loc[batch_id]
            ledger.lines(words.about(batch, t))
            if batch["file_name"] and batch["kind"] != "restore":
                st.download_button(
                    t("journal.file"), lambda: journal.content(store, batch_id) or b"", file_name=batch["file_name"],
                    key="journal_file", on_click="ignore", icon=":material/download:",
                )  # fmt: skip
            brought = words.brought(store, batch_id, t)
            for place, (caption, rows) in enumerate(brought):
                st.caption(caption)
                widgets.table(ws, rows, words.formats(t), key=f"journal_rows_{place}")
            if brought:
                widgets.files(ws, "journal_rows", lambda: dict(brought))
            if words.can_undo(batch):
                ledger.undo(ws, batch_id)
        else:
            st.caption(t("journal.how_to_begin"))

    elif section == "figure":
        codes = words.figure_codes(store, ws.table, t)
        code = url.one_of(t, "chi-so", key="journal_code", allowed=tuple(codes), default=next(iter(codes)))
        st.selectbox(t("journal.figure"), list(codes), format_func=codes.__getitem__, key="journal_code")
        ledger.choose(ws, code)
        frame = words.history_frame(store, ws.table, ws.entity, code, t)
        if len(frame):
            st.subheader(t("journal.history"))
            widgets.table(ws, frame, words.formats(t), key="journal_history")

    elif section == "review":
        found, strays = words.disagreements_frame(store, t), words.strays_frame(store, t)
        widgets.finding(ws, t("journal.review_lead", apart=t.number(len(found), 0), strays=t.number(len(strays), 0)))
        if len(found):
            st.subheader(t("journal.apart"))
            st.caption(t("journal.apart_help"))
            widgets.table(ws, found, words.formats(t), key="journal_apart")
        if len(strays):
            st.subheader(t("journal.strays"))
            st.caption(t("journal.strays_help"))
            widgets.table(ws, strays, key="journal_strays")

    else:
        ledger.back_up(ws)
        ledger.restore(ws)
