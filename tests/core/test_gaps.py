"""Gaps: they add up, every benchmark is who it says, and what is unknown is said."""

import math

import numpy as np
import pandas as pd
import pytest

from conftest import toy
from dti_core.errors import ScoreError, UnknownCode
from dti_core.gaps import gaps

LAO_CAI = ("agency-laocai-2022-a", "agency-laocai-2022-b", "agency-laocai-2022-c")


# -- published -----------------------------------------------------------------------------------------------------


def test_xuan_lac_lost_589_86_of_900_points_180_94_of_them_in_group_8(store):
    """Plan of Xuân Lạc commune, 2023: 310.14 of 900."""
    result = gaps(store.table("commune-backan-2022"), "VN-06-XUANLAC")
    assert (result.total_own, result.total_lost, result.total_gap) == (310.14, 589.86, 589.86)
    group = result.groups().set_index("code")
    assert group.loc["8", "lost"] == pytest.approx(180.94) and group["lost"].idxmax() == "8"
    assert group.loc["8", "share_of_lost"] == pytest.approx(180.94 / 589.86)
    assert group["lost"].sum() == pytest.approx(589.86) and group["share_of_lost"].sum() == pytest.approx(1)


def test_xuan_lacs_causes_stand_beside_their_group_and_group_9_is_not_scored(store):
    table = store.table("commune-backan-2022")
    frame = gaps(table, "VN-06-XUANLAC").frame.set_index("code")
    assert frame.loc["9", "status"] == "unscored" and frame.loc["9", "lost"] == 0
    causes = store.listing("causes").set_index("indicator_code")["cause_vi"]
    assert len(causes) and (frame.loc[causes.index, "cause"] == causes).all()
    assert (frame.drop(index=causes.index)["cause"] == "").all()


def test_lao_cais_nine_agencies_are_all_advanced(store):
    """Decision 791: Nâng cao is above 50 % up to 75 %; the next level begins above 75 % of 1000 or 750 points."""
    seen = []
    for round_id in LAO_CAI:
        table = store.table(round_id)
        for entity in table.entities:
            result = gaps(table, entity)
            seen.append(result.level.name_vi)
            edge = {"agency-laocai-2022-c": 562.5}.get(round_id, 750.0)
            assert result.points_to_next_level == pytest.approx(edge + 0.01 - table.value(entity))
    assert seen == ["Nâng cao"] * 9


def test_there_is_no_level_above_the_last(make, store):
    framework = store.framework("agency-laocai-2022-a")
    table = make([750.0, 750.01, 1000.0], framework)
    levels = [(gaps(table, e).level.name_vi, gaps(table, e).points_to_next_level) for e in table.entities]
    assert levels[0] == ("Nâng cao", 0.01)
    assert [name for name, _ in levels[1:]] == ["Dẫn dắt", "Dẫn dắt"] and all(math.isnan(x) for _, x in levels[1:])


def test_lai_chau_2022_accounts_for_every_point_lost(store):
    """496.8 points: four published indices and the sum of the four others."""
    table = store.table("province-2022")
    result = gaps(table, "VN-12")
    frame = result.frame.set_index("code")
    counted = frame.loc[frame["status"].isin(["known", "sum"]), "lost"]
    assert result.total_lost == 496.8 and counted.sum() == pytest.approx(496.8, abs=0.11)
    assert frame.loc["7", "lost"] == pytest.approx(94.12) and frame.loc["9", "lost"] == pytest.approx(113.115)
    assert frame.loc["1+2+4+5", "own"] == pytest.approx(249.855, abs=0.001)
    assert (frame.loc[["1", "2", "4", "5"], "status"] == "unknown").all()
    assert frame.loc[["1", "2", "4", "5"], ["own", "gap", "lost"]].isna().all(axis=None)
    assert frame.loc["6", "status"] == "unscored"
    assert result.groups()["lost"].sum() == pytest.approx(496.8, abs=0.11)


def test_points_lost_add_up_in_every_round(store):
    """For every third entity."""
    for round_id in store.rounds()["round_id"]:
        table = store.table(round_id)
        if not table.framework.points_known:
            continue
        for entity in table.entities[::3]:
            if math.isnan(table.value(entity, table.framework.root)):
                continue
            result = gaps(table, entity)
            frame = result.frame
            whole = not (frame["status"] == "unknown").any() or (frame["status"] == "sum").any()
            if whole and len(frame) > 1:
                lost = frame.loc[frame["status"].isin(["known", "sum"]), "lost"].sum()
                assert lost == pytest.approx(result.total_lost, abs=0.3), (round_id, entity)
            groups = result.groups()
            if len(groups) and groups["lost"].notna().all():
                assert groups["lost"].sum() == pytest.approx(result.total_lost, abs=0.3), (round_id, entity)


def test_unknown_points_are_said_and_never_zero(store):
    """Decision 405: only the total is known, in thousandths."""
    result = gaps(store.table("province-2024"), "VN-12", "best")
    assert set(result.frame["status"]) == {"points_unknown"}
    assert result.frame[["own", "gap", "lost", "max_points"]].isna().all(axis=None)
    assert result.groups()[["own", "gap", "lost", "benchmark", "share_of_lost"]].isna().all(axis=None)
    table = store.table("province-2024")
    assert result.total_gap == pytest.approx(1000 * (table.values().max() - table.value("VN-12")))
    assert result.frame.set_index("code")["own_value"].notna().sum() == 4


def test_a_benchmark_without_a_total_leaves_the_gap_unknown(store):
    table = store.table("province-2021")
    assert math.isnan(gaps(table, "VN-12", "VN-01").total_gap)


# -- benchmarks ----------------------------------------------------------------------------------------------------


def test_best_and_median_are_taken_index_by_index(store):
    table = store.table("province-2022")
    for name, pick in (("best", np.nanmax), ("median", np.nanmedian)):
        frame = gaps(table, "VN-12", name).frame.set_index("code")
        for code in ("3", "7", "8", "9"):
            values = pd.Series(table.published[:, table.framework.column(code)])
            points = float(pick(values)) * table.framework.max_points[code]
            assert frame.loc[code, "benchmark"] == pytest.approx(points)
            own = table.value("VN-12", code) * table.framework.max_points[code]
            assert frame.loc[code, "gap"] == pytest.approx(max(0.0, points - own), abs=1e-6)
            assert frame.loc[code, "published_count"] == 63
        assert frame.loc["1", "published_count"] == 5


def test_best_and_median_of_the_unpublished_sum_are_over_everybody(store):
    """Total minus the published indices, for each of the 63; not the five that published the parts."""
    table = store.table("province-2022")
    known = sum(table.framework.max_points[code] * column(table, code) for code in ("3", "7", "8", "9"))
    rest = column(table, "DTI") * 1000 - known
    for name, pick in (("best", np.max), ("median", np.median)):
        frame = gaps(table, "VN-12", name).frame.set_index("code")
        assert frame.loc["1+2+4+5", "benchmark"] == pytest.approx(
            float(pick(rest)), abs=0.08
        )  # the total is rounded to 0.1


def column(table, code):
    return table.published[:, table.framework.column(code)]


def test_a_gap_is_never_negative(store):
    result = gaps(store.table("province-2022"), "VN-48", "VN-12")
    assert (result.frame["gap"].dropna() >= 0).all() and result.total_gap == 0
    assert (gaps(store.table("province-2022"), "VN-12", "VN-12").frame["gap"].dropna() == 0).all()


def test_all_equal_have_no_gaps(make, total_only):
    """ORACLES 15."""
    table = make([0.5] * 4, total_only())
    assert gaps(table, "E0", "best").total_gap == 0 == gaps(table, "E0", "median").total_gap


def test_a_rank_is_who_holds_it_or_the_tie_that_reaches_down_to_it(make, total_only):
    table = make([0.9, 0.8, 0.8, 0.7], total_only())
    assert [gaps(table, "E3", f"rank:{k}").benchmark_entity for k in (1, 2, 3, 4)] == ["E0", "E1", "E1", "E3"]


def test_a_rank_of_2022_is_the_province_of_the_official_table(store):
    """45th of 2022 has 0.5438."""
    table = store.table("province-2022")
    result = gaps(table, "VN-12", "rank:45")
    assert table.rank()[result.benchmark_entity] == 45 and table.value(result.benchmark_entity) == 0.5438
    assert result.total_gap == pytest.approx(40.6)


def test_a_rank_that_nobody_is_known_to_hold_is_refused(store):
    """2021: 44th is Tây Ninh, 45th to 47th are not published."""
    table = store.table("province-2021")
    assert gaps(table, "VN-12", "rank:44").benchmark_entity == "VN-72"
    for rank in ("45", "47", "10"):
        with pytest.raises(ScoreError) as caught:
            gaps(table, "VN-12", f"rank:{rank}")
        assert caught.value.code == "nobody_at_rank"


@pytest.mark.parametrize("rank", ["0", "64", "-1", "1.5", "", "abc", "²"])
def test_a_rank_outside_the_round_is_refused(store, rank):
    with pytest.raises(ScoreError) as caught:
        gaps(store.table("province-2022"), "VN-12", f"rank:{rank}")
    assert caught.value.code == "nobody_at_rank"


def test_unknown_benchmarks_and_entities_are_named():
    for entity, benchmark in (("B", "top"), ("Z", "max")):
        with pytest.raises(UnknownCode):
            gaps(toy(), entity, benchmark)


def test_closing_a_gap_brings_the_rank_it_says():
    """B, 0.50, 2nd behind A's 0.60: four points of twenty are enough for 0.70, two for 0.60."""
    assert gaps(toy(), "B").frame["rank_if_closed"].tolist() == [1, 1, 1]


def test_the_frame_handed_out_can_be_changed_without_harm():
    result = gaps(toy(), "B")
    mine = result.to_frame()
    mine["gap"] = 0
    assert result.frame["gap"].tolist() == [4, 4.02, 2]
