"""What only a browser sees of the what-if page: the answer stays in view, and the link can be followed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
SCENARIO = "/mo-phong?ky=province-2022&don-vi=VN-12&tang=3:20;9:20.8"
PHONE = {"width": 390, "height": 780}


@pytest.mark.parametrize("viewport", [{"width": 1366, "height": 768}, PHONE], ids=["desk", "phone"])
def test_the_answer_stays_in_view_while_the_last_slider_is_reached(
    open_page: OpenPage, viewport: dict[str, int]
) -> None:
    page = open_page(SCENARIO, viewport=viewport)
    expect(page.locator(".st-key-simulate_answer")).to_contain_text("45/63")
    page.locator(".st-key-simulate_reset").scroll_into_view_if_needed()
    expect(page.locator(".st-key-simulate_answer")).to_be_in_viewport(ratio=0.9)


def test_a_slider_moved_by_the_keyboard_changes_the_rank_and_the_address(
    open_page: OpenPage, settle: Callable[[Page], None]
) -> None:
    """Home on the infrastructure slider is the least it can have."""
    page = open_page(SCENARIO)
    page.locator(".st-key-simulate_control_3").get_by_role("slider").focus()
    page.keyboard.press("Home")
    expect(page.locator(".st-key-simulate_answer")).not_to_contain_text("45/63")
    settle(page)
    expect(page).to_have_url(re.compile(r"tang=3(%3A|:)-32\.4"))


def test_the_link_that_is_shown_opens_the_same_scenario(open_page: OpenPage) -> None:
    page = open_page(SCENARIO + "&khac=0.05&xem=saved")
    link = page.locator('[data-testid="stCode"]').inner_text().strip()
    again = open_page("/" + link.split("/", 3)[3])
    expect(again.locator(".st-key-simulate_answer")).to_contain_text("54/63")
    expect(again.locator(".st-key-simulate_answer")).to_contain_text("0,5440")
