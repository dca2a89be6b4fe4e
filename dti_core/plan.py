"""The least-effort gains that reach a rank; every plan is proven by running the simulation on it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from dti_core.effort import HUNDREDTH, CommonLevel, Effort, Separable, even, linear, to_steps
from dti_core.errors import ScoreError, UnknownCode, is_finite
from dti_core.frontier import Frontier
from dti_core.limits import Choice, Limits, cheapest
from dti_core.peers import Peers
from dti_core.scores import ScoreTable
from dti_core.simulate import Simulation, adjustable, room, simulate
from dti_core.target import missing_points, required

ALTERNATIVES = 3
Steps = Mapping[str, Sequence[float | tuple[float, float]]]


@dataclass(frozen=True, eq=False)
class Plan:
    """Gains that reach `rank`, or what is missing.

    required_value: own value that the rank needs under the peers and confidence. gains: code -> points, empty when out
    of reach (no partial plan is shown as a solution). effort: of the chosen kind (a level 0 … 1, or a sum). shortfall:
    points that the whole allowed room leaves missing. best_rank: rank with every allowed gain made in full.
    simulation: what `simulate` says of the gains. alternatives: next-best plans that leave out something this one
    touches.
    """

    table: ScoreTable
    entity: str
    rank: int
    peers: Peers
    confidence: float | None
    effort_kind: Effort
    required_value: float
    need_points: float
    gains: Mapping[str, float]
    effort: float
    shortfall: float
    best_rank: float
    simulation: Simulation
    alternatives: tuple["Plan", ...] = ()

    @property
    def reached(self) -> bool:
        """Whether the simulated value is at least the required one."""
        return self.shortfall == 0.0 and self.simulation.value_after >= self.required_value - 1e-9

    @property
    def touched(self) -> frozenset[str]:
        return frozenset(self.gains)

    def to_frame(self) -> pd.DataFrame:
        """One row a changed index: code, now, planned, gain (points), rarity (share who gained as much)."""
        frame = self.simulation.to_frame().rename(columns={"before": "now", "after": "planned"})
        kind = self.effort_kind
        rarity = [
            kind.rarity(code, gain) if isinstance(kind, CommonLevel) else math.nan
            for code, gain in zip(frame["code"], frame["gain"], strict=True)
        ]
        return frame[["code", "now", "planned", "gain"]].assign(rarity=rarity)


def plan(
    table: ScoreTable, entity: str, rank: int, peers: Peers | None = None, confidence: float | None = None,
    effort: Effort | Mapping[str, float] | None = None, caps: Mapping[str, float] | None = None,
    locked: Sequence[str] = (), steps: Steps | None = None, limits: Limits | None = None,
) -> Plan:  # fmt: skip
    """Least-effort gains after which `entity` is at `rank` or better.

    effort: `history(...)`, `even()` (default: every index closes the same share of its room), `Separable` weights, or
    {code: effort a point}, 1 where none is given (default with steps or limits, which need weights).
    caps: most points to gain on a code that can be moved. locked: codes that stay, with all that is under them.
    steps: code -> possible gains in points, one at the most, each a number (its effort by the weights) or
    (gain, effort); what is under it moves with it alone. limits: side constraints.

    >>> plan(toy(), "B", 1, effort=Separable({"1": [(10, 1)]}, default=5)).gains
    {'1': 1.9}
    """  # fmt: skip
    peers, locked = Peers.frozen() if peers is None else peers, (locked,) if isinstance(locked, str) else tuple(locked)
    caps, steps, limits = caps or {}, steps or {}, limits or Limits()
    effort = _kind(table, effort, weighed=bool(steps) or not limits.empty)
    for code in limits.codes:
        table.framework.leaves_of(code)
    wanted = required(table, entity, rank, peers, confidence)
    found = _solve(table, entity, rank, peers, confidence, wanted, effort, caps, locked, steps, limits)
    if not found.reached or not found.gains:
        return found
    others: dict[frozenset[str], Plan] = {}
    for code in found.gains:
        without = (*locked, code)
        rival = _solve(table, entity, rank, peers, confidence, wanted, effort, caps, without, steps, limits)
        if rival.reached and (rival.touched not in others or rival.effort < others[rival.touched].effort):
            others[rival.touched] = rival
    best = sorted(others.values(), key=lambda rival: rival.effort)[:ALTERNATIVES]
    return replace(found, alternatives=tuple(best))


def _solve(
    table: ScoreTable, entity: str, rank: int, peers: Peers, confidence: float | None, wanted: float,
    effort: Effort, caps: Mapping[str, float], locked: Sequence[str], steps: Steps, limits: Limits,
) -> Plan:  # fmt: skip
    need_points = missing_points(table, entity, wanted)
    need = math.ceil(need_points * HUNDREDTH - 1e-6)
    rooms = _rooms(table, entity, caps, locked, steps)
    choices, most = _choices(effort, rooms, steps, limits)
    gains: dict[str, int] | None
    if need == 0:
        gains, cost = {}, 0.0
    elif choices is not None:
        found = _by_choice(effort, rooms, steps, limits, choices, need)
        gains, cost = found if found else (None, math.inf)
    else:
        gains, cost = effort.cheapest(rooms, need) if effort.reachable(rooms) >= need else (None, math.inf)
    fullest = simulate(table, entity, _points(most), peers)
    shortfall = 0.0
    if gains is None:
        top = sum(most.values())
        shortfall = max(need - top, 0) / HUNDREDTH if top < need else math.nan  # NaN: the side constraints forbid it
        gains = {}
    result = simulate(table, entity, _points(gains), peers)
    return Plan(
        table, entity, rank, peers, confidence, effort, wanted, need_points, _points(gains), cost, shortfall,
        float(fullest.rank_after_span[1]), result,
    )  # fmt: skip


def _points(steps: Mapping[str, int]) -> dict[str, float]:
    return {code: gain / HUNDREDTH for code, gain in steps.items() if gain}


def _kind(table: ScoreTable, effort: Effort | Mapping[str, float] | None, *, weighed: bool) -> Effort:
    """The kind of effort that is asked for; weights may come as a mapping."""
    if effort is None:
        return Separable() if weighed else even()
    if isinstance(effort, Mapping):
        effort = linear(effort)
    if not isinstance(effort, CommonLevel | Separable):
        raise ScoreError("bad_effort_kind", kind=effort)
    for code in effort.segments if isinstance(effort, Separable) else ():
        table.framework.leaves_of(code)  # UnknownCode names a wrong one
    return effort


def _rooms(
    table: ScoreTable, entity: str, caps: Mapping[str, float], locked: Sequence[str], steps: Steps
) -> dict[str, int]:
    """Whole hundredths that may be gained on each code: certain room, caps, nothing where locked."""
    codes = _movable(table, entity, locked, steps)
    rooms = {code: to_steps(room(table, entity, code)[0]) for code in codes}
    known = dict.fromkeys((*adjustable(table, entity), *steps, *codes))
    for code, cap in caps.items():
        table.framework.leaves_of(code)
        if code not in known:
            raise UnknownCode.of("cap", code, known)
        if not (is_finite(cap) or cap == math.inf) or cap < 0:
            raise ScoreError("bad_cap", code=code, cap=cap)
    return {code: to_steps(min(caps.get(code, math.inf), most / HUNDREDTH)) for code, most in rooms.items()}


def _movable(table: ScoreTable, entity: str, locked: Sequence[str], steps: Steps) -> list[str]:
    """What may gain: the codes of steps, and of what is adjustable the rest; nothing that is locked, or part of it."""
    framework = table.framework
    stay = {leaf for code in locked for leaf in framework.leaves_of(code)}
    stepped = [code for code in steps if not stay & set(framework.leaves_of(code))]
    gone = stay | set(framework.leaves_of("+".join(steps)) if steps else ())
    codes = []
    for code in adjustable(table, entity):
        leaves = framework.leaves_of(code)
        left = [leaf for leaf in leaves if leaf not in gone]
        if left and len(left) < len(leaves) and not framework.points_known:
            raise ScoreError("points_unknown", framework=framework.framework_id, code="+".join(left), root=code)
        if code not in stepped and left:
            codes.append(code if len(left) == len(leaves) else "+".join(left))
    return [*codes, *stepped]


def _choices(
    effort: Effort, rooms: Mapping[str, int], steps: Steps, limits: Limits
) -> tuple[list[Choice] | None, dict[str, int]]:
    """Everything a plan with steps or limits may do, and the most that each code can gain; None without either."""
    if not steps and limits.empty:
        if isinstance(effort, CommonLevel):
            return None, {code: effort.at(code, most, 1.0) for code, most in rooms.items()}
        reach: dict[str, int] = {}
        for _, code, length in effort.pieces(rooms):
            reach[code] = reach.get(code, 0) + length
        return None, reach
    if not isinstance(effort, Separable):
        raise ScoreError("effort_not_separable")
    choices: list[Choice] = []
    for code, options in steps.items():
        for length, cost in [_option(effort, code, option) for option in options]:
            if 0 < length <= rooms.get(code, 0) and math.isfinite(cost):
                choices.append(Choice(code, length, cost, True))
    smooth = {code: most for code, most in rooms.items() if code not in steps}
    choices += [Choice(code, length, slope * length, False) for slope, code, length in effort.pieces(smooth)]
    most: dict[str, int] = {}
    for choice in choices:
        most[choice.code] = (
            max(most.get(choice.code, 0), choice.steps) if choice.whole else most.get(choice.code, 0) + choice.steps
        )
    return choices, most


def _option(effort: Separable, code: str, option: float | tuple[float, float]) -> tuple[int, float]:
    """One step of a code: (hundredths, effort), infinite where the weights do not reach that far."""
    points, *given = option if isinstance(option, tuple) else (option,)
    if not all(is_finite(number) and number >= 0 for number in (points, *given)) or len(given) > 1:
        raise ScoreError("bad_step", code=code, step=option)
    length = to_steps(points)
    return length, given[0] if given else effort.cost(code, length)


def _by_choice(
    effort: Effort, rooms: Mapping[str, int], steps: Steps, limits: Limits, choices: Sequence[Choice], need: int
) -> tuple[dict[str, int], float] | None:
    if not limits.empty:
        return cheapest(choices, need, limits)
    options = {code: [(c.steps, c.effort) for c in choices if c.code == code and c.whole] for code in steps}
    frontier = Frontier.of({code: levels for code, levels in options.items() if levels})
    smooth = (
        effort.pieces({code: most for code, most in rooms.items() if code not in steps})
        if isinstance(effort, Separable)
        else []
    )
    return frontier.with_continuous(smooth, need) if smooth else frontier.plan(need)


def swing(found: Plan, probability: Callable[[Mapping[str, float]], float]) -> pd.DataFrame:
    """For each planned item, P(rank ≤ target) if it is done and if it is not, the other items done; largest first.

    probability: gains -> P(rank ≤ found.rank). Columns code, gain, done, not_done, swing.

    >>> found = plan(toy(), "B", 1, effort=Separable({"1": [(10, 1)]}, default=5))
    >>> swing(found, lambda gains: 1.0 if sum(gains.values()) > 1.8 else 0.25)["swing"].tolist()
    [0.75]
    """
    done = probability(found.gains)
    rows = []
    for code, gain in found.gains.items():
        without = probability({other: points for other, points in found.gains.items() if other != code})
        rows.append((code, gain, done, without, done - without))
    frame = pd.DataFrame(rows, columns=["code", "gain", "done", "not_done", "swing"])
    return frame.sort_values("swing", ascending=False, kind="stable").reset_index(drop=True)
