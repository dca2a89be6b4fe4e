"""A whole meeting in a real browser at 1280 × 720: prepared, shown, asked, frozen, opened again, concluded."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from dti_core.office import journal
from dti_core.store import Store
from tests.browser.talk import DRAWN, answered, runs_asked
from tests.serving import Server, serve

OpenPage = Callable[..., Page]
SCREEN: ViewportSize = {"width": 1280, "height": 720}
PROJECTOR = {"viewport": SCREEN}
LAI_CHAU = "ngon-ngu=vi&ky=province-2023&don-vi=VN-12"
ON_WALL = "document.querySelectorAll('[data-wall-slides]').length === 1"
# How many slides somebody sees: painted at all, which opacity and visibility decide, never what is inside.
SEEN = """() => [...document.querySelectorAll('[class*="st-key-meeting_slide_"]')]
    .filter((slide) => { const style = getComputedStyle(slide);
        return style.opacity !== '0' && style.visibility !== 'hidden' && slide.checkVisibility(); })
    .map((slide) => Number(slide.className.match(/meeting_slide_(\\d+)/)[1]))"""
WATCH = f"""
    window.most = 0; window.frames_watched = 0;
    const seen = {SEEN};
    (function watch() {{
        window.frames_watched += 1;
        if (document.body) window.most = Math.max(window.most, seen().length);
        requestAnimationFrame(watch);
    }})();
"""
# Whatever is written on the slide that is shown: its size in px, and whether it is inside of the screen.
SMALLEST = """() => {
    const number = document.documentElement.dataset.slide;
    const slide = document.querySelector(`.st-key-meeting_slide_${number}`), found = [];
    const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement, box = parent.getBoundingClientRect();
        if (!walker.currentNode.data.trim() || /^(STYLE|BUTTON)$/.test(parent.tagName)) continue;
        if (parent.closest('.wall-notes')) continue;
        found.push([parseFloat(getComputedStyle(parent).fontSize), walker.currentNode.data, box.left, box.right,
                    box.top, box.bottom]);
    }
    return found;
}"""

# Boxes of words whose content is larger than they are.
CUT = """(number) => [...document.querySelectorAll(`.st-key-meeting_slide_${number} .wall *`)]
    .filter((box) => !box.closest('.wall-notes') && getComputedStyle(box).display !== 'inline'
        && (box.scrollHeight > box.clientHeight + 4 || box.scrollWidth > box.clientWidth + 2))
    .map((box) => [box.className, box.scrollHeight, box.clientHeight, box.textContent.slice(0, 60)])"""
# Words in a chart that are drawn smaller than they are said to be.
SHRUNK = """([number, least]) => [...document.querySelectorAll(`.st-key-meeting_slide_${number} svg text`)]
    .filter((text) => text.textContent.trim() && text.getBoundingClientRect().height
        / Math.max(1, text.querySelectorAll('tspan.line').length) < least)
    .map((text) => [text.textContent, text.getBoundingClientRect().height])"""
# Parts of a slide that lie on each other, and names in a chart that do.
COVERED = """(number) => {
    const slide = document.querySelector(`.st-key-meeting_slide_${number}`);
    const parts = '.wall-title, .wall-message > span, .wall-figures > div, table, li, .js-plotly-plot, .wall-foot > *';
    const sets = [[...slide.querySelectorAll(parts)], [...slide.querySelectorAll('svg text')]], found = [];
    for (const boxes of sets) boxes.forEach((one, place) => boxes.slice(place + 1).forEach((other) => {
        if (!one.textContent.trim() || !other.textContent.trim()) return;
        const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
        const over = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3 && over > 9)
            found.push([one.textContent.slice(0, 40), other.textContent.slice(0, 40), Math.round(over)]);
    }));
    return found;
}"""


def shown(page: Page) -> list[int]:
    found: list[int] = page.evaluate(SEEN)
    return found


def on_wall(page: Page) -> int:
    """Wait until the whole wall is there; how many slides it has, the cover among them."""
    page.wait_for_function(ON_WALL, timeout=60_000)
    count = int(page.locator("[data-wall-slides]").get_attribute("data-wall-slides") or 0)
    expect(page.locator('[class*="st-key-meeting_slide_"]')).to_have_count(count, timeout=60_000)
    return count


def words(page: Page) -> str:
    number = page.evaluate("document.documentElement.dataset.slide")
    return page.locator(f".st-key-meeting_slide_{number}").inner_text()


def test_keys_turn_the_slides_and_there_is_always_exactly_one(open_page: OpenPage) -> None:
    page = open_page(f"/hop-quy?{LAI_CHAU}", **PROJECTOR)
    page.get_by_role("button", name="Trình chiếu").click()
    count = on_wall(page)
    expect(page.locator(".stSidebar")).to_be_hidden()
    assert count >= 9 and shown(page) == [0]
    for key, place in (
        ("ArrowRight", 1), ("PageDown", 2), ("ArrowLeft", 1), ("End", count - 1), ("ArrowRight", count - 1),
        ("PageUp", count - 2), ("Home", 0), ("ArrowLeft", 0), (" ", 1),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert shown(page) == [place], key
    assert f"1/{count - 1}" in words(page) and re.search(r"[?&]trang=1(&|$)", page.url)
    page.keyboard.press("Escape")
    expect(page.locator(".stSidebar")).to_be_visible()
    expect(page.get_by_role("button", name="Trình chiếu")).to_be_visible()
    expect(page).not_to_have_url(re.compile("trinh-chieu|trang="))
    assert shown(page) == []


def test_a_link_opens_at_its_slide_and_never_shows_two_however_slow_it_is(browser: Browser, server: Server) -> None:
    """Watched in every frame from the first one on, in a browser that is six times slower."""
    context = browser.new_context(viewport=SCREEN)
    page = context.new_page()
    page.add_init_script(WATCH)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.goto(f"{server.url}/hop-quy?{LAI_CHAU}&trinh-chieu=1&trang=4")
    count = on_wall(page)
    answered(page)
    assert shown(page) == [4] and "Mục tiêu" in words(page)
    page.reload()
    assert on_wall(page) == count
    answered(page)
    for _ in range(count):
        page.keyboard.press("ArrowRight")
    assert shown(page) == [count - 1]
    assert page.evaluate("window.most") == 1 and page.evaluate("window.frames_watched") > 20
    context.close()


def test_a_link_to_a_slide_that_is_not_there_opens_the_last(open_page: OpenPage, server: Server) -> None:
    page = open_page(f"/hop-quy?{LAI_CHAU}", **PROJECTOR)
    page.goto(f"{server.url}/hop-quy?{LAI_CHAU}&trinh-chieu=1&trang=99")
    count = on_wall(page)
    page.wait_for_function(f"document.documentElement.dataset.slide === '{count - 1}'")
    assert shown(page) == [count - 1]


@pytest.mark.parametrize(
    ("language", "scheme", "size", "of"),
    [
        ("vi", "light", (1280, 720), "ky=province-2022&don-vi=VN-12"),
        ("en", "dark", (1280, 720), "ky=province-2022&don-vi=VN-12"),
        ("vi", "light", (1280, 720), "ky=province-2022&don-vi=VN-77"),  # long names: Bà Rịa - Vũng Tàu
        ("en", "light", (1366, 768), "ky=province-2022&don-vi=VN-46"),  # a plan of eight indices, many documents
        ("vi", "dark", (1366, 768), "ky=province-2024-34&don-vi=VN-46"),
        ("vi", "light", (1366, 768), "ky=province-2022&don-vi=VN-80"),  # Long An: pillars
        ("en", "dark", (1280, 720), "ky=province-2024&don-vi=VN-79"),
        ("en", "light", (1280, 720), "ky=commune-backan-2022&don-vi=VN-06-XUANLAC"),
        ("vi", "light", (1280, 720), "ky=agency-laocai-2022-a&don-vi=VN-10-STTTT"),
    ],
)  # fmt: skip
def test_everything_on_the_wall_is_large_and_whole(
    open_page: OpenPage, server: Server, language: str, scheme: str, size: tuple[int, int], of: str
) -> None:
    """Nothing is cut, shortened with "…", smaller than 28 px of 720, off the screen, or on top of something else."""
    screen, scale = {"width": size[0], "height": size[1]}, min(size[0] / 1280, size[1] / 720)
    page = open_page("/phuong-phap", color_scheme=scheme, viewport=screen)
    page.goto(f"{server.url}/hop-quy?ngon-ngu={language}&{of}&trinh-chieu=1")
    count = on_wall(page)
    answered(page)
    for number in range(count):
        page.wait_for_function(
            f"""[...document.querySelectorAll('.st-key-meeting_slide_{number} .stPlotlyChart')]
                .every((chart) => chart.querySelector('.main-svg'))"""
        )
        texts = page.evaluate(SMALLEST)
        assert texts and min(text[0] for text in texts) >= 28, (number, texts)
        wide, high = size[0] + 1, size[1] + 1
        outside = [text for text in texts if text[2] < -1 or text[3] > wide or text[4] < -1 or text[5] > high]
        assert outside == [], number
        assert [text[1] for text in texts if "…" in text[1]] == [], number
        assert page.evaluate(CUT, number) == [], number
        assert page.evaluate(SHRUNK, [number, 28 * scale]) == [], number
        assert page.evaluate(COVERED, number) == [], number
        page.keyboard.press("ArrowRight")


def test_turning_a_slide_asks_the_server_nothing(open_page: OpenPage) -> None:
    page = open_page(f"/hop-quy?{LAI_CHAU}", **PROJECTOR)
    page.get_by_role("button", name="Trình chiếu").click()
    on_wall(page)
    answered(page)
    asked, requests = runs_asked(page), []
    page.on("request", lambda request: requests.append(request.url) if "icon.png" not in request.url else None)
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    assert shown(page) == [8]
    page.evaluate(DRAWN)
    assert requests == []  # Chromium asks for the icon again when the address changes; nothing else is asked for
    assert runs_asked(page) == asked > 0


def test_the_question_is_answered_on_the_wall(open_page: OpenPage, server: Server) -> None:
    page = open_page("/phuong-phap", **PROJECTOR)
    page.goto(f"{server.url}/hop-quy?ngon-ngu=vi&ky=province-2022&don-vi=VN-12&trinh-chieu=1&trang=3")
    on_wall(page)
    answered(page)
    page.keyboard.press("h")
    slider = page.get_by_role("slider")
    expect(slider).to_be_visible()
    slider.focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")  # the slider's own key while it is asked
    answer = page.locator(".wall-answer")
    expect(answer).to_contain_text("Tăng 45,00 điểm: từ hạng 53 lên hạng 44/63")  # 40,55 points are 45th, see ORACLES
    expect(answer).to_contain_text("Khả năng đạt hạng 45/63 theo mô hình")
    assert shown(page) == [3]
    page.keyboard.press("PageDown")  # a presenter's key goes on all the same
    assert shown(page) == [4]
    page.keyboard.press("Escape")
    expect(slider).to_be_hidden()
    assert shown(page) == [4]
    page.keyboard.press("n")
    expect(page.locator(".st-key-meeting_slide_4 .wall-notes")).to_be_visible()


def test_a_printed_wall_has_every_slide_on_a_page_of_its_own(
    open_page: OpenPage, server: Server, tmp_path: Path
) -> None:
    page = open_page("/phuong-phap", **PROJECTOR)
    page.goto(f"{server.url}/hop-quy?{LAI_CHAU}&trinh-chieu=1")
    count = on_wall(page)
    answered(page)
    drawn = """[...document.querySelectorAll(".st-key-meeting_wall .stPlotlyChart")]
        .map((one) => one.querySelector(".main-svg"))"""
    page.wait_for_function(f"({drawn}).length >= 6 && ({drawn}).every(Boolean)")
    page.pdf(path=tmp_path / "wall.pdf", prefer_css_page_size=True, print_background=True)
    document = pypdfium2.PdfDocument(tmp_path / "wall.pdf")
    said = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    assert len(said) == count
    assert [number for number in range(1, count) if f"{number}/{count - 1}" not in said[number]] == []
    boxes = [document[number].get_size() for number in range(count)]
    assert {(round(width), round(height)) for width, height in boxes} == {(960, 540)}  # points: 16:9


def test_a_meeting_from_its_preparation_to_its_conclusions(
    browser: Browser, tmp_path: Path, settle: Callable[[Page], None]
) -> None:
    """Prepare, reorder, edit, show, freeze; the data change; opened again it has the same figures and says what
    changed; a conclusion becomes a progress item."""
    database = tmp_path / "dti.duckdb"
    with serve(tmp_path, database=database) as server:
        context = browser.new_context(viewport=SCREEN)
        page = context.new_page()
        page.goto(f"{server.url}/hop-quy?{LAI_CHAU}")
        settle(page)
        page.locator(".st-key-meeting_up_gap button").click()
        here = page.locator('.st-key-meeting_pick_gap[data-stale="false"]')
        expect(here).to_contain_text("2. Điểm đang nằm ở đâu?")
        answered(page)
        page.locator(".st-key-meeting_pick_plan button").click()
        box = page.locator(".st-key-meeting_message_of_plan textarea")
        expect(box).to_be_visible()
        box.fill("Bốn việc phải xong trong quý.")
        box.press("Control+Enter")
        expect(page.locator(".st-key-meeting_preview_box")).to_contain_text("Bốn việc phải xong trong quý.")
        page.locator(".st-key-meeting_set_title input").fill("Họp quý IV")
        page.locator(".st-key-meeting_set_title input").press("Enter")
        answered(page)
        page.get_by_role("button", name="Trình chiếu").click()
        on_wall(page)
        expect(page.locator(".st-key-meeting_slide_0")).to_contain_text("Họp quý IV")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert "Điểm đang nằm ở đâu?" in words(page)
        before = words(page)
        page.keyboard.press("Escape")
        expect(page.locator(".stSidebar")).to_be_visible()
        page.get_by_role("button", name="Chốt số liệu").click()
        expect(page.get_by_text("Đã chốt số liệu.")).to_be_visible()
        expect(page.get_by_text("chưa có số liệu nào khác")).to_be_visible()
        expect(page).to_have_url(re.compile("hop="))
        address = page.url
        context.close()
    correct(database)
    with serve(tmp_path, database=database) as server:
        context = browser.new_context(viewport=SCREEN)
        page = context.new_page()
        page.goto(re.sub(r"http://localhost:\d+", server.url, address))
        settle(page)
        expect(page.locator(".st-key-meeting_since")).to_contain_text("0,6185")
        expect(page.locator(".st-key-meeting_since")).to_contain_text("0,6999")
        page.get_by_role("button", name="Trình chiếu").click()
        on_wall(page)
        page.keyboard.press("PageDown")
        assert "54/63" in words(page)
        page.keyboard.press("PageDown")
        assert words(page) == before
        page.keyboard.press("Escape")
        page.get_by_text("Kết luận", exact=True).click()
        page.locator(".st-key-meeting_said_body textarea").fill("Phủ sóng 5G mọi xã")
        page.locator(".st-key-meeting_said_agency input").fill("Sở Khoa học và Công nghệ")
        page.locator(".st-key-meeting_said_who input").fill("Hoa")
        page.locator(".st-key-meeting_said_code input").click()
        page.get_by_role("option", name="3 Hạ tầng số").click()
        page.get_by_role("button", name="Ghi kết luận").click()
        expect(page.get_by_text("Đã thành việc theo dõi")).to_be_visible()
        page.get_by_role("link", name="Xem các việc ở trang Tiến độ").click()
        expect(page.locator("h1")).to_have_text("Tiến độ")
        settle(page)
        expect(page.get_by_text("Liên kết có giá trị không dùng được")).to_have_count(0)
        expect(page.locator(".stMain")).to_contain_text("Hạ tầng số")
        expect(page.locator(".stMain")).to_contain_text("Sở Khoa học và Công nghệ")
        context.close()
        assert server.complaints() == []


def correct(database: Path) -> None:
    """Another total of Lai Châu in 2023 comes in and is the one that counts."""
    store = Store.open(database)
    at = dt.datetime(2026, 12, 1)
    scores = pd.DataFrame(
        [("province-2023", "VN-12", "DTI", "published", 0.6999, "published", "đính chính")],
        columns=["round_id", "entity_id", "indicator_code", "status", "value", "basis", "quote"],
    )
    batch = journal.add(store, journal.Batch("scores", "Hoa", at), {"scores": scores})
    chosen = pd.DataFrame(
        [("province-2023", "VN-12", "DTI", f"batch-{batch}", "đính chính")],
        columns=["round_id", "entity_id", "indicator_code", "source_id", "why"],
    )
    journal.add(store, journal.Batch("choice", "Hoa", at), {"choices": chosen})
    store.close()
