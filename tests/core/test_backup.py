"""Backup and restore: whole or refused, made under a running app, and what was there before is never lost."""

import datetime as dt
import hashlib
import io
import itertools
import json
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dti_core.errors import StoreError
from dti_core.office import backup, journal
from dti_core.schema_office import OFFICE
from dti_core.store import Store

AT = dt.datetime(2026, 11, 29, 8, 0)
CODES = {"backup_damaged", "backup_foreign"}


def add(store: Store, number: int, content: bytes | None = None) -> str:
    """A batch with one figure, 0.001 times its number."""
    columns = ["round_id", "entity_id", "indicator_code", "status", "value", "basis", "quote"]
    row = ("province-2022", "VN-12", "1", "published", number / 1000, "published", f"B{number}")
    sent = journal.Batch("scores", f"Hoa {number}", AT, f"{number}.xlsx", content or bytes([number % 256]) * 50)
    return journal.add(store, sent, {"scores": pd.DataFrame([row], columns=columns)})


def state(store: Store) -> dict[str, list[tuple]]:
    """Every row of the office's tables; the journal's lines about restores, and the count of changes, left out."""
    with store.cursor() as cursor:
        names = cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'office' ORDER BY 1"
        )
        found = {
            name: sorted(cursor.execute(f"SELECT * FROM office.{name}").fetchall(), key=repr)
            for (name,) in names.fetchall()
        }
    found["batches"] = [row for row in found["batches"] if row[2] != "restore"]
    del found["meta"]
    return found


@pytest.fixture
def own(tmp_path):
    store = Store.open(tmp_path / "dti.duckdb")
    for number in range(1, 4):
        add(store, number)
    yield store
    store.close()


@pytest.fixture(scope="module")
def content():
    store = Store.open(":memory:")
    add(store, 1)
    yield backup.make(store, "Hoa", AT)
    store.close()


def test_what_was_backed_up_comes_back_whole(own):
    before = state(own)
    kept = backup.make(own, "Hoa", AT)
    journal.undo(own, "0002", "Nam", AT)
    add(own, 4)
    assert own.table("province-2022").value("VN-12", "1") == 0.004
    backup.restore(own, kept, "Nam", AT, "a.dtibackup")
    assert state(own) == before
    assert own.table("province-2022").value("VN-12", "1") == 0.003
    newest = journal.batches(own).iloc[0]
    assert (newest["kind"], newest["who"], newest["file_name"]) == ("restore", "Nam", "a.dtibackup")
    assert newest["sha256"] == hashlib.sha256(kept).hexdigest()


def test_what_was_there_before_a_restore_is_kept_beside_and_comes_back_too(own, tmp_path):
    early = backup.make(own, "Hoa", AT)
    add(own, 4)
    late = state(own)
    first = backup.restore(own, early, "Nam", AT)
    second = backup.restore(own, early, "Nam", AT)
    assert {path.name for path in (first, second)} == {path.name for path in tmp_path.glob("*.dtibackup")}
    assert first != second
    backup.restore(own, first.read_bytes(), "Nam", AT)
    assert state(own) == late


def test_a_restore_is_seen_by_everyone_who_remembers_answers(own):
    kept = backup.make(own, "Hoa", AT)
    add(own, 4)
    versions = [own.version]
    for _ in range(2):
        backup.restore(own, kept, "Nam", AT)
        versions.append(own.version)
    assert len(set(versions)) == 3


def test_the_manifest_says_who_when_and_how_much(content):
    manifest = backup.read(content)
    assert (manifest.who, manifest.made, manifest.schema) == ("Hoa", AT, len(OFFICE))
    assert (manifest.rows["batches"], manifest.rows["scores"], manifest.rows["scenarios"]) == (1, 1, 0)


def test_any_zip_programme_opens_a_backup(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        said = json.loads(archive.read("manifest.json"))
        assert said["sha256"] == hashlib.sha256(archive.read("backup.duckdb")).hexdigest()


def test_a_backup_made_while_others_write_holds_whole_batches(own, tmp_path):
    """Every batch has one figure: a snapshot has as many of the one as of the other, numbered without a gap."""
    stop, numbers = threading.Event(), itertools.count(4)

    def write() -> None:
        while not stop.is_set():
            add(own, next(numbers))

    writer = threading.Thread(target=write)
    writer.start()
    made = [backup.make(own, "Hoa", AT) for _ in range(5)]
    stop.set()
    writer.join()
    for one in made:
        rows = backup.read(one).rows
        assert rows["batches"] == rows["scores"] >= 3
        with backup.opened(one) as (_, file), duckdb.connect(str(file)) as inside:
            highest = inside.execute("SELECT max(number), count(*) FROM office.batches").fetchone()
            lost = inside.execute("SELECT count(*) FROM office.batches ANTI JOIN office.scores USING (batch_id)")
            assert highest[0] == highest[1] and lost.fetchone() == (0,)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_changed_byte_anywhere_is_noticed(content, data):
    place = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.integers(1, 255))
    changed = bytearray(content)
    changed[place] ^= other
    with pytest.raises(StoreError) as refused:
        backup.read(bytes(changed))
    assert refused.value.code in CODES


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_cut_short_or_made_longer_is_refused(content, data):
    cut = data.draw(st.integers(0, len(content) - 1))
    for changed in (content[:cut], content + content[: cut + 1]):
        with pytest.raises(StoreError) as refused:
            backup.read(changed)
        assert refused.value.code in CODES


def resealed(manifest: dict[str, object] | None, database: bytes, name: str = "backup.duckdb") -> bytes:
    """An archive with a right checksum of its own, whatever is in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", "[]" if manifest is None else json.dumps(manifest))
        archive.writestr(name, database)
        archive.comment = b"0" * 64
    body = stream.getvalue()[:-64]
    return body + hashlib.sha256(body).hexdigest().encode()


def parts(content: bytes) -> tuple[dict[str, object], bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return json.loads(archive.read("manifest.json")), archive.read("backup.duckdb")


def signed(manifest: dict[str, object], database: bytes, **changes: object) -> bytes:
    said = {**manifest, "sha256": hashlib.sha256(database).hexdigest(), "size": len(database), **changes}
    return resealed(said, database)


def test_files_of_other_kinds_are_refused_by_name(own, content, tmp_path):
    manifest, database = parts(content)
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as stranger:
        stranger.execute("CREATE TABLE a (b INTEGER)")
    with duckdb.connect(str(tmp_path / "view.duckdb")) as stranger:
        stranger.execute("CREATE SCHEMA office")
        stranger.execute("CREATE TABLE office.meta AS SELECT 3 AS version, 0 AS revision")
        stranger.execute("CREATE VIEW office.batches AS SELECT 1 AS batch_id")
    before = state(own)
    for foreign in (
        b"", b"PK\x03\x04", b"%PDF-1.7", book.getvalue(), database, resealed(None, database),
        resealed({**manifest, "kind": "other"}, database), resealed({"kind": "dti-backup", "format": 1}, database),
        resealed(manifest, database, "elsewhere.duckdb"), signed(manifest, other.read_bytes(), rows={}),
        signed(manifest, (tmp_path / "view.duckdb").read_bytes(), rows={"meta": 1}),
        signed(manifest, database, rows={**manifest["rows"], "batches": 7}),
    ):  # fmt: skip
        with pytest.raises(StoreError) as refused:
            backup.restore(own, foreign, "Hoa", AT)
        assert refused.value.code == "backup_foreign"
    assert state(own) == before and not list(tmp_path.glob("*.dtibackup"))


def test_a_database_that_does_not_open_is_refused_though_its_checksum_is_right(own, content):
    manifest, database = parts(content)
    for broken in (database[: len(database) // 2], b"\0" * 5000, b"not a database"):
        with pytest.raises(StoreError) as refused:
            backup.restore(own, signed(manifest, broken), "Hoa", AT)
        assert refused.value.code == "backup_damaged"


def test_a_backup_of_a_newer_programme_is_refused_as_such(own, content):
    manifest, database = parts(content)
    for changes in ({"format": 2}, {"schema": len(OFFICE) + 1}):
        with pytest.raises(StoreError) as refused:
            backup.restore(own, resealed({**manifest, **changes}, database), "Hoa", AT)
        assert refused.value.code == "backup_newer"


def test_a_backup_of_an_older_programme_is_upgraded(own, content, tmp_path):
    """Step 1 knew scenarios alone, without peers: step 2 calls them frozen."""
    manifest, _ = parts(content)
    old = tmp_path / "old.duckdb"
    with duckdb.connect(str(old)) as older:
        older.execute("CREATE SCHEMA office")
        older.execute("CREATE TABLE office.meta (version INTEGER NOT NULL, revision INTEGER NOT NULL)")
        older.execute("INSERT INTO office.meta VALUES (1, 5)")
        older.execute(OFFICE[0])
        older.execute("INSERT INTO office.scenarios VALUES ('s', 'Kịch bản', 'r', 'e', '', '2023-01-01')")
    sent = signed(manifest, old.read_bytes(), schema=1, rows={"meta": 1, "scenarios": 1})
    backup.restore(own, sent, "Hoa", AT)
    found = own.query("SELECT name, peers FROM office.scenarios")
    assert found.to_dict("records") == [{"name": "Kịch bản", "peers": "frozen"}]


def test_a_bomb_is_not_unpacked(content):
    manifest, _ = parts(content)
    bomb = resealed(manifest, b"\0" * 2_000_000)
    most = backup._LARGEST
    backup._LARGEST = 1_000_000
    try:
        with pytest.raises(StoreError) as refused:
            backup.read(bomb)
    finally:
        backup._LARGEST = most
    assert refused.value.code == "backup_foreign"


def test_nobody_is_no_name(own, content):
    for call in (lambda: backup.make(own, " ", AT), lambda: backup.restore(own, content, "", AT)):
        with pytest.raises(StoreError) as refused:
            call()
        assert refused.value.code == "blank_who"


def test_a_folder_that_is_not_there_is_named(own, tmp_path):
    with pytest.raises(StoreError) as refused:
        backup.save(own, tmp_path / "missing" / "a.dtibackup", "Hoa", AT)
    assert refused.value.code == "backup_unwritable"


def test_a_restore_is_no_batch_to_be_undone(own, content):
    backup.restore(own, content, "Hoa", AT)
    with pytest.raises(StoreError) as refused:
        journal.undo(own, journal.batches(own)["batch_id"].iloc[0], "Hoa", AT)
    assert refused.value.code == "undo_restore"


@pytest.mark.parametrize("there", [b"rubbish" * 1000, None])
def test_a_database_that_does_not_open_is_replaced_and_kept(tmp_path, content, there):
    path = tmp_path / "dti.duckdb"
    if there is not None:
        path.write_bytes(there)
        path.with_name("dti.duckdb.wal").write_bytes(b"log")
        with pytest.raises(StoreError, match="damaged"):
            Store.open(path)
    kept = backup.rescue(path, content, "Hoa", AT)
    assert (kept.read_bytes() if kept else None) == there
    store = Store.open(path)
    assert state(store)["scores"][0][4] == "published" and store.table("province-2022").value("VN-12", "1") == 0.001
    store.close()
    assert not list(tmp_path.glob("*.restoring*")) and not list(tmp_path.glob("dti.duckdb.wal"))


RESTORE = """
import datetime as dt, sys
from pathlib import Path
from dti_core.office import backup
from dti_core.store import Store
store = Store.open(sys.argv[1])
content = Path(sys.argv[2]).read_bytes()
print("ready", flush=True)
sys.stdin.readline()
for turn in range(1000):
    backup.restore(store, content, "Hoa", dt.datetime(2026, 11, 29, 9, 0))
    print(turn, flush=True)
"""


@pytest.mark.parametrize("late", range(4))
def test_a_restore_that_is_killed_leaves_the_state_before_or_after(tmp_path, late):
    """Killed at the first restore, after a share of the time that one takes; the database opens, whole, each time."""
    path, file = tmp_path / "dti.duckdb", tmp_path / "a.dtibackup"
    store = Store.open(path)
    for number in range(1, 6):
        add(store, number, bytes(200_000))
    after = state(store)
    backup.save(store, file, "Hoa", AT)
    journal.undo(store, "0003", "Nam", AT)
    before = state(store)
    started = dt.datetime.now()
    backup.make(store, "Hoa", AT)
    took = dt.datetime.now() - started
    store.close()
    command = [sys.executable, "-c", RESTORE, str(path), str(file)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(backup.__file__).parents[2]
    ) as process:
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("\n")
        process.stdin.flush()
        try:
            process.wait(took.total_seconds() * 3 * (late + 0.5) / 4)
        except subprocess.TimeoutExpired:
            process.kill()
    store = Store.open(path)
    assert state(store) in (before, after)
    for kept in tmp_path.glob("dti-before-restore-*.dtibackup"):
        backup.read(kept.read_bytes())
    store.close()
