"""What the others do, and what it makes of a rank: against enumeration and the worked cases."""

import itertools
import math
import random

import numpy as np
import pytest

from conftest import toy
from dti_core.errors import ScoreError, UnknownCode
from dti_core.peers import Field, Peers

NAN = float("nan")


@pytest.mark.parametrize("growth", [NAN, math.inf, -math.inf])
def test_a_growth_that_is_no_number_is_refused(growth):
    with pytest.raises(ScoreError) as caught:
        Peers.shift(growth)
    assert caught.value.code == "bad_growth"


def test_frozen_is_a_shift_by_nothing():
    assert Peers.frozen() == Peers.shift(0.0) == Peers()
    assert Peers.frozen().is_frozen and not Peers.shift(0.01).is_frozen


def test_a_shift_moves_by_whole_units_and_stops_at_both_ends(make, total_only):
    table = make([0.9990, 0.5000, 0.0010], total_only())
    assert Peers.shift(0.05).move(table.units[:, 0], table).tolist() == [10_000, 5500, 510]
    assert Peers.shift(-0.05).move(table.units[:, 0], table).tolist() == [9490, 4500, 0]
    assert Peers.shift(0.1 + 0.2).move(table.units[:, 0], table).tolist() == [10_000, 8000, 3010]
    assert math.isnan(Peers.shift(0.05).move(np.array([NAN]), table)[0])


def test_an_unknown_entity_has_no_field():
    with pytest.raises(UnknownCode):
        Field.of(toy(), "Z")


def test_an_exact_field_counts_who_is_strictly_above(make, total_only):
    field = Field.of(make([0.5, 0.7, 0.6, 0.6, 0.1], total_only()), "E0")
    assert field.exact and field.unseen == 0
    assert {own: field.rank_span(own) for own in (7000, 6999, 6000, 5999, 999)} == {
        7000: (1, 1), 6999: (2, 2), 6000: (2, 2), 5999: (4, 4), 999: (5, 5),
    }  # fmt: skip


def test_the_threshold_of_a_rank_is_the_least_own_total_that_reaches_it(make, total_only):
    """DOMAIN §4.1, by trying every own total."""
    rng = random.Random(41)
    framework = total_only(decimals=2)
    for _ in range(10):
        totals = [rng.randrange(0, 101) / 100 for _ in range(rng.randrange(1, 7))]
        field = Field.of(make(totals, framework), "E0")
        peers = [round(100 * value) for value in totals[1:]]
        for k in range(1, len(totals) + 2):
            least = next(own for own in range(101) if 1 + sum(peer > own for peer in peers) <= k)
            assert field.thresholds(k) == (least, least)


def test_thresholds_with_unknown_peers_hold_for_every_completion(make, total_only):
    """Three peers of ten units: one known, one ranked, one unknown; possible and certain by enumeration."""
    rng = random.Random(7)
    framework = total_only(points=10.0, decimals=1)
    for _ in range(15):
        true = [rng.randrange(11) for _ in range(4)]
        ranks = [1 + sum(other > value for other in true) for value in true]
        given = [ranks[0], ranks[1], ranks[2] if rng.random() < 0.7 else NAN, NAN]
        table = make([true[0] / 10, true[1] / 10, NAN, NAN], framework, ranks=given)
        field = Field.of(table, "E0")
        worlds = [
            (a, b)
            for a, b in itertools.product(range(11), repeat=2)
            if all(
                g != g or g == 1 + sum(other > value for other in (true[0], true[1], a, b))
                for g, value in zip(given, (true[0], true[1], a, b), strict=True)
            )
        ]
        assert (true[2], true[3]) in worlds
        for own in range(11):
            counts = [1 + sum(peer > own for peer in (true[1], a, b)) for a, b in worlds]
            best, worst = field.rank_span(own)
            assert best <= min(counts) and max(counts) <= worst
        for k in range(1, 5):
            possible, certain = field.thresholds(k)
            assert field.rank_span(possible)[0] <= k and field.rank_span(certain)[1] <= k
            assert all(field.rank_span(own)[0] > k for own in range(possible))
            assert all(field.rank_span(own)[1] > k for own in range(certain))


def test_nobody_unseen_is_above_the_maximum(store):
    """One commune of 108 is published: the first place is certain at the full 900 points only."""
    field = Field.of(store.table("commune-backan-2022"), "VN-06-XUANLAC")
    assert field.unseen == 107
    assert field.thresholds(1) == (31014, 90_000) or field.thresholds(1)[1] == 90_000
    assert field.thresholds(25)[1] == 31014 and field.thresholds(108) == (0, 0)
    assert field.rank_span(90_000) == (1, 1) and field.rank_span(31014) == (25, 25)


def test_published_ranks_still_bound_peers_that_all_moved(store):
    """2021, 12 of 63 known: with everybody up by 0.05, 0.3850 stands where 0.3350 stood, 48th."""
    table = store.table("province-2021")
    still, moved = Field.of(table, "VN-12"), Field.of(table, "VN-12", Peers.shift(0.05))
    assert not still.exact
    assert still.rank_span(3350) == (48, 48) == moved.rank_span(3850)
    assert still.rank_span(6419)[0] == moved.rank_span(6919)[0] == 1


@pytest.mark.parametrize("own", [8100, 6500, 6214, 6000, 5796])
def test_pairs_of_2022_bound_an_own_value_that_is_not_among_them(make, total_only, own):
    """ORACLES 23 through the field: nine pairs of 63; a newcomer takes the place of an unpublished province."""
    pairs = {8002: 1, 7163: 2, 7024: 3, 6975: 4, 6924: 5, 6214: 21, 6077: 25, 5796: 32, 5266: 49}
    expected = {8100: (1, 1), 6500: (6, 21), 6214: (21, 21), 6000: (26, 32), 5796: (32, 32)}[own]
    table = make([NAN, *(value / 10_000 for value in pairs)], total_only(), ranks=[NAN, *pairs.values()], n=63)
    best, worst = Field.of(table, "E0").rank_span(own)
    assert best in (expected[0] - 1, expected[0]) and worst == expected[1]  # its old place may have been above
