"""On every axis of ranks the better ones are at the end that the title's arrow names: to the right, or on top."""

import json

import pytest

from dti_core.i18n import LANGUAGES, Translator
from tests.pages.conftest import OpenPage


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "axes"), [("trends", 1), ("simulate", 2)])
def test_an_axis_of_ranks_gets_better_along_its_arrow(name: str, axes: int, lang: str, open_page: OpenPage) -> None:
    title = Translator(lang)("simulate.axis_rank")
    assert title.endswith("→)")
    layouts = [json.loads(chart.proto.spec)["layout"] for chart in open_page(name, ngon_ngu=lang).get("plotly_chart")]
    ranges = [
        layout[axis]["range"]
        for layout in layouts
        for axis in ("xaxis", "yaxis")
        if layout[axis].get("title") == {"text": title}
    ]
    assert len(ranges) == axes
    assert all(worse > better for worse, better in ranges)
