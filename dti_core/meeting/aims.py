"""The slides "the target and the three numbers" and "the plan"."""

import math

from dti_core import goal_words, plan_words
from dti_core.distribution import RankDistribution, at_value
from dti_core.i18n import Translator
from dti_core.meeting.materials import Materials, Outlook
from dti_core.meeting.slide import Figure, Role, Series, Slide, SlideChart
from dti_core.meeting.sources import of_codes, source_line
from dti_core.meeting.standing import number
from dti_core.peers import Field
from dti_core.plan import Plan
from dti_core.rounding import to_units
from dti_core.scenario_words import assumption, finding_answer, label, place, points, unit, value

_MOST = 8  # indices of a plan with a bar each; of more the last are one


def target(m: Materials, t: Translator) -> Slide:
    """The rank asked for; the own value at which it is possible, even and certain, beside what there is."""
    look, title = m.outlook, t("meeting.target.title")
    line = source_line(of_codes(m.documents, [m.table.framework.root]), t)
    if look is None:
        return Slide("target", "target", title, _no_start(m, t), source=line, basis="assumed")
    notes = [goal_words.finding_goal(look.still, t)]
    if look.numbers is not None:
        notes += [plan_words.three_line(look.numbers, look.desk, t), plan_words.record_line(m.record, t)]
    return Slide(
        "target", "target", title, target_message(m, t), _three(m, t), None, _asked(m, t), _cautions(look, t), line,
        "assumed",
        "\n".join(notes),
    )  # fmt: skip


def target_message(m: Materials, t: Translator) -> str:
    """The three numbers beside the own value; without a model, what the target asks with the others standing still."""
    look = m.outlook
    if look is None:
        return _no_start(m, t)
    still, numbers = look.still, look.numbers
    if numbers is None or still.unknown:
        return goal_words.finding_goal(still, t)
    desk = look.desk
    words = {name: value(desk, amount, t) for name, amount in _amounts(look)}
    key = "message" if len(words) == 4 else "message_two"
    return t(f"meeting.target.{key}", rank=t.rank(m.rank, m.table.round.entity_count), **words)


def _cautions(look: Outlook, t: Translator) -> tuple[str, ...]:
    numbers = look.numbers
    if numbers is None:
        return (t("plan.no_three"),)
    said = []
    if not numbers.holds(numbers.even):
        said.append(t("meeting.target.even_outside", even=value(look.desk, numbers.even, t)))
    if "applied_across_break" in numbers.flags:
        said.append(t("assumed.flag.applied_across_break"))
    return tuple(said)


def _no_start(m: Materials, t: Translator) -> str:
    return t("meeting.target.no_total", name=m.name(t.lang))


def _amounts(look: Outlook) -> list[tuple[str, float]]:
    """The own value and the three numbers; even odds only where they are between the other two."""
    assert look.numbers is not None
    numbers = look.numbers
    even = [("even", numbers.even)] if numbers.holds(numbers.even) else []
    return [("own", numbers.own), ("possible", numbers.possible), *even, ("certain", numbers.certain)]


def _three(m: Materials, t: Translator) -> SlideChart | None:
    look = m.outlook
    if look is None or look.numbers is None or look.still.unknown:
        return None
    amounts = _amounts(look)
    names = tuple(t(f"meeting.target.{name}") for name, _ in amounts)
    roles: list[Role] = ["subject", "target", "target", "target"]
    labels = [value(look.desk, amounts[0][1], t)]
    for _, amount in amounts[1:]:
        gain = amount - look.numbers.own
        labels.append(f"{value(look.desk, amount, t)} ({value(look.desk, gain, t, signed=True)})")
    series = Series(t("overview.card_value"), tuple(amount for _, amount in amounts), "target",
                    tuple(roles[: len(amounts)]), tuple(labels))  # fmt: skip
    return SlideChart("bars", names, (series,), target_message(m, t), t("overview.card_value"),
                      m.table.framework.decimals)  # fmt: skip


def _asked(m: Materials, t: Translator) -> tuple[Figure, ...]:
    look = m.outlook
    assert look is not None
    still = look.still
    reached: Role = "context" if still.reached is None else "better" if still.reached else "worse"
    rank, needed, missing = goal_words.cards(still, t)
    shown = [
        Figure(rank[0], rank[1], rank[2] or "", reached, float(m.rank)),
        Figure(t("meeting.target.still"), needed[1], needed[2] or "", "context",
               None if still.unknown else still.required),
    ]  # fmt: skip
    if look.curve is not None:
        odds = plan_words.chance_at(look.curve, still.own)
        shown.append(Figure(t("meeting.target.chance"), t.percent(odds), t("meeting.target.by_model"), "context", odds))
    if look.numbers is None or still.unknown:
        amount = None if still.unknown else max(0.0, still.missing_value)
        shown.append(Figure(missing[0], missing[1], missing[2] or "", "worse" if amount else "context", amount))
        if not still.known:
            possible = value(look.desk, still.possible, t)
            shown.append(Figure(t("meeting.target.possible"), possible, "", "context", still.possible))
    return tuple(shown)


def plan(m: Materials, t: Translator) -> Slide:
    """What is to be gained on which index, and what that comes to."""
    look, title = m.outlook, t("meeting.plan.title")
    if look is None:
        return Slide("plan", "plan", title, _no_start(m, t), source=source_line(m.documents, t), basis="assumed")
    found, desk = look.plan, look.desk
    notes = []
    if found is not None:
        notes = [plan_words.effort_line(found, desk, t), plan_words.proof(found, chance(look), desk, t)]
        for code, (count, of) in look.rare.items():
            notes.append(t("meeting.plan.rare", name=label(desk, code, t), seen=t("plan.rarity", count=count, of=of)))
    return Slide(
        "plan", "plan", title, plan_message(m, t), _gains(m, t), None, _outcome(m, t), (assumption(desk, t),),
        source_line(m.documents, t), "assumed", "\n".join(filter(None, notes)),
    )  # fmt: skip


def plan_message(m: Materials, t: Translator) -> str:
    """What the plan, or the scenario, does; what is missing where the rank is out of reach."""
    look = m.outlook
    if look is None:
        return _no_start(m, t)
    if look.plan is None:
        return finding_answer(look.desk, look.result, t)
    if look.still.unknown:
        return t("meeting.plan.unknown", rank=t.rank(m.rank, m.table.round.entity_count))
    return plan_words.finding_plan(look.plan, look.desk, t)


def chance(look: Outlook) -> RankDistribution | None:
    """Of every rank after the gains, where the others move by chance."""
    if not look.desk.peers.is_random:
        return None
    own = to_units(look.result.value_after, look.desk.table.framework.decimals)
    return at_value(Field.of(look.desk.table, look.desk.entity, look.desk.peers), int(own))


def _gains(m: Materials, t: Translator) -> SlideChart | None:
    look = m.outlook
    assert look is not None
    gains = {code: gain for code, gain in look.result.gains.items() if gain}
    if not gains or (look.plan is not None and look.still.unknown):
        return None
    desk, rows = look.desk, look.desk.controls.set_index("code")
    order = sorted(gains, key=lambda code: -gains[code])
    named, rest = (order, []) if len(order) <= _MOST else (order[: _MOST - 1], order[_MOST - 1 :])
    amounts, labels = [gains[code] for code in named], []
    for code, gain in zip(named, amounts, strict=True):
        after = t.number(float(rows.at[code, "points"]) + gain, 1)
        labels.append(t("meeting.plan.after", gain=points(gain, t, signed=True), after=after))
    names = [label(desk, code, t) for code in named]
    if rest:
        names.append(t("meeting.gap.rest", count=len(rest)))
        amounts.append(round(math.fsum(gains[code] for code in rest), 6))
        labels.append(points(amounts[-1], t, signed=True))
    roles: tuple[Role, ...] = tuple("better" if gain > 0 else "worse" for gain in amounts)
    series = Series(t("plan.column.gain"), tuple(amounts), "better", roles, tuple(labels))
    return SlideChart("bars", tuple(names), (series,), plan_message(m, t), unit(desk, t), 2)


def _odds(found: Plan | None, rank: str, t: Translator) -> str:
    if found is None or found.confidence is None:
        return t("meeting.plan.odds", rank=rank)
    return t("meeting.plan.odds_asked", rank=rank, asked=t.percent(found.confidence))


def _outcome(m: Materials, t: Translator) -> tuple[Figure, ...]:
    look = m.outlook
    assert look is not None
    found, desk, result = look.plan, look.desk, look.result
    of, rank = m.table.round.entity_count, t.rank(m.rank, m.table.round.entity_count)
    wanted = Figure(t("meeting.plan.wanted"), rank, "", "target", float(m.rank))
    if found is not None and look.still.unknown:
        return (wanted,)
    if found is not None and not found.reached:
        shown = [
            wanted,
            Figure(t("meeting.plan.need"), points(found.need_points, t), unit(desk, t), "context", found.need_points),
            Figure(t("meeting.plan.short"), points(found.shortfall, t), unit(desk, t), "worse",
                   number(found.shortfall)),
            Figure(t("meeting.plan.best"), t.rank(found.best_rank, of), "", "context", number(found.best_rank)),
        ]  # fmt: skip
        return tuple(shown)
    count = sum(1 for gain in result.gains.values() if gain)
    gained = result.gain_points
    after = desk.span_after(result)
    ends = t("meeting.change.from_to", before=value(desk, result.value_before, t),
             after=value(desk, result.value_after, t))  # fmt: skip
    shown = [
        Figure(t("meeting.plan.total", unit=unit(desk, t)), points(gained, t, signed=True),
               t("meeting.plan.indices", count=count), "better", gained),
        Figure(t("overview.card_value"), value(desk, result.value_after, t), ends, "subject", result.value_after),
    ]  # fmt: skip
    odds = chance(look)
    if odds is None:
        ranks = t("meeting.change.from_to", before=place(desk, desk.now, t), after=place(desk, after, t))
        shown.append(Figure(t("meeting.plan.rank"), place(desk, after, t, of=True), ranks, "subject",
                            float(after[0]) if after[0] == after[1] else None))  # fmt: skip
        shown.append(wanted)
    else:
        middle = t("meeting.plan.middle", rank=t.rank(odds.median, of))
        shown.append(Figure(_odds(found, rank, t), plan_words.chance_text(odds, m.rank, t), middle,
                            "subject", odds.probability(m.rank)))  # fmt: skip
    return tuple(shown)
