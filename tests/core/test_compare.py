"""Several entities side by side: profiles, likeness, pillars, and what a pillar hides."""

import math

import numpy as np
import pytest

import dti_core as dti
from conftest import toy
from dti_core import compare as core

LONG_AN, LAI_CHAU, LANG_SON = "VN-80", "VN-12", "VN-20"


def test_an_unknown_entity_is_named() -> None:
    with pytest.raises(dti.UnknownCode, match="VN-99"):
        core.compare(toy(), "A", ["VN-99"])


def test_the_chosen_entity_is_not_compared_with_itself() -> None:
    assert core.compare(toy(), "A", ["B", "A", "B"]).lit == ("A", "B")


def test_rarely_published_indices_get_a_row_only_where_the_entity_has_them(store: dti.Store) -> None:
    table = store.table("province-2022")
    assert core.compare(table, LAI_CHAU).rows == ("DTI", "3", "7", "8", "9", "1+2+4+5")
    assert core.compare(table, "VN-48").rows == ("DTI", "1", "2", "3", "4", "5", "7", "8", "9", "1+2+4+5")


def test_figures_are_as_published_and_missing_ones_stay_missing(store: dti.Store) -> None:
    found = core.compare(store.table("province-2022"), LAI_CHAU)
    own = found.figures.loc[LAI_CHAU]
    assert own[["DTI", "3", "7", "8", "9"]].tolist() == [0.5032, 0.3240, 0.5294, 0.5212, 0.2459]
    assert math.isnan(own["1"])
    assert found.published("1") == 5
    assert math.isclose(own["1+2+4+5"], 249.855 / 400)


def test_shares_of_points_are_of_each_index_s_own_maximum(store: dti.Store) -> None:
    found = core.compare(store.table("commune-backan-2022"), "VN-06-XUANLAC")
    shares = found.shares.loc["VN-06-XUANLAC"]
    assert math.isclose(shares["8"], 19.06 / 200)
    assert math.isclose(shares["DTI"], 310.14 / 900)


def test_ranks_count_who_is_strictly_above(store: dti.Store) -> None:
    found = core.compare(store.table("province-2022"), LAI_CHAU)
    for code in ("DTI", "3", "9"):
        above = (found.figures[code] > found.figures.at[LAI_CHAU, code]).sum()
        assert found.ranks.at[LAI_CHAU, code] == 1 + above
    assert found.ranks["1+2+4+5"].isna().all()


def test_the_frame_of_everybody_is_ordered_by_the_total(store: dti.Store) -> None:
    frame = core.compare(store.table("province-2022"), LAI_CHAU).to_frame()
    assert frame["DTI"].is_monotonic_decreasing
    assert (len(frame), frame.index[0]) == (63, "VN-48")


def test_the_most_similar_entity_has_the_least_mean_difference(store: dti.Store) -> None:
    table, codes = store.table("province-2022"), ["3", "7", "8", "9"]
    own = np.array([table.value(LAI_CHAU, code) for code in codes])
    away = {
        other: np.mean([abs(table.value(other, code) - mine) for code, mine in zip(codes, own, strict=True)])
        for other in table.entities if other != LAI_CHAU
    }  # fmt: skip
    near = core.similar(table, LAI_CHAU)
    assert near["entity"].tolist() == sorted(away, key=lambda name: away[name])[:5]
    assert np.allclose(near["difference"], sorted(away.values())[:5], atol=1e-6)
    assert near["codes"].iloc[0] == tuple(codes)


def test_nobody_is_similar_where_fewer_than_two_indices_can_be_compared(store: dti.Store) -> None:
    for round_id in ("province-2020", "province-2021", "agency-laocai-2022-a", "commune-backan-2022"):
        table = store.table(round_id)
        assert core.similar(table, table.entities[0]).empty


def test_the_suggestion_is_who_stands_just_above_then_the_best_of_the_region(store: dti.Store) -> None:
    table = store.table("province-2022")
    ahead, best, *_ = core.suggested(table, LAI_CHAU)
    values = table.values()
    assert values[ahead] == values[values > values[LAI_CHAU]].min()
    region = table.people.index[table.people["region_id"] == "MN"]
    assert (best, values[best]) == (LANG_SON, values[region].max())


@pytest.mark.parametrize("round_id", ["province-2020", "province-2021", "province-2022", "province-2024-34",
                                      "agency-laocai-2022-b", "commune-backan-2022"])  # fmt: skip
def test_nobody_is_suggested_to_compare_with_himself(store: dti.Store, round_id: str) -> None:
    table = store.table(round_id)
    for entity in table.entities:
        others = core.suggested(table, entity)
        assert entity not in others
        assert len(others) == len(set(others)) == min(3, len(table.entities) - 1)


def test_only_a_round_with_the_same_framework_and_entities_is_an_earlier_one(store: dti.Store) -> None:
    history = store.history("dti-province")
    found = {table.round.round_id: core.before(table, history) for table in history}
    assert {name: other.round.round_id for name, other in found.items() if other} == {
        "province-2022": "province-2021", "province-2023": "province-2022",
    }  # fmt: skip


def test_long_an_s_pillars_and_their_change_of_rank_are_as_the_province_reported(store: dti.Store) -> None:
    """Sở TT&TT Long An, 21/8/2023: 0,7402 hạng 9 (2021: 11), 0,6809 hạng 19 (16), 0,6466 hạng 8 (22)."""
    found = core.pillars(store.table("province-2022"), [LONG_AN], store.table("province-2021"))
    assert found["low"].tolist() == found["high"].tolist() == [0.7402, 0.6809, 0.6466]
    assert found["rank_low"].tolist() == [9, 19, 8]
    assert found["change_low"].tolist() == found["change_high"].tolist() == [-2, 3, -14]
    assert (found["basis"] == "published").all()


def test_a_derived_pillar_is_an_interval_that_holds_the_formula(store: dti.Store) -> None:
    """Lai Châu 2022: DTI − the other two activities, of 700 / 650 / 650 points."""
    found = core.pillars(store.table("province-2022"), [LAI_CHAU], None)
    by_hand = [(503.2 - 78.18 - 36.885) / 700, (503.2 - 105.88 - 36.885) / 650, (503.2 - 105.88 - 78.18) / 650]
    for low, value, high in zip(found["low"], by_hand, found["high"], strict=True):
        assert low < value < high < low + 0.0003
    assert (found["basis"] == "derived").all()
    assert found["change_low"].isna().all()


def test_a_derived_pillar_is_assumed_where_no_published_one_tests_the_composition(store: dti.Store) -> None:
    found = core.pillars(store.table("province-2023"), [LAI_CHAU], None)
    assert (found["basis"] == "assumed").all()


def test_the_pillars_of_2020_are_nodes_of_the_tree_and_their_ranks_may_be_all_that_is_known(store: dti.Store) -> None:
    """Yên Bái 2020: only ranks 47, 39, 29 are published."""
    found = core.pillars(store.table("province-2020"), ["VN-15"], None)
    assert found["code"].tolist() == ["CQS", "KTS", "XHS"]
    assert found["rank_low"].tolist() == found["rank_high"].tolist() == [47, 39, 29]
    assert found["low"].isna().all()


def test_long_an_s_pillars_hide_the_activities_that_its_total_gives_away(store: dti.Store) -> None:
    """DOMAIN §2: F 371.2 of 500, then 146.9 of 200, 71.4 and 49.1 of 150: 0.6466 hides an activity of 0.327."""
    made_of = core.hidden_parts(store.table("province-2022"), LONG_AN)
    assert made_of["shared"].round(1).unique().tolist() == [371.2]
    assert made_of["own"].round(1).tolist() == [146.9, 71.4, 49.1]
    assert made_of["own_max"].tolist() == [200, 150, 150]
    again = (made_of["shared"] + made_of["own"]) / made_of["max_points"]
    assert np.allclose(again, made_of["value"], atol=0.00006)
    assert round(made_of["activity_value"].iloc[-1], 3) == 0.327


def test_nothing_is_hidden_where_pillars_are_not_published(store: dti.Store) -> None:
    assert core.hidden_parts(store.table("province-2022"), LAI_CHAU).empty
    assert core.hidden_parts(store.table("province-2024"), LAI_CHAU).empty


def test_the_most_alike_are_those_of_a_plain_look_at_each_pair(store: dti.Store) -> None:
    """Every province against every other, index by index, without arrays."""
    table = store.table("province-2022")
    whole = core.compare(table, "VN-12")
    usual = [code for code in whole.codes[1:] if "+" not in code and 2 * whole.published(code) > table.n]
    shares = {who: whole.shares.loc[who, usual].to_dict() for who in table.entities}
    for entity in table.entities:
        mine = {code: share for code, share in shares[entity].items() if not math.isnan(share)}
        apart = {
            other: {code: theirs[code] - mine[code] for code in mine}
            for other, theirs in shares.items()
            if other != entity and not any(math.isnan(theirs[code]) for code in mine)
        }
        size = {other: round(sum(map(abs, by.values())) / len(by), 6) for other, by in apart.items()}
        expected = sorted(size, key=size.__getitem__)[:5]
        found = core.similar(table, entity)
        assert found["entity"].tolist() == expected
        assert found["difference"].tolist() == [size[other] for other in expected]
        for row in found.itertuples():
            assert abs(row.widest_by) == max(map(abs, apart[row.entity].values()))
            assert row.widest_by == apart[row.entity][row.widest]
