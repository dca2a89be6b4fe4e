"""The scenario book worked out: what each scenario brings, what a frozen one brought, two or three side by side."""

import datetime as dt
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from typing import Any

import pandas as pd

from dti_core.assumed import MODEL, read
from dti_core.errors import DtiError, ScoreError, StoreError
from dti_core.office.scenarios import Scenario
from dti_core.peers import Peers
from dti_core.scenario import Desk, parse_gains
from dti_core.scenario_chance import LEVEL, outlook
from dti_core.scores import ScoreTable
from dti_core.simulate import adjustable, simulate

Span = tuple[int, int]
Figure = tuple[str, str, str, float]  # round, entity, code, as published
MOST = 3  # scenarios side by side
_FORM = 1  # of the frozen text


@dataclass(frozen=True, eq=False)
class Around:
    """What a scenario is worked out on: its round, what can be assumed of the others (`assumed.fitted` of `learned`),
    the entity's own target, and the version of the figures."""

    table: ScoreTable
    fits: Mapping[str, Peers]
    learned: Sequence[ScoreTable] = ()
    target: int | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario brings by the figures of one day.

    rank_before, rank_after: best and worst rank possible, under the scenario's own assumption. decimals: of the values.
    goal: the rank asked about; stated: whether it is a target (the scenario's or the entity's own), else today's rank.
    chance: of that rank or better at least and at most, likely: ranks that hold the true one four times in five, both
    by the model of the others; None where there is no model. figures: all that it rests on. as_of: the day it was
    frozen ("2026-11-29").
    """

    value_before: float
    value_after: float
    rank_before: Span
    rank_after: Span
    of: int
    decimals: int
    gain_points: float
    gains: tuple[tuple[str, float], ...]
    goal: int
    stated: bool
    chance: tuple[float, float] | None
    likely: Span | None
    version: str
    figures: tuple[Figure, ...]
    as_of: str = ""


def outcome(scenario: Scenario, around: Around) -> Outcome:
    """Work a scenario out; a DtiError where it names what the round does not have.

    >>> import datetime as dt
    >>> kept = Scenario("1", "Thử", "toy-now", "B", dt.datetime(2026, 11, 29), "1:3")
    >>> found = outcome(kept, Around(toy(), {}))
    >>> found.value_after, found.rank_before, found.rank_after, found.gains, found.chance
    (0.65, (2, 2), (1, 1), (('1', 3.0),), None)
    """
    table, entity = around.table, scenario.entity
    framework = table.framework
    table.row(entity)
    gains = parse_gains(scenario.gains, adjustable(table, entity))
    peers = read(scenario.peers, framework.top / 10**framework.decimals, around.fits)
    desk = Desk.of(table, entity, peers)
    result = simulate(table, entity, gains, peers)
    goal = min(scenario.target or around.target or desk.now[1], table.n)
    chance = likely = None
    if MODEL in around.fits:
        look = outlook(Desk.of(table, entity, around.fits[MODEL]), result, goal, around.learned)
        chance, likely = look.found.probability_span(goal), look.found.interval(LEVEL)
    stated, learned = bool(scenario.target or around.target), around.learned if MODEL in around.fits else ()
    return Outcome(
        result.value_before, result.value_after, desk.now, desk.span_after(result), table.n, framework.decimals,
        result.gain_points, tuple(result.gains.items()), goal, stated, chance, likely, around.version,
        _figures(table, entity, learned),
    )  # fmt: skip


def _figures(table: ScoreTable, entity: str, learned: Sequence[ScoreTable]) -> tuple[Figure, ...]:
    """Everybody's total and all that is published of the entity, then the totals that the model was learned from."""
    found: dict[tuple[str, str, str], float] = {}
    for one in (table, *learned):
        root = one.framework.root
        found |= {(one.round.round_id, name, root): float(figure) for name, figure in one.values(root).items()}
    row = table.published[table.row(entity)]
    own = zip(table.framework.all_codes, row, strict=True)
    found |= {(table.round.round_id, entity, code): float(figure) for code, figure in own}
    return tuple((*place, figure) for place, figure in found.items() if not math.isnan(figure))


def frozen_text(found: Outcome, day: dt.date) -> str:
    """An outcome as the book keeps it from that day on, in letters that no cell of a workbook alters."""
    kept = {"form": _FORM, **asdict(replace(found, as_of=day.isoformat()))}
    text = json.dumps(kept, allow_nan=False, separators=(",", ":"))
    return text.replace(" ", "\\u0020").replace("_x", "_\\u0078")


def thawed(text: str) -> Outcome:
    """The inverse of `frozen_text`; StoreError where the text is none.

    >>> thawed('{"form": 1}')
    Traceback (most recent call last):
    dti_core.errors.StoreError: The frozen figures of the scenario cannot be read: value_before...
    """
    try:
        kept = json.loads(text)
        if not isinstance(kept, dict) or kept.pop("form", None) != _FORM:
            raise ValueError("form")
        return Outcome(**{field.name: _READ[field.name](kept[field.name]) for field in fields(Outcome)})
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError("bad_frozen", reason=str(error).strip("'")) from error


def _number(entry: Any) -> float:
    if isinstance(entry, bool) or not isinstance(entry, (int, float)) or not math.isfinite(entry):
        raise ValueError(entry)
    return float(entry)


def _count(entry: Any) -> int:
    if isinstance(entry, bool) or not isinstance(entry, int) or not 0 < entry < 1_000_000:
        raise ValueError(entry)
    return entry


def _places(entry: Any) -> int:
    return 0 if entry == 0 and not isinstance(entry, bool) else _count(entry)


def _words(entry: Any) -> str:
    if not isinstance(entry, str):
        raise ValueError(entry)
    return entry


def _day(entry: Any) -> str:
    return dt.date.fromisoformat(_words(entry)).isoformat()


def _flag(entry: Any) -> bool:
    if not isinstance(entry, bool):
        raise ValueError(entry)
    return entry


def _span(entry: Any) -> Span:
    low, high = map(_count, entry)
    return low, high


def _shares(entry: Any) -> tuple[float, float]:
    low, high = map(_number, entry)
    return low, high


def _figure(entry: Any) -> Figure:
    round_id, entity, code, figure = entry
    return _words(round_id), _words(entity), _words(code), _number(figure)


_READ: Mapping[str, Callable[[Any], Any]] = {
    "value_before": _number, "value_after": _number, "rank_before": _span, "rank_after": _span, "of": _count,
    "decimals": _places,
    "gain_points": _number, "gains": lambda pairs: tuple((_words(code), _number(gain)) for code, gain in pairs),
    "goal": _count, "stated": _flag, "chance": lambda entry: None if entry is None else _shares(entry),
    "likely": lambda entry: None if entry is None else _span(entry), "version": _words,
    "figures": lambda rows: tuple(_figure(row) for row in rows), "as_of": _day,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Entry:
    """A scenario of the book, worked out.

    table: its round, None where there is no such round now. now: what it brings by the figures as they are, None where
    it cannot be worked out (`reason`). kept: what it brought when it was frozen.
    """

    scenario: Scenario
    table: ScoreTable | None
    now: Outcome | None
    kept: Outcome | None
    reason: DtiError | None

    @property
    def shown(self) -> Outcome | None:
        """What counts: the frozen figures where there are some."""
        return self.kept or self.now

    @cached_property
    def changed(self) -> pd.DataFrame:
        """Figures that a frozen scenario rests on and that are others now: round, entity, code, was, now (NaN = none).

        Empty where nothing is frozen, and where it cannot be worked out now.
        """
        columns = ["round", "entity", "code", "was", "now"]
        if self.kept is None or self.now is None:
            return pd.DataFrame(columns=columns)
        before, after = ({row[:3]: row[3] for row in one.figures} for one in (self.kept, self.now))
        rows = [
            (*place, before.get(place, math.nan), after.get(place, math.nan))
            for place in dict.fromkeys((*before, *after))
            if before.get(place) != after.get(place)
        ]
        return pd.DataFrame(rows, columns=columns)

    @property
    def moved(self) -> bool:
        """Whether a frozen scenario would now bring something else."""
        return self.kept is not None and self.now is not None and _result(self.kept) != _result(self.now)

    @property
    def stale(self) -> bool:
        """Whether what a frozen scenario rests on is no longer as it was."""
        return self.kept is not None and (self.now is None or self.moved or not self.changed.empty)


def _result(found: Outcome) -> tuple[object, ...]:
    chance = None if found.chance is None else tuple(round(share, 6) for share in found.chance)
    return found.value_before, found.value_after, found.rank_before, found.rank_after, found.of, chance, found.likely


def entry(scenario: Scenario, around: Callable[[Scenario], Around]) -> Entry:
    """A scenario worked out; what stands in the way is part of the answer."""
    kept = now = table = None
    reason: DtiError | None = None
    try:
        kept = thawed(scenario.frozen) if scenario.frozen else None
        place = around(scenario)
        table = place.table
        now = outcome(scenario if kept is None else replace(scenario, target=kept.goal), place)
    except DtiError as error:
        reason = error
    return Entry(scenario, table, now, kept, reason)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two or three scenarios side by side, all of them worked out."""

    entries: tuple[Entry, ...]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(one.shown for one in self.entries if one.shown is not None)

    @property
    def alike(self) -> bool:
        """Whether all are of one entity in one round, so that their ranks and gains say the same thing."""
        return len({(one.scenario.round_id, one.scenario.entity) for one in self.entries}) == 1

    @cached_property
    def gains(self) -> pd.DataFrame:
        """One row a code that some scenario changes, a column for each scenario (points, 0 where it does not)."""
        codes = dict.fromkeys(code for one in self.outcomes for code, _ in one.gains)
        rows = {code: [dict(one.gains).get(code, 0.0) for one in self.outcomes] for code in codes}
        return pd.DataFrame.from_dict(rows, orient="index", columns=range(len(self.outcomes)), dtype=float)

    @property
    def differing(self) -> tuple[str, ...]:
        """Codes that the scenarios do not change by the same points."""
        return tuple(self.gains.index[self.gains.nunique(axis=1) > 1])

    @property
    def best(self) -> tuple[int, ...]:
        """Places of those with the best rank; () where the ranks are of different rounds or known as spans only."""
        if not self.alike or any(one.rank_after[0] != one.rank_after[1] for one in self.outcomes):
            return ()
        top = min(one.rank_after[0] for one in self.outcomes)
        return tuple(place for place, one in enumerate(self.outcomes) if one.rank_after[0] == top)

    def to_frame(self) -> pd.DataFrame:
        """One row a scenario: name, round, entity, value_before, value_after, rank_before, rank_after (the worst
        possible), points, goal, chance (at least), frozen."""
        rows = [
            (one.scenario.name, one.scenario.round_id, one.scenario.entity, found.value_before, found.value_after,
             found.rank_before[1], found.rank_after[1], found.gain_points, found.goal,
             found.chance[0] if found.chance else math.nan, one.kept is not None)
            for one, found in zip(self.entries, self.outcomes, strict=True)
        ]  # fmt: skip
        names = ["name", "round", "entity", "value_before", "value_after", "rank_before", "rank_after", "points",
                 "goal", "chance", "frozen"]  # fmt: skip
        return pd.DataFrame(rows, columns=names)


def compare(entries: Sequence[Entry]) -> Comparison:
    """Two or three scenarios side by side; the reason of the first that cannot be worked out is raised.

    >>> import datetime as dt
    >>> kept = [Scenario(text, text, "toy-now", "B", dt.datetime(2026, 11, 29), text) for text in ("1:3", "1:1;3:1")]
    >>> found = compare([entry(one, lambda one: Around(toy(), {})) for one in kept])
    >>> found.best, found.differing, found.to_frame()["rank_after"].tolist()
    ((0, 1), ('1', '3'), [1, 1])
    """
    if not 2 <= len(entries) <= MOST:
        raise ScoreError("compare_count", count=len(entries))
    for one in entries:
        if one.shown is None and one.reason is not None:
            raise one.reason
    return Comparison(tuple(entries))
