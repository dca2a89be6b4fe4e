"""Plans are the best of every possible one: small tables, every whole hundredth of every index tried."""

import itertools
import math
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import toy_framework
from dti_core import Limits, Peers, ScoreTable, Separable, plan, room, simulate
from dti_core.framework import Indicator
from dti_core.scores import Round

CODES = ("1", "2", "3")
PATIENT = settings(deadline=None, max_examples=40)  # the first plan waits for SciPy
Gains = Mapping[str, int]  # hundredths of a point


def small(own: tuple[int, ...], maxima: tuple[int, ...], peers: list[int], rounding: str) -> ScoreTable:
    """A total of a fraction of a point; own and maxima in hundredths of a point, peers' values in percent."""
    whole = sum(maxima)
    leaves = (
        Indicator(code, "DTI", "main", code, code, most / 100, True) for code, most in zip(CODES, maxima, strict=True)
    )
    tree = (Indicator("DTI", None, "total", "Tổng", "Total", whole / 100, True), *leaves)
    framework = toy_framework(indicators=tree, composites=(), rounding=rounding)
    ids = ["me", *(f"p{row}" for row in range(len(peers)))]
    people = pd.DataFrame(
        {"name_vi": ids, "name_en": ids, "level": "province", "parent_id": "VN", "region_id": "N"},
        index=pd.Index(ids, name="entity_id"),
    )
    published = np.full((len(ids), 4), np.nan)
    published[1:, 0] = np.array(peers) / 100
    published[0, 0] = (100 * sum(own) // whole if rounding == "floor" else round(100 * sum(own) / whole)) / 100
    published[0, 1:] = [mine / most for mine, most in zip(own, maxima, strict=True)]
    meta = Round("small", "toy", 2022, "nhỏ", "small", len(ids), None, "toy")
    return ScoreTable(framework, meta, people, published)


@st.composite
def tables(draw: st.DrawFn) -> ScoreTable:
    maxima = draw(st.sampled_from([(10, 5, 5), (5, 10, 10), (4, 1, 5)]))  # a hundredth of each is a whole percent
    own = tuple(draw(st.integers(0, most)) for most in maxima)
    peers = draw(st.lists(st.integers(0, 100), min_size=1, max_size=4))
    return small(own, maxima, peers, draw(st.sampled_from(["half_up", "half_even", "floor"])))


segments = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 9)), min_size=1, max_size=2).map(
    lambda parts: sorted(((length / 100, float(slope)) for length, slope in parts), key=lambda part: part[1])
)
efforts = st.builds(Separable, st.dictionaries(st.sampled_from(CODES), segments), st.integers(0, 5).map(float))
caps = st.dictionaries(st.sampled_from(CODES), st.integers(0, 8).map(lambda cap: cap / 100), max_size=2)
locks = st.lists(st.sampled_from(CODES), unique=True, max_size=1)
levels = st.lists(st.integers(1, 8), min_size=1, max_size=3).map(lambda gains: [gain / 100 for gain in gains])
steps = st.dictionaries(st.sampled_from(CODES), levels, min_size=1)
limits = st.builds(
    Limits, st.sampled_from([None, 1, 2]), st.sampled_from([{}, {"1": ["2"]}]),
    st.floats(0, 0.4).map(lambda most: {"agency": (("1", "2"), most)}) | st.just({}),
)  # fmt: skip


def cost(effort: Separable, code: str, gain: int) -> float:
    """Effort of a gain, hundredth by hundredth; infinite beyond the segments."""
    if code not in effort.segments:
        return gain * effort.default / 100
    prices = [slope / 100 for length, slope in effort.segments[code] for _ in range(round(length * 100))]
    return math.fsum(prices[:gain]) if gain <= len(prices) else math.inf


def every(table: ScoreTable, caps: Mapping, locked: list, steps: Mapping) -> Iterator[Gains]:
    """Every combination of gains within room, caps, locks and steps."""
    choices = []
    for code in CODES:
        most = 0 if code in locked else round(min(room(table, "me", code)[0], caps.get(code, 9.0)) * 100)
        choices.append([0, *(round(s * 100) for s in steps[code])] if code in steps else range(most + 1))
        choices[-1] = [gain for gain in choices[-1] if gain <= most]
    return (dict(zip(CODES, gains, strict=True)) for gains in itertools.product(*choices))


def reaches(table: ScoreTable, gains: Gains, rank: int) -> bool:
    return simulate(table, "me", {code: gain / 100 for code, gain in gains.items()}).rank_after <= rank


def least(table: ScoreTable, rank: int, effort: Separable, plans: Iterator[Gains]) -> float:
    """The least effort of the plans that reach the rank: the cheapest are tried first."""
    priced = sorted(((sum(cost(effort, code, gain) for code, gain in plan.items()), row, plan)
                     for row, plan in enumerate(plans)))  # fmt: skip
    known: dict[int, bool] = {}
    for price, _, gains in priced:
        if known.setdefault(sum(gains.values()), False) or reaches(table, gains, rank):
            return price
    return math.inf


def found(table: ScoreTable, rank: int, **asked: object) -> float:
    """The effort of the plan, infinite when there is none; a plan is proven, and none has no gains."""
    answer = plan(table, "me", rank, **asked)
    if not answer.reached:
        assert answer.gains == {} and not answer.shortfall <= 0
        return math.inf
    assert answer.simulation.rank_after <= rank
    return answer.effort


@PATIENT
@given(tables(), st.integers(1, 5), efforts, caps, locks)
def test_weights(table, rank, effort, caps, locked):
    wanted = least(table, rank, effort, every(table, caps, locked, {}))
    assert found(table, rank, effort=effort, caps=caps, locked=locked) == pytest.approx(wanted)


@PATIENT
@given(tables(), st.integers(1, 5), efforts, caps, locks, steps)
def test_steps(table, rank, effort, caps, locked, steps):
    wanted = least(table, rank, effort, every(table, caps, locked, steps))
    assert found(table, rank, effort=effort, caps=caps, locked=locked, steps=steps) == pytest.approx(wanted)


@PATIENT
@given(tables(), st.integers(1, 5), efforts, locks, steps | st.just({}), limits)
def test_limits(table, rank, effort, locked, steps, limits):
    plans = (
        plan for plan in every(table, {}, locked, steps)
        if not limits.broken_by(plan, {code: cost(effort, code, gain) for code, gain in plan.items()})
    )  # fmt: skip
    wanted = least(table, rank, effort, plans)
    assert found(table, rank, effort=effort, locked=locked, steps=steps, limits=limits) == pytest.approx(wanted)


@PATIENT
@given(tables(), st.integers(1, 5), caps, locks)
def test_an_even_share_of_what_is_missing(table, rank, caps, locked):
    """Between two levels at which some index gains one more hundredth nothing changes: those alone are tried."""
    most = {code: 0 for code in CODES} | {
        code: max(gains[code] for gains in every(table, caps, locked, {})) for code in CODES
    }
    wanted = math.inf
    for level in sorted({gain / whole for whole in most.values() if whole for gain in range(whole + 1)} | {0.0}):
        if reaches(table, {code: math.floor(level * whole + 1e-9) for code, whole in most.items()}, rank):
            wanted = level
            break
    assert found(table, rank, caps=caps, locked=locked) == pytest.approx(wanted, abs=2e-6)


@PATIENT
@given(tables(), st.integers(1, 5), st.integers(-20, 20))
def test_peers_that_move_together_are_met_where_they_will_be(table, rank, percent):
    answer = plan(table, "me", rank, Peers.shift(percent / 100))
    moved = np.clip(table.units[1:, 0] + percent, 0, 100)
    if answer.reached:
        assert 1 + (moved > round(answer.simulation.value_after * 100)).sum() <= rank
    else:
        fullest = simulate(table, "me", {code: room(table, "me", code)[0] for code in CODES})
        assert 1 + (moved > round(fullest.value_after * 100)).sum() > rank
