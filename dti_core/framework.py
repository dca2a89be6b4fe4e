"""One edition of an index as data: its tree, its points, its composites, its precision."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dti_core.errors import FrameworkError, UnknownCode, listed
from dti_core.rounding import MICRO, MODES, Mode

_TOLERANCE = 1e-9  # points; published maxima have two decimals at most


@dataclass(frozen=True, slots=True)
class Indicator:
    """A node of the tree; `max_points` is NaN where the edition's points are unknown, 0 where it is not scored."""

    code: str
    parent: str | None
    kind: str
    name_vi: str
    name_en: str
    max_points: float
    scored: bool
    component_count: int | None = None
    source_id: str | None = None


@dataclass(frozen=True, slots=True)
class Composite:
    """A sum of indicators that is not a node of the tree (a pillar: it overlaps others)."""

    code: str
    name_vi: str
    name_en: str
    members: tuple[str, ...]
    basis: str = "derived"
    note: str = ""
    source_id: str | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A named band of shares of the total: above `above`, up to and including `up_to` (percent)."""

    name_vi: str
    name_en: str
    above: float
    up_to: float
    source_id: str | None = None


@dataclass(frozen=True, eq=False)
class Framework:
    """A validated edition of an index.

    published_as: "value" (points / max_points, 0 … 1) or "points"; decimals: places published; rounding: how.
    A total whose points are unknown (Decision 405) is handled in thousandths of its value: that is a unit of
    measurement, not a claim about points; its parts stay unknown.

    >>> framework = toy_framework()
    >>> framework.codes, framework.leaves, framework.parent["2"], float(framework.max_points["P"])
    (('DTI', '1', '2', '3'), ('1', '2', '3'), 'DTI', 16.0)
    """

    framework_id: str
    index_id: str
    name_vi: str
    name_en: str
    published_as: str
    decimals: int
    indicators: tuple[Indicator, ...]
    composites: tuple[Composite, ...] = ()
    levels: tuple[Level, ...] = ()
    rounding: Mode = "half_up"
    source_id: str | None = None
    note: str = ""

    def __post_init__(self) -> None:
        _validate(self)
        object.__setattr__(self, "indicators", _tree_order(self.indicators))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Codes of the tree, parents before children."""
        return tuple(node.code for node in self.indicators)

    @cached_property
    def all_codes(self) -> tuple[str, ...]:
        """Codes of the tree, then of the composites: the last axis of every table of figures."""
        return self.codes + tuple(composite.code for composite in self.composites)

    @cached_property
    def root(self) -> str:
        return self.codes[0]

    @cached_property
    def _nodes(self) -> dict[str, Indicator | Composite]:
        nodes: tuple[Indicator | Composite, ...] = (*self.indicators, *self.composites)
        return {node.code: node for node in nodes}

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """Scored indicators without scored children."""
        parents = {node.parent for node in self.indicators if node.scored}
        return tuple(node.code for node in self.indicators if node.scored and node.code not in parents)

    @cached_property
    def max_points(self) -> pd.Series:
        """Most points of every code, the composites' after the tree's; NaN where unknown."""
        own = {node.code: node.max_points for node in self.indicators}
        own |= {c.code: math.fsum(own[member] for member in c.members) for c in self.composites}
        return pd.Series(own, dtype=float, name="max_points")

    @cached_property
    def parent(self) -> pd.Series:
        """Parent code of every node of the tree; None for the root."""
        return pd.Series({node.code: node.parent for node in self.indicators}, dtype=object, name="parent")

    @cached_property
    def scale(self) -> NDArray[np.float64]:
        """Points that a published 1.00 of each code stands for; NaN where unknown."""
        if self.published_as == "points":
            return np.ones(len(self.all_codes))
        scale = self.max_points.to_numpy(copy=True)
        if math.isnan(scale[0]):
            scale[0] = 1000.0
        return scale

    @cached_property
    def points_known(self) -> bool:
        """Whether the parts' points are known, so that gains on single indicators mean something."""
        return not bool(self.max_points[list(self.codes)].isna().any())

    @cached_property
    def _most(self) -> dict[str, float]:
        return {}

    def most(self, code: str) -> float:
        """Maximum points of an indicator, a composite or a sum ("1+2"); NaN where a part's are unknown."""
        if code not in self._most:
            self._most[code] = float(self.max_points[list(self.leaves_of(code))].sum(skipna=False))
        return self._most[code]

    @cached_property
    def unit(self) -> int:
        """Micro-points that one unit of the published total is worth (0.0001 of 1000 points: 100 000)."""
        exact = self.scale[0] * MICRO / 10**self.decimals
        if abs(exact - round(exact)) > _TOLERANCE * MICRO or exact < 1:
            raise FrameworkError("framework_unit", framework=self.framework_id, points=self.scale[0])
        return round(exact)

    @cached_property
    def top(self) -> int:
        """The best possible published total, in units."""
        most = self.max_points.iloc[0] if self.published_as == "points" else 1.0
        return round(float(most) * 10**self.decimals)

    @cached_property
    def membership(self) -> NDArray[np.float64]:
        """Which leaves each code is the sum of, shape (n_all_codes, n_leaves), 0 or 1."""
        matrix = np.zeros((len(self.all_codes), len(self.leaves)))
        for row, code in enumerate(self.all_codes):
            under = self.leaves_of(code)
            matrix[row, [self.leaves.index(leaf) for leaf in under]] = 1.0
        matrix.setflags(write=False)
        return matrix

    def leaves_of(self, code: str) -> tuple[str, ...]:
        """The leaves that `code` is the sum of; a sum of codes is written with plus signs ("1+2").

        >>> toy_framework().leaves_of("DTI"), toy_framework().leaves_of("P"), toy_framework().leaves_of("1+2")
        (('1', '2', '3'), ('1', '2'), ('1', '2'))
        """
        if code not in self._leaves_of:
            self._leaves_of[code] = self._find_leaves(code)
        return self._leaves_of[code]

    @cached_property
    def _leaves_of(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _find_leaves(self, code: str) -> tuple[str, ...]:
        composites = {c.code: c.members for c in self.composites}
        found: list[str] = []
        todo = list(reversed(str(code).split("+")))
        while todo:
            part = todo.pop()
            if part in self.leaves:
                found.append(part)
            elif part in composites:
                todo.extend(reversed(composites[part]))
            elif part in self.codes:
                todo.extend(child.code for child in reversed(self.indicators) if child.parent == part)
            else:
                raise UnknownCode.of("indicator", part, self.all_codes)
        twice = [leaf for leaf, times in Counter(found).items() if times > 1]
        if twice:
            raise FrameworkError("overlapping_sum", sum=code, twice=listed(twice))
        return tuple(found)

    def column(self, code: str) -> int:
        """Position of `code` on the last axis."""
        if code not in self._nodes:
            raise UnknownCode.of("indicator", code, self.all_codes)
        return self.all_codes.index(code)

    def children(self, code: str) -> tuple[str, ...]:
        return tuple(node.code for node in self.indicators if node.parent == code)

    def name(self, code: str, lang: str = "vi") -> str:
        """Name of an indicator or composite; of a sum, the names joined. English falls back to Vietnamese."""
        if "+" in code:
            return " + ".join(self.name(part, lang) for part in code.split("+"))
        if code not in self._nodes:
            raise UnknownCode.of("indicator", code, self.all_codes)
        node = self._nodes[code]
        return (node.name_en if lang == "en" else node.name_vi) or node.name_vi

    def short(self, lang: str = "vi") -> str:
        """What the total is called in a sentence: "DTI", or of another index the name of its total.

        >>> toy_framework().short()
        'DTI'
        """
        return "DTI" if self.root == "DTI" or self.index_id.startswith("dti-") else self.name(self.root, lang)

    def level(self, share: float) -> Level | None:
        """The level that a share (0 … 1) of the total falls in; None where the edition has no levels."""
        percent = round(share * 100, 9)
        return next(
            (level for level in self.levels if level.above < percent <= level.up_to), next(iter(self.levels), None)
        )


def with_parts(parents: Mapping[str, str | None]) -> list[str]:
    """Codes with each one's parts right under it, sisters as they come; parents: code -> the code above it, those that
    stand in a circle last.

    >>> with_parts({"DTI": None, "1": "DTI", "2": "DTI", "1.1": "1"})
    ['DTI', '1', '1.1', '2']
    """
    under: dict[str | None, list[str]] = {}
    for code, parent in parents.items():
        under.setdefault(parent if parent in parents else None, []).append(code)
    found: list[str] = []
    waiting = under.get(None, [])[::-1]
    while waiting:
        found.append(waiting.pop())
        waiting += under.get(found[-1], [])[::-1]
    return [*found, *(code for code in parents if code not in found)]


def _tree_order(indicators: tuple[Indicator, ...]) -> tuple[Indicator, ...]:
    ordered: list[Indicator] = []
    todo = [node for node in indicators if node.parent is None]
    while todo:
        node = todo.pop()
        ordered.append(node)
        todo.extend(child for child in reversed(indicators) if child.parent == node.code)
    return tuple(ordered)


def _refuse_repeats(codes: Iterable[str], framework_id: str) -> None:
    repeated = [code for code, times in Counter(codes).items() if times > 1]
    if repeated:
        raise FrameworkError("repeated_code", framework=framework_id, codes=listed(repeated))


def _validate(framework: Framework) -> None:
    where, nodes = framework.framework_id, framework.indicators
    _refuse_repeats([*(n.code for n in nodes), *(c.code for c in framework.composites)], where)
    known = {node.code for node in nodes}
    for code in [*known, *(c.code for c in framework.composites)]:
        if not code or "+" in code or code != code.strip():
            raise FrameworkError("bad_code", framework=where, code=code)
    roots = [node.code for node in nodes if node.parent is None]
    if len(roots) != 1:
        raise FrameworkError("one_root", framework=where, roots=listed(roots) or "–")
    for node in nodes:
        if node.parent is not None and node.parent not in known:
            raise FrameworkError("no_parent", framework=where, code=node.code, parent=node.parent)
        if node.max_points < 0 or math.isinf(node.max_points):
            raise FrameworkError("bad_points", framework=where, code=node.code, points=node.max_points)
        if not node.scored and node.max_points > 0:
            raise FrameworkError("unscored_points", framework=where, code=node.code, points=node.max_points)
    reached = {node.code for node in _tree_order(nodes)}
    if reached != known:
        raise FrameworkError("cycle", framework=where, codes=listed(sorted(known - reached)))
    for node in nodes:
        points = [child.max_points for child in nodes if child.parent == node.code and child.scored]
        total = math.fsum(points)
        if points and abs(total - node.max_points) > _TOLERANCE:  # NaN compares false: unknown points are not checked
            raise FrameworkError(
                "sum_of_children", framework=where, code=node.code, points=node.max_points, total=total
            )
    for composite in framework.composites:
        strangers = [member for member in composite.members if member not in known]
        if strangers or not composite.members:
            raise FrameworkError(
                "composite_members", framework=where, code=composite.code, members=listed(strangers) or "–"
            )
    if framework.rounding not in MODES:
        raise FrameworkError("bad_rounding", framework=where, mode=framework.rounding, known=listed(MODES))
    if framework.published_as not in ("value", "points") or not 0 <= framework.decimals <= 6:
        raise FrameworkError("bad_precision", framework=where, kind=framework.published_as, decimals=framework.decimals)
