"""The office's own template: used with its layouts, emptied of its slides, refused when it is not to be trusted."""

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Inches, Pt

from dti_core.deck import layout, template
from dti_core.deck.pptx_deck import pptx
from dti_core.errors import WorkbookError
from tests.decks import sample
from tests.templates import office, potx, repacked


@cache
def made(form: Callable[[bytes], bytes] = bytes) -> bytes:
    """A deck from the office's template."""
    return pptx(sample("vi"), form(office()))


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


@pytest.mark.parametrize("form", [bytes, potx], ids=["pptx", "potx"])
def test_a_template_brings_its_size_logo_and_layouts_and_leaves_its_slides_behind(
    form: Callable[[bytes], bytes],
) -> None:
    content = made(form)
    file = opened(content)
    assert (file.slide_width, file.slide_height) == (Inches(10), Inches(7.5))
    assert [shape.shape_type for shape in file.slide_master.shapes if not shape.is_placeholder]  # the logo
    said = [shape.text_frame.text for slide in file.slides for shape in slide.shapes if shape.has_text_frame]
    assert "Trang cũ của đơn vị" not in said
    assert len(file.slides) == 1 + len(layout.pages(sample("vi"), template.opened(form(office())).frame))
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert b"presentation.main+xml" in archive.read("[Content_Types].xml")
    assert b"template.main" not in archive.read("[Content_Types].xml")
    assert len([name for name in archive.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]) == len(
        file.slides
    )
    assert b"section" not in archive.read("ppt/presentation.xml")


def test_titles_and_text_stand_in_the_placeholders_of_the_template() -> None:
    file = opened(made())
    for slide in list(file.slides)[1:]:
        kinds = [shape.placeholder_format.type for shape in slide.placeholders]
        assert PP_PLACEHOLDER.TITLE in kinds
        assert slide.shapes.title.text_frame.text
    assert PP_PLACEHOLDER.OBJECT in [s.placeholder_format.type for s in file.slides[1].placeholders]


def test_nothing_stands_beyond_the_slide_of_the_template() -> None:
    file = opened(made())
    for slide in file.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0, shape.name
            assert shape.left + shape.width <= file.slide_width + Pt(1), shape.name
            assert shape.top + shape.height <= file.slide_height + Pt(1), shape.name


def test_runs_take_the_fonts_of_the_template() -> None:
    archive = zipfile.ZipFile(io.BytesIO(made()))
    slides = [archive.read(name) for name in archive.namelist() if name.startswith("ppt/slides/slide")]
    assert not any(b"<a:latin" in xml for xml in slides)
    theme = next(archive.read(name) for name in archive.namelist() if name.startswith("ppt/theme/theme1"))
    assert b'typeface="Georgia"' in theme


def refused(content: bytes) -> str:
    with pytest.raises(WorkbookError) as raised:
        template.check(content)
    return raised.value.code


def test_what_is_no_template_is_refused_with_the_reason() -> None:
    whole = office()
    assert refused(b"") == "template_not_one"
    assert refused(b"hello") == "template_not_one"
    assert refused(whole[: len(whole) // 2]) == "template_not_one"
    assert refused(repacked(whole, drop="ppt/presentation.xml")) == "template_not_one"
    assert refused(repacked(whole, {"ppt/presentation.xml": b"<p:presentation"})) == "template_not_one"
    assert refused(repacked(whole, {"ppt/presentation.xml": b"<a/>"})) == "template_not_one"
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    assert refused(repacked(whole, {"ppt/theme/theme1.xml": entity})) == "template_not_one"


def test_macros_and_what_would_be_fetched_are_refused() -> None:
    assert refused(repacked(office(), {"ppt/vbaProject.bin": b"x"})) == "template_macros"
    name = "ppt/slideMasters/_rels/slideMaster1.xml.rels"
    rels = zipfile.ZipFile(io.BytesIO(office())).read(name)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    for link, code in (("image", "template_links"), ("oleObject", "template_links"), ("hyperlink", "")):
        tag = f'<Relationship Id="rId99" Type="{kind}{link}" Target="http://127.0.0.1/x" TargetMode="External"/>'
        content = repacked(office(), {name: rels.replace(b"</Relationships>", tag.encode() + b"</Relationships>")})
        if code:
            assert refused(content) == code
        else:
            template.check(content)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    stream = io.BytesIO(office())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ppt/media/big.bin", b"\0" * 210_000_000)
    assert len(stream.getvalue()) < 2_000_000
    assert refused(stream.getvalue()) == "template_too_large"


def test_a_template_without_a_title_or_without_room_is_refused() -> None:
    file = opened(office())
    for one in file.slide_layouts:
        for shape in list(one.placeholders):
            if shape.placeholder_format.type in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
                shape._element.getparent().remove(shape._element)
    stream = io.BytesIO()
    file.save(stream)
    assert refused(stream.getvalue()) == "template_no_title"

    file = opened(office())
    for one in file.slide_layouts:
        for shape in one.placeholders:
            shape.left, shape.top, shape.width, shape.height = Pt(10), Pt(400), Pt(100), Pt(30)
    stream = io.BytesIO()
    file.save(stream)
    assert refused(stream.getvalue()) == "template_no_room"


@settings(max_examples=25, deadline=None)
@given(place=st.floats(0, 1), junk=st.binary(min_size=1, max_size=30))
def test_a_damaged_file_is_refused_or_still_gives_a_deck(place: float, junk: bytes) -> None:
    """Whatever bytes are overwritten: a WorkbookError, or a file that opens; never another error."""
    whole = office()
    at = int(place * (len(whole) - len(junk)))
    damaged = whole[:at] + junk + whole[at + len(junk) :]
    try:
        base = template.opened(damaged)
    except WorkbookError as error:
        assert error.code.startswith("template_")
    else:
        assert base.frame.width > 0
