"""A target rank: what it asks, what is missing, in other years and when the others move."""

import math

import pytest

import dti_core as dti
from conftest import toy
from dti_core.goal import equal_percentile, goal, growth_grid, proposed, thresholds, under_growth
from dti_core.scenario import past


def test_rank_45_of_2022_asks_5438_and_lacks_40_55_points(store: dti.Store) -> None:
    """Issue 2: 0.5438 with peers frozen: +0.0406, or 40.55 points, as 0.54375 publishes as 0.5438."""
    aim = goal(store.table("province-2022"), "VN-12", 45)
    assert (aim.required, round(aim.missing_value, 4), aim.missing_points) == (0.5438, 0.0406, 40.55)
    assert aim.reached is False and aim.known


def test_a_simulation_of_the_missing_points_reaches_the_target_and_a_hair_less_does_not(store: dti.Store) -> None:
    table = store.table("province-2022")
    aim = goal(table, "VN-12", 45)
    assert dti.simulate(table, "VN-12", {"DTI": aim.missing_points}).rank_after == 45.0
    assert dti.simulate(table, "VN-12", {"DTI": aim.missing_points - 0.01}).rank_after == 46.0


def test_a_target_already_reached_lacks_nothing_and_says_what_is_to_spare(store: dti.Store) -> None:
    """2024: Lai Châu 0.7056, the 45th among the other 62 has 0.6640."""
    aim = goal(store.table("province-2024"), "VN-12", 45)
    assert aim.reached is True and aim.missing_points == 0.0
    assert aim.missing_value == pytest.approx(0.6640 - 0.7056)
    assert aim.rungs.empty


def test_a_target_can_be_lost_when_the_others_move(store: dti.Store) -> None:
    table = store.table("province-2024")
    assert goal(table, "VN-12", 36).reached is True
    assert goal(table, "VN-12", 36, dti.Peers.shift(0.05)).reached is False


def test_the_target_in_other_years_asks_the_45th_value_among_the_other_62(store: dti.Store) -> None:
    """Counted from the published values of the others, sorted by hand here."""
    tables = [store.table(f"province-{year}") for year in (2022, 2023, 2024)]
    frame = thresholds(tables, "VN-12", 45, 63, store.counterpart)
    by_hand = [sorted(table.values().drop("VN-12"), reverse=True)[44] for table in tables]
    assert frame["required"].tolist() == by_hand == [0.5438, 0.6584, 0.6640]


def test_a_round_of_34_gets_the_target_restated(store: dti.Store) -> None:
    frame = thresholds([store.table("province-2024-34")], "VN-12", 45, 63, store.counterpart)
    assert frame.loc[0, ["rank", "of", "restated"]].tolist() == [24, 34, True]


def test_rounds_with_unpublished_values_give_bounds(store: dti.Store) -> None:
    frame = thresholds([store.table("province-2021")], "VN-12", 45, 63, store.counterpart)
    assert frame.loc[0, "possible"] < frame.loc[0, "required"]


def test_an_entity_without_its_own_value_still_gets_thresholds(store: dti.Store) -> None:
    frame = thresholds([store.table("province-2021")], "VN-01", 45, 63, store.counterpart)
    assert math.isnan(frame.loc[0, "own"]) and math.isnan(frame.loc[0, "missing"])


def test_equal_percentile_keeps_the_share_of_the_field() -> None:
    assert [equal_percentile(rank, 63, 34) for rank in (1, 21, 42, 45, 63)] == [1, 11, 22, 24, 34]


@pytest.mark.parametrize("growth", [0.0, 0.0178, 0.05, 0.0996])
def test_the_curve_agrees_with_the_required_value_under_each_shift(store: dti.Store, growth: float) -> None:
    table = store.table("province-2022")
    curve = under_growth(goal(table, "VN-12", 45), [growth])
    assert curve["required"].iloc[0] == dti.required(table, "VN-12", 45, dti.Peers.shift(growth))


def test_the_curve_stays_below_the_maximum(store: dti.Store) -> None:
    assert under_growth(goal(store.table("province-2022"), "VN-12", 1), [0.9])["required"].iloc[0] == 1.0


def test_the_grid_of_growths_holds_the_years_that_were(store: dti.Store) -> None:
    history = past(store.history("dti-province"))
    grid = growth_grid(goal(store.table("province-2022"), "VN-12", 45), history)
    assert {0.0, 0.0996, 0.0178} <= set(grid) and grid == sorted(grid)


def test_rooms_that_are_enough_alone_are_those_above_what_is_missing(store: dti.Store) -> None:
    """Rank 23 asks 113.1 points or so: only the society activity and the unpublished foundation have that room."""
    aim = goal(store.table("province-2022"), "VN-12", 23)
    alone = set(aim.origins.loc[aim.origins["alone"], "code"])
    assert alone == {
        c for c, most in zip(aim.origins["code"], aim.origins["most"], strict=True) if most >= aim.missing_points
    }
    assert "3" not in alone


def test_too_few_figures_are_no_answer(store: dti.Store) -> None:
    table = store.table("commune-backan-2022")
    aim = goal(table, table.entities[0], 20)
    assert aim.unknown and aim.reached is False


def test_a_rank_below_the_first_is_refused() -> None:
    with pytest.raises(dti.ScoreError, match="Rank '0'"):
        goal(toy(), "B", 0)


def test_every_rank_can_be_asked_in_every_round(store: dti.Store) -> None:
    for round_id in store.rounds()["round_id"]:
        table = store.table(round_id)
        entity = "VN-12" if "VN-12" in table.entities else table.entities[0]
        for rank in {1, (table.n + 1) // 2, table.n, proposed(table, entity)}:
            aim = goal(table, entity, rank)
            assert aim.possible <= aim.required and aim.missing_points >= 0
