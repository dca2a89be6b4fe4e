"""Sources side by side: what each says, which counts, what became of it, and what nothing shows."""

import datetime as dt

import pandas as pd
import pytest

from dti_core.errors import UnknownCode
from dti_core.office import figures as side
from dti_core.office import journal
from dti_core.office.figures import Said
from dti_core.store import Store
from tests.books import bring_service

AT = dt.datetime(2026, 11, 29, 8, 0)
ROUND, WHO = "province-2022", "VN-12"  # Lai Châu, published as 0.5032


@pytest.fixture
def own():
    opened = Store.open(":memory:")
    yield opened
    opened.close()


def bring(store, *rows, name="a.xlsx", content=b"sent"):
    """Figures as (code, value) or (code, value, status, entity, round)."""
    columns = ["indicator_code", "value", "status", "entity_id", "round_id"]
    full = [(*row, *("published", WHO, ROUND)[len(row) - 2 :]) for row in rows]
    frame = pd.DataFrame(full, columns=columns).assign(basis="published", quote="Sheet1!C4")
    return journal.add(store, journal.Batch("scores", "Hoa", AT, name, content), {"scores": frame})


def test_two_sources_stand_side_by_side_and_the_published_one_counts(own):
    batch = bring(own, ("DTI", 0.6))
    found = side.figures(own, ROUND, WHO, "DTI")
    assert found[["value", "chosen", "source_id"]].values.tolist() == [
        [0.5032, True, "seed-laichau-plan-2023"], [0.6, False, f"batch-{batch}"]]  # fmt: skip
    assert side.disagreements(own)[["entity_id", "code", "low", "high", "value", "decided"]].values.tolist() == [
        [WHO, "DTI", 0.5032, 0.6, 0.5032, False]]  # fmt: skip


def test_what_is_equal_at_the_published_precision_is_no_disagreement(own):
    bring(own, ("DTI", 0.50321))
    assert side.disagreements(own).empty


def test_the_source_that_is_chosen_counts_until_the_choice_is_undone(own):
    said = Said(ROUND, WHO, "DTI", f"batch-{bring(own, ('DTI', 0.6))}")
    choice = side.choose(own, said, "Nam", AT, "văn bản mới hơn")
    assert own.table(ROUND).value(WHO) == 0.6
    assert side.disagreements(own, ROUND)[["value", "decided"]].values.tolist() == [[0.6, True]]
    journal.undo(own, choice, "Nam", AT)
    assert own.table(ROUND).value(WHO) == 0.5032


@pytest.mark.parametrize("status", ["self", "appraised"])
def test_of_one_file_with_both_assessments_the_one_chosen_counts(own, status):
    batch = bring(own, ("1", 0.6, "self"), ("1", 0.55, "appraised"))
    assert pd.isna(own.table(ROUND).value(WHO, "1"))
    side.choose(own, Said(ROUND, WHO, "1", f"batch-{batch}", status), "Nam", AT)
    assert own.table(ROUND).value(WHO, "1") == {"self": 0.6, "appraised": 0.55}[status]


def test_a_source_that_says_nothing_of_a_figure_cannot_be_chosen(own):
    bring(own, ("DTI", 0.6))
    for said in (Said(ROUND, WHO, "DTI", "batch-0009"), Said(ROUND, WHO, "DTI", "batch-0001", "self")):
        with pytest.raises(UnknownCode, match="batch-0001"):
            side.choose(own, said, "Nam", AT)


def test_a_changed_figure_keeps_its_history_also_what_was_undone(own):
    first = bring(own, ("1", 0.6))
    second = bring(own, ("1", 0.7), name="b.xlsx")
    journal.undo(own, first, "Nam", AT)
    found = side.history(own, ROUND, WHO, "1")
    assert found[["value", "batch_id", "file_name", "undone_by"]].fillna("").values.tolist() == [
        [0.7, second, "b.xlsx", ""], [0.6, first, "a.xlsx", "Nam"]]  # fmt: skip
    assert side.history(own, ROUND, WHO, "DTI")["source_id"].tolist() == ["seed-laichau-plan-2023"]


def test_an_imported_figure_shows_file_person_day_checksum_and_cell(own):
    bring(own, ("1", 0.6), name="tự chấm.xlsx", content=b"sent")
    row = own.provenance(ROUND, WHO, ["1"]).iloc[0]
    assert (row["title"], row["publisher"], row["issued_on"], row["quote"]) == (
        "tự chấm.xlsx", "Hoa", "2026-11-29", "Sheet1!C4")  # fmt: skip
    assert row["note"] == "SHA-256 " + "7afbb3347fb7252e533d58d99d72d9106fc6fdb3f30df23fa70b764c15ac42c5"


def test_what_names_something_that_is_not_there_is_listed_and_breaks_nothing(own):
    """Also a value above the most; and once undone it is no stray."""
    batch = bring(own, ("99", 0.5), ("1", 1.5), ("1", 0.5, "published", "VN-00"),
                  ("1", 0.5, "published", WHO, "province-1999"))  # fmt: skip
    assert sorted(side.strays(own)["why"]) == ["code", "entity", "points", "round"]
    table = own.table(ROUND)
    assert pd.isna(table.value(WHO, "1")) and len(table.entities) == 63
    journal.undo(own, batch, "Nam", AT)
    assert side.strays(own).empty


def test_progress_and_choices_that_lead_nowhere_are_strays_too(own):
    batch = bring(own, ("DTI", 0.6))
    side.choose(own, Said(ROUND, WHO, "DTI", f"batch-{batch}"), "Nam", AT)
    journal.undo(own, batch, "Nam", AT)
    rows = pd.DataFrame([("province-2022", WHO, "2026-Q3", "77"), ("gone", WHO, "2026-Q3", "1")],
                        columns=["framework_id", "entity_id", "quarter", "code"])  # fmt: skip
    journal.add(own, journal.Batch("progress", "Hoa", AT), {"progress": rows})
    assert sorted(side.strays(own)[["kind", "why"]].itertuples(index=False, name=None)) == [
        ("choice", "source"), ("progress", "code"), ("progress", "framework")]  # fmt: skip


def test_rounds_of_another_index_are_told_apart_by_its_name(own):
    """A round of 2017 of another index, 63 provinces too."""
    bring_service(own)
    scopes = own.rounds().set_index("round_id")["scope"]
    assert scopes["service-2025"] == "Chỉ số phục vụ · 4 tỉnh miền núi"
    assert scopes["province-2022"] == "63 tỉnh, thành phố"
