"""Several entities side by side: main indices, pillars, who resembles whom, and what a pillar hides."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dti_core import parts
from dti_core.scores import ScoreTable
from dti_core.trends import breaks

MOST = 4  # others beside the chosen one: as many as can be told apart by colour


@dataclass(frozen=True, eq=False)
class Comparison:
    """Figures of every entity on the total, the main indices and, where most are unpublished, their sum.

    others: who is lit beside `entity`, in order.
    codes: the total, then every main index somebody has published, then the sum of the rarely published ones.
    figures: shape (n_entities, n_codes), as published (a sum of unpublished ones: in the same kind of figure), NaN.
    """

    table: ScoreTable
    entity: str
    others: tuple[str, ...]
    codes: tuple[str, ...]
    figures: pd.DataFrame

    @property
    def lit(self) -> tuple[str, ...]:
        return (self.entity, *self.others)

    @cached_property
    def shares(self) -> pd.DataFrame:
        """The figures as shares (0 … 1) of the most that each index can have."""
        if self.table.framework.published_as == "value":
            return self.figures
        most = [_most(self.table, code) for code in self.codes]
        return self.table.once(("compare.shares",), lambda: self.figures / most)

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """Ranks on each code: computed where everybody's figure is known, else as published, else NaN."""

        def ranked() -> pd.DataFrame:
            found = {}
            for code in self.codes:
                whole = self.published(code) == len(self.figures) == self.table.n
                if "+" in code:  # off by rounding: no rank is read from it
                    found[code] = np.full(len(self.figures), math.nan)
                else:
                    found[code] = self.table.rank(code).to_numpy() if whole else self.table.ranks_published(code)
            return pd.DataFrame(found, index=self.figures.index)

        return self.table.once(("compare.ranks",), ranked)

    def published(self, code: str) -> int:
        """How many entities have a figure on `code`."""
        counts = self.table.once(("compare.counts",), lambda: self.figures.notna().sum().to_dict())
        return int(counts.get(code, 0))

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """Codes worth a row: rarely published indices that the entity itself lacks are left to their sum."""
        folded = set(self.codes[-1].split("+")) if "+" in self.codes[-1] else set()
        own = self.figures.loc[self.entity]
        return tuple(code for code in self.codes if code not in folded or not math.isnan(own[code]))

    @cached_property
    def median(self) -> pd.Series:
        """Median share of each code over the entities that have it."""
        return self.table.once(("compare.median",), lambda: self.shares.median())

    def to_frame(self) -> pd.DataFrame:
        """Figures as published and ranks of everybody, one row an entity, best total first."""
        order = self.figures[self.codes[0]].sort_values(ascending=False, kind="stable").index
        return self.figures.join(self.ranks.add_suffix("|rank")).loc[order]


def compare(table: ScoreTable, entity: str, others: Sequence[str] = ()) -> Comparison:
    """`entity` beside `others`, over what is published in the round.

    >>> compare(toy(), "B", ["A"]).figures.to_numpy().tolist()[1]
    [0.5, 0.6, 0.33, 0.5]
    """
    for name in (entity, *others):
        table.row(name)
    frame = table.once(("compare.figures",), lambda: _figures(table))
    beside = tuple(dict.fromkeys(name for name in others if name != entity))
    return Comparison(table, entity, beside, tuple(frame.columns), frame)


def _figures(table: ScoreTable) -> pd.DataFrame:
    """Everybody's figures on the total, the published main indices and the sum of the rarely published ones."""
    root, leaves = table.framework.root, parts.scored_leaves(table)
    codes = [root, *(leaf for leaf in leaves if leaf != root and table.values(leaf).notna().any())]
    frame = pd.DataFrame({code: table.values(code) for code in codes})
    rest = parts.rarely_published(table)
    if rest:
        points = parts.remainder(table, rest)
        frame[rest] = points / (_most(table, rest) if table.framework.published_as == "value" else 1.0)
    return frame


def similar(table: ScoreTable, entity: str, most: int = 5) -> pd.DataFrame:
    """Whose published main indices resemble the entity's: entity, difference, codes, rank, widest, widest_by.

    difference: mean absolute difference over the main indices that the entity and at least half of the others have
    published, in shares of the maximum (0 … 1); others lacking one of these are left out. widest: the index that
    differs most, and by how much (theirs − ours). Empty where fewer than two indices can be compared.
    """
    whole, row = compare(table, entity), table.row(entity)
    shares = whole.shares.to_numpy()
    columns = [
        column for column, code in enumerate(whole.codes)
        if column and "+" not in code and not math.isnan(shares[row, column])
        and 2 * whole.published(code) > len(shares)
    ]  # fmt: skip
    names = ["entity", "difference", "codes", "rank", "widest", "widest_by"]
    if len(columns) < 2:
        return pd.DataFrame(columns=names)
    apart = shares[:, columns] - shares[row, columns]
    difference = np.abs(apart).mean(axis=1).round(6)
    difference[row] = math.nan
    known = int(np.count_nonzero(~np.isnan(difference)))
    near = np.argsort(difference, kind="stable")[: min(most, known)]  # NaN comes last
    widest = np.abs(apart).argmax(axis=1)
    codes, ranks = tuple(whole.codes[column] for column in columns), table.rank().to_numpy()
    rows = [
        (table.entities[other], difference[other], codes, ranks[other], codes[widest[other]],
         apart[other, widest[other]])
        for other in near
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def suggested(table: ScoreTable, entity: str) -> tuple[str, ...]:
    """Whom to look at first: the next one ahead, the best of the region (else of all), the most alike.

    A leader is shown the next one behind. Where little is published, whoever has a figure.
    """
    ranks, regions = (table.once((name,), make) for name, make in (
        ("compare.ranked", lambda: table.rank().dropna().sort_values(kind="stable").to_dict()),
        ("compare.regions", lambda: table.people["region_id"].dropna().to_dict()),
    ))  # fmt: skip
    peers = [name for name in ranks if name != entity]
    peers = [name for name in peers if not math.isnan(table.value(name))] or peers
    found: list[str] = []
    if entity in ranks:
        found += [name for name in peers if ranks[name] < ranks[entity]][-1:] or peers[:1]
    found += [name for name in peers if name in regions and regions[name] == regions.get(entity)][:1] or peers[:1]
    found += list(similar(table, entity, 3)["entity"])
    found += peers if len(peers) < 3 or len(found) < 3 else []
    kept = [name for name in dict.fromkeys(found) if name != entity][:3]
    return tuple(kept) if kept else tuple(name for name in table.entities if name != entity)[:3]


def before(table: ScoreTable, history: Sequence[ScoreTable]) -> ScoreTable | None:
    """The latest earlier round with the same framework and the same entities; None where there is none."""
    earlier = [other for other in history if other.round.year < table.round.year and not breaks(other, table)]
    return max(earlier, key=lambda other: other.round.year, default=None)


def pillar_codes(table: ScoreTable) -> tuple[str, ...]:
    """Composites, or the pillars of an edition whose tree consists of them."""
    framework = table.framework
    composites = tuple(composite.code for composite in framework.composites)
    return composites or tuple(node.code for node in framework.indicators if node.kind == "pillar")


def pillars(table: ScoreTable, entities: Sequence[str], earlier: ScoreTable | None) -> pd.DataFrame:
    """Pillars of several entities, one row an entity and pillar.

    Columns entity, code, low, high (0 … 1: equal where published; the interval where derived; NaN where the interval
    says nothing), basis ("published" / "derived" / "assumed" / ""), rank_low, rank_high, change_low, change_high
    (rank minus the rank in `earlier`, negative is better). A derived pillar is "assumed" in a round where no
    published one has tested the composition. Rank bounds that leave everything open are NaN.
    """
    rows = []
    for code in pillar_codes(table):
        column = table.framework.column(code)
        now = _open_as_nan(table, code)
        then = None if earlier is None else _open_as_nan(earlier, code)
        for entity in entities:
            basis = table.basis(entity, code)
            if basis == "published":
                low = high = table.value(entity, code)
            elif basis:
                low, high = (end / table.framework.scale[column] for end in table.interval(entity, code))
                basis = basis if composition_fits(table, code) else "assumed"
            else:
                low = high = math.nan
            best, worst = now[entity]
            was = (math.nan, math.nan) if then is None else then[entity]
            rows.append((entity, code, low, high, basis, best, worst, best - was[1], worst - was[0]))
    names = ["entity", "code", "low", "high", "basis", "rank_low", "rank_high", "change_low", "change_high"]
    return pd.DataFrame(rows, columns=names)


def composition_fits(table: ScoreTable, code: str) -> bool:
    """Whether somebody's published pillar agrees with the composition in this round, other figures fixing it."""
    if code in table.framework.codes:
        return True

    def fits() -> bool:
        there = table.values(code).notna()
        return any(table.verdict(entity) == "yes" for entity in there.index[there])

    return table.once(("compare.fits", code), fits)


def _open_as_nan(table: ScoreTable, code: str) -> dict[str, tuple[float, float]]:
    """Everybody's best and worst rank; NaN where that leaves everything open."""

    def found() -> dict[str, tuple[float, float]]:
        rows = table.rank_bounds(code).itertuples(name=None)
        return {
            entity: (math.nan, math.nan) if low <= 1 and high >= table.n and low < high else (low, high)
            for entity, low, high in rows
        }

    return table.once(("compare.open", code), found)


def hidden_parts(table: ScoreTable, entity: str) -> pd.DataFrame:
    """What each pillar is made of: code, value, rank, max_points, shared (points of the members common to all
    pillars), shared_max, own, own_max, activity (the code that is the pillar's own), activity_value.

    Empty unless every pillar of the entity is published and the figures determine the parts. Activity value = own
    points / own maximum; pillar value = (shared + own) / (shared_max + own_max).
    """
    framework = table.framework
    members = [set(composite.members) for composite in framework.composites]
    names = [
        "code",
        "value",
        "rank",
        "max_points",
        "shared",
        "shared_max",
        "own",
        "own_max",
        "activity",
        "activity_value",
    ]
    codes = [composite.code for composite in framework.composites]
    if len(codes) < 2 or any(table.basis(entity, code) != "published" for code in codes):
        return pd.DataFrame(columns=names)
    common = "+".join(m for m in framework.composites[0].members if m in set.intersection(*members))
    shared = table.points(entity, common)
    rows = []
    for composite in framework.composites:
        alone = [member for member in composite.members if member not in common.split("+")]
        if len(alone) != 1 or math.isnan(shared) or math.isnan(table.points(entity, alone[0])):
            return pd.DataFrame(columns=names)
        own, most = table.points(entity, alone[0]), float(framework.max_points[alone[0]])
        rows.append((
            composite.code, table.value(entity, composite.code), table.rank(composite.code)[entity],
            float(framework.max_points[composite.code]), shared, _most(table, common), own, most, alone[0], own / most,
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _most(table: ScoreTable, code: str) -> float:
    return math.fsum(table.framework.max_points[part] for part in code.split("+"))
