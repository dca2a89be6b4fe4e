"""The command line: every command for real, as a process of its own; its words, its JSON, its exit status."""

import io
import json
import re
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pandas as pd
import pytest

from dti_core.commands import answer, asked, bringing, checking, figures, files, parser, slides
from dti_core.errors import ScoreError, StoreError, UnknownCode
from dti_core.i18n import LANGUAGES, Translator, texts
from dti_core.intake.aims import CatalogueAim
from dti_core.peers import Peers
from dti_core.simulate import adjustable
from dti_core.store import Store
from tests.commanding import LAI_CHAU, ROOT, Run

# -- each command, as a process --------------------------------------------------------------------------------------

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
        (("restore", "nowhere.dtibackup", "--who", "Hoa"), "file_missing"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_refused_is_said_in_the_language(words: tuple[str, ...], code: str, lang: str, here: Run) -> None:
    status, out, error = here(*words, "--lang", lang)
    begin = texts(lang)[f"error.{code}"].split("{")[0]
    assert (status, out) == (1, "") and error.startswith(begin)


def test_a_name_that_is_nearly_right_brings_the_right_one(here: Run) -> None:
    assert "Lai Châu" in here("rank", "--round", "province-2022", "--entity", "lai chu")[2]


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
    with pytest.raises(ScoreError, match="twice"):
        asked.amounts_of(["3=1", "3=2"])
    assert asked.peers_of(store, table, "frozen") == Peers.frozen()
    assert asked.peers_of(store, table, "0,05").growth == 0.05
    assert asked.peers_of(store, table, "converge").slope
    assert figures.LEVEL == 0.8 and set(checking.STOPS) < {
        key.removeprefix("cli.found.") for key in texts("vi") if key.startswith("cli.found.")
    }
    store.close()


def test_a_file_that_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"missing\.bin") as missing:
        files.get(tmp_path / "missing.bin")
    assert missing.value.text(Translator("vi")).startswith("Không có tệp ")
    with pytest.raises(StoreError, match=tmp_path.name):
        files.get(tmp_path)
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
