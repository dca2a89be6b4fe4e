"""Where the pages say how sure they are: the what-if, the trends, the method."""

import pytest

from tests.pages.conftest import OpenPage
from tests.pages.test_overview import ROUNDS
from tests.pages.test_shell import texts_on


def test_the_what_if_has_the_chance_and_the_record_beside_the_answer(open_page: OpenPage) -> None:
    page = open_page("simulate", ky="province-2023", don_vi="VN-12", tang="3:20")
    said = texts_on(page)
    assert "khả năng đạt hạng 45 hoặc tốt hơn là 12 %" in said and "trong 63 khoảng 80 % có 63" in said
    assert len(page.get("plotly_chart")) == 2


def test_a_greater_gain_has_a_greater_chance(open_page: OpenPage) -> None:
    page = open_page("simulate", ky="province-2023", don_vi="VN-12", tang="3:20")
    page.select_slider(key="simulate_slide_9").set_value(50.0).run()
    said = texts_on(page).split("đạt hạng 45 hoặc tốt hơn là ")[1]
    assert int(said.split(" %")[0]) > 12


def test_without_comparable_rounds_no_chance_is_made_up(open_page: OpenPage) -> None:
    page = open_page("simulate", ky="commune-backan-2022")
    assert not page.exception and "chưa tính được xác suất" in texts_on(page)


def test_trends_list_what_each_of_the_others_did_and_how_firm_the_rank_is(open_page: OpenPage) -> None:
    page = open_page("trends", ky="province-2023", don_vi="VN-12")
    said = texts_on(page)
    assert len(page.get("plotly_chart")) == 5
    assert "không đơn vị nào có giá trị chênh Lai Châu dưới 0,001" in said


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("section", ["peers", "plan", "record", "range"])
def test_the_method_of_what_may_come_opens(open_page: OpenPage, section: str, language: str) -> None:
    page = open_page("method", phan=section, ngon_ngu=language, ky="province-2022", don_vi="VN-12")
    assert not page.exception and not page.error and len(page.dataframe) >= 1


@pytest.mark.parametrize("round_id", ROUNDS)
def test_every_round_opens_the_plan_and_the_record(open_page: OpenPage, round_id: str) -> None:
    for section in ("peers", "plan", "record"):
        page = open_page("method", phan=section, ky=round_id)
        assert not page.exception and not page.error


def test_the_record_names_the_year_in_which_standing_still_was_better(open_page: OpenPage) -> None:
    said = texts_on(open_page("method", phan="record", ky="province-2022"))
    assert "2023→2024" in said and "mô hình kém đứng yên" in said
