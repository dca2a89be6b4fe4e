"""Progress rows: what counts now, what was before, what is refused."""

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from dti_core.errors import DtiError, ScoreError, StoreError, UnknownCode
from dti_core.office import journal, progress
from dti_core.store import Store

AT = dt.datetime(2026, 11, 29, 8, 0)
SCOPE = {"framework_id": "province-2022", "entity_id": "VN-12"}
KEY = {**SCOPE, "quarter": "2026-Q4", "code": "3"}
FULL = {
    **KEY, "lead": "Sở KH&CN", "coordinating": "VNPT", "due_on": dt.date(2026, 12, 15), "planned_gain": 12.5,
    "self_points": 50.0, "appraised_points": 45.0, "status": "under_way",
    "evidence": "1588/QĐ-UBND – 12/12/2023: Kế hoạch", "link": "https://laichau.gov.vn/a", "note": "ghi chú",
    "meeting_id": "m1",
}  # fmt: skip


@pytest.fixture
def own():
    opened = Store.open(":memory:")
    yield opened
    opened.close()


def add(store: Store, *rows: dict[str, Any], who: str = "Hoa") -> str:
    return progress.add_items(store, pd.DataFrame(list(rows)), who, AT)


def only(store: Store) -> dict[str, Any]:
    (row,) = progress.items(store, "province-2022", "VN-12").to_dict("records")
    return {name: (None if pd.isna(entry) else entry) for name, entry in row.items()}


def test_a_row_is_read_back_as_it_was_written_with_who_and_when(own):
    add(own, FULL)
    found = only(own)
    assert {name: found[name] for name in FULL} == FULL | {"due_on": pd.Timestamp(2026, 12, 15)}
    assert (found["who"], found["made_at"], found["batch_id"]) == ("Hoa", pd.Timestamp(AT), "0001")
    assert journal.batches(own)["kind"].tolist() == ["edit"]


def test_a_row_of_nothing_but_its_key_can_be_written(own):
    add(own, KEY)
    assert {name for name, entry in only(own).items() if entry is None} == set(FULL) - set(KEY)


def test_what_an_addition_does_not_name_stays_as_it_was(own):
    """A meeting sets agency and day; the points that were reported before are not lost."""
    add(own, FULL)
    add(
        own,
        KEY
        | {
            "lead": "Sở TC",
            "due_on": pd.Timestamp(2027, 1, 31),
            "note": None,
            "status": "",
            "self_points": float("nan"),
        },
    )
    found = only(own)
    assert (found["lead"], found["due_on"]) == ("Sở TC", pd.Timestamp(2027, 1, 31))
    assert {name: found[name] for name in ("note", "status", "self_points", "meeting_id", "link")} == {
        name: FULL[name] for name in ("note", "status", "self_points", "meeting_id", "link")
    }


def test_setting_a_row_clears_what_is_left_blank(own):
    first = add(own, FULL)
    progress.set_item(own, KEY | {"lead": "Sở TC"}, "Nam", AT, over=first)
    found = only(own)
    assert (found["lead"], found["self_points"], found["evidence"], found["who"]) == ("Sở TC", None, None, "Nam")


def test_an_edit_can_be_undone_and_every_version_stays_to_be_seen(own):
    first = add(own, FULL)
    second = progress.set_item(own, FULL | {"status": "done"}, "Nam", AT, "đã có quyết định", over=first)
    assert only(own)["status"] == "done"
    journal.undo(own, second, "Mai", AT)
    assert only(own)["status"] == "under_way"
    found = progress.past(own, "province-2022", "VN-12", "2026-Q4", "3")
    assert found[["status", "who"]].values.tolist() == [["done", "Nam"], ["under_way", "Hoa"]]
    assert found["undone_by"].iloc[0] == "Mai" and pd.isna(found["undone_by"].iloc[1])
    assert found["why"].iloc[0] == "đã có quyết định"


def test_nobody_writes_over_what_somebody_else_has_just_written(own):
    first = add(own, FULL)
    progress.set_item(own, FULL | {"status": "done"}, "Nam", AT, over=first)
    with pytest.raises(StoreError, match="Nam"):
        progress.set_item(own, FULL | {"note": "khác"}, "Hoa", AT, over=first)
    with pytest.raises(StoreError, match="Nam"):
        progress.set_item(own, FULL | {"note": "khác"}, "Hoa", AT)
    assert only(own)["status"] == "done"


def test_quarters_stand_beside_each_other_and_none_stands_for_another(own):
    add(own, KEY | {"quarter": "2026-Q2", "self_points": 40.0}, KEY | {"quarter": "2026-Q4"})
    found = progress.items(own, "province-2022", "VN-12")
    assert found["quarter"].tolist() == ["2026-Q2", "2026-Q4"]
    assert found["self_points"].iloc[0] == 40.0 and pd.isna(found["self_points"].iloc[1])


@pytest.mark.parametrize(
    ("change", "error", "named"),
    [
        ({"framework_id": "x"}, UnknownCode, "'x'"), ({"entity_id": "VN-99"}, UnknownCode, "VN-99"),
        ({"quarter": "2026-Q5"}, StoreError, "2026-Q5"), ({"quarter": None}, StoreError, "quarter"),
        ({"code": "77"}, UnknownCode, "'77'"), ({"status": "xong"}, UnknownCode, "xong"),
        ({"self_points": -1.0}, ScoreError, "is no number"), ({"planned_gain": 100.5}, ScoreError, "100.5"),
        ({"self_points": float("inf")}, ScoreError, "inf"), ({"appraised_points": 101.0}, ScoreError, "101"),
        ({"self_points": "nhiều"}, ScoreError, "nhiều"),
        ({"due_on": "31/12"}, DtiError, "31/12"), ({"link": "javascript:alert(1)"}, DtiError, "javascript"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name_and_nothing_is_written(own, change, error, named):
    with pytest.raises(error, match=named):
        add(own, KEY | {"code": "1"}, FULL | change)
    with pytest.raises(error, match=named):
        progress.set_item(own, FULL | change, "Hoa", AT)
    assert journal.batches(own).empty


def test_a_column_that_is_not_known_and_an_index_named_twice_are_refused(own):
    with pytest.raises(UnknownCode, match="owner"):
        add(own, KEY | {"owner": "Hoa"})
    with pytest.raises(StoreError, match="twice"):
        add(own, KEY, KEY | {"note": "a"})
    with pytest.raises(StoreError, match="who"):
        add(own, KEY, who=" ")


def test_every_refusal_of_a_list_is_found_at_once(own):
    rows = [FULL | {"self_points": 200.0, "link": "x"}, FULL | {"code": "1", "status": "?"}]
    assert [error.code for error in progress.refusals(own, rows)] == [
        "progress_above_max", "bad_link", "unknown_status",
    ]  # fmt: skip


def test_an_own_catalogue_gives_the_components_that_can_be_reported_on(own):
    columns = ["framework_id", "code", "parent_code", "kind", "name_vi", "max_points", "scored", "position"]
    rows = [("province-2022", "3", "NEN", "main", "Hạ tầng (bản của tỉnh)", 100.0, "yes", 1),
            ("province-2022", "3.1", "3", "component", "Thuê bao di động", 20.0, "yes", 2)]  # fmt: skip
    journal.add(own, journal.Batch("catalogue", "Hoa", AT), {"indicators": pd.DataFrame(rows, columns=columns)})
    found = progress.indices(own, "province-2022").set_index("code")
    assert found.at["3.1", "parent_code"] == "3" and bool(found.at["3.1", "own"]) and found.at["3.1", "name_en"] == ""
    assert found.at["3", "name_vi"] == "Hạ tầng số" and not bool(found.at["3", "own"]) and found.index.is_unique
    add(own, KEY | {"code": "3.1", "self_points": 20.0})
    with pytest.raises(ScoreError, match="20"):
        add(own, KEY | {"code": "3.1", "self_points": 20.5})


def test_the_source_of_a_row_is_its_batch(own):
    batch = journal.Batch("progress", "Sở KH&CN", AT, "quy4.xlsx", b"file")
    journal.add(own, batch, {"progress": progress.typed([FULL])})
    (row,) = progress.sources(own, "province-2022", "VN-12", "2026-Q4").to_dict("records")
    assert (row["code"], row["title"], row["publisher"], row["source_id"]) == (
        "3",
        "quy4.xlsx",
        "Sở KH&CN",
        "batch-0001",
    )
    assert progress.sources(own, "province-2022", "VN-12", "2026-Q3").empty
