"""Why a rank moved: worked cases, Shapley values over every order, and the refusals."""

import itertools
import math
import random
from dataclasses import replace
from fractions import Fraction

import pytest

from conftest import toy, toy_framework
from dti_core.decompose import decompose
from dti_core.errors import ScoreError, UnknownCode
from dti_core.framework import Framework


@pytest.fixture
def pair(make, total_only):
    def build(old: list[int], new: list[int]):
        framework = total_only(points=100.0, decimals=2)
        return [
            make([x / 100 for x in values], framework, round_id=name) for values, name in ((old, "old"), (new, "new"))
        ]

    return build


def shapley(old: list[int], new: list[int]) -> list[Fraction]:
    """Mean over every order in which the entities (own first in the list) move from old to new, of the rank change."""
    parts = [Fraction(0)] * len(old)
    orders = list(itertools.permutations(range(len(old))))
    for order in orders:
        now = list(old)
        for mover in order:
            before = sum(peer > now[0] for peer in now[1:])
            now[mover] = new[mover]
            parts[mover] += Fraction(sum(peer > now[0] for peer in now[1:]) - before, len(orders))
    return parts


# -- worked cases --------------------------------------------------------------------------------------------------


def test_own_improvement_and_two_peers(pair):
    """ORACLES 20: peers 70 60 50 40 → 72 58 66 49, own 45 → 60: own −2, peers (0, 0, +½, +½)."""
    result = decompose(*pair([45, 70, 60, 50, 40], [60, 72, 58, 66, 49]), "E0")
    assert (result.rank_before, result.rank_after, result.total) == (4, 3, -1)
    assert (result.own, result.peers) == (-2, 1)
    assert result.frame["peer"].tolist() == [0, 0, 0.5, 0.5]


def test_a_move_that_changes_nothing(pair):
    """ORACLES 20b."""
    result = decompose(*pair([45, 50, 40], [45, 50, 44]), "E0")
    assert (result.own, result.peers, result.total) == (0, 0, 0) and (result.frame["peer"] == 0).all()


def test_a_crossing_is_shared_between_both(pair):
    """ORACLES 20c: one at a time from the base would say own −1, peer 0."""
    result = decompose(*pair([40, 50], [55, 60]), "E0")
    assert (result.own, result.peers, result.total) == (-0.5, 0.5, 0)


def test_who_passed_whom_is_named(pair):
    frame = decompose(*pair([50, 60, 40, 70], [65, 62, 68, 71]), "E0").frame.set_index("entity")
    assert frame["passed"].to_dict() == {"E1": "them", "E2": "us", "E3": ""}


def test_the_parts_are_the_shapley_values_over_every_order():
    rng = random.Random(20)
    framework = toy_framework(indicators=toy_framework().indicators[:1], composites=())
    cases = 0
    for _ in range(15):
        old, new = ([rng.randrange(8) for _ in range(5)] for _ in range(2))
        tables = [_table(values, framework) for values in (old, new)]
        result = decompose(*tables, "A0")
        expected = shapley(old, new)
        assert result.own == expected[0]
        assert result.frame["peer"].tolist() == expected[1:]
        assert result.own + result.frame["peer"].sum() == result.total == sum(expected)
        assert result.frame["own"].sum() == result.own
        cases += bool(expected[0])
    assert cases > 5


def _table(values: list[int], framework: Framework):
    import numpy as np
    import pandas as pd

    ids = [f"A{i}" for i in range(len(values))]
    base = toy()
    people = pd.DataFrame({name: "x" for name in base.people.columns}, index=pd.Index(ids, name="entity_id"))
    meta = replace(base.round, entity_count=len(ids))
    return type(base)(framework, meta, people, np.array(values, dtype=float)[:, None] / 100)


# -- published -----------------------------------------------------------------------------------------------------


def test_lai_chau_from_2022_to_2023(store):
    """Value 0.5032 → 0.6185, rank 53 → 54: own −19.5, peers +20.5, together +1."""
    result = decompose(store.table("province-2022"), store.table("province-2023"), "VN-12")
    assert (result.own, result.peers, result.total) == (-19.5, 20.5, 1)
    assert result.exact and result.flags == () and result.value_change == 0.1153
    assert result.frame["peer"].sum() == 20.5 and result.frame["own"].sum() == -19.5 and len(result.frame) == 62


def test_the_parts_of_2022_to_2023_add_up_for_all_63(store):
    before, after = store.table("province-2022"), store.table("province-2023")
    for entity in before.entities:
        result = decompose(before, after, entity)
        old, new = before.values(), after.values()
        mixed_new = 1 + (old.drop(entity) > new[entity]).sum()  # own moved, peers not
        mixed_old = 1 + (new.drop(entity) > old[entity]).sum()
        own = Fraction(int(mixed_new - result.rank_before) + int(result.rank_after - mixed_old), 2)
        assert result.own == own and result.own + result.peers == result.total


def test_lai_chau_from_2021_to_2022_is_known_within_bounds_that_add_up(store):
    """12 of 63 values of 2021 are known: total +5, own −25.5 to −23, peers +28 to +30.5."""
    result = decompose(store.table("province-2021"), store.table("province-2022"), "VN-12")
    assert result.total == 5 and not result.exact
    assert result.own_span == (-25.5, -23) and result.peers_span == (28, 30.5)
    assert math.isnan(result.own) and math.isnan(result.peers)
    assert result.own_span[0] + result.peers_span[1] == result.own_span[1] + result.peers_span[0] == 5


@pytest.mark.parametrize("years", [("province-2020", "province-2021"), ("province-2023", "province-2024")])
def test_another_framework_is_flagged(store, years):
    """ORACLES 21."""
    assert decompose(*(store.table(year) for year in years), "VN-12").flags == ("framework",)


def test_unknown_values_put_the_true_parts_inside_the_bounds(store):
    """2022 with 40 totals hidden, ranks kept: the exact split of everybody known stays inside its bounds."""
    before, after = store.table("province-2022"), store.table("province-2023")
    hidden = before.published.copy()
    hidden[::3, :] = math.nan
    partial = replace(before, published=hidden)
    for entity in before.entities[1::9]:
        if math.isnan(partial.value(entity)):
            continue
        exact, loose = decompose(before, after, entity), decompose(partial, after, entity)
        assert loose.own_span[0] <= exact.own <= loose.own_span[1] and loose.total == exact.total


# -- refusals ------------------------------------------------------------------------------------------------------


def refused(code: str, before, after, entity: str) -> ScoreError:
    with pytest.raises(ScoreError) as caught:
        decompose(before, after, entity)
    assert caught.value.code == code
    return caught.value


def test_another_set_of_entities_is_refused_with_the_numbers(store):
    """ORACLES 21: 63 and 34 provinces; 11 stayed as they were."""
    before, after = store.table("province-2022"), store.table("province-2024-34")
    stayed = len(set(before.entities) & set(after.entities))
    error = refused("incomparable_entities", before, after, "VN-12")
    assert (error.details["only_before"], error.details["only_after"]) == (63 - stayed, 34 - stayed)


def test_another_number_ranked_is_refused(make, total_only):
    refused("incomparable_entities", make([0.1, 0.2], total_only()), make([0.1, 0.2], total_only(), n=5), "E0")


def test_another_index_is_refused(store):
    refused("incomparable_index", store.table("province-2022"), store.table("commune-backan-2022"), "VN-12")


def test_unknown_own_figures_are_refused(store):
    error = refused("own_unknown", store.table("province-2021"), store.table("province-2022"), "VN-01")
    assert error.details == {"entity": "Hà Nội", "round": "province-2021"}


def test_an_unknown_entity_is_refused():
    with pytest.raises(UnknownCode):
        decompose(toy("before"), toy("after"), "Z")
