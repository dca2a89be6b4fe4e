"""Steps: one dynamic programme answers all targets; checked by enumerating every combination."""

import itertools
import math

import numpy as np
import pytest

from dti_core.effort import Separable
from dti_core.frontier import Frontier


def every_plan(options):
    """All (gain, effort) of taking one option or none of each code."""
    levels = [[(0, 0.0), *parts] for parts in options.values()]
    return [(sum(g for g, _ in picks), sum(e for _, e in picks)) for picks in itertools.product(*levels)]


def least(plans, need):
    return min((effort for gain, effort in plans if gain >= need), default=math.inf)


def random_options(rng, codes=4):
    return {
        str(code): [(int(rng.integers(1, 9)), float(rng.integers(1, 20))) for _ in range(rng.integers(1, 4))]
        for code in range(codes)
    }


def test_greedy_by_ratio_is_wrong_and_the_programme_is_right():
    """ORACLES 9: A(6, 5) B(5, 6) C(10, 10); need 10 -> C alone at 10, while greedy takes A + B at 11."""
    frontier = Frontier.of({"A": [(6, 5)], "B": [(5, 6)], "C": [(10, 10)]})
    assert frontier.plan(10) == ({"C": 10}, 10.0)
    assert frontier.efforts().tolist() == [0] + [5] * 6 + [10] * 4 + [11] + [15] * 5 + [21] * 5


def test_levels_of_one_indicator_exclude_each_other():
    """ORACLES 10: A (4, 3) or (9, 8), B (3, 4); 13 must not be made from A4 + A9."""
    frontier = Frontier.of({"A": [(4, 3), (9, 8)], "B": [(3, 4)]})
    assert frontier.efforts().tolist() == [0, 3, 3, 3, 3, 7, 7, 7, 8, 8, 12, 12, 12]
    assert frontier.plan(13) is None


def test_steps_and_continuous_gains_together():
    """ORACLES 11: step (6, 5); continuous 3 at 1 and 4 at 2; need 0 … 14."""
    frontier = Frontier.of({"S": [(6, 5)]})
    pieces = [(1.0, "c", 3), (2.0, "c", 4)]
    found = [frontier.with_continuous(pieces, need) for need in range(15)]
    assert [effort for _, effort in found[:14]] == [0, 1, 2, 3, 5, 5, 5, 6, 7, 8, 10, 12, 14, 16]
    assert found[14] is None


@pytest.mark.parametrize("seed", range(40))
def test_every_target_equals_the_best_of_all_combinations(seed):
    options = random_options(np.random.default_rng(seed))
    frontier, plans = Frontier.of(options), every_plan(options)
    for need in range(frontier.most + 2):
        expected, found = least(plans, need), frontier.plan(need)
        assert (math.inf if found is None else found[1]) == expected
        if found:
            gains, effort = found
            assert sum(gains.values()) >= need
            assert effort == sum(min(e for g, e in options[code] if g == gain) for code, gain in gains.items())


@pytest.mark.parametrize("seed", range(20))
def test_steps_with_convex_pieces_equal_the_best_of_all_combinations(seed):
    rng = np.random.default_rng(1000 + seed)
    options = random_options(rng, codes=3)
    effort = Separable({"c": [(0.03, 100.0), (0.04, 250.0)]})  # 3 steps at 1, 4 at 2.5
    pieces = effort.pieces({"c": 7})
    frontier, plans = Frontier.of(options), every_plan(options)
    smooth = [0, 1, 2, 3, 5.5, 8, 10.5, 13]
    for need in range(frontier.most + 8):
        expected = min(least(plans, need - steps) + cost for steps, cost in enumerate(smooth))
        found = frontier.with_continuous(pieces, need)
        assert (math.inf if found is None else found[1]) == pytest.approx(expected)


def test_the_grain_does_not_change_the_answer():
    coarse = Frontier.of({"A": [(60, 5)], "B": [(50, 6)], "C": [(100, 10)]})
    assert coarse.grain == 10 and coarse.plan(95) == ({"C": 100}, 10.0)
