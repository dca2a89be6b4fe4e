"""The map on screen: a click on a province chooses it for every page."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dti_core import atlas_words as words
from dti_core.atlas import Atlas
from dti_core.charts import atlas as charts
from ui import widgets
from ui.session import PICKED, Workspace

_DRAWN: dict[str, Callable[..., Any]] = {"outline": charts.outline_map, "tiles": charts.tile_map}


def draw(ws: Workspace, result: Atlas, view: str) -> None:
    """The map with its scale; keyed by what it shows, so that a click on an earlier one is not taken for a new one."""
    fig = _DRAWN[view](result, ws.t)
    key = f"map_{view}_{result.measure}_{result.code}_{result.entity}_{ws.round_id}"
    widgets.chart(
        ws, fig, key, alt=words.finding(result, ws.t), name=f"map_{view}_{result.measure}",
        on_select=lambda: _choose(result, key), selection_mode="points",
    )  # fmt: skip
    st.html(charts.legend(result, ws.t))


def _choose(result: Atlas, key: str) -> None:
    """Take the province that was clicked as the one to show; one that is not in the round is left alone."""
    for point in st.session_state[key]["selection"]["points"]:
        clicked = point.get("location") or point.get("customdata")
        clicked = clicked[0] if isinstance(clicked, list) else clicked
        if clicked in result.table.entities:
            st.session_state[PICKED] = clicked
