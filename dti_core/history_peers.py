"""Who moved a rank, peer by peer, and which ranks cannot be told apart: what the trends page says and lists."""

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from dti_core.history import History, Movement, near, noise
from dti_core.history_words import sheets as history_sheets
from dti_core.i18n import Translator
from dti_core.robustness import Robustness
from dti_core.scores import ScoreTable

LEVEL = 0.9
_BESIDE = 5  # neighbours above and below in the list of bands


@lru_cache(maxsize=50)
def contributions(result: Movement) -> pd.DataFrame:
    """Peers that moved the rank: entity, before, after, growth, ranks (+: pushed down); largest first, then by growth.

    Empty where the change of rank cannot be decomposed.
    """
    if result.split is None:
        return pd.DataFrame(columns=["entity", "before", "after", "growth", "ranks"])
    frame = result.split.frame.assign(
        ranks=lambda rows: rows["peer"], growth=lambda rows: rows["after"] - rows["before"]
    )
    frame = frame[frame["ranks"] != 0].assign(
        size=lambda rows: rows["ranks"].abs(), pace=lambda rows: rows["growth"].abs()
    )
    frame = frame.sort_values(["size", "pace"], ascending=False, kind="stable", ignore_index=True)
    return frame[["entity", "before", "after", "growth", "ranks"]]


def finding_peers(result: Movement, t: Translator) -> str:
    """How many pushed down and how many let us rise, and by how many ranks in all."""
    split, rows = result.split, contributions(result)
    assert split is not None
    pushed, helped = rows[rows["ranks"] > 0], rows[rows["ranks"] < 0]
    said = {
        "pushed": len(pushed), "down": ranks(pushed["ranks"].sum(), t),
        "helped": len(helped), "up": ranks(-helped["ranks"].sum(), t),
    }  # fmt: skip
    key = "both" if len(pushed) and len(helped) else "pushed" if len(pushed) else "helped" if len(helped) else "none"
    text = t(f"trends.by_peer.{key}", **said)
    if split.exact:
        return text
    return t("trends.by_peer.partly", said=text, known=len(split.frame), all=split.after.n - 1)


def ranks(count: float, t: Translator, *, signed: bool = False) -> str:
    """Half-integers with one place, whole ranks with none."""
    write = t.signed if signed else t.number
    return write(float(count), 0 if float(count).is_integer() else 1)


def contribution_table(result: Movement, t: Translator) -> pd.DataFrame:
    """`contributions` headed in the reader's language."""
    rows, now = contributions(result), result.after
    columns = {
        t("trends.column_name"): [now.table.name(entity, t.lang) for entity in rows["entity"]],
        t("trends.column_before", year=result.before.year if result.before else ""): rows["before"].astype(float),
        t("trends.column_after", year=now.year): rows["after"].astype(float),
        t("trends.column_growth"): rows["growth"].astype(float).round(6),
        t("trends.by_peer.column"): rows["ranks"].astype(float),
    }
    return pd.DataFrame(columns)


def sums_table(result: Movement, t: Translator) -> pd.DataFrame:
    """Rank points pushed down and let rise, in all, as rows of `history_words.split_table`."""
    ranks = contributions(result)["ranks"]
    sums = {"down": float(ranks.clip(lower=0).sum()), "up": float(ranks.clip(upper=0).sum())}
    columns: dict[str, list[object]] = {t("trends.column_part"): [t(f"trends.by_peer.sum_{way}") for way in sums]}
    columns |= {t(f"trends.column_{end}"): [*sums.values()] for end in ("least", "most")}
    return pd.DataFrame(columns)


def contribution_formats(result: Movement, frame: pd.DataFrame, t: Translator) -> dict[str, object]:
    decimals = result.after.table.framework.decimals
    formats: dict[str, object] = {column: decimals for column in frame.columns[1:3]}
    formats[t("trends.column_growth")] = lambda growth: t.signed(growth, decimals)
    return formats | {t("trends.by_peer.column"): lambda count: ranks(count, t, signed=True)}


@dataclass(frozen=True, eq=False)
class Bands:
    """The ranks that weights and rounding leave open, of an entity and its neighbours.

    frame: nominal rank, entity, value, low, high (ranks that hold 90 % of the draws), near (published value within a
    thousandth of ours), overlap (the bands share a rank); best first, ours included.
    """

    table: ScoreTable
    entity: str
    robust: Robustness
    frame: pd.DataFrame

    @property
    def own(self) -> pd.Series:
        return self.frame[self.frame["entity"] == self.entity].iloc[0]

    @property
    def weighted(self) -> bool:
        """Whether any weight could be drawn; where only totals are known, rounding alone is."""
        return len(self.robust.parts) > 1


def bands(robust: Robustness | None, table: ScoreTable, entity: str) -> Bands | None:
    """None where the entity's total is not published.

    >>> from dti_core.robustness import robustness
    >>> bands(robustness(toy(), draws=100), toy(), "B").frame[["entity", "low", "high"]].to_numpy().tolist()
    [['A', 1, 1], ['B', 2, 2], ['C', 3, 3]]
    """
    if robust is None or entity not in robust.entities:
        return None
    frame = robust.to_frame().assign(value=table.values()[list(robust.entities)].to_numpy())
    frame = frame.sort_values(["nominal", "entity"], kind="stable", ignore_index=True)
    own = frame[frame["entity"] == entity].iloc[0]
    close = set(near(table, entity))
    frame["near"] = frame["entity"].isin(close)
    frame["overlap"] = (frame["low"] <= own["high"]) & (frame["high"] >= own["low"]) & (frame["entity"] != entity)
    place = int(frame.index[frame["entity"] == entity][0])
    shown = frame.iloc[max(0, place - _BESIDE) : place + _BESIDE + 1]
    return Bands(table, entity, robust, shown[["nominal", "entity", "value", "low", "high", "near", "overlap"]])


def finding_bands(found: Bands, t: Translator) -> str:
    """The ranks of 90 % of the draws, in words, and what was drawn."""
    own = found.own
    said = {"name": found.table.name(found.entity, t.lang), "year": found.table.round.year, "share": t.percent(LEVEL)}
    why = t(
        "trends.bands.weights" if found.weighted else "trends.bands.rounding", spread=t.percent(found.robust.spread)
    )
    key = "firm" if own["low"] == own["high"] else "loose"
    text = t(
        f"trends.bands.{key}", rank=t.number(own["nominal"], 0), span=t.span(own["low"], own["high"]), why=why, **said
    )
    known = len(found.robust.entities)  # a rank among those alone is not the published one
    return text if known == found.table.n else t("trends.bands.among", text=text, known=known)


def band_notes(found: Bands, t: Translator) -> list[str]:
    """That nobody is within a thousandth, where nobody is (`history_words.indistinct` names those who are); how many
    totals were drawn, where some are missing.
    """
    own = found.table.name(found.entity, t.lang)
    width = t.number(noise(found.table), 3 if found.table.framework.decimals > 2 else 1)
    said = {"name": own, "year": found.table.round.year, "width": width}
    notes = [] if near(found.table, found.entity) else [t("trends.bands.nobody", **said)]
    if len(found.robust.entities) < found.table.n:
        notes.append(t("trends.bands.partly", known=len(found.robust.entities), all=found.table.n))
    return notes


def band_table(found: Bands, t: Translator) -> pd.DataFrame:
    """The bands as a table."""
    frame, own = found.frame, found.entity
    remark = [
        t("trends.near") if row.near else t("trends.bands.overlap") if row.overlap else "" for row in frame.itertuples()
    ]
    columns = {
        t("trends.column_rank"): frame["nominal"].astype(float),
        t("trends.column_name"): [
            f"{found.table.name(entity, t.lang)}{' ◀' if entity == own else ''}" for entity in frame["entity"]
        ],
        t("trends.column_value"): frame["value"].astype(float),
        t("trends.bands.column", share=t.percent(LEVEL)): [t.span(row.low, row.high) for row in frame.itertuples()],
        t("trends.column_near"): remark,
    }
    return pd.DataFrame(columns).reset_index(drop=True)


def sheets(result: History, moved: Movement, found: Bands | None, t: Translator) -> dict[str, pd.DataFrame]:
    """Tables to download: the rounds, who passed whom, each peer's part, the bands."""
    tables = history_sheets(result, moved, t)
    if moved.split is not None:
        split = t("trends.split_title")
        tables[split] = pd.concat([tables[split], sums_table(moved, t)], ignore_index=True)
        tables[t("trends.by_peer.title")] = contribution_table(moved, t)
    return tables if found is None else tables | {t("trends.bands.title"): band_table(found, t)}
