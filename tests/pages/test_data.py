"""Dữ liệu: what exists, browsing, the source of a figure, contradictions, self-check."""

import io

import openpyxl
import pandas as pd
import pytest

from dti_core import dataset_files, datasets, excel
from dti_core.i18n import LANGUAGES, Translator
from dti_core.store import Store
from tests.pages.conftest import OpenPage

ROUNDS = (
    "province-2020", "province-2021", "province-2022", "province-2023", "province-2024", "province-2024-34",
    "commune-backan-2022", "agency-laocai-2022-a", "agency-laocai-2022-b", "agency-laocai-2022-c",
)  # fmt: skip
SECTIONS = ("coverage", "browse", "figure", "conflicts", "check")


def said(page):
    return "\n".join(str(part.value) for kind in ("markdown", "caption", "info") for part in page.get(kind))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_opens_in_both_languages(section: str, lang: str, open_page: OpenPage) -> None:
    page = open_page("data", xem=section, ngon_ngu=lang)
    assert not page.exception and not page.error and not page.warning
    assert page.title[0].value == Translator(lang)("data.title")


@pytest.mark.parametrize("round_id", ROUNDS)
def test_every_round_shows_its_coverage_first(round_id: str, open_page: OpenPage) -> None:
    page = open_page("data", ky=round_id)
    assert not page.exception and not page.error
    assert len(page.get("plotly_chart")) == 1
    assert len(page.dataframe) == 1


@pytest.mark.parametrize("section", ["browse", "figure", "check"])
@pytest.mark.parametrize("round_id", ["province-2021", "province-2024-34", "commune-backan-2022"])
def test_thin_rounds_open_every_section(round_id: str, section: str, open_page: OpenPage) -> None:
    page = open_page("data", ky=round_id, xem=section)
    assert not page.exception and not page.error


def test_one_entity_has_its_own_map(open_page: OpenPage) -> None:
    page = open_page("data", ai="entity")
    assert "Lai Châu, kỳ 2022: 4/8 chỉ số được công bố" in said(page).replace("\\", "")
    assert len(page.get("plotly_chart")) == 1


def test_typing_without_accents_finds_the_rows(open_page: OpenPage) -> None:
    page = open_page("data", xem="browse", bang="scores")
    page.text_input(key="data_search").set_value("lai chau").run()
    assert "5 trong 347 dòng" in said(page)
    assert set(page.dataframe[0].value["Đơn vị"]) == {"Lai Châu"}
    assert page.query_params["tim"] == "lai chau"


def test_a_region_narrows_the_table_and_stays_in_the_address(open_page: OpenPage) -> None:
    page = open_page("data", xem="browse")
    page.selectbox(key="data_region").select("MRD").run()
    assert "13 trong 63 dòng" in said(page)
    assert page.query_params["vung"] == "MRD"


@pytest.mark.parametrize(
    "name", ["scores", "ranks", "causes", "indicators", "sources", "glossary", "national", "rounds"]
)
def test_tables_of_every_kind_open(name: str, open_page: OpenPage) -> None:
    page = open_page("data", xem="browse", bang=name)
    assert not page.exception and not page.error
    assert len(page.dataframe) == (name != "causes")  # no causes were published for the provinces


def test_an_empty_table_and_an_empty_answer_say_what_to_do(open_page: OpenPage) -> None:
    assert "không công bố bảng" in said(open_page("data", xem="browse", bang="causes"))
    assert "Không có dòng nào khớp" in said(open_page("data", xem="browse", tim="không-có-đâu"))


def test_a_mangled_choice_is_named_and_the_page_works(open_page: OpenPage) -> None:
    page = open_page("data", xem="browse", bang="../etc")
    assert len(page.warning) == 1 and "bang" in page.warning[0].value
    assert len(page.dataframe) == 1


def test_a_derived_figure_says_how_it_follows(open_page: OpenPage) -> None:
    page = open_page("data", xem="figure", chi_so="P-CQS")
    assert "(suy ra)" in said(page) and "÷ 700" in said(page)


def test_a_published_figure_shows_document_link_and_quote(open_page: OpenPage) -> None:
    text = said(open_page("data", xem="figure"))
    assert "giá trị DTI là 0" in text and "Kế hoạch nâng cao" in text


def test_both_sides_of_a_contradiction_are_shown(open_page: OpenPage) -> None:
    text = said(open_page("data", xem="conflicts"))
    assert "0,5786" in text and "0,5791" in text and "1763/QĐ-UBND" in text and "1673/QĐ-UBND" in text


def test_the_self_check_counts_its_verdicts(open_page: OpenPage) -> None:
    page = open_page("data", xem="check")
    assert "8 dòng khớp" in said(page)
    assert len(page.dataframe[0].value) == 63


def test_files_of_the_filtered_table_hold_its_rows(database, open_page: OpenPage) -> None:
    """The buttons' files are made by these calls, with the rows on screen."""
    page = open_page("data", xem="browse", tim="lai chau")
    assert len(page.get("download_button")) == 1  # the whole round
    page.session_state["data_table_files"] = True
    assert len(page.run().get("download_button")) == 5
    t, store = Translator("vi"), Store.open(":memory:")
    table = store.table("province-2022")
    shown = datasets.dataset(store, "wide", table, t).narrowed(t, "Lai Châu")
    book = openpyxl.load_workbook(io.BytesIO(dataset_files.table_workbook(store, shown, table, t)))
    assert book.worksheets[0].max_row == 2
    back = pd.read_csv(io.BytesIO(excel.csv_bytes(shown.to_frame(), t)), sep=";", decimal=",", encoding="utf-8-sig")
    assert back.loc[0, "Giá trị DTI"] == 0.5032
    store.close()
