"""export, backup, restore: files made of what the store holds, and back."""

import datetime as dt
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

from dti_core import excel
from dti_core.commands.answer import DONE, Answer
from dti_core.commands.parser import FORMATS
from dti_core.dataset_files import table_workbook
from dti_core.datasets import NAMES, OF_ROUND, Dataset, dataset
from dti_core.errors import StoreError
from dti_core.i18n import Translator
from dti_core.journal_words import manifest_words
from dti_core.office import backup
from dti_core.scores import ScoreTable
from dti_core.store import Store


def export(store: Store, asked: Namespace, t: Translator) -> Answer:
    """Tables as files in a folder: those of a round once a round, the others once."""
    folder: Path = asked.folder
    formats = dict.fromkeys(asked.format or FORMATS)
    wanted = _tables(store, asked, t)
    names = {f"{stem}.{form}": (shown, scores, form) for stem, (shown, scores) in wanted for form in formats}
    there = [name for name in names if (folder / name).exists()]
    if there and not asked.force:
        raise StoreError("file_exists", file=there[0], count=len(there))
    written = []
    for name, (shown, scores, form) in names.items():
        content = _made(store, shown, scores, form, t, bom=not asked.no_bom)
        put(folder / name, content)
        written.append({"file": name, "table": shown.name, "rows": len(shown), "bytes": len(content)})
    document = {"folder": str(folder), "files": written}
    lines = [t("cli.exported", count=t.number(len(written), 0), folder=folder)]
    return Answer(document, [*lines, *(t("cli.exported_file", **one) for one in written)])


def _tables(store: Store, asked: Namespace, t: Translator) -> list[tuple[str, tuple[Dataset, ScoreTable]]]:
    """(file name without ending, table and the round it is of), empty tables left out."""
    rounds = [store.table(one) for one in asked.round or store.rounds()["round_id"]]
    wanted = dict.fromkeys(asked.table or NAMES)

    def found() -> Iterator[tuple[str, tuple[Dataset, ScoreTable]]]:
        for name in wanted:
            for scores in rounds if name in OF_ROUND else rounds[:1]:
                stem = f"{name}-{scores.round.round_id}" if name in OF_ROUND else name
                yield stem, (dataset(store, name, scores, t), scores)

    return [(stem, (shown, scores)) for stem, (shown, scores) in found() if len(shown)]


def _made(store: Store, shown: Dataset, scores: ScoreTable, form: str, t: Translator, *, bom: bool) -> bytes:
    if form == "xlsx":
        return table_workbook(store, shown, scores, t)
    frame = shown.to_frame()
    return excel.csv_bytes(frame, t, bom) if form == "csv" else excel.parquet_bytes(frame, t)


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; its folder is made. StoreError where that is not possible."""
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise StoreError("backup_unwritable", file=path.name, reason=error.strerror or "") from error


def get(path: Path) -> bytes:
    """A file's content; StoreError where it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise StoreError("file_missing", file=path) from error
    except OSError as error:
        raise StoreError("file_unreadable", file=path.name, reason=error.strerror or "") from error


def back_up(make: Callable[[], bytes], asked: Namespace, t: Translator, now: dt.datetime) -> Answer:
    """A backup as a file; a folder gets a file named after the time. `make`: by this process or by a running app."""
    path: Path = asked.file
    if path.is_dir():
        path = path / f"dti-{now:%Y%m%d-%H%M%S}{backup.SUFFIX}"
    if path.exists() and not asked.force:
        raise StoreError("file_exists", file=path.name, count=1)
    content = make()
    manifest = backup.read(content)
    put(path, content)
    document = {"file": str(path), "bytes": len(content), "made_at": manifest.made_at, "who": manifest.who,
                "schema": manifest.schema, "rows": manifest.rows, "sha256": manifest.sha256}  # fmt: skip
    return Answer(document, [t("cli.backed_up", file=path), manifest_words(manifest, t)])


def restore(
    opened: Callable[[], Store], database: Path, asked: Namespace, t: Translator, now: dt.datetime
) -> Answer:  # fmt: skip
    """Say what a backup holds; with --yes put it in place, also where the database no longer opens."""
    content = get(asked.file)
    with backup.opened(content) as (manifest, _):
        document = {"file": str(asked.file), "made_at": manifest.made_at, "who": manifest.who,
                    "schema": manifest.schema, "rows": manifest.rows, "restored": False, "kept": None}  # fmt: skip
    lines = [manifest_words(manifest, t)]
    if not asked.yes:
        return Answer(document, [*lines, t("cli.restore_not_yet")], DONE)
    try:
        store = opened()
    except StoreError as error:
        if error.code != "store_damaged":
            raise
        kept = backup.rescue(database, content, asked.who, now)
    else:
        try:
            kept = backup.restore(store, content, asked.who, now, asked.file.name)
        finally:
            store.close()
    document |= {"restored": True, "kept": None if kept is None else str(kept)}
    return Answer(document, [*lines, t("cli.restored", file=kept or "–")])
