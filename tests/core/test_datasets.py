"""Tables that somebody reads, filters and takes away, against the published files."""

import datetime as dt
import io

import openpyxl
import pandas as pd
import pytest

from dti_core import data_words, dataset_files, datasets
from dti_core.i18n import LANGUAGES, Translator
from ui.text import folded

VI, EN = Translator("vi"), Translator("en")


@pytest.fixture(scope="module")
def table(store):
    return store.table("province-2022")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", datasets.NAMES)
def test_every_table_opens_for_every_round(store, name, lang):
    t = Translator(lang)
    for round_id in store.rounds()["round_id"]:
        shown = datasets.dataset(store, name, store.table(round_id), t)
        assert len(shown.keys) == len(shown.frame)
        assert shown.frame.columns.is_unique
        assert not any("_" in str(header) for header in shown.frame.columns)


@pytest.mark.parametrize(
    "name", [name for name in datasets.NAMES if name not in datasets.OF_ROUND and name != "rounds"]
)
def test_whole_tables_have_every_published_row(store, table, name):
    assert len(datasets.dataset(store, name, table, VI)) == len(store.listing(name))


def test_no_code_of_ours_is_left_where_there_is_a_word(store, table):
    shown = datasets.dataset(store, "indicators", table, VI).frame
    assert set(shown["Chấm điểm"]) == {"có", "không"}
    assert {"chỉ số chính", "nhóm"} <= set(shown["Cấp"])


def test_values_are_ranked_and_missing_ones_stay_missing(store, table):
    shown = datasets.dataset(store, "wide", table, VI)
    assert shown.frame.iloc[0]["Đơn vị"] == "Đà Nẵng"
    assert shown.frame["Nhận thức số"].notna().sum() == 5
    assert shown.frame["Hạng"].is_monotonic_increasing


@pytest.mark.parametrize("words", ["lai chau", "LAI CHÂU", "chau lai", "0,5032"])
def test_words_are_found_with_and_without_accents_and_numbers_as_written(store, table, words):
    shown = datasets.dataset(store, "wide", table, VI).narrowed(VI, words, fold=folded)
    assert shown.frame["Đơn vị"].tolist() == ["Lai Châu"]
    assert shown.keys["_entity"].tolist() == ["VN-12"]


def test_a_region_holds_its_provinces_only(store, table):
    shown = datasets.dataset(store, "wide", table, VI)
    assert len(shown.narrowed(VI, region="MRD")) == 13
    assert len(shown.narrowed(VI, "long an", "MRD", folded)) == 1
    assert len(shown.narrowed(VI, "lai chau", "MRD", folded)) == 0
    assert len(shown) == 63


def test_days_read_as_in_the_language_and_partial_ones_as_given(store, table):
    shown = datasets.dataset(store, "sources", table, VI)
    write = shown.formats(VI)["Ngày"]
    assert {write(day) for day in shown.frame["Ngày"].dropna()} >= {"12/07/2023", "2023"}


def test_a_figure_leads_to_its_own_quote(store, table):
    shown = datasets.dataset(store, "scores", table, VI).narrowed(VI, "lai chau xếp hạng 53", fold=folded)
    found = dataset_files.origin(store, shown, 0, table)
    assert set(found["quote"]) == {"năm 2022, xếp hạng 53, giá trị DTI là 0,5032"}
    assert found["title"].notna().all()


def test_a_row_of_a_whole_table_leads_to_its_document(store, table):
    shown = datasets.dataset(store, "national", table, VI)
    found = dataset_files.origin(store, shown, 0, table)
    assert found["source_id"].tolist() == ["web-vast.gov.vn"]


def test_a_figure_that_is_not_published_leads_to_those_it_may_follow_from(store, table):
    found = dataset_files.behind(store, table, "VN-12", "P-CQS")
    assert set(found["code"]) >= {"DTI", "3", "7"}


def test_the_round_as_a_workbook_holds_the_published_numbers(store, table):
    book = openpyxl.load_workbook(io.BytesIO(dataset_files.round_workbook(store, table, VI)))
    assert book.sheetnames == [
        "Giá trị của kỳ", "Từng số liệu của kỳ", "Hạng công bố của kỳ", "Nguồn mâu thuẫn", "Nguồn số liệu", "Ghi chú",
    ]  # fmt: skip
    rows = list(book["Giá trị của kỳ"].iter_rows(values_only=True))
    place = {row[0]: row for row in rows[1:]}
    assert len(place) == 63
    assert place["Lai Châu"][rows[0].index("Giá trị DTI")] == 0.5032
    assert place["Lai Châu"][rows[0].index("Nhận thức số")] is None
    long = list(book["Từng số liệu của kỳ"].iter_rows(values_only=True))
    assert len(long) - 1 == (store.listing("scores")["round_id"] == "province-2022").sum()


def test_filtered_rows_as_a_workbook_bring_only_their_documents(store, table):
    shown = datasets.dataset(store, "scores", table, VI).narrowed(VI, "lai chau", fold=folded)
    book = openpyxl.load_workbook(io.BytesIO(dataset_files.table_workbook(store, shown, table, VI)))
    assert book["Từng số liệu của kỳ"].max_row == 1 + 5
    assert book["Nguồn số liệu"].max_row == 1 + 2


def test_a_whole_day_is_a_date_in_the_file(store, table):
    frame = datasets.dataset(store, "sources", table, VI).to_frame()
    assert dt.date(2023, 7, 12) in set(frame["Ngày"]) and "2023" in set(frame["Ngày"])


def test_every_conflict_says_both_statements_and_where_they_were_read(store):
    for t in (VI, EN):
        lines = data_words.conflict_lines(store, t)
        assert len(lines) == 5
        assert all("nan" not in said.lower().split() and "None" not in said for _, said in lines)
    assert any("0,5786" in said and "0,5791" in said for _, said in data_words.conflict_lines(store, VI))
    assert data_words.conflict_documents(store)["title"].notna().all()


def test_rounds_say_published_of_ranked_and_no_total_where_none_is_stated(store):
    frame = data_words.rounds_frame(store, VI)
    found = dict(zip(frame["Phạm vi"], frame["Có giá trị tổng"], strict=True))
    assert found["34 tỉnh, thành phố (sau sắp xếp)"] == "11/34"
    assert found["Nhóm có thủ tục hành chính"] == "3"
    assert found["108 xã, phường, thị trấn tỉnh Bắc Kạn"] == "1/108"


def test_sources_of_a_table_are_those_its_rows_cite(store, table):
    shown = datasets.dataset(store, "ranks", table, VI)
    found = dataset_files.cited(store, shown, table, VI)
    wanted = store.listing("ranks")
    assert set(found["source_id"]) == set(wanted.loc[wanted["round_id"] == "province-2022", "source_id"])
    assert isinstance(found, pd.DataFrame)
