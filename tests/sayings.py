"""What every page says over its charts, each sentence with the tables that stand beside it."""

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import pandas as pd

from dti_core import (
    agency_words,
    atlas,
    atlas_words,
    book_words,
    data_words,
    goal_words,
    history_peers,
    history_words,
    journal_words,
    overview_tables,
    overview_words,
    plan_words,
    planning,
    progress_tables,
    progress_words,
    scenario_chance,
    scenario_tables,
    scenario_words,
)
from dti_core import compare as comparing
from dti_core.agencies import agencies
from dti_core.assumed import MODEL, comparable, fitted
from dti_core.book import Around, compare, frozen_text
from dti_core.book import entry as worked_out
from dti_core.charts import compare_words, gap_table, gap_words, movement
from dti_core.charts import data as data_charts
from dti_core.charts import overview as overview_charts
from dti_core.charts import trends as trend_charts
from dti_core.coverage import coverage, self_check
from dti_core.distribution import at_value, probability_curve
from dti_core.errors import DtiError
from dti_core.goal import goal_at, growth_grid, thresholds, under_growth
from dti_core.history import history
from dti_core.history import movement as moved_between
from dti_core.i18n import Translator
from dti_core.office import journal
from dti_core.office import progress as office
from dti_core.office.scenarios import Scenario
from dti_core.overview import overview
from dti_core.peers import Peers
from dti_core.progress import Reports
from dti_core.robustness import robustness
from dti_core.scenario import Desk, past
from dti_core.scores import ScoreTable
from dti_core.simulate import adjustable, simulate
from dti_core.steps import steps_to
from dti_core.store import Store
from dti_core.worth import NO_CHANCES, Chances, worth

Said = tuple[str, Mapping[str, pd.DataFrame]]
Case = tuple[ScoreTable, str, Sequence[ScoreTable]]
ROUNDS = ("province-2020", "province-2021", "province-2022", "province-2023", "province-2024", "province-2024-34",
          "commune-backan-2022", "agency-laocai-2022-a")  # fmt: skip
# Published extremes: Lai Châu, the first, the last, a tie at 15, Long An with all its pillars, half a merged pair.
CHOSEN = ("VN-12", "VN-48", "VN-06", "VN-80", "VN-04", "VN-25", "VN2025-48", "VN-06-CHODON-XUANLAC")


def cases(store: Store) -> Iterator[tuple[ScoreTable, str, Sequence[ScoreTable]]]:
    for round_id in ROUNDS:
        table = store.table(round_id)
        entities = [entity for entity in CHOSEN if entity in table.entities] or list(table.entities[:3])
        for entity in entities:
            yield table, entity, store.history(table.framework.index_id)


# -- what each page says, with the tables it offers ---------------------------------------------------------------


def of_overview(
    store: Store, table: ScoreTable, entity: str, rounds: Sequence[ScoreTable], t: Translator
) -> Iterator[Said]:
    result = overview(table, entity, rounds, store.targets(entity), store.counterpart)
    sheets = overview_tables.sheets(result, t)
    yield overview_words.headline(result, t), sheets
    yield overview_charts.finding_strip(result, t), sheets
    yield overview_charts.finding_biggest(result, t), sheets
    yield overview_charts.finding_years(result, t), sheets


def of_trends(
    store: Store, table: ScoreTable, entity: str, rounds: Sequence[ScoreTable], t: Translator
) -> Iterator[Said]:
    if len(rounds) < 2:
        return
    result = history(rounds, [entity], store.counterpart)
    for pair in history_words.pairs(tuple(rounds), table).values():
        moved = moved_between(*pair, entity, store.counterpart)
        later = moved.after
        found = None
        if not later.table.values(later.table.framework.root).isna().all():
            found = history_peers.bands(robustness(later.table), later.table, later.entity)
        if moved.split is None:
            yield history_words.finding(moved, t), history_words.sheets(result, moved, t)
            continue
        sheets = history_peers.sheets(result, moved, found, t)
        yield history_words.finding(moved, t), sheets
        yield movement.finding_waterfall(moved, t), sheets
        yield history_peers.finding_peers(moved, t), sheets
        if found is not None:
            yield history_peers.finding_bands(found, t), sheets
    sheets = {"": history_words.sheet(result, t)}
    yield trend_charts.finding_bump(result, t), sheets
    for measure in trend_charts.MEASURES:
        yield trend_charts.finding_lines(result, measure, t), sheets


def of_compare(
    store: Store, table: ScoreTable, entity: str, rounds: Sequence[ScoreTable], t: Translator
) -> Iterator[Said]:
    result = comparing.compare(table, entity, list(comparing.suggested(table, entity)))
    near = comparing.similar(table, entity)
    pillars = comparing.pillars(table, result.lit, comparing.before(table, rounds))
    sheets = compare_words.sheets(result, pillars, near, t)
    yield compare_words.finding_profile(result, t), sheets
    yield compare_words.finding_beside(result, t), sheets
    yield compare_words.finding_similar(near, result, t), sheets
    for code in result.rows:
        yield compare_words.finding_heat(result, code, t), sheets
    made_of = comparing.hidden_parts(table, entity)
    if len(made_of):
        yield compare_words.finding_hidden(made_of, result, t), sheets | {"parts": made_of}


def of_gap(store: Store, table: ScoreTable, entity: str, rounds: Sequence[ScoreTable], t: Translator) -> Iterator[Said]:
    if not gap_words.has_total(table, entity):
        return
    other = next((one for one in table.entities if one != entity), "max")
    for benchmark in ("max", "best", "median", other):
        result = steps_to(table, entity, benchmark)
        sheets = {"": gap_table.table(result, t)}
        yield gap_words.finding(result, t), sheets
        if table.framework.levels:
            yield gap_words.finding_level(result, t), sheets


def of_simulate(
    store: Store, table: ScoreTable, entity: str, rounds: Sequence[ScoreTable], t: Translator
) -> Iterator[Said]:
    if not scenario_words.can_start(table, entity):
        return
    for peers in (Peers.frozen(), Peers.shift(0.05) if table.framework.published_as == "value" else Peers.frozen()):
        desk = Desk.of(table, entity, peers)
        first = adjustable(table, entity)[0]
        most = float(desk.controls.set_index("code").at[first, "most"])
        for gain in (0.0, round(min(most, 12.5), 3)):
            result = simulate(table, entity, {first: gain}, peers)
            sheets = scenario_tables.workbook_sheets(desk, result, t)
            sheets["passed"] = scenario_tables.passed_frame(desk, result, t)
            yield scenario_words.finding_answer(desk, result, t), sheets
            yield scenario_words.finding_next(desk, result, t), sheets
            yield scenario_words.finding_potential(desk, t), sheets


def of_chance(
    store: Store, table: ScoreTable, entity: str, rounds: Sequence[ScoreTable], t: Translator
) -> Iterator[Said]:
    complete = [one for one in rounds if one.round.year in (2022, 2023) and one.n == 63]
    if len(complete) != 2 or table.n != 63 or not scenario_words.can_start(table, entity):
        return
    model = Peers.model(complete)
    desk = Desk.of(table, entity, model)
    result = simulate(table, entity, {}, model)
    look = scenario_chance.outlook(desk, result, 45, complete)
    yield scenario_chance.finding_chance(look, t), scenario_tables.workbook_sheets(desk, result, t, look)


def of_target(
    store: Store, table: ScoreTable, entity: str, rounds: Sequence[ScoreTable], t: Translator
) -> Iterator[Said]:
    if not scenario_words.can_start(table, entity):
        return
    seen, rank = past(rounds), max(1, round(table.n * 0.7))
    desk = Desk.of(table, entity)
    result = goal_at(desk, rank)
    years = thresholds(tuple(rounds), entity, rank, table.n, store.counterpart)
    growth = under_growth(result, growth_grid(result, seen))
    found = planning.made(table, entity, rank, Peers.frozen(), None, planning.Wishes(planning.EVEN), None)
    sheets = goal_words.workbook_sheets(result, years, growth, t)
    sheets |= plan_words.workbook_sheets(found, desk, {}, planning.Wishes(planning.EVEN), (), t)
    yield goal_words.finding_goal(result, t), sheets
    yield goal_words.finding_origins(result, t), sheets
    if len(years) > 1:
        yield goal_words.finding_years(years, table.framework.decimals, t), sheets
    if not result.unknown:
        yield goal_words.finding_growth(growth, seen, result, t), sheets
    yield plan_words.finding_plan(found, desk, t), sheets
    if found.gains:
        yield plan_words.finding_way(found, desk, t), sheets
    complete = [one for one in rounds if one.round.year in (2022, 2023) and one.n == 63]
    if len(complete) == 2 and table.n == 63:
        curve = probability_curve(table, entity, rank, Peers.model(complete))
        own = probability_curve(table, entity, rank, Peers.model(complete), [table.value(entity)])
        yield plan_words.finding_curve(found, curve, desk, t), sheets | {"curve": curve, "own": own}


def of_data(
    store: Store, table: ScoreTable, entity: str, rounds: Sequence[ScoreTable], t: Translator
) -> Iterator[Said]:
    found = coverage(rounds)
    sheets = {"coverage": data_words.coverage_frame(found, t)}
    yield data_charts.finding_coverage(found, t), sheets
    yield data_charts.finding_round(found, table.round.round_id, t), sheets
    yield data_words.check_lead(self_check(table), t), {"check": data_words.check_frame(self_check(table), t)}


def of_progress(
    store: Store, table: ScoreTable, entity: str, rounds: Sequence[ScoreTable], t: Translator
) -> Iterator[Said]:
    if not scenario_words.can_start(table, entity):
        return
    framework, on = table.framework, dt.date(2026, 11, 29)
    codes = [code for code in framework.codes if framework.most(code) > 0 or not framework.points_known][:5]
    most = {code: 10.0 if math.isnan(framework.most(code)) else framework.most(code) for code in codes}
    rows = [
        {"quarter": "2026-Q4", "code": code, "lead": "Sở A" if place % 2 else "Sở B", "planned_gain": most[code] / 30,
         "self_points": most[code] * 0.7, "appraised_points": most[code] * (0.7 - place * 0.03),
         "status": ("under_way", "done", None)[place % 3], "due_on": on + dt.timedelta(40 * place - 55)}
        for place, code in enumerate(codes)
    ]  # fmt: skip
    made = Reports(table, entity, office.typed(rows), office.indices(store, framework.framework_id))
    now = made.quarter("2026-Q4", on)
    model, learned = fitted(rounds).get(MODEL), comparable(rounds)
    chances = NO_CHANCES if model is None else Chances(Desk.of(table, entity, model), min(45, table.n), learned)
    meant = worth(now, chances)
    sheets = progress_tables.sheets(made, now, meant, t)
    yield progress_words.finding(now, t), sheets
    yield progress_words.finding_planned(now, t), sheets
    yield progress_words.finding_assessed(now, t), sheets
    yield progress_words.finding_worth(meant, t), sheets
    yield progress_tables.finding_quarters(made, "self_points", t), sheets
    led, goal = agencies(now, chances), chances.goal
    offered = agency_words.workbook_sheets(led, goal, t)
    if model is not None:  # what the chance is before anything is gained: of all ranks together, not of the one alone
        own = round(table.value(entity) * 10**framework.decimals)
        offered = dict(offered) | {"now": pd.DataFrame([at_value(chances.desk.field, own).probability_span(goal)])}
    yield agency_words.finding(led, t), offered
    for sheet in led:
        yield agency_words.finding_sheet(sheet, goal, t), offered
        if not math.isnan(sheet.chance_now[0]):
            yield agency_words.assumption(sheet, t), offered


def of_map(store: Store, table: ScoreTable, entity: str, rounds: Sequence[ScoreTable], t: Translator) -> Iterator[Said]:
    try:
        codes = atlas.codes(table)
        for code in codes[:3]:
            for measure in atlas.MEASURES:
                result = atlas.atlas(table, entity, code, measure, rounds)
                yield atlas_words.finding(result, t), {"": atlas_words.frame(result, t)}
    except DtiError:  # not a round of provinces
        return


def of_book(
    store: Store, table: ScoreTable, entity: str, rounds: Sequence[ScoreTable], t: Translator
) -> Iterator[Said]:
    """Two or three scenarios side by side: of different worth, of the same, one frozen, with the model or without."""
    if not scenario_words.can_start(table, entity):
        return
    places = Around(table, fitted(rounds), comparable(rounds), max(1, table.n // 2), "1")
    codes = adjustable(table, entity)
    most = Desk.of(table, entity).controls.set_index("code")["most"]
    gains = [f"{code}:{round(min(float(most[code]), 7.5), 3)}" for code in (codes[0], codes[-1])]
    at = dt.datetime(2026, 11, 29)
    kept = [Scenario(str(n), f"Kịch bản {word}", table.round.round_id, entity, at, gained)
            for n, (word, gained) in enumerate(zip("ABC", [gains[0], gains[-1], ""], strict=True))]  # fmt: skip
    first = worked_out(kept[0], lambda one: places)
    assert first.now is not None
    frozen = Scenario("9", "Kịch bản D", table.round.round_id, entity, at, gains[0],
                      frozen=frozen_text(first.now, at.date()))  # fmt: skip
    for chosen in (kept[:2], kept, [kept[0], frozen]):
        found = compare([worked_out(one, lambda one: places) for one in chosen])
        sheets = {"": book_words.side_by_side(found, t), "all": book_words.outcomes_frame(found.entries, t)}
        for said in (book_words.finding, book_words.finding_gains, book_words.finding_chance, book_words.finding_ranks):
            yield said(found, t), sheets
        for one in found.entries:
            yield book_words.line(one, t), sheets
            yield book_words.frozen_line(one, t), sheets


def of_journal(
    store: Store, table: ScoreTable, entity: str, rounds: Sequence[ScoreTable], t: Translator
) -> Iterator[Said]:
    """Once, on a journal of its own: what it says of all batches, of one, and of what has to be looked at again."""
    if (table.round.round_id, entity) != ("province-2022", "VN-12"):
        return
    own, at = Store.open(":memory:"), dt.datetime(2026, 11, 29, 8, 5)
    columns = ["round_id", "entity_id", "indicator_code", "status", "value", "basis", "quote"]
    ids = []
    for place, (code, value) in enumerate((("1", 0.6123), ("3", 0.5), ("DTI", 0.51))):
        row = pd.DataFrame([("province-2022", "VN-12", code, "published", value, "published", "B2")], columns=columns)
        batch = journal.Batch("scores", "Hoa", at + dt.timedelta(days=place), f"tệp-{place}.xlsx", b"as sent")
        ids.append(journal.add(own, batch, {"scores": row}))
    journal.undo(own, ids[1], "Bình", at + dt.timedelta(days=9), "nhầm tệp")
    batches = {"": journal_words.batches_frame(own, t)}
    yield journal_words.finding(own, t), batches
    known = journal.batches(own).set_index("batch_id")
    for batch_id, title in journal_words.titles(own, t).items():
        rows = {str(n): frame for n, (_, frame) in enumerate(journal_words.brought(own, batch_id, t))}
        yield title, batches
        yield journal_words.state(known.loc[batch_id], t), batches
        for caption, _ in journal_words.brought(own, batch_id, t):
            yield caption, batches | rows
    for code in ("DTI", "1"):
        history = {"": journal_words.history_frame(own, own.table("province-2022"), "VN-12", code, t)}
        for offered in journal_words.offered(own, "province-2022", "VN-12", code, t).values():
            yield offered, history
    own.close()


PAGES: tuple[Callable[..., Iterator[Said]], ...] = (
    of_overview, of_trends, of_compare, of_gap, of_simulate, of_chance, of_target, of_data, of_progress,
    of_map, of_book, of_journal,
)  # fmt: skip
