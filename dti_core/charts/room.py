"""The room a plot takes, apart from its heading: `style.finish` with space over and under the plot."""

import plotly.graph_objects as go

from dti_core.charts import style
from dti_core.i18n import Translator

_GAP = 12  # px between heading and plot


def finish(
    fig: go.Figure, t: Translator, title: str, subtitle: str, height: int, *, above: int = 0, below: int = 8
) -> go.Figure:
    """`style.finish` for a plot `height` px tall, with `above` px for names over it and `below` px for an axis."""
    top = style.HEADING + _GAP + above
    fig = style.finish(fig, t, title, subtitle, top + height + below)
    fig.layout.margin.t, fig.layout.margin.b = top, below
    return fig
