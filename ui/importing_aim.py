"""What a file is to be imported as: asked on the page Dữ liệu, answered with an aim of dti_core.intake."""

import datetime as dt

import streamlit as st

from dti_core.intake.aims import KINDS, SCALES, STATUSES, Aim, CatalogueAim, ProgressAim, ScoresAim
from dti_core.intake.names import folded
from dti_core.office.evidence import quarter_name
from ui import url
from ui.session import Workspace
from ui.text import escaped, findable

NEW = "+"  # the choice of something that does not exist yet
_YEARS = (2000, 2100)


def ask(ws: Workspace) -> Aim | None:
    """The aim that the visitor's answers make; None while something that it needs has not been said."""
    t = ws.t
    kind = url.one_of(t, "loai", key="data_import_kind", allowed=KINDS, default="scores")
    st.segmented_control(
        t("importing.kind_label"), KINDS, format_func=lambda one: t(f"importing.kind.{one}"), key="data_import_kind",
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    st.caption(t(f"importing.kind_help.{kind}"))
    if kind == "catalogue":
        return _catalogue(ws)
    return _scores(ws) if kind == "scores" else _progress(ws)


def _frameworks(ws: Workspace) -> dict[str, str]:
    listing = ws.store.listing("frameworks").set_index("framework_id")
    names: dict[str, str] = listing[f"name_{ws.t.lang}"].to_dict()
    return names


def _first(options: list[str], wanted: str) -> int:
    return options.index(wanted) if wanted in options else 0


def _catalogue(ws: Workspace) -> Aim | None:
    t, names = ws.t, _frameworks(ws)
    options = [*names, NEW]
    picked = st.selectbox(
        t("importing.framework"), options, index=_first(options, ws.table.framework.framework_id),
        format_func=lambda one: t("importing.new_framework") if one == NEW else names[one],
        key="data_import_framework",
    )  # fmt: skip
    if picked != NEW:
        st.caption(t("importing.framework_help"))
        return CatalogueAim(picked)
    with st.container(horizontal=True):
        name = st.text_input(t("importing.name"), key="data_import_name", placeholder=t("importing.name_hint"))
        english = st.text_input(t("importing.name_en"), key="data_import_name_en")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        listing = ws.store.listing("frameworks")
        indices = dict(zip(listing["index_id"], listing[f"name_{t.lang}"], strict=True))
        index = st.selectbox(
            t("importing.index"), [NEW, *indices], key="data_import_index", help=t("importing.index_help"),
            format_func=lambda one: t("importing.new_index") if one == NEW else indices[one],
        )  # fmt: skip
        shape = st.selectbox(
            t("importing.published_as"), ("points", "value"), key="data_import_published_as",
            format_func=lambda one: t(f"importing.said.{one}"),
        )  # fmt: skip
        places = st.number_input(t("importing.decimals"), 0, 6, 2, key="data_import_decimals")
    if not name.strip():
        st.info(t("importing.name_needed"), icon=":material/edit:")
        return None
    own = _free(_slug(name), names)
    return CatalogueAim(own, _slug(name) if index == NEW else index, name.strip(), english.strip(), shape, int(places))


def _rounds(ws: Workspace) -> dict[str, str]:
    scope = "scope" if ws.t.lang == "vi" else "scope_en"
    rows = ws.offer.rounds.iterrows()
    return {str(name): ws.t("app.round_label", year=row["year"], scope=row[scope]) for name, row in rows}


def named(ws: Workspace) -> dict[str, str]:
    """What rounds, frameworks and entities are called, by their codes."""
    people: dict[str, str] = ws.offer.people[f"name_{ws.t.lang}"].to_dict()
    return people | _frameworks(ws) | _rounds(ws)


def _scores(ws: Workspace) -> Aim | None:
    t, labels = ws.t, _rounds(ws)
    options = [*labels, NEW]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(
            t("app.round"), options, index=_first(options, ws.round_id), key="data_import_round",
            format_func=lambda one: t("importing.new_round") if one == NEW else labels[one],
        )  # fmt: skip
        status = st.selectbox(
            t("importing.status"), STATUSES, key="data_import_status", help=t("importing.status_help"),
            format_func=lambda one: t(f"importing.said.{one}"),
        )  # fmt: skip
    new = _new_round(ws, list(labels)) if picked == NEW else {"round_id": picked}
    names = ws.store.listing("entities").set_index("entity_id")[f"name_{t.lang}"].to_dict()
    with st.expander(t("importing.options"), icon=":material/tune:"), st.container(horizontal=True):
        scale = st.selectbox(
            t("importing.scale"), SCALES, key="data_import_scale", format_func=lambda one: t(f"importing.scales.{one}")
        )
        whose = st.selectbox(
            t("importing.whose"), ["", *names], key="data_import_whose", help=t("importing.whose_help"),
            format_func=lambda one: findable(names[one]) if one else t("importing.whose_file"),
        )  # fmt: skip
        more = st.toggle(t("importing.new_entities"), key="data_import_new", help=t("importing.new_entities_help"))
    if new is None:
        st.info(t("importing.round_needed"), icon=":material/edit:")
        return None
    return ScoresAim(**new, status=status, scale=scale, entity_id=whose, new_entities=more)


def _new_round(ws: Workspace, taken: list[str]) -> dict | None:
    t, names = ws.t, _frameworks(ws)
    levels = ws.store.listing("entities")[["level", "parent_id"]].dropna().drop_duplicates()
    groups = list(levels.itertuples(index=False, name=None))
    people = ws.store.listing("entities").set_index("entity_id")[f"name_{t.lang}"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        framework = st.selectbox(
            t("importing.framework"), list(names), format_func=names.__getitem__, key="data_import_round_framework"
        )
        year = st.number_input(t("importing.year"), *_YEARS, value=None, step=1, format="%d", key="data_import_year")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        scope = st.text_input(t("importing.scope"), key="data_import_scope", placeholder=t("importing.scope_hint"))
        level, parent = st.selectbox(
            t("importing.who"), groups, index=groups.index(("province", "VN")), key="data_import_who",
            format_func=lambda one: t("importing.level", level=t(f"importing.levels.{one[0]}"), of=people[one[1]]),
        )  # fmt: skip
        count = st.number_input(
            t("importing.count"), 1, None, value=None, step=1, format="%d", key="data_import_count",
            help=t("importing.count_help"),
        )  # fmt: skip
    if year is None or not scope.strip():
        return None
    return {
        "round_id": _free(f"{framework}-{year}", taken), "framework_id": framework, "year": int(year),
        "scope_vi": scope.strip(), "entity_count": None if count is None else int(count), "level": level,
        "parent_id": parent,
    }  # fmt: skip


def _progress(ws: Workspace) -> Aim:
    t, names = ws.t, _frameworks(ws)
    today = dt.date.today()
    now = today.year * 4 + (today.month - 1) // 3
    quarters = [f"{number // 4}-Q{number % 4 + 1}" for number in range(now + 1, now - 8, -1)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        framework = st.selectbox(
            t("importing.framework"), list(names), index=_first(list(names), ws.table.framework.framework_id),
            format_func=names.__getitem__, key="data_import_progress_framework",
        )  # fmt: skip
        quarter = st.selectbox(
            t("importing.quarter_label"), ["", *quarters], index=2, key="data_import_quarter",
            format_func=lambda one: quarter_name(one, t) if one else t("importing.quarter_file"),
        )  # fmt: skip
    st.caption(t("importing.progress_of", entity=escaped(ws.name)))
    return ProgressAim(framework, ws.entity, quarter)


def _slug(name: str) -> str:
    return folded(name).replace(" ", "-")[:60].strip("-") or "x"


def _free(wanted: str, taken: object) -> str:
    """`wanted`, with a number where it is taken."""
    names = set(taken)  # type: ignore[call-overload]
    number, found = 1, wanted
    while found in names:
        number += 1
        found = f"{wanted}-{number}"
    return found
