"""Ranks under drawn weights and rounding: oracles, and other libraries' ranks of the same draws."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata

from dti_core import robustness
from dti_core.errors import ScoreError
from dti_core.robustness import rank_draws, total_draws
from dti_core.store import Store
from tests.worlds import world


@pytest.fixture(scope="module")
def store():
    opened = Store.open(":memory:")
    yield opened
    opened.close()


def places(points: list[list[float]], draws: int, seed: int = 0) -> np.ndarray:
    """Ranks by total in each draw, compared in parts of a millionth."""
    matrix = np.array(points)
    chunks = total_draws(matrix, np.ones(matrix.shape[1]), 0.25, draws, seed, 0.0, 1e6)
    return np.concatenate([rank_draws(units) for units in chunks])


def test_mirrored_entities_are_first_half_the_time():
    """ORACLES 24: 200,000 draws, within 0.0045 (four standard errors)."""
    ranks = places([[1, 0], [0, 1]], 200_000)
    assert abs((ranks[:, 0] == 1).mean() - 0.5) < 0.0045


def test_who_is_dominated_is_never_ahead():
    """ORACLES 24b: A=(.6,.5,.7), B=(.5,.5,.7): B never ahead of A."""
    ranks = places([[0.6, 0.5, 0.7], [0.5, 0.5, 0.7]], 10_000)
    assert (ranks[:, 1] >= ranks[:, 0]).all()


@pytest.mark.parametrize(("n", "most"), [(1, 5), (2, 1), (34, 30), (63, 10_000), (65, 10), (300, 10**9)])
def test_ranks_of_draws_equal_those_of_scipy_and_pandas(n, most):
    units = np.random.default_rng(n).integers(0, most + 1, (40, n))
    found = rank_draws(units)
    assert (found == rankdata(-units, method="min", axis=1)).all()
    assert (found == pd.DataFrame(units).rank(axis=1, method="min", ascending=False)).to_numpy().all()


@pytest.mark.parametrize("units", [[[-1, 2]], [[0, 2**62]]])
def test_units_that_cannot_be_packed_are_refused(units):
    with pytest.raises(ScoreError, match="whole units"):
        rank_draws(np.array(units))


def test_chunks_give_what_one_product_of_the_whole_would():
    rng = np.random.default_rng(5)
    points, most = rng.random((7, 4)), np.array([1.0, 2.0, 1.0, 1.0])
    whole = np.concatenate(list(total_draws(points, most, 0.3, 50, 1, 0.0, 1e4)))
    factors = np.random.default_rng(1).uniform(0.7, 1.3, (50, 4))
    wanted = np.einsum("dp,ep->de", factors, points) / (factors @ most)[:, None] * 1e4
    assert (whole == np.floor(wanted + 0.5 + 1e-6)).all()


def test_shares_are_shares_and_the_same_seed_gives_the_same(store):
    table = store.table("province-2022")
    one, two = robustness(table, draws=400, seed=3), robustness(table, draws=400, seed=3)
    assert (one.shares == two.shares).all() and np.allclose(one.shares.sum(axis=1), 1)
    assert (one.seed, one.draws, one.spread) == (3, 400, 0.25)
    assert (one.nominal == table.rank()).all()


def test_what_everybody_publishes_has_its_own_weight_and_the_rest_one(store):
    """2022 and 2023: four of eight main indices for all 63 (DOMAIN 2); 2024: only totals, so weights cannot matter."""
    assert robustness(store.table("province-2022"), draws=10).parts == ("3", "7", "8", "9", "rest")
    only = robustness(store.table("province-2024"), draws=50)
    assert only.parts == ("rest",) and (only.to_frame()["same"] > 0.3).all()


def test_without_spread_and_rounding_nothing_moves(store):
    table = store.table("province-2022")
    frame = robustness(table, 0.0, 20, rounding=False).to_frame()
    assert (frame["same"] == 1).all() and (frame["low"] == frame["high"]).all()


def test_rounding_splits_a_tie_about_evenly():
    table = world({"A": 0.5, "B": 0.5, "C": 0.2})
    found = robustness(table, 0.0, 4000)
    assert abs(found.probability("A", 1) - 0.5) < 0.04 and found.probability("C", 2) == 0
    assert found.interval("C", 0.9) == (3, 3)


def test_a_wider_spread_makes_ranks_less_firm(store):
    table = store.table("province-2022")
    firm = [robustness(table, spread, 500).to_frame()["same"].mean() for spread in (0.05, 0.25, 0.75)]
    assert firm[0] > firm[1] > firm[2]


def test_entities_without_a_total_are_left_out(store):
    table = store.table("province-2021")
    assert len(robustness(table, draws=10).entities) == int(table.values().notna().sum()) == 12


def test_points_are_ranked_as_points_are(store):
    table = store.table("agency-laocai-2022-a")
    assert (robustness(table, draws=20).to_frame()["nominal"] == table.rank().to_numpy()).all()


@pytest.mark.parametrize(("spread", "draws"), [(-0.1, 10), (1.1, 10), (0.2, 0)])
def test_a_spread_or_number_that_cannot_be_is_refused(store, spread, draws):
    with pytest.raises(ScoreError, match="spread"):
        robustness(store.table("province-2022"), spread, draws)


def test_a_round_without_totals_is_refused():
    with pytest.raises(ScoreError, match="No total"):
        robustness(world({"A": float("nan"), "B": float("nan")}))
