"""Two maps of the provinces: their outlines with the archipelagos as insets, and one tile a province.

Plotly's maps ask for a world outline that is never shown; the page names an empty one of ours (`widgets.chart`).
"""

import math
from itertools import pairwise
from typing import Any

from dti_core import atlas_words as words
from dti_core.atlas import DIVERGING, Atlas
from dti_core.charts import room, style
from dti_core.charts.draft import Draft, Picture, trace
from dti_core.geography import INSETS, MAINLAND, archipelago, islands, mainland, places
from dti_core.i18n import Translator

HEIGHT = 640
_DARK = 0.62  # shades above this, and below 1 minus it on the diverging scale, carry white text
_DIVERGING = [[0.0, style.WORSE], [0.5, "#F3F5F7"], [1.0, style.BETTER]]
_SCALE = [[place, colour] for place, colour in style.SEQUENTIAL]
_MISSING, _BORDER, _FAINT = "#D5DAE0", "#8794A0", "#6B7680"  # the last is read on both grounds
_ROW = 32  # height of a tile in pixels: a name and a number
_SMALL = 9  # px of type on a phone
_BOXES = (  # where each inset is drawn: shares of the width and of the height, right of Đà Nẵng and of Khánh Hòa
    {"x": (0.68, 0.95), "y": (0.50, 0.71)},
    {"x": (0.68, 0.95), "y": (0.10, 0.36)},
)


def outline_map(result: Atlas, t: Translator) -> Picture:
    """The provinces by their outlines; hover says name, value and rank, a click chooses."""
    entities = list(result.frame.index)
    fig = Draft(
        *_areas(result, entities, mainland(result.edition), "geo", t),
        _outline(result, mainland(result.edition), "geo"),
    )
    fig.update_layout(geo=_frame(MAINLAND, {"x": (0.0, 0.66), "y": (0.0, 1.0)}))
    for place, (inset, box) in enumerate(zip(INSETS, _BOXES, strict=True), start=2):
        owner, dots = inset.owner(result.edition), islands(result.edition, inset)
        shape = archipelago(result.edition, inset)
        fig.data += _areas(result, [owner], shape, f"geo{place}", t)
        fig.add(
            "scattergeo", lon=[x for x, _ in dots], lat=[y for _, y in dots], mode="markers", geo=f"geo{place}",
            hovertext=words.hover(result, owner, t), hoverinfo="text", customdata=[owner] * len(dots),
            marker={"size": 5, "color": _colour(result, owner), "line": {"color": style.INK, "width": 0.5}},
        )  # fmt: skip
        fig.update_layout(**{f"geo{place}": _frame((inset.longitudes, inset.latitudes), box)})
        label = t(f"map.{inset.key}", owner=words.name(result, owner, t))
        fig.annotate(
            {"text": label, "x": box["x"][0], "y": box["y"][1], "xref": "paper", "yref": "paper", "showarrow": False,
             "xanchor": "left", "yanchor": "bottom", "font": {"size": 12}, "align": "left"}
        )  # fmt: skip
        fig.mark(
            {"type": "rect", "xref": "paper", "yref": "paper", "x0": box["x"][0], "x1": box["x"][1],
             "y0": box["y"][0], "y1": box["y"][1], "line": {"color": style.GREY, "width": 1}}
        )  # fmt: skip
    return room.finish(fig, t, words.finding(result, t), words.subtitle(result, t), HEIGHT)


def tile_map(result: Atlas, t: Translator) -> Picture:
    """One square a province, in its place, so that small ones can be compared with large ones."""
    spots = places(result.edition)
    columns = max(spot.column for spot in spots.values())
    rows = max(spot.row for spot in spots.values())
    entities = list(result.frame.index)
    grid: list[list[float | None]] = [[None] * columns for _ in range(rows)]
    for entity in entities:
        shade = float(result.shades[entity])
        grid[spots[entity].row - 1][spots[entity].column - 1] = None if math.isnan(shade) else shade
    across, down = list(range(1, columns + 1)), list(range(1, rows + 1))
    fig = Draft(
        trace("heatmap", z=grid, x=across, y=down, zmin=0, zmax=1, colorscale=_scale(result), showscale=False, xgap=2,
              ygap=2, hoverinfo="skip")
    )  # fmt: skip
    blank = [entity for entity in entities if math.isnan(result.shades[entity])]
    fig.mark(*(_square(spots[entity], {"color": _MISSING, "width": 1, "dash": "dot"}, 0.46) for entity in blank))
    own = spots[result.entity]
    fig.mark(_square(own, {"color": style.ACCENT, "width": 3}, 0.5))
    fig.add(
        "scatter", x=[spots[entity].column for entity in entities], y=[spots[entity].row for entity in entities],
        mode="markers+text", text=[_tile_text(result, entity, t) for entity in entities], customdata=entities,
        textfont={"size": 11, "color": [_ink(result, entity) for entity in entities]},
        hovertext=[words.hover(result, entity, t) for entity in entities], hoverinfo="text",
        marker={"symbol": "square", "size": 26, "opacity": 0}, cliponaxis=False,
        selected={"textfont": {}}, unselected={"textfont": {}, "marker": {"opacity": 0}},
    )  # fmt: skip
    small = [*(spots[entity] for entity in entities), *(inset.tile(result.edition) for inset in INSETS)]
    fig.add(  # on a phone in place of the names and numbers, which do not fit its tiles (shell.css)
        "scatter", x=[spot.column for spot in small], y=[spot.row for spot in small], mode="text", opacity=0,
        text=[*(style.wrap(spots[entity].short, 1) for entity in entities), *(t(f"map.{i.key}_tile") for i in INSETS)],
        textfont={"size": _SMALL, "color": [*(_ink(result, e) for e in entities), *[_FAINT] * len(INSETS)]},
        hoverinfo="skip", cliponaxis=False,
        selected={"textfont": {}}, unselected={"textfont": {}},
    )  # fmt: skip
    for inset in INSETS:
        spot = inset.tile(result.edition)
        fig.annotate(
            {"text": t(f"map.{inset.key}_short"), "x": spot.column, "y": spot.row, "showarrow": False,
             "font": {"size": 10}, "align": "center"}
        )  # fmt: skip
        fig.mark(_square(spot, {"color": _colour(result, inset.owner(result.edition)), "width": 2}, 0.46))
    fig.update_xaxes(visible=False, range=[0.4, columns + 0.6])
    fig.update_yaxes(visible=False, range=[rows + 0.6, 0.4])
    return room.finish(fig, t, words.finding(result, t), words.subtitle(result, t), rows * _ROW)


def legend(result: Atlas, t: Translator) -> str:
    """The scale as a bar with its ends in words, as HTML of the page."""
    stops = ", ".join(f"{colour} {place:.0%}" for place, colour in _scale(result))
    known = result.known["number"]
    if known.empty:
        return ""
    if result.measure in DIVERGING:
        most = float(known.abs().max())
        ends = [t(f"map.{result.measure}_low", most=_edge(result, most, t)),
                t(f"map.{result.measure}_high", most=_edge(result, most, t))]  # fmt: skip
    elif result.measure == "rank":
        ends = [t.number(known.max(), 0), t.number(known.min(), 0)]
    else:
        ends = [t.number(edge, result.table.framework.decimals) for edge in (known.min(), known.max())]
    bar = f'<span class="map-scale" style="background:linear-gradient(to right, {stops})"></span>'
    missing = f'<span class="map-missing"></span> {t("map.missing")}' if result.missing else ""
    return f'<div class="map-legend"><span>{ends[0]}</span>{bar}<span>{ends[1]}</span>{missing}</div>'


def _edge(result: Atlas, most: float, t: Translator) -> str:
    return t.number(most, 0 if result.measure == "change" else result.table.framework.decimals)


def _areas(result: Atlas, entities: list[str], shapes: dict[str, Any], geo: str, t: Translator) -> list[dict[str, Any]]:
    """The known provinces coloured, the others grey: two traces, as one that is missing has no colour and no hover."""
    known = [entity for entity in entities if not math.isnan(result.shades[entity])]
    blank = [entity for entity in entities if entity not in set(known)]
    common = {"geojson": shapes, "geo": geo, "showscale": False, "hoverinfo": "text",
              "marker": {"line": {"color": _BORDER, "width": 0.5}}, "selected": {"marker": {"opacity": 1}},
              "unselected": {"marker": {"opacity": 1}}}  # fmt: skip
    drawn = []
    for group, z, scale in (
        (known, [float(result.shades[entity]) for entity in known], _scale(result)),
        (blank, [0.0] * len(blank), [[0, _MISSING], [1, _MISSING]]),
    ):
        if group:
            said = [words.hover(result, entity, t) for entity in group]
            drawn.append(
                trace("choropleth", locations=group, z=z, zmin=0, zmax=1, colorscale=scale, hovertext=said, **common)
            )
    return drawn


def _outline(result: Atlas, shapes: dict[str, Any], geo: str) -> dict[str, Any]:
    """The chosen province's border over the others."""
    rings = next(f["geometry"]["coordinates"] for f in shapes["features"] if f["id"] == result.entity)
    lon: list[float | None] = []
    lat: list[float | None] = []
    for (ring,) in rings:
        lon += [*(x for x, _ in ring), None]
        lat += [*(y for _, y in ring), None]
    return trace("scattergeo", lon=lon, lat=lat, mode="lines", geo=geo, hoverinfo="skip",
                 line={"color": style.ACCENT, "width": 2.5})  # fmt: skip


def _frame(
    area: tuple[tuple[float, float], tuple[float, float]], box: dict[str, tuple[float, float]]
) -> dict[str, Any]:
    return {
        "visible": False, "projection": {"type": "mercator"}, "bgcolor": "rgba(0,0,0,0)",
        "lonaxis": {"range": list(area[0])}, "lataxis": {"range": list(area[1])},
        "domain": {"x": list(box["x"]), "y": list(box["y"])},
    }  # fmt: skip


def _square(spot: Any, line: dict[str, Any], half: float) -> dict[str, Any]:
    return {"type": "rect", "x0": spot.column - half, "x1": spot.column + half, "y0": spot.row - half,
            "y1": spot.row + half, "line": line}  # fmt: skip


def _tile_text(result: Atlas, entity: str, t: Translator) -> str:
    short = places(result.edition)[entity].short
    said = words.number(result, entity, t)
    return f"<b>{short}</b><br>{said}" if entity == result.entity else f"{short}<br>{said}"


def _scale(result: Atlas) -> list[list[Any]]:
    return _DIVERGING if result.measure in DIVERGING else _SCALE


def _ink(result: Atlas, entity: str) -> str:
    shade = float(result.shades[entity])
    if math.isnan(shade):
        return _FAINT
    dark = shade > (0.85 if result.measure in DIVERGING else _DARK)
    return "#FFFFFF" if dark else style.INK


def _colour(result: Atlas, entity: str) -> str:
    """The colour of a province on its scale, for what Plotly does not colour itself."""
    shade = float(result.shades[entity])
    if math.isnan(shade):
        return _MISSING
    scale = _scale(result)
    (low, start), (high, end) = next(pair for pair in pairwise(scale) if shade <= pair[1][0])
    part = (shade - low) / (high - low)
    mixed = (round(int(start[i : i + 2], 16) * (1 - part) + int(end[i : i + 2], 16) * part) for i in (1, 3, 5))
    return "#" + "".join(f"{channel:02X}" for channel in mixed)
