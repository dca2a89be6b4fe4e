"""Batches: everything that comes in together, with who, when, the file and its checksum; undone as a whole."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dti_core.errors import StoreError, UnknownCode
from dti_core.store import Store

# What a batch may bring: the tables of `office` that have a batch_id.
TABLES = ("frameworks", "indicators", "entities", "rounds", "scores", "ranks", "choices", "progress", "scenarios")


@dataclass(frozen=True, slots=True)
class Batch:
    """Who brought what, when; `content` is the file as it was sent, or None for what was typed in."""

    kind: str
    who: str
    at: dt.datetime
    file_name: str | None = None
    content: bytes | None = None
    note: str = ""

    @property
    def sha256(self) -> str | None:
        return None if self.content is None else hashlib.sha256(self.content).hexdigest()


def add(store: Store, batch: Batch, rows: Mapping[str, pd.DataFrame], version: str | None = None) -> str:
    """Write a batch and its rows (table of `TABLES` -> frame without batch_id) in one transaction; its batch_id.

    version: of the store that the rows were worked out against; refused when it is no longer that.

    >>> store = Store.open(":memory:")
    >>> chosen = pd.DataFrame([("province-2022", "VN-12", "DTI", "qd-922-btttt", "thử")],
    ...                       columns=["round_id", "entity_id", "indicator_code", "source_id", "why"])
    >>> add(store, Batch("choice", "Hoa", dt.datetime(2026, 11, 29)), {"choices": chosen})
    '0001'
    >>> batches(store)[["batch_id", "kind", "who", "rows"]].to_dict("records")
    [{'batch_id': '0001', 'kind': 'choice', 'who': 'Hoa', 'rows': 1}]
    >>> store.close()
    """
    strangers = [name for name in rows if name not in TABLES]
    if strangers:
        raise UnknownCode.of("listing", strangers[0], TABLES)
    if not batch.who.strip():
        raise StoreError("blank_who")
    with store.transaction() as cursor:
        if version is not None and version != store.version:  # nobody else can write now
            raise StoreError("store_changed")
        found = cursor.execute("SELECT coalesce(max(number), 0) + 1 FROM office.batches").fetchone()
        assert found
        batch_id = f"{found[0]:04d}"
        cursor.execute(
            """INSERT INTO office.batches (batch_id, number, kind, made_at, who, file_name, sha256, content, note)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            [batch_id, found[0], batch.kind, batch.at, batch.who.strip(), batch.file_name, batch.sha256, batch.content,
             batch.note],
        )  # fmt: skip
        for name in TABLES:
            if name in rows and len(rows[name]):
                cursor.register("part", rows[name].assign(batch_id=batch_id))
                cursor.execute(f"INSERT INTO office.{name} BY NAME SELECT * FROM part")
                cursor.unregister("part")
    return batch_id


def undo(store: Store, batch_id: str, who: str, at: dt.datetime, note: str = "") -> None:
    """Take a batch back as a whole: its rows stay, and no longer count. Refused when there is none, or twice.

    A restore is no batch of rows: it is taken back by restoring the backup that was kept before it.
    """
    known = batches(store)
    if batch_id not in set(known["batch_id"]):
        raise UnknownCode.of("batch", batch_id, known["batch_id"])
    if known.set_index("batch_id")["undone_at"].notna()[batch_id]:
        raise StoreError("undone_already", batch=batch_id)
    if known.set_index("batch_id")["kind"][batch_id] == "restore":
        raise StoreError("undo_restore", batch=batch_id)
    if not who.strip():
        raise StoreError("blank_who")
    store.write("INSERT INTO office.undone VALUES (?, ?, ?, ?)", [batch_id, at, who.strip(), note.strip()])


def batches(store: Store) -> pd.DataFrame:
    """Every batch, newest first, undone ones too: batch_id, kind, made_at, who, file_name, sha256, note, undone_at,
    undone_by, undone_why, rows (how many it brought)."""
    counts = " UNION ALL ".join(f"SELECT batch_id FROM office.{name}" for name in TABLES)
    return store.query(
        f"""WITH counted AS (SELECT batch_id, count(*) AS rows FROM ({counts}) GROUP BY 1)
            SELECT b.* EXCLUDE (content), u.undone_at, u.who AS undone_by,
                   u.note AS undone_why, coalesce(c.rows, 0)::INTEGER AS rows
            FROM office.batches b LEFT JOIN office.undone u USING (batch_id) LEFT JOIN counted c USING (batch_id)
            ORDER BY b.number DESC"""
    )


def rows(store: Store, batch_id: str) -> dict[str, pd.DataFrame]:
    """What a batch brought: table of `TABLES` -> its rows, tables without any left out."""
    if batch_id not in set(batches(store)["batch_id"]):
        raise UnknownCode.of("batch", batch_id, batches(store)["batch_id"])
    found = {
        name: store.query(f"SELECT * EXCLUDE (batch_id) FROM office.{name} WHERE batch_id = ? ORDER BY ALL", [batch_id])
        for name in TABLES
    }
    return {name: frame for name, frame in found.items() if len(frame)}


def content(store: Store, batch_id: str) -> bytes | None:
    """The file that a batch came from, as it was sent."""
    found = store.query("SELECT content FROM office.batches WHERE batch_id = ?", [batch_id])
    if found.empty:
        raise UnknownCode.of("batch", batch_id, batches(store)["batch_id"])
    sent = found["content"].iloc[0]
    return None if sent is None else bytes(sent)


def damaged(store: Store) -> list[str]:
    """Batches whose file no longer has the checksum it came with."""
    found = store.query("SELECT batch_id FROM office.batches WHERE sha256(content) <> sha256 ORDER BY number")
    return list(found["batch_id"])


def lost(store: Store) -> pd.DataFrame:
    """Rows whose batch is not there: batch_id, name (the table), rows (how many)."""
    parts = " UNION ALL ".join(
        f"SELECT batch_id, '{name}' AS name FROM office.{name} ANTI JOIN office.batches USING (batch_id)"
        " WHERE batch_id IS NOT NULL"
        for name in (*TABLES, "undone")
    )
    return store.query(f"SELECT batch_id, name, count(*)::INTEGER AS rows FROM ({parts}) GROUP BY ALL ORDER BY ALL")
