"""What an import is for."""

import dataclasses

import pytest

from dti_core.errors import UnknownCode, WorkbookError
from dti_core.intake import reader
from dti_core.intake.aims import KINDS, CatalogueAim, ProgressAim, ScoresAim
from dti_core.intake.facts import aim_of
from tests.books import book


def test_each_aim_says_its_kind():
    aims = (CatalogueAim("egov"), ScoresAim("egov-2017"), ProgressAim("province-2022", "VN-12"))
    assert tuple(aim.kind for aim in aims) == KINDS


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: ScoresAim("a b"), "bad_id"), (lambda: CatalogueAim("a/b"), "bad_id"),
        (lambda: CatalogueAim("a", "?x=1"), "bad_id"), (lambda: ProgressAim("a&b", "VN-12"), "bad_id"),
        (lambda: ScoresAim("a", year=20), "bad_year"), (lambda: ScoresAim("a", entity_count=0), "bad_count"),
        (lambda: ScoresAim("a", status="guess"), "unknown_status"),
        (lambda: ScoresAim("a", scale="log"), "unknown_scale"),
    ],
)  # fmt: skip
def test_what_cannot_be_an_aim_is_refused(made, code):
    with pytest.raises((WorkbookError, UnknownCode)) as caught:
        made()
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["Loại số liệu", "Điểm và hạng"]], "bad_fact"),
        ([["Loại số liệu", "Điểm và hạng"], ["Kỳ đánh giá (mã)", "r"], ["Năm đánh giá", "hai nghìn"]], "bad_fact"),
        ([["Loại số liệu", "Điểm và hạng"], ["Kỳ đánh giá (mã)", "r"], ["Ngày công bố", "mai"]], "bad_fact"),
        ([["Loại số liệu", "Điểm và hạng"], ["Kỳ đánh giá (mã)", "r"], ["Năm đánh giá", 1999]], "bad_year"),
    ],
)
def test_facts_that_somebody_broke_are_refused_by_name(rows, code):
    sheets = (dataclasses.replace(book(rows).sheets[0], name="Thông tin"),)
    with pytest.raises(WorkbookError) as caught:
        aim_of(dataclasses.replace(book(rows), sheets=sheets))
    assert caught.value.code == code


def test_facts_of_no_known_kind_say_nothing():
    content = "Loại số liệu;Thời tiết\n".encode()
    assert aim_of(reader.read(content, "a.csv")) is None
