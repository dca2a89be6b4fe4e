"""The room a plot takes, apart from its heading: `style.finish` with space over and under the plot."""

from dti_core.charts import style
from dti_core.charts.draft import Draft, Picture
from dti_core.i18n import Translator

_GAP = 12  # px between heading and plot


def finish(
    fig: Draft, t: Translator, title: str, subtitle: str, height: int, *, above: int = 0, below: int = 8
) -> Picture:
    """`style.finish` for a plot `height` px tall, with `above` px for names over it and `below` px for an axis."""
    top = style.HEADING + _GAP + above
    fig.update_layout(margin={"t": top, "b": below})
    return style.finish(fig, t, title, subtitle, top + height + below)
