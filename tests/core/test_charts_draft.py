"""A picture sends what Plotly's own figure of the same parts would send."""

import base64
import json
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
import pytest

from dti_core.charts.draft import Draft, trace
from dti_core.charts.style import HEADING, finish
from dti_core.i18n import Translator

VI = Translator("vi")
COLUMNS = {
    "numbers": np.array([0.5032, np.nan, -1.0]),
    "whole": np.array([1, 2, 70_000]),
    "words": np.array(["Lai Châu", "</script>", "–"], dtype=object),
    "series": pd.Series([0.1, 0.2, 0.3]),
    "list": [1.5, float("nan"), None],
    "names": ("a", "b", "c"),
}


def draft(column: Any) -> Draft:
    fig = Draft(trace("scatter", x=column, y=[0, 1, 2], text=None, error_x={"array": column}), bargap=0.2)
    fig.add("heatmap", z=np.array([[1.0, np.nan], [3.0, 4.0]]), customdata=[["x", "y"], ["z", None]])
    fig.add_annotation(x=1.0, y=np.float64(2.0), text="<b>hạng</b>")
    return fig


def read(found: Any) -> Any:
    """A figure as JSON says it, numbers packed as bytes unpacked."""
    if isinstance(found, dict) and "bdata" in found:
        values = np.frombuffer(base64.b64decode(found["bdata"]), dtype=found["dtype"])
        if "shape" in found:
            values = values.reshape([int(size) for size in found["shape"].split(",")])
        return read(values.tolist())
    if isinstance(found, dict):
        return {name: read(part) for name, part in found.items()}
    if isinstance(found, list):
        return [read(part) for part in found]
    return None if found != found else found


@pytest.mark.parametrize("kind", COLUMNS)
def test_a_picture_is_sent_as_the_figure_of_the_same_parts(kind):
    finished = finish(draft(COLUMNS[kind]), VI, "Tiêu đề", "đơn vị")
    sent = json.loads(pio.to_json(finished.to_dict(), validate=False))
    built = go.Figure({"data": draft(COLUMNS[kind]).data, "layout": finished.layout.to_plotly_json()})
    assert read(sent) == read(json.loads(built.to_json()))


def test_looking_into_a_picture_does_not_change_what_is_sent():
    plain, seen = (finish(draft([1, 2, 3]), VI, "Tiêu đề", "đơn vị") for _ in range(2))
    assert seen.layout.title.text == "Tiêu đề" and seen.data[0].x == (1, 2, 3)
    assert read(json.loads(seen.to_json())) == read(json.loads(plain.to_json()))


def test_what_is_changed_in_a_picture_is_sent():
    picture = draft([1, 2, 3]).figure()
    picture.layout.height = 777
    assert picture.to_dict()["layout"]["height"] == 777


def test_a_picture_gives_up_its_heading_with_its_room_and_stays_as_it_was():
    picture = finish(draft([1, 2, 3]), VI, "Tiêu đề", "đơn vị", 400)
    title, subtitle, rest = picture.headed()
    assert (title, subtitle) == ("Tiêu đề", "đơn vị")
    assert rest.layout.height == 400 - HEADING and rest.layout.title.text is None
    assert picture.layout.margin.t - rest.layout.margin.t == HEADING
    assert picture.layout.height == 400 and picture.layout.title.text == "Tiêu đề"


def test_a_picture_without_a_heading_keeps_its_room():
    title, subtitle, rest = finish(draft([1, 2, 3]), VI, "", "", 400).headed()
    assert (title, subtitle, rest.layout.height) == ("", "", 400)


def test_a_picture_keeps_what_is_written_around_it_for_who_saves_it():
    """As plain text: tags would be measured as words."""
    _, _, rest = finish(draft([1, 2, 3]), VI, "<b>Tiêu</b> đề<br>hai", "đơn vị", 400).headed("Nguồn: Bộ")
    said = {name: " ".join(str(text).split()) for name, text in rest.layout.meta.items() if name != "heading"}
    assert said == {"title": "Tiêu đề hai", "subtitle": "đơn vị", "source": "Nguồn: Bộ"}
