"""What the page Progress shows: what the work means, the list of items, quarter by quarter, by agency."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dti_core import agency_words
from dti_core import progress_tables as tables
from dti_core import progress_words as words
from dti_core.agencies import AgencySheet
from dti_core.charts import progress as charts
from dti_core.office import evidence
from dti_core.office import progress as office
from dti_core.progress import Item, Progress, Reports
from dti_core.scenario import gains_text
from dti_core.simulate import adjustable
from dti_core.worth import Chances, Worth, by_index
from ui import progress, url, widgets
from ui.session import Workspace
from ui.text import escaped, findable

_ON_SCREEN = (
    "time", "code", "name", "lead", "due_on", "status", "planned_gain", "self_points", "appraised_points",
    "difference", "gain", "gain_basis", "at_stake", "base_points", "base_basis", "evidence", "link", "coordinating",
    "note", "updated",
)  # fmt: skip


def nothing_yet(ws: Workspace, made: Reports, quarter: str) -> None:
    """What is missing and how to begin."""
    t = ws.t
    widgets.finding(ws, t("progress.empty.title", quarter=evidence.quarter_name(quarter, t), name=escaped(ws.name)))
    said = [t("progress.empty.how")]
    if made.quarters:
        others = ", ".join(evidence.quarter_name(one, t) for one in made.quarters)
        said.append(t("progress.empty.others", quarters=others))
    st.info("  \n".join(said), icon=":material/checklist:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("progress.empty.add"), key="progress_first", icon=":material/add:", type="primary",
            on_click=progress.open_form,
        )  # fmt: skip
        st.page_link(
            "pages/data.py", label=t("progress.empty.import"), icon=":material/upload_file:",
            query_params={"xem": "import"},
        )  # fmt: skip


def meaning(ws: Workspace, meant: Worth | None) -> None:
    """The three states side by side, and what they rest on."""
    t = ws.t
    if meant is None:
        st.info(t("progress.worth.nothing_to_start", name=escaped(ws.name)), icon=":material/search_off:")
        return
    st.subheader(f"{t('progress.worth.title')} {widgets.badge(ws, 'assumed')}")
    st.markdown(words.finding_worth(meant, t))
    widgets.metrics(ws, words.state_cards(meant, t), key="progress_worth_metrics")
    st.caption(" ".join([words.assumption(meant, t), *map(escaped, words.uncounted(meant, t))]))
    with st.expander(t("progress.worth.how"), icon=":material/info:"):
        st.markdown("\n".join(f"- {escaped(line)}" for line in [words.counting(meant, t), *words.notes(meant, t)]))
    gains = meant.state("planned").rolled.gains
    if gains and set(gains) <= set(adjustable(ws.table, ws.entity)):
        st.page_link(
            "pages/simulate.py", label=t("progress.worth.to_simulate"), icon=":material/tune:",
            query_params={"tang": gains_text(gains)},
        )  # fmt: skip


def planned(ws: Workspace, now: Progress) -> None:
    """Planned gains by index."""
    if by_index(now):
        fig = charts.planned_bars(now, ws.t)
        widgets.chart(ws, fig, "progress_planned", alt=words.finding_planned(now, ws.t))


def assessed(ws: Workspace, now: Progress) -> None:
    """Self-assessed against appraised, where there is both."""
    if now.assessed():
        fig = charts.assessed_dots(now, ws.t)
        widgets.chart(ws, fig, "progress_assessed", alt=words.finding_assessed(now, ws.t))


def listed(ws: Workspace, now: Progress) -> None:
    """The items that the filters leave, most urgent first; picking one opens its form."""
    t = ws.t
    with st.container(horizontal=True, vertical_alignment="bottom"):
        items = progress.ask_filters(ws, now)
    if items:
        _table(ws, tables.items_frame(now, items, t), items, "progress_table", {})
    else:
        st.info(t("progress.empty.filtered", count=len(now.items)), icon=":material/filter_alt_off:")
    wrong = words.evidence_lines(now, t)
    if wrong:
        label = t("progress.evidence.title", count=len(wrong))
        with st.expander(label, icon=":material/rule:", key="progress_evidence"):
            lines = [
                t("progress.evidence.line", code=escaped(code), name=escaped(name), text=escaped(text), problem=problem)
                for code, name, text, problem in wrong
            ]
            st.markdown("\n".join(f"- {line}" for line in lines))


def _table(ws: Workspace, frame: pd.DataFrame, items: Sequence[Item], key: str, alone: Mapping[str, Any]) -> None:
    t = ws.t
    shown = {*(t(f"progress.column.{name}") for name in _ON_SCREEN), *alone}
    order = [name for name in frame.columns if name in shown]
    narrow = {t("progress.column.link"): st.column_config.LinkColumn(display_text=t("progress.column.link"))}
    for name, most in (("name", 240), ("evidence", 290), ("lead", 320)):
        header = t(f"progress.column.{name}")
        if header in frame:
            narrow[header] = st.column_config.Column(width=widgets.width_for(frame[header], most))
    st.caption(t("progress.pick_row"))
    widgets.table(
        ws, frame, {**tables.formats(t), **alone}, key=key, column_order=order,
        column_config=narrow, selection_mode="single-row", on_select=functools.partial(progress.open_item, items, key),
    )  # fmt: skip


def quarters(ws: Workspace, made: Reports) -> None:
    """One figure of every index, a column a quarter."""
    t = ws.t
    measure = url.one_of(t, "so-lieu", key="progress_measure", allowed=tables.MEASURES, default=tables.MEASURES[0])
    st.segmented_control(
        t("progress.quarters.measure"), tables.MEASURES, format_func=lambda name: t(f"progress.column.{name}"),
        key="progress_measure", required=True,
    )  # fmt: skip

    def over_time() -> None:
        frame = tables.quarters_frame(made, measure, t)
        st.markdown(tables.finding_quarters(made, measure, t))
        widgets.table(ws, frame, tables.quarters_formats(frame, measure, t), key="progress_quarter_table")
        st.caption(t("progress.quarters.what"))

    ws.shown(over_time, measure)


def by_agency(ws: Workspace, sheets: Sequence[AgencySheet], odds: Chances) -> None:
    """Every agency in a line, one in full, all of them as a workbook."""
    t, rank = ws.t, odds.goal
    st.markdown(agency_words.finding(sheets, t, escaped))
    summary = agency_words.summary_frame(sheets, rank, t)
    forms = agency_words.formats(rank, t)
    widgets.table(ws, summary, forms, key="progress_agency_table")
    named = {f"co-{sheet.key}": agency_words.name(sheet, t) for sheet in sheets}
    chosen = url.one_of(t, "phieu", key="progress_sheet", allowed=named, default=next(iter(named)))
    st.selectbox(
        t("progress.agencies.pick"), list(named), format_func=lambda one: findable(named[one]), key="progress_sheet",
        width=420,
    )  # fmt: skip
    sheet = next(one for one in sheets if f"co-{one.key}" == chosen)
    st.markdown(f"{agency_words.finding_sheet(sheet, rank, t, escaped)} {widgets.badge(ws, 'assumed')}")
    own = {header: forms.get(header, 4) for header in agency_words.alone_headers(rank, t)}
    _table(ws, agency_words.sheet_frame(sheet, rank, t), sheet.items, "progress_sheet_table", own)
    st.caption(agency_words.assumption(sheet, t))
    widgets.files(
        ws, "progress_agencies", lambda: agency_words.workbook_sheets(sheets, rank, t),
        lambda: sources(ws, sheet.progress.quarter), lambda: [agency_words.assumption(sheet, t)],
    )  # fmt: skip


def files(ws: Workspace, made: Reports, now: Progress, meant: Worth | None) -> None:
    """The quarter's tables as files."""
    t = ws.t
    notes = [] if meant is None else [words.finding_worth(meant, t), words.assumption(meant, t), *words.notes(meant, t)]
    widgets.files(
        ws, "progress", lambda: tables.sheets(made, now, meant, t), lambda: sources(ws, now.quarter), lambda: notes
    )


def sources(ws: Workspace, quarter: str) -> pd.DataFrame:
    """The batches behind a quarter's rows, then the documents of the round's figures."""
    own = office.sources(ws.store, ws.table.framework.framework_id, ws.entity, quarter)
    return pd.concat([own, ws.store.provenance(ws.round_id, ws.entity)], ignore_index=True)
