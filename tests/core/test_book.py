"""The scenario book worked out: what a scenario brings, side by side, frozen while the figures under it change."""

import datetime as dt
import json
import math
import shutil
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dti_core import book_words as words
from dti_core import build
from dti_core.assumed import fitted, read
from dti_core.book import Around, Entry, Figure, Outcome, compare, entry, frozen_text, outcome, thawed
from dti_core.charts import book as charts
from dti_core.distribution import rank_distribution
from dti_core.errors import DtiError, ScoreError, StoreError
from dti_core.i18n import Translator
from dti_core.office import journal, scenarios
from dti_core.office.scenarios import Scenario
from dti_core.simulate import simulate
from dti_core.store import Store

AT = dt.datetime(2026, 11, 29, 8, 0)
DAY = AT.date()
VI, EN = Translator("vi"), Translator("en")


def kept(key: str = "s1", gains: str = "3:20;9:20.8", **changes: object) -> Scenario:
    return replace(Scenario(key, f"Kịch bản {key}", "province-2022", "VN-12", AT, gains), **changes)


fits = lru_cache(maxsize=20)(fitted)


def around(store: Store, one: Scenario, target: int | None = 45) -> Around:
    table = store.table(one.round_id)
    history = store.history(table.framework.index_id)
    return Around(table, fits(history), history, target, store.figures_version)


def worked(store: Store, one: Scenario, target: int | None = 45) -> Entry:
    return entry(one, lambda one: around(store, one, target))


@pytest.fixture
def own():
    opened = Store.open(":memory:")
    yield opened
    opened.close()


def brought(value: float, entity: str, code: str = "DTI") -> dict[str, pd.DataFrame]:
    """A figure of the office beside the published one, chosen in its place."""
    rows = pd.DataFrame(
        [("province-2022", entity, code, "published", value, "published", "B2")],
        columns=["round_id", "entity_id", "indicator_code", "status", "value", "basis", "quote"],
    )
    return {"scores": rows}


def choose(store: Store, batch_id: str, entity: str, code: str = "DTI") -> str:
    columns = ["round_id", "entity_id", "indicator_code", "source_id"]
    rows = pd.DataFrame([("province-2022", entity, code, f"batch-{batch_id}")], columns=columns)
    return journal.add(store, journal.Batch("choice", "Hoa", AT), {"choices": rows})


# -- what a scenario brings ----------------------------------------------------------------------------------------


def test_a_scenario_brings_what_the_what_if_says(store):
    """Lai Châu 2022, 20 and 20.8 points: 0.5032 + 40.8 / 1000 = 0.5440, rank 45 (issue 2)."""
    found = outcome(kept(), around(store, kept()))
    assert (found.value_before, found.value_after, found.decimals) == (0.5032, 0.5440, 4)
    assert (found.rank_before, found.rank_after, found.of) == ((53, 53), (45, 45), 63)
    assert found.gains == (("3", 20.0), ("9", 20.8)) and found.gain_points == pytest.approx(40.8)


def test_the_chance_is_that_of_the_model_whatever_the_scenario_assumes(store):
    place = around(store, kept())
    expected = rank_distribution(place.table, "VN-12", {"3": 20.0, "9": 20.8}, place.fits["mo-hinh"])
    for peers in ("dung-yen", "0.05", "mo-hinh"):
        found = outcome(kept(peers=peers), place)
        assert found.chance == pytest.approx(expected.probability_span(45), abs=1e-12)
        assert found.likely == expected.interval(0.8)


@pytest.mark.parametrize(
    ("own_goal", "published", "goal", "stated"), [(40, 45, 40, True), (None, 45, 45, True), (None, None, 53, False)]
)
def test_the_rank_asked_about_is_the_scenarios_then_the_entitys_then_todays(store, own_goal, published, goal, stated):
    found = outcome(kept(target=own_goal), around(store, kept(), published))
    assert (found.goal, found.stated) == (goal, stated)


def test_the_others_move_as_the_scenario_assumes(store):
    place = around(store, kept())
    for text in ("dung-yen", "0.05", "hoi-tu"):
        result = simulate(place.table, "VN-12", {"3": 20.0, "9": 20.8}, read(text, 1.0, place.fits))
        assert outcome(kept(peers=text), place).rank_after == result.rank_after_span


@pytest.mark.parametrize(
    "changes",
    [{"gains": "99:1"}, {"gains": "3:abc"}, {"gains": "3:900"}, {"peers": "nhanh"}, {"entity": "VN-99"},
     {"round_id": "province-1999"}],
)  # fmt: skip
def test_what_cannot_be_worked_out_says_why_and_the_rest_of_the_book_goes_on(store, changes):
    found = worked(store, kept(**changes))
    assert found.shown is None and isinstance(found.reason, DtiError) and not found.stale
    assert found.reason.text(VI) in words.line(found, VI)
    with pytest.raises(DtiError):
        compare([worked(store, kept()), found])


def test_it_rests_on_the_own_figures_everybodys_totals_and_what_the_model_was_learned_from(store):
    found = outcome(kept(), around(store, kept()))
    figures = {row[:3]: row[3] for row in found.figures}
    assert figures["province-2022", "VN-12", "3"] == 0.324 and figures["province-2022", "VN-11", "DTI"] > 0
    assert len({place for place in figures if place[0] == "province-2023" and place[2] == "DTI"}) == 63
    assert not any(math.isnan(figure) for figure in figures.values())


# -- frozen --------------------------------------------------------------------------------------------------------

spans = st.tuples(st.integers(1, 63), st.integers(1, 63))
numbers = st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(max_size=8)
OUTCOMES = st.builds(
    Outcome, numbers, numbers, spans, spans, st.integers(1, 63), st.integers(0, 6), numbers,
    st.lists(st.tuples(texts, numbers), max_size=3).map(tuple), st.integers(1, 63), st.booleans(),
    st.none() | st.tuples(numbers, numbers), st.none() | spans, texts,
    st.lists(st.tuples(texts, texts, texts, numbers), max_size=3).map(tuple),
)  # fmt: skip


@given(OUTCOMES, st.dates())
def test_what_is_frozen_thaws_as_it_was(found, day):
    assert thawed(frozen_text(found, day)) == replace(found, as_of=day.isoformat())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "1",
        '{"form": 2}',
        '{"form": 1}',
        '{"form": 1, "value_before": "x"}',
        '{"form": 1, "value_before": NaN}',
    ],
)
def test_a_text_that_is_no_frozen_outcome_is_refused(text):
    with pytest.raises(StoreError) as caught:
        thawed(text)
    assert caught.value.code == "bad_frozen"


GOOD = Outcome(
    0.5, 0.6, (2, 2), (1, 1), 3, 4, 2.0, (("1", 2.0),), 1, True, (0.1, 0.1), (1, 2), "v", (("r", "e", "c", 0.5),)
)


@pytest.mark.parametrize(
    ("name", "value"),
    [("of", 0), ("of", True), ("of", 2.5), ("decimals", -1), ("rank_after", [1]), ("rank_after", [0, 1]), ("stated", 1),
     ("chance", [0.1]), ("gains", [["1", "2"]]), ("figures", [["r", "e", "c"]]), ("as_of", "hôm qua"), ("version", 1)],
)  # fmt: skip
def test_a_frozen_outcome_with_one_bad_entry_is_refused(name, value):
    text = json.loads(frozen_text(GOOD, DAY)) | {name: value}
    with pytest.raises(StoreError) as caught:
        thawed(json.dumps(text))
    assert caught.value.code == "bad_frozen"


def freeze(store: Store, one: Scenario) -> Scenario:
    scenarios.save(store, one)
    scenarios.freeze(store, one.scenario_id, frozen_text(outcome(one, around(store, one)), DAY), AT)
    return scenarios.find(store, one.scenario_id)


def test_a_frozen_scenario_is_not_stale_while_nothing_changes(own):
    found = worked(own, freeze(own, kept()))
    assert not found.stale and not found.moved and found.changed.empty and found.shown == found.kept
    assert words.frozen_line(found, VI) == "Số liệu chưa đổi từ khi chốt."


def test_a_frozen_scenario_keeps_its_figures_when_a_batch_changes_them_and_says_what_they_would_be(own):
    """Two provinces that were below 0.5440 are brought above it: two ranks lost, from 45 to 47."""
    one = freeze(own, kept())
    live = kept("s2")
    scenarios.save(own, live)
    table = own.table("province-2022")
    below = [name for name in table.entities if table.value(name) < 0.5440 and name != "VN-12"][:2]
    batches = []
    for name in below:
        batches.append(journal.add(own, journal.Batch("scores", "Hoa", AT), brought(0.9, name)))
        batches.append(choose(own, batches[-1], name))
    found = worked(own, one)
    assert found.shown.rank_after == (45, 45) and found.now.rank_after == (47, 47)
    assert found.stale and found.moved and worked(own, live).shown.rank_after == (47, 47)
    assert sorted(found.changed["entity"]) == sorted(below) and found.changed["now"].tolist() == [0.9, 0.9]
    said = words.frozen_line(found, VI)
    assert "hạng 53 → 45/63" in said and "hạng 55 → 47/63" in said and "(2 số)" in said
    assert words.changed_frame(found, {"province-2022": "2022"}, VI)["Kỳ"].tolist() == ["2022", "2022"]
    both = compare([found, worked(own, live)])
    assert words.cautions(both, VI) == [f"“Kịch bản s1”: {said}"]
    for batch_id in reversed(batches):
        journal.undo(own, batch_id, "Nam", AT)
    again = worked(own, one)
    assert not again.stale and again.shown.rank_after == (45, 45) and again.now.rank_after == (45, 45)


def test_a_figure_that_changes_nothing_is_told_apart_from_one_that_does(own):
    """The best of the round, far above, stays far above."""
    one = freeze(own, kept())
    table = own.table("province-2022")
    top = table.values().idxmax()
    choose(own, journal.add(own, journal.Batch("scores", "Hoa", AT), brought(0.9, top)), top)
    found = worked(own, replace(one))
    kept_chance = replace(found.now, chance=found.kept.chance, likely=found.kept.likely)
    assert found.changed["entity"].tolist() == [top] and kept_chance.rank_after == found.kept.rank_after
    assert found.stale


def test_a_frozen_scenario_survives_a_rebuild_of_the_published_data(tmp_path):
    """Lai Châu's total of 2022 is published anew as 0.5050 in the place of 0.5032: 18 more with the same gains."""
    folder = Path(shutil.copytree(build.PUBLISHED_FILES, tmp_path / "published"))
    opened = Store.open(tmp_path / "dti.duckdb", folder)
    freeze(opened, kept())
    opened.close()
    text = (folder / "scores.csv").read_text(encoding="utf-8")
    assert "province-2022,VN-12,DTI,0.5032" in text
    changed = text.replace("province-2022,VN-12,DTI,0.5032", "province-2022,VN-12,DTI,0.5050")
    (folder / "scores.csv").write_text(changed, encoding="utf-8")
    opened = Store.open(tmp_path / "dti.duckdb", folder)
    found = worked(opened, scenarios.find(opened, "s1"))
    assert found.shown.value_after == 0.5440 and found.now.value_after == 0.5458
    assert found.stale and found.kept.version != found.now.version
    assert ("VN-12", "DTI", 0.5032, 0.5050) in list(
        found.changed[["entity", "code", "was", "now"]].itertuples(index=False, name=None)
    )
    opened.close()


def test_a_frozen_scenario_of_a_round_that_is_gone_keeps_its_figures(own):
    one = freeze(own, kept())
    found = worked(own, replace(one, round_id="province-1999"))
    assert found.now is None and found.shown.rank_after == (45, 45) and found.stale
    assert "Số liệu đã chốt vẫn giữ nguyên" in words.frozen_line(found, VI)
    assert "province-1999" in words.where(found, VI) and "3 +20,00" in words.line(found, VI)


def test_frozen_figures_that_cannot_be_read_are_an_error_of_that_scenario_alone(own):
    found = worked(own, kept(frozen="{}"))
    assert found.shown is None and found.reason.code == "bad_frozen"


# -- side by side --------------------------------------------------------------------------------------------------


def pair(store: Store, *gains: str, **changes: object):
    return compare([worked(store, kept(f"s{place}", text, **changes)) for place, text in enumerate(gains)])


def test_the_best_of_three_is_named_with_what_differs(store):
    found = pair(store, "3:20;9:20.8", "7:30;9:10", "")
    assert found.best == (0,) and found.differing == ("3", "9", "7")
    assert found.to_frame()["rank_after"].tolist() == [45, 46, 53]
    said = words.finding(found, VI)
    assert (
        "“Kịch bản s0” đưa lên hạng cao nhất: từ 53 lên 45/63, giá trị 0,5440" in said
        and "“Kịch bản s2”: hạng 53" in said
    )
    assert "3 chỉ số" in words.finding_gains(found, VI)


def test_ties_are_said_as_ties(store):
    found = pair(store, "3:20;9:20.8", "3:20.8;9:20")
    assert found.best == (0, 1)
    assert words.finding(found, VI) == "Cả 2 kịch bản của Lai Châu 2022 cùng đạt hạng 45/63, giá trị 0,5440."
    third = pair(store, "3:20;9:20.8", "3:20.8;9:20", "3:1")
    assert "“Kịch bản s0” và “Kịch bản s1” cùng đạt hạng cao nhất" in words.finding(third, VI)
    near = pair(store, "3:20;9:20.8", "3:20;9:20.9")
    assert "giá trị từ 0,5440 đến 0,5441" in words.finding(near, VI)


def test_equal_gains_under_two_assumptions_differ_in_the_assumption_only(store):
    found = compare([worked(store, kept("a")), worked(store, kept("b", peers="0.05"))])
    assert found.differing == () and "chỉ khác giả định" in words.finding_gains(found, VI)
    assert "giống nhau." in words.finding_gains(compare([worked(store, kept("a")), worked(store, kept("b"))]), VI)


def test_scenarios_of_different_rounds_stand_side_by_side_without_a_winner(store):
    other = kept("b", "3:12", round_id="province-2023", entity="VN-11", name="Điện Biên")
    found = compare([worked(store, kept("a")), worked(store, other, None)])
    assert found.best == () and not found.alike
    assert "không so trực tiếp được" in words.finding(found, VI) and "(Điện Biên 2023)" in words.finding(found, VI)
    assert words.finding_chance(found, VI) == ""
    assert list(words.side_by_side(found, VI).columns[1:]) == [
        "Kịch bản a (Lai Châu 2022)",
        "Điện Biên (Điện Biên 2023)",
    ]


def test_ranks_known_as_spans_have_no_winner(store):
    table = store.table("commune-backan-2022")
    entity = table.entities[0]
    one = kept("a", "5:10", round_id="commune-backan-2022", entity=entity)
    found = compare([worked(store, one, None), worked(store, replace(one, scenario_id="b", gains="5:1"), None)])
    assert found.best == () and "Chưa đủ số liệu để xếp thứ tự" in words.finding(found, VI)


def test_the_likeliest_is_named_only_where_all_ask_about_the_same_rank(store):
    found = pair(store, "3:60;9:60", "3:1")
    assert "“Kịch bản s0”" in words.finding_chance(found, VI) and "hạng 45" in words.finding_chance(found, VI)
    mixed = compare([worked(store, kept("a")), worked(store, kept("b", target=40))])
    assert words.finding_chance(mixed, VI) == ""


@pytest.mark.parametrize("count", [0, 1, 4])
def test_two_or_three_are_compared(store, count):
    with pytest.raises(ScoreError) as caught:
        compare([worked(store, kept(f"s{place}")) for place in range(count)])
    assert caught.value.code == "compare_count"


@pytest.mark.parametrize("t", [VI, EN], ids=["vi", "en"])
def test_every_scenario_has_a_column_and_every_measure_a_row(store, t):
    found = pair(store, "3:20;9:20.8", "7:30;9:10", "")
    frame = words.side_by_side(found, t)
    assert list(frame.columns) == ["", "Kịch bản s0", "Kịch bản s1", "Kịch bản s2"]
    rows = frame.set_index("")
    assert rows.loc[t("book.row.rank")].tolist() == ["45/63", "46/63", "53/63"]
    assert rows.loc["≠ " + found.entries[0].table.framework.name("9", t.lang)].tolist()[2] == "–"
    assert not frame.isna().any().any() and (frame != "").to_numpy()[:, 1:].all()


def test_columns_of_the_same_name_are_told_apart(store):
    one = kept("a", name="Họp")
    frame = words.side_by_side(compare([worked(store, one), worked(store, replace(one, scenario_id="b"))]), VI)
    assert list(frame.columns) == ["", "Họp", "Họp (2)"]


def test_a_frozen_one_is_marked_with_its_day(own):
    found = compare([worked(own, freeze(own, kept())), worked(own, kept("b"))])
    assert words.side_by_side(found, VI).set_index("").loc["Số liệu"].tolist() == [
        "chốt 29/11/2026",
        "theo số liệu hiện có",
    ]


def test_the_cards_say_rank_change_and_value(store):
    assert words.cards(pair(store, "3:20;9:20.8", ""), VI) == [
        ("Kịch bản s0", "45/63", "▲8 từ hạng 53 · 0,5440", "better"),
        ("Kịch bản s1", "53/63", "＝ từ hạng 53 · 0,5032", "same"),
    ]


@pytest.mark.parametrize("t", [VI, EN], ids=["vi", "en"])
def test_the_chart_of_ranks_has_a_dot_today_and_one_afterwards_for_each(store, t):
    found = pair(store, "3:20;9:20.8", "7:30;9:10")
    fig = charts.ranks(found, t)
    assert [list(trace.x) for trace in fig.data] == [[53, 53], [45, 46]]
    assert fig.layout.title.text == words.finding_ranks(found, t)
    bands = [shape for shape in fig.layout.shapes if shape.type == "rect"]
    assert [(band.x0 + 0.4, band.x1 - 0.4) for band in bands] == [one.likely for one in found.outcomes]
    worst, best = fig.layout.xaxis.range
    assert fig.layout.xaxis.title.text.endswith("→)") and worst > 63 > 45 > best


def test_the_chart_of_gains_has_a_bar_for_each_scenario_and_index(store):
    fig = charts.gains(pair(store, "3:20;9:20.8", "7:30;9:20.8"), VI)
    assert [list(trace.x) for trace in fig.data] == [[20.0, 0.0, 20.8], [0.0, 30.0, 20.8]]  # differing ones first
    assert list(fig.data[0].text) == ["+20,00", "", "+20,80"]


FIGURE: Figure = ("province-2022", "VN-12", "DTI", 0.5)


def test_a_figure_that_vanished_or_came_is_a_change_too():
    was, now = replace(GOOD, figures=(FIGURE,)), replace(GOOD, figures=(("province-2022", "VN-12", "1", 0.4),))
    changed = Entry(kept(), None, now, was, None).changed
    assert changed[["code", "was"]].iloc[0].tolist() == ["DTI", 0.5] and math.isnan(changed["now"].iloc[0])
    assert changed["code"].iloc[1] == "1" and math.isnan(changed["was"].iloc[1])
