"""The print version: every row of a table as text of the page.

Streamlit draws its tables on a canvas, of which only the rows on screen reach the paper.
"""

import datetime as dt
import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dti_core.i18n import MISSING, Translator
from ui import url
from ui.session import PRINTING

MOST_ROWS = 1000  # some twenty sheets; more belong into a file


def ask(t: Translator) -> None:
    """The switch in the sidebar, and how to go on once it is on; `in=co` in the address."""
    url.choice(t, "in", key=PRINTING, parse=_yes, default=False, text=lambda on: "co" if on else "khong")
    with st.sidebar:
        st.toggle(t("app.print"), key=PRINTING, help=t("app.print_help"))
    if st.session_state[PRINTING]:
        with st.container(key="app_print_note"):
            st.info(t("app.print_note"), icon=":material/print:")


def _yes(text: str) -> bool:
    if text not in ("co", "khong"):
        raise ValueError(text)
    return text == "co"


def table(
    t: Translator, frame: pd.DataFrame, written: Mapping[str, Callable[[Any], str]], order: Sequence[str] | None = None
) -> str:
    """A frame as HTML, its numbers written as on screen, those at the right; says how many rows it leaves out."""
    names = [name for name in order or frame.columns if name in frame]
    shown = frame.head(MOST_ROWS)
    numeric = {name for name in names if pd.api.types.is_numeric_dtype(frame[name])}
    columns = [_column(t, shown[name], written.get(name), name in numeric) for name in names]
    head = "".join(f'<th scope="col"{_side(name in numeric)}>{html.escape(str(name))}</th>' for name in names)
    body = "".join(f"<tr>{''.join(cells)}</tr>" for cells in zip(*columns, strict=True))
    left = len(frame) - len(shown)
    more = f"<p>{html.escape(t('widgets.rows_left', count=t.number(left, 0)))}</p>" if left else ""
    return f'<table class="paper"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}'


def _column(t: Translator, values: pd.Series, write: Callable[[Any], str] | None, numeric: bool) -> list[str]:
    side = _side(numeric)
    return [f"<td{side}>{html.escape(_cell(t, value, write))}</td>" for value in values]


def _cell(t: Translator, value: Any, write: Callable[[Any], str] | None) -> str:
    if value is None or value != value or value == "":
        return MISSING
    if write is not None:
        return write(value)
    if isinstance(value, bool):
        return "✓" if value else MISSING
    return t.date(value) if isinstance(value, dt.date) else str(value)


def _side(numeric: bool) -> str:
    return ' class="number"' if numeric else ""
