"""What the work so far means: gains of items rolled up to indexes that can be simulated, then value, rank, chance."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dti_core.progress import Item, Progress
from dti_core.scenario import Desk
from dti_core.scenario_chance import Outlook, outlook
from dti_core.scores import ScoreTable
from dti_core.simulate import Simulation, room, simulate

STATES = ("published", "so_far", "planned")
PARTS = ("gained", "open", "at_risk", "late")  # of a plan
_FLOOR = 1000  # gains are cut to thousandths of a point, as links write them


@dataclass(frozen=True, eq=False)
class Rolled:
    """Gains of items as gains of indexes that can be simulated.

    gains: index -> points, cut at the room of each. asked: the same before. unknown: codes of items whose gain cannot
    be said; unplaced: codes to which the round gives no points; covered: codes that are reported as part of, or as the
    sum of, others that are counted.
    """

    gains: Mapping[str, float]
    asked: Mapping[str, float]
    unknown: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """Points together, before they are cut."""
        return round(math.fsum(self.asked.values()), 6)

    @property
    def kept(self) -> float:
        """Points together, within the room."""
        return round(math.fsum(self.gains.values()), 6)


def planned(progress: Progress, items: Sequence[Item] | None = None) -> Rolled:
    """Every planned gain once; where an index and parts of it are both planned, the parts count."""
    return rolled(progress, items, lambda item: item.planned_gain, lambda item: False)


def so_far(progress: Progress, items: Sequence[Item] | None = None) -> Rolled:
    """What has been gained so far; an index that was itself appraised counts, not its parts."""
    return rolled(progress, items, lambda item: item.gain, lambda item: item.gain_basis == "measured")


def rolled(
    progress: Progress, items: Sequence[Item] | None, amount: Callable[[Item], float], settled: Callable[[Item], bool]
) -> Rolled:
    """`amount` of each item (all of `progress` when None) by the index that can be simulated, each point once."""
    chosen = {item.code: item for item in (progress.items if items is None else items)}
    above = {code: _above(code, chosen, progress.parents) for code in chosen}
    under: dict[str, list[Item]] = {}
    for code, parent in above.items():
        under.setdefault(parent, []).append(chosen[code])

    def counted(item: Item) -> list[Item]:
        parts = [one for part in under.get(item.code, ()) for one in counted(part)]
        whole = settled(item) or (_some(amount(item)) and not any(_some(amount(one)) for one in parts))
        return [item] if whole or not parts else parts

    told = [one for item in under.get("", ()) for one in counted(item)]
    known = [item for item in told if not math.isnan(amount(item))]
    asked: dict[str, float] = {}
    for item in known:
        if item.index and amount(item):
            asked[item.index] = round(asked.get(item.index, 0.0) + amount(item), 6)
    codes = {item.code for item in told}
    return Rolled(
        cut(progress.table, progress.entity, asked), asked,
        unknown=tuple(item.code for item in told if math.isnan(amount(item))),
        unplaced=tuple(item.code for item in known if not item.index and amount(item)),
        covered=tuple(code for code in chosen if code not in codes),
    )  # fmt: skip


def _some(points: float) -> bool:
    return bool(points) and not math.isnan(points)


def by_index(progress: Progress, items: Sequence[Item] | None = None) -> Mapping[str, Mapping[str, float]]:
    """Index -> points gained, and those still to gain in time, at risk, late; each point once, largest plan first.

    What is still to gain on an index is its plan less what was gained on it, shared out as its items are at stake.
    What was gained without having been planned stands there too.
    """
    goal, gained = planned(progress, items), so_far(progress, items)
    found: dict[str, dict[str, float]] = {code: dict.fromkeys(PARTS, 0.0) for code in (*goal.asked, *gained.asked)}
    for item in progress.items if items is None else items:
        if item.index in goal.asked and item.code not in goal.covered and not math.isnan(item.planned_gain):
            found[item.index]["open" if item.state == "done" else item.state] += item.at_stake
    for code, parts in found.items():
        left = max(0.0, goal.asked.get(code, 0.0) - gained.asked.get(code, 0.0))
        share = left / (math.fsum(parts.values()) or 1.0)
        parts.update({name: round(amount * share, 6) for name, amount in parts.items()})
        parts["gained"] = max(0.0, gained.asked.get(code, 0.0))
    order = sorted(found, key=lambda code: -math.fsum(found[code].values()))
    return {code: found[code] for code in order}


def still_to_gain(progress: Progress, items: Sequence[Item] | None = None) -> float:
    """Planned points that have not been gained, each once."""
    found = by_index(progress, items).values()
    return round(math.fsum(parts[name] for parts in found for name in PARTS[1:]), 6)


def _above(code: str, chosen: Mapping[str, Item], parents: Mapping[str, str]) -> str:
    """The nearest index above that is among the chosen, "" where none is."""
    seen = {code}
    while (code := parents.get(code, "")) and code not in seen:
        if code in chosen:
            return code
        seen.add(code)
    return ""


def cut(table: ScoreTable, entity: str, asked: Mapping[str, float]) -> dict[str, float]:
    """Gains within the room that is certain, the parts before the total; those that come to nothing are left out.

    >>> cut(toy(), "B", {"1": 9.0, "2": 1.5})
    {'1': 4.0, '2': 1.5}
    """
    root = table.framework.root
    found: dict[str, float] = {}
    for code in sorted(asked, key=lambda one: one == root):
        most = room(table, entity, code)[0]
        least = -table.interval(entity, code)[0]
        if code == root:
            taken = math.fsum(found.values())
            most, least = most - taken, least - taken
        if math.isnan(most):
            continue
        gain = min(max(asked[code], math.ceil(least * _FLOOR) / _FLOOR), math.floor(most * _FLOOR + 1e-6) / _FLOOR)
        if round(gain, 3):
            found[code] = round(gain, 3)
    return found


@dataclass(frozen=True, eq=False)
class State:
    """One of `STATES`: the gains that count in it, what they bring while the others stand still, and the chance of each
    rank by the model of the others (None where no two rounds teach one)."""

    name: str
    rolled: Rolled
    result: Simulation
    look: Outlook | None


@dataclass(frozen=True, eq=False)
class Worth:
    """The same entity as published, with what is done so far, with everything planned."""

    progress: Progress
    states: tuple[State, State, State]

    def state(self, name: str) -> State:
        return self.states[STATES.index(name)]

    @property
    def goal(self) -> int | None:
        """The rank that the chances are about; None where there is no model."""
        look = self.states[0].look
        return None if look is None else look.goal


@dataclass(frozen=True, eq=False)
class Chances:
    """What chances are asked with: a desk whose peers are the model, the entity's own target, the rounds learned from.
    desk is None where no model can be fitted."""

    desk: Desk | None
    target: int | None
    learned: tuple[ScoreTable, ...]

    def of(self, result: Simulation) -> Outlook | None:
        """The distribution of the rank of an outcome."""
        return None if self.desk is None else outlook(self.desk, result, self.target, self.learned)

    @property
    def goal(self) -> int | None:
        """The rank asked about: the target, else the rank held today; None without a model."""
        return None if self.desk is None else self.target or self.desk.now[1]


NO_CHANCES = Chances(None, None, ())


def worth(progress: Progress, chances: Chances = NO_CHANCES) -> Worth:
    """ScoreError where the entity has no total to start from.

    >>> from dti_core.progress import Reports
    >>> from dti_core.office.progress import typed
    >>> import datetime as dt, pandas as pd
    >>> rows = typed([{"quarter": "2026-Q2", "code": "1", "planned_gain": 3.0, "appraised_points": 8.0}])
    >>> tree = pd.DataFrame({"code": ["1"], "parent_code": ["DTI"], "name_vi": ["Một"], "max_points": [10.0]})
    >>> found = worth(Reports(toy(), "B", rows, tree).quarter("2026-Q2", dt.date(2026, 6, 30)))
    >>> [(state.name, state.result.value_after, state.result.rank_after) for state in found.states]
    [('published', 0.5, 2.0), ('so_far', 0.6, 1.0), ('planned', 0.65, 1.0)]
    """
    gains = (Rolled({}, {}), so_far(progress), planned(progress))
    results = [simulate(progress.table, progress.entity, one.gains) for one in gains]
    first, second, third = (
        State(name, one, result, chances.of(result)) for name, one, result in zip(STATES, gains, results, strict=True)
    )
    return Worth(progress, (first, second, third))
