"""One round: published figures and ranks of every entity, and what they allow.

Axes, written once: entity before indicator; *indicator is always the last axis* (tree codes, then composites);
extra axes lead, `(draw, entity, indicator)`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dti_core import ranking
from dti_core.errors import ScoreError, UnknownCode
from dti_core.framework import Framework
from dti_core.inference import Inference, determined, infer, sum_intervals
from dti_core.rounding import published_span, to_units

Floats = NDArray[np.float64]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Round:
    """One assessment; `entity_count` is how many were ranked together, also where fewer are published."""

    round_id: str
    framework_id: str
    year: int
    scope_vi: str
    scope_en: str
    entity_count: int | None
    published_on: dt.date | None
    source_id: str


@dataclass(frozen=True, eq=False)
class ScoreTable:
    """Published figures of every entity of one round.

    published: shape (n_entities, n_all_codes), as published (value 0 … 1, or points), NaN = not published.
    people: one row an entity (name_vi, name_en, level, parent_id, region_id), in the order of the axis.
    published_ranks: long frame entity_id, code, rank, of, within ("" = everyone).
    causes: long frame entity_id, code, cause_vi, source_id.
    derived: figures computed from published ones (means of predecessors), same shape, bool.

    >>> table = toy()
    >>> table.value("B", "DTI"), table.interval("B", "2"), table.rank().to_dict()
    (0.5, (1.95, 2.01), {'A': 1.0, 'B': 2.0, 'C': 3.0})
    """

    framework: Framework
    round: Round
    people: pd.DataFrame
    published: Floats
    published_ranks: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["entity_id", "code", "rank", "of", "within"])
    )
    causes: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["entity_id", "code", "cause_vi", "source_id"])
    )
    derived: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        shape = (len(self.people), len(self.framework.all_codes))
        if self.published.shape != shape:
            raise ScoreError("bad_shape", round=self.round.round_id, shape=self.published.shape, wanted=shape)
        most = np.ones(shape[1]) if self.framework.published_as == "value" else self.framework.max_points.to_numpy()
        outside = (self.published < 0) | (self.published > most + 1e-9) | np.isinf(self.published)
        if outside.any():
            row, column = np.argwhere(outside)[0]
            raise ScoreError(
                "outside_range", entity=self.entities[row], code=self.framework.all_codes[column],
                value=self.published[row, column], most=most[column],
            )  # fmt: skip
        object.__setattr__(self, "published", self.published.copy())  # the caller's array stays his
        self.published.setflags(write=False)

    @cached_property
    def entities(self) -> tuple[str, ...]:
        return tuple(self.people.index)

    @property
    def n(self) -> int:
        """How many were ranked together."""
        return self.round.entity_count or len(self.people)

    @property
    def title(self) -> str:
        return self.round.round_id

    def row(self, entity: str) -> int:
        """Position of `entity` on the entity axis."""
        if entity not in self._rows:
            raise UnknownCode.of("entity", entity, self.entities)
        return self._rows[entity]

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {entity: row for row, entity in enumerate(self.entities)}

    def name(self, entity: str, lang: str = "vi") -> str:
        return self.names(lang)[self.row(entity)]

    def names(self, lang: str) -> tuple[str, ...]:
        """Everybody's name on the entity axis."""
        return self.once(("names", lang), lambda: tuple(map(str, self.people[f"name_{lang}"])))

    def value(self, entity: str, code: str | None = None) -> float:
        """The figure as published, of the total where no code is named; NaN where it is not."""
        return float(self.published[self.row(entity), self.framework.column(code or self.framework.root)])

    def values(self, code: str | None = None) -> pd.Series:
        """Published figures of every entity."""
        code = code or self.framework.root
        return pd.Series(self.published[:, self.framework.column(code)], index=self.people.index, name=code)

    @cached_property
    def units(self) -> Floats:
        """Published figures in whole units of the last place, shape (n_entities, n_all_codes)."""
        return to_units(self.published, self.framework.decimals)

    @cached_property
    def inference(self) -> Inference:
        return infer(self.framework, self.published)

    def interval(self, entity: str, code: str | None = None) -> tuple[float, float]:
        """(low, high) in points: what the published figures, with their rounding, allow.

        `code` is any indicator or composite, or a sum written with plus signs ("1+2+4+5").
        """
        row, code = self.row(entity), code or self.framework.root
        if "+" in code:
            low, high = self._sum(code)
            return float(low[row]), float(high[row])
        column = self.framework.column(code)
        return float(self.inference.low[row, column]), float(self.inference.high[row, column])

    @cached_property
    def _memo(self) -> dict[tuple[str, ...], Any]:
        return {}

    def once(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """What `make` gives, worked out the first time it is asked for: nothing in a table changes."""
        if key not in self._memo:
            self._memo[key] = make()
        found: T = self._memo[key]
        return found

    def _sum(self, code: str) -> tuple[Floats, Floats]:
        """Intervals of a sum of codes for every entity."""
        return self.once(("sum", code), lambda: sum_intervals(self.framework, self.published, code))

    def points(self, entity: str, code: str | None = None) -> float:
        """Points: the published figure's where there is one, else the middle of an identified interval, else NaN."""
        code = code or self.framework.root
        if "+" in code:
            return sum(self.interval(entity, code)) / 2 if self.basis(entity, code) else float("nan")
        row, column = self.row(entity), self.framework.column(code)
        if not np.isnan(self.published[row, column]):
            return float(self.published[row, column] * self.framework.scale[column])
        if not self.inference.identified[row, column]:
            return float("nan")
        return float((self.inference.low[row, column] + self.inference.high[row, column]) / 2)

    def all_points(self, code: str | None = None) -> pd.Series:
        """Points of every entity on a code or sum of codes, as `points` gives them."""
        named = code or self.framework.root

        def found() -> pd.Series:
            return pd.Series({entity: self.points(entity, named) for entity in self.entities}, name=named)

        return self.once(("points", named), found).copy(deep=False)

    @property
    def resolution(self) -> float:
        """Points that one unit of the published total is worth."""
        return float(self.framework.scale[0]) / 10**self.framework.decimals

    def basis(self, entity: str, code: str) -> str:
        """Either "published", "derived" (determined by published figures, or computed from them), or "" (not known)."""
        row = self.row(entity)
        if "+" in code:
            known = row not in self.inference.culprits and determined(self.framework, self.published[row], code)
            return "derived" if known else ""
        column = self.framework.column(code)
        if not np.isnan(self.published[row, column]):
            return "derived" if self.derived is not None and self.derived[row, column] else "published"
        return "derived" if self.inference.identified[row, column] else ""

    def verdict(self, entity: str) -> str:
        """Do the other figures reproduce the published total within rounding? "yes", "no" or "unknown"."""
        return self.inference.verdicts[self.row(entity)]

    def culprits(self, entity: str) -> tuple[str, ...]:
        """Codes of a smallest set of published figures that contradict each other; empty when none do."""
        return self.inference.culprits.get(self.row(entity), ())

    def cause(self, entity: str, code: str) -> str:
        """Why points are missing, as a document says it; "" where none does."""

        def found() -> dict[tuple[str, str], str]:
            rows = self.causes[["entity_id", "code", "cause_vi"]].drop_duplicates(["entity_id", "code"])
            return {(who, what): text for who, what, text in rows.itertuples(index=False)}

        return self.once(("causes",), found).get((entity, code), "")

    def ranks_published(self, code: str | None = None, within: str = "") -> Floats:
        """Published ranks on the entity axis, NaN where none."""
        named = code or self.framework.root

        def found() -> Floats:
            rows = self.published_ranks
            rows = rows[(rows["code"] == named) & (rows["within"] == within)]
            ranks = rows.set_index("entity_id")["rank"].astype(float).reindex(self.people.index).to_numpy(copy=True)
            ranks.setflags(write=False)
            return ranks

        return self.once(("published", named, within), found)

    def contradictions(self) -> tuple[ScoreError, ...]:
        """Published ranks that other published facts exclude, as sentences naming both; all stay as published.

        Either two (value, rank) pairs that cannot both hold, or a rank that the published figures leave no room for.
        Nothing is concluded from such ranks, and `rank` follows the figures.
        """
        found = []
        for code, within in self.published_ranks[["code", "within"]].drop_duplicates().itertuples(index=False):
            pairs, impossible = self._refuted(code, within)
            ranks, values, names = self.ranks_published(code, within), self.values(code), self.people["name_vi"]
            for one, other in pairs:
                facts = {"one": names.iloc[one], "other": names.iloc[other]}
                facts |= {"value_one": values.iloc[one], "value_other": values.iloc[other]}
                facts |= {"rank_one": int(ranks[one]), "rank_other": int(ranks[other])}
                found.append(ScoreError("contradictory_pairs", code=code, **facts))
            for row, (best, worst) in impossible.items():
                facts = {"entity": names.iloc[row], "rank": int(ranks[row]), "best": best, "worst": worst}
                found.append(ScoreError("impossible_rank", code=code, **facts))
        return tuple(found)

    def _refuted(self, code: str, within: str) -> tuple[list[tuple[int, int]], dict[int, tuple[int, int]]]:
        """Pairs of rows whose published (value, rank) exclude each other; rows whose rank the figures exclude."""
        ranks, (low, high) = self.ranks_published(code, within), self._figure_units(code)
        pairs = ranking.contradictions(self.units[:, self.framework.column(code)], ranks)
        inside, n = self.members(within or None)
        best, worst = ranking.bounds(low[inside], high[inside], n)
        span = zip(np.flatnonzero(inside), best, worst, strict=True)
        in_pairs = {row for pair in pairs for row in pair}
        impossible = {
            int(row): (int(least), int(most))
            for row, least, most in span
            if row not in in_pairs and (ranks[row] < least or ranks[row] > most)
        }
        return pairs, impossible

    def ranks_trusted(self, code: str, within: str = "") -> Floats:
        """Published ranks without those that other published facts exclude; on the entity axis, NaN where none."""

        def trusted() -> Floats:
            ranks = self.ranks_published(code, within).copy()
            pairs, impossible = self._refuted(code, within)
            ranks[[*(row for pair in pairs for row in pair), *impossible]] = np.nan
            ranks.setflags(write=False)
            return ranks

        return self.once(("trusted", code, within), trusted)

    def members(self, within: str | None) -> tuple[NDArray[np.bool_], int]:
        """Who is ranked inside `within` ("region:MRD", "entity:VN-06-CHODON"; None = everyone), and how many."""
        if within is None:
            return self.once(("members",), lambda: (np.ones(len(self.people), dtype=bool), self.n))
        kind, _, key = str(within).partition(":")
        if kind not in ("region", "entity"):
            raise UnknownCode.of("group", within, ("region:…", "entity:…"))
        column = "region_id" if kind == "region" else "parent_id"

        def found() -> tuple[NDArray[np.bool_], int]:
            inside = (self.people[column] == key).to_numpy(dtype=bool, copy=True)
            stated = self.published_ranks.loc[self.published_ranks["within"] == within, "of"].dropna()
            if not inside.any():
                known = self.people[column].dropna().unique()
                raise UnknownCode.of("group", within, [f"{kind}:{name}" for name in known])
            inside.setflags(write=False)
            return inside, max(int(inside.sum()), int(stated.max()) if len(stated) else 0)

        return self.once(("members", within), found)

    def unit_bounds(self, code: str | None = None) -> tuple[Floats, Floats]:
        """Each entity's figure as an interval in units: published, inferred, or sharpened by published ranks."""
        named = code or self.framework.root

        def bounded() -> tuple[Floats, Floats]:
            low, high = self._figure_units(named)
            sharp = ranking.sharpen(low, high, self.ranks_trusted(named))
            return sharp if bool((sharp[0] <= sharp[1]).all()) else (low, high)

        return self.once(("units", named), bounded)

    def _figure_units(self, code: str) -> tuple[Floats, Floats]:
        """Intervals in units from the figures alone; the whole range where they say nothing."""
        column, decimals = self.framework.column(code), self.framework.decimals
        scale = self.framework.scale[column] or np.nan  # an index that is not scored has no value
        top = self.framework.top if column == 0 or self.framework.published_as == "value" else np.inf
        exact = [ends[:, column] / scale * 10**decimals for ends in (self.inference.low, self.inference.high)]
        low, high = published_span(exact[0], exact[1], self.framework.rounding)
        known = self.units[:, column]
        low, high = (np.where(np.isnan(known), ends, known) for ends in (low, high))
        return np.nan_to_num(low, nan=0.0), np.nan_to_num(high, nan=top)

    def rank_bounds(self, code: str | None = None, within: str | None = None) -> pd.DataFrame:
        """Best and worst rank of each entity that the published figures and ranks allow; columns low, high."""
        named = code or self.framework.root

        def bounded() -> pd.DataFrame:
            inside, n = self.members(within)
            low, high = self.unit_bounds(named)
            best, worst = ranking.bounds(low[inside], high[inside], n, self.ranks_trusted(named, within or "")[inside])
            return pd.DataFrame({"low": best, "high": worst}, index=self.people.index[inside])

        return self.once(("rank_bounds", named, str(within)), bounded).copy(deep=False)

    def rank(self, code: str | None = None, within: str | None = None) -> pd.Series:
        """Ranks as entity -> rank; NaN where published figures and ranks leave more than one possible.

        Where every figure is published the rank is computed (1, 2, 2, 4); else the published rank, or the only one
        that the known figures allow.
        """
        named = code or self.framework.root

        def ranked() -> pd.Series:
            inside, n = self.members(within)
            units = self.units[inside, self.framework.column(named)]
            if inside.sum() == n and not np.isnan(units).any():
                ranks = ranking.rank(units, 0)
            else:
                found = self.rank_bounds(named, within)
                ranks = np.where(found["low"] == found["high"], found["low"], np.nan)
            return pd.Series(ranks, index=self.people.index[inside], name="rank")

        return self.once(("rank", named, str(within)), ranked).copy(deep=False)

    def with_published(self, published: Floats) -> "ScoreTable":
        """The same round with other figures (a what-if); published ranks no longer hold and are left out."""
        return replace(self, published=published, published_ranks=self.published_ranks.iloc[:0])
