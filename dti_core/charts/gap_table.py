"""Gap: the table, one row an index, sum or subtotal."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from dti_core import parts
from dti_core.i18n import Translator
from dti_core.steps import Steps

_COLUMNS = ("group", "index", "max", "own", "benchmark", "gap", "lost", "share", "rank", "basis", "published", "cause")
_SAME = 1e-6  # points or value: the rows come to the published total
_SUMMED = ["max_points", "own", "benchmark", "difference", "lost", "share_of_lost"]


def table(result: Steps, t: Translator) -> pd.DataFrame:
    """One row an index, sum or subtotal, headers to read; numbers stay numbers, what is not known is NaN.

    Subtotals follow their group. Unknown and unscored indices have their row; the basis says why it is empty.
    The column of the gap is own − benchmark: below zero where the entity is behind.
    """
    scores, listed = result.table, result.gap.frame.set_index("code")
    framework, single = scores.framework, [code for code in listed.index if "+" not in code]
    steps, groups = result.frame.set_index("code"), result.groups().set_index("code")
    sums = {code: parts.group_of(scores, code) for code in steps.index if "+" in code}
    rows = []
    for group in dict.fromkeys(parts.group_of(scores, code) for code in single):
        for code in single:
            if parts.group_of(scores, code) == group:
                rows.append(_index(result, code, listed.loc[code], steps.loc[code] if code in steps.index else None, t))
        rows += [_step(result, code, steps.loc[code], t) for code, under in sums.items() if under == group]
        if group in groups.index:
            name = t("gap.subtotal", group=framework.name(group, t.lang))
            rows.append({"index": name} | _figures(groups.loc[group]))
    rows += [_step(result, code, steps.loc[code], t) for code, under in sums.items() if under == framework.root]
    if result.in_points and len(result.frame) > 1:
        rows.append({"index": t("gap.total")} | _figures(result.frame[_SUMMED].sum().round(6)))
    rows += _published_total(result, rows[-1] if rows else {}, t) + _next_level(result, t)
    frame = pd.DataFrame(rows).reindex(columns=_COLUMNS)
    if result.gap.benchmark == "max" and result.in_points:  # the maximum again, and what is lost
        frame = frame.drop(columns=["benchmark", "gap"])
    frame = frame.dropna(axis="columns", how="all")
    return frame.rename(columns={name: t(f"gap.column_{name}") for name in _COLUMNS})


def on_screen(frame: pd.DataFrame, t: Translator) -> list[str]:
    """Columns as shown: subtotals name the groups, so their column is left to the files; causes stand above."""
    return [name for name in frame.columns if name not in (t("gap.column_group"), t("gap.column_cause"))]


def formats(result: Steps, t: Translator) -> dict[str, object]:
    """How the table's columns are written, for `widgets.table`."""
    decimals = _places(result) if result.in_points else result.table.framework.decimals
    written: dict[str, object] = {t(f"gap.column_{name}"): decimals for name in ("own", "benchmark", "lost")}
    whole = result.in_points and (result.frame["max_points"] % 1 == 0).all()
    written[t("gap.column_max")] = 0 if whole else decimals
    written[t("gap.column_gap")] = lambda x: t.signed(x, decimals)
    written[t("gap.column_share")] = lambda x: t.percent(x, 1)
    written[t("gap.column_rank")] = "rank"
    return written


def _places(result: Steps) -> int:
    """Two, or three where two would round what is there and what is lost both up, to more than the maximum."""
    shown = result.frame[["own", "benchmark", "lost"]].to_numpy(float).ravel() * 100
    return (
        3 if any(abs(hundredths - round(hundredths)) > 1e-4 for hundredths in shown if math.isfinite(hundredths)) else 2
    )


def _index(
    result: Steps, code: str, listed: Mapping[str, Any], step: pd.Series | None, t: Translator
) -> dict[str, object]:
    """An index's row: its step, or what the listing knows of it (own and lost where it is part of a sum)."""
    status = listed["status"]
    row = _head(result, code, t) | {"cause": listed["cause"] or None}
    if status != "unscored" and result.table.round.entity_count:
        row["published"] = t.rank(float(listed["published_count"]), result.table.n)
    if step is not None:
        return row | _figures(step) | {"rank": step["rank_if_closed"], "basis": t(f"widgets.{step['basis']}")}
    if result.in_points:
        row["max"] = listed["max_points"]
    own = listed["own_value"] if not result.in_points else listed["own"]
    if status == "unscored":
        return row | {"basis": t("gap.status_unscored")}
    if math.isnan(own):
        return row | {"basis": t("gap.status_unknown")}
    figures = {"own": own} | ({"lost": listed["lost"], "share": listed["share_of_lost"]} if result.in_points else {})
    return row | figures | {"basis": t(f"widgets.{listed['basis']}")}


def _published_total(result: Steps, last: Mapping[str, object], t: Translator) -> list[dict[str, object]]:
    """The published totals, where the rows above do not come to them: parts unknown, or points unknown."""
    gap, root = result.gap, result.table.framework.root
    scale = 1.0 if result.in_points else float(result.table.framework.scale[0])
    own, benchmark, difference = (x / scale for x in (gap.total_own, gap.total_benchmark, result.total_difference))
    if math.isnan(difference) or abs(float(str(last.get("gap", math.nan))) + difference) < _SAME:
        return []
    row: dict[str, object] = {"index": result.table.framework.name(root, t.lang), "own": own, "benchmark": benchmark}
    return [row | {"gap": -difference, "lost": gap.total_lost / scale}]


def _next_level(result: Steps, t: Translator) -> list[dict[str, object]]:
    """What the next level asks, where the edition has levels and there is one."""
    needed = result.gap.points_to_next_level
    return [] if math.isnan(needed) else [{"index": t("gap.next_level"), "lost": needed}]


def _step(result: Steps, code: str, row: pd.Series, t: Translator) -> dict[str, object]:
    basis = {"basis": t("gap.status_sum"), "rank": row["rank_if_closed"]}
    return _head(result, code, t) | _figures(row) | basis


def _figures(row: pd.Series) -> dict[str, object]:
    return {
        "max": row["max_points"],
        "own": row["own"],
        "benchmark": row["benchmark"],
        "gap": 0.0 - row["difference"],
        "lost": row["lost"],
        "share": row["share_of_lost"],
    }


def _head(result: Steps, code: str, t: Translator) -> dict[str, object]:
    framework, group = result.table.framework, parts.group_of(result.table, code)
    inside = group not in (code, framework.root)
    return {"group": framework.name(group, t.lang) if inside else None, "index": parts.name(result.table, code, t)}
