"""The page Họp quý: slides in order, edited, hidden; the wall; meetings kept, frozen, concluded."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dti_core.i18n import Translator

OpenPage = Callable[..., AppTest]
LAI_CHAU = {"ky": "province-2023", "don_vi": "VN-12"}
VI = Translator("vi")


def read(page: AppTest) -> str:
    """Everything written on the page."""
    groups = (page.markdown, page.caption, page.info, page.warning, page.error, page.success)
    said = [str(element.value) for group in groups for element in group]
    return "\n".join([*said, *html(page)])


def html(page: AppTest) -> list[str]:
    return [element.proto.body for element in page.get("html")]


def picks(page: AppTest) -> list[str]:
    """The slides as they are listed."""
    return [button.label for button in page.button if button.key and button.key.startswith("meeting_pick_")]


@pytest.mark.parametrize(("language", "first"), [("vi", "1. Chúng ta đang ở đâu?"), ("en", "1. Where do we stand?")])
def test_the_page_lists_the_slides_and_shows_one(open_page: OpenPage, language: str, first: str) -> None:
    page = open_page("meeting", ngon_ngu=language, **LAI_CHAU)
    assert not page.exception and not page.warning
    assert picks(page)[0].replace("\\", "") == first and len(picks(page)) >= 8
    assert "54/63" in read(page)
    assert len(page.get("plotly_chart")) == 1


@pytest.mark.parametrize(
    ("round_id", "entity"),
    [("province-2020", "VN-12"), ("province-2021", "VN-79"), ("province-2024-34", "VN-12"),
     ("commune-backan-2022", "VN-06-XUANLAC"), ("agency-laocai-2022-b", "")],
)  # fmt: skip
def test_every_kind_of_round_has_a_meeting_and_a_wall(open_page: OpenPage, round_id: str, entity: str) -> None:
    page = open_page("meeting", ky=round_id, don_vi=entity or "VN-10-CNV")
    assert not page.exception and not page.error
    wall = open_page("meeting", ky=round_id, don_vi=entity or "VN-10-CNV", trinh_chieu="1")
    assert not wall.exception and not wall.error and not wall.title
    assert len([body for body in html(wall) if 'class="wall' in body]) >= 9
    assert ("Các tỉnh trên bản đồ" in "".join(html(wall))) == round_id.startswith("province")


def test_a_slide_moves_hides_and_takes_what_is_typed(open_page: OpenPage) -> None:
    page = open_page("meeting", **LAI_CHAU)
    page.button(key="meeting_up_change").click().run()
    assert [name.split(" ")[0] for name in picks(page)[:2]] == ["1\\.", "2\\."] or picks(page)[0].startswith("1.")
    assert "Vì sao hạng thay đổi" in picks(page)[0]
    page.button(key="meeting_hide_gap").click().run()
    assert not picks(page)[2].startswith("3")
    page.button(key="meeting_pick_target").click().run()
    page.text_area(key="meeting_message_of_target").set_value("Cần <b>làm</b> ngay.").run()
    said = read(page)
    assert "Cần &lt;b&gt;làm&lt;/b&gt; ngay." in said and "<b>làm" not in said
    assert "Câu tự tính" in said
    page.button(key="meeting_pick_gap").click().run()
    assert "đang ẩn" in read(page)


def test_the_wall_has_every_slide_once_and_its_number(open_page: OpenPage) -> None:
    page = open_page("meeting", trinh_chieu="1", **LAI_CHAU)
    slides = [body for body in html(page) if 'class="wall' in body and "wall-foot" in body]
    assert [body.count(f"<span>{number}/{len(slides)}</span>") for number, body in enumerate(slides, start=1)] == [
        1
    ] * len(slides)
    rules = next(body for body in html(page) if "data-slide" in body)
    assert rules.count('[data-slide="') == len(slides) + 1
    assert not page.title


def test_a_wall_opened_by_a_mangled_link_begins_at_the_cover(open_page: OpenPage) -> None:
    page = open_page("meeting", trinh_chieu="1", trang="<b>", **LAI_CHAU)
    assert not page.exception and page.session_state["meeting_page"] == 0


def test_a_saved_meeting_is_listed_opened_frozen_and_concluded(open_page: OpenPage) -> None:
    page = open_page("meeting", **LAI_CHAU)
    page.text_input(key="meeting_set_title").set_value("Họp <quý> IV").run()
    page.button(key="meeting_save").click().run()
    assert "Đã lưu" in read(page)
    kept = page.session_state["meeting_id"]
    page.button(key="meeting_freeze").click().run()
    assert "Đã chốt số liệu" in read(page)
    assert not [button for button in page.button if button.key == "meeting_save"]
    assert "chưa có số liệu nào khác" in read(page)
    page.segmented_control(key="meeting_section").set_value("conclusions").run()
    page.text_area(key="meeting_said_body").set_value("Phủ sóng *5G*")
    page.text_input(key="meeting_said_who").set_value("Hoa")
    page.selectbox(key="meeting_said_code").set_value("3")
    page.button(key="meeting_conclude_go").click().run()
    said = read(page)
    assert "Đã ghi kết luận" in said and "Phủ sóng \\*5G\\*" in said and "Đã thành việc theo dõi" in said
    again = open_page("meeting", hop=kept, muc="kept", **LAI_CHAU)
    assert "Họp \\<quý\\> IV" in read(again) and "đã chốt số liệu" in read(again)
    wall = open_page("meeting", hop=kept, trinh_chieu="1", **LAI_CHAU)
    assert "54/63" in read(wall) and "Họp &lt;quý&gt; IV" in read(wall)


def test_what_is_refused_is_said(open_page: OpenPage) -> None:
    page = open_page("meeting", muc="conclusions", **LAI_CHAU)
    assert "Hãy lưu cuộc họp" in read(page)
    page.button(key="meeting_save").click().run()
    page.button(key="meeting_conclude_go").click().run()
    assert VI("error.blank_conclusion") in read(page)


def test_another_agency_for_an_item_is_said_before_it_replaces_the_first(open_page: OpenPage) -> None:
    page = open_page("meeting", muc="conclusions", **LAI_CHAU)
    page.button(key="meeting_save").click().run()

    def conclude(body: str, agency: str) -> None:
        page.text_area(key="meeting_said_body").set_value(body)
        page.text_input(key="meeting_said_agency").set_value(agency)
        page.text_input(key="meeting_said_who").set_value("Hoa")
        page.selectbox(key="meeting_said_code").set_value("3")
        page.button(key="meeting_conclude_go").click().run()

    conclude("Phủ sóng 5G", "Sở A")
    assert "Đã ghi kết luận" in read(page) and not [box for box in page.checkbox if "meeting" in box.key]
    conclude("Giao lại", "Sở B")
    assert "Sở A" in page.error[0].value and page.text_area(key="meeting_said_body").value == "Giao lại"
    page.button(key="meeting_conclude_go").click().run()  # not ticked: said again, nothing written
    assert "Sở A" in page.error[0].value
    page.checkbox(key="meeting_said_replace").check()
    page.button(key="meeting_conclude_go").click().run()
    assert "Đã ghi kết luận" in read(page) and "2. Giao lại" in read(page)
    assert not [box for box in page.checkbox if box.key == "meeting_said_replace"]


def test_an_unknown_meeting_in_a_link_is_named(open_page: OpenPage) -> None:
    page = open_page("meeting", hop="m99", **LAI_CHAU)
    assert "m99" in page.warning[0].value and not page.exception


def test_the_question_is_answered_on_the_wall(open_page: OpenPage) -> None:
    page = open_page("meeting", ky="province-2022", don_vi="VN-12", trinh_chieu="1")
    slider = page.select_slider[0]
    assert slider.key == "meeting_ask_gain_1+2+4+5"
    page.selectbox(key="meeting_ask_code").set_value("3").run()
    page.select_slider(key="meeting_ask_gain_3").set_value(40.0).run()
    assert "Tăng 40,00 điểm: từ hạng 53 lên hạng" in "\n".join(html(page))
    assert "Khả năng đạt hạng 45/63 theo mô hình" in "\n".join(html(page))


def test_the_day_is_typed_and_one_that_is_none_is_said(open_page: OpenPage) -> None:
    page = open_page("meeting")
    page.text_input(key="meeting_set_held_on").set_value("5/12/2026").run()
    assert not page.error and page.text_input(key="meeting_set_held_on").value == "05/12/2026"
    page.text_input(key="meeting_set_held_on").set_value("32/12/2026").run()
    assert "32/12/2026" in page.error[0].value
    assert page.text_input(key="meeting_set_held_on").value == "05/12/2026"
