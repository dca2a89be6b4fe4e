"""A line chart or a stairway worked out in numbers: places of points, ticks, which label stands above its point."""

import math
from dataclasses import dataclass
from itertools import pairwise

from dti_core.deck import measure
from dti_core.deck.look import CHART, Box
from dti_core.deck.sketch import legend, plot_room
from dti_core.meeting.slide import Role, Series, SlideChart


@dataclass(frozen=True, slots=True)
class Lines:
    """A line chart or a ladder of steps. xs: places along the horizontal axis, one a category where there are any.
    ticks, marks: of the vertical and the horizontal axis; () = the labels at the points say it."""

    names: tuple[str, ...]
    xs: tuple[float, ...]
    series: tuple[Series, ...]
    size: float
    plot: Box
    low: float
    high: float
    left: float
    right: float
    ticks: tuple[float, ...]
    marks: tuple[float, ...]
    legend: tuple[tuple[str, Role], ...]
    reversed: bool


def lines(chart: SlideChart, box: Box) -> Lines:
    """Geometry of a line chart or of steps; the axis is left out where every lit point has its label."""
    room = plot_room(chart, box)
    stepped = chart.kind == "steps"
    size = CHART[0] if len(chart.categories) <= 14 else CHART[1]
    values = [value for one in chart.series for value in one.values if value is not None] or [0.0, 1.0]
    labelled = all(len(one.labels) == len(one.values) for one in chart.series if one.role not in ("context", "target"))
    bottom, top = min(values), max(values)
    pad = (top - bottom or abs(top) or 1.0) * 0.14
    low, high = bottom - pad, top + pad
    ticks = () if labelled and not stepped else nice(bottom, top)
    if ticks:
        ticks = around(bottom, top, ticks)
        low, high = ticks[0], ticks[-1]
    xs = chart.numbers if stepped else tuple(float(place) for place in range(len(chart.categories)))
    marks: tuple[float, ...] = ()
    left, right = (min(xs), max(xs)) if stepped and xs else (-0.5, len(xs) - 0.5)
    if stepped:
        marks = around(left, right, nice(left, right))
        left, right = marks[0], marks[-1]
    head = size * 3.6 if ticks else 6.0
    foot = size * 1.8
    if not stepped and chart.categories:
        slot = (room.width - head) / len(chart.categories)
        foot = max(measure.height(name, size, slot - 4) for name in chart.categories) + 8
    plot = Box(room.x + head, room.y, room.width - head - 8, room.height - foot)
    return Lines(
        chart.categories, xs, chart.series, size, plot, low, high, left, right, ticks, marks, legend(chart),
        chart.reversed,
    )  # fmt: skip


def nice(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Round numbers within a range, at most `most`.

    >>> nice(0.31, 0.79)
    (0.4, 0.5, 0.6, 0.7)
    """
    span = high - low
    if not span > 0:
        return (low,)
    power = 10.0 ** math.floor(math.log10(span))
    for step in (power / 5, power / 2, power, power * 2, power * 5):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first < most:
            return tuple(round(place * step, 10) for place in range(first, last + 1))
    return (low, high)


def around(low: float, high: float, ticks: tuple[float, ...]) -> tuple[float, ...]:
    """Ticks as far apart as these, from at or below the lowest value to at or above the highest.

    >>> around(0.31, 0.79, nice(0.31, 0.79))
    (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
    """
    step = ticks[1] - ticks[0] if len(ticks) > 1 else abs(ticks[0]) or 1.0
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(place * step, 10) for place in range(first, max(last, first + 1) + 1))


def steps(series: Series, xs: tuple[float, ...]) -> tuple[tuple[float, float], ...]:
    """Corner points of a stairway through the points: along first, then up or down.

    >>> steps(Series("a", (3.0, 1.0)), (0.0, 5.0))
    ((0.0, 3.0), (5.0, 3.0), (5.0, 1.0))
    """
    points = [(x, value) for x, value in zip(xs, series.values, strict=True) if value is not None]
    corners: list[tuple[float, float]] = points[:1]
    for (_, before), (x, value) in pairwise(points):
        corners += [(x, before), (x, value)] if value != before else [(x, value)]
    return tuple(corners)


def unbroken(pairs: list[tuple[float, float | None]]) -> list[list[tuple[float, float]]]:
    """The stretches of a line between missing points.

    >>> unbroken([(0.0, 1.0), (1.0, None), (2.0, 3.0)])
    [[(0.0, 1.0)], [(2.0, 3.0)]]
    """
    pieces: list[list[tuple[float, float]]] = [[]]
    for x, value in pairs:
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append((x, value))
    return [piece for piece in pieces if piece]


def places(marks: tuple[float, ...]) -> int:
    """Decimals that show every one of these.

    >>> places((0.5, 0.25)), places((3.0,))
    (2, 0)
    """
    return next((n for n in range(6) if all(abs(mark - round(mark, n)) < 1e-9 for mark in marks)), 6)


def above(chart_lines: Lines, series: int, place: int) -> bool:
    """Whether the label of a point stands over it: where several are labelled, the lowest on the slide has it below."""
    value = chart_lines.series[series].values[place]
    others = [
        one.values[place]
        for number, one in enumerate(chart_lines.series)
        if number != series and one.labels and one.values[place] is not None
    ]
    assert value is not None
    if not others:
        return True
    lowest = all(value >= other if chart_lines.reversed else value <= other for other in others if other is not None)
    return not lowest
