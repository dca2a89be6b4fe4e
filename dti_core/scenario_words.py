"""The what-if in words and tables: what the gains bring, the next rung, who is passed, what the past says."""

import math
from collections.abc import Sequence
from typing import Any

from dti_core import assumed_words
from dti_core.framework import Framework
from dti_core.i18n import Translator
from dti_core.scenario import Desk, Past
from dti_core.scores import ScoreTable
from dti_core.simulate import Simulation

_NAMED = 4  # peers named in one sentence


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
    return (
        t.rank(span[0], of_all) if span[0] == span[1] else t("simulate.span", low=span[0], high=t.rank(span[1], of_all))
    )


def label(desk: Desk, code: str, t: Translator) -> str:
    """Name of a control; a sum of unpublished indicators by how many they are."""
    return named(desk.table.framework, code, t)


def named(framework: Framework, code: str, t: Translator) -> str:
    """`label` where there is no desk."""
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
        "name": desk.table.name(desk.entity, t.lang),
        "unit": unit(desk, t),
        "value": value(desk, result.value_after, t),
        "points": points(abs(result.gain_points), t),
        "before": place(desk, now, t),
        "after": place(desk, after, t, of=True),
    }
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
    return assumed_words.assumption(desk.peers, desk.table.framework.decimals, t)


def finding_next(desk: Desk, result: Simulation, t: Translator) -> str:
    """The next rung: what would bring a better rank than the outcome."""
    rung = desk.next_rung(result)
    if rung is None:
        unknown = desk.field.unseen or not desk.field.exact
        return t("simulate.no_next_unknown" if unknown else "simulate.no_next")
    return t(
        "simulate.next_rung",
        points=points(rung["points"], t),
        unit=unit(desk, t),
        names=names(desk, rung["entities"], t, 3),
        rank=place(desk, (rung["rank_low"], rung["rank_high"]), t),
        value=value(desk, rung["value"], t),
    )


def finding_close(desk: Desk, result: Simulation, t: Translator) -> str:
    """Who is within the noise of the outcome; empty when nobody is."""
    close = desk.close_calls(result)
    return t("simulate.close", names=names(desk, close, t, 3)) if close and result.gains else ""


def finding_passed(desk: Desk, result: Simulation, t: Translator) -> tuple[str, str]:
    """Whom we overtake, and who overtakes us, each with its value; nobody is said too."""
    said = []
    for key, passed in (("overtaken", result.overtaken), ("overtaken_by", result.overtaken_by)):
        named = [
            f"{desk.table.name(peer, t.lang)} ({value(desk, desk.value_of(peer), t)})" for peer in nearest(desk, passed)
        ]
        rest = len(passed) - _NAMED
        listed = ", ".join(named[:_NAMED])
        listed = t("simulate.and_more", names=listed, count=rest) if rest > 0 else listed
        said.append(t(f"simulate.{key}", count=len(passed), names=listed) if passed else t(f"simulate.{key}_nobody"))
    if not result.overtaken and not desk.field.exact:
        said[0] = t("simulate.overtaken_unknown")
    return said[0], said[1]


def answer(desk: Desk, result: Simulation, t: Translator) -> str:
    """What to read beside the figures, in Markdown: how close it is, whom we pass, who passes us."""
    passed, passed_by = finding_passed(desk, result, t)
    said = [finding_close(desk, result, t), passed]
    if result.overtaken_by or not desk.peers.is_frozen or result.gain_points < 0:
        said.append(passed_by)
    return "\n\n".join(filter(None, said))


def nearest(desk: Desk, passed: tuple[str, ...]) -> list[str]:
    """Best value first."""
    return sorted(passed, key=lambda peer: -desk.value_of(peer) if not math.isnan(desk.value_of(peer)) else math.inf)


def finding_past(history: tuple[Past, ...], t: Translator) -> str:
    """How much everybody really grew, and by how much the frozen assumption missed."""
    if not history:
        return t("simulate.no_past")
    said = []
    for year in history:
        words = {
            "before": year.year_before,
            "after": year.year_after,
            "growth": t.signed(year.growth),
            "miss": t.number(year.miss, 1),
        }
        said.append(t("simulate.past_break" if year.framework_changed else "simulate.past", **words))
    return t("simulate.past_intro", years="; ".join(said))


def finding_potential(desk: Desk, t: Translator) -> str:
    """Which indicator alone could bring the most."""
    best = desk.potential.sort_values(["ranks_gained", "room"], ascending=[False, True], kind="stable").iloc[0]
    if best["ranks_gained"] <= 0:
        return t("simulate.alone_nothing")
    return t(
        "simulate.alone_best",
        name=label(desk, best["code"], t),
        rank=t.number(best["rank"], 0),
        size=t.arrow(-best["ranks_gained"]),
        points=points(best["room"], t),
        unit=unit(desk, t),
    )


def control_line(desk: Desk, control: dict[str, Any], gain: float, t: Translator) -> str:
    """Heading of a control, in Markdown: its name, its points now and then, the most it has, a badge where derived."""
    now = float(control["points"])
    shown = {
        "name": label(desk, control["code"], t),
        "now": _held(control, now, t),
        "after": _held(control, now + gain, t),
    }
    shown["most"] = t.number(control["max_points"], 0)
    line = t("simulate.control_moved" if gain else "simulate.control", **shown)
    return f"{line} :blue-badge[{t('widgets.derived')}]" if control["basis"] == "derived" else line


def notes(desk: Desk, t: Translator) -> list[str]:
    """What is not known in this round and what that means here."""
    framework, name = desk.table.framework, desk.table.name(desk.entity, t.lang)
    said = []
    if not framework.points_known:
        said.append(t("simulate.total_only_unknown"))
    elif desk.codes == (framework.root,):
        said.append(t("simulate.total_only", name=name))
    hidden = next((code for code in desk.codes if "+" in code), "")
    if hidden:
        said.append(t("simulate.some_hidden", count=len(hidden.split("+")), index=framework.short(t.lang)))
    field = desk.field
    known = int((field.low == field.high)[field.others].sum())
    if not field.exact and known:
        said.append(t("simulate.some_unknown", known=known, count=desk.table.n - 1))
    return said


def nothing_to_start_from(tables: Sequence[ScoreTable], table: ScoreTable, entity: str, t: Translator) -> str:
    """Why nothing can be moved here, and which years can."""
    years = [
        str(other.round.year)
        for other in tables
        if entity in other.entities and not math.isnan(other.value(entity, other.framework.root))
    ]
    elsewhere = t("simulate.elsewhere", years=", ".join(dict.fromkeys(years))) if years else t("simulate.nowhere")
    return t("simulate.no_total", name=table.name(entity, t.lang), elsewhere=elsewhere)


def can_start(table: ScoreTable, entity: str) -> bool:
    """Whether the total is published or follows from other figures."""
    return not math.isnan(table.points(entity, table.framework.root))


def cards(desk: Desk, result: Simulation, t: Translator) -> list[tuple[str, str, str | None, str | None]]:
    """The answer in two figures: rank and value, each with its change (label, figure, change, direction)."""
    now, after = desk.now, desk.span_after(result)
    exact = now[0] == now[1] and after[0] == after[1]
    moved = after[0] - now[0] if exact else math.nan
    grown = result.units_after - result.units_before
    rank_change = t("simulate.from_rank", size=t.arrow(moved) if exact else "", rank=place(desk, now, t)).strip()
    value_change = value(desk, result.value_after - result.value_before, t, signed=True)
    return [
        (t("simulate.card_rank"), place(desk, after, t, of=after[0] == after[1]), rank_change, direction(moved)),
        (t("simulate.card_value"), value(desk, result.value_after, t), value_change, direction(-grown)),
    ]


def direction(change: float) -> str:
    """Fewer is better, as with ranks; "same" where nothing moves or nothing is known."""
    return "better" if change < 0 else "worse" if change > 0 else "same"


def _held(control: dict[str, Any], amount: float, t: Translator) -> str:
    """Points held: as published; a derived sum is only known to a tenth or so, and shown with two decimals."""
    return t.number(amount, 2) if control["basis"] == "derived" else points(amount, t)


def pillars_known(result: Simulation) -> bool:
    """Whether the framework has pillars and the figures say something about one of them."""
    return bool(result.table.framework.composites) and bool(result.pillars["before"].notna().any())
