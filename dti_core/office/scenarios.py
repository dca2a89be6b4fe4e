"""The scenario book: what-ifs kept under a name; nothing is lost, what is deleted can be taken back.

Gains and the assumption about the others are kept as a link writes them, `frozen` as `book.frozen_text` does; none of
it is understood here. A scenario that came with a batch goes when the batch is undone.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

import pandas as pd

from dti_core.errors import StoreError, UnknownCode
from dti_core.office import journal
from dti_core.store import Store


@dataclass(frozen=True, slots=True)
class Scenario:
    """gains, peers: as in a link. target: the rank aimed at. frozen: its figures as they were kept, "" where it moves
    with the data."""

    scenario_id: str
    name: str
    round_id: str
    entity: str
    created_at: dt.datetime
    gains: str = ""
    peers: str = "dung-yen"
    target: int | None = None
    author: str = ""
    note: str = ""
    updated_at: dt.datetime | None = None
    frozen: str = ""

    @property
    def at(self) -> dt.datetime:
        """When it was last changed."""
        return self.updated_at or self.created_at

    @property
    def content(self) -> tuple[object, ...]:
        """Everything but its number: two of the same content are one scenario."""
        return tuple(getattr(self, field.name) for field in fields(self) if field.name != "scenario_id")


_COUNTS = "(batch_id IS NULL OR batch_id NOT IN (SELECT batch_id FROM office.undone))"
_SELECT = f"""SELECT * EXCLUDE (entity_id), entity_id AS entity FROM office.scenarios WHERE {_COUNTS}
              ORDER BY coalesce(updated_at, created_at) DESC, created_at DESC, scenario_id"""


def book(store: Store) -> tuple[Scenario, ...]:
    """The scenarios that are kept, the one changed last first."""
    frame = store.query(_SELECT)
    return _scenarios(frame[frame["deleted_at"].isna()])


def deleted(store: Store) -> tuple[Scenario, ...]:
    """Those that were deleted and can be taken back, the last one first."""
    frame = store.query(_SELECT)
    gone = frame[frame["deleted_at"].notna()]
    return _scenarios(gone.sort_values("deleted_at", ascending=False, kind="stable"))


def find(store: Store, scenario_id: str) -> Scenario:
    """One of the book; UnknownCode where it is not there, or no longer."""
    known = {one.scenario_id: one for one in book(store)}
    if scenario_id not in known:
        raise UnknownCode.of("scenario", scenario_id, [one.name for one in known.values()])
    return known[scenario_id]


def save(store: Store, scenario: Scenario) -> Scenario:
    """Keep a new one, as it then stands: a name already used for this entity in this round gets a number.

    >>> store, at = Store.open(":memory:"), dt.datetime(2026, 11, 29)
    >>> for number in "12":
    ...     print(save(store, Scenario(number, " Họp quý ", "province-2022", "VN-12", at, "3:20")).name)
    Họp quý
    Họp quý (2)
    >>> delete(store, "1", at)
    >>> [one.name for one in book(store)], [one.name for one in deleted(store)]
    (['Họp quý (2)'], ['Họp quý'])
    >>> store.close()
    """
    kept = _checked(scenario)
    with store.transaction() as cursor:
        kept = replace(kept, name=numbered(kept.name, _names(cursor, kept)))
        cursor.register("part", frame([kept]))
        cursor.execute("INSERT INTO office.scenarios BY NAME SELECT * FROM part")
        cursor.unregister("part")
    return kept


def edit(store: Store, scenario: Scenario, at: dt.datetime) -> Scenario:
    """Take over name, author, note and target; what it does and what is frozen stay, with a frozen one's target.

    UnknownCode where it is gone.
    """
    if (known := find(store, scenario.scenario_id)).frozen and known.target != scenario.target:
        raise StoreError("frozen_already", name=known.name)
    kept = replace(_checked(scenario), updated_at=at)
    with store.transaction() as cursor:
        kept = replace(kept, name=numbered(kept.name, _names(cursor, kept)))
        changed = cursor.execute(
            f"""UPDATE office.scenarios SET name = ?, author = ?, note = ?, target = ?, updated_at = ?
                WHERE scenario_id = ? AND deleted_at IS NULL AND {_COUNTS}""",
            [kept.name, kept.author, kept.note, kept.target, at, kept.scenario_id],
        ).fetchone()
        _one(changed, kept.scenario_id)
    return kept


def copy(store: Store, scenario_id: str, new_id: str, at: dt.datetime) -> Scenario:
    """The same once more, moving with the data; so a frozen one is thawed."""
    return save(store, replace(find(store, scenario_id), scenario_id=new_id, created_at=at, updated_at=None, frozen=""))


def freeze(store: Store, scenario_id: str, figures: str, at: dt.datetime) -> None:
    """Keep its figures as they are now, for good; refused twice."""
    if find(store, scenario_id).frozen:
        raise StoreError("frozen_already", name=find(store, scenario_id).name)
    with store.transaction() as cursor:
        changed = cursor.execute(
            """UPDATE office.scenarios SET frozen = ?, updated_at = ?
               WHERE scenario_id = ? AND deleted_at IS NULL AND coalesce(frozen, '') = ''""",
            [figures, at, scenario_id],
        ).fetchone()
        _one(changed, scenario_id)


def delete(store: Store, scenario_id: str, at: dt.datetime) -> None:
    """Take it out of the book; it can be taken back."""
    find(store, scenario_id)
    store.write("UPDATE office.scenarios SET deleted_at = ? WHERE scenario_id = ?", [at, scenario_id])


def restore(store: Store, scenario_id: str) -> Scenario:
    """Put a deleted one back, with a number where its name was taken meanwhile."""
    known = {one.scenario_id: one for one in deleted(store)}
    if scenario_id not in known:
        raise UnknownCode.of("scenario", scenario_id, [one.name for one in known.values()])
    with store.transaction() as cursor:
        kept = known[scenario_id]
        kept = replace(kept, name=numbered(kept.name, _names(cursor, kept)))
        cursor.execute(
            "UPDATE office.scenarios SET deleted_at = NULL, name = ? WHERE scenario_id = ?", [kept.name, scenario_id]
        )
    return kept


def bring(store: Store, batch: journal.Batch, scenarios: Iterable[Scenario]) -> str:
    """Add scenarios as one batch, which can be undone; names and numbers that are taken get new ones. Its batch_id."""
    taken = set(store.query("SELECT scenario_id FROM office.scenarios")["scenario_id"])
    names: dict[tuple[str, str], set[str]] = {}
    for one in book(store):
        names.setdefault((one.round_id, one.entity), set()).add(one.name)
    rows = []
    for one in map(_checked, scenarios):
        here = names.setdefault((one.round_id, one.entity), set())
        kept = replace(one, name=numbered(one.name, here), scenario_id=_unused(one.scenario_id, taken))
        here.add(kept.name)
        taken.add(kept.scenario_id)
        rows.append(kept)
    return journal.add(store, batch, {"scenarios": frame(rows)})


def frame(scenarios: Iterable[Scenario]) -> pd.DataFrame:
    """Scenarios in the columns of the table."""
    names = [field.name for field in fields(Scenario)]
    rows = pd.DataFrame([[getattr(one, name) for name in names] for one in scenarios], columns=names, dtype=object)
    rows["target"] = rows["target"].astype("Int64")
    rows[["created_at", "updated_at"]] = rows[["created_at", "updated_at"]].astype("datetime64[us]")
    return rows.rename(columns={"entity": "entity_id"})


def numbered(name: str, taken: Collection[str]) -> str:
    """The name itself, or with the first number that is free.

    >>> numbered("Họp", ()), numbered("Họp", ("Họp",)), numbered("Họp (2)", ("Họp", "Họp (2)"))
    ('Họp', 'Họp (2)', 'Họp (3)')
    """
    if name not in taken:
        return name
    base, count = re.sub(r" \(\d+\)$", "", name), 2
    while f"{base} ({count})" in taken:
        count += 1
    return f"{base} ({count})"


def _unused(scenario_id: str, taken: Collection[str]) -> str:
    if scenario_id not in taken:
        return scenario_id
    count = 2
    while f"{scenario_id}-{count}" in taken:
        count += 1
    return f"{scenario_id}-{count}"


def _checked(scenario: Scenario) -> Scenario:
    name = " ".join(_tidy(scenario.name).split())
    if not name:
        raise StoreError("blank_name")
    if scenario.target is not None and scenario.target < 1:
        raise StoreError("bad_target", rank=scenario.target)
    return replace(scenario, name=name, author=_tidy(scenario.author), note=_tidy(scenario.note))


def _tidy(text: str) -> str:
    """Composed letters, nothing unseen, no blanks at the ends: what a workbook gives back as it was."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = "".join(letter for letter in lines if letter == "\n" or letter.isprintable())
    return unicodedata.normalize("NFC", seen).strip()


def _names(cursor: Any, scenario: Scenario) -> set[str]:
    """Names that others of the book have for this entity in this round."""
    found = cursor.execute(
        f"""SELECT name FROM office.scenarios
            WHERE round_id = ? AND entity_id = ? AND scenario_id <> ? AND deleted_at IS NULL AND {_COUNTS}""",
        [scenario.round_id, scenario.entity, scenario.scenario_id],
    )
    return {name for (name,) in found.fetchall()}


def _one(changed: tuple[int, ...] | None, scenario_id: str) -> None:
    if not changed or changed[0] != 1:
        raise UnknownCode.of("scenario", scenario_id, [])


def _scenarios(frame: pd.DataFrame) -> tuple[Scenario, ...]:
    return tuple(
        Scenario(
            row["scenario_id"], row["name"], row["round_id"], row["entity"], row["created_at"].to_pydatetime(),
            row["gains"], row["peers"], None if pd.isna(row["target"]) else int(row["target"]),
            _text(row["author"]), _text(row["note"]),
            None if pd.isna(row["updated_at"]) else row["updated_at"].to_pydatetime(), _text(row["frozen"]),
        )
        for row in frame.to_dict("records")
    )  # fmt: skip


def _text(entry: object) -> str:
    return entry if isinstance(entry, str) else ""
