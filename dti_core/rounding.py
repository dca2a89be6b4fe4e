"""Published precision as integers: how a raw total becomes a published one, and back.

Values are compared in *units* of the last published place (0.5032 → 5032). Raw totals are integers too, in
millionths of a point ("micro"), so that no float decides a rank: `round(0.43525, 4)` and `np.round(0.43525, 4)`
disagree.
"""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Mode = Literal["half_up", "half_even", "floor"]
MODES: tuple[Mode, ...] = ("half_up", "half_even", "floor")
MICRO = 1_000_000  # micro-points in a point
_NOISE = 1e-6  # of a unit: float error of a decimal written in binary, far below half a unit


def to_units(values: ArrayLike, decimals: int) -> NDArray[np.float64]:
    """Values as whole numbers of units, half up; NaN stays NaN.

    >>> to_units([0.5032, 0.1 + 0.2, 0.43525], 4)
    array([5032., 3000., 4353.])
    """
    return np.floor(np.asarray(values, dtype=float) * 10.0**decimals + 0.5 + _NOISE)


def published_span(low: NDArray[np.float64], high: NDArray[np.float64], mode: Mode) -> tuple[NDArray[np.float64], ...]:
    """Least and greatest units that totals from `low` to `high` (units and fractions of one) are published as.

    >>> published_span(np.array([43.5]), np.array([44.6]), "half_up")
    (array([44.]), array([45.]))
    """
    if mode == "floor":
        return np.floor(low + _NOISE), np.floor(high + _NOISE)
    least = np.ceil(low - 0.5 - _NOISE) if mode == "half_even" else np.floor(low + 0.5 + _NOISE)
    return least, np.floor(high + 0.5 + _NOISE)


def to_micro(points: float) -> int:
    """Points as whole micro-points: `to_micro(40.55) == 40550000`."""
    return round(points * MICRO)


def publish(raw: int, unit: int, mode: Mode = "half_up") -> int:
    """The units that a raw total is published as; `unit` is what one unit is worth in raw.

    >>> [publish(43525, 10, mode) for mode in MODES]
    [4353, 4352, 4352]
    """
    whole, rest = divmod(raw, unit)
    if mode == "floor" or 2 * rest < unit:
        return whole
    if 2 * rest > unit or mode == "half_up":
        return whole + 1
    return whole + whole % 2


def smallest_raw(units: int, unit: int, mode: Mode = "half_up") -> int:
    """The smallest raw total published as `units` or more: the exact inverse of `publish`.

    >>> [smallest_raw(4353, 10, mode) for mode in MODES]
    [43525, 43526, 43530]
    """
    if mode == "floor":
        return units * unit
    half, odd = divmod((2 * units - 1) * unit, 2)
    raw = half + odd
    return raw + 1 if mode == "half_even" and not odd and units % 2 else raw
