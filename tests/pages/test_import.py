"""Dữ liệu, nhập số liệu: asked, read, checked, previewed, confirmed, undone; nothing written before that."""

import io
import shutil
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dti_core.i18n import LANGUAGES, Translator
from dti_core.intake import templates
from dti_core.intake.aims import KINDS, ScoresAim
from dti_core.store import Store
from tests.books import xlsx
from tests.pages.conftest import OpenPage

T = Translator("vi")
GOOD = [
    ["TT", "Tỉnh/thành phố", "Nhận thức số"],
    [1, "Lai Châu", 0.61],
    [2, "Sơn La", "0,5"],
    [None, "Tổng cộng", 1.11],
]
BAD = [
    ["TT", "Tỉnh", "Nhận thức số", "Abc"],
    [1, "Lai Chu", 0.61, "x"],
    [2, "Sơn La", 1.7, "y"],
    [3, "Lào Cai", "#N/A", ""],
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "dti.duckdb"
    Store.open(path).close()
    return path


@pytest.fixture
def database(built: Path, tmp_path: Path) -> Path:
    """A database for each test: these write into it. The app knows one store, and keeps what it has drawn."""
    st.cache_resource.clear()
    st.cache_data.clear()
    return Path(shutil.copy(built, tmp_path / "dti.duckdb"))


@pytest.fixture
def wizard(open_page: OpenPage):
    def wizard(**choices: str) -> AppTest:
        return open_page("data", xem="import", **choices)

    return wizard


def upload(page: AppTest, rows: list[list[object]], name: str = "diem.xlsx") -> AppTest:
    return send(page, xlsx({"Điểm": rows}), name)


def send(page: AppTest, content: bytes, name: str) -> AppTest:
    page.file_uploader[0].upload(name, content).run()
    assert not page.exception
    return page


def press(page: AppTest, label: str) -> AppTest:
    (button,) = [button for button in page.button if button.label == label]
    button.click().run()
    assert not page.exception
    return page


def headings(page: AppTest) -> list[str]:
    return [part.value for part in page.subheader]


def store_of(page: AppTest) -> Store:
    return page.session_state["app_offer"].store


def own_rows(page: AppTest, table: str = "scores") -> int:
    return int(store_of(page).query(f"SELECT count(*) AS n FROM office.{table}")["n"].iloc[0])


def confirm(page: AppTest, who: str = "Hoa") -> AppTest:
    page.text_input(key="data_import_who_name").input(who)
    return press(page, T("importing.write"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_asked_for_in_both_languages(kind, lang, wizard):
    page = wizard(loai=kind, ngon_ngu=lang)
    assert not page.exception and not page.error
    assert len(page.file_uploader) == 1
    assert headings(page) == [Translator(lang)(f"importing.{step}") for step in ("step_what", "step_file")]


def test_a_good_file_is_previewed_confirmed_seen_and_undone(wizard):
    page = upload(wizard(), GOOD)
    assert headings(page)[2:] == [T(f"importing.step_{step}") for step in ("problems", "preview", "confirm")]
    assert page.success[0].value == T("importing.problems_none")
    assert own_rows(page) == 0
    page = confirm(page)
    assert "thêm 2" in page.success[0].value
    assert store_of(page).table("province-2022").value("VN-12", "1") == 0.61
    assert store_of(page).table("province-2022").value("VN-14", "1") == 0.5
    page = press(page, T("importing.undo"))
    assert "0001" in page.info[0].value
    assert np.isnan(store_of(page).table("province-2022").value("VN-12", "1"))
    page = press(page, T("importing.again"))
    assert headings(page)[0] == T("importing.step_what")


def test_every_problem_is_listed_at_once_and_nothing_can_be_confirmed(wizard):
    page = upload(wizard(), BAD)
    (shown,) = [table.value for table in page.table]
    assert set(shown[T("importing.problem.place")]) == {"B2", "C3", "C4", "D1"}
    assert list(shown[T("importing.problem.severity")]) == ["phải sửa"] * 3 + ["cần xem"]
    assert T("importing.step_confirm") not in headings(page)
    assert own_rows(page) == 0


def test_a_long_list_of_problems_shows_the_first_and_says_how_many_there_are(wizard):
    page = upload(wizard(), [["Tỉnh", "Nhận thức số"], *([f"Xyz {row}", 0.5] for row in range(60))])
    assert len(page.table[0].value) == 50
    assert T("importing.more_rows", shown=50, all=60) in [part.value for part in page.caption]


def test_a_mended_file_takes_the_place_of_the_bad_one(wizard):
    page = upload(upload(wizard(), BAD), GOOD, "lan-2.xlsx")
    assert T("importing.step_confirm") in headings(page)


def test_the_meaning_of_a_column_can_be_corrected(wizard):
    page = upload(wizard(), [["Tỉnh", "Cột lạ"], ["Lai Châu", 0.61]])
    page.selectbox(key="data_import_column").select("Điểm!B1").run()
    page.selectbox(key="data_import_meaning_Điểm!B1").select("index:1").run()
    assert T("importing.step_confirm") in headings(page)
    assert store_of(confirm(page)).table("province-2022").value("VN-12", "1") == 0.61


def test_what_asks_for_a_look_must_be_ticked(wizard):
    """A column that is not understood is left out only once the visitor has seen it."""
    rows = [[*row, "x"] for row in GOOD[:3]]
    rows[0][-1] = "Cột lạ"
    page = confirm(upload(wizard(), rows))
    assert page.warning[-1].value == T("importing.see_first")
    assert own_rows(page) == 0
    page.checkbox(key="data_import_seen").check()
    assert "thêm 2" in confirm(page).success[0].value


def test_nobody_imports_without_a_name(wizard):
    page = confirm(upload(wizard(), GOOD), who=" ")
    assert page.error[0].value == T("error.blank_who")
    assert own_rows(page) == 0


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [(b"\x89PNG\r\n\x1a\n" + bytes(50), "anh.xlsx", "other_type"), (b"", "trong.csv", "empty_file"),
     (b"PK\x03\x04" + bytes(99), "hong.xlsx", "damaged_workbook")],
    ids=["picture", "empty", "damaged"],
)  # fmt: skip
def test_a_hostile_file_is_a_message_and_the_page_goes_on(content, name, code, wizard):
    page = send(wizard(), content, name)
    details = {"type": "PNG"} if code == "other_type" else {"part": "zip"}
    assert page.error[0].value == T(f"error.{code}", **details)
    assert T("importing.step_confirm") in headings(upload(page, GOOD))


def test_names_that_would_be_pictures_or_links_are_refused(wizard):
    page = wizard()
    page.toggle(key="data_import_new").set_value(True).run()
    page = upload(page, [["Tỉnh", "Nhận thức số"], ["Lai ![x](http://example.org/a.png)", 0.5]])
    (shown,) = [table.value for table in page.table]
    assert list(shown.iloc[:, -1].str.replace("\\", "")) == [T("intake.problem.markup")]


def test_what_is_already_there_is_not_offered_again(wizard):
    page = press(confirm(upload(wizard(), GOOD)), T("importing.again"))
    page = upload(page, GOOD)
    assert T("importing.nothing_new") in [part.value for part in page.markdown]


def test_a_new_framework_and_a_new_round_are_brought_in_without_code(wizard):
    page = wizard(loai="catalogue")
    page.selectbox(key="data_import_framework").select("+").run()
    assert page.info[0].value == T("importing.name_needed")
    page.text_input(key="data_import_name").input("Chỉ số dịch vụ").run()
    rows = [["Mã", "Tên chỉ số", "Mã cha", "Điểm tối đa"], ["T", "Tổng", None, 100], ["A", "Phần A", "T", 60],
            ["B", "Phần B", "T", 40]]  # fmt: skip
    page = confirm(upload(page, rows, "danh-muc.xlsx"))
    assert "chi-so-dich-vu" in set(store_of(page).listing("frameworks")["framework_id"])

    page = wizard(loai="scores")
    page.selectbox(key="data_import_round").select("+").run()
    page.selectbox(key="data_import_round_framework").select("chi-so-dich-vu").run()
    page.number_input(key="data_import_year").set_value(2025).run()
    page.text_input(key="data_import_scope").input("Hai tỉnh").run()
    rows = [["Tỉnh", "Phần A", "Phần B", "Tổng"], ["Lai Châu", 40, 30, 70], ["Sơn La", 50, 40, 90]]
    page = upload(page, rows)
    if page.checkbox:
        page.checkbox(key="data_import_seen").check()
    page = confirm(page)
    table = store_of(page).table("chi-so-dich-vu-2025")
    assert table.rank(table.framework.codes[0]).to_dict() == {"VN-12": 2, "VN-14": 1}


def test_a_template_for_something_else_is_imported_as_it_says_or_as_asked(wizard):
    """The template of self-assessed figures of 2023, while the page asks for published ones of 2022."""
    page = wizard()
    aim = ScoresAim("province-2023", status="self")
    book = openpyxl.load_workbook(io.BytesIO(templates.template(store_of(page), aim, T)))
    rows = book["Điểm và hạng"]
    (column,) = [cell.column for cell in rows[1] if cell.value == "1. Nhận thức số"]
    (row,) = [cell.row for cell in rows["A"] if cell.value == "VN-12"]
    rows.cell(row, column).value = 0.61
    stream = io.BytesIO()
    book.save(stream)
    page = send(page, stream.getvalue(), "mau.xlsx")
    assert "Kỳ đánh giá: 2023 · 63 tỉnh, thành phố (bước 1: 2022" in page.warning[0].value.replace("\\", "")
    assert "Xác nhận" in headings(page)[-1]
    page = confirm(page)
    (figure,) = store_of(page).query("SELECT round_id, status, value FROM office.scores").to_dict("records")
    assert figure == {"round_id": "province-2023", "status": "self", "value": 0.61}


def test_progress_of_a_quarter_is_brought_in_for_the_entity_of_the_sidebar(wizard):
    page = wizard(loai="progress")
    page.selectbox(key="data_import_quarter").select("2026-Q3").run()
    rows = [["Mã", "Chỉ số", "Phụ trách", "Hạn xử lý", "Trạng thái"],
            ["1", "Nhận thức số", "Sở KH&CN", "15/12/2026", "Đang thực hiện"]]  # fmt: skip
    page = confirm(upload(page, rows))
    (row,) = store_of(page).progress("province-2022", "VN-12").to_dict("records")
    assert (row["quarter"], row["lead"], row["status"]) == ("2026-Q3", "Sở KH&CN", "under_way")
