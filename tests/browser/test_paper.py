"""Printed as PDF: whose figures, charts whole, no controls; on a phone, too, the page says whose figures it shows."""

import io
from collections.abc import Callable

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
Settle = Callable[[Page], None]
HERE = "ky=province-2022&don-vi=VN-12"


def printed(page: Page) -> pypdfium2.PdfDocument:
    expect(page.locator('[data-testid="stSkeleton"]')).to_have_count(0)
    return pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))


def words(document: pypdfium2.PdfDocument) -> str:
    return "\n".join(sheet.get_textpage().get_text_bounded() for sheet in document)


@pytest.mark.parametrize("wide", [1366, 1920])
def test_a_page_on_paper_keeps_its_chart_whole_and_leaves_its_buttons_out(open_page: OpenPage, wide: int) -> None:
    page = open_page(f"/xu-huong?{HERE}", viewport={"width": wide, "height": 900})
    expect(page.locator(".st-key-trends_bump").get_by_text("Lai Châu 18/34")).to_be_visible()
    document = printed(page)
    said = words(document)
    assert "Lai Châu · 2022 · 63 tỉnh, thành phố" in said
    assert "Lai Châu 18/34" in said  # at the right edge of the first chart
    assert "2021" in said and "2020 → 2021" not in said  # of what can be chosen, what was chosen
    assert "Tải Excel" not in said and "Bảng từng đơn vị" not in said
    across = document[0].get_width()
    for sheet in document:
        written = sheet.get_textpage()
        boxes = [written.get_charbox(place) for place in range(written.count_chars())]
        assert all(0 <= left <= right <= across for left, _, right, _ in boxes)


def test_columns_stay_side_by_side_on_paper(open_page: OpenPage) -> None:
    page = open_page(f"/?{HERE}")
    expect(page.locator(".st-key-overview_years").get_by_text("18/34")).to_be_visible()
    first = printed(page)[0].get_textpage().get_text_bounded()
    assert "riêng phần này đáng giá 30 bậc" in first and "18/34" in first


def test_on_a_phone_the_page_says_whose_figures_it_shows(open_page: OpenPage) -> None:
    page = open_page(f"/khoang-cach?{HERE}", viewport={"width": 390, "height": 844})
    expect(page.get_by_text("Lai Châu · 2022 · 63 tỉnh, thành phố", exact=True)).to_be_visible()
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(page.get_by_text("Lai Châu · 2022 · 63 tỉnh, thành phố", exact=True)).to_be_hidden()


def test_on_a_phone_the_slide_being_prepared_is_upright_and_whole(open_page: OpenPage) -> None:
    page = open_page(f"/hop-quy?{HERE}", viewport={"width": 390, "height": 844})
    frame, slide = page.locator(".st-key-meeting_preview"), page.locator(".st-key-meeting_preview .wall")
    expect(slide).to_be_visible()
    outside, inside = frame.bounding_box(), slide.bounding_box()
    assert outside and inside
    assert inside["width"] > inside["height"]
    assert inside["x"] >= outside["x"] - 1 and outside["x"] + outside["width"] <= 390
    assert inside["x"] + inside["width"] <= outside["x"] + outside["width"] + 1
