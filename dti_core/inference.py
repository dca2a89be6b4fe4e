"""What the published figures allow: every figure bounds a sum of unknown leaves by ± half a unit of its last place.

Identified values, intervals, pillar inversion, the self-check and contradictions are one computation: a linear
programme over the leaves (0 … max points), for all entities at once because they do not share unknowns.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dti_core.framework import Framework

Floats = NDArray[np.float64]
_FEASIBLE = 1e-5  # points; the solver's own tolerance is 1e-7, published places are 0.005 points and more
_SPAN = 1e-9  # residual below which a sum is a combination of published ones
_PLACES = 6  # digits of a point kept from the solver


@dataclass(frozen=True, eq=False)
class Inference:
    """Intervals of every code for every entity.

    low, high: shape (n_entities, n_all_codes), points, NaN where the edition's points are unknown.
    identified: same shape; True where the published figures determine the value up to their rounding.
    verdicts: per entity "yes" / "no" / "unknown": do the other figures reproduce the published total?
    culprits: entity row -> codes of a smallest set of figures that contradict each other.
    """

    low: Floats
    high: Floats
    identified: NDArray[np.bool_]
    verdicts: tuple[str, ...]
    culprits: dict[int, tuple[str, ...]]


def infer(framework: Framework, published: Floats) -> Inference:
    """Tightest intervals that `published` (n_entities, n_all_codes; as published, NaN = not published) allows.

    >>> framework = toy_framework()                # DTI of 20 points = 1 (10) + 2 (6) + 3 (4); P = 1 + 2
    >>> known = np.array([[0.50, 0.40, np.nan, np.nan, 0.38]])    # DTI, 1, 2, 3, P; two decimals
    >>> found = infer(framework, known)
    >>> found.low[0].tolist(), found.high[0].tolist()
    ([9.9, 3.95, 1.95, 3.74, 6.0], [10.1, 4.05, 2.21, 4.0, 6.16])
    >>> found.identified[0]
    array([ True,  True,  True,  True,  True])
    """
    low, high = _figure_bounds(framework, published)
    usable = np.isfinite(_weights_known(framework))
    culprits: dict[int, tuple[str, ...]] = {}
    verdicts = ["unknown"] * len(published)
    identified = ~np.isnan(published)
    own_low, own_high = low.copy(), high.copy()
    if framework.points_known and len(published):
        maxima = np.nan_to_num(framework.max_points.to_numpy())
        low, high = np.where(np.isnan(low), 0.0, low), np.where(np.isnan(high), maxima, high)
        bad = _contradictory(framework, own_low, own_high)
        for row in np.flatnonzero(bad):
            culprits[int(row)] = _smallest_conflict(framework, own_low[row], own_high[row])
            verdicts[row] = "no"
        good = np.flatnonzero(~bad)
        if good.size:
            low[good], high[good] = _tightest(framework, own_low[good], own_high[good], framework.membership)
        identified, reproduced = _identified(framework, ~np.isnan(published))
        identified[bad] = ~np.isnan(published[bad])  # nothing follows from a contradiction
        for row in good:
            if reproduced[row]:
                verdicts[row] = "yes"
    low[:, ~usable] = high[:, ~usable] = np.nan
    return Inference(low, high, identified, tuple(verdicts), culprits)


def contradictions(framework: Framework, published: Floats) -> dict[int, tuple[str, ...]]:
    """Rows whose figures cannot all be true -> codes of a smallest set that contradict each other.

    >>> contradictions(toy_framework(), np.array([[0.50, 0.40, 0.40, 0.40, np.nan]]))    # 10 points from 4 + 2.4 + 1.6
    {0: ('DTI', '1', '2', '3')}
    """
    if not framework.points_known or not len(published):
        return {}
    low, high = _figure_bounds(framework, published)
    bad = np.flatnonzero(_contradictory(framework, low, high))
    return {int(row): _smallest_conflict(framework, low[row], high[row]) for row in bad}


def sum_intervals(framework: Framework, published: Floats, code: str) -> tuple[Floats, Floats]:
    """(low, high) in points, each shape (n_entities,), of any code or sum of codes ("1+2").

    Figures that contradict each other allow nothing: their entity gets the whole range.
    """
    weights = np.zeros((1, len(framework.leaves)))
    weights[0, [framework.leaves.index(leaf) for leaf in framework.leaves_of(code)]] = 1.0
    n = len(published)
    if not framework.points_known:
        return np.full(n, np.nan), np.full(n, np.nan)
    low, high = _figure_bounds(framework, published)
    good = ~_contradictory(framework, low, high)
    least, most = np.zeros(n), np.full(n, weights[0] @ framework.max_points[list(framework.leaves)].to_numpy())
    if good.any():
        found = _tightest(framework, low[good], high[good], weights)
        least[good], most[good] = found[0][:, 0], found[1][:, 0]
    return least, most


def determined(framework: Framework, published: Floats, code: str) -> bool:
    """Whether one entity's figures, shape (n_all_codes,), determine a code or a sum of codes up to their rounding."""
    if not framework.points_known:
        return False
    under = set(framework.leaves_of(code))
    weights = np.array([[float(leaf in under) for leaf in framework.leaves]])
    return bool(_spanned(framework.membership[~np.isnan(published)], weights)[0])


def _weights_known(framework: Framework) -> Floats:
    """Points of every code, the total of unknown points counted in thousandths."""
    weights = framework.max_points.to_numpy(copy=True)
    weights[0] = framework.scale[0] if np.isnan(weights[0]) else weights[0]
    return weights


def _figure_bounds(framework: Framework, published: Floats) -> tuple[Floats, Floats]:
    """Each published figure ± half a unit of its last place, in points; NaN where not published."""
    half = 0.5 * 10.0**-framework.decimals
    below = half if framework.rounding != "floor" else 0.0
    above = half if framework.rounding != "floor" else 2 * half
    return (published - below) * framework.scale, (published + above) * framework.scale


def _constraints(framework: Framework, low: Floats, high: Floats) -> tuple[Any, Floats]:
    """Sparse `A x <= b` over (entity, leaf): a line a published figure from above, then one from below."""
    from scipy import sparse  # 0.4 s of import that only inference needs

    rows, columns = np.nonzero(~np.isnan(low))
    n_leaves = len(framework.leaves)
    blocks = sparse.csr_array(framework.membership[columns])
    coo = blocks.tocoo()
    lines = sparse.csr_array(
        (coo.data, (coo.row, rows[coo.row] * n_leaves + coo.col)), shape=(len(rows), low.shape[0] * n_leaves)
    )
    return sparse.vstack([lines, -lines]), np.concatenate([high[rows, columns], -low[rows, columns]])


def _limits(framework: Framework, n_entities: int) -> Floats:
    most = framework.max_points[list(framework.leaves)].to_numpy()
    return np.column_stack([np.zeros(n_entities * len(most)), np.tile(most, n_entities)])


def _tightest(framework: Framework, low: Floats, high: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Least and most of every weighted sum of leaves (n_sums, n_leaves), each shape (n_entities, n_sums), points."""
    from scipy.optimize import linprog

    lines, bounds = _constraints(framework, low, high)
    bounds = bounds + _violation(framework, low, high)  # tolerated, yet too much for the solver
    n = low.shape[0]
    least, most = np.empty((n, len(weights))), np.empty((n, len(weights)))
    for column, row in enumerate(weights):
        for sign, target in ((1.0, least), (-1.0, most)):
            solved = linprog(
                np.tile(sign * row, n), A_ub=lines, b_ub=bounds, bounds=_limits(framework, n), method="highs"
            )
            leaves = solved.x.reshape(n, len(row))
            target[:, column] = np.round(leaves @ row, _PLACES)
    return least, most


def _contradictory(framework: Framework, low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Entities whose figures cannot all be true: the least total violation is above the solver's tolerance."""
    rows = np.nonzero(~np.isnan(low))[0]
    violation = _violation(framework, low, high)
    return np.bincount(np.tile(rows, 2), weights=violation, minlength=low.shape[0]) > _FEASIBLE


def _violation(framework: Framework, low: Floats, high: Floats) -> Floats:
    """How far each line of `_constraints` has to be moved, in points, so that all can hold; least in total."""
    from scipy import sparse
    from scipy.optimize import linprog

    lines, bounds = _constraints(framework, low, high)
    n_lines = lines.shape[0]
    if not n_lines:
        return np.zeros(0)
    slack = sparse.hstack([lines, -sparse.identity(n_lines)])
    limits = np.vstack([_limits(framework, low.shape[0]), np.tile([0.0, np.inf], (n_lines, 1))])
    cost = np.concatenate([np.zeros(lines.shape[1]), np.ones(n_lines)])
    violation: Floats = linprog(cost, A_ub=slack, b_ub=bounds, bounds=limits, method="highs").x[-n_lines:]
    return violation


def _smallest_conflict(framework: Framework, low: Floats, high: Floats) -> tuple[str, ...]:
    """Codes of figures that contradict each other, none of which can be left out (deletion filter)."""
    low, high = low.copy(), high.copy()
    kept = []
    for column in np.flatnonzero(~np.isnan(low)):
        saved = low[column], high[column]
        low[column] = high[column] = np.nan
        if not _contradictory(framework, low[None, :], high[None, :])[0]:
            low[column], high[column] = saved
            kept.append(framework.all_codes[column])
    return tuple(kept)


def _identified(framework: Framework, known: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Codes that are linear combinations of the known ones; and whether the others determine the known total.

    Entities with the same pattern of known figures share one answer.
    """
    identified = np.zeros_like(known)
    reproduced = np.zeros(len(known), dtype=bool)
    for pattern in np.unique(known, axis=0):
        same = (known == pattern).all(axis=1)
        identified[same] = _spanned(framework.membership[pattern], framework.membership)
        others = pattern.copy()
        others[0] = False
        reproduced[same] = pattern[0] and _spanned(framework.membership[others], framework.membership[:1])[0]
    return identified, reproduced


def _spanned(basis: Floats, rows: Floats) -> NDArray[np.bool_]:
    """Which `rows` are linear combinations of the rows of `basis`."""
    if not len(basis):
        return np.asarray(~rows.any(axis=1), dtype=np.bool_)
    weights = np.linalg.lstsq(basis.T, rows.T, rcond=None)[0]
    return np.asarray(np.abs(basis.T @ weights - rows.T).max(axis=0) < _SPAN, dtype=np.bool_)
