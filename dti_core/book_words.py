"""The scenario book in words and tables: what each brings, what differs, what a frozen one brought and would now."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence

import pandas as pd

from dti_core.assumed import read
from dti_core.assumed_words import assumption
from dti_core.book import Comparison, Entry, Outcome
from dti_core.errors import DtiError
from dti_core.i18n import Translator
from dti_core.scenario_chance import LEVEL, chance
from dti_core.scenario_words import named, points


def rank(found: Outcome, t: Translator, *, before: bool = False, of: bool = True) -> str:
    """The rank after the scenario, or today's; a span where more than one is possible."""
    low, high = found.rank_before if before else found.rank_after
    last = t.rank(high, found.of if of else None)
    return last if low == high else t("simulate.span", low=t.number(low, 0), high=last)


def value(found: Outcome, t: Translator, *, before: bool = False) -> str:
    return t.number(found.value_before if before else found.value_after, found.decimals)


def where(one: Entry, t: Translator) -> str:
    """Whose scenario it is, of which round; the codes where the round is not there."""
    if one.table is None or one.scenario.entity not in one.table.entities:
        return f"{one.scenario.entity} · {one.scenario.round_id}"
    return t("book.where", name=one.table.name(one.scenario.entity, t.lang), year=one.table.round.year)


def title(one: Entry, found: Comparison, t: Translator) -> str:
    """How a scenario is called beside the others."""
    return one.scenario.name if found.alike else t("book.name_where", name=one.scenario.name, where=where(one, t))


def code_name(one: Entry, code: str, t: Translator) -> str:
    """Name of what is changed; its code where the round is not there."""
    known = one.table is not None and all(part in one.table.framework.all_codes for part in code.split("+"))
    return named(one.table.framework, code, t) if one.table is not None and known else code


def unit(one: Entry, t: Translator) -> str:
    """What gains are counted in."""
    return t("simulate.points" if one.table is None or one.table.framework.points_known else "simulate.thousandths")


def moved(one: Entry, t: Translator) -> str:
    """What a scenario changes, by how much."""
    if one.shown is None:
        return one.scenario.gains or t("simulate.save.no_gains")
    said = [f"{code_name(one, code, t)} {points(gain, t, signed=True)}" for code, gain in one.shown.gains]
    return ", ".join(said) or t("simulate.save.no_gains")


def brings(found: Outcome, t: Translator) -> str:
    """From which rank to which, and the value."""
    return t("book.brings", before=rank(found, t, before=True, of=False), after=rank(found, t), value=value(found, t))


def line(one: Entry, t: Translator) -> str:
    """A scenario in one line: what it changes and what that brings, or why that is not known."""
    if one.shown is None:
        reason = one.reason.text(t) if one.reason else ""
        return t("book.damaged", moved=moved(one, t), reason=reason)
    return t("book.line", moved=moved(one, t), brings=brings(one.shown, t), chance=odds(one.shown, t))


def odds(found: Outcome, t: Translator) -> str:
    """The chance of the rank asked about; "" without a model."""
    if found.chance is None:
        return ""
    return t("book.odds_goal" if found.stated else "book.odds_stay", rank=found.goal, chance=chance(
        found.chance[0], t, found.chance[1]))  # fmt: skip


def others(one: Entry, t: Translator) -> str:
    """What the scenario assumes of the others."""
    if one.table is None:
        return one.scenario.peers
    framework = one.table.framework
    try:
        peers = read(one.scenario.peers, framework.top / 10**framework.decimals)
    except DtiError:  # a fit: its name is enough
        return t(f"assumed.{one.scenario.peers}") if t.has(f"assumed.{one.scenario.peers}") else one.scenario.peers
    return assumption(peers, framework.decimals, t)


def frozen_on(kept: Outcome, t: Translator) -> str:
    """The day on which a scenario was frozen."""
    return t("book.frozen_at", date=t.date(dt.date.fromisoformat(kept.as_of)))


def frozen_line(one: Entry, t: Translator) -> str:
    """What a frozen scenario says of itself; "" where it is not frozen."""
    if one.kept is None:
        return ""
    if one.now is None:
        return t("book.frozen_lost", reason=one.reason.text(t) if one.reason else "")
    if one.moved:
        was, now = brings_all(one.kept, t), brings_all(one.now, t)
        return t("book.frozen_moved", was=was, now=now, count=len(one.changed))
    if not one.changed.empty:
        return t("book.frozen_changed", count=len(one.changed))
    return t("book.frozen_same")


def brings_all(found: Outcome, t: Translator) -> str:
    """Rank, value and chance, to set what was beside what would be now."""
    said = t("book.brings", before=rank(found, t, before=True, of=False), after=rank(found, t), value=value(found, t))
    return f"{said}. {odds(found, t)}".strip()


def finding(found: Comparison, t: Translator) -> str:
    """Which of the scenarios leads to the best rank."""
    first, outcomes = found.entries[0], found.outcomes
    words = {"count": len(outcomes), "where": where(first, t)}
    pairs = list(zip(found.entries, outcomes, strict=True))
    listed = "; ".join(t("book.each", name=title(one, found, t), brings=brings(got, t)) for one, got in pairs)
    if not found.alike:
        return t("book.finding_mixed", count=len(outcomes), listed=listed)
    if not found.best:
        return t("book.finding_spans", listed=listed, **words)
    top = rank(outcomes[found.best[0]], t)
    names = t("book.and").join(t("book.quoted", name=pairs[place][0].scenario.name) for place in found.best)
    if len(found.best) == len(outcomes):
        low, high = (t.number(end([one.value_after for one in outcomes]), outcomes[0].decimals) for end in (min, max))
        key = "book.finding_same" if low != high else "book.finding_equal"
        return t(key, rank=top, low=low, **words) if low == high else t(key, rank=top, low=low, high=high, **words)
    rest = "; ".join(
        t("book.each_rank", name=one.scenario.name, rank=rank(got, t, of=False))
        for place, (one, got) in enumerate(pairs)
        if place not in found.best
    )
    lead = outcomes[found.best[0]]
    key = "book.finding_best" if len(found.best) == 1 else "book.finding_tie"
    said = {"names": names, "rank": top, "rest": rest, "before": rank(lead, t, before=True, of=False)}
    return t(key, **(said | {"value": value(lead, t)} if len(found.best) == 1 else said), **words)


def finding_gains(found: Comparison, t: Translator) -> str:
    """Which gains differ."""
    if not found.alike:
        return t("book.differ_mixed")
    names = [code_name(found.entries[0], code, t) for code in found.differing]
    if names:
        return t("book.differ", count=len(names), names=", ".join(names))
    same = len({one.scenario.peers for one in found.entries}) == 1
    return t("book.differ_nothing" if same else "book.differ_peers")


def finding_chance(found: Comparison, t: Translator) -> str:
    """Where the target is likeliest; "" where the scenarios ask about different ranks, or nothing is known."""
    asked = {(one.goal, one.stated) for one in found.outcomes}
    sure = [one.chance[0] for one in found.outcomes if one.chance and one.chance[1] - one.chance[0] < 1e-9]
    if not found.alike or len(asked) > 1 or len(sure) < len(found.outcomes):
        return ""
    most = max(sure)
    names = [one.scenario.name for one, share in zip(found.entries, sure, strict=True) if most - share < 5e-3]
    goal = found.outcomes[0].goal
    if len(names) == len(sure):
        return t("book.chance_equal", rank=goal, chance=chance(most, t))
    quoted = t("book.and").join(t("book.quoted", name=name) for name in names)
    return t("book.chance_best", rank=goal, names=quoted, chance=chance(most, t))


def cautions(found: Comparison, t: Translator) -> list[str]:
    """What to know of the frozen ones among them whose figures have changed since."""
    return [t("book.caution", name=one.scenario.name, said=frozen_line(one, t)) for one in found.entries if one.stale]


def finding_ranks(found: Comparison, t: Translator) -> str:
    """The heading of the chart of ranks."""
    pairs = zip(found.entries, found.outcomes, strict=True)
    return t("book.ranks", listed="; ".join(
        t("book.each_rank", name=title(one, found, t), rank=rank(got, t, of=False)) for one, got in pairs))  # fmt: skip


def side_by_side(found: Comparison, t: Translator) -> pd.DataFrame:
    """One row a measure and one a differing gain, a column a scenario, all as text."""
    pairs = list(zip(found.entries, found.outcomes, strict=True))
    gained = t("book.row.points", unit=unit(found.entries[0], t))
    rows: dict[str, list[str]] = {
        t("book.row.rank"): [rank(got, t) for _, got in pairs],
        t("book.row.before"): [rank(got, t, before=True) for _, got in pairs],
        t("book.row.value"): [value(got, t) for _, got in pairs],
        gained: [points(got.gain_points, t, signed=True) for _, got in pairs],
    }
    names = {code: code_name(next(one for one, got in pairs if code in dict(got.gains)), code, t)
             for code in found.gains.index}  # fmt: skip
    for code, gains in found.gains.iterrows():
        label = t("book.row.gain" if code in found.differing else "book.row.same_gain", name=names[code])
        rows[label] = [points(gain, t, signed=True) if gain else t("book.none") for gain in gains]
    rows[t("book.row.peers")] = [others(one, t) for one, _ in pairs]
    if any(got.chance for _, got in pairs):
        rows[t("book.row.goal")] = [t.rank(got.goal, got.of) for _, got in pairs]
        rows[t("book.row.chance")] = [
            chance(got.chance[0], t, got.chance[1]) if got.chance else "–" for _, got in pairs
        ]
        label = t("book.row.likely", share=t.percent(LEVEL))
        rows[label] = [t.span(*got.likely) if got.likely else "–" for _, got in pairs]
    if any(one.kept for one, _ in pairs):
        rows[t("book.row.frozen")] = [frozen_on(one.kept, t) if one.kept else t("book.live") for one, _ in pairs]
    columns = [title(one, found, t) for one, _ in pairs]
    frame = pd.DataFrame([[label, *cells] for label, cells in rows.items()])
    return frame.set_axis(["", *_unlike(columns)], axis=1)


def outcomes_frame(entries: Sequence[Entry], t: Translator) -> pd.DataFrame:
    """What each scenario brings, a row each, for a workbook."""
    rows = [
        (one.scenario.name, where(one, t), rank(got, t, before=True), rank(got, t), got.value_before, got.value_after,
         got.gain_points, t.rank(got.goal, got.of), got.chance[0] if got.chance else math.nan,
         got.chance[1] if got.chance else math.nan, frozen_on(got, t) if got.as_of else t("book.live"))
        for one in entries
        if (got := one.shown) is not None
    ]  # fmt: skip
    names = ["name", "where", "before", "rank", "value_before", "value", "points", "goal", "chance_low", "chance_high",
             "frozen"]  # fmt: skip
    return pd.DataFrame(rows, columns=[t(f"book.outcome.{name}") for name in names])


def _unlike(names: list[str]) -> list[str]:
    """Column names, told apart where two are the same.

    >>> _unlike(["a", "a", "b"])
    ['a', 'a (2)', 'b']
    """
    return [f"{name} ({names[:place].count(name) + 1})" if name in names[:place] else name
            for place, name in enumerate(names)]  # fmt: skip


def cards(found: Comparison, t: Translator) -> list[tuple[str, str, str, str]]:
    """Each scenario as one figure: its rank, where from and the value, and whether that is better."""
    rows = []
    for one, got in zip(found.entries, found.outcomes, strict=True):
        step = got.rank_after[1] - got.rank_before[1]
        way = "better" if step < 0 else "worse" if step > 0 else "same"
        exact = got.rank_after[0] == got.rank_after[1] and got.rank_before[0] == got.rank_before[1]
        size = t.arrow(step) if exact else ""
        delta = t("book.card", size=size, rank=rank(got, t, before=True, of=False), value=value(got, t)).strip()
        rows.append((title(one, found, t), rank(got, t), delta, way if exact else "same"))
    return rows


def changed_frame(one: Entry, rounds: Mapping[str, str], t: Translator) -> pd.DataFrame:
    """Figures under a frozen scenario that are others now. rounds: how each is called; the code of one that is gone."""
    frame = one.changed
    known = one.table.people[f"name_{t.lang}"].to_dict() if one.table is not None else {}
    columns = {
        "entity": [known.get(name, name) for name in frame["entity"]],
        "indicator": [code_name(one, code, t) for code in frame["code"]], "was": frame["was"].astype(float),
        "now": frame["now"].astype(float), "round": [rounds.get(name, name) for name in frame["round"]],
    }  # fmt: skip
    return pd.DataFrame({t(f"book.column.{name}"): list(column) for name, column in columns.items()})
