"""The form in which one index of a quarter is reported; what was said of it before, and taking the latest back."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dti_core import progress_tables as tables
from dti_core import progress_words as words
from dti_core.errors import DtiError
from dti_core.i18n import Translator
from dti_core.office import evidence, journal
from dti_core.office import progress as office
from dti_core.progress import Reports
from ui import url
from ui.keep import AUTHOR
from ui.progress import BAD, CODE, SAID
from ui.session import Workspace
from ui.text import escaped, findable, number_in

_FOR = "progress_for"
_TEXTS = ("lead", "coordinating", "evidence", "link", "note")
_FIELDS = (*_TEXTS, "due_on", *office.NUMBERS, "status")


def update(ws: Workspace, made: Reports, quarter: str) -> None:
    """One index of the quarter: pick it, change what is said of it, see and undo what was said before."""
    t, state = ws.t, st.session_state
    codes = [str(code) for code in made.indices["code"]]
    url.one_of(t, "ma", key=CODE, allowed=codes, default=_first(made, codes))

    def label(code: str) -> str:
        return findable(t("progress.form.index_new", code=code, name=made.name(code, t.lang)))

    st.selectbox(t("progress.form.index"), codes, format_func=label, key=CODE)
    code = state[CODE]
    rows = made.rows[(made.rows["quarter"] == quarter) & (made.rows["code"] == code)].to_dict("records")
    row: Mapping[str, Any] = {str(name): entry for name, entry in rows[0].items()} if rows else {}
    over = row.get("batch_id")
    here = (ws.round_id, ws.entity, quarter, code, over, t.lang)
    if state.get(_FOR) != here or any(f"progress_{name}_typed" not in state for name in _FIELDS):
        state[_FOR] = here  # another row, another version of it, or fields that Streamlit forgot while out of sight
        state.update({f"progress_{name}_typed": _written(name, row.get(name), t) for name in _FIELDS})
        state["progress_why_typed"] = ""
    known = t("progress.form.there" if row else "progress.form.new")
    line = t("progress.form.lead_line", quarter=evidence.quarter_name(quarter, t), state=known)
    st.caption(f"{line} {_most(ws, made, code)}")
    with st.form("progress_form", border=True):
        _fields(ws)
        st.form_submit_button(
            t("progress.form.save"), key="progress_save", type="primary", icon=":material/save:",
            on_click=_save, args=(ws, made, quarter, code, row, over),
        )  # fmt: skip
    _history(ws, made, quarter, code)


def _first(made: Reports, codes: Sequence[str]) -> str:
    """The first index that is worth points by itself, where nothing was chosen."""
    parents = set(made.parents.values())
    return next((code for code in codes if code not in parents and made.places.get(code)), codes[0])


def _most(ws: Workspace, made: Reports, code: str) -> str:
    """The maximum of an index, and what it starts from."""
    found = made.indices.set_index("code")["max_points"].get(code)
    if found is None or pd.isna(found):
        return ""
    most, (start, basis) = words.points(float(found), ws.t), made.start(code)
    if not basis:
        return ws.t("progress.form.most_only", most=most)
    base, year = words.points(round(start, 2), ws.t), ws.table.round.year
    return ws.t("progress.form.most" if basis == "round" else "progress.form.most_own", most=most, year=year, base=base)


def _written(name: str, entry: Any, t: Translator) -> str:
    """A cell as it stands in its field."""
    if entry is None or pd.isna(entry):
        return ""
    if name == "due_on":
        return f"{pd.Timestamp(entry).date():%d/%m/%Y}"
    return t.number(float(entry), 3).rstrip("0").rstrip(",.") if name in office.NUMBERS else str(entry)


def _fields(ws: Workspace) -> None:
    t = ws.t
    first, second, third = st.columns(3)
    first.text_input(t("progress.form.lead"), key="progress_lead_typed", max_chars=200)
    second.text_input(
        t("progress.form.coordinating"), key="progress_coordinating_typed", max_chars=500,
        placeholder=t("progress.form.coordinating_hint"),
    )  # fmt: skip
    third.text_input(t("progress.form.due_on"), key="progress_due_on_typed", placeholder="31/12/2026")
    for place, name in zip(st.columns(4), (*office.NUMBERS, "status"), strict=True):
        if name == "status":
            labels = {"": t("progress.missing"), **{one: t(f"progress.status.{one}") for one in office.STATUSES}}
            place.selectbox(
                t("progress.status_label"), list(labels), format_func=labels.__getitem__, key="progress_status_typed"
            )
        else:
            place.text_input(t(f"progress.form.{name}"), key=f"progress_{name}_typed")
    st.text_area(
        t("progress.form.evidence"), key="progress_evidence_typed", placeholder=t("progress.form.evidence_hint"),
        height=90, max_chars=4000,
    )  # fmt: skip
    left, right = st.columns(2)
    left.text_input(t("progress.form.link"), key="progress_link_typed", max_chars=1000)
    right.text_input(t("progress.form.note"), key="progress_note_typed", max_chars=2000)
    who, why = st.columns(2)
    st.session_state.setdefault("progress_who_typed", st.session_state.get(AUTHOR, ""))
    who.text_input(t("progress.form.who"), key="progress_who_typed", max_chars=100)
    why.text_input(t("progress.form.why"), key="progress_why_typed", max_chars=500)


def _save(ws: Workspace, made: Reports, quarter: str, code: str, before: Mapping[str, Any], over: str | None) -> None:
    """Write what was typed, or say everything that is wrong with it and keep it in the fields."""
    t, state = ws.t, st.session_state
    row, bad = _typed(ws)
    who, why = state["progress_who_typed"].strip(), state["progress_why_typed"].strip()
    state[AUTHOR] = who
    if not who:
        bad.append(t("error.blank_who"))
    row |= {"framework_id": ws.table.framework.framework_id, "entity_id": ws.entity, "quarter": quarter, "code": code,
            "meeting_id": before.get("meeting_id")}  # fmt: skip
    bad += [error.text(t) for error in office.refusals(ws.store, [row])]
    same = before and all(_written(name, row.get(name), t) == _written(name, before.get(name), t) for name in _FIELDS)
    if bad:
        state[BAD] = bad
    elif same:
        state[SAID] = t("progress.form.unchanged")
    else:
        try:
            office.set_item(ws.store, row, who, dt.datetime.now(), why, over=over)
        except DtiError as error:
            state[BAD] = [error.text(t)]
        else:
            name = escaped(made.name(code, t.lang))
            state[SAID] = t(
                "progress.form.saved", code=escaped(code), name=name, quarter=evidence.quarter_name(quarter, t)
            )


def _typed(ws: Workspace) -> tuple[dict[str, Any], list[str]]:
    """The fields as a row, and what could not be read."""
    row: dict[str, Any] = {}
    bad: list[str] = []
    for name in _FIELDS:
        typed = str(st.session_state[f"progress_{name}_typed"] or "").strip()
        try:
            if name == "due_on":
                row[name] = evidence.parse_day(typed)
            elif name in office.NUMBERS:
                row[name] = number_in(typed) if typed else None
            else:
                row[name] = typed or None
        except DtiError as error:
            bad.append(error.text(ws.t))
        except ValueError:
            bad.append(ws.t("widgets.points_bad", text=typed))
    return row, bad


def _history(ws: Workspace, made: Reports, quarter: str, code: str) -> None:
    """What was said before, by whom; the latest can be undone."""
    t = ws.t
    past = office.past(ws.store, ws.table.framework.framework_id, ws.entity, quarter, code)
    if past.empty:
        return
    lines = tables.history_lines(past, t, escaped)
    with st.expander(t("progress.form.past", count=len(lines)), icon=":material/history:", key="progress_past"):
        st.markdown("\n".join(f"- {line}" for line in lines))
        counting = past[past["undone_at"].isna()]
        if counting.empty:
            return
        last = counting.iloc[0]
        if isinstance(last["file_name"], str):
            st.caption(t("progress.form.undo_file", file=escaped(last["file_name"])))
            return
        count = int(journal.batches(ws.store).set_index("batch_id").at[last["batch_id"], "rows"])
        if count > 1:
            st.caption(t("progress.form.undo_several", count=count))
        st.session_state.setdefault("progress_undo_who", st.session_state.get(AUTHOR, ""))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(t("progress.form.who"), key="progress_undo_who", max_chars=100, width=260)
            st.button(
                t("progress.form.undo"), key="progress_undo", icon=":material/undo:", on_click=_undo,
                args=(ws, str(last["batch_id"])),
            )  # fmt: skip


def _undo(ws: Workspace, batch_id: str) -> None:
    state = st.session_state
    who = str(state["progress_undo_who"]).strip()
    if not who:
        state[BAD] = [ws.t("error.blank_who")]
        return
    try:
        journal.undo(ws.store, batch_id, who, dt.datetime.now())
    except DtiError as error:
        state[BAD] = [error.text(ws.t)]
    else:
        state[AUTHOR] = who
        state[SAID] = ws.t("progress.form.undone", batch=batch_id)
