"""The file a deck starts from: the house's own, or the office's template with its logo, fonts and colours.

A template is a file that somebody sends: it is checked before it is opened, its slides are taken out, and what it has
no place for stands where the house would put it.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from dti_core.charts.style import ACCENT, BETTER, INK, WORSE
from dti_core.deck.look import Box, Frame
from dti_core.errors import WorkbookError

FONT = "Arial"  # in every Office, with every Vietnamese letter; Segoe UI is not on Macs, Calibri not everywhere
_MOST_BYTES, _MOST_UNPACKED, _MOST_PARTS = 30_000_000, 200_000_000, 3_000
_KINDS = {"template": b"presentationml.template.main+xml", "slideshow": b"presentationml.slideshow.main+xml"}
_DECK = b"presentationml.presentation.main+xml"
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_BODIES = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT)
_MEASURED = {
    "arial", "calibri", "cambria", "times new roman", "segoe ui", "tahoma", "helvetica", "roboto", "aptos", "open sans",
    "be vietnam pro",
}  # fmt: skip
_KNOWN, _UNKNOWN = 1.04, 1.25  # how much wider than measured a text may come out: in these fonts, and in any other
_UNIT = 12700  # of Office's lengths in a point


@dataclass(frozen=True, slots=True)
class Template:
    """An empty presentation, its layouts for the first and for the other slides, and where things stand on those."""

    deck: Any
    opening: Any
    layout: Any
    frame: Frame
    own: bool  # the office's, not the house's


def house() -> Template:
    """16:9 in Arial with the house's colours: python-pptx's plain presentation, put in shape."""
    deck: Any = Presentation()
    frame = Frame.house()
    deck.slide_width, deck.slide_height = Pt(frame.width), Pt(frame.height)
    deck.part._element.sldSz.attrib.pop("type", None)  # it says 4:3
    _without_traces(deck)
    master = deck.slide_master
    keep = (deck.slide_layouts[0], deck.slide_layouts[1])
    for layout in list(deck.slide_layouts):
        if layout not in keep:
            deck.slide_layouts.remove(layout)
    theme = _theme(deck)
    theme._blob = _in_house_style(theme.blob)
    opening = {PP_PLACEHOLDER.CENTER_TITLE: Box(80, 150, 800, 120), PP_PLACEHOLDER.SUBTITLE: Box(80, 290, 800, 130)}
    for layout in keep:
        for shape in layout.placeholders:
            if shape.placeholder_format.type in opening:
                _put(shape, opening[shape.placeholder_format.type])
    for owner in (master, *keep):
        for shape in list(owner.placeholders):
            kind = shape.placeholder_format.type
            if kind == PP_PLACEHOLDER.DATE:
                shape._element.getparent().remove(shape._element)
            elif kind == PP_PLACEHOLDER.FOOTER:
                _put(shape, frame.source)
            elif kind == PP_PLACEHOLDER.SLIDE_NUMBER:
                _put(shape, frame.number)
            elif kind == PP_PLACEHOLDER.TITLE:
                _put(shape, frame.title)
            elif kind in _BODIES:
                _put(shape, frame.body)
    for layout, box in ((keep[0], Box(80, 132, 96, 6)), (keep[1], Box(0, 24, 14, 34))):
        layout.shapes._spTree.append(_band(box))
    return Template(deck, keep[0], keep[1], frame, False)


def opened(content: bytes) -> Template:
    """The office's template, empty; WorkbookError when the file is not one, is damaged or is not to be trusted."""
    deck = _loaded(_checked(content))
    layouts = list(deck.slide_layouts)
    _without_slides(deck)
    _without_traces(deck)
    opening = _best(layouts, (PP_PLACEHOLDER.CENTER_TITLE,)) or _best(layouts, _TITLES)
    layout = _best([one for one in layouts if one is not opening], _TITLES) or opening
    if opening is None or layout is None:
        raise WorkbookError("template_no_title")
    return Template(deck, opening, layout, _frame(deck, layout), True)


def check(content: bytes) -> None:
    """Refuse, before it is kept, what `opened` would refuse later."""
    opened(content)


def placeholder(slide: Any, kinds: Iterable[Any]) -> Any:
    """The first placeholder of one of these kinds, largest first; None when there is none."""
    found = [shape for shape in slide.placeholders if shape.placeholder_format.type in kinds]
    return max(found, key=lambda shape: (shape.width or 0) * (shape.height or 0), default=None)


def box_of(shape: Any) -> Box:
    return Box(shape.left / _UNIT, shape.top / _UNIT, shape.width / _UNIT, shape.height / _UNIT)


def _checked(content: bytes) -> bytes:
    """The file as a presentation (a .potx says that it is a template); WorkbookError when it is not to be opened."""
    if len(content) > _MOST_BYTES:
        raise WorkbookError("template_too_large", most=_MOST_BYTES // 1_000_000)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
            raise WorkbookError("template_too_large", most=_MOST_BYTES // 1_000_000)
        names = {part.filename for part in parts}
        if not {"[Content_Types].xml", "ppt/presentation.xml"} <= names or any(part.flag_bits & 1 for part in parts):
            raise WorkbookError("template_not_one")
        read = {part.filename: archive.read(part) for part in parts}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error) as error:
        if isinstance(error, WorkbookError):
            raise
        raise WorkbookError("template_not_one") from error
    for name, body in read.items():
        if name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")) or "/activeX/" in name:
            raise WorkbookError("template_macros", part=name)
        if name.endswith((".xml", ".rels")) and re.search(rb"<!\s*(DOCTYPE|ENTITY)", body):
            raise WorkbookError("template_not_one")
        if name.endswith(".rels") and _fetches(body):
            raise WorkbookError("template_links", part=name)
    types = read["[Content_Types].xml"]
    for kind in _KINDS.values():
        types = types.replace(kind, _DECK)
    if types == read["[Content_Types].xml"]:
        return content
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, body in (read | {"[Content_Types].xml": types}).items():
            out.writestr(name, body)
    return stream.getvalue()


def _fetches(relations: bytes) -> bool:
    """Whether opening the file would load something from elsewhere; a hyperlink only waits for a click."""
    external = [tag for tag in re.findall(rb"<Relationship\b[^>]*>", relations) if b'"External"' in tag]
    return any(not re.search(rb'Type\s*=\s*"[^"]*/hyperlink"', tag) for tag in external)


def _loaded(content: bytes) -> Any:
    try:
        deck: Any = Presentation(io.BytesIO(content))
        _theme(deck)
        for layout in deck.slide_layouts:  # what is broken shows here and not in the middle of a deck
            for shape in layout.placeholders:
                box_of(shape)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, StopIteration) as error:
        raise WorkbookError("template_not_one") from error
    return deck


def _without_slides(deck: Any) -> None:
    """Take out the slides that came with the template, and what refers to them: sections and shows of slides."""
    ids = deck.slides._sldIdLst
    for entry in list(ids):
        deck.part.drop_rel(entry.rId)
        ids.remove(entry)
    for tag in ("sectionLst", "custShowLst", "custShow"):
        for found in deck.part._element.xpath(f"//*[local-name()='{tag}']"):
            holder = found.getparent()
            holder.remove(found)
            if holder.tag.endswith("}ext"):
                holder.getparent().remove(holder)


def _without_traces(deck: Any) -> None:
    """Take out the picture and the list of titles that programs keep of the slides which were there."""
    package = deck.part.package
    for key, relation in list(package._rels.items()):
        if relation.reltype.endswith(("/thumbnail", "/extended-properties")):
            package._rels.pop(key)


def _best(layouts: list[Any], titles: tuple[Any, ...]) -> Any:
    """Of the layouts with such a title the one with a place for text and the fewest other places."""

    def rest(layout: Any) -> tuple[bool, int]:
        kinds = [shape.placeholder_format.type for shape in layout.placeholders]
        texts = sum(kind in (*_BODIES, PP_PLACEHOLDER.SUBTITLE) for kind in kinds)
        return (texts != 1, len(kinds))

    found = [one for one in layouts if any(s.placeholder_format.type in titles for s in one.placeholders)]
    return min(found, key=rest, default=None)


def _frame(deck: Any, layout: Any) -> Frame:
    """Where the layout has its title, body, footer and number; the house's places, scaled, where it has none."""
    width, height = deck.slide_width / _UNIT, deck.slide_height / _UNIT
    plain = Frame.house()

    def scaled(box: Box) -> Box:
        across, down = width / plain.width, height / plain.height
        return Box(box.x * across, box.y * down, box.width * across, box.height * down)

    def of(kinds: tuple[Any, ...], otherwise: Box) -> Box:
        found = placeholder(layout, kinds)
        box = box_of(found) if found is not None else None
        return (
            box if box and box.width > 0 and box.y >= 0 and box.bottom <= height and box.right <= width else otherwise
        )

    title = of(_TITLES, scaled(plain.title))
    source = of((PP_PLACEHOLDER.FOOTER,), scaled(plain.source))
    number = of((PP_PLACEHOLDER.SLIDE_NUMBER,), scaled(plain.number))
    if source.right <= number.x and source.width < width / 2:  # in the middle, beside a date that we do not write
        source = Box(title.x, source.y, number.x - 6 - title.x, source.height)
    floor = min(source.y, number.y, height * 0.95) - 6
    usual = Box(title.x, title.bottom + 6, title.width, floor - title.bottom - 6)
    body = of(_BODIES, usual)
    body = Box(body.x, body.y, body.width, min(body.bottom, floor) - body.y)
    roomy = body.width >= width * 0.6 and body.height >= height * 0.5
    if not roomy:
        body = usual
    if body.width < width * 0.5 or body.height < height * 0.4:
        raise WorkbookError("template_no_room")
    return Frame(width, height, title, body, source, number, stretch=_stretch(deck))


def _stretch(deck: Any) -> float:
    """By the fonts of the theme, which the office's computers have and this one may not."""
    names = re.findall(rb'<a:(?:major|minor)Font>\s*<a:latin typeface="([^"]*)"', _theme(deck).blob)
    known = names and all(name.decode("utf-8", "replace").lower() in _MEASURED for name in names)
    return _KNOWN if known else _UNKNOWN


def _theme(deck: Any) -> Any:
    rels = deck.slide_master.part.rels.values()
    return next(part.target_part for part in rels if part.reltype == RELATIONSHIP_TYPE.THEME)


def _put(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = (Pt(x) for x in (box.x, box.y, box.width, box.height))


def _band(box: Box) -> Any:
    """A mark in the accent colour; layouts of python-pptx take shapes as elements only."""
    x, y, width, height = (round(length * _UNIT) for length in (box.x, box.y, box.width, box.height))
    return parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="99" name="Mark"/><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="accent1"/></a:solidFill>'
        f"<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )


def _in_house_style(theme: bytes) -> bytes:
    text = theme.decode("utf-8")
    text = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", text)
    for name, colour in (("dk1", INK), ("dk2", INK), ("accent1", ACCENT), ("accent2", BETTER), ("accent3", WORSE)):
        text = re.sub(
            rf"<a:{name}>.*?</a:{name}>", f'<a:{name}><a:srgbClr val="{colour[1:]}"/></a:{name}>', text, flags=re.S
        )
    return text.encode("utf-8")
