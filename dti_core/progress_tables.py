"""Progress as tables, headed in the reader's language: on screen, as CSV and in the workbook."""

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from dti_core.agencies import key, spelling
from dti_core.i18n import Translator
from dti_core.office.evidence import quarter_name
from dti_core.parts import name as part_name
from dti_core.progress import Item, Progress, Reports, written
from dti_core.progress_words import Safe, odds, points, rank, status, time
from dti_core.scenario_chance import LEVEL
from dti_core.worth import PARTS, Worth, by_index, planned, so_far, still_to_gain

MEASURES = ("appraised_points", "self_points", "difference", "status", "planned_gain")
NUMBERS = ("planned_gain", "self_points", "appraised_points", "difference", "gain", "at_stake", "base_points",
           "max_points")  # fmt: skip


def items_frame(progress: Progress, items: Sequence[Item], t: Translator) -> pd.DataFrame:
    """One row an item, everything in it; points as numbers, days as dates, a lead agency as it is mostly spelt."""
    leads: dict[str, list[str]] = {}
    for item in progress.items:
        leads.setdefault(key(item.lead), []).append(item.lead)
    spelled = {folded: spelling(names) for folded, names in leads.items()}
    columns: dict[str, list[Any]] = {
        "time": [time(item, t) for item in items],
        "code": [item.code for item in items],
        "name": [item.name(t.lang) for item in items],
        "lead": [spelled[key(item.lead)] for item in items],
        "due_on": [item.due_on for item in items],
        "status": [status(item, t) for item in items],
        **{name: [getattr(item, name) for item in items] for name in NUMBERS[:-2]},
        "gain_basis": [t(f"progress.gained.{item.gain_basis}") if item.gain_basis else "" for item in items],
        "base_points": [item.base_points for item in items],
        "base_basis": [t(f"progress.start.{item.base_basis}") if item.base_basis else "" for item in items],
        "evidence": ["\n".join(map(written, item.evidence)) for item in items],
        "link": [item.link for item in items],
        "coordinating": [item.coordinating for item in items],
        "note": [item.note for item in items],
        "quarter": [quarter_name(progress.quarter, t)] * len(items),
        "max_points": [item.max_points for item in items],
        "counts_for": [part_name(progress.table, item.index, t) if item.index else "" for item in items],
        "updated": [f"{item.who}, {t.date(item.at.date())}" for item in items],
    }
    frame = pd.DataFrame({t(f"progress.column.{name}"): _column(name, entries) for name, entries in columns.items()})
    frame.attrs["decimals"] = {t(f"progress.column.{name}"): 2 for name in NUMBERS}
    return frame


def _column(name: str, entries: list[Any]) -> pd.Series:
    return pd.Series(entries, dtype="float64" if name in NUMBERS else object)


def formats(t: Translator) -> dict[str, Callable[[Any], str]]:
    """How the columns of `items_frame` are written on screen."""
    numbers = {t(f"progress.column.{name}"): lambda value: points(float(value), t) for name in NUMBERS}
    numbers[t("progress.column.difference")] = lambda value: points(float(value), t, signed=True)
    return numbers | {t("progress.column.due_on"): lambda day: t.date(day)}


def quarters_frame(reports: Reports, measure: str, t: Translator) -> pd.DataFrame:
    """One row an index, one column a quarter; numbers stay numbers, what is missing is missing."""
    if measure == "difference":
        wide = (reports.over_time("self_points") - reports.over_time("appraised_points")).round(6)
    else:
        wide = reports.over_time(measure)
    if measure == "status":
        wide = wide.apply(lambda column: column.map(lambda one: t(f"progress.status.{one}"), na_action="ignore"))
    codes = [str(code) for code in wide.index]
    frame = wide.rename(columns={quarter: quarter_name(quarter, t) for quarter in wide.columns}).reset_index(drop=True)
    frame.insert(0, t("progress.column.code"), codes)
    frame.insert(1, t("progress.column.name"), [reports.name(code, t.lang) for code in codes])
    return frame


def quarters_formats(frame: pd.DataFrame, measure: str, t: Translator) -> dict[str, Callable[[Any], str]]:
    """How its quarters are written on screen."""
    if measure == "status":
        return {}
    signed = measure == "difference"
    return {name: lambda value: points(float(value), t, signed=signed) for name in frame.columns[2:]}


def finding_quarters(reports: Reports, measure: str, t: Translator) -> str:
    """How much there is, and how much of it is blank."""
    frame = quarters_frame(reports, measure, t)
    cells = frame.iloc[:, 2:]
    key = "finding" if cells.shape[1] > 1 else "finding_one"
    return t(
        f"progress.quarters.{key}", count=len(frame), quarters=cells.shape[1], first=cells.columns[0],
        last=cells.columns[-1], blank=int(cells.isna().to_numpy().sum()), cells=cells.size,
    )  # fmt: skip


def worth_frame(worth: Worth, t: Translator) -> pd.DataFrame:
    """The three states as rows."""
    rows = []
    for state in worth.states:
        low, high = state.look.found.interval(LEVEL) if state.look is not None else (None, None)
        likely = "" if low is None or high is None else t.span(low, high)
        rows.append(
            (t(f"progress.worth.{state.name}"), state.result.gain_points, state.result.value_after, rank(state, t),
             likely, odds(state, t))
        )  # fmt: skip
    goal = worth.goal
    headers = [t(f"progress.worth.column_{name}") for name in ("state", "gain", "value", "rank", "likely")]
    return pd.DataFrame(rows, columns=[*headers, t("progress.worth.column_chance", rank=t.number(goal, 0))])


def summary_frame(progress: Progress, t: Translator) -> pd.DataFrame:
    """What cards and sentences count and add up."""
    items = progress.items
    less = [item.difference for item in progress.assessed() if item.difference > 0]
    rows = {
        "items": len(items), "late": progress.count("late"), "risk": progress.count("at_risk"),
        "done": progress.count("done"), "evidence": progress.evidence_missing,
        "planned": planned(progress).points, "gained": so_far(progress).points,
        "at_stake": still_to_gain(progress), "assessed": len(progress.assessed()),
        "less": len(less), "difference": _sum(less),
    }  # fmt: skip
    return pd.DataFrame(
        {
            t("progress.summary.what"): [t(f"progress.summary.{name}") for name in rows],
            t("progress.summary.count"): pd.Series(rows.values(), dtype="float64"),
        }
    )


def _sum(amounts: Iterable[float]) -> float:
    return round(math.fsum(amount for amount in amounts if not math.isnan(amount)), 6)


def index_frame(progress: Progress, t: Translator) -> pd.DataFrame:
    """One row an index that can be simulated: what is planned on it, what was gained, what is left and how."""
    found, goal, gained = by_index(progress), planned(progress), so_far(progress)
    columns = {
        t("progress.column.counts_for"): [part_name(progress.table, code, t) for code in found],
        t("progress.column.planned_gain"): [goal.asked.get(code, 0.0) for code in found],
        t("progress.chart.gained"): [gained.asked.get(code, 0.0) for code in found],
        t("progress.column.at_stake"): [_sum(found[code].values()) - found[code]["gained"] for code in found],
        **{t(f"progress.state.{state}"): [found[code][state] for code in found] for state in PARTS[1:]},
    }
    frame = pd.DataFrame(columns)
    frame.attrs["decimals"] = dict.fromkeys(frame.columns[1:], 2)
    return frame


def sheets(reports: Reports, progress: Progress, worth: Worth | None, t: Translator) -> Mapping[str, pd.DataFrame]:
    """The workbook of a quarter: its items, the three states, each figure quarter by quarter."""
    found = {
        quarter_name(progress.quarter, t): items_frame(progress, progress.items, t),
        t("progress.summary.title"): summary_frame(progress, t),
        t("progress.summary.by_index"): index_frame(progress, t),
    }
    if worth is not None:
        found[t("progress.worth.title")] = worth_frame(worth, t)
    for measure in MEASURES:
        found[t(f"progress.column.{measure}")] = quarters_frame(reports, measure, t)
    return found


def history_lines(past: pd.DataFrame, t: Translator, safe: Safe = str) -> list[str]:
    """Every version of one row in a line each, newest first; rows as of `office.progress.past`."""
    lines = []
    for row in past.to_dict("records"):
        at = pd.Timestamp(row["made_at"]).to_pydatetime()
        said = safe("; ".join(_parts(row, t)) or t("progress.missing"))
        key = "progress.form.past_line" if pd.isna(row["undone_at"]) else "progress.form.past_undone"
        by = {} if pd.isna(row["undone_at"]) else {"by": safe(str(row["undone_by"]))}
        lines.append(t(key, at=f"{t.date(at.date())} {at:%H:%M}", who=safe(str(row["who"])), said=said, **by))
    return lines


def _parts(row: Mapping[Any, Any], t: Translator) -> list[str]:
    """What a version says, in words."""
    said = []
    if not pd.isna(row["status"]):
        said.append(t(f"progress.status.{row['status']}"))
    for name in ("lead", "due_on", "planned_gain", "self_points", "appraised_points", "evidence", "note"):
        entry = row[name]
        if pd.isna(entry):
            continue
        if isinstance(entry, (dt.date, pd.Timestamp)):
            entry = t.date(pd.Timestamp(entry).date())
        elif isinstance(entry, float):
            entry = points(entry, t)
        said.append(f"{t(f'progress.column.{name}')}: {entry}")
    if isinstance(row["why"], str) and row["why"]:
        said.append(f"({row['why']})")
    if isinstance(row["file_name"], str) and row["file_name"]:
        said.append(f"[{row['file_name']}]")
    return said
