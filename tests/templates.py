"""Templates as an office might send them: its own size, fonts, logo and old slides; and the same file tampered with."""

import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.util import Inches


@cache
def office() -> bytes:
    """4:3, Georgia, a mark in a corner as the logo, two slides of an earlier meeting in a section."""
    file: Any = Presentation()
    for number in range(2):
        slide = file.slides.add_slide(file.slide_layouts[5])
        slide.shapes.title.text = "Trang cũ của đơn vị"
        slide.notes_slide.notes_text_frame.text = f"ghi chú {number}"
    logo = file.slides[0].shapes.add_shape(MSO_SHAPE.OVAL, Inches(9.2), Inches(0.1), Inches(0.6), Inches(0.6))
    file.slide_master.shapes._spTree.append(logo._element)
    ids = "".join(f'<p14:sldId id="{entry.id}"/>' for entry in file.slides._sldIdLst)
    file.part._element.append(
        parse_xml(
            '<p:extLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
            '<p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"><p14:sectionLst '
            'xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main">'
            '<p14:section name="Cũ" id="{6F9619FF-8B86-D011-B42D-00CF4FC964FF}">'
            f"<p14:sldIdLst>{ids}</p14:sldIdLst></p14:section></p14:sectionLst></p:ext></p:extLst>"
        )
    )
    stream = io.BytesIO()
    file.save(stream)
    theme = zipfile.ZipFile(stream).read("ppt/theme/theme1.xml")
    fonts = re.sub(rb'((?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rb"\g<1>Georgia", theme)
    return repacked(stream.getvalue(), {"ppt/theme/theme1.xml": fonts})


def potx(content: bytes) -> bytes:
    """The same as a template file: its content type says so."""
    types = zipfile.ZipFile(io.BytesIO(content)).read("[Content_Types].xml")
    return repacked(content, {"[Content_Types].xml": types.replace(b"presentation.main+xml", b"template.main+xml")})


def repacked(content: bytes, changes: Mapping[str, bytes] = {}, drop: str = "") -> bytes:
    """The file with parts replaced, added or left out."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    read = {name: archive.read(name) for name in archive.namelist() if name != drop} | dict(changes)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, body in read.items():
            out.writestr(name, body)
    return stream.getvalue()
