"""A slide's chart for the wall: every kind is drawn, large, with the labels that the slide has and nothing else."""

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dti_core.charts import style
from dti_core.charts.slides import SIZE, _hung, draw
from dti_core.i18n import Translator
from dti_core.meeting.builder import build
from dti_core.meeting.materials import gather
from dti_core.meeting.settings import Settings
from dti_core.meeting.slide import Role, Series, SlideChart, Tile
from dti_core.store import Store

VI = Translator("vi")


def texts(fig: go.Figure) -> set[str]:
    """Every text in a figure, without markup."""
    found: list[str] = []
    for trace in fig.data:
        found += [str(text) for text in (trace.text if trace.text is not None else ())]
    found += [note.text for note in fig.layout.annotations]
    return {text.replace("<b>", "").replace("</b>", "").replace("<br>", " ") for text in found if text}


def made(kind: str, **more: object) -> SlideChart:
    roles: tuple[Role, ...] = ("total", "worse", "better", "total")
    series = Series("điểm", (10.0, -4.0, 1.0, 7.0), "subject", roles, ("10", "−4", "+1", "7"))
    return SlideChart(kind, ("Từ", "Hạ tầng", "Nhân lực", "Đến"), (series,), "Còn 7", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["bars", "columns", "line", "waterfall", "steps"])
def test_every_kind_is_a_valid_figure_with_all_its_labels_in_large_type(kind: str) -> None:
    chart = made(kind, numbers=(0.0, 1.0, 2.0, 3.0))
    fig = go.Figure(draw(chart, VI, 800, 400).to_dict())  # with Plotly's checks
    assert texts(fig) == {"10", "−4", "+1", "7"}
    assert (fig.layout.width, fig.layout.height, fig.layout.font.size) == (800, 400, SIZE)
    sizes = [trace.textfont.size for trace in fig.data if trace.textfont.size is not None]
    sizes += [note.font.size for note in fig.layout.annotations]
    assert min(sizes) >= 28


def test_a_waterfall_floats_and_ends_on_the_ground_in_the_colour_of_the_entity() -> None:
    bar = go.Figure(draw(made("waterfall"), VI, 800, 400).to_dict()).data[0]
    assert list(bar.base) == [0.0, 6.0, 6.0, 0.0] and list(bar.x) == [10.0, 4.0, 1.0, 7.0]
    assert bar.marker.color[-1] == style.ACCENT and bar.marker.color[1] == style.WORSE


def test_a_waterfall_of_ranks_has_1_on_top() -> None:
    series = Series("hạng", (53.0, -19.5, 20.5, 54.0), "subject", ("total", "better", "worse", "total"),
                    ("53", "▲19,5", "▼20,5", "54"))  # fmt: skip
    chart = SlideChart("waterfall", ("a", "b", "c", "d"), (series,), "", reversed=True)
    fig = go.Figure(draw(chart, VI, 800, 400).to_dict())
    low, high = fig.layout.yaxis.range
    assert low > 54 and high < 33.5
    steps = [trace for trace in fig.data if trace.type == "bar"]
    assert [(trace.base[0], trace.y[0]) for trace in steps] == [(53.0, -19.5), (33.5, 20.5)]


def test_missing_values_are_drawn_as_nothing() -> None:
    series = Series("x", (None, 0.4, None), labels=("", "0,40", ""))
    for kind in ("bars", "columns", "line"):
        go.Figure(draw(SlideChart(kind, ("a", "b", "c"), (series,), ""), VI, 600, 300).to_dict())  # type: ignore[arg-type]
    nothing = SlideChart("line", ("a",), (Series("x", (None,)),), "")
    go.Figure(draw(nothing, VI, 600, 300).to_dict())


def test_years_are_names_and_not_numbers() -> None:
    """Plotly would make an axis of numbers from "2022" and lose the points."""
    chart = SlideChart("line", ("2022", "2023"), (Series("x", (0.5, 0.6)),), "")
    assert go.Figure(draw(chart, VI, 600, 300).to_dict()).layout.xaxis.type == "category"


@given(st.lists(st.text("abc ", max_size=25), min_size=1, max_size=80), st.integers(400, 1300))
def test_labels_over_columns_never_cover_each_other(labels: list[str], width: int) -> None:
    placed, lines = _hung(Series("x", (1.0,) * len(labels), labels=tuple(labels)), width)
    assert set(placed) == {place for place, label in enumerate(labels) if label}
    by_line: dict[int, float] = {}
    for place, (left, line) in sorted(placed.items(), key=lambda one: one[1][0]):
        assert left >= by_line.get(line, 0.0) - 1e-9 and 0 <= line < lines
        by_line[line] = left + (len(labels[place]) + 1.5) * 0.56 * SIZE


def test_what_somebody_typed_is_no_markup() -> None:
    chart = SlideChart("bars", ("<a href='x'>A</a>",), (Series("x", (1.0,), labels=("<b>1",)),), "")
    found = str(draw(chart, VI, 600, 300).to_dict())
    assert "<a" not in found and "<b>1" not in found and "&lt;b>1" in found


def test_tiles_stand_in_their_places_and_the_subject_is_named() -> None:
    tiles = (Tile("VN-12", "LCh", "Lai Châu", 0, 0, 0.5, "0,5032", 0.2, "subject"),
             Tile("VN-01", "HN", "Hà Nội", 3, 2, None, "–", None),
             Tile("VN-48", "Q.đ. Hoàng Sa", "", 30, 40, 0.8, "0,8002", 1.0, beside=True))  # fmt: skip
    fig = go.Figure(draw(SlideChart("tiles", (), (), "", tiles=tiles), VI, 600, 400).to_dict())
    assert list(fig.data[0].x) == [0, 3, 30] and list(fig.data[0].y) == [0, 2, 40]
    assert fig.data[0].marker.color[1] == style.GREY
    assert texts(fig) == {"Lai Châu 0,5032", "Q.đ. Hoàng Sa"}  # the archipelagos are named on every map


def test_real_slides_are_valid_figures_whose_labels_are_those_of_the_slide(store: Store) -> None:
    for round_id in ("province-2021", "province-2023", "commune-backan-2022", "agency-laocai-2022-a"):
        table = store.table(round_id)
        entity = "VN-12" if "VN-12" in table.entities else table.entities[0]
        for slide in build(gather(store, table, entity, Settings()), Settings(), VI).slides:
            if slide.chart is not None and slide.chart.kind != "tiles":
                fig = go.Figure(draw(slide.chart, VI, 1168, 300).to_dict())
                wanted = {label for series in slide.chart.series for label in series.labels if label}
                assert texts(fig) == wanted, slide.key
