"""Why a rank moved: the waterfall from the rank before to the rank after."""

from dti_core.charts import room, style
from dti_core.charts.draft import Draft, Picture
from dti_core.history import Movement
from dti_core.history_words import split_words
from dti_core.i18n import Translator


def finding_waterfall(result: Movement, t: Translator) -> str:
    """Own part and the others' part, and what they come to."""
    return split_words(result, t)


def waterfall(result: Movement, t: Translator) -> Picture:
    """Rank before, own part, the others' part, rank after; 1 on top.

    Where only bounds are known: solid up to the least that is certain, hatched up to the most that is possible.
    """
    split = result.split
    assert split is not None
    before, after = float(split.rank_before), float(split.rank_after)
    year = [str(split.before.round.year), str(split.after.round.year)]
    names = [t("trends.rank_of", year=year[0]), t("trends.own"), t("trends.peers"), t("trends.rank_of", year=year[1])]
    names = [style.wrap(name, 14) for name in names]
    fig = Draft()
    for name, rank in ((names[0], before), (names[3], after)):
        fig.add_scatter(
            x=[name],
            y=[rank],
            mode="markers+text",
            text=[f"<b>{t.number(rank, 0)}</b>"],
            textposition="top center",
            marker={"symbol": "line-ew", "size": 46, "line": {"width": 4, "color": style.ACCENT}},
            textfont={"size": 18},
            hovertext=[f"{name}: {t.rank(rank, split.after.n)}"],
            hoverinfo="text",
            cliponaxis=False,
        )
    _bar(fig, names[1], before, 1, split.own_span, t)
    _bar(fig, names[2], after, -1, split.peers_span, t)
    reach = [before, after, *(before + end for end in split.own_span), *(after - end for end in split.peers_span)]
    slack = max(4.0, 0.18 * (max(reach) - min(reach)))
    fig.update_yaxes(range=[max(reach) + slack, min(reach) - slack], visible=False)
    fig.update_xaxes(categoryorder="array", categoryarray=names)
    fig.update_layout(bargap=0.45, barmode="overlay")
    key = "trends.waterfall_subtitle" if split.exact else "trends.waterfall_bounds"
    return room.finish(fig, t, finding_waterfall(result, t), t(key), 300, below=40)


def _bar(fig: Draft, name: str, start: float, sign: int, span: tuple[float, float], t: Translator) -> None:
    """A bar from `start` along `sign`; the certain part solid, the rest up to the farther end hatched."""
    low, high = span
    certain = high if high < 0 else low if low > 0 else 0.0
    colour = style.BETTER if high <= 0 else style.WORSE if low >= 0 else style.GREY
    text = (
        t.signed(low, _places(low))
        if low == high
        else t("trends.from_to", low=t.signed(low, _places(low)), high=t.signed(high, _places(high)))
    )
    hover = f"{name.replace('<br>', ' ')}: {text}"
    if low != high:
        ends = (certain, low if abs(low) > abs(high) else high) if certain else (low, high)
        base, top = start + sign * ends[0], start + sign * ends[1]
        fig.add_bar(
            x=[name],
            base=[base],
            y=[top - base],
            hovertext=[hover],
            hoverinfo="text",
            marker={
                "color": "rgba(0,0,0,0)",
                "line": {"color": colour, "width": 1.5},
                "pattern": {"shape": "/", "fgcolor": colour, "size": 7},
            },
        )
    if certain:
        fig.add_bar(
            x=[name], base=[start], y=[sign * certain], marker={"color": colour}, hovertext=[hover], hoverinfo="text"
        )
    farthest = min(start, start + sign * low, start + sign * high)
    arrow = "▲ " if high < 0 else "▼ " if low > 0 else ""
    fig.add_annotation(
        x=name,
        y=farthest,
        text=f"<b>{arrow}{text.replace(' … ', '<br>… ')}</b>",
        showarrow=False,
        yanchor="bottom",
        font={"size": 14},
    )


def _places(ranks: float) -> int:
    return 0 if float(ranks).is_integer() else 1
