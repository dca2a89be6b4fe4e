"""Compare: dots, bars or radar of the main indices, a heat map of everybody, and what pillars are made of."""

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dti_core import parts
from dti_core.charts import style
from dti_core.compare import Comparison
from dti_core.i18n import Translator
from dti_core.store import Store

_ROW, _BAR, _CELL = 56, 15, 21  # heights in pixels
VIEWS = ("dots", "bars", "radar", "heat")
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def finding_profile(result: Comparison, t: Translator) -> str:
    """Where the chosen entity stands against the median of each index that can be compared."""
    name, own = result.table.name(result.entity, t.lang), result.shares.loc[result.entity]
    total, known = result.codes[0], [code for code in result.codes if not math.isnan(own[code])]
    if not known:
        return t("compare.finding_unknown", name=name)
    alone = [code for code in known if result.published(code) < 2]
    single = [code for code in known if code != total and "+" not in code and code not in alone]
    wide = [code for code in single if 2 * result.published(code) >= len(result.shares)]  # few have published the rest
    apart = {code: round(own[code] - result.median[code], 6) for code in wide or single}
    if not apart and (total in alone or total not in known):
        return t("compare.finding_nobody", name=name)
    if not apart:
        direction = "above" if own[total] > result.median[total] else "below"
        direction = "same" if own[total] == result.median[total] else direction
        return t(
            "compare.finding_total_only", name=name, figure=_figure(result, total, own[total], t),
            direction=t(f"compare.direction_{direction}"), count=t.number(result.published(total), 0),
            median=_figure(result, total, result.median[total], t),
        )  # fmt: skip
    below = sum(by < 0 for by in apart.values())
    code = min(apart, key=lambda code: apart[code] if below else -apart[code])
    kind = "below_all" if below == len(apart) > 1 else "below" if below else "above_all"
    return t(
        f"compare.finding_{kind}", name=name, below=t.number(below, 0), count=t.number(len(apart), 0),
        index=parts.name(result.table, code, t), figure=_figure(result, code, own[code], t),
        median=_figure(result, code, result.median[code], t),
    )  # fmt: skip


def finding_heat(result: Comparison, code: str, t: Translator) -> str:
    """The chosen entity's place in one column, and who is first there."""
    figures = result.figures[code].dropna()
    index = parts.name(result.table, code, t)
    if figures.empty:
        return t("compare.finding_heat_nobody", index=index)
    own, best = result.figures.at[result.entity, code], figures.max()
    leaders = ", ".join(result.table.name(entity, t.lang) for entity in figures.index[figures == best][:3])
    facts = {
        "index": index, "name": result.table.name(result.entity, t.lang), "figure": parts.figure(result.table, own, t),
        "best": leaders, "best_figure": parts.figure(result.table, best, t), "count": t.number(len(figures), 0),
        "rank": _rank(result, result.entity, code, t),
    }  # fmt: skip
    if math.isnan(own):
        return t("compare.finding_heat_unknown", **facts)
    if own == best:
        return t("compare.finding_heat_best", **facts)
    known = not math.isnan(result.ranks.at[result.entity, code])
    return t(f"compare.finding_heat{'' if known else '_no_rank'}", **facts)


def finding_hidden(made_of: pd.DataFrame, result: Comparison, t: Translator) -> str:
    """The pillar that hides most: its value against its own activity's."""
    hides = made_of["value"] - made_of["activity_value"]
    if hides.max() <= 0:
        return t("compare.hidden_finding_even", name=result.table.name(result.entity, t.lang))
    row = made_of.loc[hides.idxmax()]
    framework = result.table.framework
    return t(
        "compare.hidden_finding", pillar=framework.name(row["code"], t.lang), value=t.number(row["value"], framework.decimals),
        activity=t.number(row["activity_value"], framework.decimals),
    )  # fmt: skip


def finding_similar(near: pd.DataFrame, result: Comparison, t: Translator) -> str:
    """Who is most alike; where one of them ranks clearly better, that one, with the index that differs most."""
    table = result.table
    if near.empty:
        return t("compare.similar_none")
    own = table.rank()[result.entity]
    better = near[near["rank"] < own]
    row = (better if len(better) else near).iloc[0]
    return t(
        f"compare.similar_{'better' if len(better) else 'finding'}", name=table.name(result.entity, t.lang),
        other=table.name(row["entity"], t.lang), places=t.number(own - row["rank"], 0),
        difference=t.number(row["difference"], table.framework.decimals), index=parts.name(table, row["widest"], t),
        by=t.signed(row["widest_by"], table.framework.decimals),
    )  # fmt: skip


def dots(result: Comparison, t: Translator) -> go.Figure:
    """One row an index, one dot an entity: everybody grey, the median a tick, the compared ones lit."""
    rows, shares, colours = list(result.rows), result.shares, style.colours(result.others, result.entity)
    labels = [_label(result, code, t) for code in rows]
    fig = go.Figure()
    hovers, lit = {code: _hovers(result, code, t) for code in rows}, set(result.lit)
    points = [(share, label, hovers[code][entity]) for code, label in zip(rows, labels, strict=True)
              for entity, share in shares[code].dropna().items() if entity not in lit]  # fmt: skip
    _markers(fig, points, {"color": style.GREY, "size": 8, "opacity": 0.55})
    middle = [(result.median[code], label, _median_hover(result, code, t))
              for code, label in zip(rows, labels, strict=True) if result.published(code) > 2]  # fmt: skip
    tick = {"symbol": "line-ns-open", "size": 22, "color": "#7A858F", "line": {"width": 2}}
    _markers(fig, middle, tick)
    for entity in reversed(result.lit):
        points = [(shares.at[entity, code], label, hovers[code].get(entity, ""))
                  for code, label in zip(rows, labels, strict=True)]  # fmt: skip
        size = 15 if entity == result.entity else 12
        _markers(fig, points, {"color": colours[entity], "size": size, "line": {"color": "white", "width": 1}})
    notes: list[dict[str, object]] = []
    for code, label in zip(rows, labels, strict=True):
        own = shares.at[result.entity, code]
        if math.isnan(own):
            missing = t("compare.missing", name=result.table.name(result.entity, t.lang))
            notes.append({"x": 0, "y": label, "text": f"<i>{missing}</i>", "xanchor": "left"})
        else:
            anchor = "left" if own < 0.08 else "right" if own > 0.92 else "center"
            text = _figure(result, code, own, t)
            rank = _rank(result, result.entity, code, t)
            text = f"<b>{text}</b>" + (f" · {rank}" if rank != "–" else "")
            notes.append({"x": own, "y": label, "text": text, "xanchor": anchor})
    fig.update_layout(annotations=[note | {"showarrow": False, "yshift": 18} for note in notes])
    _share_axis(fig, result, t, "x")
    fig.update_yaxes(categoryorder="array", categoryarray=labels[::-1], range=[-0.5, len(rows) - 0.3])
    what = t("compare.dots_what" + _points(result))
    return style.finish(
        fig, t, style.wrap(finding_profile(result, t)), _legend(result, colours, t, what), 130 + _ROW * len(rows)
    )


def bars(result: Comparison, t: Translator) -> go.Figure:
    """Grouped bars: the compared entities on each index they have."""
    rows, colours = list(result.rows), style.colours(result.others, result.entity)
    labels = [_label(result, code, t) for code in rows]
    hovers = [_hovers(result, code, t) for code in rows]
    fig = go.Figure()
    for entity in reversed(result.lit):
        own = [result.shares.at[entity, code] for code in rows]
        texts = [t("compare.missing", name=result.table.name(entity, t.lang)) if math.isnan(share)
                 else _figure(result, code, share, t) for share, code in zip(own, rows, strict=True)]  # fmt: skip
        fig.add_bar(
            x=[0 if math.isnan(share) else share for share in own], y=labels, orientation="h", text=texts,
            textposition="outside", cliponaxis=False, marker={"color": colours[entity]}, hoverinfo="text",
            hovertext=[hover.get(entity, "") for hover in hovers],
        )  # fmt: skip
    _share_axis(fig, result, t, "x", 1.12)
    fig.update_yaxes(categoryorder="array", categoryarray=labels[::-1])
    fig.update_layout(barmode="group", bargap=0.28, bargroupgap=0.06)
    what = t("compare.bars_what" + _points(result))
    height = 120 + len(rows) * (22 + (_BAR + 4) * len(result.lit))
    return style.finish(
        fig, t, style.wrap(finding_profile(result, t)), _legend(result, colours, t, what, False), height
    )


def radar_codes(result: Comparison) -> tuple[str, ...]:
    """Indices that every compared entity has; a radar needs three."""
    lit = result.shares.loc[list(result.lit)]
    return tuple(code for code in result.rows if code != result.codes[0] and lit[code].notna().all())


def radar(result: Comparison, t: Translator) -> go.Figure:
    """Outlines of the compared entities on the indices that all of them have."""
    codes, colours = radar_codes(result), style.colours(result.others, result.entity)
    labels = [style.wrap(parts.name(result.table, code, t), 18) for code in codes]
    hovers = [_hovers(result, code, t) for code in (*codes, codes[0])]
    fig = go.Figure()
    for entity in reversed(result.lit):
        own = [float(result.shares.at[entity, code]) for code in codes]
        mine = entity == result.entity
        fig.add_scatterpolar(
            r=[*own, own[0]], theta=[*labels, labels[0]], mode="lines+markers", hoverinfo="text",
            hovertext=[hover[entity] for hover in hovers],
            line={"color": colours[entity], "width": 3 if mine else 1.5}, marker={"size": 8 if mine else 5},
        )  # fmt: skip
    fig.update_polars(
        radialaxis={"range": [0, 1], "tickvals": _TICKS[1:], "ticktext": _tick_texts(result, t)[1:], "gridcolor": style.GREY,
                    "gridwidth": 0.5, "showline": False, "angle": 45, "tickangle": 0, "tickfont": {"size": 11}},
        angularaxis={"gridcolor": style.GREY, "gridwidth": 0.5, "linecolor": style.GREY, "rotation": 90, "direction": "clockwise"},
        bgcolor="rgba(0,0,0,0)",
    )  # fmt: skip
    legend = _legend(result, colours, t, t("compare.radar_what"), False)
    fig = style.finish(fig, t, style.wrap(finding_profile(result, t)), legend, 520)
    return fig.update_layout(margin={"l": 60, "r": 60, "b": 40, "t": 110})


def heat(result: Comparison, code: str, t: Translator) -> go.Figure:
    """Entities × indices, sorted by one column, the compared rows framed; one hue, the figure in each cell."""
    table, codes = result.table, list(result.rows)
    names = pd.Series({entity: table.name(entity, t.lang) for entity in table.entities})
    order = result.figures.assign(**{"|name": names}).sort_values(
        [code, codes[0], "|name"], ascending=[False, False, True], kind="stable"
    ).index  # fmt: skip
    colours = style.colours(result.others, result.entity)
    shares, places = result.shares.loc[order, codes], list(range(len(order)))
    columns = [style.wrap(_short(result, each, t), 16) for each in codes]
    columns = [f"<b>{label} ▼</b>" if each == code else label for each, label in zip(codes, columns, strict=True)]
    decimals = table.framework.decimals
    figures = [["" if math.isnan(figure) else t.number(figure, decimals) for figure in row]
               for row in result.figures.loc[order, codes].itertuples(index=False, name=None)]  # fmt: skip
    hovers = [_hovers(result, each, t) for each in codes]
    hover = [[said.get(entity, "") for said in hovers] for entity in order]
    fig = go.Figure(go.Heatmap(
        z=shares.to_numpy(), x=columns, y=places, text=figures, texttemplate="%{text}", hovertext=hover, hoverinfo="text",
        colorscale=[list(stop) for stop in style.SEQUENTIAL], showscale=False, xgap=2, ygap=1, textfont={"size": 12},
    ))  # fmt: skip
    blank = [(column, place) for place, entity in enumerate(order) for column, each in zip(columns, codes, strict=True)
             if math.isnan(shares.at[entity, each])]  # fmt: skip
    if blank:
        fig.add_scatter(
            x=[cell[0] for cell in blank], y=[cell[1] for cell in blank], mode="text", text="–", hoverinfo="skip"
        )
    fig.update_layout(shapes=[
        {"type": "rect", "x0": -0.5, "x1": len(codes) - 0.5, "y0": place - 0.5, "y1": place + 0.5,
         "line": {"color": colours[entity], "width": 3 if entity == result.entity else 2}}
        for place, entity in enumerate(order) if entity in colours
    ])  # fmt: skip
    labels = [_heat_label(result, entity, code, colours, t) for entity in order]
    fig.update_yaxes(tickvals=places, ticktext=labels, range=[len(order) - 0.5, -0.5])
    fig.update_xaxes(side="top", tickangle=0)
    what = t("compare.heat_what" + _points(result), count=t.number(result.published(code), 0), of=t.number(table.n, 0))
    fig = style.finish(fig, t, style.wrap(finding_heat(result, code, t)), what, 170 + _CELL * max(len(order), 2))
    return fig.update_layout(margin={"t": 120})


def views(result: Comparison) -> tuple[str, ...]:
    """The views that can be drawn: a radar needs three indices known for every entity chosen."""
    return VIEWS if len(radar_codes(result)) > 2 else tuple(view for view in VIEWS if view != "radar")


def draw(view: str, result: Comparison, t: Translator) -> go.Figure:
    """Dots, bars or radar."""
    return {"dots": dots, "bars": bars, "radar": radar}[view](result, t)


def pillar_parts(made_of: pd.DataFrame, result: Comparison, t: Translator) -> go.Figure:
    """Each pillar's points: the part shared by all, then its own activity, then what is missing."""
    framework, name = result.table.framework, result.table.name(result.entity, t.lang)
    pillars = [style.wrap(framework.name(code, t.lang), 20) for code in made_of["code"]]
    labels = [f"{pillar}<br><b>{t.number(value, framework.decimals)}</b> · {_place(result, rank, t)}"
              for pillar, value, rank in zip(pillars, made_of["value"], made_of["rank"], strict=True)]  # fmt: skip
    hover = [t("compare.hidden_hover", pillar=framework.name(row["code"], t.lang), shared=t.number(row["shared"], 1),
               own=t.number(row["own"], 1), most=t.number(row["max_points"], 0),
               value=t.number(row["value"], framework.decimals)) for row in made_of.to_dict("records")]  # fmt: skip
    fig = go.Figure()
    shared = [t("compare.hidden_shared", points=t.number(row["shared"], 1), most=t.number(row["shared_max"], 0))
              for row in made_of.to_dict("records")]  # fmt: skip
    own = [t("compare.hidden_own", points=t.number(row["own"], 1), most=t.number(row["own_max"], 0),
             value=t.number(row["activity_value"], framework.decimals)) for row in made_of.to_dict("records")]  # fmt: skip
    inside = {
        "textposition": "inside",
        "insidetextanchor": "start",
        "orientation": "h",
        "hoverinfo": "text",
        "hovertext": hover,
    }
    fig.add_bar(
        x=made_of["shared"],
        y=labels,
        text=shared,
        marker={"color": style.GREY},
        textfont={"color": style.INK},
        **inside,
    )
    fig.add_bar(x=made_of["own"], y=labels, marker={"color": style.ACCENT}, orientation="h", hoverinfo="text", hovertext=hover,
                text=own, textposition="none")  # fmt: skip
    for row, label, text in zip(made_of.to_dict("records"), labels, own, strict=True):
        end = row["shared"] + row["own"]
        fig.add_annotation(x=end, y=label, text=text, showarrow=False, xanchor="left", xshift=6, align="left")
    fig.update_layout(barmode="stack", bargap=0.4)
    fig.update_xaxes(visible=False, range=[0, 1.35 * float(made_of["max_points"].max())])
    fig.update_yaxes(categoryorder="array", categoryarray=labels[::-1])
    what = t("compare.hidden_what", name=name)
    return style.finish(fig, t, style.wrap(finding_hidden(made_of, result, t)), what, 90 + 70 * len(labels))


def formulas(made_of: pd.DataFrame, result: Comparison, t: Translator) -> list[str]:
    """One line a pillar that can be checked by hand: (371,2 + 49,1) / 650 = 0,6466."""
    framework = result.table.framework
    return [
        t("compare.hidden_formula", pillar=framework.name(row["code"], t.lang), shared=t.number(row["shared"], 1),
          own=t.number(row["own"], 1), most=t.number(row["max_points"], 0), value=t.number(row["value"], framework.decimals),
          rank=_place(result, row["rank"], t)) for row in made_of.to_dict("records")
    ]  # fmt: skip


def hidden_note(made_of: pd.DataFrame, t: Translator) -> str:
    """Why pillars are not parts of the total, with the shared points."""
    row = made_of.iloc[0]
    return t("compare.hidden_note", shared=t.number(row["shared"], 1), shared_max=t.number(row["shared_max"], 0),
             count=t.number(len(made_of), 0))  # fmt: skip


def notes(result: Comparison, t: Translator) -> list[str]:
    """What is folded into a sum, and which indices only some have published."""
    table, said = result.table, []
    rest = result.codes[-1].split("+") if "+" in result.codes[-1] else []
    if rest:
        said.append(t("compare.folded", indices=", ".join(parts.name(table, code, t) for code in rest)))
    partly = [code for code in result.codes if "+" not in code and result.published(code) < table.n]
    pieces = [t("compare.few_part", index=_short(result, code, t), count=t.number(result.published(code), 0),
                of=t.number(table.n, 0)) for code in partly]  # fmt: skip
    if pieces and table.round.entity_count:
        said.append(t("compare.few_published", parts="; ".join(pieces)))
    return said


def pillar_table(frame: pd.DataFrame, result: Comparison, t: Translator) -> pd.DataFrame:
    """Pillars as text: value or interval, rank or span, change with its arrow, basis."""
    framework = result.table.framework
    decimals = framework.decimals
    return pd.DataFrame({
        t("compare.column_pillar"): [framework.name(code, t.lang) for code in frame["code"]],
        t("compare.column_entity"): [result.table.name(entity, t.lang) for entity in frame["entity"]],
        t("compare.column_value"): [t.span(*ends, decimals) for ends in zip(frame["low"], frame["high"], strict=True)],
        t("compare.column_rank"): [_span(result, *ends, t) for ends in zip(frame["rank_low"], frame["rank_high"], strict=True)],
        t("compare.column_change"): [_change(*ends, t) for ends in zip(frame["change_low"], frame["change_high"], strict=True)],
        t("compare.column_basis"): [t(f"widgets.{basis}") if basis else "–" for basis in frame["basis"]],
    })  # fmt: skip


def similar_table(near: pd.DataFrame, result: Comparison, t: Translator) -> pd.DataFrame:
    """Most alike first: total, rank, mean difference, where it differs most and by how much."""
    table = result.table
    return pd.DataFrame({
        t("compare.column_entity"): [table.name(entity, t.lang) for entity in near["entity"]],
        t("compare.column_difference"): near["difference"].astype(float),
        t("compare.column_widest"): [parts.name(table, code, t) for code in near["widest"]],
        t("compare.column_widest_by"): near["widest_by"].astype(float),
        t("compare.column_total"): [table.value(entity, table.framework.root) for entity in near["entity"]],
        t("compare.column_rank"): near["rank"].astype(float),
    })  # fmt: skip


def similar_formats(result: Comparison, t: Translator) -> dict[str, str]:
    """How the columns of `similar_table` are written, where not as values."""
    return {t("compare.column_widest_by"): "signed", t("compare.column_rank"): "rank"}


def similar_what(near: pd.DataFrame, result: Comparison, t: Translator) -> str:
    """Over which indices the likeness is taken."""
    codes = near["codes"].iloc[0]
    indices = ", ".join(parts.name(result.table, code, t) for code in codes)
    return t("compare.similar_what", count=t.number(len(codes), 0), indices=indices)


def bases(pillars: pd.DataFrame) -> list[str]:
    """Bases in a pillar table that wear a badge."""
    return [basis for basis in ("derived", "assumed") if (pillars["basis"] == basis).any()]


def sheets(result: Comparison, pillars: pd.DataFrame, near: pd.DataFrame, t: Translator) -> dict[str, pd.DataFrame]:
    """What the workbook holds: everybody's figures, the pillars of the compared, who is most alike."""
    found = {t("compare.sheet_indices"): index_table(result, t)}
    if len(pillars):
        found[t("compare.sheet_pillars")] = pillar_table(pillars, result, t)
    if len(near):
        found[t("compare.sheet_similar")] = similar_table(near, result, t)
    return found


def documents(store: Store, result: Comparison, t: Translator) -> pd.DataFrame:
    """Where the figures of the compared entities come from, with whose they are."""
    round_id = result.table.round.round_id
    rows = [
        store.provenance(round_id, entity).assign(entity=result.table.name(entity, t.lang)) for entity in result.lit
    ]
    known = [frame for frame in rows if len(frame)]
    return pd.concat(known, ignore_index=True) if known else rows[0]


def index_table(result: Comparison, t: Translator) -> pd.DataFrame:
    """Everybody's figures and ranks with headers to read, for the files."""
    frame = result.to_frame()
    out = {t("compare.column_entity"): [result.table.name(entity, t.lang) for entity in frame.index]}
    out |= {_short(result, code, t): frame[code].to_list() for code in result.codes}
    out |= {t("compare.column_rank_of", index=_short(result, code, t)): frame[f"{code}|rank"].to_list()
            for code in result.codes if "+" not in code}  # fmt: skip
    return pd.DataFrame(out)


def _markers(fig: go.Figure, points: Sequence[tuple[float, str, str]], marker: dict[str, object]) -> None:
    known = [point for point in points if not math.isnan(point[0])]
    fig.add_scatter(x=[p[0] for p in known], y=[p[1] for p in known], hovertext=[p[2] for p in known], hoverinfo="text",
                    mode="markers", marker=marker, cliponaxis=False)  # fmt: skip


def _share_axis(fig: go.Figure, result: Comparison, t: Translator, axis: str, most: float = 1.02) -> None:
    fig.update_layout({f"{axis}axis": {"range": [-0.02, most], "tickvals": _TICKS, "ticktext": _tick_texts(result, t)}})


def _tick_texts(result: Comparison, t: Translator) -> list[str]:
    values = result.table.framework.published_as == "value"
    return [t.number(tick, 1) if values else t.percent(tick) for tick in _TICKS]


def _points(result: Comparison) -> str:
    return "" if result.table.framework.published_as == "value" else "_points"


def _figure(result: Comparison, code: str, share: float, t: Translator) -> str:
    """A share written as the framework publishes it: the value, or points."""
    table = result.table
    if table.framework.published_as == "points":
        share *= float(sum(table.framework.max_points[part] for part in code.split("+")))
    return parts.figure(table, share, t)


def _rank(result: Comparison, entity: str, code: str, t: Translator) -> str:
    return _place(result, result.ranks.at[entity, code], t)


def _place(result: Comparison, rank: float, t: Translator) -> str:
    return t.rank(rank, result.table.round.entity_count)


def _short(result: Comparison, code: str, t: Translator) -> str:
    return t("compare.total") if code == result.table.framework.root else parts.name(result.table, code, t)


def _label(result: Comparison, code: str, t: Translator) -> str:
    """Name of a row, wrapped, with the number published where it is not everybody."""
    label, table = style.wrap(_short(result, code, t), 24), result.table
    if "+" in code:
        return f"{label}<br><i>{t('widgets.derived')}</i>"
    if result.published(code) == table.n or not table.round.entity_count:
        return label
    return (
        label
        + "<br><i>"
        + t("compare.of_published", count=t.number(result.published(code), 0), of=t.number(table.n, 0))
        + "</i>"
    )


def _heat_label(result: Comparison, entity: str, code: str, colours: dict[str, str], t: Translator) -> str:
    rank = result.ranks.at[entity, code]
    label = result.table.name(entity, t.lang) + ("" if math.isnan(rank) else f"  {t.number(rank, 0)}")
    return f'<span style="color:{colours[entity]}"><b>{label}</b></span>' if entity in colours else label


def _hovers(result: Comparison, code: str, t: Translator) -> dict[str, str]:
    """What to say over each entity's figure on one code; entities without one are left out."""
    index, decimals, said = _short(result, code, t), result.table.framework.decimals, {}
    names, ranks = result.table.people[f"name_{t.lang}"], result.ranks[code]
    places = {rank: _place(result, rank, t) for rank in ranks.dropna().unique()}
    for (entity, figure), name, rank in zip(result.figures[code].items(), names, ranks, strict=True):
        if not math.isnan(figure):
            key = "compare.hover_rank" if rank in places else "compare.hover"
            said[entity] = t(key, name=name, index=index, figure=t.number(figure, decimals), rank=places.get(rank))
    return said


def _median_hover(result: Comparison, code: str, t: Translator) -> str:
    return t("compare.hover_median", count=t.number(result.published(code), 0), index=_short(result, code, t),
             figure=_figure(result, code, result.median[code], t))  # fmt: skip


def _legend(result: Comparison, colours: dict[str, str], t: Translator, what: str, context: bool = True) -> str:
    """What is drawn, then the lit names in their colours: direct labels in the subtitle's second line."""
    named = [
        f'<span style="color:{colours[entity]}">●</span> {result.table.name(entity, t.lang)}' for entity in result.lit
    ]
    if context and len(result.shares) > len(result.lit):
        named.append(f'<span style="color:{style.GREY}">●</span> {t("compare.legend_others")}')
    if context and result.published(result.codes[0]) > 2:
        named.append(f"| {t('compare.median')}")
    return (
        style.wrap(what)
        + "<br>"
        + style.wrap("   ".join(named).replace(" ", "\u00a0").replace("\u00a0\u00a0\u00a0", " "), 400)
    )


def _span(result: Comparison, low: float, high: float, t: Translator) -> str:
    of = result.table.round.entity_count
    if math.isnan(low) or math.isnan(high):
        return "–"
    return t.rank(low, of) if low == high else f"{t.span(low, high)}/{t.number(of, 0)}" if of else t.span(low, high)


def _change(low: float, high: float, t: Translator) -> str:
    """Better ▲, worse ▼; both ends where only bounds are known, nothing where not even the direction is."""
    if math.isnan(low) or low == high:
        return t.arrow(low)
    return f"{t.arrow(low)}–{t.arrow(high)}" if low * high >= 0 else "–"
