"""The chance beside a what-if: real rounds, bounds, and words that never promise too much."""

import pytest

from dti_core import Field, Peers, record, simulate
from dti_core.assumed import comparable
from dti_core.charts.simulate_chance import rank_bars
from dti_core.distribution import at_value
from dti_core.i18n import Translator
from dti_core.scenario import Desk
from dti_core.scenario_chance import LEVEL, cautions, chance, finding_chance, line, outlook, record_words
from dti_core.store import Store

VI = Translator("vi")


@pytest.fixture(scope="module")
def rounds():
    store = Store.open(":memory:")
    yield store.history("dti-province")
    store.close()


def look(rounds, place: int, entity: str = "VN-12", target: int | None = 45, gains=None):
    table, learned = rounds[place], comparable(rounds)
    desk = Desk.of(table, entity, Peers.model(learned))
    return outlook(desk, simulate(table, entity, gains or {}), target, learned)


def test_the_chance_agrees_with_draws_of_the_model(rounds):
    found = look(rounds, 3, gains={"3": 20.0})
    drawn = at_value(Field.of(rounds[3], "VN-12", found.desk.peers), found.found.own, seed=1, draws=20_000)
    share = drawn.probability(45)
    assert found.found.probability(45) == pytest.approx(share, abs=4 * (share * (1 - share) / 20_000) ** 0.5)


def test_the_words_hold_the_interval_and_the_goal(rounds):
    found = look(rounds, 3, gains={"3": 20.0})
    low, high = found.found.interval(LEVEL)
    assert f"Hạng {low}–{high}" in finding_chance(found, VI) and "mục tiêu hạng 45" in finding_chance(found, VI)
    assert f"hạng {low}–{high}" in line(found, VI)


def test_without_a_target_the_rank_of_today_is_asked_about(rounds):
    assert look(rounds, 3, target=None).goal == 54 and "Giữ được" in finding_chance(look(rounds, 3, target=None), VI)


def test_a_round_the_model_learned_from_is_called_an_illustration(rounds):
    assert look(rounds, 2).hindsight and not look(rounds, 3).hindsight
    assert any("không phải dự báo" in text for text in cautions(look(rounds, 2), VI))


def test_unpublished_peers_leave_an_interval(rounds):
    found = look(rounds, 1)
    assert not found.exact and any("khoảng" in text for text in cautions(found, VI))
    assert (
        chance(*found.found.probability_span(45)[:1], VI, found.found.probability_span(45)[1]) == "chưa xác định được"
    )


@pytest.mark.parametrize(("share", "said"), [(0.0, "0 %"), (1e-4, "dưới 1 %"), (0.9999, "trên 99 %"), (1.0, "100 %")])
def test_only_what_is_certain_is_called_certain(share, said):
    assert chance(share, VI) == said


def test_the_record_counts_the_intervals_of_this_model(rounds):
    said = record_words(record(rounds), tuple(rounds), VI)
    assert "2022→2023, trong 63 khoảng 80 % có 63" in said and "2023→2024, trong 63 khoảng 80 % có 60" in said
    assert "Chưa có năm nào" in record_words(None, tuple(rounds), VI)


@pytest.mark.parametrize("place", range(6))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_bars_are_drawn_for_every_round(rounds, place, language):
    table = rounds[place]
    entity = next(entity for entity in table.entities if table.value(entity, "DTI") == table.value(entity, "DTI"))
    fig = rank_bars(look(rounds, place, entity, None), Translator(language))
    assert fig.data and fig.layout.title.text


def test_the_bars_add_up_to_one_but_for_those_too_small_to_see(rounds):
    bars = rank_bars(look(rounds, 3), VI).data[0]
    assert 0.95 < sum(bars.y) <= 1 + 1e-9
