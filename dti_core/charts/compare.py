"""Compare: dots, bars or radar of the main indices, a heat map of everybody, and what pillars are made of."""

import math
from collections.abc import Sequence

from dti_core import parts
from dti_core.charts import compare_words as words
from dti_core.charts import room, style
from dti_core.charts.draft import Draft, Picture
from dti_core.compare import Comparison
from dti_core.i18n import Translator

_ROW, _BAR = 56, 15  # heights in pixels
VIEWS = ("dots", "bars", "radar", "heat")


def dots(result: Comparison, t: Translator) -> Picture:
    """One row an index, one dot an entity: everybody grey, the median a tick, the compared ones lit."""
    rows, shares, colours = list(result.rows), result.shares, style.colours(result.others, result.entity)
    labels = [_label(result, code, t) for code in rows]
    fig = Draft()
    hovers, lit = {code: words.hovers(result, code, t) for code in rows}, set(result.lit)
    points = [
        (share, label, hovers[code][entity])
        for code, label in zip(rows, labels, strict=True)
        for entity, share in shares[code].dropna().items()
        if entity not in lit
    ]
    _markers(fig, points, {"color": style.GREY, "size": 8, "opacity": 0.55}, t("compare.legend_others"))
    middle = [
        (result.median[code], label, _median_hover(result, code, t))
        for code, label in zip(rows, labels, strict=True)
        if result.published(code) > 2
    ]
    tick = {"symbol": "line-ns-open", "size": 15, "color": "#7A858F", "line": {"width": 2}}
    _markers(fig, middle, tick, t("compare.median"))
    for entity in reversed(result.lit):
        points = [
            (shares.at[entity, code], label, hovers[code].get(entity, ""))
            for code, label in zip(rows, labels, strict=True)
        ]
        size = 15 if entity == result.entity else 12
        marker = {"color": colours[entity], "size": size, "line": {"color": "white", "width": 1}}
        _markers(fig, points, marker, result.table.name(entity, t.lang))
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
    _share_axis(fig, result, t, *_span(result))
    fig.update_yaxes(categoryorder="array", categoryarray=labels[::-1], range=[-0.5, len(rows) - 0.3])
    what = t("compare.dots_what" + words.in_points(result))
    return room.finish(fig, t, words.finding_beside(result, t), what, _ROW * len(rows), below=24)


def bars(result: Comparison, t: Translator) -> Picture:
    """Grouped bars: the compared entities on each index they have."""
    rows, colours = list(result.rows), style.colours(result.others, result.entity)
    labels = [_label(result, code, t) for code in rows]
    hovers = [words.hovers(result, code, t) for code in rows]
    fig = Draft()
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
            hoverinfo="text",
            hovertext=[hover.get(entity, "") for hover in hovers],
        )
    _share_axis(fig, result, t, 0.0, 1.12)
    fig.update_yaxes(categoryorder="array", categoryarray=labels[::-1])
    fig.update_layout(barmode="group", bargap=0.28, bargroupgap=0.06)
    what = t("compare.bars_what" + words.in_points(result))
    height = len(rows) * (22 + (_BAR + 4) * len(result.lit))
    return room.finish(fig, t, words.finding_beside(result, t), what, height, below=24)


def radar_codes(result: Comparison) -> tuple[str, ...]:
    """Indices that every compared entity has; a radar needs three."""
    lit = result.shares.loc[list(result.lit)]
    return tuple(code for code in result.rows if code != result.codes[0] and lit[code].notna().all())


def radar(result: Comparison, t: Translator) -> Picture:
    """Outlines of the compared entities on the indices that all of them have."""
    codes, colours = radar_codes(result), style.colours(result.others, result.entity)
    labels = [style.wrap(parts.name(result.table, code, t), 18) for code in codes]
    hovers = [words.hovers(result, code, t) for code in (*codes, codes[0])]
    fig = Draft()
    for entity in reversed(result.lit):
        own = [float(result.shares.at[entity, code]) for code in codes]
        mine = entity == result.entity
        fig.add(
            "scatterpolar",
            r=[*own, own[0]],
            theta=[*labels, labels[0]],
            mode="lines+markers",
            hoverinfo="text",
            hovertext=[hover[entity] for hover in hovers],
            name=result.table.name(entity, t.lang),
            line={"color": colours[entity], "width": 3 if mine else 1.5},
            marker={"size": 8 if mine else 5},
        )
    fig.update_layout(
        polar={
            "radialaxis": {
                "range": [0, 1],
                "tickvals": _ticks(0.2, 1.0),
                "ticktext": [_tick(result, tick, t) for tick in _ticks(0.2, 1.0)],
                "gridcolor": style.GREY,
                "gridwidth": 0.5,
                "showline": False,
                "angle": 45,
                "tickangle": 45,
                "tickfont": {"size": 11},
            },
            "angularaxis": {
                "gridcolor": style.GREY,
                "gridwidth": 0.5,
                "linecolor": style.GREY,
                "rotation": 90,
                "direction": "clockwise",
            },
            "bgcolor": "rgba(0,0,0,0)",
        },
        margin={"l": 60, "r": 60},
    )
    return room.finish(fig, t, words.finding_beside(result, t), t("compare.radar_what"), 400, below=40, above=24)


def views(result: Comparison) -> tuple[str, ...]:
    """The views that can be drawn: a radar needs three indices known for every entity chosen."""
    return VIEWS if len(radar_codes(result)) > 2 else tuple(view for view in VIEWS if view != "radar")


def draw(view: str, result: Comparison, t: Translator) -> Picture:
    """Dots, bars or radar."""
    return {"dots": dots, "bars": bars, "radar": radar}[view](result, t)


def _markers(fig: Draft, points: Sequence[tuple[float, str, str]], marker: dict[str, object], name: str) -> None:
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
        )


def _median_hover(result: Comparison, code: str, t: Translator) -> str:
    return t(
        "compare.hover_median",
        count=t.number(result.published(code), 0),
        index=words.short(result, code, t),
        figure=words.figure(result, code, result.median[code], t),
    )


def _span(result: Comparison) -> tuple[float, float]:
    """What the axis of dots must hold: 0 to 1, or less where everybody stands close together."""
    shares = result.shares[list(result.rows)]
    low, high = float(shares.min(axis=None)), float(shares.max(axis=None))
    return (0.0, 1.0) if not high - low < 0.2 or len(shares) < 2 else (max(0.0, low - 0.05), min(1.0, high + 0.05))


def _share_axis(fig: Draft, result: Comparison, t: Translator, low: float, high: float) -> None:
    ticks, room_ = _ticks(low, min(high, 1.0)), 0.02 * (high - low)
    texts = [_tick(result, tick, t) for tick in ticks]
    fig.update_xaxes(range=[low - room_, high + room_], tickvals=ticks, ticktext=texts)


def _ticks(low: float, high: float) -> list[float]:
    """Round shares between two ends, six at most."""
    step = next(step for step in (0.01, 0.02, 0.05, 0.1, 0.2) if (high - low) / step <= 5.01)
    first = math.ceil(low / step - 1e-9)
    return [round(place * step, 2) for place in range(first, math.floor(high / step + 1e-9) + 1)]


def _tick(result: Comparison, share: float, t: Translator) -> str:
    if result.table.framework.published_as == "points":
        return t.percent(share)
    return t.number(share, 1 if round(share * 10, 6).is_integer() else 2)


def _label(result: Comparison, code: str, t: Translator) -> str:
    """Name of a row, wrapped; with the number published where fewer have it than the total."""
    label, count = style.wrap(words.short(result, code, t), 24), result.published(code)
    if "+" in code:
        return f"{label}<br><i>{t('widgets.derived')}</i>"
    if count == result.published(result.codes[0]):
        return label
    of = t("compare.of_published", count=t.number(count, 0), of=t.number(result.table.n, 0))
    return f"{label}<br><i>{of}</i>"
