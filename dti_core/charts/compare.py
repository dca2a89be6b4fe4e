"""Compare: dots, bars or radar of the main indices, a heat map of everybody, and what pillars are made of."""

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dti_core import parts
from dti_core.charts import compare_words as words
from dti_core.charts import room, style
from dti_core.compare import Comparison
from dti_core.i18n import Translator

_ROW, _BAR, _CELL, _LEGEND = 56, 15, 21, 56  # heights in pixels; a legend takes two lines on a phone
VIEWS = ("dots", "bars", "radar", "heat")
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def dots(result: Comparison, t: Translator) -> go.Figure:
    """One row an index, one dot an entity: everybody grey, the median a tick, the compared ones lit."""
    rows, shares, colours = list(result.rows), result.shares, style.colours(result.others, result.entity)
    labels = [_label(result, code, t) for code in rows]
    fig = go.Figure()
    hovers, lit = {code: _hovers(result, code, t) for code in rows}, set(result.lit)
    points = [
        (share, label, hovers[code][entity])
        for code, label in zip(rows, labels, strict=True)
        for entity, share in shares[code].dropna().items()
        if entity not in lit
    ]
    _markers(fig, points, {"color": style.GREY, "size": 8, "opacity": 0.55}, t("compare.legend_others"), 8)
    middle = [
        (result.median[code], label, _median_hover(result, code, t))
        for code, label in zip(rows, labels, strict=True)
        if result.published(code) > 2
    ]
    tick = {"symbol": "line-ns-open", "size": 22, "color": "#7A858F", "line": {"width": 2}}
    _markers(fig, middle, tick, t("compare.median"), 9)
    for entity in reversed(result.lit):
        points = [
            (shares.at[entity, code], label, hovers[code].get(entity, ""))
            for code, label in zip(rows, labels, strict=True)
        ]
        size = 15 if entity == result.entity else 12
        marker = {"color": colours[entity], "size": size, "line": {"color": "white", "width": 1}}
        _markers(fig, points, marker, result.table.name(entity, t.lang), result.lit.index(entity) + 1)
    notes: list[dict[str, object]] = []
    for code, label in zip(rows, labels, strict=True):
        own = shares.at[result.entity, code]
        if math.isnan(own):
            missing = t("compare.missing", name=result.table.name(result.entity, t.lang))
            notes.append({"x": 0, "y": label, "text": f"<i>{missing}</i>", "xanchor": "left"})
        else:
            anchor = "left" if own < 0.08 else "right" if own > 0.92 else "center"
            text = words.figure(result, code, own, t)
            rank = words.rank(result, result.entity, code, t)
            text = f"<b>{text}</b>" + (f" · {rank}" if rank != "–" else "")
            notes.append({"x": own, "y": label, "text": text, "xanchor": anchor})
    fig.update_layout(annotations=[note | {"showarrow": False, "yshift": 18} for note in notes])
    _share_axis(fig, result, t, "x")
    fig.update_yaxes(categoryorder="array", categoryarray=labels[::-1], range=[-0.5, len(rows) - 0.3])
    what = t("compare.dots_what" + _points(result))
    return _named(room.finish(fig, t, words.finding_beside(result, t), what, _ROW * len(rows), below=24, above=_LEGEND))


def bars(result: Comparison, t: Translator) -> go.Figure:
    """Grouped bars: the compared entities on each index they have."""
    rows, colours = list(result.rows), style.colours(result.others, result.entity)
    labels = [_label(result, code, t) for code in rows]
    hovers = [_hovers(result, code, t) for code in rows]
    fig = go.Figure()
    for entity in reversed(result.lit):
        own = [result.shares.at[entity, code] for code in rows]
        texts = [
            t("compare.missing", name=result.table.name(entity, t.lang))
            if math.isnan(share)
            else words.figure(result, code, share, t)
            for share, code in zip(own, rows, strict=True)
        ]
        fig.add_bar(
            x=[0 if math.isnan(share) else share for share in own],
            y=labels,
            orientation="h",
            text=texts,
            textposition="outside",
            cliponaxis=False,
            marker={"color": colours[entity]},
            name=result.table.name(entity, t.lang),
            legendrank=result.lit.index(entity) + 1,
            hoverinfo="text",
            hovertext=[hover.get(entity, "") for hover in hovers],
        )
    _share_axis(fig, result, t, "x", 1.12)
    fig.update_yaxes(categoryorder="array", categoryarray=labels[::-1])
    fig.update_layout(barmode="group", bargap=0.28, bargroupgap=0.06)
    what = t("compare.bars_what" + _points(result))
    height = len(rows) * (22 + (_BAR + 4) * len(result.lit))
    return _named(room.finish(fig, t, words.finding_beside(result, t), what, height, below=24, above=_LEGEND))


def radar_codes(result: Comparison) -> tuple[str, ...]:
    """Indices that every compared entity has; a radar needs three."""
    lit = result.shares.loc[list(result.lit)]
    return tuple(code for code in result.rows if code != result.codes[0] and lit[code].notna().all())


def radar(result: Comparison, t: Translator) -> go.Figure:
    """Outlines of the compared entities on the indices that all of them have."""
    codes, colours = radar_codes(result), style.colours(result.others, result.entity)
    labels = [style.wrap(parts.name(result.table, code, t), 18) for code in codes]
    hovers = [_hovers(result, code, t) for code in (*codes, codes[0])]
    fig = go.Figure()
    for entity in reversed(result.lit):
        own = [float(result.shares.at[entity, code]) for code in codes]
        mine = entity == result.entity
        fig.add_scatterpolar(
            r=[*own, own[0]],
            theta=[*labels, labels[0]],
            mode="lines+markers",
            hoverinfo="text",
            hovertext=[hover[entity] for hover in hovers],
            name=result.table.name(entity, t.lang),
            legendrank=result.lit.index(entity) + 1,
            line={"color": colours[entity], "width": 3 if mine else 1.5},
            marker={"size": 8 if mine else 5},
        )
    fig.update_polars(
        radialaxis={
            "range": [0, 1],
            "tickvals": _TICKS[1:],
            "ticktext": _tick_texts(result, t)[1:],
            "gridcolor": style.GREY,
            "gridwidth": 0.5,
            "showline": False,
            "angle": 45,
            "tickangle": 0,
            "tickfont": {"size": 11},
        },
        angularaxis={
            "gridcolor": style.GREY,
            "gridwidth": 0.5,
            "linecolor": style.GREY,
            "rotation": 90,
            "direction": "clockwise",
        },
        bgcolor="rgba(0,0,0,0)",
    )
    fig = room.finish(
        fig, t, words.finding_beside(result, t), t("compare.radar_what"), 400, below=40, above=_LEGEND + 30
    )
    return _named(fig, 30 / 400).update_layout(margin={"l": 60, "r": 60})


def heat(result: Comparison, code: str, t: Translator) -> go.Figure:
    """Entities × indices, sorted by one column, the compared rows framed; one hue, the figure in each cell."""
    table, codes = result.table, list(result.rows)
    names = pd.Series({entity: table.name(entity, t.lang) for entity in table.entities})
    order = (
        result.figures.assign(**{"|name": names})
        .sort_values([code, codes[0], "|name"], ascending=[False, False, True], kind="stable")
        .index
    )
    colours = style.colours(result.others, result.entity)
    shares, places = result.shares.loc[order, codes], list(range(len(order)))
    columns = [style.wrap(words.short(result, each, t), 16) for each in codes]
    columns = [f"<b>{label} ▼</b>" if each == code else label for each, label in zip(codes, columns, strict=True)]
    decimals = table.framework.decimals
    figures = [
        ["" if math.isnan(figure) else t.number(figure, decimals) for figure in row]
        for row in result.figures.loc[order, codes].itertuples(index=False, name=None)
    ]
    hovers = [_hovers(result, each, t) for each in codes]
    hover = [[said.get(entity, "") for said in hovers] for entity in order]
    fig = go.Figure(
        go.Heatmap(
            z=shares.to_numpy(),
            x=columns,
            y=places,
            text=figures,
            texttemplate="%{text}",
            hovertext=hover,
            hoverinfo="text",
            colorscale=[list(stop) for stop in style.SEQUENTIAL],
            showscale=False,
            xgap=2,
            ygap=1,
            textfont={"size": 12},
        )
    )
    blank = [
        (column, place)
        for place, entity in enumerate(order)
        for column, each in zip(columns, codes, strict=True)
        if math.isnan(shares.at[entity, each])
    ]
    if blank:
        fig.add_scatter(
            x=[cell[0] for cell in blank], y=[cell[1] for cell in blank], mode="text", text="–", hoverinfo="skip"
        )
    fig.update_layout(
        shapes=[
            {
                "type": "rect",
                "x0": -0.5,
                "x1": len(codes) - 0.5,
                "y0": place - 0.5,
                "y1": place + 0.5,
                "line": {"color": colours[entity], "width": 3 if entity == result.entity else 2},
            }
            for place, entity in enumerate(order)
            if entity in colours
        ]
    )
    labels = [_heat_label(result, entity, code, colours, t) for entity in order]
    fig.update_yaxes(tickvals=places, ticktext=labels, range=[len(order) - 0.5, -0.5])
    fig.update_xaxes(side="top", tickangle=0)
    what = t("compare.heat_what" + _points(result), count=t.number(result.published(code), 0), of=t.number(table.n, 0))
    return room.finish(fig, t, words.finding_heat(result, code, t), what, _CELL * max(len(order), 2), above=56)


def views(result: Comparison) -> tuple[str, ...]:
    """The views that can be drawn: a radar needs three indices known for every entity chosen."""
    return VIEWS if len(radar_codes(result)) > 2 else tuple(view for view in VIEWS if view != "radar")


def draw(view: str, result: Comparison, t: Translator) -> go.Figure:
    """Dots, bars or radar."""
    return {"dots": dots, "bars": bars, "radar": radar}[view](result, t)


def pillar_parts(made_of: pd.DataFrame, result: Comparison, t: Translator) -> go.Figure:
    """Each pillar's points: the part shared by all, then its own activity, then what is missing."""
    framework, name = result.table.framework, result.table.name(result.entity, t.lang)
    pillars = [style.wrap(framework.name(code, t.lang), 20) for code in made_of["code"]]
    labels = [
        f"{pillar}<br><b>{t.number(value, framework.decimals)}</b> · {words.place(result, rank, t)}"
        for pillar, value, rank in zip(pillars, made_of["value"], made_of["rank"], strict=True)
    ]
    hover = [
        t(
            "compare.hidden_hover",
            pillar=framework.name(row["code"], t.lang),
            shared=t.number(row["shared"], 1),
            own=t.number(row["own"], 1),
            most=t.number(row["max_points"], 0),
            value=t.number(row["value"], framework.decimals),
        )
        for row in made_of.to_dict("records")
    ]
    fig = go.Figure()
    shared = [
        t("compare.hidden_shared", points=t.number(row["shared"], 1), most=t.number(row["shared_max"], 0))
        for row in made_of.to_dict("records")
    ]
    own = [
        t(
            "compare.hidden_own",
            points=t.number(row["own"], 1),
            most=t.number(row["own_max"], 0),
            value=t.number(row["activity_value"], framework.decimals),
        )
        for row in made_of.to_dict("records")
    ]
    inside = {
        "textposition": "inside",
        "insidetextanchor": "start",
        "orientation": "h",
        "hoverinfo": "text",
        "hovertext": hover,
    }
    fig.add_bar(
        x=made_of["shared"],
        y=labels,
        text=shared,
        marker={"color": style.GREY},
        textfont={"color": style.INK},
        **inside,
    )
    fig.add_bar(
        x=made_of["own"],
        y=labels,
        marker={"color": style.ACCENT},
        orientation="h",
        hoverinfo="text",
        hovertext=hover,
        text=own,
        textposition="none",
    )
    for row, label, text in zip(made_of.to_dict("records"), labels, own, strict=True):
        end = row["shared"] + row["own"]
        fig.add_annotation(x=end, y=label, text=text, showarrow=False, xanchor="left", xshift=6, align="left")
    fig.update_layout(barmode="stack", bargap=0.4)
    fig.update_xaxes(visible=False, range=[0, 1.35 * float(made_of["max_points"].max())])
    fig.update_yaxes(categoryorder="array", categoryarray=labels[::-1])
    what = t("compare.hidden_what", name=name)
    return room.finish(fig, t, words.finding_hidden(made_of, result, t), what, 70 * len(labels))


def _markers(
    fig: go.Figure, points: Sequence[tuple[float, str, str]], marker: dict[str, object], name: str, place: int
) -> None:
    known = [point for point in points if not math.isnan(point[0])]
    if known:
        x, y, hover = zip(*known, strict=True)
        fig.add_scatter(
            x=x,
            y=y,
            hovertext=hover,
            hoverinfo="text",
            mode="markers",
            marker=marker,
            cliponaxis=False,
            name=name,
            showlegend=True,
            legendrank=place,
        )


def _share_axis(fig: go.Figure, result: Comparison, t: Translator, axis: str, most: float = 1.02) -> None:
    fig.update_layout({f"{axis}axis": {"range": [-0.02, most], "tickvals": _TICKS, "ticktext": _tick_texts(result, t)}})


def _tick_texts(result: Comparison, t: Translator) -> list[str]:
    values = result.table.framework.published_as == "value"
    return [t.number(tick, 1) if values else t.percent(tick) for tick in _TICKS]


def _label(result: Comparison, code: str, t: Translator) -> str:
    """Name of a row, wrapped, with the number published where it is not everybody."""
    label, table = style.wrap(words.short(result, code, t), 24), result.table
    if "+" in code:
        return f"{label}<br><i>{t('widgets.derived')}</i>"
    if result.published(code) == table.n or not table.round.entity_count:
        return label
    return (
        label
        + "<br><i>"
        + t("compare.of_published", count=t.number(result.published(code), 0), of=t.number(table.n, 0))
        + "</i>"
    )


def _heat_label(result: Comparison, entity: str, code: str, colours: dict[str, str], t: Translator) -> str:
    rank = result.ranks.at[entity, code]
    label = result.table.name(entity, t.lang) + ("" if math.isnan(rank) else f"  {t.number(rank, 0)}")
    return f'<span style="color:{colours[entity]}"><b>{label}</b></span>' if entity in colours else label


def _hovers(result: Comparison, code: str, t: Translator) -> dict[str, str]:
    """What to say over each entity's figure on one code; entities without one are left out."""
    index, decimals, said = words.short(result, code, t), result.table.framework.decimals, {}
    names, ranks = result.table.people[f"name_{t.lang}"], result.ranks[code]
    places = {rank: words.place(result, rank, t) for rank in ranks.dropna().unique()}
    for (entity, figure), name, rank in zip(result.figures[code].items(), names, ranks, strict=True):
        if not math.isnan(figure):
            key = "compare.hover_rank" if rank in places else "compare.hover"
            said[entity] = t(key, name=name, index=index, figure=t.number(figure, decimals), rank=places.get(rank))
    return said


def _median_hover(result: Comparison, code: str, t: Translator) -> str:
    return t(
        "compare.hover_median",
        count=t.number(result.published(code), 0),
        index=words.short(result, code, t),
        figure=words.figure(result, code, result.median[code], t),
    )


def _named(fig: go.Figure, lift: float = 0.0) -> go.Figure:
    """Names of the traces that have one, in a line over the plot; a legend wraps on a phone, a subtitle does not."""
    legend = {
        "orientation": "h",
        "x": 0,
        "y": 1 + lift,
        "yanchor": "bottom",
        "itemclick": False,
        "itemdoubleclick": False,
    }
    return fig.update_layout(showlegend=True, legend=legend)


def _points(result: Comparison) -> str:
    return "" if result.table.framework.published_as == "value" else "_points"
