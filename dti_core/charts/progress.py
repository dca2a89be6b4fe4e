"""Progress drawn: planned gains by index with what is gained, at risk and late; self-assessed against appraised."""

import math
from collections.abc import Mapping

import plotly.graph_objects as go

from dti_core.charts import room, style
from dti_core.charts.draft import Draft
from dti_core.i18n import Translator
from dti_core.parts import name as part_name
from dti_core.progress import Item, Progress
from dti_core.progress_words import points
from dti_core.worth import planned, so_far

_ROW, _MOST = 34, 12
_STATES = ("gained", "open", "at_risk", "late")
_COLOURS = {"gained": style.BETTER, "open": style.GREY, "at_risk": "#F1CFA0", "late": style.WORSE}


def planned_by_index(progress: Progress) -> Mapping[str, Mapping[str, float]]:
    """Index -> points gained, and those still to gain in time, at risk, late; each item once, largest plan first.

    What was gained without having been planned stands there too.
    """
    goal, gained = planned(progress), so_far(progress)
    found: dict[str, dict[str, float]] = {}
    for code, amount in gained.asked.items():
        found.setdefault(code, dict.fromkeys(_STATES, 0.0))["gained"] = max(0.0, amount)
    for item in progress.items:
        if item.code in goal.covered or not item.index or math.isnan(item.planned_gain):
            continue
        parts = found.setdefault(item.index, dict.fromkeys(_STATES, 0.0))
        parts["open" if item.state == "done" else item.state] += item.at_stake
    order = sorted(found, key=lambda code: -math.fsum(found[code].values()))
    return {code: {name: round(amount, 6) for name, amount in found[code].items()} for code in order}


def finding_planned(progress: Progress, t: Translator) -> str:
    """How much is still to gain and where most of it is."""
    found = planned_by_index(progress)
    left = {code: math.fsum(parts.values()) - parts["gained"] for code, parts in found.items()}
    total = math.fsum(left.values())
    if total < 0.005:
        return t("progress.chart.planned_done", planned=points(planned(progress).points, t))
    most = max(left, key=left.__getitem__)
    name = part_name(progress.table, most, t)
    return t("progress.chart.planned_title", left=points(round(total, 6), t), name=name, most=points(left[most], t))


def planned_bars(progress: Progress, t: Translator) -> go.Figure:
    """One bar an index: gained, in time, at risk, late, in points; gained / planned at its end."""
    found, fig, goal = planned_by_index(progress), Draft(), planned(progress).asked
    names = {code: part_name(progress.table, code, t) for code in found}
    labels = [style.wrap(name, 19) for name in names.values()]
    for state in _STATES:
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
    height = _ROW * max(len(labels), 2)
    return room.finish(fig, t, finding_planned(progress, t), t("progress.chart.planned_what"), height, above=24)


def _called(state: str, t: Translator) -> str:
    return t("progress.chart.gained" if state == "gained" else f"progress.state.{state}")


def _key(t: Translator) -> str:
    """What the colours stand for, in one line: a legend of Plotly's takes a third of a phone."""
    mark = {"late": "▨"}
    return "  ".join(
        f'<span style="color:{_COLOURS[state]}">{mark.get(state, "■")}</span> {_called(state, t)}' for state in _STATES
    )


def assessed(progress: Progress) -> tuple[Item, ...]:
    """Items with both self-assessed and appraised points and a known maximum, largest difference first."""
    both = progress.only(lambda item: not math.isnan(item.difference) and item.max_points > 0)
    return tuple(sorted(both, key=lambda item: -item.difference))


def finding_assessed(progress: Progress, t: Translator) -> str:
    """On how many indexes the appraisal gave less, and where most."""
    both = assessed(progress)
    less = [item for item in both if item.difference > 0]
    if not less:
        return t("progress.chart.assessed_same", of=len(both))
    total = round(math.fsum(item.difference for item in less), 6)
    return t(
        "progress.chart.assessed_title", points=points(total, t), count=len(less), of=len(both),
        name=less[0].name(t.lang),
    )  # fmt: skip


def assessed_dots(progress: Progress, t: Translator) -> go.Figure:
    """One line an index between self-assessed and appraised points, as shares of its maximum."""
    shown, fig = assessed(progress)[:_MOST], Draft()
    labels = [style.wrap(f"{item.code} · {item.name(t.lang)}", 34) for item in shown]
    ends = [(item.self_points / item.max_points, item.appraised_points / item.max_points) for item in shown]
    hover = [
        t("progress.chart.assessed_hover", name=item.name(t.lang), own=points(item.self_points, t),
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
    return room.finish(fig, t, finding_assessed(progress, t), what, _ROW * max(len(labels), 2), below=26)
