"""What-ifs from the published total: worked cases, properties on random tables, and every refusal."""

import math
import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest

from conftest import toy, toy_framework
from dti_core.errors import FrameworkError, ScoreError, UnknownCode
from dti_core.framework import Indicator
from dti_core.peers import Peers
from dti_core.rounding import MODES
from dti_core.simulate import adjustable, check_gains, composite_effect, room, simulate

NAN = float("nan")


def refused(code: str, table, entity: str, gains: dict[str, float]) -> ScoreError:
    with pytest.raises(ScoreError) as caught:
        simulate(table, entity, gains)
    assert caught.value.code == code
    return caught.value


# -- worked cases --------------------------------------------------------------------------------------------------


def test_lai_chau_reaches_45th_of_2022_with_40_55_points_and_not_with_less(store):
    """0.5032 → 0.54375, published as 0.5438; 0.0406 more."""
    table = store.table("province-2022")
    enough = simulate(table, "VN-12", {"7": 40.55})
    assert (enough.value_before, enough.value_after) == (0.5032, 0.5438)
    assert (enough.rank_before, enough.rank_after, enough.of) == (53, 45, 63)
    short = simulate(table, "VN-12", {"7": 40.54})
    assert short.value_after == 0.5437 and short.rank_after == 46


def test_a_what_if_starts_from_the_published_total_not_from_the_parts(store):
    """ORACLES 3b: Hồ Chí Minh's parts add up to 0.71635; 0.05 points more than the published 0.7163 give 0.7164."""
    table = store.table("province-2022")
    assert simulate(table, "VN-79", {}).value_after == 0.7163
    assert simulate(table, "VN-79", {"9": 0.04}).value_after == 0.7163
    assert simulate(table, "VN-79", {"9": 0.05}).value_after == 0.7164


def test_catching_up_shares_the_place(make, total_only):
    """ORACLES 5: own reaches 4880 with peers 4880 and 4626."""
    table = make([0.4700, 0.4880, 0.4626], total_only())
    tied = simulate(table, "E0", {"DTI": 18.0})
    assert (tied.value_after, tied.rank_after, tied.overtaken) == (0.4880, 1, ("E1",))


@pytest.mark.parametrize("mode", MODES)
def test_the_value_after_is_rounded_as_the_framework_publishes(make, total_only, mode):
    """Own 0.5000 and gains in hundredths of a point, rounded here with fractions."""
    table = make([0.5], total_only(rounding=mode))
    for hundredths in range(0, 41):
        exact = 5000 + Fraction(hundredths, 10)
        whole, rest = divmod(exact, 1)
        up = {
            "half_up": rest >= Fraction(1, 2),
            "half_even": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2),
        }
        expected = int(whole) + bool(up.get(mode, False))
        assert simulate(table, "E0", {"DTI": hundredths / 100}).units_after == expected


def test_float_noise_in_a_gain_changes_nothing(make, total_only):
    """ORACLES 31: three gains of a tenth are three tenths."""
    table = make([0.5, 0.50005], total_only(decimals=5))
    assert simulate(table, "E0", {"DTI": 0.1 + 0.2}).value_after == 0.5003


def test_peers_that_all_rise_keep_the_rank_of_who_rises_with_them(make, total_only):
    """ORACLES 28: a common shock without clipping changes no rank."""
    table = make([0.50, 0.61, 0.605, 0.605, 0.40], total_only())
    result = simulate(table, "E0", {"DTI": 50.0}, Peers.shift(0.05))
    assert (result.rank_before, result.rank_still, result.rank_after) == (4, 4, 4)
    assert simulate(table, "E0", {}, Peers.shift(0.2)).overtaken_by == ("E4",)


def test_moving_peers_exactly(make, total_only):
    """ORACLES 30, peers at 6490 6445 6445 6391: own 6395 is 4th."""
    table = make([0.5950, 0.6490, 0.6445, 0.6445, 0.6391], total_only())
    assert simulate(table, "E0", {"DTI": 44.5}).rank_after == 4


def test_a_negative_gain_falls_behind_and_says_behind_whom(make, total_only):
    table = make([0.50, 0.49, 0.48, 0.60], total_only())
    result = simulate(table, "E0", {"DTI": -15.0})
    assert (result.value_after, result.rank_before, result.rank_after) == (0.485, 2, 3)
    assert result.overtaken == () and result.overtaken_by == ("E1",)


def test_alone_one_is_first_whatever_one_does(make, total_only):
    """ORACLES 16."""
    result = simulate(make([0.5], total_only()), "E0", {"DTI": -400.0})
    assert (result.rank_before, result.rank_after, result.of) == (1, 1, 1)


# -- properties ----------------------------------------------------------------------------------------------------


def random_table(rng: random.Random, make, total_only):
    return make([rng.randrange(30, 61) / 100 for _ in range(8)], total_only(decimals=2, rounding=rng.choice(MODES)))


def test_rank_and_the_names_of_who_is_passed_add_up(make, total_only):
    rng = random.Random(63)
    tables = [random_table(rng, make, total_only) for _ in range(20)]
    for table in tables * 10:
        gain, growth = rng.randrange(-300, 400), rng.choice((0.0, 0.0, 0.07, -0.05))
        result = simulate(table, "E0", {"DTI": gain}, Peers.shift(growth))
        own = round(100 * table.value("E0"))
        peers = {entity: round(100 * table.value(entity)) for entity in table.entities[1:]}
        moved = {entity: min(max(value + round(100 * growth), 0), 100) for entity, value in peers.items()}
        assert result.rank_before == 1 + sum(value > own for value in peers.values())
        assert result.rank_after == 1 + sum(value > result.units_after for value in moved.values())
        assert result.rank_after == result.rank_before - len(result.overtaken) + len(result.overtaken_by)
        assert set(result.overtaken) == {e for e in peers if peers[e] > own and moved[e] <= result.units_after}
        assert set(result.overtaken_by) == {e for e in peers if peers[e] <= own and moved[e] > result.units_after}


def test_more_points_never_bring_a_worse_rank_or_value(make, total_only):
    rng = random.Random(3)
    for _ in range(4):
        table = random_table(rng, make, total_only)
        results = [simulate(table, "E0", {"DTI": gain / 2}) for gain in range(-100, 300, 7)]
        assert all(a.units_after <= b.units_after for a, b in pairwise(results))
        assert all(a.rank_after >= b.rank_after for a, b in pairwise(results))


def test_where_the_points_are_gained_does_not_matter(store):
    table = store.table("province-2022")
    ways = [{"7": 30.0}, {"8": 30.0}, {"7": 10.0, "8": 12.5, "9": 7.5}, {"7": 45.0, "9": -15.0}, {"HD": 30.0},
            {"1+2+4+5": 30.0}, {"7": 20.0, "HD": 10.0}]  # fmt: skip
    results = [simulate(table, "VN-12", way) for way in ways]
    assert {(result.units_after, result.rank_after, result.overtaken) for result in results} == {
        (5332, results[0].rank_after, results[0].overtaken)
    }
    assert all(result.gain_points == pytest.approx(30) for result in results)


def test_the_order_of_the_entities_does_not_matter(store):
    table = store.table("province-2022")
    order = list(reversed(table.entities))
    turned = replace(table, people=table.people.loc[order], published=table.published[::-1])
    for gain in (-20.0, 0.0, 40.55):
        one, other = simulate(table, "VN-12", {"7": gain}), simulate(turned, "VN-12", {"7": gain})
        assert (one.rank_before, one.rank_after) == (other.rank_before, other.rank_after)
        assert set(one.overtaken) == set(other.overtaken) and set(one.overtaken_by) == set(other.overtaken_by)


def test_an_empty_scenario_changes_nothing_in_any_round(store):
    for round_id in store.rounds()["round_id"]:
        table = store.table(round_id)
        for entity in table.entities:
            if math.isnan(table.value(entity, table.framework.root)):
                continue
            result = simulate(table, entity, {})
            assert result.value_after == result.value_before == table.value(entity, table.framework.root)
            assert result.rank_after == result.rank_before == table.rank(table.framework.root)[entity]
            assert result.overtaken == result.overtaken_by == ()


def test_a_gain_of_zero_is_no_gain():
    assert simulate(toy(), "B", {"1": 0.0}).gains == {}


# -- partial figures -----------------------------------------------------------------------------------------------


def test_a_rank_among_partly_known_peers_is_a_span(store):
    """2021: 12 of 63 totals. 0.3430 lies between Tây Ninh's 0.3426 (44th) and 0.3438 (43rd): 44th again."""
    table = store.table("province-2021")
    assert simulate(table, "VN-12", {"DTI": 8.0}).rank_after == 44
    unsure = simulate(table, "VN-12", {"DTI": 100.0})  # 0.4350: between 26th and …
    assert math.isnan(unsure.rank_after) and unsure.rank_after_span[0] < unsure.rank_after_span[1]


def test_a_total_that_the_pillars_determine_is_a_start(store):
    """Sóc Trăng 2020: 0.4·0.3105 + 0.3·0.1931 + 0.3·0.2021 = 0.24276."""
    assert simulate(store.table("province-2020"), "VN-94", {}).value_before == 0.2428


def test_an_entity_without_a_total_is_refused_with_its_name(store):
    assert refused("no_total", store.table("province-2021"), "VN-01", {}).details["entity"] == "Hà Nội"


# -- pillars -------------------------------------------------------------------------------------------------------


def test_a_gain_in_the_foundation_raises_every_pillar_and_an_activity_only_its_own(store):
    """DOMAIN §2: pillar = (F + own activity) / 700 or 650; 13 points are 0.0186 and 0.02."""
    table = store.table("province-2022")
    change = {}
    for code in ("3", "8"):
        frame = simulate(table, "VN-80", {code: 13.0}).pillars.set_index("code")
        change[code] = (frame["after"] - frame["before"]).round(4).to_dict()
        assert frame.loc["P-CQS", "before"] == pytest.approx(0.7402) and frame.loc["P-CQS", "rank_before"] == 9
    assert change["3"] == {"P-CQS": 0.0186, "P-KTS": 0.02, "P-XHS": 0.02}
    assert change["8"] == {"P-CQS": 0, "P-KTS": 0.02, "P-XHS": 0}


def test_a_gain_that_lies_only_partly_in_a_pillar_leaves_it_unknown():
    framework = toy_framework()
    assert composite_effect(framework, "P", {"1": 2.0, "3": 1.0}) == 2.0
    assert math.isnan(composite_effect(framework, "P", {"2+3": 1.0}))


def test_the_frame_lists_what_was_changed():
    frame = simulate(toy(), "B", {"1": 2.0, "3": -1.0}).to_frame()
    assert frame.to_dict("list") == {"code": ["1", "3"], "before": [6.0, 2.0], "gain": [2.0, -1.0], "after": [8.0, 1.0]}


# -- rooms and refusals --------------------------------------------------------------------------------------------


def test_a_published_figure_has_exactly_the_room_that_is_read_off_it(store):
    table = store.table("province-2022")
    assert room(table, "VN-12", "7") == (94.12, 94.12)  # 200 − 200·0.5294
    simulate(table, "VN-12", {"7": 94.12})
    error = refused("gain_above_room", table, "VN-12", {"7": 94.13})
    assert error.details == {"code": "7", "gain": 94.13, "room": 94.12}
    simulate(table, "VN-12", {"7": -105.88})
    assert refused("gain_below_zero", table, "VN-12", {"7": -105.89}).details["room"] == 105.88


def test_every_complete_row_can_fill_all_its_rooms_at_once(store):
    """The parts' rooms add up to the total's within rounding: 1.0000 is reached or missed by the published rounding."""
    table = store.table("province-2022")
    complete = [e for e in table.entities if {table.basis(e, code) for code in table.framework.leaves} == {"published"}]
    assert len(complete) == 5
    for entity in complete:
        gains = {code: room(table, entity, code)[0] for code in table.framework.leaves}
        assert simulate(table, entity, gains).value_after >= 0.9999
        with pytest.raises(ScoreError):
            simulate(table, entity, gains | {"9": gains["9"] + 0.01})


def test_the_culprit_of_a_large_gain_is_the_indicator_itself(store):
    """5000 points are too many for index 7, for its group and for the total; the message names index 7."""
    assert (
        refused("gain_above_room", store.table("province-2022"), "VN-12", {"9": 1.0, "7": 5000.0}).details["code"]
        == "7"
    )


def test_gains_that_fit_alone_but_not_together_are_refused():
    """B has 4, 4 and 2 points of room: 7 in "1+2" and 5 in "2+3" fit, 12 in all do not."""
    table = toy()
    simulate(table, "B", {"1+2": 7.0})
    simulate(table, "B", {"2+3": 5.0})
    refused("gain_above_room", table, "B", {"1+2": 7.0, "2+3": 5.0})


def test_overlapping_sums_share_the_room_of_what_they_cover(make):
    """Leaves 1, 2, 3 have 2 points of room each, leaf 4 has 14: 4 in "1+2" and 4 in "2+3" are 8 in 6."""
    tree = [Indicator("DTI", None, "total", "T", "T", 40.0, True)]
    tree += [
        Indicator(code, "DTI", "main", code, code, points, True)
        for code, points in zip("1234", (4, 4, 4, 28), strict=True)
    ]
    table = make([0.5], toy_framework(indicators=tuple(tree), composites=()), {c: [0.5] for c in "1234"})
    assert refused("gain_above_room", table, "E0", {"1+2": 4.0, "2+3": 4.0}).details["code"] == "1+2+3"
    assert simulate(table, "E0", {"1+2": 3.0, "2+3": 3.0}).gain_points == 6


def test_nested_gains_share_their_room():
    table = toy()
    refused("gain_above_room", table, "B", {"1": 4.0, "1+2": 4.5})
    assert simulate(table, "B", {"1": 4.0, "1+2": 4.0}).gain_points == 8


def test_a_loss_and_a_gain_offset_each_other_in_their_sum():
    assert simulate(toy(), "B", {"1": -6.0, "2": 4.0, "3": 2.0}).value_after == 0.5


@pytest.mark.parametrize("gain", [None, NAN, math.inf])
def test_a_gain_that_is_no_number_is_refused(gain):
    assert refused("no_gain", toy(), "B", {"1": gain}).details["code"] == "1"


def test_an_index_that_is_not_scored_cannot_be_moved(store):
    """ORACLES 19."""
    table = store.table("province-2022")
    assert room(table, "VN-12", "6") == (0, 0)
    refused("gain_above_room", table, "VN-12", {"6": 1.0})
    refused("gain_below_zero", table, "VN-12", {"6": -1.0})


def test_single_indices_of_an_edition_with_unknown_points_cannot_be_moved(store):
    table = store.table("province-2024")
    refused("points_unknown", table, "VN-12", {"1": 1.0})
    assert all(math.isnan(points) for points in room(table, "VN-12", "1"))
    assert adjustable(table, "VN-12") == ("DTI",)
    assert simulate(table, "VN-12", {"DTI": 10.0}).value_after == pytest.approx(table.value("VN-12") + 0.01)
    refused("gain_above_room", table, "VN-12", {"DTI": 900.0})


def test_unknown_names_are_refused_before_anything_else():
    for entity, gains in (("Z", {}), ("B", {"9": 1.0}), ("B", {"1+9": 1.0})):
        with pytest.raises(UnknownCode):
            simulate(toy(), entity, gains)
    with pytest.raises(FrameworkError):
        simulate(toy(), "B", {"1+1": 1.0})


def test_checked_gains_are_numbers_without_zeros():
    assert check_gains(toy(), "B", {"1": 1, "2": 0}) == {"1": 1.0}


def test_what_is_unpublished_is_moved_as_one_sum(store):
    assert adjustable(store.table("province-2022"), "VN-12") == ("3", "7", "8", "9", "1+2+4+5")
    assert adjustable(store.table("province-2021"), "VN-12") == ("DTI",)
    low, high = room(store.table("province-2022"), "VN-12", "1+2+4+5")
    assert low < 400 - 249.855 < high and high - low < 0.2
