"""import: a file read, checked and shown; written only with --yes. With --template, the empty file to fill instead."""

import dataclasses
import datetime as dt
from argparse import Namespace
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from dti_core.commands.answer import DONE, REFUSED, Answer, table
from dti_core.commands.files import get, put
from dti_core.errors import StoreError, UnknownCode, WorkbookError
from dti_core.i18n import Translator
from dti_core.intake import choosing, facts, reader, templates, words
from dti_core.intake.aims import Aim, CatalogueAim, ProgressAim, ScoresAim
from dti_core.intake.columns import Grid
from dti_core.intake.grid import Book
from dti_core.intake.names import Names
from dti_core.intake.proposal import Proposal, commit, propose
from dti_core.office import journal
from dti_core.store import Store

Opened = Callable[[], AbstractContextManager[Store]]
_MOST = 30  # changes printed; --json has them all
# Option -> what it says of an aim, by kind.
_FACTS: dict[str, dict[str, str]] = {
    "catalogue": {"framework": "framework_id", "index": "index_id", "name": "name_vi", "name_en": "name_en",
                  "published_as": "published_as", "decimals": "decimals", "rounding": "rounding"},
    "scores": {"round": "round_id", "framework": "framework_id", "year": "year", "scope": "scope_vi",
               "scope_en": "scope_en", "entity_count": "entity_count", "published_on": "published_on",
               "level": "level", "parent": "parent_id", "entity": "entity_id", "status": "status", "scale": "scale",
               "new_entities": "new_entities"},
    "progress": {"framework": "framework_id", "entity": "entity_id", "quarter": "quarter"},
}  # fmt: skip
_AIMS = {"catalogue": CatalogueAim, "scores": ScoresAim, "progress": ProgressAim}


def bring(readable: Opened, writable: Opened, asked: Namespace, t: Translator, now: dt.datetime) -> Answer:
    """Problems and changes of a file; with --yes the batch that it became."""
    if asked.template:
        return _template(readable, asked, t)
    content = get(asked.file)
    book = _sheets(reader.read(content, asked.file.name), asked.sheet)
    aim = aim_of(asked, book)
    with (writable if asked.yes else readable)() as store:
        aim = _named(store, aim)
        more = choosing.known_of(store, aim)[1]
        chosen = choosing.chosen_of(book, asked.column, more)
        found = propose(store, book, aim, chosen)
        columns = choosing.grids_of(book, more, chosen)
        batch_id = None
        if asked.yes and found.rows and not found.stops:
            batch = journal.Batch(aim.kind, asked.who or "", now, book.file_name, content, asked.note)
            batch_id = commit(store, found, batch)
    return _told(found, columns, batch_id, t)


def aim_of(asked: Namespace, book: Book | None = None) -> Aim:
    """What the options say the file is for; a filled template says it itself, and the options only add to it. An option
    that this kind has no use for is refused, not passed over.

    >>> aim_of(Namespace(kind="progress", framework="f", entity="VN-12", quarter="2026-Q3"))
    ProgressAim(framework_id='f', entity_id='VN-12', quarter='2026-Q3')
    """
    said = None if book is None else facts.aim_of(book)
    kind = asked.kind or (said.kind if said is not None else None)
    if kind is None:
        raise WorkbookError("no_aim")
    others = {option for facts_of in _FACTS.values() for option in facts_of} - set(_FACTS[kind])
    if idle := sorted(option for option in others if getattr(asked, option, None) not in (None, False)):
        raise WorkbookError("aim_option", option=_option(idle[0]), kind=kind)
    given = {fact: getattr(asked, option, None) for option, fact in _FACTS[kind].items()}
    given = {fact: value for fact, value in given.items() if value not in (None, False)}
    known: dict[str, Any] = {}
    if said is not None and said.kind == kind:
        known = {each.name: getattr(said, each.name) for each in dataclasses.fields(said)}
    made = _AIMS[kind]
    needed = [
        each.name for each in dataclasses.fields(made)
        if each.default is dataclasses.MISSING and each.name not in known | given
    ]  # fmt: skip
    if needed:
        options = {fact: option for option, fact in _FACTS[kind].items()}
        raise WorkbookError("aim_needs", option=_option(options[needed[0]]), kind=kind)
    aim: Aim = made(**(known | given))
    return aim


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _named(store: Store, aim: Aim) -> Aim:
    """The aim with its entity's id, where a name was typed."""
    if isinstance(aim, CatalogueAim) or not aim.entity_id:
        return aim
    listing = store.listing("entities")
    match = Names({row.entity_id: (row.name_vi, row.name_en) for row in listing.itertuples()}).match(aim.entity_id)
    if match.found is None:
        raise UnknownCode.of("entity", aim.entity_id, match.near or listing["entity_id"])
    return dataclasses.replace(aim, entity_id=match.found)


def _sheets(book: Book, wanted: list[str]) -> Book:
    """The sheets named, with the one that says what a template is for; every sheet where none is named."""
    if not wanted:
        return book
    names = [sheet.name for sheet in book.sheets]
    for name in wanted:
        if name not in names:
            raise WorkbookError("no_sheet", sheet=name, known=", ".join(names))
    facts_sheets = {Translator(lang)("intake.template.facts") for lang in ("vi", "en")}
    return dataclasses.replace(
        book, sheets=tuple(sheet for sheet in book.sheets if sheet.name in {*wanted, *facts_sheets})
    )


def _template(readable: Opened, asked: Namespace, t: Translator) -> Answer:
    path: Path = asked.file
    if path.exists() and not asked.force:
        raise StoreError("file_exists", file=path.name, count=1)
    aim = aim_of(asked)
    with readable() as store:
        aim = _named(store, aim)
        content = templates.template(store, aim, t)
    put(path, content)
    return Answer({"file": str(path), "kind": aim.kind, "bytes": len(content)}, [t("cli.template", file=path)])


def _told(found: Proposal, grids: list[Grid], batch_id: str | None, t: Translator) -> Answer:
    problems = [
        {"severity": one.severity, "sheet": one.sheet, "place": one.place, "value": one.value, "code": one.code,
         "text": one.text(t)}
        for one in found.problems
    ]  # fmt: skip
    columns = [
        {"sheet": grid.sheet, "place": one.place, "heading": one.heading, "field": one.field}
        for grid in grids
        for one in grid.columns
    ]
    document = {
        "file": found.book.file_name, "sha256": found.book.sha256, "kind": found.kind,
        "aim": dataclasses.asdict(found.aim), "columns": columns, "problems": problems, "counts": found.counts,
        "changes": found.changes, "written": batch_id is not None, "batch": batch_id,
    }  # fmt: skip
    lines = [words.problem_lead(found.problems, t)]
    if problems:
        lines += ["", *table(t, words.problem_frame(found.problems, t)), ""]
    if any(one.code in ("unknown_column", "missing_column", "repeated_column") for one in found.problems):
        lines += [t("cli.column_hint"), ""]
    if found.stops:
        return Answer(document, lines, REFUSED, t("cli.import_stopped", count=t.number(len(found.stops), 0)))
    if batch_id is not None:
        return Answer(document, [*lines, words.done_lead(found, batch_id, t)])
    changed = found.changes[found.changes["action"] != "same"] if len(found.changes) else found.changes
    lines.append(words.change_lead(found.counts, t))
    if len(changed):
        lines += ["", *table(t, words.change_frame(changed.head(_MOST), t))]
    if len(changed) > _MOST:
        lines.append(t("cli.more_changes", count=t.number(len(changed) - _MOST, 0)))
    if len(changed):
        lines += ["", t("cli.import_not_yet")]
    return Answer(document, lines, DONE)
