"""The deck as it looks: every text is on its slide, in its box, whole, and over nothing else."""

import io
import itertools
from typing import Any

import pytest
from pptx import Presentation

from dti_core.deck import layout, sketch, template
from dti_core.deck.layout import Page as Planned
from dti_core.deck.look import Box, Frame
from dti_core.meeting.slide import Deck, SlideChart
from tests.decks import real, sample
from tests.rendered import Page
from tests.templates import office

FILES = ("deck-vi.pptx", "deck-en.pptx", "office-vi.pptx", "real-vi.pptx", "real-en.pptx")


def planned(name: str) -> list[Planned]:
    frame = template.opened(office()).frame if name.startswith("office") else Frame.house()
    return list(layout.pages(deck(name), frame))


def deck(name: str) -> Deck:
    lang = name.split("-")[1][:2]
    return real(lang) if name.startswith("real") else sample(lang)


def chart_texts(chart: SlideChart, box: Box) -> list[str]:
    """What is to be read in a chart: of a tile map who is lit, what stands beside, and names that are large enough."""
    drawn = sketch.tiles(chart, box) if chart.tiles else None
    found = [chart.value_title, *(drawn.said if drawn else ())]
    found += [tile.short for tile in chart.tiles if drawn and (tile.beside or drawn.size >= sketch.READABLE)]
    found += [] if chart.sparse else chart.categories
    for number, one in enumerate(chart.series):
        if chart.kind != "steps" or number:
            found += [text for text, value in zip(one.labels, one.values, strict=False) if value is not None]
    return [text for text in found if text]


@pytest.mark.parametrize("name", FILES)
def test_there_is_a_drawn_page_for_every_slide(drawn: dict[str, list[Page]], name: str) -> None:
    assert len(drawn[name]) == 1 + len(planned(name))


@pytest.mark.parametrize("name", FILES)
def test_every_text_is_on_its_slide_and_in_its_box(drawn: dict[str, list[Page]], name: str) -> None:
    lost = []
    for page, plan in zip(drawn[name][1:], planned(name), strict=True):
        blocks = [block for block in (plan.title, plan.message, plan.source) if block and block.text]
        wanted = [(block.text, block.box) for block in blocks]
        wanted += [(line, plan.bullets.box) for line in plan.bullets.text.split("\n")] if plan.bullets else []
        for card in plan.cards:
            figure = card.figure
            wanted += [(text, card.box) for text in (figure.label, figure.value, figure.note) if text]
        if plan.chart:
            wanted += [(text, plan.chart[1]) for text in chart_texts(*plan.chart)]
        lost += [
            (plan.number, text) for text, box in wanted
            if not page.has_within(text, (box.x, box.y, box.right, box.bottom))
        ]  # fmt: skip
    assert lost == []


@pytest.mark.parametrize("name", FILES)
def test_every_cell_of_a_table_is_drawn_in_its_cell(drawn: dict[str, list[Page]], name: str) -> None:
    lost = []
    for page, plan in zip(drawn[name][1:], planned(name), strict=True):
        if plan.table is None:
            continue
        part = plan.table
        lefts = list(itertools.accumulate(part.widths, initial=part.box.x))
        tops = list(itertools.accumulate(part.heights, initial=part.box.y))
        for row, texts in enumerate((part.table.headers, *part.rows)):
            for column, text in enumerate(texts):
                cell = (lefts[column], tops[row], lefts[column + 1], tops[row + 1])
                if text and not page.has_within(text, cell):
                    lost.append((plan.number, row, text))
    assert lost == []


@pytest.mark.parametrize("name", FILES)
def test_no_letter_is_cut_and_none_lies_under_another(drawn: dict[str, list[Page]], name: str) -> None:
    for number, page in enumerate(drawn[name], start=1):
        assert (number, page.cut(), page.collisions()) == (number, "", "")


@pytest.mark.parametrize("name", FILES)
def test_every_shape_lies_on_its_slide(files: dict[str, bytes], name: str) -> None:
    file: Any = Presentation(io.BytesIO(files[name]))
    for slide in file.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0, shape.name
            assert shape.left + shape.width <= file.slide_width + 12700, shape.name
            assert shape.top + shape.height <= file.slide_height + 12700, shape.name


def test_numbers_are_drawn_with_the_comma_in_vietnamese(drawn: dict[str, list[Page]]) -> None:
    """Ticks too, the only numbers that LibreOffice and PowerPoint write themselves."""
    vi, en = ("".join(page.letters for page in drawn[f"deck-{lang}.pptx"]) for lang in ("vi", "en"))
    assert "0,46" in vi and "0.46" not in vi and "0.46" in en
    assert "0,5032" in vi and "0.5032" in en
