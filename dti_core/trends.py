"""Values, ranks and percentiles over the years, with a mark wherever the framework or the set of entities changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from dti_core.scores import ScoreTable

Counterpart = Callable[[str, str], str | None]


@dataclass(frozen=True, eq=False)
class Trend:
    """One entity over the rounds of an index.

    frame: round_id, year, entity (its id in that round), value, rank, rank_low, rank_high, of, percentile (share of
    the others that are not above, 0 … 1), mean (of the published values), mean_count, break_before ("" / "framework"
    / "entities" / "both": what changed since the row before), segment (number of the unbroken stretch).
    """

    entity: str
    code: str
    frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        return self.frame.copy()

    @property
    def breaks(self) -> pd.DataFrame:
        """Rows that begin after a break."""
        return self.frame[self.frame["break_before"] != ""]


def trend(
    tables: Sequence[ScoreTable], entity: str, code: str | None = None, counterpart: Counterpart | None = None
) -> Trend:
    """Figures of `entity` on `code` (none: the total) in each table, in the order given; a round it is not in has a
    blank row.

    `counterpart(entity, round_id)` names the same entity in another round (a province after a merger).

    >>> trend([toy("before"), toy("after")], "B").frame["value"].tolist()
    [0.4, 0.55]
    """
    rows = []
    before: ScoreTable | None = None
    segment = 0
    for table in tables:
        here = (
            entity if entity in table.entities else counterpart(entity, table.round.round_id) if counterpart else None
        )
        broken = breaks(before, table) if before else ""
        segment += bool(broken)
        row = {"round_id": table.round.round_id, "year": table.round.year, "entity": here, "of": table.n}
        row |= {"break_before": broken, "segment": segment}
        if here is not None and (code is None or code in table.framework.all_codes):
            place, rank = table.row(here), table.rank(code)[here]
            low, high = table.rank_bounds(code).iloc[place]
            mean, count = table.once(("trends.mean", code or table.framework.root), partial(_mean, table, code))
            row |= {
                "value": table.value(here, code), "rank": rank, "rank_low": low, "rank_high": high,
                "percentile": (table.n - rank) / (table.n - 1) if table.n > 1 else np.nan,
                "mean": mean, "mean_count": count,
            }  # fmt: skip
        rows.append(row)
        before = table
    columns = ["round_id", "year", "entity", "value", "rank", "rank_low", "rank_high", "of", "percentile", "mean",
               "mean_count", "break_before", "segment"]  # fmt: skip
    return Trend(entity, code or tables[0].framework.root, pd.DataFrame(rows).reindex(columns=columns))


def _mean(table: ScoreTable, code: str | None) -> tuple[float, int]:
    values = table.values(code)
    return float(values.mean()), int(values.notna().sum())


def breaks(before: ScoreTable, after: ScoreTable) -> str:
    """What makes two rounds incomparable: "" / "framework" / "entities" / "both"."""
    framework = before.framework.framework_id != after.framework.framework_id
    entities = before.entities != after.entities
    return "both" if framework and entities else "framework" if framework else "entities" if entities else ""


def rank_history(tables: Sequence[ScoreTable], code: str | None = None) -> pd.DataFrame:
    """Ranks of everybody in each round, entities as rows and round ids as columns; NaN where not known.

    >>> rank_history([toy("before"), toy("after")]).loc["B"].tolist()
    [2.0, 2.0]
    """
    return pd.DataFrame(
        {t.round.round_id: t.rank(code) for t in tables if code is None or code in t.framework.all_codes}
    )


def growth(before: ScoreTable, after: ScoreTable, code: str | None = None) -> pd.Series:
    """Change of the published value of every entity that has it in both rounds.

    >>> growth(toy("before"), toy("after")).to_dict()
    {'A': 0.1, 'B': 0.15, 'C': 0.05}
    """
    return (after.values(code) - before.values(code)).dropna().round(before.framework.decimals)
