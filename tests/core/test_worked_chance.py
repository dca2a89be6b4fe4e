"""The worked examples of what may come: every figure in them computed another way."""

import math

import pytest

from dti_core import record, required
from dti_core.i18n import Translator
from dti_core.method_words import SECTIONS, examples
from dti_core.store import Store
from dti_core.worked_chance import effort, goal, missing, peers, three
from dti_core.worked_chance import record as back_tests

VI = Translator("vi")


@pytest.fixture(scope="module")
def store():
    store = Store.open(":memory:")
    yield store
    store.close()


@pytest.fixture(scope="module")
def rounds(store):
    return store.history("dti-province")


def test_the_common_growth_of_the_example_is_the_mean_of_what_was_published(rounds):
    """DOMAIN 3: +0.0996; Kon Tum holds rank 45 of 2022 with 0.5438."""
    found = peers(rounds[2], "VN-12", rounds, 45, VI)
    grown = 0.5438 + float((rounds[3].values() - rounds[2].values()).mean())
    assert f"**{VI.number(grown)}**" in found.lines[1]
    assert found.frame.iloc[0, 1:].tolist() == [0.5438] * 3


def test_the_models_step_can_be_redone_by_hand(rounds):
    said = peers(rounds[2], "VN-12", rounds, 45, VI).lines
    assert VI.number(math.log(0.5438 / (1 - 0.5438)), 3) in said[3]
    z = number(said[4].split(" thành ")[1].split(", tức")[0])
    assert 1 / (1 + math.exp(-z)) == pytest.approx(number(said[4].split("**")[1]), abs=2e-4)


def number(text: str) -> float:
    return float(text.replace(",", "."))


def test_the_three_numbers_are_those_of_the_issue(rounds):
    """Issue 3: possible +0.0548, certain +0.2496."""
    said = " ".join(three(rounds[2], "VN-12", rounds, 45, VI).lines)
    assert "+0,0548" in said and "+0,2496" in said


def test_the_plan_adds_up_to_what_is_missing(rounds):
    found = effort(rounds[2], "VN-12", rounds, 45, VI)
    assert found.frame.iloc[:, 3].sum() == pytest.approx(40.55) and "40,55" in found.lines[0]
    assert required(rounds[2], "VN-12", 45) == 0.5438 and "0,5438" in found.lines[0]


def test_the_small_knapsack_is_the_one_of_the_oracles(rounds):
    """ORACLES 9: A+B costs 11, C alone 10."""
    said = effort(rounds[2], "VN-12", rounds, 45, VI).lines[-2]
    assert "tốn 11" in said and "C, tốn **10**" in said


def test_the_record_says_where_the_model_fails(rounds):
    found = back_tests(record(rounds), rounds, VI)
    failed = [line for line in found.lines if "kém đứng yên" in line]
    assert len(found.frame) == 14 and len(failed) == 1 and "2023→2024" in failed[0]
    assert any("bộ chỉ số đổi" in line for line in found.lines)


def test_the_row_at_the_rank_itself_is_worth_most(rounds):
    found = missing(rounds[0], rounds, 45, VI)
    assert found.frame.iloc[0].tolist()[:2] == [45, 0.0] and "13/63" in found.lines[0]


def test_the_stated_target_is_used_only_among_as_many(rounds):
    assert goal(rounds[2], "VN-12", (45, 63)) == 45
    assert goal(rounds[5], "VN-12", (45, 63)) == rounds[5].rank()["VN-12"] - 5


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_section_has_words_for_every_round(store, language):
    for round_id in store.rounds()["round_id"]:
        table = store.table(round_id)
        for section in SECTIONS:
            for found in examples(section, store, table, table.entities[0], store.history(table.framework.index_id),
                                  Translator(language)):  # fmt: skip
                assert all(found.lines)
