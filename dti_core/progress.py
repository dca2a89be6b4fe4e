"""Progress of one entity: each index of a quarter with its day, its points and its evidence; what is late comes first.

Pure: the rows are those of `office.progress`, the reference day is an argument.
"""

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from dti_core.office import evidence as papers
from dti_core.office import progress as office
from dti_core.office.evidence import Evidence
from dti_core.office.figures import figures
from dti_core.scores import ScoreTable
from dti_core.simulate import adjustable
from dti_core.store import Store

SOON = 30  # days before its day in which an item without evidence is at risk


@dataclass(frozen=True, slots=True)
class Item:
    """One index in one quarter, as reported; points are NaN and texts "" where nothing is.

    index: the nearest index that can be simulated in the round looked at: a control ("3", "1+2+4+5"), the total, or ""
    where the round gives it no points. base_points: what the index starts from; base_basis: "round" (what the round
    gives it), "own" (what the office brought in for it, such as a self-assessment of the round), or "" where there is
    neither. gain: points gained so far, NaN where that cannot be said; gain_basis: "measured" (appraised minus what it
    starts from), "assumed" (done, so the planned gain less what the appraisal took off, within the room that is known),
    "unknown", or "" (nothing is done yet: 0). days_left is below zero after the day.
    """

    code: str
    name_vi: str
    name_en: str
    max_points: float
    index: str
    base_points: float
    base_basis: str
    lead: str
    coordinating: str
    due_on: dt.date | None
    days_left: int | None
    planned_gain: float
    self_points: float
    appraised_points: float
    status: str
    evidence: tuple[Evidence, ...]
    evidence_missing: bool
    link: str
    note: str
    meeting_id: str
    who: str
    at: dt.datetime
    batch_id: str
    gain: float
    gain_basis: str

    def name(self, lang: str = "vi") -> str:
        return (self.name_en if lang == "en" else self.name_vi) or self.name_vi

    @property
    def difference(self) -> float:
        """Self-assessed minus appraised; NaN where either is missing."""
        return round(self.self_points - self.appraised_points, 6)

    @property
    def done(self) -> bool:
        return self.status == "done"

    @property
    def late(self) -> bool:
        """Its day is before the reference day and it is not done."""
        return not self.done and self.days_left is not None and self.days_left < 0

    @property
    def at_risk(self) -> bool:
        """Due within `SOON` days, not done, and either not started or without evidence."""
        soon = self.days_left is not None and 0 <= self.days_left <= SOON
        return not self.done and soon and (self.evidence_missing or self.status == "not_started")

    @property
    def state(self) -> str:
        """Either "late", "at_risk", "done" or "open"."""
        return "late" if self.late else "at_risk" if self.at_risk else "done" if self.done else "open"

    @property
    def at_stake(self) -> float:
        """Planned points that have not been gained yet; NaN where no gain was planned."""
        gained = 0.0 if math.isnan(self.gain) else self.gain
        return max(0.0, round(self.planned_gain - gained, 6)) if not math.isnan(self.planned_gain) else math.nan


_ORDER = ("late", "at_risk", "open", "done")
_COLUMNS = (
    "code", "index", "max_points", "base_points", "base_basis", "lead", "coordinating", "due_on", "days_left", "state",
    "status", "planned_gain", "self_points", "appraised_points", "difference", "gain", "gain_basis", "at_stake",
    "evidence_missing", "link", "note", "meeting_id", "who", "at", "batch_id",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Progress:
    """A quarter as of the day `on`: items late first, then those at risk, then by points at stake; done ones last."""

    table: ScoreTable
    entity: str
    quarter: str
    on: dt.date
    items: tuple[Item, ...]
    parents: Mapping[str, str]

    def count(self, state: str) -> int:
        return sum(item.state == state for item in self.items)

    @property
    def evidence_missing(self) -> int:
        """Items not done whose evidence is missing or cannot be read."""
        return sum(item.evidence_missing and not item.done for item in self.items)

    def only(self, keep: Callable[[Item], bool]) -> tuple[Item, ...]:
        """The items that `keep` says, in their order."""
        return tuple(item for item in self.items if keep(item))

    def assessed(self) -> tuple[Item, ...]:
        """Items with both self-assessed and appraised points and a known maximum, largest difference first."""
        both = self.only(lambda item: not math.isnan(item.difference) and item.max_points > 0)
        return tuple(sorted(both, key=lambda item: -item.difference))

    def to_frame(self) -> pd.DataFrame:
        """One row an item, in order, with its name, evidence as written and state."""
        return frame(self.items)


def frame(items: Sequence[Item]) -> pd.DataFrame:
    """One row an item: code, name, …, evidence ("number – day: text", a line each)."""
    rows = [{name: getattr(item, name) for name in _COLUMNS} for item in items]
    found = pd.DataFrame(rows, columns=list(_COLUMNS))
    found.insert(1, "name", [item.name_vi for item in items])
    found.insert(found.columns.get_loc("link"), "evidence", ["\n".join(map(written, item.evidence)) for item in items])
    return found


def written(one: Evidence) -> str:
    """A document as offices write it, whatever dashes were typed.

    >>> written(papers.parse("1588/QĐ-UBND - 1/2/2024: Kế hoạch")[0])
    '1588/QĐ-UBND – 01/02/2024: Kế hoạch'
    """
    return one.what if one.on is None else f"{one.number} – {one.on:%d/%m/%Y}: {one.what}"


@dataclass(frozen=True, eq=False)
class Reports:
    """Every quarter's rows of one entity. rows: as of `office.progress.items`; indices: as of `.indices`; own: code ->
    points in the round as the office itself brought them in, as of `own_points`.

    >>> rows = office.typed([{"quarter": "2026-Q2", "code": "1", "self_points": 7.0}])
    >>> tree = pd.DataFrame({"code": ["1"], "parent_code": ["DTI"], "name_vi": ["Một"], "max_points": [10.0]})
    >>> made = Reports(toy(), "B", rows, tree)
    >>> made.quarter("2026-Q2", dt.date(2026, 6, 30)).items[0].self_points, made.quarters
    (7.0, ('2026-Q2',))
    >>> made.quarter("2026-Q3", dt.date(2026, 9, 30)).items
    ()
    """

    table: ScoreTable
    entity: str
    rows: pd.DataFrame
    indices: pd.DataFrame
    own: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Store, table: ScoreTable, entity: str) -> "Reports":
        """What the store holds for an entity under the framework of the round looked at."""
        framework = table.framework.framework_id
        indices = office.indices(store, framework)
        said = figures(store, table.round.round_id, entity)
        return cls(table, entity, office.items(store, framework, entity), indices, own_points(table, said, indices))

    @cached_property
    def quarters(self) -> tuple[str, ...]:
        """Quarters with rows, oldest first."""
        return tuple(sorted(set(self.rows["quarter"])))

    @cached_property
    def parents(self) -> Mapping[str, str]:
        """Code -> parent of everything that can be reported on; the framework's own tree first."""
        known = self.indices.dropna(subset="parent_code")
        return dict(zip(known["code"].astype(str), known["parent_code"].astype(str), strict=True))

    @cached_property
    def _named(self) -> Mapping[str, Mapping[str, Any]]:
        return {str(row["code"]): row for row in self.indices.to_dict("records")}

    @cached_property
    def places(self) -> Mapping[str, str]:
        """Code -> the nearest index that can be simulated ("" where the round gives it no points)."""
        return {code: _place(self.table, self.entity, code, self.parents) for code in self._named}

    def name(self, code: str, lang: str = "vi") -> str:
        """An index's name; of a sum the names joined; its code where nothing is known of it."""
        if "+" in code:
            return self.table.framework.name(code, lang)
        row = self._named.get(code, {})
        return str((row.get("name_en") if lang == "en" else "") or row.get("name_vi") or code)

    def start(self, code: str) -> tuple[float, str]:
        """The points an index starts from and how they are known, as in `Item`; NaN and "" where they are not."""
        if code in self.table.framework.codes and self.table.basis(self.entity, code):
            return self.table.points(self.entity, code), "round"
        return (self.own[code], "own") if code in self.own else (math.nan, "")

    def quarter(self, quarter: str, on: dt.date) -> Progress:
        """The items of one quarter as of a day; none where nothing was reported, whatever stands in other quarters."""
        rows = self.rows[self.rows["quarter"] == quarter].to_dict("records")
        items = [self._item({str(name): entry for name, entry in row.items()}, on) for row in rows]
        return Progress(self.table, self.entity, quarter, on, tuple(sorted(items, key=_urgency)), self.parents)

    def over_time(self, column: str) -> pd.DataFrame:
        """One row an index (in the tree's order), one column a quarter from the first to the last reported: `column` of
        the rows. What is missing is NaN: it is never 0 and never that of another quarter."""
        if not self.quarters:
            return pd.DataFrame(index=pd.Index([], name="code"))
        wide = self.rows.pivot(index="code", columns="quarter", values=column)
        order = [code for code in self._named if code in wide.index]
        order += sorted(set(wide.index) - set(order))
        return wide.reindex(index=order, columns=list(papers.between(self.quarters[0], self.quarters[-1])))

    def _item(self, row: Mapping[str, Any], on: dt.date) -> Item:
        code, named = str(row["code"]), self._named.get(str(row["code"]), {})
        base, base_basis = self.start(code)
        due = row.get("due_on")
        due_on = None if due is None or pd.isna(due) else pd.Timestamp(due).date()
        read = papers.parse(_text(row, "evidence"))
        status = _text(row, "status")
        sound = any(not one.problem and not one.late_for(on) for one in read)
        most = _number(named, "max_points")
        gain, basis = _gain(row, base, most - base)
        at = row.get("made_at")
        return Item(
            code, self.name(code), str(named.get("name_en") or ""), most,
            self.places.get(code, ""), base, base_basis, _text(row, "lead"), _text(row, "coordinating"), due_on,
            None if due_on is None else (due_on - on).days, _number(row, "planned_gain"),
            _number(row, "self_points"), _number(row, "appraised_points"), status,
            read, status == "evidence_needed" or not sound, papers.safe_link(_text(row, "link")) or "",
            _text(row, "note"), _text(row, "meeting_id"), _text(row, "who"),
            dt.datetime.min if at is None or pd.isna(at) else pd.Timestamp(at).to_pydatetime(),
            _text(row, "batch_id"), gain, basis,
        )  # fmt: skip


def own_points(table: ScoreTable, said: pd.DataFrame, indices: pd.DataFrame) -> dict[str, float]:
    """Code -> points that the office brought in for an index; of several what was chosen, else what was published, else
    appraised, else self-assessed. said: as of `office.figures.figures` for one entity; indices: as of `Reports`."""
    mine = said[~said["official"]].copy()
    mine["order"] = [_TRUSTED.index(status) for status in mine["status"]]
    mine = mine.sort_values(["chosen", "order"], ascending=[False, True], kind="stable").drop_duplicates("code")
    most = indices.set_index("code")["max_points"].astype(float)
    points = mine.set_index("code")["value"].astype(float)
    if table.framework.published_as == "value":
        points = points * most.reindex(points.index)
    return {str(code): round(float(found), 6) for code, found in points.dropna().items()}


_TRUSTED = ("published", "appraised", "self")


def _gain(row: Mapping[str, Any], base: float, room: float) -> tuple[float, str]:
    """Points gained so far, and how that is known; see `Item`. room: points between the start and the maximum, NaN
    where either is not known; what is assumed never goes beyond it."""
    planned, own, appraised = (_number(row, name) for name in office.NUMBERS)
    if not math.isnan(appraised) and not math.isnan(base):
        return round(appraised - base, 6), "measured"
    if _text(row, "status") == "done" and not math.isnan(planned):
        taken_off = max(0.0, own - appraised) if not math.isnan(own - appraised) else 0.0
        return round(max(0.0, min(planned - taken_off, math.inf if math.isnan(room) else room)), 6), "assumed"
    if _text(row, "status") == "done" or not math.isnan(appraised):
        return math.nan, "unknown"
    return 0.0, ""


def _place(table: ScoreTable, entity: str, code: str, parents: Mapping[str, str]) -> str:
    """The control of the what-if that holds `code`, the total where none does, "" where it is worth no points."""
    framework, seen = table.framework, {code}
    while code not in framework.codes:
        code = parents.get(code, "")
        if not code or code in seen:
            return ""
        seen.add(code)
    leaves = set(framework.leaves_of(code))
    if not leaves or framework.most(code) == 0:
        return ""
    controls = adjustable(table, entity)
    return next((one for one in controls if leaves <= set(framework.leaves_of(one))), framework.root)


def _urgency(item: Item) -> tuple[object, ...]:
    points = 0.0 if math.isnan(item.at_stake) else item.at_stake
    due = item.due_on or dt.date.max
    return (_ORDER.index(item.state), -points, due, [int(n) if n.isdigit() else 0 for n in item.code.split(".")])


def _text(row: Mapping[str, Any], name: str) -> str:
    entry = row.get(name)
    return "" if entry is None or pd.isna(entry) else str(entry)


def _number(row: Mapping[str, Any], name: str) -> float:
    entry = row.get(name)
    return math.nan if entry is None or pd.isna(entry) else float(entry)
