"""The slides of a meeting: true sentences, numbers that the slide shows, charts that add up, for everybody."""

import datetime as dt
import json
import math
from collections.abc import Callable, Iterator

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dti_core.assumed import comparable, fitted
from dti_core.errors import DtiError
from dti_core.i18n import Translator
from dti_core.meeting import aims, points, sources, standing
from dti_core.meeting.builder import MAKERS, ROWS, build, continued, numbers
from dti_core.meeting.materials import Materials, gather, target_rank
from dti_core.meeting.settings import KINDS, Choice, Settings, parse
from dti_core.meeting.slide import Deck, Slide, SlideChart, SlideTable
from dti_core.office import journal
from dti_core.store import Store
from tests.meetings import small_world, unsupported

VI, EN = Translator("vi"), Translator("en")
LAI_CHAU = "VN-12"


@pytest.fixture(scope="module")
def lai_chau(store: Store) -> Callable[..., Materials]:
    def made(round_id: str = "province-2023", settings: Settings | None = None) -> Materials:
        return gather(store, store.table(round_id), LAI_CHAU, settings or Settings())

    return made


def by_key(deck: Deck) -> dict[str, Slide]:
    return {slide.key: slide for slide in deck.slides}


def filled(chart: SlideChart) -> list[float]:
    """The values of a chart's first series, none of them missing."""
    assert None not in chart.series[0].values
    return [value for value in chart.series[0].values if value is not None]


# -- what they say ---------------------------------------------------------------------------------------------------


def test_lai_chau_2023_rose_by_own_work_and_lost_to_faster_peers(lai_chau: Callable[..., Materials]) -> None:
    """53 → own −19,5 → peers +20,5 → 54: ORACLES and the decomposition test of the core; 0,5032 → 0,6185 published."""
    slide = by_key(build(lai_chau(), Settings(), VI))["change"]
    assert slide.message == (
        "Giá trị tăng 0,1153 nhưng tụt 1 bậc: tự thân lên 19,5 bậc, các đơn vị khác kéo xuống 20,5 bậc."
    )
    assert slide.chart is not None and slide.chart.kind == "waterfall" and slide.chart.reversed
    assert slide.chart.series[0].values == (53.0, -19.5, 20.5, 54.0)
    assert slide.chart.series[0].labels == ("53", "▲19,5", "▼20,5", "54")


def test_lai_chau_2022_stands_53rd_and_sees_everybody(lai_chau: Callable[..., Materials]) -> None:
    """Published: 53/63 and 0,5032; in its region 11/14; the plan of Lai Châu sets 45/63."""
    slide = by_key(build(lai_chau("province-2022"), Settings(), VI))["standing"]
    assert slide.message.startswith("Lai Châu đứng hạng 53/63, giá trị 0,5032; so với năm 2021: ")
    assert [(figure.value, figure.raw) for figure in slide.figures[:3]] == [
        ("53/63", 53.0), ("0,5032", 0.5032), ("45/63", 45.0),
    ]  # fmt: skip
    chart = slide.chart
    assert chart is not None and chart.sparse and len(chart.categories) == 63
    assert chart.series[0].roles.index("subject") == 52 and chart.series[0].values[52] == 0.5032
    assert filled(chart) == sorted(filled(chart), reverse=True)


def test_the_points_go_down_from_the_maximum_to_ours(lai_chau: Callable[..., Materials]) -> None:
    slide = by_key(build(lai_chau("province-2022"), Settings(), VI))["gap"]
    assert slide.chart is not None
    first, *steps, last = filled(slide.chart)
    assert (first, last) == (1000.0, 503.2)
    assert math.fsum([first, *steps]) == pytest.approx(last, abs=1e-6)
    assert slide.message.startswith("Còn thiếu 496,8 trên 1.000 điểm, nhiều nhất ở Hoạt động xã hội số")


def test_the_target_is_named_with_three_numbers_in_order(lai_chau: Callable[..., Materials]) -> None:
    slide = by_key(build(lai_chau("province-2022"), Settings(), VI))["target"]
    assert slide.chart is not None
    own, possible, even, certain = slide.chart.series[0].values
    assert own == 0.5032 and possible is not None and even is not None and certain is not None
    assert possible <= even <= certain
    assert possible - own == pytest.approx(0.5438 + 0.0142 - 0.5032)  # 45th of 2022, plus the slowest growth of 2023


def test_where_even_odds_are_outside_of_what_was_ever_seen_they_are_not_put_between(
    lai_chau: Callable[..., Materials],
) -> None:
    """2021 is known of 12 of 63: the model asks more than the certain value does."""
    slide = by_key(build(lai_chau("province-2021"), Settings(), VI))["target"]
    assert "50/50" not in slide.message and slide.chart is not None and len(slide.chart.categories) == 3
    assert any("50/50" in line for line in slide.bullets)


def test_a_scenario_takes_the_place_of_the_plan(lai_chau: Callable[..., Materials]) -> None:
    """45th of 2022 takes 40,55 points with the others standing still (worked in the target page's tests)."""
    asked = Settings(gains="3:20;9:20.55", peers="dung-yen", scenario="Hạ tầng")
    slide = by_key(build(lai_chau("province-2022", asked), asked, VI))["plan"]
    assert slide.message == "Tăng 40,55 điểm: từ hạng 53 lên hạng 45/63 (▲8). Giả định các đơn vị khác đứng yên."
    assert slide.chart is not None and slide.chart.series[0].values == (20.55, 20.0)


def test_a_set_that_changed_is_not_compared_by_rank(lai_chau: Callable[..., Materials]) -> None:
    slide = by_key(build(lai_chau("province-2024-34"), Settings(), VI))["change"]
    assert "từ 63 thành 34 đơn vị" in slide.message and slide.chart is not None and slide.chart.kind == "line"


ROUNDS = ["province-2020", "province-2021", "province-2022", "province-2023", "province-2024", "province-2024-34",
          "commune-backan-2022", "agency-laocai-2022-a", "agency-laocai-2022-b", "agency-laocai-2022-c"]  # fmt: skip


@pytest.mark.parametrize("t", [VI, EN], ids=["vi", "en"])
@pytest.mark.parametrize("round_id", ROUNDS)
def test_every_number_of_a_sentence_is_on_its_slide(store: Store, round_id: str, t: Translator) -> None:
    """For two or three entities of every published round."""
    table = store.table(round_id)
    for entity in table.entities[:: max(1, len(table.entities) // 2)]:
        m = gather(store, table, entity, Settings())
        places = numbers(m, Settings(), t)
        deck = build(m, Settings(), t)
        kinds = [slide.kind for slide in deck.slides]
        assert [kind for kind, found in places.items() for _ in found] == kinds
        assert {slide.key: unsupported(slide) for slide in deck.slides if unsupported(slide)} == {}, entity
        holds_together(deck)


VALUE = st.one_of(st.none(), st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.integers(0, 10_000).map(lambda n: n / 10_000))
NAMES = ("A", "B", "C", "D")
YEAR = st.fixed_dictionaries({name: VALUE for name in NAMES})


@pytest.fixture(scope="module")
def office() -> Iterator[Store]:
    opened = Store.open(":memory:")
    yield opened
    opened.close()


@settings(max_examples=8, deadline=None)
@given(before=YEAR, after=YEAR)
def test_sentences_hold_for_ties_for_no_change_and_for_what_is_missing(office: Store, before, after) -> None:
    """Small worlds: everything about rank and value is checked against a count by hand."""
    store = office
    batch = small_world(store, {2030: before, 2031: after})
    table = store.table("small-2031")
    for name in table.entities:  # who has no figure at all is not in the round
        m = gather(store, table, name, Settings())
        deck = build(m, Settings(), VI)
        holds_together(deck)
        assert [unsupported(slide) for slide in deck.slides] == [set()] * len(deck.slides)
        said = by_key(deck)["standing"].message
        if after[name] is None:
            assert "chưa công bố" in said
            continue
        if all(value is not None for value in after.values()):
            rank = 1 + sum(1 for value in after.values() if value > after[name])
            assert f"hạng {rank}/4" in said
        if before[name] is not None and all(value is not None for value in (*before.values(), *after.values())):
            ranks = [1 + sum(v > year[name] for v in year.values()) for year in (before, after)]
            word = "lên" if ranks[1] < ranks[0] else "tụt" if ranks[1] > ranks[0] else "giữ hạng"
            assert word in by_key(deck)["change"].message.partition(":")[0]
            chart = by_key(deck)["change"].chart
            assert chart is not None and chart.series[0].values[0] == ranks[0]
    journal.undo(store, batch, "test", dt.datetime(2026, 11, 29))


def test_two_rounds_of_too_few_to_learn_from_are_a_meeting_all_the_same(office: Store) -> None:
    """Three agencies, two years: no model, so no three numbers, and the plan assumes that the others stand still."""
    batch = small_world(office, {2030: {"A": 0.2, "B": 0.3, "C": 0.4}, 2031: {"A": 0.3, "B": 0.35, "C": 0.4}})
    m = gather(office, office.table("small-2031"), "A", Settings(rank=2))
    assert comparable(m.known.history) == () and fitted(m.known.history) == {}
    deck = by_key(build(m, Settings(), VI))
    assert deck["target"].message == "Để đạt hạng 2/3 cần giá trị 0,3500: còn thiếu 0,0500, tức 4,995 điểm."
    assert deck["plan"].bullets == ("Giả định các đơn vị khác đứng yên.",)
    journal.undo(office, batch, "test", dt.datetime(2026, 11, 29))


def holds_together(deck: Deck) -> None:
    """Lengths agree, nothing is NaN, waterfalls add up, labels write the values they stand at."""
    for slide in deck.slides:
        assert slide.title and slide.message and slide.source
        for figure in slide.figures:
            assert figure.raw is None or math.isfinite(figure.raw)
        if slide.table:
            assert {len(row) for row in slide.table.rows} <= {len(slide.table.headers)}
            assert len(slide.table.raw) == len(slide.table.rows)
        chart = slide.chart
        if chart is None:
            continue
        for series in chart.series:
            assert len(series.values) == len(chart.categories)
            assert len(series.labels) in (0, len(chart.categories))
            assert len(series.roles) in (0, len(chart.categories))
            assert all(value is None or math.isfinite(value) for value in series.values)
        if chart.kind == "waterfall":
            first, *steps, last = [value or 0.0 for value in chart.series[0].values]
            assert first + math.fsum(steps) == pytest.approx(last, abs=0.01)


def test_the_numbers_of_the_slides_are_known_without_working_out_the_plan(lai_chau: Callable[..., Materials]) -> None:
    m = lai_chau()
    assert numbers(m, Settings(), VI)["plan"] == range(5, 6)
    assert {key for key, _ in m._slides} == set(ROWS)
    assert m.outlook is not None and not {"plan", "numbers", "curve"} & set(vars(m.outlook))


# -- settings --------------------------------------------------------------------------------------------------------


def test_what_is_set_is_what_is_shown(lai_chau: Callable[..., Materials]) -> None:
    wanted = Settings(title="Họp quý III", held_on="2026-10-05").moved("sources", -99).changed("gap", hidden=True)
    wanted = wanted.changed("plan", title="Việc phải làm", message="Làm ngay.", notes="Nói chậm.")
    deck = build(lai_chau(), wanted, VI)
    assert (deck.title, deck.held_on, deck.subtitle) == ("Họp quý III", "05/10/2026", "Lai Châu · DTI 2023")
    keys = [slide.key for slide in deck.slides]
    assert keys[0] == "sources" and "gap" not in keys
    plan = by_key(deck)["plan"]
    assert (plan.title, plan.message, plan.notes) == ("Việc phải làm", "Làm ngay.", "Nói chậm.")


@given(st.permutations(KINDS), st.sampled_from(KINDS), st.integers(-12, 12), st.text(max_size=20), st.booleans())
def test_settings_come_back_from_their_text(order, key, by, words, hidden) -> None:
    made = Settings(tuple(Choice(kind) for kind in order), title=words).moved(key, by).changed(key, hidden=hidden)
    assert parse(made.text()) == made
    assert sorted(choice.key for choice in made.slides) == sorted(KINDS)
    place = max(0, min(len(KINDS) - 1, list(order).index(key) + by))
    assert made.slides[place].key == key


def test_moving_counts_only_the_slides_that_are_listed() -> None:
    listed = tuple(key for key in KINDS if key not in ("work", "risks", "map"))
    assert [choice.key for choice in Settings().moved("sources", -1, listed).slides] == [
        "standing", "change", "gap", "target", "sources", "work", "risks", "map", "plan",
    ]  # fmt: skip


def test_settings_saved_before_a_slide_existed_leave_it_out() -> None:
    old = parse('{"slides": [{"key": "gap"}]}')
    assert [choice.key for choice in old.slides if not choice.hidden] == ["gap"]
    assert {choice.key for choice in old.slides} == set(KINDS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "meeting_not_json"),
        ("[]", "meeting_not_json"),
        ('{"colour": "red"}', "unknown_setting"),
        ('{"slides": [{"key": "gap", "size": 3}]}', "unknown_setting"),
        ('{"slides": [{"key": "lunch"}]}', "unknown_slide"),
        ('{"slides": [{"key": "gap"}, {"key": "gap"}]}', "repeated_slide"),
        ('{"slides": ["gap"]}', "bad_meeting"),
        ('{"slides": [{"key": "gap", "hidden": "yes"}]}', "bad_meeting"),
        ('{"slides": [{"key": "gap", "title": "' + "x" * 601 + '"}]}', "long_slide_text"),
        ('{"rank": 0}', "bad_meeting"),
        ('{"rank": true}', "bad_meeting"),
        ('{"rank": 4.5}', "bad_meeting"),
        ('{"confidence": 0}', "bad_meeting"),
        ('{"held_on": "tomorrow"}', "bad_meeting"),
    ],
)
def test_settings_that_cannot_be_are_refused_by_name(text: str, code: str) -> None:
    with pytest.raises(DtiError) as caught:
        parse(text)
    assert caught.value.code == code


# -- parts -----------------------------------------------------------------------------------------------------------


def test_a_long_table_continues_on_the_next_slides_and_loses_no_row() -> None:
    rows = tuple((str(number),) for number in range(13))
    slide = Slide("work", "work", "Việc", "13 việc", table=SlideTable(("n",), rows, (True,), rows))
    parts = continued(slide, 6, VI)
    assert [part.key for part in parts] == ["work", "work.2", "work.3"]
    assert [row for part in parts for row in part.table.rows] == list(rows)  # type: ignore[union-attr]
    assert all(part.table is not None and part.table.raw == part.table.rows for part in parts)
    assert Settings().changed("work", hidden=True).choice("work.2").hidden


def test_a_source_line_names_two_documents_and_counts_the_rest() -> None:
    rows = pd.DataFrame({"source_id": list("abc"), "publisher": ["Bộ A", "Bộ B (cũ)", "Bộ C"], "title": "",
                         "number": ["1/QĐ", None, None], "issued_on": ["2023-01-02", "2024", None]})  # fmt: skip
    assert sources.source_line(rows, VI) == "Nguồn: Bộ A, 1/QĐ; Bộ B, 2024; 1 tài liệu khác"
    assert sources.source_line(rows.head(0), VI) == "Nguồn: chưa có tài liệu nào"


def test_a_target_among_63_is_restated_among_34(store: Store) -> None:
    """45 of 63 is 24 of 34 at the same percentile (DOMAIN: about 24)."""
    assert target_rank(store, store.table("province-2024"), LAI_CHAU) == 45
    assert target_rank(store, store.table("province-2024-34"), LAI_CHAU) == 24


def test_without_a_total_there_is_a_sentence_in_the_place_of_each_slide(store: Store) -> None:
    table = store.table("province-2020")
    nobody = next(who for who in table.entities if not table.basis(who, table.framework.root))
    m = gather(store, table, nobody, Settings())
    assert m.outlook is None and m.known.steps is None
    assert "chưa công bố" in standing.standing_message(m, VI).lower()
    assert "Chưa công bố giá trị tổng" in points.message(m, VI)
    assert aims.target_message(m, VI) == aims.plan_message(m, VI)
    assert len(build(m, Settings(), VI).slides) >= len(MAKERS)


def test_settings_are_kept_as_plain_json() -> None:
    assert json.loads(Settings(rank=45).text())["rank"] == 45
