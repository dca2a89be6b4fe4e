"""Effort: convex greedy against enumeration; the common level of history against a scan of real gains."""

import itertools
import math

import numpy as np
import pytest

from dti_core.effort import CommonLevel, Separable, even, history, linear, to_steps
from dti_core.errors import ScoreError
from dti_core.store import Store


@pytest.fixture(scope="module")
def rounds():
    store = Store.open(":memory:")
    yield store.table("province-2022"), store.table("province-2023"), store.table("province-2024")
    store.close()


def test_linear_effort_takes_the_cheapest_first():
    """ORACLES 7: need 700, room (500, 300, 1000), effort a unit (2, 1, 4): 400, 300, 0 and 1100."""
    gains, effort = linear({"1": 2, "2": 1, "3": 4}).cheapest({"1": 500, "2": 300, "3": 1000}, 700)
    assert gains == {"2": 300, "1": 400} and effort * 100 == 1100


def test_convex_effort_fills_segments_in_order_of_price():
    """ORACLES 8: need 700; A (200, 1)(300, 5); B (300, 2)(300, 4); C (1000, 6): 200, 500, 0 and 1600."""
    effort = Separable({"A": [(2, 1), (3, 5)], "B": [(3, 2), (3, 4)], "C": [(10, 6)]})
    gains, cost = effort.cheapest({"A": 500, "B": 600, "C": 1000}, 700)
    assert gains == {"A": 200, "B": 500} and cost * 100 == 1600


@pytest.mark.parametrize("seed", range(30))
def test_greedy_equals_enumeration_for_convex_effort(seed):
    rng = np.random.default_rng(seed)
    segments = {
        code: list(zip(rng.integers(1, 4, 2) / 100, sorted(rng.integers(1, 9, 2).astype(float)), strict=True))
        for code in "abc"
    }
    rooms = {code: int(rng.integers(1, 7)) for code in "abc"}
    effort = Separable(segments)
    price = {
        code: [0.0, *itertools.accumulate([s / 100 for length, s in parts for _ in range(round(length * 100))])]
        for code, parts in segments.items()
    }
    tops = {code: min(rooms[code], len(price[code]) - 1) for code in "abc"}
    for need in range(sum(tops.values()) + 1):
        best = min(
            sum(price[code][steps] for code, steps in zip("abc", picks, strict=True))
            for picks in itertools.product(*(range(tops[code] + 1) for code in "abc"))
            if sum(picks) >= need
        )
        assert effort.cheapest(rooms, need)[1] == pytest.approx(best)
    with pytest.raises(ScoreError, match="only"):
        effort.cheapest(rooms, sum(tops.values()) + 1)


def test_even_effort_closes_the_same_share_of_every_room():
    gains, share = even().cheapest({"1": 1000, "2": 3000}, 2000)
    assert share == pytest.approx(0.5) and gains == {"1": 500, "2": 1500}


def test_history_is_the_least_quantile_of_real_gains_that_is_enough(rounds):
    before, after, _ = rounds
    effort = history(before, "VN-12", (before, after))
    rooms = {code: 10_000 for code in effort.gains}
    gains, level = effort.cheapest(rooms, 4055)
    real = {
        code: [after.points(one, code) - before.points(one, code) for one in before.entities] for code in effort.gains
    }
    total = {q: sum(max(0.0, float(np.quantile(real[code], q))) for code in real) for q in (level - 1e-3, level + 1e-3)}
    assert total[level - 1e-3] < 40.55 < total[level + 1e-3]
    assert sum(gains.values()) == 4055


def test_rarity_is_the_share_of_provinces_that_gained_as_much(rounds):
    before, after, _ = rounds
    effort = history(before, "VN-12", (before, after))
    gains = [200 * (after.value(one, "7") - before.value(one, "7")) for one in before.entities]
    assert effort.rarity("7", 20.0) == sum(gain >= 20 for gain in gains) / 63
    assert math.isnan(effort.rarity("unheard of", 1.0))


def test_gains_across_a_change_of_framework_are_no_measure(rounds):
    before, after, other = rounds
    with pytest.raises(ScoreError, match="not of the same framework"):
        history(before, "VN-12", (after, other))


@pytest.mark.parametrize(
    ("segments", "code"),
    [({"1": [(0, 1)]}, "bad_effort"), ({"1": [(1, -1)]}, "bad_effort"), ({"1": [(1, math.nan)]}, "bad_effort"),
     ({"1": [(1, 5), (1, 2)]}, "effort_not_convex")],
)  # fmt: skip
def test_effort_that_cannot_be_is_refused(segments, code):
    with pytest.raises(ScoreError) as refused:
        Separable(segments)
    assert refused.value.code == code


def test_a_price_below_nothing_is_refused():
    with pytest.raises(ScoreError):
        Separable(default=-1.0)


def test_rooms_are_cut_to_whole_hundredths():
    assert [to_steps(points) for points in (0.29, 40.559, 67.6, 150.065)] == [29, 4055, 6760, 15006]


def test_more_than_the_best_gain_ever_seen_is_out_of_reach():
    effort = CommonLevel({"1": np.array([1.0, 2.0])})
    assert effort.reachable({"1": 1000}) == 200
    with pytest.raises(ScoreError):
        effort.cheapest({"1": 1000}, 300)
