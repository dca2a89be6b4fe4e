"""63 → 34: by equal percentile and by value, on the published rounds."""

import math

import numpy as np
import pytest

from dti_core import bridge
from dti_core.bridge import equal_percentile, value_at
from dti_core.errors import ScoreError
from dti_core.store import Store
from tests.worlds import world


@pytest.fixture(scope="module")
def store():
    opened = Store.open(":memory:")
    yield opened
    opened.close()


def test_45_of_63_is_about_24_of_34(store):
    """DOMAIN 2: equal-percentile rank ≈ 24."""
    found = bridge(store.table("province-2024"), store.table("province-2024-34"), 45)
    assert found.by_percentile == 24 and found.percentile == pytest.approx(1 + 44 * 33 / 62)


def test_the_value_route_counts_who_is_above_that_value(store):
    """The 45th value of 2024 among 63 is 0.6647 (DOMAIN 3); among 34 its place is found by counting."""
    old, new = store.table("province-2024"), store.table("province-2024-34")
    found = bridge(old, new, 45)
    above = sum(value > 0.6647 for value in new.values())
    assert found.value == 0.6647 and found.by_value == (above + 1, above + 1)
    assert found.to_frame()["route"].tolist() == ["percentile", "value"]


@pytest.mark.parametrize(("year", "value"), [(2022, 0.5438), (2023, 0.6584), (2024, 0.6647)])
def test_the_value_is_that_of_the_year_asked(store, year, value):
    assert bridge(store.table(f"province-{year}"), store.table("province-2024-34"), 45).value == value


def test_an_entity_is_shown_in_both_sets_of_one_year(store):
    old, new = store.table("province-2024"), store.table("province-2024-34")
    own = bridge(old, new, 45, "VN-12", store.counterpart("VN-12", "province-2024-34")).own
    assert own.iloc[0][["rank", "of", "of_after"]].tolist() == [36, 63, 34]
    assert own["rank_after"].iloc[0] == new.rank()["VN-12"]
    assert bridge(store.table("province-2023"), new, 45, "VN-12", "VN-12").own.empty


def test_ends_stay_ends_and_better_stays_better():
    places = [equal_percentile(rank, 63, 34) for rank in range(1, 64)]
    assert (places[0], places[-1]) == (1, 34) and (np.diff(places) > 0).all()
    assert equal_percentile(1, 1, 34) == 1


@pytest.mark.parametrize("rank", [0, 64])
def test_a_rank_that_was_not_there_is_refused(store, rank):
    with pytest.raises(ScoreError, match=str(rank)):
        bridge(store.table("province-2024"), store.table("province-2024-34"), rank)


def test_rounds_of_other_indices_are_refused(store):
    with pytest.raises(ScoreError, match="different indices"):
        bridge(store.table("province-2024"), store.table("commune-backan-2022"), 45)


def test_a_value_that_is_not_known_leaves_the_value_route_open(store):
    found = bridge(store.table("province-2021"), store.table("province-2024-34"), 45)
    assert math.isnan(found.value) and found.by_value == (1, 34) and not found.agree


def test_the_heir_does_not_stand_in_its_own_way():
    before, after = world({"a": 0.5, "b": 0.4, "c": 0.3}), world({"x": 0.9, "y": 0.3})
    assert value_at(before, 2) == 0.4
    assert bridge(before, after, 2, "a", "x").by_value == (1, 1) and bridge(before, after, 2).by_value == (2, 2)
