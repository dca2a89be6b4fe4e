"""Trends: ranks of everybody over the years, values or percentiles of the chosen, and why a rank moved."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from dti_core.charts import room, style
from dti_core.charts.draft import Draft, Picture
from dti_core.history import History
from dti_core.history_words import round_name
from dti_core.i18n import Translator

MEASURES = ("value", "percentile")
MOST = len(style.COMPARED)  # colours there are beside the chosen entity's
_GAP = 0.055  # of the height: the least distance of two names
_RIGHT = 100  # px for names
_MARK = {"dash": "dash", "width": 1, "color": "#8A949E"}


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Positions at least `gap` apart, in the same order, as near to `wanted` as going down the list allows.

    >>> spread([0.1, 0.12, 0.5], 0.05)
    [0.1, 0.15, 0.5]
    """
    found = [0.0] * len(wanted)
    last = -math.inf
    for place in sorted(range(len(wanted)), key=lambda place: wanted[place]):
        last = found[place] = max(wanted[place], last + gap)
    over = last - 1.0
    return [place - over for place in found] if over > 0 and min(found) - over >= 0 else found


def finding_bump(result: History, t: Translator) -> str:
    """Best and worst known rank of the chosen entity among the largest set of entities it was ranked in."""
    frame = result.own.frame
    panel = max(result.panels, key=len)
    known = frame.iloc[list(panel)].dropna(subset=["rank"])
    name = result.names[result.entity][t.lang]
    if len(known) < 2:
        return t("trends.bump_few", name=name, count=len(panel))
    best, worst = known["rank"].min(), known["rank"].max()
    if best == worst:
        return t("trends.bump_same", name=name, rank=t.number(best, 0), count=len(known))
    years = [", ".join(str(year) for year in known.loc[known["rank"] == rank, "year"]) for rank in (best, worst)]
    ranks = {"best": t.number(best, 0), "worst": t.number(worst, 0)}
    return t("trends.bump", name=name, best_year=years[0], worst_year=years[1], **ranks)


def bump(result: History, t: Translator) -> Picture:
    """Ranks, 1 on top; the chosen lit, the others grey; no line across a break of framework or entities."""
    fig = Draft()
    lit = style.colours(list(result.trends), result.entity)
    _grey(fig, result, t)
    labels: list[tuple[int, float, str]] = []
    most = max(table.n for table in result.tables)
    for entity, colour in reversed(lit.items()):
        frame = result.trends[entity].frame
        place = (frame["rank"] - 1) / (frame["of"] - 1).where(frame["of"] > 1, 1)
        hover = _hover(result, entity, [t.rank(row.rank, row.of) for row in frame.itertuples()], t)
        _segments(fig, result, place, hover, colour, 3.5 if entity == result.entity else 2.5)
        for at in _last_known(result, place):
            rank = t.rank(frame["rank"].iloc[at], None if frame["of"].iloc[at] == most else frame["of"].iloc[at])
            labels.append(
                (at, float(place.iloc[at]), _bold(f"{_name(result, entity, at, t)} {rank}", entity == result.entity))
            )
    _names(fig, result, labels)
    _breaks(fig, result, t)
    _years_axis(fig, result, t, ranks=True)
    ticks = [1, 10, 20, 30, 40, 50, 60]
    of = max(table.n for table in result.tables)
    shown = [tick for tick in ticks if tick <= of]
    fig.update_yaxes(
        range=[1.04, -0.06],
        tickvals=[(tick - 1) / max(of - 1, 1) for tick in shown],
        ticktext=[t.number(tick, 0) for tick in shown],
    )
    fig.update_layout(margin={"r": _RIGHT})
    return room.finish(fig, t, finding_bump(result, t), t("trends.bump_subtitle"), 430, below=84, above=30)


def finding_lines(result: History, what: str, t: Translator) -> str:
    """Values: the change inside the longest stretch of one framework. Percentile: the last known one."""
    frame, name = result.own.frame, result.names[result.entity][t.lang]
    known = frame.dropna(subset=[what])
    if what == "percentile":
        known = known[known["entity"] == result.entity]
    if not len(known):
        return t("trends.lines_none", name=name)
    if what == "percentile":
        last = known.iloc[-1]
        year = round_name(result.tables, int(known.index[-1]), t)
        return t("trends.percentile", name=name, year=year, share=t.percent(last["percentile"]))
    sizes = known.groupby("segment")["value"].count()
    stretch = known[known["segment"] == sizes.idxmax()]
    if len(stretch) < 2:
        return t("trends.lines_few", name=name)
    change = stretch["value"].iloc[-1] - stretch["value"].iloc[0]
    decimals = result.tables[-1].framework.decimals
    key = "trends.lines_up" if change > 0 else "trends.lines_down" if change < 0 else "trends.lines_same"
    years = {"first": stretch["year"].iloc[0], "last": stretch["year"].iloc[-1]}
    return t(key, name=name, change=t.number(abs(change), decimals), **years)


def lines(result: History, what: str, t: Translator) -> Picture:
    """`what`: "value" (with the mean where every value is published) or "percentile"; segments stop at every break."""
    fig = Draft()
    lit = style.colours(list(result.trends), result.entity)
    decimals = result.tables[-1].framework.decimals

    def written(figure: float) -> str:
        return t.percent(figure) if what == "percentile" else t.number(figure, decimals)

    own = result.own.frame
    labels: list[tuple[int, float, str]] = []
    if what == "value":
        mean = own["mean"].where(own["mean_count"] == own["of"]).astype(float)
        name = t("trends.mean")
        hover = [_said(result, spot, name, written(value), t) for spot, value in enumerate(mean)]
        _segments(fig, result, mean, hover, style.GREY, 2.0)
        labels += [(at, float(mean.iloc[at]), name) for at in _last_known(result, mean)[-1:]]
    for entity, colour in reversed(lit.items()):
        series = result.trends[entity].frame[what].astype(float)
        hover = _hover(result, entity, [written(value) for value in series], t)
        _segments(fig, result, series, hover, colour, 3.5 if entity == result.entity else 2.5)
        labels += [
            (at, float(series.iloc[at]), _bold(_name(result, entity, at, t), entity == result.entity))
            for at in _last_known(result, series)
        ]
    labels = [
        entry for place, entry in enumerate(labels) if entry[2] not in [later[2] for later in labels[place + 1 :]]
    ]
    spots = [value for each in fig.data for value in each["y"] if value == value]
    low, high = (min(spots), max(spots)) if spots else (0.0, 1.0)
    pad = 0.12 * (high - low) or 0.1
    low, high = low - pad, high + pad
    _names(fig, result, [(at, (high - y) / (high - low), text) for at, y, text in labels], low, high)
    _breaks(fig, result, t)
    _years_axis(fig, result, t)
    fig.update_yaxes(range=[low, high], tickformat=".2f", nticks=6)
    if what == "percentile":
        marks = _shares(low, high)
        fig.update_yaxes(tickvals=marks, ticktext=[t.percent(mark) for mark in marks])
    subtitle = t(f"trends.{what}_subtitle")
    fig.update_layout(margin={"r": _RIGHT})
    return room.finish(fig, t, finding_lines(result, what, t), subtitle, 320, below=64, above=30)


def _shares(low: float, high: float) -> list[float]:
    """Round shares for an axis, six at most.

    >>> _shares(-0.1, 1.1), _shares(0.8, 0.93)
    ([0.0, 0.25, 0.5, 0.75, 1.0], [0.8, 0.85, 0.9])
    """
    for step in (1, 2, 5, 10, 25):
        found = [part / 100 for part in range(0, 101, step) if low <= part / 100 <= high]
        if len(found) <= 6:
            break
    return found


def _name(result: History, entity: str, spot: int, t: Translator) -> str:
    """The name in that round: a merged province's where the figures are its."""
    here = result.trends[entity].frame["entity"].iloc[spot]
    return result.tables[spot].name(here, t.lang) if isinstance(here, str) else result.names[entity][t.lang]


def _bold(text: str, own: bool) -> str:
    return f"<b>{text}</b>" if own else text


def _said(result: History, spot: int, name: str, value: str, t: Translator) -> str:
    return t("trends.hover", name=name, year=round_name(result.tables, spot, t), value=value)


def _hover(result: History, entity: str, written: Sequence[str], t: Translator) -> list[str]:
    return [_said(result, spot, _name(result, entity, spot, t), value, t) for spot, value in enumerate(written)]


def _last_known(result: History, series: pd.Series) -> list[int]:
    """In each set of rounds that rank the same entities, the last one with a figure."""
    known = [[spot for spot in panel if not math.isnan(series.iloc[spot])] for panel in result.panels]
    return [spots[-1] for spots in known if spots]


def _across(result: History) -> list[float]:
    """Where each round stands on the x axis: another set of entities further on, to leave room for names."""
    first = {panel[0] for panel in result.panels[1:]}
    found = [0.0]
    for spot in range(1, len(result.tables)):
        found.append(found[-1] + (1.7 if spot in first else 1.0))
    return found


def _segments(fig: Draft, result: History, series: pd.Series, hover: list[str], colour: str, width: float) -> None:
    """One line a stretch between breaks; a gap where nothing is known."""
    places = _across(result)
    stretch: list[list[int]] = []
    for spot in range(len(result.tables)):
        if result.broken[spot] or not stretch:
            stretch.append([])
        stretch[-1].append(spot)
    for spots in stretch:
        fig.add_scatter(
            x=[places[spot] for spot in spots],
            y=[series.iloc[spot] for spot in spots],
            mode="lines+markers",
            connectgaps=False,
            cliponaxis=False,
            line={"color": colour, "width": width},
            marker={"color": colour, "size": 5 + width},
            hovertext=[hover[spot] for spot in spots],
            hoverinfo="text",
        )


def _grey(fig: Draft, result: History, t: Translator) -> None:
    """Everybody else as one thin trace, broken where a rank is missing or the rounds are not comparable."""
    x: list[float | None] = []
    y: list[float | None] = []
    hover: list[str] = []
    places = _across(result)
    chosen = {name for each in result.trends.values() for name in each.frame["entity"].dropna()}
    names = {entity: table.name(entity, t.lang) for table in result.tables for entity in table.entities}
    for entity, ranks in zip(result.ranks.index, result.ranks.to_numpy(), strict=True):
        if entity in chosen:
            continue
        for spot, rank in enumerate(ranks):
            of, known = result.tables[spot].n, not np.isnan(rank)
            if result.broken[spot] or not spot:
                x.append(None)
                y.append(None)
                hover.append("")
            x.append(places[spot])
            y.append((rank - 1) / max(of - 1, 1) if known else None)
            hover.append(_said(result, spot, names[entity], t.rank(rank, of), t) if known else "")
    fig.add_scatter(
        x=x,
        y=y,
        mode="lines+markers",
        line={"color": style.GREY, "width": 1},
        marker={"color": style.GREY, "size": 4},
        opacity=0.55,
        hovertext=hover,
        hoverinfo="text",
        connectgaps=False,
        cliponaxis=False,
    )


def _names(
    fig: Draft, result: History, labels: list[tuple[int, float, str]], low: float = 1.0, high: float = 0.0
) -> None:
    """Names at the right end of the lines, moved apart; (round, share of the height from the top, text)."""
    places, found = _across(result), []
    for spot in {label[0] for label in labels}:
        here = [label for label in labels if label[0] == spot]
        for (_, _, text), share in zip(here, spread([label[1] for label in here], _GAP), strict=True):
            at = {"x": places[spot], "y": high + share * (low - high)}
            found.append({**at, "text": text, "showarrow": False, "xanchor": "left", "xshift": 9, "font": {"size": 12}})
    fig.annotate(*found)


def _breaks(fig: Draft, result: History, t: Translator) -> None:
    """A dashed line with a word between two rounds that cannot be joined."""
    places, marks, words = _across(result), [], []
    for spot, kind in enumerate(result.broken):
        if not kind:
            continue
        at, word = places[spot] - 0.45, style.wrap(t(f"overview.mark_{kind}"), 8)
        marks.append({"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper", "line": _MARK})
        words.append({"x": at, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False, "text": word,
                      "font": {"size": 11}})  # fmt: skip
    fig.mark(*marks)
    fig.annotate(*words)


def _years_axis(fig: Draft, result: History, t: Translator, ranks: bool = False) -> None:
    """Years as ticks, each with how many ranks are known where not all are; room for names at the right."""
    names, places = [], _across(result)
    for spot, table in enumerate(result.tables):
        known = int(result.ranks[table.round.round_id].notna().sum()) if ranks else table.n
        partly = "<br>" + style.wrap(t("trends.known_of", known=known), 6) if known < table.n else ""
        names.append(style.wrap(round_name(result.tables, spot, t), 6) + partly)
    fig.update_xaxes(
        tickvals=places, ticktext=names, tickangle=0, tickfont={"size": 11}, range=[-0.3, places[-1] + 0.2]
    )
