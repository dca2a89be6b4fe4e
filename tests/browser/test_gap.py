"""The gap page in a real browser: what only a drawn page can show."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]


def test_the_waterfall_is_drawn_with_commas_and_a_hatched_sum(open_page: OpenPage) -> None:
    page = open_page("/khoang-cach?ky=province-2022&don-vi=VN-12")
    chart = page.locator(".st-key-gap_chart")
    expect(chart.get_by_text("−113,1", exact=True)).to_be_attached(timeout=30_000)
    expect(chart.get_by_text("−150,1", exact=True)).to_be_attached()
    expect(chart.locator("pattern").first).to_be_attached()


def test_choosing_a_benchmark_writes_the_link_and_a_copied_link_opens_the_same_view(open_page: OpenPage) -> None:
    page = open_page("/khoang-cach?ky=province-2022&don-vi=VN-12")
    page.get_by_role("radio", name="Trung vị").or_(page.get_by_role("button", name="Trung vị")).first.click()
    expect(page.get_by_text("Kém trung vị 76,4 điểm").first).to_be_visible(timeout=30_000)
    expect(page).to_have_url(re.compile("moc=median"), timeout=30_000)
    again = open_page(page.url[page.url.index("/khoang-cach") :])
    expect(again.get_by_text("Kém trung vị 76,4 điểm").first).to_be_visible(timeout=30_000)


def test_nothing_of_the_waterfall_is_cut_off_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("/khoang-cach?ky=province-2022&don-vi=VN-12", viewport={"width": 390, "height": 844})
    texts = page.locator(".st-key-gap_chart .annotation-text, .st-key-gap_chart .ytick text")
    expect(texts.first).to_be_attached(timeout=30_000)
    edges = texts.evaluate_all("all => all.map(one => one.getBoundingClientRect()).map(box => [box.left, box.right])")
    assert len(edges) > 10
    assert all(left >= 0 and right <= 390 for left, right in edges)
