"""The annex to a plan: every index with its points, what is lost and why, who gains how much of it back until when."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dti_core import parts
from dti_core.deck import word
from dti_core.deck.word import CENTER, LEFT, RIGHT, Cell
from dti_core.i18n import Translator
from dti_core.progress import Item, written
from dti_core.scores import ScoreTable

COLUMNS = ("mark", "name", "most", "own", "lost", "cause", "gain", "lead", "coordinating", "due", "evidence")
_WIDTHS = (10, 40, 14, 17, 17, 30, 18, 26, 24, 23, 28)  # millimetres, WIDTH together
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
    counts: bool = True  # in the sum of what is planned


@dataclass(frozen=True, eq=False)
class Annex:
    """The rows, and what the document around them says. source: as under the slides."""

    table: ScoreTable
    entity: str
    rows: tuple[Row, ...]
    source: str
    lang: str


def annex(
    table: ScoreTable, entity: str, t: Translator, *, items: Sequence[Item] = (),
    gains: Mapping[str, float] | None = None, source: str = "",
) -> Annex:  # fmt: skip
    """Work out the rows. items: of a quarter's progress; gains: of a plan, index -> points, for indices without items.

    >>> [(row.mark, row.name, row.lost) for row in annex(toy(), "B", Translator("vi")).rows][-2:]
    [('3', 'Ba', 2.0), ('', 'Tổng cộng', 10.0)]
    """
    given = _Given(table, entity, {item.code: item for item in items}, dict(gains or {}), t)
    framework, rows = table.framework, []
    count, summed = 0, False
    for group in framework.children(framework.root):
        leaves = [code for code in parts.scored_leaves(table) if group in _above(table, code)]
        inside = [row for code in leaves for row in given.index(code)]
        sums = given.sum_of([code for code in leaves if not table.basis(entity, code)])
        inside += sums
        summed = summed or bool(sums)
        if inside and leaves != [group]:
            count += 1
            head = given.figures("group", roman(count), framework.name(group, t.lang), group)
            inside = [replace(head, gain=_gained(inside)), *inside]
        rows += inside
    if not summed:  # they are known together only across groups
        rows += given.sum_of([code for code in parts.scored_leaves(table) if not table.basis(entity, code)])
    left = [code for code in (*given.gains, *(item.index for item in items)) if "+" in code]
    rows += [row for code in dict.fromkeys(left) if code not in given.placed for row in given.index(code)]
    strangers = [item for item in items if item.code not in given.placed]
    rows += [given.task(item) for item in sorted(strangers, key=_by_code)]
    total = given.figures("total", "", t("annex.total"), framework.root)
    rows.append(replace(total, gain=_gained(row for row in rows if row.kind != "group")))
    return Annex(table, entity, tuple(rows), source, t.lang)


@dataclass(frozen=True, eq=False)
class _Given:
    """What the rows are made of. placed: codes that have their row."""

    table: ScoreTable
    entity: str
    items: Mapping[str, Item]
    gains: Mapping[str, float]
    t: Translator
    placed: set[str] = field(default_factory=set)

    def index(self, code: str) -> list[Row]:
        """An index or a sum of several, then the items under it that have codes of their own."""
        name = parts.name(self.table, code, self.t)
        row = self.figures("index", "" if "+" in code else code, name, code)
        own = self.items.get(code)
        self.placed.add(code)
        under = [item for item in self.items.values() if item.index == code and item.code != code]
        if own is not None:
            row = replace(row, **_work(own, self.t))
        elif all(math.isnan(item.planned_gain) for item in under):
            row = replace(row, gain=self.gains.get(code, math.nan))
        tasks = [self.task(item) for item in under if item.code not in self.placed]
        if not math.isnan(row.gain):  # the index's own gain holds those of its parts
            tasks = [replace(task, counts=False) for task in tasks]
        return [row, *tasks]

    def sum_of(self, codes: Sequence[str]) -> list[Row]:
        """The row of several unpublished indices whose sum is known; none where it is not."""
        code = "+".join(codes)
        if "+" not in code or not self.table.framework.points_known:
            return []
        return [] if math.isnan(self.table.points(self.entity, code)) else self.index(code)

    def task(self, item: Item) -> Row:
        self.placed.add(item.code)
        nan = math.nan
        return replace(Row("task", item.code, item.name(self.t.lang), item.max_points, nan, nan), **_work(item, self.t))

    def figures(self, kind: str, mark: str, name: str, code: str) -> Row:
        table, framework = self.table, self.table.framework
        cause = table.causes[(table.causes["entity_id"] == self.entity) & (table.causes["code"] == code)]["cause_vi"]
        why = str(cause.iloc[0]) if len(cause) else ""
        if not framework.points_known:
            value = math.nan if "+" in code else table.value(self.entity, code)
            return Row(kind, mark, name, math.nan, value, math.nan, cause=why)
        most = float(sum(framework.max_points[leaf] for leaf in framework.leaves_of(code)))
        own = round(table.points(self.entity, code), 6)
        return Row(kind, mark, name, most, own, round(most - own, 6), cause=why)


def _work(item: Item, t: Translator) -> dict[str, Any]:
    """What an item of the progress says about who does what until when."""
    due = t.date(item.due_on) if item.due_on else ""
    proof = "\n".join(map(written, item.evidence))
    return {"gain": item.planned_gain, "lead": item.lead, "coordinating": item.coordinating, "due": due,
            "evidence": proof}  # fmt: skip


def _by_code(item: Item) -> tuple[tuple[bool, int, str], ...]:
    """2.1, 5.3, 7.10: the parts of a code as numbers where they are such."""
    return tuple((not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in item.code.split("."))


def _above(table: ScoreTable, code: str) -> set[str]:
    """A code and everything that it is under."""
    found: set[str] = set()
    here: str | None = code
    while here is not None and here not in found:
        found.add(here)
        here = table.framework.parent[here]
    return found


def _gained(rows: Iterable[Row]) -> float:
    """Planned gains together, each counted once; NaN where none is planned."""
    known = [row.gain for row in rows if row.counts and not math.isnan(row.gain)]
    return round(math.fsum(known), 6) if known else math.nan


def index_heading(table: ScoreTable, t: Translator) -> str:
    """What the index is called in the heading of a paper, in capitals."""
    index = table.framework.short(t.lang)
    return (t("annex.dti") if index == "DTI" else index).upper()


def docx(made: Annex, t: Translator) -> bytes:
    """The annex as a Word document, ready to be signed."""
    name = made.table.name(made.entity, made.lang)
    office = letter_office(made.table, made.entity, t)
    index = made.table.framework.short(t.lang)
    file = word.document(t("annex.file_title", name=name, index=index), made.lang)
    nation = (t("annex.nation"), t("annex.motto"))
    word.letterhead(file, office, t("annex.number"), nation, t("annex.day", place=name))
    word.paragraph(file, t("annex.annex"), size=14, bold=True, align=CENTER, before=10)
    word.paragraph(file, t("annex.title", index=index_heading(made.table, t)), size=14, bold=True, align=CENTER)
    of = t(f"annex.of_{_kind(made.table, made.entity)}", name=name)
    word.paragraph(file, t("annex.of_plan", office=of), size=14, italic=True, align=CENTER, after=8)
    scope = "scope" if made.table.framework.points_known else "scope_values"
    word.paragraph(file, t(f"annex.{scope}", year=made.table.round.year, name=name, index=index), italic=True, after=4)
    headers = [t(f"annex.column.{column}") for column in COLUMNS]
    places = {column: _places(made, column) for column in _NUMBERS}
    word.table(file, headers, _widths(made), [_cells(row, places, t) for row in made.rows])
    word.together(file, made.source)
    word.signature(file, (t("annex.to"), t("annex.to_list")), signers(made.table, made.entity, t))
    return word.written(file)


def _widths(made: Annex) -> tuple[float, ...]:
    """Where no cause is stated its column is left narrow, to be filled in by hand; the evidence gets the rest."""
    cause, last = COLUMNS.index("cause"), len(_WIDTHS) - 1
    spare = 0 if any(row.cause for row in made.rows) else 12
    return tuple(w - spare if k == cause else w + spare if k == last else w for k, w in enumerate(_WIDTHS))


def _places(made: Annex, column: str) -> int:
    """Decimals in which a column adds up as it is read: what was published has no more."""
    if not made.table.framework.points_known:
        return made.table.framework.decimals
    known = [entry for row in made.rows if not math.isnan(entry := getattr(row, column))]
    least = 0 if column == "most" else 2
    return next((n for n in range(least, 4) if all(abs(x - round(x, n)) < 1e-9 for x in known)), 4)


def _cells(row: Row, places: Mapping[str, int], t: Translator) -> list[Cell]:
    bold = row.kind in ("group", "total")
    cells = []
    for column in COLUMNS:
        entry = getattr(row, column)
        if column in _NUMBERS:
            signed = column == "gain"
            text = t.signed(entry, places[column]) if signed else t.number(entry, places[column])
            cells.append(Cell(text, bold, RIGHT))
        else:
            cells.append(Cell(entry, bold, CENTER if column in ("mark", "due") else LEFT))
    return cells


def letter_office(table: ScoreTable, entity: str, t: Translator) -> tuple[str, ...]:
    """Whose document it is, as it stands at the top left."""
    name, kind = table.name(entity, t.lang).upper(), _kind(table, entity)
    if kind in ("province", "city"):
        return t("annex.committee"), t(f"annex.{kind}", name=name)
    return (t("annex.committee"), name) if kind == "local" else (name,)


def _kind(table: ScoreTable, entity: str) -> str:
    level = table.people.loc[entity, "level"]
    if level == "province":
        return "city" if entity in CITIES else "province"
    return "local" if level in ("commune", "district") else "office"


def signers(table: ScoreTable, entity: str, t: Translator) -> tuple[str, ...]:
    """Who signs, from above to the name that is to be filled in."""
    if _kind(table, entity) != "office":
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
