"""The figures themselves: what is known to hold, from the documents (the docstring cites where) or counted anew here.

With integers and fractions, never through `dti_core`.
"""

import json
from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction

import pytest

from tests.published import (
    ENTITIES,
    HALF,
    MAIN,
    MAX_POINTS,
    NEW,
    OLD,
    PUBLISHED,
    SUCCESSOR,
    VALUES,
    published,
    rank_of,
    rows,
)

# --- what is known to hold ----------------------------------------------------------------------


def test_the_63_ranks_of_2022_follow_from_the_values_ties_included():
    """dti.gov.vn/xep-hang-2022: 15 Thanh Hóa, 15 Yên Bái, 17 Hậu Giang; no other tie."""
    values = VALUES["province-2022", "DTI"]
    ranks = {
        r["entity_id"]: int(r["rank"])
        for r in rows("ranks")
        if (r["round_id"], r["indicator_code"], r["within"]) == ("province-2022", "DTI", "")
    }
    assert set(ranks) == set(values) == set(OLD) and len(ranks) == 63
    assert {e: rank_of(e, values) for e in values} == ranks
    assert (ranks["VN-38"], ranks["VN-15"], ranks["VN-93"]) == (15, 15, 17)
    assert sorted(ranks.values()) == [*range(1, 16), 15, *range(17, 64)]


def test_every_rank_whose_peers_are_all_published_is_reproduced():
    reproduced = Counter()
    for row in rows("ranks"):
        values = VALUES[row["round_id"], row["indicator_code"]]
        if row["within"].startswith("region:"):
            values = {e: v for e, v in values.items() if f"region:{ENTITIES[e]['region_id']}" == row["within"]}
        if row["entity_id"] in values and row["of"] and len(values) == int(row["of"]):
            assert rank_of(row["entity_id"], values) == int(row["rank"]), row
            reproduced[row["round_id"], row["indicator_code"], row["within"]] += 1
    assert reproduced["province-2022", "DTI", ""] == 63
    assert reproduced["province-2022", "DTI", "region:MRD"] == 1
    assert reproduced["province-2023", "DTI", ""] >= 7
    assert all(reproduced["province-2022", code, ""] for code in "3789")


def test_no_rank_contradicts_the_values_that_are_published():
    """Of the entities with a value, as many as are above can be no more than rank - 1, and so on below."""
    checked = 0
    for row in rows("ranks"):
        values = VALUES[row["round_id"], row["indicator_code"]]
        if row["entity_id"] in values and not row["within"] and row["of"]:
            own = values[row["entity_id"]]
            above = sum(v > own for v in values.values())
            not_above = len(values) - above - 1
            assert above + 1 <= int(row["rank"]) <= int(row["of"]) - not_above, row
            checked += 1
    assert checked > 100


def test_a_better_rank_never_goes_with_a_smaller_value():
    pairs = defaultdict(list)
    for row in rows("ranks"):
        value = VALUES[row["round_id"], row["indicator_code"]].get(row["entity_id"])
        if value is not None and not row["within"]:
            pairs[row["round_id"], row["indicator_code"]].append((int(row["rank"]), -value))
    for where, found in pairs.items():
        for rank, minus in found:
            assert all((rank < r) == (minus < m) for r, m in found), where


def test_the_five_complete_rows_of_2022_give_their_total_within_rounding():
    """Total ± half a unit, eight parts ± half a unit. Hồ Chí Minh: 0.716355 from the parts, 0.7163 published."""
    complete = {e: v for e in OLD if (v := published("province-2022", e, "DTI", *MAIN))}
    assert set(complete) == {"VN-22", "VN-46", "VN-48", "VN-79", "VN-92"}
    for entity_id, (total, *parts) in complete.items():
        raw = sum(p * points for p, points in zip(parts, MAIN.values(), strict=True)) / 1000
        assert abs(raw - total) <= HALF + HALF * sum(MAIN.values()) / 1000, entity_id
        if entity_id == "VN-79":
            assert (raw, total) == (Fraction("0.716355"), Fraction("0.7163"))


def test_published_parts_never_add_up_to_more_or_less_than_the_total_allows():
    """All 63 provinces, 2022 and 2023: what the missing parts must hold lies between 0 and their maximum."""
    for year in (2022, 2023):
        for entity_id, total in VALUES[f"province-{year}", "DTI"].items():
            known = {c: v for c in MAIN if (v := VALUES[f"province-{year}", c].get(entity_id)) is not None}
            missing = total * 1000 - sum(MAIN[c] * v for c, v in known.items())
            slack = HALF * 1000 + HALF * sum(MAIN[c] for c in known)
            assert -slack <= missing <= sum(MAIN[c] for c in MAIN if c not in known) + slack, (year, entity_id)


def test_the_pillars_of_2022_follow_from_the_total_and_the_activities():
    """700 P-CQS = 1000 DTI - 150 v8 - 150 v9, and so on: 12 figures of Long An, Trà Vinh, Quảng Ninh, Quảng Nam."""
    checked = []
    for pillar, own, size in (("P-CQS", "7", 700), ("P-KTS", "8", 650), ("P-XHS", "9", 650)):
        others = {c: MAIN[c] for c in "789" if c != own}
        for entity_id, value in VALUES["province-2022", pillar].items():
            total, *activities = published("province-2022", entity_id, "DTI", *others)
            raw = (1000 * total - sum(p * v for p, v in zip(others.values(), activities, strict=True))) / size
            assert abs(raw - value) <= HALF + HALF * (1000 + sum(others.values())) / size, (entity_id, pillar)
            checked.append(entity_id)
    assert Counter(checked) >= Counter({"VN-80": 3, "VN-84": 3, "VN-22": 3, "VN-49": 3})


def test_long_an_2022_has_a_strong_society_pillar_over_a_weak_society_activity():
    """Sở TT&TT Long An, 21/8/2023: pillars 0.7402, 0.6809, 0.6466, total 0.6386; so about 371.2 of 500 points
    of foundation and 49.1 of 150 of society activity.
    """
    dti, *pillars = published("province-2022", "VN-80", "DTI", "P-CQS", "P-KTS", "P-XHS")
    assert [dti, *pillars] == [Fraction(x) for x in ("0.6386", "0.7402", "0.6809", "0.6466")]
    foundation = (700 * pillars[0] + 650 * pillars[1] + 650 * pillars[2] - 1000 * dti) / 2
    assert abs(foundation - Fraction("371.2")) < Fraction("0.05")
    assert abs(650 * pillars[2] - foundation - Fraction("49.1")) < Fraction("0.05")


def test_complete_rows_of_2020_give_their_total_within_rounding():
    """QĐ 1726/QĐ-BTTTT: DTI = 0.4 government + 0.3 economy + 0.3 society."""
    complete = {e: v for e in OLD if (v := published("province-2020", e, "DTI", "CQS", "KTS", "XHS"))}
    assert len(complete) == 10
    for entity_id, (total, government, economy, society) in complete.items():
        assert abs((4 * government + 3 * economy + 3 * society) / 10 - total) <= 2 * HALF, entity_id


@pytest.mark.parametrize(("year", "mean"), [(2022, 5787), (2023, 6783), (2024, 6961)])
def test_means_of_the_63_values(year, mean):
    """2023 and 2024 as announced by the ministry on 2025-10-21 (dantri.com.vn); 2022 see conflicts.csv."""
    values = VALUES[f"province-{year}", "DTI"]
    assert set(values) == set(OLD)
    assert (sum(values.values()) / 63 * 20_000 + 1) // 2 == mean  # rounded half up, in ten-thousandths


def test_all_63_provinces_have_the_total_and_four_main_indices_in_2022_to_2024():
    for year in (2022, 2023, 2024):
        for code in ("DTI", "3", "7", "8", "9"):
            assert set(VALUES[f"province-{year}", code]) == set(OLD), (year, code)


def test_long_an_is_second_of_the_13_provinces_of_the_mekong_delta_in_2022():
    """Long An, 21/8/2023: second, after Cần Thơ, in the Mekong River Delta."""
    delta = {e: v for e, v in VALUES["province-2022", "DTI"].items() if ENTITIES[e]["region_id"] == "MRD"}
    assert len(delta) == 13
    assert (rank_of("VN-92", delta), rank_of("VN-80", delta)) == (1, 2)


def test_the_six_regions_hold_the_63_provinces():
    """The six socio-economic regions before July 2025."""
    sizes = {"MN": 14, "RRD": 11, "NCC": 14, "CH": 5, "SE": 6, "MRD": 13}
    assert Counter(ENTITIES[e]["region_id"] for e in OLD) == sizes


def test_lai_chau_rises_in_value_and_falls_in_rank():
    """Kế hoạch of Lai Châu 2023: 0.2627 (50), 0.3350 (48), 0.5032 (53); target 45 of 63 by 2025."""
    own = [r for r in rows("ranks") if (r["entity_id"], r["indicator_code"]) == ("VN-12", "DTI")]
    ranks = {r["round_id"]: r["rank"] for r in own}
    for year, value, rank in ((2020, "0.2627", "50"), (2021, "0.3350", "48"), (2022, "0.5032", "53")):
        assert published(f"province-{year}", "VN-12", "DTI") == [Fraction(value)]
        assert ranks[f"province-{year}"] == rank
    assert ("VN-12", "2025", "45", "63") in [(r["entity_id"], r["year"], r["rank"], r["of"]) for r in rows("targets")]


def test_xuan_lac_has_310_14_of_900_points_and_lost_most_in_group_8():
    """Plan of Xuân Lạc, 10/2023: 310.14 points; 180.94 of the 589.86 lost in group 8; a cause for each group."""
    groups = [str(n) for n in range(1, 9)]
    total, *points = published("commune-backan-2022", "VN-06-XUANLAC", "DTI", *groups)
    maxima = [MAX_POINTS["commune-backan-2022", g] for g in groups]
    assert (sum(points), total) == (Fraction("310.14"), Fraction("310.14"))
    lost = dict(zip(groups, (m - p for m, p in zip(maxima, points, strict=True)), strict=True))
    assert (sum(maxima), sum(lost.values())) == (900, Fraction("589.86"))
    assert (max(lost, key=lost.get), lost["8"]) == ("8", Fraction("180.94"))
    causes = [r for r in rows("causes") if r["round_id"] == "commune-backan-2022"]
    assert [r["indicator_code"] for r in causes] == groups


def test_the_nine_agencies_of_lao_cai_are_all_advanced():
    """QĐ 791/QĐ-UBND Lào Cai: above 50 % up to 75 % of the points is Nâng cao; the third group has 750 points."""
    found = {}
    for group in "abc":
        framework_id = f"agency-laocai-2022-{group}"
        levels = [r for r in rows("levels") if r["framework_id"] == framework_id]
        for entity_id, points in VALUES[framework_id, "DTI"].items():
            share = 100 * points / MAX_POINTS[framework_id, "DTI"]
            here = [r for r in levels if int(r["above_percent"]) < share <= int(r["up_to_percent"])]
            (found[entity_id],) = (r["name_vi"] for r in here)
    assert len(found) == 9 and set(found.values()) == {"Nâng cao"}


def test_the_ranks_of_lao_cai_follow_from_the_points_in_each_group():
    """The best three of each group: nobody unpublished is above them."""
    for group in "abc":
        round_id = f"agency-laocai-2022-{group}"
        values = VALUES[round_id, "DTI"]
        ranks = {r["entity_id"]: int(r["rank"]) for r in rows("ranks") if r["round_id"] == round_id}
        assert {e: rank_of(e, values, unit=100) for e in values} == ranks


# --- 63 become 34 -------------------------------------------------------------------------------


def test_every_old_province_either_continues_or_has_one_successor():
    assert (len(OLD), len(NEW), len(SUCCESSOR), len(rows("successions"))) == (63, 34, 52, 52)
    for entity_id in OLD:
        assert (entity_id in SUCCESSOR) != (entity_id in NEW), entity_id
        assert bool(ENTITIES[entity_id]["valid_to"]) == (entity_id in SUCCESSOR), entity_id
    assert {SUCCESSOR.get(e, e) for e in OLD} == set(NEW)
    assert all(n >= 2 for n in Counter(SUCCESSOR.values()).values())


def test_a_province_begins_the_day_after_its_predecessors_end():
    for row in rows("successions"):
        last = date.fromisoformat(ENTITIES[row["old_entity_id"]]["valid_to"])
        first = date.fromisoformat(ENTITIES[row["new_entity_id"]]["valid_from"])
        assert first == date.fromisoformat(row["effective_on"]) and (first - last).days == 1, row


def test_means_over_predecessors_give_the_published_order_of_the_34_in_2024():
    """Announced 2025-10-21: Hà Nội first (dantri.com.vn); Huế, Hải Phòng, Hồ Chí Minh, Thanh Hóa 2nd to 5th
    (huengaynay.vn); Đồng Nai 15th 0.7164 (baodongnai.com.vn); Khánh Hòa 16th 0.7071 (news.baokhanhhoa.vn);
    Đà Nẵng 17th 0.7069 (en.baodanang.vn). Lai Châu 18th follows.
    """
    parts = defaultdict(list)
    for entity_id, value in VALUES["province-2024", "DTI"].items():
        parts[SUCCESSOR.get(entity_id, entity_id)].append(value)
    means = {e: sum(v) / len(v) for e, v in parts.items()}
    assert set(means) == set(NEW)
    order = sorted(means, key=means.get, reverse=True)
    names = [ENTITIES[e]["name_vi"] for e in order]
    assert names[:5] == ["Hà Nội", "Thừa Thiên Huế", "Hải Phòng", "Hồ Chí Minh", "Thanh Hóa"]
    assert names[14:18] == ["Đồng Nai", "Khánh Hòa", "Đà Nẵng", "Lai Châu"]
    assert means["VN-01"] == Fraction("0.8241")
    assert [means[e] for e in order[14:17]] == [Fraction("0.7164"), Fraction("0.7071"), Fraction("0.7069")]
    assert len(set(means.values())) == 34  # no tie decides the order


# --- boundaries ---------------------------------------------------------------------------------


def points_of(coordinates):
    if isinstance(coordinates[0], int | float):
        yield tuple(coordinates)
    else:
        for part in coordinates:
            yield from points_of(part)


def features(count: int) -> dict[str, dict]:
    collection = json.loads((PUBLISHED / "geo" / f"provinces_{count}.geojson").read_text(encoding="utf-8"))
    return {f["id"]: f for f in collection["features"]}


@pytest.mark.parametrize(("count", "entities"), [(63, OLD), (34, NEW)])
def test_each_province_has_one_shape_under_its_own_id_and_name(count, entities):
    shapes = features(count)
    assert set(shapes) == set(entities) and len(shapes) == count
    for entity_id, shape in shapes.items():
        assert shape["properties"] == {"entity_id": entity_id, "name_vi": ENTITIES[entity_id]["name_vi"]}
        assert shape["geometry"]["type"] in ("Polygon", "MultiPolygon")
        assert all(102 <= x <= 118 and 6 <= y <= 23.5 for x, y in points_of(shape["geometry"]["coordinates"]))


@pytest.mark.parametrize(("count", "da_nang", "khanh_hoa"), [(63, "VN-48", "VN-56"), (34, "VN2025-48", "VN2025-56")])
def test_hoang_sa_is_in_da_nang_and_truong_sa_in_khanh_hoa(count, da_nang, khanh_hoa):
    far_east = defaultdict(list)
    for entity_id, shape in features(count).items():
        for x, y in points_of(shape["geometry"]["coordinates"]):
            if x > 111:
                far_east[entity_id].append((x, y))
    assert set(far_east) == {da_nang, khanh_hoa}
    assert all(x < 113 and 15.5 < y < 17.5 for x, y in far_east[da_nang])
    assert all(y < 12.5 for _, y in far_east[khanh_hoa]) and max(x for x, _ in far_east[khanh_hoa]) > 114
