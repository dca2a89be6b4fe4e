"""Where everything of a deck stands: one layout that the PowerPoint deck and the PDF both draw.

What does not fit a slide continues on the next one under the same title; nothing is made smaller than can be read
from the back of the room, and nothing is cut.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dti_core.deck import measure, sketch, tables
from dti_core.deck.look import BIG, BODY, FOOT, LABEL, MESSAGE, NOTE, NUMBERS, TITLE, Box, Frame
from dti_core.deck.tables import TablePart
from dti_core.i18n import Translator
from dti_core.meeting.slide import Deck, Figure, Slide, SlideChart, SlideTable

GAP = 14.0
_LEAST_NUMBER = 20.0  # of type, for a fifth number in a row
_FEWEST_ROWS = 3  # of a table, under other things
_SIDE = 0.58  # of the width, for a chart beside a table
_FOOT = 0.22  # of the height at most, for bullets under a chart


@dataclass(frozen=True, slots=True)
class Block:
    """A text in its box at one size of type."""

    text: str
    box: Box
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A big number in its box, and in it the places of its three texts: the numbers of a row stand on one line. size:
    of the number."""

    figure: Figure
    box: Box
    size: float
    label: Box
    value: Box
    note: Box


@dataclass(frozen=True, slots=True)
class Page:
    """One slide as it is drawn; part > 0: the continuation of the slide before."""

    slide: Slide
    number: int
    part: int
    title: Block
    source: Block
    message: Block | None = None
    cards: tuple[Card, ...] = ()
    chart: tuple[SlideChart, Box] | None = None
    bullets: Block | None = None
    table: TablePart | None = None


def pages(deck: Deck, frame: Frame) -> tuple[Page, ...]:
    """Every page after the title page, numbered from 2."""
    found: list[Page] = []
    t = Translator(deck.lang)
    for slide in whole(deck.slides, t):
        for part, page in enumerate(_slide(_cleaned(slide), frame, t)):
            found.append(replace(page, number=len(found) + 2, part=part))
    return tuple(found)


def whole(slides: Sequence[Slide], t: Translator) -> tuple[Slide, ...]:
    """A table that the wall shows on several slides ("work", "work.2") in one again: a sheet of paper takes more rows.
    The source says what the wall says with a badge: that figures are derived or assumed.

    >>> from dti_core.meeting.builder import continued
    >>> table = SlideTable(("a",), tuple((str(n),) for n in range(9)), (True,))
    >>> parts = continued(Slide("work", "work", "Việc", "", table=table), 4, Translator("vi"))
    >>> len(parts), [(one.title, len(one.table.rows)) for one in whole(parts, Translator("vi"))]
    (3, [('Việc', 9)])
    """
    found: list[Slide] = []
    for slide in slides:
        key, _, number = slide.key.partition(".")
        last = found[-1] if found else None
        if last is None or not number or last.key != key or last.table is None or slide.table is None:
            found.append(slide)
            continue
        table = replace(
            last.table, rows=last.table.rows + slide.table.rows, raw=last.table.raw + slide.table.raw,
            notes=slide.table.notes,
        )  # fmt: skip
        found[-1] = replace(last, table=table, title=_unnumbered(last.title, t), bullets=last.bullets or slide.bullets)
    return tuple(replace(slide, source=_based(slide, t)) for slide in found)


def _based(slide: Slide, t: Translator) -> str:
    """The source line; figures that nobody published say so."""
    if slide.basis not in ("derived", "assumed"):
        return slide.source
    return t("meeting.source_basis", source=slide.source, basis=t(f"widgets.{slide.basis}"))


def _unnumbered(title: str, t: Translator) -> str:
    """Without "(1/3)", which stands for the first of several."""
    numbered = re.escape(t("meeting.continued", title="\0", number=1, count=99)).replace("99", r"\d+")
    found = re.fullmatch(numbered.replace(re.escape("\0"), "(.*)"), title)
    return found[1] if found else title


def _slide(slide: Slide, frame: Frame, t: Translator) -> Iterable[Page]:
    head = _head(slide, slide.title, slide.message, frame)
    more = _head(slide, t("deck.continued", title=slide.title), "", frame)
    body, whole = _body(head, frame), _body(more, frame)
    cards, body = _cards(slide.figures, body, frame.stretch)
    head = replace(head, cards=cards)
    if slide.chart and cards and body.height < sketch.least_height(slide.chart):
        yield head  # the figures alone; the chart gets a slide of its own
        head, body = more, whole
    charts = _charts(slide.chart, body, whole) if slide.chart else []
    if not charts:
        yield from _without_chart(slide, head, more, body, whole, frame.stretch)
        return
    under = _under_chart(slide, body, frame.stretch) if len(charts) == 1 else None
    if under:
        yield replace(head, chart=(charts[0], body.top(under.box.y - GAP - body.y)), bullets=under)
        return
    left, right = body.left(_SIDE, GAP * 1.5)
    beside = len(charts) == 1 and _side(slide, right, frame.stretch)
    if beside:
        yield replace(head, chart=(charts[0], left), bullets=beside[0], table=beside[1])
        return
    yield replace(head, chart=(charts[0], body))
    yield from (replace(more, chart=(chart, whole)) for chart in charts[1:])
    yield from _without_chart(slide, more, more, whole, whole, frame.stretch)


def _without_chart(slide: Slide, head: Page, more: Page, body: Box, whole: Box, stretch: float) -> Iterable[Page]:
    """Bullets, then the table under them or on slides of its own; just the heading where there is neither."""
    if slide.bullets:
        *full, last = _bullets(slide.bullets, body, whole, stretch)
        for block in full:
            yield replace(head, bullets=block)
            head, body = more, whole
        head, body = replace(head, bullets=last), body.below(last.box.height + GAP)
    if slide.table is not None:
        pieces = tables.parts(slide.table, body, whole, stretch) if _has_room(slide.table, body, stretch) else ()
        if not pieces:
            if head is not more:
                yield head
            head = more
            pieces = tables.parts(slide.table, whole, whole, stretch)
        for piece in pieces:
            yield replace(head, table=piece)
            head = more
    elif slide.bullets or head is not more:
        yield head


def _has_room(table: SlideTable, box: Box, stretch: float) -> bool:
    """Whether some rows at least go into what is left of a slide."""
    first = tables.parts(table, box, box, stretch)[0]
    return first.box.height <= box.height and len(first.rows) >= min(_FEWEST_ROWS, len(table.rows))


def _side(slide: Slide, box: Box, stretch: float) -> tuple[Block | None, TablePart | None] | None:
    """What stands beside a chart, when all of it fits there; None when it does not, or when there is nothing."""
    if slide.table is None and not slide.bullets:
        return None
    block = None
    if slide.bullets:
        blocks = _bullets(slide.bullets, box, box, stretch)
        if len(blocks) > 1:
            return None
        block, box = blocks[0], box.below(blocks[0].box.height + GAP)
    if slide.table is None:
        return block, None
    return (block, tables.parts(slide.table, box, box, stretch)[0]) if tables.fits(slide.table, box, stretch) else None


def _under_chart(slide: Slide, body: Box, stretch: float) -> Block | None:
    """A few short bullets under a chart that has no table beside it."""
    if slide.table is not None or not slide.bullets:
        return None
    for size in BODY[1:]:
        tall = sum(_bullet(text, size, body.width, stretch) for text in slide.bullets)
        if tall <= body.height * _FOOT:
            return Block("\n".join(slide.bullets), Box(body.x, body.bottom - tall, body.width, tall), size)
    return None


def _head(slide: Slide, title: str, message: str, frame: Frame) -> Page:
    room = (frame.title.width / frame.stretch, max(frame.title.height, TITLE[-1] * measure.LEADING))
    size = measure.fitting(title, room, TITLE, True)
    tall = max(frame.title.height, measure.height(title, size, room[0], True))
    block = Block(title, frame.title.top(tall), size, True)
    foot = (frame.source.width / frame.stretch, frame.source.height)
    source = Block(slide.source, frame.source, measure.fitting(slide.source, foot, FOOT))
    said = None
    if message:
        box = _under(block.box, frame)
        size = measure.fitting(message, (box.width / frame.stretch, box.height * 0.24), MESSAGE)
        said = Block(message, box.top(measure.height(message, size, box.width / frame.stretch) + 2), size)
    return Page(slide, 0, 0, block, source, said)


def _under(title: Box, frame: Frame) -> Box:
    return frame.body.below(max(0.0, title.bottom + 4 - frame.body.y))


def _body(page: Page, frame: Frame) -> Box:
    box = _under(page.title.box, frame)
    return box.below(page.message.box.bottom + GAP - box.y) if page.message else box


def _cards(figures: tuple[Figure, ...], body: Box, stretch: float) -> tuple[tuple[Card, ...], Box]:
    """Big numbers in rows, as high as their longest texts: five side by side where they can be read, else evenly."""
    cards: list[Card] = []
    count = len(figures)
    five = count == 5 and _number_size(figures, body, 5, stretch) >= _LEAST_NUMBER
    rows = 1 if five else max(1, -(-count // 4))
    most = max(1, -(-count // rows))
    for start in range(0, count, most):
        row = figures[start : start + most]
        size = _number_size(row, body, most, stretch)
        width = (body.width - GAP * (most - 1)) / most
        room = (width - 24) / stretch
        labels = [measure.height(figure.label, LABEL, room) for figure in row]
        notes = [measure.height(figure.note, NOTE, room) if figure.note else 0.0 for figure in row]
        value = max(measure.height(figure.value, size, room, True) for figure in row)
        tall = max(labels) + value + max(notes) + 14
        for place, figure in enumerate(row):
            box = Box(body.x + place * (width + GAP), body.y, width, tall)
            label = Box(box.x + 12, box.y + 7, width - 24, max(labels))
            number = Box(label.x, label.bottom, label.width, value)
            cards.append(Card(figure, box, size, label, number, Box(label.x, number.bottom, label.width, max(notes))))
        body = body.below(tall + GAP)
    return tuple(cards), body


def _number_size(figures: tuple[Figure, ...], body: Box, count: int, stretch: float) -> float:
    """The largest type in which every number of a row of `count` stays on one line."""
    room = ((body.width - GAP * (count - 1)) / count - 24) / stretch
    return min(measure.fitting(figure.value, (room, BIG * measure.LEADING), NUMBERS, True) for figure in figures)


def _bullets(bullets: tuple[str, ...], first: Box, other: Box, stretch: float) -> list[Block]:
    """The bullets in the largest type in which all fit, in several blocks when none does."""
    for size in BODY:
        tall = sum(_bullet(text, size, first.width, stretch) for text in bullets)
        if tall <= first.height:
            return [Block("\n".join(bullets), first.top(tall), size)]
    size, box, taken = BODY[-1], first, 0.0
    blocks: list[Block] = []
    lines: list[str] = []
    for text in bullets:
        tall = _bullet(text, size, box.width, stretch)
        if lines and taken + tall > box.height:
            blocks.append(Block("\n".join(lines), box.top(taken), size))
            box, taken, lines = other, 0.0, []
        lines.append(text)
        taken += tall
    return [*blocks, Block("\n".join(lines), box.top(taken), size)]


def indent(size: float) -> float:
    """Room for the mark before a bullet."""
    return size * 1.1


def bullet_gap(size: float) -> float:
    """Room after each bullet."""
    return size * 0.4


def _bullet(text: str, size: float, room: float, stretch: float) -> float:
    return measure.height(text, size, (room - indent(size)) / stretch) + bullet_gap(size)


def _charts(chart: SlideChart, first: Box, other: Box) -> list[SlideChart]:
    """The chart, or its parts where there are more bars than a slide has lines for."""
    if chart.kind != "bars":
        return [chart]
    count = len(chart.categories)
    around = sketch.HEADING + sketch.LEGEND
    line = (sketch.least_height(chart) - around) / max(1, count) * 1.2
    most = max(1, int((min(first.height, other.height) - around) / line))
    if count <= most:
        return [chart]
    pieces = -(-count // most)
    ends = [round(count * place / pieces) for place in range(pieces + 1)]
    return [_section(chart, slice(*pair)) for pair in pairwise(ends)]


def _section(chart: SlideChart, part: slice) -> SlideChart:
    series = tuple(
        replace(one, values=one.values[part], roles=one.roles[part], labels=one.labels[part]) for one in chart.series
    )
    return replace(chart, categories=chart.categories[part], series=series)


def _cleaned(slide: Slide) -> Slide:
    """The slide with texts that every file can hold."""
    clean = measure.plain
    chart, table = slide.chart, slide.table
    if chart and not (chart.tiles or (chart.series and (chart.categories or chart.numbers))):
        chart = None  # nothing to draw
    if chart:
        series = tuple(replace(one, name=clean(one.name), labels=tuple(map(clean, one.labels))) for one in chart.series)
        tiles = tuple(
            replace(tile, short=clean(tile.short), name=clean(tile.name), label=clean(tile.label))
            for tile in chart.tiles
        )
        names = tuple(map(clean, chart.categories))
        chart = replace(
            chart, categories=names, series=series, tiles=tiles, finding=clean(chart.finding),
            value_title=clean(chart.value_title),
        )  # fmt: skip
    if table:
        rows = tuple(tuple(map(clean, row)) for row in table.rows)
        table = replace(
            table, headers=tuple(map(clean, table.headers)), rows=rows, notes=tuple(map(clean, table.notes))
        )
    figures = tuple(
        replace(one, label=clean(one.label), value=clean(one.value), note=clean(one.note)) for one in slide.figures
    )
    return replace(
        slide, title=clean(slide.title), message=clean(slide.message), chart=chart, table=table, figures=figures,
        bullets=tuple(map(clean, slide.bullets)), source=clean(slide.source), notes=clean(slide.notes),
    )  # fmt: skip
