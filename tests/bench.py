"""How fast a page answers, as ratios: python -m tests.bench [page …]

For every page the time of a rerun after a choice, over that of an empty Streamlit page with one chart of as many
figures (tests/bench_blank.py): Streamlit as it comes ("empty"), and with the settings of this app ("bare": without the
garbage collection after each run, which is most of an empty page's time). "new" is an entity never shown before,
"again" goes back and forth between two choices. All are real servers, visited over their websockets in turn, so that
what else the machine does touches all alike. Then the start of the app over the bare imports of its packages, and the
models (tests/bench_model.py).
"""

import base64
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests import bench_model
from tests.serving import ROOT, serve

PAGES = {
    "overview": "", "trends": "xu-huong", "compare": "so-sanh", "gap": "khoang-cach", "simulate": "mo-phong",
    "target": "muc-tieu", "data": "du-lieu", "journal": "nhat-ky", "method": "phuong-phap",
}  # fmt: skip
ROUNDS = 15
PACKAGES = "streamlit, pandas, numpy, scipy, plotly.graph_objects, duckdb, openpyxl, babel.numbers, babel.dates"


@dataclass
class Visitor:
    """One browser's worth of conversation with a server."""

    socket: ClientConnection
    path: str
    query: str
    page_hash: str = ""
    elements: list[tuple[Element, str]] = field(default_factory=list)  # with the fragment each is in
    states: dict[str, WidgetState] = field(default_factory=dict)

    def run(self, fragment: str = "") -> float:
        """Ask for a rerun with the present choices; seconds until the script has finished."""
        back = BackMsg()
        request = back.rerun_script
        request.query_string, request.page_script_hash, request.fragment_id = self.query, self.page_hash, fragment
        request.page_name = "" if self.page_hash else self.path
        request.widget_states.widgets.extend(self.states.values())
        if not fragment:
            self.elements = []
        start = time.perf_counter()
        self.socket.send(back.SerializeToString())
        while True:
            message = ForwardMsg.FromString(self.socket.recv(timeout=60))
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self.elements.append((message.delta.new_element, message.delta.fragment_id))
            elif kind == "navigation":
                self.page_hash = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "script_finished" and message.script_finished in (
                ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
            ):  # fmt: skip
                return time.perf_counter() - start

    def figures(self) -> int:
        """How many figures all charts of the page show."""
        specs = [
            json.loads(element.plotly_chart.spec) for element, _ in self.elements if element.HasField("plotly_chart")
        ]
        return sum(_longest(trace) for spec in specs for trace in spec.get("data", []))

    def complaint(self) -> str:
        kinds = [element.exception.type for element, _ in self.elements if element.HasField("exception")]
        return f"exception {kinds[0]}" if kinds else ""


def _longest(trace: dict[str, object]) -> int:
    lengths = [1]
    for column in trace.values():
        if isinstance(column, list):
            lengths.append(sum(len(row) if isinstance(row, list) else 1 for row in column))
        elif isinstance(column, dict) and "bdata" in column:
            lengths.append(len(base64.b64decode(str(column["bdata"]))) // int(str(column["dtype"])[-1]))
    return max(lengths)


@contextmanager
def visit(url: str, path: str = "", query: str = "") -> Iterator[Visitor]:
    """A visitor whose first run has ended."""
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    with connect(address, subprotocols=[Subprotocol("streamlit")], proxy=None, max_size=None) as socket:
        visitor = Visitor(socket, path, query)
        visitor.run()
        yield visitor


@dataclass(frozen=True)
class Change:
    """A widget's states to go through, and the fragment it is in."""

    name: str
    fragment: str
    states: tuple[WidgetState, ...]


def changes(visitor: Visitor, *, sidebar: bool) -> Iterator[Change]:
    """What can be changed on a page."""
    for element, fragment in visitor.elements:
        kind = element.WhichOneof("type")
        if kind == "selectbox" and ("app_" in element.selectbox.id) == sidebar and len(element.selectbox.options) > 1:
            box = element.selectbox
            if "app_round" not in box.id:
                states = [WidgetState(id=box.id, string_value=option) for option in box.options]
                yield Change(_key(box.id), fragment, tuple(states))
        elif kind == "slider" and not sidebar and not element.slider.options:
            slider = element.slider
            states = [WidgetState(id=slider.id) for _ in range(2)]
            for state, share in zip(states, (0.4, 0.2), strict=True):
                state.double_array_value.data.append(slider.min + round(share * (slider.max - slider.min)))
            yield Change(_key(slider.id), fragment, tuple(states))
        elif kind == "button_group" and not sidebar and "app_" not in element.button_group.id:
            group = element.button_group
            states = [WidgetState(id=group.id) for _ in range(2)]
            for state, option in zip(states, (group.options[-1], group.options[0]), strict=True):
                state.string_array_value.data.append(option.content)
            yield Change(_key(group.id), fragment, tuple(states))


def _key(widget_id: str) -> str:
    return widget_id.rpartition("-")[2]


def compare(page: Visitor, blanks: Sequence[Visitor], change: Change, states: Sequence[WidgetState]) -> list[float]:
    """Median seconds of a rerun of the page for these states, and of the blank pages, taken in turn."""
    other = [next(changes(blank, sidebar=False)).states for blank in blanks]
    times: list[list[float]] = [[] for _ in range(1 + len(blanks))]
    for turn, state in enumerate(states):
        page.states[state.id] = state
        taken = [page.run(change.fragment)]
        for blank, choices in zip(blanks, other, strict=True):
            blank.states[choices[0].id] = choices[turn % 2]
            taken.append(blank.run())
        for column, seconds in zip(times, taken, strict=True):
            column.append(seconds)
    return [statistics.median(column) for column in times]


def reruns(names: list[str]) -> None:
    blank = ROOT / "tests" / "bench_blank.py"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        collecting = serve(folder, blank, STREAMLIT_RUNNER_POST_SCRIPT_GC="true")
        with serve(folder) as app, collecting as empty, serve(folder, blank) as bare:
            titles = f"{'ms':>7} {'empty':>7} {'ratio':>6} {'bare':>6} {'ratio':>6}   figures"
            print(f"{'page':10} {'changed':28} {'':5} {titles}")
            for name in names:
                with visit(app.url, PAGES[name]) as page:
                    rerun(name, page, (empty.url, bare.url))


def rerun(name: str, page: Visitor, blanks: Sequence[str]) -> None:
    """Print how long the page takes after another entity, and after another answer to its own first question."""
    page.run()
    figures = max(page.figures(), 63)
    for change in [*changes(page, sidebar=True), *list(changes(page, sidebar=False))[:1]]:
        first, last = change.states[0], change.states[-1]
        passes = {"again": (first, last) * ((ROUNDS + 1) // 2)}
        if len(change.states) > ROUNDS + 2:
            passes = {"new": change.states[1 : ROUNDS + 1], **passes}
        for kind, states in passes.items():
            with ExitStack() as stack:
                others = [stack.enter_context(visit(url, query=f"n={figures}")) for url in blanks]
                for state in (first, last, first):
                    compare(page, others, change, [state])  # the first fill caches
                ours, empty, bare = compare(page, others, change, states)
            times = f"{ours * 1e3:7.0f} {empty * 1e3:7.0f} {ours / empty:6.2f} {bare * 1e3:6.0f} {ours / bare:6.2f}"
            print(f"{name:10} {change.name:28} {kind:5} {times}   {figures} {page.complaint()}", flush=True)


def start() -> None:
    """The app until its first page is there, over bare imports; alternating, the database built beforehand."""

    def imports() -> None:
        subprocess.run([sys.executable, "-c", f"import {PACKAGES}"], check=True)

    with tempfile.TemporaryDirectory() as folder:

        def serving() -> None:
            with serve(Path(folder)) as app:
                answered.append(time.perf_counter())
                with visit(app.url):
                    shown.append(time.perf_counter())

        answered: list[float] = []
        shown: list[float] = []
        serving()
        ready, first, bare = [], [], []
        for _ in range(5):
            begin = time.perf_counter()
            serving()
            ready.append(answered[-1] - begin)
            first.append(shown[-1] - begin)
            bare.append(_seconds(imports))
    least = statistics.median(bare)
    for text, times in (("answers", ready), ("first page shown", first)):
        taken = statistics.median(times)
        print(f"start, {text}: {taken:.2f} s, bare imports {least:.2f} s, ratio {taken / least:.2f}")


def _seconds(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


if __name__ == "__main__":
    reruns(sys.argv[1:] or list(PAGES))
    start()
    if not sys.argv[1:]:
        bench_model.main()
