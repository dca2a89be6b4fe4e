"""A real browser on the real app, watching every page: no exception, no console error, no request elsewhere."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.talk import answered, listen
from tests.serving import ROOT, Server, serve

HERE = Path(__file__).parent
expect.set_options(timeout=20_000)  # a busy machine is no failure
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = os.environ.get("DTI_BROWSER")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        browser.on("context", listen)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, shared by all tests, on a database of its own."""
    with serve(tmp_path_factory.mktemp("app")) as server:
        yield server
    assert server.complaints() == []


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Every shared widget on two pages, served as the app is."""
    folder = tmp_path_factory.mktemp("gallery")
    shutil.copy(HERE / "gallery.py", folder / "app.py")
    shutil.copytree(ROOT / "static", folder / "static")
    with serve(folder, folder / "app.py") as server:
        yield server
    assert server.complaints() == []


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[OpenPage]:
    """`open_page("/mo-phong", at=server, viewport=…)`: a new visitor's page, once its first run has ended.

    `expected` is a part of the one complaint of the browser's that the visit must bring.
    """
    problems: list[str] = []
    excused: list[str] = []
    contexts = []

    def watched(page: Page) -> None:
        def elsewhere(url: str) -> None:
            if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).hostname not in (
                "localhost",
                "127.0.0.1",
            ):
                problems.append(f"request to {url}")

        page.on("request", lambda request: elsewhere(request.url))
        page.on("websocket", lambda socket: elsewhere(socket.url))
        page.on("console", lambda said: problems.append(f"console: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(f"page error: {error}"))

    def open_page(path: str = "/", *, at: Server = server, expected: str = "", **options: object) -> Page:
        settings = {"locale": "en-US", "viewport": {"width": 1366, "height": 768}, "accept_downloads": True} | options
        context = browser.new_context(**settings)  # type: ignore[arg-type]
        contexts.append(context)
        if expected:
            excused.append(expected)
        page = context.new_page()
        watched(page)
        page.goto(at.url + path)
        settled(page)
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            if page.locator('[data-testid="stException"]').count():
                problems.append(f"exception on {page.url}")
        context.close()
    assert [problem for problem in problems if not any(excuse in problem for excuse in excused)] == []
    assert all(any(excuse in problem for problem in problems) for excuse in excused)


def settled(page: Page) -> None:
    """Wait until a page of the app is there, and the runs that it asked for have ended and are drawn."""
    answered(page)
    expect(page.locator(".stMain").locator("h1, [data-testid=stAlert]").first).to_be_visible()


@pytest.fixture(scope="session")
def settle() -> Callable[[Page], None]:
    """`settled`, for pages that a test opened or reloaded itself."""
    return settled
