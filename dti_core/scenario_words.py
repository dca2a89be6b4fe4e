"""The what-if in words and tables: what the gains bring, the next rung, who is passed, what the past says."""

import math

import pandas as pd

from dti_core.i18n import Translator
from dti_core.scenario import Desk, Past
from dti_core.simulate import Simulation

_NAMED = 6  # peers named in one sentence


def value(desk: Desk, amount: float, t: Translator, *, signed: bool = False) -> str:
    """A total at the published precision."""
    write = t.signed if signed else t.number
    return write(amount, desk.table.framework.decimals)


def points(amount: float, t: Translator, *, signed: bool = False) -> str:
    """Points with two decimals, three where the third is needed (66,475)."""
    third = not math.isnan(amount) and round(amount * 1000) % 10
    return (t.signed if signed else t.number)(amount, 3 if third else 2)


def unit(desk: Desk, t: Translator) -> str:
    """What a control counts: points, or thousandths of the value where the edition's points are unknown."""
    return t("simulate.points" if desk.table.framework.points_known else "simulate.thousandths")


def place(desk: Desk, span: tuple[int, int], t: Translator, *, of: bool = False) -> str:
    """A rank, or the span of those that are possible, with the number ranked where it is known."""
    of_all = desk.table.round.entity_count if of else None
    return t.rank(span[0], of_all) if span[0] == span[1] else t("simulate.span", low=span[0], high=t.rank(span[1], of_all))


def label(desk: Desk, code: str, t: Translator) -> str:
    """Name of a control; a sum of unpublished indicators by how many they are."""
    framework = desk.table.framework
    if "+" not in code:
        return framework.name(code, t.lang)
    parents = {framework.parent[part] for part in code.split("+")} - {framework.root}
    group = framework.name(parents.pop(), t.lang) if len(parents) == 1 else t("simulate.other_indicators")
    return t("simulate.sum", group=group, count=len(code.split("+")))


def names(desk: Desk, entities: tuple[str, ...], t: Translator, most: int = _NAMED) -> str:
    """Peers in one line, those beyond `most` as a number."""
    shown = ", ".join(desk.table.name(entity, t.lang) for entity in entities[:most])
    return shown if len(entities) <= most else t("simulate.and_more", names=shown, count=len(entities) - most)


def finding_answer(desk: Desk, result: Simulation, t: Translator) -> str:
    """What the gains bring, in one sentence, and under which assumption."""
    now, after = desk.now, desk.span_after(result)
    words = {
        "name": desk.table.name(desk.entity, t.lang), "unit": unit(desk, t), "value": value(desk, result.value_after, t),
        "points": points(abs(result.gain_points), t), "before": place(desk, now, t), "after": place(desk, after, t, of=True),
    }  # fmt: skip
    change = t("simulate.gained" if result.gain_points > 0 else "simulate.lost", **words) if result.gain_points else ""
    if not result.gains and desk.peers.is_frozen:
        sentence = t("simulate.nothing_changed", **words)
    elif now[0] != now[1] or after[0] != after[1]:
        sentence = t("simulate.rank_uncertain", change=change or t("simulate.balanced", **words), **words)
    else:
        way = "same_rank" if after == now else "better_rank" if after < now else "worse_rank"
        size = t.arrow(after[0] - now[0])
        sentence = t(f"simulate.{way}", change=change or t("simulate.balanced", **words), size=size, **words)
    return f"{sentence} {assumption(desk, t)}"


def assumption(desk: Desk, t: Translator) -> str:
    """What the others are assumed to do."""
    if desk.peers.is_frozen:
        return t("simulate.if_frozen")
    return t("simulate.if_moving", growth=value(desk, desk.peers.growth, t, signed=True))


def finding_next(desk: Desk, result: Simulation, t: Translator) -> str:
    """The next rung: what would bring a better rank than the outcome."""
    rung = desk.next_rung(result)
    if rung is None:
        unknown = desk.field.unseen or not desk.field.exact
        return t("simulate.no_next_unknown" if unknown else "simulate.no_next")
    return t(
        "simulate.next_rung", points=points(rung["points"], t), unit=unit(desk, t), names=names(desk, rung["entities"], t, 3),
        rank=place(desk, (rung["rank_low"], rung["rank_high"]), t), value=value(desk, rung["value"], t),
    )  # fmt: skip


def finding_close(desk: Desk, result: Simulation, t: Translator) -> str:
    """Who is within the noise of the outcome; empty when nobody is."""
    close = desk.close_calls(result)
    return t("simulate.close", names=names(desk, close, t, 3)) if close and result.gains else ""


def finding_passed(desk: Desk, result: Simulation, t: Translator) -> tuple[str, str]:
    """Whom we overtake, and who overtakes us, each with its value; nobody is said too."""
    said = []
    for key, passed in (("overtaken", result.overtaken), ("overtaken_by", result.overtaken_by)):
        named = [f"{desk.table.name(peer, t.lang)} ({value(desk, desk.value_of(peer), t)})" for peer in _nearest(desk, passed)]
        rest = len(passed) - _NAMED
        listed = ", ".join(named[:_NAMED])
        listed = t("simulate.and_more", names=listed, count=rest) if rest > 0 else listed
        said.append(t(f"simulate.{key}", count=len(passed), names=listed) if passed else t(f"simulate.{key}_nobody"))
    return said[0], said[1]


def _nearest(desk: Desk, passed: tuple[str, ...]) -> list[str]:
    """Best value first."""
    return sorted(passed, key=lambda peer: -desk.value_of(peer) if not math.isnan(desk.value_of(peer)) else math.inf)


def finding_past(desk: Desk, history: tuple[Past, ...], t: Translator) -> str:
    """How much everybody really grew, and by how much the frozen assumption missed."""
    if not history:
        return t("simulate.no_past")
    said = []
    for year in history:
        words = {"before": year.year_before, "after": year.year_after, "growth": t.signed(year.growth), "miss": t.number(year.miss, 1)}
        said.append(t("simulate.past_break" if year.framework_changed else "simulate.past", **words))
    return t("simulate.past_intro", years="; ".join(said))


def finding_potential(desk: Desk, t: Translator) -> str:
    """Which indicator alone could bring the most."""
    best = desk.potential.sort_values(["ranks_gained", "room"], ascending=[False, True], kind="stable").iloc[0]
    if best["ranks_gained"] <= 0:
        return t("simulate.alone_nothing")
    return t(
        "simulate.alone_best", name=label(desk, best["code"], t), rank=t.number(best["rank"], 0),
        size=t.arrow(-best["ranks_gained"]), points=points(best["room"], t), unit=unit(desk, t),
    )  # fmt: skip


def ladder_frame(desk: Desk, t: Translator) -> pd.DataFrame:
    """The ladder as a table: rank, value, least points, who is caught up (tied peers together)."""
    frame = desk.rungs.iloc[::-1]
    return pd.DataFrame(
        {t("simulate.column_rank"): [place(desk, span, t) for span in zip(frame["rank_low"], frame["rank_high"], strict=True)],
         t("simulate.column_value"): frame["value"].to_numpy(dtype=float),
         t("simulate.column_points"): frame["points"].to_numpy(dtype=float),
         t("simulate.column_entities"): [names(desk, tied, t, 99) for tied in frame["entities"]]}
    ).iloc[::-1].reset_index(drop=True)  # fmt: skip


def levels_frame(desk: Desk, t: Translator) -> pd.DataFrame:
    """For each control, the gains and levels at which the rank changes."""
    frame = desk.levels
    return pd.DataFrame(
        {t("simulate.column_indicator"): [label(desk, code, t) for code in frame["code"]],
         t("simulate.column_gain"): frame["gain"].astype(float), t("simulate.column_level"): frame["level"].astype(float),
         t("simulate.column_rank"): frame["rank"].astype(float)}
    )  # fmt: skip


def potential_frame(desk: Desk, t: Translator) -> pd.DataFrame:
    """For each control: points now, the most, the room, and what the whole room alone would bring."""
    frame = desk.controls.merge(desk.potential, on="code", sort=False)
    return pd.DataFrame(
        {t("simulate.column_indicator"): [label(desk, code, t) for code in frame["code"]],
         t("simulate.column_now"): frame["points"], t("simulate.column_max"): frame["max_points"],
         t("simulate.column_room"): frame["room"], t("simulate.column_rank_alone"): frame["rank"].astype(float),
         t("simulate.column_gained"): -frame["ranks_gained"].astype(float),
         t("simulate.column_basis"): [t(f"widgets.{basis}") if basis else "" for basis in frame["basis"]]}
    )  # fmt: skip


def passed_frame(desk: Desk, result: Simulation, t: Translator) -> pd.DataFrame:
    """Who is overtaken and who overtakes us: name, value as published, value as assumed."""
    rows = [
        (desk.table.name(peer, t.lang), t(f"simulate.{key}_short"), desk.table.value(peer, desk.table.framework.root), desk.value_of(peer))
        for key, passed in (("overtaken", result.overtaken), ("overtaken_by", result.overtaken_by))
        for peer in _nearest(desk, passed)
    ]  # fmt: skip
    columns = [t(f"simulate.column_{name}") for name in ("entity", "passed", "value_before", "value_after")]
    return pd.DataFrame(rows, columns=columns)


def pillar_frame(result: Simulation, t: Translator) -> pd.DataFrame:
    """Pillars before and after, with ranks; NaN where a gain lies only partly inside one."""
    frame, framework = result.pillars, result.table.framework
    return pd.DataFrame(
        {t("simulate.column_pillar"): [framework.name(code, t.lang) for code in frame["code"]],
         t("simulate.column_value_before"): frame["before"], t("simulate.column_value_after"): frame["after"],
         t("simulate.column_rank_before"): frame["rank_before"], t("simulate.column_rank_after"): frame["rank_after"],
         t("simulate.column_change"): frame["rank_after"] - frame["rank_before"]}
    )  # fmt: skip


def change_frame(desk: Desk, result: Simulation, t: Translator) -> pd.DataFrame:
    """The scenario itself, for the workbook: every control before, gain, after, and the outcome in the last row."""
    rows = [
        (label(desk, control["code"], t), control["points"], gain := result.gains.get(control["code"], 0.0), control["points"] + gain,
         control["max_points"])
        for control in desk.controls.to_dict("records")
    ]  # fmt: skip
    columns = [t(f"simulate.column_{name}") for name in ("indicator", "now", "gain", "after", "max")]
    return pd.DataFrame(rows, columns=columns)


def outcome_frame(desk: Desk, result: Simulation, t: Translator) -> pd.DataFrame:
    """The outcome in words and figures, for the workbook."""
    rows = [
        (t("simulate.card_rank"), place(desk, desk.now, t), place(desk, desk.span_after(result), t)),
        (t("simulate.card_value"), value(desk, result.value_before, t), value(desk, result.value_after, t)),
        (t("simulate.peers"), "", assumption(desk, t)),
    ]
    return pd.DataFrame(rows, columns=["", t("simulate.column_value_before"), t("simulate.column_value_after")])
