"""Tables of what users add, only ever upgraded, and the views in which it stands beside what is published.

`office` and `published` never reference each other by key: a rebuild drops and makes `published` anew in one
transaction, and an office row that names something no longer published is reported when it is read, not lost.

Nothing in `office` that came with a batch is changed or deleted: a batch is undone by marking it, a figure is changed
by a newer batch, and both stay to be seen. `current` shows what counts now.
"""

_STATUSES = "('published', 'self', 'appraised')"

# Forward steps. Never edit a step that was released: add one. OFFICE[i] upgrades version i to i + 1.
OFFICE = (
    """
    CREATE TABLE office.scenarios (
        scenario_id VARCHAR PRIMARY KEY, name VARCHAR NOT NULL CHECK (length(trim(name)) > 0),
        round_id VARCHAR NOT NULL, entity_id VARCHAR NOT NULL, gains VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL);
    """,
    """
    ALTER TABLE office.scenarios ADD COLUMN peers VARCHAR;
    ALTER TABLE office.scenarios ADD COLUMN note VARCHAR;
    UPDATE office.scenarios SET peers = 'frozen' WHERE peers IS NULL;
    """,
    # Batches and what they bring; the office's own work: scenarios with author and target, progress, meetings.
    f"""
    CREATE TABLE office.batches (
        batch_id VARCHAR PRIMARY KEY, number INTEGER NOT NULL UNIQUE, kind VARCHAR NOT NULL
        CHECK (kind IN ('catalogue', 'scores', 'progress', 'analysis', 'edit', 'choice', 'restore')),
        made_at TIMESTAMP NOT NULL, who VARCHAR NOT NULL, file_name VARCHAR, sha256 VARCHAR, content BLOB,
        note VARCHAR);
    CREATE TABLE office.undone (
        batch_id VARCHAR PRIMARY KEY, undone_at TIMESTAMP NOT NULL, who VARCHAR NOT NULL, note VARCHAR);
    CREATE TABLE office.frameworks (
        batch_id VARCHAR NOT NULL, framework_id VARCHAR NOT NULL, index_id VARCHAR NOT NULL, name_vi VARCHAR NOT NULL,
        name_en VARCHAR NOT NULL, total_points DOUBLE CHECK (total_points > 0), published_as VARCHAR NOT NULL
        CHECK (published_as IN ('value', 'points')), decimals INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 6),
        rounding VARCHAR NOT NULL CHECK (rounding IN ('half_up', 'half_even', 'floor')), note VARCHAR,
        PRIMARY KEY (batch_id, framework_id));
    CREATE TABLE office.indicators (
        batch_id VARCHAR NOT NULL, framework_id VARCHAR NOT NULL, code VARCHAR NOT NULL, parent_code VARCHAR,
        kind VARCHAR NOT NULL, name_vi VARCHAR NOT NULL, name_en VARCHAR, max_points DOUBLE CHECK (max_points >= 0),
        scored VARCHAR NOT NULL CHECK (scored IN ('yes', 'no')), component_count INTEGER CHECK (component_count > 0),
        direction VARCHAR NOT NULL DEFAULT 'up' CHECK (direction IN ('up', 'down')), best DOUBLE, worst DOUBLE,
        measure_unit VARCHAR, rule_type VARCHAR CHECK (rule_type IN ('ratio', 'steps', 'ladder', 'other')),
        rule VARCHAR, position INTEGER NOT NULL, PRIMARY KEY (batch_id, framework_id, code));
    CREATE TABLE office.entities (
        batch_id VARCHAR NOT NULL, entity_id VARCHAR NOT NULL, name_vi VARCHAR NOT NULL, name_en VARCHAR NOT NULL,
        level VARCHAR NOT NULL, parent_id VARCHAR, region_id VARCHAR, PRIMARY KEY (batch_id, entity_id));
    CREATE TABLE office.rounds (
        batch_id VARCHAR NOT NULL, round_id VARCHAR NOT NULL, framework_id VARCHAR NOT NULL,
        year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2100), scope_vi VARCHAR NOT NULL, scope_en VARCHAR NOT NULL,
        entity_count INTEGER CHECK (entity_count > 0), published_on DATE, PRIMARY KEY (batch_id, round_id));
    CREATE TABLE office.scores (
        batch_id VARCHAR NOT NULL, round_id VARCHAR NOT NULL, entity_id VARCHAR NOT NULL,
        indicator_code VARCHAR NOT NULL, status VARCHAR NOT NULL CHECK (status IN {_STATUSES}),
        value DOUBLE NOT NULL CHECK (isfinite(value) AND value >= 0),
        basis VARCHAR NOT NULL CHECK (basis IN ('published', 'derived', 'assumed')), quote VARCHAR NOT NULL,
        PRIMARY KEY (batch_id, round_id, entity_id, indicator_code, status));
    CREATE TABLE office.ranks (
        batch_id VARCHAR NOT NULL, round_id VARCHAR NOT NULL, entity_id VARCHAR NOT NULL,
        indicator_code VARCHAR NOT NULL, rank INTEGER NOT NULL CHECK (rank >= 1), of INTEGER CHECK (of >= rank),
        within VARCHAR NOT NULL, quote VARCHAR NOT NULL,
        PRIMARY KEY (batch_id, round_id, entity_id, indicator_code, within));
    CREATE TABLE office.choices (
        batch_id VARCHAR NOT NULL, round_id VARCHAR NOT NULL, entity_id VARCHAR NOT NULL,
        indicator_code VARCHAR NOT NULL, source_id VARCHAR NOT NULL, status VARCHAR NOT NULL DEFAULT 'published'
        CHECK (status IN {_STATUSES}), why VARCHAR,
        PRIMARY KEY (batch_id, round_id, entity_id, indicator_code));
    CREATE TABLE office.progress (
        batch_id VARCHAR NOT NULL, framework_id VARCHAR NOT NULL, entity_id VARCHAR NOT NULL,
        quarter VARCHAR NOT NULL CHECK (regexp_full_match(quarter, '20[0-9][0-9]-Q[1-4]')),
        code VARCHAR NOT NULL, lead VARCHAR, coordinating VARCHAR, due_on DATE,
        planned_gain DOUBLE CHECK (planned_gain IS NULL OR isfinite(planned_gain)),
        self_points DOUBLE CHECK (self_points >= 0), appraised_points DOUBLE CHECK (appraised_points >= 0),
        status VARCHAR CHECK (status IN ('not_started', 'under_way', 'evidence_needed', 'done')),
        evidence VARCHAR, link VARCHAR, note VARCHAR, meeting_id VARCHAR,
        PRIMARY KEY (batch_id, framework_id, entity_id, quarter, code));
    ALTER TABLE office.scenarios ADD COLUMN author VARCHAR;
    ALTER TABLE office.scenarios ADD COLUMN target INTEGER;
    ALTER TABLE office.scenarios ADD COLUMN updated_at TIMESTAMP;
    ALTER TABLE office.scenarios ADD COLUMN frozen VARCHAR;
    ALTER TABLE office.scenarios ADD COLUMN deleted_at TIMESTAMP;
    ALTER TABLE office.scenarios ADD COLUMN batch_id VARCHAR;
    CREATE TABLE office.meetings (
        meeting_id VARCHAR PRIMARY KEY, title VARCHAR NOT NULL CHECK (length(trim(title)) > 0),
        held_on DATE NOT NULL, round_id VARCHAR NOT NULL, entity_id VARCHAR NOT NULL, author VARCHAR,
        settings VARCHAR NOT NULL, frozen VARCHAR, created_at TIMESTAMP NOT NULL);
    CREATE TABLE office.conclusions (
        conclusion_id VARCHAR PRIMARY KEY, meeting_id VARCHAR NOT NULL, position INTEGER NOT NULL,
        body VARCHAR NOT NULL CHECK (length(trim(body)) > 0), agency VARCHAR, due_on DATE, code VARCHAR,
        quarter VARCHAR);
    CREATE TABLE office.files (
        name VARCHAR PRIMARY KEY, content BLOB NOT NULL, sha256 VARCHAR NOT NULL, saved_at TIMESTAMP NOT NULL);
    """,
)

# What counts now, made anew at every opening. Official rows come first; `position` keeps the order of the files.
# A framework or round of an office is that of the latest batch that is not undone and brought it.
_LATER = 1_000_000_000  # positions of an office's rows come after every published one
CURRENT = f"""
CREATE OR REPLACE VIEW current.batches AS
    SELECT * FROM office.batches ANTI JOIN office.undone USING (batch_id);
CREATE OR REPLACE VIEW current.sources AS
    SELECT *, rowid AS position FROM published.sources
    UNION ALL BY NAME
    SELECT 'batch-' || batch_id AS source_id, coalesce(file_name, note) AS title, who AS publisher,
           NULL AS number, strftime(made_at, '%Y-%m-%d') AS issued_on,
           coalesce(file_name, '–') AS locator,
           CASE WHEN sha256 IS NOT NULL THEN 'SHA-256 ' || sha256 END AS note, {_LATER} + number AS position
    FROM current.batches;
CREATE OR REPLACE VIEW current.entities AS
    SELECT *, rowid AS position FROM published.entities
    UNION ALL BY NAME
    SELECT e.entity_id, e.name_vi, e.name_en, e.level, e.parent_id, e.region_id, {_LATER} + b.number AS position
    FROM office.entities e JOIN current.batches b USING (batch_id)
    WHERE e.entity_id NOT IN (SELECT entity_id FROM published.entities)
    QUALIFY row_number() OVER (PARTITION BY e.entity_id ORDER BY b.number DESC) = 1;
CREATE OR REPLACE VIEW current.frameworks AS
    SELECT *, rowid AS position FROM published.frameworks
    UNION ALL BY NAME
    SELECT f.* EXCLUDE (batch_id), 'batch-' || f.batch_id AS source_id, {_LATER} + b.number AS position
    FROM office.frameworks f JOIN current.batches b USING (batch_id)
    WHERE f.framework_id NOT IN (SELECT framework_id FROM published.frameworks)
    QUALIFY row_number() OVER (PARTITION BY f.framework_id ORDER BY b.number DESC) = 1;
CREATE OR REPLACE VIEW current.catalogue AS
    SELECT i.* EXCLUDE (batch_id, position), 'batch-' || i.batch_id AS source_id, {_LATER} + i.position AS position
    FROM office.indicators i JOIN current.batches b USING (batch_id)
    QUALIFY dense_rank() OVER (PARTITION BY i.framework_id ORDER BY b.number DESC) = 1;
CREATE OR REPLACE VIEW current.indicators AS
    SELECT *, rowid AS position FROM published.indicators
    UNION ALL BY NAME
    SELECT framework_id, code, parent_code, kind, name_vi, name_en, max_points, scored, component_count, source_id,
           position
    FROM current.catalogue WHERE framework_id NOT IN (SELECT framework_id FROM published.frameworks);
CREATE OR REPLACE VIEW current.rounds AS
    SELECT *, rowid AS position FROM published.rounds
    UNION ALL BY NAME
    SELECT r.* EXCLUDE (batch_id), 'batch-' || r.batch_id AS source_id, {_LATER} + b.number AS position
    FROM office.rounds r JOIN current.batches b USING (batch_id)
    WHERE r.round_id NOT IN (SELECT round_id FROM published.rounds)
      AND r.framework_id IN (SELECT framework_id FROM current.frameworks)
    QUALIFY row_number() OVER (PARTITION BY r.round_id ORDER BY b.number DESC) = 1;
CREATE OR REPLACE VIEW current.choices AS
    SELECT c.* FROM office.choices c JOIN current.batches b USING (batch_id)
    QUALIFY row_number() OVER (PARTITION BY c.round_id, c.entity_id, c.indicator_code ORDER BY b.number DESC) = 1;
CREATE OR REPLACE VIEW current.figures AS
    WITH said AS (
        SELECT *, 'published' AS status, true AS official, NULL AS batch_id, rowid AS position FROM published.scores
        UNION ALL BY NAME
        SELECT s.*, 'batch-' || s.batch_id AS source_id, false AS official, {_LATER} + b.number AS position
        FROM office.scores s JOIN current.batches b USING (batch_id)
        QUALIFY row_number() OVER (
            PARTITION BY s.round_id, s.entity_id, s.indicator_code, s.status ORDER BY b.number DESC) = 1)
    SELECT said.*, row_number() OVER (
               PARTITION BY said.round_id, said.entity_id, said.indicator_code
               ORDER BY c.source_id IS NOT NULL DESC, official DESC,
                        list_position(['published', 'appraised', 'self'], said.status), said.position DESC) = 1
           AND (official OR said.status = 'published' OR c.source_id IS NOT NULL
                OR said.round_id NOT IN (SELECT round_id FROM published.rounds)) AS chosen
    FROM said LEFT JOIN current.choices c USING (round_id, entity_id, indicator_code, source_id, status);
CREATE OR REPLACE VIEW current.scores AS
    SELECT f.round_id, f.entity_id, f.indicator_code, f.value, f.basis, f.source_id, f.quote, f.position
    FROM current.figures f WHERE f.chosen;
CREATE OR REPLACE VIEW current.ranks AS
    SELECT *, rowid AS position FROM published.ranks
    UNION ALL BY NAME
    SELECT r.* EXCLUDE (batch_id), 'batch-' || r.batch_id AS source_id, {_LATER} + b.number AS position
    FROM office.ranks r JOIN current.batches b USING (batch_id)
    ANTI JOIN published.ranks p USING (round_id, entity_id, indicator_code, within)
    QUALIFY row_number() OVER (
        PARTITION BY r.round_id, r.entity_id, r.indicator_code, r.within ORDER BY b.number DESC) = 1;
CREATE OR REPLACE VIEW current.progress AS
    SELECT p.*, b.number, b.made_at, b.who FROM office.progress p JOIN current.batches b USING (batch_id)
    QUALIFY row_number() OVER (
        PARTITION BY p.framework_id, p.entity_id, p.quarter, p.code ORDER BY b.number DESC) = 1;
"""

VIEWS = ("sources", "entities", "frameworks", "indicators", "rounds", "scores", "ranks")
