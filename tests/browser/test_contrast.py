"""Everything that is written can be read, on the light and on the dark ground: at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError

from tests.browser.test_shell import ADDRESSES

FAINT = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
LEAST = 4.5
MORE = (
    "/so-sanh?kieu=bars", "/so-sanh?kieu=radar", "/so-sanh?kieu=heat", "/khoang-cach?kieu=areas",
    "/muc-tieu?khac=mo-hinh", "/muc-tieu?them=years", "/phuong-phap?phan=editions",
    "/?ky=agency-laocai-2022-a",
)  # fmt: skip
OpenPage = Callable[..., Page]


@pytest.mark.parametrize("address", [*ADDRESSES.values(), *MORE])
def test_every_word_of_a_page_stands_out_from_its_ground(address: str, open_page: OpenPage) -> None:
    page = open_page(address, color_scheme="light")
    assert faint(page) == []
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("getComputedStyle(document.querySelector('.stApp')).colorScheme == 'dark'")
    assert faint(page) == []


def faint(page: Page) -> list[str]:
    """What cannot be read once everything has its colour: colours change over a moment, charts are drawn anew."""
    try:
        page.wait_for_function(f"() => ({FAINT})({LEAST}).length == 0", timeout=30_000)
    except TimeoutError:
        found: list[str] = page.evaluate(FAINT, LEAST)
        return found
    return []
