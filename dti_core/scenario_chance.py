"""How sure a what-if is: the chance of each rank by the model of the others, and how often that model was right."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dti_core.distribution import RankDistribution, at_value
from dti_core.i18n import Translator
from dti_core.record import Record
from dti_core.scenario import Desk
from dti_core.scores import ScoreTable
from dti_core.simulate import Simulation

LEVEL = 0.8
_SURE = 1e-9
_OPEN = 0.95  # bounds further apart than this say nothing


@dataclass(frozen=True, eq=False)
class Outlook:
    """The distribution of the rank of an outcome, and the rank it is asked about.

    stated: whether `goal` is the entity's own target; without one it is the rank it has today. learned: the rounds the
    model was fitted on.
    """

    desk: Desk
    found: RankDistribution
    goal: int
    stated: bool
    learned: tuple[ScoreTable, ...]

    @property
    def exact(self) -> bool:
        """Whether every peer's total is known, so that there is one chance for each rank."""
        return not np.isnan(self.found.pmf).any()

    @property
    def hindsight(self) -> bool:
        """Whether the year after the round is among those the model was fitted on."""
        return any(table.round.year > self.desk.table.round.year for table in self.learned)


def outlook(desk: Desk, result: Simulation, target: int | None, learned: Sequence[ScoreTable]) -> Outlook:
    """`desk` holds the model of the peers; the own total is what the gains bring.

    >>> from dti_core.simulate import simulate
    >>> outlook(Desk.of(toy(), "B"), simulate(toy(), "B", {"1": 2.0}), None, []).found.median
    1
    """
    found = at_value(desk.field, result.units_after)
    return Outlook(desk, found, desk.now[1] if target is None else target, target is not None, tuple(learned))


def chance(low: float, t: Translator, high: float | None = None) -> str:
    """A probability in whole percent; never "0 %" or "100 %" for what is not certain.

    >>> t = Translator("vi")
    >>> chance(0.0833, t), chance(0.004, t), chance(0.999, t), chance(1.0, t), chance(0.2, t, 0.5)
    ('8 %', 'dưới 1 %', 'trên 99 %', '100 %', 'từ 20 % đến 50 %')
    """
    if high is not None and high - low > _OPEN:
        return t("simulate.chance.open")
    if high is not None and round(high - low, 2) > 0:
        return t("simulate.chance.span", low=t.percent(low), high=t.percent(high))
    if _SURE < low < 0.01:
        return t("simulate.chance.under", share=t.percent(0.01))
    if 0.99 < low < 1 - _SURE:
        return t("simulate.chance.over", share=t.percent(0.99))
    return t.percent(low)


def finding_chance(look: Outlook, t: Translator) -> str:
    """The interval and the chance of the rank asked about."""
    found = look.found
    low, high = found.interval(LEVEL)
    said = {"share": t.percent(LEVEL), "low": low, "high": high, "median": found.median}
    known = "interval" if look.exact else "interval_bounds"
    key = "simulate.chance.certain" if low == high else f"simulate.chance.{known}"
    at_most = chance(found.probability_span(look.goal)[0], t, found.probability_span(look.goal)[1])
    goal = t(f"simulate.chance.{'goal' if look.stated else 'stay'}", rank=look.goal, chance=at_most)
    return f"{t(key, **said)} {goal}"


def line(look: Outlook, t: Translator) -> str:
    """The chance of the goal and the interval in one line of Markdown, to stand beside the one answer."""
    found = look.found
    low, high = found.interval(LEVEL)
    at_most = found.probability_span(look.goal)
    said = {"rank": look.goal, "chance": chance(at_most[0], t, at_most[1]), "share": t.percent(LEVEL)}
    return t("simulate.chance.line", span=t.span(low, high), **said)


def cautions(look: Outlook, t: Translator) -> list[str]:
    """What to know before quoting the chance."""
    said = [t(f"assumed.flag.{flag}") for flag in look.found.flags]
    if look.hindsight:
        years = f"{look.learned[0].round.year}→{look.learned[-1].round.year}"
        said.insert(0, t("simulate.chance.hindsight", pair=years, year=look.desk.table.round.year))
    if not look.exact:
        said.append(t("simulate.chance.bounds"))
    return said


@lru_cache(maxsize=20)
def record_words(kept: Record | None, rounds: tuple[ScoreTable, ...], t: Translator) -> str:
    """How many intervals of this model held the truth, year by year; for the question the page asks."""
    if kept is None:
        return t("simulate.chance.no_record")
    years = {table.round.round_id: table.round.year for table in rounds}
    frozen = kept.of("given_value", "frozen").set_index("after")
    said = []
    for row in kept.of("given_value", "model").itertuples():
        better = frozen.loc[row.after, "crps"] < row.crps
        said.append(
            t(
                "simulate.chance.record_frozen_better" if better else "simulate.chance.record",
                before=years[row.before], after=years[row.after], count=row.entities, held=row.held_80,
                width=t.number(row.width_80, 0), share=t.percent(LEVEL), still=frozen.loc[row.after, "held_80"],
            )
        )  # fmt: skip
        if row.broken:
            said.append(t("simulate.chance.record_break"))
    return " ".join([t("simulate.chance.record_intro"), *said])
