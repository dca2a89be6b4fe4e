"""The rounds side by side: panels, movements, who passed whom, and what is said of it."""

import math
from functools import cache
from itertools import pairwise

import pytest

import dti_core as dti
from conftest import toy
from dti_core import history_words as words
from dti_core.history import History, Movement, documents, history, movement, near, noise

VI, EN = dti.Translator("vi"), dti.Translator("en")


def rounds(store: dti.Store) -> tuple[dti.ScoreTable, ...]:
    return store.history("dti-province")


@cache
def moved(store: dti.Store, before: str, after: str, entity: str) -> Movement:
    return movement(store.table(before), store.table(after), entity, store.counterpart)


@cache
def of(store: dti.Store, *entities: str) -> History:
    return history(rounds(store), entities, store.counterpart)


def test_rounds_that_rank_the_same_entities_share_a_panel(store: dti.Store) -> None:
    result = of(store, "VN-12")
    assert result.panels == ((0, 1, 2, 3, 4), (5,))
    assert result.broken == ("", "framework", "", "", "framework", "entities")


def test_the_finding_of_2023_compares_own_growth_with_the_mean_of_62(store: dti.Store) -> None:
    """0.6185 − 0.5032 = 0.1153; the mean of the 62 other changes is 0.0994 (summed here from the two tables)."""
    growth = (store.table("province-2023").values() - store.table("province-2022").values()).drop("VN-12")
    assert round(growth.mean(), 4) == 0.0994
    said = words.finding(moved(store, "province-2022", "province-2023", "VN-12"), VI)
    assert said == "Giá trị tăng 0,1153 nhưng tụt 1 bậc: 62 tỉnh còn lại tăng trung bình 0,0994."


def test_the_finding_of_2022_says_how_few_values_there_are(store: dti.Store) -> None:
    said = words.finding(moved(store, "province-2021", "province-2022", "VN-12"), VI)
    assert "tụt 5 bậc: 11 trong 62 tỉnh còn lại có đủ số liệu tăng trung bình 0,1734" in said


def test_the_split_is_said_exactly_or_as_bounds(store: dti.Store) -> None:
    exact = words.split_words(moved(store, "province-2022", "province-2023", "VN-12"), VI)
    bounded = moved(store, "province-2021", "province-2022", "VN-12")
    assert exact == "Từ hạng 53: tự thân lên 19,5 bậc, các đơn vị khác kéo xuống 20,5 bậc, thành hạng 54"
    assert "tự thân lên 23–25,5 bậc, các đơn vị khác kéo xuống 28–30,5 bậc" in words.split_words(bounded, VI)
    assert len(words.cautions(bounded, VI)) == 1


def test_another_framework_is_flagged(store: dti.Store) -> None:
    result = moved(store, "province-2023", "province-2024", "VN-12")
    assert words.cautions(result, VI) == [VI("trends.flag_framework")]
    assert words.finding(result, VI).endswith("chỉ so sánh để tham khảo.")


def test_another_set_of_entities_is_refused_with_the_counts(store: dti.Store) -> None:
    """63 old provinces, 11 of them unmerged: 52 are gone and 23 are new."""
    result = moved(store, "province-2024", "province-2024-34", "VN-12")
    assert result.split is None
    assert (result.only, math.isnan(result.rank_change)) == ((52, 23), True)
    assert "52 đơn vị chỉ có ở kỳ trước, 23 đơn vị chỉ có ở kỳ sau" in words.finding(result, VI)


def test_unpublished_figures_are_named_and_what_is_known_is_kept(store: dti.Store) -> None:
    result = moved(store, "province-2021", "province-2022", "VN-49")
    assert words.finding(result, VI) == (
        "Không tách được thay đổi hạng của Quảng Nam từ 2021 đến 2022: năm 2021 chưa công bố giá trị. "
        "Đã biết: tụt 6 bậc."
    )


def test_who_passed_is_those_below_before_and_above_after(store: dti.Store) -> None:
    result = moved(store, "province-2022", "province-2023", "VN-12")
    before, after = (store.table(name).values() for name in ("province-2022", "province-2023"))
    us = set(before.index[(before <= 0.5032) & (after > 0.6185)]) - {"VN-12"}
    them = set(before.index[(before > 0.5032) & (after <= 0.6185)])
    assert set(result.passed("us")["entity"]) == us
    assert set(result.passed("them")["entity"]) == them
    assert len(us) - len(them) == result.rank_change == 1


def test_neighbours_within_a_thousandth_are_not_told_apart(store: dti.Store) -> None:
    table = store.table("province-2022")
    values = table.values()
    close = {entity for entity, value in values.items() if round(abs(value - values["VN-26"]) * 1e4) < 10} - {"VN-26"}
    assert set(near(table, "VN-26")) == close
    assert len(close) == 3
    assert noise(store.table("commune-backan-2022")) == pytest.approx(0.9)


def test_an_unpublished_value_has_no_neighbours(store: dti.Store) -> None:
    assert near(store.table("province-2021"), "VN-01") == ()


def test_the_pair_of_the_round_on_screen_follows_it(store: dti.Store) -> None:
    tables = rounds(store)
    pairs = words.pairs(tables, store.table("province-2023"))
    names = [words.pair_name(tables, pair, VI) for pair in pairs.values()]
    assert words.pair_name(tables, pairs[words.HERE], VI) == "2022 → 2023"
    assert names == ["2020 → 2021", "2021 → 2022", "2022 → 2023", "2023 → 2024 (63)", "2024 (63) → 2024 (34)"]
    assert words.pair_name(tables, words.pairs(tables, tables[0])[words.HERE], VI) == "2020 → 2021"


def test_one_round_has_no_pairs() -> None:
    assert words.pairs((toy(),), toy()) == {}


def test_the_table_has_a_row_for_each_entity_and_round(store: dti.Store) -> None:
    result = of(store, "VN-12", "VN-48")
    frame = words.sheet(result, VI)
    assert len(frame) == 2 * 6
    lai_chau = frame[frame[VI("trends.column_name")] == "Lai Châu"]
    assert lai_chau[VI("trends.column_rank")].tolist() == [50, 48, 53, 54, 36, 18]
    assert set(words.formats(result, VI)) <= set(frame.columns)


def test_the_figures_of_a_merged_province_are_said_to_be_its(store: dti.Store) -> None:
    assert any("Phú Thọ" in note for note in words.notes(of(store, "VN-26"), VI))
    assert words.notes(of(store, "VN-12"), VI) == []


def test_sources_cover_every_round_with_figures(store: dti.Store) -> None:
    rows = documents(store, of(store, "VN-12"))
    assert {"seed-laichau-plan-2023", "open-table-63x3"} <= set(rows["source_id"])
    assert rows["title"].notna().all()


@pytest.mark.parametrize("t", [VI, EN], ids=["vi", "en"])
def test_every_pair_of_rounds_has_words_for_every_kind_of_entity(store: dti.Store, t: dti.Translator) -> None:
    tables = rounds(store)
    for entity in ("VN-12", "VN-01", "VN-42", "VN-79", "VN2025-91", "VN-04"):
        for before, after in pairwise(tables):
            result = movement(before, after, entity, store.counterpart)
            said = [words.finding(result, t), *words.cautions(result, t), *words.indistinct(result, t)]
            said += [words.passed_title(result, how, t) for how in words.PASSED]
            assert not any("nan" in text.split() or "{" in text for text in said)
            for how in words.PASSED:
                frame = words.passed_table(result, how, t)
                assert set(words.passed_formats(result, frame, t)) <= set(frame.columns)
