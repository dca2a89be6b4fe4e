"""What a map of the provinces shows: a number, a place on the colour scale and a rank for every province."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dti_core.errors import ScoreError
from dti_core.geography import edition_of, places
from dti_core.scores import ScoreTable
from dti_core.trends import breaks

MEASURES: tuple[str, ...] = ("value", "rank", "change", "gap")
DIVERGING = ("change", "gap")  # above and below nothing, in two hues


@dataclass(frozen=True, eq=False)
class Atlas:
    """One measure of every province of a round on one indicator.

    measure: "value" as published; "rank"; "change" of rank since `earlier` (negative is better); "gap" of the figure
    to that of `entity` (positive: ahead of it).
    frame: indexed by every province of the map's edition, in the order of the table, columns number (the measure),
    value, rank; NaN where not published.
    """

    table: ScoreTable
    entity: str
    code: str
    measure: str
    edition: int
    earlier: ScoreTable | None
    frame: pd.DataFrame

    @property
    def known(self) -> pd.DataFrame:
        return self.frame[self.frame["number"].notna()]

    @property
    def missing(self) -> int:
        """How many provinces of the map have no number."""
        return int(self.frame["number"].isna().sum())

    @cached_property
    def shades(self) -> pd.Series:
        """Place on the scale, 0 … 1, darker is more; better ranks are darker. Diverging measures: 0.5 is nothing, above
        it is better; both sides to one scale. NaN where missing; 0.5 where all are alike."""
        numbers = self.frame["number"]
        if self.measure in DIVERGING:
            most = numbers.abs().max()
            sign = -1 if self.measure == "change" else 1
            return 0.5 + sign * numbers / (2 * most) if most > 0 else numbers * 0 + 0.5
        low, high = numbers.min(), numbers.max()
        shares = (numbers - low) / (high - low) if high > low else numbers * 0 + 0.5
        return 1 - shares if self.measure == "rank" else shares

    @property
    def framework_changed(self) -> bool:
        return self.earlier is not None and breaks(self.earlier, self.table) != ""

    def to_frame(self) -> pd.DataFrame:
        """The numbers with names and ids, best first, what is missing last."""
        names = {entity: self.table.name(entity) for entity in self.table.entities}
        frame = self.frame.assign(entity=self.frame.index, name=[names.get(e, e) for e in self.frame.index])
        return frame.sort_values(["value", "rank"], ascending=[False, True], na_position="last", kind="stable")


def atlas(table: ScoreTable, entity: str, code: str, measure: str, history: Sequence[ScoreTable] = ()) -> Atlas:
    """The map of a measure; ScoreError where the round is not of provinces, or there is nothing to compare it with.

    >>> store = __import__("dti_core").Store.open(":memory:")
    >>> result = atlas(store.table("province-2022"), "VN-12", "DTI", "rank")
    >>> result.edition, int(result.frame["number"]["VN-12"]), float(result.shades["VN-48"])
    (63, 53, 1.0)
    >>> store.close()
    """
    edition = edition_of(table)
    everyone = pd.Index([*table.entities, *(other for other in places(edition) if other not in table.entities)])
    values = table.values(code).reindex(everyone)
    ranks = table.rank(code).reindex(everyone)
    earlier = None
    if measure == "value":
        numbers = values
    elif measure == "rank":
        numbers = ranks
    elif measure == "gap":
        own = table.value(entity, code)
        if math.isnan(own):
            raise ScoreError("no_map_gap", entity=table.name(entity), code=code)
        numbers = (values - own).round(table.framework.decimals)
    else:
        earlier = before(table, code, history)
        if earlier is None:
            raise ScoreError("no_map_change", year=table.round.year)
        numbers = ranks - earlier.rank(code).reindex(everyone)
    frame = pd.DataFrame({"number": numbers.astype(float), "value": values, "rank": ranks.astype(float)})
    frame["number"] = np.where(frame["number"] == 0, 0.0, frame["number"])  # no −0
    return Atlas(table, entity, code, measure, edition, earlier, frame)


def before(table: ScoreTable, code: str, history: Sequence[ScoreTable]) -> ScoreTable | None:
    """The latest earlier round of the same entities in which somebody's rank on `code` is known."""
    found = [
        other
        for other in history
        if other.round.year < table.round.year
        and other.entities == table.entities
        and code in other.framework.all_codes
        and other.rank(code).notna().any()
    ]
    return max(found, key=lambda other: other.round.year, default=None)


def codes(table: ScoreTable) -> tuple[str, ...]:
    """Indicators that some entity of the round has a figure or a rank on: what a map can show."""
    return tuple(
        code for code in table.framework.all_codes if table.values(code).notna().any() or table.rank(code).notna().any()
    )
