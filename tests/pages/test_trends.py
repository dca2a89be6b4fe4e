"""Xu hướng, as an analyst meets it."""

import pytest

from tests.pages.conftest import OpenPage
from tests.pages.test_overview import ROUNDS
from tests.pages.test_shell import texts_on


def test_the_page_opens_on_the_pair_of_the_round_with_bounds(open_page: OpenPage) -> None:
    page = open_page("trends")
    assert "11 trong 62 tỉnh còn lại có đủ số liệu tăng trung bình 0,1734" in texts_on(page)
    assert "mỗi phần là một khoảng" in texts_on(page)
    assert len(page.get("plotly_chart")) == 5


def test_choosing_2022_2023_answers_why_the_rank_fell(open_page: OpenPage) -> None:
    page = open_page("trends")
    page.get("button_group")[0].set_value("province-2023").run()
    said = texts_on(page)
    assert "Giá trị tăng 0,1153 nhưng tụt 1 bậc: 62 tỉnh còn lại tăng trung bình 0,0994" in said
    assert "tự thân lên 19,5 bậc, các đơn vị khác kéo xuống 20,5 bậc" in said.replace("\\", "")
    assert "3 đơn vị vượt lên trên" in said
    assert "Đã vượt 2 đơn vị" in said
    assert page.query_params["hai-ky"] == "province-2023"


def test_the_pair_follows_the_round_until_one_is_chosen(open_page: OpenPage) -> None:
    page = open_page("trends")
    page.selectbox(key="app_round").select("province-2023").run()
    assert "Giá trị tăng 0,1153 nhưng tụt 1 bậc" in texts_on(page)


def test_a_changed_framework_is_flagged_and_a_changed_set_refused(open_page: OpenPage) -> None:
    flagged = open_page("trends", ky="province-2024")
    assert any("hai bộ chỉ số khác nhau" in warning.value for warning in flagged.warning)
    refused = open_page("trends", ky="province-2024-34")
    assert "tập đơn vị được xếp hạng đã thay đổi" in texts_on(refused)
    assert len(refused.get("plotly_chart")) == 3  # no waterfall, nobody's part


def test_others_chosen_are_kept_in_the_address(open_page: OpenPage) -> None:
    page = open_page("trends")
    page.multiselect(key="trends_others").select("VN-48").run()
    assert page.query_params["so-voi"] == "VN-48"
    again = open_page("trends", so_voi="VN-48,VN-10")
    assert again.multiselect(key="trends_others").value == ["VN-48", "VN-10"]
    assert not again.exception


def test_a_mangled_choice_is_named_and_the_page_works(open_page: OpenPage) -> None:
    page = open_page("trends", so_voi="VN-99", hai_ky="x")
    assert len(page.warning) >= 2
    assert len(page.get("plotly_chart")) == 5


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("round_id", ROUNDS)
def test_every_round_opens_in_both_languages(round_id: str, lang: str, open_page: OpenPage) -> None:
    page = open_page("trends", ky=round_id, don_vi=ROUNDS[round_id], ngon_ngu=lang)
    assert not page.exception
    assert not page.error
    assert "nan" not in texts_on(page).split()


def test_a_single_round_says_there_is_no_trend_yet(open_page: OpenPage) -> None:
    page = open_page("trends", ky="commune-backan-2022", don_vi="VN-06-XUANLAC")
    assert any("chưa có xu hướng" in info.value for info in page.info)
    assert not page.get("plotly_chart")
