"""Gaps: the points that separate an entity from a benchmark, indicator by indicator; what is unknown is said."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dti_core.errors import ScoreError, UnknownCode
from dti_core.framework import Level
from dti_core.peers import Field
from dti_core.rounding import publish, to_micro
from dti_core.scores import ScoreTable
from dti_core.simulate import own_total

Floats = NDArray[np.float64]
BENCHMARKS = ("max", "best", "median")


@dataclass(frozen=True, eq=False)
class Gap:
    """Gaps of `entity` to `benchmark` on the leaves of the framework, unpublished leaves also as one sum.

    frame: one row a leaf (and one for the sum of the unpublished ones), columns
    code, group, max_points, own, own_low, own_high, benchmark, gap, lost (points; NaN = not known),
    share_of_lost (of the points lost in all), own_value, benchmark_value (as published),
    published_count (how many entities this figure is published for), rank_if_closed, status
    ("known" / "sum" / "unknown" / "unscored" / "points_unknown"), basis, cause.
    total_own, total_benchmark, total_gap, total_lost: points of the whole (thousandths where points are unknown).
    """

    table: ScoreTable
    entity: str
    benchmark: str
    benchmark_entity: str | None
    frame: pd.DataFrame
    total_own: float
    total_benchmark: float

    @property
    def total_gap(self) -> float:
        return _short(self.total_own, self.total_benchmark)

    @property
    def total_lost(self) -> float:
        """Points below the maximum."""
        most = self.table.framework.max_points.iloc[0]
        return round((self.table.framework.scale[0] if math.isnan(most) else most) - self.total_own, 6)

    @property
    def level(self) -> Level | None:
        """The level the total is in, where the framework has levels."""
        return self.table.framework.level(self.total_own / self.table.framework.max_points.iloc[0])

    @property
    def points_to_next_level(self) -> float:
        """Least points above the total that open the next level (levels begin above a share); NaN at the top."""
        framework, level = self.table.framework, self.level
        if level is None or level is framework.levels[-1]:
            return math.nan
        edge = level.up_to / 100 * framework.max_points.iloc[0]
        return round(edge - self.total_own + 10.0**-framework.decimals, 6)

    def groups(self) -> pd.DataFrame:
        """Points by group (children of the root): code, max_points, own, benchmark, gap, lost, share_of_lost."""
        table, framework = self.table, self.table.framework
        rows = []
        for code in framework.children(framework.root):
            own = table.points(self.entity, code)
            most = framework.max_points[code]
            other = _benchmark_points(table, self.benchmark, self.benchmark_entity, code)
            lost = most - own
            share = lost / self.total_lost if self.total_lost else 0.0
            rows.append((code, most, own, other, _short(own, other), lost, share))
        names = ["code", "max_points", "own", "benchmark", "gap", "lost", "share_of_lost"]
        return pd.DataFrame(rows, columns=names)

    def to_frame(self) -> pd.DataFrame:
        return self.frame.copy()


def gaps(table: ScoreTable, entity: str, benchmark: str = "max") -> Gap:
    """Distance of `entity` to "max", "best", "median", "rank:45" or another entity, in points; never negative.

    "best" and "median" are taken indicator by indicator over the entities it is published for; that of the sum of the
    unpublished ones over all whose sum is known.

    >>> gaps(toy(), "B", "max").frame.set_index("code")["gap"].to_dict()
    {'1': 4.0, '2': 4.02, '3': 2.0}
    """
    framework = table.framework
    table.row(entity)
    other = _benchmark_entity(table, benchmark)
    hidden = [code for code in framework.leaves if not table.basis(entity, code) and framework.max_points[code] > 0]
    rows = [_row(table, entity, benchmark, other, code) for code in _listed(table)]
    if len(hidden) > 1:
        rows.append(_row(table, entity, benchmark, other, "+".join(hidden)))
    frame = pd.DataFrame(rows)
    own = own_total(table, entity) * framework.unit / 1e6
    lost_in_all = (framework.scale[0] if framework.published_as == "value" else framework.max_points.iloc[0]) - own
    frame["share_of_lost"] = frame["lost"] / lost_in_all if lost_in_all else 0.0
    frame["rank_if_closed"] = _ranks_if_closed(table, entity, frame["gap"])
    total = _benchmark_points(table, benchmark, other, framework.root)
    return Gap(table, entity, benchmark, other, frame, own, total)


def _short(own: float, benchmark: float) -> float:
    """Points that `own` lacks; never negative, NaN where either is not known."""
    return math.nan if math.isnan(own) or math.isnan(benchmark) else max(0.0, round(float(benchmark - own), 6))


def _listed(table: ScoreTable) -> list[str]:
    """Leaves and unscored indicators, in tree order."""
    framework = table.framework
    unscored = [node.code for node in framework.indicators if not node.scored]
    return [code for code in framework.codes if code in framework.leaves or code in unscored]


def _row(table: ScoreTable, entity: str, benchmark: str, other: str | None, code: str) -> dict[str, object]:
    framework = table.framework
    own, (low, high) = table.points(entity, code), table.interval(entity, code)
    most = framework.most(code)
    target = _benchmark_points(table, benchmark, other, code)
    is_sum = "+" in code
    column = None if is_sum else framework.column(code)
    return {
        "code": code, "group": _group(table, code), "max_points": most, "own": own, "own_low": low, "own_high": high,
        "benchmark": target, "gap": _short(own, target),
        "lost": round(most - own, 6), "own_value": math.nan if is_sum else table.value(entity, code),
        "benchmark_value": math.nan if is_sum else _benchmark_value(table, benchmark, other, code),
        "published_count": 0 if column is None else int(np.count_nonzero(~np.isnan(table.published[:, column]))),
        "status": _status(table, code, own), "basis": table.basis(entity, code),
        "cause": table.cause(entity, code),
    }  # fmt: skip


def _status(table: ScoreTable, code: str, own: float) -> str:
    if "+" in code:
        return "sum"
    if table.framework.max_points[code] == 0:
        return "unscored"
    if math.isnan(table.framework.max_points[code]) and code != table.framework.root:
        return "points_unknown"
    return "unknown" if math.isnan(own) else "known"


def _group(table: ScoreTable, code: str) -> str:
    """The child of the root that `code` is under (or the code itself)."""
    here = code.split("+")[0]
    while table.framework.parent[here] not in (None, table.framework.root):
        here = table.framework.parent[here]
    return here


def _benchmark_entity(table: ScoreTable, benchmark: str) -> str | None:
    if benchmark in BENCHMARKS:
        return None
    if not str(benchmark).startswith("rank:"):
        if benchmark not in table.entities:
            raise UnknownCode.of("benchmark", benchmark, (*BENCHMARKS, "rank:45", *table.entities))
        return benchmark
    text = benchmark.removeprefix("rank:")
    ranks = table.rank().dropna()
    if not text.isdecimal() or not 1 <= int(text) <= table.n or ranks.empty or int(text) < ranks.min():
        raise ScoreError("nobody_at_rank", rank=text, round=table.round.round_id, last=table.n)
    place = ranks[ranks <= int(text)].max()
    holders = ranks.index[ranks == place]
    if place + len(holders) <= int(text):  # not a tie that reaches down to that place: its holder is not published
        raise ScoreError("nobody_at_rank", rank=text, round=table.round.round_id, last=table.n)
    return str(holders[0])


def _benchmark_points(table: ScoreTable, benchmark: str, other: str | None, code: str) -> float:
    framework = table.framework
    parts = framework.leaves_of(code) if "+" in code else (code,)
    if other is not None:
        return table.points(other, code)
    if benchmark == "max":
        if code == framework.root and not framework.points_known:
            return float(framework.scale[0])
        return float(sum(framework.max_points[part] for part in parts))
    if "+" in code:  # over everybody whose sum the published figures give, not over the few who published its parts
        everybody = np.array([table.points(entity, code) for entity in table.entities])
        return _typical(everybody, benchmark)
    return _benchmark_value(table, benchmark, None, code) * framework.scale[framework.column(code)]


def _benchmark_value(table: ScoreTable, benchmark: str, other: str | None, code: str) -> float:
    """The benchmark's figure as published; NaN where nobody's is."""
    values = table.published[:, table.framework.column(code)]
    if other is not None:
        return table.value(other, code)
    if benchmark == "max":
        return 1.0 if table.framework.published_as == "value" else float(table.framework.max_points[code])
    return _typical(values, benchmark)


def _typical(values: Floats, benchmark: str) -> float:
    """The best or the median of what is known; NaN where nothing is."""
    known = values[~np.isnan(values)]
    if not known.size:
        return math.nan
    return float(known.max() if benchmark == "best" else np.median(known))


def _ranks_if_closed(table: ScoreTable, entity: str, gap: pd.Series) -> list[float]:
    framework, before, field = table.framework, own_total(table, entity), Field.of(table, entity)
    ranks = []
    for points in gap:
        if math.isnan(points):
            ranks.append(math.nan)
            continue
        after = publish(before * framework.unit + to_micro(points), framework.unit, framework.rounding)
        best, worst = field.rank_span(min(after, framework.top))
        ranks.append(float(best) if best == worst else math.nan)
    return ranks
