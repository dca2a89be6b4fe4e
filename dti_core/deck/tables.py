"""Tables cut to the room there is: widths of columns, heights of rows, how many rows a slide takes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dti_core.deck import measure
from dti_core.deck.look import NARROW_TABLE, PAD_X, PAD_Y, TABLE, TABLE_NOTE, Box
from dti_core.meeting.slide import SlideTable

_SLACK = 1.0  # a point in each row for what programs round
_MOST_STRETCH = 1.3  # a table is not pulled wider than this over its natural width


@dataclass(frozen=True, slots=True)
class TablePart:
    """The rows of a table that stand on one slide. widths, heights (the header's first): points. notes: under the
    last part only."""

    table: SlideTable
    rows: tuple[tuple[str, ...], ...]
    size: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    box: Box
    notes: tuple[str, ...] = ()
    first: int = 0  # place of the first row in the whole table


def parts(table: SlideTable, first: Box, other: Box, stretch: float = 1.0) -> tuple[TablePart, ...]:
    """The whole table on slides: in `first` as far as it goes, then in boxes like `other`; no row is cut in two.

    The largest type at which everything fits the first box; where none does, the smallest of the usual ones.
    """
    for size in TABLE:
        whole = _part(table, first, size, stretch)
        if whole and whole.box.height + _notes_height(table.notes, first.width, stretch) <= first.height:
            return (replace(whole, notes=table.notes),)
    size = next((s for s in (*TABLE[-1:], *NARROW_TABLE) if _widths(table, other.width, s, stretch)), NARROW_TABLE[-1])
    return _cut(table, first, other, size, stretch)


def fits(table: SlideTable, box: Box, stretch: float = 1.0) -> bool:
    """Whether the whole table goes into the box in readable type."""
    for size in TABLE:
        whole = _part(table, box, size, stretch)
        if whole and whole.box.height + _notes_height(table.notes, box.width, stretch) <= box.height:
            return True
    return False


def _part(table: SlideTable, box: Box, size: float, stretch: float) -> TablePart | None:
    widths = _widths(table, box.width, size, stretch)
    if not widths:
        return None
    heights = tuple(_height(row, widths, size, stretch, place == 0) for place, row in enumerate(_lines(table)))
    place = Box(box.x, box.y, sum(widths), sum(heights))
    return TablePart(table, table.rows, size, widths, heights, place)


def _cut(table: SlideTable, first: Box, other: Box, size: float, stretch: float) -> tuple[TablePart, ...]:
    widths = _widths(table, other.width, size, stretch) or tuple(
        other.width / len(table.headers) for _ in table.headers
    )
    heights = [_height(row, widths, size, stretch, place == 0) for place, row in enumerate(_lines(table))]
    notes = _notes_height(table.notes, other.width, stretch)
    found: list[TablePart] = []
    start = 0
    box = first if first.width >= sum(widths) - 0.01 else other
    while start < len(table.rows) or not found:
        room, end = box.height - heights[0], start
        while end < len(table.rows) and heights[end + 1] <= room:
            room -= heights[end + 1]
            end += 1
        if end == len(table.rows) and notes > room and end - start > 1:
            end -= 1  # a row keeps the notes company on the next slide
        end = max(end, start + 1)  # a row that is higher than a slide stands alone
        tall = (heights[0], *heights[start + 1 : end + 1])
        place = Box(box.x, box.y, sum(widths), sum(tall))
        found.append(TablePart(table, table.rows[start:end], size, widths, tall, place, first=start))
        start, box = end, other
    return (*found[:-1], replace(found[-1], notes=table.notes))


def _lines(table: SlideTable) -> Sequence[tuple[str, ...]]:
    return (table.headers, *table.rows)


def _height(row: Sequence[str], widths: Sequence[float], size: float, stretch: float, bold: bool) -> float:
    tallest = max(
        measure.height(text, size, (room - 2 * PAD_X) / stretch, bold) for text, room in zip(row, widths, strict=True)
    )
    return tallest + 2 * PAD_Y + _SLACK


def _notes_height(notes: Sequence[str], room: float, stretch: float) -> float:
    return sum(measure.height(note, TABLE_NOTE, room / stretch) for note in notes) + (8 if notes else 0)


def _widths(table: SlideTable, room: float, size: float, stretch: float) -> tuple[float, ...]:
    """Widths of the columns; () where a word is wider than what its column can get."""
    least, wanted = [], []
    for column, _ in enumerate(table.headers):
        cells = [row[column] for row in table.rows]
        header = table.headers[column]
        pad = 2 * PAD_X + 1
        longest = max((measure.width(text, size) for text in cells), default=0.0)
        word = max((measure.widest_word(text, size) for text in cells), default=0.0)
        unbroken = longest if table.numbers[column] else word
        least.append(max(unbroken, measure.widest_word(header, size, True)) * stretch + pad)
        wanted.append(max(longest, measure.width(header, size, True)) * stretch + pad)
    if sum(least) > room:
        return ()
    if sum(wanted) <= room:
        width = min(room, sum(wanted) * _MOST_STRETCH)
        return tuple(part + (width - sum(wanted)) / len(wanted) for part in wanted)
    spare = (room - sum(least)) / (
        sum(wanted) - sum(least)
    )  # the longer a column's texts, the more of the rest it gets
    return tuple(low + (high - low) * spare for low, high in zip(least, wanted, strict=True))
