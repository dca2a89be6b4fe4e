"""What is published, counted against the published files themselves."""

import csv
from pathlib import Path

import numpy as np
import pytest

from conftest import toy, toy_framework
from dti_core.coverage import RANK, coverage, entity_coverage, self_check
from dti_core.framework import Indicator

FILES = Path(__file__).parents[2] / "data" / "published"


@pytest.fixture(scope="module")
def provinces(store):
    return store.history("dti-province")


@pytest.fixture(scope="module")
def found(provinces):
    return coverage(provinces)


def rows(name):
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_published_figure_is_counted_once(found):
    scores = rows("scores")
    for round_id in found.rounds:
        if round_id != "province-2024-34":  # derived, see below
            for code, count in found.matrix("count")[round_id].items():
                if code != RANK:
                    wanted = sum(s["round_id"] == round_id and s["indicator_code"] == code for s in scores)
                    assert count == wanted, (round_id, code)


def test_published_ranks_are_those_without_a_group(found):
    for round_id in found.rounds:
        wanted = sum(
            r["round_id"] == round_id and r["indicator_code"] == "DTI" and r["within"] == "" for r in rows("ranks")
        )
        assert found.matrix("count").at[RANK, round_id] == wanted


def test_totals_of_2021_are_known_for_12_of_63(found):
    cell = found.frame[(found.frame["code"] == "DTI") & (found.frame["round_id"] == "province-2021")].iloc[0]
    assert (cell["count"], cell["of"], cell["status"]) == (12, 63, "part")


def test_merged_values_are_derived_and_the_eleven_others_published(found):
    cell = found.frame[(found.frame["code"] == "DTI") & (found.frame["round_id"] == "province-2024-34")].iloc[0]
    assert (cell["count"], cell["derived"], cell["status"]) == (11, 23, "full")


def test_pillars_of_all_63_follow_from_what_was_published_in_2022(found):
    rows_of = found.frame[(found.frame["code"] == "P-CQS") & (found.frame["round_id"] == "province-2022")].iloc[0]
    assert rows_of["count"] + rows_of["derived"] == 63


def test_an_index_is_absent_from_an_edition_and_unscored_in_another(found):
    status = found.matrix("status")
    assert status.at["CQS", "province-2022"] == "absent"
    assert status.at["6", "province-2022"] == "unscored"
    assert status.at["6", "province-2025" if "province-2025" in status else "province-2024"] == "absent"


def test_where_nobody_says_how_many_were_ranked_nothing_is_invented(store):
    found = coverage([store.table("agency-laocai-2022-a")])
    assert np.isnan(found.frame["of"]).all()
    assert found.frame["named"].tolist() == [3, 3]


def test_one_commune_of_108_is_a_part(store):
    assert set(coverage([store.table("commune-backan-2022")]).frame["status"]) == {"part", "unscored"}


def test_lai_chau_has_a_total_every_year_and_four_indices_in_2022(store, provinces):
    own = entity_coverage(provinces, "VN-12", store.counterpart)
    published = own[own["status"] == "published"]
    assert set(published.loc[published["code"] == "DTI", "round_id"]) == {table.title for table in provinces}
    in_2022 = published[(published["round_id"] == "province-2022") & (published["code"] != RANK)]
    assert set(in_2022["code"]) == {"DTI", "3", "7", "8", "9"}
    assert in_2022.set_index("code").at["3", "figure"] == 0.324


def test_a_figure_whose_points_are_unknown_is_still_a_figure(store, provinces):
    own = entity_coverage(provinces, "VN-12").set_index(["code", "round_id"])
    assert own.at[("3", "province-2024"), "figure"] == store.table("province-2024").value("VN-12", "3")


def test_an_entity_that_is_not_in_a_round_is_absent_there(provinces):
    own = entity_coverage(provinces, "VN2025-15")
    assert set(own.loc[own["round_id"] == "province-2022", "status"]) == {"absent"}


def test_five_complete_rows_and_three_with_pillars_reproduce_the_total_of_2022(store):
    """Complete: Đà Nẵng, Hồ Chí Minh, Quảng Ninh, Thừa Thiên Huế, Cần Thơ (oracle 3); pillars: Long An and two more."""
    check = self_check(store.table("province-2022"))
    agree = set(check.frame.loc[check.frame["verdict"] == "yes", "entity"])
    assert {"VN-48", "VN-79", "VN-22", "VN-46", "VN-92", "VN-80"} <= agree
    assert (check.count("yes"), check.count("no"), check.count("unknown")) == (8, 0, 55)


def test_the_total_is_computed_from_parts_where_all_are_published(store):
    """Hồ Chí Minh 2022: 0.716355 from the parts, 0.7163 published (oracle 3b)."""
    frame = self_check(store.table("province-2022")).frame.set_index("entity")
    assert frame.at["VN-79", "computed"] == pytest.approx(0.716355, abs=1e-9)
    assert np.isnan(frame.at["VN-12", "computed"])


def test_a_contradiction_names_its_culprits():
    table = toy()
    wrong = table.published.copy()
    wrong[1, 0] = 0.90  # B's parts give 0.50
    check = self_check(table.with_published(wrong)).frame.set_index("entity")
    assert check.at["B", "verdict"] == "no"
    # 18 of 20 points, but index 2 has 1.98 of its 6, so at most 16 are left
    assert set(check.at["B", "culprits"]) == {"DTI", "2"}


def test_a_single_number_cannot_check_itself(make):
    framework = toy_framework(indicators=(Indicator("DTI", None, "total", "T", "T", 20.0, True),), composites=())
    check = self_check(make([0.5, 0.6], framework))
    assert check.count("unknown") == 2 and check.frame["computed"].isna().all()
