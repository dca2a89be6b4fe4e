"""Nhật ký in a real browser: undo, back up, restore; and the command line while the app has the database."""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from dti_core.commands import running
from dti_core.office import backup, journal
from dti_core.store import Store
from tests.serving import ROOT, Server, serve

COLUMNS = ["round_id", "entity_id", "indicator_code", "status", "value", "basis", "quote"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Server]:
    """The app on a database with one batch."""
    store = Store.open(tmp_path / "dti.duckdb")
    row = ("province-2022", "VN-12", "1", "published", 0.61, "published", "B2")
    batch = journal.Batch("scores", "Hoa", dt.datetime(2026, 11, 29, 8, 5), "điểm.xlsx", b"as sent")
    journal.add(store, batch, {"scores": pd.DataFrame([row], columns=COLUMNS)})
    store.close()
    with serve(tmp_path) as server:
        yield server
    assert server.complaints() == []


def type_into(page: Page, label: str, text: str, settle) -> None:
    box = page.get_by_label(label, exact=True)
    box.fill(text)
    box.press("Enter")
    settle(page)


def test_a_batch_is_undone_and_a_backup_brings_it_back(office, open_page, settle, tmp_path):
    page = open_page("/nhat-ky", at=office)
    with page.expect_download() as sent:
        page.get_by_role("button", name="Tệp gốc").click()
    assert (sent.value.suggested_filename, sent.value.path().read_bytes()) == ("điểm.xlsx", b"as sent")

    page.get_by_role("radio", name="Sao lưu, khôi phục").click()
    settle(page)
    type_into(page, "Người thực hiện", "Nguyễn Thị Hoa", settle)
    expect(page.get_by_role("button", name="Tải bản sao lưu")).to_be_enabled()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Tải bản sao lưu").click()
    kept = tmp_path / "kept.dtibackup"
    kept.write_bytes(saved.value.path().read_bytes())
    assert backup.read(kept.read_bytes()).who == "Nguyễn Thị Hoa"

    page.get_by_role("radio", name="Các lô").click()
    settle(page)
    expect(page.get_by_role("button", name="Hoàn tác", exact=True)).to_be_disabled()
    type_into(page, "Lý do", "nhầm tệp", settle)
    page.get_by_text("Tôi xác nhận hoàn tác lô 0001").click()
    settle(page)
    page.get_by_role("button", name="Hoàn tác", exact=True).click()
    expect(page.get_by_text("Đã hoàn tác lô 0001.")).to_be_visible()

    page.get_by_role("radio", name="Sao lưu, khôi phục").click()
    settle(page)
    broken = bytearray(kept.read_bytes())
    broken[len(broken) // 2] ^= 1
    (tmp_path / "broken.dtibackup").write_bytes(broken)
    page.locator("input[type=file]").set_input_files(tmp_path / "broken.dtibackup")
    expect(page.get_by_text("Bản sao lưu bị hỏng")).to_be_visible()
    page.locator("input[type=file]").set_input_files(kept)
    expect(page.get_by_text("Bản sao lưu lúc")).to_be_visible()
    page.get_by_text("Tôi xác nhận thay dữ liệu hiện có").click()
    settle(page)
    page.get_by_role("button", name="Khôi phục", exact=True).click()
    expect(page.get_by_text("Đã khôi phục. Dữ liệu trước đó được giữ trong tệp")).to_be_visible()
    page.get_by_role("radio", name="Các lô").click()
    settle(page)
    expect(page.get_by_text("2 lô đã ghi, 0 lô đã hoàn tác.")).to_be_visible()
    assert len(list(tmp_path.glob("dti-before-restore-*.dtibackup"))) == 1


def command(database: Path, *words: object) -> "subprocess.CompletedProcess[str]":
    line = [sys.executable, "-m", "dti_core", *map(str, words), "--database", str(database)]
    return subprocess.run(line, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=120)


def test_the_command_line_reads_and_backs_up_while_the_app_has_the_database(office, open_page, tmp_path):
    open_page("/nhat-ky", at=office)  # the app has opened the database
    database = tmp_path / "dti.duckdb"
    done = command(database, "rank", "--round", "province-2022", "--code", "1", "--entity", "VN-12", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["rows"][0]["value"] == 0.61  # the office's own figure, as of now
    done = command(database, "backup", tmp_path / "live.dtibackup", "--who", "Nam")
    assert (done.returncode, done.stderr) == (0, "")
    assert backup.read((tmp_path / "live.dtibackup").read_bytes()).who == "Nam"
    done = command(database, "restore", tmp_path / "live.dtibackup", "--who", "Nam", "--yes")
    assert (done.returncode, done.stdout) == (1, "") and "trang Nhật ký" in done.stderr


def test_nobody_without_the_key_gets_a_backup(office, open_page, tmp_path):
    page = open_page("/nhat-ky", at=office)
    address = json.loads(running.beside(tmp_path / "dti.duckdb").read_text())
    for headers in ({}, {"authorization": "Bearer "}, {"authorization": f"Bearer {address['key'][:-1]}x"}):
        answer = page.request.get(f"{office.url}{running.PATH}?who=x", headers=headers)
        assert (answer.status, answer.body()) == (404, b"")
    nobody = page.request.get(f"{office.url}{running.PATH}", headers={"authorization": f"Bearer {address['key']}"})
    assert nobody.status == 409
