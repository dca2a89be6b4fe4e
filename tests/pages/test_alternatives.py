"""What a chart shows can be had without seeing it: a sentence with the finding, and a table beside it."""

import pytest

from tests.pages.conftest import PAGES, OpenPage


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_every_chart_says_in_words_what_it_shows(open_page: OpenPage, name: str, lang: str) -> None:
    page = open_page(name, ngon_ngu=lang, ky="province-2023")
    for chart in page.get("plotly_chart"):
        said = chart.proto.alt
        assert len(said) > 15 and " " in said, chart.proto.id
        assert "<" not in said and "{" not in said, said


@pytest.mark.parametrize("name", PAGES)
def test_every_page_with_a_chart_has_its_figures_as_a_table(open_page: OpenPage, name: str) -> None:
    page = open_page(name, ky="province-2023")
    if page.get("plotly_chart"):
        boxes = [box for box in page.get("expander") if "Số liệu" in box.label]
        written = [text for text in page.markdown if text.value.startswith("|")]
        assert boxes or page.dataframe or written, name
        assert "Tải về" in [box.proto.popover.label for box in page.get("popover")], name
