"""The way of an office through an import, in a real browser, on a server and a database of its own."""

import io
import time
from collections.abc import Callable, Iterator

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.books import xlsx
from tests.browser.conftest import OpenPage
from tests.browser.talk import DRAWN
from tests.browser.test_shell import english_in, everything_said
from tests.core.test_intake_reader import FAR, by_hand
from tests.serving import Server, serve

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIZARD, FIGURE = "/du-lieu?xem=import", "/du-lieu?xem=figure&chi-so=1"  # Nhận thức số of Lai Châu: not published
NAME = "Nguyễn Thị Hoa ![w](http://example.org/w.png)"  # shown as it was typed: `open_page` watches for requests
ROWS = [["TT", "Tỉnh/thành phố", "Nhận thức số"], [1, "Lai Châu", 0.6123], [2, "Sơn La", "0,5"]]
Settle = Callable[[Page], None]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of these tests' own: they write into its database."""
    with serve(tmp_path_factory.mktemp("office")) as server:
        yield server
    assert server.complaints() == []


def upload(page: Page, content: bytes, name: str) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": name, "mimeType": XLSX, "buffer": content}
    )
    expect(page.get_by_text(name, exact=True)).to_be_visible()


def template(page: Page) -> openpyxl.Workbook:
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải mẫu Excel").click()
    return openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))


def filled(book: openpyxl.Workbook, figures: dict[str, object]) -> bytes:
    """The template with figures of Nhận thức số for the entities named."""
    rows = book["Điểm và hạng"]
    (column,) = [cell.column for cell in rows[1] if cell.value == "1. Nhận thức số"]
    (names,) = [cell.column for cell in rows[1] if cell.value == "Đơn vị được đánh giá"]
    for row in range(2, rows.max_row + 1):
        if rows.cell(row, names).value in figures:
            rows.cell(row, column).value = figures[str(rows.cell(row, names).value)]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def choose(page: Page, settle: Settle, box: Locator, typed: str, option: str) -> None:
    """Find an entry of a list by typing, and take it.

    Streamlit fills a list once it has the focus, and what is typed before that finds nothing: then it is typed again.
    """
    entry, until = page.get_by_role("option", name=option, exact=True), time.monotonic() + 30
    box.focus()
    expect(box).to_have_attribute("data-focused", "true")
    box.fill(typed)
    page.evaluate(DRAWN)
    while not entry.is_visible():
        assert time.monotonic() < until, f"{option} is not in the list"
        box.fill("")
        box.fill(typed)
        page.evaluate(DRAWN)
    entry.click()
    settle(page)


def sees(page: Page, text: str) -> None:
    expect(page.locator(".stMain").get_by_text(text).first).to_be_visible()


def at_figure(page: Page, office: Server, settle: Settle, there: bool) -> None:
    """Whether another page shows the figure."""
    page.goto(office.url + FIGURE)
    settle(page)
    figure = page.locator(".stMain").get_by_text("0,6123")
    expect(figure.first).to_be_visible() if there else expect(figure).to_have_count(0)


def test_template_problems_mended_preview_confirmed_seen_elsewhere_undone(
    open_page: OpenPage, office: Server, settle: Settle
) -> None:
    page = open_page(WIZARD, at=office)
    book = template(page)
    upload(page, filled(book, {"Lai Châu": "0.6l23", "Sơn La": 1.7, "Hà Giang": "#N/A"}), "lan-1.xlsx")
    sees(page, "3 chỗ phải sửa trong tệp; 0 chỗ cần xem lại.")
    problems = page.locator(".st-key-data_import_problems")
    for said in ("0.6l23", "1,7", "#N/A", "Vượt mức tối đa của chỉ số 1 là 1."):
        expect(problems.get_by_text(said).first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Danh sách này (Excel)").click()
    listed = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).worksheets[0]
    assert {row[3] for row in listed.iter_rows(min_row=2, values_only=True)} == {"0.6l23", "1,7", "#N/A"}
    expect(page.get_by_role("button", name="Xác nhận và ghi")).to_have_count(0)

    upload(page, filled(book, {"Lai Châu": 0.6123, "Sơn La": "0,5", "Hà Giang": None}), "lan-2.xlsx")
    sees(page, "Không có chỗ nào phải sửa.")
    sees(page, "Sẽ thêm 2 mục. Chưa ghi gì cho đến khi xác nhận.")
    page.get_by_label("Người nhập").fill(NAME)
    page.get_by_label("Người nhập").press("Enter")  # ends the name, and writes nothing
    expect(page.get_by_text("từ tệp lan-2.xlsx")).to_have_count(0)
    page.get_by_role("button", name="Xác nhận và ghi").click()
    sees(page, "từ tệp lan-2.xlsx: thêm 2 mục.")
    page.get_by_role("link", name="Xem kỳ này ở trang Tổng quan").click()
    expect(page).to_have_title("Tổng quan")

    elsewhere = open_page("/", at=office)  # another visitor
    at_figure(elsewhere, office, settle, there=True)
    elsewhere.goto(office.url + "/nhat-ky")
    sees(elsewhere, NAME)
    page.get_by_role("link", name="Dữ liệu").click()
    page.get_by_text("Nhập số liệu", exact=True).click()
    page.get_by_role("button", name="Hoàn tác lần nhập này").click()
    sees(page, "Số liệu trở lại như trước khi nhập.")
    at_figure(elsewhere, office, settle, there=False)


def test_a_hostile_file_is_a_message_and_the_app_goes_on(open_page: OpenPage, office: Server, settle: Settle) -> None:
    page = open_page(WIZARD, at=office)
    upload(page, by_hand(FAR), "xa.xlsx")
    sees(page, "XFD1048576")
    assert english_in(everything_said(page)) == set()
    upload(page, b"\x89PNG\r\n\x1a\n" + bytes(500), "anh.xlsx")
    sees(page, "PNG")
    upload(page, xlsx({"Điểm": ROWS}), "tot.xlsx")
    expect(page.get_by_role("button", name="Xác nhận và ghi")).to_be_visible()
    at_figure(open_page("/", at=office), office, settle, there=False)


def test_a_column_is_given_its_meaning(open_page: OpenPage, office: Server, settle: Settle) -> None:
    page = open_page(WIZARD, at=office)
    upload(page, xlsx({"Điểm": [["Tỉnh", "Cột lạ"], ["Lai Châu", 0.6123]]}), "la.xlsx")
    sees(page, "2 cột, trong đó 1 cột chưa rõ")
    settle(page)
    choose(page, settle, page.locator(".st-key-data_import_column input"), "Cột lạ", "Điểm!B1 · Cột lạ")
    choose(page, settle, page.get_by_label("Cột này là"), "Nhận thức số", "1 · Nhận thức số")
    sees(page, "Sẽ thêm 1 mục. Chưa ghi gì cho đến khi xác nhận.")
