"""Sheets of agencies: spellings grouped, what each index is worth alone, who takes part."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dti_core.agencies import agencies, key, partners, spelling
from dti_core.assumed import MODEL, comparable, fitted
from dti_core.distribution import rank_distribution
from dti_core.scenario import Desk
from dti_core.simulate import simulate
from dti_core.worth import Chances
from tests.core.test_worth import lai_chau, quarter


@pytest.mark.parametrize(
    "written",
    [
        "Sở Khoa học và Công nghệ",
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        "So khoa hoc va  cong nghe ",
        "Sở KH&CN",
        "sở KHCN",
        "SỞ KH - CN",
    ],
)
def test_spellings_of_one_agency_have_one_key(written):
    assert key(written) == "sokhoahocvacongnghe"


def test_composed_and_decomposed_letters_are_one():
    assert key("S\u1edf Y t\u1ebf") == key("So\u031b\u0309 Y te\u0302\u0301") == "soyte"


@given(st.lists(st.text(), min_size=1))
def test_the_spelling_shown_is_one_that_was_written(names):
    assert spelling(names) in {" ".join(name.split()) for name in names}


def test_the_commonest_spelling_is_shown():
    assert spelling(["sở tc", "sở tc", "Sở TC"]) == "sở tc" and spelling(["so tc", "Sở TC"]) == "Sở TC"
    assert spelling([]) == "" and partners(" ;, ") == ()


def test_items_are_grouped_by_agency_late_ones_first_and_those_without_one_last():
    found = agencies(quarter(
        {"code": "1", "lead": "Sở Y tế", "planned_gain": 1.0}, {"code": "2", "lead": "sở y  tế", "planned_gain": 0.5},
        {"code": "3", "lead": "Sở TC", "due_on": "2026-01-01", "coordinating": "VNPT; SO Y TE"}, {"code": "DTI"},
    ))  # fmt: skip
    assert [(sheet.name, [item.code for item in sheet.items]) for sheet in found] == [
        ("Sở TC", ["3"]), ("Sở Y tế", ["1", "2"]), ("", ["DTI"]),
    ]  # fmt: skip
    assert [item.code for item in found[1].coordinates] == ["3"] and found[0].coordinates == ()
    assert found[1].at_stake == 1.5 and (found[0].count("late"), found[1].count("late")) == (1, 0)
    assert [item.code for item in found[1].evidence_missing] == ["1", "2"]


def test_each_index_is_worth_what_it_brings_alone(store):
    gains = {"3": 20.0, "9": 20.55, "7": None, "6": None}
    found = lai_chau(store, *({"code": code, "lead": "A", "planned_gain": gain} for code, gain in gains.items()))
    history = store.history("dti-province")
    model = fitted(history)[MODEL]
    (sheet,) = agencies(found, Chances(Desk.of(found.table, "VN-12", model), 45, comparable(history)))
    stakes = {stake.item.code: stake for stake in sheet.stakes}
    for code, gain in (("3", 20.0), ("9", 20.55)):
        alone = simulate(found.table, "VN-12", {code: gain})
        assert stakes[code].ranks == 53 - alone.rank_after and stakes[code].value_after == alone.value_after
        expected = rank_distribution(found.table, "VN-12", {code: gain}, model).probability(45)
        assert stakes[code].chance == pytest.approx((expected, expected))
    assert sheet.ranks == 8 and sheet.chance > stakes["9"].chance > sheet.chance_now  # 40.55 points: 53 -> 45
    assert math.isnan(stakes["7"].ranks) and math.isnan(stakes["6"].gain)
    frame = sheet.to_frame()
    assert (
        frame["ranks"].tolist()[:2] == [stakes["9"].ranks, stakes["3"].ranks] and frame["chance_now_low"].nunique() == 1
    )


def test_without_a_model_the_chances_are_missing_and_the_ranks_are_there():
    (sheet,) = agencies(quarter({"code": "1", "planned_gain": 1.9}))
    assert sheet.stakes[0].ranks == 1 and math.isnan(sheet.stakes[0].chance[0])  # A is 0.10 of 20 points ahead


def test_nobody_reports_and_there_is_no_sheet():
    assert agencies(quarter()) == ()
