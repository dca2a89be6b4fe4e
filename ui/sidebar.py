"""What the visitor chooses for every page: language, round, entity."""

import html

import streamlit as st

from dti_core.i18n import LANGUAGES, Translator
from ui import paper, session, url
from ui.session import ENTITY, FIRST_ENTITY, FIRST_ROUND, LANGUAGE, PICKED, ROUND
from ui.text import findable

_NAMES = {"vi": "Tiếng Việt", "en": "English"}  # each in its own language, on every screen


def language() -> Translator:
    """The language in force, before anything is written in it."""
    url.one_of(session.translator(), "ngon-ngu", key=LANGUAGE, allowed=LANGUAGES, default=LANGUAGES[0], always=True)
    return session.translator()


def choices(t: Translator) -> None:
    """Ask for round, entity and language; say so when the entity picked is not in the round."""
    offer = session.offer()
    labels = offer.labels(t.lang)
    round_id = url.one_of(t, "ky", key=ROUND, allowed=labels, default=FIRST_ROUND, always=True)
    picked = url.one_of(t, "don-vi", key=PICKED, allowed=offer.people.index, default=FIRST_ENTITY, always=True)
    entity, related = offer.settle(picked, round_id)
    st.session_state[ENTITY] = entity
    names = offer.names(round_id, t.lang)

    with st.sidebar:
        st.selectbox(t("app.round"), list(labels), format_func=labels.__getitem__, key=ROUND)
        st.selectbox(
            t("app.entity"), list(names), key=ENTITY, on_change=_pick,
            format_func=lambda name: findable(names[name]), help=t("app.entity_help"),
        )  # fmt: skip
        st.segmented_control(
            t("app.language"), LANGUAGES, format_func=_NAMES.__getitem__, key=LANGUAGE, required=True,
            label_visibility="collapsed",
        )  # fmt: skip
    paper.ask(t)
    with st.container(key="app_language_mark"):
        whose = html.escape(
            f"{names[entity]} · {labels[round_id]}"
        )  # seen where the sidebar is not: on a phone, on paper
        st.html(f'<span data-language="{t.lang}"></span><p class="whose">{whose}</p>')
    if entity != picked:
        known = offer.people[f"name_{t.lang}"]
        key = "app.entity_related" if related else "app.entity_absent"
        st.info(t(key, picked=known[picked], shown=known[entity]), icon=":material/swap_horiz:")


def _pick() -> None:
    st.session_state[PICKED] = st.session_state[ENTITY]
