"""One family of errors, whose message names the culprit in both languages."""

import math

import numpy as np
import pytest

from dti_core.errors import DtiError, FrameworkError, ScoreError, StoreError, UnknownCode, WorkbookError, listed
from dti_core.i18n import Translator


@pytest.mark.parametrize("kind", [FrameworkError, ScoreError, StoreError, WorkbookError, UnknownCode])
def test_every_kind_is_a_dti_error_and_a_value_error(kind):
    error = kind("no_gain", code="3")
    assert isinstance(error, DtiError) and isinstance(error, ValueError)
    assert error.details == {"code": "3"} and error.code == "no_gain"


def test_a_code_without_a_text_is_a_bug_and_fails():
    with pytest.raises(KeyError):
        ScoreError("no_such_error")


def test_the_message_is_english_and_the_text_is_the_users_language():
    error = ScoreError("gain_above_room", code="7", gain=94.13, room=94.12)
    assert str(error) == "Indicator '7': a gain of 94.13 points is larger than the room (94.12 points)."
    assert error.text(Translator("vi")) == "Chỉ số '7': tăng 94,13 điểm vượt quá phần còn có thể tăng (94,12 điểm)."


@pytest.mark.parametrize(
    ("value", "written"), [(0.5, "0,5"), (1234.0, "1.234"), (np.float64(0.1 + 0.2), "0,3"), (math.inf, "inf"), (7, "7")]
)
def test_numbers_in_a_message_are_written_as_in_the_language(value, written):
    assert f": {written}." in ScoreError("bad_growth", growth=value).text(Translator("vi"))


def test_an_unknown_name_is_told_with_what_exists():
    assert str(UnknownCode.of("indicator", "1.9", ("1.1", "1.2"))) == "Unknown indicator '1.9'. Known: 1.1, 1.2"


def test_a_long_list_is_cut_where_it_is_no_longer_read():
    assert listed(range(12)).endswith("10, 11") and listed(range(13)).endswith("10, 11 …")
    assert listed([]) == ""
