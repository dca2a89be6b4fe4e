"""What people type is read strictly: as its meaning, as missing, or as a problem with a name; nothing is guessed."""

import datetime as dt
import math
import re
from pathlib import Path

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from dti_core.i18n import Translator
from dti_core.intake import cells
from dti_core.intake.cells import NotUnderstood, Place
from dti_core.intake.grid import Cell, Problem


def cell(value: object, **options: object) -> Cell:
    return Cell(2, 3, value, **options)  # type: ignore[arg-type]


def code_of(read, value: object, **options: object) -> str:
    with pytest.raises(NotUnderstood) as caught:
        read(cell(value, **options))
    return caught.value.code


@pytest.mark.parametrize(
    "said", ["", "N/A", "-", None, "–", "n/a", "không có", "KHÔNG CÓ", "chua co", "chưa công bố", "…"]
)
def test_what_is_missing_is_none_and_never_zero(said):
    """ORACLES 18: '', 'N/A', '-', None are missing."""
    for read in (cells.number, cells.place, cells.quarter, cells.date, cells.status, cells.text, cells.code, cells.yes):
        assert read(cell(said)) is None


def test_zero_is_a_number():
    """ORACLES 18: '0' is 0, '0,4880' is 4880 units of 0.0001."""
    assert cells.number(cell("0")) == 0
    assert round(cells.number(cell("0,4880")) * 10_000) == 4880


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("0,5032", 0.5032), ("0.5032", 0.5032), ("1.234,56", 1234.56), ("1,234.56", 1234.56), ("−1", -1),
        ("–1,5", -1.5), ("0,503", 0.503),
        ("12 %", 0.12), ("50%", 0.5), ("7,5 %", 0.075), ("1.234.567", 1_234_567), ("12,345,678", 12_345_678),
        ("1 234", 1234), ("1\u00a0234,5", 1234.5), ("+3", 3), ("45,5 điểm", 45.5), ("5,03E-01", 0.503),
        ("0.125", 0.125), (53, 53), (0.5, 0.5),
    ],
)  # fmt: skip
def test_numbers_are_read_in_both_notations(said, means):
    assert cells.number(cell(said)) == means


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("1,2,3", "not_a_number"), ("12a", "not_a_number"), ("1.23.456", "not_a_number"), ("(5)", "not_a_number"),
        ("5-6", "not_a_number"), ("１２", "not_a_number"), ("1_000", "not_a_number"), (True, "not_a_number"),
        ("không", "not_a_number"), ("1.234", "ambiguous_number"), ("1,234", "ambiguous_number"),
        ("12,345 %", "ambiguous_number"), ("NaN", "not_finite"), ("inf", "not_finite"), ("-Infinity", "not_finite"),
        ("1E999", "not_finite"), ("#N/A", "excel_error"), ("#REF!", "excel_error"), ("#DIV/0!", "excel_error"),
        (dt.date(2026, 1, 2), "date_for_number"),
    ],
)  # fmt: skip
def test_what_is_no_clear_number_is_refused_by_name(value, code):
    assert code_of(cells.number, value) == code


def test_a_sheets_own_notation_settles_what_is_ambiguous():
    comma = [cell("45,5"), cell("1.234"), cell(3), cell("x")]
    assert cells.notation(comma) == "comma"
    assert cells.number(cell("1.234"), "comma") == 1234
    assert cells.number(cell("1,234"), "comma") == 1.234
    assert cells.number(cell("1,234"), cells.notation([cell("45.5")])) == 1234


def test_a_sheet_that_mixes_notations_settles_nothing():
    assert cells.notation([cell("45,5"), cell("45.5")]) is None
    assert cells.notation([cell("1.234")]) is None


def test_a_percentage_in_excel_is_already_a_share():
    assert cells.number(cell(0.12, percent=True)) == 0.12
    assert cells.has_percent(cell(0.12, percent=True)) and cells.has_percent(cell("12%"))


@given(st.floats(-1e9, 1e9), st.sampled_from(["vi", "en"]))
def test_a_number_written_in_either_language_is_read_back(value, lang):
    """Written by Babel with separators of thousands, as our tables and the office's are."""
    said = format_decimal(value, format="#,##0.0000", locale=lang)
    expected = round(value, 4)
    assert math.isclose(cells.number(cell(said)), expected, abs_tol=1.01e-4)
    assert cells.number(cell(said.replace("-", "−"))) == cells.number(cell(said))


@given(st.decimals(-10_000, 10_000, places=3))
def test_no_number_is_ever_read_as_another(value):
    """Three decimals look like thousands: either the meaning is clear, or both meanings are kept apart."""
    said = f"{value:f}".replace(".", ",")
    found = cells.readings(said)
    assert found["comma"] == float(value)
    if len(set(found.values())) > 1:
        assert code_of(cells.number, said) == "ambiguous_number"


def test_a_formula_gives_its_last_value_and_is_refused_without_one():
    assert cells.number(cell(45.5, formula="=A1+1")) == 45.5
    for read in (cells.number, cells.text, cells.place, cells.date, cells.code):
        assert code_of(read, None, formula="=A1+1") == "formula_without_value"
    assert code_of(cells.text, "=1+1", formula="=1+1") == "formula_without_value"  # from a CSV


@pytest.mark.parametrize(
    ("said", "means"),
    [("53/63", Place(53, 63)), ("53 / 63", Place(53, 63)), ("thứ 53 trên 63", Place(53, 63)), ("Hạng 17", Place(17)),
     (17, Place(17)), (17.0, Place(17)), ("17", Place(17))],
)  # fmt: skip
def test_ranks_are_read_with_how_many_were_ranked(said, means):
    assert cells.place(cell(said)) == means


@pytest.mark.parametrize(
    ("value", "code"),
    [("64/63", "rank_above_count"), ("0/63", "rank_above_count"), (0, "not_a_rank"), (-3, "not_a_rank"),
     (1.5, "not_a_rank"), ("12%", "not_a_rank"), ("nhất", "not_a_rank"), (dt.date(2026, 5, 12), "date_for_rank"),
     ("#N/A", "excel_error")],
)  # fmt: skip
def test_what_is_no_rank_is_refused_by_name(value, code):
    assert code_of(cells.place, value) == code


@pytest.mark.parametrize(
    "said",
    ["Quý III/2026", "QUÝ III NĂM 2026", "quy 3/2026", "Q3/2026", "2026-Q3", "Q3 2026", "III/2026", "2026 quý 3",
     "Quý 3 năm 2026"],
)  # fmt: skip
def test_quarters_are_read_as_offices_write_them(said):
    assert cells.quarter(cell(said)) == "2026-Q3"


@pytest.mark.parametrize("said", ["3/2026", "Quý V/2026", "Q5/2026", "tháng 3/2026", 2026, "Q3/26"])
def test_what_may_be_a_month_or_no_quarter_is_refused(said):
    assert code_of(cells.quarter, said) == "not_a_quarter"


@pytest.mark.parametrize(
    "said",
    ["05/07/2026", "5/7/2026", "5-7-2026", "5.7.2026", "2026-07-05", "2026-07-05 00:00:00", "ngày 5 tháng 7 năm 2026",
     dt.date(2026, 7, 5), dt.datetime(2026, 7, 5, 14, 30)],
)  # fmt: skip
def test_dates_are_read_day_first(said):
    assert cells.date(cell(said)) == dt.date(2026, 7, 5)


@pytest.mark.parametrize(
    ("value", "code"),
    [("31/02/2026", "not_a_date"), ("07/25/2026", "not_a_date"), ("5/7/26", "not_a_date"), ("Quý III", "not_a_date"),
     (46_000, "number_for_date"), (dt.date(1900, 1, 5), "not_a_date"), ("05/07/0026", "not_a_date")],
)  # fmt: skip
def test_what_is_no_date_is_refused_by_name(value, code):
    assert code_of(cells.date, value) == code


def test_yes_and_no_are_read_as_people_mark_them():
    assert [cells.yes(cell(said)) for said in ("Có", "co", "x", "X", "✓", True, "1", 1)] == [True] * 8
    assert [cells.yes(cell(said)) for said in ("Không", "khong", "no", False, "0", 0)] == [False] * 6
    assert code_of(cells.yes, "có lẽ") == "not_yes_or_no"


@pytest.mark.parametrize(
    ("said", "means"),
    [("chưa thực hiện", "not_started"), ("ĐANG THỰC HIỆN", "under_way"), ("can bo sung minh chung", "evidence_needed"),
     ("Hoàn thành", "done"), ("hoan thanh", "done"), ("Under way", "under_way")],
)  # fmt: skip
def test_statuses_are_read_with_or_without_accents(said, means):
    assert cells.status(cell(said)) == means


def test_an_unknown_status_lists_those_there_are():
    with pytest.raises(NotUnderstood) as caught:
        cells.status(cell("gần xong"))
    text = caught.value.problem("Sheet1", cell("gần xong")).text(Translator("vi"))
    assert all(word in text for word in ("chưa thực hiện", "đang thực hiện", "cần bổ sung minh chứng", "hoàn thành"))


def test_codes_are_taken_as_they_show():
    assert [cells.code(cell(said)) for said in ("1.1", 1.1, "1.1.", " 2 . 3 ", 4, "DTI")] == [
        "1.1", "1.1", "1.1", "2.3", "4", "DTI",
    ]  # fmt: skip
    assert code_of(cells.code, dt.date(2026, 1, 2)) == "date_for_code"


@pytest.mark.parametrize(
    "said", ["![x](http://example.org/a.png)", "[Sở](http://example.org)", "<img src=x>", "</b>", "[a][b]"]
)
def test_a_name_that_would_be_shown_as_a_picture_or_a_link_is_refused(said):
    assert code_of(cells.text, f"Lai Châu {said}") == "markup"


@pytest.mark.parametrize(
    "said", ["Tỷ lệ < 50 %", "Chỉ số (1) [2]", "a <5 và > 3", "Sở TT&TT", "https://example.org/a_b"]
)
def test_signs_that_people_use_in_names_are_kept(said):
    assert cells.text(cell(said)) == said


def test_whole_numbers_have_no_decimals():
    assert cells.whole(cell("2022")) == 2022
    assert cells.whole(cell("–")) is None
    assert code_of(cells.whole, "1,5") == "not_whole"


def test_a_problem_says_where_what_and_how_to_mend_it():
    with pytest.raises(NotUnderstood) as caught:
        cells.number(cell("1.234"))
    problem = caught.value.problem("Điểm", cell("1.234"))
    assert (problem.sheet, problem.place, problem.value, problem.severity) == ("Điểm", "C2", "1.234", "stop")
    assert "1.234" in problem.text(Translator("vi")) or "1234" in problem.text(Translator("vi"))
    assert "1,234" in problem.text(Translator("vi"))  # the other reading, with a Vietnamese comma


def raised_codes() -> set[str]:
    """What cells.py may raise, read in its source."""
    source = Path(cells.__file__).read_text(encoding="utf-8")
    return set(re.findall(r'NotUnderstood\("(\w+)"', source))


def test_every_problem_has_a_text_in_both_languages():
    assert len(raised_codes()) > 12
    for code in raised_codes():
        for lang in ("vi", "en"):
            assert Translator(lang).has(f"intake.problem.{code}")


def test_a_field_in_a_problem_is_named_in_the_readers_language():
    problem = Problem("S", "A1", "", "missing_column", (("field", "max_points"),))
    assert "Điểm tối đa" in problem.text(Translator("vi"))
    assert "Maximum points" in problem.text(Translator("en"))
