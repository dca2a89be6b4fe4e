"""The map in words: its finding, what each province says, the table beside it."""

import math

import pandas as pd

from dti_core import parts
from dti_core.atlas import Atlas
from dti_core.geography import places
from dti_core.i18n import Translator

_NAMED = 2  # provinces named where several are alike


def name(result: Atlas, entity: str, t: Translator) -> str:
    """A province's name, also of one that is on the map and not in the round."""
    return (
        result.table.name(entity, t.lang) if entity in result.table.entities else places(result.edition)[entity].short
    )


def number(result: Atlas, entity: str, t: Translator) -> str:
    """The measure of one province as it is read: 0,5032 · 53 · ▼5 · +0,0009."""
    figure = float(result.frame.at[entity, "number"])
    if result.measure == "rank":
        return t.number(figure, 0)
    if result.measure == "change":
        return t.arrow(figure)
    return parts.figure(result.table, figure, t) if result.measure == "value" else _signed(result, figure, t)


def hover(result: Atlas, entity: str, t: Translator) -> str:
    """Name, value, rank, and the measure where it is neither."""
    row, who = result.frame.loc[entity], name(result, entity, t)
    if math.isnan(row["value"]) and math.isnan(row["rank"]):
        return t("map.hover_missing", name=who)
    said = t(
        "map.hover", name=who, value=parts.figure(result.table, row["value"], t),
        rank=t.rank(row["rank"], result.table.n),
    )  # fmt: skip
    if result.measure == "change":
        return f"{said}<br>" + t("map.hover_change", change=number(result, entity, t), year=_since(result))
    if result.measure == "gap" and entity != result.entity:
        own = name(result, result.entity, t)
        return f"{said}<br>" + t("map.hover_gap", own=own, gap=number(result, entity, t))
    return said


def finding(result: Atlas, t: Translator) -> str:
    """The sentence to read first; every number in it is in the table."""
    if result.known.empty:
        return t("map.finding_none", index=_index(result, t))
    if result.measure == "change":
        return _finding_change(result, t)
    if result.measure == "gap":
        return _finding_gap(result, t)
    values = result.frame["value"].dropna()
    mine = result.frame.loc[result.entity]
    lacking = "_missing" if math.isnan(mine["rank"]) else "_rank"
    own = t(
        "map.own" + (lacking if math.isnan(mine["value"]) else ""),
        name=name(result, result.entity, t),
        value=_value(result, result.entity, t),
        rank=_rank(result, t),
    )
    if values.empty or values.min() == values.max():
        return own
    return t(
        "map.finding_value", own=own, best=_those(result, values, values.max(), t),
        high=parts.figure(result.table, values.max(), t), worst=_those(result, values, values.min(), t),
        low=parts.figure(result.table, values.min(), t),
    )  # fmt: skip


def regions(result: Atlas, t: Translator, names: pd.Series) -> str:
    """Which region's median value is highest and lowest; "" where regions or most values are not known.

    names: region_id -> name.
    """
    frame = result.frame.loc[list(result.table.entities)].assign(region=result.table.people["region_id"])
    known = frame.dropna(subset=["value", "region"])
    if known["region"].nunique() < 2 or len(known) < result.table.n:
        return ""
    medians = known.groupby("region")["value"].median()
    top, bottom = medians.idxmax(), medians.idxmin()
    return t(
        "map.regions", best=names[top], high=parts.figure(result.table, medians[top], t), worst=names[bottom],
        low=parts.figure(result.table, medians[bottom], t),
    )  # fmt: skip


def subtitle(result: Atlas, t: Translator) -> str:
    """What is drawn, in which unit, and since when."""
    what = _index(result, t)
    if result.measure == "change":
        return t("map.what_change", index=what, year=_since(result))
    if result.measure == "gap":
        return t("map.what_gap", index=what, name=name(result, result.entity, t))
    return t("map.what_rank" if result.measure == "rank" else "map.what_value", index=what)


def notes(result: Atlas, t: Translator) -> list[str]:
    """What a reader must know beside the map."""
    said = []
    if result.missing:
        said.append(t("map.note_missing", count=t.number(result.missing, 0), of=t.number(len(result.frame), 0)))
    if result.measure == "change" and result.framework_changed:
        said.append(t("map.note_framework", year=_since(result)))
    return [*said, t("map.note_lines")]


def frame(result: Atlas, t: Translator) -> pd.DataFrame:
    """The table beside the map, best first."""
    rows = result.to_frame()
    shown = pd.DataFrame(
        {t("map.column_name"): [name(result, entity, t) for entity in rows["entity"]],
         t("map.column_value"): rows["value"], t("map.column_rank"): rows["rank"]}
    )  # fmt: skip
    if result.measure in ("change", "gap"):
        shown[measure_column(result, t)] = rows["number"]
    return shown.reset_index(drop=True)


def measure_column(result: Atlas, t: Translator) -> str:
    """The header of the measure, where it is neither value nor rank."""
    if result.measure == "change":
        return t("map.column_change", year=_since(result))
    return t("map.column_gap", name=name(result, result.entity, t))


def _finding_change(result: Atlas, t: Translator) -> str:
    changes = result.known["number"]
    own = float(result.frame.at[result.entity, "number"])
    kind = "unknown" if math.isnan(own) else "same" if own == 0 else "up" if own < 0 else "down"
    said = t(f"map.change_{kind}", name=name(result, result.entity, t), places=_places(own, t), year=_since(result))
    if (changes == 0).all():
        return t("map.change_nobody", own=said)
    best, worst = changes.min(), changes.max()
    said_of = [
        t(f"map.change_{word}", who=_those(result, changes, edge, t), places=_places(edge, t))
        for word, edge in (("most_up", best), ("most_down", worst))
        if (edge < 0) == (word == "most_up") and edge != 0
    ]
    return t("map.change_all", own=said, most="; ".join(said_of))


def _finding_gap(result: Atlas, t: Translator) -> str:
    gaps = result.known["number"].drop(result.entity)
    ahead, behind, level = gaps[gaps > 0], gaps[gaps < 0], gaps[gaps == 0]
    first = "gap_ahead" if len(ahead) else "gap_first"
    said = [t(f"map.{first}", count=t.number(len(ahead), 0), name=name(result, result.entity, t))]
    if len(level):
        said.append(t("map.gap_level", who=_those(result, level, 0.0, t)))
    if len(ahead):
        nearest = ahead.min()
        said.append(t("map.gap_above", who=_those(result, ahead, nearest, t), gap=_signed(result, nearest, t)))
    if len(behind):
        nearest = behind.max()
        said.append(t("map.gap_below", who=_those(result, behind, nearest, t), gap=_signed(result, nearest, t)))
    return "; ".join(said) + "."


def _those(result: Atlas, numbers: pd.Series, edge: float, t: Translator) -> str:
    """Who has the number `edge`: two names at most, then how many more."""
    found = [name(result, entity, t) for entity in numbers.index[numbers == edge]]
    text = ", ".join(found[:_NAMED])
    more = len(found) - _NAMED
    return t("map.and_more", names=text, count=t.number(more, 0)) if more > 0 else text


def _value(result: Atlas, entity: str, t: Translator) -> str:
    return parts.figure(result.table, float(result.frame.at[entity, "value"]), t)


def _rank(result: Atlas, t: Translator) -> str:
    return t.rank(float(result.frame.at[result.entity, "rank"]), result.table.n)


def _index(result: Atlas, t: Translator) -> str:
    return parts.name(result.table, result.code, t)


def _since(result: Atlas) -> int:
    assert result.earlier
    return result.earlier.round.year


def _places(change: float, t: Translator) -> str:
    return t.number(abs(change), 0)


def _signed(result: Atlas, figure: float, t: Translator) -> str:
    return t.signed(figure, result.table.framework.decimals)
