"""Charts of the target: the value it asks when the others grow, and what it would have asked in other years."""

from typing import Any

import pandas as pd

from dti_core.charts import style
from dti_core.charts.draft import Draft, Picture
from dti_core.goal import Goal
from dti_core.goal_words import finding_growth, finding_years, round_name
from dti_core.i18n import Translator
from dti_core.scenario import Past
from dti_core.scenario_words import value


def needed_by_growth(aim: Goal, frame: pd.DataFrame, history: tuple[Past, ...], t: Translator) -> Picture:
    """Growth of the others (x) against the own value the target asks (y); real years marked, our value dashed."""
    desk, rows = aim.desk, frame.to_dict("records")
    hover = [
        t(
            "target.growth_hover",
            growth=value(desk, row["growth"], t, signed=True),
            required=value(desk, row["required"], t),
            gain=value(desk, row["gain"], t, signed=True),
        )
        for row in rows
    ]
    x, y = [row["growth"] for row in rows], [row["required"] for row in rows]
    marked = {0.0: t("target.mark_frozen")}
    marked |= {
        round(year.growth, 4): t("target.mark_year", before=year.year_before, after=year.year_after) for year in history
    }
    at = [row for row in rows if row["growth"] in marked]
    data: list[dict[str, Any]] = [
        {
            "x": x,
            "y": y,
            "mode": "lines",
            "text": hover,
            "hoverinfo": "text",
            "line": {"color": style.GREY, "width": 3},
        },
        {
            "x": [row["growth"] for row in at],
            "y": [row["required"] for row in at],
            "mode": "markers+text",
            "hoverinfo": "skip",
            "text": [f"{marked[row['growth']]}<br><b>{value(desk, row['required'], t)}</b>" for row in at],
            "textposition": ["top center" if row["growth"] else "middle left" for row in at],
            "cliponaxis": False,
            "marker": {"size": 11, "color": style.COMPARED[0]},
        },
    ]
    low, high, wide = min(aim.own, *y), max(aim.own, *y), max(x) or 0.01
    room = (high - low) or 0.01
    layout = {
        "xaxis": {
            "range": [-0.28 * wide, 1.12 * wide],
            "title": {"text": t("target.axis_growth")},
            "ticks": "outside",
            "nticks": 6,
        },
        "yaxis": {
            "range": [low - 0.25 * room, high + 0.45 * room],
            "title": {"text": t("target.axis_required")},
            "nticks": 5,
        },
        "shapes": [
            {
                "type": "line",
                "x0": 0,
                "x1": 1,
                "xref": "paper",
                "y0": aim.own,
                "y1": aim.own,
                "line": {"color": style.ACCENT, "dash": "dash", "width": 2},
            }
        ],
        "annotations": [
            {
                "text": t("target.own_line", own=value(desk, aim.own, t)),
                "x": 1,
                "xref": "paper",
                "xanchor": "right",
                "y": aim.own,
                "yanchor": "top",
                "showarrow": False,
            }
        ],
    }
    fig = Draft(*data, **layout)
    return style.finish(fig, t, finding_growth(frame, history, aim, t), t("target.growth_subtitle"), height=320)


def needed_by_year(frame: pd.DataFrame, decimals: int, t: Translator) -> Picture:
    """One column a round: what the target would have asked (a bar where only bounds are known), and the own value."""
    rows = frame.to_dict("records")
    x = [round_name(row, t).replace(" (", "<br>(") for row in rows]
    spans = [t.span(row["possible"], row["required"], decimals) for row in rows]
    own = [t.number(row["own"], decimals) for row in rows]
    above = [row["own"] > row["required"] for row in rows]
    data = [line for at, row in zip(x, rows, strict=True) for line in _column(at, row)]
    data.append(
        {
            "x": x,
            "y": [row["required"] for row in rows],
            "mode": "markers+text",
            "hoverinfo": "text",
            "cliponaxis": False,
            "text": [t.number(row["required"], decimals) for row in rows],
            "hovertext": [
                t("target.needed_hover", rank=t.rank(row["rank"], row["of"]), required=span)
                for row, span in zip(rows, spans, strict=True)
            ],
            "textposition": ["bottom center" if up else "top center" for up in above],
            "textfont": {"size": 12},
            "marker": {"symbol": "line-ew", "size": 26, "line": {"width": 3, "color": style.COMPARED[0]}},
        }
    )
    data.append(
        {
            "x": x,
            "y": [row["own"] for row in rows],
            "mode": "markers+text",
            "hoverinfo": "text",
            "cliponaxis": False,
            "text": own,
            "hovertext": [
                t("target.own_hover", own=said, rank=t.span(row["rank_low"], row["rank_high"]))
                for said, row in zip(own, rows, strict=True)
            ],
            "textposition": ["top center" if up else "bottom center" for up in above],
            "textfont": {"size": 12},
            "marker": {"size": 11, "color": style.ACCENT},
        }
    )
    new = [column for column, row in enumerate(rows) if row["new_framework"]]
    figures = [row[name] for row in rows for name in ("own", "required", "possible") if row[name] == row[name]]
    room = (max(figures) - min(figures)) or 0.1
    layout = {
        "yaxis": {"visible": False, "range": [min(figures) - 0.3 * room, max(figures) + 0.3 * room]},
        "xaxis": {"type": "category", "range": [-0.5, len(rows) - 0.5]},
        "shapes": [
            {
                "type": "line",
                "x0": column - 0.5,
                "x1": column - 0.5,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"dash": "dot", "width": 1, "color": style.GREY},
            }
            for column in new
        ],
        "annotations": [
            {
                "x": column - 0.47,
                "y": 0,
                "yref": "paper",
                "yanchor": "bottom",
                "xanchor": "left",
                "showarrow": False,
                "text": t("target.new_framework"),
                "font": {"size": 11},
            }
            for column in new
        ],
    }
    fig = Draft(*data, **layout)
    return style.finish(fig, t, finding_years(frame, decimals, t), t("target.years_subtitle"), height=320)


def _column(at: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    """The bounds of what is needed where they differ, and the distance from there to the own value."""
    lines: list[dict[str, Any]] = []
    if row["possible"] != row["required"]:
        bar = {"color": style.GREY, "width": 8}
        lines.append(
            {"x": [at, at], "y": [row["possible"], row["required"]], "mode": "lines", "hoverinfo": "skip", "line": bar}
        )
    if row["own"] == row["own"]:
        way = {"color": style.BETTER if row["own"] >= row["required"] else style.WORSE, "width": 2, "dash": "dot"}
        lines.append(
            {"x": [at, at], "y": [row["required"], row["own"]], "mode": "lines", "hoverinfo": "skip", "line": way}
        )
    return lines
