"""Compare: the findings, the tables, and what must be said about what is folded or unpublished."""

import html
import math

import numpy as np
import pandas as pd

from dti_core import parts
from dti_core.charts import style
from dti_core.compare import Comparison
from dti_core.i18n import Translator


def finding_profile(result: Comparison, t: Translator) -> str:
    """Where the chosen entity stands against the median of each index that can be compared."""
    name, own = result.table.name(result.entity, t.lang), result.shares.loc[result.entity]
    total, known = result.codes[0], [code for code in result.codes if not math.isnan(own[code])]
    if not known and not math.isnan(result.ranks.at[result.entity, total]):
        return t("compare.finding_rank_only", name=name, rank=rank(result, result.entity, total, t))
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
            "compare.finding_total_only",
            name=name,
            figure=figure(result, total, own[total], t),
            direction=t(f"compare.direction_{direction}"),
            count=t.number(result.published(total), 0),
            median=figure(result, total, result.median[total], t),
        )
    below = sum(by < 0 for by in apart.values())
    code = min(apart, key=lambda code: apart[code] if below else -apart[code])
    kind = "below_all" if below == len(apart) > 1 else "below" if below else "above_all"
    return t(
        f"compare.finding_{kind}",
        name=name,
        below=t.number(below, 0),
        count=t.number(len(apart), 0),
        index=parts.name(result.table, code, t),
        figure=figure(result, code, own[code], t),
        median=figure(result, code, result.median[code], t),
    )


def finding_beside(result: Comparison, t: Translator) -> str:
    """In how many main indices the chosen entity is ahead of each compared one; their totals where there are none."""
    table, own = result.table, result.figures.loc[result.entity]
    name, total = table.name(result.entity, t.lang), result.codes[0]
    if result.published(total) < 2:
        return t("compare.beside_lone", name=name)
    if not result.others:
        return t("compare.beside_alone", name=name, count=t.number(result.published(total), 0))
    single = [code for code in result.codes if code != total and "+" not in code]
    pieces = []
    for other in result.others:
        by = own[single].to_numpy() - result.figures.loc[other, single].to_numpy()
        by = by[~np.isnan(by)]
        if len(by):
            count = t.number(int(np.count_nonzero(by > 0)), 0)
            facts = {"other": table.name(other, t.lang), "count": count, "of": t.number(len(by), 0)}
            pieces.append(t("compare.beside_part", **facts))
    if pieces:
        return t("compare.beside", name=name, parts=", ".join(pieces))
    totals = [
        t("compare.beside_figure", name=table.name(who, t.lang), figure=parts.figure(table, figure, t))
        for who, figure in result.figures.loc[list(result.lit), total].items()
        if not math.isnan(figure)
    ]
    return t("compare.beside_total", parts=", ".join(totals)) if totals else t("compare.finding_unknown", name=name)


def finding_heat(result: Comparison, code: str, t: Translator) -> str:
    """The chosen entity's place in one column, and who is first there."""
    figures = result.figures[code].dropna()
    index = parts.name(result.table, code, t)
    if figures.empty:
        return t("compare.finding_heat_nobody", index=index)
    own, best = result.figures.at[result.entity, code], figures.max()
    leaders = ", ".join(result.table.name(entity, t.lang) for entity in figures.index[figures == best][:3])
    facts = {
        "index": index,
        "name": result.table.name(result.entity, t.lang),
        "figure": parts.figure(result.table, own, t),
        "best": leaders,
        "best_figure": parts.figure(result.table, best, t),
        "count": t.number(len(figures), 0),
        "rank": rank(result, result.entity, code, t),
    }
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
        "compare.hidden_finding",
        pillar=framework.name(row["code"], t.lang),
        value=t.number(row["value"], framework.decimals),
        activity=t.number(row["activity_value"], framework.decimals),
    )


def finding_similar(near: pd.DataFrame, result: Comparison, t: Translator) -> str:
    """Who is most alike; where one of them ranks clearly better, that one, with the index that differs most."""
    table = result.table
    if near.empty:
        return t("compare.similar_none")
    own = table.rank()[result.entity]
    better = near[near["rank"] < own]
    row = (better if len(better) else near).iloc[0]
    return t(
        f"compare.similar_{'better' if len(better) else 'finding'}",
        name=table.name(result.entity, t.lang),
        other=table.name(row["entity"], t.lang),
        places=t.number(own - row["rank"], 0),
        difference=t.number(row["difference"], table.framework.decimals),
        index=parts.name(table, row["widest"], t),
        by=t.signed(row["widest_by"], table.framework.decimals),
    )


def formulas(made_of: pd.DataFrame, result: Comparison, t: Translator) -> list[str]:
    """One line a pillar that can be checked by hand: (371,2 + 49,1) / 650 = 0,6466."""
    framework = result.table.framework
    return [
        t(
            "compare.hidden_formula",
            pillar=framework.name(row["code"], t.lang),
            shared=t.number(row["shared"], 1),
            own=t.number(row["own"], 1),
            most=t.number(row["max_points"], 0),
            value=t.number(row["value"], framework.decimals),
            rank=place(result, row["rank"], t),
        )
        for row in made_of.to_dict("records")
    ]


def hidden_note(made_of: pd.DataFrame, t: Translator) -> str:
    """Why pillars are not parts of the total, with the shared points."""
    row = made_of.iloc[0]
    return t(
        "compare.hidden_note",
        shared=t.number(row["shared"], 1),
        shared_max=t.number(row["shared_max"], 0),
        count=t.number(len(made_of), 0),
    )


def notes(result: Comparison, t: Translator) -> list[str]:
    """What is folded into a sum, and which indices only some have published."""
    table, said = result.table, []
    rest = result.codes[-1].split("+") if "+" in result.codes[-1] else []
    if rest:
        indices = ", ".join(parts.name(table, code, t) for code in rest)
        counts = [result.published(code) for code in rest]
        facts = {"indices": indices, "counts": t.span(min(counts), max(counts)), "of": t.number(table.n, 0)}
        facts["index"] = table.framework.short(t.lang)
        said.append(t("compare.folded" if max(counts) else "compare.folded_none", **facts))
    listed = [code for code in result.codes if code not in rest and "+" not in code]
    counts = pd.Series({code: result.published(code) for code in listed}, dtype=int)
    partly, of = counts[counts < table.n], t.number(table.n, 0)
    if table.round.entity_count and len(partly) == len(counts) and counts.nunique() == 1:
        said.append(t("compare.few_all", count=t.number(counts.iloc[0], 0), of=of))
    elif table.round.entity_count and len(partly):
        pieces = [
            t(
                "compare.few_part",
                indices=", ".join(short(result, code, t) for code in some.index),
                count=t.number(count, 0),
                of=of,
            )
            for count, some in partly.groupby(partly, sort=False)
        ]
        said.append(t("compare.few_published", parts="; ".join(pieces)))
    return said


def pillar_table(frame: pd.DataFrame, result: Comparison, t: Translator) -> pd.DataFrame:
    """Pillars as text: value or interval, rank or span, change with its arrow, basis."""
    framework = result.table.framework
    decimals = framework.decimals
    return pd.DataFrame(
        {
            t("compare.column_pillar"): [framework.name(code, t.lang) for code in frame["code"]],
            t("compare.column_entity"): [result.table.name(entity, t.lang) for entity in frame["entity"]],
            t("compare.column_value"): [
                t.span(*ends, decimals) for ends in zip(frame["low"], frame["high"], strict=True)
            ],
            t("compare.column_rank"): [
                span(result, *ends, t) for ends in zip(frame["rank_low"], frame["rank_high"], strict=True)
            ],
            t("compare.column_change"): [
                change(*ends, t) for ends in zip(frame["change_low"], frame["change_high"], strict=True)
            ],
            t("compare.column_basis"): [t(f"widgets.{basis}") if basis else "–" for basis in frame["basis"]],
        }
    )


def similar_table(near: pd.DataFrame, result: Comparison, t: Translator) -> pd.DataFrame:
    """Most alike first: total, rank, mean difference, where it differs most and by how much."""
    table = result.table
    return pd.DataFrame(
        {
            t("compare.column_entity"): [table.name(entity, t.lang) for entity in near["entity"]],
            t("compare.column_difference"): near["difference"].astype(float),
            t("compare.column_widest"): [parts.name(table, code, t) for code in near["widest"]],
            t("compare.column_widest_by"): near["widest_by"].astype(float),
            t("compare.column_total", index=table.framework.short(t.lang)): [
                table.value(entity, table.framework.root) for entity in near["entity"]
            ],
            t("compare.column_rank"): near["rank"].astype(float),
        }
    )


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
    found = {t("compare.sheet_indices"): index_table(result, t), t("compare.sheet_median"): median_table(result, t)}
    if len(pillars):
        found[t("compare.sheet_pillars")] = pillar_table(pillars, result, t)
    if len(near):
        found[t("compare.sheet_similar")] = similar_table(near, result, t)
    return found


def index_table(result: Comparison, t: Translator) -> pd.DataFrame:
    """Everybody's figures and ranks with headers to read, for the files."""
    frame = result.to_frame()
    out = {t("compare.column_entity"): [result.table.name(entity, t.lang) for entity in frame.index]}
    out |= {short(result, code, t): frame[code].to_list() for code in result.codes}
    out |= {
        t("compare.column_rank_of", index=short(result, code, t)): frame[f"{code}|rank"].to_list()
        for code in result.codes
        if "+" not in code
    }
    return pd.DataFrame(out)


def median_table(result: Comparison, t: Translator) -> pd.DataFrame:
    """The median of each index over the entities that have it, as it is published."""
    share = result.median
    if result.table.framework.published_as == "points":
        share = share * [result.table.framework.most(code) for code in result.codes]
    names = [parts.name(result.table, code, t) for code in result.codes]
    columns = {"index": names, "median": share[list(result.codes)].to_list()}
    columns["counted"] = [result.published(code) for code in result.codes]
    return pd.DataFrame({t(f"compare.column_{name}"): column for name, column in columns.items()})


def figure(result: Comparison, code: str, share: float, t: Translator) -> str:
    """A share written as the framework publishes it: the value, or points."""
    table = result.table
    if table.framework.published_as == "points":
        share *= float(sum(table.framework.max_points[part] for part in code.split("+")))
    return parts.figure(table, share, t)


def rank(result: Comparison, entity: str, code: str, t: Translator) -> str:
    return place(result, result.ranks.at[entity, code], t)


def place(result: Comparison, rank: float, t: Translator) -> str:
    return t.rank(rank, result.table.round.entity_count)


def short(result: Comparison, code: str, t: Translator) -> str:
    framework = result.table.framework
    return framework.short(t.lang) if code == framework.root else parts.name(result.table, code, t)


def span(result: Comparison, low: float, high: float, t: Translator) -> str:
    of = result.table.round.entity_count
    if math.isnan(low) or math.isnan(high):
        return "–"
    return t.rank(low, of) if low == high else f"{t.span(low, high)}/{t.number(of, 0)}" if of else t.span(low, high)


def change(low: float, high: float, t: Translator) -> str:
    """Better ▲, worse ▼; both ends where only bounds are known, nothing where not even the direction is."""
    if math.isnan(low) or low == high:
        return t.arrow(low)
    ends = [t.arrow(end) if end else t.number(0, 0) for end in (low, high)]
    return "–".join(ends) if low * high >= 0 else "–"


def hovers(result: Comparison, code: str, t: Translator) -> dict[str, str]:
    """What to say over each entity's figure on one code; entities without one are left out."""

    def found() -> dict[str, str]:
        index, decimals, said = short(result, code, t), result.table.framework.decimals, {}
        names, ranks = result.table.names(t.lang), result.ranks[code]
        places = {rank: place(result, rank, t) for rank in ranks.dropna().unique()}
        for (entity, figure), name, rank in zip(result.figures[code].items(), names, ranks, strict=True):
            if not math.isnan(figure):
                key = "compare.hover_rank" if rank in places else "compare.hover"
                said[entity] = t(key, name=name, index=index, figure=t.number(figure, decimals), rank=places.get(rank))
        return said

    return result.table.once(("compare.hovers", code, t.lang), found)  # of everybody, whoever is compared


def in_points(result: Comparison) -> str:
    """Ending of the keys of texts that differ where points are published."""
    return "" if result.table.framework.published_as == "value" else "_points"


def legend(result: Comparison, t: Translator, context: bool) -> str:
    """Names in their colours, as HTML: a line that wraps on a phone; with what is grey where `context` is drawn."""
    colours = style.colours(result.others, result.entity)
    named = [(colour, "●", result.table.name(entity, t.lang)) for entity, colour in colours.items()]
    if context and len(result.shares) > len(result.lit):
        named.append((style.GREY, "●", t("compare.legend_others")))
    if context and result.published(result.codes[0]) > 2:
        named.append((style.GREY, "┃", t("compare.median")))
    words = [f'<span style="color:{colour}">{sign}</span>&nbsp;{html.escape(name)}' for colour, sign, name in named]
    return "<p>" + " &emsp;".join(words) + "</p>"
