"""What the first page says in words: the headline, the cards, the notes; every sentence true in every case."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from dti_core.i18n import Translator
from dti_core.overview import Goal, Overview, Standing
from dti_core.scores import ScoreTable
from dti_core.trends import Trend


class Words(NamedTuple):
    """One card: what it is, the figure, what to know beside it, and whether that is "better" / "worse" / "same"."""

    label: str
    value: str
    delta: str | None = None
    direction: str | None = None
    help: str | None = None


def figure(value: float, now: Standing, t: Translator) -> str:
    """A value with the places it is published with."""
    return t.number(value, now.table.framework.decimals)


def of_most(value: float, now: Standing, t: Translator) -> str:
    """A value as one reads it: points with the most there are ("310,14/900"), a value of 0…1 alone."""
    framework, text = now.table.framework, figure(value, now, t)
    if framework.published_as == "value" or text == t.number(None):
        return text
    return t("overview.of_most", part=text, most=t.number(framework.max_points.iloc[0], 0))


def place(standing: Standing, t: Translator) -> str:
    """A rank with the number ranked, both ends where only bounds are known, "–" where nothing is."""
    low, high = standing.rank_span
    if low == high:
        return t.rank(low, standing.of)
    if low == 1 and high == (standing.of or standing.table.n):
        return t.number(None)
    span = t.span(low, high)
    return span if standing.of is None else f"{span}/{t.number(standing.of, 0)}"


def half(ranks: float, t: Translator) -> str:
    """A number of ranks: half-integers keep their half."""
    return t.number(abs(ranks), 0 if float(ranks).is_integer() else 1)


def steps(ranks: float | tuple[float, float], t: Translator) -> str:
    """A number of ranks, or a range of it, with its noun: "1 bậc", "19,5 bậc", "28–30,5 bậc"."""
    ends = sorted(abs(end) for end in (ranks if isinstance(ranks, tuple) else (ranks, ranks)))
    size = half(ends[0], t) if ends[0] == ends[1] else f"{half(ends[0], t)}–{half(ends[1], t)}"
    return t("overview.step" if ends[1] <= 1 else "overview.steps", ranks=size)


def effect(who: str, span: tuple[float, float], t: Translator) -> str:
    """Ranks that a movement of `who` ("own" / "peers") was worth: "tự thân lên 19,5 bậc", both ends where bounded."""
    low, high = span
    if low == high == 0:
        return t(f"overview.{who}_none")
    if low < 0 < high:
        return t(f"overview.{who}_either", up=steps(low, t), down=steps(high, t))
    return t(f"overview.{who}_up" if high <= 0 else f"overview.{who}_down", ranks=steps(span, t))


def move(change: float, rank: str, t: Translator) -> str:
    """A change of rank in words: "tụt 5 bậc", "lên 18 bậc", "giữ hạng 53/63"."""
    if change == 0:
        return t("overview.rank_same", rank=rank)
    return t("overview.rank_up" if change < 0 else "overview.rank_down", ranks=steps(change, t))


def shift(change: float, decimals: int, t: Translator) -> str:
    """A change of value in words: "Giá trị tăng 0,1682"."""
    if change == 0:
        return t("overview.value_same")
    key = "overview.value_up" if change > 0 else "overview.value_down"
    return t(key, change=t.number(abs(change), decimals))


def both(value_change: float, rank_change: float, now: Standing, t: Translator) -> str:
    """Value and rank together, joined by "và" where they agree and "nhưng" where they do not."""
    agree = value_change * rank_change < 0 or (rank_change == 0 and (value_change == 0 or now.rank == 1))
    value = shift(value_change, now.table.framework.decimals, t)
    joint = t("overview.and" if agree else "overview.but")
    return t("overview.both", value=value, joint=joint, rank=move(rank_change, place(now, t), t))


def headline(result: Overview, t: Translator) -> str:
    """The finding: how value and rank moved since the round before and what moved the rank; else what is missing."""
    now, before = result.now, result.before
    name, rank = now.table.name(now.entity, t.lang), place(now, t)
    if not now.basis and rank == t.number(None):
        return t("overview.nothing", name=name, year=now.year)
    if before is None:
        return t("overview.first", name=name, year=now.year, standing=stands(now, t))
    if result.broken in ("entities", "both"):
        return t("overview.new_entities", name=name, year=before.year, standing=stands(now, t))
    value, moved = result.value_change, result.rank_change
    decimals = now.table.framework.decimals
    if math.isnan(value) and math.isnan(moved):
        return t("overview.before_unknown", name=name, year=before.year, standing=stands(now, t))
    if math.isnan(value):
        said = t(
            "overview.only_rank",
            rank=move(moved, rank, t).capitalize(),
            before=place(before, t),
            year=before.year,
            now=place(now, t),
        )
    elif math.isnan(moved):
        said = t("overview.only_value", value=shift(value, decimals, t), year=before.year)
    else:
        said = both(value, moved, now, t)
    split = result.split
    if split is not None:
        said = t(
            "overview.because",
            said=said,
            own=effect("own", split.own_span, t),
            peers=effect("peers", split.peers_span, t),
        )
    else:
        said = t("overview.full_stop", said=said)
    return f"{said} {t('overview.framework_changed')}" if result.broken == "framework" else said


def stands(now: Standing, t: Translator) -> str:
    """Where an entity stands, to follow its name: "đứng hạng 53/63, giá trị 0,5032"."""
    rank, value = place(now, t), of_most(now.value, now, t)
    kind = "_points" if now.table.framework.published_as == "points" else ""
    if not now.basis:
        return t("overview.stands_rank", rank=rank)
    if rank == t.number(None):
        return t("overview.stands_value", value=value)
    return t(f"overview.stands{kind}", rank=rank, value=value)


def cards(result: Overview, t: Translator) -> list[Words]:
    """Rank, value, target or level, points not achieved."""
    return [_rank_card(result, t), _value_card(result, t), _goal_card(result, t), _lost_card(result, t)]


def _rank_card(result: Overview, t: Translator) -> Words:
    now, before, moved = result.now, result.before, result.rank_change
    label = t("overview.card_rank")
    if result.local is not None and place(result.local, t) != t.number(None):
        key = "overview.card_rank_region" if result.local_within.startswith("region") else "overview.card_rank_parent"
        label = t(key, rank=place(result.local, t))
    hint = None if now.rank_span[0] == now.rank_span[1] else t("overview.rank_bounds_help")
    if before is None:
        return Words(label, place(now, t), t("overview.no_round_before"), None, hint)
    if math.isnan(moved):
        key = "overview.not_comparable" if result.broken in ("entities", "both") else "overview.rank_before_unknown"
        return Words(label, place(now, t), t(key, year=before.year), None, hint)
    direction = "same" if moved == 0 else "better" if moved < 0 else "worse"
    return Words(label, place(now, t), t("overview.since", change=t.arrow(moved), year=before.year), direction, hint)


def _value_card(result: Overview, t: Translator) -> Words:
    now, before, change = result.now, result.before, result.value_change
    label = t("overview.card_value")
    if now.table.framework.published_as == "points":
        label = t("overview.card_points", most=t.number(now.table.framework.max_points.iloc[0], 0))
    if result.mean_count > 1:
        whole = result.mean_count == now.of
        label = t(
            "overview.card_mean" if whole else "overview.card_mean_of", label=label, mean=figure(result.mean, now, t),
            count=result.mean_count,
        )  # fmt: skip
    hint = t("overview.value_derived_help") if now.basis == "derived" else None
    value = figure(now.value, now, t)
    if before is None:
        return Words(label, value, t("overview.no_round_before"), None, hint)
    if result.broken in ("framework", "both"):
        hint = " ".join(part for part in (hint, t("overview.framework_changed")) if part)
    if math.isnan(change):
        key = "overview.not_comparable" if result.broken in ("entities", "both") else "overview.value_unknown"
        return Words(label, value, t(key, year=before.year), None, hint)
    sign = "▲" if change > 0 else "▼" if change < 0 else "＝"
    size = t.number(abs(change), now.table.framework.decimals) if change else ""
    direction = "same" if change == 0 else "better" if change > 0 else "worse"
    return Words(label, value, t("overview.since", change=f"{sign}{size}", year=before.year), direction, hint)


def _goal_card(result: Overview, t: Translator) -> Words:
    goal, now, gap = result.goal, result.now, result.gap
    if gap is not None and gap.level is not None:
        name = gap.level.name_en if t.lang == "en" else gap.level.name_vi
        if math.isnan(gap.points_to_next_level):
            return Words(t("overview.card_level"), name, t("overview.level_top"))
        levels = now.table.framework.levels
        after = levels[levels.index(gap.level) + 1]
        points = t.number(gap.points_to_next_level, now.table.framework.decimals)
        return Words(
            t("overview.card_level"),
            name,
            t("overview.level_next", points=points, level=after.name_en if t.lang == "en" else after.name_vi),
        )
    if goal.kind == "unknown":
        return Words(
            t("overview.card_next"), t.number(None), t("overview.goal_unknown"), None, t("overview.goal_unknown_help")
        )
    if goal.kind == "lead":
        return Words(
            t("overview.card_next"),
            t("overview.leading"),
            t("overview.lead_margin", margin=figure(goal.missing[0], now, t)),
        )
    missing = _lacking(goal, now, t)
    if goal.kind == "next":
        hint = t("overview.card_next_help", median=figure(result.median, now, t))
        return Words(t("overview.card_next"), t.rank(goal.rank, goal.of), missing, None, hint)
    label, hint = t("overview.card_target", year=goal.year), t("overview.card_target_help", quote=goal.quote)
    if goal.missing[0] != goal.missing[1]:
        hint = t("overview.card_target_span", quote=goal.quote)
    if goal.equivalent:
        label = t("overview.card_target_equivalent", year=goal.year, stated=t.rank(goal.stated_rank, goal.stated_of))
    if goal.reached:
        return Words(
            label, t.rank(goal.rank, goal.of), t("overview.target_reached", rank=place(now, t)), "better", hint
        )
    return Words(label, t.rank(goal.rank, goal.of), missing, None, hint)


def _lacking(goal: Goal, now: Standing, t: Translator) -> str:
    """What is missing to the goal, in the value and, where points are known, in points."""
    framework = now.table.framework
    if math.isnan(goal.missing[0]):
        return t("overview.own_unknown")
    value = t.span(*goal.missing, framework.decimals)
    if framework.published_as == "points":
        return t("overview.missing_points", points=value)
    if not framework.points_known:
        return t("overview.missing_value", value=value)
    return t("overview.missing_points", points=t.span(*goal.points, 2))


def _lost_card(result: Overview, t: Translator) -> Words:
    gap, framework = result.gap, result.now.table.framework
    if gap is None:
        return Words(t("overview.card_lost"), t.number(None), t("overview.lost_unknown"))
    if not framework.points_known:
        value = t.number(gap.total_lost / framework.scale[0], framework.decimals)
        return Words(t("overview.card_lost_value"), value, t("overview.points_unknown"))
    most = t.number(framework.max_points.iloc[0], 0)
    group, lost = result.largest_group
    said, hint = t("overview.parts_unknown"), None
    if group:
        facts = {"name": framework.name(group, t.lang), "lost": t.number(lost, 2)}
        said, hint = t("overview.largest", **facts), t("overview.largest_help", **facts)
    return Words(t("overview.card_lost_of", most=most), t.number(gap.total_lost, 2), said, None, hint)


def verdict(result: Overview, t: Translator) -> str:
    """Do the published parts reproduce the published total? Yes, no (with the culprits), or too little is published."""
    table, entity = result.now.table, result.now.entity
    answer = table.verdict(entity)
    names = ", ".join(table.framework.name(code, t.lang) for code in table.culprits(entity))
    return t(f"overview.verdict_{answer}", names=names)


def notes(result: Overview, t: Translator) -> list[tuple[str, str]]:
    """What the figures leave out, each with its basis for a badge."""
    framework, said = result.now.table.framework, []
    hidden = result.hidden
    if hidden is not None:
        parts = hidden["code"].split("+")
        facts = {"lost": t.number(hidden["lost"], 1), "most": t.number(hidden["max_points"], 0)}
        names = ", ".join(framework.name(code, t.lang) for code in parts)
        said.append((t("overview.hidden", count=len(parts), names=names, **facts), "derived"))
    if len(result.biggest) and result.biggest["ranks_gained"].isna().all():
        said.append((t("overview.worth_unknown"), ""))
    if result.now.basis == "derived":
        said.append((t("overview.derived"), "derived"))
    said += [(text, "") for text in elsewhere(result.trend, result.now.entity, result.history, t)]
    if result.mean_count < result.now.table.n:
        said.append((t("overview.partial", known=result.mean_count, n=result.now.table.n), ""))
    return said


def instead(result: Overview, t: Translator) -> list[str]:
    """What to say where no indicator's points are known: the lowest values there are, and what to do."""
    weakest, framework = result.weakest, result.now.table.framework
    if not len(weakest):
        return [t("overview.parts_todo")]
    rows = [(framework.name(code, t.lang), figure(value, result.now, t)) for code, value in weakest.to_numpy()]
    listed = "\n".join(f"- {t('overview.weakest_item', name=name, value=value)}" for name, value in rows)
    return [listed, t("overview.weakest_note")]


def elsewhere(trend: Trend, entity: str, history: Sequence[ScoreTable], t: Translator) -> list[str]:
    """Rounds in which the figures are of another entity: the old province of this name, or the merged one."""
    frame = trend.frame
    said = []
    for other in frame["entity"].dropna().unique():
        if other == entity:
            continue
        rows = frame.index[frame["entity"] == other]
        scope = history[rows[0]].round.scope_en if t.lang == "en" else history[rows[0]].round.scope_vi
        years = ", ".join(str(frame["year"][row]) for row in rows)
        said.append(t("overview.elsewhere", years=years, name=history[rows[0]].name(other, t.lang), scope=scope))
    return said


def label(year: int, of: float, frame: pd.DataFrame, t: Translator) -> str:
    """A round's short name: its year, with the number ranked where two rounds share the year."""
    return str(year) if (frame["year"] == year).sum() == 1 else t("overview.year_of", year=year, of=t.number(of, 0))
