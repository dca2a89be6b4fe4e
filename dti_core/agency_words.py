"""Agencies' sheets in words and tables: who leads what, what it is worth, one workbook with a sheet each."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dti_core.agencies import AgencySheet
from dti_core.i18n import Translator
from dti_core.progress_tables import items_frame
from dti_core.progress_words import Safe, points
from dti_core.scenario_chance import chance

_LEAST = 0.001  # chance


def name(sheet: AgencySheet, t: Translator) -> str:
    """The agency as it is mostly written; what to call the items that name none."""
    return sheet.name or t("progress.no_agency")


def finding(sheets: Sequence[AgencySheet], t: Translator, safe: Safe = str) -> str:
    """Who still has most to gain."""
    named = [sheet for sheet in sheets if sheet.key]
    if not named:
        return t("progress.agencies.finding_none")
    most = max(named, key=lambda sheet: sheet.at_stake)
    if most.at_stake <= 0:
        return t("progress.agencies.finding_done", count=len(named))
    return t("progress.agencies.finding", count=len(named), name=safe(most.name), points=points(most.at_stake, t))


def finding_sheet(sheet: AgencySheet, rank: int | None, t: Translator, safe: Safe = str) -> str:
    """What one agency has, and what it is worth together."""
    said = [
        t(
            "progress.agencies.sheet", name=safe(name(sheet, t)), count=len(sheet.items), late=sheet.count("late"),
            risk=sheet.count("at_risk"), missing=len(sheet.evidence_missing), points=points(sheet.at_stake, t),
        )
    ]  # fmt: skip
    if sheet.rolled.gains:
        key = "sheet_worth" if sheet.ranks > 0 else "sheet_worth_none"
        said.append(t(f"progress.agencies.{key}", **({"ranks": t.number(sheet.ranks, 0)} if sheet.ranks > 0 else {})))
        if not math.isnan(sheet.chance[0]):
            odds = {"before": _odds(sheet.chance_now, t), "after": _odds(sheet.chance, t)}
            key = "sheet_chance" if odds["before"] != odds["after"] else "sheet_chance_same"
            said.append(t(f"progress.agencies.{key}", rank=t.number(rank, 0), **odds))
    if sheet.coordinates:
        names = ", ".join(safe(item.name(t.lang)) for item in sheet.coordinates)
        said.append(t("progress.agencies.coordinates", count=len(sheet.coordinates), names=names))
    return " ".join(said)


def assumption(sheet: AgencySheet, t: Translator) -> str:
    """What the ranks and chances rest on."""
    if math.isnan(sheet.chance_now[0]):
        return t("progress.agencies.assumption_no_model")
    return t("progress.agencies.assumption", now=_odds(sheet.chance_now, t))


def _odds(span: tuple[float, float], t: Translator) -> str:
    return t.number(None) if math.isnan(span[0]) else chance(span[0], t, span[1])


def summary_frame(sheets: Sequence[AgencySheet], rank: int | None, t: Translator) -> pd.DataFrame:
    """One row an agency."""
    frame = pd.DataFrame(
        {
            t("progress.agencies.name"): [name(sheet, t) for sheet in sheets],
            t("progress.agencies.items"): [len(sheet.items) for sheet in sheets],
            t("progress.agencies.late"): [sheet.count("late") for sheet in sheets],
            t("progress.agencies.risk"): [sheet.count("at_risk") for sheet in sheets],
            t("progress.agencies.evidence"): [len(sheet.evidence_missing) for sheet in sheets],
            t("progress.agencies.at_stake"): [sheet.at_stake for sheet in sheets],
            t("progress.agencies.ranks"): pd.Series(
                [sheet.ranks if sheet.rolled.gains else math.nan for sheet in sheets], dtype="float64"
            ),
            t("progress.agencies.chance", rank=t.number(rank, 0)): _shares(
                [sheet.chance if sheet.rolled.gains else (math.nan, math.nan) for sheet in sheets], t
            ),
        }
    )
    frame.attrs["decimals"] = {t("progress.agencies.at_stake"): 2}
    return frame


def _shares(spans: Sequence[tuple[float, float]], t: Translator) -> pd.Series:
    """Chances as numbers, 0 … 1; as texts where one is only known to lie between two."""
    if all(math.isnan(low) or round(high - low, 6) == 0 for low, high in spans):
        return pd.Series([low for low, _ in spans], dtype="float64")
    return pd.Series([_odds(span, t) for span in spans], dtype=object)


def _share(share: float | str, t: Translator) -> str:
    """A chance with one decimal, as small gains need; never "0,0 %" or "100,0 %" for what is not certain."""
    if isinstance(share, str):
        return share
    if 0 < share < _LEAST:
        return t("simulate.chance.under", share=t.percent(_LEAST, 1))
    if 1 - _LEAST < share < 1:
        return t("simulate.chance.over", share=t.percent(1 - _LEAST, 1))
    return t.percent(share, 1)


def formats(rank: int | None, t: Translator) -> dict[str, Any]:
    """How the numbers of both tables are written on screen."""
    ranks, _, chance_alone = alone_headers(rank, t)
    chances = (chance_alone, t("progress.agencies.chance", rank=t.number(rank, 0)))
    return {
        t("progress.agencies.at_stake"): lambda value: points(float(value), t),
        t("progress.agencies.ranks"): 0,
        ranks: 0,
        **{header: lambda value: _share(value, t) for header in chances},
    }


def alone_headers(rank: int | None, t: Translator) -> tuple[str, str, str]:
    """Headers of what an item is worth alone: ranks, value, chance."""
    chance_header = t("progress.agencies.chance_alone", rank=t.number(rank, 0))
    return t("progress.agencies.ranks_alone"), t("progress.agencies.value_alone"), chance_header


def sheet_frame(sheet: AgencySheet, rank: int | None, t: Translator) -> pd.DataFrame:
    """One agency's items with what each is worth alone, in front of the rest."""
    frame = items_frame(sheet.progress, sheet.items, t)
    ranks = pd.Series([stake.ranks for stake in sheet.stakes], dtype="float64")
    values = pd.Series([stake.value_after for stake in sheet.stakes], dtype="float64")
    chances = _shares([stake.chance for stake in sheet.stakes], t)
    alone = dict(zip(alone_headers(rank, t), (ranks, values, chances), strict=True))
    place = frame.columns.get_loc(t("progress.column.planned_gain"))
    assert isinstance(place, int)
    for offset, (header, column) in enumerate(alone.items()):
        frame.insert(place + 1 + offset, header, column)
    frame = frame.drop(columns=t("progress.column.lead"))
    frame.attrs["decimals"] |= {t("progress.agencies.value_alone"): sheet.progress.table.framework.decimals}
    return frame


def workbook_sheets(sheets: Sequence[AgencySheet], rank: int | None, t: Translator) -> Mapping[str, pd.DataFrame]:
    """A summary, then a sheet for each agency."""
    found = {t("progress.agencies.summary"): summary_frame(sheets, rank, t)}
    for sheet in sheets:
        header = name(sheet, t)
        found[header if header not in found else f"{header} (2)"] = sheet_frame(sheet, rank, t)
    return found
