"""Progress in sentences and cards: what is late first, what the work so far means, what to look at again."""

import math
from collections.abc import Callable, Iterable

from dti_core.i18n import Translator
from dti_core.office.evidence import quarter_name
from dti_core.parts import name as part_name
from dti_core.progress import SOON, Item, Progress, written
from dti_core.scenario_chance import cautions, chance
from dti_core.worth import State, Worth, by_index, planned, so_far, still_to_gain

Safe = Callable[[str], str]
CardRow = tuple[str, str, str | None, str | None, str | None]
_LISTED = 8


def points(amount: float, t: Translator, *, signed: bool = False) -> str:
    """Points with as many places as they have, one at least and three at most.

    >>> points(8.0, Translator("vi")), points(40.55, Translator("vi")), points(float("nan"), Translator("vi"))
    ('8,0', '40,55', '–')
    """
    if math.isnan(amount):
        return t.number(amount)
    places = next((n for n in (1, 2) if abs(amount - round(amount, n)) < 1e-9), 3)
    return (t.signed if signed else t.number)(amount, places)


def time(item: Item, t: Translator) -> str:
    """How its day stands to the reference day; "–" where it has none."""
    if item.done:
        return t("progress.time.done")
    if item.days_left is None:
        return t.number(None)
    if item.days_left == 0:
        return t("progress.time.today")
    return t(f"progress.time.{'late' if item.late else 'left'}", days=abs(item.days_left))


def status(item: Item, t: Translator) -> str:
    """The status in words, "" where none was given."""
    return t(f"progress.status.{item.status}") if item.status else ""


def finding(progress: Progress, t: Translator, safe: Safe = str) -> str:
    """The sentence to read first: what is late or at risk and the most urgent of it, then the points.

    `safe` makes what people typed harmless where the sentence is shown.
    """
    count, late, risk = len(progress.items), progress.count("late"), progress.count("at_risk")
    quarter = quarter_name(progress.quarter, t)
    if late or risk:
        first = progress.items[0]
        led_by = f", {safe(first.lead)}" if first.lead else ""
        said = {"name": safe(first.name(t.lang)), "time": time(first, t).lower(), "agency": led_by}
        key = "risk" if not late else "late_all" if late == count else "late"
        head = t(f"progress.finding.{key}", **said, **({"risk": risk} if not late else {"late": late}), count=count)
    elif progress.count("done") == count:
        head = t("progress.finding.all_done", count=count, quarter=quarter)
    else:
        head = t("progress.finding.calm", count=count, quarter=quarter)
    goal, gained = planned(progress), so_far(progress)
    if not goal.points:
        return f"{head} {t('progress.finding.no_points')}"
    amounts = {"gained": points(gained.points, t), "planned": points(goal.points, t)}
    return f"{head} {t('progress.finding.points', **amounts)}"


def cards(progress: Progress, t: Translator) -> list[CardRow]:
    """Late, at risk, done, points: label, value, note, direction, help."""
    count, late, risk = len(progress.items), progress.count("late"), progress.count("at_risk")
    goal, gained = planned(progress), so_far(progress)
    left = still_to_gain(progress)
    return [
        (t("progress.card.late"), t.number(late, 0), t("progress.card.late_note", count=count),
         "worse" if late else None, None),
        (t("progress.card.risk"), t.number(risk, 0), t("progress.card.risk_note", days=SOON),
         "worse" if risk else None, None),
        (t("progress.card.done"), t("progress.card.done_value", done=progress.count("done"), count=count),
         t("progress.card.done_note", missing=progress.evidence_missing), None, None),
        (t("progress.card.points"), f"{points(gained.points, t)}/{points(goal.points, t)}",
         t("progress.card.points_note", left=points(left, t)), None, None),
    ]  # fmt: skip


def rank(state: State, t: Translator) -> str:
    """The rank of a state while the others stand still: one number or the span that is possible."""
    result = state.result
    if result.units_after == result.units_before and not math.isnan(result.rank_before):
        return t.number(result.rank_before, 0)
    return t.span(*result.rank_after_span)


def state_cards(worth: Worth, t: Translator) -> list[CardRow]:
    """One card a state: its rank, with the value and the chance of the goal below."""
    found: list[CardRow] = []
    for state in worth.states:
        result = state.result
        note = t("progress.worth.value", value=t.number(result.value_after, _places(worth)))
        if state.look is not None:
            note = t("progress.worth.chance", value=note, rank=state.look.goal, chance=odds(state, t))
        found.append(
            (t(f"progress.worth.{state.name}"), f"{rank(state, t)}/{t.number(result.of, 0)}", note, None, None)
        )
    return found


def odds(state: State, t: Translator) -> str:
    """The chance of the goal in a state, "" without a model."""
    if state.look is None:
        return ""
    low, high = state.look.found.probability_span(state.look.goal)
    return chance(low, t, high).replace(" %", "\u00a0%")  # a number and its sign stay on one line


def _places(worth: Worth) -> int:
    return worth.progress.table.framework.decimals


def finding_worth(worth: Worth, t: Translator) -> str:
    """What the work so far and the whole plan mean for value, rank and chance."""
    published, gained, goal = worth.states
    values = [t.number(state.result.value_after, _places(worth)) for state in worth.states]
    said = t(
        "progress.worth.finding", before=values[0], so_far=values[1], planned=values[2],
        rank_before=rank(published, t), rank_so_far=rank(gained, t), rank_planned=rank(goal, t),
    )  # fmt: skip
    if published.look is None:
        return said
    chances = {"before": odds(published, t), "so_far": odds(gained, t), "planned": odds(goal, t)}
    key = "goal" if published.look.stated else "stay"
    return f"{said} {t(f'progress.worth.{key}', rank=published.look.goal, **chances)}"


def assumption(worth: Worth, t: Translator) -> str:
    """What ranks and chances rest on."""
    return t("progress.worth.assumption", year=worth.progress.table.round.year)


def counting(worth: Worth, t: Translator) -> str:
    """How gains are counted."""
    said = t("progress.worth.counting")
    known = worth.progress.table.framework.points_known
    return said if known else f"{said} {t('progress.worth.thousandths')}"


def uncounted(worth: Worth, t: Translator) -> list[str]:
    """Items whose gain cannot be said; [] where there are none."""
    codes = worth.state("so_far").rolled.unknown
    return [t("progress.worth.unknown", codes=_codes(codes))] if codes else []


def notes(worth: Worth, t: Translator) -> list[str]:
    """What is not in the three states, or not whole, and what to know of their chances."""
    progress, said = worth.progress, uncounted(worth, t)
    gained, goal = worth.state("so_far").rolled, worth.state("planned").rolled
    unplanned = sum(math.isnan(item.planned_gain) for item in progress.items)
    if unplanned:
        said.append(t("progress.worth.unplanned", count=unplanned))
    for key, codes in (
        ("unplaced", (*goal.unplaced, *gained.unplaced)),
        ("covered", (*goal.covered, *gained.covered)),
    ):
        if codes:
            said.append(t(f"progress.worth.{key}", codes=_codes(codes)))
    for state in worth.states[1:]:
        rolled = state.rolled
        full = [code for code, asked in rolled.asked.items() if asked > rolled.gains.get(code, 0.0) + 0.001]
        if full:
            names = ", ".join(part_name(progress.table, code, t) for code in full)
            what = t(f"progress.worth.{state.name}")
            amounts = {"points": points(rolled.points, t), "kept": points(rolled.kept, t)}
            said.append(t("progress.worth.cut", state=what, names=names, **amounts))
    look = worth.states[0].look
    return said if look is None else [*said, *cautions(look, t)]


def _codes(codes: Iterable[str]) -> str:
    unique = list(dict.fromkeys(codes))
    return ", ".join(unique[:_LISTED]) + (" …" if len(unique) > _LISTED else "")


def evidence_lines(progress: Progress, t: Translator) -> list[tuple[str, str, str, str]]:
    """Documents that are not written as they should be, or bear a day to come: code, name, text, what is wrong."""
    found = []
    for item in progress.items:
        for one in item.evidence:
            if one.problem:
                found.append((item.code, item.name(t.lang), written(one), t(f"progress.evidence.{one.problem}")))
            elif one.on is not None and one.late_for(progress.on):
                found.append(
                    (item.code, item.name(t.lang), written(one), t("progress.evidence.future", day=t.date(one.on)))
                )
    return found


def finding_planned(progress: Progress, t: Translator) -> str:
    """How much is still to gain and where most of it is."""
    found = by_index(progress)
    left = {code: math.fsum(parts.values()) - parts["gained"] for code, parts in found.items()}
    total = math.fsum(left.values())
    if total < 0.005:
        return t("progress.chart.planned_done", planned=points(planned(progress).points, t))
    most = max(left, key=left.__getitem__)
    name = part_name(progress.table, most, t)
    return t("progress.chart.planned_title", left=points(round(total, 6), t), name=name, most=points(left[most], t))


def finding_assessed(progress: Progress, t: Translator) -> str:
    """On how many indexes the appraisal gave less, and where most."""
    both = progress.assessed()
    less = [item for item in both if item.difference > 0]
    if not less:
        return t("progress.chart.assessed_same", of=len(both))
    total = round(math.fsum(item.difference for item in less), 6)
    return t(
        "progress.chart.assessed_title", points=points(total, t), count=len(less), of=len(both),
        name=less[0].name(t.lang),
    )  # fmt: skip
