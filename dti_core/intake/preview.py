"""What the rows of a file would change: added, changed, beside a published figure, the same, or no longer there."""

import math
from collections.abc import Iterator, Mapping

import pandas as pd

from dti_core.intake.sheets import Catalogue
from dti_core.office import figures as side
from dti_core.store import Store

COLUMNS = ("table", "entity_id", "entity", "code", "name", "field", "old", "new", "source", "action", "points")
_FACTS = {
    "frameworks": ("name_vi", "index_id", "total_points", "published_as", "decimals", "rounding"),
    "indicators": ("name_vi", "parent_code", "max_points", "scored", "rule_type", "rule", "best", "worst"),
    "progress": ("lead", "coordinating", "due_on", "planned_gain", "self_points", "appraised_points", "status",
                 "evidence", "link", "note"),
}  # fmt: skip
Rows = Mapping[str, pd.DataFrame]


def changes(store: Store, rows: Rows) -> pd.DataFrame:
    """One row a figure or fact, in the order of `COLUMNS`; old and new as they are stored, None where there is none;
    points: what a new value is in points, where that is known."""
    found = [
        *_frameworks(store, rows), *_indicators(store, rows), *_plain(rows, "rounds", "round_id", "scope_vi"),
        *_plain(rows, "entities", "entity_id", "name_vi"), *_figures(store, rows), *_ranks(store, rows),
        *_progress(store, rows),
    ]  # fmt: skip
    wide = len(COLUMNS)
    return pd.DataFrame([(*row, None)[:wide] for row in found], columns=list(COLUMNS), dtype=object)


def worth_writing(store: Store, rows: Rows) -> dict[str, pd.DataFrame]:
    """The rows without figures and ranks that say what is published already."""
    kept = dict(rows)
    for name, said in (("scores", "value"), ("ranks", "rank")):
        if name in rows:
            published = store.listing(name).query("not source_id.str.startswith('batch-')")
            key = ["round_id", "entity_id", "indicator_code", *(["within"] if name == "ranks" else []), said]
            there = pd.MultiIndex.from_frame(published[key])
            frame = rows[name]
            told = pd.MultiIndex.from_frame(frame[key]).isin(there)
            if name == "scores":
                told &= (frame["status"] == "published").to_numpy()
            kept[name] = frame[~told].reset_index(drop=True)
    return {name: frame for name, frame in kept.items() if len(frame)}


def _none(value: object) -> object:
    """None for what is missing; a day without its time."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def _compared(old: Mapping[str, object] | None, new: Mapping[str, object], fields: tuple[str, ...], first: str
              ) -> Iterator[tuple[str, object, object, str]]:  # fmt: skip
    """field, old, new, action: one row for what is new or the same, else one for each field that differs."""
    if old is None:
        yield first, None, _none(new[first]), "added"
        return
    differ = [name for name in fields if _none(old[name]) != _none(new[name])]
    for name in differ:
        yield name, _none(old[name]), _none(new[name]), "changed"
    if not differ:
        yield first, _none(old[first]), _none(new[first]), "same"


def _frameworks(store: Store, rows: Rows) -> Iterator[tuple[object, ...]]:
    if "frameworks" not in rows:
        return
    new = rows["frameworks"].iloc[0].to_dict()
    known = store.listing("frameworks").set_index("framework_id", drop=False)
    name = new["framework_id"]
    old = known.loc[name].to_dict() if name in known.index else None
    source = _title(store, str(old["source_id"])) if old else None
    for field, was, now, action in _compared(old, new, _FACTS["frameworks"], "name_vi"):
        yield "frameworks", None, None, name, new["name_vi"], field, was, now, source, action


def _indicators(store: Store, rows: Rows) -> Iterator[tuple[object, ...]]:
    if "indicators" not in rows:
        return
    frame = rows["indicators"]
    known = store.catalogue(str(frame["framework_id"].iloc[0])).set_index("code", drop=False)
    source = _title(store, str(known["source_id"].iloc[0])) if len(known) else None
    for new in frame.to_dict("records"):
        old = known.loc[new["code"]].to_dict() if new["code"] in known.index else None
        for field, was, now, action in _compared(old, new, _FACTS["indicators"], "max_points"):
            yield "indicators", None, None, new["code"], new["name_vi"], field, was, now, source, action
    for code in known.index.difference(frame["code"], sort=False):
        was = _none(known.at[code, "max_points"])
        yield "indicators", None, None, code, known.at[code, "name_vi"], "max_points", was, None, source, "removed"


def _plain(rows: Rows, table: str, key: str, name: str) -> Iterator[tuple[object, ...]]:
    for new in rows[table].to_dict("records") if table in rows else ():
        entity, who = (new[key], new[name]) if table == "entities" else (None, None)
        yield table, entity, who, new[key], new[name], name, None, new[name], None, "added"


def _people(store: Store, rows: Rows) -> dict[str, str]:
    known = store.listing("entities").set_index("entity_id")["name_vi"].to_dict()
    added = rows["entities"].set_index("entity_id")["name_vi"].to_dict() if "entities" in rows else {}
    return {str(key): str(name) for key, name in (known | added).items()}


def _names(store: Store, rows: Rows, frame: pd.DataFrame) -> Catalogue:
    round_id = frame["round_id"].iloc[0]
    known = store.listing("rounds").set_index("round_id")["framework_id"]
    framework_id = rows["rounds"]["framework_id"].iloc[0] if "rounds" in rows else known[round_id]
    return Catalogue.of(store, str(framework_id))


def _figures(store: Store, rows: Rows) -> Iterator[tuple[object, ...]]:
    if "scores" not in rows:
        return
    frame = rows["scores"]
    people, catalogue = _people(store, rows), _names(store, rows, frame)
    found = side.figures(store, str(frame["round_id"].iloc[0]))
    known = {(o["entity_id"], o["code"], o["status"], bool(o["official"])): o for o in found.to_dict("records")}
    for new in frame.to_dict("records"):
        key = (new["entity_id"], new["indicator_code"], new["status"])
        official, own = known.get((*key, True)), known.get((*key, False))
        old = own or official
        if official is not None and official["value"] == new["value"]:
            old, action = official, "same"
        elif own is not None:
            action = "same" if own["value"] == new["value"] else "changed"
        else:
            action = "beside" if official is not None else "added"
        yield ("scores", key[0], people[key[0]], key[1], catalogue.name(key[1]), key[2],
               old["value"] if old else None, new["value"], old["title"] if old else None, action,
               _points(catalogue, key[1], new["value"]))  # fmt: skip


def _points(catalogue: Catalogue, code: str, value: float) -> float | None:
    """A share of the most in points; None where it is in points already, or the points are not known."""
    most = float(catalogue.most[code])
    known = catalogue.framework.published_as == "value" and not math.isnan(most)
    return round(value * most, 4) if known else None


def _ranks(store: Store, rows: Rows) -> Iterator[tuple[object, ...]]:
    if "ranks" not in rows:
        return
    frame = rows["ranks"]
    people, catalogue = _people(store, rows), _names(store, rows, frame)
    found = store.listing("ranks").query("round_id == @round", local_dict={"round": frame["round_id"].iloc[0]})
    known = {(o["entity_id"], o["indicator_code"], o["within"]): o for o in found.to_dict("records")}
    for new in frame.to_dict("records"):
        key = (new["entity_id"], new["indicator_code"], new["within"])
        old = known.get(key)
        official = old is not None and not str(old["source_id"]).startswith("batch-")
        action = "added" if old is None else "same" if old["rank"] == new["rank"] else (
            "beside" if official else "changed")  # fmt: skip
        yield ("ranks", key[0], people[key[0]], key[1], catalogue.name(key[1]), "rank", old["rank"] if old else None,
               new["rank"], _title(store, str(old["source_id"])) if old else None, action)  # fmt: skip


def _progress(store: Store, rows: Rows) -> Iterator[tuple[object, ...]]:
    if "progress" not in rows:
        return
    frame = rows["progress"]
    people = _people(store, rows)
    catalogue = Catalogue.of(store, str(frame["framework_id"].iloc[0]))
    known = {(o["entity_id"], o["quarter"], o["code"]): o for o in store.progress(
        str(frame["framework_id"].iloc[0]), str(frame["entity_id"].iloc[0])).to_dict("records")}  # fmt: skip
    for new in frame.to_dict("records"):
        old = known.get((new["entity_id"], new["quarter"], new["code"]))
        source = _title(store, f"batch-{old['batch_id']}") if old else None
        told = [name for name in _FACTS["progress"] if _none(new[name]) is not None]
        said = _compared(old, new, _FACTS["progress"], told[0] if told else "note") if old else (
            (name, None, _none(new[name]), "added") for name in told)  # fmt: skip
        for field, was, now, action in said:
            name = f"{new['quarter']} {field}"
            yield ("progress", new["entity_id"], people[str(new["entity_id"])], new["code"],
                   catalogue.name(str(new["code"])), name, was, now, source, action)  # fmt: skip


def _title(store: Store, source_id: str) -> str | None:
    titles = store.listing("sources").set_index("source_id")["title"]
    return str(titles[source_id]) if source_id in titles.index else None
