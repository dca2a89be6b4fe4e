"""One command from its words to its answer: the store opened, or asked of the running app."""

import datetime as dt
import io
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from dti_core.commands import bringing, checking, figures, files, running, slides
from dti_core.commands.answer import DONE, REFUSED, Answer
from dti_core.commands.parser import language, parse
from dti_core.errors import DtiError, StoreError
from dti_core.i18n import Translator
from dti_core.office import backup
from dti_core.store import DEFAULT_PATH, Store

Reading = Callable[[Store, Namespace, Translator], Answer]
READING: Mapping[str, Reading] = {
    "rank": figures.rank, "simulate": figures.what_if, "plan": figures.way, "export": files.export, "deck": slides.deck,
    "check": checking.check,
}  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Run a command; its exit status. Text or JSON on stdout, refusals and notes on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # JSON and files that a shell makes of our answers are UTF-8
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    t = Translator(language(arguments))
    asked = parse(arguments, t)
    try:
        answer = _answer(asked, t)
    except DtiError as error:
        sys.stderr.write(f"{error.text(t)}\n")
        return REFUSED
    for note in answer.notes:
        sys.stderr.write(f"{note}\n")
    sys.stdout.write((answer.json() if asked.json else "\n".join(answer.lines)) + "\n")
    if answer.status != DONE:
        sys.stderr.write(f"{answer.refusal}\n")
    return answer.status


def _answer(asked: Namespace, t: Translator) -> Answer:
    database: Path = asked.database or DEFAULT_PATH
    now = dt.datetime.now().replace(microsecond=0)
    if asked.command in READING:
        with _readable(database) as store:
            return READING[asked.command](store, asked, t)
    if asked.command == "backup":
        return files.back_up(lambda: _backed_up(database, asked.who, now), asked, t, now)
    if asked.command == "import":
        if asked.yes and not (asked.who or "").strip():
            raise StoreError("blank_who")
        return bringing.bring(lambda: _readable(database), lambda: closing(_writable(database)), asked, t, now)
    return files.restore(lambda: _writable(database), database, asked, t, now)


def _writable(database: Path) -> Store:
    try:
        return Store.open(database)
    except StoreError as error:
        if error.code == "store_in_use":
            raise StoreError("write_in_use", file=database.name) from error
        raise


@contextmanager
def _readable(database: Path) -> Iterator[Store]:
    """The store, or a snapshot of the one that the running app has."""
    try:
        store = Store.open(database)
    except StoreError as error:
        if error.code != "store_in_use":
            raise
        with running.snapshot(running.asked(database, "python -m dti_core")) as store:
            yield store
        return
    try:
        yield store
    finally:
        store.close()


def _backed_up(database: Path, who: str, now: dt.datetime) -> bytes:
    try:
        store = Store.open(database)
    except StoreError as error:
        if error.code != "store_in_use":
            raise
        return running.asked(database, who)
    try:
        return backup.make(store, who, now)
    finally:
        store.close()
