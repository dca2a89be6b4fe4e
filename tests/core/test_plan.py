"""Plans on the real figures and the toy: proven by simulation, minimal, honest when out of reach."""

import pytest

from conftest import toy
from dti_core import Peers, required, room, simulate
from dti_core.effort import Separable, even, history, linear
from dti_core.errors import ScoreError, UnknownCode
from dti_core.limits import Limits
from dti_core.plan import plan, swing
from dti_core.store import Store


@pytest.fixture(scope="module")
def rounds():
    store = Store.open(":memory:")
    yield store.table("province-2022"), store.table("province-2023")
    store.close()


def test_rank_45_needs_40_55_points_with_the_peers_frozen(rounds):
    """Issue 2: 0.5438 asks +40.55 points, as 0.54375 publishes as 0.5438."""
    found = plan(rounds[0], "VN-12", 45)
    assert found.reached and found.required_value == 0.5438
    assert sum(found.gains.values()) == pytest.approx(40.55)
    assert found.simulation.rank_after == 45


@pytest.mark.parametrize("rank", [1, 10, 30, 45, 52])
@pytest.mark.parametrize("peers", [Peers.frozen(), Peers.shift(0.0996)])
def test_every_plan_is_proven_and_one_hundredth_less_fails(rounds, rank, peers):
    table = rounds[0]
    found = plan(table, "VN-12", rank, peers, effort=history(table, "VN-12", rounds))
    if found.reached:
        assert simulate(table, "VN-12", found.gains, peers).rank_after <= rank
        code = max(found.gains, key=found.gains.get)
        short = {**found.gains, code: found.gains[code] - 0.01}
        assert simulate(table, "VN-12", short, peers).rank_after > rank
    else:
        assert found.gains == {} and found.shortfall > 0 and found.best_rank > rank


def test_a_plan_stays_within_caps_locks_and_room(rounds):
    table = rounds[0]
    found = plan(table, "VN-12", 45, caps={"3": 5.0}, locked=["9"])
    assert found.reached and "9" not in found.gains and found.gains["3"] <= 5.0
    assert all(gain <= room(table, "VN-12", code)[0] for code, gain in found.gains.items())


def test_out_of_reach_is_a_result_with_the_shortfall_and_the_best_rank(rounds):
    table = rounds[0]
    found = plan(table, "VN-12", 45, locked=["7", "8", "9", "1+2+4+5"], caps={"3": 10.0})
    assert not found.reached and found.gains == {}
    assert found.shortfall == pytest.approx(40.55 - 10)
    assert found.best_rank == simulate(table, "VN-12", {"3": 10.0}).rank_after


def test_a_rank_already_held_needs_nothing(rounds):
    found = plan(rounds[0], "VN-12", 53)
    assert found.reached and found.gains == {} and found.effort == 0.0
    assert plan(rounds[0], "VN-12", 63).required_value <= rounds[0].values().min()


def test_alternatives_leave_out_something_and_cost_no_less(rounds):
    table = rounds[0]
    found = plan(table, "VN-12", 45, effort=history(table, "VN-12", rounds))
    assert 1 <= len(found.alternatives) <= 3
    for other in found.alternatives:
        assert other.reached and found.touched - other.touched and other.effort >= found.effort
    assert len({other.touched for other in found.alternatives}) == len(found.alternatives)


def test_steps_exclude_each_other_and_reach_the_target(rounds):
    steps = {"3": [33.8, 67.6], "7": [47.06, 94.12], "9": [56.55, 113.11]}
    found = plan(rounds[0], "VN-12", 45, effort=linear({}), steps=steps, locked=["8", "1+2+4+5"])
    assert found.reached and found.gains == {"7": 47.06}
    assert found.simulation.rank_after == 44


def test_limits_bind(rounds):
    cheap = linear({"3": 1, "7": 2, "8": 2, "9": 3, "1+2+4+5": 2})
    free = plan(rounds[0], "VN-12", 20, effort=cheap)
    bound = plan(rounds[0], "VN-12", 20, effort=cheap, limits=Limits(max_actions=1))
    assert len(free.gains) > 1 and len(bound.gains) == 1 and bound.effort > free.effort
    assert simulate(rounds[0], "VN-12", bound.gains).rank_after <= 20


@pytest.mark.parametrize(
    ("locked", "left"),
    [
        (("HD",), {"3", "1+2+4+5"}), ("HD", {"3", "1+2+4+5"}), (("NEN",), {"7", "8", "9"}),
        (("1",), {"2+4+5", "3", "7", "8", "9"}), (("1", "2", "4", "5"), {"3", "7", "8", "9"}),
        (("P-CQS",), {"8", "9"}), (("DTI",), set()),
    ],
)  # fmt: skip
def test_what_is_locked_stays_with_all_that_is_under_it(rounds, locked, left):
    """Also a part of what is published as a sum only: the rest of the sum may move."""
    found = plan(rounds[0], "VN-12", 45, locked=locked)
    assert set(found.gains) == left and found.reached == bool(left)


def test_of_a_total_whose_parts_are_unknown_no_part_can_be_locked(store):
    table = store.table("province-2024")
    with pytest.raises(ScoreError) as refused:
        plan(table, "VN-67", 45, locked=("1",))
    assert refused.value.code == "points_unknown"
    assert plan(table, "VN-67", 1, locked=("DTI",)).gains == {}


@pytest.mark.parametrize("caps", [{"HD": 3.0}, {"1": 3.0}, {"DTI": 3.0}])
def test_a_cap_that_a_plan_cannot_keep_is_refused_not_ignored(rounds, caps):
    with pytest.raises(UnknownCode, match=r"1\+2\+4\+5"):
        plan(rounds[0], "VN-12", 45, caps=caps)


def test_steps_are_weighed_where_no_effort_is_named(rounds):
    """40.55 points are missing, each at one: a step of 41 costs more than a point here and there."""
    found = plan(rounds[0], "VN-12", 45, steps={"7": [41.0], "9": [40.0]})
    assert found.reached and found.effort == pytest.approx(40.55)
    assert plan(rounds[0], "VN-12", 45, limits=Limits(max_actions=1)).effort == pytest.approx(40.55)


def test_weights_may_come_as_a_mapping(rounds):
    weights = {"3": 3.0, "7": 0.5, "8": 2.0, "9": 2.0}
    given, named = (plan(rounds[0], "VN-12", 45, effort=effort) for effort in (weights, linear(weights)))
    assert given.gains == named.gains == {"7": 40.55}


def test_a_group_may_move_in_steps_and_then_only_so(rounds):
    found = plan(rounds[0], "VN-12", 45, steps={"HD": [30.0, 60.0]}, locked=["NEN"])
    assert found.gains == {"HD": 60.0}


def test_a_step_beyond_what_the_weights_cover_is_not_taken(rounds):
    short = Separable({"7": [(30.0, 1.0)]})
    found = plan(rounds[0], "VN-12", 45, effort=short, steps={"7": [20.0, 50.0]}, locked=["3", "8", "9", "1+2+4+5"])
    assert not found.reached and found.shortfall == pytest.approx(20.55)


def test_steps_with_a_common_level_are_refused(rounds):
    with pytest.raises(ScoreError) as refused:
        plan(rounds[0], "VN-12", 45, effort=even(), steps={"3": [10.0]})
    assert refused.value.code == "effort_not_separable"


def test_a_cap_below_nothing_is_refused(rounds):
    with pytest.raises(ScoreError) as refused:
        plan(rounds[0], "VN-12", 45, caps={"3": -1.0})
    assert refused.value.code == "bad_cap"


def test_where_points_are_unknown_the_total_itself_is_planned():
    store = Store.open(":memory:")
    table = store.table("province-2024")
    found = plan(table, "VN-67", 45)
    store.close()
    assert found.required_value == required(table, "VN-67", 45) and set(found.gains) <= {"DTI"}


def test_swing_is_the_probability_with_the_item_less_the_one_without():
    found = plan(toy(), "B", 1, effort=Separable({"1": [(1.0, 1)], "2": [(2.0, 2)]}, default=9))
    odds = {frozenset(): 0.1, frozenset({"1"}): 0.4, frozenset({"2"}): 0.3, frozenset({"1", "2"}): 0.9}
    frame = swing(found, lambda gains: odds[frozenset(gains)])
    assert frame["code"].tolist() == ["1", "2"]
    assert frame["swing"].tolist() == pytest.approx([0.6, 0.5])
