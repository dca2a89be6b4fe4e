"""An import in words: every action, fact and field has its word; numbers and dates as in the language."""

import datetime as dt
import re
from pathlib import Path

import pandas as pd
import pytest

from dti_core.i18n import LANGUAGES, Translator
from dti_core.intake import aims, columns, preview, proposal, words
from dti_core.intake.grid import Cell, Problem, Sheet
from dti_core.store import Store
from tests.books import EGOV_CATALOGUE, book

VI, EN = Translator("vi"), Translator("en")
STOP = Problem("Điểm", "B2", "x", "not_a_number")
LOOK = Problem("Điểm", "A1", "Abc", "unknown_column", severity="look")


def test_what_must_be_mended_comes_first():
    frame = words.problem_frame([LOOK, STOP], VI)
    assert list(frame["Ô"]) == ["B2", "A1"]
    assert list(frame["Mức"]) == ["phải sửa", "cần xem"]


def test_the_lead_counts_what_stops_and_what_asks_for_a_look():
    assert words.problem_lead([STOP, LOOK, LOOK], VI) == "1 chỗ phải sửa trong tệp; 2 chỗ cần xem lại."
    assert words.problem_lead([LOOK], VI).startswith("Không có chỗ nào phải sửa; 1 chỗ")


def test_an_import_of_nothing_new_says_so():
    assert words.change_lead(dict.fromkeys(proposal.ACTIONS, 0) | {"same": 5}, VI) == VI("importing.nothing_new")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_action_severity_kind_and_answer_has_words(lang):
    t = Translator(lang)
    keys = [f"importing.{group}.{action}" for group in ("action", "counted", "do") for action in proposal.ACTIONS]
    keys += [f"importing.{group}.{kind}" for group in ("kind", "kind_help") for kind in aims.KINDS]
    keys += [f"importing.said.{status}" for status in aims.STATUSES] + [f"importing.scales.{s}" for s in aims.SCALES]
    keys += [f"importing.severity.{severity}" for severity in ("stop", "look")]
    source = Path(columns.__file__).read_text(encoding="utf-8")
    reasons = set(re.findall(r'return "(\w+)"', source))
    assert reasons >= {"total", "heading", "numbering", "note", "section"}
    keys += [f"importing.skipped.{why}" for why in reasons]
    assert [key for key in keys if not t.has(key)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fact_that_a_preview_compares_has_a_name(lang):
    named = {fact for facts in preview._FACTS.values() for fact in facts} | {*aims.STATUSES, "rank", "scope_vi"}
    assert [fact for fact in named if not Translator(lang).has(f"importing.fact.{fact}")] == []


def test_every_level_of_an_entity_has_a_name():
    store = Store.open(":memory:")
    levels = set(store.listing("entities")["level"])
    store.close()
    assert [level for level in levels if not VI.has(f"importing.levels.{level}")] == []


def test_changes_keep_numbers_and_dates_and_translate_codes():
    row = {"table": "progress", "entity_id": "VN-12", "entity": "Lai Châu", "code": "1", "name": "Nhận thức số",
           "source": None}  # fmt: skip
    changes = pd.DataFrame(
        [row | {"field": "2026-Q3 status", "old": None, "new": "done", "action": "added"},
         row | {"field": "2026-Q3 planned_gain", "old": 1.5, "new": 2.25, "action": "changed"},
         row | {"field": "2026-Q3 due_on", "old": None, "new": pd.Timestamp(2026, 7, 5), "action": "changed"}],
        columns=list(preview.COLUMNS), dtype=object,
    )  # fmt: skip
    frame = words.change_frame(changes, VI)
    assert list(frame["Sẽ ghi"]) == ["hoàn thành", 2.25, dt.date(2026, 7, 5)]
    assert frame["Nội dung"].iloc[0] == "Quý III/2026: trạng thái"
    assert "Nguồn đang có" not in frame.columns  # nothing to say
    assert [words.fact(said, VI) for said in frame["Sẽ ghi"]] == ["hoàn thành", "2,25", "05/07/2026"]


def test_columns_are_named_by_what_they_are_taken_for():
    sheet = Sheet("S", ((Cell(1, 1, "Tỉnh"), Cell(1, 2, "Hạng"), Cell(1, 3, "?!")),
                        (Cell(2, 1, "Lai Châu"), Cell(2, 2, 53), Cell(2, 3, "x")),
                        (Cell(3, 1, "Tổng cộng"), Cell(3, 2, None), Cell(3, 3, None))))  # fmt: skip
    grids = [columns.understand(sheet)]
    assert list(words.column_frame(grids, VI)["Được hiểu là"]) == ["Đơn vị được đánh giá", "Xếp hạng", "Bỏ qua"]
    assert words.skipped_lines(grids, VI) == ["S: bỏ qua 1 dòng tổng (dòng 3)."]


def test_a_column_of_an_index_is_named_by_its_code_and_name():
    store = Store.open(":memory:")
    catalogue = words.Catalogue.of(store, "province-2022")
    store.close()
    assert words.field_name("index:1", VI, catalogue) == "1 · Nhận thức số"
    assert words.field_name("rank:1", EN, catalogue) == "Rank: 1 · Digital awareness"


def test_what_was_written_is_said_with_its_batch_and_file():
    store = Store.open(":memory:")
    rows = [["Mã", "Tên chỉ số", "Mã cha", "Điểm tối đa"], ["T", "Tổng", None, 10], ["A", "A", "T", 10]]
    found = proposal.propose(store, book(rows, "danh-muc.xlsx"), EGOV_CATALOGUE)
    store.close()
    assert found.stops == ()
    said = words.done_lead(found, "0007", VI)
    assert "0007" in said and "danh-muc.xlsx" in said and "thêm 3" in said  # the framework and two indices
