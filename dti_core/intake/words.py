"""An import in words and tables, in both languages: columns as understood, problems, what would change or did."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from dti_core.errors import written
from dti_core.i18n import Translator
from dti_core.intake.aims import Aim
from dti_core.intake.columns import Grid
from dti_core.intake.fields import HEADINGS
from dti_core.intake.grid import Problem
from dti_core.intake.proposal import ACTIONS, Proposal
from dti_core.intake.sheets import Catalogue
from dti_core.intake.target import INDEX, INDEX_RANK
from dti_core.office.evidence import quarter_name


def aim_lines(said: Aim, asked: Aim, t: Translator, names: Mapping[str, str] | None = None) -> list[str]:
    """What a filled template says it is for where that is not what was asked, one line a fact; names: of codes.

    >>> from dti_core.intake.aims import ProgressAim
    >>> aim_lines(ProgressAim("egov", "VN-12", "2026-Q3"), ProgressAim("egov", "VN-12", "2026-Q4"), Translator("vi"))
    ['Quý: Quý III/2026 (bước 1: Quý IV/2026)']
    """
    if said.kind != asked.kind:
        kinds = [t(f"importing.kind.{aim.kind}") for aim in (said, asked)]
        return [_difference("kind", kinds[0], kinds[1], t, {})]
    return [
        _difference(fact.name, getattr(said, fact.name), getattr(asked, fact.name), t, names or {})
        for fact in dataclasses.fields(said)
        if getattr(said, fact.name) != getattr(asked, fact.name)
    ]


def _difference(fact: str, said: object, asked: object, t: Translator, names: Mapping[str, str]) -> str:
    told = [_told(fact, one, t, names) if one not in (None, "") else "–" for one in (said, asked)]
    label = t(f"intake.template.fact.{fact}").partition(" (")[0]
    return t("importing.difference", fact=label, said=told[0], asked=told[1])


def _told(fact: str, said: object, t: Translator, names: Mapping[str, str]) -> str:
    if fact == "quarter":
        return quarter_name(str(said), t)
    return t.date(said) if isinstance(said, dt.date) else names.get(str(said), str(_word(said, t)))


def problem_lead(problems: Sequence[Problem], t: Translator) -> str:
    """How many places stop the import, and how many ask for a look.

    >>> problem_lead([], Translator("vi"))
    'Không có chỗ nào phải sửa.'
    """
    stops = sum(problem.severity == "stop" for problem in problems)
    looks = len(problems) - stops
    if not problems:
        return t("importing.problems_none")
    if not stops:
        return t("importing.problems_look", looks=t.number(looks, 0))
    return t("importing.problems_stop", stops=t.number(stops, 0), looks=t.number(looks, 0))


def problem_frame(problems: Iterable[Problem], t: Translator, most: int | None = None) -> pd.DataFrame:
    """A row a problem, those that must be mended first, `most` rows: sheet, cell, value, what is wrong, the remedy."""
    columns = [t(f"importing.problem.{name}") for name in ("severity", "sheet", "place", "value", "text")]
    first = sorted(problems, key=lambda one: one.severity != "stop")[:most]
    rows = [(t(f"importing.severity.{one.severity}"), one.sheet, one.place, one.value, one.text(t)) for one in first]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def field_name(field: str, t: Translator, catalogue: Catalogue | None = None) -> str:
    """What a column means, as people say it; a column of an index by the index's code and name.

    >>> field_name("max_points", Translator("vi")), field_name("", Translator("vi"))
    ('Điểm tối đa', 'Bỏ qua')
    """
    if field in HEADINGS:
        return t(f"field.{field}")
    for start, text in ((INDEX, "importing.index_of"), (INDEX_RANK, "importing.index_rank")):
        if field.startswith(start):
            code = field.removeprefix(start)
            return t(text, code=code, name=catalogue.name(code, t.lang) if catalogue is not None else "")
    return t("importing.left_out")


def column_frame(grids: Iterable[Grid], t: Translator, catalogue: Catalogue | None = None) -> pd.DataFrame:
    """A row a column: sheet, cell of the heading, the heading, and what it is taken for."""
    columns = [t(f"importing.column.{name}") for name in ("sheet", "place", "heading", "field")]
    rows = [
        (grid.sheet, column.place, column.heading, field_name(column.field, t, catalogue))
        for grid in grids
        for column in grid.columns
    ]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def skipped_lines(grids: Iterable[Grid], t: Translator) -> list[str]:
    """One line for each reason why rows were set aside, with how many and where the first stands."""
    places: dict[tuple[str, str], list[int]] = {}
    for grid in grids:
        for row in grid.skipped:
            places.setdefault((grid.sheet, row.why), []).append(row.cells[0].row)
    return [
        t(f"importing.skipped.{why}", sheet=sheet, count=t.number(len(rows), 0), row=rows[0])
        for (sheet, why), rows in places.items()
    ]


def change_lead(counts: Mapping[str, int], t: Translator) -> str:
    """What an import would do, in one sentence.

    >>> change_lead({"added": 63, "changed": 2, "beside": 0, "same": 1, "removed": 0}, Translator("vi"))
    'Sẽ thêm 63 mục, sửa 2 mục, giữ nguyên 1 mục. Chưa ghi gì cho đến khi xác nhận.'
    """
    parts = [t(f"importing.do.{action}", count=t.number(counts[action], 0)) for action in ACTIONS if counts[action]]
    if not any(counts[action] for action in ACTIONS if action != "same"):
        return t("importing.nothing_new")
    return t("importing.would", parts=", ".join(parts))


def change_frame(changes: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """The changes of a proposal with headers and words of the language; numbers and dates stay what they are."""
    names = ("action", "entity", "code", "name", "field", "old", "new", "points", "source")
    frame = pd.DataFrame(
        {
            "action": [t(f"importing.action.{action}") for action in changes["action"]],
            "entity": list(changes["entity"]),
            "code": list(changes["code"]),
            "name": list(changes["name"]),
            "field": [fact_name(field, t) for field in changes["field"]],
            "old": [_word(said, t) for said in changes["old"]],
            "new": [_word(said, t) for said in changes["new"]],
            "points": list(changes["points"]),
            "source": list(changes["source"]),
        },
        dtype=object,
    )
    frame = frame.dropna(axis=1, how="all") if len(frame) else frame
    return frame.rename(columns={name: t(f"importing.change.{name}") for name in names})


def on_screen(frame: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """Changes as a table can show them: a column that mixes words, numbers and days is written in words.

    >>> on_screen(pd.DataFrame({"a": [0.5, "x"], "b": [0.5, None]}, dtype=object), Translator("vi")).values.tolist()
    [['0,5', 0.5], ['x', None]]
    """
    shown = frame.copy()
    for name in shown.columns:
        kinds = {type(said) for said in shown[name] if said is not None and said == said}
        if len(kinds - {int, float}) + bool(kinds & {int, float}) > 1:
            shown[name] = pd.Series([fact(said, t) for said in shown[name]], index=shown.index, dtype=object)
    return shown


def fact_name(field: str, t: Translator) -> str:
    """The name of a fact: "rank", "self", "2026-Q3 lead" …

    >>> fact_name("2026-Q3 lead", Translator("vi")), fact_name("max_points", Translator("vi"))
    ('Quý III/2026: cơ quan chủ trì', 'điểm tối đa')
    """
    quarter, _, fact = field.rpartition(" ")
    name = t(f"importing.fact.{fact}")
    return f"{quarter_name(quarter, t)}: {name}" if quarter else name


def fact(said: object, t: Translator) -> str:
    """A fact as it is shown: numbers and dates as in the language, "–" where there is none.

    >>> fact(0.5032, Translator("vi")), fact(None, Translator("vi")), fact(dt.date(2026, 7, 5), Translator("vi"))
    ('0,5032', '–', '05/07/2026')
    """
    if said is None or said != said:
        return "–"
    if isinstance(said, dt.date):
        return t.date(said)
    return str(written(t, float(said) if isinstance(said, float) else said))


def _word(said: object, t: Translator) -> object:
    """Codes as words; anything else as it is."""
    if isinstance(said, pd.Timestamp):
        return said.date()
    return t(f"importing.said.{said}") if isinstance(said, str) and t.has(f"importing.said.{said}") else said


def done_lead(proposal: Proposal, batch_id: str, t: Translator) -> str:
    """What was written."""
    counts = proposal.counts
    parts = [t(f"importing.do.{action}", count=t.number(counts[action], 0)) for action in ACTIONS if counts[action]]
    return t("importing.done", batch=batch_id, file=proposal.book.file_name, parts=", ".join(parts))
