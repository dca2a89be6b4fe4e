"""How fast a page answers, as ratios: python -m tests.bench [page …]

For every page the time of a rerun after a choice, over that of an empty Streamlit page with one chart of as many
figures (tests/bench_blank.py): Streamlit as it comes ("empty"), and with the settings of this app ("bare": without the
garbage collection after each run, which is most of an empty page's time). "new" is an answer
never shown before (an entity, a place of a slider; where a question has few answers, another one for an entity newly
shown), "again" goes back and forth between two. All are real servers, visited over their websockets in turn, so that
what else the machine does touches all alike. "cpu" are the same ratios in processor time of the servers, which a busy
machine hardly changes. Then the start of the app over the bare imports of its packages, and the models
(tests/bench_model.py), the files of a meeting (tests/bench_deck.py) and a slide that is turned (tests/bench_slide.py).
"""

import base64
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests import bench_deck, bench_model, bench_slide
from tests.serving import ROOT, Server, serve

PAGES = {
    "overview": "", "trends": "xu-huong", "compare": "so-sanh", "map": "ban-do", "gap": "khoang-cach",
    "simulate": "mo-phong", "target": "muc-tieu", "book": "kich-ban", "progress": "tien-do", "meeting": "hop-quy",
    "plan slide": "hop-quy?soan=plan", "data": "du-lieu",
    "journal": "nhat-ky", "method": "phuong-phap",
}  # fmt: skip
ROUNDS = 15
PACKAGES = "streamlit, pandas, numpy, scipy, plotly.graph_objects, duckdb, openpyxl, babel.numbers, babel.dates"


class Taken(NamedTuple):
    """Seconds of a rerun: until the answer was there, and of the server's processor (NaN where that is not told)."""

    wall: float
    cpu: float


@dataclass
class Visitor:
    """One browser's worth of conversation with a server."""

    server: Server
    socket: ClientConnection
    path: str
    query: str
    page_hash: str = ""
    elements: list[tuple[Element, str]] = field(default_factory=list)  # with the fragment each is in
    states: dict[str, WidgetState] = field(default_factory=dict)

    def run(self, fragment: str = "") -> Taken:
        """Ask for a rerun with the present choices; what it takes until the script has finished."""
        back = BackMsg()
        request = back.rerun_script
        request.query_string, request.page_script_hash, request.fragment_id = self.query, self.page_hash, fragment
        request.page_name = "" if self.page_hash else self.path
        request.widget_states.widgets.extend(self.states.values())
        if not fragment:
            self.elements = []
        start, busy = time.perf_counter(), self.server.processor_seconds()
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
                return Taken(time.perf_counter() - start, self.server.processor_seconds() - busy)

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
def visit(server: Server, path: str = "", query: str = "") -> Iterator[Visitor]:
    """A visitor whose first run has ended."""
    address = server.url.replace("http", "ws", 1) + "/_stcore/stream"
    with connect(address, subprotocols=[Subprotocol("streamlit")], proxy=None, max_size=None) as socket:
        visitor = Visitor(server, socket, path, query)
        visitor.run()
        yield visitor


@dataclass(frozen=True)
class Change:
    """A widget's states to go through, and the fragment it is in."""

    name: str
    fragment: str
    states: tuple[WidgetState, ...]


class Turn(NamedTuple):
    """An answer that is timed, after others that are not."""

    before: tuple[WidgetState, ...]
    state: WidgetState


def changes(visitor: Visitor, *, sidebar: bool) -> Iterator[Change]:
    """What can be changed on a page; of things of one kind (sliders, fields) the first."""
    seen = set()
    for element, fragment in visitor.elements:
        kind = element.WhichOneof("type")
        widget = getattr(element, kind) if kind in _ANSWERS else None
        if widget is None or widget.disabled or ("app_" in widget.id) != sidebar or "app_round" in widget.id:
            continue
        name, states = _key(widget.id), tuple(_answers(kind, widget))
        if len(states) > 1 and (kind, name[:15]) not in seen:
            seen.add((kind, name[:15]))
            yield Change(name, fragment, states)


_ANSWERS = ("selectbox", "multiselect", "slider", "button_group", "number_input", "checkbox")


def _answers(kind: str, widget: Any) -> Iterator[WidgetState]:
    if kind == "checkbox":
        yield from (WidgetState(id=widget.id, bool_value=on) for on in (False, True))
    elif kind == "number_input":
        yield from (WidgetState(id=widget.id, double_value=n) for n in range(int(widget.min), int(widget.max) + 1))
    else:
        for option in widget.options:
            text = option.content if kind == "button_group" else option
            if kind == "selectbox":
                yield WidgetState(id=widget.id, string_value=text)
            else:
                yield WidgetState(id=widget.id, string_array_value={"data": [text]})


def _key(widget_id: str) -> str:
    return widget_id.rpartition("-")[2]


def compare(page: Visitor, blanks: Sequence[Visitor], change: Change, turns: Iterable[Turn]) -> list[Taken]:
    """Median of what a rerun of the page takes for these answers, and of the blank pages, taken in turn."""
    other = [next(changes(blank, sidebar=False)).states for blank in blanks]
    times: list[list[Taken]] = [[] for _ in range(1 + len(blanks))]
    for number, (before, state) in enumerate(turns):
        for earlier in before:
            page.states[earlier.id] = earlier
        if before:
            page.run()
        taken = []
        for blank, choices in zip(blanks, other, strict=True):
            blank.states[choices[0].id] = choices[number % 2]
            taken.append(blank.run())
        page.states[state.id] = state
        taken.insert(0, page.run(change.fragment))
        for column, one in zip(times, taken, strict=True):
            column.append(one)
    return [Taken(*(statistics.median(part) for part in zip(*column, strict=True))) for column in times]


def reruns(names: list[str]) -> None:
    blank = ROOT / "tests" / "bench_blank.py"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        collecting = serve(folder, blank, STREAMLIT_RUNNER_POST_SCRIPT_GC="true")
        with serve(folder) as app, collecting as empty, serve(folder, blank) as bare:
            titles = f"{'ms':>6} {'empty':>6} {'ratio':>6} {'cpu':>6} {'bare':>6} {'ratio':>6} {'cpu':>6}   figures"
            print(f"{'page':10} {'changed':28} {'':5} {titles}")
            for name in names:
                path, _, query = PAGES[name].partition("?")
                with visit(app, path, query) as page:
                    rerun(name, page, (empty, bare))


def rerun(name: str, page: Visitor, blanks: Sequence[Server]) -> None:
    """Print how long the page takes after another entity, and after another answer to each of its own questions."""
    page.run()
    figures = max(page.figures(), 63)
    who = next(change for change in changes(page, sidebar=True) if change.name == "app_entity").states
    for change in [*changes(page, sidebar=True), *changes(page, sidebar=False)]:
        first, last = change.states[0], change.states[-1]
        if len(change.states) > ROUNDS + 2:
            new = [Turn((), state) for state in change.states[1 : ROUNDS + 1]]
        else:
            new = [Turn((entity, first), last) for entity in who[1 : ROUNDS + 1]]
        for kind, turns in (("new", new), ("again", [Turn((), first), Turn((), last)] * ((ROUNDS + 1) // 2))):
            with ExitStack() as stack:
                others = [stack.enter_context(visit(blank, query=f"n={figures}")) for blank in blanks]
                compare(page, others, change, [Turn((), state) for state in (first, last, first)])  # fills caches
                ours, empty, bare = compare(page, others, change, turns)
            ratios = [
                f"{blank.wall * 1e3:6.0f} {ours.wall / blank.wall:6.2f} {ours.cpu / blank.cpu:6.2f}"
                for blank in (empty, bare)
            ]
            times = " ".join([f"{ours.wall * 1e3:6.0f}", *ratios])
            print(f"{name:10} {change.name:28} {kind:5} {times}   {figures} {page.complaint()}", flush=True)
        page.states[first.id] = first


def start() -> None:
    """The app until its first page is there, over bare imports; alternating, the database built beforehand."""

    def imports() -> None:
        subprocess.run([sys.executable, "-c", f"import {PACKAGES}"], check=True)

    with tempfile.TemporaryDirectory() as folder:

        def serving() -> None:
            with serve(Path(folder)) as app:
                answered.append(time.perf_counter())
                with visit(app):
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
        print("\n".join(bench_deck.bench_deck()))
        print(bench_slide.bench_slide(os.environ["DTI_BROWSER"]))
