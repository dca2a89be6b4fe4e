"""Meetings that are kept: what they are set to, their figures once they are frozen, and what was concluded."""

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd

from dti_core.errors import StoreError, UnknownCode
from dti_core.office import evidence, progress
from dti_core.store import Store


@dataclass(frozen=True, slots=True)
class Meeting:
    """settings: JSON of `meeting.settings`; frozen: of `meeting.frozen`, "" while the slides follow the data."""

    meeting_id: str
    title: str
    held_on: dt.date
    round_id: str
    entity: str
    settings: str
    created_at: dt.datetime
    author: str = ""
    frozen: str = ""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What was concluded: who is to do it by when; `code` names the index that it becomes a progress item of ("" =
    none), `quarter` the one in which it is reported. position: from 1, in the order in which they were typed."""

    conclusion_id: str
    meeting_id: str
    body: str
    agency: str = ""
    due_on: dt.date | None = None
    code: str = ""
    quarter: str = ""
    position: int = 0


def save(store: Store, meeting: Meeting) -> None:
    """Keep a meeting, in the place of what it was; refused without a title, and for one that is frozen.

    >>> store = Store.open(":memory:")
    >>> at = dt.datetime(2026, 11, 29)
    >>> save(store, Meeting("m1", "Quý IV", at.date(), "province-2022", "VN-12", "{}", at))
    >>> [(one.title, one.held_on.isoformat()) for one in meetings(store)]
    [('Quý IV', '2026-11-29')]
    >>> store.close()
    """
    if not meeting.title.strip():
        raise StoreError("blank_meeting")
    before = next((one for one in meetings(store) if one.meeting_id == meeting.meeting_id), None)
    if before is not None and before.frozen:
        raise StoreError("meeting_frozen", title=before.title)
    made = before.created_at if before is not None else meeting.created_at
    store.write(
        """INSERT OR REPLACE INTO office.meetings
               (meeting_id, title, held_on, round_id, entity_id, author, settings, frozen, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?)""",
        [meeting.meeting_id, meeting.title.strip(), meeting.held_on, meeting.round_id, meeting.entity,
         meeting.author.strip() or None, meeting.settings, made],
    )  # fmt: skip


def freeze(store: Store, meeting_id: str, figures: str) -> None:
    """Keep the slides as they are now; from here on the meeting does not change."""
    meeting = find(store, meeting_id)
    if meeting.frozen:
        raise StoreError("meeting_frozen", title=meeting.title)
    store.write("UPDATE office.meetings SET frozen = ? WHERE meeting_id = ?", [figures, meeting_id])


def delete(store: Store, meeting_id: str) -> None:
    """Take away a meeting that is neither frozen nor has conclusions."""
    meeting = find(store, meeting_id)
    if meeting.frozen or conclusions(store, meeting_id):
        raise StoreError("meeting_kept", title=meeting.title)
    store.write("DELETE FROM office.meetings WHERE meeting_id = ?", [meeting_id])


def meetings(store: Store) -> tuple[Meeting, ...]:
    """Every meeting, the last held first."""
    rows = store.query(
        """SELECT meeting_id, title, held_on, round_id, entity_id AS entity, settings, created_at,
                  coalesce(author, '') AS author, coalesce(frozen, '') AS frozen
           FROM office.meetings ORDER BY held_on DESC, created_at DESC, meeting_id"""
    )
    return tuple(
        Meeting(**{str(name): entry for name, entry in row.items()} | {
            "held_on": pd.Timestamp(row["held_on"]).date(),
            "created_at": pd.Timestamp(row["created_at"]).to_pydatetime(),
        })
        for row in rows.to_dict("records")
    )  # fmt: skip


def find(store: Store, meeting_id: str) -> Meeting:
    """One meeting; UnknownCode where there is none."""
    kept = meetings(store)
    for meeting in kept:
        if meeting.meeting_id == meeting_id:
            return meeting
    raise UnknownCode.of("meeting", meeting_id, [one.meeting_id for one in kept])


def conclude(store: Store, conclusion: Conclusion, who: str, at: dt.datetime, *, over: str = "") -> Conclusion:
    """Write down what was concluded; with an index it also becomes a progress item, as one batch of whoever types it.

    What the item already says of points and evidence stays, and its note goes on with the new conclusion. Another
    agency or day than the item has is refused ("conclusion_replaces") unless `over` is the batch of that row: whoever
    replaces it has seen it. Nothing is written where anything is refused.
    """
    meeting = find(store, conclusion.meeting_id)
    body = conclusion.body.strip()
    if not body:
        raise StoreError("blank_conclusion")
    if not who.strip():
        raise StoreError("blank_who")
    quarter = conclusion.quarter or evidence.quarter_of(conclusion.due_on or meeting.held_on)
    kept = replace(conclusion, body=body, agency=conclusion.agency.strip(), quarter=quarter if conclusion.code else "",
                   position=len(conclusions(store, meeting.meeting_id)) + 1)  # fmt: skip
    if kept.code:
        framework = store.table(meeting.round_id).framework.framework_id
        rows = progress.items(store, framework, meeting.entity).query("quarter == @quarter and code == @kept.code")
        there = _Item(*rows.iloc[0][["batch_id", "lead", "due_on", "note", "who"]]) if len(rows) else None
        if there is not None and there.differs(kept) and there.batch_id != over:
            raise StoreError(
                "conclusion_replaces", code=kept.code, quarter=quarter, agency=there.agency or "–", who=there.who,
                day=f"{there.day:%d/%m/%Y}" if there.day else "–", batch=there.batch_id,
            )  # fmt: skip
        item = {"framework_id": framework, "entity_id": meeting.entity, "quarter": quarter, "code": kept.code,
                "lead": kept.agency, "due_on": kept.due_on, "note": there.goes_on(body) if there else body,
                "meeting_id": meeting.meeting_id, "status": None if there else "not_started"}  # fmt: skip
        progress.add_items(store, pd.DataFrame([item]), who, at, f"{meeting.title}: {body}"[:300])
    store.write(
        """INSERT INTO office.conclusions (conclusion_id, meeting_id, position, body, agency, due_on, code, quarter)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        [kept.conclusion_id, kept.meeting_id, kept.position, kept.body, kept.agency or None, kept.due_on,
         kept.code or None, kept.quarter or None],
    )  # fmt: skip
    return kept


@dataclass(frozen=True, slots=True)
class _Item:
    """What a progress row says that a conclusion says too."""

    batch_id: str
    lead: object
    due_on: object
    note: object
    who: str

    @property
    def agency(self) -> str:
        return "" if pd.isna(self.lead) else str(self.lead)

    @property
    def day(self) -> dt.date | None:
        return None if pd.isna(self.due_on) else pd.Timestamp(self.due_on).date()

    def differs(self, said: Conclusion) -> bool:
        """Whether the conclusion would put another agency or day in the place of this one's."""
        other_agency = bool(said.agency and self.agency) and said.agency != self.agency
        return other_agency or bool(said.due_on and self.day and said.due_on != self.day)

    def goes_on(self, body: str) -> str:
        """The note with one more conclusion, each once."""
        note = "" if pd.isna(self.note) else str(self.note)
        return note if body in note.split("; ") else "; ".join(filter(None, (note, body)))


def conclusions(store: Store, meeting_id: str) -> tuple[Conclusion, ...]:
    """What a meeting concluded, in order."""
    rows = store.query(
        """SELECT conclusion_id, meeting_id, body, coalesce(agency, '') AS agency, due_on, coalesce(code, '') AS code,
                  coalesce(quarter, '') AS quarter, position
           FROM office.conclusions WHERE meeting_id = ? ORDER BY position""",
        [meeting_id],
    )
    return tuple(
        Conclusion(**{str(name): entry for name, entry in row.items()} | {
            "due_on": None if pd.isna(row["due_on"]) else pd.Timestamp(row["due_on"]).date()
        })
        for row in rows.to_dict("records")
    )  # fmt: skip
