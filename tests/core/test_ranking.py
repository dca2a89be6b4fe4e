"""Ranks and possible ranks against every completion of what is not known."""

import itertools
import random

import numpy as np
import pandas as pd
import pytest

from dti_core.ranking import above, bounds, contradictions, count_above, rank, sharpen

NAN = float("nan")


def ranks_of(values: tuple[int, ...]) -> list[int]:
    return [1 + sum(other > value for other in values) for value in values]


# -- complete figures ----------------------------------------------------------------------------------------------


def test_equal_values_share_a_rank_and_the_next_is_skipped():
    """ORACLES 1 (Thanh Hóa = Vĩnh Phúc 0.4880 in 2021, both 12th)."""
    assert rank([0.6419, 0.5872, 0.4880, 0.4880, 0.4626], 4).tolist() == [1, 2, 3, 3, 5]


def test_all_equal_are_all_first():
    """ORACLES 15."""
    assert rank([5, 5, 5, 5], 0).tolist() == [1, 1, 1, 1]


def test_one_alone_is_first_and_nobody_has_no_rank():
    """ORACLES 16."""
    assert rank([5], 0).tolist() == [1]
    assert rank([], 0).tolist() == []


def test_a_missing_value_has_no_rank_and_takes_no_place():
    """ORACLES 18: a zero is a value, a blank is not."""
    np.testing.assert_array_equal(rank([0.4, NAN, 0.0, 0.3], 4), [1, NAN, 3, 2])


def test_values_that_differ_below_the_published_place_are_tied():
    """ORACLES 31: 0.1 + 0.2 against 0.3."""
    assert rank([0.1 + 0.2, 0.3], 4).tolist() == [1, 1]
    assert rank([0.50321, 0.50324], 4).tolist() == [1, 1]


def test_ranks_agree_with_pandas_on_random_tables():
    rng = np.random.default_rng(63)
    for _ in range(50):
        values = rng.integers(0, 12, size=20) / 100
        values[rng.random(20) < 0.2] = NAN
        expected = pd.Series(values).round(2).rank(method="min", ascending=False)
        np.testing.assert_array_equal(rank(values, 2), expected)


def test_draws_lead_and_the_last_axis_is_ranked():
    draws = np.array([[[0.3, 0.2], [0.1, 0.2]], [[0.2, 0.2], [NAN, 0.1]]])
    np.testing.assert_array_equal(rank(draws, 1), [[[1, 2], [2, 1]], [[1, 1], [NAN, 1]]])


def test_nobody_is_above_through_a_missing_value():
    assert above(np.array([3.0, NAN, 5.0]), 3.0) == 1


# -- partial figures -----------------------------------------------------------------------------------------------


def completions(low: list[int], high: list[int]) -> list[tuple[int, ...]]:
    return list(itertools.product(*(range(a, b + 1) for a, b in zip(low, high, strict=True))))


def random_case(rng: random.Random, n: int) -> tuple[list[int], list[int]]:
    low = [rng.randrange(1, 6) for _ in range(n)]
    return low, [rng.choice([a, a, rng.randrange(a, 7)]) for a in low]


def arrays(*columns: list[float]) -> list[np.ndarray]:
    return [np.array(column, dtype=float) for column in columns]


def test_bounds_without_ranks_are_attained_by_some_completion():
    rng = random.Random(22)
    for _ in range(60):
        low, high = random_case(rng, 4)
        unseen = rng.randrange(0, 2)
        every = [ranks_of(values) for values in completions(low + [0] * unseen, high + [9] * unseen)]
        best, worst = bounds(*arrays(low, high), 4 + unseen)
        assert best.tolist() == [min(ranks[i] for ranks in every) for i in range(4)]
        assert worst.tolist() == [max(ranks[i] for ranks in every) for i in range(4)]


def with_some_ranks(rng: random.Random) -> tuple[list[int], list[int], list[float], list[tuple[int, ...]]]:
    """Intervals, some of the ranks of one completion, and every completion that has these ranks."""
    low, high = random_case(rng, 5)
    true = ranks_of(rng.choice(completions(low, high)))
    given = [value if rng.random() < 0.5 else NAN for value in true]
    agree = [
        values
        for values in completions(low, high)
        if all(g != g or g == r for g, r in zip(given, ranks_of(values), strict=True))
    ]
    return low, high, given, agree


def test_published_ranks_never_exclude_a_completion_that_has_them():
    rng = random.Random(1224)
    narrowed = 0
    for _ in range(120):
        low, high, given, agree = with_some_ranks(rng)
        least, most = sharpen(*arrays(low, high, given))
        narrowed += (least > low).any() or (most < high).any()
        best, worst = bounds(least, most, 5, np.array(given))
        for values in agree:
            assert (least <= values).all() and (values <= most).all()
            ranks = np.array(ranks_of(values))
            assert (best <= ranks).all() and (ranks <= worst).all()
    assert narrowed > 20


def test_pairs_alone_bound_the_number_above_and_some_completion_attains_it():
    """DOMAIN §4.8: the formula against every completion; five entities, two or three pairs known, 0 … 12 possible."""
    rng = random.Random(8)
    for _ in range(40):
        true = tuple(rng.choice((2, 4, 6, 8, 10)) for _ in range(5))
        known = set(rng.sample(range(5), rng.randrange(2, 4)))
        ranks = [r if i in known else NAN for i, r in enumerate(ranks_of(true))]
        low = [true[i] if i in known else 0 for i in range(5)]
        high = [true[i] if i in known else 12 for i in range(5)]
        agree = [
            values
            for values in completions(low, high)
            if all(g != g or g == r for g, r in zip(ranks, ranks_of(values), strict=True))
        ]
        for own in range(1, 12):
            counts = [sum(value > own for value in values) for values in agree]
            fewest, most = count_above(own, own, *arrays(low, high, ranks), 5)
            assert fewest <= min(counts) and max(counts) <= most
            if own in true and own in {true[i] for i in known}:
                assert (fewest, most) == (min(counts), max(counts))


PAIRS = {8002: 1, 7163: 2, 7024: 3, 6975: 4, 6924: 5, 6214: 21, 6077: 25, 5796: 32, 5266: 49}


@pytest.mark.parametrize(
    ("own", "expected"), [(8100, (1, 1)), (6500, (6, 21)), (6214, (21, 21)), (6000, (26, 32)), (5796, (32, 32))]
)
def test_ranks_that_the_published_pairs_of_2022_allow(own, expected):
    """ORACLES 23: nine (value, rank) pairs of 63, nothing else."""
    low, ranks = arrays(list(PAIRS), list(PAIRS.values()))
    fewest, most = count_above(own, own, low, low, ranks, 63)
    assert (1 + fewest, 1 + most) == expected


def test_known_and_bounded_peers_leave_ranks_two_to_five():
    """ORACLES 22: own 6200 among 7000, 6000 and three unknown in 5000 … 6500."""
    low, high = arrays([6200, 7000, 6000, 5000, 5000, 5000], [6200, 7000, 6000, 6500, 6500, 6500])
    best, worst = bounds(low, high, 6)
    assert (best[0], worst[0]) == (2, 5)


# -- contradictions ------------------------------------------------------------------------------------------------


def test_a_higher_value_with_a_worse_rank_is_a_contradiction():
    """ORACLES 23b: (0.5000, 10) and (0.5500, 12)."""
    assert contradictions(*arrays([5000, 5500], [10, 12])) == [(1, 0)]


def test_a_higher_value_with_the_same_rank_is_a_contradiction():
    assert contradictions(*arrays([5000, 5500], [10, 10])) == [(1, 0)]


def test_an_equal_value_with_another_rank_is_a_contradiction_told_once():
    assert contradictions(*arrays([5000, 5000], [10, 11])) == [(0, 1)]


def test_pairs_of_a_true_ranking_never_contradict_each_other():
    rng = random.Random(5)
    for _ in range(30):
        values = tuple(rng.randrange(6) for _ in range(8))
        keep = [r if rng.random() < 0.7 else NAN for r in ranks_of(values)]
        assert contradictions(*arrays(list(values), keep)) == []


def test_what_is_missing_contradicts_nothing():
    assert contradictions(*arrays([5000, NAN, 5500], [NAN, 1, 12])) == []
