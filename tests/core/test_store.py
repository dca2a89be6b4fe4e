"""The database: opened by one process, read by many threads, every figure with its document."""

import csv
import datetime as dt
import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import partial
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dti_core import build, schema, schema_office
from dti_core.errors import StoreError, UnknownCode
from dti_core.office import journal, scenarios
from dti_core.office.scenarios import Scenario
from dti_core.store import Store

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "data" / "published"


def rows(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def refused(code: str, path: Path | str, published: Path = PUBLISHED) -> StoreError:
    with pytest.raises(StoreError) as caught:
        Store.open(path, published)
    assert caught.value.code == code
    return caught.value


def save(opened: Store, name: str = "Thử") -> None:
    at = dt.datetime(2026, 11, 22, 8, 0)
    scenarios.save(opened, Scenario("s1", name, "province-2022", "VN-12", at, "7:40.55"))


# -- opening -------------------------------------------------------------------------------------------------------


def test_the_file_on_disk_and_the_one_in_memory_hold_the_same(tmp_path, store):
    opened = Store.open(tmp_path / "dti.duckdb")
    for name in schema.TABLES:
        assert opened.listing(name).equals(store.listing(name))
    opened.close()


def test_a_second_process_is_told_that_the_file_is_in_use(tmp_path):
    path = tmp_path / "dti.duckdb"
    Store.open(path).close()
    holder = subprocess.Popen(
        [sys.executable, "-c", f"import duckdb; c = duckdb.connect({str(path)!r}); print('held', flush=True); input()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert holder.stdout.readline() == "held\n"
        assert refused("store_in_use", path).details == {"file": "dti.duckdb"}
    finally:
        holder.communicate("\n")
    Store.open(path).close()  # and once it is free it opens


def test_a_file_that_is_no_database_is_called_damaged(tmp_path):
    path = tmp_path / "dti.duckdb"
    path.write_bytes(b"not a database" * 1000)
    refused("store_damaged", path)


def test_a_file_whose_blocks_are_overwritten_is_called_damaged_or_opens(tmp_path):
    path = tmp_path / "dti.duckdb"
    Store.open(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:12288] + bytes(len(whole) - 12288))
    refused("store_damaged", path)


def test_a_folder_that_does_not_exist_is_said(tmp_path):
    refused("store_unreachable", tmp_path / "nowhere" / "dti.duckdb")


def test_a_database_of_a_newer_version_is_left_alone(tmp_path):
    path = tmp_path / "dti.duckdb"
    Store.open(path).close()
    with duckdb.connect(path) as connection:
        connection.execute("UPDATE office.meta SET version = 99")
    before = path.read_bytes()
    assert refused("store_newer", path).details == {"version": 99, "known": len(schema_office.OFFICE)}
    assert path.read_bytes() == before


def test_a_refused_file_is_let_go(tmp_path):
    path = tmp_path / "dti.duckdb"
    refused("no_published", path, tmp_path)
    duckdb.connect(path).close()


# -- reading -------------------------------------------------------------------------------------------------------


def test_every_published_figure_is_in_its_table(store):
    tables = {round_id: store.table(round_id) for round_id in store.rounds()["round_id"]}
    for row in rows("scores"):
        table = tables[row["round_id"]]
        assert table.value(row["entity_id"], row["indicator_code"]) == float(row["value"])


def test_what_is_not_published_is_missing_and_never_zero(store):
    """ORACLES 18."""
    published = {(row["round_id"], row["entity_id"], row["indicator_code"]) for row in rows("scores")}
    for round_id in store.rounds()["round_id"]:
        if round_id == build.MERGED_ROUND:
            continue
        table = store.table(round_id)
        for entity in table.entities:
            for code in table.framework.all_codes:
                assert math.isnan(table.value(entity, code)) == ((round_id, entity, code) not in published)


def test_every_round_has_the_entities_that_were_ranked(store):
    counts = {row["round_id"]: row["entity_count"] for row in rows("rounds")}
    for round_id, count in counts.items():
        table = store.table(round_id)
        assert table.n == int(count or len(table.entities))
        assert len(table.entities) == {"commune-backan-2022": 1}.get(round_id, table.n)


def test_the_same_round_is_the_same_object_until_figures_change(tmp_path):
    opened = Store.open(":memory:")
    table, version = opened.table("province-2022"), opened.version
    assert opened.table("province-2022") is table
    save(opened)
    assert opened.version != version and opened.table("province-2022") is table  # a saved scenario is no figure
    columns = ["round_id", "entity_id", "indicator_code", "source_id"]
    chosen = pd.DataFrame([("province-2022", "VN-12", "DTI", "qd-922-btttt")], columns=columns)
    journal.add(opened, journal.Batch("choice", "Hoa", dt.datetime(2026, 11, 29)), {"choices": chosen})
    assert opened.table("province-2022") is not table
    opened.close()


def test_history_is_oldest_first_and_of_one_index(store):
    assert [table.round.round_id for table in store.history("dti-province")] == [
        "province-2020", "province-2021", "province-2022", "province-2023", "province-2024", "province-2024-34",
    ]  # fmt: skip
    assert store.history("no-such-index") == ()


def test_unknown_names_are_refused_with_those_that_exist(store):
    for ask, name in ((store.table, "province-1999"), (store.framework, "province-1999"), (store.listing, "secrets")):
        with pytest.raises(UnknownCode, match="Known: "):
            ask(name)


def test_names_that_are_sql_are_only_names(store):
    with pytest.raises(UnknownCode):
        store.table("x' OR '1'='1")
    with pytest.raises(UnknownCode):
        store.listing("scores; DROP TABLE published.scores")


def test_the_merged_provinces_of_2024_are_means_of_their_predecessors(store):
    """Dân trí, 21 October 2025: Hà Nội 0.8241 first, Lai Châu 18th; computed here with fractions."""
    heirs = {row["old_entity_id"]: row["new_entity_id"] for row in rows("successions")}
    parts: dict[str, list[Fraction]] = {}
    for row in rows("scores"):
        if (row["round_id"], row["indicator_code"]) == ("province-2024", "DTI"):
            parts.setdefault(heirs.get(row["entity_id"], row["entity_id"]), []).append(Fraction(row["value"]))
    table = store.table("province-2024-34")
    assert set(parts) == set(table.entities) and len(parts) == 34
    means = {}
    for entity, values in parts.items():
        units, rest = divmod(sum(values) / len(values) * 10_000, 1)
        means[entity] = int(units) + (rest >= Fraction(1, 2))
        assert table.value(entity) == means[entity] / 10_000
    assert means["VN-01"] == 8241 and table.rank()["VN-01"] == 1
    assert 1 + sum(value > means["VN-12"] for value in means.values()) == 18 == table.rank()["VN-12"]


@pytest.mark.parametrize(
    ("entity", "round_id", "expected"),
    [
        ("VN-12", "province-2024-34", "VN-12"),
        ("VN-80", "province-2024-34", "VN2025-80"),
        ("VN-72", "province-2024-34", "VN2025-80"),
        ("VN2025-80", "province-2022", "VN-72"),  # the predecessor of the same name: Tây Ninh, not Long An
        ("VN-06-XUANLAC", "province-2022", None),
        ("VN-12", "commune-backan-2022", None),
        ("nobody", "province-2022", None),
    ],
)
def test_the_same_entity_in_another_round(store, entity, round_id, expected):
    assert store.counterpart(entity, round_id) == expected


def test_every_province_has_a_counterpart_on_the_other_side_of_the_merger(store):
    old, new = store.table("province-2024"), store.table("province-2024-34")
    assert {store.counterpart(entity, "province-2024-34") for entity in old.entities} == set(new.entities)
    for entity in new.entities:
        back = store.counterpart(entity, "province-2024")
        assert back in old.entities and store.counterpart(back, "province-2024-34") == entity


def test_lai_chaus_target_is_45th_of_63_in_2025(store):
    assert store.targets("VN-12")[["year", "rank", "of"]].to_numpy().tolist() == [[2025, 45, 63]]
    assert store.targets("VN-01").empty


# -- provenance ----------------------------------------------------------------------------------------------------


def test_every_figure_and_rank_has_its_document(store):
    """Of every fourth entity of every round; the keys of the database see to the rest."""
    for round_id in store.rounds()["round_id"]:
        table = store.table(round_id)
        for entity in table.entities[::4]:
            found = store.provenance(round_id, entity)
            values = found[found["kind"] == "value"].set_index("code")["figure"]
            known = [code for code in table.framework.all_codes if not math.isnan(table.value(entity, code))]
            assert set(values.index) == set(known)
            assert all(values[code] == table.value(entity, code) for code in known)
            assert found["locator"].notna().all() and (found["quote"].str.len() > 0).all()
            assert set(found["basis"]) <= {"published", "derived"}


def test_provenance_can_be_asked_for_some_codes(store):
    found = store.provenance("province-2022", "VN-12", ["7"])
    assert set(found["code"]) == {"7"} and 0.5294 in found["figure"].tolist()


def test_the_rows_of_one_entity_are_those_that_a_question_about_it_alone_would_give(store):
    """The store asks for everybody at once and hands out parts; here every fifth is asked for by itself, slowly."""
    for round_id in store.rounds()["round_id"]:
        root = store.table(round_id).framework.root
        for entity in store.table(round_id).entities[::5]:
            asked = [round_id, entity]
            value, rank = (
                store.query(f"SELECT * FROM current.{name} WHERE round_id = ? AND entity_id = ?", asked)
                for name in ("scores", "ranks")
            )
            expected = [(row.indicator_code, "value", row.value, row.quote) for row in value.itertuples()]
            expected += [(row.indicator_code, "rank", row.rank, row.quote) for row in rank.itertuples()]
            found = list(
                store.provenance(round_id, entity)[["code", "kind", "figure", "quote"]].itertuples(index=False)
            )
            assert sorted(map(tuple, found)) == sorted(expected)
            order = [(code != root, code, kind == "rank") for code, kind, *_ in found]
            assert order == sorted(order)


def test_what_is_done_to_an_answer_does_not_change_the_next():
    opened = Store.open(":memory:")
    for ask in (opened.rounds, partial(opened.provenance, "province-2022", "VN-12")):
        before = ask()
        spoilt = ask()
        spoilt["source_id"] = "x"
        spoilt.loc[0, "source_id"] = "y"
        assert ask().equals(before)
    opened.close()


def test_a_merged_figure_quotes_its_parts(store):
    found = store.provenance("province-2024-34", "VN2025-80", ["DTI"])
    quote = found.loc[found["kind"] == "value", "quote"].item()
    assert "Long An" in quote and "Tây Ninh" in quote and quote.endswith("/ 2")


# -- threads -------------------------------------------------------------------------------------------------------


def test_eight_threads_get_right_answers_and_nobody_an_error():
    opened = Store.open(":memory:")
    names = list(opened.rounds()["round_id"])
    expected = {name: dict(opened.table(name).values("DTI").items()) for name in names}

    def work(number: int) -> int:
        wrong = 0
        for turn in range(6):
            name = names[(number + turn) % len(names)]
            if turn % 3 == number % 3:
                opened.write("DELETE FROM office.scenarios WHERE scenario_id = ?", [f"{number}"])  # a new version
            got = dict(opened.table(name).values("DTI").items())
            wrong += repr(got) != repr(expected[name])  # repr: NaN is not equal to itself
        return wrong

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))) == [0] * 8
    opened.close()


# -- what users add ------------------------------------------------------------------------------------------------


def test_a_write_that_fails_changes_nothing_and_the_next_one_works():
    opened = Store.open(":memory:")
    version = opened.version
    with pytest.raises(duckdb.Error):
        opened.write("INSERT INTO office.scenarios (scenario_id) VALUES (?)", ["x"])
    assert opened.version == version
    save(opened)
    assert len(scenarios.book(opened)) == 1
    opened.close()


UPGRADE = """
import os, sys
import duckdb
import pandas as pd
from dti_core import build
connection = duckdb.connect(sys.argv[1])
build.upgrade(connection)
connection.execute("INSERT INTO office.files VALUES ('a', 'b', 'c', '2026-11-29')")
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9")
def test_a_database_whose_upgrade_is_still_in_the_log_after_a_kill_opens(tmp_path):
    """DuckDB 2.0 alone says "Failure while replaying WAL file": an ALTER, a CHECK with a function."""
    path = tmp_path / "dti.duckdb"
    subprocess.run([sys.executable, "-c", UPGRADE, str(path)], cwd=Path(build.__file__).parents[1], check=False)
    assert path.with_name("dti.duckdb.wal").exists()
    with pytest.raises(duckdb.Error, match="replaying WAL"):
        duckdb.connect(str(path))
    store = Store.open(path)
    assert store.query("SELECT name FROM office.files")["name"].tolist() == ["a"]
    store.close()
