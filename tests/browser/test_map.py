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


TEXTS = """() => [...document.querySelectorAll('.scatterlayer > .trace:last-child text')]
    .map((one) => ({text: one.textContent, size: parseFloat(getComputedStyle(one).fontSize),
                    ...one.getBoundingClientRect().toJSON()}))"""


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("round_id", "tiles"), [("province-2022", 63), ("province-2024-34", 34)])
def test_the_tiles_fit_a_phone_and_a_tap_says_and_chooses(open_page, settle, round_id, tiles, language):
    page = open_page(f"/ban-do?ky={round_id}&don-vi=VN-12&ngon-ngu={language}", viewport={"width": 390, "height": 844})
    page.locator(".scatterlayer text").first.wait_for(state="attached", timeout=30_000)
    figure = page.locator('[class*="st-key-map_tiles_"][class*="_figure"]')
    assert figure.evaluate("one => one.scrollWidth <= one.clientWidth")
    shown = "all => all.map(one => getComputedStyle(one).opacity)"
    assert page.locator(".scatterlayer > .trace").evaluate_all(shown) == ["1", "1"]
    assert page.locator(".scatterlayer > .trace:first-child .text").evaluate_all(shown) == ["0"]
    said = page.evaluate(TEXTS)
    assert len(said) == tiles + 2 and min(one["size"] for one in said) >= 9
    assert sum("Sa" in one["text"] and one["text"][:2] in ("Ho", "Tr") for one in said) >= 2
    assert all(one["left"] >= 0 and one["right"] <= 390 for one in said)
    lies = [
        (one["text"], other["text"])
        for place, one in enumerate(said)
        for other in said[place + 1 :]
        if min(one["right"], other["right"]) - max(one["left"], other["left"]) > 2
        and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 2
    ]
    assert lies == []
    first = next(one for one in said if one["text"] in ("HàNội", "Hà Nội", "HaNoi", "Ha Noi"))
    page.mouse.click(first["x"] + first["width"] / 2, first["y"] + first["height"] / 2)
    settle(page)
    assert "don-vi=VN-01" in page.url


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
