"""The command line and its database: checked, damaged, held by another."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from dti_core.commands import running
from dti_core.office import backup, journal
from dti_core.store import Store
from tests.commanding import AT, COLUMNS, ROOT, Run

# -- check -----------------------------------------------------------------------------------------------------------


def test_a_sound_database_is_said_to_be_one_with_what_contradicts_itself(here: Run) -> None:
    """Five published pillar ranks of 2022 and 2023 contradict the figures (STYLE.md §11)."""
    document = json.loads(here("check", "--json")[1])
    assert document["healthy"] and document["batches"] == 1
    assert [one["kind"] for one in document["findings"]].count("contradiction") == 5


def test_damage_is_found_and_is_a_refusal(here: Run, own: Path) -> None:
    store = Store.open(own)
    with store.transaction() as cursor:
        cursor.execute("UPDATE office.batches SET content = 'y'::BLOB")
        cursor.execute("INSERT INTO office.undone VALUES ('0009', '2026-11-29', 'Hoa', '')")
        cursor.execute(
            """INSERT INTO office.scenarios (scenario_id, name, round_id, entity_id, gains, created_at)
               VALUES ('s', 'Cũ', 'province-1999', 'VN-12', '', '2026-11-29')"""
        )
    row = ("province-1999", "VN-12", "1", "published", 0.61, "published", "B2")
    other = ("province-2022", "VN-12", "DTI", "published", 0.61, "published", "B2")
    rows = {"scores": pd.DataFrame([row, other], columns=COLUMNS)}
    journal.add(store, journal.Batch("scores", "Hoa", AT), rows)
    store.close()
    status, said, error = here("check", "--json", at=own)
    found = {one["kind"]: one for one in json.loads(said)["findings"]}
    assert status == 1 and "hỏng hóc" in error
    assert found["damaged_file"]["where"] == "0001" and found["lost_rows"]["where"] == "0009"
    assert found["scenario"]["where"] == "Cũ" and found["stray"]["where"] == "0002"
    assert found["apart"]["what"] == "VN-12 DTI: 0,5032 – 0,61"
    assert {kind for kind, one in found.items() if one["serious"]} == {"damaged_file", "lost_rows"}
    assert "không còn khớp mã kiểm tra (1 lô)" in here("check", at=own)[1]


# -- while another has the database ----------------------------------------------------------------------------------

HOLD = """
import sys
from dti_core.store import Store
store = Store.open(sys.argv[1])
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def held(own: Path) -> Iterator[Path]:
    """A database that another process has, without an app that would answer."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(own)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        yield own
        process.kill()


def test_a_database_in_use_by_something_that_does_not_answer_is_said(held: Path, here: Run, tmp_path: Path) -> None:
    assert "đang được một chương trình khác sử dụng" in here("rank", "--round", "province-2022", at=held)[2]
    running.beside(held).write_text('{"url": "http://localhost:9", "key": "k"}')
    status, out, error = here("backup", tmp_path / "a.dtibackup", "--who", "Hoa", at=held)
    assert (status, out) == (1, "") and "đang được một chương trình khác sử dụng" in error


def test_a_restore_into_a_database_in_use_says_where_to_do_it(held: Path, here: Run, tmp_path: Path) -> None:
    store = Store.open(":memory:")
    backup.save(store, tmp_path / "a.dtibackup", "Hoa", AT)
    store.close()
    status, _, error = here("restore", tmp_path / "a.dtibackup", "--who", "Hoa", "--yes", at=held)
    assert status == 1 and "trang Nhật ký" in error


def test_the_address_of_the_app_is_for_its_own_user_and_goes_with_it(own: Path) -> None:
    with running.announced(own, "http://localhost:1") as address:
        file = running.beside(own)
        assert json.loads(file.read_text()) == {"url": "http://localhost:1", "key": address.key}
        assert sys.platform == "win32" or file.stat().st_mode & 0o077 == 0
    assert not file.exists()


def test_where_no_address_can_be_written_the_app_runs_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with running.announced(tmp_path / "file" / "dti.duckdb", "http://localhost:1") as address:
        assert len(address.key) >= 32
