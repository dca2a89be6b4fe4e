"""The ladder and the levels: worked cases, and a scan over every gain."""

import math
import random

import pytest

from conftest import toy_framework
from dti_core.framework import Indicator
from dti_core.ladder import ladder, levels, potential
from dti_core.peers import Peers
from dti_core.rounding import MODES, publish
from dti_core.simulate import simulate


def oracle_table(make, mode: str):
    """ORACLES 4: own 0.5950 = 4.00 + 3.00 + 588.00 points with caps 10, 15, 588; a fourth index fills up to 1000."""
    caps = {"1": 10.0, "2": 15.0, "3": 588.0, "4": 387.0}
    tree = [Indicator("DTI", None, "total", "T", "T", 1000.0, True)]
    tree += [Indicator(code, "DTI", "main", code, code, points, True) for code, points in caps.items()]
    framework = toy_framework(indicators=tuple(tree), composites=(), decimals=4, rounding=mode)
    own = {"1": 0.4, "2": 0.2, "3": 1.0, "4": 0.0}
    nan = math.nan
    return make(
        [0.5950, 0.6100, 0.6050, 0.6050, 0.5990], framework, {c: [x, nan, nan, nan, nan] for c, x in own.items()}
    )


def test_breakpoints_of_the_worked_case(make):
    """ORACLES 4: gaps 3.95, 9.95 (two tied peers in one step), 14.95 points; from 4th no third place."""
    table = oracle_table(make, "half_up")
    steps = ladder(table, "E0")
    assert steps["points"].tolist() == [3.95, 9.95, 14.95]
    assert steps["rank"].tolist() == [4, 2, 1] and steps["entity"].tolist() == ["E4", "E2, E3", "E1"]
    found = levels(table, "E0", ("1", "2", "3"))
    assert [(row.code, round(row.level, 2), row.rank) for row in found.itertuples()] == [
        ("1", 7.95, 4), ("2", 6.95, 4), ("2", 12.95, 2),
    ]  # fmt: skip
    assert potential(table, "E0", ("1", "2", "3"))["ranks_gained"].tolist() == [1, 3, 0]


def test_breakpoints_when_published_values_are_cut_off(make):
    """ORACLES 4b: floor publishing asks 8.00; 7.00 and 13.00."""
    found = levels(oracle_table(make, "floor"), "E0", ("1", "2", "3"))
    assert [(row.code, round(row.level, 2)) for row in found.itertuples()] == [("1", 8.0), ("2", 7.0), ("2", 13.0)]


@pytest.mark.parametrize("mode", MODES)
def test_the_ladder_is_what_a_scan_over_every_gain_finds(make, total_only, mode):
    """Own units 40 of 100 in a total of 0.0100 points… scaled: one unit is ten points, the scan goes by one."""
    rng = random.Random(4)
    for _ in range(8):
        totals = [0.40] + [rng.randrange(30, 61) / 100 for _ in range(6)]
        table = make(totals, total_only(decimals=2, rounding=mode))
        peers = [round(100 * value) for value in totals[1:]]

        def rank_at(points: int, peers: list[int] = peers) -> int:
            return 1 + sum(peer > publish(400 + points, 10, mode) for peer in peers)

        first: dict[int, int] = {}
        for points in range(0, 220):
            if rank_at(points) < rank_at(0):
                first.setdefault(rank_at(points), points)
        # the scan goes by whole points; half_even needs a hair above a half when the even neighbour is below
        found = {row.rank: row.points for row in ladder(table, "E0").itertuples()}
        assert found.keys() == first.keys()
        for rank, points in first.items():
            assert points - 1 < found[rank] <= points


@pytest.mark.parametrize("mode", MODES)
def test_each_rung_suffices_and_a_millionth_of_a_point_less_does_not(make, total_only, mode):
    table = make([0.40, 0.41, 0.44, 0.44, 0.45, 0.52], total_only(decimals=2, rounding=mode))
    for rung in ladder(table, "E0").itertuples():
        assert simulate(table, "E0", {"DTI": rung.points}).rank_after == rung.rank
        assert simulate(table, "E0", {"DTI": rung.points - 1e-6}).rank_after > rung.rank


def test_the_levels_of_an_index_are_the_ladder_cut_at_its_room(store):
    table = store.table("province-2022")
    steps, found = ladder(table, "VN-12"), levels(table, "VN-12", ("7", "9"))
    for code, room in (("7", 94.12), ("9", 113.115)):
        mine = found[found["code"] == code]
        assert mine["gain"].tolist() == steps.loc[steps["points"] <= room, "points"].tolist()
        for row in mine.itertuples():
            assert simulate(table, "VN-12", {code: row.gain}).rank_after == row.rank
    assert simulate(table, "VN-12", {"7": 94.12}).rank_after == found.loc[found["code"] == "7", "rank"].min()


def test_lai_chaus_rung_to_the_45th_place(store):
    row = ladder(store.table("province-2022"), "VN-12").set_index("rank").loc[45]
    assert (row["value"], row["points"]) == (0.5438, 40.55)


def test_a_shift_of_the_peers_moves_every_rung(store):
    table = store.table("province-2022")
    still = ladder(table, "VN-12").set_index("rank")["points"]
    moved = ladder(table, "VN-12", Peers.shift(0.01)).set_index("rank")["points"]
    assert (moved.loc[still.index] - still).round(6).eq(10.0).all() and len(moved) >= len(still)


def test_the_first_has_no_ladder_and_all_equal_have_none(make, total_only):
    """ORACLES 14, 15, 16."""
    assert ladder(make([0.8, 0.7], total_only()), "E0").empty
    assert ladder(make([0.5, 0.5, 0.5, 0.5], total_only()), "E0").empty
    assert ladder(make([0.5], total_only()), "E0").empty
    assert levels(make([0.5], total_only()), "E0", ("DTI",)).empty


def test_only_known_peers_are_on_the_ladder_of_a_partial_round(store):
    table = store.table("province-2021")
    steps = ladder(table, "VN-12")
    known = {e for e in table.entities if table.value(e) > table.value("VN-12")}
    assert set(", ".join(steps["entity"]).split(", ")) == known
    assert steps.loc[steps["entity"] == "VN-72", "rank"].item() == 44


def test_an_index_of_unknown_points_has_no_levels_and_an_unknown_potential(store):
    table = store.table("province-2024")
    assert levels(table, "VN-12", ("1",)).empty
    assert potential(table, "VN-12", ("1",))[["room", "rank", "ranks_gained"]].isna().all(axis=None)
    whole = potential(table, "VN-12", ("DTI",)).iloc[0]
    assert whole["rank"] == 1 and whole["room_at_most"] == pytest.approx(1000 * (1 - table.value("VN-12")), abs=0.1)


def test_an_index_that_is_not_scored_brings_nothing(store):
    """ORACLES 19."""
    table = store.table("province-2022")
    assert levels(table, "VN-12", ("6",)).empty
    assert potential(table, "VN-12", ("6",)).iloc[0][["room", "ranks_gained"]].tolist() == [0, 0]
