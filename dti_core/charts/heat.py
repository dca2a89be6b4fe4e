"""Heat map: every entity of a round on every index, sorted by one of them."""

import math

import numpy as np
import pandas as pd

from dti_core.charts import compare_words as words
from dti_core.charts import room, style
from dti_core.charts.draft import Draft, Picture, trace
from dti_core.compare import Comparison
from dti_core.i18n import Translator

_CELL = 21  # height of a row in pixels


def heat(result: Comparison, code: str, t: Translator) -> Picture:
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
    hovers = [words.hovers(result, each, t) for each in codes]
    hover = [[said.get(entity, "") for said in hovers] for entity in order]
    fig = Draft(
        trace(
            "heatmap",
            z=shares.to_numpy(),
            x=columns,
            y=places,
            text=figures,
            texttemplate="%{text}",
            hovertext=hover,
            hoverinfo="text",
            colorscale=[[0, style.SEQUENTIAL[0][1]], [1, style.SEQUENTIAL[1][1]]],
            showscale=False,
            xgap=2,
            ygap=1,
            textfont={"size": 12, "color": style.INK},
        )
    )
    blank = [(columns[column], int(place)) for place, column in np.argwhere(np.isnan(shares.to_numpy()))]
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
    labels = [_label(result, entity, code, colours, t) for entity in order]
    fig.update_yaxes(tickvals=places, ticktext=labels, range=[len(order) - 0.5, -0.5])
    fig.update_xaxes(side="top", tickangle=0)
    what = t(
        "compare.heat_what" + words.in_points(result),
        count=t.number(result.published(code), 0),
        of=t.number(table.n, 0),
    )
    return room.finish(fig, t, words.finding_heat(result, code, t), what, _CELL * max(len(order), 2), above=56)


def _label(result: Comparison, entity: str, code: str, colours: dict[str, str], t: Translator) -> str:
    rank = result.ranks.at[entity, code]
    label = result.table.name(entity, t.lang) + ("" if math.isnan(rank) else f"  {t.number(rank, 0)}")
    return f'<span style="color:{colours[entity]}">●</span> <b>{label}</b>' if entity in colours else label
