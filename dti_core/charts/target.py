"""Charts of the target: the value it asks when the others grow, and what it would have asked in other years."""

import pandas as pd
import plotly.graph_objects as go

from dti_core.charts import style
from dti_core.charts.simulate import titled
from dti_core.goal import Goal
from dti_core.goal_words import finding_growth, finding_years, round_name
from dti_core.i18n import Translator
from dti_core.scenario import Past
from dti_core.scenario_words import value


def needed_by_growth(aim: Goal, frame: pd.DataFrame, history: tuple[Past, ...], t: Translator) -> go.Figure:
    """Growth of the others (x) against the own value the target asks (y); real years marked, our value dashed."""
    desk = aim.desk
    hover = [
        t(
            "target.growth_hover",
            growth=value(desk, row["growth"], t, signed=True),
            required=value(desk, row["required"], t),
            gain=value(desk, row["gain"], t, signed=True),
        )
        for row in frame.to_dict("records")
    ]
    fig = go.Figure()
    fig.add_scatter(
        x=frame["growth"],
        y=frame["required"],
        mode="lines",
        text=hover,
        hoverinfo="text",
        line={"color": style.GREY, "width": 3},
    )
    marks = [(0.0, t("target.mark_frozen"))]
    marks += [
        (round(year.growth, 4), t("target.mark_year", before=year.year_before, after=year.year_after))
        for year in history
    ]
    for growth, name in marks:
        row = frame.loc[(frame["growth"] - growth).abs().idxmin()]
        said = f"{name}<br><b>{value(desk, row['required'], t)}</b>"
        fig.add_scatter(
            x=[row["growth"]],
            y=[row["required"]],
            mode="markers+text",
            text=[said],
            textposition="top center" if growth else "bottom right",
            hoverinfo="skip",
            cliponaxis=False,
            marker={"size": 11, "color": style.COMPARED[0]},
        )
    fig.add_hline(
        y=aim.own,
        line={"color": style.ACCENT, "dash": "dash", "width": 2},
        annotation_position="bottom right",
        annotation={"text": t("target.own_line", own=value(desk, aim.own, t)), "showarrow": False},
    )
    low, high = min(aim.own, frame["required"].min()), max(aim.own, frame["required"].max())
    room, wide = (high - low) or 0.01, frame["growth"].max() or 0.01
    fig.update_yaxes(range=[low - 0.2 * room, high + 0.45 * room], title={"text": t("target.axis_required")}, nticks=5)
    fig.update_xaxes(
        range=[-0.12 * wide, 1.12 * wide], title={"text": t("target.axis_growth")}, ticks="outside", nticks=6
    )
    return titled(fig, t, finding_growth(frame, history, aim, t), t("target.growth_subtitle"), 310, 38)


def needed_by_year(frame: pd.DataFrame, decimals: int, t: Translator) -> go.Figure:
    """One column a round: what the target would have asked (a bar where only bounds are known), and the own value."""
    fig = go.Figure()
    rows = frame.to_dict("records")
    x = [round_name(row, t).replace(" (", "<br>(") for row in rows]
    for at, row in zip(x, rows, strict=True):
        if row["possible"] != row["required"]:
            fig.add_scatter(
                x=[at, at],
                y=[row["possible"], row["required"]],
                mode="lines",
                hoverinfo="skip",
                line={"color": style.GREY, "width": 8},
            )
        if row["own"] == row["own"]:
            colour = style.BETTER if row["own"] >= row["required"] else style.WORSE
            fig.add_scatter(
                x=[at, at],
                y=[row["required"], row["own"]],
                mode="lines",
                hoverinfo="skip",
                line={"color": colour, "width": 2, "dash": "dot"},
            )
    spans = [t.span(row["possible"], row["required"], decimals) for row in rows]
    needed = [
        t("target.needed_hover", rank=t.rank(row["rank"], row["of"]), required=span)
        for row, span in zip(rows, spans, strict=True)
    ]
    fig.add_scatter(
        x=x,
        y=frame["required"],
        mode="markers+text",
        text=[t.number(row["required"], decimals) for row in rows],
        textposition=["bottom center" if row["own"] > row["required"] else "top center" for row in rows],
        hovertext=needed,
        hoverinfo="text",
        cliponaxis=False,
        textfont={"size": 12},
        marker={"symbol": "line-ew", "size": 26, "line": {"width": 3, "color": style.COMPARED[0]}},
    )
    own = [t.number(row["own"], decimals) for row in rows]
    fig.add_scatter(
        x=x,
        y=frame["own"],
        mode="markers+text",
        text=own,
        hoverinfo="text",
        cliponaxis=False,
        hovertext=[
            t("target.own_hover", own=said, rank=t.span(row["rank_low"], row["rank_high"]))
            for said, row in zip(own, rows, strict=True)
        ],
        textposition=["top center" if row["own"] > row["required"] else "bottom center" for row in rows],
        textfont={"color": style.ACCENT, "size": 12},
        marker={"size": 11, "color": style.ACCENT},
    )
    for column, row in enumerate(rows):
        if row["new_framework"]:
            fig.add_vline(x=column - 0.5, line={"dash": "dot", "width": 1, "color": style.GREY})
            fig.add_annotation(
                x=column - 0.47,
                y=0,
                yref="paper",
                yanchor="bottom",
                xanchor="left",
                showarrow=False,
                text=t("target.new_framework"),
                font={"size": 11},
            )
    known = pd.concat([frame["own"], frame["required"], frame["possible"]]).dropna()
    room = (known.max() - known.min()) or 0.1
    fig.update_yaxes(visible=False, range=[known.min() - 0.3 * room, known.max() + 0.25 * room])
    fig.update_xaxes(type="category", range=[-0.5, len(rows) - 0.5])
    return titled(fig, t, finding_years(frame, decimals, t), t("target.years_subtitle"), 310, 38)
