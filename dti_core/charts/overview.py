"""The first page's figures: everybody on one strip, where most points are, the years as small multiples."""

import math
from collections.abc import Sequence

import pandas as pd

from dti_core.charts import room, style
from dti_core.charts.draft import Draft, Picture, trace
from dti_core.i18n import Translator
from dti_core.overview import Overview
from dti_core.overview_words import figure, label, place, steps

_WORD = {"size": 12}


def finding_strip(result: Overview, t: Translator) -> str:
    """Who is above, and how far the next goal is."""
    now, goal = result.now, result.goal
    name = now.table.name(now.entity, t.lang)
    if not now.basis:
        return t("overview.strip_no_value", name=name, known=result.mean_count)
    if result.mean_count < 2:
        return t("overview.strip_alone", name=name)
    if math.isnan(now.rank):
        return t("overview.strip_value", name=name, value=figure(now.value, now, t))
    if goal.kind == "lead":
        return t("overview.strip_lead", name=name, margin=figure(goal.missing[0], now, t))
    if now.rank == 1:
        return t("overview.strip_first", name=name)
    above = t("overview.strip_above", name=name, above=t.number(now.rank - 1, 0), rank=place(now, t))
    if goal.kind == "unknown":
        return above
    if goal.reached:
        return t("overview.strip_reached", above=above, rank=t.rank(goal.rank, goal.of))
    missing = t.span(*goal.missing, now.table.framework.decimals)
    return t("overview.strip_missing", above=above, missing=missing, rank=t.number(goal.rank, 0))


def strip(result: Overview, t: Translator) -> Picture:
    """Every published value as a tick on one line, the entity lit, the goal's rank as a dashed line with its name."""
    now, goal, table = result.now, result.goal, result.now.table
    values = table.values().dropna()
    ranks = table.rank()
    others = values.drop(index=now.entity, errors="ignore")
    hover = [
        t(
            "overview.hover_strip",
            name=table.name(who, t.lang),
            value=figure(value, now, t),
            rank=t.rank(ranks[who], now.of),
        )
        for who, value in others.items()
    ]
    fig = Draft(
        trace(
            "scatter",
            x=others,
            y=[0] * len(others),
            mode="markers",
            hovertext=hover,
            hoverinfo="text",
            cliponaxis=False,
            marker={"symbol": "line-ns", "size": 22, "line": {"width": 1.5, "color": style.GREY}},
        )
    )
    if now.basis:
        name = table.name(now.entity, t.lang)
        own = t("overview.hover_strip", name=name, value=figure(now.value, now, t), rank=place(now, t))
        fig.add_scatter(
            x=[now.value],
            y=[0],
            mode="markers",
            hovertext=[own],
            hoverinfo="text",
            marker={"size": 14, "color": style.ACCENT},
            cliponaxis=False,
        )
        wide = float(values.max() - values.min()) or 1.0
        above = 52 if abs(now.value - result.mean) < 0.35 * wide else 26  # clear of the name of the mean
        words = f"<b>{name}</b>"
        fig.add_annotation(x=now.value, y=0, yshift=above, text=words, showarrow=False, font={"size": 14})
    if goal.kind in ("set", "next") and not math.isnan(goal.value[1]):
        fig.add_shape(
            type="line",
            x0=goal.value[1],
            x1=goal.value[1],
            y0=-0.75,
            y1=0.6,
            line={"dash": "dash", "width": 1.5, "color": style.COMPARED[0]},
        )
        words = t(
            "overview.strip_goal", rank=t.number(goal.rank, 0), value=t.span(*goal.value, table.framework.decimals)
        )
        fig.add_annotation(
            x=goal.value[1],
            y=-0.72,
            text=words,
            showarrow=False,
            yanchor="top",
            font=_WORD,
        )
    if result.mean_count == table.n and table.n > 2:
        fig.add_shape(
            type="line", x0=result.mean, x1=result.mean, y0=-0.42, y1=0.42, line={"width": 1.5, "color": "#6B7785"}
        )
        fig.add_annotation(
            x=result.mean,
            y=0.42,
            text=t("overview.strip_mean", mean=figure(result.mean, now, t)),
            showarrow=False,
            yanchor="bottom",
            font=_WORD,
        )
    places = 2 if table.framework.published_as == "value" else 0
    fig.update_xaxes(tickformat=f".{places}f", ticks="outside", nticks=8)
    if result.mean_count < 2:  # nothing to compare with but the scale itself
        fig.update_xaxes(range=[0, table.framework.top / 10**table.framework.decimals])
    fig.update_yaxes(range=[-1.35, 1.1], visible=False)
    subtitle = t("overview.strip_subtitle", known=result.mean_count, scope=_scope(result, t))
    return room.finish(fig, t, finding_strip(result, t), subtitle, 150, below=24, above=22)


def finding_biggest(result: Overview, t: Translator) -> str:
    """What the indicator with most points lost is worth alone."""
    framework, biggest, weakest = result.now.table.framework, result.biggest, result.weakest
    if not len(biggest):
        if len(weakest):
            row = weakest.iloc[0]
            return t(
                "overview.weakest", name=framework.name(row["code"], t.lang), value=figure(row["value"], result.now, t)
            )
        return t("overview.parts_unpublished", year=result.now.year)
    row = biggest.iloc[0]
    facts = {"name": framework.name(row["code"], t.lang), "lost": t.number(row["lost"], 1)}
    if math.isnan(row["ranks_gained"]):
        return t("overview.biggest", **facts)
    if row["ranks_gained"] == 0:
        return t("overview.biggest_no_rank", **facts)
    return t("overview.biggest_worth", **facts, ranks=steps(row["ranks_gained"], t))


def biggest(result: Overview, t: Translator) -> Picture:
    """Points lost on the three indicators with most, each with what its maximum alone is worth in ranks."""
    framework, frame = result.now.table.framework, result.biggest.iloc[::-1]
    names = [style.wrap(framework.name(code, t.lang), 22) for code in frame["code"]]
    text, hover = [], []
    for row in frame.itertuples():
        worth = "" if math.isnan(row.ranks_gained) else t("overview.worth", ranks=steps(row.ranks_gained, t))
        text.append("\u00a0" + t("overview.bar", lost=t.number(row.lost, 1), worth=worth))
        hover.append(
            t(
                "overview.hover_bar",
                name=framework.name(row.code, t.lang),
                own=t.number(row.own, 2),
                most=t.number(row.max_points, 0),
                lost=t.number(row.lost, 2),
            )
        )
    fig = Draft()
    fig.add_bar(
        x=frame["lost"],
        y=names,
        orientation="h",
        marker={"color": style.COMPARED[0]},
        hovertext=hover,
        hoverinfo="text",
        text=text,
        textposition="auto",
        insidetextanchor="start",
        insidetextfont={"color": "#FFFFFF"},
        constraintext="none",
        textangle=0,
        cliponaxis=False,
    )
    fig.update_layout(bargap=0.35)
    fig.update_xaxes(visible=False, range=[0, float(frame["lost"].max()) * 1.02])
    return room.finish(fig, t, finding_biggest(result, t), t("overview.biggest_subtitle"), 60 * len(frame) + 20)


def finding_years(result: Overview, t: Translator) -> str:
    """Best and worst known rank over the rounds that rank the same entities as this one or the one before."""
    frame = result.trend.frame
    known = frame[frame["rank"].notna() & (frame["of"] == frame["of"].iloc[0])]
    name = result.now.table.name(result.now.entity, t.lang)
    if len(frame) == 1:
        return t("overview.years_one", year=frame["year"].iloc[0])
    if len(known) < 2:
        return t("overview.years_few", name=name)
    best, worst = known["rank"].min(), known["rank"].max()
    if best == worst:
        return t("overview.years_same", rank=t.number(best, 0), count=len(known))
    when = [", ".join(str(year) for year in known.loc[known["rank"] == rank, "year"]) for rank in (best, worst)]
    ranks = {"best": t.number(best, 0), "worst": t.number(worst, 0)}
    return t("overview.years", best_year=when[0], worst_year=when[1], **ranks)


def years(result: Overview, t: Translator) -> Picture:
    """Rank (1 on top) and value over the rounds; lines stop where the framework or the set of entities changes."""
    frame = result.trend.frame
    fig = Draft(xaxis={"anchor": "y2"}, yaxis={"domain": [0.58, 1]}, yaxis2={"domain": [0, 0.42]})
    for top, panel in ((1, "rank"), (0.42, "value")):
        fig.add_annotation(
            text=t(f"overview.{panel}_panel"), x=0, xref="paper", xanchor="left", y=top, yref="paper", yanchor="bottom",
            showarrow=False, font={"size": 13},
        )  # fmt: skip
    frame = frame.assign(place=(frame["rank"] - 1) / (frame["of"] - 1))  # 18 of 34 is not above 25 of 63
    spots = list(range(len(frame)))
    decimals = result.now.table.framework.decimals
    written = {
        "place": [t.rank(row.rank, row.of) if row.rank == row.rank else t.number(None) for row in frame.itertuples()],
        "value": [t.number(value, decimals) for value in frame["value"]],
    }
    for axis, column in (("y", "place"), ("y2", "value")):
        for segment in frame["segment"].unique():
            inside = frame["segment"] == segment
            at = [spot for spot, yes in zip(spots, inside, strict=True) if yes]
            words = [written[column][spot] for spot in at]
            rising = len(at) > 1 and (frame[column].iloc[at[1]] > frame[column].iloc[at[0]]) == (column == "value")
            fig.add_scatter(
                x=at,
                y=frame.loc[inside, column],
                mode="lines+markers+text",
                text=[_short(frame, spot, column, written) for spot in at],
                textposition=["bottom center" if rising else "top center", *["top center"] * (len(at) - 1)],
                hovertext=words,
                hoverinfo="text",
                cliponaxis=False,
                connectgaps=False,
                line={"color": style.ACCENT, "width": 2.5},
                marker={"size": 8, "color": style.ACCENT},
                yaxis=axis,
            )
    for spot in spots[1:]:
        kind = frame["break_before"].iloc[spot]
        if kind:
            fig.add_vline(spot - 0.5, line={"dash": "dash", "width": 1, "color": "#8A949E"})
            fig.add_annotation(
                x=spot - 0.5,
                xref="x",
                y=-0.15,
                yref="paper",
                text=style.wrap(t(f"overview.mark_{kind}"), 8),
                showarrow=False,
                font={"size": 11},
                yanchor="top",
            )
    ticks = [label(row.year, row.of, frame, t) for row in frame.itertuples()]
    fig.update_xaxes(tickvals=spots, ticktext=[style.wrap(tick, 6) for tick in ticks], range=[-0.4, len(spots) - 0.6])
    _padded(fig, "yaxis", frame["place"].dropna().tolist(), reverse=True)
    _padded(fig, "yaxis2", frame["value"].dropna().tolist(), reverse=False)
    return room.finish(fig, t, finding_years(result, t), t("overview.years_subtitle"), 290, below=84, above=20)


def _short(frame: pd.DataFrame, spot: int, column: str, written: dict[str, list[str]]) -> str:
    if math.isnan(frame[column].iloc[spot]):
        return ""
    return written[column][spot]


def _padded(fig: Draft, axis: str, known: Sequence[float], reverse: bool) -> None:
    """A range with room for the labels above the points."""
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    pad = (high - low) * 0.35 or abs(high) * 0.2 or 1.0
    ends = [high + pad * 0.6, low - pad] if reverse else [low - pad * 0.6, high + pad]
    fig.update_layout(**{axis: {"range": ends, "visible": False}})


def _scope(result: Overview, t: Translator) -> str:
    meta = result.now.table.round
    return meta.scope_en if t.lang == "en" else meta.scope_vi
