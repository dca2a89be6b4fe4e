"""Pages through app.py, without a browser: `open_page("gap", ky="province-2023")`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
PAGES = ("overview", "trends", "compare", "map", "gap", "simulate", "target", "book", "progress", "meeting", "data",
         "journal", "method")  # fmt: skip
OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the tests' own, so that a running app does not matter."""
    return tmp_path_factory.mktemp("store") / "dti.duckdb"


@pytest.fixture
def open_page(database: Path, monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """A page after its first run in a new session; keywords are the address's choices, "_" for "-"."""
    monkeypatch.setattr(sys, "argv", ["app.py", "--database", str(database)])

    def open_page(name: str = "overview", **choices: str) -> AppTest:
        address = {key.replace("_", "-"): value for key, value in choices.items()}
        page = AppTest.from_file(ROOT / "app.py", default_timeout=30)
        page.query_params.update(address)
        if name != "overview":
            page.run()  # only then does switch_page know that a page's address is not its file name
            page.switch_page(f"pages/{name}.py")
        page.query_params.update(address)
        page.run()
        for chart in page.get("plotly_chart"):  # built unchecked (charts/draft.py): Plotly's checks are made here
            go.Figure(json.loads(chart.proto.spec))
        return page

    return open_page
