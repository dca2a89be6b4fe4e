"""Sources side by side: all that is said of a figure, through all batches, and which one counts."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from dti_core.errors import UnknownCode
from dti_core.office.journal import Batch, add
from dti_core.store import Store


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of one figure; status: "published", "self" (assessed) or "appraised"."""

    round_id: str
    entity: str
    code: str
    source_id: str
    status: str = "published"


def figures(store: Store, round_id: str, entity: str | None = None, code: str | None = None) -> pd.DataFrame:
    """All that sources say now, the one that counts first: entity_id, code, status, value, basis, quote, official,
    chosen, batch_id, source_id, and the document (title, publisher, issued_on, locator, note).

    >>> store = Store.open(":memory:")
    >>> figures(store, "province-2022", "VN-12", "DTI")[["value", "chosen", "source_id"]].values.tolist()
    [[0.5032, True, 'seed-laichau-plan-2023']]
    >>> store.close()
    """
    return store.query(
        """SELECT f.entity_id, f.indicator_code AS code, f.status, f.value, f.basis, f.quote, f.official, f.chosen,
                  f.batch_id, f.source_id, s.title, s.publisher, s.issued_on, s.locator, s.note
           FROM current.figures f JOIN current.sources s USING (source_id)
           WHERE f.round_id = $round AND ($entity IS NULL OR f.entity_id = $entity)
             AND ($code IS NULL OR f.indicator_code = $code)
           ORDER BY f.entity_id, code, f.chosen DESC, f.official DESC, f.position DESC""",
        {"round": round_id, "entity": entity, "code": code},
    )


def history(store: Store, round_id: str, entity: str, code: str) -> pd.DataFrame:
    """All that was ever said of a figure, newest first: status, value, basis, quote, batch_id, made_at, who, file_name,
    undone_at, undone_by; what is published last, without a batch."""
    return store.query(
        """SELECT s.status, s.value, s.basis, s.quote, b.batch_id, b.made_at, b.who, b.file_name, u.undone_at,
                  u.who AS undone_by, 'batch-' || b.batch_id AS source_id, b.number
           FROM office.scores s JOIN office.batches b USING (batch_id) LEFT JOIN office.undone u USING (batch_id)
           WHERE s.round_id = $round AND s.entity_id = $entity AND s.indicator_code = $code
           UNION ALL BY NAME
           SELECT 'published' AS status, value, basis, quote, source_id, 0 AS number
           FROM published.scores WHERE round_id = $round AND entity_id = $entity AND indicator_code = $code
           ORDER BY number DESC, status""",
        {"round": round_id, "entity": entity, "code": code},
    )


def disagreements(store: Store, round_id: str | None = None) -> pd.DataFrame:
    """Figures of which two sources say something else at the published precision, own assessments left out: round_id,
    entity_id, code, sources (how many), low, high, value and source_id of what counts, decided (somebody chose)."""
    return store.query(
        """WITH said AS (
               SELECT f.*, round(f.value, k.decimals) AS shown
               FROM current.figures f JOIN current.rounds r USING (round_id)
                    JOIN current.frameworks k USING (framework_id)
               WHERE f.status = 'published')
           SELECT round_id, entity_id, indicator_code AS code, count(*)::INTEGER AS sources, min(value) AS low,
                  max(value) AS high, any_value(value) FILTER (chosen) AS value,
                  any_value(source_id) FILTER (chosen) AS source_id, bool_or(c.source_id IS NOT NULL) AS decided
           FROM said LEFT JOIN (SELECT round_id, entity_id, indicator_code, source_id FROM current.choices) c
                USING (round_id, entity_id, indicator_code, source_id)
           WHERE $round IS NULL OR round_id = $round
           GROUP BY ALL HAVING count(DISTINCT shown) > 1 ORDER BY round_id, entity_id, code""",
        {"round": round_id},
    )


def choose(store: Store, said: Said, who: str, at: dt.datetime, why: str = "") -> str:
    """Let what one source says of a figure count from now on; the batch of the choice, undone like any other."""
    known = figures(store, said.round_id, said.entity, said.code)
    if not ((known["source_id"] == said.source_id) & (known["status"] == said.status)).any():
        raise UnknownCode.of("source", said.source_id, known["source_id"])
    row = pd.DataFrame(
        [(said.round_id, said.entity, said.code, said.source_id, said.status, why)],
        columns=["round_id", "entity_id", "indicator_code", "source_id", "status", "why"],
    )
    return add(store, Batch("choice", who, at, note=why), {"choices": row})


def strays(store: Store) -> pd.DataFrame:
    """What batches brought and nothing shows, because what it names is not there (any more): kind ("score", "rank",
    "progress", "choice"), batch_id, round_id (of progress: the framework), entity_id, code, why ("round", "entity",
    "code", "points": above the most)."""
    return store.query(
        """WITH said AS (
               SELECT 'score' AS kind, batch_id, round_id, entity_id, indicator_code AS code, value FROM office.scores
               UNION ALL SELECT 'rank', batch_id, round_id, entity_id, indicator_code, NULL FROM office.ranks),
           codes AS (
               SELECT framework_id, code, max_points FROM current.indicators
               UNION ALL SELECT framework_id, composite_code, NULL FROM published.composites
               UNION ALL SELECT framework_id, code, max_points FROM current.catalogue),
           judged AS (
               SELECT s.kind, s.batch_id, s.round_id, s.entity_id, s.code, CASE
                   WHEN r.round_id IS NULL THEN 'round' WHEN e.entity_id IS NULL THEN 'entity'
                   WHEN NOT EXISTS (FROM codes c WHERE c.framework_id = r.framework_id AND c.code = s.code) THEN 'code'
                   WHEN s.value > 1e-9 + CASE WHEN f.published_as = 'value' THEN 1 ELSE (
                       SELECT max(c.max_points) FROM codes c
                       WHERE c.framework_id = r.framework_id AND c.code = s.code) END THEN 'points' END AS why
               FROM said s LEFT JOIN current.rounds r USING (round_id) LEFT JOIN current.entities e USING (entity_id)
                    LEFT JOIN current.frameworks f USING (framework_id)
               UNION ALL
               SELECT 'progress', p.batch_id, p.framework_id, p.entity_id, p.code, CASE
                   WHEN f.framework_id IS NULL THEN 'framework' WHEN e.entity_id IS NULL THEN 'entity'
                   WHEN NOT EXISTS (FROM codes c WHERE c.framework_id = p.framework_id AND c.code = p.code)
                   THEN 'code' END
               FROM office.progress p LEFT JOIN current.frameworks f USING (framework_id)
                    LEFT JOIN current.entities e USING (entity_id)
               UNION ALL
               SELECT 'choice', c.batch_id, c.round_id, c.entity_id, c.indicator_code, 'source'
               FROM current.choices c ANTI JOIN current.figures f
                    USING (round_id, entity_id, indicator_code, source_id, status))
           SELECT j.* FROM judged j JOIN current.batches b USING (batch_id) WHERE why IS NOT NULL
           ORDER BY b.number DESC, kind, entity_id, code"""
    )
