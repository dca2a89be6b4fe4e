"""One entity in one round: standing, goal, what is lost, and what is said of it."""

import math
from functools import cache

import numpy as np
import pandas as pd
import pytest

import dti_core as dti
from conftest import toy
from dti_core import overview_tables as figures
from dti_core import overview_words as words
from dti_core.overview import Overview, documents, equal_place, overview, standing

VI, EN = dti.Translator("vi"), dti.Translator("en")
NO_TARGETS = pd.DataFrame(columns=["year", "indicator_code", "rank", "of", "source_id", "quote"])
ROUNDS = (
    "province-2020", "province-2021", "province-2022", "province-2023", "province-2024", "province-2024-34",
    "commune-backan-2022", "agency-laocai-2022-a", "agency-laocai-2022-b", "agency-laocai-2022-c",
)  # fmt: skip


@cache
def seen(store: dti.Store, round_id: str, entity: str) -> Overview:
    table = store.table(round_id)
    history = store.history(table.framework.index_id)
    return overview(table, entity, history, store.targets(entity), store.counterpart)


def of_toy(tables: list[dti.ScoreTable], entity: str) -> Overview:
    return overview(tables[-1], entity, tables, NO_TARGETS, lambda name, _: name)


def test_lai_chau_2022_is_53rd_of_63_and_11th_of_14_in_its_region(store: dti.Store) -> None:
    """seed-laichau-plan-2023: 'năm 2022, xếp hạng 53, giá trị DTI là 0,5032'; the region counted by hand."""
    result = seen(store, "province-2022", "VN-12")
    table = store.table("province-2022")
    values = table.values()[table.people["region_id"] == "MN"]
    assert (result.now.value, result.now.rank, result.now.of) == (0.5032, 53, 63)
    assert result.local is not None
    assert (result.local.rank, result.local.of) == (1 + (values > 0.5032).sum(), 14) == (11, 14)


def test_the_change_since_2021_is_both_figures_of_both_years(store: dti.Store) -> None:
    """Published: 0.3350 and 48th in 2021, 0.5032 and 53rd in 2022."""
    result = seen(store, "province-2022", "VN-12")
    assert (result.value_change, result.rank_change) == (0.1682, 5)


def test_the_target_asks_the_value_of_the_45th_peer(store: dti.Store) -> None:
    """40.55 points of 1000, as 0.54375 publishes as 0.5438."""
    goal = seen(store, "province-2022", "VN-12").goal
    assert (goal.kind, goal.rank, goal.year, goal.reached) == ("set", 45, 2025, False)
    assert goal.value == (0.5438, 0.5438)
    assert goal.missing == pytest.approx((0.0406, 0.0406))
    assert goal.points == pytest.approx((40.55, 40.55))


def test_after_the_merger_45_of_63_is_shown_as_24_of_34(store: dti.Store) -> None:
    """44 of 62 others above is 0.7097 of them; 23 of 33 is 0.6970 and 24 of 33 is 0.7273."""
    assert min(range(1, 35), key=lambda rank: abs((rank - 1) / 33 - 44 / 62)) == equal_place(45, 63, 34)
    goal = seen(store, "province-2024-34", "VN-12").goal
    assert (goal.rank, goal.of, goal.stated_rank, goal.stated_of, goal.equivalent) == (24, 34, 45, 63, True)
    assert goal.reached is True


def test_without_a_target_the_nearest_better_rank_is_offered(store: dti.Store) -> None:
    result = seen(store, "province-2022", "VN-01")
    values = store.table("province-2022").values()
    assert (result.goal.kind, result.goal.rank) == ("next", 23)
    assert result.goal.value[0] == values[values > result.now.value].min()


def test_the_first_has_no_better_rank_but_a_margin(store: dti.Store) -> None:
    """2022: Đà Nẵng 0.8002, Thành phố Hồ Chí Minh 0.7163."""
    goal = seen(store, "province-2022", "VN-48").goal
    assert (goal.kind, goal.missing) == ("lead", pytest.approx((0.0839, 0.0839)))


def test_with_partly_published_peers_the_next_rank_is_not_invented(store: dti.Store) -> None:
    assert seen(store, "province-2021", "VN-37").goal.kind == "unknown"
    assert seen(store, "commune-backan-2022", "VN-06-XUANLAC").goal.kind == "unknown"


def test_the_biggest_gaps_are_sorted_and_worth_the_ranks_counted_by_hand(store: dti.Store) -> None:
    """Society activity alone: 0.5032 + (150 - 36.885)/1000 = 0.6163 (0.616315), 22 peers above."""
    result = seen(store, "province-2022", "VN-12")
    values = store.table("province-2022").values()
    assert list(result.biggest["code"]) == ["9", "7", "8"]
    assert result.biggest["lost"].tolist() == pytest.approx([113.115, 94.12, 71.82])
    assert result.biggest["ranks_gained"].iloc[0] == 53 - (1 + (values > 0.6163).sum()) == 30


def test_the_commune_lost_589_86_of_900_most_of_it_in_group_8(store: dti.Store) -> None:
    """seed-xuanlac-plan-2023."""
    result = seen(store, "commune-backan-2022", "VN-06-XUANLAC")
    assert result.gap is not None
    assert result.gap.total_lost == pytest.approx(900 - 310.14)
    assert result.largest_group == ("8", pytest.approx(180.94))
    assert result.local is not None
    assert words.place(result.local, VI) == "5/20"
    assert result.biggest["ranks_gained"].isna().all()


def test_where_points_are_unknown_the_lowest_values_stand_in(store: dti.Store) -> None:
    result = seen(store, "province-2024", "VN-12")
    assert not len(result.biggest)
    assert result.weakest["value"].tolist() == sorted(result.weakest["value"])
    assert result.weakest["value"].iloc[0] == 0.3510


def test_a_total_given_by_its_parts_is_derived(store: dti.Store) -> None:
    """2020, Sóc Trăng: only the three pillars are published; 0.4/0.3/0.3 of them is the total."""
    table = store.table("province-2020")
    now = standing(table, "VN-94")
    parts = [table.value("VN-94", code) for code in ("CQS", "KTS", "XHS")]
    assert now.basis == "derived"
    assert now.value == pytest.approx(np.dot(parts, (0.4, 0.3, 0.3)), abs=5e-5)


def test_the_regional_rank_of_merged_provinces_is_left_out(store: dti.Store) -> None:
    """Merged provinces have no region, so "2nd of the 2 unmerged ones" would mean nothing."""
    assert seen(store, "province-2024-34", "VN-01").local is None


@pytest.mark.parametrize(
    "before, after, said",
    [
        ((0.40, 0.50, 0.30), (0.55, 0.60, 0.35), "Giá trị tăng 0,15 nhưng giữ hạng 2/3"),
        ((0.60, 0.50, 0.30), (0.55, 0.60, 0.35), "Giá trị giảm 0,05 và tụt 1 bậc"),
        ((0.50, 0.60, 0.30), (0.55, 0.40, 0.35), "Giá trị tăng 0,05 và lên 1 bậc"),
        ((0.50, 0.60, 0.30), (0.45, 0.40, 0.35), "Giá trị giảm 0,05 nhưng lên 1 bậc"),
        ((0.50, 0.40, 0.30), (0.50, 0.60, 0.35), "Giá trị không đổi nhưng tụt 1 bậc"),
        ((0.50, 0.40, 0.30), (0.50, 0.40, 0.30), "Giá trị không đổi và giữ hạng 1/3"),
        ((0.50, 0.40, 0.30), (0.60, 0.40, 0.30), "Giá trị tăng 0,10 và giữ hạng 1/3"),
    ],
)
def test_value_and_rank_are_joined_by_and_or_but(before, after, said: str) -> None:
    tables = [toy("before"), toy("after")]
    for place, totals in enumerate((before, after)):
        figures = tables[place].published.copy()
        figures[:, 0] = totals
        tables[place] = tables[place].with_published(figures)
    assert words.headline(of_toy(tables, "A"), VI).startswith(said)


def test_the_headline_of_lai_chau_2022_gives_both_parts_as_bounds(store: dti.Store) -> None:
    """Own −25.5…−23 and peers +28…+30.5 (issue 2)."""
    assert words.headline(seen(store, "province-2022", "VN-12"), VI) == (
        "Giá trị tăng 0,1682 nhưng tụt 5 bậc: tự thân lên 23–25,5 bậc, các đơn vị khác kéo xuống 28–30,5 bậc."
    )


def test_a_changed_framework_is_said_in_the_headline(store: dti.Store) -> None:
    assert words.headline(seen(store, "province-2024", "VN-12"), VI).endswith("chỉ so sánh để tham khảo.")


def test_a_changed_set_of_entities_is_not_compared(store: dti.Store) -> None:
    result = seen(store, "province-2024-34", "VN-12")
    assert math.isnan(result.rank_change)
    assert "tập đơn vị được xếp hạng đã thay đổi" in words.headline(result, VI)


def test_a_merged_province_is_not_compared_with_one_predecessor(store: dti.Store) -> None:
    result = seen(store, "province-2024-34", "VN2025-37")
    assert math.isnan(result.value_change)
    assert any("63 tỉnh" in note for note, _ in words.notes(result, VI))


def test_nothing_published_is_said(store: dti.Store) -> None:
    result = seen(store, "province-2021", "VN-01")
    assert words.headline(result, VI).startswith("Kỳ 2021 chưa công bố giá trị và hạng của Hà Nội")
    assert [card.value for card in words.cards(result, VI)] == ["–"] * 4


def test_an_agency_shows_its_level_and_the_points_to_the_next(store: dti.Store) -> None:
    """Bắc Hà 585.45: Nâng cao up to 750, Dẫn dắt above it; how many were ranked is unknown, so no "/n"."""
    cards = words.cards(seen(store, "agency-laocai-2022-b", "VN-10-BACHA"), VI)
    assert (cards[2].value, cards[2].delta) == ("Nâng cao", "còn 164,56 điểm đến Dẫn dắt")
    assert cards[0].value == "2"


def test_a_half_rank_and_a_single_one_read_as_such() -> None:
    assert [words.steps(size, VI) for size in (1, 19.5, (-30.5, -28))] == ["1 bậc", "19,5 bậc", "28–30,5 bậc"]
    assert [words.steps(size, EN) for size in (1, 0.5, 2)] == ["1 place", "0.5 place", "2 places"]


def test_an_effect_that_may_go_either_way_says_both_ends() -> None:
    assert words.effect("own", (-3, 2), VI) == "tự thân trong khoảng từ lên 3 bậc đến xuống 2 bậc"
    assert words.effect("peers", (0, 0), VI) == "các đơn vị khác không làm đổi bậc nào"


@pytest.mark.parametrize("round_id", ROUNDS)
def test_every_entity_of_every_round_has_its_words_in_both_languages(store: dti.Store, round_id: str) -> None:
    entities = store.table(round_id).entities
    for entity in entities[:: 21 if len(entities) > 9 else 1]:
        result = seen(store, round_id, entity)
        for t in (VI, EN):
            said = [words.headline(result, t), words.verdict(result, t), *(note for note, _ in words.notes(result, t))]
            said += [text for card in words.cards(result, t) for text in card if text]
            assert not any("nan" in text.split() or "{" in text or not text.strip() for text in said)
            for frame in figures.sheets(result, t).values():
                assert len(frame)
                assert set(figures.formats(frame, result, t)) <= set(frame.columns)


def test_the_sources_name_the_target_and_every_year(store: dti.Store) -> None:
    rows = documents(store, seen(store, "province-2022", "VN-12"))
    assert "seed-laichau-plan-2023" in set(rows["source_id"])
    assert rows["title"].notna().all()
    assert any("45/63" in quote for quote in rows["quote"].dropna())
