"""Nhật ký: batches, undo, one figure's sources, backup and restore."""

import datetime as dt
import sys
from pathlib import Path

import pandas as pd
import pytest

from dti_core.i18n import LANGUAGES, Translator
from dti_core.office import backup, journal
from dti_core.store import Store
from tests.pages.conftest import OpenPage
from ui.database import opened

SECTIONS = ("batches", "figure", "review", "backup")
AT = dt.datetime(2026, 11, 29, 8, 5)


@pytest.fixture
def own(tmp_path: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A database with one batch, which the pages of this test open."""
    path = tmp_path / "own.duckdb"
    monkeypatch.setattr(sys, "argv", ["app.py", "--database", str(path)])
    store = opened()
    columns = ["round_id", "entity_id", "indicator_code", "status", "value", "basis", "quote"]
    rows = [("province-2022", "VN-12", "DTI", "published", 0.6, "published", "B2")]
    batch = journal.Batch("scores", "Hoa", AT, "điểm.xlsx", b"sent")
    journal.add(store, batch, {"scores": pd.DataFrame(rows, columns=columns)})
    return store


def said(page):
    return "\n".join(str(part.value) for kind in ("markdown", "caption", "info", "success") for part in page.get(kind))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_opens_in_both_languages_with_nothing_in_it(section, lang, open_page):
    page = open_page("journal", xem=section, ngon_ngu=lang)
    assert not page.exception and not page.error and not page.warning
    assert page.title[0].value == Translator(lang)("app.journal")


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_opens_with_a_batch(section, own, open_page):
    page = open_page("journal", xem=section)
    assert not page.exception and not page.error and not page.warning


def test_a_batch_is_listed_with_its_rows_and_its_file(own, open_page):
    page = open_page("journal")
    assert page.dataframe[0].value["Tệp"].tolist() == ["điểm.xlsx"]
    assert page.dataframe[1].value["Đơn vị"].tolist() == ["Lai Châu"]
    assert page.get("download_button")[0].proto.label == "Tệp gốc"
    assert "SHA-256" in said(page).replace("\\", "")


def test_undoing_needs_a_name_a_reason_and_a_confirmation(own, open_page):
    page = open_page("journal")
    assert page.button(key="journal_undo_go").disabled
    page.text_input(key="journal_undo_who").set_value("Nam").run()
    page.text_input(key="journal_undo_why").set_value("nhầm tệp").run()
    assert page.button(key="journal_undo_go").disabled
    page.checkbox(key="journal_undo_sure_0001").check().run()
    page.button(key="journal_undo_go").click().run()
    assert "Đã hoàn tác lô 0001" in said(page)
    row = journal.batches(own).iloc[0]
    assert (row["undone_by"], row["undone_why"]) == ("Nam", "nhầm tệp")
    assert not page.get("button") and page.dataframe[0].value["Người hoàn tác"].tolist() == ["Nam"]


def test_another_source_can_be_made_to_count(own, open_page):
    page = open_page("journal", xem="figure")
    assert "Đang dùng: **0\\,5032" in said(page)
    page.radio(key="journal_choose_province-2022_VN-12_DTI").set_value(("batch-0001", "published")).run()
    page.text_input(key="journal_choose_who").set_value("Nam").run()
    page.text_input(key="journal_choose_why").set_value("bản mới").run()
    page.button(key="journal_choose_go").click().run()
    assert not page.exception and own.table("province-2022").value("VN-12", "DTI") == 0.6
    assert "Đang dùng: **0\\,6000" in said(page)


def test_what_disagrees_is_counted_first(own, open_page):
    page = open_page("journal", xem="review")
    assert "1 số có hai nguồn nói khác nhau; 0 dòng" in said(page)


def test_a_backup_is_asked_for_by_name(own, open_page):
    page = open_page("journal", xem="backup")
    assert page.get("download_button")[0].proto.disabled
    page.text_input(key="journal_backup_who").set_value("Nam").run()
    assert not page.get("download_button")[0].proto.disabled


def test_a_backup_that_is_sent_is_looked_at_confirmed_and_restored(own, open_page):
    kept = backup.make(own, "Hoa", AT)
    journal.undo(own, "0001", "Nam", AT, "nhầm")
    page = open_page("journal", xem="backup")
    page.get("file_uploader")[0].upload("a.dtibackup", kept).run()
    assert "Bản sao lưu lúc 29/11/2026 08:05" in said(page).replace("\\", "")
    page.text_input(key="journal_restore_who").set_value("Nam").run()
    page.checkbox(key="journal_restore_sure").check().run()
    page.button(key="journal_restore_go").click().run()
    assert "Đã khôi phục" in said(page)
    assert journal.batches(own)["kind"].tolist() == ["restore", "scores"]
    assert journal.batches(own)["undone_at"].isna().all()


def test_a_damaged_backup_is_refused_and_nothing_changes(own, open_page):
    kept = bytearray(backup.make(own, "Hoa", AT))
    kept[len(kept) // 2] ^= 1
    page = open_page("journal", xem="backup")
    page.get("file_uploader")[0].upload("a.dtibackup", bytes(kept)).run()
    assert "Bản sao lưu bị hỏng" in page.error[0].value
    assert "journal_restore_go" not in [button.key for button in page.button]
