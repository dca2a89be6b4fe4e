"""State and widgets of the scenario book: what is shown and compared, and what can be done with each scenario."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dti_core import book, book_words
from dti_core.assumed import MODEL
from dti_core.book import Around, Comparison, Entry
from dti_core.charts import book as charts
from dti_core.errors import DtiError
from dti_core.i18n import Translator
from dti_core.office import scenarios
from dti_core.office.scenarios import Scenario
from ui import assume, url, whatif, widgets
from ui.session import Offer, Workspace
from ui.text import escaped

HERE, ALL = "day", "tat-ca"
_COMPARED, _SAID, _ALL_ROWS, _ASKED = "book_compared", "book_said", "book_all_rows", "book_asked"
_ROWS = 12  # scenarios listed before "more"


def asked(one: Scenario, t: Translator) -> dict[str, str]:
    """The choices that open a scenario on the page What if, as plain text."""
    choices = {"ngon-ngu": t.lang, "ky": one.round_id, "don-vi": one.entity, "tang": one.gains, "khac": one.peers}
    return choices | ({"muc-tieu": str(one.target)} if one.target else {})


def entry(ws: Workspace, one: Scenario) -> Entry:
    """A scenario worked out, once for each state of the data."""
    found: Entry = ws.offer.kept(_entry, ws.offer, one)
    return found


def _entry(offer: Offer, one: Scenario) -> Entry:
    return book.entry(one, lambda one: around(offer, one))


def around(offer: Offer, one: Scenario) -> Around:
    """What a scenario of any round is worked out on."""
    table = offer.table(one.round_id)
    history = offer.history(table.framework.index_id)
    fits = assume.fitted_on(history)
    learned = assume.comparable_in(history) if MODEL in fits else ()
    target = whatif.target_of(offer.store, offer.version, table, one.entity)
    return Around(table, fits, learned, target, offer.store.figures_version)


def shelf(ws: Workspace) -> tuple[Entry, ...]:
    """Ask whose scenarios are shown; those, the one changed last first."""
    t = ws.t
    scope = url.one_of(t, "pham-vi", key="book_scope", allowed=(HERE, ALL), default=HERE)
    labels = {HERE: t("book.scope_here", name=ws.name, year=ws.table.round.year), ALL: t("book.scope_all")}
    st.segmented_control(t("book.scope"), (HERE, ALL), format_func=labels.__getitem__, key="book_scope", required=True)
    kept = scenarios.book(ws.store)
    if scope == HERE:
        kept = tuple(one for one in kept if (one.round_id, one.entity) == (ws.round_id, ws.entity))
    return tuple(entry(ws, one) for one in kept)


def compared(ws: Workspace, shelf: Sequence[Entry]) -> tuple[Entry, ...]:
    """Ask which two or three stand side by side; at first the two changed last."""
    known = {one.scenario.scenario_id: one for one in shelf if one.shown is not None}
    if not known:
        return ()
    names = {key: _name(one, ws.t, len({other.scenario.entity for other in shelf}) > 1) for key, one in known.items()}
    url.some_of(ws.t, "chon", key=_COMPARED, allowed=known, default=list(known)[:2])
    chosen = st.multiselect(
        ws.t("book.compared"), list(known), format_func=names.__getitem__, key=_COMPARED, max_selections=book.MOST,
        placeholder=ws.t("book.pick"), help=ws.t("book.compared_help"),
    )  # fmt: skip
    return tuple(known[key] for key in chosen)


def _name(one: Entry, t: Translator, far: bool) -> str:
    if not far:
        return one.scenario.name
    return t("book.name_where", name=one.scenario.name, where=book_words.where(one, t))


def finding(ws: Workspace, found: Comparison) -> None:
    """Which of them leads to the best rank; names are text and no markup."""
    widgets.finding(ws, escaped(book_words.finding(found, ws.t)))


def side_by_side(ws: Workspace, found: Comparison) -> None:
    """Ranks as figures and as a chart, gains as a chart, all measures as a table."""
    t = ws.t
    cards = [(escaped(label), *rest) for label, *rest in book_words.cards(found, t)]
    widgets.metrics(ws, cards, key="book_metrics")
    if likely := book_words.finding_chance(found, t):
        st.markdown(f"{escaped(likely)} {widgets.badge(ws, 'assumed')}")
    drawn = found.alike and len(found.gains) > 0
    left, right = st.columns(2, gap="large") if drawn else (st.container(), st.container())
    with left:
        widgets.chart(ws, charts.ranks(found, t), "book_ranks", alt=book_words.finding_ranks(found, t))
    with right:
        if drawn:
            widgets.chart(ws, charts.gains(found, t), "book_gains", alt=book_words.finding_gains(found, t))
        else:
            st.caption(book_words.finding_gains(found, t))
    whatif.plain_table(ws, book_words.side_by_side(found, t), {})
    for caution in book_words.cautions(found, t):
        st.caption(f":material/error: {escaped(caution)}")


def link(ws: Workspace, chosen: Sequence[Entry]) -> None:
    """The address of this very comparison, to be copied."""
    here = {"ngon-ngu": ws.t.lang, "ky": ws.round_id, "don-vi": ws.entity}
    if st.session_state["book_scope"] != HERE:
        here["pham-vi"] = st.session_state["book_scope"]
    here["chon"] = ",".join(one.scenario.scenario_id for one in chosen)
    st.caption(ws.t("book.link"))
    st.code(widgets.address(here), language=None, wrap_lines=True)


def listed(ws: Workspace, shelf: Sequence[Entry]) -> None:
    """A row a scenario: what it changes and brings, whether it is frozen and still true, and what can be done."""
    t, state = ws.t, st.session_state
    shown = shelf if state.get(_ALL_ROWS) else shelf[:_ROWS]
    far = len({(one.scenario.round_id, one.scenario.entity) for one in shelf}) > 1
    for one in shown:
        key = one.scenario.scenario_id
        with st.container(border=True, key=f"book_row_{key}", gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(_heading(one, t, far), width="stretch")
                st.page_link("pages/simulate.py", label=t("book.open"), icon=":material/tune:",
                             query_params=asked(one.scenario, t), disabled=one.now is None)  # fmt: skip
                box = st.popover(t("book.menu"), icon=":material/more_horiz:", key=f"book_menu_{key}",
                                 on_change="rerun", help=t("book.menu_of", name=one.scenario.name))  # fmt: skip
            st.markdown(line(ws, one))
            about = [escaped(one.scenario.note), _by(one.scenario, t), escaped(book_words.frozen_line(one, t))]
            st.caption("  \n".join(filter(None, about)))
            if not one.changed.empty:
                widgets.tables(
                    ws, t("book.changed"), partial(_changed, ws, one),
                    key=f"book_changed_{key}",
                )  # fmt: skip
            if box.open:
                with box:
                    _menu(ws, one)
    if len(shown) < len(shelf):
        more = t("book.more", count=len(shelf) - len(shown))
        st.button(more, key="book_more", on_click=_show_all, type="tertiary")


def line(ws: Workspace, one: Entry) -> str:
    """A scenario in one line of Markdown, a badge where a model speaks."""
    said = escaped(book_words.line(one, ws.t))
    return f"{said} {widgets.badge(ws, 'assumed')}" if one.shown is not None and one.shown.chance else said


def _changed(ws: Workspace, one: Entry) -> list[tuple[str, pd.DataFrame, Mapping[str, Any]]]:
    rounds = ws.offer.rounds
    scopes = rounds["scope" if ws.t.lang == "vi" else "scope_en"]
    labels = {
        name: ws.t("app.round_label", year=year, scope=scope)
        for name, year, scope in zip(rounds.index, rounds["year"], scopes, strict=True)
    }
    return [("", book_words.changed_frame(one, labels, ws.t), {})]


def _heading(one: Entry, t: Translator, far: bool) -> str:
    said = f"**{escaped(one.scenario.name)}**"
    if far:
        said = f"{said} · {escaped(book_words.where(one, t))}"
    if one.kept is not None:
        said = f"{said} :blue-badge[:material/lock: {book_words.frozen_on(one.kept, t)}]"
    return f"{said} :orange-badge[:material/error: {t('book.stale')}]" if one.stale else said


def _by(one: Scenario, t: Translator) -> str:
    date = t.date(one.at.date())
    return t("book.by", author=escaped(one.author), date=date) if one.author else date


def _show_all() -> None:
    st.session_state[_ALL_ROWS] = True


def _menu(ws: Workspace, one: Entry) -> None:
    """Everything that can be done with a scenario."""
    t, kept, key = ws.t, one.scenario, one.scenario.scenario_id
    st.caption(t("book.share"))
    st.code(widgets.address(asked(kept, t), "mo-phong"), language=None, wrap_lines=True)
    with st.form(f"book_form_{key}", border=False):
        st.text_input(t("book.name"), kept.name, key=f"book_name_{key}", max_chars=80)
        with st.container(horizontal=True):
            st.text_input(t("book.author"), kept.author, key=f"book_author_{key}", max_chars=60)
            most = one.shown.of if one.shown else None
            st.number_input(t("book.target"), 1, most, kept.target, 1, key=f"book_target_{key}",
                            disabled=one.kept is not None, help=t("book.target_help"))  # fmt: skip
        st.text_area(t("book.note"), kept.note, key=f"book_note_{key}", max_chars=300, height=80)
        st.form_submit_button(t("book.edit"), key=f"book_edit_{key}", icon=":material/edit:", on_click=_edit,
                              args=(ws, kept))  # fmt: skip
    with st.container(horizontal=True):
        st.button(t("book.thaw" if one.kept else "book.copy"), key=f"book_copy_{key}", icon=":material/content_copy:",
                  on_click=_copy, args=(ws, key))  # fmt: skip
        if one.kept is None:
            st.button(t("book.freeze"), key=f"book_freeze_{key}", icon=":material/lock:", on_click=_freeze,
                      args=(ws, one), disabled=one.now is None, help=t("book.freeze_help"))  # fmt: skip
        st.button(t("book.delete"), key=f"book_delete_{key}", icon=":material/delete:", on_click=_ask, args=(key,),
                  type="tertiary")  # fmt: skip
    if st.session_state.get(_ASKED) == key:
        st.warning(t("book.delete_ask", name=escaped(kept.name)))
        with st.container(horizontal=True):
            st.button(t("book.delete_yes"), key=f"book_yes_{key}", on_click=_delete, args=(ws, kept), type="primary")
            st.button(t("book.delete_no"), key=f"book_no_{key}", on_click=_ask, args=(None,))


def said() -> None:
    """What the last action did, or why not."""
    if told := st.session_state.pop(_SAID, None):
        good, text = told
        st.success(text) if good else st.error(text)


def refuse(text: str) -> None:
    """Have said, at the next run, why something was not done."""
    st.session_state[_SAID] = (False, text)


def _done(ws: Workspace, code: str, act: Callable[[], Scenario]) -> None:
    """Do something with a scenario and say so, or say why not."""
    try:
        kept = act()
    except DtiError as error:
        refuse(error.text(ws.t))
    else:
        st.session_state[_SAID] = (True, ws.t(f"book.{code}", name=escaped(kept.name)))


def _edit(ws: Workspace, one: Scenario) -> None:
    state, key = st.session_state, one.scenario_id
    target = state[f"book_target_{key}"] if not one.frozen else one.target
    new = replace(one, name=state[f"book_name_{key}"], author=state[f"book_author_{key}"], target=target,
                  note=state[f"book_note_{key}"])  # fmt: skip
    _done(ws, "edited", lambda: scenarios.edit(ws.store, new, datetime.now()))


def _copy(ws: Workspace, key: str) -> None:
    _done(ws, "copied", lambda: scenarios.copy(ws.store, key, uuid.uuid4().hex[:12], datetime.now()))


def _freeze(ws: Workspace, one: Entry) -> None:
    def act() -> Scenario:
        at, kept = datetime.now(), book.outcome(one.scenario, around(ws.offer, one.scenario))
        scenarios.freeze(ws.store, one.scenario.scenario_id, book.frozen_text(kept, at.date()), at)
        return one.scenario

    _done(ws, "froze", act)


def _ask(key: str | None) -> None:
    st.session_state[_ASKED] = key


def _delete(ws: Workspace, one: Scenario) -> None:
    def act() -> Scenario:
        scenarios.delete(ws.store, one.scenario_id, datetime.now())
        return one

    _done(ws, "gone", act)


def bin(ws: Workspace) -> None:
    """Those that were deleted, to be taken back."""
    t, gone = ws.t, scenarios.deleted(ws.store)
    if not gone:
        return
    box = st.expander(t("book.bin", count=len(gone)), icon=":material/delete:", key="book_bin", on_change="rerun")
    if not box.open:
        return
    with box:
        for one in gone:
            with st.container(horizontal=True, vertical_alignment="center"):
                shown = entry(ws, one)
                about = f"**{escaped(one.name)}** · {escaped(book_words.where(shown, t))}"
                st.markdown(f"{about}  \n{escaped(book_words.line(shown, t))}", width="stretch")
                st.button(t("book.restore"), key=f"book_restore_{one.scenario_id}", on_click=_restore, args=(ws, one))


def _restore(ws: Workspace, one: Scenario) -> None:
    _done(ws, "restored", lambda: scenarios.restore(ws.store, one.scenario_id))


def missing(ws: Workspace, shelf: Sequence[Entry], chosen: Sequence[Entry]) -> str:
    """What to say where nothing can be compared."""
    t = ws.t
    if not shelf:
        everywhere = st.session_state["book_scope"] == ALL
        return t("book.none_at_all") if everywhere else t("book.none_here", name=ws.name, year=ws.table.round.year)
    if len(chosen) == 1:
        one = chosen[0]
        return t("book.one_only", name=escaped(one.scenario.name), line=escaped(book_words.line(one, t)))
    return t("book.pick_two")
