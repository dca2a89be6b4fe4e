"""Sheets for the agencies as a Word document: each begins a page of its own, with what is asked of whom until when."""

from collections.abc import Sequence
from typing import Any

from dti_core import agency_words
from dti_core.agencies import AgencySheet, Stake
from dti_core.deck import word
from dti_core.deck.annex import index_heading, letter_office, signers
from dti_core.deck.word import CENTER, LEFT, RIGHT, Cell
from dti_core.i18n import Translator
from dti_core.office.evidence import quarter_name
from dti_core.progress import written
from dti_core.progress_words import points, status, time

COLUMNS = ("mark", "name", "due", "time", "status", "gain", "stake", "ranks", "coordinating", "evidence")
_WIDTHS = (12, 43, 23, 21, 24, 18, 18, 16, 31, 41)  # millimetres, together word.WIDTH


def docx(sheets: Sequence[AgencySheet], rank: int | None, t: Translator) -> bytes:
    """A sheet for each agency, ready to be signed by both sides; `rank`: what the chances are about."""
    index = sheets[0].progress.table.framework.short(t.lang) if sheets else ""
    file = word.document(t("annex.sheet.file_title", index=index), t.lang)
    for place, sheet in enumerate(sheets):
        if place:
            word.new_section(file)
        _sheet(file, sheet, rank, t)
    return word.written(file)


def _sheet(file: Any, sheet: AgencySheet, rank: int | None, t: Translator) -> None:
    progress = sheet.progress
    place = progress.table.name(progress.entity, t.lang)
    office = letter_office(progress.table, progress.entity, t)
    nation = (t("annex.nation"), t("annex.motto"))
    word.letterhead(file, office, t("annex.sheet.number"), nation, t("annex.day", place=place))
    title = t("annex.sheet.title", index=index_heading(progress.table, t))
    word.paragraph(file, title, size=14, bold=True, align=CENTER, before=10)
    to = t("annex.sheet.to", name=agency_words.name(sheet, t), quarter=quarter_name(progress.quarter, t))
    word.paragraph(file, to, size=14, bold=True, align=CENTER, after=6)
    word.paragraph(file, agency_words.finding_sheet(sheet, rank, t), align=word.BOTH, after=4)
    headers = [t(f"annex.sheet.column.{column}") for column in COLUMNS]
    word.table(file, headers, _WIDTHS, [_cells(stake, t) for stake in sheet.stakes])
    word.together(file, agency_words.assumption(sheet, t))
    taken = (t("annex.sheet.taken"), t("annex.sign_name"))
    word.signatures(file, taken, signers(progress.table, progress.entity, t))


def _cells(stake: Stake, t: Translator) -> list[Cell]:
    item = stake.item
    due = t.date(item.due_on) if item.due_on else ""
    proof = "\n".join(map(written, item.evidence))
    gain = points(item.planned_gain, t, signed=True)
    figures = (gain, points(item.at_stake, t), t.number(stake.ranks, 0))
    return [
        Cell(item.code, align=CENTER), Cell(item.name(t.lang)), Cell(due, align=CENTER), Cell(time(item, t)),
        Cell(status(item, t)), *(Cell(text, align=RIGHT) for text in figures), Cell(item.coordinating, align=LEFT),
        Cell(proof),
    ]  # fmt: skip
