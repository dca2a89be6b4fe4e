"""Which sheets of a file hold rows of a kind, and the catalogue that their codes are looked up in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dti_core.framework import Framework, with_parts
from dti_core.i18n import LANGUAGES, Translator
from dti_core.intake.checks import Findings, Row
from dti_core.intake.columns import Grid, understand
from dti_core.intake.goalposts import Goalposts
from dti_core.intake.grid import Book, Problem
from dti_core.intake.names import Names
from dti_core.store import Store

Chosen = Mapping[str, Mapping[int, str]]  # sheet -> column (from 0) -> field, as the user says


def own_sheets() -> set[str]:
    """Names of the sheets of a template that hold no rows: instructions and facts, in every language."""
    return {Translator(lang)(f"intake.template.{name}") for lang in LANGUAGES for name in ("instructions", "facts")}


def grids(
    book: Book, findings: Findings, fits: Callable[[Grid], bool], wanted: Iterable[str],
    more: Mapping[str, Iterable[str]] | None = None, chosen: Chosen | None = None,
) -> list[Grid]:  # fmt: skip
    """The sheets whose columns fit. Where none does, what the likeliest one lacks of `wanted` becomes a problem."""
    all_grids = [
        understand(sheet, more=more, chosen=(chosen or {}).get(sheet.name))
        for sheet in book.sheets
        if sheet.name not in own_sheets()
    ]
    found = [grid for grid in all_grids if fits(grid)]
    if not found:
        best = max(all_grids, key=lambda grid: sum(bool(c.field) for c in grid.columns), default=None)
        if best is None:
            findings.extend([Problem("", "", book.file_name, "no_sheet")])
        elif not best.columns:
            findings.extend(best.problems)
        else:
            lacking = [field for field in wanted if best.column(field) is None]
            findings.extend(
                Problem(best.sheet, best.columns[0].place, "", "missing_column", (("field", field),))
                for field in lacking
            )
    for grid in found:
        findings.extend(grid.problems)
    return found


@dataclass(frozen=True, eq=False)
class Catalogue:
    """What codes of a framework there are: its tree, its composites, and the office's components beside them."""

    framework: Framework
    components: pd.DataFrame

    @classmethod
    def of(cls, store: Store, framework_id: str) -> "Catalogue":
        """UnknownCode when there is no such framework."""
        framework = store.framework(framework_id)
        return cls(framework, store.catalogue(framework_id))

    @cached_property
    def most(self) -> pd.Series:
        """Most points of every code, NaN where unknown."""
        beside = self.components.set_index("code")["max_points"].astype(float)
        own = self.framework.max_points
        return pd.concat([own, beside[~beside.index.isin(own.index)]])

    @cached_property
    def most_published(self) -> pd.Series:
        """Most of every code as a figure is published: 1 for values, points for points (NaN where unknown)."""
        return self.most if self.framework.published_as == "points" else pd.Series(1.0, index=self.most.index)

    @cached_property
    def tree(self) -> dict[str, tuple[str | None, bool, float]]:
        """Parent, whether it is scored, and most points of every index, the office's components under theirs."""
        own = {node.code: (node.parent, node.scored, node.max_points) for node in self.framework.indicators}
        rows = self.components[["code", "parent_code", "scored", "max_points"]].itertuples(index=False, name=None)
        beside = {str(code): (str(parent), scored == "yes", float(points)) for code, parent, scored, points in rows}
        found = own | {code: node for code, node in beside.items() if code not in own}
        return {code: found[code] for code in with_parts({code: node[0] for code, node in found.items()})}

    @cached_property
    def goalposts(self) -> dict[str, Goalposts]:
        """Of the codes that are measured."""
        rows = self.components.dropna(subset=["best", "worst"])
        return {row.code: Goalposts(row.best, row.worst) for row in rows.itertuples()}

    @cached_property
    def units(self) -> dict[str, str]:
        """What the measured codes are measured in."""
        rows = self.components.dropna(subset=["measure_unit"])
        return dict(zip(rows["code"], rows["measure_unit"], strict=True))

    def name(self, code: str, lang: str = "vi") -> str:
        """Name of any code."""
        if code in self.framework.all_codes:
            return self.framework.name(code, lang)
        row = self.components.set_index("code").loc[code]
        return str(row["name_en"] if lang == "en" and isinstance(row["name_en"], str) else row["name_vi"])

    @cached_property
    def names(self) -> Names:
        """To look up what people write for a code."""
        return Names({code: (self.name(code), self.name(code, "en")) for code in self.most.index})

    def find(self, row: Row, numbered: bool = False) -> str | None:
        """The code that a row is of, by its code or its name; None and a problem where there is none.

        numbered: the rows are numbered by their codes, so that the number says what neither code nor name does.
        """
        said = {"code": row.code("code"), "indicator": row.text("indicator")}
        if numbered:
            said["position"] = row.code("position")
        if said["code"] in self.most.index:
            return said["code"]
        match = self.names.match(said["indicator"] or said["code"] or "")
        if match.found:
            return match.found
        if said.get("position") in self.most.index:
            return said["position"]
        field = next((field for field, word in said.items() if word), None)
        if field is None:
            row.add(row.cell("code", "indicator"), "no_code")
        else:
            row.add(row.cell(field), "unknown_index", near=", ".join(match.near) or "–")
        return None
