"""What the visitor chooses for every page: language, round, entity."""

import streamlit as st

from dti_core.i18n import LANGUAGES, Translator
from dti_core.store import Store
from ui import session, url
from ui.session import ENTITY, FIRST_ENTITY, FIRST_ROUND, LANGUAGE, PICKED, ROUND
from ui.text import findable, folded

_NAMES = {"vi": "Tiếng Việt", "en": "English"}  # each in its own language, on every screen


def language() -> Translator:
    """The language in force, before anything is written in it."""
    url.one_of(session.translator(), "ngon-ngu", key=LANGUAGE, allowed=LANGUAGES, default=LANGUAGES[0], always=True)
    return session.translator()


def choices(t: Translator) -> None:
    """Ask for round, entity and language; say so when the entity picked is not in the round."""
    store = session.store()
    rounds, people = session.rounds(store), session.people(store)
    round_id = url.one_of(t, "ky", key=ROUND, allowed=rounds.index, default=FIRST_ROUND, always=True)
    picked = url.one_of(t, "don-vi", key=PICKED, allowed=people.index, default=FIRST_ENTITY, always=True)
    table = session.table(store, round_id)
    entity = st.session_state[ENTITY] = session.settle(store, picked, round_id)
    names = {name: table.name(name, t.lang) for name in table.entities}

    def round_label(name: str) -> str:
        row = rounds.loc[name]
        return t("app.round_label", year=row["year"], scope=row["scope" if t.lang == "vi" else "scope_en"])

    with st.sidebar:
        st.selectbox(t("app.round"), list(rounds.index), format_func=round_label, key=ROUND)
        st.selectbox(
            t("app.entity"), sorted(names, key=lambda name: folded(names[name])), key=ENTITY, on_change=_pick,
            format_func=lambda name: findable(names[name]), help=t("app.entity_help"),
        )  # fmt: skip
        st.segmented_control(
            t("app.language"), LANGUAGES, format_func=_NAMES.__getitem__, key=LANGUAGE, required=True,
            label_visibility="collapsed",
        )  # fmt: skip
    with st.container(key="app_language_mark"):
        st.html(f'<span data-language="{t.lang}"></span>')
    if entity != picked:
        _say_who(t, store, picked, entity, round_id)


def _pick() -> None:
    st.session_state[PICKED] = st.session_state[ENTITY]


def _say_who(t: Translator, store: Store, picked: str, entity: str, round_id: str) -> None:
    names = session.people(store)[f"name_{t.lang}"]
    related = store.counterpart(picked, round_id) == entity
    key = "app.entity_related" if related else "app.entity_absent"
    st.info(t(key, picked=names[picked], shown=names[entity]), icon=":material/swap_horiz:")
