"""Files read back with other readers than the writer's own code: openpyxl, pandas, csv and the bare XML."""

import csv
import datetime as dt
import io
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from dti_core import excel
from dti_core.i18n import Translator

VI, EN = Translator("vi"), Translator("en")
ATTACKS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("http://x","y")', "#N/A"]


def figures() -> pd.DataFrame:
    return pd.DataFrame(
        {"Tỉnh": ["Lai Châu", "Đắk Nông", "Sơn La"], "Hạng": [53.0, 54.0, np.nan], "Giá trị": [0.5032, 0.532, np.nan],
         "Ngày": pd.to_datetime(["2023-07-12", None, None])}
    )  # fmt: skip


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_numbers_and_headers_come_back_as_they_went_in():
    back = pd.read_excel(io.BytesIO(excel.workbook(VI, {"Số liệu": figures()})), sheet_name="Số liệu")
    assert list(back.columns) == ["Tỉnh", "Hạng", "Giá trị", "Ngày"]
    np.testing.assert_array_equal(back["Giá trị"], [0.5032, 0.532, np.nan])
    np.testing.assert_array_equal(back["Hạng"], [53, 54, np.nan])
    assert back["Ngày"][0] == pd.Timestamp("2023-07-12")


def test_what_is_missing_is_a_blank_cell_never_zero():
    sheet = opened(excel.workbook(VI, {"a": figures()}))["a"]
    assert [cell.value for cell in sheet[4]] == ["Sơn La", None, None, None]


def test_numbers_are_numbers_with_a_format_that_excel_shows_in_its_own_language():
    sheet = opened(excel.workbook(VI, {"a": figures()}))["a"]
    assert (sheet["C2"].data_type, sheet["C2"].number_format) == ("n", "#,##0.0000")
    assert (sheet["B2"].data_type, sheet["B2"].number_format) == ("n", "0")


def test_published_places_can_be_given_where_zeros_were_dropped():
    frame = pd.DataFrame({"Giá trị": [0.532]})
    frame.attrs["decimals"] = {"Giá trị": 4}
    assert opened(excel.workbook(VI, {"a": frame}))["a"]["A2"].number_format == "#,##0.0000"


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_text_that_looks_like_a_formula_stays_a_text_in_the_workbook(attack):
    content = excel.workbook(VI, {"a": pd.DataFrame({attack: [attack]})})
    sheet = opened(content)["a"]
    assert {sheet["A1"].data_type, sheet["A2"].data_type} == {"s"}
    assert sheet["A2"].value.strip() == attack.strip()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml and 't="e"' not in xml


@pytest.mark.parametrize("attack", [a for a in ATTACKS if a != "#N/A"])
def test_a_text_that_looks_like_a_formula_is_marked_as_text_for_later_edits(attack):
    assert opened(excel.workbook(VI, {"a": pd.DataFrame({"x": [attack]})}))["a"]["A2"].quotePrefix


@pytest.mark.parametrize("attack", [a for a in ATTACKS if a != "#N/A"])
def test_a_text_that_looks_like_a_formula_is_inert_in_csv(attack):
    rows = list(
        csv.reader(
            io.StringIO(excel.csv_bytes(pd.DataFrame({attack: [attack]}), VI).decode("utf-8-sig"), newline=""),
            delimiter=";",
        )
    )
    assert rows == [[f"'{attack}"], [f"'{attack}"]]


def test_vietnamese_csv_has_semicolons_and_decimal_commas():
    content = excel.csv_bytes(figures(), VI)
    assert content.startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(io.BytesIO(content), sep=";", decimal=",", encoding="utf-8-sig")
    np.testing.assert_array_equal(back["Giá trị"], [0.5032, 0.532, np.nan])
    assert "Lai Châu;53;0,5032;2023-07-12" in content.decode("utf-8-sig").split("\r\n")


def test_english_csv_has_commas_and_decimal_points():
    back = pd.read_csv(io.BytesIO(excel.csv_bytes(figures(), EN, bom=False)))
    np.testing.assert_array_equal(back["Giá trị"], [0.5032, 0.532, np.nan])
    np.testing.assert_array_equal(back["Hạng"], [53, 54, np.nan])


def test_negative_numbers_stay_numbers_in_csv():
    assert excel.csv_bytes(pd.DataFrame({"x": [-19.5, -1e-7, 0.1 + 0.2, -0.0]}), VI, bom=False).decode().split() == [
        "x", "-19,5", "-0,0000001", "0,3", "0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["Kỳ 2022/2023", "a[b]:c*d?e\\f", "'quoted'", "", "History", "x" * 40, "một hai " * 9, "///"]
)
def test_any_title_becomes_a_sheet_name_that_excel_accepts(name):
    (made,) = opened(excel.workbook(VI, {name: figures()})).sheetnames
    assert 0 < len(made) <= 31 and not set(made) & set("[]:*?/\\") and made.lower() != "history"
    assert made[0] != "'" != made[-1]


def test_sheet_names_that_become_the_same_are_told_apart():
    names = opened(excel.workbook(VI, {"A/b": figures(), "a b": figures(), "a:B": figures()})).sheetnames
    assert len({name.lower() for name in names}) == 3


def test_the_sources_sheet_says_document_publisher_number_date_link_and_quote():
    sources = pd.DataFrame(
        {"quote": ["0.5032"], "title": ["Báo cáo"], "publisher": ["Bộ"], "number": ["1/QĐ"], "basis": ["published"],
         "issued_on": [dt.date(2023, 7, 12)], "locator": ["https://dti.gov.vn/xep-hang-2022"]}
    )  # fmt: skip
    sheet = opened(excel.workbook(VI, {"a": figures()}, sources))["Nguồn số liệu"]
    assert [cell.value for cell in sheet[1]] == [
        "Căn cứ", "Văn bản", "Nơi công bố", "Số hiệu", "Ngày", "Liên kết", "Trích nguyên văn",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[2]][:4] == ["công bố", "Báo cáo", "Bộ", "1/QĐ"]
    assert sheet["F2"].hyperlink.target == "https://dti.gov.vn/xep-hang-2022" and sheet["F2"].data_type == "s"


def test_headers_stay_in_view_and_can_be_filtered():
    sheet = opened(excel.workbook(VI, {"a": figures()}, notes=["Một ghi chú"]))["a"]
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref == "A1:D4"


def test_long_texts_wrap_instead_of_making_the_column_endless():
    text = "một câu dài " * 30
    sheet = opened(excel.workbook(VI, {"a": pd.DataFrame({"x": [text]})}))["a"]
    assert sheet["A2"].alignment.wrap_text and sheet.column_dimensions["A"].width <= 60


def test_notes_get_a_sheet_of_their_own():
    book = opened(excel.workbook(VI, {"a": figures()}, notes=["Một", "=2"]))
    assert [row[0].value for row in book["Ghi chú"].rows] == ["Ghi chú", "Một", "=2"]


def test_an_empty_frame_keeps_its_headers():
    back = pd.read_excel(io.BytesIO(excel.workbook(VI, {"a": figures().iloc[:0]})))
    assert list(back.columns) == list(figures().columns) and back.empty
    assert excel.csv_bytes(figures().iloc[:0], EN, bom=False).decode() == "Tỉnh,Hạng,Giá trị,Ngày\r\n"


def test_no_sheet_at_all_is_still_a_file_that_opens():
    assert len(opened(excel.workbook(VI, {})).sheetnames) == 1


def test_a_named_index_becomes_a_column_and_stacked_headers_are_joined():
    frame = pd.DataFrame(
        [[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "b"), ("a", "c")]), index=pd.Index(["x"], name="Mã")
    )
    assert excel.csv_bytes(frame, EN, bom=False).decode().split() == ["Mã,a", "·", "b,a", "·", "c", "x,1,2"]


def test_yes_no_lists_controls_and_infinities_become_what_a_cell_can_hold():
    frame = pd.DataFrame({"x": [True, ("1", "2"), "a\x00b", np.inf, pd.NA]}, dtype=object)
    sheet = opened(excel.workbook(VI, {"a": frame}))["a"]
    assert [cell.value for cell in sheet["A"]] == ["x", "có", "1, 2", "ab", None, None]


def test_the_frame_given_is_not_changed():
    frame, copy = figures(), figures()
    excel.workbook(VI, {"a": frame}, frame)
    excel.csv_bytes(frame, VI)
    pd.testing.assert_frame_equal(frame, copy)


def read_parquet(frame: pd.DataFrame) -> "pyarrow.Table":
    return parquet.read_table(io.BytesIO(excel.parquet_bytes(frame, VI)))


def test_parquet_keeps_types_and_vietnamese_headers_and_missing_is_null():
    frame = pd.DataFrame(
        {
            "Đơn vị": ["Lai Châu", None, "=1+1"], "Giá trị": [0.5032, float("nan"), float("inf")],
            "Hạng": [53, 54, 55], "Có": [True, False, True],
            "Ngày": pd.Series([dt.date(2023, 7, 12), None, dt.date(2024, 1, 1)], dtype=object),
            "Ngày hoặc năm": pd.Series([dt.date(2023, 7, 12), "2023", None], dtype=object),
            "Trống": pd.Series([None, None, None], dtype=object),
        }
    )  # fmt: skip
    table = read_parquet(frame)
    assert table.column_names == list(frame.columns)
    assert [str(kind) for kind in table.schema.types] == [
        "string", "double", "int64", "bool", "date32[day]", "string", "string",
    ]  # fmt: skip
    assert table.to_pylist() == [
        {"Đơn vị": "Lai Châu", "Giá trị": 0.5032, "Hạng": 53, "Có": True, "Ngày": dt.date(2023, 7, 12),
         "Ngày hoặc năm": "2023-07-12", "Trống": None},
        {"Đơn vị": None, "Giá trị": None, "Hạng": 54, "Có": False, "Ngày": None, "Ngày hoặc năm": "2023",
         "Trống": None},
        {"Đơn vị": "=1+1", "Giá trị": None, "Hạng": 55, "Có": True, "Ngày": dt.date(2024, 1, 1),
         "Ngày hoặc năm": None, "Trống": None},
    ]  # fmt: skip


def test_parquet_takes_named_indexes_and_headers_that_come_twice():
    frame = pd.DataFrame([[1, 2.5]], columns=["a", "a"], index=pd.Index(["x"], name="b"))
    assert read_parquet(frame).to_pylist() == [{"b": "x", "a": 1, "a (2)": 2.5}]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(allow_infinity=False),
            st.text(st.characters(exclude_categories=("Cs",)), min_size=1),
            st.one_of(st.none(), st.dates(min_value=dt.date(1900, 1, 1))),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_a_table_comes_back_from_parquet_as_it_was(rows):
    frame = pd.DataFrame(rows, columns=["Số", "Chữ", "Ngày"]).astype({"Chữ": object, "Ngày": object})
    back = read_parquet(frame).to_pylist()
    for row, (number, text, day) in zip(back, rows, strict=True):
        assert row["Số"] == number or (row["Số"] is None and number != number)
        assert row["Chữ"] == text and (row["Ngày"] == day or row["Ngày"] == (None if day is None else str(day)))
