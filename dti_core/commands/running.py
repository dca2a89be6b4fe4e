"""A database that the running app holds: its address and key lie beside the database, and it answers with a backup.

DuckDB lets one process have a file. A command that only reads therefore asks the app for a backup of this moment, and
reads that; the app answers nobody who is not on this machine with the key, and only its own user can read the key.
"""

import json
import os
import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from dti_core.errors import StoreError
from dti_core.office import backup
from dti_core.store import Store

PATH = "/_dti/backup"
_TIMEOUT = 60.0  # seconds; an app that is busy still answers


@dataclass(frozen=True, slots=True)
class Address:
    """Where the app answers, and the key that it asks for."""

    url: str
    key: str


def beside(database: Path) -> Path:
    return database.with_name(f"{database.name}.app")


@contextmanager
def announced(database: Path, url: str) -> Iterator[Address]:
    """The app's address beside its database, for its own user to read, until the app ends.

    Where nothing can be written there the app runs without, and commands say that the database is in use.
    """
    address, file = Address(url, secrets.token_urlsafe(32)), beside(database)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(asdict(address), stream)
    try:
        yield address
    finally:
        with suppress(OSError, StoreError):
            if address_of(database) == address:
                file.unlink()


def address_of(database: Path) -> Address:
    """What lies beside a database; StoreError where there is nothing of the kind."""
    try:
        return Address(**json.loads(beside(database).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise StoreError("store_in_use", file=database.name) from error


def asked(database: Path, who: str) -> bytes:
    """A backup from the app that has the database; StoreError where no app answers."""
    address = address_of(database)
    query = urllib.parse.urlencode({"who": who})
    request = urllib.request.Request(f"{address.url}{PATH}?{query}", headers={"authorization": f"Bearer {address.key}"})
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy does not know our localhost
    try:
        with direct.open(request, timeout=_TIMEOUT) as answer:
            content: bytes = answer.read()
    except (urllib.error.URLError, OSError) as error:
        raise StoreError("store_in_use", file=database.name) from error
    return content


@contextmanager
def snapshot(content: bytes) -> Iterator[Store]:
    """A store in memory with what a backup holds."""
    store = Store.open(":memory:")
    try:
        backup.load(store, content)
        yield store
    finally:
        store.close()
