"""Two lists as bars: what each peer did to our rank, and the ranks that weights and rounding leave open."""

import plotly.graph_objects as go

from dti_core.charts import room, style
from dti_core.history import Movement
from dti_core.history_peers import LEVEL, Bands, contributions, finding_bands, finding_peers, ranks
from dti_core.i18n import Translator

_MOST = 14  # bars; the others are in the table
_ROW = 24  # px


def peer_bars(result: Movement, t: Translator) -> go.Figure:
    """One bar a peer, largest first: orange pushed us down, blue let us rise; values before and after beside it."""
    rows, now = contributions(result), result.after
    shown, decimals = rows.head(_MOST), result.after.table.framework.decimals
    said = [
        {"name": now.table.name(row.entity, t.lang), "ranks": ranks(row.ranks, t, signed=True),
         "before": t.number(row.before, decimals), "after": t.number(row.after, decimals),
         "growth": t.signed(row.growth, decimals)}
        for row in shown.itertuples()
    ]  # fmt: skip
    names = [each["name"] for each in said]
    texts = [t("trends.by_peer.bar", ranks=each["ranks"], before=each["before"], after=each["after"]) for each in said]
    fig = go.Figure()
    fig.add_bar(
        x=shown["ranks"].abs(), y=names, orientation="h", text=texts, textposition="outside", cliponaxis=False,
        hovertext=[t("trends.by_peer.hover", **each) for each in said], hoverinfo="text",
        marker={"color": [style.WORSE if count > 0 else style.BETTER for count in shown["ranks"]]},
    )  # fmt: skip
    fig.update_yaxes(categoryorder="array", categoryarray=names[::-1])
    fig.update_xaxes(visible=False, range=[0, 3.4 * float(shown["ranks"].abs().max()) if len(shown) else 1])
    fig.update_layout(bargap=0.35)
    left = len(rows) - len(shown)
    subtitle = t("trends.by_peer.subtitle_more", left=left) if left else t("trends.by_peer.subtitle")
    return room.finish(fig, t, finding_peers(result, t), subtitle, _ROW * max(len(shown), 2))


def band_bars(found: Bands, t: Translator) -> go.Figure:
    """One row an entity, best first: the ranks of 90 % of the draws as a bar, the published rank as a dot."""
    fig, frame = go.Figure(), found.frame
    names = [f"{t.number(row.nominal, 0)}. {found.table.name(row.entity, t.lang)}" for row in frame.itertuples()]
    for name, row in zip(names, frame.itertuples(), strict=True):
        own = row.entity == found.entity
        colour = style.ACCENT if own else style.COMPARED[0] if row.overlap else style.GREY
        hover = t("trends.bands.hover", name=name, span=t.span(row.low, row.high), share=t.percent(LEVEL))
        fig.add_scatter(
            x=[row.low - 0.35, row.high + 0.35], y=[name, name], mode="lines", line={"color": colour, "width": 11},
            opacity=0.9 if own else 0.45, hovertext=hover, hoverinfo="text",
        )  # fmt: skip
        fig.add_scatter(
            x=[row.nominal], y=[name], mode="markers", marker={"color": colour, "size": 10}, hovertext=hover,
            hoverinfo="text",
        )  # fmt: skip
    low, high = float(frame["low"].min()), float(frame["high"].max())
    fig.update_xaxes(range=[high + 1, low - 1], tickformat="d", title={"text": t("trends.column_rank")})
    fig.update_yaxes(categoryorder="array", categoryarray=names[::-1])
    key = "trends.bands.subtitle" if found.weighted else "trends.bands.subtitle_rounding"
    subtitle = t(key, share=t.percent(LEVEL), draws=t.number(found.robust.draws, 0))
    return room.finish(fig, t, finding_bands(found, t), subtitle, _ROW * max(len(frame), 3), below=44)
