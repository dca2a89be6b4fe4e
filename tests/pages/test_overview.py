"""Tổng quan, as an analyst meets it."""

import pytest

from dti_core.i18n import Translator
from tests.pages.conftest import OpenPage
from tests.pages.test_shell import texts_on

ROUNDS = {
    "province-2020": "VN-42", "province-2021": "VN-01", "province-2022": "VN-48", "province-2023": "VN-12",
    "province-2024": "VN-20", "province-2024-34": "VN2025-37", "commune-backan-2022": "VN-06-XUANLAC",
    "agency-laocai-2022-a": "VN-10-STC", "agency-laocai-2022-b": "VN-10-BACHA", "agency-laocai-2022-c": "VN-10-VPUBND",
}  # fmt: skip


def test_a_first_visitor_reads_why_lai_chau_fell(open_page: OpenPage) -> None:
    page = open_page()
    assert page.title[0].value == "Lai Châu · DTI 2022"
    assert "Giá trị tăng 0,1682 nhưng tụt 5 bậc" in texts_on(page)
    assert [metric.value for metric in page.metric] == ["53/63", "0,5032", "45/63", "496,80"]
    assert page.metric[0].delta == "▼5 so với 2021"
    assert page.metric[2].delta == "thiếu 40,55 điểm"
    assert len(page.get("plotly_chart")) == 3


def test_english_has_decimal_points(open_page: OpenPage) -> None:
    page = open_page(ngon_ngu="en")
    assert page.metric[1].value == "0.5032"
    assert "Value up 0.1682 but down 5 places" in texts_on(page)


@pytest.mark.parametrize("round_id", ROUNDS)
def test_every_round_opens_and_says_something_of_its_entity(round_id: str, open_page: OpenPage) -> None:
    page = open_page(ky=round_id, don_vi=ROUNDS[round_id])
    assert not page.exception
    assert not page.error
    assert len(page.metric) == 4
    assert "nan" not in texts_on(page).split()


def test_the_commune_shows_310_14_of_900_and_its_place_in_the_district(open_page: OpenPage) -> None:
    page = open_page(ky="commune-backan-2022", don_vi="VN-06-XUANLAC")
    assert "đạt 310,14/900 điểm" in texts_on(page)
    assert [metric.value for metric in page.metric] == ["25/108", "310,14", "–", "589,86"]
    assert page.metric[0].label == "Hạng (trong huyện: 5/20)"
    assert Translator("vi")("overview.verdict_yes") in texts_on(page)
    assert len(page.get("plotly_chart")) == 2  # one round has no years to draw


def test_another_entity_chosen_in_the_sidebar_is_shown_at_once(open_page: OpenPage) -> None:
    page = open_page()
    page.selectbox(key="app_entity").select("VN-48").run()
    assert page.title[0].value == "Đà Nẵng · DTI 2022"
    assert page.metric[0].value == "1/63"
    assert page.metric[2].value == "Dẫn đầu"


def test_files_and_sources_are_offered(open_page: OpenPage) -> None:
    page = open_page()
    assert page.session_state["overview_files"] is False
    assert "“Phấn đấu đến năm 2025" in texts_on(page)
