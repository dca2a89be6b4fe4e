"""Batches: written whole, undone whole, kept for ever."""

import datetime as dt

import duckdb
import pandas as pd
import pytest

from dti_core.errors import StoreError, UnknownCode
from dti_core.intake.grid import Cell, Sheet
from dti_core.meeting.slide import Deck
from dti_core.office import journal
from dti_core.store import Store

AT = dt.datetime(2026, 11, 29, 8, 0)


@pytest.fixture
def own():
    opened = Store.open(":memory:")
    yield opened
    opened.close()


def scores(value: float, entity: str = "VN-12", code: str = "1", status: str = "published") -> dict[str, pd.DataFrame]:
    columns = ["round_id", "entity_id", "indicator_code", "status", "value", "basis", "quote"]
    return {
        "scores": pd.DataFrame([("province-2022", entity, code, status, value, "published", "B2")], columns=columns)
    }


def batch(kind: str = "scores", content: bytes | None = b"file") -> journal.Batch:
    return journal.Batch(kind, "Hoa", AT, "a.xlsx", content)


def test_a_figure_of_the_office_counts_where_nothing_is_published_and_no_longer_once_undone(own):
    before = own.table("province-2022").value("VN-12", "1")
    batch_id = journal.add(own, batch(), scores(0.6))
    assert own.table("province-2022").value("VN-12", "1") == 0.6
    journal.undo(own, batch_id, "Nam", AT)
    assert pd.isna(before) and pd.isna(own.table("province-2022").value("VN-12", "1"))
    row = journal.batches(own).iloc[0]
    assert (row["undone_by"], row["rows"]) == ("Nam", 1)


def test_the_newest_batch_counts_and_the_older_one_again_when_it_is_undone(own):
    journal.add(own, batch(), scores(0.6))
    second = journal.add(own, batch(), scores(0.7))
    assert own.table("province-2022").value("VN-12", "1") == 0.7
    journal.undo(own, second, "Nam", AT)
    assert own.table("province-2022").value("VN-12", "1") == 0.6


def test_a_published_figure_stays_until_another_source_is_chosen(own):
    """Lai Châu 2022 is published as 0.5032."""
    batch_id = journal.add(own, batch(), scores(0.6, code="DTI"))
    assert own.table("province-2022").value("VN-12", "DTI") == 0.5032
    columns = ["round_id", "entity_id", "indicator_code", "source_id"]
    chosen = pd.DataFrame([("province-2022", "VN-12", "DTI", f"batch-{batch_id}")], columns=columns)
    journal.add(own, batch("choice", None), {"choices": chosen})
    assert own.table("province-2022").value("VN-12", "DTI") == 0.6


@pytest.mark.parametrize("status", ["self", "appraised"])
def test_an_own_assessment_does_not_enter_a_published_round_by_itself(own, status):
    journal.add(own, batch(), scores(0.6, status=status))
    assert pd.isna(own.table("province-2022").value("VN-12", "1"))


def test_a_batch_that_cannot_be_written_leaves_nothing(own):
    with pytest.raises(duckdb.ConstraintException):
        journal.add(own, batch(), scores(0.6) | {"ranks": pd.DataFrame(
            [("province-2022", "VN-12", "1", 0, 63, "", "q")],
            columns=["round_id", "entity_id", "indicator_code", "rank", "of", "within", "quote"])})  # fmt: skip
    assert journal.batches(own).empty and pd.isna(own.table("province-2022").value("VN-12", "1"))


def test_the_file_is_kept_as_it_was_sent(own):
    sent = bytes(range(256))
    batch_id = journal.add(own, batch(content=sent), {})
    assert journal.content(own, batch_id) == sent
    assert journal.batches(own)["sha256"].iloc[0] == batch(content=sent).sha256


def test_what_cannot_be_undone_is_said(own):
    batch_id = journal.add(own, batch(), {})
    journal.undo(own, batch_id, "Nam", AT)
    with pytest.raises(StoreError, match="undone already"):
        journal.undo(own, batch_id, "Nam", AT)
    with pytest.raises(UnknownCode, match="no batch 9999"):
        journal.undo(own, "9999", "Nam", AT)
    with pytest.raises(UnknownCode, match="no batch 9999"):
        journal.content(own, "9999")
    with pytest.raises(StoreError, match="who"):
        journal.add(own, journal.Batch("scores", " ", AT), {})
    with pytest.raises(UnknownCode, match="batches"):
        journal.add(own, batch(), {"batches": pd.DataFrame()})


def test_a_cell_knows_its_place():
    assert Sheet("a", ((Cell(1, 28, "x"),),)).rows[0][0].place == "AB1"
    assert Deck("a", "b", "c", "vi").slides == ()
