"""The round that figures go to: what it is of, who can be in it, what is known of it already."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dti_core.errors import UnknownCode, WorkbookError
from dti_core.intake.aims import ScoresAim
from dti_core.intake.names import Names
from dti_core.intake.sheets import Catalogue
from dti_core.office.figures import figures
from dti_core.store import Store

INDEX, INDEX_RANK = "index:", "rank:"  # fields of a column of one index in a wide sheet


@dataclass(frozen=True, eq=False)
class Target:
    """The round that figures go to: what it is of, who can be in it, and what is known of it already.

    known: entity x code, as published, of what counts now (no rows where the round is new); official, official_ranks:
    what is published (entity, code -> figure); fresh: the round's own row for the database, None where it is known.
    """

    aim: ScoresAim
    catalogue: Catalogue
    people: pd.DataFrame
    known: pd.DataFrame
    ranks: pd.DataFrame
    official: dict[tuple[str, str], float]
    official_ranks: dict[tuple[str, str], float]
    fresh: dict[str, object] | None
    year: int
    count: int | None

    @classmethod
    def of(cls, store: Store, aim: ScoresAim) -> "Target":
        """UnknownCode for a framework, entity or parent that does not exist; WorkbookError where a new round is not
        described."""
        rounds = store.listing("rounds").set_index("round_id")
        new = aim.round_id not in rounds.index
        if new and not (aim.framework_id and aim.year and aim.scope_vi.strip()):
            raise WorkbookError("round_needs", round=aim.round_id)
        framework_id = aim.framework_id if new else str(rounds.at[aim.round_id, "framework_id"])
        catalogue = Catalogue.of(store, framework_id)
        entities = store.listing("entities").set_index("entity_id")
        for name in filter(None, (aim.parent_id, aim.entity_id)):
            if name not in entities.index:
                raise UnknownCode.of("entity", name, entities.index)
        table = None if new else store.table(aim.round_id)
        year = int(aim.year or 0) if new else table.round.year if table else 0
        alike = (entities["level"] == aim.level) & (entities["parent_id"] == aim.parent_id)
        there = _valid(entities, year) & alike
        if table is not None:
            there |= entities.index.isin(table.entities)
        codes = list(catalogue.framework.all_codes)
        known = pd.DataFrame(table.published if table else [], table.people.index if table else [], codes, dtype=float)
        fresh: dict[str, object] | None = None
        if new:
            fresh = {
                "round_id": aim.round_id, "framework_id": framework_id, "year": aim.year, "scope_vi": aim.scope_vi,
                "scope_en": aim.scope_en or aim.scope_vi, "entity_count": aim.entity_count,
                "published_on": aim.published_on,
            }  # fmt: skip
        ranks = table.published_ranks if table else pd.DataFrame(columns=["entity_id", "code", "rank", "of", "within"])
        count = table.round.entity_count if table else aim.entity_count
        people = entities[there | (entities.index == aim.entity_id)]
        said = figures(store, aim.round_id).query("official")
        placed = store.listing("ranks").query(
            "round_id == @aim.round_id and within == '' and source_id.str[:6] != 'batch-'"
        )
        official = dict(zip(zip(said["entity_id"], said["code"], strict=True), said["value"], strict=True))
        keys = zip(placed["entity_id"], placed["indicator_code"], strict=True)
        official_ranks = dict(zip(keys, placed["rank"].astype(float), strict=True))
        return cls(aim, catalogue, people, known, ranks, official, official_ranks, fresh, year, count)

    def name(self, entity: str) -> str:
        return str(self.people.at[entity, "name_vi"]) if entity in self.people.index else entity

    @cached_property
    def names(self) -> Names:
        return Names({row.Index: (row.name_vi, row.name_en) for row in self.people.itertuples()})

    @cached_property
    def headings(self) -> dict[str, list[str]]:
        """What a column of an index may be headed, and a column of its ranks."""
        found: dict[str, list[str]] = {}
        for code in self.catalogue.most.index:
            names = [name for lang in ("vi", "en") if (name := self.catalogue.name(code, lang))]
            all_names = [*names, code, *(f"{code}. {name}" for name in names)]
            found[INDEX + code] = [*all_names, *(f"{n} {w}" for n in all_names for w in ("giá trị", "điểm", "value"))]
            found[INDEX_RANK + code] = [f"{n} {w}" for n in all_names for w in ("xếp hạng", "hạng", "rank")]
        return found


def _valid(entities: pd.DataFrame, year: int) -> pd.Series:
    """Who there was on 1 January of the year."""
    day = pd.Timestamp(year=max(year, 1900), month=1, day=1)
    begun = entities["valid_from"].isna() | (pd.to_datetime(entities["valid_from"]) <= day)
    return begun & (entities["valid_to"].isna() | (pd.to_datetime(entities["valid_to"]) > day))
