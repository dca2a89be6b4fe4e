"""What a page works on: the one store, the visitor's choices, and the tables they lead to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

import pandas as pd
import streamlit as st

from dti_core.errors import ScoreError
from dti_core.i18n import LANGUAGES, Translator
from dti_core.record import Record, record
from dti_core.robustness import Robustness, robustness
from dti_core.scores import ScoreTable
from dti_core.store import Store
from ui import database
from ui.text import folded

LANGUAGE, ROUND, ENTITY, PICKED, OFFER = "app_language", "app_round", "app_entity", "app_picked", "app_offer"
PRINTING = "app_print"
FIRST_ROUND, FIRST_ENTITY = "province-2022", "VN-12"  # Lai Châu, the last year with four main indices for everyone


@dataclass(frozen=True, eq=False)
class Offer:
    """What there is to choose from and to show, as of one version of the data; each part is loaded once."""

    store: Store
    version: str

    @cached_property
    def rounds(self) -> pd.DataFrame:
        """Rounds as offered: the provinces first, newest first, indexed by round_id."""
        rounds = self.store.rounds()
        kind = pd.factorize(rounds["index_id"])[0]
        return rounds.assign(kind=kind).sort_values(["kind", "year"], ascending=[True, False]).set_index("round_id")

    @cached_property
    def labels(self) -> Callable[[str], Mapping[str, str]]:
        """Every round with its name in a language."""

        def labels(lang: str) -> Mapping[str, str]:
            scopes = zip(self.rounds["year"], self.rounds["scope" if lang == "vi" else "scope_en"], strict=True)
            said = [Translator(lang)("app.round_label", year=year, scope=scope) for year, scope in scopes]
            return MappingProxyType(dict(zip(self.rounds.index, said, strict=True)))

        return lru_cache(maxsize=4)(labels)

    @cached_property
    def people(self) -> pd.DataFrame:
        """Everyone who is assessed in some round, indexed by entity_id."""
        return self.store.listing("entities").set_index("entity_id")

    @cached_property
    def table(self) -> Callable[[str], ScoreTable]:
        """The figures of a round."""
        return lru_cache(maxsize=50)(self.store.table)

    @cached_property
    def history(self) -> Callable[[str], tuple[ScoreTable, ...]]:
        """The rounds of an index, by year."""
        return lru_cache(maxsize=20)(self.store.history)

    @cached_property
    def kept(self) -> Callable[..., Any]:
        """`kept(function, *arguments)`: what a slow pure function gave for these arguments, worked out once."""
        return lru_cache(maxsize=500)(lambda function, *arguments: function(*arguments))

    @cached_property
    def record(self) -> Callable[[str], Record | None]:
        """The back-tests of the models on an index; None where no two rounds can be tested."""

        def found(index_id: str) -> Record | None:
            try:
                return record(self.history(index_id))
            except ScoreError:
                return None

        return lru_cache(maxsize=20)(found)

    @cached_property
    def robustness(self) -> Callable[[str], Robustness | None]:
        """Ranks of a round under drawn weights and rounding; None where no total is published."""

        def found(round_id: str) -> Robustness | None:
            try:
                return robustness(self.table(round_id))
            except ScoreError:
                return None

        return lru_cache(maxsize=20)(found)

    @cached_property
    def names(self) -> Callable[[str, str], Mapping[str, str]]:
        """Everyone in a round, in the order of the alphabet, with the name in a language."""

        def names(round_id: str, lang: str) -> Mapping[str, str]:
            found = self.table(round_id).people[f"name_{lang}"]
            return MappingProxyType(dict(sorted(found.items(), key=lambda pair: folded(pair[1]))))

        return lru_cache(maxsize=100)(names)

    def settle(self, picked: str, round_id: str) -> tuple[str, bool]:
        """Who to show in a round, and whether it is the one picked, or what that became or came from."""
        entities = self.table(round_id).entities
        found = picked if picked in entities else self.store.counterpart(picked, round_id)
        if found is not None:
            return found, True
        return FIRST_ENTITY if FIRST_ENTITY in entities else entities[0], False


@dataclass(frozen=True, slots=True)
class Workspace:
    """One visitor's view: the figures of a round, whose they are, and every round of the same index by year."""

    offer: Offer
    t: Translator
    table: ScoreTable
    entity: str

    @property
    def store(self) -> Store:
        return self.offer.store

    @property
    def version(self) -> str:
        """Of the data, and where they are, when the run began: the key of every cache."""
        return self.offer.version

    @property
    def round_id(self) -> str:
        return self.table.round.round_id

    @property
    def history(self) -> tuple[ScoreTable, ...]:
        """Every round of the same index, by year."""
        return self.offer.history(self.table.framework.index_id)

    @property
    def record(self) -> Record | None:
        """How the models of this index have done so far."""
        return self.offer.record(self.table.framework.index_id)

    @property
    def names(self) -> Mapping[str, str]:
        """Everyone in the round, in the order of the alphabet, with the name in the visitor's language."""
        return self.offer.names(self.round_id, self.t.lang)

    @property
    def name(self) -> str:
        return self.names[self.entity]

    @property
    def printing(self) -> bool:
        """Whether the page is to be printed: its tables whole."""
        return bool(st.session_state.get(PRINTING))

    def shown(self, draw: Callable[[], object], *choices: str | float | bool | None) -> None:
        """What `draw` writes on the page, no widget among it: drawn once, then the same messages are sent again.

        `choices` are whatever it depends on beside the data, the round, the entity and the language.
        """
        code = draw.__code__
        place = (code.co_filename, code.co_firstlineno)
        _drawn((self.version, self.round_id, self.entity, self.t.lang, self.printing, *place, *choices), draw)


def workspace() -> Workspace:
    """The view that the sidebar's choices, or their defaults, make."""
    state = st.session_state
    on_offer = state[OFFER] if OFFER in state else offer()
    table = on_offer.table(state.get(ROUND, FIRST_ROUND))
    entity = state.get(ENTITY, FIRST_ENTITY)
    return Workspace(on_offer, translator(), table, entity if entity in table.entities else table.entities[0])


def translator() -> Translator:
    chosen = st.session_state.get(LANGUAGE)
    return Translator(chosen if chosen in LANGUAGES else LANGUAGES[0])


def offer() -> Offer:
    """What is on offer now; app.py asks once a run. A StoreError while another process has the database."""
    store = database.opened()
    found = st.session_state[OFFER] = _offer(store, f"{store.version}@{store.path}")
    return found


@st.cache_data(show_spinner=False, max_entries=300)
def _drawn(key: tuple[object, ...], _draw: Callable[[], object]) -> None:
    _draw()


@st.cache_resource(show_spinner=False, max_entries=3)
def _offer(_store: Store, version: str) -> Offer:
    return Offer(_store, version)
