"""Every table of the store as somebody may read, filter and take away: headers and words in the reader's language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from dti_core import excel
from dti_core.i18n import Translator
from dti_core.scores import ScoreTable
from dti_core.store import Store

OF_ROUND = ("wide", "scores", "ranks", "causes")  # of the round on screen; the others are whole
NAMES = (
    *OF_ROUND, "rounds", "indicators", "entities", "successions", "targets", "national", "levels", "conflicts",
    "sources", "glossary", "rule_patterns", "annex_columns",
)  # fmt: skip
_KEYS = ("_entity", "_region", "_code", "_source")
_WORDS = {"kind", "level", "series", "rule_type", "scored", "basis"}  # columns whose codes have words
_CITED = ["title", "publisher", "number", "issued_on", "locator"]


@dataclass(frozen=True, eq=False)
class Dataset:
    """A table on screen and what its rows are about.

    frame: headers and words in the language of `t`. keys: the same rows; entity, region, code and source of each, where
    there are any. places: header -> decimals of its numbers. days: headers of dates. links: headers of addresses.
    """

    name: str
    frame: pd.DataFrame
    keys: pd.DataFrame
    places: dict[str, int]
    days: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions that its rows belong to."""
        return tuple(self.keys["_region"].dropna().unique())

    def narrowed(
        self, t: Translator, words: str = "", region: str = "", fold: Callable[[str], str] = str.lower
    ) -> "Dataset":
        """Rows of the region that hold the words (compared after `fold`); all where these are blank.

        As typed where some row has them so ("long an"), else in any order ("chau lai").
        """
        kept = np.ones(len(self), dtype=bool)
        if region:
            kept &= (self.keys["_region"] == region).to_numpy(dtype=bool)
        if words.strip():
            phrase, texts = " ".join(fold(words).split()), self._texts(t, fold)
            exact = np.array([phrase in text for text in texts], dtype=bool)
            every = np.array([all(word in text for word in phrase.split()) for text in texts], dtype=bool)
            kept &= exact if exact.any() else every
        frame, keys = (part[kept].reset_index(drop=True) for part in (self.frame, self.keys))
        return replace(self, frame=frame, keys=keys)

    def formats(self, t: Translator) -> dict[str, int | Callable[[Any], str]]:
        """How a screen writes each column, for widgets.table."""
        return {**self.places, **{name: lambda day: day_text(day, t) for name in self.days}}

    def _texts(self, t: Translator, fold: Callable[[str], str]) -> list[str]:
        columns = []
        for name in self.frame.columns:
            entries = self.frame[name]
            if pd.api.types.is_numeric_dtype(entries):
                columns.append([t.number(x, self.places.get(name, 0)) for x in entries])
            else:
                write = (lambda day: day_text(day, t)) if name in self.days else str
                columns.append(["" if pd.isna(x) else write(x) for x in entries])
        return [fold(" ".join(row)) for row in zip(*columns, strict=True)]

    def to_frame(self) -> pd.DataFrame:
        """As it goes into a file: whole days as dates, the decimals of published figures beside it."""
        frame = self.frame.copy()
        for name in self.days:
            frame[name] = pd.Series([excel.day_of(day) for day in frame[name]], index=frame.index, dtype=object)
        frame.attrs["decimals"] = self.places
        return frame


def region_names(store: Store, t: Translator) -> dict[str, str]:
    return dict(_regions(store, t))


def day_text(day: Any, t: Translator) -> str:
    """A date, or a year or month as the sources give it.

    >>> [day_text(day, Translator("vi")) for day in ("2023-07-12", "2023-10", "2023")]
    ['12/07/2023', '10/2023', '2023']
    """
    day = excel.day_of(day)
    return "/".join(reversed(day.split("-"))) if isinstance(day, str) else t.date(day)


def dataset(store: Store, name: str, table: ScoreTable, t: Translator) -> Dataset:
    """One of NAMES; those of OF_ROUND for the round of `table`."""
    if name == "wide":
        return _wide(store, table, t)
    raw = of_round(store, name, table, t) if name in OF_ROUND else _whole(store, name, t)
    return _worded(name, raw, _places(name, table), t)


def source_notes(sources: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """Sources with their notes in the language of `t` where there is a translation."""
    said = [
        t(f"data.source_note.{key}") if t.has(f"data.source_note.{key}") else note
        for key, note in zip(sources["source_id"], sources["note"], strict=True)
    ]
    return sources.assign(note=said)


def conflicts(store: Store, t: Translator) -> pd.DataFrame:
    """Statements that contradict each other: what, kept, other, why, round_id, entity, and both documents."""
    frame = store.listing("conflicts")
    people = store.listing("entities").set_index("entity_id")[f"name_{t.lang}"]
    titles = store.listing("sources").set_index("source_id")
    document = titles["title"].fillna(titles["publisher"])
    for name in ("what", "why", "kept"):
        column = f"{name}_vi" if name != "kept" else name
        frame[name] = [
            t(f"data.conflict.{key}.{name}") if t.has(f"data.conflict.{key}.{name}") else text
            for key, text in zip(frame["conflict_id"], frame[column], strict=True)
        ]
    for name in ("kept", "other"):
        frame[name] = [text if not _is_number(text) else t.number(float(text), 4) for text in frame[name]]
    return frame.assign(
        entity=frame["entity_id"].map(people), kept_document=frame["source_id"].map(document),
        other_document=frame["other_source_id"].map(document), kept_link=frame["source_id"].map(titles["locator"]),
        other_link=frame["other_source_id"].map(titles["locator"]),
    )  # fmt: skip


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def _wide(store: Store, table: ScoreTable, t: Translator) -> Dataset:
    framework = table.framework
    shown = [code for code in framework.all_codes if table.values(code).notna().any()]
    keys = _people_keys(table, list(table.entities))
    names = {code: framework.name(code, t.lang) for code in shown} | {
        framework.root: t("data.total_row", index=framework.short(t.lang))
    }
    repeated = {name for name in names.values() if list(names.values()).count(name) > 1}
    frame = pd.DataFrame(
        {
            t("data.column.entity"): [table.name(entity, t.lang) for entity in table.entities],
            t("data.column.region"): keys["_region"].map(_regions(store, t)),
            t("data.column.rank"): table.rank().to_numpy(),
        }
        | {
            f"{name} ({code})" if name in repeated else name: table.values(code).to_numpy()
            for code, name in names.items()
        }
    )
    order = frame.iloc[:, [2, 0]].sort_values(list(frame.columns[[2, 0]]), kind="stable").index
    places = {name: framework.decimals for name in frame.columns[3:]} | {frame.columns[2]: 0}
    frame = frame.loc[order].reset_index(drop=True)
    frame = frame.drop(columns=[frame.columns[1]] if frame.iloc[:, 1].isna().all() else [])
    return Dataset("wide", frame, keys.loc[order].reset_index(drop=True), places)


def _regions(store: Store, t: Translator) -> pd.Series:
    return store.listing("regions").set_index("region_id")[f"name_{t.lang}"]


def _people_keys(table: ScoreTable, entities: Sequence[str]) -> pd.DataFrame:
    regions = table.people["region_id"].reindex(entities).to_numpy()
    return pd.DataFrame({"_entity": list(entities), "_region": regions, "_code": None, "_source": None}, dtype=object)


def of_round(store: Store, name: str, table: ScoreTable, t: Translator) -> pd.DataFrame:
    """Scores, ranks or causes of a round with names, documents and the keys of each row."""
    framework = table.framework
    frame = store.listing(name)
    frame = frame[frame["round_id"] == table.round.round_id].reset_index(drop=True)
    frame = frame.assign(
        _entity=frame["entity_id"], _region=frame["entity_id"].map(table.people["region_id"]),
        _code=frame["indicator_code"], _source=frame["source_id"],
        entity=frame["entity_id"].map(table.people[f"name_{t.lang}"]),
        region=frame["entity_id"].map(table.people["region_id"]).map(_regions(store, t)),
        indicator=[framework.name(code, t.lang) for code in frame["indicator_code"]],
    )  # fmt: skip
    frame = frame.merge(store.listing("sources")[["source_id", *_CITED]], on="source_id", how="left")
    if name == "scores":
        scale = dict(zip(framework.all_codes, framework.scale, strict=True))
        most = framework.max_points
        frame["points"] = [
            value * scale[code] if not np.isnan(most[code]) else np.nan
            for value, code in zip(frame["value"], frame["indicator_code"], strict=True)
        ]
        if framework.published_as == "points":
            frame = frame.drop(columns="points")
        columns = ["entity", "region", "indicator", "value", "points", "basis", "quote", *_CITED]
    elif name == "ranks":
        frame["within"] = [_within(store, table, text, t) for text in frame["within"]]
        columns = ["entity", "region", "indicator", "rank", "of", "within", "quote", *_CITED]
    else:
        columns = ["entity", "indicator", "cause_vi", *_CITED]
    return frame[[name for name in [*columns, *_KEYS] if name in frame.columns]]


def _within(store: Store, table: ScoreTable, within: str, t: Translator) -> str:
    kind, _, key = within.partition(":")
    if not key:
        return table.round.scope_en if t.lang == "en" else table.round.scope_vi
    listing, index = ("regions", "region_id") if kind == "region" else ("entities", "entity_id")
    return str(store.listing(listing).set_index(index).at[key, f"name_{t.lang}"])


_RENAMED = {
    "rounds": {"scope_vi": "scope", "framework_id": "framework"},
    "indicators": {"framework_id": "framework"},
    "levels": {"framework_id": "framework"},
    "targets": {"entity_id": "entity"},
    "entities": {"parent_id": "parent", "region_id": "region"},
    "successions": {"old_entity_id": "old", "new_entity_id": "new"},
    "rule_patterns": {"source_url": "locator"},
    "annex_columns": {"source": "locator"},
}


def _whole(store: Store, name: str, t: Translator) -> pd.DataFrame:
    """A listing with names for ids, and the keys of each row."""
    frame = conflicts(store, t) if name == "conflicts" else store.listing(name)
    if name == "sources":
        frame = source_notes(frame, t)
    people = store.listing("entities").set_index("entity_id")[f"name_{t.lang}"]
    who = next((column for column in ("entity_id", "old_entity_id") if column in frame.columns), None)
    nothing = pd.Series([None] * len(frame), dtype=object)
    regions = store.listing("entities").set_index("entity_id")["region_id"]
    keys = {
        "_entity": frame[who] if who else nothing, "_region": frame[who].map(regions) if who else nothing,
        "_code": frame.get("indicator_code", nothing), "_source": frame.get("source_id", nothing),
    }  # fmt: skip
    if t.lang == "en" and name == "rounds":
        frame["scope_vi"] = frame["scope_en"]
    if name in ("entities", "indicators", "levels"):
        frame["name"] = frame[f"name_{t.lang}"].fillna(frame["name_vi"])
    frame = frame.rename(columns=_RENAMED.get(name, {}))
    for column in ("entity", "parent", "old", "new"):
        if column in frame.columns and name != "conflicts":
            frame[column] = frame[column].map(people)
    if "region" in frame.columns:
        frame["region"] = frame["region"].map(_regions(store, t))
    if "framework" in frame.columns:
        editions = store.listing("frameworks").set_index("framework_id")
        frame["framework"] = frame["framework"].map(editions[f"name_{t.lang}"])
    if "source_id" in frame.columns and name != "sources":
        titles = store.listing("sources").set_index("source_id")
        frame["title"] = frame["source_id"].map(titles["title"].fillna(titles["publisher"]))
        frame["locator"] = frame["source_id"].map(titles["locator"])
    return frame[_COLUMNS[name]].assign(**keys)


_COLUMNS = {
    "rounds": ["year", "scope", "framework", "entity_count", "published_on", "title", "locator"],
    "indicators": ["framework", "code", "name", "kind", "max_points", "scored", "component_count", "title", "locator"],
    "entities": ["entity_id", "name", "level", "parent", "region", "valid_from", "valid_to"],
    "successions": ["old", "new", "effective_on", "title", "locator"],
    "targets": ["entity", "year", "rank", "of", "quote", "title", "locator"],
    "national": ["series", "year", "value", "title", "locator"],
    "levels": ["framework", "name", "above_percent", "up_to_percent", "title", "locator"],
    "conflicts": [
        "what",
        "kept",
        "other",
        "why",
        "entity",
        "kept_document",
        "kept_link",
        "other_document",
        "other_link",
    ],
    "sources": ["title", "publisher", "number", "issued_on", "locator", "note"],
    "glossary": ["term_vi", "term_en", "where_read"],
    "rule_patterns": ["rule_type", "level", "indicator", "max_points", "rule_vi", "locator"],
    "annex_columns": ["document", "columns", "locator"],
}


def _places(name: str, table: ScoreTable) -> dict[str, int]:
    if name == "scores":
        return {"value": table.framework.decimals, "points": 2}
    return {"value": 4, "max_points": 0, "year": 0, "rank": 0, "of": 0, "entity_count": 0, "component_count": 0,
            "above_percent": 0, "up_to_percent": 0}  # fmt: skip


def _worded(name: str, raw: pd.DataFrame, places: dict[str, int], t: Translator) -> Dataset:
    keys = raw[[*_KEYS]].astype(object)
    frame = raw.drop(columns=[*_KEYS])
    for column in _WORDS & set(frame.columns):
        frame[column] = [
            t(f"data.word.{column}.{code}") if t.has(f"data.word.{column}.{code}") else code for code in frame[column]
        ]
    days = [name for name in frame.columns if name == "issued_on" or pd.api.types.is_datetime64_any_dtype(frame[name])]
    for column in days:
        read = frame[column] if column == "issued_on" else frame[column].dt.date
        frame[column] = pd.Series([None if pd.isna(day) else day for day in read], index=frame.index, dtype=object)
    if "region" in frame.columns and frame["region"].isna().all():
        frame = frame.drop(columns="region")
    headers = {column: t(f"data.column.{column}") for column in frame.columns}
    found = {headers[column]: n for column, n in places.items() if column in headers}
    return Dataset(
        name, frame.rename(columns=headers), keys.reset_index(drop=True), found,
        tuple(headers[column] for column in days),
        tuple(headers[column] for column in ("locator", "kept_link", "other_link") if column in headers),
    )  # fmt: skip
