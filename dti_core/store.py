"""The store: one DuckDB file, opened once for the process, a cursor for each call. SQL is only here and in build."""

import math
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

import duckdb
import numpy as np
import pandas as pd

from dti_core import build, schema
from dti_core.errors import StoreError, UnknownCode
from dti_core.framework import Composite, Framework, Indicator, Level
from dti_core.schema_office import VIEWS
from dti_core.scores import Round, ScoreTable

# What DuckDB raises on a file whose blocks cannot be read; other errors are ours.
_DAMAGE = (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException, duckdb.InternalException)
DEFAULT_PATH = Path(__file__).parents[1] / "data" / "dti.duckdb"

T = TypeVar("T")

_PEOPLE = """
WITH named AS (
    SELECT DISTINCT entity_id FROM current.scores WHERE round_id = $round
    UNION SELECT DISTINCT entity_id FROM current.ranks WHERE round_id = $round),
alike AS (
    SELECT e.entity_id FROM current.entities e
    WHERE (e.level, e.parent_id) IN
          (SELECT (level, parent_id) FROM current.entities SEMI JOIN named USING (entity_id))
      AND coalesce(e.valid_from <= make_date($year, 1, 1), true)
      AND coalesce(e.valid_to > make_date($year, 1, 1), true))
SELECT entity_id, name_vi, name_en, level, parent_id, region_id FROM current.entities
WHERE entity_id IN (SELECT entity_id FROM named)
   OR (entity_id IN (SELECT entity_id FROM alike) AND (SELECT count(*) FROM alike) = $count)
ORDER BY entity_id
"""

_BRINGING = ("frameworks", "indicators", "entities", "rounds", "scores", "ranks", "choices")  # tables of figures
_FIGURES = f"""
WITH brought AS ({" UNION ".join(f"SELECT batch_id FROM office.{name}" for name in _BRINGING)})
SELECT fingerprint, (SELECT md5(string_agg(batch_id, ',' ORDER BY batch_id))[:8]
                     FROM brought SEMI JOIN current.batches USING (batch_id)) AS brought
FROM published.meta
"""

_REMEMBERED = 500  # answers kept; a visitor who opens every page for one entity leaves about thirty


class Store:
    """Figures with their sources, and what users add.

    >>> store = Store.open(":memory:")
    >>> store.table("province-2022").value("VN-12", "DTI")
    0.5032
    >>> store.close()
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path | None = None) -> None:
        self._connection = connection
        self.path = path  # None: in memory
        self._writing = threading.Lock()
        self._loading = threading.Lock()
        self._tables: dict[tuple[str, str], ScoreTable] = {}
        self._answers: dict[tuple[str, ...], Any] = {}

    @classmethod
    def open(cls, path: str | Path | None = None, published: Path = build.PUBLISHED_FILES) -> Self:
        """Open the database at `path` (default data/dti.duckdb), built from `published` when missing or stale.

        Raises StoreError when another process has the file, when it is no database, or newer than this programme.
        """
        path = DEFAULT_PATH if path is None else path
        name = Path(path).name
        try:
            connection = _connect(str(path))
        except duckdb.IOException as error:
            code = "store_damaged" if Path(path).exists() else "store_unreachable"
            in_use = "lock" in str(error).lower() or "being used" in str(error)
            raise StoreError("store_in_use" if in_use else code, file=name) from error
        except duckdb.Error as error:
            raise StoreError("store_damaged", file=name) from error
        try:
            build.refresh(connection, published)
        except _DAMAGE as error:
            connection.close()
            raise StoreError("store_damaged", file=name) from error
        except BaseException:
            connection.close()
            raise
        return cls(connection, None if str(path) == ":memory:" else Path(path))

    def close(self) -> None:
        """Let go of the file; what is asked afterwards is a StoreError."""
        self._connection.close()
        self._answers, self._tables = {}, {}

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own, for several statements that belong together; to be closed."""
        try:
            return self._connection.cursor()
        except duckdb.ConnectionException as error:
            raise StoreError("store_closed") from error

    def _kept(self, key: tuple[str, ...], find: Callable[[], T]) -> T:
        """What `find` gave for this key since something was last written."""
        answers: dict[tuple[str, ...], T] = self._answers  # a write puts another in its place
        if key not in answers:
            answers[key] = find()
            if len(answers) > _REMEMBERED:
                self._answers = {}
        return answers[key]

    def query(self, sql: str, parameters: dict[str, object] | list[object] | None = None) -> pd.DataFrame:
        """A frame from one SELECT, on a cursor of its own (sessions are threads); kept until something is written.

        Pages ask the same few questions at every rerun; nothing but `write` changes the answers.
        """

        def find() -> pd.DataFrame:
            with self.cursor() as cursor:
                return cursor.execute(sql, parameters or []).df()

        return self._kept((sql, repr(parameters)), find).copy(deep=False)  # pandas copies what is changed later

    def _part(self, key: str, sql: str, parameters: dict[str, object] | None = None) -> pd.DataFrame:
        """The rows with `key` in the first column of a SELECT that is ordered by it, without that column.

        One question for everybody: a page that turns to the next entity has its rows already.
        """

        def find() -> tuple[dict[str, tuple[int, int]], pd.DataFrame]:
            rows = self.query(sql, parameters)
            keys = rows.iloc[:, 0].tolist()
            starts = [place for place, name in enumerate(keys) if place == 0 or keys[place - 1] != name]
            ends = [*starts[1:], len(keys)]
            return {keys[first]: (first, last) for first, last in zip(starts, ends, strict=True)}, rows.iloc[:, 1:]

        places, rows = self._kept(("part", sql, repr(parameters)), find)
        first, last = places.get(key, (0, 0))
        return rows.iloc[first:last].reset_index(drop=True)

    @property
    def version(self) -> str:
        """Changes with the published figures and with every write: the key of every cache."""

        def find() -> str:
            row = self.query("SELECT fingerprint, revision FROM published.meta, office.meta").iloc[0]
            return f"{row['fingerprint'][:12]}-{row['revision']}"

        return self._kept(("version",), find)

    @property
    def figures_version(self) -> str:
        """Changes with the published figures and with batches that bring figures or are undone, and with nothing else.

        Tables are kept under it, with all that is worked out on them: a scenario or a quarter's progress that is saved
        costs no new reading of every round.
        """

        def find() -> str:
            row = self.query(_FIGURES).iloc[0]
            return f"{row['fingerprint'][:12]}-{row['brought'] or 0}"

        return self._kept(("figures",), find)

    # -- published ------------------------------------------------------------------------------------------------

    def rounds(self) -> pd.DataFrame:
        """One row a round: round_id, framework_id, index_id, year, scope, entity_count, published_on, source_id; the
        scope of another index than the DTI begins with its name."""
        return self.query(
            """SELECT r.round_id, r.framework_id, f.index_id, r.year,
                      CASE WHEN f.index_id LIKE 'dti-%' THEN '' ELSE f.name_vi || ' · ' END || r.scope_vi AS scope,
                      CASE WHEN f.index_id LIKE 'dti-%' THEN '' ELSE f.name_en || ' · ' END || r.scope_en AS scope_en,
                      r.entity_count, r.published_on, r.source_id
               FROM current.rounds r JOIN current.frameworks f USING (framework_id)
               ORDER BY f.index_id <> 'dti-province', f.index_id, r.year, r.entity_count DESC"""
        )

    def framework(self, framework_id: str) -> Framework:
        """An edition of an index; UnknownCode when there is none of that name."""
        frames = {
            name: self.query(_rows(name, "WHERE framework_id = ?"), [str(framework_id)])
            for name in ("frameworks", "indicators", "composites", "composite_members", "levels")
        }
        if frames["frameworks"].empty:
            known = self.query("SELECT framework_id FROM current.frameworks ORDER BY 1")["framework_id"]
            raise UnknownCode.of("framework", framework_id, known)
        row = frames["frameworks"].iloc[0]
        members = frames["composite_members"].groupby("composite_code", sort=False)["member_code"].agg(tuple)
        return Framework(
            framework_id, row["index_id"], row["name_vi"], row["name_en"], row["published_as"], int(row["decimals"]),
            tuple(_indicator(node) for node in frames["indicators"].to_dict("records")),
            tuple(
                Composite(c["composite_code"], c["name_vi"], c["name_en"], members[c["composite_code"]], c["basis"],
                          c["note"] or "", c["source_id"])
                for c in frames["composites"].to_dict("records")
            ),
            tuple(
                Level(b["name_vi"], b["name_en"], b["above_percent"], b["up_to_percent"], b["source_id"])
                for b in frames["levels"].sort_values("above_percent").to_dict("records")
            ),
            row["rounding"], row["source_id"], row["note"] or "",
        )  # fmt: skip

    def table(self, round_id: str) -> ScoreTable:
        """All figures of one round; the same object until figures change."""
        key = (self.figures_version, str(round_id))
        with self._loading:
            if key not in self._tables:
                self._tables = {kept: table for kept, table in self._tables.items() if kept[0] == key[0]}
                self._tables[key] = self._load(key[1])
            return self._tables[key]

    def history(self, index_id: str) -> tuple[ScoreTable, ...]:
        """The rounds of one index, oldest first."""
        rounds = self.rounds()
        return tuple(self.table(name) for name in rounds.loc[rounds["index_id"] == index_id, "round_id"])

    def _load(self, round_id: str) -> ScoreTable:
        rounds = self.query("SELECT * FROM current.rounds WHERE round_id = ?", [round_id])
        if rounds.empty:
            raise UnknownCode.of("round", round_id, self.rounds()["round_id"])
        row = rounds.iloc[0]
        count = None if pd.isna(row["entity_count"]) else int(row["entity_count"])
        published_on = None if pd.isna(row["published_on"]) else row["published_on"].date()
        meta = Round(round_id, row["framework_id"], int(row["year"]), row["scope_vi"], row["scope_en"], count,
                     published_on, row["source_id"])  # fmt: skip
        framework = self.framework(meta.framework_id)
        people = self.query(_PEOPLE, {"round": round_id, "year": meta.year, "count": count or 0}).set_index("entity_id")
        scores = _fitting(self.query("SELECT * FROM current.scores WHERE round_id = ?", [round_id]), framework, people)
        published = np.full((len(people), len(framework.all_codes)), np.nan)
        derived = np.zeros(published.shape, dtype=bool)
        rows, columns = (
            people.index.get_indexer(scores["entity_id"]),
            [framework.column(c) for c in scores["indicator_code"]],
        )
        published[rows, columns] = scores["value"]
        derived[rows, columns] = scores["basis"] == "derived"
        ranks = _fitting(self.query("SELECT * FROM current.ranks WHERE round_id = ?", [round_id]), framework, people)
        ranks = ranks.rename(columns={"indicator_code": "code"})[["entity_id", "code", "rank", "of", "within"]]
        causes = self.query(
            "SELECT entity_id, indicator_code AS code, cause_vi, source_id FROM published.causes WHERE round_id = ?",
            [round_id],
        )
        return ScoreTable(framework, meta, people, published, ranks, causes, derived)

    def counterpart(self, entity: str, round_id: str) -> str | None:
        """The same entity in another round: itself, its successor, or the predecessor of the same name; else None."""
        there = self.table(round_id).entities
        if entity in there:
            return entity
        kin = self._part(
            entity,
            """WITH pairs AS (
                   SELECT old_entity_id AS it, new_entity_id AS other FROM published.successions
                   UNION ALL SELECT new_entity_id, old_entity_id FROM published.successions)
               SELECT p.it, o.entity_id FROM pairs p
               JOIN current.entities o ON o.entity_id = p.other JOIN current.entities i ON i.entity_id = p.it
               ORDER BY p.it, o.name_vi <> i.name_vi, o.entity_id""",
        )
        return next((name for name in kin["entity_id"] if name in there), None)

    def catalogue(self, framework_id: str) -> pd.DataFrame:
        """What the office's latest catalogue says of a framework: its indices with rule, direction, goalposts and unit;
        of a published framework the component indices beside its tree. Empty where there is none."""
        return self.query("SELECT * FROM current.catalogue WHERE framework_id = ? ORDER BY position", [framework_id])

    def progress(self, framework_id: str, entity: str) -> pd.DataFrame:
        """What was reported of an entity on a framework, quarter by quarter: office.progress with batch and time."""
        return self.query(
            "SELECT * FROM current.progress WHERE framework_id = ? AND entity_id = ? ORDER BY quarter, code",
            [framework_id, entity],
        )

    def targets(self, entity: str, code: str | None = None) -> pd.DataFrame:
        """Targets set for an entity, of one index where `code` names it: year, indicator_code, rank, of, source_id,
        quote."""
        sql = "SELECT entity_id AS it, * FROM published.targets ORDER BY entity_id, year"
        found = self._part(entity, sql)
        return found if code is None else found[found["indicator_code"] == code]

    def listing(self, name: str) -> pd.DataFrame:
        """A table whole (sources, conflicts, glossary, …), what the office added after what is published."""
        if name not in schema.TABLES:
            raise UnknownCode.of("listing", name, schema.TABLES)
        return self.query(_rows(name))

    def provenance(self, round_id: str, entity: str, codes: list[str] | None = None) -> pd.DataFrame:
        """Where an entity's figures and ranks come from: code, kind, figure, basis, quote, and the document."""
        return self._part(
            entity,
            """WITH facts AS (
                   SELECT entity_id, indicator_code AS code, 'value' AS kind, value AS figure, '' AS within, basis,
                          source_id, quote
                   FROM current.scores WHERE round_id = $round
                   UNION ALL SELECT entity_id, indicator_code, 'rank', rank, within, 'published', source_id, quote
                   FROM current.ranks WHERE round_id = $round)
               SELECT f.*, s.title, s.publisher, s.number, s.issued_on, s.locator, s.note
               FROM facts f JOIN current.sources s USING (source_id)
               WHERE $codes IS NULL OR list_contains($codes, f.code)
               ORDER BY f.entity_id, f.code NOT IN (
                   SELECT i.code FROM current.indicators i JOIN current.rounds r USING (framework_id)
                   WHERE r.round_id = $round AND i.parent_code IS NULL), f.code, f.kind DESC, f.within""",
            {"round": round_id, "codes": codes},
        )

    # -- what users add -------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Changes of the office's rows on one cursor: all of them or none, with the revision counted up.

        >>> store = Store.open(":memory:")
        >>> before = store.version
        >>> with store.transaction() as cursor:
        ...     _ = cursor.execute("DELETE FROM office.scenarios")
        >>> store.version == before
        False
        >>> store.close()
        """
        with self._writing, self.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield cursor
                cursor.execute("UPDATE office.meta SET revision = revision + 1")
                cursor.execute("COMMIT")
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            finally:
                self._answers = {}

    def write(self, sql: str, parameters: list[object]) -> None:
        """One change of the office's rows, in a transaction."""
        with self.transaction() as cursor:
            cursor.execute(sql, parameters)


def _connect(path: str) -> duckdb.DuckDBPyConnection:
    """A connection to the file, its log replayed.

    After a kill the log may hold an ALTER of a table whose CHECK calls a function. DuckDB 2.0 reads the log before it
    has its functions, and gives up; attached to a database that has them, the same file opens.
    """
    try:
        return duckdb.connect(path)
    except duckdb.Error as error:
        if "replaying WAL" not in str(error):
            raise
    with duckdb.connect(":memory:") as other:
        place = path.replace("'", "''")
        other.execute(f"ATTACH '{place}' AS replayed")
        other.execute("DETACH replayed")
    return duckdb.connect(path)


def _rows(name: str, where: str = "") -> str:
    """The rows of a table in their order: as it counts now where an office can add to it, else as published."""
    if name in VIEWS:
        return f"SELECT * EXCLUDE (position) FROM current.{name} {where} ORDER BY position"
    return f"SELECT * FROM published.{name} {where} ORDER BY rowid"


def _fitting(rows: pd.DataFrame, framework: Framework, people: pd.DataFrame) -> pd.DataFrame:
    """Rows of a round without those of the office that its framework has no place for (now): `office.figures.strays`
    lists them. What is published is not looked at: it is checked as a whole, and refused."""
    fits = rows["indicator_code"].isin(framework.all_codes) & rows["entity_id"].isin(people.index)
    if "value" in rows and len(rows):
        points = framework.published_as == "points"
        most = framework.max_points if points else pd.Series(1.0, index=list(framework.all_codes))
        fits &= ~(rows["value"] > rows["indicator_code"].map(most).fillna(math.inf) + 1e-9)
    return rows[fits | ~rows["source_id"].str.startswith("batch-")].reset_index(drop=True)


def _indicator(node: Mapping[str, Any]) -> Indicator:
    count = node["component_count"]
    points = node["max_points"]
    return Indicator(
        str(node["code"]), None if pd.isna(node["parent_code"]) else str(node["parent_code"]), str(node["kind"]),
        str(node["name_vi"]), "" if pd.isna(node["name_en"]) else str(node["name_en"]),
        float("nan") if pd.isna(points) else float(points), node["scored"] == "yes",
        None if pd.isna(count) else int(count), str(node["source_id"]),
    )  # fmt: skip
