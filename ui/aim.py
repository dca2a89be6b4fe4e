"""State and widgets of the target: the rank asked for, where it comes from, what it asked in other years."""

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
import streamlit as st

from dti_core import goal_words as words
from dti_core.goal import equal_percentile, proposed, thresholds
from dti_core.scores import ScoreTable
from dti_core.store import Store
from ui import url
from ui.session import Workspace

RANK, _FOR = "target_rank", "target_for"


@dataclass(frozen=True, slots=True)
class Asked:
    """The rank asked for in this round; as it was stated (rank, of how many); what to say about where it comes from.

    sources: as Store.provenance lists them.
    """

    rank: int
    stated: tuple[int, int]
    notes: list[str]
    sources: pd.DataFrame


def ask(ws: Workspace) -> Asked:
    """The target rank: the address's, the visitor's, the published one (restated where the field changed), or near."""
    t, table = ws.t, ws.table
    published = _published(ws.store, ws.version, ws.entity, table.framework.root)
    notes = []
    if published.empty:
        default = rank = proposed(table, ws.entity)
        of = table.n
        notes.append(t("target.set_none", name=ws.name, rank=t.rank(default, table.round.entity_count)))
    else:
        row = published.iloc[-1]
        rank, of = int(row["rank"]), int(row["of"])
        default = rank if of == table.n else equal_percentile(rank, of, table.n)
        notes.append(t("target.set_by", rank=t.rank(rank, of), year=row["year"]))
        if of != table.n:
            notes.append(words.restated(rank, of, table.n, t))
    here = (ws.round_id, ws.entity)
    if st.session_state.setdefault(_FOR, here) != here:
        st.session_state[_FOR], st.session_state[RANK] = here, default

    def parse(text: str) -> int:
        if not 1 <= int(text) <= table.n:
            raise ValueError(text)
        return int(text)

    chosen = url.choice(t, "hang", key=RANK, parse=parse, default=default)
    st.number_input(
        t("target.rank"),
        min_value=1,
        max_value=table.n,
        step=1,
        key=RANK,
        help=t("target.rank_help", last=table.n),
        width=200,
    )
    return Asked(chosen, (rank, of) if chosen == default else (chosen, table.n), notes, published)


def by_year(ws: Workspace, asked: Asked) -> pd.DataFrame:
    """What the target would have asked in each round of the index."""
    return _thresholds(ws.history, ws.store, ws.entity, asked.stated)


@lru_cache(maxsize=200)
def _thresholds(tables: tuple[ScoreTable, ...], store: Store, entity: str, stated: tuple[int, int]) -> pd.DataFrame:
    return thresholds(tables, entity, *stated, store.counterpart)


@lru_cache(maxsize=100)
def _published(store: Store, version: str, entity: str, code: str) -> pd.DataFrame:
    """Published targets with their documents, in the columns of Store.provenance."""
    rows = store.targets(entity, code)
    if rows.empty:
        return rows
    rows = rows.merge(store.listing("sources"), on="source_id")
    return rows.assign(code=rows["indicator_code"], kind="rank", figure=rows["rank"], within="", basis="published")


def sources(ws: Workspace, asked: Asked) -> pd.DataFrame:
    """The documents behind the target, then those behind the entity's figures of this round."""
    figures = ws.store.provenance(ws.round_id, ws.entity)
    return pd.concat([asked.sources[[*figures.columns]], figures], ignore_index=True) if len(asked.sources) else figures
