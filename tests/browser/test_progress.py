"""The page Progress in a real browser: an item added, edited, late and first, filtered, picked, downloaded, undone."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.serving import Server, serve

OpenPage = Callable[..., Page]
Settle = Callable[[Page], None]
HERE = "/tien-do?ky=province-2022&don-vi=VN-12&ngay=2026-11-29"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Server]:
    """The app on a database of this test's own: it writes. Named before `open_page`, whose pages are closed first."""
    with serve(tmp_path) as server:
        yield server
    assert server.complaints() == []


def pick(page: Page, key: str, text: str) -> None:
    """Type in a selectbox and take what is found."""
    page.locator(f".st-key-{key} input").click()
    page.locator(f".st-key-{key} input").fill(text)
    page.keyboard.press("Enter")


def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.locator(f".st-key-progress_{name}_typed").locator("input, textarea").fill(text)


def save(page: Page, settle: Settle) -> None:
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã lưu")).to_be_visible()
    settle(page)


def read_table(page: Page, key: str) -> str:
    """What a table says to those who cannot see it, row by row."""
    return " ".join(page.locator(f".st-key-{key} [role=gridcell]").all_inner_texts())


def test_an_item_is_added_edited_late_first_filtered_downloaded_and_taken_back(
    office: Server, open_page: OpenPage, settle: Settle
) -> None:
    page = open_page(HERE, at=office)
    page.get_by_role("button", name="Thêm mục đầu tiên").click()
    settle(page)
    pick(page, "progress_code", "hoat dong xa hoi")
    settle(page)
    fill(page, lead="Sở Y tế", due_on="31/12/2026", planned_gain="20,55", who="Hoa")
    save(page, settle)
    pick(page, "progress_code", "ha tang so")
    settle(page)
    fill(page, lead="sở kh&cn", due_on="15/12/2026", planned_gain="20", self_points="55", appraised_points="52,4",
         evidence="45/BC-SKHCN – 12/10/2026: Báo cáo vùng phủ", link="https://laichau.gov.vn/45")  # fmt: skip
    save(page, settle)
    finding = page.locator(".st-key-finding")
    expect(finding).to_contain_text("Không có mục nào trễ hạn")

    fill(page, due_on="01/11/2026", why="họp giao ban")  # edited: now it is late
    save(page, settle)
    expect(finding).to_contain_text("1 trên 2 mục trễ hạn. Gấp nhất: Hạ tầng số (trễ 28 ngày, sở kh&cn)")
    expect(finding).to_contain_text("Đã đạt 20,0 trên 40,55 điểm dự kiến")

    page.get_by_role("radio", name="Việc của quý").click()
    settle(page)
    meant = page.locator(".st-key-progress_worth_metrics")
    expect(meant).to_contain_text("45/63")  # 40.55 points bring rank 45
    expect(meant).to_contain_text("giá trị 0,5232")
    cells = page.locator(".st-key-progress_table [role=gridcell]")
    expect(cells.filter(has_text="Trễ 28 ngày")).to_have_count(1)
    assert read_table(page, "progress_table").index("Hạ tầng số") < read_table(page, "progress_table").index("xã hội")

    pick(page, "progress_view", "tre han")
    settle(page)
    expect(cells.filter(has_text="Hạ tầng số")).to_have_count(1)
    expect(cells.filter(has_text="Hoạt động xã hội số")).to_have_count(0)
    expect(page).to_have_url(re.compile("loc=late"))

    page.get_by_role("button", name="Tải về").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel: mọi bảng, kèm nguồn").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    rows = list(book.worksheets[0].values)
    late = dict(zip(rows[0], rows[1], strict=True))
    assert late["Mã chỉ số"] == "3" and late["Điểm thẩm định"] == 52.4
    assert late["Chênh lệch (tự đánh giá − thẩm định)"] == 2.6

    page.get_by_role("radio", name="Thêm, cập nhật").click()
    settle(page)
    page.get_by_text("Các lần cập nhật (2)").click()
    expect(page.locator(".st-key-progress_past")).to_contain_text("họp giao ban")
    page.locator(".st-key-progress_undo_who input").fill("Mai")
    page.locator(".st-key-progress_undo_who input").press("Tab")
    settle(page)
    page.get_by_role("button", name="Hoàn tác lần cập nhật mới nhất").click()
    expect(page.get_by_text("Đã hoàn tác lần cập nhật")).to_be_visible()
    expect(finding).to_contain_text("Không có mục nào trễ hạn")


def test_a_row_that_is_picked_opens_its_form_and_the_next_visitor_sees_the_same(
    office: Server, open_page: OpenPage, settle: Settle
) -> None:
    page = open_page(f"{HERE}&muc=update&ma=9", at=office)
    fill(page, lead="Sở Y tế", planned_gain="20,55", note="ghi chú", who="Hoa")
    save(page, settle)
    other = open_page(HERE, at=office)
    expect(other.locator(".st-key-progress_table [role=gridcell]").filter(has_text="Sở Y tế")).to_have_count(1)
    grid = other.locator(".st-key-progress_table .dvn-scroller").first
    grid.scroll_into_view_if_needed()
    grid.click(position={"x": 17, "y": 52})  # the box before the first row
    settle(other)
    expect(other.locator(".st-key-progress_note_typed input")).to_have_value("ghi chú")
    expect(other).to_have_url(re.compile("muc=update"))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_is_cut_off_on_a_phone(office: Server, open_page: OpenPage, settle: Settle, language: str) -> None:
    first = open_page(f"{HERE}&muc=update&ma=9", at=office)
    fill(first, lead="Sở Y tế", planned_gain="20,55", self_points="40", appraised_points="38", who="Hoa")
    save(first, settle)
    page = open_page(f"{HERE}&ngon-ngu={language}", at=office, viewport={"width": 390, "height": 844})
    expect(page.locator(".st-key-progress_planned .main-svg").first).to_be_visible()
    for text in page.locator(".st-key-progress_planned .annotation").all():
        edges = text.bounding_box()
        assert edges and edges["x"] >= 0 and edges["x"] + edges["width"] <= 390
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390
