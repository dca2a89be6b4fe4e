"""Charts of the what-if: the ladder around the outcome, and the levels of each indicator at which the rank changes."""

from typing import Any

from dti_core.charts import style
from dti_core.charts.draft import Draft, Picture
from dti_core.i18n import Translator
from dti_core.scenario import Desk
from dti_core.scenario_words import finding_next, finding_potential, label, names, place, points, unit, value
from dti_core.simulate import Simulation

_AHEAD, _BEHIND = 8, 3  # steps of the ladder drawn around what matters


def ladder_steps(desk: Desk, result: Simulation, t: Translator, target: int | None = None) -> Picture:
    """Points added (x) against rank (y, 1 on top), as steps; our outcome lit, today hollow, the target dashed."""
    gain, after, still = result.gain_points, desk.span_after(result), desk.still
    steps = desk.staircase
    ahead = steps["points"][steps["points"] > max(gain, 0.0)].head(_AHEAD)
    behind = steps["points"][steps["points"] <= min(gain, 0.0)].tail(_BEHIND)
    left, right = min([gain, 0.0, *behind]) - 1, max([gain, 0.0, *ahead]) + 1
    shown = steps[(steps["points"] >= left) & (steps["points"] <= right)].to_dict("records")
    before = steps[steps["points"] < left].tail(1).to_dict("records")
    start = (before[0]["rank_low"], before[0]["rank_high"]) if before else desk.field.rank_span(0.0)
    data = _stairs(desk, [(left, start), *((step["points"], _span(step)) for step in shown)], right)
    for line in data:
        line["text"] = ["", *(_rung_hover(desk, step, t) for step in shown), ""]
    dot = t("simulate.dot", rank=place(desk, after, t), value=value(desk, result.value_after, t))
    if gain:
        today = {"size": 10, "symbol": "circle-open", "color": style.ACCENT, "line": {"width": 2}}
        data.append(
            {
                "x": [0],
                "y": [still[1]],
                "mode": "markers",
                "hovertext": [t("simulate.today")],
                "hoverinfo": "text",
                "marker": today,
            }
        )
    data.append(
        {
            "x": [gain],
            "y": [after[1]],
            "mode": "markers+text",
            "text": [f"<b>{dot}</b>"],
            "hovertext": [dot],
            "hoverinfo": "text",
            "cliponaxis": False,
            "textposition": "bottom right" if gain < (left + right) / 2 else "top left",
            "marker": {"size": 13, "color": style.ACCENT},
        }
    )
    best = min([after[0], *(step["rank_low"] for step in shown)])
    layout: dict[str, Any] = {
        "xaxis": {
            "range": [left, right],
            "title": {"text": t("simulate.axis_points", unit=unit(desk, t))},
            "ticks": "outside",
        },
        "yaxis": {
            "range": [max(start[1], after[1], still[1]) + 1, max(best - 1.5, 0.2)],
            "tickformat": "d",
            "title": {"text": t("simulate.axis_rank")},
        },
    }
    if target is not None and best - 1 <= target <= start[1] + 1:
        layout["shapes"] = [_across(target)]
        layout["annotations"] = [
            {
                "text": t("simulate.target_line", rank=target),
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": target,
                "yanchor": "top" if abs(target - after[1]) < 3 else "bottom",  # the dot's words are over the line
                "showarrow": False,
            }
        ]
    fig = Draft(*data, **layout)
    return style.finish(
        fig, t, finding_next(desk, result, t), t("simulate.ladder_subtitle", unit=unit(desk, t)), height=330
    )


def _stairs(desk: Desk, steps: list[tuple[float, tuple[int, int]]], right: float) -> list[dict[str, Any]]:
    """One line of steps, or the band between two where ranks are only known as spans."""
    x = [points for points, _ in steps] + [right]
    lines = []
    for side in (0,) if desk.field.exact else (0, 1):
        y = [span[side] for _, span in steps]
        line = {
            "x": x,
            "y": [*y, y[-1]],
            "mode": "lines",
            "line": {"shape": "hv", "color": style.GREY, "width": 2},
            "hoverinfo": "text",
        }
        lines.append(line | ({"fill": "tonexty", "fillcolor": "rgba(184,192,200,0.3)"} if side else {}))
    return lines


def _span(step: dict[str, Any]) -> tuple[int, int]:
    return step["rank_low"], step["rank_high"]


def _across(y: float) -> dict[str, Any]:
    """A dashed line over the whole width."""
    line = {"dash": "dash", "width": 1, "color": style.COMPARED[0]}
    return {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": y, "y1": y, "line": line}


def _rung_hover(desk: Desk, rung: dict[str, Any], t: Translator) -> str:
    where = place(desk, (rung["rank_low"], rung["rank_high"]), t)
    said = t(
        "simulate.rung", points=points(rung["points"], t, signed=True), rank=where, value=value(desk, rung["value"], t)
    )
    return f"{said}<br>{names(desk, rung['entities'], t)}" if rung["entities"] else said


def level_marks(desk: Desk, result: Simulation, t: Translator) -> Picture:
    """One row a control: its room as a bar from 0, a mark at each gain where the rank changes, our gain lit."""
    controls = desk.controls.iloc[::-1].to_dict("records")
    rows = {control["code"]: style.wrap(label(desk, control["code"], t), 30) for control in controls}
    data: list[dict[str, Any]] = [
        {
            "x": [0, control["most"]],
            "y": [rows[control["code"]]] * 2,
            "mode": "lines",
            "hoverinfo": "skip",
            "line": {"color": style.GREY, "width": 3},
        }
        for control in controls
    ]
    marks = desk.levels.to_dict("records")
    hover = [
        t(
            "simulate.level_mark",
            gain=points(mark["gain"], t, signed=True),
            level=points(mark["level"], t),
            rank=t.rank(mark["rank"]),
        )
        for mark in marks
    ]
    data.append(
        {
            "x": [mark["gain"] for mark in marks],
            "y": [rows[mark["code"]] for mark in marks],
            "mode": "markers",
            "text": hover,
            "hoverinfo": "text",
            "marker": {"symbol": "line-ns", "size": 13, "line": {"width": 1.5, "color": style.COMPARED[0]}},
        }
    )
    moved = {code: gain for code, gain in result.gains.items() if code in rows}
    data.append(
        {
            "x": list(moved.values()),
            "y": [rows[code] for code in moved],
            "mode": "markers",
            "hoverinfo": "text",
            "text": [points(gain, t, signed=True) for gain in moved.values()],
            "marker": {"size": 13, "color": style.ACCENT},
        }
    )
    ends = [
        {
            "x": best["room"],
            "y": rows[best["code"]],
            "showarrow": False,
            "xanchor": "left",
            "xshift": 8,
            "text": t("simulate.alone_end", rank=t.number(best["rank"], 0), size=t.arrow(-best["ranks_gained"])),
        }
        for best in desk.potential.to_dict("records")
    ]
    most = max([1.0, *(control["most"] for control in controls)])
    layout = {
        "xaxis": {
            "range": [min([0.0, *moved.values()]) - most * 0.02, most * 1.25],
            "title": {"text": t("simulate.axis_points", unit=unit(desk, t))},
        },
        "yaxis": {"categoryorder": "array", "categoryarray": list(rows.values()), "range": [-0.6, len(rows) - 0.4]},
        "annotations": ends,
    }
    fig = Draft(*data, **layout)
    return style.finish(fig, t, finding_potential(desk, t), t("simulate.levels_subtitle"), height=120 + 46 * len(rows))
