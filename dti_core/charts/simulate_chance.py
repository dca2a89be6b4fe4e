"""The chance of each rank after a what-if, as bars: the middle 80 % lit, the rank asked about marked."""

from dti_core.charts import style
from dti_core.charts.draft import Draft, Picture
from dti_core.i18n import Translator
from dti_core.scenario_chance import LEVEL, Outlook, chance, finding_chance

_LIT = style.COMPARED[0]
_LEAST = 2e-3  # chances too small to be seen


def rank_bars(look: Outlook, t: Translator) -> Picture:
    """Bars of P(rank), 1 on the left; where peers are only partly known, the two bounds of P(rank or better)."""
    found, fig = look.found, Draft()
    frame = found.to_frame()
    low, high = found.interval(LEVEL)
    if look.exact:
        frame = frame[(frame["exactly"] >= _LEAST) | (frame["rank"] == look.goal)]
    first, last = int(frame["rank"].min()), int(frame["rank"].max())
    middle = (first + last) / 2
    if look.exact:
        hover = [
            t(
                "simulate.chance.hover",
                rank=row.rank,
                exactly=chance(row.exactly, t),
                at_most=chance(row.at_most_low, t),
            )
            for row in frame.itertuples()
        ]
        lit = [_LIT if low <= rank <= high else style.GREY for rank in frame["rank"]]
        fig.add_bar(x=frame["rank"], y=frame["exactly"], marker={"color": lit}, hovertext=hover, hoverinfo="text")
        subtitle, top = t("simulate.chance.subtitle", share=t.percent(LEVEL)), float(frame["exactly"].max())
        _mark(fig, found.median, t("simulate.chance.median", rank=found.median), style.ACCENT, top * 1.12, middle)
    else:
        for column, fill in (("at_most_low", None), ("at_most_high", "tonexty")):
            hover = [
                t("simulate.chance.hover_bounds", rank=row.rank, chance=chance(row.at_most_low, t, row.at_most_high))
                for row in frame.itertuples()
            ]
            fig.add_scatter(
                x=frame["rank"], y=frame[column], mode="lines", fill=fill, hovertext=hover, hoverinfo="text",
                fillcolor="rgba(11,110,153,0.25)", line={"color": _LIT, "width": 1.5, "shape": "hv"},
            )  # fmt: skip
        subtitle, top = t("simulate.chance.subtitle_bounds"), 1.0
    if look.stated:
        _mark(fig, look.goal, t("simulate.target_line", rank=look.goal), style.COMPARED[0], top * 1.26, middle, "dash")
    title = {"text": t("simulate.axis_rank")}
    fig.update_layout(
        xaxis={"range": [last + 0.6, first - 0.6], "tickformat": "d", "nticks": 12, "title": title},
        yaxis={"visible": False, "range": [0, top * 1.42]}, bargap=0.15,
    )  # fmt: skip
    return style.finish(fig, t, finding_chance(look, t), subtitle, height=250)


def _mark(fig: Draft, rank: int, text: str, colour: str, height: float, middle: float, dash: str = "solid") -> None:
    line = {"color": colour, "width": 1.5, "dash": dash}
    fig.add_shape(type="line", x0=rank, x1=rank, y0=0, y1=height, line=line)
    words = {"x": rank, "y": height, "text": text, "showarrow": False, "yanchor": "bottom"}
    fig.annotate({**words, "xanchor": "left" if rank > middle else "right"})
