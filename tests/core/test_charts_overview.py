"""The first page's figures: findings true in every case, nothing drawn across a break."""

import pytest

import dti_core as dti
from dti_core.charts import overview as charts
from dti_core.charts import style
from dti_core.charts.draft import Draft
from dti_core.charts.room import finish
from tests.core.test_overview import EN, ROUNDS, VI, seen


def test_the_strip_says_who_is_above_and_what_is_missing(store: dti.Store) -> None:
    said = charts.finding_strip(seen(store, "province-2022", "VN-12"), VI)
    assert said == "52 đơn vị xếp trên Lai Châu (hạng 53/63); còn thiếu 0,0406 để ngang hạng 45"


@pytest.mark.parametrize(
    "round_id, entity, said",
    [
        ("province-2022", "VN-48", "Đà Nẵng dẫn đầu, hơn đơn vị kế tiếp 0,0839"),
        ("province-2024", "VN-12", "35 đơn vị xếp trên Lai Châu (hạng 36/63); đã đạt hạng mục tiêu 45/63"),
        ("province-2021", "VN-01", "Chưa công bố giá trị của Hà Nội; đã biết 12 đơn vị khác"),
        ("province-2021", "VN-48", "Không đơn vị nào xếp trên Đà Nẵng"),
        (
            "commune-backan-2022",
            "VN-06-XUANLAC",
            "Mới có số liệu của Xã Xuân Lạc; điểm của các đơn vị khác chưa được công bố",
        ),
        (
            "agency-laocai-2022-b",
            "VN-10-BACHA",
            "1 đơn vị xếp trên Huyện Bắc Hà (hạng 2); còn thiếu 66,48 để ngang hạng 1",
        ),
    ],
)
def test_the_strip_is_true_for_the_first_the_unknown_and_the_only_one(store, round_id, entity, said) -> None:
    assert charts.finding_strip(seen(store, round_id, entity), VI) == said


def test_the_strip_draws_everybody_once(store: dti.Store) -> None:
    fig = charts.strip(seen(store, "province-2022", "VN-12"), VI)
    assert [len(trace.x) for trace in fig.data] == [62, 1]
    assert fig.data[1].marker.color == style.ACCENT
    assert "hạng 45: 0,5438" in [note.text for note in fig.layout.annotations]


def test_the_biggest_gap_says_what_it_is_worth(store: dti.Store) -> None:
    said = charts.finding_biggest(seen(store, "province-2022", "VN-12"), VI)
    assert said == "Hoạt động xã hội số còn nhiều điểm nhất: 113,1 điểm, riêng phần này đáng giá 30 bậc"


def test_where_the_worth_is_unknown_or_nothing_it_is_not_claimed(store: dti.Store) -> None:
    assert "bậc" not in charts.finding_biggest(seen(store, "commune-backan-2022", "VN-06-XUANLAC"), VI)
    assert charts.finding_biggest(seen(store, "province-2022", "VN-48"), VI).endswith(
        "nhưng riêng phần này không đổi hạng"
    )
    assert "chưa công bố" in charts.finding_biggest(seen(store, "province-2021", "VN-12"), VI)
    assert "Thấp nhất" in charts.finding_biggest(seen(store, "province-2024", "VN-12"), VI)


def test_the_years_name_best_and_worst_and_all_ties(store: dti.Store) -> None:
    assert charts.finding_years(seen(store, "province-2022", "VN-48"), VI) == (
        "Tốt nhất: hạng 1 (năm 2020, 2021, 2022, 2023); thấp nhất: hạng 2 (năm 2024)"
    )


def test_no_line_of_the_years_crosses_a_break(store: dti.Store) -> None:
    """2020 | 2021–2023 | 2024 | 2024 (34): four stretches in each of the two panels."""
    fig = charts.years(seen(store, "province-2022", "VN-12"), VI)
    assert [list(trace.x) for trace in fig.data] == [[0], [1, 2, 3], [4], [5]] * 2


def test_18_of_34_is_drawn_by_its_share_not_as_18_of_63(store: dti.Store) -> None:
    fig = charts.years(seen(store, "province-2022", "VN-12"), VI)
    assert fig.data[3].y[0] == pytest.approx(17 / 33)


@pytest.mark.parametrize("round_id", ROUNDS)
def test_every_round_is_drawn_with_a_finding_in_both_languages(store: dti.Store, round_id: str) -> None:
    entities = store.table(round_id).entities
    for entity in entities[:: 21 if len(entities) > 9 else 1]:
        result = seen(store, round_id, entity)
        for t in (VI, EN):
            figures = [charts.strip(result, t), charts.years(result, t)]
            figures += [charts.biggest(result, t)] if len(result.biggest) else []
            for fig in figures:
                assert "nan" not in fig.layout.title.text.split()
                assert fig.layout.separators == (",." if t is VI else ".,")


def test_room_over_and_under_the_plot_does_not_shrink_it() -> None:
    small, large = (finish(Draft(), VI, "a", "b", 100, above=above, below=8).layout for above in (0, 30))
    assert large.height - small.height == large.margin.t - small.margin.t == 30
