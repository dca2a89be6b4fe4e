"""What the trends page says in words, and its tables."""

import math
from functools import lru_cache

import numpy as np
import pandas as pd

from dti_core.history import History, Movement, near
from dti_core.i18n import Translator
from dti_core.overview import Standing
from dti_core.overview_words import both, effect, elsewhere, figure, label, move, place, shift
from dti_core.scores import ScoreTable


@lru_cache(maxsize=500)
def round_name(tables: tuple[ScoreTable, ...], spot: int, t: Translator) -> str:
    """A round's short name: its year, with the number ranked where two rounds share the year."""
    frame = pd.DataFrame({"year": [table.round.year for table in tables]})
    return label(tables[spot].round.year, tables[spot].n, frame, t)


PASSED = ("us", "them")
HERE = "ky"  # the pair that ends with the round on screen: it follows the round


def pairs(tables: tuple[ScoreTable, ...], table: ScoreTable) -> dict[str, tuple[ScoreTable, ScoreTable]]:
    """Consecutive rounds, oldest first, by the later one's id; `HERE` for the pair of the round on screen."""
    ids = [each.round.round_id for each in tables]
    here = max(1, ids.index(table.round.round_id))
    return {HERE if spot == here else ids[spot]: (tables[spot - 1], tables[spot]) for spot in range(1, len(tables))}


def pair_name(tables: tuple[ScoreTable, ...], pair: tuple[ScoreTable, ScoreTable], t: Translator) -> str:
    before, after = (round_name(tables, tables.index(table), t) for table in pair)
    return t("trends.pair", before=before, after=after)


def peers(table: ScoreTable, entity: str, t: Translator) -> dict[str, str]:
    """Who can be lit beside the chosen entity: id -> name, best first where ranks are known."""
    order = table.rank().sort_values(na_position="last", kind="stable").index
    return {other: table.name(other, t.lang) for other in order if other != entity}


def noun(table: ScoreTable, entity: str, t: Translator) -> str:
    """What kind of entity it is: tỉnh, xã, cơ quan."""
    return t(f"trends.noun_{table.people.at[entity, 'level']}")


def finding(result: Movement, t: Translator) -> str:
    """Own change of value and rank beside the mean growth of the others; else why they cannot be compared."""
    now, before, split = result.after, result.before, result.split
    name = now.table.name(now.entity, t.lang)
    if split is None:
        return refusal(result, t)
    assert before is not None
    said = both(split.value_change, split.total, now, t)
    mean, count = split.peers_mean_change, len(split.frame)
    if not count:
        return t("trends.finding_alone", name=name, said=said)
    decimals = now.table.framework.decimals
    growth = t("trends.grew" if mean >= 0 else "trends.shrank", mean=t.number(abs(mean), decimals))
    facts = {"count": count, "all": now.table.n - 1, "noun": noun(now.table, now.entity, t), "growth": growth}
    key = "trends.finding" if count == now.table.n - 1 else "trends.finding_partly"
    text = t(key, said=said, **facts)
    return f"{text} {t('overview.framework_changed')}" if "framework" in split.flags else text


def refusal(result: Movement, t: Translator) -> str:
    """Why the change of rank is not decomposed, with what is known all the same."""
    now, before = result.after, result.before
    name = now.table.name(now.entity, t.lang)
    years = {"before": _year(before, now, t), "after": now.year}
    if result.broken in ("entities", "both"):
        only = {"gone": result.only[0], "new": result.only[1]}
        counts = {"n_before": before.table.n if before else t.number(None), "n_after": now.table.n}
        return t("trends.refused_entities", name=name, **years, **only, **counts)
    known = []
    if not math.isnan(result.rank_change):
        known.append(move(result.rank_change, place(now, t), t))
    if not math.isnan(result.value_change):
        known.append(shift(result.value_change, now.table.framework.decimals, t).lower())
    missing = [
        t("trends.lacking", year=each.year, what=_lacking(each, t))
        for each in (before, now)
        if each is not None and _lacking(each, t)
    ]
    text = t("trends.refused_unknown", name=name, **years, missing="; ".join(missing))
    return f"{text} {t('trends.known_all_the_same', known=', '.join(known))}" if known else text


def _year(before: Standing | None, now: Standing, t: Translator) -> object:
    return before.year if before is not None else t("trends.year_before", year=now.year)


def _lacking(each: Standing, t: Translator) -> str:
    value, rank = each.basis != "published", math.isnan(each.rank)
    return (
        t("trends.value_and_rank" if value and rank else "trends.value" if value else "trends.rank")
        if value or rank
        else ""
    )


def split_words(result: Movement, t: Translator) -> str:
    """The decomposition as one sentence that adds up."""
    split = result.split
    assert split is not None
    own, peers = effect("own", split.own_span, t), effect("peers", split.peers_span, t)
    ranks = {"before": t.rank(split.rank_before), "after": t.rank(split.rank_after)}
    key = "trends.split" if split.exact else "trends.split_bounds"
    return t(key, own=own, peers=peers, total=move(split.total, ranks["after"], t), **ranks)


def cautions(result: Movement, t: Translator) -> list[str]:
    """What to know before quoting the decomposition: bounds, another framework, few values."""
    said: list[str] = []
    split = result.split
    if split is None:
        return said
    if "framework" in split.flags:
        said.append(t("trends.flag_framework"))
    if not split.exact:
        said.append(t("trends.bounds", known=len(split.frame), all=split.after.n - 1))
    return said


def indistinct(result: Movement, t: Translator) -> list[str]:
    """In each of the two rounds, neighbours that cannot be told apart: less than a thousandth of the scale away."""
    said = []
    for each in (result.before, result.after):
        names = [each.table.name(other, t.lang) for other in near(each.table, each.entity)] if each else []
        if each and names:
            own = each.table.name(each.entity, t.lang)
            said.append(t("trends.indistinct", name=own, year=each.year, names=", ".join(names)))
    return said


def notes(result: History, t: Translator) -> list[str]:
    """Rounds in which the figures are those of an old or a merged province."""
    said = [elsewhere(each, entity, result.tables, t) for entity, each in result.trends.items()]
    return [text for texts in said for text in texts]


def passed_table(result: Movement, how: str, t: Translator) -> pd.DataFrame:
    """Who passed us ("us") or whom we passed ("them"): values before and after, and whether within the noise."""
    rows, now = result.passed(how), result.after
    columns: dict[str, object] = {
        t("trends.column_name"): [now.table.name(entity, t.lang) for entity in rows["entity"]],
        t("trends.column_before", year=result.before.year if result.before else ""): rows["before"].astype(float),
        t("trends.column_after", year=now.year): rows["after"].astype(float),
        t("trends.column_growth"): (rows["after"] - rows["before"]).astype(float).round(6),
        t("trends.column_near"): [t("trends.near") if close else "" for close in rows["near"]],
    }
    return pd.DataFrame(columns)


def passed_title(result: Movement, how: str, t: Translator) -> str:
    """How many passed, and out of how many where not every value is known."""
    count = len(result.passed(how))
    said = t(f"trends.passed_{how}" if count else f"trends.passed_{how}_none", count=count)
    split = result.split
    if split is None or len(split.frame) == split.after.n - 1:
        return said
    return t("trends.of_known", said=said, known=len(split.frame), all=split.after.n - 1)


def passed_formats(result: Movement, frame: pd.DataFrame, t: Translator) -> dict[str, object]:
    decimals = result.after.table.framework.decimals
    formats: dict[str, object] = {column: decimals for column in frame.columns[1:3]}
    return formats | {t("trends.column_growth"): lambda growth: t.signed(growth, decimals)}


def own_line(result: Movement, t: Translator) -> str:
    """Own values beside those of the tables."""
    now, before = result.after, result.before
    assert before is not None
    values = {"before": figure(before.value, before, t), "after": figure(now.value, now, t)}
    growth = t.signed(result.value_change, now.table.framework.decimals)
    return t("trends.own_line", name=now.table.name(now.entity, t.lang), growth=growth, **values)


def sheet(result: History, t: Translator) -> pd.DataFrame:
    """Every chosen entity in every round, headers in the reader's language."""
    rows = []
    for entity, each in result.trends.items():
        first = each.frame.groupby("segment")["value"].transform("first")  # the first known one of each stretch
        since = (each.frame["value"] - first).astype(float).round(6)
        for spot, row in enumerate(each.frame.itertuples()):
            rows.append(
                {
                    "name": result.names[entity][t.lang],
                    "year": round_name(result.tables, spot, t),
                    "value": row.value,
                    "since": since.iloc[spot],
                    "rank": row.rank,
                    "best": row.rank_low,
                    "worst": row.rank_high,
                    "of": row.of if result.tables[spot].round.entity_count else np.nan,
                    "percentile": row.percentile,
                    "break": t(f"overview.break_{row.break_before}") if row.break_before else "",
                }
            )
    frame = pd.DataFrame(rows)
    for column in ("value", "since", "rank", "best", "worst", "of", "percentile"):
        frame[column] = frame[column].astype(float)
    return frame.rename(columns={column: t(f"trends.column_{column}") for column in frame.columns})


def formats(result: History, t: Translator) -> dict[str, object]:
    places: dict[str, object] = {name: 0 for name in ("rank", "best", "worst", "of")}
    decimals = result.tables[-1].framework.decimals
    places |= {"value": decimals, "since": lambda change: t.signed(change, decimals), "percentile": "percent"}
    return {t(f"trends.column_{name}"): form for name, form in places.items()}


def split_table(result: Movement, t: Translator) -> pd.DataFrame:
    """The decomposition as a table: each part with the least and the most it can be, equal where it is exact."""
    split = result.split
    assert split is not None
    total, own, others = split.total, split.value_change, split.peers_mean_change
    parts = {"own": split.own_span, "peers": split.peers_span, "total": (total, total)}
    parts |= {"before": (split.rank_before,) * 2, "after": (split.rank_after,) * 2}
    parts |= {"value": (own, own), "mean": (others, others)}
    return pd.DataFrame(
        {
            t("trends.column_part"): [t(f"trends.part_{name}") for name in parts],
            t("trends.column_least"): [float(least) for least, _ in parts.values()],
            t("trends.column_most"): [float(most) for _, most in parts.values()],
        }
    )


def sheets(result: History, moved: Movement | None, t: Translator) -> dict[str, pd.DataFrame]:
    """Tables to download: the rounds, then who passed whom."""
    found = {t("trends.sheet"): sheet(result, t)}
    if moved is not None and moved.split is not None:
        found[t("trends.split_title")] = split_table(moved, t)
        found |= {t(f"trends.sheet_{how}"): passed_table(moved, how, t) for how in PASSED}
    return found
