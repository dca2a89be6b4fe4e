"""Gap: the table, and what must be said about what is unknown, unscored, counted or assumed."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from dti_core import parts
from dti_core.charts.gap import benchmark_name, points
from dti_core.compare import suggested
from dti_core.i18n import Translator
from dti_core.scores import ScoreTable
from dti_core.steps import Steps, years_with_total
from dti_core.target import missing_points, required


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


def formats(result: Steps, t: Translator) -> dict[str, int | str]:
    """How the table's columns are written, for `widgets.table`."""
    decimals = 2 if result.in_points else result.table.framework.decimals
    names = ("max", "own", "benchmark", "gap", "lost")
    return {t(f"gap.column_{name}"): decimals for name in names} | {
        t("gap.column_share"): "percent",
        t("gap.column_rank"): "rank",
    }


def notes(result: Steps, t: Translator) -> list[str]:
    """Sentences: what is known only as a sum, not scored, not published, published by few, or assumed."""
    scores, frame, gap = result.table, result.gap.frame, result.gap
    of, said = t.number(scores.n, 0), []
    for row in result.frame[result.frame["sum"].astype(bool)].to_dict("records"):
        whole = len(result.frame) == 1
        own, most = t.number(row["own"], 2), t.number(row["max_points"], 0)
        indices = _names(result, row["code"].split("+"), t)
        said.append(t("gap.note_total_only", own=own, most=most) if whole else
                    t("gap.note_sum", index=parts.name(scores, row["code"], t), own=own, most=most, indices=indices))  # fmt: skip
    if not result.in_points:
        said.append(t("gap.note_points_unknown"))
        missing = frame.loc[frame["own_value"].isna(), "code"]
        if len(missing):
            said.append(t("gap.note_missing", indices=_names(result, missing, t)))
    unscored = frame.loc[frame["status"] == "unscored", "code"]
    if len(unscored):
        said.append(t("gap.note_unscored", indices=_names(result, unscored, t)))
    scored = frame[~frame["code"].str.contains("+", regex=False) & (frame["status"] != "unscored")]
    if scores.round.entity_count:
        for count, some in scored[scored["published_count"].between(1, scores.n - 1)].groupby("published_count"):
            said.append(t("gap.note_counted", count=t.number(count, 0), of=of, indices=_names(result, some["code"], t)))
        totals = int(scores.values(scores.framework.root).notna().sum())
        if gap.benchmark in ("best", "median") and totals < scores.n:
            said.append(t("gap.note_peers_few", count=t.number(totals, 0), of=of))
        if result.in_points and result.frame["rank_if_closed"].notna().any():
            said.append(t("gap.note_frozen"))
        elif result.in_points:
            said.append(t("gap.note_frozen_unknown", count=t.number(totals, 0), of=of))
    if result.rank_missed:
        rank = t.number(int(gap.benchmark.removeprefix("rank:")), 0)
        said.append(t("gap.note_rank_missed", rank=rank, benchmark=benchmark_name(result, t)))
    culprits = scores.culprits(gap.entity)
    if culprits:
        said.append(t("gap.note_culprits", indices=_names(result, culprits, t)))
    return said


def causes(result: Steps, t: Translator) -> list[str]:
    """Stated causes as lines, most points lost first."""
    return [
        t(
            "gap.cause_line",
            index=parts.name(result.table, row["code"], t),
            points=points(row["lost"], result, t),
            cause=row["cause"],
        )
        for row in result.causes.to_dict("records")
    ]


def nothing(history: Sequence[ScoreTable], scores: ScoreTable, entity: str, t: Translator) -> str:
    """Why there is no gap to show for an entity without a total, and which years have one."""
    years = years_with_total(history, entity)
    where = t("gap.no_total_years", years=", ".join(map(str, years))) if years else t("gap.no_total_never")
    return t("gap.no_total", name=scores.name(entity, t.lang), where=where)


def ranks_of(scores: ScoreTable) -> Callable[[str], int]:
    """Turns the text of a rank into a rank of the round; ValueError for anything else."""

    def parse(text: str) -> int:
        if not text.isdecimal() or not 1 <= int(text) <= len(scores.entities):
            raise ValueError(text)
        return int(text)

    return parse


def first_other(scores: ScoreTable, entity: str) -> str:
    """Whom to compare with at first: the next one ahead."""
    return suggested(scores, entity)[0]


def has_total(scores: ScoreTable, entity: str) -> bool:
    """Whether the total is published or follows from the other figures."""
    return not math.isnan(scores.points(entity, scores.framework.root))


def cards(result: Steps, t: Translator) -> list[tuple[str | None, ...]]:
    """Label, figure, no change, no direction, help: what is reached, lost, and how far the benchmark is."""
    gap, scores = result.gap, result.table
    decimals = scores.framework.decimals
    if result.in_points:
        own = t("gap.of_points", x=points(gap.total_own, result, t), most=t.number(gap.total_own + gap.total_lost, 0))
        lost, away = (
            t("gap.points", x=points(gap.total_lost, result, t)),
            t("gap.points", x=points(abs(result.total_difference), result, t)),
        )
    else:
        own, lost = t.number(gap.total_own / 1000, decimals), t.number(gap.total_lost / 1000, decimals)
        away = t.number(abs(result.total_difference) / 1000, decimals)
    shown: list[tuple[str | None, ...]] = [(t("gap.card_own"), own)]
    rank = scores.rank()[gap.entity]
    if not math.isnan(rank):
        shown.append((t("gap.card_rank"), t.rank(rank, scores.round.entity_count)))
    shown.append((t("gap.card_lost"), lost))
    if gap.benchmark != "max" and result.comparable:
        shown.append((t("gap.card_gap" if result.total_difference >= 0 else "gap.card_ahead"), away))
    if gap.benchmark.startswith("rank:") and result.in_points and not result.rank_missed:
        shown.append(_needed(result, int(gap.benchmark.removeprefix("rank:")), t))
    if gap.level is not None and result.in_points:
        shown.append(
            (t("gap.card_level"), gap.level.name_en if t.lang == "en" and gap.level.name_en else gap.level.name_vi)
        )
    return shown


def _needed(result: Steps, rank: int, t: Translator) -> tuple[str | None, ...]:
    """Points that bring the rank, which rounding makes fewer than the difference of the published totals."""
    scores, entity, decimals = result.table, result.gap.entity, result.table.framework.decimals
    value = required(scores, entity, rank)
    points = missing_points(scores, entity, value)
    help_text = None
    if points:
        total, places = result.gap.total_own + points, decimals if scores.framework.published_as == "points" else 2
        help_text = t("gap.card_needed_help", value=t.number(total, places), target=t.number(value, decimals))
    return t("gap.card_needed", rank=t.number(rank, 0)), t("gap.points", x=t.number(points, 2)), None, None, help_text


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
    return [*_head(result, code, t), _most(result, listed["max_points"]), own, benchmark, behind, lost, share, math.nan,
            _basis(listed["basis"] if own == own else "", t), t(f"gap.status_{listed['status']}"), _count(listed, t, result), listed["cause"] or None]  # fmt: skip


def _step_row(
    result: Steps, code: str, row: pd.Series, status: str, t: Translator, listed: pd.Series | None = None
) -> list[object]:
    cause = None if listed is None else listed["cause"] or None
    count = None if listed is None else _count(listed, t, result)
    return [*_head(result, code, t), _most(result, row["max_points"]), row["own"], row["benchmark"], max(0.0, row["difference"]),
            row["lost"], row["share_of_lost"], row["rank_if_closed"], _basis(row["basis"], t), status, count, cause]  # fmt: skip


def _total_row(result: Steps, label: str, sums: pd.Series, t: Translator) -> list[object]:
    return [None, label, sums["max_points"], sums["own"], sums["benchmark"], sums["difference"], sums["lost"],
            sums["share_of_lost"], math.nan, None, None, None, None]  # fmt: skip


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
    return t.rank(float(np.float64(listed["published_count"])), result.table.n)


def _names(result: Steps, codes: object, t: Translator) -> str:
    return ", ".join(parts.name(result.table, code, t) for code in codes)  # type: ignore[attr-defined]
