"""Numbers, ranks and dates as Vietnamese offices write them, against strings written by hand."""

import datetime as dt
import math
import random
import re
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest

from dti_core.i18n import LANGUAGES, MISSING, Translator, texts

VI, EN = Translator("vi"), Translator("en")


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="Known: vi, en"):
        Translator("fr")


def test_an_unknown_text_is_a_bug_and_fails():
    with pytest.raises(KeyError):
        VI("no.such.text")
    assert not VI.has("no.such.text") and VI.has("error.no_gain")


def test_a_text_without_its_placeholder_is_a_bug_and_fails():
    with pytest.raises(KeyError):
        VI("error.no_gain")


def test_a_noun_that_is_counted_follows_its_number():
    assert EN("journal.table_of", name="Scores", rows="1") == "Scores: 1 row"
    assert EN("journal.table_of", name="Scores", rows="1,001") == "Scores: 1,001 rows"
    with pytest.raises(KeyError):
        EN("journal.table_of", name="Scores")


def test_no_english_text_counts_with_a_bare_plural():
    bare = re.compile(r"\{count\} (documents|entities|indices|rows|batches|scenarios|figures|items|provinces|places)\b")
    groups = [
        key for key, text in texts("en").items() if bare.search(text) and not key.startswith(("cli.", "argparse."))
    ]
    assert groups == []


@pytest.mark.parametrize(("lang", "wrong"), [("vi", r"[0-9}]%"), ("en", r"[0-9}]\s+%")])
def test_a_percent_sign_stands_off_in_vietnamese_and_not_in_english(lang: str, wrong: str):
    assert [key for key, text in texts(lang).items() if re.search(wrong, text)] == []


def test_what_a_user_typed_is_not_read_as_a_placeholder():
    assert "{0.__class__}" in VI("error.no_gain", code="{0.__class__}")


@pytest.mark.parametrize(
    ("x", "decimals", "vi", "en"),
    [
        (0.5032, 4, "0,5032", "0.5032"),
        (0.43525, 4, "0,4353", "0.4353"),  # half up on the decimal written, not on the float
        (1234567.5, 1, "1.234.567,5", "1,234,567.5"),
        (-0.00001, 4, "0,0000", "0.0000"),
        (-19.5, 1, "−19,5", "−19.5"),
        (53, 0, "53", "53"),
        (2.5, 0, "3", "3"),
        (0.1 + 0.2, 4, "0,3000", "0.3000"),
    ],
)
def test_numbers(x, decimals, vi, en):
    assert (VI.number(x, decimals), EN.number(x, decimals)) == (vi, en)


@pytest.mark.parametrize("x", [None, math.nan, math.inf, -math.inf])
def test_a_missing_number_is_a_dash_everywhere(x):
    assert {VI.number(x), VI.signed(x), VI.percent(x), VI.rank(x, 63), VI.arrow(x)} == {MISSING} == {"–"}


def test_numbers_are_rounded_as_the_decimal_module_rounds_what_is_written():
    rng = random.Random(10)
    for _ in range(300):
        x = round(rng.uniform(0, 999), rng.randrange(0, 6))
        expected = Decimal(str(x)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert EN.number(x, 2) == str(expected)
        assert VI.number(x, 2) == str(expected).replace(".", ",")


def test_a_sign_stands_before_what_is_not_zero_as_shown():
    assert [VI.signed(x, 1) for x in (20.5, -19.5, 0.0, 0.04, -0.04, 1000.0)] == [
        "+20,5",
        "−19,5",
        "0,0",
        "0,0",
        "0,0",
        "+1.000,0",
    ]


def test_percentages_ranks_and_spans():
    assert (VI.percent(0.3068, 1), EN.percent(1)) == ("30,7 %", "100%")
    assert (VI.rank(53, 63), VI.rank(53), VI.rank(53, math.nan)) == ("53/63", "53", "53")
    assert (VI.span(21, 26), VI.span(21, 21), VI.span(0.50001, 0.50004, 4)) == ("21–26", "21", "0,5000")


def test_fewer_is_better_so_the_arrow_points_up():
    assert [VI.arrow(x) for x in (-8, 5, 0, -19.5)] == ["▲8", "▼5", "＝", "▲19,5"]


def test_dates():
    day = dt.date(2023, 7, 12)
    assert (VI.date(day), EN.date(day), VI.date(None), VI.date(pd.NaT)) == ("12/07/2023", "12 Jul 2023", "–", "–")


def test_both_languages_have_texts_and_none_is_blank():
    for lang in LANGUAGES:
        assert texts(lang) and all(isinstance(text, str) and text.strip() for text in texts(lang).values())


def test_texts_cannot_be_changed_by_a_page():
    with pytest.raises(TypeError):
        texts("vi")["error.no_gain"] = ""


def test_vietnamese_texts_are_not_english_left_behind():
    """A text of four words and more without one Vietnamese letter was not translated."""
    left = []
    for key, text in texts("vi").items():
        words = re.findall(r"[^\W\d_]{2,}", re.sub(r"\{[^}]*\}|<[^>]*>", " ", text))
        if len(words) >= 4 and all(word.isascii() for word in words):
            left.append(key)
    assert left == []
