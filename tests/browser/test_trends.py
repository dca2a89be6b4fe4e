"""What only a browser shows: the charts are drawn, and the pair clicked is the one explained."""

from collections.abc import Callable
from itertools import pairwise

from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]


def test_clicking_a_pair_of_years_redraws_the_waterfall(open_page: OpenPage) -> None:
    page = open_page("/xu-huong?don-vi=VN-12&ky=province-2022")
    expect(page.locator(".js-plotly-plot")).to_have_count(5)  # ranks, waterfall, each peer, bands, values
    page.get_by_role("radio", name="2022 → 2023", exact=True).click()
    expect(page.get_by_text("62 tỉnh còn lại tăng trung bình 0,0994")).to_be_visible()
    expect(page.locator(".js-plotly-plot").nth(1)).to_contain_text("−19,5")
    expect(page.locator(".js-plotly-plot").nth(1)).to_contain_text("+20,5")


def test_the_link_from_the_overview_keeps_the_entity(open_page: OpenPage) -> None:
    page = open_page("/?don-vi=VN-48&ky=province-2023")
    page.get_by_role("link", name="Vì sao hạng thay đổi?").click()
    expect(page.get_by_role("heading", name="Đà Nẵng · Xu hướng")).to_be_visible()


def test_on_a_phone_no_two_years_of_the_axis_touch(open_page: OpenPage) -> None:
    for lang in ("vi", "en"):
        page = open_page(f"/xu-huong?don-vi=VN-12&ngon-ngu={lang}", viewport={"width": 390, "height": 844})
        years = page.locator(".st-key-trends_bump .xtick text")
        expect(years).to_have_count(6)
        boxes = [box for year in years.all() if (box := year.bounding_box())]
        assert all(left["x"] + left["width"] + 3 <= right["x"] for left, right in pairwise(boxes))
