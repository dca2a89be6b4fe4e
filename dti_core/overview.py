"""One entity in one round: where it stands, what moved it since the round before, what it lacks, what is next."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dti_core.decompose import Decomposition, decompose
from dti_core.errors import ScoreError
from dti_core.gaps import Gap, gaps
from dti_core.ladder import ladder
from dti_core.peers import Field
from dti_core.rounding import publish, to_micro
from dti_core.scores import ScoreTable
from dti_core.store import Store
from dti_core.target import missing_points
from dti_core.trends import Counterpart, Trend, breaks, trend


@dataclass(frozen=True, eq=False)
class Standing:
    """Value and rank of an entity in a round.

    value: as published, or as its other figures determine it; NaN where neither (basis "").
    rank_span: best and worst possible rank, equal where the rank is known; of: None where nobody says how many.
    """

    table: ScoreTable
    entity: str
    value: float
    basis: str
    rank_span: tuple[float, float]
    of: int | None

    @property
    def rank(self) -> float:
        return self.rank_span[0] if self.rank_span[0] == self.rank_span[1] else math.nan

    @property
    def year(self) -> int:
        return self.table.round.year


@dataclass(frozen=True, slots=True)
class Goal:
    """What to reach next.

    kind: "set" (a published plan's rank), "next" (the nearest better rank), "lead" (nothing better: the margin over
    the second), "unknown" (too little is published).
    rank, of: among those ranked in this round; `stated_rank` of `stated_of` is what the plan says, and `equivalent`
    is True where the two differ: same place from the top as a share, after a change of the number ranked.
    value: least own value at which the rank is (possible, certain), equal where all peers are known; missing: what
    the own value lacks to it; points: the same in points, rounding included.
    """

    kind: str
    rank: int = 0
    of: int | None = None
    value: tuple[float, float] = (math.nan, math.nan)
    missing: tuple[float, float] = (math.nan, math.nan)
    points: tuple[float, float] = (math.nan, math.nan)
    year: int = 0
    stated_rank: int = 0
    stated_of: int = 0
    reached: bool | None = None
    quote: str = ""
    source_id: str = ""

    @property
    def equivalent(self) -> bool:
        return self.stated_of > 0 and self.of is not None and self.of != self.stated_of


@dataclass(frozen=True, eq=False)
class Overview:
    """now, before (the last round of an earlier year, None where there is none), broken: see `trends.breaks`.

    split: the change of rank decomposed; None where it cannot be (refusal says why).
    local: standing among the same region or district, None where nothing is known of one; local_within: which.
    mean, median, mean_count: of the published values. gap: points lost, None where the total is not known.
    """

    now: Standing
    before: Standing | None
    broken: str
    split: Decomposition | None
    refusal: ScoreError | None
    local: Standing | None
    local_within: str
    mean: float
    median: float
    mean_count: int
    goal: Goal
    gap: Gap | None
    trend: Trend
    history: tuple[ScoreTable, ...]

    @property
    def value_change(self) -> float:
        """Change of the value since the round before, as published; NaN for a province formed by a merger since."""
        if self.before is None or self.before.entity != self.now.entity:
            return math.nan
        return round(self.now.value - self.before.value, 6)

    @property
    def rank_change(self) -> float:
        """Negative is better; NaN where a rank is unknown or the entities ranked are not the same."""
        if self.before is None or self.broken in ("entities", "both"):
            return math.nan
        return self.now.rank - self.before.rank

    @cached_property
    def largest_group(self) -> tuple[str, float]:
        """The child of the root with most points lost, and the points; ("", NaN) where not every one is known."""
        groups = self.gap.groups() if self.gap else pd.DataFrame()
        if not len(groups) or groups["lost"].isna().any():
            return "", math.nan
        row = groups.loc[groups["lost"].idxmax()]
        return str(row["code"]), float(row["lost"])

    @cached_property
    def biggest(self) -> pd.DataFrame:
        """The three known indicators with most points lost: code, lost, max_points, own, rank_if_closed, ranks_gained.

        ranks_gained: ranks that the maximum on this one alone is worth with the peers frozen, NaN where not known.
        """
        frame = self.gap.frame if self.gap else pd.DataFrame(columns=["status"])
        known = (
            frame[(frame["status"] == "known") & (frame["code"] != self.now.table.framework.root)]
            if len(frame)
            else frame
        )
        if not len(known):
            return pd.DataFrame(columns=["code", "lost", "max_points", "own", "rank_if_closed", "ranks_gained"])
        top = known[known["lost"] > 0].sort_values("lost", ascending=False, kind="stable").head(3)
        top = top.assign(ranks_gained=self.now.rank - top["rank_if_closed"])
        return top[["code", "lost", "max_points", "own", "rank_if_closed", "ranks_gained"]].reset_index(drop=True)

    @cached_property
    def weakest(self) -> pd.DataFrame:
        """Where points are unknown: the three lowest published values below the root: code, value."""
        framework, row = self.now.table.framework, self.now.table.row(self.now.entity)
        values = pd.Series(self.now.table.published[row], index=list(framework.all_codes))[
            list(framework.codes[1:])
        ].dropna()
        if framework.points_known:
            values = values.iloc[:0]
        return values.sort_values(kind="stable").head(3).rename_axis("code").reset_index(name="value")

    @cached_property
    def hidden(self) -> pd.Series | None:
        """The unpublished indicators as one sum (a row of the gap's frame), where something else is published."""
        if self.gap is None or not len(self.biggest):
            return None
        rows = self.gap.frame[self.gap.frame["status"] == "sum"]
        return rows.iloc[0] if len(rows) else None


def standing(table: ScoreTable, entity: str, within: str | None = None) -> Standing:
    """Value and rank of `entity` ("region:MRD", "entity:VN-06-CHODON": inside those only)."""
    framework = table.framework
    root, inside = framework.root, table.members(within)
    value, basis = table.value(entity), table.basis(entity, root)
    if math.isnan(value) and basis:
        value = publish(to_micro(table.points(entity)), framework.unit, framework.rounding) / 10**framework.decimals
    rank = table.rank(root, within)[entity]
    span = (rank, rank)
    if math.isnan(rank):
        bounds = table.rank_bounds(root, within).loc[entity]
        span = (float(bounds["low"]), float(bounds["high"]))
    of = inside[1] if within is not None else table.round.entity_count
    return Standing(table, entity, value, basis, span, of)


def overview(
    table: ScoreTable, entity: str, history: Sequence[ScoreTable], targets: pd.DataFrame, counterpart: Counterpart
) -> Overview:
    """Everything the first page says. `targets`: rows as from Store.targets; `history`: rounds of the index by year."""
    now = standing(table, entity)
    earlier = [other for other in history if other.round.year < table.round.year]
    before, broken, split, refusal = None, "", None, None
    there = counterpart(entity, earlier[-1].round.round_id) if earlier else None
    if there is not None:
        before, broken = standing(earlier[-1], there), breaks(earlier[-1], table)
        try:
            split = decompose(earlier[-1], table, entity)
        except ScoreError as error:
            refusal = error
    within = _within(table, entity)
    values = table.values().dropna()
    local = standing(table, entity, within) if within else None
    return Overview(
        now, before, broken, split, refusal, local, within, float(values.mean()), float(values.median()), len(values),
        goal(now, targets), gaps(table, entity, "max") if now.basis else None,
        trend(history, entity, counterpart=counterpart), tuple(history),
    )  # fmt: skip


def documents(store: Store, result: Overview) -> pd.DataFrame:
    """Where everything shown comes from: this round's figures, the totals and ranks of the other rounds, the target."""
    now = result.now
    found = [store.provenance(now.table.round.round_id, now.entity)]
    found += [
        store.provenance(row.round_id, row.entity, [now.table.framework.root])
        for row in result.trend.frame.itertuples()
        if isinstance(row.entity, str) and row.round_id != now.table.round.round_id
    ]
    if result.goal.source_id:
        sources = store.listing("sources")
        target = sources[sources["source_id"] == result.goal.source_id]
        found.append(target.assign(code=now.table.framework.root, quote=result.goal.quote, basis="published"))
    rows = pd.concat([frame for frame in found if len(frame)] or found[:1], ignore_index=True)
    return rows.assign(title=rows["title"].fillna(rows["publisher"]))  # pages recorded without a title


def _within(table: ScoreTable, entity: str) -> str:
    """The region or parent that some, not all, of the round share with `entity`, or whose ranks are published."""
    for kind, column in (("region", "region_id"), ("entity", "parent_id")):
        key = table.people.at[entity, column]
        if not isinstance(key, str) or (kind == "region" and table.people[column].isna().any()):
            continue  # merged provinces have no region here: a rank among the few others would say nothing
        within = f"{kind}:{key}"
        inside, n = table.members(within)
        if 1 < n < table.n and (n == inside.sum() or (table.published_ranks["within"] == within).any()):
            return within
    return ""


def goal(now: Standing, targets: pd.DataFrame) -> Goal:
    """The earliest published target of this year or later; else the nearest better rank."""
    table = now.table
    rows = (
        targets[(targets["indicator_code"] == table.framework.root) & (targets["year"] >= now.year)]
        if len(targets)
        else targets
    )
    if not len(rows):
        return _next(now)
    row = rows.iloc[0]
    rank, of = int(row["rank"]), int(row["of"])
    here = rank if of == table.n else equal_place(rank, of, table.n)
    field, scale = Field.of(table, now.entity), 10**table.framework.decimals
    possible, certain = field.thresholds(here)
    values = possible / scale, certain / scale
    worst, best = now.rank_span[1], now.rank_span[0]
    reached = True if worst <= here else False if best > here else None
    return Goal(
        "set", here, table.round.entity_count, values, *_missing(now, values), year=int(row["year"]), stated_rank=rank,
        stated_of=of, reached=reached, quote=str(row["quote"]), source_id=str(row["source_id"]),
    )  # fmt: skip


def equal_place(rank: int, of: int, n: int) -> int:
    """The rank among `n` that has the same share of the others above it: 45 of 63 is 24 of 34.

    >>> equal_place(45, 63, 34), equal_place(1, 63, 34), equal_place(63, 63, 34)
    (24, 1, 34)
    """
    return 1 + math.floor((rank - 1) * (n - 1) / (of - 1) + 0.5)


def _next(now: Standing) -> Goal:
    table = now.table
    field, scale = Field.of(table, now.entity), 10**table.framework.decimals
    if not now.basis or not field.exact or not len(field.others):
        return Goal("unknown", of=table.round.entity_count)
    steps = ladder(table, now.entity)
    if not len(steps):
        second = float(field.low[field.others].max()) / scale
        margin = round(now.value - second, 6)
        return Goal("lead", 1, table.round.entity_count, (second, second), (margin, margin), reached=True)
    step = steps.iloc[0]
    value = float(step["value"])
    return Goal(
        "next",
        int(step["rank"]),
        table.round.entity_count,
        (value, value),
        *_missing(now, (value, value)),
        reached=False,
    )


def _missing(now: Standing, values: tuple[float, float]) -> tuple[tuple[float, float], tuple[float, float]]:
    if not now.basis:
        return (math.nan, math.nan), (math.nan, math.nan)
    points = [missing_points(now.table, now.entity, value) for value in values]
    lacking = [max(0.0, round(value - now.value, 6)) for value in values]
    return (lacking[0], lacking[1]), (points[0], points[1])
