"""The deck for PowerPoint as a file: what is in it, read back with python-pptx and as XML."""

import io
import re
import zipfile
from typing import Any

import pytest
from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Inches, Pt

from dti_core.deck import layout
from dti_core.deck.look import Frame
from dti_core.deck.pptx_deck import pptx
from dti_core.meeting.slide import Deck, Series, Slide, SlideChart
from tests.decks import WORDS, sample, series
from tests.templates import office

CHARTS = r"ppt/charts/chart\d+\.xml"


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def parts(content: bytes, pattern: str) -> list[str]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    return [archive.read(name).decode("utf-8") for name in archive.namelist() if re.fullmatch(pattern, name)]


@pytest.fixture(scope="module", params=["vi", "en"])
def made(request: pytest.FixtureRequest) -> tuple[Deck, bytes]:
    deck = sample(request.param)
    return deck, pptx(deck)


def test_the_deck_is_wide_and_has_a_slide_for_each_page(made: tuple[Deck, bytes]) -> None:
    deck, content = made
    file = opened(content)
    assert file.slide_width * 9 == file.slide_height * 16
    assert len(file.slides) == 1 + len(layout.pages(deck, Frame.house()))


def test_every_chart_can_be_edited_and_none_is_a_picture(made: tuple[Deck, bytes]) -> None:
    """Each native chart carries a workbook with its numbers; there is no picture in the file."""
    deck, content = made
    kinds = [slide.chart.kind for slide in deck.slides if slide.chart]
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    native = len([kind for kind in kinds if kind != "tiles"])
    assert len([name for name in names if re.fullmatch(CHARTS, name)]) == native
    assert len([name for name in names if name.startswith("ppt/embeddings/") and name.endswith(".xlsx")]) == native
    assert [name for name in names if name.startswith("ppt/media/")] == []


def test_every_chart_says_in_words_what_it_shows(made: tuple[Deck, bytes]) -> None:
    deck, content = made
    described = [
        text for xml in parts(content, r"ppt/slides/slide\d+\.xml") for text in re.findall(r'descr="([^"]*)"', xml)
    ]
    for slide in deck.slides:
        assert slide.chart is None or slide.chart.finding in described


def test_labels_are_texts_as_written_in_the_language(made: tuple[Deck, bytes]) -> None:
    deck, content = made
    charts = parts(content, CHARTS)
    said = {text for xml in charts for text in re.findall(r"<a:t>([^<]*)</a:t>", xml)}
    for slide in deck.slides:
        if slide.chart is None or slide.chart.kind in ("steps", "tiles"):
            continue
        for one in slide.chart.series:
            assert {text for text, value in zip(one.labels, one.values, strict=False) if value is not None} <= {
                *said,
                "",
            }
    assert ("0,5032" in said, "0.5032" in said) == (deck.lang == "vi", deck.lang == "en")


def test_ticks_ask_for_the_comma_in_vietnamese() -> None:
    formats = {
        lang: set(re.findall(r'formatCode="([^"]+)" sourceLinked="0"', "".join(parts(pptx(sample(lang)), CHARTS))))
        for lang in ("vi", "en")
    }
    assert "[$-42A]#,##0.00" in formats["vi"] and not any("42A" in form for form in formats["en"])


def test_the_numbers_behind_a_chart_are_the_slides_numbers(made: tuple[Deck, bytes]) -> None:
    deck, content = made
    slide = next(s for s in deck.slides if s.key == "target")
    page = next(
        s
        for s in opened(content).slides
        if any(x.has_chart and len(list(x.chart.plots[0].series)) == 2 for x in s.shapes)
    )
    chart = next(shape.chart for shape in page.shapes if shape.has_chart)
    assert slide.chart is not None
    assert [tuple(one.values) for one in chart.plots[0].series] == [one.values for one in slide.chart.series]


def test_notes_source_and_number_are_where_they_belong(made: tuple[Deck, bytes]) -> None:
    deck, content = made
    file = opened(content)
    first = file.slides[1]
    assert first.notes_slide.notes_text_frame.text == deck.slides[0].notes
    footers = [s.text_frame.text for s in first.placeholders if s.placeholder_format.type == PP_PLACEHOLDER.FOOTER]
    assert footers == [deck.slides[0].source]
    assert all('type="slidenum"' in xml for xml in parts(content, r"ppt/slides/slide(?!1\.xml)\d+\.xml"))
    assert not any(shape.is_placeholder and not shape.text_frame.text for s in file.slides for shape in s.placeholders)


def test_type_is_large_enough_to_be_read(made: tuple[Deck, bytes]) -> None:
    """Titles at most as small as a long one needs, text from 18 points, tables from 14, what is small is a source."""
    for slide in opened(made[1]).slides:
        for shape in slide.shapes:
            if shape.has_text_frame and shape.is_placeholder:
                least = (
                    8 if shape.placeholder_format.type in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER) else 18
                )
                sizes = [run.font.size for p in shape.text_frame.paragraphs for run in p.runs]
                assert all(size >= Pt(least) for size in sizes if size), shape.name
            if shape.has_table:
                cells = [cell for row in shape.table.rows for cell in row.cells]
                assert all(run.font.size >= Pt(14) for c in cells for p in c.text_frame.paragraphs for run in p.runs)


def test_text_says_its_language_and_the_file_its_title(made: tuple[Deck, bytes]) -> None:
    deck, content = made
    assert opened(content).core_properties.title == WORDS[deck.lang]["title"]
    tag = {"vi": "vi-VN", "en": "en-GB"}[deck.lang]
    for xml in parts(content, r"ppt/slides/slide\d+\.xml"):
        assert set(re.findall(r'<a:rPr[^>]* lang="([^"]+)"', xml)) <= {tag}


def test_a_waterfall_below_nought_and_with_nothing_in_it_is_still_a_chart() -> None:
    below = series("điểm", (2.0, -5.0, 1.0, -2.0), "vi", 1, roles=("total", "worse", "better", "total"))
    empty = Series("điểm", (None, None), "worse", (), ("", ""))
    charts = (
        SlideChart("waterfall", ("a", "b", "c", "d"), (below,), "f"),
        SlideChart("waterfall", ("a", "b"), (empty,), "f"),
        SlideChart("bars", (), (Series("s", ()),), "f"), SlideChart("line", ("a",), (Series("s", (None,)),), "f"),
    )  # fmt: skip
    file = opened(pptx(Deck("t", "", "", "vi", tuple(Slide("k", "gap", "t", "", chart) for chart in charts))))
    chart = next(shape.chart for shape in file.slides[1].shapes if shape.has_chart)
    base, up, down, _ = (tuple(one.values) for one in chart.plots[0].series)
    assert (base, up, down) == ((0, 0, -2, 0), (2, 2, 0, 0), (0, -3, -1, -2))


def test_a_text_that_no_file_can_hold_does_not_break_the_deck() -> None:
    slide = Slide("k", "gap", "Tiêu\x00 đề\ud800", "a\x0bb", bullets=("\x1f•",), source="n\ufffe", notes="\x02ghi")
    assert len(opened(pptx(Deck("t\x01", "s", "", "vi", (slide,)))).slides) == 2


# In which order the standard (ECMA-376) has the children that we put in by hand; PowerPoint repairs what differs.
ORDER = {
    "c:dLbl": "idx delete layout tx numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent "
    "showBubbleSize separator extLst",
    "c:title": "tx layout overlay spPr txPr extLst",
    "c:legend": "legendPos legendEntry layout overlay spPr txPr extLst",
    "c:plotArea": "layout barChart lineChart scatterChart catAx valAx serAx dateAx dTable spPr extLst",
    "a:tcPr": "lnL lnR lnT lnB lnTlToBr lnBlToTr cell3D noFill solidFill extLst",
    "a:pPr": "lnSpc spcBef spcAft buClrTx buClr buSzTx buFontTx buFont buNone buAutoNum buChar tabLst defRPr extLst",
    "a:p": "pPr r br fld endParaRPr",
    "p:sp": "nvSpPr spPr style txBody extLst",
}


@pytest.mark.parametrize("base", [None, office()], ids=["house", "office"])
def test_what_is_put_in_by_hand_stands_in_the_order_of_the_standard(base: bytes | None) -> None:
    for xml in parts(pptx(sample("vi"), base), r"ppt/(slides|charts|slideLayouts)/[a-zA-Z]+\d+\.xml"):
        for element in etree.fromstring(xml.encode()).iter():
            name = f"{element.prefix}:{etree.QName(element).localname}"
            if name in ORDER:
                known = ORDER[name].split()
                places = [known.index(etree.QName(child).localname) for child in element]
                mixed = name in ("a:p", "c:plotArea")  # runs and fields, and axes, in any order among themselves
                assert places == sorted(places) or mixed, (name, [etree.QName(child).localname for child in element])
                assert not mixed or not places or places[0] == min(places)


def test_no_picture_or_title_of_earlier_slides_goes_along() -> None:
    for content in (pptx(sample("vi")), pptx(sample("vi"), office())):
        archive = zipfile.ZipFile(io.BytesIO(content))
        assert not [name for name in archive.namelist() if "thumbnail" in name or name == "docProps/app.xml"]
        assert b"screen4x3" not in archive.read("ppt/presentation.xml") or opened(content).slide_width == Inches(10)
        assert not [name for name in archive.namelist() if "Trang cũ".encode() in archive.read(name)]
