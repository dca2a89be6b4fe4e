"""What the slides are made from: the core's own results for one entity in one round.

Each is worked out when a slide first asks for it, and once: a page that shows one slide does not pay for the others.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dti_core import assumed
from dti_core.distribution import probability_curve
from dti_core.effort import CommonLevel
from dti_core.goal import Goal, equal_percentile, goal_at, proposed
from dti_core.history import Movement, movement
from dti_core.meeting.settings import Settings
from dti_core.meeting.slide import Slide
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
    """What needs an own total to start from. pair, model: of the index's rounds, None where no two teach one.

    gains: what a scenario raises, None for the plan that is worked out.
    """

    desk: Desk
    rank: int
    confidence: float
    gains: Mapping[str, float] | None
    pair: tuple[ScoreTable, ...]
    model: Peers | None

    @cached_property
    def still(self) -> Goal:
        """The target with the others standing still."""
        return goal_at(Desk.of(self.desk.table, self.desk.entity), self.rank)

    @cached_property
    def numbers(self) -> ThreeNumbers | None:
        if not self.pair:
            return None
        return three_numbers(self.desk.table, self.desk.entity, self.rank, Bounds.seen_in(self.pair), self.model)

    @cached_property
    def curve(self) -> pd.DataFrame | None:
        """The chance by own value."""
        return None if self.model is None else probability_curve(
            self.desk.table, self.desk.entity, self.rank, self.model)  # fmt: skip

    @cached_property
    def _gained(self) -> CommonLevel | None:
        return real_gains(self.desk.table, self.desk.entity, self.pair)

    @cached_property
    def plan(self) -> Plan | None:
        """The least effort for the target under `desk.peers`; None where a scenario is shown instead."""
        if self.gains is not None:
            return None
        table, entity, peers = self.desk.table, self.desk.entity, self.desk.peers
        asked = self.confidence if peers.is_random else None
        return made(table, entity, self.rank, peers, asked, Wishes(), self._gained)

    @cached_property
    def result(self) -> Simulation:
        """What the plan, or the scenario, comes to."""
        if self.plan is not None:
            return self.plan.simulation
        return simulate(self.desk.table, self.desk.entity, self.gains or {}, self.desk.peers)

    @cached_property
    def rare(self) -> Mapping[str, tuple[int, int]]:
        """See `planning.rarity`."""
        return {} if self.plan is None else rarity(self.plan, self._gained)


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of an entity in a round, whatever a meeting asks. history: rounds of the index by year.

    pair, fitted: the rounds that teach models of the others, and these, as of `assumed.comparable` and `.fitted`.
    """

    store: Store
    table: ScoreTable
    entity: str
    history: tuple[ScoreTable, ...]
    pair: tuple[ScoreTable, ...]
    fitted: Mapping[str, Peers]

    @cached_property
    def overview(self) -> Overview:
        targets = self.store.targets(self.entity)
        return overview(self.table, self.entity, self.history, targets, self.store.counterpart)

    @cached_property
    def moved(self) -> Movement | None:
        """None where there is no round before."""
        earlier = [other for other in self.history if other.round.year < self.table.round.year]
        return movement(earlier[-1], self.table, self.entity, self.store.counterpart) if earlier else None

    @cached_property
    def steps(self) -> Steps | None:
        """None where the total is not known."""
        return steps_to(self.table, self.entity, "max") if can_start(self.table, self.entity) else None

    @cached_property
    def documents(self) -> pd.DataFrame:
        """Rows as of `Store.provenance`."""
        return documents(self.store, self.overview)

    @cached_property
    def regions(self) -> pd.DataFrame:
        """Names by region_id."""
        return self.store.listing("regions").set_index("region_id")

    @cached_property
    def reports(self) -> Reports:
        return Reports.of(self.store, self.table, self.entity)


@dataclass(frozen=True, eq=False)
class Materials:
    """known: whatever is asked. rank: the target's, among those of this round. outlook: None where the total is not
    known. record: how the index's models have done."""

    known: Known
    rank: int
    outlook: Outlook | None
    record: Record | None
    day: dt.date | None

    @property
    def table(self) -> ScoreTable:
        return self.known.table

    @property
    def entity(self) -> str:
        return self.known.entity

    @property
    def overview(self) -> Overview:
        return self.known.overview

    @property
    def documents(self) -> pd.DataFrame:
        return self.known.documents

    @cached_property
    def progress(self) -> Progress | None:
        """Of the meeting's quarter, else of the last one reported before it, as of its day (without one, as of the day
        of the last report); None where nothing is reported."""
        reports = self.known.reports
        if not reports.quarters:
            return None
        day = self.day or pd.Timestamp(reports.rows["made_at"].max()).date()
        past = [quarter for quarter in reports.quarters if quarter <= quarter_of(day)]
        return reports.quarter(past[-1], day) if past else None

    @cached_property
    def _slides(self) -> dict[tuple[str, str], Slide]:
        return {}

    def slide(self, key: str, lang: str, make: Callable[[], Slide]) -> Slide:
        """A slide as it is computed, made the first time it is asked for."""
        if (key, lang) not in self._slides:
            self._slides[key, lang] = make()
        return self._slides[key, lang]

    def region(self, region_id: object, lang: str) -> str:
        return str(self.known.regions.at[region_id, f"name_{lang}"])

    def name(self, lang: str) -> str:
        return self.table.name(self.entity, lang)


def gather(
    store: Store, table: ScoreTable, entity: str, settings: Settings, record: Record | None = None
) -> Materials:  # fmt: skip
    """Everything that a meeting about `entity` shows; `record`: of the index's models, where it was tested.

    >>> store = Store.open(":memory:")
    >>> found = gather(store, store.table("province-2022"), "VN-12", Settings())
    >>> found.rank, found.outlook.still.required
    (45, 0.5438)
    >>> store.close()
    """
    history = store.history(table.framework.index_id)
    known = Known(store, table, entity, history, assumed.comparable(history), assumed.fitted(history))
    return asking(known, settings, record)


def asking(known: Known, settings: Settings, record: Record | None = None) -> Materials:
    """What a meeting with these settings asks of what is known; a scenario that cannot be is refused here."""
    table, entity = known.table, known.entity
    rank = min(settings.rank, table.n) if settings.rank is not None else target_rank(known.store, table, entity)
    outlook = _outlook(known, rank, settings) if can_start(table, entity) else None
    return Materials(known, rank, outlook, record, settings.day)


def _outlook(known: Known, rank: int, settings: Settings) -> Outlook:
    table, entity = known.table, known.entity
    top = table.framework.top / 10**table.framework.decimals
    model = known.fitted.get(assumed.MODEL)
    peers = assumed.read(settings.peers, top, known.fitted) if settings.peers else model or Peers.frozen()
    gains = parse_gains(settings.gains, adjustable(table, entity)) if settings.gains else None
    look = Outlook(Desk.of(table, entity, peers), rank, settings.confidence, gains, known.pair, model)
    if gains is not None:
        look.result  # noqa: B018 - what cannot be is refused now, not on the slide
    return look


def target_rank(store: Store, table: ScoreTable, entity: str) -> int:
    """The rank set for the entity, restated where another number is ranked now; else a few places better."""
    rows = store.targets(entity)
    rows = rows[rows["indicator_code"] == table.framework.root]
    if rows.empty:
        return proposed(table, entity)
    rank, of = int(rows["rank"].iloc[-1]), int(rows["of"].iloc[-1])
    return rank if of == table.n else equal_percentile(rank, of, table.n)
