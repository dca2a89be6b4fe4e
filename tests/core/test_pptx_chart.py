"""Native charts one by one: colours by role, labels, missing points, the tile map as shapes."""

from typing import Any

import pytest
from pptx import Presentation
from pptx.dml.color import RGBColor

from dti_core.charts.style import ACCENT, GREY
from dti_core.deck import pptx_chart, pptx_shapes
from dti_core.deck.look import Box
from dti_core.meeting.slide import Series, SlideChart
from tests.decks import sample, series

BOX, WORDS = Box(40, 100, 600, 350), ("thấp nhất", "cao nhất")


@pytest.fixture
def slide() -> Any:
    file = Presentation()
    return file.slides.add_slide(file.slide_layouts[6])


def test_points_have_the_colour_of_their_role_and_a_target_is_dashed(slide: Any) -> None:
    one = series("s", (1.0, 2.0, 3.0), "vi", 0, role="context", roles=("context", "subject", "target"))
    chart = pptx_chart.add(slide, SlideChart("columns", ("a", "b", "c"), (one,), "f"), BOX, "vi", WORDS).chart
    points = chart.plots[0].series[0].points
    assert points[1].format.fill.fore_color.rgb == RGBColor.from_string(ACCENT[1:])
    assert points[2].format.line.dash_style is not None
    assert chart.plots[0].series[0].format.fill.fore_color.rgb == RGBColor.from_string(GREY[1:])


def test_a_missing_point_stays_empty_and_its_name_says_so(slide: Any) -> None:
    one = series("s", (1.0, None), "vi", 1)
    chart = pptx_chart.add(slide, SlideChart("bars", ("a", "b"), (one,), "f"), BOX, "vi", WORDS).chart
    assert tuple(chart.plots[0].series[0].values) == (1.0, None)
    assert list(chart.plots[0].categories) == ["a", "b –"]


def test_grey_lines_share_one_entry_of_the_legend(slide: Any) -> None:
    lines = (*[Series("khác", (1.0, 2.0), "context")] * 5, series("ta", (2.0, 3.0), "vi", 0))
    chart = pptx_chart.add(slide, SlideChart("line", ("a", "b"), lines, "f"), BOX, "vi", WORDS).chart
    assert len(chart.legend._element.xpath("c:legendEntry")) == 4


def test_steps_go_along_and_then_up(slide: Any) -> None:
    one = Series("hạng", (3.0, 2.0, 1.0))
    given = SlideChart("steps", (), (one,), "f", numbers=(0.5, 0.6, 0.7), reversed=True)
    plot = pptx_chart.add(slide, given, BOX, "vi", WORDS).chart.plots[0]
    xs = [float(v.text) for v in plot.series[0]._element.xpath(".//c:xVal//c:v")]
    assert list(zip(xs, plot.series[0].values, strict=True)) == [(0.5, 3), (0.6, 3), (0.6, 2), (0.7, 2), (0.7, 1)]


def test_a_tile_map_is_a_group_of_squares_each_with_its_name_and_figure(slide: Any) -> None:
    given = next(s.chart for s in sample("vi").slides if s.chart and s.chart.kind == "tiles")
    group = pptx_chart.add(slide, given, BOX, "vi", WORDS)
    codes = ("LCH", "HNO", "DBI", "SLA")
    squares = [shape for shape in group.shapes if shape.text_frame.text in codes]
    assert len(squares) == 63
    described = [shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in squares]
    assert described[0] == "Tỉnh 0: 0,3000" and described[7] == "Tỉnh 7: –"
    assert group._element.xpath("./p:nvGrpSpPr/p:cNvPr")[0].get("descr") == given.finding


def test_shapes_have_no_shadow_of_the_theme_and_stand_where_they_are_put(slide: Any) -> None:
    square = pptx_shapes.square(slide, Box(10, 20, 30, 40), "#E6F0F5", "LCH", 10, False)
    assert square._element.xpath("p:style") == []
    assert [round(side.pt) for side in (square.left, square.top, square.width, square.height)] == [10, 20, 30, 40]


def test_tiles_too_small_for_names_are_drawn_without_them(slide: Any) -> None:
    """As on the map slide of a narrow template: a name would be half a point high, which no file can hold."""
    given = next(s.chart for s in sample("vi").slides if s.chart and s.chart.kind == "tiles")
    group = pptx_chart.add(slide, given, Box(40, 100, 150, 110), "vi", WORDS)
    said = [shape.text_frame.text for shape in group.shapes]
    assert said.count("") == len(given.tiles) + 5  # the key's five as well
