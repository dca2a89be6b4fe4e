"""Make the database from data/published, in one transaction, and upgrade what users added."""

import hashlib
from fractions import Fraction
from pathlib import Path

import duckdb
import pandas as pd

from dti_core.errors import StoreError
from dti_core.schema import PUBLISHED, TABLES, TREES
from dti_core.schema_office import CURRENT, OFFICE

PUBLISHED_FILES = Path(__file__).parents[1] / "data" / "published"
MERGED_ROUND = "province-2024-34"  # derived: each new province has the mean of its predecessors
_MERGED_FROM = "province-2024"


def fingerprint(folder: Path = PUBLISHED_FILES) -> str:
    """Changes when a published figure or the schema does."""
    digest = hashlib.sha256(PUBLISHED.encode())
    for name in TABLES:
        digest.update(name.encode() + _file(name, folder).read_bytes())
    return digest.hexdigest()


def refresh(connection: duckdb.DuckDBPyConnection, folder: Path = PUBLISHED_FILES) -> bool:
    """Upgrade the office's tables and rebuild the published ones if missing or stale; True when rebuilt."""
    wanted = fingerprint(folder)
    connection.execute("BEGIN")
    try:
        upgrade(connection)
        stale = _built(connection) != wanted
        if stale:
            _rebuild(connection, folder, wanted)
        connection.execute("CREATE SCHEMA IF NOT EXISTS current")
        connection.execute(CURRENT)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return stale


def _exists(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    query = """SELECT count(*) FROM information_schema.tables
               WHERE table_catalog = current_database() AND table_schema = ? AND table_name = ?"""
    row = connection.execute(query, [schema, table]).fetchone()
    return bool(row and row[0])


def _built(connection: duckdb.DuckDBPyConnection) -> str | None:
    if not _exists(connection, "published", "meta"):
        return None
    row = connection.execute("SELECT fingerprint FROM published.meta").fetchone()
    return row[0] if row else None


def upgrade(connection: duckdb.DuckDBPyConnection) -> None:
    """Make or upgrade the office's tables in the current database; refused when they are newer than this programme."""
    if not _exists(connection, "office", "meta"):
        connection.execute("CREATE SCHEMA IF NOT EXISTS office")
        connection.execute("CREATE TABLE office.meta (version INTEGER NOT NULL, revision INTEGER NOT NULL)")
        connection.execute("INSERT INTO office.meta VALUES (0, 0)")
    row = connection.execute("SELECT version FROM office.meta").fetchone()
    version = row[0] if row else 0
    if version > len(OFFICE):
        raise StoreError("store_newer", version=version, known=len(OFFICE))
    for step in OFFICE[version:]:
        connection.execute(step)
    connection.execute("UPDATE office.meta SET version = ?", [len(OFFICE)])


def _rebuild(connection: duckdb.DuckDBPyConnection, folder: Path, wanted: str) -> None:
    connection.execute("DROP SCHEMA IF EXISTS published CASCADE")
    connection.execute("CREATE SCHEMA published")
    connection.execute(PUBLISHED)
    for name in TABLES:
        try:
            frame = read_published(name, folder)
            for part in _parents_first(frame, *TREES[name]) if name in TREES else [frame]:
                connection.register("part", part)
                connection.execute(f"INSERT INTO published.{name} BY NAME SELECT * FROM part")
                connection.unregister("part")
        except (duckdb.Error, KeyError) as error:  # KeyError: a column that the tree's layers need
            raise StoreError("bad_published", file=f"{name}.csv", reason=str(error).split("\n")[0]) from error
    connection.register("part", merged_scores(folder))
    connection.execute("INSERT INTO published.scores BY NAME SELECT * FROM part")
    connection.unregister("part")
    connection.execute("INSERT INTO published.meta VALUES (?)", [wanted])


def _file(name: str, folder: Path) -> Path:
    path = folder / f"{name}.csv"
    if not path.exists():
        raise StoreError("no_published", file=path.name)
    return path


def read_published(name: str, folder: Path = PUBLISHED_FILES) -> pd.DataFrame:
    """A published file as text, blank cells missing (`within` of ranks: blank means everyone, and stays)."""
    try:
        frame = pd.read_csv(_file(name, folder), dtype=object, keep_default_na=False, encoding="utf-8")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise StoreError("bad_published", file=f"{name}.csv", reason=str(error)) from error
    kept = frame.where(frame != "", None)
    return kept.assign(within=frame["within"]) if "within" in frame else kept


def _parents_first(frame: pd.DataFrame, key: str, parent: str) -> list[pd.DataFrame]:
    """The rows in layers, each after the layer that its rows refer to."""
    scope = frame["framework_id"] if "framework_id" in frame else pd.Series("", index=frame.index)
    own = pd.Series(list(zip(scope, frame[key], strict=True)), index=frame.index)
    up = pd.Series(list(zip(scope, frame[parent], strict=True)), index=frame.index)
    layers, done = [], frame[parent].isna()
    layers.append(frame[done])
    while not done.all():
        ready = ~done & up.isin(set(own[done]))
        if not ready.any():
            layers.append(frame[~done])  # a parent that does not exist: the constraint names it
            break
        layers.append(frame[ready])
        done = done | ready
    return layers


def merged_scores(folder: Path = PUBLISHED_FILES) -> pd.DataFrame:
    """Scores of the 34 provinces of 2024: mean of the predecessors' published values, half up at four places.

    Source of the rule: the ministry's 2024 results for 34 provinces; it reproduces their published order.
    """
    scores = read_published("scores", folder)
    scores = scores[scores["round_id"] == _MERGED_FROM]
    names = read_published("entities", folder).set_index("entity_id")["name_vi"]
    heirs = read_published("successions", folder).set_index("old_entity_id")["new_entity_id"]
    rows = []
    for (heir, code), group in scores.groupby(
        [scores["entity_id"].map(heirs).fillna(scores["entity_id"]), "indicator_code"]
    ):
        mean = sum((Fraction(value) for value in group["value"]), Fraction(0)) / len(group)
        units = int(mean * 10_000 + Fraction(1, 2))
        parts = "; ".join(
            f"{names[one]} {value}" for one, value in zip(group["entity_id"], group["value"], strict=True)
        )
        quote = parts if len(group) == 1 else f"({parts}) / {len(group)}"
        source = group["source_id"].iloc[0]
        rows.append(
            (MERGED_ROUND, heir, code, units / 10_000, "derived" if len(group) > 1 else "published", source, quote)
        )
    columns = ["round_id", "entity_id", "indicator_code", "value", "basis", "source_id", "quote"]
    return pd.DataFrame(rows, columns=columns)
