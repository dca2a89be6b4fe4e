"""The import wizard on the page Dữ liệu: what it is, the file, its problems, what would change, confirm, undo.

Nothing is written before the visitor confirms. What has been read and proposed is kept in the visitor's session as long
as the file, the answers and the data are the same.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dti_core import excel
from dti_core.errors import DtiError, WorkbookError
from dti_core.i18n import LANGUAGES, Translator
from dti_core.intake import choosing, facts, fields, reader, templates, words
from dti_core.intake.aims import Aim, ProgressAim, ScoresAim
from dti_core.intake.columns import Grid
from dti_core.intake.grid import Book, Problem
from dti_core.intake.proposal import ACTIONS, Proposal, commit, propose
from dti_core.intake.sheets import own_sheets
from dti_core.office import journal
from ui import importing_aim, widgets
from ui.session import Workspace
from ui.text import escaped

TYPES = ("xlsx", "xlsm", "csv", "txt", "tsv")
DONE, TURN, READ, UNDERSTOOD, PROPOSED, CHOSEN = (
    f"data_import_{name}" for name in ("done", "turn", "read", "understood", "proposed", "chosen")
)
WHO = "data_import_name_of_who"  # who imported last, offered again
_MOST_LISTED = 50  # problems on screen; the workbook has them all
_MOST_SHOWN = 2_000  # rows of a preview on screen; the workbook has them all


@dataclasses.dataclass(frozen=True)
class Done:
    """An import that was written, until the next one is begun."""

    aim: Aim
    batch_id: str
    lead: str
    who: str
    undone: bool = False


def section(ws: Workspace) -> None:
    """The wizard, from the top, as far as the visitor has come."""
    done = st.session_state.get(DONE)
    if done is not None:
        _done(ws, done)
        return
    t = ws.t
    st.subheader(t("importing.step_what"))
    with widgets.guard(ws):
        aim = importing_aim.ask(ws)
        if aim is None:
            return
        widgets.download(
            ws,
            f"data_import_{aim.kind}",
            lambda: templates.template(ws.store, aim, t),
            label=t("importing.template"),
            what="template_help",
        )
        st.subheader(t("importing.step_file"))
        sent = st.file_uploader(
            t("importing.file"), TYPES, key=f"data_import_file_{st.session_state.get(TURN, 0)}",
            help=t("importing.file_help"),
        )  # fmt: skip
        st.caption(t("importing.nothing_yet"))
        if sent is not None:
            _file(ws, aim, sent)


def _file(ws: Workspace, aim: Aim, sent: UploadedFile) -> None:
    t = ws.t
    book = _read(sent, t)
    said = facts.aim_of(book)
    if said is not None and said != aim:
        lines = words.aim_lines(said, aim, t, importing_aim.named(ws))
        differ = "\n".join(f"- {escaped(line)}" for line in lines)
        st.warning(f"{t('importing.other_aim')}\n\n{differ}", icon=":material/assignment_late:")
        if st.toggle(t("importing.as_file_says"), value=True, key=f"data_import_as_file_{book.sha256[:12]}"):
            aim = said
    book = _sheets(ws, book)
    _columns(ws, book, aim)
    proposal = _proposed(ws, book, aim)
    st.subheader(t("importing.step_problems"))
    _problems(ws, proposal.problems)
    if proposal.stops:
        st.info(t("importing.mend_first"), icon=":material/build:")
        return
    st.subheader(t("importing.step_preview"))
    _preview(ws, proposal)
    if proposal.rows:
        st.subheader(t("importing.step_confirm"))
        _confirm(ws, proposal, sent)


def _read(sent: UploadedFile, t: Translator) -> Book:
    """The file as read, once; what it was refused with, again."""
    known = st.session_state.get(READ)
    if known is None or known[0] != sent.file_id:
        with st.spinner(t("importing.reading")):
            try:
                found: Book | WorkbookError = reader.read(sent.getvalue(), sent.name)
            except WorkbookError as error:
                found = error
        known = st.session_state[READ] = (sent.file_id, found)
        st.session_state[CHOSEN] = {}
    if isinstance(known[1], DtiError):
        raise known[1]
    return known[1]


def _sheets(ws: Workspace, book: Book) -> Book:
    """The sheets to import, where there are several."""
    t = ws.t
    own = {Translator(lang)("intake.template.lists") for lang in LANGUAGES}
    if hidden := [name for name in book.hidden if name not in own]:
        st.caption(t("importing.hidden", sheets=escaped(", ".join(hidden))))
    names = [sheet.name for sheet in book.sheets if sheet.name not in own_sheets()]
    if len(names) < 2:
        return book
    picked = st.multiselect(t("importing.sheets"), names, default=names, key="data_import_sheets")
    return dataclasses.replace(book, sheets=tuple(sheet for sheet in book.sheets if sheet.name in picked))


def _columns(ws: Workspace, book: Book, aim: Aim) -> None:
    """What the columns are taken for, and a way to say otherwise."""
    t = ws.t
    catalogue, more = choosing.known_of(ws.store, aim)
    chosen: dict[str, dict[int, str]] = st.session_state.setdefault(CHOSEN, {})
    grids: list[Grid] = _once(ws, UNDERSTOOD, book, aim, lambda: choosing.grids_of(book, more, chosen))
    columns = {f"{grid.sheet}!{column.place}": (grid, column) for grid in grids for column in grid.columns}
    if not columns:
        return
    unknown = sum(not column.field for _, column in columns.values())
    count = t.number(len(columns), 0)
    label = t("importing.columns_all", count=count) if not unknown else t(
        "importing.columns_some", count=count, unknown=t.number(unknown, 0)
    )  # fmt: skip
    with st.expander(label, icon=":material/view_column:", expanded=bool(unknown), key="data_import_columns"):
        widgets.table(ws, words.column_frame(grids, t, catalogue), key="data_import_columns_table")
        for line in words.skipped_lines(grids, t):
            st.caption(escaped(line))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            place = st.selectbox(
                t("importing.column_pick"), list(columns), key="data_import_column", index=None,
                format_func=lambda one: f"{one} · {columns[one][1].heading[:60]}",
            )  # fmt: skip
            options = ["", *fields.HEADINGS, *more]
            if place is not None:
                grid, column = columns[place]
                st.selectbox(
                    t("importing.column_meaning"), options, index=options.index(column.field),
                    key=f"data_import_meaning_{place}", format_func=lambda one: words.field_name(one, t, catalogue),
                    on_change=_choose, args=(grid.sheet, column.index, f"data_import_meaning_{place}"),
                )  # fmt: skip


def _choose(sheet: str, index: int, key: str) -> None:
    st.session_state[CHOSEN].setdefault(sheet, {})[index] = st.session_state[key]


def _proposed(ws: Workspace, book: Book, aim: Aim) -> Proposal:
    """What the file would bring."""

    def proposed() -> Proposal:
        with st.spinner(ws.t("importing.checking")):
            return propose(ws.store, book, aim, st.session_state.get(CHOSEN, {}))

    proposal: Proposal = _once(ws, PROPOSED, book, aim, proposed)
    return proposal


def _once(ws: Workspace, name: str, book: Book, aim: Aim, work: Callable[[], Any]) -> Any:
    """What `work` gives for this file, these sheets and answers and this version of the data, worked out once."""
    chosen = repr(sorted(st.session_state.get(CHOSEN, {}).items()))
    key = (book.sha256, book.file_name, tuple(sheet.name for sheet in book.sheets), aim, chosen, ws.store.version)
    known = st.session_state.get(name)
    if known is None or known[0] != key:
        known = st.session_state[name] = (key, work())
    return known[1]


def _problems(ws: Workspace, problems: tuple[Problem, ...]) -> None:
    t = ws.t
    lead = words.problem_lead(problems, t)
    stops = any(problem.severity == "stop" for problem in problems)
    show, icon = (st.error, "error") if stops else (st.warning, "visibility") if problems else (st.success, "check")
    show(lead, icon=f":material/{icon}:")
    if problems:
        first = words.problem_frame(problems, t, _MOST_LISTED)
        with st.container(key="data_import_problems"):  # not a data frame: the remedies are to be read to their ends
            st.table(first.map(escaped), hide_index=True)
        if len(problems) > len(first):
            st.caption(t("importing.more_rows", shown=t.number(len(first), 0), all=t.number(len(problems), 0)))
        widgets.download(
            ws, "data_import_problems", label=t("importing.problems_download"), what="list_help",
            make_bytes=lambda: excel.workbook(t, {t("importing.problems_sheet"): words.problem_frame(problems, t)}),
        )  # fmt: skip


def _preview(ws: Workspace, proposal: Proposal) -> None:
    t, counts = ws.t, proposal.counts
    widgets.finding(ws, words.change_lead(counts, t))
    there = [action for action in ACTIONS if counts[action]]
    if not there:
        return
    frame = words.change_frame(proposal.changes, t)
    first = next((action for action in there if action != "same"), "same")
    picked = first if len(there) == 1 else st.segmented_control(
        t("importing.show"), there, default=first, key=f"data_import_action_{'_'.join(there)}",
        format_func=lambda one: t(f"importing.counted.{one}", count=t.number(counts[one], 0)), required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    shown = frame[(proposal.changes["action"] == picked).to_numpy()].iloc[:, 1:].dropna(axis=1, how="all")
    facts: dict[str, Any] = {
        t(f"importing.change.{name}"): lambda said: words.fact(said, t) for name in ("old", "new", "points")
    }
    facts = {name: form for name, form in facts.items() if name in shown.columns}
    widgets.table(ws, words.on_screen(shown.head(_MOST_SHOWN), t), facts, key="data_import_changes")
    if len(shown) > _MOST_SHOWN:
        st.caption(t("importing.more_rows", shown=t.number(_MOST_SHOWN, 0), all=t.number(len(shown), 0)))
    widgets.download(
        ws, "data_import_changes", lambda: excel.workbook(t, {t("importing.changes_sheet"): frame}),
        label=t("importing.changes_download"), what="list_help",
    )  # fmt: skip


def _confirm(ws: Workspace, proposal: Proposal, sent: UploadedFile) -> None:
    t, state = ws.t, st.session_state
    with st.form("data_import_confirm", enter_to_submit=False):  # only the button writes
        with st.container(horizontal=True):
            who = st.text_input(t("importing.who_imports"), value=state.get(WHO, ""), key="data_import_who_name")
            note = st.text_input(t("importing.note"), key="data_import_note", placeholder=t("importing.note_hint"))
        seen = True
        if proposal.looks:
            count = t.number(len(proposal.looks), 0)
            seen = st.checkbox(t("importing.seen", count=count), key="data_import_seen")
        sure = st.form_submit_button(t("importing.write"), type="primary", icon=":material/save:")
    if not sure:
        return
    if not seen:
        st.warning(t("importing.see_first"), icon=":material/visibility:")
        return
    batch = journal.Batch(proposal.kind, who, dt.datetime.now(), proposal.book.file_name, sent.getvalue(), note.strip())
    with st.spinner(t("importing.writing")):
        batch_id = commit(ws.store, proposal, batch)
    state[DONE] = Done(proposal.aim, batch_id, words.done_lead(proposal, batch_id, t), who.strip())
    state[WHO], state[TURN] = who.strip(), state.get(TURN, 0) + 1
    for key in (READ, UNDERSTOOD, PROPOSED, CHOSEN):
        state.pop(key, None)
    st.rerun()


def _done(ws: Workspace, done: Done) -> None:
    t = ws.t
    st.subheader(t("importing.step_done"))
    if done.undone:
        st.info(t("importing.undone", batch=done.batch_id), icon=":material/undo:")
    else:
        st.success(escaped(done.lead), icon=":material/check_circle:")
        if isinstance(done.aim, ScoresAim):
            st.page_link(
                "pages/overview.py", label=t("importing.to_round"), icon=":material/monitoring:",
                query_params={"ky": done.aim.round_id},
            )  # fmt: skip
        if isinstance(done.aim, ProgressAim):
            st.page_link("pages/progress.py", label=t("importing.to_progress"), icon=":material/checklist:")
        st.page_link("pages/journal.py", label=t("importing.to_journal"), icon=":material/history:")
        st.caption(t("importing.undo_help"))
    with st.container(horizontal=True):
        if st.button(t("importing.again"), key="data_import_again", icon=":material/upload_file:", type="primary"):
            st.session_state.pop(DONE)
            st.rerun()
        if not done.undone and st.button(t("importing.undo"), key="data_import_undo", icon=":material/undo:"):
            with widgets.guard(ws):
                journal.undo(ws.store, done.batch_id, done.who, dt.datetime.now(), t("importing.undone_note"))
                st.session_state[DONE] = dataclasses.replace(done, undone=True)
                st.rerun()
