"""How fast the wall turns a slide, in a real browser: `python -m tests.bench_slide`, the browser named in DTI_BROWSER.

From a key pressed to the frame that shows the answer; the measure is an empty Streamlit page (tests/bench_blank.py)
that draws its chart again after another choice.
"""

import os
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.serving import ROOT, serve

TIMES = 15
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# Remembers when the key was pressed that is waited for, and when what follows it was painted.
CLOCK = """() => {
    window.painted = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
    window.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== "ArrowRight") return;
        window.took = null;
        window.pressed = performance.now();
        window.begun?.();
    }, true);
}"""
ENDS_WITH_THE_CHART = """() => {
    const bars = {subtree: true, childList: true, attributes: true, attributeFilter: ["d"]};
    new MutationObserver((seen) => {
        const drawn = seen.some((one) => one.target.closest?.(".stPlotlyChart"));
        if (drawn && window.took === null) window.painted(() => (window.took = performance.now() - window.pressed));
    }).observe(document.body, bars);
}"""
ENDS_WITH_THE_FRAME = """() => {
    window.begun = () => window.painted(() => (window.took = performance.now() - window.pressed));
}"""


def _opened(browser: Browser, address: str, awaited: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(address)
    page.wait_for_selector(READY, state="attached", timeout=60_000)
    page.wait_for_selector(awaited, timeout=60_000)
    page.evaluate(CLOCK)
    return page


def _took(page: Page, key: str) -> float:
    page.keyboard.press(key)
    page.wait_for_function("window.took !== null && window.took !== undefined")
    return float(page.evaluate("window.took"))


def bench_slide(executable: str) -> str:
    """One line: milliseconds of a slide and of an empty page, medians taken in turn, and their ratio."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = Path(place)
        (folder / "blank").mkdir()
        with serve(folder) as app, serve(folder / "blank", ROOT / "tests" / "bench_blank.py") as blank:
            browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
            wall = _opened(browser, f"{app.url}/hop-quy?trinh-chieu=1", "[data-wall-slides]")
            wall.evaluate(ENDS_WITH_THE_FRAME)
            empty = _opened(browser, blank.url, ".js-plotly-plot .main-svg")
            empty.evaluate(ENDS_WITH_THE_CHART)
            choice = empty.locator(".st-key-blank_choice input")
            slides, blanks = [], []
            for time in range(TIMES):
                slides.append(_took(wall, "ArrowRight"))
                if wall.evaluate("document.documentElement.dataset.slide") == "8":
                    wall.keyboard.press("Home")
                choice.click()
                empty.keyboard.press("ArrowUp" if time % 2 else "ArrowDown")
                blanks.append(_took(empty, "Enter"))
            browser.close()
    ours, least = statistics.median(slides), statistics.median(blanks)
    return f"a slide of the wall: {ours:.0f} ms, an empty page {least:.0f} ms, ratio {ours / least:.2f}"


if __name__ == "__main__":
    print(bench_slide(os.environ["DTI_BROWSER"]))
