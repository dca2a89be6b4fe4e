"""The what-if as tables, headed in the reader's language: on screen and in the workbook."""

from typing import Any

import pandas as pd

from dti_core.i18n import Translator
from dti_core.scenario import Desk
from dti_core.scenario_chance import Outlook
from dti_core.scenario_words import assumption, label, names, nearest, place, points, value
from dti_core.simulate import Simulation


def ladder_frame(desk: Desk, t: Translator) -> pd.DataFrame:
    """The ladder as a table: rank, value, least points, who is caught up (tied peers together)."""
    frame = desk.rungs.iloc[::-1]
    return (
        pd.DataFrame(
            {
                t("simulate.column.rank"): [
                    place(desk, span, t) for span in zip(frame["rank_low"], frame["rank_high"], strict=True)
                ],
                t("simulate.column.value"): frame["value"].to_numpy(dtype=float),
                t("simulate.column.points"): frame["points"].to_numpy(dtype=float),
                t("simulate.column.entities"): [names(desk, tied, t, 99) for tied in frame["entities"]],
            }
        )
        .iloc[::-1]
        .reset_index(drop=True)
    )


def levels_frame(desk: Desk, t: Translator) -> pd.DataFrame:
    """For each control, the gains and levels at which the rank changes."""
    frame = desk.levels
    return pd.DataFrame(
        {
            t("simulate.column.indicator"): [label(desk, code, t) for code in frame["code"]],
            t("simulate.column.gain"): frame["gain"].astype(float),
            t("simulate.column.level"): frame["level"].astype(float),
            t("simulate.column.rank"): frame["rank"].astype("Int64"),
        }
    )


def potential_frame(desk: Desk, t: Translator) -> pd.DataFrame:
    """For each control: points now, the most, the room, and what the whole room alone would bring."""
    frame = desk.controls.merge(desk.potential, on="code", sort=False)
    return pd.DataFrame(
        {
            t("simulate.column.indicator"): [label(desk, code, t) for code in frame["code"]],
            t("simulate.column.now"): frame["points"],
            t("simulate.column.max"): frame["max_points"],
            t("simulate.column.room"): frame["room"],
            t("simulate.column.rank_alone"): frame["rank"].astype(float),
            t("simulate.column.gained"): -frame["ranks_gained"].astype(float),
            t("simulate.column.basis"): [t(f"widgets.{basis}") if basis else "" for basis in frame["basis"]],
        }
    )


def passed_frame(desk: Desk, result: Simulation, t: Translator) -> pd.DataFrame:
    """Who is overtaken and who overtakes us: name, value as published, value as assumed."""
    rows = [
        (
            desk.table.name(peer, t.lang),
            t(f"simulate.{key}_short"),
            desk.table.value(peer, desk.table.framework.root),
            desk.value_of(peer),
        )
        for key, passed in (("overtaken", result.overtaken), ("overtaken_by", result.overtaken_by))
        for peer in nearest(desk, passed)
    ]
    columns = [t(f"simulate.column.{name}") for name in ("entity", "passed", "value_before", "value_after")]
    return pd.DataFrame(rows, columns=columns)


def pillar_frame(result: Simulation, t: Translator) -> pd.DataFrame:
    """Pillars before and after, with ranks; NaN where a gain lies only partly inside one."""
    frame, framework = result.pillars, result.table.framework
    return pd.DataFrame(
        {
            t("simulate.column.pillar"): [framework.name(code, t.lang) for code in frame["code"]],
            t("simulate.column.value_before"): frame["before"],
            t("simulate.column.value_after"): frame["after"],
            t("simulate.column.rank_before"): frame["rank_before"],
            t("simulate.column.rank_after"): frame["rank_after"],
            t("simulate.column.change"): frame["rank_after"] - frame["rank_before"],
        }
    )


def change_frame(desk: Desk, result: Simulation, t: Translator) -> pd.DataFrame:
    """The scenario itself, for the workbook: every control before, gain, after, and the outcome in the last row."""
    rows = [
        (
            label(desk, control["code"], t),
            control["points"],
            gain := result.gains.get(control["code"], 0.0),
            control["points"] + gain,
            control["max_points"],
        )
        for control in desk.controls.to_dict("records")
    ]
    columns = [t(f"simulate.column.{name}") for name in ("indicator", "now", "gain", "after", "max")]
    return pd.DataFrame(rows, columns=columns)


def outcome_frame(desk: Desk, result: Simulation, t: Translator) -> pd.DataFrame:
    """The outcome in words and figures, for the workbook."""
    rows = [
        (t("simulate.card_rank"), place(desk, desk.now, t), place(desk, desk.span_after(result), t)),
        (t("simulate.card_value"), value(desk, result.value_before, t), value(desk, result.value_after, t)),
        (t("simulate.peers"), "", assumption(desk, t)),
    ]
    if (rung := desk.next_rung(result)) is not None:
        rows.append((t("simulate.to_next"), "", points(rung["points"], t)))
    return pd.DataFrame(rows, columns=["", t("simulate.column.value_before"), t("simulate.column.value_after")])


def chance_frame(look: Outlook, t: Translator) -> pd.DataFrame:
    """The chance of each rank, and of that rank or better at least and at most."""
    frame = look.found.to_frame()[["rank", "exactly", "at_most_low", "at_most_high"]].round(6)
    return frame.set_axis([t(f"simulate.chance.column_{name}") for name in ("rank", "exactly", "low", "high")], axis=1)


def workbook_sheets(
    desk: Desk, result: Simulation, t: Translator, look: Outlook | None = None
) -> dict[str, pd.DataFrame]:
    """The scenario as sheets: what moves, what it brings, the ladder, the levels, the pillars, the chances."""
    sheets = {
        "scenario": change_frame(desk, result, t),
        "outcome": outcome_frame(desk, result, t),
        "ladder": ladder_frame(desk, t),
        "potential": potential_frame(desk, t),
        "levels": levels_frame(desk, t),
    }
    if desk.table.framework.composites:
        sheets["pillars"] = pillar_frame(result, t)
    named = {t(f"simulate.sheet.{name}"): frame for name, frame in sheets.items()}
    return named if look is None else named | {t("simulate.chance.sheet"): chance_frame(look, t)}


def formats(t: Translator, decimals: int) -> dict[str, Any]:
    """How each column of these tables is written."""
    names = {
        decimals: ("value", "value_before", "value_after"),
        2: ("now", "room", "max"),
        "rank": ("rank_alone", "rank_before", "rank_after"),
        "arrow": ("gained", "change"),
    }
    written = {t(f"simulate.column.{name}"): form for form, group in names.items() for name in group}
    return written | {
        t(f"simulate.column.{name}"): lambda amount: points(amount, t) for name in ("points", "gain", "level")
    }
