"""Least effort for every target at once, when gains come in steps: a multiple-choice knapsack in integers.

f[t] = least effort that gains at least t; one option an index at the most. Steps and continuous gains together are the
min-plus convolution of the two frontiers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Options = Mapping[str, Sequence[tuple[int, float]]]  # code -> (gain in steps, effort), one at the most


@dataclass(frozen=True, eq=False)
class Frontier:
    """Least effort for every target from `options`.

    grain: steps that one cell stands for (the greatest common divisor of all gains). exact: least effort that gains
    exactly cell * grain, inf where none does. choices: shape (n_codes, n_cells), option taken last (-1 = none).

    >>> frontier = Frontier.of({"A": [(6, 5)], "B": [(5, 6)], "C": [(10, 10)]})
    >>> frontier.efforts().astype(int).tolist()
    [0, 5, 5, 5, 5, 5, 5, 10, 10, 10, 10, 11, 15, 15, 15, 15, 15, 21, 21, 21, 21, 21]
    >>> frontier.plan(10)
    ({'C': 10}, 10.0)
    """

    options: Options
    grain: int
    exact: Floats
    choices: NDArray[np.int8]

    @classmethod
    def of(cls, options: Options) -> "Frontier":
        """Dynamic programme over the codes; time (number of options) x (sum of the largest gains / grain)."""
        grain = gcd(*(gain for levels in options.values() for gain, _ in levels)) or 1
        most = sum(max((gain for gain, _ in levels), default=0) for levels in options.values()) // grain
        exact = np.full(most + 1, np.inf)
        exact[0] = 0.0
        choices = np.full((len(options), most + 1), -1, dtype=np.int8)
        for row, levels in enumerate(options.values()):
            before = exact.copy()
            for place, (gain, effort) in enumerate(levels):
                cells = gain // grain
                offer = before[: most + 1 - cells] + effort
                better = offer < exact[cells:]
                exact[cells:][better] = offer[better]
                choices[row, cells:][better] = place
        return cls(options, grain, exact, choices)

    @property
    def most(self) -> int:
        """Largest gain, in steps."""
        return (len(self.exact) - 1) * self.grain

    @cached_property
    def at_least(self) -> Floats:
        """Least effort that gains this many cells or more."""
        return np.minimum.accumulate(self.exact[::-1])[::-1]

    def efforts(self) -> Floats:
        """Least effort for every target 0 … most, in steps."""
        return self.at_least[-(-np.arange(self.most + 1) // self.grain)]

    def plan(self, need: int) -> tuple[dict[str, int], float] | None:
        """Gains (steps) of least effort that add up to `need` or more; None when out of reach."""
        cell = -(-need // self.grain)
        if cell >= len(self.exact) or not np.isfinite(self.at_least[cell]):
            return None
        cell += int(np.argmin(self.exact[cell:]))
        return self._trace(cell), float(self.exact[cell])

    def _trace(self, cell: int) -> dict[str, int]:
        gains: dict[str, int] = {}
        for row, (code, levels) in reversed(list(enumerate(self.options.items()))):
            place = self.choices[row, cell]
            if place >= 0:
                gains[code] = levels[place][0]
                cell -= levels[place][0] // self.grain
        return gains

    def with_continuous(
        self, pieces: Sequence[tuple[float, str, int]], need: int
    ) -> tuple[dict[str, int], float] | None:
        """Steps together with continuous pieces (effort a step, code, steps; cheapest first): least effort for `need`.

        min over step sums s of exact[s] + convex(need - s): both frontiers are exact, so is their convolution.
        """
        ends = np.concatenate([[0], np.cumsum([steps for _, _, steps in pieces])])
        costs = np.concatenate([[0.0], np.cumsum([steps * slope for slope, _, steps in pieces])])
        sums = np.arange(len(self.exact)) * self.grain
        rest = np.clip(need - sums, 0, None)
        total = np.where(rest <= ends[-1], self.exact + np.interp(rest, ends, costs), np.inf)
        cell = int(np.argmin(total))
        if not np.isfinite(total[cell]):
            return None
        gains, left = self._trace(cell), int(rest[cell])
        for _, code, steps in pieces:
            used = min(steps, left)
            if used:
                gains[code] = gains.get(code, 0) + used
                left -= used
        return gains, float(total[cell])
