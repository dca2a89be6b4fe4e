"""Tables of what is published, rebuilt from data/published; what users add is in schema_office."""

_LEVELS = "('country', 'province', 'district', 'commune', 'agency')"
_BASES = "('published', 'derived', 'assumed')"

PUBLISHED = f"""
CREATE TABLE published.sources (
    source_id VARCHAR PRIMARY KEY, title VARCHAR, publisher VARCHAR, number VARCHAR, issued_on VARCHAR,
    locator VARCHAR NOT NULL, note VARCHAR);
CREATE TABLE published.regions (
    region_id VARCHAR PRIMARY KEY, name_vi VARCHAR NOT NULL, name_en VARCHAR NOT NULL,
    basis VARCHAR NOT NULL CHECK (basis IN {_BASES}));
CREATE TABLE published.entities (
    entity_id VARCHAR PRIMARY KEY, name_vi VARCHAR NOT NULL, name_en VARCHAR NOT NULL,
    level VARCHAR NOT NULL CHECK (level IN {_LEVELS}),
    parent_id VARCHAR REFERENCES published.entities (entity_id),
    region_id VARCHAR REFERENCES published.regions (region_id), valid_from DATE, valid_to DATE);
CREATE TABLE published.successions (
    old_entity_id VARCHAR PRIMARY KEY REFERENCES published.entities (entity_id),
    new_entity_id VARCHAR NOT NULL REFERENCES published.entities (entity_id), effective_on DATE NOT NULL,
    source_id VARCHAR NOT NULL REFERENCES published.sources (source_id));
CREATE TABLE published.frameworks (
    framework_id VARCHAR PRIMARY KEY, index_id VARCHAR NOT NULL, name_vi VARCHAR NOT NULL, name_en VARCHAR NOT NULL,
    total_points DOUBLE CHECK (total_points > 0), published_as VARCHAR NOT NULL
    CHECK (published_as IN ('value', 'points')), decimals INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 6),
    rounding VARCHAR NOT NULL CHECK (rounding IN ('half_up', 'half_even', 'floor')),
    source_id VARCHAR NOT NULL REFERENCES published.sources (source_id), note VARCHAR);
CREATE TABLE published.indicators (
    framework_id VARCHAR NOT NULL REFERENCES published.frameworks (framework_id), code VARCHAR NOT NULL,
    parent_code VARCHAR, kind VARCHAR NOT NULL, name_vi VARCHAR NOT NULL, name_en VARCHAR,
    max_points DOUBLE CHECK (max_points >= 0), scored VARCHAR NOT NULL CHECK (scored IN ('yes', 'no')),
    component_count INTEGER CHECK (component_count > 0),
    source_id VARCHAR NOT NULL REFERENCES published.sources (source_id), PRIMARY KEY (framework_id, code),
    FOREIGN KEY (framework_id, parent_code) REFERENCES published.indicators (framework_id, code));
CREATE TABLE published.composites (
    framework_id VARCHAR NOT NULL REFERENCES published.frameworks (framework_id), composite_code VARCHAR NOT NULL,
    name_vi VARCHAR NOT NULL, name_en VARCHAR NOT NULL, basis VARCHAR NOT NULL CHECK (basis IN {_BASES}),
    source_id VARCHAR NOT NULL REFERENCES published.sources (source_id), note VARCHAR,
    PRIMARY KEY (framework_id, composite_code));
CREATE TABLE published.composite_members (
    framework_id VARCHAR NOT NULL, composite_code VARCHAR NOT NULL, member_code VARCHAR NOT NULL,
    PRIMARY KEY (framework_id, composite_code, member_code),
    FOREIGN KEY (framework_id, composite_code) REFERENCES published.composites (framework_id, composite_code),
    FOREIGN KEY (framework_id, member_code) REFERENCES published.indicators (framework_id, code));
CREATE TABLE published.levels (
    framework_id VARCHAR NOT NULL REFERENCES published.frameworks (framework_id), name_vi VARCHAR NOT NULL,
    name_en VARCHAR NOT NULL, above_percent DOUBLE NOT NULL CHECK (above_percent BETWEEN 0 AND 100),
    up_to_percent DOUBLE NOT NULL CHECK (up_to_percent BETWEEN 0 AND 100),
    source_id VARCHAR NOT NULL REFERENCES published.sources (source_id), PRIMARY KEY (framework_id, name_vi),
    CHECK (above_percent < up_to_percent));
CREATE TABLE published.rounds (
    round_id VARCHAR PRIMARY KEY, framework_id VARCHAR NOT NULL REFERENCES published.frameworks (framework_id),
    year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2100), scope_vi VARCHAR NOT NULL, scope_en VARCHAR NOT NULL,
    entity_count INTEGER CHECK (entity_count > 0), published_on DATE,
    source_id VARCHAR NOT NULL REFERENCES published.sources (source_id));
CREATE TABLE published.scores (
    round_id VARCHAR NOT NULL REFERENCES published.rounds (round_id),
    entity_id VARCHAR NOT NULL REFERENCES published.entities (entity_id), indicator_code VARCHAR NOT NULL,
    value DOUBLE NOT NULL CHECK (isfinite(value) AND value >= 0), basis VARCHAR NOT NULL CHECK (basis IN {_BASES}),
    source_id VARCHAR NOT NULL REFERENCES published.sources (source_id), quote VARCHAR NOT NULL,
    PRIMARY KEY (round_id, entity_id, indicator_code));
CREATE TABLE published.ranks (
    round_id VARCHAR NOT NULL REFERENCES published.rounds (round_id),
    entity_id VARCHAR NOT NULL REFERENCES published.entities (entity_id), indicator_code VARCHAR NOT NULL,
    rank INTEGER NOT NULL CHECK (rank >= 1), of INTEGER CHECK (of >= rank), within VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL REFERENCES published.sources (source_id), quote VARCHAR NOT NULL,
    PRIMARY KEY (round_id, entity_id, indicator_code, within));
CREATE TABLE published.targets (
    entity_id VARCHAR NOT NULL REFERENCES published.entities (entity_id), year INTEGER NOT NULL,
    indicator_code VARCHAR NOT NULL, rank INTEGER NOT NULL CHECK (rank >= 1), of INTEGER NOT NULL CHECK (of >= rank),
    source_id VARCHAR NOT NULL REFERENCES published.sources (source_id), quote VARCHAR NOT NULL,
    PRIMARY KEY (entity_id, year, indicator_code));
CREATE TABLE published.causes (
    round_id VARCHAR NOT NULL REFERENCES published.rounds (round_id),
    entity_id VARCHAR NOT NULL REFERENCES published.entities (entity_id), indicator_code VARCHAR NOT NULL,
    cause_vi VARCHAR NOT NULL, source_id VARCHAR NOT NULL REFERENCES published.sources (source_id),
    PRIMARY KEY (round_id, entity_id, indicator_code));
CREATE TABLE published.national (
    series VARCHAR NOT NULL, year INTEGER NOT NULL, value DOUBLE NOT NULL CHECK (value BETWEEN 0 AND 1),
    source_id VARCHAR NOT NULL REFERENCES published.sources (source_id), PRIMARY KEY (series, year, source_id));
CREATE TABLE published.conflicts (
    conflict_id VARCHAR PRIMARY KEY, round_id VARCHAR NOT NULL REFERENCES published.rounds (round_id),
    entity_id VARCHAR REFERENCES published.entities (entity_id), indicator_code VARCHAR, what_vi VARCHAR NOT NULL,
    kept VARCHAR NOT NULL, other VARCHAR NOT NULL, why_vi VARCHAR,
    source_id VARCHAR NOT NULL REFERENCES published.sources (source_id),
    other_source_id VARCHAR NOT NULL REFERENCES published.sources (source_id));
CREATE TABLE published.glossary (term_vi VARCHAR PRIMARY KEY, term_en VARCHAR NOT NULL, where_read VARCHAR);
CREATE TABLE published.rule_patterns (
    rule_type VARCHAR NOT NULL, level VARCHAR NOT NULL, indicator VARCHAR NOT NULL,
    max_points DOUBLE NOT NULL CHECK (max_points > 0), rule_vi VARCHAR NOT NULL, source_url VARCHAR NOT NULL);
CREATE TABLE published.annex_columns (
    document VARCHAR PRIMARY KEY, columns VARCHAR NOT NULL, source VARCHAR NOT NULL);
CREATE TABLE published.meta (fingerprint VARCHAR NOT NULL);
"""

# Filled in this order: what is referenced comes first.
TABLES = (
    "sources", "regions", "entities", "successions", "frameworks", "indicators", "composites", "composite_members",
    "levels", "rounds", "scores", "ranks", "targets", "causes", "national", "conflicts", "glossary", "rule_patterns",
    "annex_columns",
)  # fmt: skip

# Tables whose rows refer to rows of the same table: (own key, key referred to).
TREES = {"entities": ("entity_id", "parent_id"), "indicators": ("code", "parent_code")}
