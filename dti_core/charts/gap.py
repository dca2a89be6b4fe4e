"""Gap: where the points are, as a waterfall, a treemap, two ends of a line, or levels."""

from typing import NamedTuple

import pandas as pd

from dti_core import parts
from dti_core.charts import gap_words as words
from dti_core.charts import room, style
from dti_core.charts.areas import treemap
from dti_core.charts.draft import Draft, Picture, trace
from dti_core.i18n import Translator
from dti_core.steps import Steps

_ROW = 34  # height of a bar in pixels
_BANDS = ("#EEF1F3", "#D9DFE4", "#BFC8CF", "#A3AEB7")  # levels, low to high
_SOFT = "#DDE3E8"  # a group's bar: behind its indices, lighter than context


BENCHMARKS = ("max", "best", "median", "rank", "entity")  # as asked; "rank" and "entity" need a second answer


def views(result: Steps) -> tuple[str, ...]:
    """Which charts can be drawn: none where the benchmark, or both sides' indices, are unknown, or a lone total."""
    if not result.comparable or result.frame.empty:
        return ()
    if not result.in_points:
        return ("values",)
    if result.gap.benchmark == "max" and result.frame["code"].iloc[0] == result.table.framework.root:
        return ()
    only = len(result.frame) == 1 or not (result.frame["difference"] > 0).any()
    return ("waterfall",) if only else ("waterfall", "treemap")


def draw(view: str, result: Steps, t: Translator) -> Picture:
    """One of `views`."""
    return {"waterfall": waterfall, "treemap": treemap, "values": values}[view](result, t)


class _Bar(NamedTuple):
    """One floating bar: from `low` to `high` points; `total` ones start at 0, `hatched` ones are sums."""

    label: str
    low: float
    high: float
    colour: str
    hover: str
    text: str
    total: bool = False
    hatched: bool = False


def waterfall(result: Steps, t: Translator) -> Picture:
    """From the benchmark down to the entity: a light bar a group, then one bar an index; floating, in points."""
    bars = _bars(result, t)
    labels, most = _distinct([bar.label for bar in bars]), max(bar.high for bar in bars)
    fig = Draft(
        trace(
            "bar",
            x=[bar.high - bar.low for bar in bars],
            base=[bar.low for bar in bars],
            y=labels,
            orientation="h",
            hoverinfo="text",
            hovertext=[bar.hover for bar in bars],
            marker={
                "color": [bar.colour for bar in bars],
                "pattern": {"size": 7, "shape": ["/" if bar.hatched else "" for bar in bars]},
            },
        )
    )
    notes = [_note(bar, label, most) for bar, label in zip(bars, labels, strict=True)]
    fig.update_layout(bargap=0.22, annotations=notes)
    fig.update_xaxes(visible=False, range=[0, most * 1.01])
    fig.update_yaxes(categoryorder="array", categoryarray=labels[::-1])
    whose, name = words.benchmark_name(result, t), result.table.name(result.gap.entity, t.lang)
    key = "gap.waterfall_max_what" if result.gap.benchmark == "max" else "gap.waterfall_what"
    what = t(key, benchmark=whose, name=name)
    if result.composed:
        what += ". " + t("gap.composed", start=words.points(result.start, result, t))
    lines = sum(label.count("<br>") for label in labels)
    return room.finish(fig, t, words.finding_split(result, t), what, _ROW * len(labels) + 14 * lines)


def _bars(result: Steps, t: Translator) -> list[_Bar]:
    table, gap, level = result.table, result.gap, result.start
    bars = [_total(words.benchmark_name(result, t), level, style.GREY, result, t)]
    groups = result.groups().set_index("code")["difference"]
    for group, inside in result.frame.groupby("group", sort=False):
        if group in groups.index and len(inside) > 1:
            name, by = table.framework.name(group, t.lang), groups[group]
            hover = t("gap.hover_group", index=name, lost=words.points(by, result, t))
            low, high = sorted((level - by, level))
            label, text = f"<b>{style.wrap(name, 26)}</b>", f"<b>{_signed(-by, result, t)}</b>"
            bars.append(_Bar(label, low, high, _SOFT, hover, text))
        ordered = inside.sort_values(["sum", "difference"], ascending=[True, False], kind="stable")
        for row in ordered.to_dict("records"):
            low, high = sorted((level - row["difference"], level))
            label, text = style.wrap(parts.name(table, row["code"], t), 30), _signed(-row["difference"], result, t)
            colour = style.WORSE if row["difference"] >= 0 else style.BETTER
            bars.append(_Bar(label, low, high, colour, _hover(result, row, t), text, hatched=bool(row["sum"])))
            level = round(level - row["difference"], 6)
    return [*bars, _total(table.name(gap.entity, t.lang), gap.total_own, style.ACCENT, result, t)]


def _total(name: str, high: float, colour: str, result: Steps, t: Translator) -> _Bar:
    text = words.points(high, result, t)
    label = f"<b>{style.wrap(name[:1].upper() + name[1:], 26)}</b>"
    return _Bar(label, 0.0, high, colour, t("gap.hover_total", name=name, points=text), f"<b>{text}</b>", total=True)


def _note(bar: _Bar, label: str, most: float) -> dict[str, object]:
    """The figure of a bar: inside the end of a total, before a step, after either where there is no room."""
    note = {"y": label, "text": bar.text, "showarrow": False}
    if bar.total and bar.high > 0.25 * most:
        colour = "white" if bar.colour == style.ACCENT else style.INK
        return note | {"x": bar.high, "xanchor": "right", "xshift": -6, "font": {"color": colour}}
    if not bar.total and bar.low > 0.25 * most:
        return note | {"x": bar.low, "xanchor": "right", "xshift": -4}
    return note | {"x": bar.high, "xanchor": "left", "xshift": 4}


def values(result: Steps, t: Translator) -> Picture:
    """Where points are unknown: each index as a line between the benchmark's value and ours."""
    frame, decimals = result.frame, result.table.framework.decimals
    frame = frame.sort_values("difference", kind="stable")
    labels = [style.wrap(parts.name(result.table, code, t), 26) for code in frame["code"]]
    hover = [_hover(result, row, t) for row in frame.to_dict("records")]
    fig, notes = Draft(), []
    for label, row in zip(labels, frame.to_dict("records"), strict=True):
        colour = style.WORSE if row["difference"] >= 0 else style.BETTER
        fig.add_scatter(
            x=[row["own"], row["benchmark"]],
            y=[label, label],
            mode="lines",
            hoverinfo="skip",
            line={"color": colour, "width": 6},
            opacity=0.6,
        )
        by, ends = f"<b>{t.signed(-row['difference'], decimals)}</b>", sorted((row["own"], row["benchmark"]))
        after = {"x": ends[1], "xanchor": "left", "xshift": 14}
        before = {"x": ends[0], "xanchor": "right", "xshift": -14}
        own = t.number(row["own"], decimals)
        notes.append({"x": row["own"], "y": label, "text": own, "showarrow": False, "yshift": -20})
        notes.append((after if ends[1] < 0.8 else before) | {"y": label, "text": by, "showarrow": False})
    fig.add_scatter(
        x=frame["benchmark"],
        y=labels,
        mode="markers",
        hoverinfo="text",
        hovertext=hover,
        cliponaxis=False,
        marker={"symbol": "line-ns-open", "size": 18, "color": "#7A858F", "line": {"width": 3}},
    )
    fig.add_scatter(
        x=frame["own"],
        y=labels,
        mode="markers",
        hoverinfo="text",
        hovertext=hover,
        cliponaxis=False,
        marker={"color": style.ACCENT, "size": 14, "line": {"color": "white", "width": 1}},
    )
    ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    fig.update_layout(annotations=notes)
    fig.update_xaxes(range=[-0.02, 1.04], tickvals=ticks, ticktext=[t.number(tick, 1) for tick in ticks])
    fig.update_yaxes(categoryorder="array", categoryarray=labels, range=[-0.6, len(labels) - 0.4])
    name = result.table.name(result.gap.entity, t.lang)
    what = t("gap.values_what", name=name, benchmark=words.benchmark_name(result, t))
    return room.finish(fig, t, words.finding_split(result, t), what, 62 * len(labels), below=24)


def levels(result: Steps, t: Translator) -> Picture:
    """The total on the bands of the framework's levels."""
    framework, gap = result.table.framework, result.gap
    most, bands = float(framework.max_points.iloc[0]), framework.levels
    edges = [0.0, *(band.up_to / 100 * most for band in bands)]
    names = [band.name_en if t.lang == "en" and band.name_en else band.name_vi for band in bands]
    said = t(
        "gap.hover_total", name=result.table.name(gap.entity, t.lang), points=words.points(gap.total_own, result, t)
    )
    fig = Draft(
        trace(
            "bar",
            x=[band.up_to / 100 * most - band.above / 100 * most for band in bands],
            base=[band.above / 100 * most for band in bands],
            y=[0] * len(bands),
            orientation="h",
            width=0.6,
            marker={"color": [_BANDS[place % len(_BANDS)] for place in range(len(bands))]},
            text=[f"<b>{name}</b>" if band is gap.level else name for band, name in zip(bands, names, strict=True)],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            textfont={"color": style.INK},
            hoverinfo="skip",
        ),
        trace(
            "scatter",
            x=[gap.total_own],
            y=[0.42],
            mode="markers+text",
            text=[f"<b>{words.points(gap.total_own, result, t)}</b>"],
            textposition="top center",
            hovertext=[said],
            hoverinfo="text",
            marker={"color": style.ACCENT, "size": 16, "symbol": "triangle-down"},
        ),
    )
    texts = [t.number(edge, 1 if edge % 1 else 0) for edge in edges]
    fig.update_xaxes(range=[-0.01 * most, 1.03 * most], tickvals=edges, ticktext=texts)
    fig.update_yaxes(visible=False, range=[-0.32, 0.95])
    what = t("gap.levels_what", most=t.number(most, 0))
    return room.finish(fig, t, words.finding_level(result, t), what, 110, below=24)


def _signed(x: float, result: Steps, t: Translator) -> str:
    framework = result.table.framework
    return t.signed(x, 1 if framework.published_as == "value" else framework.decimals)


def _hover(result: Steps, row: pd.Series, t: Translator) -> str:
    decimals = 2 if result.in_points else result.table.framework.decimals
    return t(
        "gap.hover" if result.in_points else "gap.hover_value",
        index=parts.name(result.table, row["code"], t),
        own=t.number(row["own"], decimals),
        most=t.number(row["max_points"], 0),
        benchmark=t.number(row["benchmark"], decimals),
        difference=t.signed(-row["difference"], decimals),
    )


def _distinct(labels: list[str]) -> list[str]:
    """Axis categories must differ: a benchmark or a group may bear the name of an index."""
    return [label + "\u200b" * labels[:place].count(label) for place, label in enumerate(labels)]
