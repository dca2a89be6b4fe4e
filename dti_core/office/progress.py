"""Progress of a quarter, one row an index: read as it counts now, written as batches that can be undone."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dti_core.errors import DtiError, ScoreError, StoreError, UnknownCode
from dti_core.framework import with_parts
from dti_core.office import evidence, journal
from dti_core.store import Store

STATUSES = ("not_started", "under_way", "evidence_needed", "done")
KEY = ("framework_id", "entity_id", "quarter", "code")
NUMBERS = ("planned_gain", "self_points", "appraised_points")
TEXTS = ("lead", "coordinating", "status", "evidence", "link", "note", "meeting_id")
COLUMNS = (*KEY, "lead", "coordinating", "due_on", *NUMBERS, "status", "evidence", "link", "note", "meeting_id")


def add_items(store: Store, rows: pd.DataFrame, who: str, at: dt.datetime, note: str = "") -> str:
    """Write progress rows as one batch of kind "edit" (a meeting's conclusions, a list typed in); its batch_id.

    rows: one row an index and quarter, columns of `COLUMNS`, of which only those of `KEY` are needed. What is missing
    (no such column, None, NaN, "") stays as the current row of that index and quarter has it; `set_item` clears too.
    status: one of `STATUSES`; points in the framework's points; due_on a date. Refused as a whole, with the first
    thing that cannot be (`refusals` lists them all): nothing is written then.

    >>> store = Store.open(":memory:")
    >>> rows = pd.DataFrame([("province-2022", "VN-12", "2026-Q4", "3", "Sở KH&CN", dt.date(2026, 12, 15))],
    ...                     columns=["framework_id", "entity_id", "quarter", "code", "lead", "due_on"])
    >>> add_items(store, rows, "Hoa", dt.datetime(2026, 11, 29), "Kết luận họp quý IV")
    '0001'
    >>> items(store, "province-2022", "VN-12")[["quarter", "code", "lead", "who"]].values.tolist()
    [['2026-Q4', '3', 'Sở KH&CN', 'Hoa']]
    >>> store.close()
    """
    strangers = [name for name in rows.columns if name not in COLUMNS]
    if strangers:
        raise UnknownCode.of("column", strangers[0], COLUMNS)
    given = [_plain(row) for row in rows.to_dict("records")]
    problems = refusals(store, given)
    if problems:
        raise problems[0]
    current = {_key(row): row for one in _scopes(given) for row in map(_plain, items(store, *one).to_dict("records"))}
    merged = [
        current.get(_key(row), {}) | {name: entry for name, entry in row.items() if entry is not None} for row in given
    ]
    return _write(store, merged, who, at, note)


def set_item(
    store: Store, row: Mapping[str, Any], who: str, at: dt.datetime, note: str = "", *, over: str | None = None
) -> str:
    """Write one row as it is given, what is missing left blank, as a batch of kind "edit"; its batch_id.

    over: the batch of the row that was being changed (None: there was none). Where another has come in between the
    change is refused, so that nobody writes over what he has not seen.
    """
    given = _plain(row)
    problems = refusals(store, [given])
    if problems:
        raise problems[0]
    found = items(store, given["framework_id"], given["entity_id"])
    now = found[(found["quarter"] == given["quarter"]) & (found["code"] == given["code"])]
    if len(now) and now["batch_id"].iloc[0] != over:
        raise StoreError("progress_changed", code=given["code"], who=now["who"].iloc[0])
    return _write(store, [given], who, at, note)


def _write(store: Store, rows: Sequence[Mapping[str, Any]], who: str, at: dt.datetime, note: str) -> str:
    return journal.add(store, journal.Batch("edit", who, at, note=note), {"progress": typed(rows)})


def typed(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as a frame of `COLUMNS` whose columns have their types even where every cell is missing."""
    frame = pd.DataFrame([{name: row.get(name) for name in COLUMNS} for row in rows], columns=list(COLUMNS))
    kinds = dict.fromkeys((*KEY, *TEXTS), "str") | dict.fromkeys(NUMBERS, "float64") | {"due_on": "datetime64[s]"}
    return frame.astype(kinds)


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row's known columns: texts without blanks around, dates as dates, None for whatever is missing."""
    return {str(name): _entry(row[name]) for name in row if name in COLUMNS}


def _entry(entry: Any) -> Any:
    if isinstance(entry, str):
        return entry.strip() or None
    if entry is None or pd.isna(entry):
        return None
    if isinstance(entry, dt.datetime):
        return entry.date()
    return entry


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in KEY)


def _scopes(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, Any]]:
    return list(dict.fromkeys((row["framework_id"], row["entity_id"]) for row in rows))


def refusals(store: Store, rows: Sequence[Mapping[str, Any]]) -> tuple[DtiError, ...]:
    """Everything that cannot be in rows to be written, in their order; () where they can be written."""
    found: list[DtiError] = []
    known = {name: set(store.listing(name)[column]) for name, column in _LISTED}
    indexes: dict[str, Mapping[str, float]] = {}
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        framework, entity, quarter, code = _key(row)
        if framework not in known["frameworks"]:
            found.append(UnknownCode.of("framework", framework, sorted(known["frameworks"])))
            continue
        if entity not in known["entities"]:
            found.append(UnknownCode.of("entity", entity, sorted(known["entities"])))
        if framework not in indexes:
            most = indices(store, framework).set_index("code")["max_points"]
            indexes[framework] = {str(name): float(points) for name, points in most.items()}
        if code not in indexes[framework]:
            found.append(UnknownCode.of("indicator", code, indexes[framework]))
        if _key(row) in seen:
            found.append(StoreError("progress_repeated", code=code, quarter=quarter))
        seen.add(_key(row))
        found += _wrong(row, indexes[framework].get(code, math.nan))
    return tuple(found)


_LISTED = (("frameworks", "framework_id"), ("entities", "entity_id"))


def _wrong(row: Mapping[str, Any], most: float) -> list[DtiError]:
    """What cannot be in one row, whatever else there is; `most` is NaN where the maximum is not known."""
    found: list[DtiError] = []
    code, quarter, status = row.get("code"), str(row.get("quarter")), row.get("status")
    if quarter not in evidence.between("2000-Q1", "2099-Q4"):
        found.append(StoreError("bad_quarter", quarter=quarter))
    if status is not None and status not in STATUSES:
        found.append(UnknownCode.of("status", status, STATUSES))
    for name in NUMBERS:
        points = row.get(name)
        if points is None:
            continue
        number = isinstance(points, (int, float)) and math.isfinite(points)
        if not number or (points < 0 and name != "planned_gain"):  # a plan may foresee a loss
            found.append(ScoreError("bad_progress_points", code=code, points=points))
        elif points > most + 1e-9:
            found.append(ScoreError("progress_above_max", code=code, points=float(points), most=most))
    due_on = row.get("due_on")
    if due_on is not None and not isinstance(due_on, dt.date):
        found.append(DtiError("bad_day", day=due_on))
    link = row.get("link")
    if link is not None and evidence.safe_link(link) is None:
        found.append(DtiError("bad_link", link=link))
    return found


def items(store: Store, framework_id: str, entity: str) -> pd.DataFrame:
    """Progress of one entity as it counts now, every quarter, oldest first: `COLUMNS`, batch_id, made_at, who."""
    return store.query(
        f"""SELECT {", ".join(COLUMNS)}, batch_id, made_at, who FROM current.progress
            WHERE framework_id = ? AND entity_id = ? ORDER BY quarter, code""",
        [framework_id, entity],
    )


def past(store: Store, framework_id: str, entity: str, quarter: str, code: str) -> pd.DataFrame:
    """Every version of one row, newest first, undone ones too: `COLUMNS`, batch_id, made_at, who, why, file_name,
    undone_at, undone_by."""
    return store.query(
        f"""SELECT {", ".join(f"p.{name}" for name in COLUMNS)}, p.batch_id, b.made_at, b.who, b.note AS why,
                   b.file_name, u.undone_at, u.who AS undone_by
            FROM office.progress p JOIN office.batches b USING (batch_id) LEFT JOIN office.undone u USING (batch_id)
            WHERE p.framework_id = ? AND p.entity_id = ? AND p.quarter = ? AND p.code = ? ORDER BY b.number DESC""",
        [framework_id, entity, quarter, code],
    )


def indices(store: Store, framework_id: str) -> pd.DataFrame:
    """What progress can be reported on: code, parent_code, kind, name_vi, name_en, max_points, own (whether it comes
    from an office's own catalogue under a published framework), each index followed by its parts."""
    found = store.query(
        """SELECT code, parent_code, kind, name_vi, coalesce(name_en, '') AS name_en, max_points, false AS own, position
           FROM current.indicators WHERE framework_id = $it
           UNION ALL BY NAME
           SELECT code, parent_code, kind, name_vi, coalesce(name_en, '') AS name_en, max_points, true AS own, position
           FROM current.catalogue
           WHERE framework_id = $it
             AND code NOT IN (SELECT code FROM current.indicators WHERE framework_id = $it)
           ORDER BY position""",
        {"it": framework_id},
    ).drop(columns="position")
    order = with_parts(
        dict(zip(found["code"], found["parent_code"].where(found["parent_code"].notna(), None), strict=True))
    )
    return found.set_index("code", drop=False).loc[order].reset_index(drop=True)


def sources(store: Store, framework_id: str, entity: str, quarter: str) -> pd.DataFrame:
    """Where the rows of a quarter come from, shaped as `Store.provenance`."""
    return store.query(
        """SELECT p.code, 'progress' AS kind, p.appraised_points AS figure, '' AS within, '' AS basis,
                  s.source_id, p.evidence AS quote, s.title, s.publisher, s.number, s.issued_on, s.locator, s.note
           FROM current.progress p JOIN current.sources s ON s.source_id = 'batch-' || p.batch_id
           WHERE p.framework_id = ? AND p.entity_id = ? AND p.quarter = ? ORDER BY p.batch_id, p.code""",
        [framework_id, entity, quarter],
    )
