"""What the what-if says and draws: true in every case, for every entity of every round."""

import math
import re

import pytest

import dti_core as dti
from conftest import toy
from dti_core import scenario_tables as tables
from dti_core import scenario_words as words
from dti_core.charts.simulate import ladder_steps, level_marks
from dti_core.scenario import Desk, past

VI, EN = dti.Translator("vi"), dti.Translator("en")
FULL = ("province-2022", "province-2023", "province-2024", "province-2024-34")
PARTLY = ("province-2020", "province-2021", "commune-backan-2022", "agency-laocai-2022-a", "agency-laocai-2022-b",
          "agency-laocai-2022-c")  # fmt: skip


def desk_of(table: dti.ScoreTable, entity: str, growth: float = 0.0) -> Desk:
    return Desk.of(table, entity, dti.Peers.shift(growth))


def outcome(table: dti.ScoreTable, entity: str, gains: dict[str, float], growth: float = 0.0):
    desk = desk_of(table, entity, growth)
    return desk, dti.simulate(table, entity, gains, desk.peers)


def test_a_better_rank_is_said_with_its_arrow(store: dti.Store) -> None:
    desk, result = outcome(store.table("province-2022"), "VN-12", {"3": 20.0, "9": 20.8})
    said = words.finding_answer(desk, result, VI)
    assert said == "Tăng 40,80 điểm: từ hạng 53 lên hạng 45/63 (▲8). Giả định các đơn vị khác đứng yên."


def test_a_worse_rank_is_said_as_worse_even_though_points_were_gained(store: dti.Store) -> None:
    desk, result = outcome(store.table("province-2022"), "VN-12", {"3": 20.0, "9": 20.8}, 0.05)
    assert "xuống hạng 54/63 (▼1)" in words.finding_answer(desk, result, VI)
    assert "+0,0500" in words.finding_answer(desk, result, VI)


def test_a_gain_that_changes_nothing_is_said_and_what_would_change_it(store: dti.Store) -> None:
    """The nearest above is Nghệ An with 0.5049, published from 504.85 points: 1.65 above 503.2."""
    desk, result = outcome(store.table("province-2022"), "VN-12", {"3": 1.0})
    assert "vẫn ở hạng 53/63" in words.finding_answer(desk, result, VI)
    assert words.finding_next(desk, result, VI) == "Thêm 0,65 điểm nữa: lên hạng 52, ngang Nghệ An (0,5049)"


def test_nothing_moved_is_said(store: dti.Store) -> None:
    desk, result = outcome(store.table("province-2022"), "VN-12", {})
    assert words.finding_answer(desk, result, VI).startswith("Chưa thay đổi gì: Lai Châu ở hạng 53/63")


def test_a_trade_between_two_indicators_is_not_called_a_gain(store: dti.Store) -> None:
    desk, result = outcome(store.table("province-2022"), "VN-12", {"3": 5.0, "9": -5.0})
    assert words.finding_answer(desk, result, VI).startswith("Tổng điểm không đổi: vẫn ở hạng 53/63")


def test_uncertain_ranks_are_said_as_spans(store: dti.Store) -> None:
    desk, result = outcome(store.table("province-2020"), "VN-12", {"DTI": 20.0})
    assert re.search(r"hạng \d+–\d+/63", words.finding_answer(desk, result, VI))


def test_the_first_has_nobody_above_and_an_unseen_field_is_not_called_the_top(store: dti.Store) -> None:
    first = outcome(store.table("province-2022"), "VN-48", {})
    assert words.finding_next(*first, VI) == VI("simulate.no_next")
    table = store.table("commune-backan-2022")
    assert words.finding_next(*outcome(table, table.entities[0], {}), VI) == VI("simulate.no_next_unknown")


def test_a_close_call_is_said_only_where_something_moved(store: dti.Store) -> None:
    table = store.table("province-2022")
    assert "Kon Tum" in words.finding_close(*outcome(table, "VN-12", {"3": 20.0, "9": 20.8}), VI)
    assert words.finding_close(*outcome(table, "VN-12", {"3": 10.0}), VI) == ""
    assert words.finding_close(*outcome(table, "VN-62", {}), VI) == ""


def test_the_overtaken_are_named_best_first_with_their_values(store: dti.Store) -> None:
    passed, passed_by = words.finding_passed(*outcome(store.table("province-2022"), "VN-12", {"DTI": 40.8}), VI)
    assert passed.startswith("**Vượt 8 đơn vị:** Kon Tum (0,5438), Quảng Bình (0,5415)")
    assert passed.endswith("và 4 đơn vị khác.") and passed_by == "Không bị ai vượt."


def test_nobody_is_said_to_be_overtaken_only_where_the_others_are_known(store: dti.Store) -> None:
    commune = store.table("commune-backan-2022")
    unseen = outcome(commune, commune.entities[0], {"5": 20.0})
    assert words.finding_passed(*unseen, VI)[0] == VI("simulate.overtaken_unknown")
    assert words.finding_passed(*outcome(toy(), "C", {}), VI)[0] == VI("simulate.overtaken_nobody")


def test_a_sum_of_unpublished_indicators_is_named_by_its_group(store: dti.Store) -> None:
    desk = desk_of(store.table("province-2022"), "VN-12")
    assert words.label(desk, "1+2+4+5", VI).endswith("4 chỉ số còn lại")
    assert words.label(desk, "3", VI) == "Hạ tầng số"


def test_the_past_names_both_years_and_both_misses(store: dti.Store) -> None:
    said = words.finding_past(past(store.history("dti-province")), VI)
    for part in ("+0,0996", "21,8", "+0,0178", "6,8", "2022→2023", "2023→2024"):
        assert part in said
    assert words.finding_past((), VI) == VI("simulate.no_past")


def test_the_steps_drawn_are_the_ranks_of_the_ladder(store: dti.Store) -> None:
    table = store.table("province-2022")
    desk, result = outcome(table, "VN-12", {"3": 20.0, "9": 20.8})
    steps = ladder_steps(desk, result, VI).data[0]
    drawn = dict(zip(steps.x[1:-1], steps.y[1:-1], strict=True))
    ladder = dti.ladder(table, "VN-12").set_index("points")["rank"]
    assert all(drawn[x] == ladder[x] for x in drawn if x > 0) and len(drawn) > 8


def test_the_dot_is_at_the_gain_and_the_rank(store: dti.Store) -> None:
    desk, result = outcome(store.table("province-2022"), "VN-12", {"3": 20.0, "9": 20.8})
    dot = ladder_steps(desk, result, VI).data[-1]
    assert (dot.x, dot.y) == ((40.8,), (45,))


def test_the_target_is_drawn_where_it_is_in_view(store: dti.Store) -> None:
    desk, result = outcome(store.table("province-2022"), "VN-12", {"DTI": 40.8})
    assert "mục tiêu: hạng 45" in [note.text for note in ladder_steps(desk, result, VI, 45).layout.annotations]
    assert not ladder_steps(desk, result, VI, 2).layout.shapes


def test_marks_are_cut_at_each_indicators_room(store: dti.Store) -> None:
    desk, result = outcome(store.table("province-2022"), "VN-12", {})
    marks = next(trace for trace in level_marks(desk, result, VI).data if trace.mode == "markers")
    rooms = {words.label(desk, row["code"], VI): row["most"] for row in desk.controls.to_dict("records")}
    assert len(marks.x) == len(desk.levels)
    assert all(gain <= rooms[name.replace("<br>", " ")] + 1e-6 for gain, name in zip(marks.x, marks.y, strict=True))


def test_the_pillars_rise_by_the_gain_over_their_points(store: dti.Store) -> None:
    """20 points of infrastructure and 20.8 of society: 20/700, 20/650 and 40.8/650."""
    _, result = outcome(store.table("province-2022"), "VN-12", {"3": 20.0, "9": 20.8})
    frame = tables.pillar_frame(result, VI)
    grown = (frame[VI("simulate.column.value_after")] - frame[VI("simulate.column.value_before")]).tolist()
    assert grown == pytest.approx([20 / 700, 20 / 650, 40.8 / 650])


def a_few(table: dti.ScoreTable) -> list[str]:
    """The first, the last and one between, by published value, and one whose total is not published."""
    known = table.values(table.framework.root).sort_values(ascending=False)
    some = known.dropna().index
    return list(dict.fromkeys([some[0], some[len(some) // 2], some[-1], known.index[-1]]))


@pytest.mark.parametrize(("t", "growth"), [(VI, 0.0), (EN, 0.05)])
@pytest.mark.parametrize("round_id", FULL + PARTLY)
def test_everything_can_be_said_and_drawn(store: dti.Store, round_id: str, growth: float, t: dti.Translator) -> None:
    table = store.table(round_id)
    for entity in a_few(table):
        if not words.can_start(table, entity):
            assert table.name(entity, t.lang) in words.nothing_to_start_from((table,), table, entity, t)
            continue
        desk = desk_of(table, entity, growth)
        for share in (0.4, -0.1):
            side = "most" if share > 0 else "least"
            gains = {c["code"]: round(c[side] * abs(share), 2) for c in desk.controls.to_dict("records")}
            result = dti.simulate(table, entity, gains, desk.peers)
            said = [
                words.finding_answer(desk, result, t),
                words.finding_next(desk, result, t),
                words.answer(desk, result, t),
                *words.notes(desk, t),
                *(str(card) for card in words.cards(desk, result, t)),
            ]
            assert not re.search(r"\bnan\b|[{}]", " ".join(said))
        figures = [level_marks(desk, result, t)]
        figures += [] if desk.staircase.empty else [ladder_steps(desk, result, t, 45)]
        assert all(fig.layout.title.text for fig in figures)
        sheets = tables.workbook_sheets(desk, result, t)
        assert len(sheets) >= 5 and all(len(frame.columns) > 1 for frame in sheets.values())


def test_the_answer_can_be_said_for_everyone_of_the_complete_rounds(store: dti.Store) -> None:
    for round_id in FULL:
        table = store.table(round_id)
        ranks = table.rank()
        for entity in table.entities:
            said = words.finding_answer(*outcome(table, entity, {}), VI)
            assert said.startswith(f"Chưa thay đổi gì: {table.name(entity)} ở hạng {ranks[entity]:.0f}/{table.n}")


def test_points_show_a_third_decimal_only_where_they_have_one() -> None:
    assert [words.points(amount, VI) for amount in (40.55, 66.475, 20.0, math.nan)] == ["40,55", "66,475", "20,00", "–"]


def test_the_toy_answer_is_what_the_head_computes() -> None:
    """B has 10 of 20 points; 3 more make 0.65, above A's 0.60."""
    desk, result = outcome(toy(), "B", {"1": 3.0})
    assert words.finding_answer(desk, result, EN) == (
        "Gaining 3.00 points: from rank 2 up to 1/3 (▲1). Assuming the others stand still."
    )
