"""Charts of the scenario book: where each scenario leads, and by how much each index rises in it."""

import plotly.graph_objects as go

from dti_core.book import Comparison, Outcome
from dti_core.book_words import code_name, finding_gains, finding_ranks, rank, title, unit, value
from dti_core.charts import style
from dti_core.charts.draft import Draft
from dti_core.i18n import Translator
from dti_core.scenario_chance import LEVEL
from dti_core.scenario_words import points

_WRAP = 28  # letters of a name in one line


def ranks(found: Comparison, t: Translator) -> go.Figure:
    """A line a scenario, rank 1 on the right: today hollow, afterwards lit, the middle 80 % of the model as a band."""
    fig = Draft()
    pairs = list(zip(found.entries, found.outcomes, strict=True))
    names = [style.wrap(style.inert(title(one, found, t)), _WRAP) for one, _ in pairs]
    places = list(range(len(pairs)))
    for place, (_, got) in enumerate(pairs):
        if got.likely:
            fig.mark({"type": "rect", "x0": got.likely[0] - 0.4, "x1": got.likely[1] + 0.4, "y0": place - 0.16,
                      "y1": place + 0.16, "fillcolor": style.GREY, "opacity": 0.45, "line": {"width": 0},
                      "layer": "below"})  # fmt: skip
    fig.add_scatter(
        x=[got.rank_before[1] for _, got in pairs], y=places, mode="markers", hoverinfo="text",
        hovertext=[t("book.today", rank=rank(got, t, before=True)) for _, got in pairs],
        marker={"size": 11, "symbol": "circle-open", "color": style.ACCENT, "line": {"width": 2}},
    )  # fmt: skip
    fig.add_scatter(
        x=[got.rank_after[1] for _, got in pairs], y=places, mode="markers+text", hoverinfo="text", cliponaxis=False,
        text=[f"<b>{rank(got, t, of=not found.alike)}</b>" for _, got in pairs], textposition="top center",
        hovertext=[_hover(got, t) for _, got in pairs], marker={"size": 14, "color": style.ACCENT},
    )  # fmt: skip
    ends = [end for _, got in pairs for end in (*got.rank_before, *got.rank_after, *(got.likely or ()))]
    goals = {got.goal for _, got in pairs if got.stated}
    if found.alike and len(goals) == 1:
        goal = goals.pop()
        ends.append(goal)
        fig.add_vline(goal, line={"dash": "dash", "width": 1.5, "color": style.COMPARED[0]})
        fig.annotate({"x": goal, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False,
                      "text": t("book.goal_line", rank=goal)})  # fmt: skip
    pad = max(2.0, (max(ends) - min(ends)) * 0.06)
    fig.update_layout(
        xaxis={"range": [max(ends) + pad, max(0.0, min(ends) - pad)], "tickformat": "d", "nticks": 10,
               "title": {"text": t("simulate.axis_rank")}, "ticks": "outside"},
        yaxis={"range": [len(pairs) - 0.4, -0.7], "tickvals": places, "ticktext": names}, margin={"t": 84},
    )  # fmt: skip
    note = t("book.charts_note", share=t.percent(LEVEL))
    return style.finish(fig, t, finding_ranks(found, t), note, height=150 + 62 * len(pairs))


def _hover(got: Outcome, t: Translator) -> str:
    said = t("book.after", rank=rank(got, t), value=value(got, t))
    if got.likely is None:
        return said
    return f"{said}<br>{t('book.likely', share=t.percent(LEVEL), span=t.span(*got.likely))}"


def gains(found: Comparison, t: Translator) -> go.Figure:
    """Bars of the points that each scenario adds to each index, differing ones first; a colour a scenario."""
    frame = found.gains.loc[[*found.differing, *(code for code in found.gains.index if code not in found.differing)]]
    owner = {code: one for one in reversed(found.entries) if one.shown for code, _ in one.shown.gains}
    labels = [style.wrap(code_name(owner[code], code, t), _WRAP) for code in frame.index]
    fig = Draft()
    for place, one in enumerate(found.entries):
        said = [points(gain, t, signed=True) if gain else "" for gain in frame[place]]
        fig.add_bar(
            y=labels, x=frame[place], orientation="h", text=said, textposition="outside", cliponaxis=False,
            name=style.inert(title(one, found, t)), hoverinfo="name+text", hovertext=said, textfont={"size": 12},
            marker={"color": style.COMPARED[place]},
        )  # fmt: skip
    low, high = min(0.0, float(frame.min().min())), max(0.0, float(frame.max().max()))
    pad = (high - low or 1.0) * 0.3
    fig.update_layout(
        barmode="group", bargap=0.25,
        xaxis={"visible": False, "range": [low - (pad if low < 0 else 0.0), high + pad]},
        yaxis={"autorange": "reversed"},
    )  # fmt: skip
    height = 130 + len(frame) * (14 + 20 * len(found.entries))
    subtitle = t("book.gains_subtitle", unit=unit(found.entries[0], t))
    drawn = style.finish(fig, t, finding_gains(found, t), subtitle, height=height)
    below = {"orientation": "h", "y": 0, "yanchor": "top", "x": 0, "traceorder": "normal"}
    drawn.update_layout(showlegend=True, legend=below, margin={"b": 40})
    return drawn
