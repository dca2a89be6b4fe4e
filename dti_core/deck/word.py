"""Word documents in the form of administrative documents: paper, letterhead, tables, the place to sign.

Decree 30/2020/NĐ-CP, annex I: A4, margins of 20–25 mm (top, bottom), 30–35 (left), 15–20 (right), Times New Roman in
black, 13–14 points, page numbers in the middle above the text from the second page on.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from dti_core.deck.measure import plain

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT, TEXT, TABLE = "Times New Roman", 13.0, 12.0  # points
WIDTH = 297 - 30 - 20  # millimetres between the margins of a lying A4
CENTER, LEFT, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a table; span: how many columns it takes."""

    text: str
    bold: bool = False
    align: Any = LEFT
    span: int = 1


def document(title: str, lang: str) -> Any:
    """An empty lying A4 with its margins, font, language and page numbers."""
    made = Document()
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(TEXT)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(kind), FONT)
    spoken = OxmlElement("w:lang")
    for kind in ("w:val", "w:eastAsia"):
        spoken.set(qn(kind), "vi-VN" if lang == "vi" else "en-GB")
    style.element.get_or_add_rPr().append(spoken)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    number = section.header.paragraphs[0]
    number.alignment = CENTER
    _field(number, "PAGE")
    about = made.core_properties
    about.title, about.author, about.comments, about.language = plain(title), "", "", lang
    return made


def written(made: Any) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def paragraph(
    holder: Any, text: str, *, size: float = TEXT, bold: bool = False, italic: bool = False, align: Any = LEFT,
    before: float = 0, after: float = 0,
) -> Any:  # fmt: skip
    """A paragraph at the end of a document or a cell; lines of the text stay lines."""
    made = holder.add_paragraph()
    made.alignment = align
    made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(before), Pt(after)
    _run(made, text, size, bold, italic)
    return made


def new_section(made: Any) -> None:
    """Go on as a document of its own: a new page, its pages counted from one."""
    section = made.add_section(WD_SECTION.NEW_PAGE)
    for old in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(old)
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section._sectPr.append(start)


def letterhead(made: Any, office: Sequence[str], number: str, nation: tuple[str, str], day: str) -> None:
    """Whose document it is on the left, the nation and its motto on the right, each with its rule; number and day."""
    table = _frame(made, (95, WIDTH - 95), 1)
    left, right = table.rows[0].cells
    for place, line in enumerate(office):
        _line(left, line, place, bold=place == len(office) - 1)
    _rule(left, Mm(32))
    _line(left, number, 1, size=13, before=6)
    _line(right, nation[0], 0, bold=True)
    _line(right, nation[1], 1, bold=True, size=13)
    _rule(right, Mm(46))
    _line(right, day, 1, size=13, italic=True, before=6)


def together(made: Any, note: str) -> None:
    """A note under a table, which with the table's last rows stays on the page of those who sign below."""
    grid = made.tables[-1]
    for row in grid.rows[-2:]:
        for cell in row.cells:
            for text in cell.paragraphs:
                text.paragraph_format.keep_with_next = True
    paragraph(made, note, size=12, italic=True, align=BOTH, before=6, after=6).paragraph_format.keep_with_next = True


def signature(made: Any, to: tuple[str, str], office: Sequence[str]) -> None:
    """Whom it goes to on the left; on the right the office that signs, room for it, a name to be filled in."""
    table = _frame(made, (120, WIDTH - 120), 1)
    for row in table.rows:
        _keep(row)
    left, right = table.rows[0].cells
    _line(left, to[0], 0, bold=True, italic=True, align=LEFT)
    for line in to[1].split("\n"):
        _line(left, line, 1, size=11, align=LEFT)
    for place, line in enumerate(office[:-1]):
        _line(right, line, place, bold=True, size=13)
    _line(right, office[-1], 1, bold=True, size=13, before=70)


def signatures(made: Any, one: Sequence[str], other: Sequence[str]) -> None:
    """Two that sign, side by side; the last line of each is a name to be filled in."""
    grid = _frame(made, (WIDTH - 120, 120), 2)
    for row in grid.rows:
        _keep(row)
    for column, lines in enumerate((one, other)):
        above, below = (row.cells[column] for row in grid.rows)
        for place, line in enumerate(lines[:-1]):
            _line(above, line, place, bold=True, size=13)
            above.paragraphs[-1].paragraph_format.keep_with_next = True
        _line(below, lines[-1], 0, bold=True, size=13, before=60)


def table(made: Any, headers: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[Cell]]) -> Any:
    """A ruled table whose header is repeated on every page; widths: millimetres; no row is cut in two."""
    grid = made.add_table(rows=1 + len(rows), cols=len(headers))
    grid.style = "Table Grid"
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    _margins(grid, 1.2)
    _sized(grid, widths)
    first = [Cell(header, True, CENTER) for header in headers]
    for line, cells in zip(grid.rows, (first, *rows), strict=True):
        _keep(line)
        place = 0
        drawn = list(line.cells)
        for cell in cells:
            box = drawn[place]
            if cell.span > 1:
                box = box.merge(drawn[place + cell.span - 1])
            text = box.paragraphs[0]
            text.alignment = cell.align
            _run(text, cell.text, TABLE, cell.bold, False)
            place += cell.span
    repeated = OxmlElement("w:tblHeader")
    grid.rows[0]._tr.get_or_add_trPr().append(repeated)
    for box in grid.rows[0].cells:
        box._tc.get_or_add_tcPr().append(
            parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="F2F2F2"/>')
        )
        box.vertical_alignment = 1
    return grid


def _frame(made: Any, widths: Sequence[float], rows: int) -> Any:
    grid = made.add_table(rows=rows, cols=len(widths))
    grid.autofit = False
    _sized(grid, widths)
    return grid


def _sized(grid: Any, widths: Sequence[float]) -> None:
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    for row in grid.rows:
        for box, width in zip(row.cells, widths, strict=True):
            box.width = Mm(width)


def _margins(grid: Any, sides: float) -> None:
    """Less room at the sides of cells than Word's two millimetres: eleven columns have to stand side by side."""
    twips = round(sides * 56.7)
    grid._tbl.tblPr.append(
        parse_xml(
            f'<w:tblCellMar {nsdecls("w")}><w:top w:w="40" w:type="dxa"/><w:left w:w="{twips}" w:type="dxa"/>'
            f'<w:bottom w:w="40" w:type="dxa"/><w:right w:w="{twips}" w:type="dxa"/></w:tblCellMar>'
        )
    )


def _keep(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _line(
    cell: Any, text: str, place: int, *, size: float = 12, bold: bool = False, italic: bool = False,
    align: Any = CENTER, before: float = 0,
) -> None:  # fmt: skip
    made = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
    made.alignment = align
    made.paragraph_format.space_before = Pt(before)
    _run(made, text, size, bold, italic)


def _rule(cell: Any, sides: Any) -> None:
    """A thin line under what a cell holds, shorter than the cell."""
    made = cell.add_paragraph()
    made.paragraph_format.line_spacing = Pt(3)
    made.paragraph_format.left_indent = made.paragraph_format.right_indent = sides
    made._p.get_or_add_pPr().append(
        parse_xml(f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>')
    )


def _run(made: Any, text: str, size: float, bold: bool, italic: bool) -> None:
    for place, line in enumerate(plain(text).split("\n")):
        run = made.add_run()
        if place:
            run.add_break()
        run.add_text(line)
        run.font.size, run.font.bold, run.font.italic = Pt(size), bold or None, italic or None


def _field(made: Any, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("", "2"), ("end", "")):
        run = made.add_run()
        run.font.size = Pt(TEXT)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif text == code:
            order = OxmlElement("w:instrText")
            order.text = code
            run._r.append(order)
        else:
            run.add_text(text)
