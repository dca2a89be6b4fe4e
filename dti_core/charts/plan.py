"""Charts of a plan: the chance of the target over the own value, and the way from now to the planned total."""

import pandas as pd

from dti_core.charts import style
from dti_core.charts.draft import Draft, Picture
from dti_core.i18n import Translator
from dti_core.plan import Plan
from dti_core.plan_words import chance_at, finding_curve, finding_way
from dti_core.rounding import MICRO
from dti_core.scenario import Desk
from dti_core.scenario_words import label, points, unit, value

_QUARTERS = [0, 0.25, 0.5, 0.75, 1]


def probability(found: Plan, curve: pd.DataFrame, confidence: float, desk: Desk, t: Translator) -> Picture:
    """Own value (x) against P(target or better) (y); today and the plan on it, the chosen certainty dashed."""
    fig = Draft()
    hover = [
        t("plan.curve_hover", value=value(desk, row["value"], t), chance=t.percent(row["low"]))
        for row in curve.to_dict("records")
    ]
    for side in ("high", "low"):
        fig.add_scatter(
            x=curve["value"], y=curve[side], mode="lines", text=hover, hoverinfo="text",
            fill="tonexty" if side == "low" else None, fillcolor="rgba(184,192,200,0.3)",
            line={"color": style.COMPARED[0], "width": 3},
        )  # fmt: skip
    fig.add_hline(
        confidence, line={"dash": "dash", "width": 1, "color": style.GREY},
    )  # fmt: skip
    fig.add_annotation(
        x=0, xref="paper", xanchor="left", y=confidence, yanchor="bottom", showarrow=False,
        text=t("plan.wanted", share=t.percent(confidence)),
    )  # fmt: skip
    ends = [("plan.dot_now", found.simulation.value_before, "circle-open")]
    ends += [("plan.dot_plan", found.simulation.value_after, "circle")] if found.gains else []
    low, high = float(curve["value"].min()), float(curve["value"].max())
    low, high = min(low, *(x for _, x, _ in ends)), max(high, *(x for _, x, _ in ends))
    for key, x, symbol in ends:
        y = chance_at(curve, x)
        fig.add_scatter(
            x=[x], y=[y], mode="markers+text", cliponaxis=False, hoverinfo="skip",
            text=[f"<b>{t(key, value=value(desk, x, t), chance=t.percent(y))}</b>"],
            textposition=_beside(key, (x - low) / ((high - low) or 1.0)),
            marker={"size": 13, "symbol": symbol, "color": style.ACCENT, "line": {"width": 2, "color": style.ACCENT}},
        )  # fmt: skip
    pad = (high - low) * 0.04
    fig.update_xaxes(range=[low - 4 * pad, high + pad], title={"text": t("plan.axis_value")}, ticks="outside", nticks=7)
    fig.update_yaxes(range=[-0.03, 1.12], tickvals=_QUARTERS, ticktext=list(map(t.percent, _QUARTERS)))
    return style.finish(fig, t, finding_curve(found, curve, desk, t), t("plan.curve_subtitle"), height=320)


def way(found: Plan, desk: Desk, t: Translator) -> Picture:
    """Total now, a step for each planned gain, the total planned; what the target asks dashed. In points."""
    framework = desk.table.framework
    start = found.simulation.units_before * framework.unit / MICRO
    rows = [(label(desk, code, t), gain) for code, gain in sorted(found.gains.items(), key=lambda pair: -pair[1])]
    said = [points(start, t), *(points(gain, t, signed=True) for _, gain in rows)]
    said.append(points(start + found.simulation.gain_points, t))
    names = [style.wrap(name, 26) for name in (t("plan.now"), *(name for name, _ in rows), t("plan.planned"))]
    names = [f"{name}  <b>{text}</b>" for name, text in zip(names, said, strict=True)]
    bottom, lengths, base = start, [start], [0.0]
    for _, gain in rows:
        base.append(bottom)
        lengths.append(gain)
        bottom += gain
    lengths, base = [*lengths, bottom], [*base, 0.0]
    colours = [style.GREY, *[style.BETTER] * len(rows), style.ACCENT]
    fig = Draft()
    fig.add_bar(
        y=names, x=lengths, base=base, orientation="h", hoverinfo="text", marker={"color": colours}, width=0.6,
        hovertext=[name.replace("<br>", " ") for name in names],
    )  # fmt: skip
    asked = start + found.need_points
    fig.add_vline(
        asked, line={"dash": "dash", "width": 1, "color": style.COMPARED[0]},
    )  # fmt: skip
    fig.add_annotation(
        x=asked, xanchor="right", y=1, yref="paper", yanchor="top", showarrow=False,
        text=t("plan.asked", points=points(asked, t)),
    )  # fmt: skip
    room = max(bottom - start, 1.0)
    fig.update_xaxes(visible=False, range=[max(0.0, start - room * 0.5), bottom + room * 0.1])
    fig.update_yaxes(autorange="reversed")
    height = 150 + 38 * len(names)
    return style.finish(fig, t, finding_way(found, desk, t), t("plan.way_subtitle", unit=unit(desk, t)), height=height)


def _beside(key: str, share: float) -> str:
    """Where a mark's words are off the rising curve, `share` of the way from its left end."""
    if key == "plan.dot_now":
        return "top left" if share > 0.15 else "top right"
    return "bottom right" if share < 0.6 else "bottom left"
