"""A chart worked out in numbers before anything is drawn: spans of bars, ranges of axes, room for labels.

PowerPoint's native charts and the PDF take their geometry from here, so that both show the same and no label is cut.
"""

import math
from dataclasses import dataclass

from dti_core.deck import measure
from dti_core.deck.look import CHART, Box
from dti_core.i18n import MISSING
from dti_core.meeting.slide import Role, Series, SlideChart

HEADING, LEGEND = 20.0, 26.0  # points above and below the plot
READABLE = 9.0  # least size of type in a tile; smaller names are left to the table and the hover
CALLOUT = 16.0  # size of type for who is lit
BESIDE = 96.0  # points to the right of a tile for a name that is written beside it
_LABEL_SHARE = 0.42  # of the width at most for names of bars
_LABELS = 0.65  # of the width at most for labels beyond the bars
_BAR, _CLOSE = 0.66, 0.84  # of its slot that a group of bars fills; where there are very many, or several series
_WIDEST, _THICKEST = 110.0, 44.0  # points of a column across, of a lying bar
_LABEL = 1.1  # sizes of type that a bar must be thick for its label not to touch the next one's
_MOST_LINES = 4
_LINE = 1.3  # sizes from label to label
_LEAST = 150.0  # points of height, for any chart
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class BarSeries:
    """Bars of one series, each from a start to an end in units of the axis; None = missing."""

    name: str
    roles: tuple[Role, ...]
    spans: tuple[Span | None, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars, columns or a waterfall. low … high: the axis, with room for labels beyond the bars. head: where the room
    for the names of lying bars begins. share: of a slot that the bars of one category fill together."""

    horizontal: bool
    names: tuple[str, ...]
    series: tuple[BarSeries, ...]
    size: float
    plot: Box
    low: float
    high: float
    head: float
    legend: tuple[tuple[str, Role], ...]
    floating: bool  # a waterfall: spans do not begin at nought
    reversed: bool = False
    share: float = _BAR
    lifts: tuple[float, ...] = ()  # how much higher the label of each category stands, so as not to cover another


@dataclass(frozen=True, slots=True)
class Tiles:
    """A tile map: side of a tile, where column and row nought are, and the size of type in it. said: who is lit, in
    lines to the left."""

    side: float
    origin: tuple[float, float]
    size: float
    said: tuple[str, ...]
    callout: Box


def bars(chart: SlideChart, box: Box) -> Bars:
    """Geometry of bars, columns or a waterfall; upright where the names fit under the columns, else lying."""
    floating = chart.kind == "waterfall"
    series = _waterfall(chart) if floating else tuple(_plain(one) for one in chart.series)
    names = tuple(_named(name, [one.name for one in series if one.spans[place] is None], len(series))
                  for place, name in enumerate(chart.categories))  # fmt: skip
    room = plot_room(chart, box)
    upright = None if chart.kind == "bars" else (CHART[0], 6.0) if chart.sparse else _upright(names, series, room)
    share = _CLOSE if len(series) > 1 or (chart.sparse and chart.kind == "columns") else _BAR
    ends = [end for one in series for span in one.spans if span for end in span] or [0.0]
    low, high = min(0.0, *ends), max(0.0, *ends)
    high = high if high > low else low + 1.0
    if upright is not None:
        size, foot = upright
        plot = Box(room.x, room.y, room.width, room.height - foot)
        label = size * 1.5
        length, label_low = plot.height, label
    else:
        texts = [text for one in series for text in one.labels]
        size, head = _lying(names, texts, room, share / len(series))
        plot = Box(room.x + head, room.y, room.width - head, room.height)
        label = max((measure.width(text, size, True) for one in series for text in one.labels), default=0.0) + 12
        length, label_low = plot.width, label
    slot = (plot.width if upright is not None else plot.height) / max(1, len(names))
    thickest = (_WIDEST if upright is not None else _THICKEST) * len(series)
    share = max(min(share, thickest / slot), 1 / 6)  # a gap of five bars is PowerPoint's most
    lifts: tuple[float, ...] = ()
    if chart.sparse and upright is not None:
        lifts = _lifted(series[0], plot, (low, high), size)
        label += max(lifts, default=0.0)
    spare = length - label - (label_low if low < 0 else 0)
    unit = (high - low) / max(spare, length * 0.3)
    low, high = (low - label_low * unit if low < 0 else low), high + label * unit
    return Bars(
        upright is None, names, series, size, plot, low, high, room.x, legend(chart), floating,
        chart.reversed and upright is not None, share, lifts,
    )  # fmt: skip


def tiles(chart: SlideChart, box: Box) -> Tiles:
    """Tiles as large as the box allows, in its middle."""
    across, down = [tile.column for tile in chart.tiles] or [0], [tile.row for tile in chart.tiles] or [0]
    columns, rows = max(across) - min(across) + 1, max(down) - min(down) + 1
    room = plot_room(chart, box)
    aside = BESIDE if any(tile.beside for tile in chart.tiles) else 0.0
    lit = next((tile for tile in chart.tiles if tile.role == "subject"), None)
    said = (lit.name, *lit.label.split(" · ")) if lit else ()
    callout = max((measure.width(line, CALLOUT, True) for line in said), default=0.0) + 16 if said else 0.0
    side = min(max(room.width - aside - callout, room.width * 0.3) / columns, room.height / rows)
    inside = [measure.width(tile.short, 1.0, True) for tile in chart.tiles if not tile.beside]
    longest = max([*inside, 1.0])
    size = min(14.0, (side - 5) / longest, side * 0.42)
    x = room.x + callout + (room.width - aside - callout - side * columns) / 2 - min(across) * side
    y = room.y + (room.height - side * rows) / 2 - min(down) * side
    tall = len(said) * CALLOUT * measure.LEADING
    beside = Box(room.x, room.y + (room.height - tall) / 2, callout, tall)
    return Tiles(side, (x, y), math.floor(size * 2) / 2, said, beside)


def legend(chart: SlideChart) -> tuple[tuple[str, Role], ...]:
    """Names to be explained by colour: none for a single series, grey ones once."""
    if len(chart.series) < 2 or chart.kind in ("waterfall", "tiles"):
        return ()
    found: dict[str, Role] = {}
    grey = False
    for one in chart.series:
        if one.role == "context" and grey:
            continue
        grey = grey or one.role == "context"
        if one.name:
            found[one.name] = one.role
    return tuple(found.items())


def colours_of(series: Series) -> tuple[Role, ...]:
    """The role of each point."""
    return series.roles or (series.role,) * len(series.values)


def _named(name: str, missing: list[str], count: int) -> str:
    """The name of a category with a mark for each figure that is missing: there is no bar to carry it."""
    if not missing:
        return name
    if len(missing) == count:
        return f"{name} {MISSING}"
    return f"{name} ({', '.join(f'{one} {MISSING}' for one in missing)})"


def plot_room(chart: SlideChart, box: Box) -> Box:
    top = HEADING if chart.value_title else 4.0
    top += 8.0 if chart.kind in ("line", "steps") else 0.0  # half of the highest tick
    bottom = LEGEND if legend(chart) else 2.0
    bottom = LEGEND if chart.kind == "tiles" else bottom
    return Box(box.x, box.y + top, box.width, box.height - top - bottom)


def _plain(series: Series) -> BarSeries:
    spans = tuple(None if value is None else (0.0, value) for value in series.values)
    return BarSeries(series.name, colours_of(series), spans, series.labels or ("",) * len(series.values))


def _lifted(one: BarSeries, plot: Box, ends: Span, size: float) -> tuple[float, ...]:
    """Points that each label is raised by, from left to right, until it covers none before it."""
    slot = plot.width / max(1, len(one.spans))
    unit = plot.height / (ends[1] - ends[0])
    lifts: list[float] = []
    taken: list[tuple[float, float, float]] = []  # middle, half of the width, foot
    for place, (span, text) in enumerate(zip(one.spans, one.labels, strict=True)):
        lift = 0.0
        if span and text:
            half = measure.width(text, size, True) / 2 + 4
            middle = min(max((place + 0.5) * slot, half), plot.width - half)
            foot = max(span) * unit
            near = [base for other, wide, base in taken if abs(middle - other) < half + wide]
            while any(abs(foot + lift - base) < size * _LINE for base in near):
                lift += size * _LINE / 4
            taken.append((middle, half, foot + lift))
        lifts.append(lift)
    return tuple(lifts)


def _waterfall(chart: SlideChart) -> tuple[BarSeries, ...]:
    """One series whose bars float: from the level before to the level after each step."""
    series = chart.series[0]
    roles = colours_of(series)
    spans: list[Span | None] = []
    level = 0.0
    for place, value in enumerate(series.values):
        if value is None:
            spans.append(None)
        elif place == 0 or roles[place] == "total":
            level = value
            spans.append((0.0, level))
        else:
            after = round(level + value, 9)
            spans.append((level, after))
            level = after
    return (BarSeries(series.name, roles, tuple(spans), series.labels or ("",) * len(spans)),)


def _upright(names: tuple[str, ...], series: tuple[BarSeries, ...], room: Box) -> tuple[float, float] | None:
    """Size of type and room under the columns; None where names or labels would not fit."""
    slot = room.width / max(1, len(names))
    for size in CHART[:2]:
        words = max((measure.widest_word(name, size) for name in names), default=0.0)
        rows = max((len(measure.wrap(name, size, slot - 6)) for name in names), default=1)
        label = max((measure.width(text, size, True) for one in series for text in one.labels), default=0.0)
        bar = slot / len(series)
        if words <= slot - 6 and rows <= _MOST_LINES and label <= bar - 2:
            return size, rows * size * measure.LEADING + 8
    return None


def least_height(chart: SlideChart) -> float:
    """Points that a chart needs for its smallest type."""
    if chart.kind != "bars":
        return _LEAST
    count = len(chart.series)
    bars = len(chart.categories) * count * CHART[-1] * _LABEL / (_CLOSE if count > 1 else _BAR)
    return bars + HEADING + LEGEND


def _lying(names: tuple[str, ...], labels: list[str], room: Box, share: float) -> tuple[float, float]:
    """Size of type and room for the names to the left of the bars."""
    slot = room.height / max(1, len(names))
    for size in CHART:
        natural = max((measure.width(name, size) for name in names), default=0.0) + 10
        head = min(natural, room.width * _LABEL_SHARE)
        wide = max((measure.width(text, size, True) for text in labels), default=0.0)
        fits = slot * share >= size * _LABEL and wide <= (room.width - head) * _LABELS
        if fits and all(measure.height(name, size, head - 8) <= slot for name in names):
            return size, head
    return CHART[-1], room.width * _LABEL_SHARE
