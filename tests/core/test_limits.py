"""Side constraints: the mixed-integer plan against enumeration of every choice."""

import itertools
import math

import numpy as np
import pytest

from dti_core.errors import ScoreError
from dti_core.frontier import Frontier
from dti_core.limits import Choice, Limits, cheapest


def every_plan(choices, limits):
    """(gain, effort) of every allowed combination of whole choices."""
    by_code = {}
    for choice in choices:
        by_code.setdefault(choice.code, []).append(choice)
    for picks in itertools.product(*([None, *levels] for levels in by_code.values())):
        taken = [choice for choice in picks if choice]
        gains = {choice.code: choice.steps for choice in taken}
        efforts = {choice.code: choice.effort for choice in taken}
        if not limits.broken_by(gains, efforts):
            yield sum(gains.values()), sum(efforts.values())


def random_choices(rng, codes=5):
    return [
        Choice(str(code), int(rng.integers(1, 12)), float(rng.integers(1, 20)), True)
        for code in range(codes)
        for _ in range(rng.integers(1, 3))
    ]


@pytest.mark.parametrize("seed", range(25))
def test_limited_plans_equal_the_best_of_all_combinations(seed):
    rng = np.random.default_rng(seed)
    choices = random_choices(rng)
    limits = Limits(max_actions=int(rng.integers(1, 5)), needs={"0": ["1"]}, budgets={"agency": (["2", "3"], 15.0)})
    plans = list(every_plan(choices, limits))
    for need in (1, 6, 12, 18, 25, 40):
        expected = min((effort for gain, effort in plans if gain >= need), default=math.inf)
        found = cheapest(choices, need, limits)
        assert (math.inf if found is None else found[1]) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(10))
def test_without_limits_the_programme_and_the_solver_agree(seed):
    """ORACLES 32, 33: effort close to gain x 1000 is where the default gap of HiGHS is not minimal."""
    rng = np.random.default_rng(seed)
    gains = rng.integers(10, 60, 25)
    options = {str(i): [(int(gain), float(gain * 1000 + rng.integers(-40, 41)))] for i, gain in enumerate(gains)}
    frontier = Frontier.of(options)
    choices = [Choice(code, *levels[0], True) for code, levels in options.items()]
    need = int(gains.sum() * 0.4)
    assert cheapest(choices, need, Limits())[1] == pytest.approx(frontier.plan(need)[1], abs=1e-6)


def test_a_part_of_a_continuous_index_comes_back_in_whole_steps():
    gains, effort = cheapest([Choice("a", 100, 300.0, False), Choice("b", 50, 50.0, False)], 77, Limits())
    assert gains == {"a": 27, "b": 50} and effort == pytest.approx(50 + 27 * 3)


def test_a_budget_that_ends_within_a_step_is_kept_in_whole_steps():
    """Budget 5.5 at 1 a step: five of a, the sixth of b at 3; parts of steps would say 5.5 + 0.5 x 3."""
    choices = [Choice("a", 10, 10.0, False), Choice("b", 10, 30.0, False)]
    assert cheapest(choices, 6, Limits(budgets={"Sở": (["a"], 5.5)})) == ({"a": 5, "b": 1}, 8.0)


def test_nothing_to_choose_from_is_no_plan():
    assert cheapest([], 1, Limits(max_actions=1)) is None


def test_what_limits_forbid_is_no_plan():
    choices = [Choice("a", 5, 1.0, True), Choice("b", 5, 1.0, True)]
    assert cheapest(choices, 10, Limits(max_actions=1)) is None
    assert cheapest(choices, 10, Limits())[0] == {"a": 5, "b": 5}


def test_a_needed_action_that_does_not_exist_blocks_the_one_that_needs_it():
    assert cheapest([Choice("a", 5, 1.0, True)], 5, Limits(needs={"a": ["z"]})) is None


@pytest.mark.parametrize("bad", [{"max_actions": -1}, {"budgets": {"Sở": (["1"], -1.0)}}])
def test_limits_below_nothing_are_refused(bad):
    with pytest.raises(ScoreError):
        Limits(**bad)


def test_every_broken_limit_is_named():
    limits = Limits(max_actions=1, needs={"a": ["c"]}, budgets={"Sở Y": (["a", "b"], 3.0)})
    assert limits.broken_by({"a": 1, "b": 1}, {"a": 2.0, "b": 2.0}) == ["max_actions", "a", "Sở Y"]
