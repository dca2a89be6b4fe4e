"""The chance of each rank: exact against enumeration, closed forms and Monte Carlo."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import toy
from dti_core import Peers, probability_curve, rank_distribution, required
from dti_core.chance import Growth
from dti_core.distribution import at_most, at_most_of, at_value, count_pmf, peers_above, quantile, reached
from dti_core.errors import ScoreError
from dti_core.forecast import forecast
from dti_core.peers import Field
from dti_core.store import Store
from tests.worlds import peers_of, world


@pytest.fixture(scope="module")
def rounds():
    store = Store.open(":memory:")
    yield {year: store.table(f"province-{year}") for year in (2020, 2022, 2023, 2024)}
    store.close()


def growth(mean=0.0, reversion=0.0, shock=0.0, residuals=(0.0,), **more) -> Growth:
    return Growth(mean, reversion, shock, np.array(residuals, dtype=float), **more)


def test_poisson_binomial_of_five_unequal_chances():
    """ORACLES 27."""
    assert count_pmf([0.1, 0.2, 0.3, 0.4, 0.5]).round(4).tolist() == [0.1512, 0.3714, 0.3274, 0.1274, 0.0214, 0.0012]


@pytest.mark.parametrize("seed", range(5))
def test_poisson_binomial_equals_enumeration(seed):
    p = np.random.default_rng(seed).random((3, 7))
    found = count_pmf(p)
    for row, chances in enumerate(p):
        wanted = np.zeros(8)
        for outcome in itertools.product((0, 1), repeat=7):
            wanted[sum(outcome)] += math.prod(c if hit else 1 - c for hit, c in zip(outcome, chances, strict=True))
        assert found[row] == pytest.approx(wanted, abs=1e-12)


@given(st.data())
def test_a_few_of_many_counted_early_are_the_sum_of_their_chances(data):
    n = data.draw(st.integers(1, 12))
    p = np.array(data.draw(st.lists(st.lists(st.floats(0, 1), min_size=n, max_size=n), min_size=1, max_size=4)))
    for count in range(n):
        assert at_most_of(p, count) == pytest.approx(count_pmf(p)[:, : count + 1].sum(axis=1), abs=1e-12)


@pytest.mark.parametrize("hidden", [(), ("p1",), ("p1", "p4", "p7")])
@pytest.mark.parametrize(("shock", "residuals"), [(0.3, (-0.4, 0.0, 0.1, 0.3)), (0.0, (-0.2, 0.2)), (0.2, (0.05,))])
def test_one_rank_asked_for_alone_has_the_chance_it_has_among_all(hidden, shock, residuals):
    """Also where peers are unknown, or not even named, and at both ends of the scale."""
    values = {f"p{row}": float(value) for row, value in enumerate(np.linspace(0.2, 0.9, 12))}
    table = world({"me": 0.5} | values | dict.fromkeys(hidden, np.nan), n=14)
    field = Field.of(table, "me", Peers(chance=growth(0.1, 0.1, shock, residuals)))
    owns = np.array([0, 1, 1500, 4000, 5000, 5001, 7000, 9000, 9999, 10000])
    least, most = at_most(field, owns)
    for rank in (1, 2, 6, 12, 13, 14, 15):
        found = reached(field, owns, rank)
        assert found[0] == pytest.approx(least[:, min(rank, 14) - 1], abs=1e-12)
        assert found[1] == pytest.approx(most[:, min(rank, 14) - 1], abs=1e-12)


@pytest.mark.parametrize("confidence", [0.005, 0.5, 0.8, 0.99, 1.0])
def test_the_least_value_for_a_chance_is_the_first_that_has_it(rounds, confidence):
    """Against a look at every whole unit around it, among all ranks."""
    for year, rank in ((2023, 1), (2023, 45), (2023, 62), (2024, 30)):
        field = Field.of(rounds[year], "VN-12", Peers.model([rounds[2022], rounds[2023]]))
        found = quantile(field, rank, confidence)
        near = np.arange(max(found - 3, 0), min(found + 3, 10_000) + 1)
        enough = at_most(field, near)[0][:, rank - 1] >= confidence - 1e-12
        assert near[enough][0] == found


def test_given_draws_and_fixed_peers_are_asked_rank_by_rank_too():
    table = world({"me": 0.5, "a": 0.4, "b": 0.6, "c": 0.55})
    owns = np.array([3000, 5500, 6500])
    models = [
        Peers.draws(pd.DataFrame(np.array(YEARS) / 100, columns=["a", "b", "c"])),
        Peers(chance=growth(0.1, 0.0, 0.1, (-0.2, 0.0, 0.2))).override({"a": 0.7}),
    ]
    for peers in models:
        field = Field.of(table, "me", peers)
        for rank in (1, 2, 3, 4):
            for found, wanted in zip(reached(field, owns, rank), at_most(field, owns), strict=True):
                assert found.tolist() == wanted[:, rank - 1].tolist()


YEARS = [(60, 50, 40), (55, 58, 41), (62, 49, 57), (48, 47, 46), (70, 65, 30)]


def test_chance_constraint_on_given_draws():
    """ORACLES 12: five draws of three peers; the second largest is 50, 55, 57, 47, 65."""
    table = world({"me": 0.1, "a": 0.5, "b": 0.5, "c": 0.5})
    peers = Peers.draws(pd.DataFrame(np.array(YEARS) / 100, columns=["a", "b", "c"]))
    for confidence, wanted in ((0.2, 0.47), (0.6, 0.55), (0.8, 0.57), (0.81, 0.65), (1, 0.65)):
        assert required(table, "me", 2, peers, confidence) == wanted
    found = at_value(Field.of(table, "me", peers), 5700)
    assert [found.probability(k) for k in (1, 2, 3, 4)] == [0.2, 0.8, 1, 1]
    assert found.pmf.round(12).tolist() == [0.2, 0.6, 0.2, 0]
    assert (found.method, found.draws) == ("counted", 5)


def test_the_confidence_is_not_lost_to_floats():
    """ORACLES 13: 55 of 100 draws are 0.55; ceil(0.55 * 100) in floats says 56."""
    table = world({"me": 0.0, "a": 0.5})
    peers = Peers.draws(pd.DataFrame({"a": np.arange(100) / 10_000}))
    assert required(table, "me", 1, peers, 0.55) == 0.0054
    for share in range(1, 101):
        assert required(table, "me", 1, peers, share / 100) == (share - 1) / 10_000


@pytest.mark.parametrize("seed", range(6))
def test_a_quantile_of_the_threshold_is_what_the_chance_says(seed):
    """Brute force over every own value of a small scale."""
    rng = np.random.default_rng(seed)
    table = world({"me": 0.2, **{f"p{i}": v for i, v in enumerate(rng.uniform(0.2, 0.8, 5).round(2))}}, decimals=2)
    years = pd.DataFrame(rng.integers(0, 101, (7, 5)) / 100, columns=[f"p{i}" for i in range(5)])
    for peers in (Peers.draws(years), Peers(chance=growth(0.2, 0.3, 0.2, rng.normal(0, 0.3, 9)))):
        field = Field.of(table, "me", peers)
        for rank, confidence in itertools.product((1, 3, 5), (0.1, 0.5, 0.9, 1.0)):
            least = next(own for own in range(101) if at_value(field, own).probability(rank) >= confidence - 1e-12)
            assert required(table, "me", rank, peers, confidence) == least / 100


def test_exchangeable_peers():
    """ORACLES 25: own and 62 peers alike: P(rank <= 45) = 45/63."""
    table = world({f"e{place:02}": 0.5 for place in range(63)}, decimals=6)
    found = forecast(table, Peers(chance=growth(residuals=np.random.default_rng(3).normal(0, 0.5, 400), strata=1)))
    assert found.at_most[7, 44] == pytest.approx(45 / 63, abs=2e-4)


def test_own_value_at_the_peers_median():
    """ORACLES 26: 62 peers alike, each above with chance one half: P(rank <= 32) = BinCDF(31; 62, 0.5)."""
    table = world({"me": 0.5, **{f"p{i}": 0.5 for i in range(62)}}, decimals=6)
    peers = Peers(chance=growth(residuals=(-0.4, -0.1, 0.1, 0.4)))
    wanted = sum(math.comb(62, i) for i in range(32)) / 2**62
    found = at_value(Field.of(table, "me", peers), 500_000).probability(32)
    assert wanted == pytest.approx(0.5504618, abs=5e-8) and found == pytest.approx(wanted, abs=1e-4)


def test_a_shock_shared_by_everybody_changes_no_rank(rounds):
    """ORACLES 28: on the logit scale a common step keeps every order; only rounding ties can differ."""
    peers = Peers.model([rounds[2022], rounds[2023]], shock=0.3)
    without, with_it = forecast(rounds[2023], peers), forecast(rounds[2023], peers, shared_shock=True)
    assert np.abs(without.at_most - with_it.at_most).max() < 0.004
    table = world({"a": 0.4, "b": 0.5, "c": 0.6, "d": 0.5}, decimals=6)
    alone = forecast(table, Peers(chance=growth(0.3, shock=0.5)), shared_shock=True)
    assert np.abs(alone.at_most - forecast(table, Peers.frozen()).at_most).max() < 1e-12


@pytest.mark.parametrize("shock", [0.0, 0.4])
def test_equal_growth_on_the_logit_scale_keeps_last_years_ranks(shock):
    """ORACLES 29: residuals {0}, any shock: among the peers the order of last year holds in every draw."""
    values = [0.7, 0.61, 0.52, 0.35, 0.2]
    table = peers_of(values)
    model = growth(0.25, shock=shock)
    from dti_core.peers import middle_logit

    centre = model.centre(table.units[:, 0], middle_logit(table), table.framework.top)
    years = model.draw(centre, table.framework.top, np.random.default_rng(0), 500)[:, 1:]
    assert (np.diff(years, axis=1) < 0).all()
    assert (forecast(table, Peers(chance=model)).median == [4, 1, 2, 3, 5, 6]).all()


@pytest.mark.parametrize("own", [5800, 6600, 7400, 8200])
def test_exact_and_drawn_agree_within_monte_carlo_error(rounds, own):
    """20,000 draws: greatest distance of the distribution functions, Dvoretzky-Kiefer-Wolfowitz at 1e-4."""
    field = Field.of(rounds[2023], "VN-12", Peers.model([rounds[2022], rounds[2023]]))
    exact, drawn = at_value(field, own), at_value(field, own, seed=own, draws=20_000)
    assert np.abs(exact.least - drawn.least).max() < math.sqrt(math.log(2 / 1e-4) / 2 / 20_000)
    assert (drawn.method, drawn.draws, drawn.seed, exact.method, exact.draws) == ("drawn", 20_000, own, "exact", 0)


def test_the_same_seed_draws_the_same(rounds):
    peers = Peers.model([rounds[2022], rounds[2023]])
    one, two, other = (rank_distribution(rounds[2023], "VN-12", {}, peers, seed, draws=500) for seed in (1, 1, 2))
    assert (one.least == two.least).all() and (one.least != other.least).any()


@pytest.mark.parametrize("shock", [0.05, 0.2, None])
def test_the_steps_of_the_shock_are_fine_enough(rounds, shock):
    """Against four thousand steps: below 1e-5."""
    history = [rounds[2022], rounds[2023]]
    few, many = (Peers.model(history, shock=shock, strata=count) for count in (64, 4000))
    for own in (6000, 7000, 8000):
        distance = [at_value(Field.of(rounds[2023], "VN-12", peers), own).least for peers in (few, many)]
        assert np.abs(distance[0] - distance[1]).max() < 1e-5


def test_the_chance_above_is_the_share_of_residuals_smoothed():
    """One residual far above, three far below, own in the middle: a quarter above."""
    table = peers_of([0.5], own=0.5)
    field = Field.of(table, "me", Peers(chance=growth(residuals=(-2.0, -2.1, -1.9, 2.0))))
    assert peers_above(field, np.array([5000]), field.start_low)[0, 0, 0] == pytest.approx(0.25, abs=0.02)


def test_smoothing_keeps_the_variance_of_the_residuals():
    residuals = np.random.default_rng(0).normal(0, 0.2, 60)
    model = growth(residuals=residuals)
    points = model.residual_midpoints(20_000)
    assert points.var() == pytest.approx(residuals.var(), rel=0.01) and points.mean() == pytest.approx(
        residuals.mean(), abs=1e-3
    )


def test_peers_that_do_not_move_by_chance_make_it_certain():
    found = rank_distribution(toy(), "B", {}, Peers.frozen())
    assert found.method == "certain" and found.pmf.tolist() == [0, 1, 0]
    assert (found.median, found.interval(0.8), found.probability(99)) == (2, (2, 2), 1.0)


def test_an_overridden_peer_stands_where_it_was_put(rounds):
    model = Peers.model([rounds[2022], rounds[2023]])
    everybody = {entity: 0.0 for entity in rounds[2023].entities if entity != "VN-48"}
    found = at_value(Field.of(rounds[2023], "VN-12", model.override(everybody)), 5000)
    alone = peers_above(Field.of(rounds[2023], "VN-12", model), np.array([5000]), rounds[2023].units[:, 0])
    assert found.probability(2) == 1.0
    assert 1 - found.probability(1) == pytest.approx(float(model.chance.shocks[1] @ alone[0][:, _column(rounds[2023])]))


def _column(table) -> int:
    return [e for e in table.entities if e != "VN-12"].index("VN-48")


def test_unknown_peers_widen_the_result(rounds):
    """2020: 50 of 63 totals are not published; with them all at the bottom or at the top the bounds are met."""
    model = Peers.model([rounds[2022], rounds[2023]])
    table = rounds[2020]
    found = at_value(Field.of(table, "VN-12", model), 3500)
    low, high = found.probability_span(45)
    assert 0 <= low < high <= 1 and found.probability(45) == low and np.isnan(found.pmf).all()
    assert found.interval(0.8)[0] < found.interval(0.8)[1]


def test_bounds_hold_for_any_value_of_an_unknown_peer():
    model = Peers(chance=growth(0.1, 0.0, 0.1, (-0.2, 0.0, 0.2)))
    hidden = world({"me": 0.5, "a": 0.55, "b": 0.45, "c": np.nan})
    span = at_value(Field.of(hidden, "me", model), 5200)
    for value in (0.0, 0.3, 0.5, 0.7, 1.0):
        known = world({"me": 0.5, "a": 0.55, "b": 0.45, "c": value})
        middle = Growth(0.1, 0.0, 0.1, np.array([-0.2, 0.0, 0.2]))  # no reversion: the mean of the round has no part
        exact = at_value(Field.of(known, "me", Peers(chance=middle)), 5200)
        assert (span.least <= exact.least + 1e-12).all() and (exact.least <= span.most + 1e-12).all()


def test_peers_not_even_named_may_be_anywhere():
    """One known of four: the other two peers besides "a" are above or below."""
    table = world({"me": 0.5, "a": 0.4}, n=4)
    found = at_value(Field.of(table, "me", Peers(chance=growth())), 5000)
    assert found.least.tolist() == [0, 0, 1, 1] and found.most.tolist() == [1, 1, 1, 1]


def test_the_distribution_rises_with_the_own_value(rounds):
    curve = probability_curve(rounds[2023], "VN-12", 45, Peers.model([rounds[2022], rounds[2023]]))
    assert curve["low"].is_monotonic_increasing and curve["value"].is_monotonic_increasing and len(curve) <= 100
    assert curve["low"].iloc[0] < 0.01 and curve["low"].iloc[-1] > 0.99


def test_the_curve_meets_the_required_values(rounds):
    peers = Peers.model([rounds[2022], rounds[2023]])
    for confidence in (0.2, 0.5, 0.8):
        value = required(rounds[2023], "VN-12", 45, peers, confidence)
        chances = probability_curve(rounds[2023], "VN-12", 45, peers, [value - 0.0001, value])["low"]
        assert chances[0] < confidence <= chances[1]


def test_without_a_confidence_even_odds_are_required(rounds):
    peers = Peers.model([rounds[2022], rounds[2023]])
    assert required(rounds[2023], "VN-12", 45, peers) == required(rounds[2023], "VN-12", 45, peers, 0.5)


def test_the_last_place_is_always_reached(rounds):
    """ORACLES 16, 17: a target of the last place needs nothing; alone one is first."""
    peers = Peers.model([rounds[2022], rounds[2023]])
    assert required(rounds[2023], "VN-12", 63, peers, 0.99) == 0.0
    assert rank_distribution(rounds[2023], "VN-12", {}, peers).probability(63) == 1.0
    alone = world({"me": 0.3})
    assert at_value(Field.of(alone, "me", Peers(chance=growth())), 3000).probability(1) == 1.0


def test_an_interval_holds_what_it_says(rounds):
    found = rank_distribution(rounds[2023], "VN-12", {"DTI": 60.0}, Peers.model([rounds[2022], rounds[2023]]))
    for level in (0.5, 0.8, 0.9):
        low, high = found.interval(level)
        before = found.probability(low - 1) if low > 1 else 0.0
        assert found.probability(high) - before >= level
    assert found.interval(0.5)[0] <= found.median <= found.interval(0.5)[1]


@pytest.mark.parametrize("ask", [lambda d: d.probability(0), lambda d: d.probability(1.5), lambda d: d.interval(1.0)])
def test_questions_without_sense_are_refused(ask):
    with pytest.raises(ScoreError):
        ask(rank_distribution(toy(), "B", {}, Peers.frozen()))


@pytest.mark.parametrize("bad", [{"residuals": ()}, {"shock": -1.0}, {"mean": float("nan")}, {"strata": 0}])
def test_a_model_that_cannot_be_is_refused(bad):
    with pytest.raises(ScoreError, match="model"):
        growth(**bad)
