"""The forms that offices use are understood whatever stands around their tables."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dti_core.i18n import Translator
from dti_core.intake import columns, fields, reader
from dti_core.intake.grid import Cell, Sheet

ANNEXES = Path(__file__).parents[2] / "data" / "published" / "annex_columns.csv"


def sheet(*rows: tuple[object, ...]) -> Sheet:
    width = max(map(len, rows))
    return Sheet("S", tuple(
        tuple(Cell(r, c, row[c - 1] if c <= len(row) else None) for c in range(1, width + 1))  # type: ignore[arg-type]
        for r, row in enumerate(rows, start=1)))  # fmt: skip


def found_fields(found: columns.Grid) -> list[str]:
    return [column.field for column in found.columns]


def annexes() -> list[tuple[str, list[str]]]:
    with ANNEXES.open(encoding="utf-8", newline="") as file:
        return [(row["document"], [part.strip() for part in row["columns"].split("|")]) for row in csv.DictReader(file)]


def form(headings: list[str]) -> bytes:
    """The form as a workbook: "TỰ ĐÁNH GIÁ: Điểm số tự chấm, Giải trình" is a heading merged over two columns."""
    book = openpyxl.Workbook()
    page = book.active
    page["A1"] = "BIỂU MẪU 01"
    page.merge_cells("A1:D1")
    column = 1
    for heading in headings:
        over, _, under = heading.partition(":")
        parts = [part.strip() for part in under.split(",")] if under else []
        page.cell(3, column, over)
        for place, part in enumerate(parts):
            page.cell(4, column + place, part)
        width = max(1, len(parts))
        if parts:
            page.merge_cells(start_row=3, start_column=column, end_row=3, end_column=column + width - 1)
        else:
            page.merge_cells(start_row=3, start_column=column, end_row=4, end_column=column)
        column += width
    for place in range(1, column):
        page.cell(5, place, f"({place})")
        page.cell(6, place, "Nội dung")
    page["A6"] = 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


EXPECTED = {
    0: ["position", "indicator", "max_points", "rule", "evidence", "data_source", "coordinating"],
    1: ["position", "indicator", "max_points", "rule", "self_points", "explanation"],
    2: ["position", "indicator", "max_points", "rule", "self_points", "explanation"],
    3: ["code", "indicator", "group", "max_points", "self_points", "appraised_points", "difference", "status", "lead",
        "due", "evidence"],
    4: ["group", "measured", "self_points", "appraised_points", "points", "max_points"],
    5: ["group", "component_count", "max_points", "points", "lost_points", "cause"],
}  # fmt: skip


@pytest.mark.parametrize("number", range(6))
def test_the_forms_that_offices_really_use_are_recognised(number):
    """data/published/annex_columns.csv, each made into a workbook with a title, merged headings and numbering."""
    assert len(annexes()) == len(EXPECTED)
    headings = [heading.partition(";")[0] for heading in annexes()[number][1]]
    found = columns.understand(reader.read(form(headings), "a.xlsx").sheets[0])
    assert found_fields(found) == EXPECTED[number]
    assert {skipped.why for skipped in found.skipped} - {"heading"} == {"numbering"}
    assert len(found.rows) == 1 and found.problems == ()


@given(
    st.sampled_from(sorted(fields.HEADINGS)),
    st.sampled_from(["{}", " {}\n", "{} (*)", "{} (1)", "{}¹", "{}:"]),
    st.data(),
)
def test_headings_are_known_in_either_case_without_accents_and_with_marks(field, form, data):
    text = data.draw(st.sampled_from(fields.HEADINGS[field]))
    change = data.draw(st.sampled_from([str, str.upper, str.lower, fields.folded]))
    changed = change(text)
    if changed:
        assert fields.Headings().field(form.format(changed.replace(" ", "\n"))) == field


def test_no_heading_means_two_fields():
    seen: dict[str, str] = {}
    for field, headings in fields.HEADINGS.items():
        for text in headings:
            assert seen.setdefault(fields.heading(text), field) == field, text


def test_every_field_has_a_name_in_both_languages_that_is_itself_a_heading():
    """So that our templates, whose headings these are, are read back."""
    for lang in ("vi", "en"):
        for field in fields.HEADINGS:
            assert fields.Headings().field(Translator(lang)(f"field.{field}")) == field


def test_a_year_or_a_unit_after_a_heading_does_not_hide_it():
    known = fields.Headings()
    assert [known.field(text) for text in ("Giá trị DTI 2022", "Xếp hạng năm 2023", "Điểm tối đa (điểm)")] == [
        "value", "rank", "max_points",
    ]  # fmt: skip


def test_titles_totals_repeats_sections_and_notes_are_set_aside_and_kept():
    found = columns.understand(sheet(
        ("ỦY BAN NHÂN DÂN TỈNH", None, None), ("BẢNG XẾP HẠNG NĂM 2022", None, None), (None, None, None),
        ("TT", "Tỉnh/thành phố", "Giá trị"), (1, 2, 3), ("I. Miền núi", "I. Miền núi", "I. Miền núi"),
        (1, "Lai Châu", 0.5032), (None, None, None), ("TT", "TỈNH/THÀNH PHỐ", "Giá trị"), (2, "Lào Cai", 0.6),
        ("Tổng cộng", None, 1.1), ("Ghi chú: số liệu năm 2022", None, None)))  # fmt: skip
    assert [row[1].value for row in found.rows] == ["Lai Châu", "Lào Cai"]
    assert [(skipped.why, skipped.cells[0].row) for skipped in found.skipped] == [
        ("numbering", 5), ("section", 6), ("heading", 9), ("total", 11), ("note", 12),
    ]  # fmt: skip
    assert found.skipped[1].text == "I. Miền núi"


@pytest.mark.parametrize("text", ["Tổng", "TỔNG CỘNG", "Cộng", "Tổng cộng (I+II)", "tong so", "Total", "Tổng điểm:"])
def test_totals_rows_are_known_by_their_first_words(text):
    found = columns.understand(sheet(("STT", "Chỉ số", "Điểm tối đa"), (1, "Nhận thức số", 100), (None, text, 100)))
    assert [skipped.why for skipped in found.skipped] == ["total"]


def test_a_total_with_a_code_is_an_index():
    found = columns.understand(sheet(("Mã", "Chỉ số", "Điểm tối đa"), ("DTI", "Tổng điểm", 1000), ("1", "Một", 100)))
    assert len(found.rows) == 2


def test_a_name_that_only_begins_like_a_total_is_kept():
    found = columns.understand(sheet(("STT", "Chỉ số", "Điểm"), (1, "Tổng số dịch vụ công trực tuyến", 10)))
    assert len(found.rows) == 1


def test_a_column_that_is_not_understood_is_named_and_can_be_chosen():
    table = sheet(("Tỉnh", "Abc", "Giá trị"), ("Lai Châu", "x", 0.5))
    (problem,) = columns.understand(table).problems
    assert (problem.code, problem.place, problem.value, problem.severity) == ("unknown_column", "B1", "Abc", "look")
    chosen = columns.understand(table, chosen={1: "note"})
    assert (found_fields(chosen), chosen.problems) == (["entity", "note", "value"], ())
    assert columns.understand(table, chosen={1: ""}).problems == ()


def test_one_known_column_among_words_is_enough_for_a_heading():
    found = columns.understand(sheet(("Tỉnh", "Cột lạ"), ("Lai Châu", 0.5)))
    assert found_fields(found) == ["entity", ""]


def test_two_columns_of_one_meaning_stop_the_import():
    problems = columns.understand(sheet(("Tỉnh", "Điểm", "Điểm số"), ("Lai Châu", 1, 2))).problems
    assert [(problem.code, problem.place) for problem in problems] == [
        ("repeated_column", "B1"),
        ("repeated_column", "C1"),
    ]


def test_a_wanted_column_that_is_missing_stops_the_import():
    (problem,) = columns.understand(sheet(("Tỉnh", "Điểm"), ("Lai Châu", 1)), wanted=("entity", "rank")).problems
    assert (problem.code, dict(problem.details)) == ("missing_column", {"field": "rank"})


def test_indices_with_a_column_each_are_found_by_code_and_by_name():
    more = {"index:1": ("1", "Nhận thức số"), "index:1.1": ("1.1",)}
    found = columns.understand(sheet(("Tỉnh", "NHẬN THỨC SỐ", 1.1), ("Lai Châu", 0.5, 0.4)), more=more)
    assert found_fields(found) == ["entity", "index:1", "index:1.1"]


def test_a_sheet_without_a_heading_says_so():
    (problem,) = columns.understand(sheet((1, 2, 3), (4, 5, 6))).problems
    assert problem.code == "no_heading"


def test_a_heading_without_rows_says_so():
    assert [problem.code for problem in columns.understand(sheet(("Tỉnh", "Giá trị"))).problems] == ["no_rows"]


def test_points_under_a_heading_over_several_columns_take_their_meaning_from_it():
    found = columns.understand(sheet(
        ("Chỉ số", "Tự đánh giá", "Tự đánh giá", "Thẩm định"), ("Chỉ số", "Điểm", "Giải trình", "Điểm"),
        ("Một", 1, "vì", 2)))  # fmt: skip
    assert found_fields(found) == ["indicator", "self_points", "explanation", "appraised_points"]


def test_a_title_right_over_the_heading_is_no_part_of_it():
    found = columns.understand(sheet(("BẢNG ĐIỂM", None), ("Tỉnh", "Giá trị"), ("Lai Châu", 0.5)))
    assert [column.heading for column in found.columns] == ["Tỉnh", "Giá trị"]


def test_the_cell_of_a_field_is_found_in_a_row():
    found = columns.understand(sheet(("Tỉnh", "Giá trị"), ("Lai Châu", 0.5)))
    assert found.cell(found.rows[0], "value") == Cell(2, 2, 0.5)
    assert found.cell(found.rows[0], "rank") is None


def test_a_gate_is_no_total_though_it_is_written_like_one_without_accents():
    """ "Cổng" (of a web site) and "Cộng" (total) both fold to "cong"."""
    found = columns.understand(sheet(("STT", "Chỉ số", "Điểm tối đa"), ("4.1", "Cổng", 10), (None, "Cộng", 10)))
    assert (len(found.rows), [skipped.text for skipped in found.skipped]) == (1, ["Cộng"])
