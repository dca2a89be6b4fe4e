"""A target rank as one threshold."""

import math
import random

import pytest

from conftest import toy, toy_framework
from dti_core.errors import ScoreError, UnknownCode
from dti_core.framework import Indicator
from dti_core.ladder import potential
from dti_core.peers import Peers
from dti_core.simulate import room, simulate
from dti_core.target import missing_points, required


def test_45th_place_of_2022_asks_0_5438_and_40_55_points(store):
    """Lai Châu's target, resolution of the province; peers frozen. 0.54375 publishes as 0.5438."""
    table = store.table("province-2022")
    assert required(table, "VN-12", 45) == 0.5438
    assert missing_points(table, "VN-12", 0.5438) == 40.55
    assert round(0.5438 - table.value("VN-12"), 4) == 0.0406


@pytest.mark.parametrize(
    ("round_id", "value"), [("province-2022", 0.5438), ("province-2023", 0.6584), ("province-2024", 0.6647)]
)
def test_the_45th_value_of_each_year(store, round_id, value):
    """DOMAIN §3; asked for the last province, so that nobody above the 45th place is left out."""
    table = store.table(round_id)
    assert required(table, table.values().idxmin(), 45) == value


def test_a_shift_raises_what_is_required(store):
    assert required(store.table("province-2022"), "VN-12", 45, Peers.shift(0.0996)) == 0.6434


def test_the_first_place_is_the_best_peer(make, total_only):
    """ORACLES 14: peers 8002 and 7163, own 70000 raw: 10015 raw are missing."""
    table = make([0.7, 0.8002, 0.7163], total_only())
    assert required(table, "E0", 1) == 0.8002
    assert missing_points(table, "E0", 0.8002) == 100.15
    assert simulate(table, "E0", {"DTI": 100.15}).rank_after == 1


@pytest.mark.parametrize("rank", [4, 5, 100])
def test_a_target_of_the_last_place_needs_nothing(make, total_only, rank):
    """ORACLES 17."""
    table = make([0.1, 0.2, 0.3, 0.4], total_only())
    assert required(table, "E0", rank) == 0 and missing_points(table, "E0", 0.0) == 0


def test_what_is_required_is_enough_and_one_unit_less_is_not(make, total_only):
    rng = random.Random(9)
    for _ in range(15):
        totals = [rng.randrange(10_000) / 10_000 for _ in range(7)]
        table = make(totals, total_only())
        peers = sorted((round(10_000 * value) for value in totals[1:]), reverse=True)
        for rank in range(1, 7):
            least = round(10_000 * required(table, "E0", rank))
            assert 1 + sum(peer > least for peer in peers) <= rank
            assert least == 0 or 1 + sum(peer > least - 1 for peer in peers) > rank


def test_missing_points_are_enough_and_a_millionth_less_is_not(store):
    table = store.table("province-2022")
    for value in (0.5033, 0.51, 0.5438, 0.8002):
        points = missing_points(table, "VN-12", value)
        assert simulate(table, "VN-12", {"DTI": points}).value_after == value
        assert simulate(table, "VN-12", {"DTI": points - 1e-6}).value_after < value
    assert missing_points(table, "VN-12", 0.4) == 0


def test_out_of_reach_is_seen_in_the_room_and_the_best_rank(make):
    """ORACLES 6: need 20.00, rooms 6.00 and 12.00: short by 2.00; index alone and both together stay behind."""
    tree = (
        Indicator("DTI", None, "total", "T", "T", 100.0, True), Indicator("1", "DTI", "main", "1", "1", 50.0, True),
        Indicator("2", "DTI", "main", "2", "2", 50.0, True),
    )  # fmt: skip
    nan = math.nan
    framework = toy_framework(indicators=tree, composites=(), decimals=4)
    table = make([0.82, 1.0, 0.93, 0.87], framework, {"1": [0.88, nan, nan, nan], "2": [0.76, nan, nan, nan]})
    rooms = {code: room(table, "E0", code)[0] for code in ("1", "2")}
    need = 20.0
    assert rooms == {"1": 6.0, "2": 12.0} and need - sum(rooms.values()) == pytest.approx(2.0)
    assert missing_points(table, "E0", required(table, "E0", 1)) == pytest.approx(18.0, abs=0.01)
    assert potential(table, "E0", ("1", "2"))["rank"].tolist() == [3, 2]
    with pytest.raises(ScoreError) as caught:
        simulate(table, "E0", {"1": 6.0, "2": need - 6.0})
    assert caught.value.code == "gain_above_room"


def test_where_few_values_are_known_the_certain_one_is_asked(store):
    """2021: 45th is possible below Tây Ninh's 0.3426 (44th), and certain at it."""
    table = store.table("province-2021")
    assert required(table, "VN-12", 44) == 0.3426
    assert 0.3350 < required(table, "VN-12", 47) <= 0.3426


@pytest.mark.parametrize("rank", [1, 24, 25, 50, 108])
def test_one_published_commune_of_108_still_has_an_answer(store, rank):
    value = required(store.table("commune-backan-2022"), "VN-06-XUANLAC", rank)
    assert value == (900 if rank < 25 else 310.14 if rank < 108 else 0)


@pytest.mark.parametrize("rank", [0, -1, 1.5, math.nan, math.inf])
def test_a_rank_that_is_none_is_refused(rank):
    with pytest.raises(ScoreError) as caught:
        required(toy(), "B", rank)
    assert caught.value.code == "bad_rank"


@pytest.mark.parametrize("confidence", [0, -0.1, 1.01, math.nan])
def test_a_confidence_that_is_none_is_refused(confidence):
    with pytest.raises(ScoreError) as caught:
        required(toy(), "B", 1, confidence=confidence)
    assert caught.value.code == "bad_confidence"


@pytest.mark.parametrize("confidence", [0.01, 0.5, 1])
def test_peers_that_do_not_move_by_chance_give_one_value_at_every_confidence(store, confidence):
    assert required(store.table("province-2022"), "VN-12", 45, confidence=confidence) == 0.5438


def test_an_unknown_entity_is_refused():
    with pytest.raises(UnknownCode):
        required(toy(), "Z", 1)
