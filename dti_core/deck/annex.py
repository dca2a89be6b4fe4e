"""The annex to a plan: every index with its points, what is lost and why, who gains how much of it back until when."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dti_core import parts
from dti_core.deck import word
from dti_core.deck.word import CENTER, LEFT, RIGHT, Cell
from dti_core.i18n import Translator
from dti_core.progress import Item, written
from dti_core.scores import ScoreTable

COLUMNS = ("mark", "name", "most", "own", "lost", "cause", "gain", "lead", "coordinating", "due", "evidence")
_WIDTHS = (11, 43, 16, 18, 17, 34, 17, 29, 24, 22, 16)  # millimetres, WIDTH together
_NUMBERS = ("most", "own", "lost", "gain")
CITIES = ("VN-01", "VN-31", "VN-46", "VN-48", "VN-79", "VN-92")  # run by the centre: Hà Nội, Hải Phòng, Huế, …
_ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True, slots=True)
class Row:
    """kind: "group", "index", "task" (an item of the progress under its index) or "total". most, own, lost, gain:
    points (values where the edition has no points), NaN = not known or not planned."""

    kind: str
    mark: str
    name: str
    most: float
    own: float
    lost: float
    gain: float = math.nan
    cause: str = ""
    lead: str = ""
    coordinating: str = ""
    due: str = ""
    evidence: str = ""


@dataclass(frozen=True, eq=False)
class Annex:
    """The rows, and what the document around them says. source: as under the slides."""

    table: ScoreTable
    entity: str
    rows: tuple[Row, ...]
    source: str
    lang: str


def annex(
    table: ScoreTable, entity: str, t: Translator, *, items: Sequence[Item] = (), gains: Mapping[str, float] | None = None,
    source: str = "",
) -> Annex:  # fmt: skip
    """Work out the rows. items: of a quarter's progress; gains: of a plan, index -> points, for indices without items.

    >>> [(row.mark, row.name, row.lost) for row in annex(toy(), "B", Translator("vi")).rows][-2:]
    [('3', 'Ba', 2.0), ('', 'Tổng cộng', 10.0)]
    """
    framework = table.framework
    planned = dict(gains or {})
    tasks = {item.code: item for item in items}
    placed: set[str] = set()
    rows: list[Row] = []
    groups = framework.children(framework.root)
    counted = 0
    for group in groups:
        leaves = [code for code in parts.scored_leaves(table) if _under(table, code, group)]
        if not leaves:
            continue
        nested = leaves != [group]
        if nested:
            counted += 1
            rows.append(_figures(table, entity, "group", roman(counted), framework.name(group, t.lang), group))
        for code in leaves:
            rows += _index(table, entity, code, tasks, planned, placed, t)
        rows += _hidden(table, entity, leaves, tasks, planned, placed, t)
    across = [code for code in (*planned, *(item.index for item in items)) if "+" in code and code not in placed]
    for code in dict.fromkeys(across):
        rows += _index(table, entity, code, tasks, planned, placed, t)
    rows += [_task(item, t) for item in items if item.code not in placed]
    total = _figures(table, entity, "total", "", t("annex.total"), framework.root)
    gained = [row.gain for row in rows if row.kind != "group" and not math.isnan(row.gain)]
    rows.append(_with(total, gain=round(math.fsum(gained), 6) if gained else math.nan))
    return Annex(table, entity, tuple(rows), source, t.lang)


def docx(made: Annex, t: Translator) -> bytes:
    """The annex as a Word document, ready to be signed."""
    name = made.table.name(made.entity, made.lang)
    office = letter_office(made.table, made.entity, t)
    file = word.document(t("annex.file_title", name=name), made.lang)
    nation = (t("annex.nation"), t("annex.motto"))
    word.letterhead(file, office, t("annex.number"), nation, t("annex.day", place=name))
    word.paragraph(file, t("annex.annex"), size=14, bold=True, align=CENTER, before=10)
    word.paragraph(file, t("annex.title"), size=14, bold=True, align=CENTER)
    of = " ".join(office).title() if made.lang == "en" else _sentence(office)
    word.paragraph(file, t("annex.of_plan", office=of), size=14, italic=True, align=CENTER, after=8)
    scope = "scope" if made.table.framework.points_known else "scope_values"
    word.paragraph(file, t(f"annex.{scope}", round=made.table.title, name=name), italic=True, after=4)
    headers = [t(f"annex.column.{column}") for column in COLUMNS]
    places = 2 if made.table.framework.points_known else made.table.framework.decimals
    word.table(file, headers, _WIDTHS, [_cells(row, places, t) for row in made.rows])
    if made.source:
        word.paragraph(file, made.source, size=12, italic=True, before=6)
    word.paragraph(file, "", size=6)
    word.signature(file, (t("annex.to"), t("annex.to_list")), signers(made.table, made.entity, t))
    return word.written(file)


def letter_office(table: ScoreTable, entity: str, t: Translator) -> tuple[str, ...]:
    """Whose document it is, as it stands at the top left."""
    name, level = table.name(entity, t.lang).upper(), table.people.loc[entity, "level"]
    if level == "province":
        kind = "city" if entity in CITIES else "province"
        return t("annex.committee"), t(f"annex.{kind}", name=name)
    return (t("annex.committee"), name) if level in ("commune", "district") else (name,)


def signers(table: ScoreTable, entity: str, t: Translator) -> tuple[str, ...]:
    """Who signs, from above to the name that is to be filled in."""
    if table.people.loc[entity, "level"] in ("province", "commune", "district"):
        return t("annex.sign_for"), t("annex.sign_by"), t("annex.sign_as"), t("annex.sign_name")
    return t("annex.sign_head"), t("annex.sign_name")


def roman(number: int) -> str:
    """
    >>> roman(4), roman(9), roman(14)
    ('IV', 'IX', 'XIV')
    """
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text, number = text + letters, number - value
    return text
