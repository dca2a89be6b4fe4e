"""A whole analysis as one workbook: written, it comes back equal; what is wrong is named; what comes in is undone."""

import datetime as dt
import io
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dti_core import analysis, book, excel
from dti_core import analysis_sheets as sheets
from dti_core.analysis import Analysis, Planned
from dti_core.errors import StoreError, WorkbookError
from dti_core.i18n import Translator
from dti_core.intake.reader import read as read_file
from dti_core.office import journal, scenarios
from dti_core.office.scenarios import Scenario
from dti_core.peers import Peers
from dti_core.planning import WEIGHTS, Wishes, made
from dti_core.store import Store

AT = dt.datetime(2026, 11, 29, 8, 0, 1, 250)
VI, EN = Translator("vi"), Translator("en")


def kept(key: str = "s1", gains: str = "3:20;9:20.8", **changes: object) -> Scenario:
    return replace(Scenario(key, f"Kịch bản {key}", "province-2022", "VN-12", AT, gains), **changes)


@lru_cache(maxsize=1)
def plan_of(table) -> Planned:
    wishes = Wishes(WEIGHTS, ("9",), (("3", 50.0),), (("7", 2.5),), False, 0)
    found = made(table, "VN-12", 45, Peers.frozen(), None, wishes, None)
    return analysis.planned(found, wishes)


@pytest.fixture(scope="module")
def whole(store) -> Analysis:
    """Two scenarios, one of them frozen, and a plan, with the figures of 2022."""
    around = book.Around(store.table("province-2022"), {}, (), 45, store.figures_version)
    frozen = book.frozen_text(book.outcome(kept(), around), AT.date())
    both = (kept(frozen=frozen, author="Hoa", note="Trình\nhọp", updated_at=AT), kept("s2", "7:30", target=40))
    return analysis.made(store, both, [plan_of(store.table("province-2022"))], "2026-11-29", "vi")


@pytest.fixture(scope="module")
def small(whole) -> Analysis:
    """The same with a few figures, for files that are spoiled."""
    return replace(whole, facts=whole.facts[:20])


@pytest.fixture
def own():
    opened = Store.open(":memory:")
    yield opened
    opened.close()


def back(found: Analysis, t: Translator = VI, outcomes: pd.DataFrame | None = None) -> sheets.Reading:
    return sheets.read(read_file(sheets.write(found, outcomes, t), "phan-tich.xlsx"))


def spoiled(found: Analysis, spoil: Callable[[openpyxl.Workbook], None]) -> sheets.Reading:
    """What is read of the workbook after somebody changed it in Excel."""
    changed = openpyxl.load_workbook(io.BytesIO(sheets.write(found, None, VI)))
    spoil(changed)
    stream = io.BytesIO()
    changed.save(stream)
    return sheets.read(read_file(stream.getvalue(), "phan-tich.xlsx"))


# -- there and back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("t", [VI, EN], ids=["vi", "en"])
def test_a_whole_analysis_comes_back_equal(whole, t):
    """All 63 provinces' published figures of 2022, the tree, the documents; in a workbook of either language."""
    reading = back(whole, t, pd.DataFrame({"Kịch bản": ["a"], "Hạng": ["45/63"]}))
    assert reading.problems == () and reading.analysis == whole
    assert len({fact.entity for fact in whole.facts}) == 63 and len(whole.documents) > 1 and len(whole.nodes) > 9


letters = st.characters(exclude_categories=("C", "Z")) | st.sampled_from(" \nđĐăâêôơưàáảãạ='+-@#;:,|\"")
words = st.text(letters, max_size=20)
names = st.text(letters, min_size=1, max_size=20).filter(lambda text: text.strip())
moments = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1))
gains = st.dictionaries(st.sampled_from(["1", "3", "9", "1+2"]), st.integers(-99999, 99999), max_size=3).map(
    lambda found: ";".join(f"{code}:{points / 1000}" for code, points in found.items())
)
numbers = st.floats(-1e6, 1e6, allow_nan=False)
outcomes = st.builds(
    book.Outcome, numbers, numbers, st.just((2, 2)), st.just((1, 1)), st.just(3), st.just(4), numbers, st.just(()),
    st.just(1), st.booleans(), st.none() | st.tuples(numbers, numbers), st.none(), words,
    st.lists(st.tuples(words, words, words, numbers), max_size=40).map(tuple),
)  # fmt: skip
SCENARIOS = st.builds(
    Scenario, st.text("abc123", min_size=1, max_size=6), names, names, names, moments, gains,
    st.sampled_from(["dung-yen", "0.05", "hoi-tu"]), st.none() | st.integers(1, 63), words, words,
    st.none() | moments, st.just("") | outcomes.map(lambda found: book.frozen_text(found, AT.date())),
)  # fmt: skip


@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
          suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])  # fmt: skip
@given(st.lists(SCENARIOS, max_size=4, unique_by=lambda one: one.scenario_id))
def test_any_scenarios_that_the_book_can_hold_come_back_equal(found):
    """As the book keeps them: composed letters, tidy ends (`scenarios.save`)."""
    tidy = [replace(scenarios._checked(one), round_id=plain(one.round_id), entity=plain(one.entity)) for one in found]
    before = Analysis("2026-11-29", "v", tuple(tidy), (), (), (), (), ())
    reading = back(before)
    assert reading.problems == () and reading.analysis == before


def plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def test_frozen_figures_longer_than_a_cell_come_back_whole():
    figures = tuple(("province-2022", f"E{place}", "DTI", place / 7) for place in range(3000))
    got = book.Outcome(0.5, 0.6, (2, 2), (1, 1), 3, 4, 1.0, (), 1, True, None, None, "v", figures)
    one = kept(frozen=book.frozen_text(got, AT.date()))
    assert len(one.frozen) > 2 * 32_767
    reading = back(Analysis("2026-11-29", "v", (one,), (), (), (), (), ()))
    assert reading.analysis.scenarios == (one,) and book.thawed(reading.analysis.scenarios[0].frozen).figures == figures


def test_the_sheets_read_in_the_office_s_language_with_numbers_as_numbers(whole):
    opened = openpyxl.load_workbook(io.BytesIO(sheets.write(whole, None, VI)))
    assert opened.sheetnames == ["Phân tích", "Kịch bản", "Phương án", "Đã chốt", "Kỳ đánh giá", "Bộ chỉ số",
                                 "Số liệu", "Nguồn", "Ghi chú"]  # fmt: skip
    facts = list(opened["Số liệu"].iter_rows(values_only=True))
    assert facts[0][:6] == ("Mã kỳ", "Mã đơn vị", "Đơn vị", "Mã chỉ số", "Loại", "Số liệu")
    assert ("province-2022", "VN-12", "Lai Châu", "DTI", "value", 0.5032) in [row[:6] for row in facts]


def test_columns_may_stand_in_any_order_and_others_between_them(whole):
    def spoil(opened: openpyxl.Workbook) -> None:
        opened["Kịch bản"].insert_cols(1)
        opened["Kịch bản"]["A1"] = "Ghi thêm của phòng"
        opened["Kịch bản"].move_range("C1:C9", cols=20)

    assert spoiled(whole, spoil).analysis == whole


# -- what is wrong -------------------------------------------------------------------------------------------------


def test_a_workbook_of_something_else_is_no_analysis():
    for frames in ({}, {"Kịch bản": pd.DataFrame({"a": [1]})}, {"Phân tích": pd.DataFrame({"a": [1]})}):
        with pytest.raises(WorkbookError) as caught:
            sheets.read(read_file(excel.workbook(VI, {"x": pd.DataFrame({"a": [1]})} | frames), "a.xlsx"))
        assert caught.value.code == "no_analysis"


def test_a_cover_without_a_row_is_no_analysis(small):
    with pytest.raises(WorkbookError) as caught:
        spoiled(small, lambda opened: opened["Phân tích"].delete_rows(2))
    assert caught.value.code == "no_analysis"


def test_a_file_of_a_newer_programme_is_refused(small):
    with pytest.raises(WorkbookError) as caught:
        spoiled(small, lambda opened: opened["Phân tích"].cell(2, 1, 2))
    assert caught.value.code == "newer_analysis"


@pytest.mark.parametrize(
    ("sheet", "column", "value", "code"),
    [
        ("Kịch bản", "Tên kịch bản", None, "blank"),
        ("Kịch bản", "Mã đơn vị", None, "blank"),
        ("Kịch bản", "Hạng mục tiêu", 0, "bad_target"),
        ("Kịch bản", "Hạng mục tiêu", "bốn mươi", "bad_whole"),
        ("Kịch bản", "Hạng mục tiêu", 40.5, "bad_whole"),
        ("Kịch bản", "Mức tăng", "3=20", "bad_gains"),
        ("Kịch bản", "Mức tăng", "3:nan", "bad_gains"),
        ("Kịch bản", "Lập lúc", "hôm qua", "bad_moment"),
        ("Kịch bản", "Lập lúc", None, "bad_moment"),
        ("Kịch bản", "Ghi chú", True, "bad_text"),
        ("Số liệu", "Số liệu", "nửa", "bad_number"),
        ("Số liệu", "Số liệu", None, "bad_number"),
        ("Phương án", "Hạng cần đạt", None, "bad_whole"),
    ],
)
def test_a_bad_cell_is_named_with_its_place_and_nothing_is_read(small, sheet, column, value, code):
    def spoil(opened: openpyxl.Workbook) -> None:
        heads = [cell.value for cell in opened[sheet][1]]
        opened[sheet].cell(2, heads.index(column) + 1).value = value
        place.append(opened[sheet].cell(2, heads.index(column) + 1).coordinate)

    place: list[str] = []
    reading = spoiled(small, spoil)
    assert reading.analysis is None
    assert [(one.sheet, one.place, one.code) for one in reading.problems] == [(sheet, place[0], code)]
    for t in (VI, EN):
        assert sheets.problems_frame(reading.problems, t).iloc[0, 3]
        assert sheets.finding(reading, (), None, t)


def test_every_bad_cell_is_named_at_once(small):
    def spoil(opened: openpyxl.Workbook) -> None:
        opened["Kịch bản"]["B2"] = None
        opened["Kịch bản"]["E3"] = "x"
        opened["Số liệu"]["F5"] = "y"

    assert len(spoiled(small, spoil).problems) == 3


def test_a_missing_column_is_named(small):
    reading = spoiled(small, lambda opened: opened["Kịch bản"].delete_cols(6))
    assert [one.code for one in reading.problems] == ["missing_column"]
    assert "“Mức tăng”" in sheets.problems_frame(reading.problems, VI).iloc[0, 3]


def test_frozen_figures_that_somebody_changed_are_refused(small):
    def spoil(opened: openpyxl.Workbook) -> None:
        opened["Đã chốt"]["C2"] = str(opened["Đã chốt"]["C2"].value).replace('"of":63', '"of":-1')

    reading = spoiled(small, spoil)
    assert reading.analysis is None and [one.code for one in reading.problems] == ["bad_frozen"]


# -- against what is here ------------------------------------------------------------------------------------------


def test_nothing_differs_where_nothing_has_changed(whole, store):
    assert analysis.differences(whole, store, "vi").empty


def test_a_changed_figure_is_named_with_what_it_was(whole, store):
    changed = tuple(
        replace(fact, figure=0.5) if (fact.entity, fact.code, fact.fact) == ("VN-12", "DTI", "value") else fact
        for fact in whole.facts
    )
    found = analysis.differences(replace(whole, facts=changed[:-1]), store, "vi")
    row = found[found["entity"] == "VN-12"].iloc[0]
    assert (row["name"], row["code"], row["was"], row["now"]) == ("Lai Châu", "DTI", 0.5, 0.5032)
    assert len(found) == 2 and pd.isna(found.iloc[-1]["was"])
    reading = sheets.Reading(whole, ())
    assert "2 số liệu khác" in sheets.finding(reading, whole.scenarios, found, VI)
    assert sheets.differences_frame(found, VI)["Trong tệp"].tolist()[0] == 0.5


def test_a_round_that_is_not_here_differs_whole(whole, store):
    facts = tuple(replace(fact, round_id="x-1") for fact in whole.facts[:3])
    elsewhere = replace(whole, rounds=(replace(whole.rounds[0], round_id="x-1"),), facts=facts)
    found = analysis.differences(elsewhere, store, "vi")
    assert len(found) == 3 and found["now"].isna().all()


def test_scenarios_come_into_an_empty_book_unchanged_once_and_are_undone_whole(whole, own):
    batch = journal.Batch("analysis", "Hoa", AT, "phan-tich.xlsx", b"the file")
    batch_id = analysis.bring(own, whole, batch)
    assert set(scenarios.book(own)) == set(whole.scenarios)
    assert analysis.bring(own, whole, batch) is None and len(journal.batches(own)) == 1
    again = analysis.made(own, scenarios.book(own), whole.plans, "2026-11-29", "vi")
    assert set(again.scenarios) == set(whole.scenarios) and set(again.facts) == set(whole.facts)
    journal.undo(own, batch_id, "Nam", AT)
    assert scenarios.book(own) == () and journal.content(own, batch_id) == b"the file"


def test_what_differs_from_the_book_comes_in_beside_it(whole, own):
    mine = replace(whole.scenarios[1], note="của tôi")
    scenarios.save(own, mine)
    analysis.bring(own, whole, journal.Batch("analysis", "Hoa", AT))
    found = {one.name: one.note for one in scenarios.book(own)}
    assert found == {"Kịch bản s2": "của tôi", "Kịch bản s2 (2)": "", "Kịch bản s1": "Trình\nhọp"}
    frame = sheets.scenarios_frame(whole, analysis.new(whole, scenarios.book(own)), VI)
    assert frame["Trong sổ"].tolist() == ["đã có", "mới"] and frame["Số liệu"].tolist()[0] == "đã chốt"


def test_an_import_that_cannot_be_written_leaves_the_book_as_it_was(whole, own):
    with pytest.raises(StoreError) as caught:
        analysis.bring(own, whole, journal.Batch("analysis", "  ", AT))
    assert caught.value.code == "blank_who" and scenarios.book(own) == () and journal.batches(own).empty


def test_the_plan_keeps_what_was_asked_and_what_came_out(store):
    found = plan_of(store.table("province-2022"))
    assert (found.rank, found.locked, found.caps, found.prices) == (45, "9", "3:50", "7:2.5")
    assert found.reached == 1 and found.required_value == 0.5438 and found.value_after >= 0.5438
    assert "9:" not in found.gains
