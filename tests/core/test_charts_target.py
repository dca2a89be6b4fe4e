"""What the target page says and draws."""

import re

import pytest

import dti_core as dti
from dti_core import goal_words as words
from dti_core.charts.target import needed_by_growth, needed_by_year
from dti_core.goal import goal, growth_grid, thresholds, under_growth
from dti_core.scenario import past
from dti_core.scenario_words import can_start

VI, EN = dti.Translator("vi"), dti.Translator("en")


def test_what_is_missing_is_said_in_value_and_points(store: dti.Store) -> None:
    said = words.finding_goal(goal(store.table("province-2022"), "VN-12", 45), VI)
    assert said == "Để đạt hạng 45/63 cần giá trị 0,5438: còn thiếu 0,0406, tức 40,55 điểm."


def test_a_reached_target_is_said_to_be_reached(store: dti.Store) -> None:
    said = words.finding_goal(goal(store.table("province-2024"), "VN-12", 45), VI)
    assert said == "Đã đạt hạng 45/63: đang ở hạng 36/63, giá trị 0,7056, hơn mức cần 0,0416."


def test_a_target_kept_while_the_others_move_speaks_of_the_rank_it_would_be(store: dti.Store) -> None:
    """2024 of 34: ranked 18; with the others 0.0178 higher, 20 of them are above 0.7056."""
    table = store.table("province-2024-34")
    above = int((table.values().drop("VN-12") + 0.0178 > 0.7056 + 1e-9).sum())
    said = words.finding_goal(goal(table, "VN-12", 24, dti.Peers.shift(0.0178)), VI)
    assert f"sẽ ở hạng {above + 1}/34" in said


def test_the_three_sentences_end_with_the_warning_about_standing_still(store: dti.Store) -> None:
    history = past(store.history("dti-province"))
    first, second, third = words.read_aloud(goal(store.table("province-2022"), "VN-12", 45), history, VI)
    assert "hạng 53/63" in first and "40,55 điểm" in second
    assert "0,6434" in third and "21,8" in third  # 0.5438 + 0.0996


def test_an_unknown_field_promises_nothing(store: dti.Store) -> None:
    table = store.table("commune-backan-2022")
    aim = goal(table, table.entities[0], 20)
    assert "Chưa công bố đủ số liệu" in words.finding_goal(aim, VI)
    assert [card[1] for card in words.cards(aim, VI)][1:] == ["chưa biết", "–"]


def test_points_published_as_points_are_not_said_twice(store: dti.Store) -> None:
    table = store.table("agency-laocai-2022-b")
    said = words.finding_goal(goal(table, table.entities[0], 1), VI)
    assert said.count("66,4") == 1 and "tức" not in said


def test_45_of_63_reads_as_24_of_34() -> None:
    assert "45/63" in words.restated(45, 63, 34, VI) and "24/34" in words.restated(45, 63, 34, VI)


def test_the_years_in_which_the_target_was_reached_are_named(store: dti.Store) -> None:
    tables = store.history("dti-province")
    frame = thresholds(tables, "VN-12", 45, 63, store.counterpart)
    assert words.finding_years(frame, 4, VI) == "Hạng này đã đạt vào năm: 2024"
    never = thresholds(tables, "VN-12", 1, 63, store.counterpart)
    assert words.finding_years(never, 4, VI) == "Trong 5 năm có số liệu, chưa năm nào đạt hạng này"


def test_the_frozen_answer_is_the_lowest_point_of_the_curve(store: dti.Store) -> None:
    history = past(store.history("dti-province"))
    aim = goal(store.table("province-2022"), "VN-12", 45)
    line = needed_by_growth(aim, under_growth(aim, growth_grid(aim, history)), history, VI).data[0]
    assert line.y[0] == min(line.y) == 0.5438


def test_no_line_joins_the_years_across_a_change_of_framework(store: dti.Store) -> None:
    frame = thresholds(store.history("dti-province"), "VN-12", 45, 63, store.counterpart)
    fig = needed_by_year(frame, 4, VI)
    assert all(len(set(trace.x)) == 1 for trace in fig.data if trace.mode == "lines")
    assert [note.text for note in fig.layout.annotations] == ["bộ mới", "bộ mới"]  # 2021 and 2024


def test_which_indicators_are_enough_alone_is_said(store: dti.Store) -> None:
    table = store.table("province-2022")
    assert words.finding_origins(goal(table, "VN-12", 45), VI).startswith("Mỗi chỉ số, nếu tăng một mình, đều")
    assert words.finding_origins(goal(table, "VN-12", 1), VI).startswith("Không chỉ số nào đủ một mình")
    assert words.finding_origins(goal(table, "VN-12", 60), VI).startswith("Không thiếu điểm nào")
    assert words.finding_origins(goal(store.table("province-2024"), "VN-12", 1), VI).startswith("Chỉ biết tổng")


@pytest.mark.parametrize(("t", "growth"), [(VI, 0.0), (EN, 0.0996)])
def test_everything_can_be_said_and_drawn_in_every_round(store: dti.Store, growth: float, t: dti.Translator) -> None:
    for round_id in store.rounds()["round_id"]:
        table = store.table(round_id)
        tables = store.history(table.framework.index_id)
        history = past(tables)
        entity = [name for name in table.entities if can_start(table, name)][-1]
        years = thresholds(tables, entity, 1, table.n, store.counterpart)
        assert needed_by_year(years, table.framework.decimals, t).layout.title.text
        for rank in (1, (table.n + 1) // 2, table.n):
            aim = goal(table, entity, rank, dti.Peers.shift(growth))
            curve = under_growth(aim, growth_grid(aim, history))
            said = [
                words.finding_goal(aim, t),
                *words.read_aloud(aim, history, t),
                words.finding_origins(aim, t),
                words.finding_growth(curve, history, aim, t),
            ]
            assert not re.search(r"\bnan\b|[{}]", " ".join(said))
            assert needed_by_growth(aim, curve, history, t).layout.title.text
            assert len(words.workbook_sheets(aim, years, curve, t)) == 4
