"""A target rank as one threshold: the least own value for it, and the points that are missing."""

import math

from dti_core.errors import ScoreError
from dti_core.peers import Field, Peers
from dti_core.rounding import MICRO, smallest_raw, to_units
from dti_core.scores import ScoreTable
from dti_core.simulate import own_total


def required(
    table: ScoreTable, entity: str, rank: int, peers: Peers | None = None, confidence: float | None = None
) -> float:
    """Least own value at which the rank is `rank` or better: the rank-th largest peer value.

    Where peers are only partly published it is the least value at which the rank is certain. With peers that do not
    move by chance every `confidence` gives the same value. A rank beyond the last place needs nothing: 0.

    >>> required(toy(), "B", 1)
    0.6
    """
    if not (math.isfinite(rank) and rank >= 1 and rank == int(rank)):
        raise ScoreError("bad_rank", rank=rank)
    if confidence is not None and not 0 < confidence <= 1:
        raise ScoreError("bad_confidence", confidence=confidence)
    field = Field.of(table, entity, peers)
    return field.thresholds(int(rank))[1] / 10**table.framework.decimals


def missing_points(table: ScoreTable, entity: str, value: float) -> float:
    """Points to add to the published total so that at least `value` is published; 0 when it already is.

    0.5032 → 0.5438 asks 40.55 points of 1000, as 0.54375 publishes as 0.5438.

    >>> missing_points(toy(), "B", 0.60)    # of 20 points, published with two decimals: 0.595 is enough
    1.9
    """
    framework = table.framework
    wanted = smallest_raw(int(to_units(value, framework.decimals)), framework.unit, framework.rounding)
    return max(0, wanted - own_total(table, entity) * framework.unit) / MICRO
