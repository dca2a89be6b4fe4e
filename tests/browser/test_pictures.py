"""Charts saved as pictures, in a real browser that reaches nothing but the server."""

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page, expect

# page: the charts that it opens with, those of the front page first
CHARTS = {
    "/": ["overview_strip", "overview_biggest", "overview_years"],
    "/xu-huong": ["trends_bump", "trends_waterfall", "trends_by_peer", "trends_bands", "trends_lines"],
    "/so-sanh": ["compare_chart"],
    "/ban-do": ["map_tiles"],
    "/khoang-cach": ["gap_chart"],
    "/mo-phong": ["simulate_ladder", "simulate_chance"],
    "/muc-tieu": ["target_curve"],
    "/du-lieu": ["data_coverage"],
}


def chart_of(page: Page, key: str) -> Locator:
    chart = page.locator(f'[class*="st-key-{key}"] .js-plotly-plot').first
    expect(chart).to_be_visible()
    chart.scroll_into_view_if_needed()
    chart.hover()
    return chart


def saved(page: Page, chart: Locator, kind: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        chart.locator(f"[data-dti={kind}]").click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def words(svg: bytes) -> str:
    return " ".join("".join(ElementTree.fromstring(svg).itertext()).split())


def size(png: bytes) -> tuple[int, int]:
    """Width and height: bytes 16 to 24 of a PNG (RFC 2083, 11.2.2)."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and png[12:16] == b"IHDR"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize(("language", "title", "figure", "source"), [
    ("vi", "Nhóm chỉ số hoạt động mất nhiều nhất: 279,1 điểm", "503,2", "Nguồn: Báo cáo xếp hạng"),
    ("en", None, "503.2", "Source: Báo cáo xếp hạng"),
])  # fmt: skip
def test_a_chart_is_saved_with_its_heading_its_source_and_its_font(open_page, language, title, figure, source):
    page = open_page(f"/khoang-cach?ngon-ngu={language}")
    chart = chart_of(page, "gap_chart")
    heading = page.locator(".st-key-gap_chart_figure p").first.inner_text()
    assert title is None or heading.startswith(title)
    box = chart.bounding_box()

    name, svg = saved(page, chart, "svg")
    assert name == "gap_chart-province-2022-VN-12.svg"
    text = words(svg)
    assert heading in text and figure in text and source in text
    root = ElementTree.fromstring(svg)
    assert root.tag.endswith("svg") and heading in root[0].text
    assert (
        len(re.findall(rb'font-family:"Be Vietnam Pro";font-weight:[47]00;src:url\(data:font/woff2;base64,', svg)) == 2
    )
    assert not re.findall(rb"(?:href|src)=[\"']?https?:", svg)

    name, png = saved(page, chart, "png")
    assert name == "gap_chart-province-2022-VN-12.png"
    width, height = size(png)
    assert (width, height) == (2 * float(root.get("width")), 2 * float(root.get("height")))
    assert width == pytest.approx(2 * box["width"], abs=4) and height > 2 * box["height"] + 60  # heading and source


def test_the_picture_has_the_font_of_the_page_and_the_ground_of_its_theme(open_page):
    """The same letters in the PNG as in the SVG drawn by the browser: were the font not in it, they would be wider."""
    page = open_page("/khoang-cach", color_scheme="dark")
    chart = chart_of(page, "gap_chart")
    _, svg = saved(page, chart, "svg")
    ground = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert ground == "rgb(18, 26, 34)" and ground.encode() in svg
    page.evaluate(
        """async (svg) => {
            const frame = document.createElement("iframe");
            frame.srcdoc = svg.replaceAll("Be Vietnam Pro", "Only In The Picture");
            frame.id = "seen";
            document.body.append(frame);
            await new Promise((loaded) => (frame.onload = loaded));
            await frame.contentDocument.fonts.ready;
        }""",
        svg.decode(),
    )
    faces = page.evaluate("[...document.querySelector('#seen').contentDocument.fonts].map((face) => face.status)")
    assert faces == ["loaded", "loaded"]


@pytest.mark.parametrize("address", CHARTS)
def test_every_chart_of_a_page_is_saved_as_both(open_page, address):
    page = open_page(address)
    for key in CHARTS[address]:
        chart = chart_of(page, key)
        heading = page.locator(f'[class*="st-key-{key}"][class*="_figure"] p').first.inner_text()
        _, svg = saved(page, chart, "svg")
        assert heading in words(svg) and "Nguồn: " in words(svg), key
        assert min(size(saved(page, chart, "png")[1])) > 100, key


def test_the_chart_on_the_page_stays_as_it_was(open_page):
    page = open_page("/khoang-cach")
    chart = chart_of(page, "gap_chart")
    before = chart.evaluate("(gd) => JSON.stringify([gd.layout, gd.data])")
    saved(page, chart, "png")
    assert chart.evaluate("(gd) => JSON.stringify([gd.layout, gd.data])") == before


def test_a_phone_saves_long_titles_in_lines(open_page):
    page = open_page("/khoang-cach", viewport={"width": 390, "height": 844})
    chart = chart_of(page, "gap_chart")
    _, svg = saved(page, chart, "svg")
    root = ElementTree.fromstring(svg)
    lines = [part.text for part in root.iter() if part.tag.endswith("tspan") and part.text]
    heading = page.locator(".st-key-gap_chart_figure p").first.inner_text()
    assert heading not in lines and heading.split()[0] in " ".join(lines)
