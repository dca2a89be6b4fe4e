"""What the pages show and ask with.

A question's answer is st.session_state[key], an ordinary entry that a page may set before asking; the Streamlit widgets
behind it have keys of their own, `key_…`, and follow.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dti_core import excel
from dti_core.charts.draft import Picture
from dti_core.dataset_files import documents_line
from dti_core.errors import DtiError
from dti_core.i18n import Translator
from dti_core.scores import ScoreTable
from ui import paper, url
from ui.session import Workspace
from ui.text import escaped, findable, folded

Direction = Literal["better", "worse", "same"]
Format = int | Literal["rank", "signed", "percent", "arrow"] | Callable[[Any], str]

_COLOURS: Mapping[Direction | None, Any] = {"better": "blue", "worse": "orange", "same": "off", None: "off"}
_BADGES = {"derived": "blue", "assumed": "orange"}  # a published figure needs none
_FILES_ROOM = 270  # px of the box of files: kept while it is closed, so that it opens to where there is room
MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "parquet": excel.PARQUET_MIME,
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


class Card(NamedTuple):
    """One figure: `delta` is text with its arrow already in it, `direction` says whether that is good."""

    label: str
    value: str
    delta: str | None = None
    direction: Direction | None = None
    help: str | None = None


@contextmanager
def guard(ws: Workspace | Translator) -> Iterator[None]:
    """Show what was refused on purpose, in the visitor's language, and go on after the block; catches nothing else."""
    t = ws if isinstance(ws, Translator) else ws.t
    try:
        yield
    except DtiError as error:
        details = {name: _detail(t, value) for name, value in error.details.items()}
        st.error(t(f"error.{error.code}", **details), icon=":material/error:")


def _detail(t: Translator, value: object) -> object:
    if isinstance(value, float):
        text = t.number(value, 4)
        return text.rstrip("0").rstrip(",.") if {",", "."} & set(text[-5:]) else text
    return escaped(value) if isinstance(value, str) else value


def finding(ws: Workspace, text: str) -> None:
    """The sentence to read first, under the title: true in every case, computed by the page."""
    with st.container(key="finding"):
        st.markdown(text)


def metrics(ws: Workspace, cards: Iterable[Card | tuple[Any, ...]], *, key: str = "metrics") -> None:
    """Figures in a row; on a phone two by two. Better is blue, worse orange, and the arrow says it without colour."""
    with st.container(key=key, horizontal=True):
        for label, value, delta, direction, help in (Card(*card) for card in cards):
            st.metric(
                label, value, delta, _COLOURS[direction], delta_arrow="off", help=help, border=True, height="stretch"
            )


def chart(
    ws: Workspace, fig: Picture, key: str, *, alt: str | None = None, over: Sequence[ScoreTable] = (), name: str = "",
    **options: Any,
) -> Any:  # fmt: skip
    """A figure as from `style.finish`, at full width; `alt` says in words what it shows.

    Its buttons save it with title, subtitle and source in the picture. over: the rounds it shows, where it is not the
    one on screen alone. name: of its files, where it is not the key.
    """
    config = {
        "displaylogo": False,
        "topojsonURL": "app/static/topojson/",  # empty: Plotly's own would be fetched from the network
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"filename": f"{name or key}-{ws.round_id}-{ws.entity}", "scale": 2},
    }
    rounds = tuple(table.round.source_id for table in over or (ws.table,))
    source = ws.offer.kept(documents_line, ws.store, rounds, ws.t)
    title, subtitle, rest = fig.headed(source)  # as text of the page, which breaks lines
    with st.container(key=f"{key}_figure", gap="xsmall"):
        if title:
            st.markdown(f"**{_plain(title)}**")
        if title and subtitle:
            st.caption(_plain(subtitle))
        return st.plotly_chart(rest, key=key, config=config, alt=alt, **options)


def _plain(text: str) -> str:
    return escaped(re.sub(r"<[^>]+>", "", text.replace("<br>", " ")))


def table(
    ws: Workspace, frame: pd.DataFrame, formats: Mapping[str, Any] | None = None, *, key: str, **options: Any
) -> Any:
    """A frame whose numbers read as in the visitor's language and sort as numbers; missing ones are "–".

    In the print version it is text of the page, of which nothing can be picked.

    formats: column -> `Format`: decimals, "rank", "signed" (4 decimals), "percent", "arrow", or a function; numbers not
    named here have 4 decimals, whole-number columns none.
    """
    formats = dict(formats or {})
    for name in frame.columns:
        if pd.api.types.is_integer_dtype(frame[name]):
            formats.setdefault(name, 0)
        elif pd.api.types.is_float_dtype(frame[name]):
            formats.setdefault(name, 4)
    written = {name: written_as(ws.t, form) for name, form in formats.items() if name in frame}
    if ws.printing:
        return whole(ws, frame, written, key=key, order=options.get("column_order"))
    words_only = not written and all(pd.api.types.is_string_dtype(frame[name]) for name in frame.columns)
    shown = frame if words_only else frame.style.format(written, na_rep="–")  # a Styler takes five times as long
    options.setdefault("column_config", {name: st.column_config.Column(width=wide) for name, wide in _gappy(frame)})
    return st.dataframe(shown, key=key, hide_index=True, placeholder="–", **options)


def whole(
    ws: Workspace, frame: pd.DataFrame, written: Mapping[str, Callable[[Any], str]] | None = None, *, key: str,
    order: Sequence[str] | None = None,
) -> None:  # fmt: skip
    """A frame as text of the page: every row and every word of it, to be read and printed, not sorted or picked."""
    with st.container(key=key):
        st.html(paper.table(ws.t, frame, written or {}, order))


def width_for(words: pd.Series, most: int = 320) -> int:
    """The width in px of a column that cuts none of these words."""
    return min(most, 8 * int(words.fillna("").astype(str).str.len().max()) + 24)


def _gappy(frame: pd.DataFrame, most: int = 260) -> Iterator[tuple[str, int]]:
    """Columns of words that stand in some rows only, and their width: the table would cut the few for the many."""
    for name in frame.columns:
        if pd.api.types.is_string_dtype(frame[name]):
            long = frame[name].fillna("").astype(str).str.len()
            if 0 < (long > 1).mean() < 0.5 and long.max() > len(str(name)):
                yield name, width_for(frame[name], most)


def tables(
    ws: Workspace, label: str, frames: Callable[[], Iterable[tuple[str, pd.DataFrame, Mapping[str, Any]]]], *, key: str
) -> None:
    """Tables (caption, frame, formats) in a box to open, worked out only while it is open; to be printed, it is."""
    box = st.expander(
        label, ws.printing, icon=":material/table_view:", key=f"{key}_print" if ws.printing else key, on_change="rerun"
    )
    if box.open:
        with box:
            for place, (caption, frame, formats) in enumerate(frames()):
                if caption:
                    st.caption(caption)
                table(ws, frame, formats, key=f"{key}_{place}")


def written_as(t: Translator, form: Format) -> Callable[[Any], str]:
    """The function that writes a value in this format."""
    if isinstance(form, int):
        return lambda value: t.number(value, form)
    if isinstance(form, str):
        return getattr(t, form)
    return form


def download(
    ws: Workspace, name: str, make_bytes: Callable[[], bytes], *, kind: str = "xlsx", label: str | None = None,
    what: str = "download_help",
) -> None:  # fmt: skip
    """A file made when it is asked for, not before."""
    st.download_button(
        label or ws.t("widgets.download_csv" if kind == "csv" else "widgets.download"), make_bytes,
        file_name=f"{name}-{ws.round_id}-{ws.entity}.{kind}", mime=MIME[kind], key=f"{name}_download_{kind}",
        on_click="ignore", icon=":material/download:", help=ws.t(f"widgets.{what}"),
    )  # fmt: skip


def files(
    ws: Workspace, name: str, sheets: Callable[[], Mapping[str, pd.DataFrame]],
    sources: Callable[[], pd.DataFrame | None] | None = None, notes: Callable[[], Sequence[str]] | None = None,
) -> None:  # fmt: skip
    """One button for every table of a page: all of them with their sources as Excel, or any one as CSV or Parquet.

    Nothing is worked out before the box is opened, and no file before it is asked for.
    """
    t = ws.t
    box = st.popover(t("widgets.files"), icon=":material/download:", key=f"{name}_files", on_change="rerun")
    with box, st.container(height=_FILES_ROOM, border=False, gap="small"):
        if box.open:
            _offered(ws, name, sheets(), sources, notes)


def _offered(
    ws: Workspace, name: str, made: Mapping[str, pd.DataFrame], sources: Callable[[], pd.DataFrame | None] | None,
    notes: Callable[[], Sequence[str]] | None,
) -> None:  # fmt: skip
    t = ws.t
    _file(ws, name, "xlsx", lambda: excel.workbook(
        t, made, None if sources is None else sources(), [] if notes is None else notes()))  # fmt: skip
    picked = next(iter(made))
    if len(made) > 1:
        picked = st.selectbox(t("widgets.files_table"), list(made), key=f"{name}_files_table") or picked
    one = f"{name}-{re.sub('[^a-z0-9]+', '-', folded(picked)).strip('-')}"
    with st.container(horizontal=True, gap="small"):
        _file(ws, name, "csv", lambda: excel.csv_bytes(made[picked], t), one)
        _file(ws, name, "csv_plain", lambda: excel.csv_bytes(made[picked], t, bom=False), one)
        _file(ws, name, "parquet", lambda: excel.parquet_bytes(made[picked], t), one)
    st.caption(t("widgets.files_charts"))


def _file(ws: Workspace, name: str, kind: str, make: Callable[[], bytes], stem: str = "") -> None:
    suffix = kind.partition("_")[0]
    st.download_button(
        ws.t(f"widgets.files_{kind}"), make, file_name=f"{stem or name}-{ws.round_id}-{ws.entity}.{suffix}",
        mime=MIME[suffix], key=f"{name}_download_{kind}", on_click="ignore",
    )  # fmt: skip


def address(choices: Mapping[str, str], page: str | None = None) -> str:
    """The link that opens the page on screen, or `page` beside it, with these choices."""
    here = st.context.url or ""
    here = here if page is None else f"{here.rsplit('/', 1)[0]}/{page}"
    return f"{here}?{urlencode(choices, safe=':;+,')}".replace("+", "%2B")


def badge(ws: Workspace | Translator, basis: str) -> str:
    """Markdown for the small badge of a derived or assumed figure; nothing for a published one."""
    t = ws if isinstance(ws, Translator) else ws.t
    return f":{_BADGES[basis]}-badge[{t(f'widgets.{basis}')}]" if basis in _BADGES else ""


def sources(ws: Workspace, rows: pd.DataFrame, *, key: str = "sources") -> None:
    """The documents behind the figures shown, rows as of `Store.provenance`, each with what it says word for word."""
    documents: dict[str, list[dict[str, Any]]] = {}
    for fact in rows.to_dict("records"):
        documents.setdefault(fact["source_id"], []).append(fact)
    label = ws.t("widgets.sources_count", count=len(documents)) if documents else ws.t("widgets.sources")
    with st.expander(label, icon=":material/menu_book:", key=key):
        st.markdown("\n\n".join(_document(ws, facts) for facts in documents.values()) or ws.t("widgets.no_sources"))


def _document(ws: Workspace, facts: list[dict[str, Any]], most: int = 12) -> str:
    row = facts[0]
    line = [row["publisher"], row["number"], _day(ws.t, row["issued_on"])]
    about = " · ".join(escaped(part) for part in line if isinstance(part, str) and part)
    place, _, rest = str(row["locator"]).partition(" ")
    if place.startswith(("https://", "http://")):
        where = f"[{escaped(place)}](<{place.replace('>', '%3E')}>) {escaped(rest)}"
    else:
        where = "" if place in ("", "–") else escaped(ws.t("widgets.file_in_set", file=place))  # "–": typed in
    named = row["title"] if isinstance(row["title"], str) and row["title"] else row["publisher"]
    said = {fact["quote"]: fact["basis"] for fact in facts if isinstance(fact["quote"], str)}
    quotes = [f"- “{escaped(quote)}” {badge(ws, basis)}" for quote, basis in said.items()]
    more = ["- …"] if len(quotes) > most else []
    return "\n".join([f"**{escaped(named)}**  \n{about}  \n{where}\n", *quotes[:most], *more])


def _day(t: Translator, text: object) -> str:
    """A day, a month or a year as the sources give it: 2023-07-12, 2023-10, 2023, or nothing."""
    parts = text.split("-") if isinstance(text, str) else []
    return t.date(dt.date.fromisoformat("-".join(parts))) if len(parts) == 3 else "/".join(reversed(parts))


def entity_picker(ws: Workspace, key: str, *, name: str, default: str | None = None, label: str | None = None) -> str:
    """Ask for one other entity of the round; `name` is its parameter in the address. The key is the widget's own."""
    names = _others(ws)
    url.one_of(ws.t, name, key=key, allowed=names, default=default if default in names else next(iter(names)))
    picked: str = st.selectbox(
        label or ws.t("widgets.other_entity"), list(names), format_func=lambda entity: findable(names[entity]), key=key
    )
    return picked


def entities_picker(
    ws: Workspace, key: str, *, name: str, default: Sequence[str] = (), most: int | None = None, label: str = ""
) -> list[str]:
    """Ask for several other entities of the round. The key is the widget's own."""
    names = _others(ws)
    url.some_of(ws.t, name, key=key, allowed=names, default=[entity for entity in default if entity in names])
    return st.multiselect(
        label or ws.t("widgets.other_entity"), list(names), format_func=lambda entity: findable(names[entity]), key=key,
        max_selections=most, placeholder=ws.t("widgets.pick_entity"),
    )  # fmt: skip


def _others(ws: Workspace) -> dict[str, str]:
    return {entity: name for entity, name in ws.names.items() if entity != ws.entity}
