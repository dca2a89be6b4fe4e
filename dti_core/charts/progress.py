"""Progress drawn: planned gains by index with what is gained, at risk and late; self-assessed against appraised."""

import math
from collections.abc import Sequence

from dti_core.charts import room, style
from dti_core.charts.draft import Draft, Picture
from dti_core.i18n import Translator
from dti_core.parts import name as part_name
from dti_core.progress import Progress
from dti_core.progress_words import finding_assessed, finding_planned, points
from dti_core.worth import PARTS, by_index, planned

_ROW, _LINE, _MOST = 34, 17, 12  # px a row, px a line of a label; lines drawn
_COLOURS = {"gained": style.BETTER, "open": style.GREY, "at_risk": "#F1CFA0", "late": style.WORSE}


def planned_bars(progress: Progress, t: Translator) -> Picture:
    """One bar an index: gained, in time, at risk, late, in points; gained / planned at its end."""
    found, fig, goal = by_index(progress), Draft(), planned(progress).asked
    names = {code: style.inert(part_name(progress.table, code, t)) for code in found}
    labels = [style.wrap(name, 19) for name in names.values()]
    for state in PARTS:
        amounts = [found[code][state] for code in found]
        called = _called(state, t)
        hover = [
            t(
                "progress.chart.planned_hover",
                name=names[code],
                state=called.lower(),
                points=points(found[code][state], t),
            )
            for code in found
        ]
        fig.add_bar(
            x=amounts, y=labels, orientation="h", name=called, hovertext=hover, hoverinfo="text",
            marker={"color": _COLOURS[state], "pattern": {"shape": "/" if state == "late" else "", "size": 6}},
        )  # fmt: skip
    longest = max((math.fsum(parts.values()) for parts in found.values()), default=1.0)
    for label, code in zip(labels, found, strict=True):
        said = {"gained": points(found[code]["gained"], t), "planned": points(goal.get(code, 0.0), t)}
        fig.add_annotation(
            x=math.fsum(found[code].values()), y=label, text=t("progress.chart.planned_end", **said), showarrow=False,
            xanchor="left", xshift=6,
        )  # fmt: skip
    fig.add_annotation(
        text=_key(t), x=1, y=1, xref="paper", yref="paper", xanchor="right", yanchor="bottom", yshift=4,
        showarrow=False, font={"size": 12},
    )  # fmt: skip
    fig.update_layout(
        barmode="stack", bargap=0.35, xaxis={"visible": False, "range": [0, 1.5 * longest]},
        yaxis={"categoryorder": "array", "categoryarray": labels[::-1]},
    )  # fmt: skip
    what = t("progress.chart.planned_what")
    return room.finish(fig, t, finding_planned(progress, t), what, _height(labels), above=24)


def _height(labels: Sequence[str]) -> int:
    """Room for every label: rows are equally high."""
    lines = max((label.count("<br>") + 1 for label in labels), default=1)
    return max(_ROW, _LINE * lines + 6) * max(len(labels), 2)


def _called(state: str, t: Translator) -> str:
    return t("progress.chart.gained" if state == "gained" else f"progress.state.{state}")


def _key(t: Translator) -> str:
    """What the colours stand for, in one line: a legend of Plotly's takes a third of a phone."""
    mark = {"late": "▨"}
    return "  ".join(
        f'<span style="color:{_COLOURS[state]};font-size:18px">{mark.get(state, "■")}</span> {_called(state, t)}'
        for state in PARTS
    )


def assessed_dots(progress: Progress, t: Translator) -> Picture:
    """One line an index between self-assessed and appraised points, as shares of its maximum."""
    shown, fig = progress.assessed()[:_MOST], Draft()
    labels = [style.wrap(style.inert(f"{item.code} · {item.name(t.lang)}"), 34) for item in shown]
    ends = [(item.self_points / item.max_points, item.appraised_points / item.max_points) for item in shown]
    hover = [
        t("progress.chart.assessed_hover", name=style.inert(item.name(t.lang)), own=points(item.self_points, t),
          appraised=points(item.appraised_points, t), most=points(item.max_points, t))
        for item in shown
    ]  # fmt: skip
    for label, pair, item in zip(labels, ends, shown, strict=True):
        colour = style.WORSE if item.difference > 0 else style.BETTER
        fig.add_scatter(
            x=list(pair),
            y=[label, label],
            mode="lines",
            hoverinfo="skip",
            line={"color": colour, "width": 5},
            opacity=0.6,
        )
        fig.add_annotation(
            x=max(pair), y=label, text=f"<b>{points(item.difference, t, signed=True)}</b>", showarrow=False,
            xanchor="left", xshift=12,
        )  # fmt: skip
    said = {"y": labels, "mode": "markers", "hovertext": hover, "hoverinfo": "text", "cliponaxis": False}
    ring = {"symbol": "circle-open", "size": 13, "color": "#7A858F", "line": {"width": 3}}
    fig.add_scatter(x=[pair[0] for pair in ends], marker=ring, **said)
    fig.add_scatter(x=[pair[1] for pair in ends], marker={"size": 13, "color": style.ACCENT}, **said)
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    fig.update_xaxes(range=[-0.02, 1.12], tickvals=ticks, ticktext=[t.percent(tick) for tick in ticks])
    fig.update_yaxes(categoryorder="array", categoryarray=labels[::-1], range=[-0.6, len(labels) - 0.4])
    what = t("progress.chart.assessed_what")
    return room.finish(fig, t, finding_assessed(progress, t), what, _height(labels), below=26)
