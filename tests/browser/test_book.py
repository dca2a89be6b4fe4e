"""The scenario book as it is used: save two, compare, share, freeze, copy, rename, delete, take a file elsewhere."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

OpenPage = Callable[..., Page]
Settle = Callable[[Page], None]
HERE = "ky=province-2022&don-vi=VN-12"


def save(open_page: OpenPage, settle: Settle, name: str, gains: str) -> Page:
    page = open_page(f"/mo-phong?{HERE}&tang={gains}&xem=saved")
    page.get_by_label("Tên kịch bản").fill(name)
    page.get_by_label("Người lập").fill("Hoa")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text(f"Đã lưu kịch bản “{name}”")).to_be_visible()
    settle(page)
    return page


def row(page: Page, name: str) -> Locator:
    """The box of one scenario in the list."""
    return page.locator('[class*="st-key-book_row_"]').filter(has=page.get_by_text(name, exact=True))


def act(page: Page, settle: Settle, name: str, button: str) -> None:
    """Open a scenario's actions and take one."""
    row(page, name).get_by_test_id("stPopoverButton").first.click()
    box = page.get_by_test_id("stPopoverBody")
    expect(box.get_by_role("button", name=button, exact=True)).to_be_visible()
    box.get_by_role("button", name=button, exact=True).click()
    settle(page)


def closed(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def test_two_scenarios_are_saved_compared_shared_frozen_renamed_copied_and_deleted(
    open_page: OpenPage, settle: Settle, tmp_path: Path
) -> None:
    """Lai Châu 2022: 45/63 with 40.8 points in two indices, 46/63 with 40 in two others."""
    save(open_page, settle, "Hạ tầng trước", "3:20;9:20.8")
    page = save(open_page, settle, "Chính quyền trước", "7:30;9:10")
    page.get_by_role("link", name="Mở sổ kịch bản").click()
    expect(page.locator(".st-key-finding")).to_contain_text("“Hạ tầng trước” đưa lên hạng cao nhất: từ 53 lên 45/63")
    settle(page)

    # shared: the link opens the same comparison for another visitor
    link = page.locator('[data-testid="stCode"]').first.inner_text().strip()
    other = open_page("/" + link.split("/", 3)[3])
    expect(other.locator(".st-key-finding")).to_contain_text("“Hạ tầng trước” đưa lên hạng cao nhất")
    expect(other.locator(".st-key-book_metrics")).to_contain_text("45/63")
    expect(other.locator(".st-key-book_metrics")).to_contain_text("46/63")

    act(page, settle, "Hạ tầng trước", "Chốt số liệu")
    expect(page.get_by_text("Đã chốt số liệu của “Hạ tầng trước”")).to_be_visible()
    expect(row(page, "Hạ tầng trước").get_by_text("Số liệu chưa đổi từ khi chốt.")).to_be_visible()
    closed(page)

    act(page, settle, "Chính quyền trước", "Nhân bản")
    expect(row(page, "Chính quyền trước (2)")).to_be_visible()
    closed(page)

    row(page, "Chính quyền trước (2)").get_by_test_id("stPopoverButton").first.click()
    box = page.get_by_test_id("stPopoverBody")
    box.get_by_label("Tên", exact=True).fill("Phương án dự phòng")
    box.get_by_role("button", name="Ghi lại").click()
    expect(row(page, "Phương án dự phòng")).to_be_visible()
    settle(page)
    closed(page)

    # a whole analysis is taken along, then a scenario deleted and brought back from the file, and that undone
    with page.expect_download() as coming:
        page.get_by_role("button", name="Tải cả phân tích").click()
    file = tmp_path / "phan-tich.xlsx"
    coming.value.save_as(file)
    act(page, settle, "Phương án dự phòng", "Xóa")
    box = page.get_by_test_id("stPopoverBody")
    expect(box.get_by_text("khỏi sổ?")).to_be_visible()
    box.get_by_role("button", name="Xóa", exact=True).last.click()
    expect(page.get_by_text("Đã xóa “Phương án dự phòng”")).to_be_visible()
    settle(page)
    expect(row(page, "Phương án dự phòng")).to_have_count(0)

    page.locator(".st-key-book_import summary").click()
    page.locator('.st-key-book_import input[type="file"]').set_input_files(file)
    expect(page.get_by_text("Tệp có 3 kịch bản, trong đó 1 chưa có trong sổ.")).to_be_visible()
    expect(page.get_by_text("đều khớp với số liệu ở đây")).to_be_visible()
    page.get_by_label("Người nhập").fill("Nam")
    page.get_by_label("Người nhập").press("Tab")
    page.get_by_role("button", name="Nhập 1 kịch bản").click()
    expect(row(page, "Phương án dự phòng")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Hoàn tác lô").click()
    expect(row(page, "Phương án dự phòng")).to_have_count(0)
    settle(page)

    page.locator(".st-key-book_bin summary").click()
    page.locator(".st-key-book_bin").get_by_role("button", name="Lấy lại").click()
    expect(row(page, "Phương án dự phòng")).to_be_visible()
    settle(page)


def test_a_scenario_of_the_book_opens_on_the_sliders(open_page: OpenPage, settle: Settle) -> None:
    save(open_page, settle, "Mở thử", "3:20;9:20.8")
    page = open_page(f"/kich-ban?{HERE}")
    row(page, "Mở thử").get_by_role("link", name="Mở trong Mô phỏng").click()
    expect(page.locator(".st-key-simulate_answer")).to_contain_text("45/63")
    settle(page)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_third_scenario_is_picked_from_the_list(open_page: OpenPage, settle: Settle, language: str) -> None:
    for name, gains in (("Một", "3:1"), ("Hai", "3:2"), ("Ba", "3:3")):
        save(open_page, settle, f"{name} {language}", gains)
    page = open_page(f"/kich-ban?{HERE}&ngon-ngu={language}")
    expect(page.locator(".st-key-book_metrics [data-testid=stMetric]")).to_have_count(2)
    field = page.locator(".st-key-book_compared input")
    field.click()
    page.get_by_role("option", name=f"Một {language}").click()
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-book_metrics [data-testid=stMetric]")).to_have_count(3)
    settle(page)
