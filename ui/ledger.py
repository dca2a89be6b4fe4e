"""What the page Nhật ký asks and does: take a batch back, let a source count, make a backup, restore one."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from dti_core import journal_words as words
from dti_core.errors import DtiError
from dti_core.office import backup, figures, journal
from ui import widgets
from ui.session import Workspace
from ui.text import escaped

WHO, _DONE, _REFUSED = "journal_name", "journal_done", "journal_refused"
_LARGEST = 200  # MB


def said(ws: Workspace) -> None:
    """What the last thing done came to."""
    state = st.session_state
    if text := state.pop(_DONE, ""):
        st.success(text, icon=":material/check_circle:")
    if refused := state.pop(_REFUSED, None):
        with widgets.guard(ws):
            raise refused


def _does(work: Callable[[], str]) -> None:
    try:
        st.session_state[_DONE] = work()
    except DtiError as error:
        st.session_state[_REFUSED] = error


def lines(texts: list[str]) -> None:
    """Plain lines, nothing in them read as markup."""
    st.markdown("  \n".join(map(escaped, texts)))


def _name(ws: Workspace, key: str) -> str:
    """Who does it: asked once a session."""
    st.session_state.setdefault(key, st.session_state.get(WHO, ""))
    who = st.text_input(ws.t("journal.who"), key=key, max_chars=80, width=420)
    st.session_state[WHO] = who
    return who


def undo(ws: Workspace, batch_id: str) -> None:
    """Ask for a name, a reason and a confirmation, then take the batch back as a whole."""
    t = ws.t
    with st.container(border=True, key="journal_undo_box"):
        st.markdown(f"**{t('journal.undo_title')}**")
        st.caption(t("journal.undo_help"))
        who = _name(ws, "journal_undo_who")
        why = st.text_input(t("journal.reason"), key="journal_undo_why", max_chars=300, width=420)
        sure = st.checkbox(t("journal.undo_sure", batch=batch_id), key=f"journal_undo_sure_{batch_id}")

        def work() -> str:
            journal.undo(ws.store, batch_id, who, dt.datetime.now().replace(microsecond=0), why)
            return t("journal.undone", batch=batch_id)

        st.button(
            t("journal.undo"), key="journal_undo_go", on_click=_does, args=(work,), icon=":material/undo:",
            disabled=not (sure and who.strip() and why.strip()),
        )  # fmt: skip


def choose(ws: Workspace, code: str) -> None:
    """The sources of a figure beside each other; which one counts, by whom and why."""
    t = ws.t
    offered = words.offered(ws.store, ws.round_id, ws.entity, code, t)
    if not offered:
        st.info(t("journal.nothing_said"), icon=":material/search_off:")
        return
    counts = words.counting(ws.store, ws.round_id, ws.entity, code)
    st.markdown(t("journal.counts" if counts else "journal.counts_none", said=escaped(next(iter(offered.values())))))
    if len(offered) + (not counts) < 2:
        return
    with st.expander(t("journal.choose_title"), icon=":material/rule:", key="journal_choose"):
        picked = st.radio(
            t("journal.choose_which"), list(offered), format_func=lambda one: escaped(offered[one]),
            key=f"journal_choose_{ws.round_id}_{ws.entity}_{code}",
        )  # fmt: skip
        who = _name(ws, "journal_choose_who")
        why = st.text_input(t("journal.reason"), key="journal_choose_why", max_chars=300, width=420)

        def work() -> str:
            source, status = picked
            one = figures.Said(ws.round_id, ws.entity, code, source, status)
            figures.choose(ws.store, one, who, dt.datetime.now().replace(microsecond=0), why)
            return t("journal.chosen", said=escaped(offered[picked]))

        st.button(
            t("journal.choose"), key="journal_choose_go", on_click=_does, args=(work,), icon=":material/check:",
            disabled=not (who.strip() and why.strip()),
        )  # fmt: skip


def back_up(ws: Workspace) -> None:
    """A backup made when it is asked for."""
    t = ws.t
    st.subheader(t("journal.backup_title"))
    st.markdown(t("journal.backup_help"))
    who = _name(ws, "journal_backup_who")
    now = dt.datetime.now().replace(microsecond=0)
    st.download_button(
        t("journal.backup"), lambda: backup.make(ws.store, who, dt.datetime.now().replace(microsecond=0)),
        file_name=f"dti-{now:%Y%m%d-%H%M}{backup.SUFFIX}", mime="application/zip", key="journal_backup_go",
        icon=":material/archive:", disabled=not who.strip(), on_click="ignore",
    )  # fmt: skip


def restore(ws: Workspace) -> None:
    """Look through a backup that is sent, say what it holds, and put it in place once that is confirmed."""
    t = ws.t
    st.subheader(t("journal.restore_title"))
    st.markdown(t("journal.restore_help"))
    sent = st.file_uploader(
        t("journal.restore_file"), type=[backup.SUFFIX[1:]], key="journal_restore_file", max_upload_size=_LARGEST
    )
    if sent is None:
        return
    content = sent.getvalue()
    with widgets.guard(ws):
        manifest = backup.read(content)
        st.markdown(escaped(words.manifest_words(manifest, t)))
        who = _name(ws, "journal_restore_who")
        sure = st.checkbox(t("journal.restore_sure"), key="journal_restore_sure")

        def work() -> str:
            kept = backup.restore(ws.store, content, who, dt.datetime.now().replace(microsecond=0), sent.name)
            return t("journal.restored", file=_where(kept))

        st.button(
            t("journal.restore"), key="journal_restore_go", on_click=_does, args=(work,), icon=":material/restore:",
            disabled=not (sure and who.strip()),
        )  # fmt: skip


def _where(kept: Path | None) -> str:
    return kept.name if kept else "–"
