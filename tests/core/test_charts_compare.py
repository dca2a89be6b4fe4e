"""What the Compare page says and draws: true in every case, for every entity of every round."""

import math
import re

import pytest

import dti_core as dti
from conftest import toy
from dti_core import compare as core
from dti_core.charts import compare as charts
from dti_core.charts import compare_words as words
from dti_core.charts import heat, pillars, room, style
from dti_core.charts.draft import Draft

VI, EN = dti.Translator("vi"), dti.Translator("en")
LONG_AN, LAI_CHAU = "VN-80", "VN-12"
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


def beside(table: dti.ScoreTable, entity: str) -> core.Comparison:
    return core.compare(table, entity, core.suggested(table, entity))


def test_below_the_median_everywhere_names_the_farthest_index(store: dti.Store) -> None:
    """Medians of 2022: 0.6255, 0.6232, 0.5387, 0.2791; Lai Châu 0.3240, 0.5294, 0.5212, 0.2459."""
    said = words.finding_profile(beside(store.table("province-2022"), LAI_CHAU), VI)
    assert said == "Lai Châu thấp hơn trung vị ở cả 4 chỉ số; kém xa nhất ở Hạ tầng số: 0,3240 so với 0,6255."


def test_below_the_median_in_some_counts_them(store: dti.Store) -> None:
    said = words.finding_profile(beside(store.table("province-2022"), LONG_AN), VI)
    assert "ở 2/4 chỉ số; kém xa nhất ở Hoạt động kinh tế số: 0,4758" in said


def test_below_the_median_nowhere_names_the_best_index(store: dti.Store) -> None:
    said = words.finding_profile(beside(store.table("province-2022"), "VN-48"), EN)
    assert said.startswith("Da Nang is below the median in none of 4 indices; it stands out most in Digital")


def test_the_number_below_the_median_is_right_for_every_province(store: dti.Store) -> None:
    for round_id in ("province-2022", "province-2023", "province-2024", "province-2024-34"):
        table = store.table(round_id)
        for entity in table.entities:
            below = sum(table.value(entity, code) < table.values(code).median() for code in "3789")
            said = words.finding_profile(core.compare(table, entity), VI)
            assert {0: "không thấp hơn", 4: "ở cả 4"}.get(below, f"ở {below}/4") in said


def test_only_a_rank_is_said_as_only_a_rank(store: dti.Store) -> None:
    said = words.finding_profile(beside(store.table("province-2020"), "VN-15"), VI)
    assert said == "Kỳ này mới công bố hạng của Yên Bái: 40/63; chưa công bố giá trị."


def test_nothing_known_is_said(store: dti.Store) -> None:
    said = words.finding_profile(beside(store.table("province-2021"), "VN-10"), VI)
    assert said == "Kỳ này chưa công bố chỉ số nào của Lào Cai."


def test_a_total_alone_is_compared_as_a_total(store: dti.Store) -> None:
    said = words.finding_profile(beside(store.table("agency-laocai-2022-a"), "VN-10-SGDDT"), VI)
    assert said.startswith("Sở Giáo dục và Đào tạo đạt 625,30, cao hơn trung vị của 3 đơn vị đã công bố (603,20)")
    middle = words.finding_profile(beside(store.table("agency-laocai-2022-a"), "VN-10-STC"), VI)
    assert "bằng trung vị" in middle


def test_a_lone_commune_has_nobody_to_be_compared_with(store: dti.Store) -> None:
    result = beside(store.table("commune-backan-2022"), "VN-06-XUANLAC")
    assert words.finding_profile(result, VI) == "Chưa có đơn vị nào khác công bố số liệu để so với Xã Xuân Lạc."
    assert words.finding_beside(result, VI) == "Mới có số liệu của Xã Xuân Lạc."


def test_being_ahead_is_counted_against_each_compared_entity(store: dti.Store) -> None:
    """Lai Châu 2022 against Nghệ An: ahead in 7 (0.5294 > 0.4711) and 8 (0.5212 > 0.4573), behind in 3 and 9."""
    result = core.compare(store.table("province-2022"), LAI_CHAU, ["VN-40", "VN-20"])
    assert words.finding_beside(result, VI) == "Lai Châu hơn Nghệ An ở 2/4 chỉ số, Lạng Sơn ở 0/4 chỉ số."
    assert words.finding_beside(core.compare(result.table, LAI_CHAU), VI) == "Lai Châu giữa 63 đơn vị có số liệu."


def test_the_heat_map_names_rank_and_leader_of_its_column(store: dti.Store) -> None:
    result = beside(store.table("province-2022"), LAI_CHAU)
    said = words.finding_heat(result, "3", VI)
    assert said == "Hạ tầng số: Lai Châu xếp hạng 63/63, đạt 0,3240; cao nhất là Hồ Chí Minh (0,8258)."


def test_the_heat_map_of_a_leader_an_unranked_and_an_unknown_one(store: dti.Store) -> None:
    table = store.table("province-2022")
    first = core.compare(table, "VN-48")
    assert "Đà Nẵng cao nhất trong 63 đơn vị" in words.finding_heat(first, "DTI", VI)
    assert "xếp hạng" not in words.finding_heat(core.compare(table, LAI_CHAU), "1+2+4+5", VI)
    unknown = core.compare(store.table("province-2020"), "VN-15")
    assert words.finding_heat(unknown, "DTI", VI).startswith(
        "Chỉ số chuyển đổi số cấp tỉnh: chưa công bố số liệu của Yên Bái"
    )


def test_the_pillar_that_hides_most_is_named(store: dti.Store) -> None:
    table = store.table("province-2022")
    result, made_of = core.compare(table, LONG_AN), core.hidden_parts(table, LONG_AN)
    said = words.finding_hidden(made_of, result, VI)
    assert said == "Trụ cột Xã hội số đạt 0,6466, nhưng phần hoạt động riêng chỉ đạt 0,3270."
    assert words.formulas(made_of, result, VI)[2] == "Trụ cột Xã hội số: (371,2 + 49,1) / 650 = 0,6466, hạng 8/63"
    assert "371,2 trên 500" in words.hidden_note(made_of, VI)


def test_a_pillar_below_its_activity_hides_nothing(store: dti.Store) -> None:
    table = store.table("province-2022")
    made_of = core.hidden_parts(table, LONG_AN).assign(activity_value=0.9)
    assert "không thấp hơn" in words.finding_hidden(made_of, core.compare(table, LONG_AN), VI)


def test_a_similar_entity_that_ranks_better_is_put_first(store: dti.Store) -> None:
    table = store.table("province-2022")
    result, near = core.compare(table, LAI_CHAU), core.similar(table, LAI_CHAU)
    assert words.finding_similar(near, result, VI).startswith("Quảng Bình giống Lai Châu nhất mà xếp trên 7 bậc")
    worse = near[near["rank"] > 53]
    assert words.finding_similar(worse, result, VI).startswith("Giống nhất là Thái Bình")


def test_what_is_folded_into_a_sum_is_named_and_counted(store: dti.Store) -> None:
    said = " ".join(words.notes(beside(store.table("province-2022"), LAI_CHAU), VI))
    assert "Nhận thức số, Thể chế số, Nhân lực số, An toàn thông tin mạng: chỉ 5/63 đơn vị" in said
    assert "DTI: 13/63" in " ".join(words.notes(beside(store.table("province-2020"), LAI_CHAU), VI))
    assert "1/108" in " ".join(words.notes(beside(store.table("commune-backan-2022"), "VN-06-XUANLAC"), VI))


def test_the_pillar_table_reads_as_published(store: dti.Store) -> None:
    table = store.table("province-2022")
    frame = core.pillars(table, [LONG_AN, "VN-40"], store.table("province-2021"))
    shown = words.pillar_table(frame, core.compare(table, LONG_AN), VI).set_index(["Đơn vị", "Trụ cột"])
    own = shown.loc[("Long An", "Trụ cột Xã hội số")]
    assert own.tolist() == ["0,6466", "8/63", "▲14", "công bố"]
    assert shown.loc[("Nghệ An", "Trụ cột Chính quyền số")].tolist()[1:] == ["51–52/63", "–", "suy ra"]


def test_a_change_of_rank_whose_direction_is_open_is_not_shown() -> None:
    assert words.change(-10.0, 38.0, VI) == "–"
    assert words.change(2.0, 3.0, VI) == "▼2–▼3"
    assert words.change(0.0, 1.0, VI) == "0–▼1"
    assert words.change(math.nan, math.nan, VI) == "–"


def test_names_in_the_legend_cannot_carry_markup() -> None:
    table = toy()
    table.people.loc["B", "name_vi"] = "<b>B</b>"
    assert "&lt;b&gt;B" in words.legend(core.compare(table, "A", ["B"]), VI, True)


def test_the_files_hold_everybody_with_numbers_as_numbers(store: dti.Store) -> None:
    result = beside(store.table("province-2022"), LAI_CHAU)
    frame = words.index_table(result, VI).set_index("Đơn vị")
    assert len(frame) == 63
    assert frame.at["Lai Châu", "Hạ tầng số"] == 0.3240
    assert frame.at["Lai Châu", "Hạng · DTI"] == 53


@pytest.mark.parametrize("round_id", EVERYWHERE)
def test_every_entity_of_every_round_can_be_read(store: dti.Store, round_id: str) -> None:
    table = store.table(round_id)
    for entity in table.entities:
        result = core.compare(table, entity, table.entities[:2])
        said = [words.finding_profile(result, VI), words.finding_beside(result, VI)]
        said += [words.finding_heat(result, result.rows[-1], VI), *words.notes(result, VI)]
        for sentence in said:
            assert not re.search(r"nan|None|\d\.\d{4}|inf", sentence), sentence


@pytest.mark.parametrize("round_id", EVERYWHERE)
def test_whoever_is_similar_can_be_read(store: dti.Store, round_id: str) -> None:
    table = store.table(round_id)
    for entity in table.entities[::9]:
        result, near = core.compare(table, entity), core.similar(table, entity)
        assert not re.search(r"nan|None", words.finding_similar(near, result, VI))
        assert len(words.similar_table(near, result, VI)) == len(near)


def test_indices_that_nobody_published_are_folded_too(store: dti.Store) -> None:
    said = " ".join(words.notes(core.compare(store.table("province-2023"), LAI_CHAU), VI))
    assert "chưa đơn vị nào công bố riêng" in said


@pytest.mark.parametrize("round_id", EVERYWHERE)
def test_every_round_can_be_drawn_with_comma_decimals(store: dti.Store, round_id: str) -> None:
    table = store.table(round_id)
    for entity in dict.fromkeys((table.entities[0], table.entities[-1])):
        result = beside(table, entity)
        figures = [charts.draw(view, result, VI) for view in charts.views(result) if view != "heat"]
        figures.append(heat.heat(result, result.rows[-1], VI))
        for fig in figures:
            assert fig.layout.separators == ",."
            assert fig.layout.title.text
            written = [text for trace in fig.data for text in [*(trace.hovertext or []), *(trace.text or [])]]
            assert not re.search(r"(?<!\d)\d\.\d{2,}|nan", " ".join(map(str, written)))


def test_a_radar_needs_three_indices_that_all_have(store: dti.Store) -> None:
    assert "radar" in charts.views(beside(store.table("province-2022"), LAI_CHAU))
    assert "radar" not in charts.views(beside(store.table("agency-laocai-2022-a"), "VN-10-STC"))
    assert charts.radar_codes(beside(store.table("province-2024"), LAI_CHAU)) == ("3", "7", "8", "9")


def test_dots_show_everybody_grey_once_and_the_chosen_lit_on_top(store: dti.Store) -> None:
    result = core.compare(store.table("province-2022"), LAI_CHAU, ["VN-20"])
    fig = charts.dots(result, VI)
    assert len(fig.data[0].x) == 61 * len(result.rows)
    assert fig.data[0].marker.color == style.GREY
    assert (fig.data[-1].name, fig.data[-1].marker.color) == ("Lai Châu", style.ACCENT)
    assert any("0,3240" in note.text and "63/63" in note.text for note in fig.layout.annotations)


def test_a_missing_figure_is_a_word_and_never_a_dot_at_zero(store: dti.Store) -> None:
    fig = charts.dots(beside(store.table("province-2020"), "VN-15"), VI)
    assert all(trace.name != "Yên Bái" for trace in fig.data)
    assert sum("chưa công bố" in note.text for note in fig.layout.annotations) == 4


def test_the_axis_closes_in_where_everybody_stands_together(store: dti.Store) -> None:
    near = charts.dots(beside(store.table("agency-laocai-2022-a"), "VN-10-STC"), VI).layout.xaxis
    assert near.range[0] > 0.5 and near.range[1] < 0.7
    assert all(text.endswith(" %") for text in near.ticktext)
    wide = charts.dots(beside(store.table("province-2022"), LAI_CHAU), VI).layout.xaxis
    assert wide.ticktext == ("0,0", "0,2", "0,4", "0,6", "0,8", "1,0")


def test_the_heat_map_is_sorted_by_its_column_and_frames_the_chosen(store: dti.Store) -> None:
    result = core.compare(store.table("province-2022"), LAI_CHAU, ["VN-20"])
    fig = heat.heat(result, "9", VI)
    column = fig.data[0].z[:, list(result.rows).index("9")]
    assert (column[:-1] >= column[1:]).all()
    assert {shape.line.color for shape in fig.layout.shapes} == {style.ACCENT, style.COMPARED[0]}
    framed = next(shape for shape in fig.layout.shapes if shape.line.color == style.ACCENT)
    assert "Lai Châu" in fig.layout.yaxis.ticktext[round(framed.y0 + 0.5)]


def test_missing_cells_of_the_heat_map_are_dashes(store: dti.Store) -> None:
    fig = heat.heat(core.compare(store.table("province-2020"), LAI_CHAU), "DTI", VI)
    dashes = next(trace for trace in fig.data if trace.type == "scatter")
    assert dashes.text == "–"
    assert len(dashes.x) == 63 * 4 - (13 + 11 * 3)


def test_pillars_are_drawn_as_shared_and_own_points(store: dti.Store) -> None:
    table = store.table("province-2022")
    fig = pillars.pillar_parts(core.hidden_parts(table, LONG_AN), core.compare(table, LONG_AN), VI)
    shared, own = fig.data
    assert [round(x, 1) for x in shared.x] == [371.2] * 3
    assert [round(x, 1) for x in own.x] == [146.9, 71.4, 49.1]
    assert fig.layout.annotations[2].text == "+ 49,1 (0,3270)"


def test_the_room_of_a_plot_does_not_depend_on_its_heading() -> None:
    low, high = (room.finish(Draft(), VI, "tiêu đề", "", 200, above=above) for above in (0, 40))
    assert high.layout.height - low.layout.height == high.layout.margin.t - low.layout.margin.t == 40
    assert low.layout.height - low.layout.margin.t - low.layout.margin.b == 200
