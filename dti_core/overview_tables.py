"""What the first page knows as tables: the years, the points lost, the figures in the sentences."""

import math

import numpy as np
import pandas as pd

from dti_core.i18n import Translator
from dti_core.overview import Overview
from dti_core.overview_words import label


def sheet(result: Overview, t: Translator) -> pd.DataFrame:
    """The years of the entity as a table to read or download, headers in the reader's language."""
    frame = result.trend.frame
    columns: dict[str, object] = {
        "year": [label(row.year, row.of, frame, t) for row in frame.itertuples()],
        "value": frame["value"].astype(float),
        "rank": frame["rank"].astype(float),
        "best": frame["rank_low"].astype(float),
        "worst": frame["rank_high"].astype(float),
        "of": frame["of"].astype(float) if result.now.of is not None else math.nan,
        "mean": np.round(frame["mean"].astype(float), 4),
        "mean_count": frame["mean_count"].astype(float),
        "break": [t(f"overview.break_{kind}") if kind else "" for kind in frame["break_before"]],
    }
    return pd.DataFrame({t(f"overview.column_{name}"): column for name, column in columns.items()})


def sheets(result: Overview, t: Translator) -> dict[str, pd.DataFrame]:
    """Tables to read or download: the years, and the points lost by indicator where the total is known."""
    found = {t("overview.sheet"): sheet(result, t)}
    if result.gap is not None:
        frame, framework = result.gap.frame, result.now.table.framework
        gained = result.now.rank - frame["rank_if_closed"]
        columns: dict[str, object] = {
            "code": frame["code"],
            "indicator": [framework.name(code, t.lang) for code in frame["code"]],
            "max": frame["max_points"].astype(float),
            "own": frame["own"].astype(float),
            "lost": frame["lost"].astype(float),
            "gained": gained.astype(float),
        }
        named = {t(f"overview.column_{name}"): column for name, column in columns.items()}
        found[t("overview.sheet_gaps")] = pd.DataFrame(named)
    if len(result.weakest):
        framework = result.now.table.framework
        names = [framework.name(code, t.lang) for code in result.weakest["code"]]
        lowest = {"code": result.weakest["code"], "indicator": names, "value": result.weakest["value"].astype(float)}
        named = {t(f"overview.column_{name}"): column for name, column in lowest.items()}
        found[t("overview.sheet_weakest")] = pd.DataFrame(named)
    if len(figures := said(result, t)):
        found[t("overview.sheet_said")] = figures
    return found


def said(result: Overview, t: Translator) -> pd.DataFrame:
    """The figures that the sentences name and no other table holds: changes since the round before, what is missing to
    the goal. One row a figure; (least, greatest) where only bounds are known, twice the same where they are not.
    """
    split, goal, rank = result.split, result.goal, result.rank_change
    rows = {"value_change": (result.value_change,) * 2, "rank_change": (rank, rank)}
    if split is not None:
        rows |= {"own": split.own_span, "peers": split.peers_span}
    rows["margin" if goal.kind == "lead" else "missing"] = goal.missing
    if result.now.table.framework.published_as == "points":
        rows["most"] = (result.now.table.framework.most(result.now.table.framework.root),) * 2
    known = {name: span for name, span in rows.items() if not math.isnan(span[0])}
    return pd.DataFrame(
        {
            t("overview.column_said"): [t(f"overview.said_{name}") for name in known],
            t("overview.column_least"): [float(least) for least, _ in known.values()],
            t("overview.column_most"): [float(most) for _, most in known.values()],
        }
    )


def formats(frame: pd.DataFrame, result: Overview, t: Translator) -> dict[str, int]:
    """Decimals of each column of `sheets`: counts and ranks whole, points two, values as published."""
    places = {name: 0 for name in ("rank", "best", "worst", "of", "mean_count", "gained")}
    places |= {name: 2 for name in ("max", "own", "lost")} | {name: 4 for name in ("least", "most")}
    places |= {name: result.now.table.framework.decimals for name in ("value", "mean")}
    written = {t(f"overview.column_{name}"): decimals for name, decimals in places.items()}
    return {column: decimals for column, decimals in written.items() if column in frame.columns}
