"""What a page and its server say to each other, and waiting until everything asked for has been answered."""

import time
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, Page, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# JavaScript that waits until what was changed is drawn.
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
QUIET = '[data-testid="stApp"][data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]'
_WHOLE_RUNS = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}


class Talk:
    """How many runs a page has asked for, and whether the last one is still to be answered."""

    def __init__(self, page: Page) -> None:
        self.asked = 0
        self.waiting = False
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).WhichOneof("type") == "rerun_script":
            self.asked += 1
            self.waiting = True

    def _received(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            said = ForwardMsg.FromString(frame)
            if said.WhichOneof("type") == "script_finished" and said.script_finished in _WHOLE_RUNS:
                self.waiting = False


_TALKS: WeakKeyDictionary[Page, Talk] = WeakKeyDictionary()


def listen(context: BrowserContext) -> None:
    """Follow what the pages of a context say to their servers."""
    context.on("page", lambda page: _TALKS.setdefault(page, Talk(page)))


def runs_asked(page: Page) -> int:
    """How many runs a page has asked its server for."""
    return _TALKS[page].asked


def answered(page: Page) -> None:
    """Wait until the runs that a page asked for have ended and are drawn.

    What a click asks for leaves the browser once it is drawn, and the page says that a run goes on only when the
    server says so: an answer to the last click and none look the same, so what is said is followed.
    """
    until = time.monotonic() + 90
    page.evaluate(DRAWN)
    while _TALKS[page].waiting:
        assert time.monotonic() < until, f"no answer from the server on {page.url}"
        page.wait_for_timeout(20)
    expect(page.locator(QUIET)).to_be_attached(timeout=90_000)
    page.evaluate(DRAWN)
