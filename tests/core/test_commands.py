"""The command line: every command for real, as a process of its own; its words, its JSON, its exit status."""

import datetime as dt
import io
import json
import re
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import dti_core.__main__
from dti_core.commands import answer, asked, bringing, checking, figures, files, parser, run, running, slides
from dti_core.errors import ScoreError, StoreError, UnknownCode
from dti_core.i18n import LANGUAGES, Translator, texts
from dti_core.intake.aims import CatalogueAim
from dti_core.meeting import frozen
from dti_core.meeting.builder import build
from dti_core.meeting.materials import gather
from dti_core.meeting.settings import Settings
from dti_core.office import backup, journal, meetings
from dti_core.peers import Peers
from dti_core.simulate import adjustable
from dti_core.store import Store

ROOT = Path(dti_core.__main__.__file__).parents[1]
AT = dt.datetime(2026, 11, 29, 8, 0)
COLUMNS = ["round_id", "entity_id", "indicator_code", "status", "value", "basis", "quote"]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one figure of an office."""
    path = tmp_path_factory.mktemp("cli") / "dti.duckdb"
    store = Store.open(path)
    row = ("province-2022", "VN-12", "1", "published", 0.61, "published", "B2")
    journal.add(
        store, journal.Batch("scores", "Hoa", AT, "a.xlsx", b"x"), {"scores": pd.DataFrame([row], columns=COLUMNS)}
    )
    store.close()
    return path


@pytest.fixture
def own(database: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    path = tmp_path / "dti.duckdb"
    path.write_bytes(database.read_bytes())
    return path


@pytest.fixture
def command(database: Path) -> Run:
    def command(*words: object, at: Path = database) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "dti_core", *map(str, words), "--database", str(at)], cwd=ROOT, capture_output=True,
            encoding="utf-8", check=False, timeout=120,
        )  # fmt: skip

    return command


@pytest.fixture
def here(database: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """The same in this process, where only the words matter: (status, stdout, stderr)."""

    def here(*words: object, at: Path = database) -> tuple[int, str, str]:
        try:
            status = run.main([*map(str, words), "--database", str(at)])
        except SystemExit as left:
            status = int(left.code or 0)
        return (status, *capsys.readouterr())

    return here


# -- each command, as a process --------------------------------------------------------------------------------------

LAI_CHAU = ("--round", "province-2022", "--entity", "lai chau")
READING = {
    "rank": ("rank", "--round", "province-2022"),
    "simulate": ("simulate", *LAI_CHAU, "--gain", "3=20", "--gain", "9=20,55"),
    "plan": ("plan", *LAI_CHAU, "--rank", "45"),
    "check": ("check",),
}


@pytest.mark.parametrize("name", READING)
def test_a_reading_command_answers_in_one_json_document_and_nothing_else(name: str, command: Run) -> None:
    done = command(*READING[name], "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert isinstance(json.loads(done.stdout), dict)


def test_export_backup_and_restore_do_it_for_real(command: Run, own: Path, tmp_path: Path) -> None:
    done = command("export", tmp_path / "out", "--round", "province-2022", "--table", "wide", "--json", at=own)
    assert done.returncode == 0 and [one["rows"] for one in json.loads(done.stdout)["files"]] == [63, 63, 63]
    saved = tmp_path / "a.dtibackup"
    done = command("backup", saved, "--who", "Hoa", "--json", at=own)
    assert done.returncode == 0 and json.loads(done.stdout)["rows"]["batches"] == 1
    own.unlink()
    done = command("restore", saved, "--who", "Nam", "--yes", "--json", at=own)
    assert done.returncode == 0 and json.loads(done.stdout)["restored"] is True
    store = Store.open(own)
    assert store.table("province-2022").value("VN-12", "1") == 0.61
    store.close()


def test_a_refusal_is_one_on_stderr_and_wrong_usage_two(command: Run) -> None:
    refused = command("rank", "--round", "nowhere", "--json")
    assert (refused.returncode, refused.stdout) == (1, "") and "nowhere" in refused.stderr
    wrong = command("plan", *LAI_CHAU, "--json")
    assert (wrong.returncode, wrong.stdout) == (2, "") and "thiếu tham số: --rank" in wrong.stderr


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_lists_every_command_in_both_languages(lang: str, command: Run) -> None:
    done = command("--help", "--lang", lang)
    assert done.returncode == 0
    for name in parser.COMMANDS:
        assert re.search(rf"^    {name} +{re.escape(texts(lang)[f'cli.command.{name}'])}$", done.stdout, re.M)


# -- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", parser.COMMANDS)
def test_the_help_of_every_command_is_in_one_language(name: str, lang: str, here: Run) -> None:
    status, said, _ = here(name, "--help", "--lang", lang)
    assert status == 0
    english = ("usage:", "options:", "show this help", "positional")
    assert not any(word in said for word in english) if lang == "vi" else said.startswith("usage: ")
    assert f"python -m dti_core {name}" in said


def test_every_command_of_the_contract_is_there() -> None:
    named = {"rank", "simulate", "plan", "import", "export", "deck", "backup", "restore", "check"}
    assert set(parser.COMMANDS) == named


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "thiếu tham số: LỆNH"),
        (("dance",), "không có 'dance'"),
        (("rank",), "thiếu tham số: --round"),
        (("rank", "--round", "a", "--lang", "fr"), "tham số --lang: không có 'fr'"),
        (("rank", "--round"), "tham số --round: cần một giá trị"),
        (("rank", "--round", "a", "--what"), "không hiểu tham số: --what"),
        (("plan", *LAI_CHAU, "--rank", "x"), "tham số --rank: 'x' không phải số nguyên"),
        (("plan", *LAI_CHAU, "--rank", "4", "--confidence", "x"), "tham số --confidence: 'x' không phải số"),
        (("rank", "--round", "a", "--json=3"), "tham số --json: không nhận giá trị '3'"),
    ],
)
def test_wrong_usage_is_said_in_vietnamese(words: tuple[str, ...], said: str, here: Run) -> None:
    """argparse's own English is matched by pattern: a Python that words it otherwise makes this fail."""
    status, out, error = here(*words)
    assert (status, out) == (2, "") and said in error and "cách dùng: " in error


def test_language_and_json_may_stand_before_or_after_the_command(here: Run) -> None:
    before = here("--json", "--lang", "en", "rank", "--round", "province-2022", "--entity", "VN-12")
    after = here("rank", "--round", "province-2022", "--entity", "VN-12", "--json", "--lang", "en")
    assert before == after and json.loads(after[1])["rows"][0]["name"] == "Lai Chau"


def test_the_ranking_reads_as_published_with_decimal_commas(here: Run) -> None:
    """Decision 1010: Đà Nẵng 0,8002 first, Lai Châu 0,5032 at 53."""
    _, said, _ = here("rank", "--round", "province-2022")
    assert "   1  VN-48  Đà Nẵng             0,8002" in said
    assert "  53  VN-12  Lai Châu            0,5032" in said
    assert "  0.5032" in here("rank", "--round", "province-2022", "--lang", "en")[1]


def test_a_ranking_by_an_index_names_those_who_are_not_known_as_missing(here: Run) -> None:
    _, said, _ = here("rank", "--round", "province-2022", "--code", "1", "--json")
    document = json.loads(said)
    assert document["of"] == 63 and any(row["rank"] is None for row in document["rows"])


def test_a_region_is_ranked_within_itself(here: Run) -> None:
    document = json.loads(here("rank", "--round", "province-2022", "--within", "region:MRD", "--json")[1])
    assert document["of"] == 13 and document["rows"][0]["rank"] == 1


def test_a_district_counts_those_that_are_not_published_too(here: Run) -> None:
    """Xuân Lạc is fifth of the twenty communes of Chợ Đồn; no other is published."""
    words = ("rank", "--round", "commune-backan-2022", "--within", "entity:VN-06-CHODON", "--json")
    document = json.loads(here(*words)[1])
    assert (document["of"], document["ranked"], document["rows"][0]["rank"]) == (20, 1, 5)


def test_ranks_in_json_are_whole_numbers_or_null(here: Run) -> None:
    said = here("rank", "--round", "province-2020", "--json")[1]
    ranks = [row["rank"] for row in json.loads(said)["rows"]]
    assert None in ranks and {type(rank) for rank in ranks} == {int, type(None)}
    document = json.loads(here("simulate", *LAI_CHAU, "--gain", "7=40,55", "--json")[1])
    assert [repr(document[name]) for name in ("rank_before", "rank_after")] == ["53", "45"]


def test_the_what_if_of_the_readme_comes_out_on_the_command_line(here: Run) -> None:
    """0,5032 + (20 + 20,55) / 1000 = 0,54375, published as 0,5438; 45th, eight provinces passed."""
    _, said, _ = here("simulate", *LAI_CHAU, "--gain", "3=20", "--gain", "9=20,55")
    assert "Giá trị: 0,5032 → 0,5438" in said and "Hạng: 53/63 → 45/63" in said and "Vượt 8: " in said
    document = json.loads(here("simulate", *LAI_CHAU, "--gain", "3=20", "--gain", "9=20.55", "--json")[1])
    assert (document["value_after"], document["rank_after"], len(document["overtaken"])) == (0.5438, 45.0, 8)
    assert document["gains"] == {"3": 20.0, "9": 20.55}


def test_a_model_of_the_others_adds_the_chance(here: Run) -> None:
    document = json.loads(here("simulate", *LAI_CHAU, "--peers", "model", "--json")[1])
    chance = document["chance"]
    assert chance["best"] <= chance["median"] <= chance["worst"] and chance["level"] == 0.8
    assert "trung vị hạng" in here("simulate", *LAI_CHAU, "--peers", "model")[1]


def test_a_plan_is_proven_by_its_own_what_if(here: Run) -> None:
    document = json.loads(here("plan", *LAI_CHAU, "--rank", "45", "--lock", "3", "--cap", "9=5", "--json")[1])
    assert (
        document["reached"] and document["rank_after"] <= 45 and document["value_after"] >= document["required_value"]
    )
    assert "3" not in document["gains"] and document["gains"]["9"] <= 5


def test_a_plan_out_of_reach_says_what_is_missing(here: Run) -> None:
    codes = adjustable(Store.open(":memory:").table("province-2022"), "VN-08")
    caps = [word for code in codes for word in ("--cap", f"{code}=0,5")]
    _, said, _ = here("plan", "--round", "province-2022", "--entity", "VN-08", "--rank", "1", *caps)
    assert "ngoài tầm với" in said


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("rank", "--round", "province-2022", "--code", "77"), "unknown_indicator"),
        (("rank", "--round", "province-2022", "--entity", "lai chu"), "unknown_entity"),
        (("simulate", *LAI_CHAU, "--gain", "3"), "no_gain"),
        (("simulate", *LAI_CHAU, "--gain", "3=999"), "gain_above_room"),
        (("simulate", *LAI_CHAU, "--peers", "up"), "bad_growth"),
        (("plan", *LAI_CHAU, "--rank", "45", "--confidence", "2"), "bad_confidence"),
        (("export", "/proc/none", "--table", "glossary", "--format", "csv"), "backup_unwritable"),
        (("restore", "nowhere.dtibackup", "--who", "Hoa"), "file_unreadable"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_refused_is_said_in_the_language(words: tuple[str, ...], code: str, lang: str, here: Run) -> None:
    status, out, error = here(*words, "--lang", lang)
    begin = texts(lang)[f"error.{code}"].split("{")[0]
    assert (status, out) == (1, "") and error.startswith(begin)


def test_a_name_that_is_nearly_right_brings_the_right_one(here: Run) -> None:
    assert "Lai Châu" in here("rank", "--round", "province-2022", "--entity", "lai chu")[2]


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
        (("a.pptx", *LAI_CHAU, "--template", "none.potx"), "file_unreadable"),
    ],
)
def test_slides_that_cannot_be_written_say_why(words, code, here: Run, tmp_path: Path) -> None:
    status, out, error = here("deck", tmp_path / words[0], *words[1:])
    assert (status, out) == (1, "") and error.startswith(texts("vi")[f"error.{code}"].split("{")[0])
    assert not list(tmp_path.iterdir())


# -- check -----------------------------------------------------------------------------------------------------------


def test_a_sound_database_is_said_to_be_one_with_what_contradicts_itself(here: Run) -> None:
    """Five published pillar ranks of 2022 and 2023 contradict the figures (STYLE.md §11)."""
    document = json.loads(here("check", "--json")[1])
    assert document["healthy"] and document["batches"] == 1
    assert [one["kind"] for one in document["findings"]].count("contradiction") == 5


def test_damage_is_found_and_is_a_refusal(here: Run, own: Path) -> None:
    store = Store.open(own)
    with store.transaction() as cursor:
        cursor.execute("UPDATE office.batches SET content = 'y'::BLOB")
        cursor.execute("INSERT INTO office.undone VALUES ('0009', '2026-11-29', 'Hoa', '')")
        cursor.execute(
            """INSERT INTO office.scenarios (scenario_id, name, round_id, entity_id, gains, created_at)
               VALUES ('s', 'Cũ', 'province-1999', 'VN-12', '', '2026-11-29')"""
        )
    row = ("province-1999", "VN-12", "1", "published", 0.61, "published", "B2")
    other = ("province-2022", "VN-12", "DTI", "published", 0.61, "published", "B2")
    rows = {"scores": pd.DataFrame([row, other], columns=COLUMNS)}
    journal.add(store, journal.Batch("scores", "Hoa", AT), rows)
    store.close()
    status, said, error = here("check", "--json", at=own)
    found = {one["kind"]: one for one in json.loads(said)["findings"]}
    assert status == 1 and "hỏng hóc" in error
    assert found["damaged_file"]["where"] == "0001" and found["lost_rows"]["where"] == "0009"
    assert found["scenario"]["where"] == "Cũ" and found["stray"]["where"] == "0002"
    assert found["apart"]["what"] == "VN-12 DTI: 0,5032 – 0,61"
    assert {kind for kind, one in found.items() if one["serious"]} == {"damaged_file", "lost_rows"}
    assert "không còn khớp mã kiểm tra (1 lô)" in here("check", at=own)[1]


# -- while another has the database ----------------------------------------------------------------------------------

HOLD = """
import sys
from dti_core.store import Store
store = Store.open(sys.argv[1])
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def held(own: Path) -> Iterator[Path]:
    """A database that another process has, without an app that would answer."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(own)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        yield own
        process.kill()


def test_a_database_in_use_by_something_that_does_not_answer_is_said(held: Path, here: Run, tmp_path: Path) -> None:
    assert "đang được một chương trình khác sử dụng" in here("rank", "--round", "province-2022", at=held)[2]
    running.beside(held).write_text('{"url": "http://localhost:9", "key": "k"}')
    status, out, error = here("backup", tmp_path / "a.dtibackup", "--who", "Hoa", at=held)
    assert (status, out) == (1, "") and "đang được một chương trình khác sử dụng" in error


def test_a_restore_into_a_database_in_use_says_where_to_do_it(held: Path, here: Run, tmp_path: Path) -> None:
    store = Store.open(":memory:")
    backup.save(store, tmp_path / "a.dtibackup", "Hoa", AT)
    store.close()
    status, _, error = here("restore", tmp_path / "a.dtibackup", "--who", "Hoa", "--yes", at=held)
    assert status == 1 and "trang Nhật ký" in error


def test_the_address_of_the_app_is_for_its_own_user_and_goes_with_it(own: Path) -> None:
    with running.announced(own, "http://localhost:1") as address:
        file = running.beside(own)
        assert json.loads(file.read_text()) == {"url": "http://localhost:1", "key": address.key}
        assert sys.platform == "win32" or file.stat().st_mode & 0o077 == 0
    assert not file.exists()


def test_where_no_address_can_be_written_the_app_runs_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with running.announced(tmp_path / "file" / "dti.duckdb", "http://localhost:1") as address:
        assert len(address.key) >= 32


# -- parts -----------------------------------------------------------------------------------------------------------


def test_json_never_holds_a_nan() -> None:
    thing = answer.Answer({"a": float("nan"), "b": pd.DataFrame({"c": [pd.NaT, pd.Timestamp("2023-07-12")]})})
    assert json.loads(thing.json(), parse_constant=lambda _: pytest.fail()) == {
        "a": None, "b": [{"c": None}, {"c": "2023-07-12T00:00:00"}],
    }  # fmt: skip


def test_amounts_names_and_assumptions_as_people_type_them() -> None:
    store = Store.open(":memory:")
    table = store.table("province-2022")
    assert asked.entity_of(table, "TP HCM") == "VN-79"
    with pytest.raises(UnknownCode):
        asked.entity_of(table, "Atlantis")
    with pytest.raises(ScoreError):
        asked.amounts_of(["3="])
    assert asked.peers_of(store, table, "frozen") == Peers.frozen()
    assert asked.peers_of(store, table, "0,05").growth == 0.05
    assert asked.peers_of(store, table, "converge").slope
    assert figures.LEVEL == 0.8 and set(checking.STOPS) < {
        key.removeprefix("cli.found.") for key in texts("vi") if key.startswith("cli.found.")
    }
    store.close()


def test_a_file_that_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"missing\.bin"):
        files.get(tmp_path / "missing.bin")
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"a\.bin"):
        files.put(tmp_path / "file" / "a.bin", b"")


def test_what_a_file_is_for_can_be_said_in_options_alone() -> None:
    given = {"kind": "catalogue", "framework": "f", "name": "Bộ", "decimals": 3, "index": None}
    assert bringing.aim_of(Namespace(**given)) == CatalogueAim("f", name_vi="Bộ", decimals=3)
    assert slides.KINDS == (".pptx", ".pdf", ".xlsx")


def test_a_complaint_that_nobody_translated_is_passed_on() -> None:
    assert parser.said("something new", Translator("vi")) == "something new"


def test_the_readme_lists_every_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in parser.COMMANDS if f"python -m dti_core {name}" not in readme] == []


def test_a_console_without_vietnamese_letters_is_no_reason_to_fail() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dti_core", "--help"], cwd=ROOT, capture_output=True, check=False,
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0 and "các lệnh" in io.TextIOWrapper(io.BytesIO(done.stdout), "utf-8").read()
