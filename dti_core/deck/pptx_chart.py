"""Native charts for PowerPoint: their numbers can be edited there, their labels are written in the language.

PowerPoint writes numbers as Windows is set; an office's labels must have commas whatever that is, so each label is a
text of its own. Ticks, the only numbers that are left, ask for Vietnamese by the code of their format.
"""

from collections.abc import Sequence
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_AXIS_CROSSES,
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE, MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from dti_core.deck import pptx_shapes, sketch, sketch_lines
from dti_core.deck.look import COLOURS, LINE, WORDS, Box
from dti_core.meeting.slide import Role, SlideChart

_PLACES = 9  # of what is added up: 0.1 + 0.2 is 0.3 in the chart's workbook


def add(slide: Any, chart: SlideChart, box: Box, lang: str, words: tuple[str, str]) -> Any:
    """The chart on the slide, its finding as alternative text. words: "low" and "high" for the tiles' key."""
    if chart.kind == "tiles":
        shape = pptx_shapes.tiles(slide, chart, box, words)
    elif chart.kind in ("line", "steps"):
        shape = _lines(slide, chart, box, lang)
    else:
        shape = _bars(slide, chart, box)
    about = shape._element.xpath(".//p:cNvPr")[0]
    about.set("descr", chart.finding)
    about.set("name", chart.value_title or chart.finding[:60])
    return shape


def _bars(slide: Any, chart: SlideChart, box: Box) -> Any:
    drawn = sketch.bars(chart, box)
    data = CategoryChartData()
    data.categories = drawn.names
    if drawn.floating:
        _floating_data(data, drawn)
        kind = XL_CHART_TYPE.BAR_STACKED if drawn.horizontal else XL_CHART_TYPE.COLUMN_STACKED
    else:
        for one in drawn.series:
            data.add_series(one.name, [span[1] if span else None for span in one.spans])
        kind = XL_CHART_TYPE.BAR_CLUSTERED if drawn.horizontal else XL_CHART_TYPE.COLUMN_CLUSTERED
    shape = slide.shapes.add_chart(kind, *pptx_shapes.emu(box), data)
    native = shape.chart
    _common(native, chart, drawn.size, drawn.plot, box, drawn.legend)
    names, values = native.category_axis, native.value_axis
    names.reverse_order = drawn.horizontal
    names.tick_label_position = XL_TICK_LABEL_POSITION.NONE if chart.sparse else XL_TICK_LABEL_POSITION.LOW
    _quiet_axis(names)
    values.minimum_scale, values.maximum_scale = drawn.low, drawn.high
    values.has_major_gridlines = False
    values.visible = False
    values.reverse_order = drawn.reversed
    plot = native.plots[0]
    plot.gap_width = round((1 / drawn.share - 1) * 100)
    plot.overlap = 100 if drawn.floating else 0
    if drawn.floating:
        _paint_floating(plot, drawn)
    else:
        for series, one in zip(plot.series, drawn.series, strict=True):
            series.invert_if_negative = False
            _paint_points(series, one.roles, [bool(span) for span in one.spans])
            seen = [bool(span) for span in one.spans]
            _label(series, one.labels, drawn.size, XL_LABEL_POSITION.OUTSIDE_END, seen, one.roles)
            if drawn.lifts:
                _back(series, drawn.lifts, box.height)
    return shape


def _floating_data(data: CategoryChartData, drawn: sketch.Bars) -> None:
    """A waterfall as stacked bars: an unseen base, what shows above and below nought, and unseen room for labels."""
    one = drawn.series[0]
    room = float(f"{(drawn.high - drawn.low) * 0.001:.1g}")
    base, up, down, label = [], [], [], []
    for span in one.spans:
        low, high = (min(span), max(span)) if span else (0.0, 0.0)
        base.append(low if low > 0 else high if high < 0 else 0.0)
        up.append(None if not span else round(high - max(low, 0.0), _PLACES) if high > 0 else 0.0)
        down.append(None if not span else round(low - min(high, 0.0), _PLACES) if low < 0 else 0.0)
        label.append(room)
    data.add_series(" ", base)
    data.add_series(one.name, up)
    if any(down):
        data.add_series(f"{one.name} (−)", down)
    data.add_series("  ", label)


def _paint_floating(plot: Any, drawn: sketch.Bars) -> None:
    one = drawn.series[0]
    shown = [bool(span) for span in one.spans]
    first, *middle, last = plot.series
    for series in (first, last):
        series.format.fill.background()
        series.format.line.fill.background()
    for series in middle:
        series.invert_if_negative = False
        _paint_points(series, one.roles, shown)
    labels = [text if span else "" for text, span in zip(one.labels, one.spans, strict=True)]
    _label(last, labels, drawn.size, XL_LABEL_POSITION.INSIDE_BASE, shown, one.roles)


def _lines(slide: Any, chart: SlideChart, box: Box, lang: str) -> Any:
    drawn = sketch_lines.lines(chart, box)
    stepped = chart.kind == "steps"
    data: Any = XyChartData() if stepped else CategoryChartData()
    if not stepped:
        data.categories = drawn.names
    for number, one in enumerate(drawn.series):
        if stepped:
            stairs = (
                sketch_lines.steps(one, drawn.xs)
                if number == 0
                else tuple((x, y) for x, y in zip(drawn.xs, one.values, strict=True) if y is not None)
            )
            points = data.add_series(one.name)
            for x, y in stairs:
                points.add_data_point(x, y)
        else:
            data.add_series(one.name, one.values)
    kind = XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS if stepped else XL_CHART_TYPE.LINE_MARKERS
    shape = slide.shapes.add_chart(kind, *pptx_shapes.emu(box), data)
    native = shape.chart
    _common(native, chart, drawn.size, drawn.plot, box, drawn.legend)
    _axes(native, chart, drawn, lang)
    for number, (series, one) in enumerate(zip(native.plots[0].series, drawn.series, strict=True)):
        _paint_line(series, one.role, len([v for v in one.values if v is not None]) == 1, stepped)
        if not one.labels:
            continue
        if stepped:
            kept = [place for place, value in enumerate(one.values) if value is not None]
            if number == 0:
                continue  # its corners are more than its points: the axes say them
            labels = [one.labels[place] for place in kept]
            _label(series, labels, drawn.size, XL_LABEL_POSITION.ABOVE, [True] * len(labels), [one.role] * len(labels))
            continue
        shown = [value is not None for value in one.values]
        places = [
            XL_LABEL_POSITION.ABOVE if not seen or sketch_lines.above(drawn, number, place) else XL_LABEL_POSITION.BELOW
            for place, seen in enumerate(shown)
        ]
        _label(series, one.labels, drawn.size, places, shown, [one.role] * len(shown))
        _back(series)
    return shape


def _axes(native: Any, chart: SlideChart, drawn: sketch_lines.Lines, lang: str) -> None:
    across, up = native.category_axis, native.value_axis
    up.minimum_scale, up.maximum_scale = drawn.low, drawn.high
    up.reverse_order = drawn.reversed
    up.has_major_gridlines = bool(drawn.ticks)
    up.visible = bool(drawn.ticks)
    _quiet_axis(across)
    across.tick_label_position = XL_TICK_LABEL_POSITION.NEXT_TO_AXIS
    up.crosses = XL_AXIS_CROSSES.MAXIMUM if drawn.reversed else XL_AXIS_CROSSES.MINIMUM
    if drawn.ticks:
        _quiet_axis(up, line=False)
        if len(drawn.ticks) > 1:
            up.major_unit = drawn.ticks[1] - drawn.ticks[0]
        up.major_gridlines.format.line.color.rgb = RGBColor.from_string(LINE[1:])
        _ticks(up, chart.decimals, lang)
    if chart.kind == "steps":
        across.minimum_scale, across.maximum_scale = drawn.left, drawn.right
        across.has_major_gridlines = False
        if len(drawn.marks) > 1:
            across.major_unit = drawn.marks[1] - drawn.marks[0]
        _ticks(across, sketch_lines.places(drawn.marks), lang)


def _ticks(axis: Any, decimals: int, lang: str) -> None:
    form = "#,##0" + ("." + "0" * decimals if decimals else "")
    axis.tick_labels.number_format = f"[$-42A]{form}" if lang == "vi" else form
    axis.tick_labels.number_format_is_linked = False


def _quiet_axis(axis: Any, line: bool = True) -> None:
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    if line:
        axis.format.line.color.rgb = RGBColor.from_string(COLOURS["context"][1:])
    else:
        axis.format.line.fill.background()


def _common(
    native: Any, chart: SlideChart, size: float, plot: Box, box: Box, legend: Sequence[tuple[str, Role]]
) -> None:
    native.font.size = Pt(size)
    native.font.color.theme_color = MSO_THEME_COLOR.TEXT_1
    native.has_title = bool(chart.value_title)
    if chart.value_title:
        frame = native.chart_title.text_frame
        frame.text = chart.value_title
        run = frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = Pt(12), False
        title = native.chart_title._element
        for old in title.xpath("c:layout|c:overlay"):
            title.remove(old)
        title.xpath("c:tx")[0].addnext(_layout(0.0, 0.0))
        title.xpath("c:layout")[0].addnext(parse_xml(f'<c:overlay {nsdecls("c")} val="1"/>'))
    native.has_legend = bool(legend)
    if legend:
        native.legend.position = XL_LEGEND_POSITION.BOTTOM
        native.legend.include_in_layout = False
        native.legend.font.size = Pt(size)
        kept = {name for name, _ in legend}
        seen: set[str] = set()
        for place, one in enumerate(chart.series):
            if one.name in kept and one.name not in seen:
                seen.add(one.name)
                continue
            native.legend._element.insert(1, parse_xml(
                f'<c:legendEntry {nsdecls("c")}><c:idx val="{place}"/><c:delete val="1"/></c:legendEntry>'
            ))  # fmt: skip
    area = native._chartSpace.chart.plotArea
    for old in area.xpath("c:layout"):
        area.remove(old)
    area.insert(0, _layout(
        (plot.x - box.x) / box.width, (plot.y - box.y) / box.height, plot.width / box.width, plot.height / box.height
    ))  # fmt: skip
    upright = native._chartSpace.xpath("c:txPr/a:bodyPr")
    for element in upright:
        element.set("rot", "0")
        element.set("vert", "horz")


def _layout(x: float, y: float, width: float | None = None, height: float | None = None) -> Any:
    """Where a part of a chart stands, as shares of the chart."""
    inner = '<c:layoutTarget val="inner"/>' if width is not None else ""
    size = f'<c:w val="{width:.4f}"/><c:h val="{height:.4f}"/>' if width is not None else ""
    return parse_xml(
        f'<c:layout {nsdecls("c")}><c:manualLayout>{inner}<c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{x:.4f}"/><c:y val="{y:.4f}"/>{size}</c:manualLayout></c:layout>'
    )


def _paint_points(series: Any, roles: Sequence[Role], shown: Sequence[bool]) -> None:
    usual: Role = max(roles, key=list(roles).count, default="subject")
    _paint(series.format, usual)
    for place, (role, seen) in enumerate(zip(roles, shown, strict=True)):
        if seen and role != usual:
            _paint(series.points[place].format, role)


def _paint(form: Any, role: Role) -> None:
    """A bar in its role's colour; a target is an outline of dashes."""
    if role == "target":
        form.fill.background()
        form.line.color.rgb = pptx_shapes.colour(role)
        form.line.width = Pt(1.5)
        form.line.dash_style = MSO_LINE.DASH
    else:
        form.fill.solid()
        form.fill.fore_color.rgb = pptx_shapes.colour(role)


def _paint_line(series: Any, role: Role, alone: bool, stepped: bool) -> None:
    series.smooth = False
    line = series.format.line
    line.color.rgb = pptx_shapes.colour(role)
    line.width = Pt({"subject": 3.5, "context": 1.0, "target": 2.0}.get(role, 2.5))
    if role == "target":
        line.dash_style = MSO_LINE.DASH
    marker = series.marker
    if not alone and (stepped or role in ("context", "target")):
        marker.style = XL_MARKER_STYLE.NONE
        return
    marker.style = XL_MARKER_STYLE.CIRCLE
    marker.size = 14 if alone else 8
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = pptx_shapes.colour(role)
    marker.format.line.color.rgb = pptx_shapes.colour(role)


def _label(
    series: Any, labels: Sequence[str], size: float, place: Any, shown: Sequence[bool], roles: Sequence[Role]
) -> None:
    """Each point's label as the text it is to be read as."""
    for number, (text, seen) in enumerate(zip(labels, shown, strict=True)):
        if not text or not seen:
            continue
        label = series.points[number].data_label
        frame = label.text_frame
        run = frame.paragraphs[0].add_run()
        run.text = text
        run.font.size, run.font.bold = Pt(size), roles[number] != "context"
        if roles[number] not in ("context", "total", "target"):
            run.font.color.rgb = RGBColor.from_string(WORDS[roles[number]][1:])
        frame.word_wrap = False
        label.position = place[number] if isinstance(place, list) else place


def _back(series: Any, lifts: Sequence[float] = (), tall: float = 1.0) -> None:
    """Paper behind the labels of a series, so that lines and bars do not run through them; lifts: points of `tall`."""
    for label in series._element.xpath("c:dLbls/c:dLbl"):
        place = int(label.xpath("c:idx")[0].get("val"))
        paper = parse_xml(
            f'<c:spPr {nsdecls("c", "a")}><a:solidFill><a:schemeClr val="bg1"><a:alpha val="85000"/></a:schemeClr>'
            f"</a:solidFill></c:spPr>"
        )
        for old in label.xpath("c:spPr"):
            label.remove(old)
        label.xpath("c:tx")[0].addnext(paper)
        if lifts and lifts[place]:
            for old in label.xpath("c:layout"):
                label.remove(old)
            label.xpath("c:idx")[0].addnext(
                parse_xml(
                    f'<c:layout {nsdecls("c")}><c:manualLayout><c:x val="0"/>'
                    f'<c:y val="{-lifts[place] / tall:.4f}"/></c:manualLayout></c:layout>'
                )
            )
