"""A figure being drawn: traces and layout as plain dictionaries in Plotly's names.

`plotly.graph_objects` checks each property as it is set, 20 to 60 ms a chart; a page has up to five. A draft checks
nothing and is sent as it is (`figure`); the tests send every chart through Plotly's checks instead
(`tests/pages/conftest.py`).
"""

import re
from collections.abc import Mapping
from functools import lru_cache, partialmethod
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio


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

    def figure(self) -> "Picture":
        """The figure, its properties unchecked."""
        return Picture(self.data, self.layout)


class Picture(go.Figure):
    """A finished draft as a Plotly figure, which is built by the first who looks into it.

    To build a figure and to copy it out again takes most of a chart's time; who only sends it on (`to_dict`, as
    Streamlit does) gets the draft's own dictionaries.

    >>> picture = Draft(trace("bar", x=[1])).figure()
    >>> picture.to_dict()["data"]
    [{'type': 'bar', 'x': [1]}]
    >>> picture.data[0].x
    (1,)
    """

    def __init__(self, data: list[dict[str, Any]], layout: dict[str, Any]) -> None:
        self._drawn: dict[str, Any] = {"data": data, "layout": layout}

    def __getattr__(self, name: str) -> Any:
        """Whatever a figure has: now it is needed."""
        drawn = self.__dict__.pop("_drawn", None)
        if drawn is None:
            raise AttributeError(name)
        super().__init__(drawn, _validate=False)
        return getattr(self, name)

    def to_dict(self) -> dict[str, Any]:
        """Traces and layout, for reading only."""
        if "_drawn" not in self.__dict__:
            found: dict[str, Any] = super().to_dict()
            return found
        drawn = self._drawn
        return {"data": drawn["data"], "layout": {"template": _template(pio.templates.default)} | drawn["layout"]}

    def headed(self, source: str = "") -> tuple[str, str, "Picture"]:
        """Title and subtitle (see `style.finish`), and the picture without them and the room they take.

        The picture keeps them, and `source`, in `layout.meta`, for who saves it (`ui/pictures.js`).
        """
        layout = dict(self.to_dict()["layout"])
        title, taken = layout.pop("title", {}), layout["meta"]["heading"]
        layout["margin"] = layout["margin"] | {"t": layout["margin"]["t"] - taken}
        layout["height"] -= taken
        heading, under = title.get("text") or "", title.get("subtitle", {}).get("text") or ""
        said = {"title": heading, "subtitle": under, "source": source}
        layout["meta"] = layout["meta"] | {name: re.sub(r"<[^>]+>", " ", text) for name, text in said.items() if text}
        return heading, under, Picture(self.to_dict()["data"], layout)


@lru_cache(maxsize=4)
def _template(name: str) -> dict[str, Any]:
    found: dict[str, Any] = pio.templates[name].to_plotly_json()
    return found


def _merge(into: dict[str, Any], parts: Mapping[str, Any]) -> None:
    for name, value in parts.items():
        if isinstance(value, Mapping) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value
