"""Gap: where the points are, as a waterfall, a treemap, two ends of a line, or levels."""

import plotly.graph_objects as go

from dti_core import parts
from dti_core.charts import gap_words as words
from dti_core.charts import room, style
from dti_core.i18n import Translator
from dti_core.steps import Steps

_ROW = 34  # height of a bar in pixels
_HATCH = {"size": 7, "solidity": 0.35, "fillmode": "overlay"}
_SOFT = "#DDE3E8"  # a group's bar: behind its indices, lighter than context


BENCHMARKS = ("max", "best", "median", "rank", "entity")  # as asked; "rank" and "entity" need a second answer


def views(result: Steps) -> tuple[str, ...]:
    """Which charts can be drawn: none where the benchmark, or both sides' indices, are unknown."""
    if not result.comparable or result.frame.empty:
        return ()
    if not result.in_points:
        return ("values",)
    only = len(result.frame) == 1 or not (result.frame["difference"] > 0).any()
    return ("waterfall",) if only else ("waterfall", "treemap")


def draw(view: str, result: Steps, t: Translator) -> go.Figure:
    """One of `views`."""
    return {"waterfall": waterfall, "treemap": treemap, "values": values}[view](result, t)


def waterfall(result: Steps, t: Translator) -> go.Figure:
    """From the benchmark down to the entity: a light bar a group, then one bar an index; floating, in points."""
    table, name = result.table, result.table.name(result.gap.entity, t.lang)
    level, bars = result.start, []
    whose = words.benchmark_name(result, t)
    said = t("gap.hover_total", name=whose, points=words.points(level, result, t))
    bars.append(
        (
            f"<b>{style.wrap(_sentence(whose), 26)}</b>",
            0.0,
            level,
            style.GREY,
            said,
            words.points(level, result, t),
            False,
        )
    )
    groups = result.groups().set_index("code")
    for group, inside in result.frame.groupby("group", sort=False):
        if group in groups.index and len(inside) > 1:
            named, by = table.framework.name(group, t.lang), groups.at[group, "difference"]
            said = t("gap.hover_group", index=named, lost=words.points(by, result, t))
            bars.append(
                (
                    f"<b>{style.wrap(named, 26)}</b>",
                    level - by,
                    level,
                    _SOFT,
                    said,
                    f"<b>{_signed(-by, result, t)}</b>",
                    False,
                )
            )
        for row in inside.sort_values(["sum", "difference"], ascending=[True, False], kind="stable").to_dict("records"):
            by = row["difference"]
            label, colour = style.wrap(parts.name(table, row["code"], t), 30), style.WORSE if by >= 0 else style.BETTER
            bars.append((label, level - by, level, colour, _hover(result, row, t), _signed(-by, result, t), row["sum"]))
            level = round(level - by, 6)
    own = result.gap.total_own
    said = t("gap.hover_total", name=name, points=words.points(own, result, t))
    bars.append((f"<b>{style.wrap(name, 26)}</b>", 0.0, own, style.ACCENT, said, words.points(own, result, t), False))
    labels = _distinct([bar[0] for bar in bars])
    low, high = [min(bar[1:3]) for bar in bars], [max(bar[1:3]) for bar in bars]
    fig = go.Figure(
        go.Bar(
            x=[end - start for start, end in zip(low, high, strict=True)],
            base=low,
            y=labels,
            orientation="h",
            hoverinfo="text",
            hovertext=[bar[4] for bar in bars],
            textposition="none",
            marker={
                "color": [bar[3] for bar in bars],
                "pattern": _HATCH | {"shape": ["/" if bar[6] else "" for bar in bars]},
            },
        )
    )
    fig.update_layout(
        bargap=0.22,
        annotations=[
            {"x": end, "y": label, "text": bar[5], "showarrow": False, "xanchor": "left", "xshift": 4}
            for label, end, bar in zip(labels, high, bars, strict=True)
        ],
    )
    fig.update_xaxes(visible=False, range=[0, max(high) * 1.13])
    fig.update_yaxes(categoryorder="array", categoryarray=labels[::-1])
    key = "gap.waterfall_max_what" if result.gap.benchmark == "max" else "gap.waterfall_what"
    what = t(key, benchmark=whose, name=name)
    if result.composed:
        what += ". " + t("gap.composed", start=words.points(result.start, result, t))
    lines = sum(label.count("<br>") for label in labels)
    return room.finish(fig, t, words.finding_split(result, t), what, _ROW * len(labels) + 14 * lines)


def treemap(result: Steps, t: Translator) -> go.Figure:
    """Areas: points behind the benchmark, by group."""
    table, frame = result.table, result.frame
    behind = frame[frame["difference"] > 0]
    groups = [
        group for group in dict.fromkeys(behind["group"]) if group not in set(behind["code"]) | {table.framework.root}
    ]
    total = behind["difference"].sum()
    ids, labels, parents, values, texts, shades, shapes = [], [], [], [], [], [], []
    for group in groups:
        inside = behind.loc[behind["group"] == group, "difference"].sum()
        ids.append(f"group:{group}")
        labels.append(f"<b>{table.framework.name(group, t.lang)}</b> · {words.points(inside, result, t)}")
        parents.append("")
        values.append(inside)
        texts.append("")
        shades.append(0.0)
        shapes.append("")
    for row in behind.to_dict("records"):
        ids.append(row["code"])
        labels.append(style.wrap(parts.name(table, row["code"], t), 22))
        parents.append(f"group:{row['group']}" if row["group"] in groups else "")
        values.append(row["difference"])
        texts.append(
            t(
                "gap.treemap_cell",
                points=words.points(row["difference"], result, t),
                share=t.percent(row["difference"] / total, 1),
            )
        )
        shades.append(row["lost"] / row["max_points"])
        shapes.append("/" if row["sum"] else "")
    fig = go.Figure(
        go.Treemap(
            ids=ids,
            labels=labels,
            parents=parents,
            values=values,
            text=texts,
            branchvalues="total",
            sort=True,
            texttemplate="%{label}<br><b>%{text}</b>",
            hovertemplate="%{label}<br>%{text}<extra></extra>",
            tiling={"pad": 2},
            marker={
                "colors": shades,
                "colorscale": [list(stop) for stop in style.SEQUENTIAL],
                "cmin": 0,
                "cmax": 1,
                "pattern": {"shape": shapes, "solidity": 0.15, "fillmode": "overlay"},
                "pad": {"t": 26, "l": 2, "r": 2, "b": 2},
            },
            pathbar={"visible": False},
            textfont={"size": 14},
        )
    )
    what = t("gap.treemap_what", benchmark=words.benchmark_name(result, t))
    return room.finish(fig, t, words.finding_split(result, t), what, 420)


def values(result: Steps, t: Translator) -> go.Figure:
    """Where points are unknown: each index as a line between the benchmark's value and ours."""
    frame, decimals = result.frame, result.table.framework.decimals
    frame = frame.sort_values("difference", kind="stable")
    labels = [style.wrap(parts.name(result.table, code, t), 26) for code in frame["code"]]
    hover = [_hover(result, row, t) for row in frame.to_dict("records")]
    fig = go.Figure()
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
        by, middle = t.signed(-row["difference"], decimals), (row["own"] + row["benchmark"]) / 2
        fig.add_annotation(x=middle, y=label, text=f"<b>{by}</b>", showarrow=False, yshift=15)
    fig.add_scatter(
        x=frame["benchmark"],
        y=labels,
        mode="markers",
        hoverinfo="text",
        hovertext=hover,
        cliponaxis=False,
        marker={"symbol": "line-ns-open", "size": 22, "color": "#7A858F", "line": {"width": 3}},
    )
    fig.add_scatter(
        x=frame["own"],
        y=labels,
        mode="markers+text",
        hoverinfo="text",
        hovertext=hover,
        cliponaxis=False,
        text=[t.number(x, decimals) for x in frame["own"]],
        textposition="bottom center",
        marker={"color": style.ACCENT, "size": 14, "line": {"color": "white", "width": 1}},
    )
    ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    fig.update_xaxes(range=[-0.02, 1.04], tickvals=ticks, ticktext=[t.number(tick, 1) for tick in ticks])
    fig.update_yaxes(categoryorder="array", categoryarray=labels, range=[-0.6, len(labels) - 0.4])
    name = result.table.name(result.gap.entity, t.lang)
    what = t("gap.values_what", name=name, benchmark=words.benchmark_name(result, t))
    return room.finish(fig, t, words.finding_split(result, t), what, 62 * len(labels), below=24)


def levels(result: Steps, t: Translator) -> go.Figure:
    """The total on the bands of the framework's levels."""
    framework, gap = result.table.framework, result.gap
    most, name = float(framework.max_points.iloc[0]), result.table.name(gap.entity, t.lang)
    greys = ("#EEF1F3", "#D9DFE4", "#BFC8CF", "#A3AEB7")
    fig = go.Figure()
    for place, level in enumerate(framework.levels):
        low, high = level.above / 100 * most, level.up_to / 100 * most
        word = level.name_en if t.lang == "en" and level.name_en else level.name_vi
        word = f"<b>{word}</b>" if level is gap.level else word
        fig.add_bar(
            x=[high - low],
            base=[low],
            y=[name],
            orientation="h",
            marker={"color": greys[place % len(greys)]},
            text=word,
            textposition="inside",
            insidetextanchor="start",
            textfont={"color": style.INK},
            hoverinfo="skip",
        )
    text = f"<b>{words.points(gap.total_own, result, t)}</b>"
    fig.add_scatter(
        x=[gap.total_own],
        y=[name],
        mode="markers+text",
        text=[text],
        textposition="top center",
        cliponaxis=False,
        hovertext=[t("gap.hover_total", name=name, points=words.points(gap.total_own, result, t))],
        hoverinfo="text",
        marker={"color": style.ACCENT, "size": 16, "symbol": "diamond", "line": {"color": "white", "width": 1}},
    )
    edges = [0.0, *(level.up_to / 100 * most for level in framework.levels)]
    fig.update_layout(barmode="overlay", bargap=0.45)
    fig.update_xaxes(range=[0, most], tickvals=edges, ticktext=[t.number(edge, 1 if edge % 1 else 0) for edge in edges])
    fig.update_yaxes(visible=False)
    what = t("gap.levels_what", most=t.number(most, 0))
    return room.finish(fig, t, words.finding_level(result, t), what, 120, below=24)


def _signed(x: float, result: Steps, t: Translator) -> str:
    framework = result.table.framework
    return t.signed(x, 1 if framework.published_as == "value" else framework.decimals)


def _hover(result: Steps, row: dict[str, float], t: Translator) -> str:
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


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
