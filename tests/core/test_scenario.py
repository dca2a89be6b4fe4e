"""A what-if as text, what stands still while gains move, and how the frozen assumption has done."""

import pytest

import dti_core as dti
from conftest import toy
from dti_core.scenario import Desk, frozen_miss, gains_text, parse_gains, parse_peers, past, peers_text


def test_gains_survive_the_round_trip_through_a_link() -> None:
    gains = {"3": 20.0, "9": -20.8, "1+2+4+5": 40.555}
    assert parse_gains(gains_text(gains), gains) == gains


def test_a_link_leaves_out_gains_of_zero() -> None:
    assert gains_text({"3": 0.0, "7": 0.0001, "9": 1.0}) == "9:1"


def test_an_empty_link_is_an_empty_scenario() -> None:
    assert parse_gains("", ["3"]) == {}


@pytest.mark.parametrize("text", ["8:1", "3:abc", "3:nan", "3:inf", "x", "3:1;;7"])
def test_a_mangled_link_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(dti.DtiError):
        parse_gains(text, ["3"])


@pytest.mark.parametrize("growth", [0.0, 0.05, -0.0178, 0.0996])
def test_peers_survive_the_round_trip_through_a_link(growth: float) -> None:
    assert parse_peers(peers_text(dti.Peers.shift(growth))).growth == growth


@pytest.mark.parametrize("text", ["", "nhanh", "1.5", "-2", "nan"])
def test_peers_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(dti.ScoreError, match="growth"):
        parse_peers(text)


def test_the_frozen_assumption_missed_by_21_8_ranks_and_then_by_6_8(store: dti.Store) -> None:
    """DOMAIN.md §3: mean error 21.8 ranks (2022→2023), 6.8 (2023→2024)."""
    first, second = past(store.history("dti-province"))
    assert (first.year_before, first.year_after, round(first.miss, 1)) == (2022, 2023, 21.8)
    assert (second.year_before, second.year_after, round(second.miss, 1)) == (2023, 2024, 6.8)


def test_mean_growth_was_996_and_178_ten_thousandths(store: dti.Store) -> None:
    """DOMAIN.md §3: 0.0996 in one year and 0.0178 in the next, when the framework changed."""
    found = past(store.history("dti-province"))
    assert [round(year.growth, 4) for year in found] == [0.0996, 0.0178]
    assert [year.framework_changed for year in found] == [False, True]


def test_a_forecast_of_a_year_in_which_nothing_moved_misses_by_nothing() -> None:
    assert frozen_miss(toy("now"), toy("now")) == 0.0


def test_the_miss_is_counted_by_hand_on_three_entities() -> None:
    """Before .50 .40 .30, after .60 .55 .35: placed among the old ones 1, 1, 3; in truth 1, 2, 3: a miss of 1 in 3."""
    assert frozen_miss(toy("before"), toy("after")) == pytest.approx(1 / 3)


def test_rounds_with_unpublished_totals_are_no_past(store: dti.Store) -> None:
    assert past([store.table("province-2020"), store.table("province-2021")]) == ()


@pytest.mark.parametrize("growth", [0.0, 0.05, -0.02])
@pytest.mark.parametrize("round_id", ["province-2020", "province-2021", "province-2022", "province-2024-34"])
def test_the_rungs_are_the_ladder(store: dti.Store, round_id: str, growth: float) -> None:
    table = store.table(round_id)
    desk = Desk.of(table, "VN-12", dti.Peers.shift(growth))
    steps = dti.ladder(table, "VN-12", dti.Peers.shift(growth))
    assert desk.rungs["points"].tolist() == steps["points"].tolist()
    assert [", ".join(tied) for tied in desk.rungs["entities"]] == steps["entity"].tolist()


def test_every_step_of_the_staircase_is_what_a_simulation_gives(store: dti.Store) -> None:
    table = store.table("province-2022")
    desk = Desk.of(table, "VN-12")
    for step in desk.staircase.to_dict("records")[::7]:
        ranks = dti.simulate(table, "VN-12", {"DTI": step["points"]}).rank_after_span
        assert ranks == (step["rank_low"], step["rank_high"])


def test_the_next_rung_after_a_scenario_brings_the_next_rank(store: dti.Store) -> None:
    table = store.table("province-2022")
    desk, gains = Desk.of(table, "VN-12"), {"3": 20.0, "9": 20.8}
    rung = desk.next_rung(dti.simulate(table, "VN-12", gains))
    assert rung is not None
    better = dti.simulate(table, "VN-12", {**gains, "7": rung["points"]})
    almost = dti.simulate(table, "VN-12", {**gains, "7": rung["points"] - 0.01})
    assert (better.rank_after, almost.rank_after) == (44.0, 45.0)


def test_nobody_is_above_the_first() -> None:
    table = toy()
    assert Desk.of(table, "A").next_rung(dti.simulate(table, "A", {})) is None


def test_every_control_can_be_moved_to_both_its_ends(store: dti.Store) -> None:
    for round_id, entity in [("province-2022", "VN-12"), ("province-2022", "VN-79"), ("province-2024", "VN-12"),
                             ("commune-backan-2022", "VN-06-CHODON-XL")]:  # fmt: skip
        table = store.table(round_id)
        entity = entity if entity in table.entities else table.entities[0]
        for control in Desk.of(table, entity).controls.to_dict("records"):
            for end in ("least", "most"):
                result = dti.simulate(table, entity, {control["code"]: control[end]})
                assert result.gain_points == control[end]


def test_all_controls_at_their_maximum_are_a_full_score(store: dti.Store) -> None:
    table = store.table("province-2022")
    desk = Desk.of(table, "VN-12")
    result = dti.simulate(table, "VN-12", dict(zip(desk.codes, desk.controls["most"], strict=True)))
    assert result.value_after == pytest.approx(1.0, abs=0.0002) and result.rank_after == 1.0


def test_the_points_of_the_controls_add_up_to_the_total(store: dti.Store) -> None:
    """Lai Châu 2022: 32.40 + 105.88 + 78.18 + 36.885 + the four unpublished = 503.2."""
    controls = Desk.of(store.table("province-2022"), "VN-12").controls
    assert controls["points"].sum() == pytest.approx(503.2, abs=0.05)


def test_close_calls_are_the_peers_within_a_thousandth(store: dti.Store) -> None:
    table = store.table("province-2022")
    result = dti.simulate(table, "VN-12", {"3": 20.0, "9": 20.8})
    near = [e for e, v in table.values().items() if abs(v - 0.5440) < 0.00095 and e != "VN-12"]
    assert sorted(Desk.of(table, "VN-12").close_calls(result)) == sorted(near) == ["VN-62"]


def test_an_untouched_entity_keeps_its_published_rank_where_the_others_are_unknown(store: dti.Store) -> None:
    table = store.table("commune-backan-2022")
    desk = Desk.of(table, table.entities[0])
    assert desk.span_after(dti.simulate(table, desk.entity, {})) == (25, 25)
    assert desk.span_after(dti.simulate(table, desk.entity, {"5": 10.0})) == (1, 25)
