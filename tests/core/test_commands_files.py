"""The command line's files: exports, backups, imports, slides."""

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from dti_core.i18n import Translator, texts
from dti_core.meeting import frozen
from dti_core.meeting.builder import build
from dti_core.meeting.materials import gather
from dti_core.meeting.settings import Settings
from dti_core.office import journal, meetings
from dti_core.store import Store
from tests.commanding import AT, LAI_CHAU, Run

# -- files -----------------------------------------------------------------------------------------------------------


def test_every_table_is_written_in_every_format(here: Run, tmp_path: Path) -> None:
    status, said, _ = here("export", tmp_path, "--round", "province-2022", "--json")
    assert status == 0
    names = {one["file"] for one in json.loads(said)["files"]}
    assert {path.name for path in tmp_path.iterdir()} == names
    assert {"wide-province-2022.xlsx", "scores-province-2022.csv", "sources.parquet", "glossary.csv"} <= names
    assert len({name.partition(".")[0] for name in names}) * 3 == len(names)


def test_the_three_formats_say_the_same(here: Run, tmp_path: Path) -> None:
    here("export", tmp_path, "--round", "province-2022", "--table", "wide")
    stem = tmp_path / "wide-province-2022"
    book = pd.read_excel(f"{stem}.xlsx", sheet_name=0)
    text = pd.read_csv(f"{stem}.csv", sep=";", decimal=",", encoding="utf-8-sig")
    columns = pd.read_parquet(f"{stem}.parquet")
    assert list(book.columns) == list(text.columns) == list(columns.columns)
    for name in columns.columns[2:]:
        assert book[name].tolist() == pytest.approx(columns[name].tolist(), nan_ok=True)
        assert text[name].tolist() == pytest.approx(columns[name].tolist(), nan_ok=True)
    assert len(openpyxl.load_workbook(f"{stem}.xlsx").sheetnames) == 3  # the table, its sources, notes


def test_a_file_that_is_there_is_not_overwritten_unless_asked(here: Run, tmp_path: Path) -> None:
    words = ("export", tmp_path, "--table", "glossary", "--format", "csv")
    assert here(*words)[0] == 0
    (tmp_path / "glossary.csv").write_text("mine")
    status, _, error = here(*words)
    assert status == 1 and "glossary.csv" in error and (tmp_path / "glossary.csv").read_text() == "mine"
    assert here(*words, "--force")[0] == 0 and (tmp_path / "glossary.csv").read_text("utf-8-sig") != "mine"


def test_a_csv_may_come_without_its_mark(here: Run, tmp_path: Path) -> None:
    here("export", tmp_path / "a", "--table", "glossary", "--format", "csv")
    here("export", tmp_path / "b", "--table", "glossary", "--format", "csv", "--no-bom")
    one, other = ((tmp_path / name / "glossary.csv").read_bytes() for name in "ab")
    assert one == b"\xef\xbb\xbf" + other


def test_a_backup_into_a_folder_is_named_after_the_time(here: Run, tmp_path: Path) -> None:
    status, said, _ = here("backup", tmp_path, "--who", "Hoa")
    (made,) = tmp_path.glob("dti-*.dtibackup")
    assert status == 0 and str(made) in said and "1 lô" in said
    assert here("backup", made, "--who", "Hoa")[0] == 1  # there already


def test_a_restore_without_yes_only_says_what_would_come(here: Run, own: Path, tmp_path: Path) -> None:
    here("backup", tmp_path / "a.dtibackup", "--who", "Hoa", at=own)
    before = own.read_bytes()
    status, said, _ = here("restore", tmp_path / "a.dtibackup", "--who", "Nam", at=own)
    assert status == 0 and "Chưa thay đổi gì" in said and own.read_bytes() == before


def test_a_restore_brings_back_a_database_that_no_longer_opens(here: Run, own: Path, tmp_path: Path) -> None:
    here("backup", tmp_path / "a.dtibackup", "--who", "Hoa", at=own)
    own.write_bytes(b"rubbish" * 999)
    assert here("rank", "--round", "province-2022", at=own)[0] == 1
    status, said, _ = here("restore", tmp_path / "a.dtibackup", "--who", "Nam", "--yes", "--json", at=own)
    assert status == 0 and Path(json.loads(said)["kept"]).read_bytes() == b"rubbish" * 999
    assert here("check", at=own)[0] == 0


def test_a_damaged_backup_is_refused_before_anything_is_touched(here: Run, own: Path, tmp_path: Path) -> None:
    here("backup", tmp_path / "a.dtibackup", "--who", "Hoa", at=own)
    content = bytearray((tmp_path / "a.dtibackup").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "a.dtibackup").write_bytes(content)
    before = own.read_bytes()
    status, _, error = here("restore", tmp_path / "a.dtibackup", "--who", "Nam", "--yes", at=own)
    assert status == 1 and "hỏng" in error and own.read_bytes() == before


# -- import and deck ---------------------------------------------------------------------------------------------------

SCORES = ("--kind", "scores", "--round", "province-2022")


def sent(folder: Path, *rows: str) -> Path:
    path = folder / "điểm.csv"
    path.write_text("\n".join(["Tỉnh;Thể chế số", *rows]), "utf-8")
    return path


def test_an_import_shows_first_writes_with_yes_and_is_undone_like_any_other(command: Run, own: Path, tmp_path: Path):
    file = sent(tmp_path, "Lai Châu;0,6123")
    before = command("import", file, *SCORES, "--json", at=own)
    document = json.loads(before.stdout)
    assert (
        (before.returncode, before.stderr) == (0, "") and not document["written"] and document["counts"]["added"] == 1
    )
    assert document["changes"][0] | {"entity_id": "VN-12", "new": 0.6123} == document["changes"][0]
    done = command("import", file, *SCORES, "--yes", "--who", "Nam", "--note", "thử", "--json", at=own)
    assert (done.returncode, done.stderr) == (0, "") and json.loads(done.stdout)["batch"] == "0002"
    store = Store.open(own)
    assert store.table("province-2022").value("VN-12", "2") == 0.6123
    assert journal.content(store, "0002") == file.read_bytes()
    journal.undo(store, "0002", "Nam", AT)
    assert pd.isna(store.table("province-2022").value("VN-12", "2"))
    store.close()


def test_every_problem_is_printed_and_nothing_is_written(here: Run, own: Path, tmp_path: Path) -> None:
    file = sent(tmp_path, "Lai Chu;0,5", "Lào Cai;12,3,4", "Lai Châu;0,6")
    status, said, error = here("import", file, *SCORES, "--yes", "--who", "Nam", at=own)
    assert status == 1 and "2 chỗ phải sửa" in error
    assert "A2" in said and "Gần giống: Lai Châu" in said and "B3" in said and "12,3,4" in said
    status, said, _ = here("import", file, *SCORES, "--json", at=own)
    assert status == 1 and [one["place"] for one in json.loads(said)["problems"]] == ["A2", "B3"]
    store = Store.open(own)
    assert len(journal.batches(store)) == 1
    store.close()


def test_a_preview_in_words_has_decimal_commas(here: Run, own: Path, tmp_path: Path) -> None:
    file = sent(tmp_path, "Lai Châu;0,6123")
    assert "0,6123" in here("import", file, *SCORES, at=own)[1]
    assert "0.6123" in here("import", file, *SCORES, "--lang", "en", at=own)[1]


def test_a_template_is_written_filled_and_read_without_options(here: Run, own: Path, tmp_path: Path) -> None:
    path = tmp_path / "mẫu.xlsx"
    assert here("import", path, "--template", *SCORES, at=own)[0] == 0
    assert here("import", path, "--template", *SCORES, at=own)[0] == 1  # there already
    status, said, _ = here("import", path, "--json", at=own)
    document = json.loads(said)
    assert status == 0 and document["aim"]["round_id"] == "province-2022" and document["problems"] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "no_aim"),
        (("--kind", "scores"), "aim_needs"),
        ((*SCORES, "--sheet", "Trang 9"), "no_sheet"),
        ((*SCORES, "--yes"), "blank_who"),
        (("--kind", "scores", "--round", "nowhere"), "round_needs"),
        ((*SCORES, "--quarter", "2026-Q3"), "aim_option"),
        ((*SCORES, "--column", "Tỉnh"), "column_needs"),
        ((*SCORES, "--column", "Cột khác=Giá trị"), "unknown_column"),
        ((*SCORES, "--column", "Tỉnh=Điều chưa ai nghe"), "unknown_field"),
        ((*SCORES, "--entity", "Không đâu cả"), "unknown_entity"),
    ],
)
def test_an_import_that_cannot_begin_says_why(words, code, here: Run, own: Path, tmp_path: Path) -> None:
    status, out, error = here("import", sent(tmp_path, "Lai Châu;0,6"), *words, at=own)
    assert (status, out) == (1, "")
    assert error.startswith(texts("vi")[f"error.{code}"].split("{")[0])


ODD = ["Tỉnh;Cột lạ;Cột thừa", "Lai Châu;0,6123;xx"]


@pytest.mark.parametrize("words", [
    ("--column", "cot la=Thể chế số", "--column", "Cột thừa="), ("--column", "B=2", "--column", "C="),
    ("--column", "Cột lạ=index:2", "--column", "Cột thừa="),
])  # fmt: skip
def test_a_column_is_given_its_meaning_in_words(words, here: Run, own: Path, tmp_path: Path) -> None:
    file = tmp_path / "lạ.csv"
    file.write_text("\n".join(ODD), "utf-8")
    status, said, _ = here("import", file, *SCORES, "--json", at=own)
    document = json.loads(said)
    assert [one["field"] for one in document["columns"]] == ["entity", "", ""] and document["counts"]["added"] == 0
    status, said, error = here("import", file, *SCORES, *words, "--yes", "--who", "Nam", "--json", at=own)
    document = json.loads(said)
    assert (status, error, document["problems"]) == (0, "", [])
    assert [one["field"] for one in document["columns"]] == ["entity", "index:2", ""]
    store = Store.open(own)
    assert store.table("province-2022").value("VN-12", "2") == 0.6123
    store.close()


def test_columns_that_are_not_understood_come_with_the_way_out(here: Run, own: Path, tmp_path: Path) -> None:
    file = tmp_path / "lạ.csv"
    file.write_text("\n".join(ODD), "utf-8")
    assert texts("vi")["cli.column_hint"] in here("import", file, *SCORES, at=own)[1]
    assert texts("vi")["cli.column_hint"] not in here("import", sent(tmp_path, "Lai Châu;0,6"), *SCORES, at=own)[1]
    for lang in ("vi", "en"):
        assert "--column" in here("import", "--help", "--lang", lang)[1]


def test_a_form_of_one_entity_is_brought_in_by_its_name(here: Run, own: Path, tmp_path: Path) -> None:
    file = tmp_path / "biểu.csv"
    file.write_text("Mã chỉ số;Điểm tự đánh giá\n2;45,5", "utf-8")
    status, said, _ = here("import", file, *SCORES, "--entity", "LAI CHAU", "--json", at=own)
    document = json.loads(said)
    assert status == 0 and document["aim"]["entity_id"] == "VN-12"
    (change,) = document["changes"]
    assert (change["entity_id"], change["code"], change["field"], change["new"]) == ("VN-12", "2", "self", 0.455)
    path = tmp_path / "mẫu.xlsx"
    assert here("import", path, "--template", *SCORES, "--entity", "lai chau", at=own)[0] == 0
    rows = openpyxl.load_workbook(path)["Điểm và hạng"]
    assert [cell.value for cell in rows[1]][:2] == ["Mã chỉ số", "Tên chỉ số"]


def test_a_day_that_is_none_is_wrong_usage(here: Run) -> None:
    status, _, error = here("import", "a.csv", "--published-on", "29/11/2026")
    assert status == 2 and "không phải ngày dạng 2026-11-29" in error


@pytest.mark.parametrize(("kind", "begin"), [("pptx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK")])
def test_slides_are_written_by_the_ending_of_the_file(kind: str, begin: bytes, here: Run, tmp_path: Path) -> None:
    path = tmp_path / f"hop.{kind}"
    words = ("deck", path, *LAI_CHAU, "--day", "2026-11-29", "--title", "Họp quý IV", "--rank", "40", "--json")
    status, said, error = here(*words)
    assert (status, error) == (0, "")
    document = json.loads(said)
    assert path.read_bytes().startswith(begin) and document["title"] == "Họp quý IV"
    assert any("40" in slide["message"] for slide in document["slides"])
    assert here(*words)[0] == 1  # there already


def test_slides_of_a_meeting_that_is_kept_are_those_that_were_set(here: Run, own: Path, tmp_path: Path) -> None:
    store = Store.open(own)
    settings = Settings(title="Họp kín", held_on="2026-11-29").changed("map", hidden=True)
    meeting = meetings.Meeting("m1", "Họp kín", AT.date(), "province-2022", "VN-12", settings.text(), AT)
    meetings.save(store, meeting)
    deck = build(gather(store, store.table("province-2022"), "VN-12", settings), settings, Translator("vi"))
    store.close()
    status, said, _ = here("deck", tmp_path / "a.pdf", "--meeting", "m1", "--json", at=own)
    document = json.loads(said)
    assert status == 0 and document["title"] == "Họp kín"
    assert "map" not in [slide["key"] for slide in document["slides"]]
    store = Store.open(own)
    meetings.freeze(store, "m1", frozen.text({"vi": replace(deck, title="Như hôm ấy")}))
    store.close()
    document = json.loads(here("deck", tmp_path / "b.pdf", "--meeting", "m1", "--json", at=own)[1])
    assert document["title"] == "Như hôm ấy"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("a.doc", *LAI_CHAU), "deck_kind"),
        (("a.pdf", "--round", "province-2022"), "deck_needs"),
        (("a.pdf", "--meeting", "none"), "unknown_meeting"),
        (("a.pptx", *LAI_CHAU, "--template", "none.potx"), "file_missing"),
    ],
)
def test_slides_that_cannot_be_written_say_why(words, code, here: Run, tmp_path: Path) -> None:
    status, out, error = here("deck", tmp_path / words[0], *words[1:])
    assert (status, out) == (1, "") and error.startswith(texts("vi")[f"error.{code}"].split("{")[0])
    assert not list(tmp_path.iterdir())
