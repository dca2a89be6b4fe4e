"""Problems, gathered while a file is read: all at once, each at its cell, each with what to do about it."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
from openpyxl.utils.cell import coordinate_to_tuple

from dti_core import ranking
from dti_core.errors import listed
from dti_core.framework import Framework
from dti_core.inference import contradictions, sum_intervals
from dti_core.intake import cells
from dti_core.intake.cells import NotUnderstood, shown
from dti_core.intake.columns import Grid
from dti_core.intake.grid import Book, Cell, Problem
from dti_core.rounding import to_units

T = TypeVar("T")
_LEAST = 1e-9  # points, as in a framework
_HALF_CENT = 0.005 + _LEAST  # points that each of several figures may be off, written with two decimals


class Findings:
    """What is wrong with a file.

    >>> found = Findings()
    >>> found.add("Sheet1", Cell(2, 2, "1,2"), "above_max", most=1.0)
    >>> [(problem.place, problem.value, problem.code) for problem in found.problems]
    [('B2', '1,2', 'above_max')]
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._notations: dict[str, cells.Notation | None] = {}

    def add(self, sheet: str, cell: Cell, code: str, /, severity: str = "stop", **details: object) -> None:
        self.problems.append(Problem(sheet, cell.place, shown(cell), code, tuple(details.items()), severity))

    def extend(self, problems: Iterable[Problem]) -> None:
        self.problems += problems

    def notation(self, grid: Grid) -> cells.Notation | None:
        """Whether a sheet writes decimals with a comma or a point; None where it does not show."""
        if grid.sheet not in self._notations:
            self._notations[grid.sheet] = cells.notation(cell for row in grid.rows for cell in row)
        return self._notations[grid.sheet]

    def sorted(self, book: Book) -> tuple[Problem, ...]:
        """In the order of the file, each once."""
        order = {sheet.name: place for place, sheet in enumerate(book.sheets)}
        unique = list(dict.fromkeys(self.problems))
        return tuple(sorted(unique, key=lambda p: (order.get(p.sheet, -1), coordinate_to_tuple(p.place or "A1"))))


# Problems of a cell that is blank.
_SAYS_NOTHING = {"no_entity", "no_code", "no_name", "no_points"}


@dataclass(frozen=True, eq=False)
class Row:
    """A row being read: every question is answered with what its cell says, or None where there is nothing or it cannot
    be read; then it is a problem. A formula is not taken at its word: what it last gave may be of another day."""

    findings: Findings
    grid: Grid
    cells: tuple[Cell, ...]

    def cell(self, *fields: str) -> Cell:
        """The cell of the first of the fields that has a column; else the first of the row."""
        found = (self.grid.cell(self.cells, field) for field in fields)
        return next((cell for cell in found if cell is not None), self.cells[0])

    def take(self, field: str, read: Callable[[Cell], T]) -> T | None:
        cell = self.grid.cell(self.cells, field)
        if cell is None:
            return None
        if cell.formula:
            self.add(cell, "formula")
            return None
        try:
            return read(cell)
        except NotUnderstood as refused:
            self.findings.extend([refused.problem(self.grid.sheet, cell)])
            return None

    def text(self, field: str) -> str | None:
        return self.take(field, cells.text)

    def code(self, field: str) -> str | None:
        return self.take(field, cells.code)

    def number(self, field: str) -> float | None:
        """A finite number, in the notation of its sheet."""
        notation = self.findings.notation(self.grid)
        value = self.take(field, lambda cell: cells.number(cell, notation))
        if value is not None and not math.isfinite(value):
            self.add(self.cell(field), "not_finite")
            return None
        return value

    def whole(self, field: str) -> int | None:
        return self.take(field, cells.whole)

    def add(self, cell: Cell, code: str, /, severity: str = "stop", **details: object) -> None:
        if code in _SAYS_NOTHING and not cells.blank(cell):
            return  # it says something, and what is wrong with it has been said
        self.findings.add(self.grid.sheet, cell, code, severity, **details)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a file: value as the framework publishes it; cell where it stands; scale: how it is written there
    ("published", "points", "percent" or "measured")."""

    entity: str
    code: str
    status: str
    value: float
    basis: str
    quote: str
    sheet: str
    cell: Cell
    scale: str = "published"


@dataclass(frozen=True, slots=True)
class Placed:
    """One rank of a file, with its cell."""

    entity: str
    code: str
    within: str
    rank: int
    of: int | None
    quote: str
    sheet: str
    cell: Cell


Said = TypeVar("Said", Figure, Placed)


def repeated(findings: Findings, figures: Sequence[Said]) -> list[Said]:
    """The figures without those said twice; the second and later ones are problems, worse where they differ."""
    kept: dict[tuple[str, ...], Said] = {}
    for one in figures:
        key = (one.entity, one.code, one.status if isinstance(one, Figure) else one.within)
        first = kept.setdefault(key, one)
        if first is not one:
            same = shown(first.cell) == shown(one.cell)
            place = first.cell.place if first.sheet == one.sheet else f"{first.sheet}!{first.cell.place}"
            code = "repeated_row" if same else "repeated_differently"
            findings.add(one.sheet, one.cell, code, "look" if same else "stop", first=place, value=shown(first.cell))
    return list(kept.values())


def inside(findings: Findings, figures: Sequence[Figure], most: pd.Series, points: pd.Series) -> list[Figure]:
    """The figures without those below zero or above the most, which are problems: each is told its limit as it is
    written itself. most, points: by code, as published and in points, NaN unknown."""
    kept = []
    for one in figures:
        if one.value < 0:
            findings.add(one.sheet, one.cell, "below_zero")
        elif one.value > most[one.code] + _LEAST:
            if one.scale == "points":
                findings.add(one.sheet, one.cell, "above_points", code=one.code, most=float(points[one.code]))
            elif one.scale == "percent":
                findings.add(one.sheet, one.cell, "above_percent", code=one.code, most=100)
            else:
                findings.add(one.sheet, one.cell, "above_max", code=one.code, most=float(most[one.code]))
        else:
            kept.append(one)
    return kept


def parts(findings: Findings, framework: Framework, table: np.ndarray, figures: Sequence[Figure],
          rows: Sequence[str]) -> set[str]:  # fmt: skip
    """Totals that are not the sum of their parts within rounding, where all parts are given; entities with one.

    table: shape (n_entities, n_all_codes), as published, what the file says put into what is known.
    """
    if not framework.points_known:
        return set()
    half = 0.5 * 10.0**-framework.decimals * (2 if framework.rounding == "floor" else 1)
    scale, wrong = framework.scale, set()
    places = {(one.entity, one.code): one for one in figures}
    scored = {node.code for node in framework.indicators if node.scored}
    for code in framework.codes:
        children = [child for child in framework.children(code) if child in scored]
        if not children:
            continue
        columns = [framework.column(child) for child in children]
        points = table[:, columns] * scale[columns]
        own = table[:, framework.column(code)] * scale[framework.column(code)]
        slack = half * (scale[columns].sum() + scale[framework.column(code)]) + _LEAST
        for row in np.flatnonzero(np.abs(points.sum(axis=1) - own) > slack):
            entity = rows[int(row)]
            said = next((places[entity, c] for c in (code, *children) if (entity, c) in places), None)
            if said:
                wrong.add(entity)
                findings.add(said.sheet, said.cell, "parts_total", "look", code=code,
                             total=float(round(own[row], 6)), sum=float(round(points[row].sum(), 6)))  # fmt: skip
    return wrong


def component_parts(findings: Findings, parents: Mapping[str, str | None], points: pd.Series, figures: Sequence[Figure],
                    share: bool) -> None:  # fmt: skip
    """Figures of the office's own components that do not add up to their index, where the file has all of them.

    parents: component -> index; points: the most of every code; share: whether figures are shares of it.
    """
    said = {(one.entity, one.status, one.code): one for one in figures}
    parts_of: dict[str, list[str]] = {}
    for code, parent in parents.items():
        if parent and points[code] > 0:
            parts_of.setdefault(parent, []).append(code)
    for entity, status in dict.fromkeys((one.entity, one.status) for one in figures):
        for whole, codes in parts_of.items():
            found = [said.get((entity, status, code)) for code in (whole, *codes)]
            if any(one is None for one in found):
                continue
            own, *inside = (one.value * (points[one.code] if share else 1.0) for one in found if one is not None)
            if abs(math.fsum(inside) - own) > _HALF_CENT * len(found):
                one = said[entity, status, whole]
                findings.add(one.sheet, one.cell, "parts_total", "look", code=whole, total=round(float(own), 6),
                             sum=round(math.fsum(inside), 6))  # fmt: skip


def contradicted(findings: Findings, framework: Framework, before: np.ndarray, after: np.ndarray,
                 figures: Sequence[Figure], rows: Sequence[str], told: set[str]) -> None:  # fmt: skip
    """Figures that what is known excludes, each with what it leaves room for; entities in `told` have been said.

    before, after: shape (n_entities, n_all_codes), as published, without and with the file.
    """
    said = {(one.entity, one.code): one for one in figures}
    old = contradictions(framework, before)
    for row, culprits in contradictions(framework, after).items():
        entity = rows[row]
        mine = [said[entity, code] for code in culprits if (entity, code) in said]
        if entity in told or not mine or old.get(row) == culprits:
            continue
        one = mine[0]
        rest = after[[row]].copy()
        rest[0, framework.column(one.code)] = np.nan
        low, high = sum_intervals(framework, rest, one.code)
        scale = framework.scale[framework.column(one.code)]
        findings.add(one.sheet, one.cell, "contradicted", "look", code=one.code, culprits=listed(culprits),
                     low=round(float(low[0] / scale), 6), high=round(float(high[0] / scale), 6))  # fmt: skip


def disordered(findings: Findings, decimals: int, values: pd.Series, ranks: pd.Series, figures: Sequence[Placed],
               names: pd.Series) -> None:  # fmt: skip
    """Ranks of one code that are not in the order of the values: a higher value has a better rank, equals share.

    values, ranks: entity -> as published, NaN unknown. One problem a rank, with the first that it clashes with.
    """
    said = {one.entity: one for one in figures}
    pairs = ranking.contradictions(to_units(values, decimals), ranks.to_numpy(dtype=float))
    told: set[str] = set()
    for pair in pairs:
        one, other = (values.index[row] for row in pair)
        mine = other if other in said and other not in told else one
        if mine in told or mine not in said:
            continue
        told |= {one, other}
        with_ = one if mine == other else other
        findings.add(said[mine].sheet, said[mine].cell, "rank_order", "look", name=names[mine],
                     rank=int(ranks[mine]), value=float(values[mine]), other=names[with_],
                     other_rank=int(ranks[with_]), other_value=float(values[with_]))  # fmt: skip
