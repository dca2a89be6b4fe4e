"""The scenario book on disk: kept, renamed, copied, frozen, deleted and taken back; nothing is lost."""

import datetime as dt
import math
from dataclasses import replace

import pandas as pd
import pytest

from dti_core.errors import StoreError, UnknownCode
from dti_core.office import journal, scenarios
from dti_core.office.scenarios import Scenario
from dti_core.store import Store

AT = dt.datetime(2026, 11, 29, 8, 0)
LATER = dt.datetime(2026, 11, 29, 9, 30)


@pytest.fixture
def own():
    opened = Store.open(":memory:")
    yield opened
    opened.close()


def one(key: str = "s1", name: str = "Họp quý", **changes: object) -> Scenario:
    kept = Scenario(key, name, "province-2022", "VN-12", AT, "3:20;9:20.8", "0.05", 45, "Hoa", "để trình")
    return replace(kept, **changes)


def names(store: Store) -> list[str]:
    return [kept.name for kept in scenarios.book(store)]


def test_what_is_saved_is_read_back_as_it_was(own):
    scenarios.save(own, one())
    assert scenarios.book(own) == (one(),)


def test_a_scenario_survives_the_database_being_closed_and_opened(tmp_path):
    opened = Store.open(tmp_path / "dti.duckdb")
    scenarios.save(opened, one(frozen="{}"))
    opened.close()
    again = Store.open(tmp_path / "dti.duckdb")
    assert scenarios.book(again) == (one(frozen="{}"),)
    again.close()


def test_names_are_tidied_and_told_apart_within_an_entity_and_round(own):
    scenarios.save(own, one("s1", "  Họp   quý "))
    assert scenarios.save(own, one("s2", "Họp quý")).name == "Họp quý (2)"
    assert scenarios.save(own, one("s3", "Họp quý", entity="VN-11")).name == "Họp quý"
    assert scenarios.copy(own, "s2", "s4", LATER).name == "Họp quý (3)"


@pytest.mark.parametrize("name", ["", "   ", "\n\t"])
def test_a_scenario_without_a_name_is_refused(own, name):
    with pytest.raises(StoreError) as caught:
        scenarios.save(own, one(name=name))
    assert caught.value.code == "blank_name" and names(own) == []


def test_a_target_below_the_first_rank_is_refused(own):
    with pytest.raises(StoreError) as caught:
        scenarios.save(own, one(target=0))
    assert caught.value.code == "bad_target" and names(own) == []


def test_name_author_note_and_target_change_and_the_gains_stay(own):
    scenarios.save(own, one())
    wanted = one(name="Họp năm", author="Nam", note="", target=None, gains="7:1", peers="dung-yen")
    scenarios.edit(own, wanted, LATER)
    kept = scenarios.find(own, "s1")
    assert (kept.name, kept.author, kept.note, kept.target) == ("Họp năm", "Nam", "", None)
    assert (kept.gains, kept.peers, kept.created_at, kept.at) == ("3:20;9:20.8", "0.05", AT, LATER)


def test_a_name_can_be_saved_again_unchanged(own):
    scenarios.save(own, one())
    assert scenarios.edit(own, one(note="khác"), LATER).name == "Họp quý"


def test_the_one_changed_last_comes_first(own):
    scenarios.save(own, one("s1", "Một"))
    scenarios.save(own, one("s2", "Hai", created_at=AT + dt.timedelta(minutes=5)))
    assert names(own) == ["Hai", "Một"]
    scenarios.edit(own, scenarios.find(own, "s1"), LATER)
    assert names(own) == ["Một", "Hai"]


def test_a_copy_moves_with_the_data_even_of_a_frozen_one(own):
    scenarios.save(own, one(frozen="{}"))
    copied = scenarios.copy(own, "s1", "s2", LATER)
    assert (copied.frozen, copied.gains, copied.created_at) == ("", "3:20;9:20.8", LATER)
    assert scenarios.find(own, "s1").frozen == "{}"


def test_what_is_frozen_is_frozen_once_and_keeps_its_target(own):
    scenarios.save(own, one())
    scenarios.freeze(own, "s1", "{}", LATER)
    with pytest.raises(StoreError) as caught:
        scenarios.freeze(own, "s1", "{other}", LATER)
    assert caught.value.code == "frozen_already" and scenarios.find(own, "s1").frozen == "{}"
    with pytest.raises(StoreError) as caught:
        scenarios.edit(own, one(target=40), LATER)
    assert caught.value.code == "frozen_already" and scenarios.find(own, "s1").target == 45
    assert scenarios.edit(own, one(name="Tên mới"), LATER).name == "Tên mới"


def test_what_is_deleted_can_be_taken_back_whole(own):
    scenarios.save(own, one(frozen="{}"))
    scenarios.delete(own, "s1", LATER)
    assert names(own) == [] and scenarios.deleted(own) == (one(frozen="{}"),)
    scenarios.restore(own, "s1")
    assert scenarios.book(own) == (one(frozen="{}"),) and scenarios.deleted(own) == ()


def test_one_taken_back_gets_a_number_where_its_name_was_taken(own):
    scenarios.save(own, one("s1"))
    scenarios.delete(own, "s1", LATER)
    scenarios.save(own, one("s2"))
    assert scenarios.restore(own, "s1").name == "Họp quý (2)"


def test_nothing_can_be_done_with_one_that_is_gone(own):
    scenarios.save(own, one())
    scenarios.delete(own, "s1", LATER)
    for act in (
        lambda: scenarios.find(own, "s1"),
        lambda: scenarios.edit(own, one(), LATER),
        lambda: scenarios.copy(own, "s1", "s2", LATER),
        lambda: scenarios.freeze(own, "s1", "{}", LATER),
        lambda: scenarios.delete(own, "s1", LATER),
        lambda: scenarios.restore(own, "s9"),
    ):
        with pytest.raises(UnknownCode) as caught:
            act()
        assert caught.value.code == "unknown_scenario"


def test_a_batch_brings_scenarios_and_takes_them_back_when_it_is_undone(own):
    scenarios.save(own, one("s1", "Một"))
    batch = journal.Batch("analysis", "Nam", LATER, "phan-tich.xlsx", b"file")
    batch_id = scenarios.bring(own, batch, [one("s1", "Một", gains="7:1"), one("s2", "Hai")])
    assert {kept.name: kept.gains for kept in scenarios.book(own)} == {
        "Một": "3:20;9:20.8", "Một (2)": "7:1", "Hai": "3:20;9:20.8",
    }  # fmt: skip
    assert journal.batches(own).iloc[0][["kind", "rows"]].tolist() == ["analysis", 2]
    journal.undo(own, batch_id, "Nam", LATER)
    assert names(own) == ["Một"] and scenarios.find(own, "s1").gains == "3:20;9:20.8"
    with pytest.raises(UnknownCode):
        scenarios.find(own, "s2")


def test_names_that_belong_to_an_undone_batch_are_free_again(own):
    batch_id = scenarios.bring(own, journal.Batch("analysis", "Nam", LATER), [one("s1")])
    journal.undo(own, batch_id, "Nam", LATER)
    assert scenarios.save(own, one("s2")).name == "Họp quý"


def test_tables_are_read_again_when_figures_change_and_not_for_a_saved_scenario(own):
    table, version = own.table("province-2022"), own.figures_version
    scenarios.save(own, one())
    scenarios.bring(own, journal.Batch("analysis", "Nam", LATER), [one("s2")])
    assert own.table("province-2022") is table and own.figures_version == version
    rows = pd.DataFrame(
        [("province-2022", "VN-12", "1", "published", 0.6, "published", "B2")],
        columns=["round_id", "entity_id", "indicator_code", "status", "value", "basis", "quote"],
    )
    batch_id = journal.add(own, journal.Batch("scores", "Nam", LATER), {"scores": rows})
    assert own.table("province-2022").value("VN-12", "1") == 0.6 and own.figures_version != version
    journal.undo(own, batch_id, "Nam", LATER)
    assert own.figures_version == version and math.isnan(own.table("province-2022").value("VN-12", "1"))
