"""Plans as text for a link, the plans that follow, and what is said of them."""

import pytest

import dti_core as dti
from dti_core import plan_words as words
from dti_core.assumed import CONVERGE, MODEL, comparable, fitted, kind, read
from dti_core.assumed_words import finding_fit
from dti_core.bridge import bridge
from dti_core.charts.plan import probability, way
from dti_core.distribution import probability_curve
from dti_core.errors import DtiError
from dti_core.planning import Wishes, amounts_text, locks_text, made, parse_amounts, parse_locks, rarity, real_gains
from dti_core.scenario import Desk
from dti_core.scenario_words import can_start
from dti_core.store import Store

VI, EN = dti.Translator("vi"), dti.Translator("en")
CODES = ["3", "7", "8", "9", "1+2+4+5"]
ROUNDS = ["province-2020", "province-2021", "province-2022", "province-2023", "province-2024", "province-2024-34",
          "commune-backan-2022", "agency-laocai-2022-a"]  # fmt: skip


@pytest.fixture(scope="module")
def store():
    store = Store.open(":memory:")
    yield store
    store.close()


@pytest.fixture(scope="module")
def pair(store):
    return comparable(store.history("dti-province"))


def test_texts_of_a_link_come_back_as_they_went():
    locked, amounts = ("9", "1+2+4+5"), (("3", 10.0), ("9", 0.0), ("1+2+4+5", 2.125))
    assert parse_locks(locks_text(locked), CODES) == locked
    assert parse_amounts(amounts_text(amounts), CODES) == amounts
    assert parse_locks("", CODES) == () and parse_amounts("", CODES) == ()


@pytest.mark.parametrize("text", ["77", "3:", "3;;x"])
def test_a_lock_on_nothing_is_refused(text):
    with pytest.raises(DtiError):
        parse_locks(text, CODES)


@pytest.mark.parametrize("text", ["3:-1", "3:abc", "77:1", "3:nan"])
def test_an_amount_that_is_none_is_refused(text):
    with pytest.raises(DtiError):
        parse_amounts(text, CODES)


def test_the_comparable_rounds_are_2022_and_2023(pair, store):
    assert [table.round.round_id for table in pair] == ["province-2022", "province-2023"]
    assert comparable(store.history("dti-commune-backan")) == ()


def test_an_assumption_comes_back_from_its_text(store):
    offered = fitted(store.history("dti-province"))
    assert set(offered) == {CONVERGE, MODEL}
    for text in ("dung-yen", "0.05", *offered):
        assert kind(read(text, 1.0, offered)) == text
    with pytest.raises(DtiError, match="mo-hinh"):
        read(MODEL, 1.0, {})


def test_what_a_fit_was_learned_from_is_said_with_its_flags(store):
    offered, table = fitted(store.history("dti-province")), store.table("province-2024")
    assert "2022→2023" in finding_fit(offered[MODEL], table, VI)
    assert "bộ chỉ số khác" in finding_fit(offered[MODEL], table, VI)
    assert finding_fit(dti.Peers.frozen(), table, VI) == ""


def test_locks_caps_and_the_number_of_actions_are_kept(pair):
    gains = real_gains(pair[0], "VN-12", pair)
    for wishes in (Wishes(locked=("9",)), Wishes(caps=(("9", 2.0),)), Wishes(most=2), Wishes("trong-so", most=1)):
        found = made(pair[0], "VN-12", 45, dti.Peers.frozen(), None, wishes, gains)
        assert found.reached and dti.simulate(pair[0], "VN-12", found.gains).rank_after <= 45
        assert not set(found.gains) & set(wishes.locked)
        assert all(found.gains.get(code, 0) <= cap for code, cap in wishes.caps)
        assert not wishes.most or len(found.gains) <= wishes.most


def test_how_rare_a_gain_is_counts_the_provinces_that_made_it(pair):
    gains = real_gains(pair[0], "VN-12", pair)
    found = made(pair[0], "VN-12", 45, dti.Peers.frozen(), None, Wishes(), gains)
    for code, (count, of) in rarity(found, gains).items():
        both = (pair[1].all_points(code) - pair[0].all_points(code)).dropna()
        assert (count, of) == (sum(both >= found.gains[code] - 1e-9), len(both))


def test_points_of_another_framework_teach_nothing(store, pair):
    assert real_gains(store.table("commune-backan-2022"), "VN-06-XUANLAC", pair) is None
    assert real_gains(store.table("province-2022"), "VN-12", ()) is None


@pytest.mark.parametrize("round_id", ROUNDS)
@pytest.mark.parametrize("t", [VI, EN], ids=["vi", "en"])
def test_every_round_has_a_plan_or_says_what_is_missing(store, round_id, t):
    table = store.table(round_id)
    history = store.history(table.framework.index_id)
    model = fitted(history).get(MODEL)
    for entity in [name for name in table.entities if can_start(table, name)][:4]:
        desk = Desk.of(table, entity)
        gains = real_gains(table, entity, comparable(history))
        found = made(table, entity, max(1, table.n // 2), dti.Peers.frozen(), None, Wishes(), gains)
        assert words.finding_plan(found, desk, t) and len(words.plan_frame(found, desk, {}, Wishes(), t)) == len(
            desk.codes
        )
        assert bool(words.proof(found, None, desk, t)) == found.reached
        if found.gains:
            assert words.effort_line(found, desk, t) and way(found, desk, t).data
        if model:
            curve = probability_curve(table, entity, found.rank, model)
            assert probability(found, curve, 0.8, desk, t).data and words.finding_curve(found, curve, desk, t)


def test_the_record_says_how_many_of_63_intervals_held(store):
    """Counted again here from the back-test itself: all 63 in 2022→2023 are within their intervals."""
    said = words.record_line(dti.record(store.history("dti-province")), VI)
    assert "2022→2023, trong 63 khoảng 80 % có 63 chứa sự thật" in said
    assert words.record_line(None, VI) == VI("plan.record_none")


def test_the_bridge_says_percentile_and_value_apart(store):
    found = bridge(store.table("province-2024"), store.table("province-2024-34"), 45, "VN-12", "VN-12")
    said = words.bridge_line(found, VI)
    assert "hạng 24/34" in said and "hạng 25/34" in said and "36/63" in said


def test_a_plan_that_needs_everything_says_so_and_not_that_it_is_enough(store):
    """Of Bắc Kạn's 108 communes one has a published total: no other number of points is certain to be enough."""
    found = made(store.table("commune-backan-2022"), "VN-06-XUANLAC", 20, dti.Peers.frozen(), None, Wishes("deu"), None)
    desk = Desk.of(found.table, found.entity)
    assert words.finding_plan(found, desk, VI) == (
        "Chỉ chắc chắn đạt hạng 20/108 khi mọi chỉ số đạt tối đa: tăng 589,86 điểm, giá trị lên 900,00."
    )
