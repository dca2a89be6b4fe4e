"""The papers of a meeting, taken away with a real browser: each file opens and is about whom the page is about."""

import io
from pathlib import Path

import openpyxl
import pypdfium2 as pdfium
import pytest
from docx import Document
from playwright.sync_api import FilePayload, Page, expect
from pptx import Presentation
from pptx.util import Inches

from tests.browser.conftest import OpenPage
from tests.templates import office

PAPERS = "/hop-quy?ky=province-2023&don-vi=VN-12&muc=papers"


def taken(page: Page, name: str) -> tuple[str, bytes]:
    """The file name and the content of a download."""
    with page.expect_download(timeout=60_000) as waiting:
        page.locator(f".st-key-meeting_{name} button").first.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize(("lang", "value"), [("vi", "0,6185"), ("en", "0.6185")])
def test_every_file_comes_with_one_click_and_says_the_same_value(open_page: OpenPage, lang: str, value: str) -> None:
    page = open_page(f"{PAPERS}&ngon-ngu={lang}")
    name, content = taken(page, "pptx")
    assert name.startswith("Họp Lai Châu" if lang == "vi" else "Meeting Lai Chau") and name.endswith(".pptx")
    slides = Presentation(io.BytesIO(content)).slides
    grouped = [shape for slide in slides for shape in slide.shapes if shape.shape_type == 6]
    texts = [inner.text_frame.text for group in grouped for inner in group.shapes if inner.has_text_frame]
    assert value in texts
    pages = pdfium.PdfDocument(taken(page, "pdf")[1])
    assert len(pages) == len(slides)
    assert any(value in one.get_textpage().get_text_range() for one in pages)
    book = openpyxl.load_workbook(io.BytesIO(taken(page, "xlsx")[1]))
    assert 0.6185 in [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    name, content = taken(page, "annex")
    assert name.endswith(".docx")
    cells = [cell.text for table in Document(io.BytesIO(content)).tables for row in table.rows for cell in row.cells]
    assert ("618,500" if lang == "vi" else "618.500") in cells


def test_the_office_s_template_is_sent_used_and_given_up(open_page: OpenPage) -> None:
    page = open_page(PAPERS)
    page.locator(".st-key-meeting_template summary").click()
    sent: FilePayload = {"name": "mau-cua-tinh.pptx", "mimeType": "application/octet-stream", "buffer": office()}
    page.locator(".st-key-meeting_template input[type=file]").set_input_files(sent)
    expect(page.locator(".st-key-meeting_template_remove button").first).to_be_visible()
    expect(page.locator(".st-key-meeting_template").get_by_text("mau-cua-tinh.pptx")).to_be_visible()
    assert Presentation(io.BytesIO(taken(page, "pptx")[1])).slide_width == Inches(10)
    page.locator(".st-key-meeting_template_remove button").first.click()
    expect(page.locator(".st-key-meeting_template_remove")).to_have_count(0)
    assert Presentation(io.BytesIO(taken(page, "pptx")[1])).slide_width > Inches(13)
