"""The HTML page around everything: Streamlit's own, with our language, style and words put into its head.

`streamlit run app.py` finds `app = st.App(...)` in app.py and serves it, which is what lets us in here: before the
first visitor, and before Streamlit's scripts. Without it the app works all the same, with English in its corners.
"""

import datetime as dt
import json
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager

from dti_core.commands import running
from dti_core.errors import DtiError
from dti_core.i18n import Translator, texts
from dti_core.office import backup
from ui import database

_HERE = Path(__file__).parent
# What the page may load, should a library ever try to reach the network: this server and what the page made itself.
_POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self' ws: wss: data: blob:"


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Before the first visitor: the folder pages/ is no sign of Streamlit's old kind of multipage app.

    Streamlit assumes so until the first st.navigation of the process, and would greet a link to a page, opened right
    after the start, with a box "Page not found". While the app runs, its address lies beside the database.
    """
    PagesManager.uses_pages_directory = False
    place = f"{st.get_option('server.port')}/{st.get_option('server.baseUrlPath') or ''}".rstrip("/")
    with running.announced(database.path(), f"http://localhost:{place}"):
        yield


async def backup_of_now(request: Request) -> Response:
    """For the command line on this machine: a backup, as the app holds the database and no other process may."""
    key = request.headers.get("authorization", "").removeprefix("Bearer ")
    try:
        if not secrets.compare_digest(key.encode(), running.address_of(database.path()).key.encode()):
            return Response(status_code=404)
        who, now = request.query_params.get("who", ""), dt.datetime.now().replace(microsecond=0)
        content = await run_in_threadpool(lambda: backup.make(database.opened(), who, now))
    except DtiError as error:
        return Response(str(error), status_code=409)
    return Response(content, media_type="application/octet-stream")


ROUTES = [Route(running.PATH, backup_of_now)]


class Shell:
    """Serves `html()` for the app's addresses, and leaves everything else to Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = scope["type"] == "http" and scope["method"] == "GET" and re.fullmatch(r"/[^/.]*", scope["path"])
        answer = HTMLResponse(html(), headers=_HEADERS) if page else self.app
        await answer(scope, receive, send)


_HEADERS = {"cache-control": "no-cache", "content-security-policy": _POLICY, "x-content-type-options": "nosniff"}
MIDDLEWARE = [Middleware(Shell)]


@lru_cache(maxsize=1)
def html() -> str:
    """Streamlit's index.html in Vietnamese, with shell.css, shell.js, pictures.js and the words for it."""
    vi = Translator("vi")
    page = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
    script = (_HERE / "shell.js").read_text("utf-8").replace("/*WORDS*/", json.dumps(words(), ensure_ascii=False))
    script += "".join("\n" + (_HERE / f"{name}.js").read_text("utf-8") for name in ("wall", "pictures"))
    style = "".join((_HERE / f"{name}.css").read_text("utf-8") for name in ("shell", "wall"))
    head = f"<style>{style}</style>\n<script>{script}</script>\n"
    page = page.replace('<html lang="en">', '<html lang="vi">', 1)
    page = re.sub(r"<title>.*?</title>", f"<title>{vi('app.title')}</title>", page, count=1)
    page = page.replace("./favicon.png", "./app/static/icon.png", 1)
    page = re.sub(r"<noscript>.*?</noscript>", f"<noscript>{vi('app.needs_javascript')}</noscript>", page, flags=re.S)
    page = re.sub(r'"\./static/media/SourceSans[^"]*"', '"./app/static/fonts/BeVietnamPro-Regular.woff2"', page)
    return page.replace("<head>", "<head>\n" + head, 1)


def words() -> list[tuple[str, str]]:
    """What Streamlit's own front end writes, and what it should say: the texts `browser.*` of both languages."""
    english, vietnamese = texts("en"), texts("vi")
    return [(english[key], vietnamese[key]) for key in english if key.startswith("browser.")]
