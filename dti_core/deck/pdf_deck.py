"""The slides of a deck as PDF, for those without PowerPoint and for printing: vectors, text that can be searched."""

import io

from reportlab.pdfbase.pdfdoc import PDFString
from reportlab.pdfgen.canvas import Canvas

from dti_core.charts.style import ACCENT, INK
from dti_core.deck import layout, pdf_chart
from dti_core.deck.layout import Block, Card, Page
from dti_core.deck.look import LABEL, LINE, MUTED, NOTE, PAD_X, PAD_Y, SHADE, TABLE_NOTE, WORDS, Box, Frame
from dti_core.deck.measure import height, plain
from dti_core.deck.pdf_chart import Pen
from dti_core.deck.tables import TablePart
from dti_core.i18n import Translator
from dti_core.meeting.slide import Deck

MIME = "application/pdf"


def pdf(deck: Deck) -> bytes:
    """The deck as PDF, a page a slide, the same pages as in PowerPoint without a template.

    >>> pdf(Deck("Họp quý IV", "Lai Châu", "29/11/2026", "vi"))[:5]
    b'%PDF-'
    """
    t, frame = Translator(deck.lang), Frame.house()
    stream = io.BytesIO()
    canvas = Canvas(stream, (frame.width, frame.height), invariant=1, lang="vi-VN" if deck.lang == "vi" else "en-GB")
    canvas.setTitle(plain(deck.title))
    canvas.setSubject(plain(deck.subtitle))
    canvas.setAuthor("")
    canvas.setCreator("DTI")
    canvas.setProducer("DTI")
    catalog = canvas._doc.Catalog
    catalog.Lang = PDFString("vi-VN" if deck.lang == "vi" else "en-GB")
    canvas.showOutline()
    pen = Pen(canvas, frame.height)
    _opening(pen, deck, frame)
    for page in layout.pages(deck, frame):
        _page(pen, page, frame, t)
    canvas.save()
    return stream.getvalue()


def _mark(canvas: Canvas, key: str, title: str) -> None:
    canvas.bookmarkPage(key)
    canvas.addOutlineEntry(title, key, 0, True)


def _opening(pen: Pen, deck: Deck, frame: Frame) -> None:
    _mark(pen.canvas, "1", plain(deck.title))
    pen.rect(Box(80, 132, 96, 6), ACCENT)
    used = pen.lines(Box(80, 150, 800, 0), plain(deck.title), 40, bold=True)
    y = 150 + max(used + 20, 140)
    for text in (deck.subtitle, deck.held_on):
        if text:
            y += pen.lines(Box(80, y, 800, 0), plain(text), 24, colour=MUTED)
    pen.canvas.showPage()


def _page(pen: Pen, page: Page, frame: Frame, t: Translator) -> None:
    if page.part == 0:
        _mark(pen.canvas, str(page.number), page.title.text)
    pen.rect(Box(0, 24, 14, 34), ACCENT)
    pen.lines(page.title.box, page.title.text, page.title.size, bold=True)
    if page.message:
        pen.lines(page.message.box, page.message.text, page.message.size)
    for card in page.cards:
        _card(pen, card)
    if page.chart:
        pdf_chart.draw(pen, *page.chart, t)
    if page.bullets:
        _bullets(pen, page.bullets)
    if page.table:
        _table(pen, page.table)
    pen.lines(page.source.box, page.source.text, page.source.size, colour=MUTED)
    pen.lines(frame.number, str(page.number), 12, colour=MUTED, align="right")
    pen.canvas.showPage()


def _bullets(pen: Pen, block: Block) -> None:
    y, indent = block.box.y, layout.indent(block.size)
    for text in block.text.split("\n"):
        pen.text(block.box.x, y + block.size * 0.98, "•", block.size)
        box = Box(block.box.x + indent, y, block.box.width - indent, 0)
        y += pen.lines(box, text, block.size) + layout.bullet_gap(block.size)


def _card(pen: Pen, card: Card) -> None:
    pen.rect(card.box, SHADE)
    figure, label = card.figure, card.label
    used = height(figure.label, LABEL, label.width)
    pen.lines(label.below(label.height - used), figure.label, LABEL, colour=MUTED)
    pen.lines(card.value, figure.value, card.size, bold=True, colour=WORDS[figure.role])
    pen.lines(card.note, figure.note, NOTE)


def _table(pen: Pen, part: TablePart) -> None:
    y = part.box.y
    for number, (texts, tall) in enumerate(zip((part.table.headers, *part.rows), part.heights, strict=True)):
        x = part.box.x
        if number == 0:
            pen.rect(Box(x, y, part.box.width, tall), SHADE)
        for text, width, is_number in zip(texts, part.widths, part.table.numbers, strict=True):
            room = width - 2 * PAD_X
            used = height(text, part.size, room, number == 0)
            box = Box(x + PAD_X, y + max(PAD_Y, (tall - used) / 2), room, 0)
            pen.lines(box, text, part.size, bold=number == 0, align="right" if is_number else "left")
            x += width
        y += tall
        pen.path([(part.box.x, y), (part.box.right, y)], LINE, 0.75)
    y += 8
    for note in part.notes:
        y += pen.lines(Box(part.box.x, y, max(part.box.width, 300), 0), note, TABLE_NOTE, colour=INK)
