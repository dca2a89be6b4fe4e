"""The charts of a deck drawn as vectors, from the same geometry as PowerPoint's."""

from collections.abc import Sequence

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from dti_core.charts.style import INK
from dti_core.deck import measure, sketch, sketch_lines
from dti_core.deck.look import COLOURS, LINE, MUTED, NO_FIGURE, PAPER, WORDS, Box, on, shade
from dti_core.i18n import Translator
from dti_core.meeting.slide import Role, SlideChart

_ASCENT = 0.36  # of the size, from the middle of a line of figures down to its base


class Pen:
    """A page with its origin at the top left, points downwards."""

    def __init__(self, canvas: Canvas, height: float) -> None:
        self.canvas, self.height = canvas, height

    def text(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, colour: str = INK, align: str = "left"
    ) -> None:
        """One line whose base is at y."""
        self.canvas.setFont(measure.font(bold), size)
        self.canvas.setFillColor(HexColor(colour))
        draw = {"left": self.canvas.drawString, "right": self.canvas.drawRightString,
                "center": self.canvas.drawCentredString}[align]  # fmt: skip
        draw(x, self.height - y, text)

    def lines(
        self, box: Box, text: str, size: float, *, bold: bool = False, colour: str = INK, align: str = "left"
    ) -> float:
        """A text broken at the width of a box, from its top; the height it took."""
        y = box.y
        for line in measure.wrap(text, size, box.width, bold):
            x = {"left": box.x, "right": box.right, "center": box.x + box.width / 2}[align]
            self.text(x, y + size * 0.98, line, size, bold=bold, colour=colour, align=align)
            y += size * measure.LEADING
        return y - box.y

    def rect(
        self, box: Box, fill: str | None, edge: str | None = None, width: float = 1.0, dashed: bool = False
    ) -> None:
        if fill:
            self.canvas.setFillColor(HexColor(fill))
        if edge:
            self.canvas.setStrokeColor(HexColor(edge))
            self.canvas.setLineWidth(width)
            self.canvas.setDash([5, 3] if dashed else [])
        bottom = self.height - box.y - box.height
        self.canvas.rect(box.x, bottom, box.width, box.height, stroke=int(bool(edge)), fill=int(bool(fill)))

    def path(self, points: Sequence[tuple[float, float]], colour: str, width: float, dashed: bool = False) -> None:
        if len(points) < 2:
            return
        self.canvas.setStrokeColor(HexColor(colour))
        self.canvas.setLineWidth(width)
        self.canvas.setDash([6, 4] if dashed else [])
        self.canvas.setLineJoin(1)
        path = self.canvas.beginPath()
        path.moveTo(points[0][0], self.height - points[0][1])
        for x, y in points[1:]:
            path.lineTo(x, self.height - y)
        self.canvas.drawPath(path)

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        self.canvas.setFillColor(HexColor(colour))
        self.canvas.circle(x, self.height - y, radius, stroke=0, fill=1)


def draw(pen: Pen, chart: SlideChart, box: Box, t: Translator) -> None:
    """The chart in its box."""
    if chart.value_title:
        pen.text(box.x, box.y + 12, chart.value_title, 12, colour=MUTED)
    if chart.kind == "tiles":
        _tiles(pen, chart, box, t)
    elif chart.kind in ("line", "steps"):
        _lines(pen, chart, box, t)
    else:
        _bars(pen, chart, box)


def _bars(pen: Pen, chart: SlideChart, box: Box) -> None:
    drawn = sketch.bars(chart, box)
    plot, count = drawn.plot, max(1, len(drawn.names))
    length = plot.width if drawn.horizontal else plot.height
    slot = (plot.height if drawn.horizontal else plot.width) / count
    thick = slot * drawn.share / len(drawn.series)

    labels: list[tuple[Box, str, Role, bool]] = []

    def at(value: float) -> float:
        """Distance of a value from the beginning of the axis."""
        return (value - drawn.low) / (drawn.high - drawn.low) * length

    for place, name in enumerate(drawn.names):
        start = place * slot + (slot - thick * len(drawn.series)) / 2
        if not chart.sparse:
            _name(pen, drawn, name, place * slot, slot)
        for number, one in enumerate(drawn.series):
            span = one.spans[place]
            if span is None:
                continue
            near, far = sorted((at(span[0]), at(span[1])))
            across = start + number * thick
            if drawn.horizontal:
                bar = Box(plot.x + near, plot.y + across, far - near, thick)
            elif drawn.reversed:
                bar = Box(plot.x + across, plot.y + near, thick, far - near)
            else:
                bar = Box(plot.x + across, plot.bottom - far, thick, far - near)
            _bar(pen, bar, one.roles[place])
            backwards = span[1] < 0 and not drawn.floating
            if drawn.lifts:
                lift = drawn.lifts[place]
                if lift and one.labels[place]:
                    middle = bar.x + bar.width / 2
                    pen.path([(middle, bar.y - lift), (middle, bar.y)], WORDS[one.roles[place]], 1)
                bar = Box(bar.x, bar.y - lift, bar.width, bar.height)
            labels.append((bar, one.labels[place], one.roles[place], backwards))
    for label in labels:  # over the bars, which may be in their way
        _bar_label(pen, drawn, *label)
    zero = at(0.0)
    if drawn.horizontal:
        pen.path([(plot.x + zero, plot.y), (plot.x + zero, plot.bottom)], COLOURS["context"], 1)
    else:
        y = plot.y + zero if drawn.reversed else plot.bottom - zero
        pen.path([(plot.x, y), (plot.right, y)], COLOURS["context"], 1)
    _legend(pen, drawn.legend, box, drawn.size)


def _bar(pen: Pen, bar: Box, role: Role) -> None:
    if role == "target":
        pen.rect(bar, None, COLOURS[role], 1.5, dashed=True)
    else:
        pen.rect(bar, COLOURS[role])


def _bar_label(pen: Pen, drawn: sketch.Bars, bar: Box, text: str, role: Role, backwards: bool) -> None:
    if not text:
        return
    size, colour = drawn.size, WORDS[role]
    bold = role != "context"
    if drawn.horizontal:
        x, align = (bar.x - 5, "right") if backwards else (bar.right + 5, "left")
        pen.text(x, bar.y + bar.height / 2 + size * _ASCENT, text, size, bold=bold, colour=colour, align=align)
        return
    half = measure.width(text, size, bold) / 2
    middle = min(max(bar.x + bar.width / 2, drawn.plot.x + half), drawn.plot.right - half)
    below = backwards != drawn.reversed
    if drawn.lifts:
        pen.rect(Box(middle - half - 2, bar.y - 5 - size, 2 * half + 4, size * 1.3), PAPER)
        colour = INK if role == "context" else colour
    pen.text(middle, bar.bottom + size if below else bar.y - 5, text, size, bold=bold, colour=colour, align="center")


def _name(pen: Pen, drawn: sketch.Bars, name: str, start: float, slot: float) -> None:
    size, plot = drawn.size, drawn.plot
    if drawn.horizontal:
        room = plot.x - 8 - drawn.head
        lines = measure.wrap(name, size, room)
        y = plot.y + start + (slot - len(lines) * size * measure.LEADING) / 2
        pen.lines(Box(plot.x - 8 - room, y, room, slot), name, size, align="right")
    else:
        pen.lines(Box(plot.x + start + 3, plot.bottom + 5, slot - 6, 0), name, size, align="center")


def _lines(pen: Pen, chart: SlideChart, box: Box, t: Translator) -> None:
    drawn = sketch_lines.lines(chart, box)
    plot = drawn.plot

    def where(x: float, value: float) -> tuple[float, float]:
        share = (value - drawn.low) / (drawn.high - drawn.low)
        down = share if drawn.reversed else 1 - share
        return plot.x + (x - drawn.left) / (drawn.right - drawn.left) * plot.width, plot.y + down * plot.height

    for tick in drawn.ticks:
        y = where(drawn.left, tick)[1]
        pen.path([(plot.x, y), (plot.right, y)], LINE, 0.75)
        pen.text(plot.x - 6, y + drawn.size * _ASCENT, t.number(tick, chart.decimals), drawn.size, align="right")
    pen.path([(plot.x, plot.bottom), (plot.right, plot.bottom)], COLOURS["context"], 1)
    for mark in drawn.marks:
        x = where(mark, drawn.low)[0]
        text = t.number(mark, sketch_lines.places(drawn.marks))
        pen.text(x, plot.bottom + drawn.size * 1.3, text, drawn.size, align="center")
    for x, name in zip(drawn.xs, drawn.names, strict=False):
        slot = plot.width / len(drawn.names)
        pen.lines(
            Box(where(x, drawn.low)[0] - slot / 2 + 2, plot.bottom + 5, slot - 4, 0), name, drawn.size, align="center"
        )
    for number, one in enumerate(drawn.series):
        pairs = list(zip(drawn.xs, one.values, strict=True))
        if chart.kind == "steps" and number == 0:
            pieces = [[where(*corner) for corner in sketch_lines.steps(one, drawn.xs)]]
        else:
            pieces = [[where(x, value) for x, value in piece] for piece in sketch_lines.unbroken(pairs)]
        width = {"subject": 3.5, "context": 1.0, "target": 2.0}.get(one.role, 2.5)
        for piece in pieces:
            pen.path(piece, COLOURS[one.role], width, dashed=one.role == "target")
        dots = [where(x, value) for x, value in pairs if value is not None]
        if len(dots) == 1 or (one.role not in ("context", "target") and chart.kind == "line"):
            for x, y in dots:
                pen.dot(x, y, 7 if len(dots) == 1 else 4, COLOURS[one.role])
        for place, text in enumerate(one.labels):
            value = one.values[place]
            if text and value is not None and not (chart.kind == "steps" and number == 0):
                x, y = where(drawn.xs[place], value)
                y += -9 if sketch_lines.above(drawn, number, place) else drawn.size + 7
                half = measure.width(text, drawn.size, True) / 2
                x = min(max(x, box.x + half), box.right - half)
                pen.rect(Box(x - half - 1, y - drawn.size, 2 * half + 2, drawn.size * 1.25), PAPER)
                pen.text(x, y, text, drawn.size, bold=True, colour=WORDS[one.role], align="center")
    _legend(pen, drawn.legend, box, drawn.size)


def _legend(pen: Pen, entries: Sequence[tuple[str, Role]], box: Box, size: float) -> None:
    if not entries:
        return
    widths = [20 + measure.width(name, size) + 18 for name, _ in entries]
    x = box.x + max(0.0, (box.width - sum(widths)) / 2)
    y = box.bottom - 8
    for (name, role), width in zip(entries, widths, strict=True):
        if role == "target":
            pen.path([(x, y - 4), (x + 15, y - 4)], COLOURS[role], 2, dashed=True)
        else:
            pen.rect(Box(x + 2, y - 9, 11, 10), COLOURS[role])
        pen.text(x + 19, y, name, size)
        x += width


def _tiles(pen: Pen, chart: SlideChart, box: Box, t: Translator) -> None:
    drawn = sketch.tiles(chart, box)
    for tile in sorted(chart.tiles, key=lambda tile: tile.role == "subject"):
        x, y = drawn.origin[0] + tile.column * drawn.side, drawn.origin[1] + tile.row * drawn.side
        fill = NO_FIGURE if tile.shade is None else shade(tile.shade)
        lit = tile.role == "subject"
        square = Box(x + 1, y + 1, drawn.side - 2, drawn.side - 2)
        pen.rect(square, fill, COLOURS["subject"] if lit else None, 3)
        base = square.y + square.height / 2 + drawn.size * _ASCENT
        if tile.beside:
            pen.text(square.right + 4, square.y + square.height / 2 + 4, tile.short, 12, colour=MUTED)
        elif drawn.size >= sketch.READABLE:
            pen.text(
                square.x + square.width / 2, base, tile.short, drawn.size, bold=lit, colour=on(fill), align="center"
            )
    pen.lines(drawn.callout, "\n".join(drawn.said), sketch.CALLOUT, bold=True, colour=WORDS["subject"])
    known = sorted((tile for tile in chart.tiles if tile.shade is not None), key=lambda tile: tile.shade or 0.0)
    if known:
        x, y = box.x + box.width / 2, box.bottom - sketch.LEGEND + 6
        for place in range(5):
            pen.rect(Box(x - 60 + place * 24, y, 24, 14), shade(place / 4))
        pen.text(x - 64, y + 11, f"{t('deck.low')} {known[0].label}", 12, colour=MUTED, align="right")
        pen.text(x + 64, y + 11, f"{t('deck.high')} {known[-1].label}", 12, colour=MUTED)
