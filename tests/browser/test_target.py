"""A leader in a real browser: from the target to a plan of one's own, its link, and the what-if it opens."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
LAI_CHAU = "/muc-tieu?ky=province-2022&don-vi=VN-12"


def lock(page: Page, row: int) -> None:
    """Tick "keep" in a row of the plan's table: a canvas, so by its place; the row under the header is 1."""
    table = page.locator('[class*="st-key-target_plan"] canvas').first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] - 190, box["y"] + 35 * row + 18)


def test_a_leader_goes_from_the_target_to_a_saved_link(open_page: OpenPage, settle: Callable[[Page], None]) -> None:
    page = open_page(LAI_CHAU)
    main = page.locator(".stMain")
    expect(main).to_contain_text("tăng 40,55 điểm")
    page.get_by_role("radio", name="Mô hình").click()
    expect(main).to_contain_text("Để có 80 % khả năng")
    page.get_by_role("radio", name="90 %").click()
    expect(main).to_contain_text("Để có 90 % khả năng")
    settle(page)
    lock(page, 4)
    expect(page).to_have_url(re.compile(r"khoa=9"))
    settle(page)
    link = page.locator('[data-testid="stCode"]').inner_text().strip()
    again = open_page("/" + link.split("/", 3)[3])
    expect(again.locator(".stMain")).to_contain_text("Để có 90 % khả năng")
    expect(again).to_have_url(re.compile(r"khoa=9"))


def test_the_plan_opens_as_a_what_if_with_the_same_value(open_page: OpenPage) -> None:
    page = open_page(LAI_CHAU)
    page.get_by_role("link", name="Mở phương án trong Mô phỏng").click()
    answer = page.locator(".st-key-simulate_answer")
    expect(answer).to_contain_text("45/63")
    expect(answer).to_contain_text("0,5438")
