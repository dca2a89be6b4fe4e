"""A whole analysis as data: the rounds as they were used, the scenarios, the plans, the sources; what differs from now.

Only plain values, so that it can be written to a file and come back equal.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from dti_core.assumed import kind
from dti_core.office import journal, scenarios
from dti_core.office.scenarios import Scenario
from dti_core.plan import Plan
from dti_core.planning import Wishes, amounts_text, locks_text
from dti_core.scenario import gains_text
from dti_core.store import Store


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan: what was asked (the texts as in its link) and what came out. `reached` 0 or 1."""

    round_id: str
    entity: str
    rank: int
    peers: str
    confidence: float | None
    effort_kind: str
    locked: str
    caps: str
    prices: str
    halves: int
    most: int
    gains: str
    required_value: float
    need_points: float
    effort: float | None
    shortfall: float | None
    value_after: float
    rank_low: int
    rank_high: int
    reached: int


@dataclass(frozen=True, slots=True)
class Season:
    """A round and the precision its figures are published in."""

    round_id: str
    framework_id: str
    year: int
    scope: str
    entity_count: int | None
    published_as: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Node:
    """An indicator of a framework; max_points None where they are unknown. `scored` 0 or 1."""

    framework_id: str
    code: str
    parent_code: str
    kind: str
    indicator: str
    max_points: float | None
    scored: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure or a rank (`fact`: "value" or "rank"), and the document it is from."""

    round_id: str
    entity: str
    entity_name: str
    code: str
    fact: str
    figure: float
    within: str
    basis: str
    source_id: str


@dataclass(frozen=True, slots=True)
class Document:
    """A source, as the list of sources has it."""

    source_id: str
    title: str
    publisher: str
    number: str
    issued_on: str
    locator: str
    note: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that is needed to read an analysis elsewhere. version: of the figures it was made on."""

    made_on: str
    version: str
    scenarios: tuple[Scenario, ...]
    plans: tuple[Planned, ...]
    rounds: tuple[Season, ...]
    nodes: tuple[Node, ...]
    facts: tuple[Fact, ...]
    documents: tuple[Document, ...]


def planned(found: Plan, wishes: Wishes) -> Planned:
    """A plan with what was asked of it.

    >>> from dti_core.effort import even
    >>> from dti_core.plan import plan
    >>> kept = planned(plan(toy(), "B", 1, effort=even()), Wishes("deu"))
    >>> kept.gains, kept.rank_high, kept.reached
    ('1:0.76;2:0.76;3:0.38', 1, 1)
    """
    result, finite = found.simulation, math.isfinite
    return Planned(
        found.table.round.round_id, found.entity, found.rank, kind(found.peers), found.confidence, wishes.kind,
        locks_text(wishes.locked), amounts_text(wishes.caps), amounts_text(wishes.prices), int(wishes.halves),
        wishes.most, gains_text(found.gains), found.required_value, found.need_points,
        found.effort if finite(found.effort) else None, found.shortfall if finite(found.shortfall) else None,
        result.value_after, *result.rank_after_span, int(found.reached),
    )  # fmt: skip


def made(store: Store, kept: Sequence[Scenario], plans: Sequence[Planned], made_on: str, lang: str) -> Analysis:
    """The analysis of these scenarios and plans, by the figures as they are now; rounds that are gone are left out."""
    known = set(store.rounds()["round_id"])
    asked = [*(one.round_id for one in kept), *(one.round_id for one in plans)]
    wanted = dict.fromkeys(name for name in asked if name in known)
    facts, documents = _facts(store, wanted, lang)
    seasons: list[Season] = []
    nodes: dict[tuple[str, str], Node] = {}
    for round_id in wanted:
        table = store.table(round_id)
        season, framework = table.round, table.framework
        seasons.append(Season(
            round_id, season.framework_id, season.year, season.scope_vi if lang == "vi" else season.scope_en,
            season.entity_count, framework.published_as, framework.decimals,
        ))  # fmt: skip
        nodes |= {
            (framework.framework_id, node.code): Node(
                framework.framework_id, node.code, node.parent or "", node.kind, framework.name(node.code, lang),
                _known(node.max_points), int(node.scored),
            )
            for node in framework.indicators
        }  # fmt: skip
    return Analysis(
        made_on, store.figures_version, tuple(kept), tuple(plans), tuple(seasons), tuple(nodes.values()), facts,
        documents,
    )  # fmt: skip


def _facts(store: Store, rounds: Iterable[str], lang: str) -> tuple[tuple[Fact, ...], tuple[Document, ...]]:
    facts: list[Fact] = []
    documents: dict[str, Document] = {}
    for round_id in rounds:
        table = store.table(round_id)
        for entity in table.entities:
            name = table.name(entity, lang)
            for row in store.provenance(round_id, entity).to_dict("records"):
                source = str(row["source_id"])
                said = (row[part] for part in ("title", "publisher", "number", "issued_on", "locator", "note"))
                documents[source] = Document(source, *(part if isinstance(part, str) else "" for part in said))
                facts.append(Fact(
                    round_id, entity, name, row["code"], row["kind"], float(row["figure"]), row["within"] or "",
                    row["basis"], source,
                ))  # fmt: skip
    return tuple(facts), tuple(documents.values())


def _known(number: float) -> float | None:
    return None if math.isnan(number) else float(number)


def differences(found: Analysis, store: Store, lang: str) -> pd.DataFrame:
    """Figures of the analysis that are others now: round, entity, name, code, fact, was, now (NaN = none).

    A round that is not here counts as gone whole.
    """
    known = set(store.rounds()["round_id"])
    today, _ = _facts(store, [one.round_id for one in found.rounds if one.round_id in known], lang)
    before, after = ({_place(fact): fact.figure for fact in facts} for facts in (found.facts, today))
    names = {fact.entity: fact.entity_name for fact in (*found.facts, *today)}
    rows = [
        (
            place[0],
            place[1],
            names[place[1]],
            place[2],
            place[3],
            before.get(place, math.nan),
            after.get(place, math.nan),
        )
        for place in dict.fromkeys((*before, *after))
        if before.get(place) != after.get(place)
    ]
    return pd.DataFrame(rows, columns=["round", "entity", "name", "code", "fact", "was", "now"])


def _place(fact: Fact) -> tuple[str, ...]:
    return fact.round_id, fact.entity, fact.code, fact.fact, fact.within


def new(found: Analysis, kept: Sequence[Scenario]) -> tuple[Scenario, ...]:
    """The scenarios of an analysis that the book does not hold already, word for word."""
    known = {one.content for one in kept}
    return tuple({one.content: one for one in found.scenarios if one.content not in known}.values())


def bring(store: Store, found: Analysis, batch: journal.Batch) -> str | None:
    """Add what is new as one batch, which can be undone; its batch_id, None where there was nothing new."""
    fresh = new(found, scenarios.book(store))
    return scenarios.bring(store, batch, fresh) if fresh else None
