"""Titles of more than one line: wrapped for half a page or a phone, and given the room they take."""

import plotly.graph_objects as go

from dti_core.charts import style
from dti_core.i18n import Translator

WIDTH = 38  # characters of a title that fit on a phone of 390 px
_LINE, _SMALL = 24, 18  # px of a line of title and of subtitle


def finish(
    fig: go.Figure, t: Translator, title: str, subtitle: str, height: int, bottom: int = 8, above: int = 0
) -> go.Figure:
    """`style.finish` with title and subtitle wrapped; `height` is that of the plot alone, `above` room for
    names over it, px."""
    title, subtitle = style.wrap(title, WIDTH), style.wrap(subtitle, WIDTH + 10)
    extra, small = title.count("<br>") * _LINE, subtitle.count("<br>") * _SMALL
    top = 68 + extra + small + above
    whole = height + top + bottom
    fig = style.finish(fig, t, title, subtitle, whole)
    return fig.update_layout(title={"y": 1 - (8 + extra) / whole}, margin={"t": top, "b": bottom}, meta={"heading": top - 12})
