"""An analysis as a workbook that people read and that comes back equal: a sheet for each kind of part.

Sheets and columns are known by their headings, in either language, in any order; columns that are only there to be read
are passed over. Nothing is believed: every cell is checked, and all that is wrong is said at once.
"""

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, get_type_hints

import pandas as pd

from dti_core import excel
from dti_core.analysis import Analysis, Document, Fact, Node, Planned, Season
from dti_core.book import thawed
from dti_core.errors import StoreError, WorkbookError
from dti_core.i18n import LANGUAGES, Translator
from dti_core.intake.grid import Book, Cell, Problem, Sheet
from dti_core.intake.plain import tidy
from dti_core.office.scenarios import Scenario

FORM = 1  # of the workbook; a newer one is refused
_LONGEST = 30_000  # characters of frozen figures in one cell; Excel holds 32,767


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the frozen figures of a scenario."""

    scenario_id: str
    part: int
    frozen: str


@dataclass(frozen=True, slots=True)
class Cover:
    """What the file is."""

    form: int
    made_on: str
    version: str


KINDS: Mapping[str, type] = {
    "cover": Cover, "scenarios": Scenario, "plans": Planned, "frozen": Part, "rounds": Season, "nodes": Node,
    "facts": Fact, "documents": Document,
}  # fmt: skip
_NEEDED = ("cover", "scenarios")  # a file without them is no analysis
Cells = Mapping[str, Cell]


@dataclass(frozen=True, eq=False)
class Reading:
    """What a file holds: the analysis, None where something must be mended first."""

    analysis: Analysis | None
    problems: tuple[Problem, ...]


def write(found: Analysis, outcomes: pd.DataFrame | None, t: Translator) -> bytes:
    """The workbook. outcomes: a table for people, which is not read back (what each scenario brings)."""
    parts = [
        Part(one.scenario_id, number, one.frozen[start : start + _LONGEST])
        for one in found.scenarios
        for number, start in enumerate(range(0, len(one.frozen), _LONGEST), start=1)
    ]
    rows: dict[str, Sequence[Any]] = {
        "cover": [Cover(FORM, found.made_on, found.version)],
        "scenarios": [replace(one, frozen="") for one in found.scenarios],
        "plans": found.plans, "frozen": parts, "rounds": found.rounds, "nodes": found.nodes, "facts": found.facts,
        "documents": found.documents,
    }  # fmt: skip
    sheets = {t(f"analysis.sheet.{name}"): _frame(KINDS[name], rows[name], t) for name in KINDS}
    if outcomes is not None:
        cover, scenarios, *rest = sheets.items()
        sheets = dict([cover, scenarios, (t("analysis.sheet.outcomes"), outcomes), *rest])
    return excel.workbook(t, sheets, notes=[t("analysis.note")])


def _columns(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if not (kind is Scenario and field.name == "frozen"))


def _frame(kind: type, rows: Sequence[Any], t: Translator) -> pd.DataFrame:
    columns = _columns(kind)
    cells = [[_written(getattr(row, name)) for name in columns] for row in rows]
    return pd.DataFrame(cells, columns=[t(f"analysis.column.{name}") for name in columns], dtype=object)


def _written(value: Any) -> Any:
    return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else value


def read(book: Book) -> Reading:
    """What a file holds, each bad cell with its place; a WorkbookError where it is no analysis at all.

    >>> from dti_core.intake.grid import Book
    >>> read(Book("a.xlsx", "", ()))
    Traceback (most recent call last):
    dti_core.errors.WorkbookError: a.xlsx is no analysis...
    """
    sheets = {name: sheet for sheet in book.sheets for name in KINDS if _named(sheet.name, name)}
    if any(name not in sheets for name in _NEEDED):
        raise WorkbookError("no_analysis", file=book.file_name)
    problems: list[Problem] = []
    rows = {name: _rows(sheets[name], KINDS[name], problems) for name in KINDS if name in sheets}
    covers = rows["cover"]
    if len(covers) != 1 and not problems:
        raise WorkbookError("no_analysis", file=book.file_name)
    if covers and covers[0].form > FORM:
        raise WorkbookError("newer_analysis", file=book.file_name, form=covers[0].form, known=FORM)
    kept = _with_frozen(rows["scenarios"], rows.get("frozen", []), sheets, problems)
    if problems:
        return Reading(None, tuple(problems))
    return Reading(
        Analysis(
            covers[0].made_on, covers[0].version, kept,
            *(tuple(rows.get(name, ())) for name in ("plans", "rounds", "nodes", "facts", "documents")),
        ),
        (),
    )  # fmt: skip


def _named(heading: str, sheet: str) -> bool:
    return any(heading == tidy(Translator(lang)(f"analysis.sheet.{sheet}")) for lang in LANGUAGES)


def _rows(sheet: Sheet, kind: type, problems: list[Problem]) -> list[Any]:
    """The rows of a sheet as objects; bad ones are left out and their cells named."""
    columns, hints = _columns(kind), get_type_hints(kind)
    heads = {str(cell.value): cell.column - 1 for cell in sheet.rows[0] if cell.value is not None}
    places = {
        name: heads[head]
        for name in columns
        for lang in LANGUAGES
        if (head := tidy(Translator(lang)(f"analysis.column.{name}"))) in heads
    }
    missing = [name for name in columns if name not in places]
    for name in missing:
        problems.append(Problem(sheet.name, "A1", "", "missing_column", (("column", name),)))
    if missing:
        return []
    found = []
    for row in sheet.rows[1:]:
        if all(cell.value is None for cell in row):
            continue
        bad = len(problems)
        values = {}
        for name in columns:
            cell = row[places[name]]
            try:
                values[name] = _READ[hints[name]](cell.value)
            except (ValueError, TypeError):
                shown = "" if cell.value is None else str(cell.value)[:60]
                problems.append(Problem(sheet.name, cell.place, shown, _WRONG[hints[name]], (("column", name),)))
        if kind is Scenario and len(problems) == bad:
            problems += _scenario(sheet, row, values, places)
        if len(problems) == bad:
            found.append(kind(**values))
    return found


def _scenario(sheet: Sheet, row: Sequence[Cell], values: Mapping[str, Any], places: Mapping[str, int]) -> list[Problem]:
    """What a scenario must have beside the right kinds of cells."""
    wrong = [(name, "blank") for name in ("scenario_id", "name", "round_id", "entity", "peers") if not values[name]]
    if values["target"] is not None and values["target"] < 1:
        wrong.append(("target", "bad_target"))
    if not all(_is_gain(part) for part in values["gains"].split(";") if part):
        wrong.append(("gains", "bad_gains"))
    return [
        Problem(sheet.name, row[places[name]].place, str(row[places[name]].value or ""), code, (("column", name),))
        for name, code in wrong
    ]


def _is_gain(text: str) -> bool:
    code, _, number = text.partition(":")
    try:
        return bool(code) and math.isfinite(float(number))
    except ValueError:
        return False


def _with_frozen(
    kept: Sequence[Scenario], parts: Sequence[Part], sheets: Mapping[str, Sheet], problems: list[Problem]
) -> tuple[Scenario, ...]:
    """The scenarios with their frozen figures put together and read."""
    texts: dict[str, str] = {}
    for part in sorted(parts, key=lambda part: part.part):
        texts[part.scenario_id] = texts.get(part.scenario_id, "") + part.frozen
    whole = []
    for one in kept:
        text = texts.get(one.scenario_id, "")
        try:
            if text:
                thawed(text)
        except StoreError as error:
            reason = error.details["reason"]
            problems.append(Problem(sheets["frozen"].name, "A1", one.name, "bad_frozen", (("reason", reason),)))
        whole.append(replace(one, frozen=text))
    return tuple(whole)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError(value)
    return value if isinstance(value, str) else f"{value:g}"


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value) or abs(value) > 2**31:
        raise ValueError(value)
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError(value)
    return float(value)


def _moment(value: Any) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value
    found = dt.datetime.fromisoformat(value)
    if found.tzinfo is not None or not 1900 <= found.year <= 9999:
        raise ValueError(value)
    return found


def _or_none(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


_READ: Mapping[Any, Callable[[Any], Any]] = {
    str: _text, int: _whole, float: _number, dt.datetime: _moment, int | None: _or_none(_whole),
    float | None: _or_none(_number), dt.datetime | None: _or_none(_moment),
}  # fmt: skip
_WRONG: Mapping[Any, str] = {
    str: "bad_text", int: "bad_whole", int | None: "bad_whole", float: "bad_number", float | None: "bad_number",
    dt.datetime: "bad_moment", dt.datetime | None: "bad_moment",
}  # fmt: skip


def finding(reading: Reading, fresh: Sequence[Scenario], differing: pd.DataFrame | None, t: Translator) -> str:
    """What a file would bring and how its figures stand to those here."""
    if reading.analysis is None or differing is None:
        return t("analysis.finding_bad", count=len(reading.problems))
    said = t("analysis.finding", count=len(reading.analysis.scenarios), new=len(fresh))
    if differing.empty:
        return f"{said} {t('analysis.figures_same', count=len(reading.analysis.facts))}"
    return f"{said} {t('analysis.figures_differ', count=len(differing), of=len(reading.analysis.facts))}"


def problems_frame(problems: Sequence[Problem], t: Translator) -> pd.DataFrame:
    """Everything to be mended: sheet, cell, what stands there, what is wrong."""
    rows = [
        (one.sheet, one.place, one.value, t(f"analysis.problem.{one.code}", **{
            name: t(f"analysis.column.{value}") if name == "column" else value for name, value in one.details}))
        for one in problems
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[t(f"analysis.table.{name}") for name in ("sheet", "cell", "value", "problem")])


def scenarios_frame(found: Analysis, fresh: Sequence[Scenario], t: Translator) -> pd.DataFrame:
    """The scenarios of a file: whether each is new or already in the book."""
    names = {fact.entity: fact.entity_name for fact in found.facts}
    known = {one.content for one in fresh}
    rows = [
        (one.name, names.get(one.entity, one.entity), one.round_id, one.gains, one.author,
         t("analysis.frozen_yes" if one.frozen else "analysis.frozen_no"),
         t("analysis.new" if one.content in known else "analysis.there"))
        for one in found.scenarios
    ]  # fmt: skip
    columns = [t(f"analysis.column.{name}") for name in ("name", "entity_name", "round_id", "gains", "author")]
    return pd.DataFrame(rows, columns=[*columns, t("analysis.table.frozen"), t("analysis.table.state")])


def differences_frame(frame: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """Figures of a file that are others here."""
    columns = {
        "round_id": frame["round"], "entity_name": frame["name"], "code": frame["code"],
        "fact": [t(f"excel.kind.{fact}") if t.has(f"excel.kind.{fact}") else fact for fact in frame["fact"]],
    }  # fmt: skip
    named = {t(f"analysis.column.{name}"): list(column) for name, column in columns.items()}
    numbers = {t(f"analysis.table.{name}"): frame[name].astype(float).tolist() for name in ("was", "now")}
    return pd.DataFrame(named | numbers)
