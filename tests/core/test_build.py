"""Making the database: constraints that bite, rebuilds that keep what users added, failures that change nothing."""

import datetime as dt
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dti_core import build, schema, schema_office
from dti_core.errors import StoreError
from dti_core.office import scenarios
from dti_core.office.scenarios import Scenario
from dti_core.store import Store

ROOT = Path(__file__).parents[2]


@pytest.fixture
def published(tmp_path) -> Path:
    """A copy of the published files that may be changed."""
    folder = tmp_path / "published"
    folder.mkdir()
    for path in build.PUBLISHED_FILES.glob("*.csv"):
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A database with a saved scenario, made once."""
    file = tmp_path_factory.mktemp("built") / "dti.duckdb"
    opened = Store.open(file)
    scenarios.save(opened, Scenario("s1", "Thử", "province-2022", "VN-12", dt.datetime(2026, 11, 22), "7:1"))
    opened.close()
    return file


@pytest.fixture
def path(tmp_path, built) -> Path:
    return shutil.copy(built, tmp_path / "dti.duckdb")


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / f"{name}.csv").read_text(encoding="utf-8")
    assert old in text
    (folder / f"{name}.csv").write_text(text.replace(old, new, 1), encoding="utf-8")


# -- rebuild -------------------------------------------------------------------------------------------------------


def test_an_unchanged_folder_is_not_built_again(path, published):
    with duckdb.connect(path) as connection:
        assert build.refresh(connection, published) is False


def test_a_changed_figure_is_in_the_database_at_the_next_start_and_scenarios_stay(path, published):
    edit(published, "scores", "province-2022,VN-12,DTI,0.5032", "province-2022,VN-12,DTI,0.5033")
    opened = Store.open(path, published)
    assert opened.table("province-2022").value("VN-12") == 0.5033
    assert [one.name for one in scenarios.book(opened)] == ["Thử"]
    opened.close()


def test_the_fingerprint_changes_with_any_file(published):
    seen = {build.fingerprint(published)}
    for name in schema.TABLES:
        with (published / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write("\n")
        seen.add(build.fingerprint(published))
    assert len(seen) == len(schema.TABLES) + 1


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("scores", "province-2022,VN-12,DTI,0.5032", "province-2022,VN-99,DTI,0.5032"),  # no such entity
        ("scores", "province-2022,VN-12,DTI,0.5032", "province-2022,VN-12,DTI,-1"),
        ("scores", "province-2022,VN-12,DTI,0.5032", "province-2022,VN-12,DTI,nan"),
        ("scores", "province-2022,VN-12,DTI,0.5032", "province-2022,VN-12,DTI,N/A"),
        ("scores", "province-2022,VN-12,DTI,0.5032", "province-2022,VN-12,DTI,"),
        ("scores", "province-2022,VN-12,DTI,0.5032,published", "province-2022,VN-12,DTI,0.5032,guessed"),
        ("scores", "province-2022,VN-12,DTI,0.5032", "province-2022,VN-11,DTI,0.5032"),  # given twice
        ("ranks", "province-2022,VN-12,DTI,53,63", "province-2022,VN-12,DTI,0,63"),
        ("ranks", "province-2022,VN-12,DTI,53,63", "province-2022,VN-12,DTI,64,63"),
        ("rounds", "province-2022,province-2022,2022", "province-2022,province-9999,2022"),
        ("rounds", "province-2022,province-2022,2022", "province-2022,province-2022,22"),
        ("entities", "VN-12,Lai Châu,Lai Chau,province,VN", "VN-12,Lai Châu,Lai Chau,province,XX"),
        ("entities", "VN-12,Lai Châu,Lai Chau,province,VN", "VN-12,Lai Châu,Lai Chau,planet,VN"),
        ("sources", "source_id,title", "source,title"),  # a column renamed
        ("indicators", "framework_id,code,parent_code", "framework_id,code,mother_code"),
        ("glossary", "term_vi", "term_vi,extra"),
    ],
)
def test_a_bad_file_is_refused_by_name_and_the_old_content_stays(path, published, name, old, new):
    edit(published, name, old, new)
    with pytest.raises(StoreError) as caught:
        Store.open(path, published)
    assert (caught.value.code, caught.value.details["file"]) == ("bad_published", f"{name}.csv")
    with duckdb.connect(path) as connection:
        query = "SELECT value FROM published.scores WHERE (round_id, entity_id, indicator_code) = (?, ?, ?)"
        assert connection.execute(query, ["province-2022", "VN-12", "DTI"]).fetchall() == [(0.5032,)]
        assert connection.execute("SELECT count(*) FROM office.scenarios").fetchall() == [(1,)]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2,3\n", "tên\nbảng\n".encode("utf-16")])
def test_a_file_that_is_no_table_is_refused_by_name(path, published, content):
    (published / "glossary.csv").write_bytes(content)
    with pytest.raises(StoreError) as caught:
        Store.open(path, published)
    assert (caught.value.code, caught.value.details["file"]) == ("bad_published", "glossary.csv")


def test_a_missing_file_is_named(path, published):
    (published / "ranks.csv").unlink()
    with pytest.raises(StoreError) as caught:
        Store.open(path, published)
    assert (caught.value.code, caught.value.details) == ("no_published", {"file": "ranks.csv"})
    with pytest.raises(StoreError):
        build.read_published("ranks", published)


def test_a_process_killed_while_it_rebuilds_leaves_a_file_that_opens(path, published):
    """Killed at several moments; afterwards the file opens, is whole, and the scenario is there."""
    other = published.with_name("other")
    shutil.copytree(published, other)
    with (other / "glossary.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    code = f"""
import duckdb, itertools, pathlib
from dti_core import build
connection = duckdb.connect({str(path)!r})
print("started", flush=True)
for folder in itertools.cycle(({str(other)!r}, {str(published)!r})):
    build.refresh(connection, pathlib.Path(folder))
"""
    for delay in (0.1, 0.45, 0.8):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert process.stdout.readline() == "started\n"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(delay)
        process.kill()
        assert process.wait() == -signal.SIGKILL if sys.platform != "win32" else process.wait() != 0
        process.stdout.close()
        opened = Store.open(path, published)
        assert [one.name for one in scenarios.book(opened)] == ["Thử"]
        assert opened.table("province-2022").rank()["VN-12"] == 53
        opened.close()


# -- what users add ------------------------------------------------------------------------------------------------


def test_a_file_of_the_first_version_is_upgraded_and_keeps_its_rows(tmp_path):
    path = tmp_path / "old.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("CREATE SCHEMA office")
        connection.execute("CREATE TABLE office.meta (version INTEGER NOT NULL, revision INTEGER NOT NULL)")
        connection.execute("INSERT INTO office.meta VALUES (1, 7)")
        connection.execute(schema_office.OFFICE[0])
        connection.execute(
            "INSERT INTO office.scenarios VALUES ('s1', 'Cũ', 'province-2022', 'VN-12', '7:1', TIMESTAMP '2026-01-01')"
        )
    opened = Store.open(path)
    (row,) = scenarios.book(opened)
    assert (row.name, row.gains, row.peers, row.author, row.frozen) == ("Cũ", "7:1", "frozen", "", "")
    assert opened.query("SELECT * FROM office.meta").to_numpy().tolist() == [[len(schema_office.OFFICE), 7]]
    scenarios.save(opened, Scenario("s2", "Mới", "province-2022", "VN-12", dt.datetime(2026, 11, 22)))
    opened.close()
    again = Store.open(path)
    assert [one.name for one in scenarios.book(again)] == ["Mới", "Cũ"]
    again.close()


def test_upgraded_and_new_files_have_the_same_columns(tmp_path):
    columns = "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'office' ORDER BY ALL"
    path = tmp_path / "old.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(
            "CREATE SCHEMA office; CREATE TABLE office.meta (version INTEGER NOT NULL, revision INTEGER NOT NULL)"
        )
        connection.execute("INSERT INTO office.meta VALUES (1, 0)")
        connection.execute(schema_office.OFFICE[0])
    old, new = Store.open(path), Store.open(":memory:")
    assert old.query(columns).equals(new.query(columns))
    old.close()
    new.close()


def test_the_office_refuses_a_scenario_without_a_name():
    opened = Store.open(":memory:")
    with pytest.raises(duckdb.ConstraintException):
        opened.write(
            "INSERT INTO office.scenarios (scenario_id, name, round_id, entity_id, gains, created_at) "
            "VALUES ('x', ?, 'province-2022', 'VN-12', '', TIMESTAMP '2026-01-01')",
            [" "],
        )
    opened.close()


# -- constraints ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO published.scores VALUES ('province-2022', 'VN-12', '1', 'inf', 'published', 'qd-922-btttt', 'q')",
        "INSERT INTO published.scores VALUES ('province-2022', 'VN-12', '1', 0.5, 'published', 'no-source', 'q')",
        "INSERT INTO published.scores VALUES ('province-1999', 'VN-12', '1', 0.5, 'published', 'qd-922-btttt', 'q')",
        "INSERT INTO published.ranks VALUES ('province-2022', 'VN-12', 'DTI', 53, 63, '', 'qd-922-btttt', 'again')",
        "INSERT INTO published.targets VALUES ('VN-12', 2030, 'DTI', 40, 34, 'qd-922-btttt', 'q')",
        "INSERT INTO published.successions VALUES ('VN-12', 'VN-ZZ', DATE '2025-07-01', 'qd-922-btttt')",
        "INSERT INTO published.levels VALUES ('province-2022', 'a', 'a', 50, 40, 'qd-922-btttt')",
        "INSERT INTO published.composite_members VALUES ('province-2022', 'P-CQS', '77')",
        "INSERT INTO published.indicators VALUES ('province-2022', '99', 'x', '', '', '', 1, 'yes', 1, 'qd-405-bkhcn')",
        "INSERT INTO published.frameworks VALUES ('f', 'i', 'a', 'a', 10, 'percent', 2, 'half_up', 'qd-922-btttt', '')",
        "INSERT INTO published.national VALUES ('a', 2022, 1.5, 'qd-922-btttt')",
        "INSERT INTO published.causes VALUES ('province-2022', 'VN-12', '1', NULL, 'qd-922-btttt')",
        "DELETE FROM published.sources WHERE source_id = 'qd-922-btttt'",
    ],
)
def test_constraints_are_real(store, statement):
    with store._connection.cursor() as cursor, pytest.raises((duckdb.ConstraintException, duckdb.ConversionException)):
        cursor.execute(statement)


def test_every_published_file_has_its_table_and_every_table_its_file():
    files = {path.stem for path in build.PUBLISHED_FILES.glob("*.csv")}
    assert files == set(schema.TABLES)


def test_a_tree_is_filled_from_the_root_whatever_the_order_of_its_rows(published, tmp_path):
    """The rows of entities and indicators reversed: children before parents."""
    for name in ("entities", "indicators"):
        head, *lines = (published / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        (published / f"{name}.csv").write_text("\n".join([head, *reversed(lines)]) + "\n", encoding="utf-8")
    opened = Store.open(":memory:", published)
    assert opened.table("province-2022").rank()["VN-12"] == 53
    opened.close()
