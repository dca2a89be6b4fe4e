"""Choices of the page Progress: reference day, quarter, filters; what it works on."""

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from dti_core.agencies import key as agency_key
from dti_core.agencies import spelling
from dti_core.assumed import MODEL
from dti_core.errors import DtiError
from dti_core.office import evidence
from dti_core.office import progress as office
from dti_core.progress import Item, Progress, Reports
from dti_core.worth import NO_CHANCES, Chances
from ui import assume, url, whatif
from ui.session import Workspace
from ui.text import escaped, findable

SECTIONS = ("items", "update", "quarters", "agencies")
VIEWS = ("late", "at_risk", "evidence", "open", "done")
SECTION, CODE, QUARTER, DAY = "progress_section", "progress_code", "progress_quarter", "progress_day"
SAID, BAD, _TYPED = "progress_said", "progress_bad", "progress_day_typed"


def reports(ws: Workspace) -> Reports:
    """Every quarter of the entity under the framework of the round; loaded once for each version of the data."""
    made: Reports = ws.offer.kept(Reports.of, ws.store, ws.table, ws.entity)
    return made


def chances(ws: Workspace) -> Chances:
    """What chances are asked with: the model of the others, the entity's target."""
    model = assume.fitted(ws).get(MODEL)
    if model is None or not can_start(ws):
        return NO_CHANCES
    made: Chances = ws.offer.kept(Chances, whatif.desk(ws, model), whatif.target(ws), assume.comparable(ws))
    return made


def can_start(ws: Workspace) -> bool:
    """Whether there is a total to start from."""
    return not pd.isna(ws.table.points(ws.entity, ws.table.framework.root))


def sections(ws: Workspace, made: Reports, now: Progress) -> tuple[str, ...]:
    """Those that have something to show or to do."""
    filled = {"items": True, "update": True, "quarters": bool(made.quarters), "agencies": bool(now.items)}
    return tuple(name for name in SECTIONS if filled[name] and (name != "agencies" or can_start(ws)))


def ask_day(ws: Workspace) -> dt.date:
    """The reference day; today unless another is typed or in the address."""
    today = dt.date.today()
    day = url.choice(ws.t, "ngay", key=DAY, parse=_day, default=today, text=dt.date.isoformat)
    st.session_state[_TYPED] = ws.t.date(day) if ws.t.lang == "vi" else f"{day:%d/%m/%Y}"
    st.text_input(ws.t("progress.day"), key=_TYPED, on_change=_set_day, args=(ws,), width=130)
    return day


def _day(text: str) -> dt.date:
    day = evidence.parse_day(text)
    if day is None:
        raise ValueError(text)
    return day


def _set_day(ws: Workspace) -> None:
    try:
        st.session_state[DAY] = evidence.parse_day(st.session_state[_TYPED]) or dt.date.today()
    except DtiError as error:
        st.session_state[BAD] = [error.text(ws.t)]


def ask_quarter(ws: Workspace, made: Reports, day: dt.date) -> str:
    """The quarter looked at: every one with rows and those around the reference day; the latest with rows first."""
    now = evidence.quarter_of(day)
    offered = sorted({*made.quarters, *(evidence.shifted(now, by) for by in (-1, 0, 1))}, reverse=True)
    default = made.quarters[-1] if made.quarters else now
    url.one_of(ws.t, "quy", key=QUARTER, allowed=offered, default=default)

    def label(quarter: str) -> str:
        name = evidence.quarter_name(quarter, ws.t)
        return name if quarter in made.quarters else ws.t("progress.quarter_empty", quarter=name)

    chosen: str = st.selectbox(ws.t("progress.quarter"), offered, format_func=label, key=QUARTER, width=220)
    return chosen


def ask_filters(ws: Workspace, progress: Progress) -> tuple[Item, ...]:
    """The items that agency, status and standing leave; all unless something is chosen."""
    t, every = ws.t, ""
    spelled: dict[str, list[str]] = {}
    for item in progress.items:
        spelled.setdefault(agency_key(item.lead), []).append(item.lead)
    agencies = {f"co-{key}": spelling(names) or t("progress.no_agency") for key, names in sorted(spelled.items())}
    lead = _pick(ws, "co-quan", "progress_agency", t("progress.agency"), agencies)
    statuses = {name: t(f"progress.status.{name}") for name in office.STATUSES}
    status = _pick(ws, "trang-thai", "progress_status", t("progress.status_label"), statuses)
    views = {name: t(f"progress.state.{name}") for name in VIEWS}
    view = _pick(ws, "loc", "progress_view", t("progress.view"), views)

    def kept(item: Item) -> bool:
        standing = item.evidence_missing and not item.done if view == "evidence" else view in (every, item.state)
        return lead in (every, f"co-{agency_key(item.lead)}") and status in (every, item.status) and standing

    return progress.only(kept)


def _pick(ws: Workspace, name: str, key: str, label: str, known: Mapping[str, str]) -> str:
    """One of `known`, or "" for all of them."""
    options = {"": ws.t("progress.every"), **known}
    url.one_of(ws.t, name, key=key, allowed=options, default="")
    picked: str = st.selectbox(label, list(options), format_func=lambda one: findable(options[one]), key=key, width=230)
    return picked


def open_item(items: Sequence[Item], table: str) -> None:
    """Show the form of the row that was picked in a table."""
    rows = st.session_state[table].selection.rows
    if rows and rows[0] < len(items):
        st.session_state[CODE], st.session_state[SECTION] = items[rows[0]].code, "update"


def open_form() -> None:
    st.session_state[SECTION] = "update"


def say(ws: Workspace) -> None:
    """What the last change did, or why it was refused."""
    if said := st.session_state.pop(SAID, ""):
        st.success(said, icon=":material/check_circle:")
    if bad := st.session_state.pop(BAD, ()):
        st.error("\n\n".join(escaped(line) for line in bad), icon=":material/error:")
