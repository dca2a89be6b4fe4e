"""What can be taken away from the page Họp quý: files made from the slides shown, the office's template."""

import base64
import contextlib
import datetime as dt
import html
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pptx import Presentation
from pptx.util import Inches
from streamlit.testing.v1 import AppTest

from dti_core.deck.measure import plain
from dti_core.deck.pdf_deck import pdf
from dti_core.deck.pptx_deck import pptx
from dti_core.i18n import Translator
from dti_core.meeting.builder import build
from dti_core.meeting.materials import gather
from dti_core.meeting.settings import Settings
from dti_core.office import files
from dti_core.store import Store
from tests.decks import sample
from tests.figures import Shown, of_pptx
from tests.rendered import read, squeezed
from tests.templates import office

OpenPage = Callable[..., AppTest]
PAPERS = {"ky": "province-2023", "don_vi": "VN-12", "muc": "papers"}


def buttons(page: AppTest) -> dict[str, str]:
    """Key -> label of every download."""
    return {one.proto.id.rpartition("-")[2]: one.proto.label for one in page.get("download_button")}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_papers_are_offered_in_both_languages(open_page: OpenPage, lang: str) -> None:
    t = Translator(lang)
    page = open_page("meeting", ngon_ngu=lang, **PAPERS)
    assert not page.exception and not page.error
    wanted = {f"meeting_{name}": t(f"handouts.{name}") for name in ("pptx", "pdf", "xlsx", "annex")}
    assert wanted.items() <= buttons(page).items()
    assert "meeting_sheets" not in buttons(page)  # nothing is reported, so nobody has tasks


def test_a_template_is_checked_kept_used_and_given_up(open_page: OpenPage) -> None:
    page = open_page("meeting", **PAPERS)
    uploader = page.get("file_uploader")[0]
    uploader.upload("mau.pptx", b"PK no template").run()
    assert [error.value for error in page.error] == [Translator("vi")("error.template_not_one")]
    page.get("file_uploader")[0].upload("mẫu của tỉnh.pptx", office()).run()
    assert not page.error
    assert any("mẫu của tỉnh.pptx" in caption.value.replace("\\", "") for caption in page.caption)
    page.button(key="meeting_template_remove").click().run()
    assert Translator("vi")("handouts.template_none") in [caption.value for caption in page.caption]


def test_the_kept_template_makes_the_deck(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "dti.duckdb")
    files.keep(store, files.TEMPLATE, "a.pptx", office(), dt.datetime(2026, 11, 29))
    kept = files.kept(store, files.TEMPLATE)
    store.close()
    assert kept is not None
    assert Presentation(io.BytesIO(pptx(sample("vi"), kept.content))).slide_width == Inches(10)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("round_id", ["province-2022", "province-2023"])
def test_what_is_read_on_the_wall_is_what_is_read_in_the_deck_and_the_pdf(
    open_page: OpenPage, round_id: str, lang: str
) -> None:
    """Every big number, every cell and every number that is drawn, taken from the page, the .pptx and the .pdf."""
    wall = open_page("meeting", ngon_ngu=lang, ky=round_id, don_vi="VN-12", trinh_chieu="1")
    written = html.unescape(" ".join(re.sub("<[^>]+>", " ", one.proto.body) for one in wall.get("html")))
    drawn = [json.loads(chart.proto.spec) for chart in wall.get("plotly_chart")]
    with contextlib.closing(Store.open(":memory:")) as store:
        settings = Settings(held_on="2026-12-10")
        deck = build(gather(store, store.table(round_id), "VN-12", settings), settings, Translator(lang))
    slides, pages = of_pptx(pptx(deck)), read(pdf(deck))
    in_deck = squeezed(" ".join(text for one in slides for text in _said(one)))
    said = [figure.value for slide in deck.slides for figure in slide.figures]
    said += [text for slide in deck.slides if slide.table for row in slide.table.rows for text in row if text]
    assert len(said) > 30
    for text in map(plain, said):
        assert squeezed(text) in squeezed(plain(written)), text
        assert squeezed(text) in in_deck, text
        assert any(page.has(text) for page in pages), text
    on_wall = {round(float(x), 6) for figure in drawn for x in _numbers(figure)}
    for slide in deck.slides:
        for one in slide.chart.series if slide.chart and slide.chart.kind in ("bars", "columns", "line") else ():
            assert {round(value, 6) for value in one.values if value is not None} <= on_wall, slide.key


def _said(shown: Shown) -> list[str]:
    return [*shown.texts, *(text for table in shown.tables for row in table for text in row)]


def _numbers(node: object) -> list[float]:
    """Every number in a figure's specification; Plotly packs longer ones as base64."""
    if isinstance(node, dict):
        if "bdata" in node:
            return np.frombuffer(base64.b64decode(node["bdata"]), np.dtype(node["dtype"])).astype(float).tolist()
        return [x for child in node.values() for x in _numbers(child)]
    if isinstance(node, list):
        return [x for child in node for x in _numbers(child)]
    return [float(node)] if isinstance(node, int | float) and not isinstance(node, bool) else []
