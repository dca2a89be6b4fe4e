"""How fast a meeting's files are made: `python -m tests.bench_deck`.

The measure of a deck is a bare file of as many slides, each with one native chart of the same library: what is over it
is ours (layout, labels, colours, tables).
"""

import io
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Pt

from dti_core.deck import sheets
from dti_core.deck.pdf_deck import pdf
from dti_core.deck.pptx_deck import pptx
from dti_core.meeting.slide import Deck
from tests.bench_model import best
from tests.decks import sample

SLIDES, ALLOWED = 12, 5.0  # seconds that a deck of twelve slides may take


def bare(count: int = SLIDES) -> bytes:
    """A presentation with a native chart of eight columns on each slide and nothing else."""
    file: Any = Presentation()
    for _ in range(count):
        slide = file.slides.add_slide(file.slide_layouts[6])
        data = CategoryChartData()
        data.categories = list("abcdefgh")
        data.add_series("s", range(8))
        slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Pt(20), Pt(20), Pt(600), Pt(400), data)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def twelve() -> Deck:
    """Twelve slides: those of the sample that have a chart, and again."""
    deck = sample("vi")
    drawn = [slide for slide in deck.slides if slide.chart]
    return Deck(deck.title, deck.subtitle, deck.held_on, deck.lang, tuple((drawn * SLIDES)[:SLIDES]))


def bench_deck() -> list[str]:
    """Seconds of processor time for twelve slides with charts, and how many bare files that is."""
    deck = twelve()
    plain, ours, printed, book = (best(w, 3) for w in (bare, lambda: pptx(deck), lambda: pdf(deck),
                                                       lambda: sheets.workbook(deck)))  # fmt: skip
    return [
        f"deck of {SLIDES} slides with native charts: {ours:.2f} s of {ALLOWED:g} s; {ours / plain:.1f} x bare charts",
        f"the same as PDF: {printed:.2f} s; as workbook: {book:.2f} s",
    ]


if __name__ == "__main__":
    import sys

    sys.stdout.write("\n".join(bench_deck()) + "\n")
