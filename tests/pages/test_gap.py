"""The gap page: where the points are, to any benchmark, and what is not known."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

OpenPage = Callable[..., AppTest]
LAI_CHAU = {"ky": "province-2022", "don_vi": "VN-12"}
ROUNDS = [
    ("province-2020", "VN-12"), ("province-2021", "VN-12"), ("province-2022", "VN-79"), ("province-2023", "VN-48"),
    ("province-2024", "VN-12"), ("province-2024-34", "VN-12"), ("commune-backan-2022", "VN-06-XUANLAC"),
    ("agency-laocai-2022-a", "VN-10-SGDDT"), ("agency-laocai-2022-b", "VN-10-TPLC"),
    ("agency-laocai-2022-c", "VN-10-VPUBND"),
]  # fmt: skip


def read(page: AppTest) -> str:
    """Everything written on the page."""
    groups = (page.markdown, page.caption, page.info, page.warning, page.error)
    return "\n".join(str(element.value) for group in groups for element in group).replace("\\", "")


def cards(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


@pytest.mark.parametrize(("language", "said"), [("vi", "Mất 496,8 trong"), ("en", "496.8 of 1,000 points lost")])
def test_the_page_opens_in_both_languages_with_its_finding(open_page: OpenPage, language: str, said: str) -> None:
    page = open_page("gap", ngon_ngu=language, **LAI_CHAU)
    assert not page.exception
    assert said in read(page)
    assert len(page.get("plotly_chart")) == 1
    assert len(page.dataframe) == 1


def test_lai_chau_s_unknown_four_are_named_with_their_sum(open_page: OpenPage) -> None:
    said = read(open_page("gap", **LAI_CHAU))
    assert "nhiều nhất ở Hoạt động xã hội số (113,1 điểm, 22,8 % số điểm mất)" in said
    assert "biết tổng 249,86/400, chưa biết từng chỉ số" in said
    assert "Không chấm điểm: Đô thị thông minh." in said


def test_xuan_lac_s_lost_points_stand_with_their_causes(open_page: OpenPage) -> None:
    """310.14 of 900; 589.86 lost, 180.94 of them in group 8."""
    page = open_page("gap", ky="commune-backan-2022", don_vi="VN-06-XUANLAC")
    assert cards(page) == {"Đã đạt trên 900 điểm": "310,14", "Hạng": "25/108", "Điểm mất": "589,86"}
    assert "**Hoạt động xã hội số** · mất 180,94 điểm: Ít người dân có danh tính số" in read(page)


@pytest.mark.parametrize(("round_id", "entity"), ROUNDS)
@pytest.mark.parametrize("benchmark", ["max", "median"])
def test_every_round_opens_without_an_error(open_page: OpenPage, round_id: str, entity: str, benchmark: str) -> None:
    alone = round_id.startswith("commune")
    page = open_page("gap", ky=round_id, don_vi=entity, moc="max" if alone else benchmark)
    assert not page.exception
    assert not page.error
    assert len(page.dataframe) == 1


def test_a_target_rank_asks_for_the_points_that_bring_it(open_page: OpenPage) -> None:
    """The target of Lai Châu is 45: 40.55 points, as 0.54375 publishes as 0.5438."""
    page = open_page("gap", moc="rank", **LAI_CHAU)
    assert page.number_input("gap_rank").value == 45
    assert cards(page)["Điểm cần thêm để đạt hạng 45"] == "40,55"
    assert "Kém Kon Tum (hạng 45/63) 40,6 điểm" in read(page)


def test_moving_the_target_rank_changes_the_answer_and_the_link(open_page: OpenPage) -> None:
    page = open_page("gap", moc="rank", **LAI_CHAU)
    page.number_input("gap_rank").set_value(52).run()
    assert "Nghệ An (hạng 52/63)" in read(page)
    assert page.query_params["hang"] == "52"


def test_another_entity_can_be_the_benchmark(open_page: OpenPage) -> None:
    page = open_page("gap", moc="entity", voi="VN-48", **LAI_CHAU)
    assert "Kém Đà Nẵng (hạng 1/63) 297,0 điểm" in read(page)
    assert page.selectbox("gap_entity").value == "VN-48"


def test_the_treemap_is_the_other_view(open_page: OpenPage) -> None:
    page = open_page("gap", kieu="treemap", **LAI_CHAU)
    assert not page.exception
    assert len(page.get("plotly_chart")) == 1


def test_where_points_are_unknown_gaps_are_values_and_it_is_said(open_page: OpenPage) -> None:
    page = open_page("gap", ky="province-2024", don_vi="VN-12")
    assert cards(page)["Còn cách tối đa"] == "0,2944"
    assert "không tính bằng điểm" in read(page)


def test_an_agency_sees_its_level_and_the_points_to_the_next(open_page: OpenPage) -> None:
    page = open_page("gap", ky="agency-laocai-2022-a", don_vi="VN-10-SGDDT")
    assert "Đang ở mức Nâng cao; thêm 124,71 điểm nữa để lên mức Dẫn dắt." in read(page)
    assert cards(page)["Hạng"] == "1"
    assert "Nguồn chỉ công bố tổng điểm" in read(page)


def test_an_entity_without_a_total_is_told_where_to_look(open_page: OpenPage) -> None:
    page = open_page("gap", ky="province-2020", don_vi="VN-15")
    assert not page.exception
    assert "Các năm đã có giá trị tổng: 2022, 2023, 2024" in read(page)
    assert not page.get("plotly_chart")


def test_a_rank_that_nobody_is_known_to_hold_is_refused_with_the_known_ones(open_page: OpenPage) -> None:
    page = open_page("gap", ky="province-2021", don_vi="VN-12", moc="rank", hang="45")
    assert not page.exception
    assert len(page.error) == 1
    assert "Các hạng đã biết đơn vị trong kỳ này:" in read(page)


@pytest.mark.parametrize("wrong", [{"moc": "moon"}, {"moc": "rank", "hang": "0"}, {"moc": "rank", "hang": "đầu"},
                                   {"moc": "entity", "voi": "VN-12"}, {"kieu": "pie"}])  # fmt: skip
def test_a_mangled_link_is_named_and_the_page_works(open_page: OpenPage, wrong: dict[str, str]) -> None:
    page = open_page("gap", **LAI_CHAU, **wrong)
    assert not page.exception
    assert len(page.warning) == 1
    assert len(page.get("plotly_chart")) == 1
