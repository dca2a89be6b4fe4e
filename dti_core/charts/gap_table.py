"""Gap: the table, one row an index, sum or subtotal."""

import math

import pandas as pd

from dti_core import parts
from dti_core.i18n import Translator
from dti_core.steps import Steps


def table(result: Steps, t: Translator) -> pd.DataFrame:
    """One row an index, sum or subtotal, headers to read; numbers stay numbers, what is not known is NaN.

    Subtotals follow their group; unknown and unscored indices have their row and say so in the status.
    """
    scores, listed = result.table, result.gap.frame.set_index("code")
    step = result.frame.set_index("code")
    groups = result.groups().set_index("code")
    order = list(dict.fromkeys([parts.group_of(scores, code) for code in listed.index if "+" not in code]))
    rows = []
    for group in order:
        for code in listed.index:
            if "+" not in code and parts.group_of(scores, code) == group:
                rows.append(_index_row(result, code, listed.loc[code], step, t))
        for code in step.index[step["sum"].astype(bool)]:
            if parts.group_of(scores, code) == group and code not in listed.index[listed["status"] == "known"]:
                rows.append(_step_row(result, code, step.loc[code], t("gap.status_sum"), t))
        if group in groups.index:
            rows.append(
                _total_row(result, t("gap.subtotal", group=scores.framework.name(group, t.lang)), groups.loc[group], t)
            )
    for code in step.index[step["sum"].astype(bool)]:
        if parts.group_of(scores, code) == scores.framework.root and code != scores.framework.root:
            rows.append(_step_row(result, code, step.loc[code], t("gap.status_sum"), t))
    if result.in_points and len(result.frame) > 1:
        sums = result.frame[["max_points", "own", "benchmark", "difference", "lost", "share_of_lost"]].sum()
        rows.append(_total_row(result, t("gap.total"), sums.round(6), t))
    frame = pd.DataFrame(rows, columns=_columns(t))
    idle = (
        [t("gap.column_benchmark"), t("gap.column_gap")] if result.gap.benchmark == "max" and result.in_points else []
    )
    return frame.drop(columns=idle).dropna(axis="columns", how="all")


def on_screen(frame: pd.DataFrame, t: Translator) -> list[str]:
    """Columns as shown: subtotals name the groups, so their column is left to the files; causes stand below."""
    return [name for name in frame.columns if name not in (t("gap.column_group"), t("gap.column_cause"))]


def formats(result: Steps, t: Translator) -> dict[str, int | str]:
    """How the table's columns are written, for `widgets.table`."""
    decimals = 2 if result.in_points else result.table.framework.decimals
    names = ("max", "own", "benchmark", "gap", "lost")
    return {t(f"gap.column_{name}"): decimals for name in names} | {
        t("gap.column_share"): "percent",
        t("gap.column_rank"): "rank",
    }


def _columns(t: Translator) -> list[str]:
    names = (
        "group",
        "index",
        "max",
        "own",
        "benchmark",
        "gap",
        "lost",
        "share",
        "rank",
        "basis",
        "status",
        "published",
        "cause",
    )
    return [t(f"gap.column_{name}") for name in names]


def _index_row(result: Steps, code: str, listed: pd.Series, step: pd.DataFrame, t: Translator) -> list[object]:
    """A row of the listing; the figures of the step where there is one, of the listing (own, lost) where merged."""
    if code in step.index:
        return _step_row(result, code, step.loc[code], t(f"gap.status_{listed['status']}"), t, listed)
    own = listed["own"] if result.in_points else listed["own_value"]
    benchmark = listed["benchmark"] if result.in_points else listed["benchmark_value"]
    if listed["status"] == "unscored":
        own = benchmark = math.nan
    lost = listed["lost"] if listed["status"] == "known" else math.nan
    share = listed["share_of_lost"] if listed["status"] == "known" else math.nan
    behind = max(0.0, benchmark - own) if own == own and benchmark == benchmark else math.nan
    return [
        *_head(result, code, t),
        _most(result, listed["max_points"]),
        own,
        benchmark,
        behind,
        lost,
        share,
        math.nan,
        _basis(listed["basis"] if own == own else "", t),
        t(f"gap.status_{listed['status']}"),
        _count(listed, t, result),
        listed["cause"] or None,
    ]


def _step_row(
    result: Steps, code: str, row: pd.Series, status: str, t: Translator, listed: pd.Series | None = None
) -> list[object]:
    cause = None if listed is None else listed["cause"] or None
    count = None if listed is None else _count(listed, t, result)
    return [
        *_head(result, code, t),
        _most(result, row["max_points"]),
        row["own"],
        row["benchmark"],
        max(0.0, row["difference"]),
        row["lost"],
        row["share_of_lost"],
        row["rank_if_closed"],
        _basis(row["basis"], t),
        status,
        count,
        cause,
    ]


def _total_row(result: Steps, label: str, sums: pd.Series, t: Translator) -> list[object]:
    return [
        None,
        label,
        sums["max_points"],
        sums["own"],
        sums["benchmark"],
        sums["difference"],
        sums["lost"],
        sums["share_of_lost"],
        math.nan,
        None,
        None,
        None,
        None,
    ]


def _head(result: Steps, code: str, t: Translator) -> list[object]:
    framework, group = result.table.framework, parts.group_of(result.table, code)
    inside = group not in (code, framework.root)
    return [framework.name(group, t.lang) if inside else None, parts.name(result.table, code, t)]


def _most(result: Steps, most: float) -> float:
    return most if result.in_points else math.nan


def _basis(basis: str, t: Translator) -> str | None:
    return t(f"widgets.{basis}") if basis else None


def _count(listed: pd.Series, t: Translator, result: Steps) -> str | None:
    if listed["status"] == "unscored" or not result.table.round.entity_count:
        return None
    return t.rank(float(listed["published_count"]), result.table.n)
