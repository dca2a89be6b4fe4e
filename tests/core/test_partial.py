"""What partly known figures allow: the oracles, and brute force over every possible completion."""

import itertools

import numpy as np
import pytest

from dti_core import Pairs, rank_within, threshold_span, worth_most
from dti_core.errors import DtiError, ScoreError
from dti_core.partial import total_from_mean
from dti_core.store import Store
from tests.worlds import world


@pytest.fixture(scope="module")
def rounds():
    store = Store.open(":memory:")
    yield {year: store.table(f"province-{year}") for year in (2020, 2021, 2022)}
    store.close()


KNOWN, LOW, HIGH = [7000, 6000], [5000] * 3, [6500] * 3


@pytest.mark.parametrize(("total", "ranks"), [(None, (2, 5)), (16300, (2, 3)), (19000, (4, 5))])
def test_ranks_from_intervals_and_a_sum(total, ranks):
    """ORACLES 22: own 6200; known 7000, 6000; three unknown in [5000, 6500]."""
    whole = None if total is None else (total + 13000, total + 13000)
    assert rank_within(6200, KNOWN + LOW, KNOWN + HIGH, whole) == ranks


@pytest.mark.parametrize("seed", range(40))
def test_ranks_from_a_sum_equal_enumeration(seed):
    rng = np.random.default_rng(seed)
    low = rng.integers(0, 5, 4)
    high = low + rng.integers(0, 5, 4)
    own = int(rng.integers(0, 9))
    floor = int(rng.integers(low.sum(), high.sum() + 1))
    total = floor, min(int(high.sum()), floor + int(rng.integers(0, 2)))
    seen = [
        1 + sum(value > own for value in values)
        for values in itertools.product(*(range(a, b + 1) for a, b in zip(low, high, strict=True)))
        if total[0] <= sum(values) <= total[1]
    ]
    assert rank_within(own, low, high, total) == (min(seen), max(seen))


def test_a_sum_that_cannot_be_is_refused():
    with pytest.raises(ScoreError, match="15000 to 19500"):
        rank_within(6200, LOW, HIGH, (20000, 20000))
    with pytest.raises(ScoreError, match="empty"):
        rank_within(6200, [5], [4])


def test_a_mean_bounds_the_sum_of_the_unknown():
    """Mean 0.5787 of 63 with 4 decimals: the sum is within 63 half units of 63 * 5787."""
    assert total_from_mean(0.5787, 4, 63) == (364_550, 364_612)
    assert total_from_mean(0.5787, 4, 63, [5032]) == (359_518, 359_580)


SEEDS = [(8002, 1), (7163, 2), (7024, 3), (6975, 4), (6924, 5), (6214, 21), (6077, 25), (5796, 32), (5266, 49)]


@pytest.mark.parametrize(
    ("own", "ranks"), [(8100, (1, 1)), (6500, (6, 21)), (6214, (21, 21)), (6000, (26, 32)), (5796, (32, 32))]
)
def test_ranks_from_value_and_rank_pairs(own, ranks):
    """ORACLES 23: pairs of 2022, n = 63."""
    assert Pairs.of([(units / 1e4, rank) for units, rank in SEEDS], 63, 4).rank_span(own / 1e4) == ranks


def test_contradictory_pairs_are_named():
    """ORACLES 23b."""
    with pytest.raises(ScoreError) as caught:
        Pairs.of([(0.5, 10), (0.55, 12)], 63, 4, ["Đắk Nông", "Sơn La"])
    assert "Đắk Nông" in str(caught.value) and "Sơn La" in str(caught.value)


@pytest.mark.parametrize("pairs", [[(0.5, 10), (0.5, 11)], [(0.5, 10), (0.6, 10)]])
def test_the_same_value_has_the_same_rank_and_the_other_way_round(pairs):
    with pytest.raises(ScoreError):
        Pairs.of(pairs, 63, 4)


@pytest.mark.parametrize("seed", range(20))
def test_bounds_from_pairs_hold_the_truth_and_are_tight(seed):
    """All completions of five values on a small scale that agree with two or three seen pairs."""
    rng = np.random.default_rng(seed)
    truth = np.sort(rng.integers(0, 6, 5))[::-1]
    ranks = np.array([1 + (truth > value).sum() for value in truth])
    seen = rng.choice(5, rng.integers(1, 4), replace=False)
    pairs = Pairs.of([(truth[i] / 10, int(ranks[i])) for i in seen], 5, 1, top=5)
    thresholds = {k: set() for k in range(1, 6)}
    for other in itertools.product(range(6), repeat=5 - len(seen)):
        values = np.array([*truth[seen], *other])
        if all(1 + (values > truth[i]).sum() == ranks[i] for i in seen):
            for k in thresholds:
                thresholds[k].add(int(np.sort(values)[::-1][k - 1]))
    for k, found in thresholds.items():
        low, high = pairs.threshold(k)
        assert round(low * 10) <= min(found) and max(found) <= round(high * 10)
        assert round(high * 10) - max(found) <= 1 and min(found) - round(low * 10) <= 1  # ties not seen cost a unit


def test_two_rows_bound_the_45th_value_of_2022_and_one_more_halves_it(rounds):
    """DOMAIN 4.8: [0.5032, 0.6386]; the truth 0.5438 is inside; one more published row halves that."""
    pairs = Pairs.of([(0.5032, 53), (0.6386, 11)], 63, 4)
    assert pairs.threshold(45) == (0.5032, 0.6386)
    worth = pairs.worth(45)
    assert worth["rank"].iloc[0] == 45 and worth["expected"].iloc[0] == 0
    halving = worth[worth["expected"] <= (0.6386 - 0.5032) / 2]
    assert 40 in set(halving["rank"]) and rounds[2022].value("VN-72") == 0.5638 and rounds[2022].rank()["VN-72"] == 40
    richer = Pairs.of([(0.5032, 53), (0.6386, 11), (0.5638, 40)], 63, 4).threshold(45)
    assert richer == (0.5032, 0.5638) and richer[1] - richer[0] < (0.6386 - 0.5032) / 2


def test_pairs_of_a_full_round_fix_every_threshold(rounds):
    pairs = Pairs.from_table(rounds[2022])
    ordered = np.sort(rounds[2022].values())[::-1]
    assert all(pairs.threshold(k) == (ordered[k - 1], ordered[k - 1]) for k in range(1, 64))


def test_the_threshold_of_a_round_is_bounded_by_all_that_is_published(rounds):
    assert threshold_span(rounds[2022], 45) == (0.5438, 0.5438)
    for year in (2020, 2021):
        low, high = threshold_span(rounds[year], 45)
        pairs = Pairs.from_table(rounds[year]).threshold(45)
        assert pairs[0] <= low <= high <= pairs[1]


def test_the_figure_that_decides_is_worth_most():
    """The 2nd value is 0.5 to 0.9, whichever C has; C's total settles it, and B's rank."""
    table = world({"A": 0.9, "B": 0.5, "C": np.nan, "D": 0.1})
    found = worth_most(table, rank=2)
    assert found["entity"].tolist() == ["C"] and found["now"].iloc[0] == 0.4 and found["worst"].iloc[0] == 0
    own = worth_most(table, entity="B")
    assert (own["now"].iloc[0], own["expected"].iloc[0]) == (1, 0)


def test_a_figure_far_from_the_question_is_worth_less():
    table = world({"A": np.nan, "B": np.nan, "C": 0.5, "D": 0.3}, ranks={"A": 1, "B": 3, "C": 2, "D": 4})
    found = worth_most(table, rank=3)
    assert found["entity"].tolist() == ["B", "A"] and found["worst"].tolist() == [0, found["now"].iloc[0]]


def test_a_question_is_one_of_two(rounds):
    with pytest.raises(DtiError, match="rank, entity"):
        worth_most(rounds[2021])
    with pytest.raises(ScoreError):
        threshold_span(rounds[2021], 64)
    with pytest.raises(ScoreError):
        Pairs.of([(0.5, 1)], 3, 1).threshold(0)
