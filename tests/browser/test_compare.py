"""The compare page in a real browser: what only a drawn page can show."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]


def test_the_chosen_entity_is_lit_and_labelled_with_commas(open_page: OpenPage) -> None:
    page = open_page("/so-sanh?ky=province-2022&don-vi=VN-12")
    chart = page.locator(".st-key-compare_chart")
    expect(chart.get_by_text("0,3240").first).to_be_attached(timeout=30_000)
    expect(chart.get_by_text("0,8").first).to_be_attached()
    expect(page.locator("span[style*='rgb(214, 36, 63)'], span[style*='#D6243F']").first).to_be_attached()


def test_the_heat_map_sorts_by_the_column_chosen_in_the_link(open_page: OpenPage) -> None:
    page = open_page("/so-sanh?ky=province-2022&don-vi=VN-12&kieu=heat&theo=3")
    labels = page.locator(".st-key-compare_heat .ytick text")
    expect(labels).to_have_count(63, timeout=30_000)
    expect(labels.filter(has_text="Lai Châu")).to_have_text("● Lai Châu  63")
    expect(page.get_by_text("Hạ tầng số: Lai Châu xếp hạng 63/63").first).to_be_visible()


def test_the_heat_map_keeps_readable_cells_on_a_phone_and_scrolls_in_its_own_box(open_page: OpenPage) -> None:
    path = "/so-sanh?ky=province-2022&don-vi=VN-12&kieu=heat"
    page = open_page(path, viewport={"width": 390, "height": 844})
    box = page.locator(".st-key-compare_heat_figure")
    expect(page.locator(".st-key-compare_heat .ytick text")).to_have_count(63, timeout=30_000)
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
