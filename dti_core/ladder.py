"""The ladder: the least gain for each better rank, and the levels of each indicator at which the rank changes."""

import math

import numpy as np
import pandas as pd

from dti_core.peers import Field, Peers
from dti_core.rounding import MICRO, publish, smallest_raw, to_micro
from dti_core.scores import ScoreTable
from dti_core.simulate import SLACK, own_total, room


def ladder(table: ScoreTable, entity: str, peers: Peers | None = None) -> pd.DataFrame:
    """Least gain for each better rank: rank, value, points, entity (who is caught up; tied peers in one row).

    Peers whose total is not published are not on the ladder; `Field.thresholds` gives bounds for them.

    >>> ladder(toy(), "B").to_dict("records")
    [{'rank': 1, 'value': 0.6, 'points': 1.9, 'entity': 'A'}]
    """
    framework, before = table.framework, own_total(table, entity)
    field = Field.of(table, entity, peers)
    rungs: dict[int, list[str]] = {}
    for row in field.others[np.argsort(field.low[field.others], kind="stable")]:
        if field.low[row] == field.high[row] and field.low[row] > before:
            rungs.setdefault(int(field.low[row]), []).append(table.entities[row])
    rows = []
    for units, names in rungs.items():
        points = (smallest_raw(units, framework.unit, framework.rounding) - before * framework.unit) / MICRO
        best, worst = field.rank_span(units)
        rows.append((worst if best == worst else math.nan, units / 10**framework.decimals, points, ", ".join(names)))
    frame = pd.DataFrame(rows, columns=["rank", "value", "points", "entity"])
    whole = "int64" if frame["rank"].notna().all() else "float64"
    return frame.astype({"rank": whole, "value": "float64", "points": "float64", "entity": "str"})


def levels(table: ScoreTable, entity: str, codes: tuple[str, ...], peers: Peers | None = None) -> pd.DataFrame:
    """For each indicator alone, the gains at which the rank changes, cut at its room.

    Columns code, gain, level (points on the indicator, NaN where not published), rank. The raise needed to pass a
    peer is the same number of points everywhere: the ladder, cut at each indicator's room.

    >>> levels(toy(), "B", ("1", "2", "3"))["level"].tolist()
    [7.9, 3.88, 3.9]
    """
    steps = ladder(table, entity, peers)
    rungs = list(zip(steps["points"].tolist(), steps["rank"].tolist(), strict=True))
    rows = []
    for code in codes:
        own, most = table.points(entity, code), room(table, entity, code)[1]
        rows += [(code, points, own + points, rank) for points, rank in rungs if points <= most + SLACK]
    frame = pd.DataFrame(rows, columns=["code", "gain", "level", "rank"])
    return frame.astype({"code": "str", "gain": "float64", "level": "float64", "rank": steps["rank"].dtype})


def potential(table: ScoreTable, entity: str, codes: tuple[str, ...], peers: Peers | None = None) -> pd.DataFrame:
    """The most that each indicator alone can bring: code, room (certain, at most), rank at the room, ranks gained.

    NaN where the indicator's points are unknown.

    >>> potential(toy(), "B", ("1",)).to_dict("records")
    [{'code': '1', 'room': 4.0, 'room_at_most': 4.0, 'rank': 1, 'ranks_gained': 1}]
    """
    field, before = Field.of(table, entity, peers), own_total(table, entity)
    now = field.rank_span(before)[1]
    rows = []
    for code in codes:
        certain, most = room(table, entity, code)
        if math.isnan(most):
            rows.append((code, most, most, math.nan, math.nan))
            continue
        raw = before * table.framework.unit + to_micro(most)
        after = min(publish(raw, table.framework.unit, table.framework.rounding), table.framework.top)
        rank = field.rank_span(after)[1]
        rows.append((code, certain, most, rank, now - rank))
    return pd.DataFrame(rows, columns=["code", "room", "room_at_most", "rank", "ranks_gained"])
