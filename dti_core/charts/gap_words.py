"""Gap: the findings, and what must be said about what is unknown, unscored, counted or assumed."""

import math
from collections.abc import Callable, Iterable, Sequence

from dti_core import parts
from dti_core.compare import suggested
from dti_core.i18n import Translator
from dti_core.scores import ScoreTable
from dti_core.steps import Steps, years_with_total
from dti_core.target import missing_points, required


def finding(result: Steps, t: Translator) -> str:
    """How much is missing to the benchmark, and where most of it is."""
    if not result.comparable:
        return t("gap.finding_no_benchmark", benchmark=benchmark_name(result, t))
    if result.gap.benchmark == "max":
        return _finding_max(result, t) if result.in_points else _finding_value(result, t)
    gap, benchmark = result.total_difference, benchmark_name(result, t)
    known = result.singles.dropna(subset=["difference"])
    behind = known[known["difference"] > 0]
    facts = {"benchmark": benchmark, "gap": _amount(result, abs(gap), t, whole=True)}
    if len(behind):
        worst = behind.loc[behind["difference"].idxmax()]
        facts |= {
            "index": parts.name(result.table, worst["code"], t),
            "points": _amount(result, worst["difference"], t),
        }
    if gap > 0:
        kind = "behind" if len(behind) else "behind_nowhere" if len(known) else "behind_unknown"
    else:
        kind = ("ahead" if gap < 0 else "same") + ("" if len(behind) else "_all")
    return t(f"gap.finding_{kind}", **facts)


def finding_split(result: Steps, t: Translator) -> str:
    """Where the difference lies: the group with most of it, or the three indices that hold most."""
    behind, groups = result.frame[result.frame["difference"] > 0], result.groups()
    if behind.empty:
        return t("gap.split_nowhere", benchmark=benchmark_name(result, t))
    total, lost = behind["difference"].sum(), result.gap.benchmark == "max"
    groups = groups[groups["difference"] > 0]
    if len(result.groups()) > 1 and len(groups):
        most = groups.loc[groups["difference"].idxmax()]
        group = result.table.framework.name(most["code"], t.lang)
        share = t.percent(most["difference"] / total, 1)
        amount = _amount(result, most["difference"], t)
        return t("gap.split_group" if lost else "gap.split_group_behind", group=group, points=amount, share=share)
    if not result.in_points:
        return t(
            "gap.split_count",
            behind=t.number(len(behind), 0),
            count=t.number(len(result.frame), 0),
            benchmark=benchmark_name(result, t),
        )
    most = result.singles.nlargest(3, "difference")
    if len(result.singles) < 4:
        return t(
            "gap.split_one", benchmark=benchmark_name(result, t), points=_amount(result, result.total_difference, t)
        )
    indices = ", ".join(parts.name(result.table, code, t) for code in most["code"])
    return t("gap.split_three", indices=indices, share=t.percent(most["difference"].sum() / total, 1))


def _finding_max(result: Steps, t: Translator) -> str:
    gap, known = result.gap, result.singles
    facts = {"lost": points(gap.total_lost, result, t), "most": t.number(gap.total_benchmark, 0)}
    if not gap.total_lost:
        return t("gap.finding_max_none", **facts)
    if known.empty:
        return t("gap.finding_max_unknown", **facts)
    worst = known.loc[known["lost"].idxmax()]
    facts |= {
        "index": parts.name(result.table, worst["code"], t),
        "points": points(worst["lost"], result, t),
        "share": t.percent(worst["share_of_lost"], 1),
    }
    return t("gap.finding_max" if result.certain_largest else "gap.finding_max_known", **facts)


def _finding_value(result: Steps, t: Translator) -> str:
    decimals, known = result.table.framework.decimals, result.frame
    facts = {
        "own": t.number(result.gap.total_own / 1000, decimals),
        "lost": t.number(result.gap.total_lost / 1000, decimals),
    }
    if known.empty:
        return t("gap.finding_value_none", **facts)
    worst = known.loc[known["difference"].idxmax()]
    index = parts.name(result.table, worst["code"], t)
    return t(
        "gap.finding_value",
        **facts,
        count=t.number(len(known), 0),
        index=index,
        points=t.number(worst["difference"], decimals),
    )


def benchmark_name(result: Steps, t: Translator) -> str:
    """The benchmark in words: "trung vị", "Nghệ An (hạng 52)"."""
    gap, table = result.gap, result.table
    if gap.benchmark_entity is None:
        return t(f"gap.to_{gap.benchmark}")
    name, rank = table.name(gap.benchmark_entity, t.lang), table.rank()[gap.benchmark_entity]
    return name if math.isnan(rank) else t("gap.to_rank", name=name, rank=t.rank(rank, table.round.entity_count))


def finding_level(result: Steps, t: Translator) -> str:
    """The level the total is in, and the least points that open the next one."""
    bands, here = result.table.framework.levels, result.gap.level
    if here is None:
        return ""
    words = [band.name_en if t.lang == "en" and band.name_en else band.name_vi for band in bands]
    place = bands.index(here)
    if math.isnan(result.gap.points_to_next_level):
        return t("gap.level_top", level=words[place])
    needed = t.number(result.gap.points_to_next_level, 2)
    return t("gap.level_next", level=words[place], next=words[place + 1], points=needed)


def points(x: float, result: Steps, t: Translator) -> str:
    """Points to read aloud: one decimal where values are published, else as published."""
    framework = result.table.framework
    return t.number(x, 1 if framework.published_as == "value" else framework.decimals)


def _amount(result: Steps, x: float, t: Translator, whole: bool = False) -> str:
    """A difference with its unit; of a total in thousandths, as a value."""
    if result.in_points:
        return t("gap.points", x=points(x, result, t))
    return t("gap.value", x=t.number(x / 1000 if whole else x, result.table.framework.decimals))


def notes(result: Steps, t: Translator) -> list[str]:
    """Sentences: what is known only as a sum, not scored, not published, published by few, or assumed."""
    scores, frame, gap = result.table, result.gap.frame, result.gap
    of, said = t.number(scores.n, 0), []
    for row in result.frame[result.frame["sum"].astype(bool)].to_dict("records"):
        whole = len(result.frame) == 1
        own, most = t.number(row["own"], 2), t.number(row["max_points"], 0)
        indices = _names(result, row["code"].split("+"), t)
        said.append(
            t("gap.note_total_only", own=own, most=most)
            if whole
            else t("gap.note_sum", index=parts.name(scores, row["code"], t), own=own, most=most, indices=indices)
        )
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


def no_chart(result: Steps, t: Translator) -> str:
    """Why `views` has nothing to draw; "" where the levels say it all."""
    return "" if result.comparable and result.in_points else t("gap.values_none")


def known_ranks(scores: ScoreTable, t: Translator) -> str:
    """Which ranks somebody is known to hold; "" where everybody's is known."""
    ranks = sorted(set(scores.rank().dropna().astype(int)))
    return "" if len(scores.rank().dropna()) == scores.n else t("gap.known_ranks", ranks=", ".join(map(str, ranks)))


def has_total(scores: ScoreTable, entity: str) -> bool:
    """Whether the total is published or follows from the other figures."""
    return not math.isnan(scores.points(entity, scores.framework.root))


def cards(result: Steps, t: Translator) -> list[tuple[str | None, ...]]:
    """Label, figure, no change, no direction, help: what is reached, lost, and how far the benchmark is."""
    gap, scores = result.gap, result.table
    decimals = scores.framework.decimals
    if result.in_points:
        own, lost = points(gap.total_own, result, t), points(gap.total_lost, result, t)
        away = points(abs(result.total_difference), result, t)
        reached = t("gap.card_own_of", most=t.number(gap.total_own + gap.total_lost, 0))
    else:
        own, lost = t.number(gap.total_own / 1000, decimals), t.number(gap.total_lost / 1000, decimals)
        away, reached = t.number(abs(result.total_difference) / 1000, decimals), t("gap.card_own")
    unit = "" if result.in_points else "_value"
    shown: list[tuple[str | None, ...]] = [(reached, own)]
    rank = scores.rank()[gap.entity]
    if not math.isnan(rank):
        shown.append((t("gap.card_rank"), t.rank(rank, scores.round.entity_count)))
    shown.append((t(f"gap.card_lost{unit}"), lost))
    if gap.benchmark != "max" and result.comparable:
        shown.append((t(f"gap.card_{'gap' if result.total_difference >= 0 else 'ahead'}{unit}"), away))
    if gap.benchmark.startswith("rank:") and result.in_points:
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
    return t("gap.card_needed", rank=t.number(rank, 0)), t.number(points, 2), None, None, help_text


def _names(result: Steps, codes: Iterable[str], t: Translator) -> str:
    return ", ".join(parts.name(result.table, code, t) for code in codes)
