"""Two lists as bars: what each peer did to our rank, and the ranks that weights and rounding leave open."""

from dti_core.charts import room, style
from dti_core.charts.draft import Draft, Picture, trace
from dti_core.history import Movement
from dti_core.history_peers import LEVEL, Bands, contributions, finding_bands, finding_peers, ranks
from dti_core.i18n import Translator

_MOST = 14  # bars; the others are in the table
_ROW = 24  # px
_HALF = 0.35  # ranks that a band reaches past its ends


def peer_bars(result: Movement, t: Translator) -> Picture:
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
    fig = Draft()
    fig.add_bar(
        x=shown["ranks"].abs(), y=names, orientation="h", text=texts, textposition="outside", cliponaxis=False,
        hovertext=[t("trends.by_peer.hover", **each) for each in said], hoverinfo="text",
        marker={"color": [style.WORSE if count > 0 else style.BETTER for count in shown["ranks"]]},
    )  # fmt: skip
    fig.update_layout(
        yaxis={"categoryorder": "array", "categoryarray": names[::-1]}, bargap=0.35,
        xaxis={"visible": False, "range": [0, 3.4 * float(shown["ranks"].abs().max()) if len(shown) else 1]},
    )  # fmt: skip
    left = len(rows) - len(shown)
    subtitle = t("trends.by_peer.subtitle_more", left=left) if left else t("trends.by_peer.subtitle")
    return room.finish(fig, t, finding_peers(result, t), subtitle, _ROW * max(len(shown), 2))


def band_bars(found: Bands, t: Translator) -> Picture:
    """One row an entity, best first: the ranks of 90 % of the draws as a bar, the published rank as a dot."""
    frame = found.frame
    names = [f"{t.number(row.nominal, 0)}. {found.table.name(row.entity, t.lang)}" for row in frame.itertuples()]
    colours = [
        style.ACCENT if row.entity == found.entity else style.COMPARED[0] if row.overlap else style.GREY
        for row in frame.itertuples()
    ]
    hover = [
        t("trends.bands.hover", name=name, span=t.span(row.low, row.high), share=t.percent(LEVEL))
        for name, row in zip(names, frame.itertuples(), strict=True)
    ]
    said = {"y": names, "hovertext": hover, "hoverinfo": "text"}
    low, high = float(frame["low"].min()), float(frame["high"].max())
    bars = trace("bar", 
        base=frame["low"] - _HALF, x=frame["high"] - frame["low"] + 2 * _HALF, orientation="h", width=0.5,
        marker={"color": colours, "opacity": [0.9 if name == style.ACCENT else 0.45 for name in colours]}, **said,
    )  # fmt: skip
    dots = trace("scatter", x=frame["nominal"], mode="markers", marker={"color": colours, "size": 10}, **said)
    fig = Draft(bars, dots)
    fig.update_layout(
        xaxis={"range": [high + 1, low - 1], "tickformat": "d", "title": {"text": t("simulate.axis_rank")}},
        yaxis={"categoryorder": "array", "categoryarray": names[::-1]},
    )
    key = "trends.bands.subtitle" if found.weighted else "trends.bands.subtitle_rounding"
    subtitle = t(key, share=t.percent(LEVEL), draws=t.number(found.robust.draws, 0))
    return room.finish(fig, t, finding_bands(found, t), subtitle, _ROW * max(len(frame), 3), below=44)
