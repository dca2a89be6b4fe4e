"""What the slides are made from: the core's own results for one entity in one round, worked out once."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dti_core import assumed
from dti_core.distribution import probability_curve
from dti_core.goal import Goal, equal_percentile, goal_at, proposed
from dti_core.history import Movement, movement
from dti_core.meeting.settings import Settings
from dti_core.office.evidence import quarter_of
from dti_core.overview import Overview, documents, overview
from dti_core.peers import Peers
from dti_core.plan import Plan
from dti_core.planning import Wishes, made, rarity, real_gains
from dti_core.progress import Progress, Reports
from dti_core.record import Record
from dti_core.scenario import Desk, parse_gains
from dti_core.scenario_words import can_start
from dti_core.scores import ScoreTable
from dti_core.simulate import Simulation, adjustable, simulate
from dti_core.steps import Steps, steps_to
from dti_core.store import Store
from dti_core.target import Bounds, ThreeNumbers, three_numbers


@dataclass(frozen=True, eq=False)
class Outlook:
    """What needs an own total to start from.

    still: the target with the others standing still. numbers, curve (chance by own value): None where no two rounds
    teach a model. plan: the least effort for the target under `desk.peers`, None where a scenario is shown instead.
    result: what the plan, or the scenario, comes to. rare: see `planning.rarity`.
    """

    desk: Desk
    still: Goal
    numbers: ThreeNumbers | None
    curve: pd.DataFrame | None
    plan: Plan | None
    result: Simulation
    rare: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Materials:
    """moved: None where there is no round before. steps, outlook: None where the total is not known.

    rank: the target's, among those of this round. record: how the index's models have done. documents: rows as of
    `Store.provenance`. regions: names by region_id. progress: of the meeting's quarter, else of the last one reported
    before it, as of its day; None where nothing is reported.
    """

    table: ScoreTable
    entity: str
    history: tuple[ScoreTable, ...]
    overview: Overview
    moved: Movement | None
    steps: Steps | None
    rank: int
    outlook: Outlook | None
    record: Record | None
    documents: pd.DataFrame
    regions: pd.DataFrame
    progress: Progress | None = None

    def region(self, region_id: object, lang: str) -> str:
        return str(self.regions.at[region_id, f"name_{lang}"])

    def name(self, lang: str) -> str:
        return self.table.name(self.entity, lang)


def gather(
    store: Store, table: ScoreTable, entity: str, settings: Settings, record: Record | None = None
) -> Materials:  # fmt: skip
    """Work out everything that a meeting about `entity` shows; `record`: of the index's models, where it was tested.

    >>> store = Store.open(":memory:")
    >>> found = gather(store, store.table("province-2022"), "VN-12", Settings())
    >>> found.rank, found.outlook.still.required
    (45, 0.5438)
    >>> store.close()
    """
    history = store.history(table.framework.index_id)
    seen = overview(table, entity, history, store.targets(entity), store.counterpart)
    earlier = [other for other in history if other.round.year < table.round.year]
    moved = movement(earlier[-1], table, entity, store.counterpart) if earlier else None
    rank = min(settings.rank, table.n) if settings.rank is not None else target_rank(store, table, entity)
    start = can_start(table, entity)
    outlook = _outlook(table, entity, history, rank, settings) if start else None
    steps = steps_to(table, entity, "max") if start else None
    regions = store.listing("regions").set_index("region_id")
    now = _progress(store, table, entity, settings)
    return Materials(table, entity, history, seen, moved, steps, rank, outlook, record, documents(store, seen), regions,
                     now)  # fmt: skip


def _progress(store: Store, table: ScoreTable, entity: str, settings: Settings) -> Progress | None:
    """As of the meeting's day; without one, as of the day of the last report."""
    reports = Reports.of(store, table, entity)
    if not reports.quarters:
        return None
    day = settings.day or pd.Timestamp(reports.rows["made_at"].max()).date()
    past = [quarter for quarter in reports.quarters if quarter <= quarter_of(day)]
    return reports.quarter(past[-1], day) if past else None


def target_rank(store: Store, table: ScoreTable, entity: str) -> int:
    """The rank set for the entity, restated where another number is ranked now; else a few places better."""
    rows = store.targets(entity)
    rows = rows[rows["indicator_code"] == table.framework.root]
    if rows.empty:
        return proposed(table, entity)
    rank, of = int(rows["rank"].iloc[-1]), int(rows["of"].iloc[-1])
    return rank if of == table.n else equal_percentile(rank, of, table.n)


def _outlook(
    table: ScoreTable, entity: str, history: tuple[ScoreTable, ...], rank: int, settings: Settings
) -> Outlook:  # fmt: skip
    fitted, pair = assumed.fitted(history), assumed.comparable(history)
    top = table.framework.top / 10**table.framework.decimals
    model = fitted.get(assumed.MODEL)
    peers = assumed.read(settings.peers, top, fitted) if settings.peers else model or Peers.frozen()
    desk = Desk.of(table, entity, peers)
    numbers = three_numbers(table, entity, rank, Bounds.seen_in(pair), model) if pair else None
    curve = probability_curve(table, entity, rank, model) if model else None
    still = goal_at(Desk.of(table, entity), rank)
    if settings.gains:
        gains = parse_gains(settings.gains, adjustable(table, entity))
        return Outlook(desk, still, numbers, curve, None, simulate(table, entity, gains, peers), {})
    gained = real_gains(table, entity, pair)
    asked = settings.confidence if peers.is_random else None
    plan = made(table, entity, rank, peers, asked, Wishes(), gained)
    return Outlook(desk, still, numbers, curve, plan, plan.simulation, rarity(plan, gained))
