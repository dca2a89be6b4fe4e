"""The way from a benchmark down to an entity: steps that add up, and sums where single indices are unknown."""

import math

import numpy as np
import pandas as pd
import pytest

import dti_core as dti
from conftest import toy
from dti_core.steps import aim, steps, years_with_total

LAI_CHAU, XUAN_LAC = "VN-12", "VN-06-XUANLAC"


def split(table: dti.ScoreTable, entity: str, benchmark: str = "max"):
    return steps(dti.gaps(table, entity, benchmark))


def test_steps_of_the_toy_are_what_is_missing_on_each_index() -> None:
    assert split(toy(), "B").frame.set_index("code")["difference"].round(2).to_dict() == {"1": 4.0, "2": 4.02, "3": 2.0}


def test_nothing_is_counted_twice_or_left_out(store: dti.Store) -> None:
    for round_id in ("province-2020", "province-2021", "province-2022", "province-2023", "commune-backan-2022"):
        table = store.table(round_id)
        for entity in [name for name in table.entities if not math.isnan(table.value(name))][::7]:
            found = split(table, entity)
            assert found.frame["max_points"].sum() == table.framework.max_points.iloc[0]
            assert math.isclose(found.frame["lost"].sum(), found.gap.total_lost, abs_tol=0.2)  # parts are rounded


def test_lai_chau_lost_496_8_points_and_most_in_digital_society(store: dti.Store) -> None:
    found = split(store.table("province-2022"), LAI_CHAU)
    assert found.gap.total_lost == 496.8
    lost = found.singles.set_index("code")["lost"]
    assert (lost.idxmax(), lost.max()) == ("9", 113.115)
    assert round(lost.max() / 496.8, 3) == 0.228
    assert found.certain_largest  # none of the four unknown ones can lose more than its 100 points


def test_a_largest_loss_below_what_an_unknown_index_may_lose_is_not_certain(store: dti.Store) -> None:
    """An unpublished foundation index may lose all its 100 points."""
    table = store.table("province-2023")
    doubtful = [name for name in table.entities if not split(table, name).certain_largest]
    for name in doubtful:
        assert split(table, name).singles["lost"].max() < 100
    assert doubtful


def test_four_foundation_indices_are_one_step_known_as_a_sum(store: dti.Store) -> None:
    row = split(store.table("province-2022"), LAI_CHAU).frame.iloc[-1]
    assert (row["code"], bool(row["sum"]), round(row["own"], 2), row["max_points"]) == ("1+2+4+5", True, 249.86, 400)


def test_groups_add_up_to_the_whole(store: dti.Store) -> None:
    groups = split(store.table("province-2022"), LAI_CHAU).groups().set_index("code")
    assert groups["lost"].round(3).to_dict() == {"NEN": 217.745, "HD": 279.055}
    assert round(groups["lost"].sum(), 1) == 496.8


def test_xuan_lac_lost_589_86_points_180_94_of_them_in_group_8_with_causes(store: dti.Store) -> None:
    found = split(store.table("commune-backan-2022"), XUAN_LAC)
    lost = found.frame.set_index("code")["lost"]
    assert (found.gap.total_own, found.gap.total_lost, lost["8"]) == (310.14, 589.86, 180.94)
    assert found.causes["code"].tolist()[0] == "8"
    assert len(found.causes) == 8
    assert found.groups().empty


def test_a_single_index_never_stands_beside_the_sum_it_is_part_of(store: dti.Store) -> None:
    table = store.table("province-2022")
    for benchmark in ("max", "best", "median", "rank:45", LAI_CHAU):
        codes = "+".join(split(table, "VN-48", benchmark).frame["code"]).split("+")
        assert sorted(codes) == ["1", "2", "3", "4", "5", "7", "8", "9"]


def test_the_median_of_the_unpublished_four_is_taken_over_all_63_and_not_over_the_five_best(store: dti.Store) -> None:
    table = store.table("province-2022")
    known = table.values("DTI") * 1000 - 100 * table.values("3") - 200 * table.values("7")
    rest = known - 150 * table.values("8") - 150 * table.values("9")
    row = split(table, LAI_CHAU, "median").frame.iloc[-1]
    assert math.isclose(row["benchmark"], np.median(rest), abs_tol=1e-6)
    assert row["benchmark"] < sum(100 * table.values(code).median() for code in "1245")


def test_steps_from_another_entity_lead_to_its_total_and_may_go_up(store: dti.Store) -> None:
    """Rank 45 of 2022 is Kon Tum with 0.5438, 40.6 points above Lai Châu, but behind it in two activities."""
    found = split(store.table("province-2022"), LAI_CHAU, "rank:45")
    assert math.isclose(found.start, 543.8, abs_tol=0.15)
    assert not found.composed
    by = found.frame.set_index("code")["difference"]
    assert by["3"] == 35.46
    assert (by["8"], by["9"]) == (-3.72, -11.175)


def test_the_median_index_by_index_is_a_made_up_entity_and_says_so(store: dti.Store) -> None:
    found = split(store.table("province-2022"), LAI_CHAU, "median")
    assert found.composed
    assert found.total_difference == round(1000 * store.table("province-2022").values().median() - 503.2, 6)


def test_the_rank_if_one_difference_is_closed_counts_the_frozen_peers_above(store: dti.Store) -> None:
    table = store.table("province-2022")
    values = table.values().drop(LAI_CHAU)
    for row in split(table, LAI_CHAU).frame.to_dict("records"):
        raised = round(0.5032 + row["difference"] / 1000 + 1e-9, 4)
        assert row["rank_if_closed"] == 1 + (values > raised).sum()


def test_ranks_stay_open_where_107_of_108_communes_are_unknown(store: dti.Store) -> None:
    assert split(store.table("commune-backan-2022"), XUAN_LAC).frame["rank_if_closed"].isna().all()


def test_where_points_are_unknown_the_steps_are_values_of_what_both_have(store: dti.Store) -> None:
    table = store.table("province-2024")
    found = split(table, LAI_CHAU, "median")
    assert not found.in_points
    assert found.frame["code"].tolist() == ["3", "7", "8", "9"]
    expected = [round(table.values(code).median() - table.value(LAI_CHAU, code), 4) for code in found.frame["code"]]
    assert np.allclose(found.frame["difference"], expected, atol=0.00011)
    assert found.frame["lost"].isna().all()
    assert found.groups().empty


def test_agencies_have_one_step_for_a_total_whose_parts_nobody_published(store: dti.Store) -> None:
    table = store.table("agency-laocai-2022-a")
    found = split(table, table.entities[0])
    assert found.frame["code"].tolist() == ["DTI"]
    assert found.singles.empty


def test_a_benchmark_without_a_total_cannot_be_compared(store: dti.Store) -> None:
    table = store.table("province-2021")
    other = next(name for name in table.entities if math.isnan(table.value(name)))
    assert not split(table, LAI_CHAU, other).comparable
    assert split(table, LAI_CHAU, "median").comparable


def test_the_rank_to_aim_at_is_the_target_else_one_place_better(store: dti.Store) -> None:
    table = store.table("province-2022")
    assert aim(table, LAI_CHAU, store.targets(LAI_CHAU)) == 45
    assert aim(table, "VN-48", store.targets("VN-48")) == 1
    assert aim(table, "VN-79", pd.DataFrame({"year": [], "rank": [], "of": []})) == 1
    merged = store.table("province-2024-34")
    assert aim(merged, LAI_CHAU, store.targets(LAI_CHAU)) == 17  # 45 of 63 says nothing about 34; Lai Châu is 18th


def test_the_years_that_have_a_total_are_named(store: dti.Store) -> None:
    history = store.history("dti-province")
    assert years_with_total(history, LAI_CHAU) == [2020, 2021, 2022, 2023, 2024]
    assert years_with_total(history, "VN-15") == [2022, 2023, 2024]


def test_a_gap_is_never_changed_by_being_split(store: dti.Store) -> None:
    gap = dti.gaps(store.table("province-2022"), LAI_CHAU, "median")
    before = gap.to_frame()
    steps(gap)
    pd.testing.assert_frame_equal(gap.frame, before)


@pytest.mark.parametrize("benchmark", ["max", "best", "median"])
def test_whoever_is_first_lacks_nothing_to_nobody(store: dti.Store, benchmark: str) -> None:
    table = store.table("province-2022")
    found = split(table, "VN-48", benchmark)
    assert (found.total_difference > 0) == (benchmark == "max")
