"""What a page works on: the one store, the visitor's choices, and the tables they lead to."""

import argparse
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from dti_core.i18n import LANGUAGES, Translator
from dti_core.scores import ScoreTable
from dti_core.store import Store

LANGUAGE, ROUND, ENTITY, PICKED = "app_language", "app_round", "app_entity", "app_picked"
FIRST_ROUND, FIRST_ENTITY = "province-2022", "VN-12"  # Lai Châu, the last year with four main indices for everyone


@dataclass(frozen=True, slots=True)
class Workspace:
    """One visitor's view: the figures of a round, whose they are, and every round of the same index by year."""

    store: Store
    t: Translator
    table: ScoreTable
    entity: str
    history: tuple[ScoreTable, ...]

    @property
    def round_id(self) -> str:
        return self.table.round.round_id

    @property
    def name(self) -> str:
        """The entity's name in the visitor's language."""
        return self.table.name(self.entity, self.t.lang)


def workspace() -> Workspace:
    """The view that the sidebar's choices, or their defaults, make."""
    opened = store()
    state = st.session_state
    shown = table(opened, state.get(ROUND, FIRST_ROUND))
    entity = state.get(ENTITY, FIRST_ENTITY)
    return Workspace(
        opened, translator(), shown, entity if entity in shown.entities else shown.entities[0],
        _history(opened, opened.version, shown.framework.index_id),
    )  # fmt: skip


def translator() -> Translator:
    return Translator(st.session_state.get(LANGUAGE, LANGUAGES[0]))


def store() -> Store:
    """The process's one connection; a StoreError, which is not kept, while another process has the file."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--database", type=Path)
    options, _ = parser.parse_known_args()  # streamlit run app.py -- --database FILE
    return _open(options.database)


def table(opened: Store, round_id: str) -> ScoreTable:
    return _table(opened, opened.version, round_id)


def rounds(opened: Store) -> pd.DataFrame:
    """Rounds as offered: the provinces first, newest first, indexed by round_id."""
    return _rounds(opened, opened.version)


def people(opened: Store) -> pd.DataFrame:
    """Everyone who is assessed in some round, indexed by entity_id."""
    return _people(opened, opened.version)


def settle(opened: Store, picked: str, round_id: str) -> str:
    """Who to show in a round: the one picked, else what it became or came from, else the first."""
    found = opened.counterpart(picked, round_id)
    if found is not None:
        return found
    entities = table(opened, round_id).entities
    return FIRST_ENTITY if FIRST_ENTITY in entities else entities[0]


@st.cache_resource(show_spinner=False)
def _open(path: Path | None) -> Store:
    return Store.open(path)


@st.cache_resource(show_spinner=False, max_entries=50)
def _table(_opened: Store, version: str, round_id: str) -> ScoreTable:
    return _opened.table(round_id)


@st.cache_resource(show_spinner=False, max_entries=20)
def _history(_opened: Store, version: str, index_id: str) -> tuple[ScoreTable, ...]:
    return _opened.history(index_id)


@st.cache_data(show_spinner=False, max_entries=5)
def _rounds(_opened: Store, version: str) -> pd.DataFrame:
    frame = _opened.rounds()
    kind = pd.factorize(frame["index_id"])[0]
    return frame.assign(kind=kind).sort_values(["kind", "year"], ascending=[True, False]).set_index("round_id")


@st.cache_data(show_spinner=False, max_entries=5)
def _people(_opened: Store, version: str) -> pd.DataFrame:
    return _opened.listing("entities").set_index("entity_id")
