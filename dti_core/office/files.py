"""Files that the office keeps for its papers, one of each kind: the template for slides."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from dti_core.store import Store

TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was sent, under the name that it had."""

    file_name: str
    content: bytes
    saved_at: dt.datetime


def keep(store: Store, kind: str, file_name: str, content: bytes, at: dt.datetime) -> None:
    """Keep a file in place of the one of its kind that was kept before.

    >>> store = Store.open(":memory:")
    >>> keep(store, TEMPLATE, "mau.pptx", b"PK", dt.datetime(2026, 11, 29))
    >>> kept(store, TEMPLATE).file_name
    'mau.pptx'
    >>> store.close()
    """
    with store.transaction() as cursor:
        cursor.execute("DELETE FROM office.files WHERE starts_with(name, ?)", [f"{kind}/"])
        cursor.execute(
            "INSERT INTO office.files VALUES (?, ?, ?, ?)",
            [f"{kind}/{file_name}", content, hashlib.sha256(content).hexdigest(), at],
        )


def kept(store: Store, kind: str) -> Kept | None:
    """The file of a kind; None when there is none."""
    rows = store.query("SELECT * FROM office.files WHERE starts_with(name, ?)", [f"{kind}/"])
    if rows.empty:
        return None
    row = rows.iloc[0]
    return Kept(str(row["name"]).removeprefix(f"{kind}/"), bytes(row["content"]), row["saved_at"].to_pydatetime())


def remove(store: Store, kind: str) -> None:
    """Keep no file of this kind any more."""
    store.write("DELETE FROM office.files WHERE starts_with(name, ?)", [f"{kind}/"])
