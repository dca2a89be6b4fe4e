"""Trends drawn: findings true in every case, gaps where ranks are unknown, no line across a break, bars that add up."""

import pytest

import dti_core as dti
from dti_core.charts import movement as why
from dti_core.charts import style
from dti_core.charts import trends as charts
from dti_core.history import history
from tests.core.test_history import EN, VI, moved, of


def test_the_bump_names_the_best_and_the_worst_rank(store: dti.Store) -> None:
    assert charts.finding_bump(of(store, "VN-12"), VI) == (
        "Lai Châu: tốt nhất hạng 36 (năm 2024), thấp nhất hạng 54 (năm 2023)"
    )


def test_the_bump_of_the_34_uses_only_the_largest_set_of_rounds(store: dti.Store) -> None:
    assert "hạng 18" not in charts.finding_bump(of(store, "VN-12"), VI)


def test_ranks_stand_with_1_on_top_and_lines_stop_at_breaks(store: dti.Store) -> None:
    fig = charts.bump(of(store, "VN-12"), VI)
    top, bottom = fig.layout.yaxis.range[1], fig.layout.yaxis.range[0]
    assert bottom > top
    lit = [trace for trace in fig.data if trace.line.color == style.ACCENT]
    assert [len(trace.x) for trace in lit] == [1, 3, 1, 1]
    assert list(lit[1].y) == pytest.approx([47 / 62, 52 / 62, 53 / 62])


def test_the_grey_trace_joins_no_unknown_rank_and_no_break(store: dti.Store) -> None:
    """Never two neighbours of different framework or set without a gap between: a blank before each break."""
    fig = charts.bump(of(store, "VN-12"), VI)
    grey = fig.data[0]
    pairs = [(a, b) for a, b in zip(grey.x, grey.x[1:], strict=False) if a is not None and b is not None]
    assert set(pairs) == {(1, 2), (2, 3)}
    assert grey.connectgaps is False


def test_compared_entities_take_the_next_colours_and_are_named(store: dti.Store) -> None:
    fig = charts.bump(of(store, "VN-12", "VN-48"), VI)
    assert {style.ACCENT, style.COMPARED[0], style.GREY} == {trace.line.color for trace in fig.data}
    texts = [note.text for note in fig.layout.annotations]
    assert "<b>Lai Châu 36</b>" in texts
    assert "Đà Nẵng 2" in texts
    assert "Đà Nẵng 17/34" in texts


def test_after_the_merger_the_name_is_the_merged_province_s(store: dti.Store) -> None:
    texts = [note.text for note in charts.bump(of(store, "VN-26"), VI).layout.annotations]
    assert any("Phú Thọ" in text for text in texts)


def test_breaks_have_a_dashed_line_and_a_word(store: dti.Store) -> None:
    fig = charts.bump(of(store, "VN-12"), VI)
    assert [shape.line.dash for shape in fig.layout.shapes] == ["dash"] * 3
    words = [note.text.replace("<br>", " ") for note in fig.layout.annotations]
    assert words.count("đổi bộ chỉ số") == 2
    assert words.count("sắp xếp tỉnh") == 1


def test_partly_known_rounds_say_how_many_ranks_are_known(store: dti.Store) -> None:
    ticks = [tick.replace("<br>", " ") for tick in charts.bump(of(store, "VN-12"), VI).layout.xaxis.ticktext]
    assert ticks == ["2020 biết 28", "2021 biết 23", "2022", "2023", "2024 (63)", "2024 (34)"]


def test_an_unknown_rank_is_a_gap_and_never_a_dot(store: dti.Store) -> None:
    """Hà Nội: ranks of 2020, 2022 and 2023 are published, that of 2021 is not."""
    lit = [trace for trace in charts.bump(of(store, "VN-01"), VI).data if trace.line.color == style.ACCENT]
    assert [value == value for value in lit[1].y] == [False, True, True]
    assert lit[1].connectgaps is False


def test_values_rise_inside_one_framework_only(store: dti.Store) -> None:
    """0.6185 − 0.3350 between 2021 and 2023, both of Decision 922."""
    assert charts.finding_lines(of(store, "VN-12"), "value", VI) == (
        "Lai Châu tăng 0,2835 từ 2021 đến 2023, cùng một bộ chỉ số"
    )


def test_the_percentile_is_the_share_of_the_others_not_above(store: dti.Store) -> None:
    """18th of 34: 16 of 33 others are below, 48 %."""
    assert charts.finding_lines(of(store, "VN-12"), "percentile", VI) == (
        "Kỳ 2024 (34), Lai Châu ngang hoặc trên 48 % số đơn vị còn lại"
    )


def test_the_mean_is_drawn_only_where_every_value_is_published(store: dti.Store) -> None:
    fig = charts.lines(of(store, "VN-12"), "value", VI)
    mean = [value for trace in fig.data if trace.line.color == style.GREY for value in trace.y]
    assert [value == value for value in mean] == [False, False, True, True, True, True]
    assert [round(value, 4) for value in mean[2:5]] == [0.5787, 0.6783, 0.6961]


def test_names_are_moved_apart_in_order() -> None:
    found = charts.spread([0.5, 0.1, 0.51], 0.1)
    assert sorted(range(3), key=lambda place: found[place]) == [1, 0, 2]
    assert found[2] - found[0] == pytest.approx(0.1)


def test_names_at_the_bottom_are_moved_up_rather_than_out() -> None:
    assert max(charts.spread([0.99, 1.0], 0.1)) == pytest.approx(1.0)


def test_exact_bars_lead_from_the_rank_before_to_the_rank_after(store: dti.Store) -> None:
    """53 − 19.5 = 33.5 = 54 − 20.5."""
    fig = why.waterfall(moved(store, "province-2022", "province-2023", "VN-12"), VI)
    bars = [trace for trace in fig.data if trace.type == "bar"]
    ends = [(bar.base[0], bar.base[0] + bar.y[0]) for bar in bars]
    assert ends == [(53, 33.5), (54, 33.5)]
    assert [bar.marker.color for bar in bars] == [style.BETTER, style.WORSE]
    assert [note.text for note in fig.layout.annotations] == ["<b>▲ −19,5</b>", "<b>▼ +20,5</b>"]


def test_bounds_are_solid_up_to_the_certain_and_hatched_up_to_the_possible(store: dti.Store) -> None:
    """48 − 23 = 25 certain, 48 − 25.5 = 22.5 possible; from 53: 53 − 28 = 25 and 53 − 30.5 = 22.5."""
    fig = why.waterfall(moved(store, "province-2021", "province-2022", "VN-12"), VI)
    bars = [trace for trace in fig.data if trace.type == "bar"]
    ends = [(bar.marker.pattern.shape, {bar.base[0], bar.base[0] + bar.y[0]}) for bar in bars]
    assert ends == [("/", {25, 22.5}), (None, {48, 25}), ("/", {25, 22.5}), (None, {53, 25})]
    assert [note.text.replace("<br>", " ") for note in fig.layout.annotations] == [
        "<b>▲ −25,5 … −23</b>", "<b>▼ +28 … +30,5</b>",
    ]  # fmt: skip


@pytest.mark.parametrize("t", [VI, EN], ids=["vi", "en"])
@pytest.mark.parametrize("entity", ["VN-12", "VN-01", "VN-42", "VN-48", "VN2025-33", "VN2025-91"])
def test_every_kind_of_entity_is_drawn(store: dti.Store, entity: str, t: dti.Translator) -> None:
    result = of(store, entity)
    figures = [charts.bump(result, t), *(charts.lines(result, what, t) for what in charts.MEASURES)]
    assert all(fig.layout.title.text and "nan" not in fig.layout.title.text.split() for fig in figures)


def test_one_round_alone_is_drawn_too(store: dti.Store) -> None:
    for round_id in ("agency-laocai-2022-a", "commune-backan-2022"):
        table = store.table(round_id)
        result = history([table], [table.entities[0]], store.counterpart)
        assert charts.bump(result, VI).data
        assert charts.lines(result, "value", VI).data
