"""A whole analysis out and in: the workbook to download; a file previewed, confirmed, brought in, undone."""

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from dti_core import analysis, book_words
from dti_core import analysis_sheets as sheets
from dti_core.analysis import Planned
from dti_core.book import Entry
from dti_core.errors import DtiError
from dti_core.intake.reader import read
from dti_core.office import journal, scenarios
from dti_core.plan import Plan
from dti_core.planning import Wishes
from ui import book as shelf
from ui import ledger, widgets
from ui.session import Workspace
from ui.text import escaped

_SAID, _LAST, _ROUND = "book_import_said", "book_import_last", "book_import_round"


def download(ws: Workspace, page: str, entries: Sequence[Entry] = (), plans: Sequence[Planned] = ()) -> None:
    """The whole analysis of these scenarios and plans as one workbook."""
    kept = [one.scenario for one in entries]

    def make() -> bytes:
        found = analysis.made(ws.store, kept, plans, dt.date.today().isoformat(), ws.t.lang)
        worked = [one for one in entries if one.shown is not None]
        return sheets.write(found, book_words.outcomes_frame(worked, ws.t) if worked else None, ws.t)

    widgets.download(ws, f"{page}_analysis", make, label=ws.t("analysis.download"))


def of_plan(ws: Workspace, found: Plan, wishes: Wishes) -> None:
    """The plan with the scenarios of this entity in this round."""
    here = [one for one in scenarios.book(ws.store) if (one.round_id, one.entity) == (ws.round_id, ws.entity)]
    download(ws, "target", [shelf.entry(ws, one) for one in here], [analysis.planned(found, wishes)])


def bring(ws: Workspace) -> None:
    """Bring a file in: what it holds and what differs is shown first, nothing is written until it is confirmed."""
    t, state = ws.t, st.session_state
    box = st.expander(t("analysis.box"), icon=":material/upload_file:", key="book_import", on_change="rerun")
    if not box.open:
        return
    with box:
        if said := state.pop(_SAID, ""):
            st.success(said)
        if last := state.get(_LAST):
            st.button(t("analysis.undo", batch=last), key="book_import_undo", icon=":material/undo:", on_click=_undo,
                      args=(ws, last))  # fmt: skip
        key = f"book_import_file_{state.setdefault(_ROUND, 0)}"
        sent = st.file_uploader(t("analysis.file"), type=["xlsx"], key=key)
        if sent is not None:
            with widgets.guard(ws):
                _preview(ws, sent.name, sent.getvalue())


def _preview(ws: Workspace, name: str, content: bytes) -> None:
    t = ws.t
    reading: sheets.Reading = ws.offer.kept(_read, content, name)
    found = reading.analysis
    if found is None:
        st.error(sheets.finding(reading, (), None, t), icon=":material/error:")
        widgets.table(ws, sheets.problems_frame(reading.problems, t), key="book_import_problems")
        return
    fresh = analysis.new(found, scenarios.book(ws.store))
    differing = ws.offer.kept(analysis.differences, found, ws.store, t.lang)
    st.markdown(escaped(f"{t('analysis.made', date=_day(ws, found.made_on))} "
                        f"{sheets.finding(reading, fresh, differing, t)}"))  # fmt: skip
    widgets.table(ws, sheets.scenarios_frame(found, fresh, t), key="book_import_scenarios")
    widgets.tables(
        ws, t("analysis.differing"), lambda: [("", sheets.differences_frame(differing, t), {})],
        key="book_import_differing",
    )  # fmt: skip
    for plan in found.plans:
        _plan(ws, plan, {fact.entity: fact.entity_name for fact in found.facts})
    if not fresh:
        st.info(t("analysis.nothing"))
        return
    who = st.text_input(t("analysis.who"), st.session_state.get(ledger.WHO, ""), key="book_import_who", max_chars=60)
    st.button(
        t("analysis.confirm", count=len(fresh)), key="book_import_confirm", type="primary",
        icon=":material/check:", on_click=_confirm, args=(ws, found, name, content), disabled=not who.strip(),
    )  # fmt: skip


def _read(content: bytes, name: str) -> sheets.Reading:
    return sheets.read(read(content, name))


def _day(ws: Workspace, text: str) -> str:
    try:
        return ws.t.date(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _plan(ws: Workspace, plan: Planned, names: dict[str, str]) -> None:
    """A way to the plan of the file, worked out anew on the page Target."""
    choices = {
        "ngon-ngu": ws.t.lang, "ky": plan.round_id, "don-vi": plan.entity, "hang": str(plan.rank), "khac": plan.peers,
        "cach": plan.effort_kind, "khoa": plan.locked, "tran": plan.caps, "gia": plan.prices,
        "nac": "co" if plan.halves else "", "so-viec": str(plan.most) if plan.most else "",
    }  # fmt: skip
    if plan.confidence is not None:
        choices["chac"] = f"{plan.confidence * 100:.0f}"
    st.page_link(
        "pages/target.py", icon=":material/flag:", query_params={key: text for key, text in choices.items() if text},
        label=ws.t("analysis.plan", rank=plan.rank, name=names.get(plan.entity, plan.entity)),
    )  # fmt: skip


def _confirm(ws: Workspace, found: analysis.Analysis, name: str, content: bytes) -> None:
    state = st.session_state
    who, count = state["book_import_who"], len(analysis.new(found, scenarios.book(ws.store)))
    batch = journal.Batch("analysis", who, dt.datetime.now(), name, content)
    try:
        batch_id = analysis.bring(ws.store, found, batch)
    except DtiError as error:
        shelf.refuse(error.text(ws.t))
        return
    if batch_id is not None:
        state[_LAST], state[ledger.WHO] = batch_id, who
        state[_SAID] = ws.t("analysis.done", count=count, batch=batch_id)
    state[_ROUND] += 1  # a fresh uploader


def _undo(ws: Workspace, batch_id: str) -> None:
    state = st.session_state
    try:
        journal.undo(ws.store, batch_id, state[ledger.WHO], dt.datetime.now())
    except DtiError as error:
        shelf.refuse(error.text(ws.t))
    else:
        state[_SAID] = ws.t("analysis.undone", batch=batch_id)
    state.pop(_LAST, None)
