"""Items of a quarter: what is late, in which order, what a missing quarter is, what has been gained."""

import datetime as dt
import math
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from conftest import toy, toy_framework
from dti_core.intake import proposal, reader
from dti_core.intake.aims import CatalogueAim, ProgressAim, ScoresAim
from dti_core.office import journal
from dti_core.office import progress as office
from dti_core.progress import Item, Reports, own_points, written
from dti_core.store import Store
from dti_core.worth import worth

ON = dt.date(2026, 11, 29)
TREE = pd.DataFrame(
    [("DTI", None, "Tổng", 20.0), ("1", "DTI", "Một", 10.0), ("2", "DTI", "Hai", 6.0), ("3", "DTI", "Ba", 4.0),
     ("1.1", "1", "Một một", 6.0), ("1.2", "1", "Một hai", 4.0)],
    columns=["code", "parent_code", "name_vi", "max_points"],
)  # fmt: skip
PAPER = "12/BC – 01/10/2026: Báo cáo"


def reports(*rows: dict[str, Any]) -> Reports:
    """B of the toy: 6, 1.98 and 2 points on 1, 2 and 3."""
    return Reports(toy(), "B", office.typed([{"quarter": "2026-Q4", **row} for row in rows]), TREE)


def one(**row: Any) -> Item:
    (item,) = reports({"code": "1", **row}).quarter("2026-Q4", ON).items
    return item


@pytest.mark.parametrize(
    ("due", "status", "state"),
    [(ON - dt.timedelta(1), "under_way", "late"), (ON - dt.timedelta(1), None, "late"), (ON, "under_way", "at_risk"),
     (ON - dt.timedelta(1), "done", "done"), (ON + dt.timedelta(30), "not_started", "at_risk"),
     (ON + dt.timedelta(31), "not_started", "open"), (None, "not_started", "open"), (None, None, "open")],
)  # fmt: skip
def test_late_is_due_before_the_reference_day_and_at_risk_is_due_within_thirty_days(due, status, state):
    assert one(due_on=due, status=status).state == state


@pytest.mark.parametrize(
    ("evidence", "status", "state"),
    [(PAPER, "under_way", "open"), (PAPER, "not_started", "at_risk"), (PAPER, "evidence_needed", "at_risk"),
     ("", "under_way", "at_risk"), ("sẽ bổ sung", "under_way", "at_risk"),
     ("12/BC – 30/11/2026: Báo cáo", "under_way", "at_risk")],
)  # fmt: skip
def test_due_soon_is_no_risk_where_there_is_evidence_that_can_be_read(evidence, status, state):
    item = one(due_on=ON + dt.timedelta(7), status=status, evidence=evidence)
    assert item.state == state and item.evidence_missing == (state == "at_risk" and status != "not_started")


def test_late_comes_first_then_at_risk_then_points_at_stake_and_what_is_done_last():
    soon, gone = ON + dt.timedelta(5), ON - dt.timedelta(5)
    found = reports(
        {"code": "1", "status": "under_way", "planned_gain": 2.0},
        {"code": "1.1", "status": "done", "planned_gain": 9.0, "due_on": gone},
        {"code": "1.2", "status": "not_started", "planned_gain": 1.0, "due_on": soon},
        {"code": "2", "status": "under_way", "planned_gain": 3.0},
        {"code": "3", "status": "under_way", "planned_gain": 0.5, "due_on": gone},
        {"code": "DTI"},
    ).quarter("2026-Q4", ON)
    assert [item.code for item in found.items] == ["3", "1.2", "2", "1", "DTI", "1.1"]
    assert [found.count(state) for state in ("late", "at_risk", "open", "done")] == [1, 1, 3, 1]


def test_the_difference_is_self_minus_appraised_and_missing_where_either_is():
    assert one(self_points=8.0, appraised_points=6.5).difference == 1.5
    assert one(self_points=6.0, appraised_points=6.5).difference == -0.5
    assert math.isnan(one(self_points=8.0).difference) and math.isnan(one(appraised_points=8.0).difference)


def test_a_missing_quarter_is_missing_never_nought_and_never_that_of_another():
    found = reports(
        {"code": "1", "quarter": "2026-Q1", "self_points": 5.0}, {"code": "1", "quarter": "2026-Q3"},
        {"code": "2", "quarter": "2026-Q4", "self_points": 0.0},
    )  # fmt: skip
    wide = found.over_time("self_points")
    assert wide.columns.tolist() == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"] and wide.index.tolist() == ["1", "2"]
    assert wide.loc["1"].isna().tolist() == [False, True, True, True]
    assert wide.at["2", "2026-Q4"] == 0.0 and wide.loc["2"].isna().sum() == 3
    assert found.quarter("2026-Q2", ON).items == ()
    (item,) = found.quarter("2026-Q3", ON).items
    assert math.isnan(item.self_points) and item.status == ""
    assert reports().over_time("self_points").empty


@pytest.mark.parametrize(
    ("code", "row", "gain", "basis"),
    [
        ("1", {"appraised_points": 8.0, "self_points": 9.0, "status": "under_way"}, 2.0, "measured"),  # 6 in the round
        ("1", {"appraised_points": 5.0}, -1.0, "measured"),
        ("1.1", {"status": "done", "planned_gain": 3.0}, 3.0, "assumed"),
        ("1.1", {"status": "done", "planned_gain": 3.0, "self_points": 5.0, "appraised_points": 4.0}, 2.0, "assumed"),
        ("1.1", {"status": "done", "planned_gain": 1.0, "self_points": 5.0, "appraised_points": 0.0}, 0.0, "assumed"),
        ("1.1", {"status": "done", "planned_gain": 3.0, "self_points": 4.0, "appraised_points": 5.0}, 3.0, "assumed"),
        ("1.1", {"status": "done"}, math.nan, "unknown"),
        ("1.1", {"status": "under_way", "appraised_points": 4.0, "planned_gain": 3.0}, math.nan, "unknown"),
        ("1.1", {"status": "under_way", "self_points": 4.0, "planned_gain": 3.0}, 0.0, ""),
        ("1.1", {}, 0.0, ""),
    ],
)  # fmt: skip
def test_what_has_been_gained_is_measured_or_assumed_or_said_to_be_unknown(code, row, gain, basis):
    item = one(**{"code": code, **row})
    assert item.gain == pytest.approx(gain, nan_ok=True) and item.gain_basis == basis


def test_points_at_stake_are_what_is_planned_and_not_yet_gained():
    assert one(code="1.1", planned_gain=3.0, status="under_way").at_stake == 3.0
    assert one(planned_gain=3.0, appraised_points=8.0).at_stake == 1.0
    assert one(planned_gain=1.0, appraised_points=9.0).at_stake == 0.0
    assert math.isnan(one(status="under_way").at_stake)


def test_an_unsafe_link_is_not_shown_and_evidence_is_written_one_way():
    assert one(link="javascript:alert(1)").link == "" and one(link="https://a.vn").link == "https://a.vn"
    found = reports({"code": "1", "evidence": "số 12/BC - 1/10/2026: Báo cáo; 13/QĐ - 2/10/2026: Quyết định"})
    assert found.quarter("2026-Q4", ON).to_frame()["evidence"].tolist() == [
        "12/BC – 01/10/2026: Báo cáo\n13/QĐ – 02/10/2026: Quyết định"
    ]
    assert written(one(evidence="đã xong").evidence[0]) == "đã xong"


def test_an_index_starts_from_the_round_else_from_what_the_office_brought_in():
    """B has 6 points on index 1 in the round, whatever the office says; nothing is known of 1.1 but its own 4."""
    rows = office.typed([{"quarter": "2026-Q4", "code": code, "appraised_points": 5.0} for code in ("1", "1.1", "1.2")])
    found = Reports(toy(), "B", rows, TREE, {"1": 1.0, "1.1": 4.0}).quarter("2026-Q4", ON)
    said = {item.code: (item.base_points, item.base_basis, item.gain, item.gain_basis) for item in found.items}
    assert said["1"] == (6.0, "round", -1.0, "measured") and said["1.1"] == (4.0, "own", 1.0, "measured")
    assert said["1.2"] == pytest.approx((math.nan, "", math.nan, "unknown"), nan_ok=True)


def test_what_is_assumed_of_work_that_is_done_stays_within_the_room_of_its_index():
    """1.1 has 6 points and starts from 5: of 3 planned points 1 can have been gained; nobody knows where 1.2 starts."""
    rows = office.typed([{"quarter": "2026-Q4", "code": code, "planned_gain": 3.0, "status": "done"}
                         for code in ("1.1", "1.2")])  # fmt: skip
    found = Reports(toy(), "B", rows, TREE, {"1.1": 5.0}).quarter("2026-Q4", ON)
    assert {item.code: (item.gain, item.gain_basis) for item in found.items} == {
        "1.1": (1.0, "assumed"), "1.2": (3.0, "assumed"),
    }  # fmt: skip


def test_of_several_own_figures_the_chosen_counts_then_the_appraised():
    """Values of B on indices of 10, 6 and 4 points; what is official is left to the round."""
    said = pd.DataFrame(
        [("1", "self", 0.9, False, False), ("1", "appraised", 0.7, False, False), ("2", "self", 0.5, False, True),
         ("2", "appraised", 0.4, False, False), ("3", "published", 0.5, True, True), ("9", "self", 0.5, False, False)],
        columns=["code", "status", "value", "official", "chosen"],
    )  # fmt: skip
    assert own_points(toy(), said, TREE) == {"1": 7.0, "2": 3.0}
    in_points = replace(toy(), framework=toy_framework(published_as="points"))
    assert own_points(in_points, said, TREE) == {"1": 0.7, "2": 0.5, "9": 0.5}


def test_a_catalogue_its_own_scores_and_the_appraisal_of_a_quarter_add_up_to_a_higher_value():
    """As an office goes: components of Hạ tầng số (3), what it had of them in 2022, what the appraisal gives in Q4.

    3.1 rises from 20 to 28 points and 3.2 from 10 to 13,5 of 1000: 0,5032 + 11,5/1000 = 0,5147.
    """
    own = Store.open(":memory:")
    files = (
        ("Mã;Tên chỉ số;Điểm tối đa\n3.1;Phủ sóng 5G;60\n3.2;Trung tâm dữ liệu;40", CatalogueAim("province-2022")),
        ("Mã chỉ số;Điểm tự đánh giá\n3.1;20\n3.2;10", ScoresAim("province-2022", entity_id="VN-12")),
        ("Mã chỉ số;Điểm thẩm định\n3.1;28\n3.2;13,5", ProgressAim("province-2022", "VN-12", "2026-Q4")),
    )
    for number, (text, aim) in enumerate(files):
        found = proposal.propose(own, reader.read(text.encode(), f"{number}.csv"), aim)
        assert found.problems == ()
        batch = journal.Batch(aim.kind, "Hoa", dt.datetime(2026, 11, 29), f"{number}.csv", text.encode())
        proposal.commit(own, found, batch)
    now = Reports.of(own, own.table("province-2022"), "VN-12").quarter("2026-Q4", ON)
    gains = {item.code: (item.base_points, item.gain, item.gain_basis) for item in now.items}
    assert gains == {"3.1": (20.0, 8.0, "measured"), "3.2": (10.0, 3.5, "measured")}
    state = worth(now).state("so_far")
    assert state.rolled.gains == {"3": 11.5} and state.result.value_after == 0.5147
    journal.undo(own, "0002", "Hoa", dt.datetime(2026, 11, 29))
    again = Reports.of(own, own.table("province-2022"), "VN-12").quarter("2026-Q4", ON)
    assert worth(again).state("so_far").rolled.unknown == ("3.1", "3.2")
    own.close()


def test_a_component_counts_for_the_index_that_the_round_knows_and_a_stranger_for_none():
    found = reports({"code": "1.1"}, {"code": "DTI"}, {"code": "77"})
    assert {item.code: item.index for item in found.quarter("2026-Q4", ON).items} == {
        "1.1": "1",
        "DTI": "DTI",
        "77": "",
    }
    assert found.name("77") == "77" and found.name("1+2") == "Một + Hai"


def test_unpublished_indexes_of_lai_chau_count_for_their_sum_and_smart_city_for_nothing(store):
    """Published for Lai Châu 2022: 3, 7, 8, 9; smart city (6) is not scored; Decision 405's points are unknown."""
    indices = office.indices(store, "province-2022")
    found = Reports(store.table("province-2022"), "VN-12", office.typed([]), indices).places
    assert {code: found[code] for code in ("3", "1", "5", "6", "NEN", "HD", "DTI")} == {
        "3": "3", "1": "1+2+4+5", "5": "1+2+4+5", "6": "", "NEN": "DTI", "HD": "DTI", "DTI": "DTI",
    }  # fmt: skip
    later = Reports(store.table("province-2024"), "VN-12", office.typed([]), office.indices(store, "province-2025"))
    assert set(later.places.values()) == {"DTI"}


def test_a_catalogue_that_runs_in_a_circle_ends():
    tree = pd.DataFrame(
        {"code": ["a", "b"], "parent_code": ["b", "a"], "name_vi": ["A", "B"], "max_points": [1.0, 1.0]}
    )
    assert Reports(toy(), "B", office.typed([]), tree).places == {"a": "", "b": ""}


def test_rows_of_the_store_come_back_as_items_with_who_and_when():
    own = Store.open(":memory:")
    at = dt.datetime(2026, 11, 29, 8, 0)
    row = {"framework_id": "province-2022", "entity_id": "VN-12", "quarter": "2026-Q4", "code": "3",
           "due_on": dt.date(2026, 11, 1), "appraised_points": 45.0}  # fmt: skip
    batch = journal.Batch("progress", "Hoa", at)
    journal.add(own, batch, {"progress": office.typed([row, row | {"code": "6", "due_on": None}])})
    first, second = Reports.of(own, own.table("province-2022"), "VN-12").quarter("2026-Q4", ON).items
    own.close()
    assert (first.name(), first.name("en"), first.who, first.at, first.days_left) == (
        "Hạ tầng số", "Digital infrastructure", "Hoa", at, -28,
    )  # fmt: skip
    assert first.gain == pytest.approx(45.0 - 32.4, abs=0.06) and first.gain_basis == "measured"  # 0.324 published
    assert second.code == "6" and second.due_on is None and second.days_left is None
