"""The way from a benchmark down to an entity, in steps that add up: single indices, and sums of what is unknown."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from dti_core import parts
from dti_core.gaps import Gap, gaps
from dti_core.peers import Field
from dti_core.rounding import publish, to_micro
from dti_core.scores import ScoreTable
from dti_core.simulate import own_total

_COLUMNS = ["code", "group", "sum", "max_points", "own", "benchmark", "difference", "lost", "share_of_lost",
            "rank_if_closed", "basis", "published_count"]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Steps:
    """Benchmark − entity, split so that nothing is counted twice or left out.

    frame: one row a step: code (an index, or a sum "1+2"), group (child of the root, the root where a sum spans
    several), sum (whether the parts are unknown), max_points, own, benchmark, difference (benchmark − own, negative
    where the entity is ahead), lost (max − own), share_of_lost, rank_if_closed (this difference alone closed, peers
    frozen; NaN where the others are not known well enough), basis, published_count (0 for a sum).
    in_points: False where the edition's points are unknown; own, benchmark and difference are then values as
    published, which do not add up to the total's difference, and lost is NaN.
    """

    gap: Gap
    frame: pd.DataFrame
    in_points: bool

    @property
    def table(self) -> ScoreTable:
        return self.gap.table

    @cached_property
    def start(self) -> float:
        """What the differences, added to the entity's points, come from; for "best" and "median" a made-up entity."""
        return round(self.gap.total_own + float(self.frame["difference"].sum()), 6)

    @property
    def composed(self) -> bool:
        """Whether the start differs from the benchmark's published total by more than rounding explains."""
        slack = self.table.resolution * (len(self.frame) + 1)
        return self.in_points and abs(self.start - self.gap.total_benchmark) > slack

    @property
    def total_difference(self) -> float:
        """Benchmark − entity of the published totals, points (thousandths where points are unknown)."""
        return round(self.gap.total_benchmark - self.gap.total_own, 6)

    @cached_property
    def singles(self) -> pd.DataFrame:
        """The steps that are single indices."""
        return self.frame[~self.frame["sum"].astype(bool)]

    @property
    def comparable(self) -> bool:
        """Whether the benchmark's total is known."""
        return not math.isnan(self.total_difference)

    @cached_property
    def causes(self) -> pd.DataFrame:
        """Stated causes, most points lost first: code, cause, lost."""
        frame = self.gap.frame
        found = frame.loc[frame["cause"] != "", ["code", "cause", "lost"]]
        return found.sort_values("lost", ascending=False, kind="stable")

    @cached_property
    def certain_largest(self) -> bool:
        """Whether the single index that loses most does so whatever the unpublished ones are."""
        frame, known = self.gap.frame, self.singles["lost"].dropna()
        hidden = frame[frame["status"] == "unknown"]
        return bool(len(known)) and not bool((hidden["max_points"] - hidden["own_low"] > known.max()).any())

    def groups(self) -> pd.DataFrame:
        """Subtotals of the groups: code, max_points, own, benchmark, difference, lost, share_of_lost.

        NaN where a step of the group is unknown; groups that a sum reaches across are left out.
        """
        return self._groups.copy(deep=False)

    @cached_property
    def _groups(self) -> pd.DataFrame:
        summed = ["max_points", "own", "benchmark", "difference", "lost", "share_of_lost"]
        framework, group = self.table.framework, self.frame["group"].to_numpy()
        figures, rows = self.frame[summed].to_numpy(dtype=float), []
        whole = self.in_points and not (group == framework.root).any()
        for code in framework.children(framework.root) if whole else ():
            inside = group == code
            if inside.any() and framework.children(code):
                rows.append((code, *figures[inside].sum(axis=0).round(6)))
        return pd.DataFrame(rows, columns=["code", *summed])

    def to_frame(self) -> pd.DataFrame:
        return self.frame.copy()


def steps(gap: Gap) -> Steps:
    """Split a gap. Leaves that are unknown for us or for the benchmark are taken together, from the totals.

    With "best" and "median", leaves that few have published join that sum too, so that both are taken over everybody
    and not over the five best who published.
    """
    table, framework = gap.table, gap.table.framework
    if not framework.points_known:
        return Steps(gap, _in_values(gap), False)
    leaves = parts.scored_leaves(table)
    rows = gap.frame.set_index("code")
    rare = parts.rarely_published(table).split("+") if gap.benchmark in ("best", "median") else []
    merged = [
        leaf
        for leaf in leaves
        if math.isnan(rows.at[leaf, "own"]) or math.isnan(rows.at[leaf, "benchmark"]) or leaf in rare
    ]
    found = [
        _row(gap, leaf, rows.at[leaf, "own"], rows.at[leaf, "benchmark"], int(rows.at[leaf, "published_count"]))
        for leaf in leaves if leaf not in merged
    ]  # fmt: skip
    if merged:
        code = "+".join(merged)
        found.append(_row(gap, code, _own(table, gap.entity, code), _benchmark(gap, code), 0))
    if any(math.isnan(row["difference"]) for row in found):
        code = "+".join(leaves)
        found = [_row(gap, code, gap.total_own, gap.total_benchmark, 0)]
    frame = pd.DataFrame(found, columns=_COLUMNS)
    place = {leaf: position for position, leaf in enumerate(leaves)}
    order = sorted(
        range(len(frame)),
        key=lambda row: place[frame["code"][row].split("+")[0]] if not frame["sum"][row] else len(place),
    )
    return Steps(gap, frame.iloc[order].reset_index(drop=True), True)


def steps_to(table: ScoreTable, entity: str, benchmark: str) -> Steps:
    """The gap of an entity to a benchmark, split.

    >>> steps_to(toy(), "B", "max").frame["difference"].tolist()
    [4.0, 4.02, 2.0]
    """
    return steps(gaps(table, entity, benchmark))


def aim(table: ScoreTable, entity: str, targets: pd.DataFrame) -> int:
    """The rank to compare with at first: the target set for the entity among as many, else one place better."""
    fitting = targets[targets["of"] == table.n].sort_values("year")
    if len(fitting):
        return int(fitting["rank"].iloc[-1])
    rank = table.rank()[entity]
    return 1 if math.isnan(rank) else max(1, int(rank) - 1)


def years_with_total(history: Sequence[ScoreTable], entity: str) -> list[int]:
    """Years whose total of the entity is published: where to look when this round has none."""
    tables = [table for table in history if entity in table.entities]
    return sorted({table.round.year for table in tables if not math.isnan(table.value(entity, table.framework.root))})


def _row(gap: Gap, code: str, own: float, benchmark: float, count: int) -> dict[str, Any]:
    table, most = gap.table, math.fsum(gap.table.framework.max_points[leaf] for leaf in code.split("+"))
    difference = round(benchmark - own, 6)
    whole = code == table.framework.root  # agencies: nothing below the total is published
    return {
        "code": code, "group": parts.group_of(table, code), "sum": "+" in code or whole, "max_points": most, "own": own,
        "benchmark": benchmark, "difference": difference, "lost": round(most - own, 6),
        "share_of_lost": (most - own) / gap.total_lost if gap.total_lost else 0.0,
        "rank_if_closed": _rank_if_closed(gap, difference), "published_count": count,
        "basis": table.basis(gap.entity, code),
    }  # fmt: skip


def _own(table: ScoreTable, entity: str, code: str) -> float:
    each = [table.points(entity, leaf) for leaf in code.split("+")]
    return math.fsum(each) if not any(math.isnan(points) for points in each) else table.points(entity, code)


def _benchmark(gap: Gap, code: str) -> float:
    table = gap.table
    if gap.benchmark_entity is not None:
        return _own(table, gap.benchmark_entity, code)
    if gap.benchmark == "max":
        return math.fsum(table.framework.max_points[leaf] for leaf in code.split("+"))
    everybody = parts.remainder(table, code)
    known = everybody[~np.isnan(everybody)]
    if not known.size:
        return math.nan
    return float(known.max() if gap.benchmark == "best" else np.median(known))


def _rank_if_closed(gap: Gap, difference: float) -> float:
    if math.isnan(difference):
        return math.nan
    framework, field = gap.table.framework, Field.of(gap.table, gap.entity)
    raw = own_total(gap.table, gap.entity) * framework.unit + to_micro(max(0.0, difference))
    best, worst = field.rank_span(min(publish(raw, framework.unit, framework.rounding), framework.top))
    return float(best) if best == worst else math.nan


def _in_values(gap: Gap) -> pd.DataFrame:
    """Differences of published values where points are unknown: only indices that both sides have."""
    frame = gap.frame[gap.frame["own_value"].notna() & gap.frame["benchmark_value"].notna()]
    by = (frame["benchmark_value"] - frame["own_value"]).round(gap.table.framework.decimals)
    found = pd.DataFrame({"code": frame["code"], "group": frame["group"], "sum": False, "difference": by})
    found["own"], found["benchmark"] = frame["own_value"], frame["benchmark_value"]
    found["basis"], found["published_count"] = frame["basis"], frame["published_count"]
    return found.reindex(columns=_COLUMNS).reset_index(drop=True)
