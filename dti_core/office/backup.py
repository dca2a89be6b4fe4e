"""Backup: everything the office added, as one file; made while the app runs, and looked through before it is trusted.

A backup is a zip archive with a manifest and a DuckDB file of the office's tables. Its comment, the last 64 bytes, is
the SHA-256 of all the bytes before it, so that not one byte can change unseen. What is published is not in it: every
copy of the programme builds that from its own files.
"""

import datetime as dt
import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

import duckdb

from dti_core import build
from dti_core.errors import StoreError
from dti_core.schema_office import OFFICE
from dti_core.store import Store

FORMAT = 1
SUFFIX = ".dtibackup"
_KIND, _MANIFEST = "dti-backup", "manifest.json"
_DATABASE = "backup.duckdb"  # not office.duckdb: a database of that name hides its schema
_DIGEST = 64  # hexadecimal digits
_LARGEST = 2**30  # bytes of a database that is unpacked; the documents of ten years are a tenth of that
_NAMES = count(1)  # attached databases need names of their own; two visitors may make a backup at once


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself. schema: version of the office's tables; rows: how many in each of them."""

    made_at: str
    who: str
    schema: int
    rows: dict[str, int]
    size: int
    sha256: str
    kind: str = _KIND
    format: int = FORMAT

    @property
    def made(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.made_at)


def make(store: Store, who: str, at: dt.datetime) -> bytes:
    """A backup of what the office has in the store at this moment, read back and opened before it is handed over.

    >>> store = Store.open(":memory:")
    >>> read(make(store, "Hoa", dt.datetime(2026, 11, 29))).rows["batches"]
    0
    >>> store.close()
    """
    if not who.strip():
        raise StoreError("blank_who")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / _DATABASE
        with _attached(store, file) as (cursor, own, name):
            cursor.execute("BEGIN")
            rows = _copy(cursor, own, name)
            cursor.execute("COMMIT")
        database = file.read_bytes()
    digest = hashlib.sha256(database).hexdigest()
    content = _packed(Manifest(at.isoformat(), who.strip(), len(OFFICE), rows, len(database), digest), database)
    with opened(content):
        return content


def save(store: Store, path: Path, who: str, at: dt.datetime) -> Manifest:
    """`make` into a file; there is either the whole file under this name, or what was there before."""
    content = make(store, who, at)
    _put(path, content)
    return read(content)


def read(content: bytes) -> Manifest:
    """The manifest of a backup whose every byte is as it was written; StoreError for anything else."""
    manifest, _ = _unpacked(content)
    return manifest


@contextmanager
def opened(content: bytes) -> Iterator[tuple[Manifest, Path]]:
    """A backup that was read, opened and compared with its manifest: the manifest, and its database, upgraded."""
    manifest, database = _unpacked(content)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / _DATABASE
        file.write_bytes(database)
        try:
            found, columns = _upgraded(file)
            with duckdb.connect(":memory:") as trial:
                build.upgrade(trial)
                alike = "meta" in found and found == manifest.rows and columns == _columns(trial)
                if alike:  # every row read, and every constraint asked, before the running store sees any of it
                    trial.execute(f"ATTACH '{_place(file)}' AS sent (READ_ONLY)")
                    _copy(trial, "sent", "memory")
        except duckdb.Error as error:
            raise StoreError("backup_damaged") from error
        if not alike:
            raise StoreError("backup_foreign")
        yield manifest, file


def _upgraded(file: Path) -> tuple[dict[str, int], set[tuple[str, ...]]]:
    """The rows of each table of an office as it was sent, and its columns after the upgrade."""
    with duckdb.connect(str(file), config={"enable_external_access": "false"}) as connection:
        found = _counts(connection)
        if "meta" in found:
            build.upgrade(connection)
        return found, _columns(connection)


def restore(store: Store, content: bytes, who: str, at: dt.datetime, file_name: str | None = None) -> Path | None:
    """Put what a backup holds in place of what the office has, in one transaction, under a running app too.

    What was there before is written beside the database first, as a backup of its own, whose path is returned (None
    for a store in memory). The restore itself becomes the newest batch.
    """
    if not who.strip():
        raise StoreError("blank_who")
    with opened(content) as (manifest, file):
        kept = None if store.path is None else free_name(store.path, at)
        if kept is not None:
            save(store, kept, who, at)
        _adopt(store, file, manifest, who.strip(), at, file_name, hashlib.sha256(content).hexdigest(), kept)
    return kept


def load(store: Store, content: bytes) -> None:
    """Put what a backup holds into a store that nobody else uses, without a word in the journal."""
    with (
        opened(content) as (_, file),
        _attached(store, file, "(READ_ONLY)") as (_, own, name),
        store.transaction() as cursor,
    ):
        _copy(cursor, name, own)


def rescue(
    path: Path, content: bytes, who: str, at: dt.datetime, published: Path = build.PUBLISHED_FILES
) -> Path | None:
    """Restore where the database is missing or cannot be opened: a new one is made whole, then takes its place.

    The old file, and its log, stay under another name, which is returned. Whenever this is interrupted, the old file
    or the whole new one stands at `path`.
    """
    if not who.strip():
        raise StoreError("blank_who")
    fresh = path.with_name(f"{path.name}.restoring")
    fresh.unlink(missing_ok=True)
    _log(fresh).unlink(missing_ok=True)
    store = Store.open(fresh, published)
    try:
        with opened(content) as (manifest, file):
            _adopt(store, file, manifest, who.strip(), at, None, hashlib.sha256(content).hexdigest(), None)
    finally:
        store.close()
    kept = free_name(path, at).with_suffix(".duckdb") if path.exists() else None
    if kept is not None:
        shutil.copy2(path, kept)
    if _log(path).exists():
        shutil.copy2(_log(path), _log(kept or path.with_name(f"{path.stem}-lost.duckdb")))
        _log(path).unlink()
    fresh.replace(path)
    return kept


def free_name(database: Path, at: dt.datetime) -> Path:
    """A name beside the database for what stood there before `at`, taken by no file yet."""
    stem = f"{database.stem}-before-restore-{at:%Y%m%d-%H%M%S}"
    names = (database.with_name(f"{stem}{more}{SUFFIX}") for more in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(name for name in names if not name.exists() and not name.with_suffix(".duckdb").exists())


def _log(database: Path) -> Path:
    return database.with_name(f"{database.name}.wal")


def _put(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise StoreError("backup_unwritable", file=path.name, reason=error.strerror or "") from error


# -- the archive -------------------------------------------------------------------------------------------------------


def _packed(manifest: Manifest, database: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        archive.writestr(_DATABASE, database)
        archive.comment = b"0" * _DIGEST
    body = stream.getvalue()[:-_DIGEST]
    return body + hashlib.sha256(body).hexdigest().encode()


def _unpacked(content: bytes) -> tuple[Manifest, bytes]:
    body, digest = content[:-_DIGEST], content[-_DIGEST:]
    if not content.startswith(b"PK\x03\x04") or _MANIFEST.encode() not in content[:200]:
        raise StoreError("backup_foreign")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise StoreError("backup_damaged")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            said = json.loads(_member(archive, _MANIFEST, 2**20))
            if said.get("kind") != _KIND or not isinstance(said.get("format"), int):
                raise StoreError("backup_foreign")
            newer = said["format"] > FORMAT or said.get("schema", 0) > len(OFFICE)
            if newer:
                raise StoreError("backup_newer", version=f"{said['format']}.{said.get('schema', 0)}",
                                 known=f"{FORMAT}.{len(OFFICE)}")  # fmt: skip
            manifest, database = Manifest(**said), _member(archive, _DATABASE, _LARGEST)
    except (zipfile.BadZipFile, json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise StoreError("backup_foreign") from error
    if hashlib.sha256(database).hexdigest() != manifest.sha256:
        raise StoreError("backup_damaged")
    return manifest, database


def _member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A member of an archive, not more of it than `most` bytes, whatever the archive says."""
    with archive.open(name) as stream:
        found = stream.read(most + 1)
    if len(found) > most:
        raise StoreError("backup_foreign")
    return found


# -- the tables --------------------------------------------------------------------------------------------------------


@contextmanager
def _attached(store: Store, file: Path, mode: str = "") -> Iterator[tuple[duckdb.DuckDBPyConnection, str, str]]:
    """A cursor with the database `file` beside the store's: the cursor, and the names of both."""
    name = f"beside_{next(_NAMES)}"
    with store.cursor() as cursor:
        row = cursor.execute("SELECT current_database()").fetchone()
        assert row
        own = '"' + row[0].replace('"', '""') + '"'
        cursor.execute(f"ATTACH '{_place(file)}' AS {name} {mode}")
        try:
            yield cursor, own, name
        finally:
            cursor.execute(f"USE {own}")
            cursor.execute(f"DETACH {name}")


def _copy(cursor: duckdb.DuckDBPyConnection, source: str, target: str) -> dict[str, int]:
    """Make the office's tables anew in one database with the rows of another; how many rows each has."""
    cursor.execute(f"USE {target}")
    cursor.execute("DROP SCHEMA IF EXISTS office CASCADE")
    build.upgrade(cursor)
    cursor.execute("DELETE FROM office.meta")
    rows = {}
    for name in _counts(cursor):
        cursor.execute(f"INSERT INTO {target}.office.{name} BY NAME SELECT * FROM {source}.office.{name}")
        found = cursor.execute(f"SELECT count(*) FROM {target}.office.{name}").fetchone()
        assert found
        rows[name] = int(found[0])
    return rows


def _adopt(
    store: Store, file: Path, manifest: Manifest, who: str, at: dt.datetime, file_name: str | None, sha256: str,
    kept: Path | None,
) -> None:  # fmt: skip
    with _attached(store, file, "(READ_ONLY)") as (_, own, name), store.transaction() as cursor:
        before = cursor.execute("SELECT revision FROM office.meta").fetchone()
        assert before
        _copy(cursor, name, own)
        cursor.execute("UPDATE office.meta SET revision = greatest(revision, ?)", [before[0]])
        cursor.execute(
            """INSERT INTO office.batches (batch_id, number, kind, made_at, who, file_name, sha256, note)
               SELECT printf('%04d', n), n, 'restore', ?, ?, ?, ?, ?
               FROM (SELECT coalesce(max(number), 0) + 1 AS n FROM office.batches)""",
            [at, who, file_name, sha256, f"{manifest.made:%d/%m/%Y %H:%M} · {manifest.who}"
             + (f" · {kept.name}" if kept else "")],
        )  # fmt: skip


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The office's tables in the current database, and how many rows each has."""
    names = connection.execute(
        """SELECT table_name FROM information_schema.tables
           WHERE table_catalog = current_database() AND table_schema = 'office' AND table_type = 'BASE TABLE'
           ORDER BY 1"""
    ).fetchall()
    found = {name: connection.execute(f'SELECT count(*) FROM office."{name}"').fetchone() for (name,) in names}
    return {name: int(row[0]) for name, row in found.items() if row}


def _columns(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, ...]]:
    """Every table and view of the office: name, kind, column, type."""
    return set(
        connection.execute(
            """SELECT table_name, table_type, column_name, data_type
               FROM information_schema.columns JOIN information_schema.tables
                   USING (table_catalog, table_schema, table_name)
               WHERE table_catalog = current_database() AND table_schema = 'office'"""
        ).fetchall()
    )


def _place(file: Path) -> str:
    return str(file).replace("'", "''")
