"""Shapes for PowerPoint: places, colours, and the tile map, which is made of them."""

from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Pt

from dti_core.deck import measure, sketch
from dti_core.deck.look import COLOURS, MUTED, NO_FIGURE, WORDS, Box, on, shade
from dti_core.meeting.slide import Role, SlideChart


def colour(role: Role) -> RGBColor:
    return RGBColor.from_string(COLOURS[role][1:])


def tiles(slide: Any, chart: SlideChart, box: Box, ends: tuple[str, str]) -> Any:
    """Squares in a group; under them what light and dark mean."""
    drawn = sketch.tiles(chart, box)
    group = slide.shapes.add_group_shape()
    for tile in chart.tiles:
        x, y = drawn.origin[0] + tile.column * drawn.side, drawn.origin[1] + tile.row * drawn.side
        lit = tile.role == "subject"
        fill = NO_FIGURE if tile.shade is None else shade(tile.shade)
        inside = "" if tile.beside or drawn.size < sketch.READABLE else tile.short
        one = square(group, Box(x + 1, y + 1, drawn.side - 2, drawn.side - 2), fill, inside, drawn.size, lit)
        if tile.beside:
            words(group, Box(x + drawn.side, y + drawn.side / 2 - 10, sketch.BESIDE, 20), tile.short, PP_ALIGN.LEFT)
        one._element.xpath(".//p:cNvPr")[0].set("descr", f"{tile.name}: {tile.label}")
    for place, line in enumerate(drawn.said):
        tall = sketch.CALLOUT * measure.LEADING
        at = Box(drawn.callout.x, drawn.callout.y + place * tall, drawn.callout.width, tall)
        words(group, at, line, PP_ALIGN.LEFT, size=sketch.CALLOUT, colour=WORDS["subject"])
    known = sorted((tile for tile in chart.tiles if tile.shade is not None), key=lambda tile: tile.shade or 0.0)
    if known:
        y, x = box.bottom - sketch.LEGEND + 6, box.x + box.width / 2
        room = max(10.0, min(200.0, box.width / 2 - 64))
        for place in range(5):
            square(group, Box(x - 60 + place * 24, y, 24, 14), shade(place / 4), "", 8, False)
        for text, at, align in (
            (f"{ends[0]} {known[0].label}", Box(x - 64 - room, y - 3, room, 20), PP_ALIGN.RIGHT),
            (f"{ends[1]} {known[-1].label}", Box(x + 64, y - 3, room, 20), PP_ALIGN.LEFT),
        ):
            words(group, at, text, align)
    if chart.value_title:
        words(group, Box(box.x, box.y, box.width, sketch.HEADING), chart.value_title, PP_ALIGN.LEFT)
    return group


def square(group: Any, box: Box, fill: str, text: str, size: float, lit: bool) -> Any:
    square = group.shapes.add_shape(MSO_SHAPE.RECTANGLE, *emu(box))
    bare(square)
    square.fill.solid()
    square.fill.fore_color.rgb = RGBColor.from_string(fill[1:])
    if lit:
        square.line.color.rgb, square.line.width = colour("subject"), Pt(3)
    else:
        square.line.fill.background()
    if not text:
        return square
    frame = square.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.vertical_anchor = False, MSO_ANCHOR.MIDDLE
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(size), lit
    run.font.color.rgb = RGBColor.from_string(on(fill)[1:])
    return square


def bare(shape: Any) -> None:
    """Without the theme's shadow and outline."""
    for style in shape._element.xpath("p:style"):
        shape._element.remove(style)


def words(group: Any, box: Box, text: str, align: Any, size: float = 12, colour: str = MUTED) -> None:
    """A line of text without a box around it; bold where it is larger than a note."""
    shape = group.shapes.add_textbox(*emu(box))
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = True
    paragraph = frame.paragraphs[0]
    paragraph.alignment = align
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(size), size > 12 or None
    run.font.color.rgb = RGBColor.from_string(colour[1:])


def emu(box: Box) -> tuple[int, int, int, int]:
    return Pt(box.x), Pt(box.y), Pt(box.width), Pt(box.height)
