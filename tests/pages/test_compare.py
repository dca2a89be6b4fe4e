"""The compare page: whom an entity resembles, where it differs, and what its pillars hide."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

OpenPage = Callable[..., AppTest]
LAI_CHAU = {"ky": "province-2022", "don_vi": "VN-12"}
ROUNDS = [
    ("province-2020", "VN-15"), ("province-2021", "VN-12"), ("province-2022", "VN-79"), ("province-2023", "VN-48"),
    ("province-2024", "VN-12"), ("province-2024-34", "VN-12"), ("commune-backan-2022", "VN-06-XUANLAC"),
    ("agency-laocai-2022-a", "VN-10-SGDDT"), ("agency-laocai-2022-b", "VN-10-TPLC"),
    ("agency-laocai-2022-c", "VN-10-VPUBND"),
]  # fmt: skip


def read(page: AppTest) -> str:
    """Everything written on the page, spaces as they are typed."""
    groups = (page.markdown, page.caption, page.info, page.warning, page.error)
    return "\n".join(str(element.value) for group in groups for element in group).replace("\\", "")


@pytest.mark.parametrize(
    ("language", "said"), [("vi", "thấp hơn trung vị ở cả 4"), ("en", "below the median in all 4")]
)
def test_the_page_opens_in_both_languages_with_its_finding(open_page: OpenPage, language: str, said: str) -> None:
    page = open_page("compare", ngon_ngu=language, **LAI_CHAU)
    assert not page.exception
    assert said in read(page)
    assert len(page.get("plotly_chart")) == 1
    assert len(page.dataframe) == 2


@pytest.mark.parametrize(("round_id", "entity"), ROUNDS)
def test_every_round_opens_without_an_error(open_page: OpenPage, round_id: str, entity: str) -> None:
    page = open_page("compare", ky=round_id, don_vi=entity)
    assert not page.exception
    assert not page.error
    assert len(page.get("plotly_chart")) >= 1


@pytest.mark.parametrize("view", ["dots", "bars", "radar", "heat"])
def test_each_view_of_the_indices_draws_a_chart(open_page: OpenPage, view: str) -> None:
    page = open_page("compare", kieu=view, **LAI_CHAU)
    assert not page.exception
    assert len(page.get("plotly_chart")) == 1


def test_choosing_whom_to_compare_changes_the_sentence_and_the_link(open_page: OpenPage) -> None:
    """Lai Châu 2022 is ahead of Nghệ An in 7 and 8 only."""
    page = open_page("compare", **LAI_CHAU)
    page.multiselect("compare_others").set_value(["VN-40"]).run()
    assert "Lai Châu hơn Nghệ An ở 2/4 chỉ số." in read(page)
    assert page.query_params["voi-cac"] == "VN-40"


def test_a_link_brings_the_compared_entities_and_the_sorting(open_page: OpenPage) -> None:
    page = open_page("compare", voi_cac="VN-80,VN-20", kieu="heat", theo="9", **LAI_CHAU)
    assert page.multiselect("compare_others").value == ["VN-80", "VN-20"]
    assert "Hoạt động xã hội số: Lai Châu xếp hạng" in read(page)


def test_a_mangled_link_is_named_and_the_page_works(open_page: OpenPage) -> None:
    page = open_page("compare", voi_cac="VN-99", kieu="pie", **LAI_CHAU)
    assert not page.exception
    assert len(page.warning) == 2
    assert len(page.get("plotly_chart")) == 1


def test_another_entity_brings_its_own_suggestion_until_somebody_chooses(open_page: OpenPage) -> None:
    page = open_page("compare", **LAI_CHAU)
    first = page.multiselect("compare_others").value
    page.selectbox("app_entity").set_value("VN-80").run()
    second = page.multiselect("compare_others").value
    assert first != second and "VN-80" not in second
    page.multiselect("compare_others").set_value(["VN-22"]).run()
    page.selectbox("app_entity").set_value("VN-12").run()
    assert page.multiselect("compare_others").value == ["VN-22"]


def test_long_an_s_pillars_stand_beside_what_they_hide(open_page: OpenPage) -> None:
    """(371.2 + 49.1) / 650 = 0.6466: a strong pillar over an activity of 0.327."""
    page = open_page("compare", ky="province-2022", don_vi="VN-80")
    assert "Trụ cột Xã hội số: (371,2 + 49,1) / 650 = 0,6466, hạng 8/63" in read(page)
    assert "nhưng phần hoạt động riêng chỉ đạt 0,3270" in read(page)
    assert len(page.get("plotly_chart")) == 2


def test_a_radar_of_too_few_indices_is_explained(open_page: OpenPage) -> None:
    page = open_page("compare", ky="agency-laocai-2022-a", don_vi="VN-10-STC", kieu="radar")
    assert "ít nhất 3 chỉ số" in read(page)


def test_a_lone_commune_says_that_nobody_can_be_compared(open_page: OpenPage) -> None:
    page = open_page("compare", ky="commune-backan-2022", don_vi="VN-06-XUANLAC")
    assert "trong 108 đơn vị được xếp hạng: chưa có ai để so sánh" in read(page)
    assert not page.multiselect
