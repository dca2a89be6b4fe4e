"""Charts of the what-if: the ladder around the outcome, and the levels of each indicator at which the rank changes."""

from typing import Any

import plotly.graph_objects as go

from dti_core.charts import style
from dti_core.i18n import Translator
from dti_core.scenario import Desk
from dti_core.scenario_words import finding_next, finding_potential, label, names, place, points, unit, value
from dti_core.simulate import Simulation

_AHEAD, _BEHIND = 8, 3  # steps of the ladder drawn around what matters


def ladder_steps(desk: Desk, result: Simulation, t: Translator, target: int | None = None) -> go.Figure:
    """Points added (x) against rank (y, 1 on top), as steps; our outcome lit, today hollow, the target dashed."""
    steps, gain = desk.staircase, result.gain_points
    after, still = desk.span_after(result), desk.field.rank_span(float(result.units_before))
    ahead = steps["points"][steps["points"] > max(gain, 0.0)].head(_AHEAD)
    behind = steps["points"][steps["points"] <= min(gain, 0.0)].tail(_BEHIND)
    left = min([gain, 0.0, *behind]) - 1
    right = max([gain, 0.0, *ahead]) + 1
    shown = steps[(steps["points"] >= left) & (steps["points"] <= right)]
    first = steps[steps["points"] < left]
    start = (first.iloc[-1]["rank_low"], first.iloc[-1]["rank_high"]) if len(first) else desk.field.rank_span(0.0)
    x = [left, *shown["points"], right]
    fig = go.Figure()
    for side, name in enumerate(("rank_low", "rank_high")):
        y = [start[side], *shown[name], shown[name].iloc[-1] if len(shown) else start[side]]
        hover = [""] + [_rung_hover(desk, rung, t) for rung in shown.to_dict("records")] + [""]
        fig.add_scatter(
            x=x,
            y=y,
            mode="lines",
            line={"shape": "hv", "color": style.GREY, "width": 2},
            text=hover,
            hoverinfo="text",
            fill="tonexty" if side else None,
            fillcolor="rgba(184,192,200,0.3)",
        )
        if desk.field.exact:
            break
    if target is not None and shown["rank_low"].min() - 1 <= target <= start[1] + 1:
        fig.add_hline(y=target, line={"dash": "dash", "width": 1, "color": style.COMPARED[0]})
        fig.add_annotation(
            text=t("simulate.target_line", rank=target),
            x=0,
            xref="paper",
            xanchor="left",
            y=target,
            yanchor="bottom",
            showarrow=False,
        )
    if gain:
        fig.add_scatter(
            x=[0],
            y=[still[1]],
            mode="markers",
            hoverinfo="text",
            hovertext=[t("simulate.today")],
            marker={"size": 10, "symbol": "circle-open", "color": style.ACCENT, "line": {"width": 2}},
        )
    dot = t("simulate.dot", rank=place(desk, after, t), value=value(desk, result.value_after, t))
    fig.add_scatter(
        x=[gain],
        y=[after[1]],
        mode="markers+text",
        text=[f"<b>{dot}</b>"],
        cliponaxis=False,
        hoverinfo="text",
        hovertext=[dot],
        textposition="top right" if gain < (left + right) / 2 else "top left",
        marker={"size": 13, "color": style.ACCENT},
    )
    low, high = min(shown["rank_low"].min() if len(shown) else after[0], after[0]), max(start[1], after[1], still[1])
    fig.update_yaxes(range=[high + 1, max(low - 1.5, 0.2)], tickformat="d", title={"text": t("simulate.axis_rank")})
    fig.update_xaxes(
        range=[left, right], title={"text": t("simulate.axis_points", unit=unit(desk, t))}, ticks="outside"
    )
    subtitle = t("simulate.ladder_subtitle", unit=unit(desk, t))
    return titled(fig, t, finding_next(desk, result, t), subtitle, 310, 38)


def _rung_hover(desk: Desk, rung: dict[str, Any], t: Translator) -> str:
    where = place(desk, (rung["rank_low"], rung["rank_high"]), t)
    said = t(
        "simulate.rung", points=points(rung["points"], t, signed=True), rank=where, value=value(desk, rung["value"], t)
    )
    return f"{said}<br>{names(desk, rung['entities'], t)}" if rung["entities"] else said


def level_marks(desk: Desk, result: Simulation, t: Translator) -> go.Figure:
    """One row a control: its room as a bar from 0, a mark at each gain where the rank changes, our gain lit."""
    controls = desk.controls.iloc[::-1]
    fig = go.Figure()
    rows = {code: style.wrap(label(desk, code, t), 30) for code in controls["code"]}
    for control in controls.to_dict("records"):
        fig.add_scatter(
            x=[0, control["most"]],
            y=[rows[control["code"]]] * 2,
            mode="lines",
            hoverinfo="skip",
            line={"color": style.GREY, "width": 3},
        )
    marks = desk.levels
    hover = [
        t(
            "simulate.level_mark",
            gain=points(level["gain"], t, signed=True),
            level=points(level["level"], t),
            rank=t.rank(level["rank"]),
        )
        for level in marks.to_dict("records")
    ]
    fig.add_scatter(
        x=marks["gain"],
        y=[rows[code] for code in marks["code"]],
        mode="markers",
        text=hover,
        hoverinfo="text",
        marker={"symbol": "line-ns", "size": 13, "line": {"width": 1.5, "color": style.COMPARED[0]}},
    )
    moved = {code: gain for code, gain in result.gains.items() if code in rows}
    fig.add_scatter(
        x=list(moved.values()),
        y=[rows[code] for code in moved],
        mode="markers",
        hoverinfo="text",
        text=[points(gain, t, signed=True) for gain in moved.values()],
        marker={"size": 13, "color": style.ACCENT},
    )
    for best in desk.potential.to_dict("records"):
        gained = t("simulate.alone_end", rank=t.number(best["rank"], 0), size=t.arrow(-best["ranks_gained"]))
        fig.add_annotation(x=best["room"], y=rows[best["code"]], text=gained, showarrow=False, xanchor="left", xshift=8)
    least = min(0.0, *moved.values()) if moved else 0.0
    most = max(1.0, float(controls["most"].max()))
    fig.update_xaxes(
        range=[least - most * 0.02, most * 1.25], title={"text": t("simulate.axis_points", unit=unit(desk, t))}
    )
    fig.update_yaxes(categoryorder="array", categoryarray=list(rows.values()), range=[-0.6, len(rows) - 0.4])
    return titled(fig, t, finding_potential(desk, t), t("simulate.levels_subtitle"), 110 + 46 * len(rows), 80)


def titled(fig: go.Figure, t: Translator, title: str, subtitle: str, height: int, width: int) -> go.Figure:
    """`style.finish` with title and subtitle in as many lines as they take at `width` characters of the title.

    Each further line adds to the height, so that what is drawn keeps its size.
    """
    title, subtitle = style.wrap(title, width), style.wrap(subtitle, round(width * 1.35))
    above, below = 22 * title.count("<br>"), 17 * subtitle.count("<br>")
    height += above + below
    style.finish(fig, t, title, subtitle, height=height)
    fig.update_layout(margin_t=64 + above + below, title_y=1 - (8 + above) / height)
    return fig
