"""deck: a meeting's slides as a file, of a meeting that is kept or of a round and an entity as they are now."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from dti_core.commands.answer import Answer
from dti_core.commands.asked import entity_of, link_of
from dti_core.commands.files import get, put
from dti_core.deck import sheets
from dti_core.deck.pdf_deck import pdf
from dti_core.deck.pptx_deck import pptx
from dti_core.errors import ScoreError, StoreError
from dti_core.i18n import Translator
from dti_core.meeting import frozen
from dti_core.meeting.builder import build, usual
from dti_core.meeting.materials import gather
from dti_core.meeting.settings import parse
from dti_core.meeting.slide import Deck
from dti_core.office import files, meetings
from dti_core.record import Record, record
from dti_core.scores import ScoreTable
from dti_core.store import Store

KINDS = (".pptx", ".pdf", ".xlsx")


def deck(store: Store, asked: Namespace, t: Translator) -> Answer:
    """Write the slides; the file's ending says as what."""
    path: Path = asked.file
    if path.suffix.lower() not in KINDS:
        raise StoreError("deck_kind", file=path.name, known=", ".join(KINDS))
    if path.exists() and not asked.force:
        raise StoreError("file_exists", file=path.name, count=1)
    made = _made(store, asked, t)
    content = _file(store, made, path.suffix.lower(), asked.template)
    put(path, content)
    slides = [{"key": slide.key, "title": slide.title, "message": slide.message} for slide in made.slides]
    document = {"file": str(path), "bytes": len(content), "title": made.title, "slides": slides}
    lines = [t("cli.deck_written", file=path, count=t.number(len(slides), 0))]
    return Answer(document, [*lines, *(f"  {slide['title']}: {slide['message']}" for slide in slides)])


def _made(store: Store, asked: Namespace, t: Translator) -> Deck:
    if asked.meeting:
        kept = meetings.find(store, asked.meeting)
        if kept.frozen:
            return frozen.read(kept.frozen, t.lang)
        table, entity, settings = store.table(kept.round_id), kept.entity, parse(kept.settings)
    else:
        if not asked.round or not asked.entity:
            raise StoreError("deck_needs")
        table = store.table(asked.round)
        entity, settings = entity_of(table, asked.entity), usual(table)
    given = {"title": asked.title, "held_on": asked.day, "rank": asked.rank}
    if asked.peers:
        given["peers"] = link_of(asked.peers)
    settings = replace(settings, **{name: value for name, value in given.items() if value})
    return build(gather(store, table, entity, settings, _record(store, table)), settings, t)


def _record(store: Store, table: ScoreTable) -> Record | None:
    """How the index's models have done; None where no two rounds can be tested."""
    try:
        return record(store.history(table.framework.index_id))
    except ScoreError:
        return None


def _file(store: Store, made: Deck, kind: str, template: Path | None) -> bytes:
    if kind == ".pdf":
        return pdf(made)
    if kind == ".xlsx":
        return sheets.workbook(made)
    kept = files.kept(store, files.TEMPLATE)
    return pptx(made, get(template) if template else kept.content if kept else None)
