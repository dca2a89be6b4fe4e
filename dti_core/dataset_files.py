"""Where the rows of a table come from, and the files made of them."""

from collections.abc import Sequence

import pandas as pd

from dti_core import excel
from dti_core.datasets import OF_ROUND, Dataset, dataset, day_text, of_round, source_notes
from dti_core.i18n import Translator
from dti_core.scores import ScoreTable
from dti_core.store import Store


def titled(rows: pd.DataFrame) -> pd.DataFrame:
    """Sources whose title was not recorded take their publisher's name."""
    return rows.assign(title=rows["title"].fillna(rows["publisher"]))


def provenance(store: Store, table: ScoreTable, entity: str, codes: list[str] | None = None) -> pd.DataFrame:
    """Store.provenance of a round's entity, every document with a title."""
    return titled(store.provenance(table.round.round_id, entity, codes))


def origin(store: Store, shown: Dataset, row: int, table: ScoreTable) -> pd.DataFrame:
    """Where a row comes from, as of Store.provenance: the figure's own quotes, else the row's document."""
    key = shown.keys.iloc[row]
    if shown.name in OF_ROUND and key["_entity"]:
        codes = [key["_code"]] if key["_code"] else None
        found = provenance(store, table, key["_entity"], codes)
        if len(found):
            return found
    return documents(store, [key["_source"]] if key["_source"] else []).assign(quote=None, basis="published")


def behind(store: Store, table: ScoreTable, entity: str, code: str) -> pd.DataFrame:
    """The quotes of a figure; where it is not published, of every figure of its entity, from which it may follow."""
    found = provenance(store, table, entity, [code])
    return found if len(found) else provenance(store, table, entity)


def documents(store: Store, sources: Sequence[str]) -> pd.DataFrame:
    """The documents of these source ids, in the order of the list of sources."""
    listing = store.listing("sources")
    return titled(listing[listing["source_id"].isin(set(sources))]).reset_index(drop=True)


def documents_line(store: Store, sources: Sequence[str], t: Translator) -> str:
    """Where a picture's figures are from, in one line: title, publisher and day of each document.

    >>> store = Store.open(":memory:")
    >>> documents_line(store, ["qd-922-btttt"], Translator("vi"))[:70]
    'Nguồn: Quyết định 922/QĐ-BTTTT: Bộ chỉ số đánh giá chuyển đổi số (DTI)'
    >>> store.close()
    """
    said = [
        ", ".join(part for part in (row["title"], row["publisher"], _day(row["issued_on"], t)) if isinstance(part, str))
        for row in documents(store, sources).to_dict("records")
    ]
    return t("data.picture_source", documents="; ".join(said)) if said else ""


def _day(text: object, t: Translator) -> str | None:
    return day_text(text, t) if isinstance(text, str) and text else None


def cited(store: Store, shown: Dataset, table: ScoreTable, t: Translator) -> pd.DataFrame:
    """The documents behind the rows of a dataset; of "wide", behind every figure of its entities."""
    if shown.name == "wide":
        scores, ranks = (of_round(store, name, table, t) for name in ("scores", "ranks"))
        rows = pd.concat([scores[["_entity", "_source"]], ranks[["_entity", "_source"]]])
        return documents(store, rows.loc[rows["_entity"].isin(shown.keys["_entity"]), "_source"].unique())
    return documents(store, shown.keys["_source"].dropna().unique())


def cited_notes(store: Store, shown: Dataset, table: ScoreTable, t: Translator) -> pd.DataFrame | None:
    """The documents behind a dataset as a workbook lists them; None where the rows are documents, or words."""
    return None if shown.name in ("sources", "glossary") else source_notes(cited(store, shown, table, t), t)


def table_workbook(store: Store, shown: Dataset, table: ScoreTable, t: Translator) -> bytes:
    """The rows shown, with their documents."""
    sources = cited_notes(store, shown, table, t)
    return excel.workbook(t, {t(f"data.set.{shown.name}"): shown.to_frame()}, sources, notes(table, t))


def round_workbook(store: Store, table: ScoreTable, t: Translator) -> bytes:
    """Everything published of a round: values side by side, every figure with its quote, ranks, causes, conflicts."""
    names = [*OF_ROUND, "conflicts"]
    found = {name: dataset(store, name, table, t) for name in names}
    kept = {t(f"data.set.{name}"): one.to_frame() for name, one in found.items() if len(one)}
    ids = {source for one in found.values() for source in one.keys["_source"].dropna()}
    return excel.workbook(t, kept, source_notes(documents(store, sorted(ids)), t), notes(table, t))


def notes(table: ScoreTable, t: Translator) -> list[str]:
    """What a reader of a file must know."""
    scope = table.round.scope_en if t.lang == "en" else table.round.scope_vi
    return [
        t("data.note_round", year=table.round.year, scope=scope), t("data.note_blank"), t("data.note_basis"),
        t("data.note_places", decimals=table.framework.decimals), t("data.note_origin"),
    ]  # fmt: skip
