"""The sheet of facts of a template: what the file is for, written and read back."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

import pandas as pd
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.worksheet.worksheet import Worksheet

from dti_core.errors import WorkbookError
from dti_core.excel import write_text
from dti_core.i18n import LANGUAGES, Translator
from dti_core.intake.aims import KINDS, Aim, CatalogueAim, ProgressAim, ScoresAim
from dti_core.intake.cells import has_markup, shown
from dti_core.intake.grid import Book

_AIMS: Mapping[str, type[CatalogueAim] | type[ScoresAim] | type[ProgressAim]] = dict(
    zip(KINDS, (CatalogueAim, ScoresAim, ProgressAim), strict=True)
)


def write_facts(sheet: Worksheet, aim: Aim, t: Translator) -> None:
    """A row a fact: its name in the language, what the aim says of it; what is as usual is left out."""
    rows = [
        ("kind", t(f"intake.template.sheet.{aim.kind}")),
        *((f.name, getattr(aim, f.name)) for f in fields(aim) if getattr(aim, f.name) != f.default),
    ]
    for number, (name, value) in enumerate(rows, start=1):
        label = sheet.cell(number, 1)
        write_text(label, t(f"intake.template.fact.{name}"))
        label.font = Font(name="Calibri", bold=True)
        cell = sheet.cell(number, 2)
        write(cell, value)
        cell.alignment = Alignment(horizontal="left")
        cell.protection = Protection(locked=name == "kind")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 36, 60
    sheet.protection.enable()


def aim_of(book: Book) -> Aim | None:
    """What a filled template says it is for; None for any other file, a DtiError for facts that cannot be."""
    names = {Translator(lang)("intake.template.facts") for lang in LANGUAGES}
    sheet = next((sheet for sheet in book.sheets if sheet.name in names), None)
    if sheet is None:
        return None
    said = {shown(row[0]).strip(): row[1] for row in sheet.rows if len(row) > 1 and row[0].value is not None}
    known = {_label(name, lang): name for lang in LANGUAGES for name in _fact_names()}
    found = {known[label]: cell.value for label, cell in said.items() if label in known and cell.value is not None}
    kinds = {Translator(lang)(f"intake.template.sheet.{kind}"): kind for lang in LANGUAGES for kind in KINDS}
    kind = kinds.get(str(found.pop("kind", "")))
    if kind is None:
        return None
    made = _AIMS[kind]
    for f in fields(made):
        if f.default is MISSING and f.name not in found:
            raise WorkbookError("bad_fact", fact=_label(f.name, "vi"), value="–")
    return made(**{f.name: _fact(f.name, found[f.name]) for f in fields(made) if f.name in found})


def _fact_names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(["kind", *(f.name for made in _AIMS.values() for f in fields(made))]))


def _label(name: str, lang: str) -> str:
    return Translator(lang)(f"intake.template.fact.{name}")


def _fact(name: str, value: Any) -> Any:
    if name in ("year", "entity_count", "decimals"):
        if not re.fullmatch(r"[0-9]+(\.0+)?", str(value).strip()):
            raise WorkbookError("bad_fact", fact=_label(name, "vi"), value=value)
        return int(float(str(value)))
    if name == "new_entities":
        return str(value).strip().lower() in ("true", "1", "có", "yes")
    if name == "published_on":
        if not isinstance(value, dt.date):
            raise WorkbookError("bad_fact", fact=_label(name, "vi"), value=value)
        return value.date() if isinstance(value, dt.datetime) else value
    if has_markup(str(value)):
        raise WorkbookError("bad_fact", fact=_label(name, "vi"), value=value)
    return str(value).strip()


def write(cell: Cell, entry: Any) -> None:
    """A number as a number, a day as a day, anything else as text; nothing where it is missing."""
    if entry is None or entry is pd.NaT or entry != entry:
        return
    if isinstance(entry, bool) or not isinstance(entry, (int, float, dt.date)):
        write_text(cell, str(entry))
        return
    cell.value = entry.item() if hasattr(entry, "item") else entry
    cell.number_format = "dd/mm/yyyy" if isinstance(entry, dt.date) else "General"
