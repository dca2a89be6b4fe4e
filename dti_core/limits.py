"""Side constraints of a plan, solved as a mixed-integer programme with no gap and re-checked in integers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dti_core.effort import HUNDREDTH
from dti_core.errors import ScoreError, is_finite, is_whole

_TIME_LIMIT = 20.0  # seconds; a plan that is not proven by then is refused, never shown as the best


@dataclass(frozen=True, eq=False)
class Limits:
    """What a plan must respect beside its target.

    max_actions: how many indices may change. needs: code -> codes that must change too. budgets: agency -> (its codes,
    the most effort it can spend).
    """

    max_actions: int | None = None
    needs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    budgets: Mapping[str, tuple[Sequence[str], float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.max_actions is not None and not is_whole(self.max_actions):
            raise ScoreError("bad_limit", what="max_actions", value=self.max_actions)
        for agency, (_, most) in self.budgets.items():
            if not (is_finite(most) and most >= 0):
                raise ScoreError("bad_limit", what=agency, value=most)

    @property
    def codes(self) -> frozenset[str]:
        """Every code that a limit names."""
        needed = (code for wanted in self.needs.values() for code in wanted)
        return frozenset((*self.needs, *needed, *(code for codes, _ in self.budgets.values() for code in codes)))

    @property
    def empty(self) -> bool:
        return self.max_actions is None and not self.needs and not self.budgets

    def broken_by(self, gains: Mapping[str, int], efforts: Mapping[str, float]) -> list[str]:
        """Names of the limits that gains (steps) and their efforts by code do not respect."""
        done = {code for code, gain in gains.items() if gain}
        broken = ["max_actions"] if self.max_actions is not None and len(done) > self.max_actions else []
        broken += [code for code, wanted in self.needs.items() if code in done and not set(wanted) <= done]
        spent = {agency: sum(efforts.get(code, 0.0) for code in codes) for agency, (codes, _) in self.budgets.items()}
        return broken + [agency for agency, (_, most) in self.budgets.items() if spent[agency] > most + 1e-6]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a plan may do: gain up to `steps` on `code` at `effort` in all; whole (0 or all) or in part."""

    code: str
    steps: int
    effort: float
    whole: bool


def cheapest(choices: Sequence[Choice], need: int, limits: Limits) -> tuple[dict[str, int], float] | None:
    """Least effort that gains `need` steps under `limits`; None when there is no such plan.

    Whole choices of one code exclude each other. Parts of one code must come cheapest first (convex effort). Solved by
    HiGHS through SciPy with `mip_rel_gap=0`: its default gap gave plans that were not minimal in 26 of 300 cases.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    if not choices:
        return None
    codes = sorted({choice.code for choice in choices})
    n, m = len(choices), len(codes)
    whole = np.array([choice.whole for choice in choices])
    steps = np.array([choice.steps for choice in choices], dtype=float)
    size, most_of = np.where(whole, steps, 1.0), np.where(whole, 1.0, steps)  # a whole choice once, a part step by step
    effort = np.array([choice.effort for choice in choices]) / np.maximum(most_of, 1.0)
    of_code = np.array([[choice.code == code for choice in choices] for code in codes], dtype=float).reshape(m, n)
    rows: list[tuple[np.ndarray, float, float]] = [(np.r_[size, np.zeros(m)], need, np.inf)]
    for row in range(m):  # variables: how much of every choice, then "this code is touched"
        touched = np.zeros(m)
        touched[row] = 1.0
        rows.append((np.r_[of_code[row] * whole, np.zeros(m)], -np.inf, 1.0))
        for column in np.flatnonzero(of_code[row]):
            used = np.zeros(n)
            used[column] = 1.0
            rows.append((np.r_[used, -touched * most_of[column]], -np.inf, 0.0))
        rows.append((np.r_[-of_code[row], touched], -np.inf, 0.0))  # touched means at least one step
    if limits.max_actions is not None:
        rows.append((np.r_[np.zeros(n), np.ones(m)], 0, limits.max_actions))
    for code, wanted in limits.needs.items():
        for other in wanted:
            link = np.zeros(m)
            if code in codes:
                link[codes.index(code)] += 1.0
            if other in codes:
                link[codes.index(other)] -= 1.0
            rows.append((np.r_[np.zeros(n), link], -np.inf, 0.0))
    for owned, most in limits.budgets.values():
        mine = np.array([choice.code in set(owned) for choice in choices])
        rows.append((np.r_[effort * mine, np.zeros(m)], 0, most))
    matrix = np.array([row for row, _, _ in rows])
    low, high = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    solved = milp(
        np.r_[effort, np.zeros(m)], constraints=LinearConstraint(matrix, low, high),
        bounds=Bounds(0, np.r_[most_of, np.ones(m)]), integrality=np.ones(n + m),
        options={"mip_rel_gap": 0.0, "time_limit": _TIME_LIMIT, "disp": False},
    )  # fmt: skip
    if solved.status == 2:
        return None
    if solved.status != 0:
        raise ScoreError("plan_not_proven", seconds=_TIME_LIMIT)
    taken = [round(many) for many in solved.x[:n] * size]
    return _in_integers(choices, taken, need, limits)


def _in_integers(
    choices: Sequence[Choice], taken: list[int], need: int, limits: Limits
) -> tuple[dict[str, int], float]:
    """The solver's plan (steps of each choice): what is beyond the target taken back, all checked again."""
    surplus = sum(taken) - need
    for place in sorted(range(len(choices)), key=lambda i: -choices[i].effort / max(choices[i].steps, 1)):
        if not choices[place].whole and taken[place] > 1 and surplus > 0:
            cut = min(surplus, taken[place] - 1)
            taken[place], surplus = taken[place] - cut, surplus - cut
    gains: dict[str, int] = {}
    efforts: dict[str, float] = {}
    for choice, steps in zip(choices, taken, strict=True):
        if steps:
            gains[choice.code] = gains.get(choice.code, 0) + steps
            efforts[choice.code] = efforts.get(choice.code, 0.0) + choice.effort * steps / choice.steps
    broken = limits.broken_by(gains, efforts)
    if surplus < 0 or broken:
        raise ScoreError("plan_not_integer", need=need / HUNDREDTH, broken=", ".join(broken) or "–")
    return gains, round(sum(efforts.values()), 9)
