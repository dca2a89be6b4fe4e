"""What is drawn in the PDF is as long as the figures say."""

import ctypes
import io
import itertools

import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from dti_core.charts.style import ACCENT
from dti_core.deck import pdf_chart
from dti_core.deck.look import Box
from dti_core.i18n import Translator
from dti_core.meeting.slide import SlideChart
from tests.decks import series

RED = tuple(bytes.fromhex(ACCENT[1:]))


def drawn(chart: SlideChart) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right, top of everything that is filled in the accent colour."""
    stream = io.BytesIO()
    canvas = Canvas(stream, (600, 400))
    pdf_chart.draw(pdf_chart.Pen(canvas, 400), chart, Box(20, 20, 560, 360), Translator("vi"))
    canvas.save()
    page = pdfium.PdfDocument(stream.getvalue())[0]
    raw = pdfium.raw
    found = []
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        colour = [ctypes.c_uint() for _ in range(4)]
        raw.FPDFPageObj_GetFillColor(thing, *colour)
        filled, stroked = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(thing, filled, stroked)
        if filled.value and tuple(part.value for part in colour[:3]) == RED:
            found.append(thing.get_bounds())
    return found


@pytest.mark.parametrize("kind", ["bars", "columns"])
def test_bars_are_as_long_as_their_figures(kind: str) -> None:
    values = (10.0, 25.0, 40.0)
    chart = SlideChart(kind, ("a", "b", "c"), (series("s", values, "vi", 1),), "f")  # type: ignore[arg-type]
    boxes = drawn(chart)
    long = [right - left if kind == "bars" else top - bottom for left, bottom, right, top in boxes]
    assert [length / long[0] for length in long] == pytest.approx([1, 2.5, 4], abs=0.02)


def test_lying_bars_start_with_the_first_at_the_top() -> None:
    chart = SlideChart("bars", ("a", "b", "c"), (series("s", (1.0, 2.0, 3.0), "vi", 0),), "f")
    tops = [top for _, _, _, top in drawn(chart)]
    assert tops == sorted(tops, reverse=True)


def test_a_step_of_a_waterfall_begins_where_the_last_one_ended() -> None:
    """100 − 40 + 15: every bar shares an edge with the one before it."""
    one = series("s", (100.0, -40.0, 15.0), "vi", 0)
    bars = drawn(SlideChart("waterfall", ("a", "b", "c"), (one,), "f"))
    (_, _, _, first), (_, low, _, high), (_, start, _, end) = bars
    assert high == pytest.approx(first, abs=1.5)
    assert start == pytest.approx(low, abs=1.5)
    assert (end - start) / (high - low) == pytest.approx(15 / 40, abs=0.05)


def test_a_rank_that_gets_better_goes_up_on_the_slide() -> None:
    line = SlideChart("line", ("2020", "2021", "2022"), (series("s", (60.0, 50.0, 40.0), "vi", 0),), "f", reversed=True)
    dots = [(left, bottom) for left, bottom, _, _ in drawn(line)]
    assert all(one[0] < two[0] and one[1] < two[1] for one, two in itertools.pairwise(dots))
