"""The rounds of an index side by side: everybody's ranks, the chosen entities' trends, and why a rank moved."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dti_core.decompose import Decomposition, decompose
from dti_core.errors import ScoreError
from dti_core.overview import Standing, standing
from dti_core.scores import ScoreTable
from dti_core.store import Store
from dti_core.trends import Counterpart, Trend, breaks, rank_history, trend

NOISE = 0.001  # of the scale: neighbours that differ by less cannot be told apart


@dataclass(frozen=True, eq=False)
class History:
    """Rounds of one index, oldest first, with trends of the chosen entity and of those it is compared with.

    trends: entity (its id in the round on screen) -> Trend, the chosen one first.
    """

    tables: tuple[ScoreTable, ...]
    entity: str
    trends: dict[str, Trend]
    names: dict[str, dict[str, str]]

    @property
    def own(self) -> Trend:
        return self.trends[self.entity]

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """Ranks of everybody, entities as rows, rounds as columns; NaN where not known."""
        return rank_history(self.tables)

    @cached_property
    def panels(self) -> tuple[tuple[int, ...], ...]:
        """Consecutive rounds (positions) that rank the same entities."""
        found: list[list[int]] = []
        for place, table in enumerate(self.tables):
            if place and self.tables[place - 1].entities == table.entities:
                found[-1].append(place)
            else:
                found.append([place])
        return tuple(tuple(panel) for panel in found)

    @cached_property
    def broken(self) -> tuple[str, ...]:
        """What changed before each round; see `trends.breaks`."""
        return ("", *(breaks(*pair) for pair in zip(self.tables, self.tables[1:], strict=False)))


def history(tables: Sequence[ScoreTable], entities: Sequence[str], counterpart: Counterpart) -> History:
    """The chosen entity first in `entities`, then those to light beside it."""
    found = {entity: trend(tables, entity, counterpart=counterpart) for entity in dict.fromkeys(entities)}
    names = {}
    for entity in found:
        table = next(table for table in reversed(tables) if entity in table.entities)
        names[entity] = {lang: table.name(entity, lang) for lang in ("vi", "en")}
    return History(tuple(tables), entities[0], found, names)


@dataclass(frozen=True, eq=False)
class Movement:
    """What happened to one entity between two rounds.

    before: None where the entity is not in the earlier round. split: None where the change of rank cannot be
    decomposed; `refusal` says why. only: how many entities are only in the earlier / the later round.
    """

    before: Standing | None
    after: Standing
    broken: str
    split: Decomposition | None
    refusal: ScoreError | None
    only: tuple[int, int]

    @property
    def value_change(self) -> float:
        if self.before is None or self.before.entity != self.after.entity:
            return math.nan
        return round(self.after.value - self.before.value, 6)

    @property
    def rank_change(self) -> float:
        if self.before is None or self.broken in ("entities", "both"):
            return math.nan
        return self.after.rank - self.before.rank

    def passed(self, how: str) -> pd.DataFrame:
        """Peers that passed ("us" / "them"): entity, before, after, near; closest to us afterwards first."""
        if self.split is None or self.before is None:
            return pd.DataFrame(columns=["entity", "before", "after", "near"])
        rows = self.split.frame[self.split.frame["passed"] == how]
        band = noise(self.after.table)
        gaps = [(rows["before"] - self.before.value).abs(), (rows["after"] - self.after.value).abs()]
        rows = rows.assign(near=(gaps[0] < band) | (gaps[1] < band), distance=gaps[1])
        return rows.sort_values("distance", kind="stable")[["entity", "before", "after", "near"]].reset_index(drop=True)


def movement(before: ScoreTable, after: ScoreTable, entity: str, counterpart: Counterpart) -> Movement:
    """What moved `entity` (its id in any of the two rounds) between two rounds of one index."""
    here = counterpart(entity, after.round.round_id) or entity
    there = counterpart(here, before.round.round_id)
    sets = set(before.entities), set(after.entities)
    split, refusal = None, None
    try:
        split = decompose(before, after, here)
    except ScoreError as error:
        refusal = error
    return Movement(
        standing(before, there) if there else None, standing(after, here), breaks(before, after), split, refusal,
        (len(sets[0] - sets[1]), len(sets[1] - sets[0])),
    )  # fmt: skip


def noise(table: ScoreTable) -> float:
    """The smallest difference that is told apart, in the unit published: a thousandth of the scale.

    >>> noise(toy())
    0.001
    """
    return NOISE * table.framework.top / 10**table.framework.decimals


def near(table: ScoreTable, entity: str) -> tuple[str, ...]:
    """Peers whose published total differs from ours by less than the noise band, best first.

    >>> near(toy(), "A")
    ()
    """
    units = table.units[:, 0]
    distance = np.abs(units - units[table.row(entity)])
    rows = np.flatnonzero(distance < noise(table) * 10**table.framework.decimals - 1e-6)
    rows = rows[np.argsort(-units[rows], kind="stable")]
    return tuple(table.entities[row] for row in rows if table.entities[row] != entity)


def documents(store: Store, result: History) -> pd.DataFrame:
    """Where the totals and ranks of the chosen entities in every round come from."""
    found = [
        store.provenance(row.round_id, row.entity, [table.framework.root])
        for each in result.trends.values()
        for table, row in zip(result.tables, each.frame.itertuples(), strict=True)
        if isinstance(row.entity, str)
    ]
    rows = pd.concat([frame for frame in found if len(frame)] or found[:1], ignore_index=True)
    return rows.assign(title=rows["title"].fillna(rows["publisher"]))
