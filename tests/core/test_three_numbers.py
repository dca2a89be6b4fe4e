"""Thresholds and the three numbers, on published rounds and small ones."""

import pytest

from conftest import toy
from dti_core import Bounds, Peers, missing_points, required, three_numbers
from dti_core.errors import ScoreError
from dti_core.store import Store


@pytest.fixture(scope="module")
def rounds():
    store = Store.open(":memory:")
    yield {year: store.table(f"province-{year}") for year in (2020, 2022, 2023, 2024)}
    store.close()


@pytest.mark.parametrize(("year", "value"), [(2022, 0.5438), (2023, 0.6584), (2024, 0.6647)])
def test_the_value_of_rank_45(rounds, year, value):
    """DOMAIN 3."""
    entity = "VN-12" if year < 2024 else "VN-89"  # Lai Châu is above the 45th in 2024
    assert required(rounds[year], entity, 45) == value


def test_three_numbers_of_lai_chau(rounds):
    """Issue 3: 2022→2023, rank 45: possible +0.0548, certain +0.2496, and the truth +0.1552 inside."""
    found = three_numbers(rounds[2022], "VN-12", 45, Bounds.seen_in([rounds[2022], rounds[2023]]))
    assert (found.gains[0], found.gains[2]) == (0.0548, 0.2496)
    assert found.holds(required(rounds[2023], "VN-12", 45))
    assert round(required(rounds[2023], "VN-12", 45) - found.own, 4) == 0.1552
    assert found.possible < found.even < found.certain


def test_the_bounds_seen_are_the_extreme_growths(rounds):
    bounds = Bounds.seen_in([rounds[2022], rounds[2023]])
    change = rounds[2023].values() - rounds[2022].values()
    assert (bounds.slowest, bounds.fastest) == (pytest.approx(change.min()), pytest.approx(change.max()))
    assert bounds.flags == () and "province-2023" in bounds.seen
    assert "fitted_across_break" in Bounds.seen_in([rounds[2023], rounds[2024]], across_break=True).flags


def test_even_odds_come_from_the_model_where_there_is_one(rounds):
    peers = Peers.model([rounds[2022], rounds[2023]])
    found = three_numbers(rounds[2023], "VN-12", 45, Bounds(-0.05, 0.25), peers)
    assert found.even == required(rounds[2023], "VN-12", 45, peers, 0.5)


def test_an_override_holds_in_all_three():
    found = three_numbers(toy(), "B", 1, Bounds(0.0, 0.2), Peers.shift(0.1).override({"A": 0.4}))
    assert (found.possible, found.even, found.certain) == (0.4, 0.45, 0.55)  # C has 0.35, 0.45, 0.55


def test_points_to_each_of_the_three():
    frame = three_numbers(toy(), "B", 1, Bounds(0.0, 0.1)).to_frame()
    assert frame["number"].tolist() == ["possible", "even", "certain"]
    assert frame["points"].tolist() == [missing_points(toy(), "B", value) for value in (0.6, 0.65, 0.7)]


def test_unknown_peers_move_possible_and_certain_apart(rounds):
    found = three_numbers(rounds[2020], "VN-12", 45, Bounds(0.0, 0.0))
    assert found.possible < found.certain


@pytest.mark.parametrize("bounds", [(0.2, 0.1), (float("nan"), 0.1)])
def test_bounds_the_wrong_way_round_are_refused(bounds):
    with pytest.raises(ScoreError, match="bounds"):
        Bounds(*bounds)


@pytest.mark.parametrize("confidence", [0, -0.1, 1.1])
def test_a_confidence_that_is_none_is_refused(confidence):
    with pytest.raises(ScoreError, match="confidence"):
        required(toy(), "B", 1, confidence=confidence)
