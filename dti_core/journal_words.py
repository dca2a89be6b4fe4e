"""The Journal page's tables and sentences: what was brought, by whom, what was taken back, where sources disagree."""

import math

import pandas as pd

from dti_core.i18n import Translator
from dti_core.intake.sheets import Catalogue
from dti_core.office import figures, journal
from dti_core.office.backup import Manifest
from dti_core.office.evidence import quarter_name
from dti_core.scores import ScoreTable
from dti_core.store import Store

# What is shown of each table a batch may bring, in this order.
COLUMNS = {
    "frameworks": ("framework_id", "name", "total_points", "published_as", "decimals", "rounding", "note"),
    "indicators": ("code", "name", "parent_code", "kind", "max_points", "scored", "direction", "best", "worst",
                   "measure_unit", "rule_type", "rule"),
    "entities": ("entity_id", "name", "level", "parent_id", "region_id"),
    "rounds": ("round_id", "framework_id", "year", "scope", "entity_count", "published_on"),
    "scores": ("round", "entity", "indicator", "status", "value", "basis", "quote"),
    "ranks": ("round", "entity", "indicator", "rank", "of", "within", "quote"),
    "choices": ("round", "entity", "indicator", "source", "status", "why"),
    "progress": ("quarter", "entity", "indicator", "lead", "coordinating", "due_on", "planned_gain", "self_points",
                 "appraised_points", "status", "evidence", "link", "note"),
    "scenarios": ("name", "round", "entity", "gains", "peers", "target", "author", "note"),
}  # fmt: skip
_WORDS = {"status", "basis", "published_as", "rounding", "kind", "scored", "direction", "rule_type", "level", "why"}
_WHOLE = {"rank", "of", "entity_count", "decimals", "year", "sources", "target"}
_POINTS = {"points", "planned_gain", "self_points", "appraised_points", "max_points", "total_points"}


def moment(at: object, t: Translator) -> str:
    """Day and time, "–" where there is none.

    >>> moment(pd.Timestamp("2026-11-29 08:05"), Translator("vi"))
    '29/11/2026 08:05'
    """
    known = pd.Timestamp(at) if at is not None else pd.NaT
    return t.date(None) if pd.isna(known) else f"{t.date(known.date())} {known:%H:%M}"


def finding(store: Store, t: Translator) -> str:
    """How many batches there are, how many were taken back, and what the newest is."""
    found = journal.batches(store)
    if found.empty:
        return t("journal.finding_none")
    newest, undone = found.iloc[0], int(found["undone_at"].notna().sum())
    said = t("journal.finding", count=t.number(len(found), 0), undone=t.number(undone, 0))
    return f"{said} {t('journal.finding_newest', batch=_title(newest, t))}"


def titles(store: Store, t: Translator) -> dict[str, str]:
    """Batch -> how it is named in a list, newest first."""
    return {row["batch_id"]: _title(row, t) for _, row in journal.batches(store).iterrows()}


def _title(batch: pd.Series, t: Translator) -> str:
    what = batch["file_name"] if isinstance(batch["file_name"], str) else t(f"journal.kind.{batch['kind']}")
    return t("journal.batch_title", number=batch["batch_id"], what=what, who=batch["who"], at=_day(batch, t))


def _day(batch: pd.Series, t: Translator) -> str:
    return t.date(pd.Timestamp(batch["made_at"]).date())


def batches_frame(store: Store, t: Translator) -> pd.DataFrame:
    """One row a batch, newest first."""
    found = journal.batches(store)
    out = pd.DataFrame(
        {
            "number": found["batch_id"], "made_at": [moment(at, t) for at in found["made_at"]], "who": found["who"],
            "kind": [t(f"journal.kind.{kind}") for kind in found["kind"]],
            "state": [t(f"journal.state_{_counts(row)}") for _, row in found.iterrows()],
            "file_name": found["file_name"], "rows": found["rows"], "note": found["note"],
            "undone_at": [moment(at, t) for at in found["undone_at"]], "undone_by": found["undone_by"],
            "undone_why": found["undone_why"], "sha256": found["sha256"],
        }
    )  # fmt: skip
    return _headed(out, t)


def _counts(batch: pd.Series) -> str:
    if batch["kind"] == "restore":
        return "restored"
    return "counts" if pd.isna(batch["undone_at"]) else "taken_back"


def state(batch: pd.Series, t: Translator) -> str:
    """Whether a batch counts, or who took it back, when and why."""
    if _counts(batch) != "taken_back":
        return t(f"journal.state_{_counts(batch)}")
    why = batch["undone_why"] or t("journal.no_reason")
    return t("journal.state_undone", who=batch["undone_by"], at=moment(batch["undone_at"], t), why=why)


def about(batch: pd.Series, t: Translator) -> list[str]:
    """Lines: who brought a batch and when, whether it counts, its checksum, its note."""
    kind, at = t(f"journal.kind.{batch['kind']}"), moment(batch["made_at"], t)
    lines = [t("journal.about", kind=kind, who=batch["who"], at=at), state(batch, t)]
    if isinstance(batch["sha256"], str):
        lines.append(f"SHA-256: {batch['sha256']}")
    if isinstance(batch["note"], str) and batch["note"]:
        lines.append(t("journal.about_note", note=batch["note"]))
    return lines


def can_undo(batch: pd.Series) -> bool:
    return bool(pd.isna(batch["undone_at"]) and batch["kind"] != "restore")


def brought(store: Store, batch_id: str, t: Translator) -> list[tuple[str, pd.DataFrame]]:
    """The tables that a batch brought, each with its name."""
    names = _Names(store, t)
    found = journal.rows(store, batch_id).items()
    return [(_caption(name, frame, t), _shown(name, frame, names)) for name, frame in found]


def _caption(name: str, frame: pd.DataFrame, t: Translator) -> str:
    return t("journal.table_of", name=t(f"journal.table.{name}"), rows=t.number(len(frame), 0))


class _Names:
    """Names of rounds, entities and sources in one language; what is not known keeps its code."""

    def __init__(self, store: Store, t: Translator) -> None:
        self.t, self._store = t, store
        self._components: dict[str, dict[str, str]] = {}
        rounds, people = store.rounds(), store.listing("entities")
        sources = store.listing("sources").set_index("source_id")
        scope = "scope" if t.lang == "vi" else "scope_en"
        self.round = {
            row["round_id"]: t("app.round_label", year=row["year"], scope=row[scope]) for _, row in rounds.iterrows()
        }
        self.entity = dict(zip(people["entity_id"], people[f"name_{t.lang}"], strict=True))
        self._framework = rounds.set_index("round_id")["framework_id"].to_dict()
        self._index = store.listing("indicators").set_index(["framework_id", "code"])[f"name_{t.lang}"].to_dict()
        self.source = sources["title"].fillna(sources["publisher"]).to_dict()

    def index(self, where: str, code: str) -> str:
        """Code and name of an index of a round, or of a framework."""
        framework = str(self._framework.get(where, where))
        name = self._index.get((framework, code)) or self._component(framework).get(code)
        return f"{code} · {name}" if isinstance(name, str) else code

    def _component(self, framework: str) -> dict[str, str]:
        """Names of the office's own components of a framework."""
        if framework not in self._components:
            rows = self._store.catalogue(framework)
            names = rows["name_vi"] if self.t.lang == "vi" else rows["name_en"].fillna(rows["name_vi"])
            self._components[framework] = dict(zip(rows["code"], names, strict=True))
        return self._components[framework]

    def word(self, column: str, code: object) -> object:
        key = f"journal.word.{column}.{code}"
        return self.t(key) if self.t.has(key) else code


def _shown(name: str, frame: pd.DataFrame, names: _Names) -> pd.DataFrame:
    """A table's rows with names for codes, columns nobody filled left out."""
    for column, known in (("round", names.round), ("entity", names.entity), ("source", names.source)):
        if f"{column}_id" in frame and column in COLUMNS[name]:
            frame[column] = [known.get(code, code) for code in frame[f"{column}_id"]]
    if "indicator" in COLUMNS[name]:
        where, code = ("framework_id", "code") if name == "progress" else ("round_id", "indicator_code")
        frame["indicator"] = [names.index(*one) for one in zip(frame[where], frame[code], strict=True)]
    for column in ("name", "scope"):
        if f"{column}_vi" in frame:
            chosen = frame[f"{column}_{names.t.lang}"]
            frame[column] = chosen.where(chosen.notna() & (chosen != ""), frame[f"{column}_vi"])
    kept = [column for column in COLUMNS[name] if column in frame and frame[column].notna().any()]
    return _headed(_said(frame[kept], names), names.t)


def _said(frame: pd.DataFrame, names: _Names) -> pd.DataFrame:
    """Codes as words, days as the language writes them."""
    out = {}
    for column in frame.columns:
        entries = frame[column]
        if column == "quarter":
            entries = pd.Series([quarter_name(one, names.t) for one in entries], index=frame.index, dtype=object)
        elif column in _WORDS:
            entries = pd.Series([names.word(column, code) for code in entries], index=frame.index, dtype=object)
        elif pd.api.types.is_datetime64_any_dtype(entries):
            entries = pd.Series([names.t.date(None if pd.isna(day) else day.date()) for day in entries], frame.index)
        out[column] = entries
    return pd.DataFrame(out)


def _headed(frame: pd.DataFrame, t: Translator) -> pd.DataFrame:
    return frame.rename(columns={name: t(f"journal.column.{name}") for name in frame.columns})


def formats(t: Translator) -> dict[str, int]:
    """Header -> places: of whole numbers that a missing cell has made floats, and of points."""
    places = dict.fromkeys(sorted(_WHOLE), 0) | dict.fromkeys(sorted(_POINTS), 2)
    return {t(f"journal.column.{name}"): places[name] for name in places}


def figure_codes(store: Store, table: ScoreTable, t: Translator) -> dict[str, str]:
    """What figures of a round may be of, as it is called: its indices and composites, then the office's components."""
    framework = table.framework
    named = {code: framework.name(code, t.lang) for code in framework.all_codes}
    beside = Catalogue.of(store, framework.framework_id)
    return named | {code: f"{code} · {beside.name(code, t.lang)}" for code in beside.tree if code not in named}


def history_frame(store: Store, table: ScoreTable, entity: str, code: str, t: Translator) -> pd.DataFrame:
    """All that was ever said of a figure, newest first; in points too where a value is a share of known ones."""
    names = _Names(store, t)
    found = figures.history(store, table.round.round_id, entity, code)
    most = float(Catalogue.of(store, table.framework.framework_id).most.get(code, math.nan))
    shares = table.framework.published_as == "value" and not math.isnan(most)
    out = pd.DataFrame(
        {
            "made_at": [moment(at, t) for at in found["made_at"]],
            "who": found["who"],
            "value": found["value"],
            **({"points": (found["value"] * most).round(4)} if shares else {}),
            "status": [names.word("status", status) for status in found["status"]],
            "source": [names.source.get(source, source) for source in found["source_id"]],
            "quote": found["quote"],
            "state": [
                t("journal.state_published") if pd.isna(row["batch_id"]) else t("journal.state_counts")
                if pd.isna(row["undone_at"]) else t("journal.state_undone_by", who=row["undone_by"])
                for _, row in found.iterrows()
            ],
        }
    )  # fmt: skip
    return _headed(out, t)


def offered(store: Store, round_id: str, entity: str, code: str, t: Translator) -> dict[tuple[str, str], str]:
    """(source, status) of all that sources say of a figure now, the one that counts first -> how it reads."""
    names = _Names(store, t)
    found = figures.figures(store, round_id, entity, code)
    return {
        (row["source_id"], row["status"]): t(
            "journal.said", value=t.number(row["value"], 4), status=names.word("status", row["status"]),
            source=names.source.get(row["source_id"], row["source_id"]),
        )
        for _, row in found.iterrows()
    }  # fmt: skip


def counting(store: Store, round_id: str, entity: str, code: str) -> bool:
    """Whether some source of a figure counts."""
    return bool(figures.figures(store, round_id, entity, code)["chosen"].any())


def disagreements_frame(store: Store, t: Translator) -> pd.DataFrame:
    """Figures of which two sources say something else, with the one that counts."""
    names = _Names(store, t)
    found = figures.disagreements(store)
    out = pd.DataFrame(
        {
            "round": [names.round.get(code, code) for code in found["round_id"]],
            "entity": [names.entity.get(code, code) for code in found["entity_id"]],
            "indicator": [names.index(*one) for one in zip(found["round_id"], found["code"], strict=True)],
            "sources": found["sources"], "low": found["low"], "high": found["high"],
            "value": found["value"], "source": [names.source.get(source, source) for source in found["source_id"]],
            "decided": [t("journal.decided") if chosen else t("journal.by_order") for chosen in found["decided"]],
        }
    )  # fmt: skip
    return _headed(out, t)


def strays_frame(store: Store, t: Translator) -> pd.DataFrame:
    """Rows that a batch brought and no page shows, because what they name is not there."""
    names = _Names(store, t)
    found = figures.strays(store)
    out = pd.DataFrame(
        {
            "number": found["batch_id"], "kind": [t(f"journal.stray.{kind}") for kind in found["kind"]],
            "round": [names.round.get(code, code) for code in found["round_id"]],
            "entity": [names.entity.get(code, code) for code in found["entity_id"]], "code": found["code"],
            "why": [t(f"journal.stray_why.{why}") for why in found["why"]],
        }
    )  # fmt: skip
    return _headed(out, t)


def manifest_words(manifest: Manifest, t: Translator) -> str:
    """What a backup holds, before it is restored."""
    counts = {name: t.number(manifest.rows.get(name, 0), 0) for name in ("batches", "scenarios", "meetings")}
    return t("journal.manifest", at=moment(manifest.made, t), who=manifest.who, **counts)
