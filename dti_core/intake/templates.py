"""Templates to fill: an office's framework filled in, lists to choose from, headers that cannot be changed by mistake.

Four sheets: what to do, the facts (what the file is for, read back by `facts.aim_of`), the rows, and a hidden one with
the lists. A row that begins with "Ví dụ" or "Example" shows how, and is left out on import. Sheets are protected
without a password: it keeps headers and codes from being typed over, and anybody may lift it.
"""

import datetime as dt
import io
import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from dti_core.excel import write_text
from dti_core.i18n import Translator
from dti_core.intake.aims import Aim, CatalogueAim, ProgressAim, ScoresAim
from dti_core.intake.cells import STATUSES
from dti_core.intake.facts import write, write_facts
from dti_core.intake.sheets import Catalogue
from dti_core.intake.target import INDEX, INDEX_RANK, Target
from dti_core.store import Store

_HEADER = PatternFill("solid", fgColor="E6F0F5")
_FACE = "Calibri"  # named, or other programmes take a serif
_EXAMPLE = Font(name=_FACE, italic=True, color="6B7680")
_SPARE = 200  # empty rows that can be filled below those that are there
_ONE_LIST = {"scored": ("yes", "no"), "status": STATUSES, "direction": ("up", "down"),
             "rule_type": ("ratio", "steps", "ladder", "other")}  # fmt: skip
_WIDE = {"indicator", "rule", "evidence", "note", "lead", "coordinating", "link"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the rows: field, heading; locked where it is filled in already; most: of its figures, if known."""

    field: str
    heading: str
    locked: bool = False
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What the sheet of rows holds: columns, an example, the rows that are filled in (field -> entry)."""

    columns: tuple[Column, ...]
    example: Mapping[str, object]
    rows: Sequence[Mapping[str, object]]


def template(store: Store, aim: Aim, t: Translator) -> bytes:
    """The workbook to fill for an import, in the reader's language.

    Catalogue: the indices that are known. Scores: a row an entity and a column an index, or a row an index where the
    aim names one entity. Progress: a row an index, with what the quarter says of it already.
    """
    plan = _catalogue(store, aim, t) if isinstance(aim, CatalogueAim) else (
        _scores(store, aim, t) if isinstance(aim, ScoresAim) else _progress(store, aim, t))  # fmt: skip
    book = Workbook()
    book.remove(book.active)
    _instructions(book.create_sheet(t("intake.template.instructions")), aim, t)
    write_facts(book.create_sheet(t("intake.template.facts")), aim, t)
    rows = book.create_sheet(t(f"intake.template.sheet.{aim.kind}"))
    lists = book.create_sheet(t("intake.template.lists"))
    _rows(rows, plan, _lists(lists, plan, t), t)
    lists.sheet_state = "hidden"
    book.active = 2
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# -- what the rows are -----------------------------------------------------------------------------------------------


def _heading(field: str, t: Translator) -> str:
    return t(f"field.{field}")


def _columns(names: Iterable[str], t: Translator, locked: Sequence[str] = ()) -> tuple[Column, ...]:
    return tuple(Column(name, _heading(name, t), name in locked) for name in names)


def _catalogue(store: Store, aim: CatalogueAim, t: Translator) -> Plan:
    names = ("code", "parent", "indicator", "indicator_en", "max_points", "scored", "component_count", "direction",
             "best", "worst", "unit", "rule_type", "rule")  # fmt: skip
    rows: list[dict[str, object]] = []
    if aim.framework_id in set(store.listing("frameworks")["framework_id"]):
        catalogue = Catalogue.of(store, aim.framework_id)
        rows = [_indicator(catalogue, code, t) for code in catalogue.tree]
    example = {
        "code": f"{t('intake.template.example')}: 1.1", "parent": "1", "indicator": t("intake.template.index"),
        "max_points": 20, "scored": t("intake.choice.scored.yes"), "rule": t("intake.template.rule"),
    }  # fmt: skip
    return Plan(_columns(names, t), example, rows)


def _indicator(catalogue: Catalogue, code: str, t: Translator) -> dict[str, object]:
    """A row of the catalogue as it is now."""
    parent, scored, points = catalogue.tree[code]
    row: dict[str, object] = {
        "code": code, "parent": parent, "indicator": catalogue.name(code), "max_points": points or None,
        "scored": t(f"intake.choice.scored.{'yes' if scored else 'no'}"),
    }  # fmt: skip
    english = catalogue.name(code, "en")
    row["indicator_en"] = english if english != row["indicator"] else None
    more = catalogue.components.set_index("code")
    if code in more.index:
        known = more.loc[code]
        row |= {"best": known["best"], "worst": known["worst"], "unit": known["measure_unit"], "rule": known["rule"]}
        row["direction"] = t(f"intake.choice.direction.{known['direction']}")
        row["rule_type"] = t(f"intake.choice.rule_type.{known['rule_type']}") if known["rule_type"] else None
    return row


def _scores(store: Store, aim: ScoresAim, t: Translator) -> Plan:
    target = Target.of(store, aim)
    catalogue, framework = target.catalogue, target.catalogue.framework
    if aim.entity_id:
        names = ("code", "indicator", "max_points", "self_points", "appraised_points")
        codes = [code for code in catalogue.tree if catalogue.tree[code][1] and catalogue.most[code] > 0]
        rows = [{"code": c, "indicator": catalogue.name(c, t.lang), "max_points": catalogue.most[c]} for c in codes]
        example = {"code": f"{t('intake.template.example')}: 1", "self_points": 7.5, "appraised_points": 7}
        return Plan(_columns(names, t, ("code", "indicator", "max_points")), example, rows)
    codes = [code for code in framework.codes if framework.max_points[code] != 0]
    figures = [
        column
        for code in codes
        for column in (
            Column(INDEX + code, _index(catalogue, code, t), most=float(catalogue.most_published[code])),
            *([Column(INDEX_RANK + code, f"{_index(catalogue, code, t)} {t('intake.template.rank')}")]
              if code == framework.root else []),
        )
    ]  # fmt: skip
    rows = [{"entity_code": row.Index, "entity": row.name_vi} for row in target.people.itertuples()]
    example = {"entity_code": t("intake.template.example"), "entity": t("intake.template.entity")}
    example |= {INDEX + framework.root: target.catalogue.most_published[framework.root] / 2 or None}
    example[INDEX_RANK + framework.root] = "5/63"
    locked = ("entity_code", "entity")
    return Plan((*_columns(locked, t, locked), *figures), {k: v for k, v in example.items() if v == v}, rows)


def _index(catalogue: Catalogue, code: str, t: Translator) -> str:
    """Heading of an index: its code and name, which no other column has."""
    return f"{code}. {catalogue.name(code, t.lang)}"


def _progress(store: Store, aim: ProgressAim, t: Translator) -> Plan:
    catalogue = Catalogue.of(store, aim.framework_id)
    names = ("code", "indicator", "max_points", "quarter", "lead", "coordinating", "due", "planned_gain", "self_points",
             "appraised_points", "status", "evidence", "link", "note")  # fmt: skip
    codes = [code for code, (parent, scored, _) in catalogue.tree.items() if parent is not None and scored]
    now = {row["code"]: row for row in store.progress(aim.framework_id, aim.entity_id).to_dict("records")
           if row["quarter"] == aim.quarter}  # fmt: skip
    rows = [{"code": c, "indicator": catalogue.name(c, t.lang), "max_points": catalogue.most[c], "quarter": aim.quarter,
             **_reported(now.get(c, {}), t)} for c in codes]  # fmt: skip
    example = {
        "code": f"{t('intake.template.example')}: 1", "lead": t("intake.template.agency"), "quarter": "2026-Q3",
        "due": dt.date(2026, 12, 31), "planned_gain": 2.5, "self_points": 7.5, "appraised_points": 7,
        "status": t("intake.choice.status.under_way"), "evidence": t("intake.template.evidence"),
    }  # fmt: skip
    return Plan(_columns(names, t, ("code", "indicator", "max_points")), example, rows)


def _reported(row: Mapping[Hashable, object], t: Translator) -> dict[str, object]:
    """What is said of an index in the quarter already."""
    names = ("lead", "coordinating", "planned_gain", "self_points", "appraised_points", "evidence", "link", "note")
    status, due = row.get("status"), row.get("due_on")
    day = None if due is None or pd.isna(due) else pd.Timestamp(due).date()
    return {
        **{name: row.get(name) for name in names}, "due": day,
        "status": t(f"intake.choice.status.{status}") if isinstance(status, str) else None,
    }  # fmt: skip


# -- how it is written -----------------------------------------------------------------------------------------------


def _instructions(sheet: Worksheet, aim: Aim, t: Translator) -> None:
    said = [t(f"intake.template.title.{aim.kind}"), *t(f"intake.template.help.{aim.kind}").split("\n"),
            *t("intake.template.help.all").split("\n")]  # fmt: skip
    for number, line in enumerate(said, start=1):
        cell = sheet.cell(number, 1)
        write_text(cell, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[number].height = 15 * math.ceil(len(line) / 100)
        if number == 1:
            sheet.row_dimensions[1].height = 24
            cell.font = Font(name=_FACE, bold=True, size=14)
    sheet.column_dimensions["A"].width = 110
    _printed(sheet)
    sheet.protection.enable()


def _lists(sheet: Worksheet, plan: Plan, t: Translator) -> dict[str, str]:
    """The lists to choose from, a column each: field -> the range that its cells take their entries from."""
    ranges = {}
    wanted = [column.field for column in plan.columns if column.field in _ONE_LIST]
    for number, field in enumerate(wanted, start=1):
        words = [t(f"intake.choice.{field}.{name}") for name in _ONE_LIST[field]]
        for row, word in enumerate(words, start=1):
            write_text(sheet.cell(row, number), word)
        letter = get_column_letter(number)
        ranges[field] = f"'{sheet.title}'!${letter}$1:${letter}${len(words)}"
    return ranges


def _rows(sheet: Worksheet, plan: Plan, lists: Mapping[str, str], t: Translator) -> None:
    last = 2 + len(plan.rows) + _SPARE
    for number, column in enumerate(plan.columns, start=1):
        head = sheet.cell(1, number)
        write_text(head, column.heading)
        head.font, head.fill = Font(name=_FACE, bold=True), _HEADER
        head.alignment = Alignment(wrap_text=True, vertical="top")
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = _width(column)
        entries = [plan.example.get(column.field), *(row.get(column.field) for row in plan.rows)]
        for row, entry in enumerate(entries, start=2):
            cell = sheet.cell(row, number)
            write(cell, entry)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if row == 2:
                cell.font = _EXAMPLE
        first_free = 3 + len(plan.rows) if column.locked else 3
        for row in range(first_free, last + 1):
            sheet.cell(row, number).protection = Protection(locked=False)
            if column.field in ("code", "parent", "entity_code", "quarter"):
                sheet.cell(row, number).number_format = "@"
        _validate(sheet, column, f"{letter}3:{letter}{last}", lists, t)
    sheet.freeze_panes = sheet.cell(2, min(3, len(plan.columns)))
    sheet.row_dimensions[1].height = 48
    for row in range(3, 3 + len(plan.rows)):  # Excel does not do it by itself for what another programme wrote
        longest = max(len(str(sheet.cell(row, n).value or "")) / _width(c) for n, c in enumerate(plan.columns, start=1))
        sheet.row_dimensions[row].height = 15 * max(1, math.ceil(longest * 1.1))
    _printed(sheet)
    guard = sheet.protection
    guard.formatColumns = guard.formatRows = guard.insertRows = guard.deleteRows = guard.sort = guard.autoFilter = False
    guard.enable()  # without a password; what is False above is allowed


def _width(column: Column) -> int:
    return 44 if column.field in _WIDE else 18


def _printed(sheet: Worksheet) -> None:
    """On as many pages as it takes, but one page wide."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _validate(sheet: Worksheet, column: Column, cells: str, lists: Mapping[str, str], t: Translator) -> None:
    """What Excel itself refuses while somebody types."""
    if column.field in lists:
        rule = DataValidation("list", formula1=lists[column.field], allow_blank=True)
        rule.error = t("intake.template.refused.list")
    elif column.field == "due":
        rule = DataValidation(
            "date", operator="between", formula1="32874", formula2="73415", allow_blank=True
        )  # 1990–2100
        rule.error = t("intake.template.refused.date")
    elif column.field.startswith(INDEX) and column.most == column.most:
        rule = DataValidation(
            "decimal", operator="between", formula1="0", formula2=f"{column.most:g}", allow_blank=True
        )
        rule.error = t("intake.template.refused.number", most=t.number(float(column.most or 0), 2))
    else:
        return
    rule.errorTitle = column.heading[:30]
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)
    rule.add(cells)
