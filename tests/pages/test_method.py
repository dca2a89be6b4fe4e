"""Phương pháp: every section, every round, both languages."""

import pytest

from dti_core.i18n import LANGUAGES, Translator
from dti_core.method_words import SECTIONS
from tests.pages.conftest import OpenPage
from tests.pages.test_data import ROUNDS, said


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_opens_in_both_languages(section: str, lang: str, open_page: OpenPage) -> None:
    page = open_page("method", phan=section, ngon_ngu=lang)
    assert not page.exception and not page.error and not page.warning
    assert page.title[0].value == Translator(lang)("method.title")
    assert page.subheader


@pytest.mark.parametrize("section", ["value", "gap"])
@pytest.mark.parametrize("round_id", ROUNDS)
def test_every_round_is_worked_or_says_why_not(round_id: str, section: str, open_page: OpenPage) -> None:
    page = open_page("method", ky=round_id, phan=section)
    assert not page.exception and not page.error
    assert len(page.markdown) > 1


def test_lai_chau_2022_can_be_checked_by_hand(open_page: OpenPage) -> None:
    text = said(open_page("method"))
    assert "= 249,855 điểm" in text and "503,2 ÷ 1.000 = 0,5032" in text


def test_choosing_another_province_works_its_figures(open_page: OpenPage) -> None:
    page = open_page("method")
    page.selectbox(key="app_entity").select("VN-48").run()
    assert "800,175 ÷ 1.000 = 0,800175" in said(page)


def test_the_split_of_a_rank_change_is_shown_step_by_step(open_page: OpenPage) -> None:
    text = said(open_page("method", phan="change"))
    assert "23 − 53 = −30" in text and "**−19,5**" in text and "**+20,5**" in text


def test_editions_stand_side_by_side(open_page: OpenPage) -> None:
    page = open_page("method", phan="editions")
    assert len(page.get("plotly_chart")) == 1
    assert list(page.dataframe[0].value.columns) == ["Chỉ số", "Năm 2020", "Năm 2021–2023", "Năm 2024", "Ghi chú"]


def test_the_glossary_is_searched_without_accents(open_page: OpenPage) -> None:
    page = open_page("method", phan="glossary")
    page.text_input(key="method_search").set_value("tru cot").run()
    assert page.dataframe[0].value["Tiếng Việt"].tolist() == ["Trụ cột"]
    page.text_input(key="method_search").set_value("zzz").run()
    assert "Không có thuật ngữ nào khớp" in said(page) and not page.dataframe


def test_the_bridge_is_for_provinces(open_page: OpenPage) -> None:
    assert "hạng 24/34" in said(open_page("method", phan="merge"))
    assert "chỉ có ở cấp tỉnh" in said(open_page("method", phan="merge", ky="commune-backan-2022"))
