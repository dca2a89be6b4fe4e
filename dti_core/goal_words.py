"""A target in words and tables: what it asks, three sentences to read aloud, where the points could come from."""

import math
from typing import Any

import pandas as pd

from dti_core.goal import Goal, equal_percentile
from dti_core.i18n import Translator
from dti_core.scenario import Past
from dti_core.scenario_words import assumption, label, names, place, points, unit, value


def finding_goal(aim: Goal, t: Translator) -> str:
    """Whether the target is reached, or what it asks and what is missing."""
    shown = shown_figures(aim, t)
    if aim.unknown:
        return t("target.finding_unknown", **shown)
    if aim.confidence is not None:
        return t("target.finding_sure_reached" if aim.reached else "target.finding_sure", **shown)
    if aim.reached:
        return t("target.finding_reached" if aim.desk.peers.is_frozen else "target.finding_kept", **shown)
    if not aim.known:
        return t("target.finding_bounds", **shown)
    return t("target.finding_top" if aim.at_top else "target.finding_missing", **shown)


def shown_figures(aim: Goal, t: Translator) -> dict[str, str]:
    """Every figure of the target as text."""
    desk, table = aim.desk, aim.table
    lacking = {
        "missing": value(desk, max(0.0, aim.missing_value), t),
        "points": points(aim.missing_points, t),
        "unit": unit(desk, t),
    }
    by_value = table.framework.published_as == "value"
    return lacking | {
        "lacking": t("target.lacking" if by_value else "target.in_points", **lacking),
        "name": table.name(desk.entity, t.lang),
        "year": str(table.round.year),
        "rank": t.rank(aim.rank, table.round.entity_count),
        "share": t.percent(aim.confidence),
        "now": place(desk, desk.now, t, of=True),
        "then": place(desk, aim.now, t, of=True),
        "required": value(desk, aim.required, t),
        "possible": value(desk, aim.possible, t),
        "own": value(desk, aim.own, t),
        "spare": value(desk, max(0.0, -aim.missing_value), t),
    }


def read_aloud(aim: Goal, history: tuple[Past, ...], t: Translator, plan: str = "", sure: str = "") -> list[str]:
    """Three sentences for a meeting: where we stand, what must happen, how sure it is.

    plan, sure: of `plan_words.aloud`; without them what is missing, and why that is the optimistic answer.
    """
    shown = shown_figures(aim, t)
    said = [t("target.aloud_now", **shown), f"{plan or finding_goal(aim, t)} {assumption(aim.desk, t)}"]
    if sure:
        return [*said, sure]
    if aim.unknown or not history or not aim.desk.peers.is_frozen or aim.table.framework.published_as != "value":
        return said
    fastest = max(history, key=lambda year: year.growth)
    moved = min(aim.required + round(fastest.growth, 4), 1.0)
    said.append(
        t(
            "target.aloud_moving",
            growth=t.signed(fastest.growth),
            required=value(aim.desk, moved, t),
            before=fastest.year_before,
            after=fastest.year_after,
            miss=t.number(fastest.miss, 1),
        )
    )
    return said


def restated(rank: int, of: int, aim_of: int, t: Translator) -> str:
    """How a rank set among one number of entities reads among another."""
    return t(
        "target.restated",
        rank=t.rank(rank, of),
        there=t.rank(equal_percentile(rank, of, aim_of), aim_of),
        of=of,
        now_of=aim_of,
    )


def cards(aim: Goal, t: Translator) -> list[tuple[str, str, str | None, str | None]]:
    """Target, value needed, what is missing: (label, figure, remark, direction)."""
    shown = shown_figures(aim, t)
    moving = "" if aim.desk.peers.is_frozen else "_then" if aim.confidence is None else "_sure"
    status = {True: "reached", False: "not_reached", None: "maybe_reached"}[aim.reached]
    direction = {True: "better", False: "worse", None: "same"}[aim.reached]
    required = t("target.not_known") if aim.unknown else shown["required"]
    remark = None if aim.unknown else t("target.in_points" if aim.missing_value > 0 else "target.to_spare", **shown)
    return [
        (t("target.card_rank"), shown["rank"], t(f"target.{status}{moving}", **shown), direction),
        (t("target.card_required"), required, t("target.own_now", **shown), "same"),
        (
            t("target.card_missing"),
            "–" if aim.unknown else shown["missing"],
            remark,
            "same",
        ),
    ]


def finding_growth(frame: pd.DataFrame, history: tuple[Past, ...], aim: Goal, t: Translator) -> str:
    """What the target asks when everybody grows as they once did."""
    if not history:
        return t("target.growth_plain", required=value(aim.desk, float(frame["required"].iloc[0]), t))
    year = max(history, key=lambda past: past.growth)
    row = frame.loc[(frame["growth"] - round(year.growth, 4)).abs().idxmin()]
    return t(
        "target.growth_like",
        before=year.year_before,
        after=year.year_after,
        required=value(aim.desk, row["required"], t),
        frozen=value(aim.desk, float(frame["required"].iloc[0]), t),
    )


def finding_years(frame: pd.DataFrame, decimals: int, t: Translator) -> str:
    """How often the target would have been reached in the rounds in which the own total is known."""
    known = frame[frame["own"].notna()]
    if known.empty:
        return t("target.years_unknown")
    reached = known[known["missing"] <= 0]["year"].unique()
    if not len(reached):
        return t("target.years_never", count=known["year"].nunique())
    return t("target.years_reached", years=", ".join(str(year) for year in reached))


def finding_origins(aim: Goal, t: Translator) -> str:
    """Which indicators alone would be enough."""
    shown = shown_figures(aim, t)
    if aim.unknown or aim.missing_points == 0:
        return t("target.origins_unknown" if aim.unknown else "target.origins_none")
    if aim.desk.codes == (aim.table.framework.root,):
        return t("target.origins_total", **shown)
    enough = aim.origins[aim.origins["alone"]]
    if enough.empty:
        return t("target.origins_together", **shown)
    if len(enough) == len(aim.origins) and len(enough) > 1:
        return t("target.origins_each", **shown)
    return t("target.origins_some", names="; ".join(label(aim.desk, code, t) for code in enough["code"]), **shown)


def origins_frame(aim: Goal, t: Translator) -> pd.DataFrame:
    """Where the points could come from, largest room first."""
    frame = aim.origins
    alone = [t("target.yes") if yes else t("target.no") for yes in frame["alone"]]
    settled = aim.missing_points > 0 and not aim.unknown
    return pd.DataFrame(
        {
            t("target.column.indicator"): [_source(aim, row, t) for row in frame.to_dict("records")],
            t("target.column.now"): frame["points"],
            t("target.column.max"): frame["max_points"],
            t("target.column.room"): frame["most"],
            t("target.column.covers"): frame["covers"] if settled else math.nan,
            t("target.column.alone"): alone if settled else "–",
        }
    )


def _source(aim: Goal, row: dict[str, Any], t: Translator) -> str:
    """Name of a control, "derived" said where its points are."""
    name = label(aim.desk, row["code"], t)
    return f"{name} ({t('widgets.derived')})" if row["basis"] == "derived" else name


def rungs_frame(aim: Goal, t: Translator) -> pd.DataFrame:
    """The ladder from here up to the target, lowest first."""
    frame = aim.rungs
    spans = zip(frame["rank_low"], frame["rank_high"], strict=True)
    return pd.DataFrame(
        {
            t("target.column.rank"): [place(aim.desk, span, t) for span in spans],
            t("target.column.value"): frame["value"].astype(float),
            t("target.column.points"): frame["points"].astype(float),
            t("target.column.entities"): [names(aim.desk, tied, t, 99) for tied in frame["entities"]],
        }
    )


def years_frame(frame: pd.DataFrame, decimals: int, t: Translator) -> pd.DataFrame:
    """The same target in every round: rank meant, value needed (a span where peers are unpublished), own, missing."""
    needed = [t.span(row["possible"], row["required"], decimals) for row in frame.to_dict("records")]
    return pd.DataFrame(
        {
            t("target.column.round"): [round_name(row, t) for row in frame.to_dict("records")],
            t("target.column.rank"): [t.rank(row["rank"], row["of"]) for row in frame.to_dict("records")],
            t("target.column.required"): needed,
            t("target.column.own"): frame["own"].to_numpy(),
            t("target.column.missing"): frame["missing"].to_numpy(),
            t("target.column.own_rank"): [
                t.span(row["rank_low"], row["rank_high"]) for row in frame.to_dict("records")
            ],
        }
    )


def round_name(row: dict[str, Any], t: Translator) -> str:
    """A round by its year, and by how many were ranked where the target had to be restated."""
    return t("target.year_of", year=row["year"], of=row["of"]) if row["restated"] else str(row["year"])


def growth_frame(frame: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """Value needed for each common growth of the others, for the workbook."""
    return pd.DataFrame(
        {
            t("target.column.growth"): frame["growth"],
            t("target.column.required"): frame["required"],
            t("target.column.missing"): frame["gain"],
        }
    )


def formats(t: Translator, decimals: int) -> dict[str, Any]:
    """How each column of these tables is written."""
    written: dict[str, Any] = {t(f"target.column.{name}"): decimals for name in ("value", "required", "own", "missing")}
    written |= {t(f"target.column.{name}"): 2 for name in ("now", "max", "room")}
    del written[t("target.column.required")]  # already text
    return written | {t("target.column.covers"): "percent", t("target.column.points"): lambda amount: points(amount, t)}


def workbook_sheets(aim: Goal, years: pd.DataFrame, growth: pd.DataFrame, t: Translator) -> dict[str, pd.DataFrame]:
    """The target as sheets: each year, where the points could come from, the ladder, when the others grow."""
    sheets = {
        "years": years_frame(years, aim.table.framework.decimals, t),
        "origins": origins_frame(aim, t),
        "rungs": rungs_frame(aim, t),
        "growth": growth_frame(growth, t),
    }
    return {t(f"target.sheet.{name}"): frame for name, frame in sheets.items()}
