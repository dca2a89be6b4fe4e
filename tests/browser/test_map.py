"""The map in a real browser: drawn without any network, a click chooses a province."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_outlines_are_drawn_offline_with_both_archipelagos(open_page):
    page = open_page("/ban-do?ve=outline")
    page.locator("path.choroplethlocation").first.wait_for(state="attached", timeout=30_000)
    assert page.locator("path.choroplethlocation").count() == 63 + 2
    assert page.locator(".infolayer").get_by_text("Hoàng Sa").count() == 1
    assert page.locator(".infolayer").get_by_text("Trường Sa").count() == 1


@pytest.mark.parametrize("view", ["tiles", "outline"])
def test_a_click_on_a_province_chooses_it(open_page, settle, view):
    """In the outlines the first shape is that of the first entity, Hà Nội; on the tiles Hà Nội is named."""
    page = open_page(f"/ban-do?ve={view}&don-vi=VN-12")
    shapes = page.locator("path.choroplethlocation" if view == "outline" else ".scatterlayer text")
    shapes.first.wait_for(state="attached", timeout=30_000)
    shape = shapes.first if view == "outline" else shapes.filter(has_text="Hà Nội").first
    box = shape.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    expect(page.locator(".hoverlayer").get_by_text("Hà Nội")).to_be_visible()
    page.mouse.click(*middle)
    expect(page.locator(".stMain").get_by_text("Hà Nội: 0,6098")).to_be_visible(timeout=30_000)
    settle(page)
    assert "don-vi=VN-01" in page.url
