"""A figure that would be unreadable when squeezed: on a phone it keeps its width and scrolls sideways in its box."""

import streamlit as st

_STYLE = """<style>
.st-key-{key}_figure {{ overflow-x: auto; }}
.st-key-{key} {{ min-width: {least}px; }}
</style>"""


def at_least(key: str, least: int) -> None:
    """Keep the chart that `widgets.chart` shows under `key` at least so many px wide."""
    st.html(_STYLE.format(key=key, least=least))
