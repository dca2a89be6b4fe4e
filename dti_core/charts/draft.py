"""A figure being drawn: traces and layout as plain dictionaries in Plotly's names.

`plotly.graph_objects` checks each property as it is set, 20 to 60 ms a chart; a page has up to five. A draft checks
nothing and becomes a figure once (`figure`, 2 ms); the tests send every chart through Plotly's checks instead
(`tests/pages/conftest.py`).
"""

from collections.abc import Mapping
from functools import partialmethod
from typing import Any

import pandas as pd
import plotly.graph_objects as go


def trace(kind: str, **properties: Any) -> dict[str, Any]:
    """One trace; columns become arrays.

    >>> trace("bar", x=[1, 2], text=None)
    {'type': 'bar', 'x': [1, 2]}
    """
    return {"type": kind} | {name: _plain(value) for name, value in properties.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, (pd.Series, pd.Index)):
        return value.to_numpy()
    return {name: _plain(part) for name, part in value.items()} if isinstance(value, Mapping) else value


class Draft:
    """data: traces; layout: nested dictionaries.

    >>> draft = Draft(trace("bar", x=[1]), bargap=0.2)
    >>> draft.update_yaxes(visible=False)
    >>> draft.layout
    {'bargap': 0.2, 'yaxis': {'visible': False}}
    """

    def __init__(self, *data: dict[str, Any], **layout: Any) -> None:
        self.data = list(data)
        self.layout: dict[str, Any] = {name: _plain(value) for name, value in layout.items()}

    def add(self, kind: str, **properties: Any) -> None:
        """One more trace."""
        self.data.append(trace(kind, **properties))

    add_scatter = partialmethod(add, "scatter")
    add_bar = partialmethod(add, "bar")

    def update_layout(self, **parts: Any) -> None:
        """Set parts of the layout; what is nested is merged."""
        _merge(self.layout, {name: _plain(value) for name, value in parts.items()})

    def update_xaxes(self, **parts: Any) -> None:
        self.update_layout(xaxis=parts)

    def update_yaxes(self, **parts: Any) -> None:
        self.update_layout(yaxis=parts)

    def annotate(self, *notes: Mapping[str, Any]) -> None:
        """Texts in the plot, after those that are there."""
        self.layout["annotations"] = [*self.layout.get("annotations", ()), *notes]

    def add_annotation(self, **note: Any) -> None:
        self.annotate(note)

    def mark(self, *shapes: Mapping[str, Any]) -> None:
        """Shapes in the plot, after those that are there."""
        self.layout["shapes"] = [*self.layout.get("shapes", ()), *shapes]

    def add_shape(self, **shape: Any) -> None:
        self.mark(shape)

    def add_vline(self, x: float, **shape: Any) -> None:
        """A line over the whole height at `x`."""
        self.mark({"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper"} | shape)

    def add_hline(self, y: float, **shape: Any) -> None:
        """A line over the whole width at `y`."""
        self.mark({"type": "line", "y0": y, "y1": y, "x0": 0, "x1": 1, "xref": "paper"} | shape)

    def figure(self) -> go.Figure:
        """The figure, its properties unchecked."""
        return go.Figure({"data": self.data, "layout": self.layout}, _validate=False)


def _merge(into: dict[str, Any], parts: Mapping[str, Any]) -> None:
    for name, value in parts.items():
        if isinstance(value, Mapping) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value
