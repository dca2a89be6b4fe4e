"""The figures of a meeting are the same in deck, PDF, workbook and annex: each is read back from its file."""

import math
from collections.abc import Iterable, Iterator

import pytest

from dti_core.deck import annex, sheets
from dti_core.deck.layout import whole
from dti_core.deck.pdf_deck import pdf
from dti_core.deck.pptx_deck import pptx
from dti_core.i18n import Translator
from dti_core.meeting.builder import build
from dti_core.meeting.materials import Materials, gather
from dti_core.meeting.settings import Settings
from dti_core.meeting.slide import Deck, Slide
from dti_core.store import Store
from tests.decks import sample
from tests.figures import Drawn, Shown, expected_levels, labelled, levels, of_docx, of_pptx, of_xlsx, says
from tests.rendered import read


@pytest.fixture(scope="module", params=["province-2022", "province-2023"])
def materials(request: pytest.FixtureRequest) -> Iterator[Materials]:
    store = Store.open(":memory:")
    yield gather(store, store.table(request.param), "VN-12", Settings())
    store.close()


@pytest.fixture(scope="module", params=["vi", "en"])
def deck(request: pytest.FixtureRequest, materials: Materials) -> Deck:
    return build(materials, Settings(held_on="2026-12-10"), Translator(request.param))


@pytest.fixture(scope="module")
def shown(deck: Deck) -> list[Shown]:
    """The deck for PowerPoint, read back."""
    return of_pptx(pptx(deck))


def charts_of(deck: Deck) -> list[Slide]:
    return [slide for slide in deck.slides if slide.chart and slide.chart.kind != "tiles"]


def test_every_label_says_the_number_that_is_drawn(deck: Deck) -> None:
    pairs = labelled(deck)
    assert len(pairs) >= 20
    assert [(text, value) for text, value in pairs if not says(text, value, deck.lang)] == []


def test_the_native_charts_hold_the_slides_numbers_and_labels(deck: Deck, shown: list[Shown]) -> None:
    drawn = [chart for slide in shown for chart in slide.charts]
    assert len(drawn) == len(charts_of(deck)) >= 4
    for slide, chart in zip(charts_of(deck), drawn, strict=True):
        assert slide.chart is not None
        if slide.chart.kind == "waterfall":
            for one, other in zip(levels(chart), expected_levels(slide.chart), strict=True):
                assert one == pytest.approx(other)
        elif slide.chart.kind != "steps":
            assert chart.series == tuple(one.values for one in slide.chart.series)
        texts = {text for one in slide.chart.series for text in one.labels if text}
        assert slide.chart.kind == "steps" or texts <= chart.labels
        assert_same_as_workbook(chart)


def assert_same_as_workbook(chart: Drawn) -> None:
    """What PowerPoint would show and what it opens when somebody edits the data are one and the same."""
    columns = list(zip(*chart.cells[1:], strict=True))[-len(chart.series) :]
    assert all(same(*pair) for pair in zip(columns, chart.series, strict=True))


def same(ones: Iterable[object], others: Iterable[object]) -> bool:
    """Equal, numbers to the fifteen digits that a workbook keeps."""
    pairs = list(zip(ones, others, strict=True))
    numbers = [(float(a), float(b)) for a, b in pairs if isinstance(a, int | float) and isinstance(b, int | float)]
    rest = [(a, b) for a, b in pairs if not (isinstance(a, int | float) and isinstance(b, int | float))]
    return all(math.isclose(a, b, rel_tol=1e-14) for a, b in numbers) and all(a == b for a, b in rest)


def test_the_tables_of_the_deck_are_the_slides_tables(deck: Deck, shown: list[Shown]) -> None:
    drawn = [row for slide in shown for table in slide.tables for row in table[1:]]
    assert drawn == [row for slide in deck.slides if slide.table for row in slide.table.rows]


def test_the_pdf_says_every_number_that_the_deck_says(deck: Deck, shown: list[Shown]) -> None:
    pages = read(pdf(deck))
    said = [text for slide in shown for text in slide.texts]
    said += [text for slide in shown for chart in slide.charts for text in chart.labels]
    assert [text for text in said if text and not any(page.has(text) for page in pages)] == []


def test_the_workbook_holds_the_same_numbers_unrounded(deck: Deck) -> None:
    book = of_xlsx(sheets.workbook(deck))
    t = Translator(deck.lang)
    for place, slide in enumerate(whole(deck.slides, t), start=1):
        mine = {name: cells for name, cells in book.items() if name.startswith(f"{place} ")}
        if slide.chart and slide.chart.kind != "tiles":
            cells = next(c for name, c in mine.items() if name.startswith(f"{place} {t('deck.sheet.chart')}"))
            columns = list(zip(*cells[1:], strict=True))[1:]
            assert all(same(cells, one.values) for cells, one in zip(columns, slide.chart.series, strict=True))
        if slide.figures:
            cells = next(c for name, c in mine.items() if name.startswith(f"{place} {t('deck.sheet.figures')}"))
            assert same([row[1] for row in cells[1:]], [f.value if f.raw is None else f.raw for f in slide.figures])
        if slide.table:
            cells = next(c for name, c in mine.items() if name.startswith(f"{place} {t('deck.sheet.table')}"))
            assert cells[1:] == [tuple(entry or None for entry in row) for row in slide.table.raw or slide.table.rows]


def test_the_annex_says_the_same_points_as_the_slide_about_the_gap(materials: Materials, deck: Deck) -> None:
    """The waterfall's steps are the lost points of the annex, index by index."""
    t = Translator(deck.lang)
    chart = next(slide.chart for slide in deck.slides if slide.key == "gap")
    assert chart is not None
    (_, grid, _) = of_docx(annex.docx(annex.annex(materials.table, materials.entity, t), t))
    lost = {row[1]: row[4] for row in grid[1:]}
    steps = dict(zip(chart.categories, chart.series[0].values, strict=True))
    shared = set(lost) & set(steps)
    assert len(shared) >= 4
    for name in shared:
        value = steps[name]
        assert value is not None and says(lost[name], value, deck.lang), name


def test_tiles_and_repeated_names_have_their_columns_too() -> None:
    frames = list(sheets.sheets(sample("vi"), Translator("vi")).values())
    tiles = next(frame for frame in frames if "Tỉnh 7" in set(frame.iloc[:, 0]))
    assert tiles["Tên"][7] == "Tỉnh 7" and math.isnan(tiles["Giá trị"][7])
    lines = next(frame for frame in frames if "Tỉnh khác (2)" in frame.columns)
    assert list(lines.columns) == ["Tên", "Tỉnh khác", "Tỉnh khác (2)", "Trung vị", "Lai Châu"]
