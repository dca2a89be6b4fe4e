"""Printed as PDF: whose figures, charts whole, no controls; on a phone, too, the page says whose figures it shows."""

import io
import re
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


@pytest.mark.parametrize("address", ["/du-lieu?xem=browse", "/mo-phong?xem=ladder"])
def test_the_print_version_brings_the_last_row_of_a_long_table_to_the_paper(
    open_page: OpenPage, settle: Settle, address: str
) -> None:
    page = open_page(f"{address}&{HERE}")
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    before = "".join(words(printed(page)).split())
    page.locator(".st-key-app_print label").click()
    settle(page)
    expect(page).to_have_url(re.compile("[?&]in=co(&|$)"))
    expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
    said = "".join(words(printed(page)).split())
    last = "".join(page.locator("table.paper tr").last.inner_text().split())
    assert last and last in said and last not in before
    assert "Ctrl+P" not in said
    page.locator(".st-key-app_print label").click()
    settle(page)
    expect(page.locator("table.paper")).to_have_count(0)


def test_the_print_version_opens_the_boxes_of_tables(open_page: OpenPage) -> None:
    page = open_page(f"/xu-huong?{HERE}&in=co")
    for key in ("trends_by_peer_table_print", "trends_table_print"):
        expect(page.locator(f".st-key-{key} table.paper").first).to_be_visible()


def test_a_dark_page_is_printed_dark_on_white(open_page: OpenPage) -> None:
    page = open_page(f"/khoang-cach?{HERE}&in=co", color_scheme="dark")
    expect(page.locator(".st-key-gap_chart .js-plotly-plot")).to_be_visible()
    sheet = printed(page)[0].render(scale=1, grayscale=True).to_numpy()
    assert (sheet > 250).mean() > 0.8  # paper
    assert (sheet < 80).mean() > 0.005  # what is written
