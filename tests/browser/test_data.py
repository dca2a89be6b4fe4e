"""What AppTest cannot do: choose a row, take a file away, and see the last page's tables drawn."""

import io

import openpyxl
import pandas as pd
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage


def test_choosing_a_row_shows_its_source(open_page: OpenPage) -> None:
    page = open_page("/du-lieu?xem=browse&bang=scores&tim=lai%20chau")
    frame = page.get_by_test_id("stDataFrame")
    expect(frame).to_be_visible()
    frame.click(position={"x": 18, "y": 54})
    expect(page.get_by_text("Nguồn của dòng đang chọn")).to_be_visible()


def test_the_filtered_table_arrives_as_a_workbook_with_numbers(open_page: OpenPage) -> None:
    page = open_page("/du-lieu?xem=browse&tim=lai%20chau")
    page.get_by_role("button", name="Tải về").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel: mọi bảng, kèm nguồn").click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    header, row = book.worksheets[0].iter_rows(max_row=2, values_only=True)
    found = dict(zip(header, row, strict=True))
    assert (found["Đơn vị"], found["Hạng"], found["Giá trị DTI"], found["Nhận thức số"]) == (
        "Lai Châu",
        53,
        0.5032,
        None,
    )


def test_a_link_from_the_limits_leads_to_the_contradictions(open_page: OpenPage) -> None:
    page = open_page("/phuong-phap?phan=limits")
    page.get_by_role("link", name="Xem các nguồn mâu thuẫn").click()
    expect(page.get_by_text("1763/QĐ-UBND")).to_be_visible()


def test_one_table_arrives_as_csv_with_and_without_its_mark_and_as_parquet(open_page: OpenPage) -> None:
    """The three say the same: 0,5032 for Lai Châu in 2022."""
    page = open_page("/du-lieu?xem=browse&tim=lai%20chau")
    page.get_by_role("button", name="Tải về").click()
    arrived = {}
    for label in ("CSV (mở bằng Excel)", "CSV không có BOM", "Parquet"):
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        arrived[label] = download.value.path().read_bytes()
        assert download.value.suggested_filename.startswith("data_table-gia-tri-cua-ky-province-2022-VN-12.")
    marked, plain, columns = arrived.values()
    assert marked == b"\xef\xbb\xbf" + plain
    text = pd.read_csv(io.BytesIO(plain), sep=";", decimal=",")
    assert text["Giá trị DTI"].tolist() == pd.read_parquet(io.BytesIO(columns))["Giá trị DTI"].tolist() == [0.5032]
