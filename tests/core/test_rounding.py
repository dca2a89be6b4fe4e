"""Rounding against the decimal module, its inverse against exhaustive search, and the cited oracles."""

import random
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest

from dti_core.rounding import MODES, publish, published_span, smallest_raw, to_micro, to_units

DECIMAL = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "floor": ROUND_FLOOR}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (43525, (4353, 4352, 4352)),
        (43535, (4354, 4354, 4353)),
        (57625, (5763, 5762, 5762)),
        (12345, (1235, 1234, 1234)),
    ],
)
def test_the_three_modes_publish_the_worked_cases(raw, expected):
    """ORACLES 2a."""
    assert tuple(publish(raw, 10, mode) for mode in MODES) == expected


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("unit", [1, 2, 3, 7, 10, 100])
def test_publish_is_what_the_decimal_module_rounds_to(mode, unit):
    for raw in range(600):
        exact = Decimal(raw) / Decimal(unit)
        if unit in (3, 7):  # no finite decimal: compare through the nearest half, exactly
            whole, rest = divmod(Fraction(raw, unit), 1)
            expected = int(whole) + (mode != "floor" and rest > Fraction(1, 2))
            assert rest != Fraction(1, 2)
        else:
            expected = int(exact.quantize(Decimal(1), DECIMAL[mode]))
        assert publish(raw, unit, mode) == expected


def test_two_python_libraries_disagree_where_units_do_not():
    """ORACLES 2b: 0.43525 lies below its decimal, `round` and `np.round` differ; half up it is 0.4353."""
    assert (round(0.43525, 4), float(np.round(0.43525, 4))) == (0.4353, 0.4352)
    assert to_units(0.43525, 4) == 4353


def test_a_float_sum_is_the_number_it_means():
    """ORACLES 31: 0.1 + 0.2 is 0.30000000000000004."""
    assert to_units(0.1 + 0.2, 4) == to_units(0.3, 4) == 3000
    assert to_micro(0.1 + 0.2) == 300_000


def test_every_four_place_value_is_its_own_number_of_units():
    assert to_units([float(f"0.{i:04d}") for i in range(10_000)], 4).tolist() == list(range(10_000))


def test_missing_stays_missing():
    assert np.isnan(to_units([np.nan], 4)).all()


@pytest.mark.parametrize(("target", "expected"), [(4353, (43525, 43526, 43530)), (4352, (43515, 43515, 43520))])
def test_the_smallest_raw_total_of_the_worked_cases(target, expected):
    """ORACLES 2c."""
    assert tuple(smallest_raw(target, 10, mode) for mode in MODES) == expected


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("unit", [1, 2, 3, 4, 5, 7, 10, 16])
def test_smallest_raw_is_the_first_that_publishes_enough(mode, unit):
    for target in range(30):
        found = next(raw for raw in range(-2 * unit, 32 * unit) if publish(raw, unit, mode) >= target)
        assert smallest_raw(target, unit, mode) == found


@pytest.mark.parametrize("mode", MODES)
def test_a_published_span_holds_what_every_total_inside_is_published_as(mode):
    rng = random.Random(1)
    for _ in range(300):
        low, high = sorted(rng.randrange(0, 200) for _ in range(2))  # tenths of a unit
        seen = [publish(raw, 10, mode) for raw in range(low, high + 1)]
        least, most = published_span(np.array([low / 10]), np.array([high / 10]), mode)
        assert least[0] <= min(seen) and max(seen) <= most[0]
        assert (min(seen) - least[0], most[0] - max(seen)) <= (1, 1)
        if mode != "half_even":  # which of two may be at an exact half is not settled there
            assert (least[0], most[0]) == (min(seen), max(seen))
