"""A meeting's slides, built from what is known now and set as the office wants them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from dti_core.geography import is_mapped
from dti_core.i18n import Translator
from dti_core.meeting import aims, map, points, sources, standing, work
from dti_core.meeting.materials import Materials
from dti_core.meeting.settings import Choice, Settings
from dti_core.meeting.slide import Deck, Slide
from dti_core.scores import ScoreTable

# Rows of a table that a slide has room for; what is more continues on the next. Other kinds are one slide always.
ROWS = {"sources": 4, "work": 5, "risks": 5}

Maker = Callable[[Materials, Translator], Slide]
MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        "standing": standing.standing,
        "change": standing.change,
        "gap": points.make,
        "target": aims.target,
        "plan": aims.plan,
        "work": work.make,
        "risks": work.risks,
        "map": map.make,
        "sources": sources.make,
    }
)


def usual(table: ScoreTable, held_on: str = "") -> Settings:
    """What a meeting about a round starts with: every slide, but no map where the round is not of provinces.

    >>> from dti_core.store import Store
    >>> store = Store.open(":memory:")
    >>> [usual(store.table(name)).choice("map").hidden for name in ("province-2022", "commune-backan-2022")]
    [False, True]
    >>> store.close()
    """
    return Settings(held_on=held_on).changed("map", hidden=not is_mapped(table))


def build(materials: Materials, settings: Settings, t: Translator) -> Deck:
    """The slides that are not hidden, in the order set, what was edited by hand in place of what is computed."""
    slides = [slide for choice in settings.slides for slide in shown(materials, choice, t)]
    title = settings.title or t("meeting.deck_title")
    subtitle = t(
        "meeting.deck_subtitle",
        name=materials.name(t.lang),
        index=materials.table.framework.short(t.lang),
        year=materials.table.round.year,
    )
    return Deck(title, subtitle, t.date(settings.day) if settings.day else "", t.lang, tuple(slides))


def computed(materials: Materials, key: str, t: Translator) -> Slide:
    """A slide as it is without edits by hand."""
    return materials.slide(key, t.lang, lambda: MAKERS[key](materials, t))


def shown(materials: Materials, choice: Choice, t: Translator) -> list[Slide]:
    """What a choice comes to: a slide as edited, more where its table continues, none where it is hidden."""
    if choice.hidden or choice.key not in MAKERS:
        return []
    made = computed(materials, choice.key, t)
    made = replace(made, title=choice.title or made.title, message=choice.message or made.message,
                   notes=choice.notes or made.notes)  # fmt: skip
    return continued(made, ROWS[made.kind], t) if made.kind in ROWS else [made]


def numbers(materials: Materials, settings: Settings, t: Translator) -> dict[str, range]:
    """Key -> the numbers that its slides have in the deck; only slides that may continue are made to know.

    >>> from dti_core.store import Store
    >>> from dti_core.meeting.materials import gather
    >>> store = Store.open(":memory:")
    >>> found = gather(store, store.table("province-2022"), "VN-12", Settings())
    >>> numbers(found, Settings().changed("gap", hidden=True), Translator("vi"))["target"]
    range(3, 4)
    >>> store.close()
    """
    found, at = {}, 1
    for choice in settings.slides:
        whole = choice.key in MAKERS and not choice.hidden and choice.key not in ROWS
        count = 1 if whole else len(shown(materials, choice, t))
        found[choice.key] = range(at, at + count)
        at += count
    return found


def continued(slide: Slide, rows: int, t: Translator) -> list[Slide]:
    """A slide whose table is longer than `rows`, as several: "key", "key.2", "key.3", each with its part of the table.

    >>> from dti_core.meeting.slide import SlideTable
    >>> table = SlideTable(("a",), tuple((str(n),) for n in range(5)), (True,))
    >>> [(one.key, one.title, len(one.table.rows))
    ...  for one in continued(Slide("work", "work", "Việc", "", table=table), 2, Translator("vi"))]
    [('work', 'Việc (1/3)', 2), ('work.2', 'Việc (2/3)', 2), ('work.3', 'Việc (3/3)', 1)]
    """
    table = slide.table
    if table is None or len(table.rows) <= rows:
        return [slide]
    count = -(-len(table.rows) // rows)
    rows = -(-len(table.rows) // count)  # evenly, so that no slide ends with a single row
    made = []
    for number in range(count):
        part = slice(number * rows, (number + 1) * rows)
        title = t("meeting.continued", title=slide.title, number=number + 1, count=count)
        key = slide.key if not number else f"{slide.key}.{number + 1}"
        made.append(replace(slide, key=key, title=title,
                            table=replace(table, rows=table.rows[part], raw=table.raw[part])))  # fmt: skip
    return made
