"""The scenario book's page: what is kept is listed, compared, frozen, renamed, copied, deleted and taken back."""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dti_core import analysis, excel
from dti_core import analysis_sheets as sheets
from dti_core.i18n import Translator
from dti_core.office import journal, scenarios
from dti_core.office.scenarios import Scenario
from ui import session

OpenPage = Callable[..., AppTest]
AT = dt.datetime(2026, 11, 29, 8, 0)
LAI_CHAU = {"ky": "province-2022", "don_vi": "VN-12"}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Path]:
    """A database of this test's own; what is remembered of another's, of the same version, is forgotten."""
    st.cache_data.clear()
    st.cache_resource.clear()
    yield tmp_path / "dti.duckdb"
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def filled(open_page: OpenPage) -> OpenPage:
    """Three scenarios of Lai Châu 2022 and one of Điện Biên 2023."""
    for one in (
        Scenario("a1", "Hạ tầng", "province-2022", "VN-12", AT, "3:20;9:20.8", author="Hoa", note="Trình họp"),
        Scenario("a2", "Chính quyền", "province-2022", "VN-12", AT, "7:30;9:10"),
        Scenario("a3", "Làm đều", "province-2022", "VN-12", AT, "3:8;7:8;8:8;9:8", "0.05", 40),
        Scenario("b1", "Điện Biên", "province-2023", "VN-11", AT, "3:12"),
    ):
        scenarios.save(session.offer().store, one)
    return open_page


def read(page: AppTest) -> str:
    """Everything written on the page."""
    groups = (page.markdown, page.caption, page.info, page.warning, page.error, page.success)
    return "\n".join(str(element.value) for group in groups for element in group).replace("\\", "")


def listed(page: AppTest) -> list[str]:
    return [str(m.value).split("**")[1] for m in page.markdown if str(m.value).startswith("**")]


def book() -> dict[str, Scenario]:
    return {one.scenario_id: one for one in scenarios.book(session.offer().store)}


def menu(page: AppTest, key: str) -> AppTest:
    """Open the box of a scenario's actions."""
    page.session_state[f"book_menu_{key}"] = True
    return page.run()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_finding_names_the_best_and_everything_stands_side_by_side(filled: OpenPage, language: str) -> None:
    page = filled("book", chon="a1,a2,a3", ngon_ngu=language, **LAI_CHAU)
    assert not page.exception and not page.warning and not page.error
    assert [metric.value for metric in page.metric] == ["45/63", "46/63", "55/63"]
    assert len(page.get("plotly_chart")) == 2
    said, t = read(page), Translator(language)
    assert t("book.quoted", name="Hạ tầng") in said and ("0,5440" if language == "vi" else "0.5440") in said
    assert f"| {t('book.row.rank')} | 45/63 | 46/63 | 55/63 |" in said


def test_only_this_entitys_scenarios_of_this_round_are_listed_until_all_are_asked_for(filled: OpenPage) -> None:
    page = filled("book", **LAI_CHAU)
    assert "Trong sổ (3)" in [sub.value for sub in page.subheader]
    page.segmented_control(key="book_scope").set_value("tat-ca").run()
    assert "Trong sổ (4)" in [sub.value for sub in page.subheader] and "Điện Biên 2023" in read(page)
    assert page.query_params["pham-vi"] == "tat-ca"


def test_two_of_different_rounds_stand_side_by_side(filled: OpenPage) -> None:
    page = filled("book", pham_vi="tat-ca", chon="a1,b1", **LAI_CHAU)
    assert not page.exception and "không so trực tiếp được" in read(page) and len(page.get("plotly_chart")) == 1


def test_an_empty_book_says_how_to_fill_it(open_page: OpenPage) -> None:
    page = open_page("book", **LAI_CHAU)
    assert not page.exception and "Chưa lưu kịch bản nào cho Lai Châu" in read(page)
    page.segmented_control(key="book_scope").set_value("tat-ca").run()
    assert "Sổ chưa có kịch bản nào" in read(page)


def test_one_scenario_is_described_and_another_asked_for(filled: OpenPage) -> None:
    page = filled("book", chon="a1", **LAI_CHAU)
    assert "Mới chọn một kịch bản" in read(page) and "hạng 53 → 45/63" in read(page)


@pytest.mark.parametrize("chosen", ["zz", "a1,zz", "b1"])
def test_a_link_to_a_scenario_that_is_not_there_says_so_and_the_page_works(filled: OpenPage, chosen: str) -> None:
    page = filled("book", chon=chosen, **LAI_CHAU)
    assert not page.exception and len(page.warning) == 1 and len(page.metric) == 2


def test_a_scenario_is_renamed_with_author_note_and_target(filled: OpenPage) -> None:
    page = menu(filled("book", **LAI_CHAU), "a1")
    page.text_input(key="book_name_a1").set_value("Hạ tầng số")
    page.text_input(key="book_author_a1").set_value("Nam")
    page.number_input(key="book_target_a1").set_value(44)
    page.text_area(key="book_note_a1").set_value("Bản hai")
    page.button(key="book_edit_a1").click().run()
    kept = book()["a1"]
    assert not page.exception and "Đã ghi lại" in read(page) and "Bản hai" in read(page)
    assert (kept.name, kept.author, kept.target, kept.note) == ("Hạ tầng số", "Nam", 44, "Bản hai")


def test_a_blank_name_is_refused_in_words(filled: OpenPage) -> None:
    page = menu(filled("book", **LAI_CHAU), "a1")
    page.text_input(key="book_name_a1").set_value(" ")
    page.button(key="book_edit_a1").click().run()
    assert "chưa có tên" in read(page) and book()["a1"].name == "Hạ tầng"


def test_a_scenario_is_copied(filled: OpenPage) -> None:
    page = menu(filled("book", **LAI_CHAU), "a1")
    page.button(key="book_copy_a1").click().run()
    assert "Đã nhân bản thành “Hạ tầng (2)”" in read(page) and len(book()) == 5


def test_a_scenario_is_frozen_marked_and_cannot_be_frozen_again(filled: OpenPage) -> None:
    page = menu(filled("book", **LAI_CHAU), "a1")
    page.button(key="book_freeze_a1").click().run()
    assert not page.exception and book()["a1"].frozen and "Số liệu chưa đổi từ khi chốt" in read(page)
    page = menu(page, "a1")
    assert "book_freeze_a1" not in [button.key for button in page.button]
    assert page.number_input(key="book_target_a1").disabled


def test_a_scenario_is_deleted_only_after_a_question_and_can_be_taken_back(filled: OpenPage) -> None:
    page = menu(filled("book", **LAI_CHAU), "a1")
    page.button(key="book_delete_a1").click().run()
    assert "a1" in book() and "Xóa “Hạ tầng” khỏi sổ?" in read(page)
    page.button(key="book_no_a1").click().run()
    assert "a1" in book() and "khỏi sổ?" not in read(page)
    page.button(key="book_delete_a1").click().run()
    page.button(key="book_yes_a1").click().run()
    assert not page.exception and "a1" not in book() and "Đã xóa “Hạ tầng”" in read(page)
    page.session_state["book_bin"] = True
    page.run()
    page.button(key="book_restore_a1").click().run()
    assert "a1" in book() and "Đã lấy lại" in read(page)


def test_what_another_visitor_deleted_meanwhile_is_said(filled: OpenPage) -> None:
    page = menu(filled("book", **LAI_CHAU), "a1")
    scenarios.delete(session.offer().store, "a1", AT)
    page.button(key="book_copy_a1").click().run()
    assert not page.exception and "Không còn kịch bản" in read(page)


def test_a_scenario_that_cannot_be_worked_out_does_not_close_the_book(filled: OpenPage) -> None:
    broken = Scenario("x", "Cũ", "province-1999", "VN-12", AT, "3:1")
    scenarios.save(session.offer().store, broken)
    page = filled("book", pham_vi="tat-ca", **LAI_CHAU)
    assert not page.exception and not page.error and "Không tính được" in read(page) and len(page.metric) == 2


def test_names_and_notes_are_text_and_never_markup(filled: OpenPage) -> None:
    nasty = Scenario("x", "**<b>x</b>** [a](http://b)", "province-2022", "VN-12", AT, "3:1", note="# :red[đỏ]")
    scenarios.save(session.offer().store, nasty)
    page = filled("book", chon="x,a1", **LAI_CHAU)
    shown = "\n".join(str(element.value) for group in (page.markdown, page.caption) for element in group)
    assert not page.exception and "[a](http://b)" not in shown and ":red[đỏ]" not in shown


def test_a_long_book_is_shown_in_parts(filled: OpenPage) -> None:
    for place in range(12):
        one = Scenario(f"n{place}", f"Số {place}", "province-2022", "VN-12", AT, "3:1")
        scenarios.save(session.offer().store, one)
    page = filled("book", **LAI_CHAU)

    def rows() -> int:
        return sum(box.proto.popover.label == Translator("vi")("book.menu") for box in page.get("popover"))

    assert rows() == 12
    page.button(key="book_more").click().run()
    assert not page.exception and rows() == 15


# -- a whole analysis ----------------------------------------------------------------------------------------------


def exported(*keys: str) -> bytes:
    store = session.offer().store
    kept = [one for one in scenarios.book(store) if one.scenario_id in keys]
    return sheets.write(analysis.made(store, kept, (), "2026-11-29", "vi"), None, Translator("vi"))


def sent(page: AppTest, content: bytes, name: str = "phan-tich.xlsx") -> AppTest:
    """The box opened and a file chosen in it."""
    page.session_state["book_import"] = True
    page.run()
    page.file_uploader[0].upload(name, content, "application/octet-stream").run()
    return page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_analysis_is_previewed_confirmed_brought_in_and_undone(filled: OpenPage, language: str) -> None:
    store, content, t = session.offer().store, exported("a1", "a2"), Translator(language)
    scenarios.delete(store, "a1", AT)
    page = sent(filled("book", ngon_ngu=language, **LAI_CHAU), content)
    said = read(page)
    assert not page.exception and not page.error
    assert t("analysis.finding", count=2, new=1) in said and len(book()) == 3
    page.text_input(key="book_import_who").set_value("Nam").run()
    page.button(key="book_import_confirm").click().run()
    assert not page.exception and len(book()) == 4 and t("analysis.done", count=1, batch="0001") in read(page)
    assert journal.content(store, "0001") == content
    page.button(key="book_import_undo").click().run()
    assert not page.exception and len(book()) == 3 and t("analysis.undone", batch="0001") in read(page)


def test_nothing_can_be_confirmed_without_a_name_or_where_all_is_there(filled: OpenPage) -> None:
    page = sent(filled("book", **LAI_CHAU), exported("a1"))
    assert "không có gì để nhập" in read(page)
    assert "book_import_confirm" not in [button.key for button in page.button]
    content = exported("a2")
    scenarios.delete(session.offer().store, "a2", AT)
    page = sent(filled("book", **LAI_CHAU), content)
    assert page.button(key="book_import_confirm").disabled


def test_a_file_that_is_no_analysis_is_refused_in_words(filled: OpenPage) -> None:
    page = sent(filled("book", **LAI_CHAU), excel.workbook(Translator("vi"), {"x": pd.DataFrame({"a": [1]})}))
    assert not page.exception and "không phải tệp phân tích" in read(page)


def test_what_has_to_be_mended_is_listed_and_nothing_is_written(filled: OpenPage) -> None:
    broken = openpyxl.load_workbook(io.BytesIO(exported("a1")))
    broken["Kịch bản"]["B2"] = None
    stream = io.BytesIO()
    broken.save(stream)
    page = sent(filled("book", **LAI_CHAU), stream.getvalue())
    assert not page.exception and "1 chỗ cần sửa" in read(page) and len(book()) == 4
    assert page.dataframe[-1].value.iloc[0].tolist()[:2] == ["Kịch bản", "B2"]


def test_figures_that_differ_from_those_here_are_counted(filled: OpenPage) -> None:
    store = session.offer().store
    found = analysis.made(store, [one for one in scenarios.book(store) if one.scenario_id == "a1"], (), "x", "vi")
    facts = (replace(found.facts[0], figure=0.123), *found.facts[1:])
    content = sheets.write(replace(found, facts=facts), None, Translator("vi"))
    page = sent(filled("book", **LAI_CHAU), content)
    assert "1 số liệu khác với ở đây" in read(page)


def test_what_comes_from_memory_is_what_would_be_drawn_anew(filled: OpenPage) -> None:
    addresses = [{"chon": "a1,a2"}, {"chon": "a2,a1"}, {"chon": "a1,a2,a3"}, {"chon": "a1,a2", "ngon_ngu": "en"}]
    fresh = []
    for choices in addresses:
        session._drawn.clear()
        fresh.append(seen(filled("book", **LAI_CHAU, **choices)))
    assert all(first != second for place, first in enumerate(fresh) for second in fresh[:place])
    session._drawn.clear()
    for choices, expected in [*zip(addresses, fresh, strict=True)] * 2:
        assert seen(filled("book", **LAI_CHAU, **choices)) == expected


def seen(page: AppTest) -> list[str]:
    kinds = ("markdown", "caption", "metric", "plotly_chart")
    return [str(element.proto) for kind in kinds for element in page.get(kind)]


def test_the_journal_shows_what_an_analysis_brought(filled: OpenPage) -> None:
    store = session.offer().store
    kept = [replace(scenarios.find(store, "a1"), name="Của sở", note="khác")]
    scenarios.bring(store, journal.Batch("analysis", "Nam", AT, "phan-tich.xlsx"), kept)
    page = filled("journal", **LAI_CHAU)
    assert not page.exception and not page.error
    assert "Của sở" in page.dataframe[-1].value.to_string()


def test_the_target_page_takes_its_plan_along(filled: OpenPage) -> None:
    page = filled("target", hang="45", **LAI_CHAU)
    assert not page.exception and "target_analysis_download_xlsx" in [
        b.proto.id.split("-")[-1] for b in page.get("download_button")
    ]
