"""The deck as PDF, read back with PDFium: pages, words, bookmarks, fonts."""

import re

import pypdfium2 as pdfium
import pytest

from dti_core.deck import layout
from dti_core.deck.look import Frame
from dti_core.deck.pdf_deck import pdf
from dti_core.meeting.slide import Deck, Slide
from tests.decks import sample, texts


@pytest.fixture(scope="module", params=["vi", "en"])
def made(request: pytest.FixtureRequest) -> tuple[Deck, bytes]:
    deck = sample(request.param)
    return deck, pdf(deck)


def squeezed(text: str) -> str:
    """Without white space: where a line is broken is no matter."""
    return re.sub(r"\s+", "", text)


def test_there_is_a_page_for_each_slide_in_the_same_shape(made: tuple[Deck, bytes]) -> None:
    deck, content = made
    file = pdfium.PdfDocument(content)
    assert len(file) == 1 + len(layout.pages(deck, Frame.house()))
    assert {page.get_size() for page in file} == {(960, 540)}


def test_every_text_can_be_found_and_copied_with_its_letters(made: tuple[Deck, bytes]) -> None:
    deck, content = made
    said = squeezed("".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(content)))
    assert [text for text in texts(deck) if squeezed(text) not in said] == []


def test_nothing_is_drawn_beyond_the_page(made: tuple[Deck, bytes]) -> None:
    for page in pdfium.PdfDocument(made[1]):
        for thing in page.get_objects():
            left, bottom, right, top = thing.get_bounds()
            assert left >= -1 and bottom >= -1 and right <= 961 and top <= 541


def test_bookmarks_title_and_language_are_those_of_the_deck(made: tuple[Deck, bytes]) -> None:
    deck, content = made
    file = pdfium.PdfDocument(content)
    assert [entry.get_title() for entry in file.get_toc()] == [deck.title, *(slide.title for slide in deck.slides)]
    assert file.get_metadata_dict()["Title"] == deck.title
    assert re.search(rb"/Lang \((vi-VN|en-GB)\)", content)[1] == {"vi": b"vi-VN", "en": b"en-GB"}[deck.lang]  # type: ignore[index]


def test_fonts_are_embedded_and_charts_are_vectors(made: tuple[Deck, bytes]) -> None:
    content = made[1]
    named = set(re.findall(rb"/BaseFont /(?:[A-Z]{6}\+)?([\w-]+)", content))
    assert {name for name in named if b"BeVietnamPro" in name}
    assert b"/FontFile2" in content and b"/Subtype /Image" not in content


def test_the_same_deck_gives_the_same_file() -> None:
    assert pdf(sample("vi")) == pdf(sample("vi"))


def test_every_letter_of_the_alphabet_has_its_glyph() -> None:
    alphabet = "aàảãáạăằẳẵắặâầẩẫấậđeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
    signs = "0123456789,.−–…%/()“”≥≤▲▼→←×·•+"
    slide = Slide("k", "gap", alphabet[:40], alphabet + alphabet.upper() + signs)
    page = pdfium.PdfDocument(pdf(Deck("t", "", "", "vi", (slide,))))[1]
    said = squeezed(page.get_textpage().get_text_range())
    assert squeezed(alphabet + alphabet.upper() + signs) in said
