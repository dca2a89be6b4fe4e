"""A deck for PowerPoint: native text, tables and charts, so that everything can be edited there."""

import copy
import io
from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from dti_core.charts.style import INK
from dti_core.deck import layout, pptx_chart, pptx_shapes, template
from dti_core.deck.layout import Block, Card, Page
from dti_core.deck.look import LABEL, LINE, MUTED, NOTE, PAD_X, PAD_Y, PAPER, SHADE, TABLE_NOTE, WORDS, Box
from dti_core.deck.measure import LEADING, plain
from dti_core.deck.tables import TablePart
from dti_core.i18n import Translator
from dti_core.meeting.slide import Deck

MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_TEXTS = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT)


def pptx(deck: Deck, content: bytes | None = None) -> bytes:
    """The deck as a PowerPoint file; `content`: the office's template (.pptx or .potx) to start from.

    >>> pptx(Deck("Họp quý IV", "Lai Châu", "29/11/2026", "vi"))[:2]
    b'PK'
    """
    t = Translator(deck.lang)
    base = template.opened(content) if content is not None else template.house()
    _opening(base, deck)
    for page in layout.pages(deck, base.frame):
        _page(base, page, t)
    about = base.deck.core_properties
    about.title, about.subject, about.language = plain(deck.title), plain(deck.subtitle), deck.lang
    about.author, about.last_modified_by, about.keywords, about.comments = "", "", "", ""
    stream = io.BytesIO()
    base.deck.save(stream)
    return stream.getvalue()


def _opening(base: template.Template, deck: Deck) -> None:
    slide = base.deck.slides.add_slide(base.opening)
    title = template.placeholder(slide, _TITLES)
    rest = template.placeholder(slide, (PP_PLACEHOLDER.SUBTITLE, *_TEXTS))
    lines = [plain(text) for text in (deck.subtitle, deck.held_on) if text]
    _write(title, [plain(deck.title)], None if base.own else 40, bold=not base.own, left=not base.own)
    if rest is not None:
        _write(rest, lines, None if base.own else 24, left=not base.own, colour="" if base.own else MUTED)
    else:
        box = template.box_of(title)
        _text(slide, Box(box.x, box.bottom + 6, box.width, 80), lines, 24)
    _clear(slide, [title, rest], deck.lang)


def _page(base: template.Template, page: Page, t: Translator) -> None:
    slide = base.deck.slides.add_slide(base.layout)
    title = template.placeholder(slide, _TITLES)
    _place(title, page.title.box)
    _write(title, [page.title.text], page.title.size, bold=True, left=not base.own)
    if base.own:
        title.text_frame._txBody.bodyPr.attrib.pop("anchor", None)  # where the template would have it
    body = template.placeholder(slide, _TEXTS)
    used = [title]
    first = page.message or page.bullets
    if first is not None and body is not None:
        _place(body, first.box)
        _write(body, first.text.split("\n"), first.size, marks=first is page.bullets, left=True)
        used.append(body)
    elif first is not None:
        _block(slide, first, first is page.bullets)
    if page.message is not None and page.bullets is not None:
        _block(slide, page.bullets, True)
    for card in page.cards:
        _card(slide, card)
    if page.chart:
        pptx_chart.add(slide, *page.chart, t.lang, (t("deck.low"), t("deck.high")))
    if page.table:
        _table(slide, page.table, page.slide.message or page.title.text)
    used += _foot(base, slide, page)
    _clear(slide, used, t.lang)
    if page.slide.notes and not page.part:
        slide.notes_slide.notes_text_frame.text = page.slide.notes


def _foot(base: template.Template, slide: Any, page: Page) -> list[Any]:
    """Source and number of the slide, in the layout's places for them where it has such."""
    made: list[Any] = []
    for kind, block in (
        (PP_PLACEHOLDER.FOOTER, page.source),
        (PP_PLACEHOLDER.SLIDE_NUMBER, Block(str(page.number), base.frame.number, 12)),
    ):
        if not block.text:
            continue
        there = template.placeholder(base.layout, (kind,))
        if there is not None:
            element = copy.deepcopy(there._element)
            slide.shapes._spTree.append(element)
            shape = next(s for s in slide.placeholders if s._element is element)
        else:
            shape = slide.shapes.add_textbox(0, 0, 0, 0)
        _place(shape, block.box)
        _write(
            shape, [block.text], block.size, left=kind == PP_PLACEHOLDER.FOOTER, colour=MUTED if not base.own else ""
        )
        paragraph = shape.text_frame.paragraphs[0]
        if kind == PP_PLACEHOLDER.SLIDE_NUMBER:
            if not base.own:
                paragraph.alignment = PP_ALIGN.RIGHT
            _as_field(paragraph)
        made.append(shape)
    return made


def _as_field(paragraph: Any) -> None:
    """The number written last becomes one that follows when slides are moved."""
    run = paragraph.runs[0]._r
    field = parse_xml(f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"/>')
    run.addprevious(field)
    for child in list(run):
        field.append(child)
    run.getparent().remove(run)


def _clear(slide: Any, used: Sequence[Any], lang: str) -> None:
    """Empty places would ask to be clicked: away with them. And every text says its language, for the spelling."""
    kept = [shape._element for shape in used if shape is not None]
    for shape in list(slide.placeholders):
        if shape._element not in kept:
            shape._element.getparent().remove(shape._element)
    tag = "vi-VN" if lang == "vi" else "en-GB"
    for properties in slide._element.xpath(".//a:rPr"):
        properties.set("lang", tag)


def _block(slide: Any, block: Block, marks: bool) -> None:
    _text(slide, block.box, block.text.split("\n"), block.size, marks=marks)


def _card(slide: Any, card: Card) -> None:
    """A shaded box and its three texts as a group; the label ends where the number begins, in whatever font."""
    group, figure = slide.shapes.add_group_shape(), card.figure
    group.name = figure.label
    ground = group.shapes.add_shape(MSO_SHAPE.RECTANGLE, *pptx_shapes.emu(card.box))
    pptx_shapes.bare(ground)
    ground.fill.solid()
    ground.fill.fore_color.rgb = RGBColor.from_string(SHADE[1:])
    ground.line.fill.background()
    for box, text, size, colour, bold, anchor in (
        (card.label, figure.label, LABEL, MUTED, False, MSO_ANCHOR.BOTTOM),
        (card.value, figure.value, card.size, WORDS[figure.role], True, MSO_ANCHOR.TOP),
        (card.note, figure.note, NOTE, INK, False, MSO_ANCHOR.TOP),
    ):
        if text:
            shape = group.shapes.add_textbox(*pptx_shapes.emu(box))
            _write(shape, [text], size, bold=bold, left=True, colour=colour)
            shape.text_frame.vertical_anchor = anchor


def _table(slide: Any, part: TablePart, about: str) -> None:
    shape = slide.shapes.add_table(len(part.rows) + 1, len(part.widths), *pptx_shapes.emu(part.box))
    shape._element.xpath(".//p:cNvPr")[0].set("descr", about)
    table = shape.table
    table.horz_banding = False
    for column, width in zip(table.columns, part.widths, strict=True):
        column.width = Pt(width)
    for row, height in zip(table.rows, part.heights, strict=True):
        row.height = Pt(height)
    for number, texts in enumerate((part.table.headers, *part.rows)):
        for column, text in enumerate(texts):
            _cell(table.cell(number, column), text, part.size, number == 0, part.table.numbers[column])
    if part.notes:
        box = Box(part.box.x, part.box.bottom + 8, max(part.box.width, 300), 20 * len(part.notes))
        _text(slide, box, part.notes, TABLE_NOTE)


def _cell(cell: Any, text: str, size: float, header: bool, number: bool) -> None:
    cell.margin_left = cell.margin_right = Pt(PAD_X)
    cell.margin_top = cell.margin_bottom = Pt(PAD_Y)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame = cell.text_frame
    frame.word_wrap = True
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if number else PP_ALIGN.LEFT
    if text:
        _run(paragraph, text, size, header, INK)
    else:  # an empty cell would be as high as a line of the usual size
        paragraph._p.append(parse_xml(f'<a:endParaRPr {nsdecls("a")} sz="{round(size * 100)}"/>'))
    properties = cell._tc.get_or_add_tcPr()
    lines = "".join(
        f'<a:{side} {nsdecls("a")} w="{width}">'
        + (f'<a:solidFill><a:srgbClr val="{LINE[1:]}"/></a:solidFill>' if width else "<a:noFill/>")
        + f"</a:{side}>"
        for side, width in (("lnL", 0), ("lnR", 0), ("lnT", 0), ("lnB", 9525))
    )
    fill = f'<a:solidFill><a:srgbClr val="{(SHADE if header else PAPER)[1:]}"/></a:solidFill>'
    for element in parse_xml(f"<a:x {nsdecls('a')}>{lines}{fill}</a:x>"):
        properties.append(element)


def _text(slide: Any, box: Box, lines: Sequence[str], size: float, marks: bool = False) -> Any:
    shape = slide.shapes.add_textbox(*pptx_shapes.emu(box))
    _write(shape, lines, size, marks=marks, left=True)
    return shape


def _write(
    shape: Any, lines: Sequence[str], size: float | None, *, bold: bool = False, left: bool = False,
    marks: bool = False, colour: str = "",
) -> None:  # fmt: skip
    """Paragraphs into a shape, with the shape's own look where none is given."""
    frame = shape.text_frame
    frame.word_wrap = True
    if size is not None:
        frame.auto_size = MSO_AUTO_SIZE.NONE
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = MSO_ANCHOR.TOP
    for extra in frame.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        for old in paragraph._p.xpath("a:r|a:fld|a:br"):
            paragraph._p.remove(old)
        if left:
            paragraph.alignment = PP_ALIGN.LEFT
        if size is not None:
            paragraph.space_before = Pt(0)
            paragraph.space_after = Pt(layout.bullet_gap(size)) if marks else Pt(0)
            _mark(paragraph, layout.indent(size) if marks else 0.0)
        _run(paragraph, line, size, bold, colour)


def _mark(paragraph: Any, indent: float) -> None:
    """A bullet with its room, or none."""
    properties = paragraph._p.get_or_add_pPr()
    for old in properties.xpath("a:buNone|a:buChar|a:buAutoNum|a:buFont"):
        properties.remove(old)
    room = round(indent * 12700)
    properties.set("marL", str(room))
    properties.set("indent", str(-room))
    mark = f'<a:buChar {nsdecls("a")} char="•"/>' if indent else f"<a:buNone {nsdecls('a')}/>"
    properties.append(parse_xml(mark))


def _run(paragraph: Any, text: str, size: float | None, bold: bool, colour: str) -> None:
    run = paragraph.add_run()
    run.text = text
    if size is not None:
        run.font.size = Pt(size)
        paragraph.line_spacing = Pt(round(size * LEADING, 1))  # fonts differ in what they call a single line
    if bold:
        run.font.bold = True
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour[1:])


def _place(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = pptx_shapes.emu(box)
