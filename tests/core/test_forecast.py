"""Forecasts of a whole round: against enumeration, and the memory of ranks."""

import itertools
import math

import numpy as np
import pytest

from dti_core import Peers, climatology, forecast, rank_memory
from dti_core.chance import Growth
from dti_core.errors import ScoreError
from dti_core.forecast import memory, normal_scores, standing_still
from dti_core.store import Store
from tests.worlds import world


@pytest.fixture(scope="module")
def history():
    store = Store.open(":memory:")
    yield store.history("dti-province")
    store.close()


def test_rows_are_distributions_and_ranks_are_all_given_out(history):
    """Each row ends in 1; the expected number of entities at rank k or better is at least k (ties share)."""
    found = forecast(history[3], Peers.model(history[2:4])).at_most
    assert (np.diff(found, axis=1) >= -1e-12).all() and (found[:, -1] == 1).all()
    assert found.sum(axis=0) == pytest.approx(np.arange(1, 64), abs=0.15)


def test_a_forecast_equals_enumeration_of_all_outcomes():
    """Three entities, two equally likely residuals, all far apart against the smoothing."""
    table = world({"a": 0.5, "b": 0.3, "c": 0.7}, decimals=6)
    steps = (-1.5, 1.5)
    found = forecast(table, Peers(chance=Growth(0.0, 0.0, 0.0, np.array(steps * 1000)))).at_most
    levels = [math.log(v / (1 - v)) for v in (0.5, 0.3, 0.7)]
    wanted = np.zeros((3, 3))
    for moves in itertools.product(steps, repeat=3):
        values = [level + move for level, move in zip(levels, moves, strict=True)]
        for row in range(3):
            wanted[row, sum(v > values[row] for v in values) :] += 1 / 8
    assert found == pytest.approx(wanted, abs=0.02)  # what the smoothing blurs


def test_frozen_peers_and_a_shift_say_that_nothing_changes(history):
    for peers in (Peers.frozen(), Peers.shift(0.03)):
        assert (forecast(history[3], peers).at_most == standing_still(history[3]).at_most).all()


def test_an_entity_set_by_hand_stays_where_it_was_put():
    table = world({"a": 0.5, "b": 0.4, "c": 0.7})
    model = Peers(chance=Growth(0.1, 0.0, 0.3, np.array([-0.1, 0.1])))
    assert forecast(table, model.override({"b": 1.0})).at_most[1].tolist() == pytest.approx([1, 1, 1])


def test_a_forecast_needs_every_total(history):
    with pytest.raises(ScoreError, match="13 of 63"):
        forecast(history[0], Peers.frozen())
    with pytest.raises(ScoreError, match="of 63"):
        rank_memory(history[0], 0.9)


def test_normal_scores_are_symmetric_and_best_is_highest():
    found = normal_scores(np.array([1.0, 2.0, 3.0, np.nan]), 3)
    assert found[0] == -found[2] > 0 and abs(found[1]) < 1e-12 and np.isnan(found[3])


def test_memory_is_near_the_correlation_of_normal_scores(history):
    """Issue 3: 0.86 from the pairs before 2022→2023 (2021→2022; the pair across the change of 2021 is left out)."""
    assert memory(history[:3]) == pytest.approx(0.86, abs=0.005)
    a, b = (normal_scores(t.rank().to_numpy(), 63) for t in history[2:4])
    assert memory(history[2:4]) == pytest.approx(np.corrcoef(a, b)[0, 1], abs=0.02)
    with pytest.raises(ScoreError):
        memory(history[:2])


def test_without_memory_every_rank_is_equally_likely(history):
    assert rank_memory(history[2], 0.0).at_most == pytest.approx(climatology(history[2]).at_most, abs=1e-3)


def test_with_full_memory_nothing_changes(history):
    table = world({"a": 0.5, "b": 0.4, "c": 0.7, "d": 0.1})
    assert (rank_memory(table, 0.99999).median == table.rank()).all()


def test_ranks_by_memory_equal_draws_of_the_same_model():
    table = world({f"e{i}": v for i, v in enumerate((0.9, 0.7, 0.6, 0.3, 0.1))})
    rho, rng = 0.8, np.random.default_rng(0)
    scores = normal_scores(table.rank().to_numpy(), 5)
    draws = rho * scores + math.sqrt(1 - rho**2) * rng.standard_normal((40_000, 5))
    ranks = 1 + (draws[:, None, :] > draws[:, :, None]).sum(axis=2)
    shares = (ranks[:, :, None] <= np.arange(1, 6)).mean(axis=0)
    assert rank_memory(table, rho).at_most == pytest.approx(shares, abs=0.012)
