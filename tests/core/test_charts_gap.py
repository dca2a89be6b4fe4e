"""What the Gap page says and draws: true in every case, for every entity of every round."""

import math
import re
from itertools import pairwise

import pytest

import dti_core as dti
from dti_core.charts import areas, style
from dti_core.charts import gap as charts
from dti_core.charts import gap_table as tables
from dti_core.charts import gap_words as words
from dti_core.steps import Steps, steps

VI, EN = dti.Translator("vi"), dti.Translator("en")
LAI_CHAU, XUAN_LAC = "VN-12", "VN-06-XUANLAC"
EVERYWHERE = (
    "province-2020",
    "province-2021",
    "province-2022",
    "province-2023",
    "province-2024",
    "province-2024-34",
    "commune-backan-2022",
    "agency-laocai-2022-a",
    "agency-laocai-2022-b",
    "agency-laocai-2022-c",
)


def split(table: dti.ScoreTable, entity: str, benchmark: str = "max") -> Steps:
    return steps(dti.gaps(table, entity, benchmark))


def with_total(table: dti.ScoreTable) -> list[str]:
    return [name for name in table.entities if words.has_total(table, name)]


def test_the_headline_of_lai_chau_2022(store: dti.Store) -> None:
    """1000 − 503.2 = 496.8; digital society 150 − 150·0.2459 = 113.1, or 22.8 %."""
    result = split(store.table("province-2022"), LAI_CHAU)
    said = "Mất 496,8 trong 1.000 điểm; nhiều nhất ở Hoạt động xã hội số (113,1 điểm, 22,8 % số điểm mất)."
    assert words.finding(result, VI) == said
    assert words.finding_split(result, VI) == "Nhóm chỉ số hoạt động mất nhiều nhất: 279,1 điểm, 56,2 % số điểm mất."


def test_the_headline_of_xuan_lac(store: dti.Store) -> None:
    result = split(store.table("commune-backan-2022"), XUAN_LAC)
    said = "Mất 589,86 trong 900 điểm; nhiều nhất ở Hoạt động xã hội số (180,94 điểm, 30,7 % số điểm mất)."
    assert words.finding(result, VI) == said
    assert words.finding_split(result, VI).endswith("chiếm 61,2 % phần còn thiếu.")  # 180.94 + 100 + 80 of 589.86


def test_a_largest_loss_that_is_not_certain_says_among_what_is_known(store: dti.Store) -> None:
    table = store.table("province-2023")
    doubtful = next(name for name in table.entities if not split(table, name).certain_largest)
    assert "trong các chỉ số đã biết, nhiều nhất ở" in words.finding(split(table, doubtful), VI)


def test_where_only_a_total_is_published_the_place_of_the_loss_is_unknown(store: dti.Store) -> None:
    for round_id, entity, lost in (
        ("agency-laocai-2022-a", "VN-10-SGDDT", "374,70"),
        ("province-2021", LAI_CHAU, "665,0"),
    ):
        said = words.finding(split(store.table(round_id), entity), VI)
        assert said == f"Mất {lost} trong 1.000 điểm; chưa công bố từng chỉ số nên chưa biết mất ở đâu."


def test_where_points_are_unknown_gaps_are_values(store: dti.Store) -> None:
    result = split(store.table("province-2024"), LAI_CHAU)
    where = "trong 4 chỉ số đã công bố, xa nhất ở Hoạt động xã hội số: thiếu 0,6490."
    assert words.finding(result, VI) == f"Giá trị 0,7056, còn cách tối đa 0,2944; {where}"
    assert "không tính bằng điểm" in " ".join(words.notes(result, VI))


def test_behind_ahead_and_level_are_told_apart(store: dti.Store) -> None:
    table = store.table("province-2022")
    assert words.finding(split(table, LAI_CHAU, "rank:45"), VI).startswith("Kém Kon Tum (hạng 45/63) 40,6 điểm; ")
    ahead = words.finding(split(table, "VN-62", LAI_CHAU), VI)
    assert ahead.startswith("Hơn Lai Châu (hạng 53/63) 40,6 điểm, nhưng vẫn kém ở Hoạt động xã hội số (11,2 điểm)")
    assert (
        words.finding(split(table, "VN-48", "median"), VI)
        == "Hơn trung vị 220,6 điểm và không kém ở chỉ số nào đã biết."
    )
    tied = table.rank()[table.rank().duplicated(keep=False)].index
    assert words.finding(split(table, tied[0], tied[1]), VI).startswith("Bằng ")


def test_a_benchmark_without_a_total_is_said(store: dti.Store) -> None:
    table = store.table("province-2021")
    other = next(name for name in table.entities if math.isnan(table.value(name)))
    result = split(table, LAI_CHAU, other)
    assert "Chưa công bố giá trị tổng của" in words.finding(result, VI)
    assert charts.views(result) == ()
    assert words.no_chart(result, VI)


def test_an_entity_without_a_total_is_told_where_to_look(store: dti.Store) -> None:
    table = store.table("province-2020")
    said = words.nothing(store.history("dti-province"), table, "VN-15", VI)
    assert "Yên Bái" in said and "2022, 2023, 2024" in said


def test_the_notes_name_what_is_known_as_a_sum_unscored_and_counted(store: dti.Store) -> None:
    said = " ".join(words.notes(split(store.table("province-2022"), LAI_CHAU), VI))
    assert "biết tổng 249,86/400, chưa biết từng chỉ số (Nhận thức số, Thể chế số, Nhân lực số" in said
    assert "Không chấm điểm: Đô thị thông minh." in said
    assert "5 trong 63 đơn vị công bố: Nhận thức số" in said
    assert "đứng yên" in said and "21,8 bậc" in said


def test_ranks_that_cannot_be_computed_say_why(store: dti.Store) -> None:
    said = " ".join(words.notes(split(store.table("commune-backan-2022"), XUAN_LAC), VI))
    assert "Chưa tính được hạng: mới có số liệu của 1/108 đơn vị." in said
    assert "đứng yên" not in said


def test_contradicting_figures_are_named() -> None:
    """1 + 2 + 3 = 12 + 6 + 4 cannot be with a total of 0.10 of 20."""
    import numpy as np

    from conftest import toy

    published = np.array([[0.10, 0.90, 0.90, 0.90, np.nan]])
    table = dti.ScoreTable(toy().framework, toy().round, toy().people.iloc[:1], published)
    said = " ".join(words.notes(split(table, "A"), VI))
    assert "mâu thuẫn" in said and "Một" in said


def test_causes_are_listed_most_points_first(store: dti.Store) -> None:
    said = words.causes(split(store.table("commune-backan-2022"), XUAN_LAC), VI)
    assert said[0].startswith("**Hoạt động xã hội số** · mất 180,94 điểm: Ít người dân có danh tính số")
    lost = [float(re.search(r"mất ([\d,]+)", line)[1].replace(",", ".")) for line in said]
    assert lost == sorted(lost, reverse=True) and len(lost) == 8


def test_the_rank_card_asks_for_the_points_that_rounding_leaves(store: dti.Store) -> None:
    """Issue 2: 45th of 2022 asks 0.5438, or 40.55 points, as 0.54375 publishes as 0.5438."""
    found = {card[0]: card for card in words.cards(split(store.table("province-2022"), LAI_CHAU, "rank:45"), VI)}
    assert found["Điểm cần thêm để đạt hạng 45"][1] == "40,55"
    assert "543,75" in str(found["Điểm cần thêm để đạt hạng 45"][4])
    assert found["Điểm kém mốc"][1] == "40,6"
    assert found["Hạng"][1] == "53/63"


def test_a_rank_among_an_unknown_number_is_shown_without_it(store: dti.Store) -> None:
    found = dict(card[:2] for card in words.cards(split(store.table("agency-laocai-2022-a"), "VN-10-SGDDT"), VI))
    assert (found["Hạng"], found["Mức"]) == ("1", "Nâng cao")


def test_the_level_and_the_points_to_the_next_are_said(store: dti.Store) -> None:
    """625.30 of 1000; Dẫn dắt begins above 750: 750.01 − 625.30."""
    table = store.table("agency-laocai-2022-a")
    said = words.finding_level(split(table, "VN-10-SGDDT"), VI)
    assert said == "Đang ở mức Nâng cao; thêm 124,71 điểm nữa để lên mức Dẫn dắt."
    fig = charts.levels(split(table, "VN-10-SGDDT"), VI)
    assert list(fig.layout.xaxis.ticktext) == ["0", "250", "500", "750", "1.000"]
    top = table.with_published(table.published * 0 + 900.0)
    assert words.finding_level(split(top, "VN-10-SGDDT"), VI) == "Đang ở mức cao nhất: Dẫn dắt."


def test_the_table_adds_up_group_by_group(store: dti.Store) -> None:
    frame = tables.table(split(store.table("province-2022"), LAI_CHAU), VI).set_index("Chỉ số")
    assert frame.loc["Tổng", ["Tối đa", "Đạt", "Mất"]].tolist() == [1000.0, 503.2, 496.8]
    assert frame.at["Cộng: Nhóm chỉ số hoạt động", "Mất"] == 279.055
    single = ["Hoạt động chính quyền số", "Hoạt động kinh tế số", "Hoạt động xã hội số"]
    assert math.isclose(frame.loc[single, "Mất"].sum(), 279.055)
    assert frame.at["Hoạt động xã hội số", "Nhóm"] == "Nhóm chỉ số hoạt động"
    assert frame.at["Đô thị thông minh", "Căn cứ"] == "không chấm điểm"
    assert frame.at["Thể chế số", "Căn cứ"] == "chưa công bố"
    assert math.isnan(frame.at["Thể chế số", "Đạt"])
    assert frame.at["Hoạt động xã hội số", "Hạng nếu đạt"] == 23


def test_the_gap_column_is_below_zero_where_the_entity_is_behind(store: dti.Store) -> None:
    frame = tables.table(split(store.table("province-2022"), LAI_CHAU, "rank:45"), VI).set_index("Chỉ số")
    assert frame.at["Hạ tầng số", "Chênh với mốc"] == -35.46
    assert frame.at["Hoạt động xã hội số", "Chênh với mốc"] == 11.175
    assert round(frame.at["Tổng", "Chênh với mốc"], 1) == -40.6


def test_causes_are_in_the_files_and_not_cut_short_on_screen(store: dti.Store) -> None:
    frame = tables.table(split(store.table("commune-backan-2022"), XUAN_LAC), VI)
    assert frame.set_index("Chỉ số").at["Hoạt động xã hội số", "Nguyên nhân"].startswith("Ít người dân")
    assert "Nguyên nhân" not in tables.on_screen(frame, VI)
    assert "Hạng nếu đạt" not in frame.columns  # nothing known of the other communes


def test_the_waterfall_goes_down_from_the_benchmark_to_the_entity_without_a_break(store: dti.Store) -> None:
    result = split(store.table("province-2022"), LAI_CHAU)
    bars = charts.waterfall(result, VI).data[0]
    steps_only = [place for place, colour in enumerate(bars.marker.color) if colour == style.WORSE]
    ends = [(bars.base[place], bars.base[place] + bars.x[place]) for place in steps_only]
    assert ends[0][1] == 1000.0
    assert all(math.isclose(low, high, abs_tol=1e-6) for (low, _), (_, high) in pairwise(ends))
    assert math.isclose(ends[-1][0], 503.2, abs_tol=1e-6)
    hatched = [bars.y[place] for place, shape in enumerate(bars.marker.pattern.shape) if shape]
    assert len(hatched) == 1 and hatched[0].startswith("4 chỉ số gộp")


def test_where_the_entity_is_ahead_the_bar_is_of_the_other_colour(store: dti.Store) -> None:
    bars = charts.waterfall(split(store.table("province-2022"), LAI_CHAU, "rank:45"), VI).data[0]
    ahead = [label for label, colour in zip(bars.y, bars.marker.color, strict=True) if colour == style.BETTER]
    assert ahead == ["Hoạt động kinh tế số", "Hoạt động xã hội số"]


def test_a_made_up_benchmark_is_said_under_the_title(store: dti.Store) -> None:
    fig = charts.waterfall(split(store.table("province-2022"), LAI_CHAU, "median"), VI)
    assert "không phải một đơn vị có thật" in fig.layout.title.subtitle.text


def test_areas_of_the_treemap_add_up_to_what_is_lost(store: dti.Store) -> None:
    tree = areas.treemap(split(store.table("province-2022"), LAI_CHAU), VI).data[0]
    inside = {
        name: [v for v, parent in zip(tree.values, tree.parents, strict=True) if parent == name] for name in tree.ids
    }
    whole = dict(zip(tree.ids, tree.values, strict=True))
    for name, areas_inside in inside.items():
        assert not areas_inside or math.isclose(sum(areas_inside), whole[name], abs_tol=1e-6)
    assert math.isclose(whole["all"], 496.8, abs_tol=1e-6)
    assert tree.marker.pattern.shape[tree.ids.index("1+2+4+5")] == "/"


def test_no_treemap_where_nothing_is_behind(store: dti.Store) -> None:
    table = store.table("province-2022")
    assert charts.views(split(table, "VN-48", "median")) == ("waterfall",)
    assert charts.views(split(table, LAI_CHAU, "median")) == ("waterfall", "treemap")
    assert charts.views(split(store.table("province-2024"), LAI_CHAU)) == ("values",)


@pytest.mark.parametrize("round_id", EVERYWHERE)
def test_every_entity_of_every_round_can_be_read(store: dti.Store, round_id: str) -> None:
    table = store.table(round_id)
    known = with_total(table)
    for entity in known if round_id in ("province-2022", "province-2024-34") else known[::3]:
        result = split(table, entity)
        said = [words.finding(result, VI), words.finding_split(result, VI), *words.notes(result, VI)]
        said += [str(text) for card in words.cards(result, VI) for text in card if text]
        for sentence in said:
            assert not re.search(r"nan|None|(?<!\d)\d\.\d{4}|inf", sentence), sentence


@pytest.mark.parametrize("benchmark", ["max", "best", "median", "rank:2", "last"])
@pytest.mark.parametrize("round_id", EVERYWHERE)
def test_every_round_and_benchmark_can_be_drawn(store: dti.Store, round_id: str, benchmark: str) -> None:
    table = store.table(round_id)
    known = with_total(table)
    ranks = table.rank()
    if benchmark == "rank:2" and not (ranks == 2).any():
        with pytest.raises(dti.DtiError):
            split(table, known[0], benchmark)
        return
    for t, entity in ((VI, known[0]), (EN, known[-1])):
        result = split(table, entity, known[-1] if benchmark == "last" else benchmark)
        for view in charts.views(result):
            fig = charts.draw(view, result, t)
            assert fig.layout.title.text
            assert "nan" not in " ".join(str(note.text) for note in fig.layout.annotations)
        frame = tables.table(result, t)
        assert frame[t("gap.column_index")].notna().all()
        assert tables.formats(result, t)


def test_hues_get_darker_with_the_share_lost() -> None:
    shades = [int(areas.shade(share)[1:3], 16) for share in (0.0, 0.3, 0.7, 1.0)]
    assert shades == sorted(shades, reverse=True)
