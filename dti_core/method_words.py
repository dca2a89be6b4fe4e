"""The Method page: which worked examples each section holds, their files and their sources."""

from collections.abc import Sequence

import pandas as pd

from dti_core import worked, worked_chance, worked_change
from dti_core.build import MERGED_ROUND
from dti_core.dataset_files import documents, provenance
from dti_core.i18n import Translator
from dti_core.record import Record
from dti_core.scores import ScoreTable
from dti_core.store import Store
from dti_core.worked import Example

_WHOLE = 16  # rows
SECTIONS = ("value", "gap", "change", "peers", "plan", "record", "range", "editions", "merge", "glossary", "limits")


def examples(
    section: str, store: Store, table: ScoreTable, entity: str, history: Sequence[ScoreTable], t: Translator,
    kept: Record | None = None,
) -> list[Example]:  # fmt: skip
    """The examples of a section; none where it does not apply to the index on screen. `kept`: for "record"."""
    rank = worked_chance.goal(table, entity, target(store, entity))
    match section:
        case "value":
            pillars = worked.pillars(table, entity, history, t)
            return [worked.value(table, entity, t), pillars, worked.rank(table, entity, t)]
        case "gap":
            wanted = target(store, entity)
            return [
                worked.gap(table, entity, t), worked.whatif(table, entity, t),
                worked.threshold(table, entity, wanted[0] if wanted and wanted[1] == table.n else None, t),
            ]  # fmt: skip
        case "change":
            return [worked_change.decomposition(table, entity, history, store.counterpart, t)]
        case "peers":
            return [
                worked_chance.peers(table, entity, history, rank, t),
                worked_chance.three(table, entity, history, rank, t),
            ]
        case "plan":
            return [worked_chance.effort(table, entity, history, rank, t)]
        case "record":
            return [worked_chance.record(kept, history, t)]
        case "range":
            gaps = worked_chance.missing(table, history, rank, t)
            return [worked_change.intervals(table, entity, t), worked_change.checks(history, t), gaps]
        case "editions":
            return [worked_change.editions(history, t)]
        case "merge":
            return _merger(store, entity, history, t)
        case "limits":
            return [worked_change.limits(history, t)]
        case _:
            return [Example(section, ())]


def target(store: Store, entity: str) -> tuple[int, int] | None:
    """(rank, of) of an entity's stated target, if it has one."""
    found = store.targets(entity)
    return None if found.empty else (int(found["rank"].iloc[0]), int(found["of"].iloc[0]))


def _merger(store: Store, entity: str, history: Sequence[ScoreTable], t: Translator) -> list[Example]:
    place = next((n for n, table in enumerate(history) if table.round.round_id == MERGED_ROUND), 0)
    if not place:
        return []
    stated = store.listing("targets")
    wanted = target(store, entity) or target(store, str(stated["entity_id"].iloc[0]) if len(stated) else entity)
    kin = store.listing("successions")
    return [worked_change.merger(history[place - 1], history[place], entity, kin, wanted, t)]


def height(example: Example) -> str:
    """Short tables are shown whole, long ones scroll."""
    return "content" if example.frame is not None and len(example.frame) <= _WHOLE else "auto"


def lines(shown: Sequence[Example], t: Translator) -> list[str]:
    """Titles, formulas and steps as plain text, for a file."""
    found: list[str] = []
    for example in shown:
        found += [t(f"method.{example.key}.title"), t(f"method.{example.key}.formula")]
        found += [line.replace("**", "") for line in example.lines]
    return found


def sheets(shown: Sequence[Example], t: Translator) -> dict[str, pd.DataFrame]:
    """The tables of the examples, by their titles."""
    found = {}
    for example in shown:
        if example.frame is not None:
            frame = example.frame.copy()
            frame.attrs["decimals"] = dict(example.places)
            found[t(f"method.{example.key}.title")] = frame
    return found


def sources(section: str, store: Store, table: ScoreTable, entity: str, history: Sequence[ScoreTable]) -> pd.DataFrame:
    """Documents behind a section, as of Store.provenance."""
    if section in ("editions", "limits", "record"):
        ids = {one.framework.source_id for one in history} | {one.round.source_id for one in history}
    elif section == "merge":
        ids = set(store.listing("successions")["source_id"]) | {history[-1].round.source_id}
    elif section == "glossary":
        ids = set()
    else:
        return provenance(store, table, entity)
    return documents(store, [one for one in ids if one]).assign(quote=None, basis="published")
