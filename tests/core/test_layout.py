"""Where things stand on a slide: nothing over anything else, nothing beyond the slide, everything somewhere."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dti_core.deck import measure, sketch, sketch_lines, tables
from dti_core.deck.layout import Page, pages
from dti_core.deck.look import TABLE, Box, Frame
from dti_core.meeting.slide import Deck, Figure, Series, Slide, SlideChart, SlideTable
from tests.decks import sample, series

HOUSE = Frame.house()


def boxes(page: Page) -> dict[str, Box]:
    found = {"title": page.title.box, "source": page.source.box}
    found |= {f"card {place}": card.box for place, card in enumerate(page.cards)}
    if page.message:
        found["message"] = page.message.box
    if page.chart:
        found["chart"] = page.chart[1]
    if page.bullets:
        found["bullets"] = page.bullets.box
    if page.table:
        found["table"] = page.table.box
    return found


def overlaps(page: Page) -> list[tuple[str, str]]:
    there = list(boxes(page).items())
    return [
        (one, other)
        for place, (one, a) in enumerate(there)
        for other, b in there[place + 1 :]
        if min(a.right, b.right) - max(a.x, b.x) > 0.5 and min(a.bottom, b.bottom) - max(a.y, b.y) > 0.5
    ]


def outside(page: Page, frame: Frame = HOUSE) -> list[str]:
    return [
        name
        for name, box in boxes(page).items()
        if box.x < -0.5 or box.y < -0.5 or box.right > frame.width + 0.5 or box.bottom > frame.height + 0.5
    ]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nothing_stands_over_anything_else_or_beyond_the_slide(lang: str) -> None:
    for page in pages(sample(lang), HOUSE):
        assert (page.slide.key, overlaps(page), outside(page)) == (page.slide.key, [], [])


WORD = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ", min_size=1, max_size=14)
LINE = st.lists(WORD, max_size=30).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(
    title=LINE, message=LINE, bullets=st.lists(LINE.filter(bool), max_size=6), source=LINE,
    rows=st.lists(st.tuples(LINE, LINE, st.just("−1.234,56")), max_size=25), cards=st.integers(0, 6),
    bars=st.integers(0, 40),
)  # fmt: skip
def test_whatever_is_written_stays_on_slides_and_every_row_and_bullet_is_there(
    title: str, message: str, bullets: list[str], source: str, rows: list[tuple[str, str, str]], cards: int, bars: int
) -> None:
    table = SlideTable(("a", "b", "c"), tuple(rows), (False, False, True)) if rows else None
    chart = None
    if bars:
        names = tuple(f"bar {place}" for place in range(bars))
        chart = SlideChart("bars", names, (series("s", tuple(float(x) for x in range(bars)), "vi", 1),), "finding")
    shown = tuple(Figure("label", "0,5032", "note") for _ in range(cards))
    slide = Slide("k", "work", title, message, chart, table, shown, tuple(bullets), source)
    made = pages(Deck("", "", "", "vi", (slide,)), HOUSE)
    assert [name for page in made for name in outside(page)] == []
    assert [pair for page in made for pair in overlaps(page)] == []
    assert [row for page in made if page.table for row in page.table.rows] == rows
    assert [text for page in made if page.bullets for text in page.bullets.text.split("\n")] == bullets
    assert [name for page in made if page.chart for name in page.chart[0].categories] == [
        f"bar {k}" for k in range(bars)
    ]
    assert [page.number for page in made] == list(range(2, 2 + len(made)))


def test_a_long_table_continues_under_its_title_and_says_so() -> None:
    made = [page for page in pages(sample("vi"), HOUSE) if page.slide.key == "work"]
    assert [page.title.text for page in made] == ["Việc", "Việc (tiếp)"]
    assert [page.part for page in made] == [0, 1]
    assert made[1].table is not None and made[1].table.first == len(made[0].table.rows)  # type: ignore[union-attr]
    assert made[0].table.notes == () and made[1].table.notes  # type: ignore[union-attr]


def test_tables_are_set_in_at_least_fourteen_points_when_their_words_allow_it() -> None:
    for page in pages(sample("vi"), HOUSE):
        assert page.table is None or page.table.size >= TABLE[-1] == 14
        assert page.message is None or page.message.size >= 18


def test_a_word_wider_than_its_column_gets_smaller_type_and_is_never_cut() -> None:
    headers = tuple("abcdefghijkl")
    table = SlideTable(headers, (("Nghiêng" * 3,) * 12,), (False,) * 12)
    (part,) = tables.parts(table, HOUSE.body, HOUSE.body)
    assert part.size < 14
    assert sum(part.widths) <= HOUSE.body.width + 0.01
    assert part.heights[1] >= 2 * part.size


def test_a_number_is_never_broken_over_two_lines() -> None:
    rows = tuple(("một hai ba bốn năm sáu bảy tám chín mười " * 4, "1.234.567,89") for _ in range(3))
    (part,) = tables.parts(SlideTable(("a", "b"), rows, (False, True)), HOUSE.body.top(300), HOUSE.body)
    assert part.widths[1] >= measure.width("1.234.567,89", part.size)


def test_lines_are_never_wider_than_the_room() -> None:
    text = "Hoàn thành phủ sóng băng rộng " + "x" * 90
    for room in (20.0, 55.0, 300.0):
        lines = measure.wrap(text, 14, room)
        assert all(measure.width(line, 14) <= room for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_what_no_file_can_hold_is_taken_out_and_letters_are_composed() -> None:
    assert measure.plain("Ho\u0323p\x00 \x0b＝ \ud800") == "Họp = "


def test_every_label_has_its_room_within_the_chart() -> None:
    box = Box(0, 0, 500, 300)
    for kind in ("bars", "columns", "waterfall"):
        one = series("s", (100.0, -30.0, 45.5, None), "vi", 4)
        drawn = sketch.bars(SlideChart(kind, ("a", "b", "c", "d"), (one,), ""), box)  # type: ignore[arg-type]
        length = drawn.plot.width if drawn.horizontal else drawn.plot.height
        unit = length / (drawn.high - drawn.low)
        label = max(measure.width(text, drawn.size, True) for text in one.labels) if drawn.horizontal else drawn.size
        highest = max(end for span in drawn.series[0].spans if span for end in span)
        assert (drawn.high - highest) * unit >= label


def test_a_waterfall_steps_from_level_to_level() -> None:
    """53 = 48 − 19.5 + 24.5, and a total is a level again."""
    one = Series("hạng", (48.0, -19.5, 24.5, 53.0), "worse", ("total", "better", "worse", "total"))
    drawn = sketch.bars(SlideChart("waterfall", ("a", "b", "c", "d"), (one,), ""), HOUSE.body)
    assert drawn.series[0].spans == ((0, 48), (48, 28.5), (28.5, 53), (0, 53))


def test_columns_whose_names_do_not_fit_lie_down() -> None:
    one = series("s", tuple(float(x) for x in range(14)), "vi", 1)
    short = SlideChart("columns", tuple(f"{2010 + x}" for x in range(14)), (one,), "")
    assert not sketch.bars(short, HOUSE.body).horizontal
    long = replace(short, categories=("Hoạt động chính quyền số nghiêng",) * 14)
    assert sketch.bars(long, HOUSE.body).horizontal


def test_what_is_missing_is_marked_at_its_name() -> None:
    two = (Series("ta", (None, 1.0)), Series("họ", (None, None)))
    drawn = sketch.bars(SlideChart("bars", ("a", "b"), two, ""), HOUSE.body)
    assert drawn.names == ("a –", "b (họ –)")


def test_an_axis_of_ticks_reaches_around_every_point() -> None:
    chart = SlideChart("steps", (), (Series("s", (56.0, 55.0, 46.0)),), "", numbers=(0.4512, 0.47, 0.5599))
    drawn = sketch_lines.lines(chart, HOUSE.body)
    assert drawn.ticks[0] <= 46 and drawn.ticks[-1] >= 56 and len(drawn.ticks) <= 8
    assert drawn.left <= 0.4512 and drawn.right >= 0.5599


def test_labels_of_neighbours_do_not_cover_each_other() -> None:
    """Points 1 and 2 of 63 have long labels at about the same height: one of them is raised by more than a line."""
    values = tuple(0.8 - 0.005 * place for place in range(63))
    labels = tuple("hạng mục tiêu: 0,7950" if place in (1, 2) else "" for place in range(63))
    chart = SlideChart("columns", tuple(map(str, range(63))), (Series("s", values, labels=labels),), "", sparse=True)
    drawn = sketch.bars(chart, HOUSE.body.top(250))
    unit = drawn.plot.height / (drawn.high - drawn.low)
    apart = (drawn.lifts[2] + values[2] * unit) - (drawn.lifts[1] + values[1] * unit)
    assert apart >= drawn.size
    assert (drawn.high - values[2]) * unit >= drawn.lifts[2] + drawn.size
