"""A plan in words and tables: what it does, how hard it is, what proves it, how sure it is, what else would do."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from dti_core.bridge import Bridge
from dti_core.distribution import RankDistribution
from dti_core.effort import CommonLevel
from dti_core.i18n import Translator
from dti_core.plan import Plan
from dti_core.planning import Wishes
from dti_core.record import Record
from dti_core.scenario import Desk
from dti_core.scenario_words import label, place, points, unit, value
from dti_core.scores import ScoreTable
from dti_core.target import ThreeNumbers, required


def finding_plan(found: Plan, desk: Desk, t: Translator) -> str:
    """What the plan does, or what is missing where the rank is out of reach."""
    rank = t.rank(found.rank, desk.table.round.entity_count)
    words = {"rank": rank, "unit": unit(desk, t), "need": points(found.need_points, t)}
    if not found.reached:
        if math.isnan(found.shortfall):
            return t("plan.out_by_limits", **words)
        best = t.rank(found.best_rank, desk.table.round.entity_count)
        return t("plan.out", short=points(found.shortfall, t), best=best, **words)
    if not found.gains:
        return t("plan.nothing", **words)
    most = max(found.gains, key=lambda code: found.gains[code])
    total = points(found.simulation.gain_points, t)
    end = value(desk, found.simulation.value_after, t)
    if math.isclose(found.simulation.gain_points, math.fsum(desk.controls["most"])):
        return t("plan.everything", total=total, value=end, **words)
    where = t("plan.where_one" if len(found.gains) == 1 else "plan.where_many", count=len(found.gains),
              most=label(desk, most, t))  # fmt: skip
    share = t.percent(0.5 if found.confidence is None else found.confidence)
    reached = t("plan.end_sure" if found.peers.is_random else "plan.end", rank=rank, share=share)
    return t("plan.finding", total=total, unit=words["unit"], where=where, value=end, end=reached)


def effort_line(found: Plan, desk: Desk, t: Translator) -> str:
    """How hard the plan is, in one sentence; "" where there is none."""
    if not found.gains:
        return ""
    kind = found.effort_kind
    if not isinstance(kind, CommonLevel):
        return t("plan.effort_sum", effort=t.number(found.effort, 2))
    if kind.pairs and round(100 * (1 - found.effort)) < 1:
        return t("plan.effort_record", pairs="; ".join(kind.pairs))
    if kind.pairs:
        return t("plan.effort_history", share=t.percent(1 - found.effort), pairs="; ".join(kind.pairs))
    return t("plan.effort_even", share=t.percent(found.effort))


def proof(found: Plan, chance: RankDistribution | None, desk: Desk, t: Translator) -> str:
    """What running the what-if, and the model where the others move by chance, says of the plan."""
    if not found.reached:
        return ""
    result, of = found.simulation, desk.table.round.entity_count
    end = value(desk, result.value_after, t)
    if chance is None:
        return t("plan.proof", value=end, rank=place(desk, result.rank_after_span, t, of=True))
    low, high = chance.interval(0.8)
    asked = t.percent(0.5 if found.confidence is None else found.confidence)
    odds = chance_text(chance, found.rank, t)
    rank, middle = t.rank(found.rank, of), t.rank(chance.median, of)
    return t("plan.proof_chance", value=end, odds=odds, asked=asked, rank=rank,
             median=middle, span=t.span(low, high))  # fmt: skip


def chance_text(chance: RankDistribution, rank: int, t: Translator) -> str:
    """P(rank or better) as a percentage, both bounds where the others are only partly known."""
    low, high = (t.percent(share) for share in chance.probability_span(rank))
    return low if low == high else t("plan.between", low=low, high=high)


def plan_frame(
    found: Plan, desk: Desk, rare: Mapping[str, tuple[int, int]], wishes: Wishes, t: Translator, edit: bool = False
) -> pd.DataFrame:
    """One row an index: name, now, planned, gain, how rare; what may be changed in place (`edit`), as text."""
    rows = []
    caps, prices = dict(wishes.caps), dict(wishes.prices)
    for control in desk.controls.to_dict("records"):
        code, gain = control["code"], found.gains.get(control["code"], 0.0)
        row: dict[str, object] = {
            "indicator": label(desk, code, t), "now": points(control["points"], t),
            "planned": points(control["points"] + gain, t), "gain": points(gain, t, signed=True) if gain else "–",
            "rare": t("plan.rarity", count=rare[code][0], of=rare[code][1]) if code in rare else "–",
        }  # fmt: skip
        if not edit:
            row |= {"now": control["points"], "planned": control["points"] + gain, "gain": gain}
        row |= {"lock": code in wishes.locked, "cap": points(caps[code], t) if code in caps else ""}
        if wishes.priced:
            row["price"] = t.number(prices.get(code, 1.0), 2)
        rows.append(row)
    frame = pd.DataFrame(rows)
    if not edit:
        frame["lock"] = [t("plan.locked") if locked else "" for locked in frame["lock"]]
    return frame.rename(columns={name: t(f"plan.column.{name}") for name in frame})


def aloud(
    found: Plan, curve: pd.DataFrame | None, numbers: ThreeNumbers | None, desk: Desk, t: Translator
) -> tuple[str, str]:  # fmt: skip
    """What must happen, and how sure it is, to read out; "" where it cannot be said. curve: of the model."""
    if not found.gains:
        return (finding_plan(found, desk, t) if not found.reached else ""), ""
    plan = f"{finding_plan(found, desk, t)} {effort_line(found, desk, t)}"
    if curve is None or numbers is None:
        return plan, ""
    rank = t.rank(found.rank, desk.table.round.entity_count)
    return plan, t(
        "plan.aloud_sure",
        chance=t.percent(chance_at(curve, found.simulation.value_after)),
        rank=rank,
        certain=value(desk, numbers.certain, t),
    )


def alternatives_frame(found: Plan, desk: Desk, t: Translator) -> pd.DataFrame:
    """The plan, then the next-best ones that leave out something it touches; the gains in a column an index."""
    plans = (found, *found.alternatives)
    rows = []
    for one in plans:
        left = "; ".join(label(desk, code, t) for code in found.gains if code not in one.gains)
        row: dict[str, object] = {t("plan.column.plan"): t("plan.left_out", names=left) if left else t("plan.this")}
        for code in desk.codes:
            if any(code in other.gains for other in plans):
                row[label(desk, code, t)] = points(one.gains.get(code, math.nan), t, signed=True)
        kind, name, effort = found.effort_kind, "effort", t.number(one.effort, 2)
        if isinstance(kind, CommonLevel):
            name = "effort_history" if kind.pairs else "effort_even"
            effort = t.percent(1 - one.effort if kind.pairs else one.effort)
        rows.append(row | {t(f"plan.column.{name}"): effort})
    return pd.DataFrame(rows)


def swing_frame(frame: pd.DataFrame, desk: Desk, t: Translator) -> pd.DataFrame:
    """For each planned item the chance of the target if it is done and if it is not."""
    columns = {"indicator": [label(desk, code, t) for code in frame["code"]], "gain": frame["gain"]}
    columns |= {name: frame[name] for name in ("done", "not_done", "swing")}
    return pd.DataFrame({t(f"plan.column.{name}"): entries for name, entries in columns.items()})


def three_cards(numbers: ThreeNumbers, desk: Desk, t: Translator) -> list[tuple[str, str, str, str]]:
    """Possible, even odds, certain: (label, value, what is to be gained, direction)."""
    values = (numbers.possible, numbers.even, numbers.certain)
    names = ("possible", "even", "certain")
    return [
        (t(f"plan.{name}"), value(desk, amount, t), value(desk, gain, t, signed=True), "same")
        for name, amount, gain in zip(names, values, numbers.gains, strict=True)
    ]


def three_line(numbers: ThreeNumbers, desk: Desk, t: Translator) -> str:
    """Where the bounds behind the three numbers were seen."""
    ends = [value(desk, end, t, signed=True) for end in (numbers.bounds.slowest, numbers.bounds.fastest)]
    said = t("plan.three_line", years=_years(numbers.bounds.seen), slowest=ends[0], fastest=ends[1])
    strange = "applied_across_break" in numbers.flags
    return f"{said} {t('assumed.flag.applied_across_break')}" if strange else said


def three_truth(numbers: ThreeNumbers, pair: Sequence[ScoreTable], desk: Desk, t: Translator) -> str:
    """What the rank really took in the year that the bounds come from; "" where the start is another round."""
    if not pair or desk.table is not pair[0]:
        return ""
    took = required(pair[1], desk.entity, numbers.rank)
    gain = value(desk, took - numbers.own, t, signed=True)
    return t("plan.three_truth", year=pair[1].round.year, value=value(desk, took, t), gain=gain)


def _years(pairs: str) -> str:
    return "; ".join("→".join(end.strip().rsplit("-", 1)[-1] for end in pair.split("→")) for pair in pairs.split(";"))


def record_line(kept: Record | None, t: Translator, model: str = "model") -> str:
    """How often this model's 80 % intervals held the truth in the years that are known, and how wide they were."""
    said = []
    for row in kept.of("given_value", model).to_dict("records") if kept is not None else ():
        key = "plan.record_break" if row["broken"] else "plan.record_year"
        words = {"before": row["before"].rsplit("-", 1)[-1], "after": row["after"].rsplit("-", 1)[-1]}
        said.append(t(key, of=row["entities"], held=row["held_80"], width=t.number(row["width_80"], 0), **words))
    return t("plan.record", years="; ".join(said)) if said else t("plan.record_none")


def bridge_line(found: Bridge, t: Translator) -> str:
    """A rank among 63 restated among 34, by percentile and by value, and the entity's own two ranks of one year."""
    low, high = found.by_value
    by_value = t.rank(low, found.among) if low == high else f"{low}–{t.rank(high, found.among)}"
    rank = t.rank(found.rank, found.of)
    said = t("plan.bridge", rank=rank, percentile=t.rank(found.by_percentile, found.among), by_value=by_value,
             year=found.value_round.rsplit("-", 1)[-1], value=t.number(found.value))  # fmt: skip
    if math.isnan(found.value):
        said = t("plan.bridge_percentile", rank=rank, percentile=t.rank(found.by_percentile, found.among))
    for row in found.own.to_dict("records"):
        ends = t.rank(row["rank"], row["of"]), t.rank(row["rank_after"], row["of_after"])
        said += " " + t("plan.bridge_own", year=row["year"], rank=ends[0], rank_after=ends[1])
    return said


def chance_at(curve: pd.DataFrame, own: float) -> float:
    """Chance of the target at an own value, read off the curve; 0 below it and 1 above.

    >>> chance_at(pd.DataFrame({"value": [0.5, 0.6], "low": [0.2, 0.8]}), 0.55)
    0.5
    """
    values, chances = curve["value"].to_numpy(), curve["low"].to_numpy()
    order = np.argsort(values)
    return round(float(np.interp(own, values[order], chances[order])), 9)


def finding_curve(found: Plan, curve: pd.DataFrame, desk: Desk, t: Translator) -> str:
    """The chance of the target today and with the plan, the others moving by the model."""
    words = {
        "rank": t.rank(found.rank, desk.table.round.entity_count),
        "own": t.percent(chance_at(curve, found.simulation.value_before)),
    }
    if not found.gains:
        return t("plan.curve_now", **words)
    return t("plan.curve_finding", plan=t.percent(chance_at(curve, found.simulation.value_after)), **words)


def finding_way(found: Plan, desk: Desk, t: Translator) -> str:
    """How far the plan goes."""
    ends = [value(desk, end, t) for end in (found.simulation.value_before, found.simulation.value_after)]
    gain = points(found.simulation.gain_points, t, signed=True)
    return t("plan.way_finding", gain=gain, unit=unit(desk, t), before=ends[0], after=ends[1])


def workbook_sheets(
    found: Plan, desk: Desk, rare: Mapping[str, tuple[int, int]], wishes: Wishes, swings: Sequence[pd.DataFrame],
    t: Translator,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    """The plan, the next-best ones, the swing (none or one) as sheets."""
    sheets = {"plan": plan_frame(found, desk, rare, wishes, t)}
    if found.gains:
        sheets["alternatives"] = alternatives_frame(found, desk, t)
    if swings:
        sheets["swing"] = swing_frame(swings[0], desk, t)
    return {t(f"plan.sheet.{name}"): frame for name, frame in sheets.items()}
