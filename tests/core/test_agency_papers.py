"""Sheets for the agencies: one each, with its own items and figures, signed by both sides."""

import io
from typing import Any

import pytest
from docx import Document

from dti_core.agency_words import finding_sheet
from dti_core.deck import agency_papers
from dti_core.i18n import Translator
from tests.figures import of_docx, says
from tests.papers import sheets

VI = Translator("vi")


@pytest.fixture(scope="module")
def content() -> bytes:
    return agency_papers.docx(sheets(), None, VI)


def test_every_item_of_an_agency_stands_in_its_table_with_what_it_is_worth(content: bytes) -> None:
    grids = of_docx(content)[1::3]  # letterhead, items, signatures
    assert len(grids) == len(sheets()) == 3
    for sheet, grid in zip(sheets(), grids, strict=True):
        assert [row[0] for row in grid[1:]] == [item.code for item in sheet.items]
        for row, stake in zip(grid[1:], sheet.stakes, strict=True):
            gain = stake.item.planned_gain
            assert row[5] == "–" if gain != gain else says(row[5], gain, "vi")
            assert row[7] == "–" if stake.ranks != stake.ranks else row[7] == str(int(stake.ranks))


def test_each_sheet_counts_its_pages_from_one(content: bytes) -> None:
    paper: Any = Document(io.BytesIO(content))
    assert len(paper.sections) == 3
    assert all('w:start="1"' in section._sectPr.xml for section in list(paper.sections)[1:])
    assert {round(section.page_width.mm) for section in paper.sections} == {297}


def test_an_agency_without_planned_gains_is_not_said_to_have_nothing_to_gain() -> None:
    office = next(sheet for sheet in sheets() if sheet.name.startswith("Văn phòng"))
    assert all(item.planned_gain != item.planned_gain for item in office.items)
    said = finding_sheet(office, None, VI)
    assert "chưa ghi mức tăng dự kiến" in said and "còn phải đạt" not in said


def test_both_sides_sign(content: bytes) -> None:
    (left, right), names = of_docx(content)[2]
    assert left == "CƠ QUAN NHẬN NHIỆM VỤ" and right.startswith("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH")
    assert names == [VI("annex.sign_name")] * 2


def test_without_agencies_there_is_an_empty_paper() -> None:
    assert of_docx(agency_papers.docx((), None, VI)) == []
