"""Peers: shifts, convergence, overrides and the model, against figures worked by hand or from the published rounds."""

import numpy as np
import pandas as pd
import pytest

from conftest import toy
from dti_core import Field, Peers, ladder, required, simulate
from dti_core.errors import ScoreError, UnknownCode
from dti_core.store import Store
from tests.worlds import peers_of, world


@pytest.fixture(scope="module")
def rounds():
    store = Store.open(":memory:")
    yield {year: store.table(f"province-{year}") for year in (2020, 2021, 2022, 2023, 2024)}
    store.close()


def moved(peers: Peers, values: list[float]) -> list[float]:
    table = peers_of(values)
    return peers.move(table.units[:, 0], table)[1:].tolist()


def test_a_tenth_of_the_remaining_gap_closed_gives_the_published_integers():
    """ORACLES 30: 6100 6050 6050 5990 become 6490 6445 6445 6391, and an own 6395 is 4th."""
    table = peers_of([0.61, 0.605, 0.605, 0.599], own=0.6395)
    mean = float(np.mean([0.6395, 0.61, 0.605, 0.605, 0.599]))
    peers = Peers.converge(0.1 * (1 - mean), 0.1)
    assert peers.move(table.units[:, 0], table)[1:].tolist() == [6490, 6445, 6445, 6391]
    assert simulate(table, "me", {}, peers).rank_still == 4


def test_frozen_peers_are_frozen_and_nothing_else_is():
    assert Peers.frozen().is_frozen and Peers.shift(0.0).is_frozen
    assert not Peers.shift(0.01).is_frozen and not Peers.override({"A": 0.5}).is_frozen
    assert moved(Peers.frozen(), [0.61, 0.599]) == [6100, 5990]


def test_a_shift_stops_at_the_maximum_and_at_zero():
    assert moved(Peers.shift(0.05), [0.97, 0.5]) == [10_000, 5500]
    assert moved(Peers.shift(-0.05), [0.03, 0.5]) == [0, 4500]


def test_convergence_without_slope_is_a_shift():
    assert moved(Peers.converge(0.0123, 0.0), [0.61, 0.2]) == moved(Peers.shift(0.0123), [0.61, 0.2])


def test_convergence_from_history_is_the_regression_of_growth_on_level(rounds):
    """2022→2023: mean growth 0.0996, slope -0.35 (DOMAIN 3); numpy's own least squares says the same."""
    peers = Peers.converge(history=[rounds[2022], rounds[2023]])
    old, new = rounds[2022].values().to_numpy(), rounds[2023].values().to_numpy()
    slope, _ = np.polyfit(old, new - old, 1)
    assert peers.slope == pytest.approx(-slope) and round(peers.slope, 2) == 0.34
    assert round(peers.growth, 4) == 0.0996 and peers.flags == ("one_pair",)


def test_a_set_slope_wins_over_history(rounds):
    peers = Peers.converge(slope=0.2, history=[rounds[2022], rounds[2023]])
    assert peers.slope == 0.2 and round(peers.growth, 4) == 0.0996


def test_an_override_works_on_the_class_and_on_any_assumption():
    values = [0.61, 0.605]
    assert moved(Peers.override({"p1": 0.7}), values) == [6100, 7000]
    assert moved(Peers.shift(0.01).override({"p1": 0.7}), values) == [6200, 7000]
    twice = Peers.shift(0.01).override({"p1": 0.7}).override({"p0": 0.4, "p1": 0.3})
    assert moved(twice, values) == [4000, 3000]


def test_an_override_decides_who_is_overtaken():
    table = toy()
    assert simulate(table, "B", {}, Peers.override({"C": 0.9})).rank_after == 3
    assert simulate(table, "B", {}, Peers.override({"A": 0.5})).rank_after == 1  # a tie is enough


@pytest.mark.parametrize("value", [-0.1, float("nan"), 1.2])
def test_an_impossible_override_is_refused(value):
    with pytest.raises(ScoreError, match="A") as caught:
        Field.of(toy(), "B", Peers.override({"A": value}))
    assert caught.value.code == "bad_override"


def test_an_override_of_nobody_is_refused():
    with pytest.raises(UnknownCode, match="Z"):
        Field.of(toy(), "B", Peers.override({"Z": 0.5}))


@pytest.mark.parametrize("make", [lambda: Peers.shift(float("nan")), lambda: Peers.converge(0.1, float("inf"))])
def test_numbers_that_are_none_are_refused(make):
    with pytest.raises(ScoreError):
        make()


def test_convergence_without_numbers_and_history_says_what_it_needs():
    with pytest.raises(ScoreError, match="history"):
        Peers.converge(0.1)


@pytest.mark.parametrize("fit", [Peers.model, lambda h, **k: Peers.converge(history=h, **k)])
def test_fitting_across_a_break_is_refused_or_flagged(rounds, fit):
    """The framework changed in 2024."""
    pair = [rounds[2023], rounds[2024]]
    with pytest.raises(ScoreError, match="province-2024") as caught:
        fit(pair)
    assert caught.value.code == "across_break"
    assert "fitted_across_break" in fit(pair, across_break=True).flags


def test_a_fit_on_few_values_or_one_pair_is_flagged(rounds):
    assert Peers.model([rounds[2021], rounds[2022]]).flags == ("few_values", "one_pair")
    assert Peers.model([rounds[2021], rounds[2022], rounds[2023]]).flags == ()


def test_a_model_applied_to_another_framework_is_flagged(rounds):
    peers = Peers.model([rounds[2022], rounds[2023]])
    assert "applied_across_break" in peers.flags_on(rounds[2024])
    assert "applied_across_break" not in peers.flags_on(rounds[2023])


def test_too_little_history_is_refused(rounds):
    with pytest.raises(ScoreError, match="two or more"):
        Peers.model([rounds[2022]])
    few = world({"a": 0.5, "b": 0.4}, year=2021), world({"a": 0.6, "b": 0.5}, year=2022)
    with pytest.raises(ScoreError, match="5 are needed"):
        Peers.model(few)
    with pytest.raises(ScoreError, match="set of entities"):
        Peers.model([toy(), world({"a": 0.5})])


def test_the_model_is_the_pooled_regression_on_the_logit_scale(rounds):
    """One slope, an intercept a pair, by least squares with dummies; the shock from the spread of the two means."""
    growth = Peers.model([rounds[2021], rounds[2022], rounds[2023]]).chance
    rows, steps, means = [], [], []
    for pair, (old, new) in enumerate(((2021, 2022), (2022, 2023))):
        both = pd.DataFrame({"old": rounds[old].values(), "new": rounds[new].values()}).dropna()
        level = np.log(both["old"] / (1 - both["old"]))
        step = np.log(both["new"] / (1 - both["new"])) - level
        rows += [(x, float(pair == 0), float(pair == 1)) for x in level - level.mean()]
        steps += list(step)
        means.append(step.mean())
    found, residuals, *_ = np.linalg.lstsq(np.array(rows), np.array(steps), rcond=None)
    assert growth.reversion == pytest.approx(-found[0]) and growth.mean == pytest.approx(np.mean(means))
    assert growth.shock == pytest.approx(np.std(means, ddof=1) * np.sqrt(1.5))
    assert (growth.residuals**2).mean() == pytest.approx(residuals[0] / (len(steps) - 3))


def test_with_one_pair_the_shock_is_as_large_as_the_growth_seen(rounds):
    growth = Peers.model([rounds[2022], rounds[2023]]).chance
    assert growth.shock == growth.mean > 0
    assert Peers.model([rounds[2022], rounds[2023]], shock=0.1).chance.shock == 0.1


def test_a_models_one_answer_is_everybodys_median_move(rounds):
    """The median of 20,001 draws of each province is within a few units of where `simulate` puts it."""
    peers = Peers.model([rounds[2022], rounds[2023]], shock=0.05)
    table = rounds[2023]
    from dti_core.peers import middle_logit

    centre = peers.chance.centre(table.units[:, 0], middle_logit(table), 10_000)
    draws = peers.chance.draw(centre, 10_000, np.random.default_rng(1), 20_001)
    assert np.abs(np.median(draws, axis=0) - peers.move(table.units[:, 0], table)).max() < 40


def test_every_assumption_serves_simulate_ladder_and_required(rounds):
    table = rounds[2023]
    draws = pd.DataFrame({"VN-48": [0.9, 0.8], "VN-79": [0.7, 0.9]})
    for peers in (
        Peers.frozen(), Peers.shift(0.01), Peers.converge(0.02, 0.3), Peers.model([rounds[2022], rounds[2023]]),
        Peers.draws(draws), Peers.shift(0.01).override({"VN-48": 0.2}),
    ):  # fmt: skip
        assert simulate(table, "VN-12", {}, peers).rank_after >= 1
        assert len(ladder(table, "VN-12", peers)) > 0
        assert 0 <= required(table, "VN-12", 45, peers) <= 1


def test_growth_stays_within_the_scale(rounds):
    model = Peers.model([rounds[2022], rounds[2023]])
    units = model.move(rounds[2023].units[:, 0], rounds[2023])
    assert units.min() >= 0 and units.max() <= 10_000 and (units == units.round()).all()


def test_published_ranks_bound_only_while_the_order_is_kept():
    """C is known to be 2nd with 0.50; with C set to 0.20 nothing is known of the unpublished B any more."""
    table = world({"A": 0.6, "B": np.nan, "C": 0.5, "D": 0.4}, ranks={"A": 1, "C": 2, "B": 3, "D": 4})
    assert Field.of(table, "D", Peers.shift(0.01)).rank_span(5100) == (2, 2)
    assert Field.of(table, "D", Peers.override({"C": 0.2})).rank_span(3000) == (3, 3)


def test_a_steep_slope_turns_intervals_round_and_not_inside_out():
    table = world({"A": 0.6, "B": np.nan, "C": 0.5})
    field = Field.of(table, "C", Peers.converge(0.0, 1.5))
    assert (field.low <= field.high).all()


def test_nobody_is_above_the_maximum_even_when_most_are_unknown():
    table = world({"A": 0.6}, n=100)
    assert Field.of(table, "A").rank_span(table.framework.top) == (1, 1)
    assert required(table, "A", 50) == 1.0


@pytest.mark.parametrize("values", [[[np.nan]], [[]]])
def test_draws_with_blanks_are_refused(values):
    with pytest.raises(ScoreError, match="without blanks"):
        Peers.draws(pd.DataFrame(values, columns=["A"][: len(values[0])]).iloc[: 1 if values[0] else 0])
