"""The page Bản đồ."""

import pytest

from tests.pages.conftest import OpenPage


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("view", ["tiles", "outline"])
@pytest.mark.parametrize("measure", ["value", "rank", "change", "gap"])
def test_each_map_is_drawn(open_page: OpenPage, lang, view, measure):
    page = open_page("map", mau=measure, ve=view, ngon_ngu=lang, ky="province-2023")
    assert not page.exception and not page.error
    assert len(page.get("plotly_chart")) == 1


def test_another_measure_says_another_thing(open_page: OpenPage):
    page = open_page("map", ky="province-2023")
    before = [text.value for text in page.markdown]
    page.segmented_control(key="map_measure").set_value("change").run()
    after = [text.value for text in page.markdown]
    assert not page.exception and before != after
    assert any("so với năm 2022" in text for text in after)


def test_a_round_of_agencies_has_no_map_and_says_so(open_page: OpenPage):
    page = open_page("map", ky="agency-laocai-2022-a")
    assert "không đánh giá cấp tỉnh" in page.error[0].value
    assert not page.get("plotly_chart")


def test_the_first_round_has_no_change_to_show_and_says_so(open_page: OpenPage):
    page = open_page("map", ky="province-2020", mau="change")
    assert "Không có kỳ nào trước năm 2020" in page.error[0].value
