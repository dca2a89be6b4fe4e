"""Columns given their meaning in words, whatever the file calls them."""

import pytest

from dti_core.errors import UnknownCode, WorkbookError
from dti_core.intake.aims import CatalogueAim, ProgressAim, ScoresAim
from dti_core.intake.choosing import chosen_of, grids_of, known_of
from dti_core.intake.grid import Book
from dti_core.store import Store
from tests.books import sheet

ROWS = [["Tỉnh", "Cột a = b", "Ghi"], ["Lai Châu", 0.5, "x"]]
BOOK = Book("a.xlsx", "", (sheet(ROWS, "Một"), sheet([["Tỉnh", "Ghi"], ["Sơn La", "y"]], "Hai")))


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("cot a = b=Giá trị", {"Một": {1: "value"}}),
        ("Cột a = b=value", {"Một": {1: "value"}}),
        ("Cột a = b = Nhận thức", {"Một": {1: "index:1"}}),
        ("Ghi=Ghi chú", {"Một": {2: "note"}, "Hai": {1: "note"}}),
        ("C=", {"Một": {2: ""}}),
        ("Tỉnh=", {"Một": {0: ""}, "Hai": {0: ""}}),
    ],
)
def test_a_column_is_named_by_its_heading_or_letter_in_every_sheet_that_has_it(said, chosen):
    assert chosen_of(BOOK, [said], {"index:1": ["Nhận thức", "1"]}) == chosen


def test_what_was_chosen_is_what_the_columns_mean():
    chosen = chosen_of(BOOK, ["B=Giá trị", "Ghi="], {})
    assert [[column.field for column in grid.columns] for grid in grids_of(BOOK, {}, chosen)] == [
        ["entity", "value", ""], ["entity", ""],
    ]  # fmt: skip


def test_what_cannot_be_is_refused_with_what_there_is():
    with pytest.raises(WorkbookError) as bad:
        chosen_of(BOOK, ["Tỉnh"], {})
    assert bad.value.code == "column_needs"
    with pytest.raises(UnknownCode, match="Cột a = b"):
        chosen_of(BOOK, ["Không có=Giá trị"], {})
    with pytest.raises(UnknownCode, match="Mã cha"):
        chosen_of(BOOK, ["Ghi=chẳng ai nghe"], {})


def test_only_scores_have_columns_of_indices(store: Store):
    scores = known_of(store, ScoresAim("province-2022"))
    assert scores[0] is not None and "1. Nhận thức số" in list(scores[1]["index:1"])
    progress = known_of(store, ProgressAim("province-2022", "VN-12"))
    assert progress[0] is not None and progress[1] == {} and known_of(store, CatalogueAim("k")) == (None, {})
