"""The page Progress: empty at first, filled by hand, late first, filtered, three states, undone."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dti_core.i18n import Translator
from dti_core.office import progress as office
from dti_core.store import Store
from ui import session
from ui.database import opened

OpenPage = Callable[..., AppTest]
HERE = {"ky": "province-2022", "don_vi": "VN-12", "ngay": "2026-11-29"}
AT = dt.datetime(2026, 11, 2, 8, 0)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """One for each test: they write."""
    return tmp_path / "dti.duckdb"


@pytest.fixture
def filled(database: Path) -> Path:
    """Two quarters of Lai Châu: in the fourth 9 is late, 3 was appraised 20 points above the 32.4 published."""
    key = {"framework_id": "province-2022", "entity_id": "VN-12"}
    rows = [
        {**key, "quarter": "2026-Q2", "code": "3", "self_points": 40.0},
        {**key, "quarter": "2026-Q4", "code": "3", "lead": "Sở KH&CN", "planned_gain": 20.0, "self_points": 55.0,
         "appraised_points": 52.4, "status": "done", "evidence": "45/BC – 01/11/2026: Báo cáo"},
        {**key, "quarter": "2026-Q4", "code": "9", "lead": "sở  kh&cn", "planned_gain": 20.55, "status": "under_way",
         "due_on": dt.date(2026, 10, 31)},
        {**key, "quarter": "2026-Q4", "code": "7", "lead": "VP *UBND*", "planned_gain": 50.0, "status": "not_started",
         "due_on": dt.date(2026, 12, 20), "evidence": "đã làm", "link": "https://laichau.gov.vn/7"},
    ]  # fmt: skip
    store = Store.open(database)
    office.add_items(store, pd.DataFrame(rows), "Hoa", AT)
    store.close()
    return database


def read(page: AppTest) -> str:
    groups = (page.markdown, page.caption, page.info, page.warning, page.error, page.success, page.subheader)
    return "\n".join(str(element.value) for group in groups for element in group)


def cards(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def codes(page: AppTest, language: str = "vi") -> list[str]:
    return list(page.dataframe[0].value[Translator(language)("progress.column.code")])


def fill(page: AppTest, **fields: str) -> AppTest:
    for name, text in fields.items():
        kind = page.text_area if name == "evidence" else page.selectbox if name == "status" else page.text_input
        kind(key=f"progress_{name}_typed").set_value(text)
    return page.button(key="progress_save").click().run()


def store_of() -> Store:
    """The one that the app has open."""
    return opened()


@pytest.mark.parametrize(("language", "how"), [("vi", "Để bắt đầu"), ("en", "To begin")])
def test_an_empty_quarter_says_what_is_missing_and_how_to_begin(open_page: OpenPage, language: str, how: str) -> None:
    page = open_page("progress", ngon_ngu=language, **HERE)
    assert not page.exception and how in read(page) and not page.metric and not page.get("plotly_chart")
    page.button(key="progress_first").click().run()
    assert not page.exception and page.text_input(key="progress_lead_typed").value == ""


@pytest.mark.parametrize(("language", "late"), [("vi", "1 trên 3 mục trễ hạn"), ("en", "Late: 1 of 3")])
def test_late_comes_first_in_sentence_and_table_in_both_languages(
    open_page: OpenPage, filled: Path, language: str, late: str
) -> None:
    page = open_page("progress", ngon_ngu=language, **HERE)
    assert not page.exception and late in read(page) and len(page.get("plotly_chart")) == 2
    assert codes(page, language) == ["9", "7", "3"]
    assert "VP \\*UBND\\*" not in page.markdown[0].value  # the late one is named, and the other's markup never runs


def test_three_states_stand_side_by_side_with_the_assumption(open_page: OpenPage, filled: Path) -> None:
    """Lai Châu 2022: 0.5032 and 53; +20 is 0.5232; everything planned +90.55 is 0.59375, published 0.5938."""
    page = open_page("progress", **HERE)
    found = cards(page)
    assert found["Như công bố"] == "53/63" and found["Điểm đã đạt / dự kiến"] == "20,0/90,55"
    text = "\n".join(str(metric.delta) for metric in page.metric)
    assert "giá trị 0,5032" in text and "giá trị 0,5232" in text and "giá trị 0,5938" in text
    assert "đứng yên" in read(page) and "giả định" in read(page)


def test_an_item_is_added_by_hand_and_counts_at_once(open_page: OpenPage) -> None:
    page = open_page("progress", muc="update", ma="9", **HERE)
    page = fill(page, lead="Sở Y tế", due_on="1/10/2026", planned_gain="20,55", status="under_way", who="Hoa")
    assert not page.exception and "Đã lưu 9" in read(page) and cards(page)["Trễ hạn"] == "1"
    (row,) = office.items(store_of(), "province-2022", "VN-12").to_dict("records")
    assert (row["quarter"], row["planned_gain"], row["who"], row["status"]) == ("2026-Q4", 20.55, "Hoa", "under_way")
    assert row["due_on"] == pd.Timestamp(2026, 10, 1)
    assert page.text_input(key="progress_planned_gain_typed").value == "20,55"


def test_everything_that_is_wrong_is_said_at_once_and_what_was_typed_stays(open_page: OpenPage) -> None:
    page = open_page("progress", muc="update", ma="3", **HERE)
    page = fill(page, due_on="31/02/2026", planned_gain="nhiều", self_points="150", link="javascript:alert(1)")
    (said,) = [error.value.replace("\\", "") for error in page.error]
    assert all(part in said for part in ("31/02/2026", "nhiều", "150", "javascript", "tên người nhập"))
    assert page.text_input(key="progress_self_points_typed").value == "150"
    assert office.items(store_of(), "province-2022", "VN-12").empty


def test_an_edit_keeps_the_former_version_and_can_be_undone(open_page: OpenPage, filled: Path) -> None:
    page = open_page("progress", muc="update", ma="9", **HERE)
    assert page.text_input(key="progress_lead_typed").value == "sở  kh&cn"
    page = fill(page, status="done", who="Nam", why="đã có quyết định")
    assert cards(page)["Trễ hạn"] == "0" and "đã có quyết định" in read(page)
    page.text_input(key="progress_undo_who").set_value("Mai").run()
    page.button(key="progress_undo").click().run()
    assert not page.exception and cards(page)["Trễ hạn"] == "1" and "Đã hoàn tác" in read(page)
    assert "hoàn tác, Mai" in read(page)


def test_nothing_changed_is_not_written(open_page: OpenPage, filled: Path) -> None:
    page = fill(open_page("progress", muc="update", ma="9", **HERE), who="Nam")
    assert "Không có gì thay đổi" in read(page)
    assert len(office.past(store_of(), "province-2022", "VN-12", "2026-Q4", "9")) == 1


def test_what_somebody_else_wrote_in_between_is_not_overwritten(open_page: OpenPage, filled: Path) -> None:
    page = open_page("progress", muc="update", ma="9", **HERE)
    before = office.items(store_of(), "province-2022", "VN-12")
    row = before[before["code"] == "9"].iloc[0].to_dict() | {"note": "của Mai"}
    office.set_item(store_of(), row, "Mai", AT, over=str(row["batch_id"]))
    page = fill(page, note="của Nam", who="Nam")
    assert "Mai" in page.error[0].value
    assert page.text_input(key="progress_note_typed").value == "của Mai"
    found = office.past(store_of(), "province-2022", "VN-12", "2026-Q4", "9")
    assert found["note"].iloc[0] == "của Mai" and len(found) == 2


def test_fields_that_were_out_of_sight_are_filled_again(open_page: OpenPage, filled: Path) -> None:
    page = open_page("progress", muc="update", ma="9", **HERE)
    page.segmented_control(key="progress_section").set_value("items").run()
    page.segmented_control(key="progress_section").set_value("update").run()
    assert page.text_input(key="progress_planned_gain_typed").value == "20,55"


@pytest.mark.parametrize(
    ("choice", "left"),
    [({"co_quan": "co-sokhoahocvacongnghe"}, ["9", "3"]), ({"trang_thai": "not_started"}, ["7"]),
     ({"loc": "late"}, ["9"]), ({"loc": "at_risk"}, ["7"]), ({"loc": "evidence"}, ["9", "7"]),
     ({"loc": "done", "co_quan": "co-vpubnd"}, [])],
)  # fmt: skip
def test_filters_leave_what_they_say(
    open_page: OpenPage, filled: Path, choice: dict[str, str], left: list[str]
) -> None:
    page = open_page("progress", **choice, **HERE)
    assert not page.exception and not page.warning
    assert (codes(page) if left else []) == left
    assert ("Không có mục nào khớp" in read(page)) == (not left)


def test_a_quarter_without_rows_is_empty_although_others_have_some(open_page: OpenPage, filled: Path) -> None:
    page = open_page("progress", quy="2026-Q3", **HERE)
    assert not page.exception and not page.metric and "Đã có số liệu: Quý II/2026, Quý IV/2026" in read(page)


def test_quarters_stand_side_by_side_and_a_missing_one_is_a_dash(open_page: OpenPage, filled: Path) -> None:
    page = open_page("progress", muc="quarters", so_lieu="self_points", **HERE)
    wide = page.dataframe[0].value.set_index("Mã chỉ số")
    assert list(wide.columns[1:]) == ["Quý II/2026", "Quý III/2026", "Quý IV/2026"]
    assert wide.loc["3"].tolist()[1::2] == [40.0, 55.0] and pd.isna(wide.loc["3", "Quý III/2026"])
    assert wide.loc["9"].isna().sum() == 3


@pytest.mark.parametrize(("language", "leads"), [("vi", "chủ trì 2 mục"), ("en", "leads 2 in all")])
def test_an_agency_has_a_sheet_whatever_way_its_name_is_spelt(
    open_page: OpenPage, filled: Path, language: str, leads: str
) -> None:
    page = open_page("progress", muc="agencies", phieu="co-sokhoahocvacongnghe", ngon_ngu=language, **HERE)
    assert not page.exception and f"Sở KH\\&CN {leads}" in read(page)
    summary, sheet = (frame.value for frame in page.dataframe)
    assert len(summary) == 2 and list(sheet[Translator(language)("progress.column.code")]) == ["9", "3"]


@pytest.mark.parametrize("choice", [{"ky": "province-2024"}, {"ky": "agency-laocai-2022-a", "don_vi": ""},
                                    {"ky": "commune-backan-2022", "don_vi": "VN-06-CHODON-XUANLAC"}])  # fmt: skip
def test_every_kind_of_round_can_be_reported_on(open_page: OpenPage, choice: dict[str, str]) -> None:
    page = open_page("progress", muc="update", **{**HERE, **choice})
    assert not page.exception
    page = fill(page, planned_gain="0,5", status="done", who="Hoa")
    assert not page.exception and not page.error and "Đã lưu" in read(page)
    page.segmented_control(key="progress_section").set_value("items").run()
    assert not page.exception and not page.error and len(page.metric) == 7


def test_another_day_makes_other_things_late(open_page: OpenPage, filled: Path) -> None:
    page = open_page("progress", **{**HERE, "ngay": "2026-10-31"})
    assert cards(page)["Trễ hạn"] == "0"
    page.text_input(key="progress_day_typed").set_value("21/12/2026").run()
    assert cards(page)["Trễ hạn"] == "2" and page.query_params["ngay"] == "2026-12-21"
    page.text_input(key="progress_day_typed").set_value("mai").run()
    assert "mai" in page.error[0].value and cards(page)["Trễ hạn"] == "2"


def test_what_comes_from_memory_is_what_would_be_drawn_anew(open_page: OpenPage, filled: Path) -> None:
    """As in test_shown, with rows to show."""
    choices = [{}, {"quy": "2026-Q2"}, {"ngay": "2026-10-01"}, {"ngon_ngu": "en"}, {"muc": "quarters"},
               {"muc": "quarters", "so_lieu": "status"}, {"don_vi": "VN-01"}]  # fmt: skip
    fresh = []
    for one in choices:
        session._drawn.clear()
        fresh.append(read(open_page("progress", **{**HERE, **one})))
    assert len(set(fresh)) == len(fresh)
    assert [read(open_page("progress", **{**HERE, **one})) for one in choices] == fresh
