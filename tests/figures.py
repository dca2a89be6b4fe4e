"""Numbers taken out of what the office gets: decks, PDFs, workbooks and documents, each from the file itself."""

import io
import math
import re
from dataclasses import dataclass
from typing import Any

import openpyxl
from docx import Document
from pptx import Presentation

from dti_core.meeting.slide import Deck, SlideChart

NUMBER = re.compile(r"[−+▲▼-]?\d[\d.,]*")


@dataclass(frozen=True)
class Drawn:
    """A native chart: names, series of numbers (None = missing), the texts of its labels, the cells of its workbook."""

    names: tuple[str, ...]
    series: tuple[tuple[float | None, ...], ...]
    labels: frozenset[str]
    cells: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class Shown:
    """One slide of a PowerPoint file."""

    texts: tuple[str, ...]
    charts: tuple[Drawn, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]


def of_pptx(content: bytes) -> list[Shown]:
    """Every slide: its texts, the caches and workbooks of its charts, its tables."""
    return [
        Shown(
            tuple(_texts(slide.shapes)),
            tuple(_drawn(shape.chart) for shape in slide.shapes if shape.has_chart),
            tuple(
                tuple(tuple(cell.text for cell in row.cells) for row in shape.table.rows)
                for shape in slide.shapes
                if shape.has_table
            ),
        )
        for slide in Presentation(io.BytesIO(content)).slides
    ]


def _texts(shapes: Any) -> list[str]:
    found: list[str] = []
    for shape in shapes:
        if shape.shape_type == 6:  # a group
            found += _texts(shape.shapes)
        elif shape.has_text_frame:
            found += [paragraph.text for paragraph in shape.text_frame.paragraphs]
    return found


def _drawn(chart: Any) -> Drawn:
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    labels = chart._chartSpace.xpath(".//c:dLbl//a:t")
    plot = chart.plots[0]
    return Drawn(
        tuple(map(str, plot.categories)), tuple(tuple(one.values) for one in plot.series),
        frozenset(label.text for label in labels), tuple(book.active.iter_rows(values_only=True)),
    )  # fmt: skip


def levels(drawn: Drawn) -> list[tuple[float, float] | None]:
    """From where to where each bar of a native waterfall goes, lower end first: base, then what shows."""
    base, up, *rest = drawn.series
    down = rest[0] if len(rest) > 1 else (0.0,) * len(base)
    found: list[tuple[float, float] | None] = []
    for low, high, deep in zip(base, up, down, strict=True):
        if high is None:
            found.append(None)
            continue
        start, deep = low or 0.0, deep or 0.0
        found.append((start + deep, start + high) if start >= 0 else (start + deep, start))
    return found


def expected_levels(chart: SlideChart) -> list[tuple[float, float] | None]:
    """The same from the slide, by adding up."""
    one, at = chart.series[0], 0.0
    found: list[tuple[float, float] | None] = []
    roles = one.roles or (one.role,) * len(one.values)
    for place, value in enumerate(one.values):
        if value is None:
            found.append(None)
            continue
        start = 0.0 if place == 0 or roles[place] == "total" else at
        at = start + value
        found.append((min(start, at), max(start, at)))
    return found


def of_xlsx(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    """Every sheet's cells."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def of_docx(content: bytes) -> list[list[list[str]]]:
    """Every table's cells."""
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(io.BytesIO(content)).tables]


def parsed(text: str, lang: str) -> tuple[float, int] | None:
    """The first number in a text as people write it, and how many decimals it shows; None where there is none."""
    found = NUMBER.search(text)
    if not found:
        return None
    digits = found[0].lstrip("−+▲▼-").rstrip(".,")
    digits = digits.replace(".", "").replace(",", ".") if lang == "vi" else digits.replace(",", "")
    places = len(digits.partition(".")[2])
    return (-float(digits) if found[0][0] in "−-" else float(digits)), places


def says(text: str, value: float, lang: str) -> bool:
    """Whether the first number of a text, or after what it names ("rank 45: …"), is the value (or a hundred times it,
    before "%"), at the decimals shown."""
    found = parsed(text.rpartition(": ")[2], lang)
    if found is None:
        return False
    number, places = found
    wanted = value * 100 if "%" in text else value
    return any(math.isclose(number, sign * wanted, abs_tol=0.5000001 * 10**-places) for sign in (1, -1))


def labelled(deck: Deck) -> list[tuple[str, float]]:
    """Every label of a chart and every big number that has its value beside it."""
    found = []
    for slide in deck.slides:
        for one in slide.chart.series if slide.chart else ():
            found += [(text, v) for text, v in zip(one.labels, one.values, strict=False) if text and v is not None]
        found += [(figure.value, figure.raw) for figure in slide.figures if figure.raw is not None]
    return found
