"""The annex to a plan: every point in one row, every planned gain once, and a document that can be signed."""

import datetime as dt
import io
import math
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt

from conftest import toy
from dti_core.deck import word
from dti_core.deck.annex import COLUMNS, Annex, annex, docx, letter_office, signers
from dti_core.i18n import Translator
from dti_core.office import progress as office
from dti_core.progress import Item, Reports
from dti_core.store import Store

VI = Translator("vi")


def items(store: Store, round_id: str, entity: str, *rows: dict[str, object]) -> tuple[Item, ...]:
    table = store.table(round_id)
    typed = office.typed([{"quarter": "2026-Q4", **row} for row in rows])
    reports = Reports(table, entity, typed, office.indices(store, table.framework.framework_id))
    return reports.quarter("2026-Q4", dt.date(2026, 11, 29)).items


def rows_of(made: Annex) -> dict[str, Any]:
    return {row.mark or row.name: row for row in made.rows}


def test_lai_chau_2022_is_split_into_its_two_groups_and_adds_up(store: Store) -> None:
    """0.5032 of 1000 points (Decision 922/QĐ-BTTTT): 282.255 + 220.945; single indices as published times their points:
    0.3240 × 100, 0.5294 × 200, 0.5212 × 150, 0.2459 × 150."""
    rows = rows_of(annex(store.table("province-2022"), "VN-12", VI))
    assert (rows["I"].own, rows["II"].own, rows["Tổng cộng"].own) == (282.255, 220.945, 503.2)
    assert rows["I"].lost + rows["II"].lost == pytest.approx(rows["Tổng cộng"].lost)
    published = (0.3240 * 100, 0.5294 * 200, 0.5212 * 150, 0.2459 * 150)
    assert [rows[code].own for code in ("3", "7", "8", "9")] == pytest.approx(published)
    assert math.isnan(rows["1"].own)
    hidden = next(row for row in rows.values() if row.kind == "index" and not row.mark)
    assert hidden.own == pytest.approx(282.255 - 32.4)


def test_who_does_what_until_when_stands_at_its_index(store: Store) -> None:
    work = {"code": "3", "lead": "Sở KH&CN", "coordinating": "VNPT", "due_on": dt.date(2026, 12, 15),
            "planned_gain": 20.0, "evidence": "1588/QĐ-UBND - 1/2/2024: Kế hoạch"}  # fmt: skip
    made = annex(store.table("province-2022"), "VN-12", VI, items=items(store, "province-2022", "VN-12", work))
    row = rows_of(made)["3"]
    assert (row.lead, row.coordinating, row.due, row.gain) == ("Sở KH&CN", "VNPT", "15/12/2026", 20.0)
    assert row.evidence == "1588/QĐ-UBND – 01/02/2024: Kế hoạch"


def test_planned_gains_are_counted_once_and_those_of_items_come_before_those_of_the_plan(store: Store) -> None:
    found = items(store, "province-2022", "VN-12", {"code": "3", "planned_gain": 20.0}, {"code": "7", "lead": "VP"})
    gains = {"3": 99.0, "9": 20.55, "1+2+4+5": 5.0}
    rows = rows_of(annex(store.table("province-2022"), "VN-12", VI, items=found, gains=gains))
    assert (rows["3"].gain, rows["9"].gain) == (20.0, 20.55)
    assert math.isnan(rows["7"].gain)
    assert rows["I"].gain == 25.0 and rows["II"].gain == 20.55
    assert rows["Tổng cộng"].gain == pytest.approx(20 + 20.55 + 5)


def test_an_item_whose_code_the_framework_lacks_is_not_lost(store: Store) -> None:
    (stranger,) = items(store, "province-2022", "VN-12", {"code": "9.9.9", "lead": "Sở Y tế", "planned_gain": 1.0})
    rows = rows_of(annex(store.table("province-2022"), "VN-12", VI, items=(stranger,)))
    assert (rows["9.9.9"].kind, rows["9.9.9"].lead, rows["Tổng cộng"].gain) == ("task", "Sở Y tế", 1.0)


def test_without_groups_there_are_no_subtotals() -> None:
    made = annex(toy(), "B", VI, gains={"1": 4.0})
    assert [row.kind for row in made.rows] == ["index", "index", "index", "total"]
    assert [row.lost for row in made.rows] == [4.0, 4.02, 2.0, 10.0]
    assert made.rows[-1].gain == 4.0


def test_every_entity_of_every_round_has_an_annex(store: Store) -> None:
    for round_id in store.rounds()["round_id"]:
        table = store.table(round_id)
        made = annex(table, table.entities[0], VI)
        assert made.rows[-1].kind == "total"
        assert docx(made, VI)[:2] == b"PK"


def test_who_writes_and_who_signs_depends_on_what_the_entity_is(store: Store) -> None:
    table = store.table("province-2022")
    assert letter_office(table, "VN-12", VI) == ("ỦY BAN NHÂN DÂN", "TỈNH LAI CHÂU")
    assert letter_office(table, "VN-01", VI)[1] == "THÀNH PHỐ HÀ NỘI"
    assert signers(table, "VN-12", VI)[:2] == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")
    commune = store.table("commune-backan-2022")
    assert letter_office(commune, commune.entities[0], VI) == ("ỦY BAN NHÂN DÂN", "XÃ XUÂN LẠC")
    agency = store.table("agency-laocai-2022-a")
    assert signers(agency, agency.entities[0], VI)[0] == "THỦ TRƯỞNG ĐƠN VỊ"


@pytest.fixture(scope="module")
def paper() -> Any:
    with_store = Store.open(":memory:")
    made = annex(with_store.table("province-2022"), "VN-12", VI, gains={"3": 20.0}, source="Nguồn: 922/QĐ-BTTTT")
    with_store.close()
    return Document(io.BytesIO(docx(made, VI)))


def test_the_paper_is_a_lying_a4_with_the_margins_of_decree_30(paper: Any) -> None:
    section = paper.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    top, bottom, left, right = (round(side.mm, 1) for side in sides)
    assert 20 <= top <= 25 and 20 <= bottom <= 25 and 30 <= left <= 35 and 15 <= right <= 20


def test_type_is_times_new_roman_of_thirteen_points_and_no_other(paper: Any) -> None:
    style = paper.styles["Normal"]
    assert (style.font.name, style.font.size) == ("Times New Roman", Pt(13))
    fonts = {run._r.rPr.rFonts for run in _runs(paper) if run._r.rPr is not None}
    assert fonts == {None}
    titles = [p for p in paper.paragraphs if p.text.startswith(("PHỤ LỤC", "DANH MỤC"))]
    assert len(titles) == 2 and all(run.bold and run.font.size == Pt(14) for p in titles for run in p.runs)


def _runs(paper: Any) -> list[Any]:
    cells = [cell for table in paper.tables for row in table.rows for cell in row.cells]
    return [run for holder in (paper, *cells) for p in holder.paragraphs for run in p.runs]


def test_the_document_has_nation_motto_number_day_and_place_to_sign(paper: Any) -> None:
    said = "\n".join(
        p.text for table in paper.tables for row in table.rows for cell in row.cells for p in cell.paragraphs
    )
    for text in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: ……/KH-UBND",
                 "Lai Châu, ngày …… tháng …… năm ……", "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "Nơi nhận:"):  # fmt: skip
        assert text in said


def test_the_header_of_the_table_is_repeated_and_no_row_is_cut(paper: Any) -> None:
    grid = paper.tables[1]
    assert grid.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in grid.rows)
    assert [cell.text for cell in grid.rows[0].cells] == [VI(f"annex.column.{column}") for column in COLUMNS]


def test_pages_are_numbered_from_the_second_on(paper: Any) -> None:
    section = paper.sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert section.first_page_header.is_linked_to_previous or not section.first_page_header.paragraphs[0].text


def test_figures_are_written_with_commas_and_so_that_they_add_up_as_read(paper: Any) -> None:
    column = {row.cells[1].text: row.cells[3].text for row in paper.tables[1].rows}
    assert column["Nhóm chỉ số nền tảng chung"] == "282,255" and column["Tổng cộng"] == "503,200"
    assert column["Nhận thức số"] == "–"


def test_a_text_of_several_lines_stays_so_and_illegal_letters_are_left_out() -> None:
    made = word.document("t", "vi")
    assert word.paragraph(made, "một\nhai\x00\x0b").text == "một\nhai"


def test_columns_together_are_as_wide_as_the_paper_allows(paper: Any) -> None:
    assert sum(cell.width.mm for cell in paper.tables[1].rows[0].cells) == pytest.approx(word.WIDTH, abs=1)
