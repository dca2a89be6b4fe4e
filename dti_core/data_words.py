"""The Data page's tables and sentences."""

import pandas as pd

from dti_core.coverage import RANK, Coverage, SelfCheck
from dti_core.dataset_files import documents
from dti_core.datasets import conflicts
from dti_core.i18n import Translator
from dti_core.scores import ScoreTable
from dti_core.store import Store
from dti_core.worked import part_name


def rounds_frame(store: Store, t: Translator) -> pd.DataFrame:
    """Every round of the store: who was ranked, how many values and ranks are published."""
    rounds, scores, ranks = store.rounds(), store.listing("scores"), store.listing("ranks")
    roots = store.listing("indicators").query("parent_code.isna()").set_index("framework_id")["code"]
    totals = rounds.set_index("round_id")["framework_id"].map(roots)
    scores, ranks = (f[f["indicator_code"] == f["round_id"].map(totals)] for f in (scores, ranks))
    published = scores[scores["basis"] == "published"]["round_id"].value_counts()
    derived = scores[scores["basis"] == "derived"]["round_id"].value_counts()
    overall = ranks[ranks["within"] == ""]["round_id"].value_counts()
    frame = pd.DataFrame({"year": rounds["year"], "scope": rounds["scope" if t.lang == "vi" else "scope_en"]})
    of = rounds["entity_count"].astype(float)
    counts = {"values": published, "derived": derived, "ranks": overall}
    for column, counted in counts.items():
        found = rounds["round_id"].map(counted).fillna(0)
        frame[column] = [t.rank(count, most) for count, most in zip(found, of, strict=True)]
    frame["published_on"] = [t.date(day) for day in rounds["published_on"]]
    frame["year"] = frame["year"].astype(str)
    return frame.rename(columns={name: t(f"data.column.{name}") for name in frame.columns})


def coverage_frame(result: Coverage, t: Translator) -> pd.DataFrame:
    """One row an index and round: published, derived, ranked together."""
    years = {table.round.round_id: table.round.year for table in result.tables}
    scopes = {o.round.round_id: o.round.scope_en if t.lang == "en" else o.round.scope_vi for o in result.tables}
    frame = result.frame
    out = pd.DataFrame(
        {
            "indicator": [t("data.rank_row") if code == RANK else result.name(code, t.lang) for code in frame["code"]],
            "year": frame["round_id"].map(years), "scope": frame["round_id"].map(scopes), "published": frame["count"],
            "derived": frame["derived"], "entity_count": frame["of"],
            "verdict": [t(f"data.cell.{status}") for status in frame["status"]],
        }
    )  # fmt: skip
    return out.rename(columns={name: t(f"data.column.{name}") for name in out.columns})


def check_frame(result: SelfCheck, t: Translator) -> pd.DataFrame:
    """Verdict, figures and culprits of every row, contradictions first, then what agrees."""
    table, order = result.table, {"no": 0, "yes": 1, "unknown": 2}
    frame = result.frame.sort_values("verdict", key=lambda verdicts: verdicts.map(order), kind="stable")
    out = pd.DataFrame(
        {
            "entity": [table.name(entity, t.lang) for entity in frame["entity"]],
            "verdict": [t(f"data.verdict.{verdict}") for verdict in frame["verdict"]],
            "figures": frame["figures"], "total": frame["total"], "computed": frame["computed"],
            "culprits": [", ".join(part_name(table, code, t) for code in codes) for codes in frame["culprits"]],
        }
    )  # fmt: skip
    if not any(frame["culprits"]):
        out = out.drop(columns="culprits")
    return out.rename(columns={name: t(f"data.column.{name}") for name in out.columns}).reset_index(drop=True)


def check_formats(table: ScoreTable, t: Translator) -> dict[str, int]:
    places = table.framework.decimals
    return {t("data.column.figures"): 0, t("data.column.total"): places, t("data.column.computed"): places + 2}


def check_lead(result: SelfCheck, t: Translator) -> str:
    counts = {verdict: t.number(result.count(verdict), 0) for verdict in ("yes", "no", "unknown")}
    return t("data.page.check_lead", year=result.table.round.year, **counts)


def conflict_documents(store: Store) -> pd.DataFrame:
    """The documents of both sides of every conflict, as of Store.provenance."""
    rows = store.listing("conflicts")
    return documents(store, [*rows["source_id"], *rows["other_source_id"]]).assign(quote=None, basis="published")


def conflict_lines(store: Store, t: Translator) -> list[tuple[str, str]]:
    """What each conflict is about, and both statements with the reason for the one used."""
    rows = conflicts(store, t)
    unknown = t("data.page.conflict_why_unknown")
    said = []
    for _, row in rows.iterrows():
        about = {name: row[name] for name in ("kept", "other", "kept_document", "other_document")}
        why = row["why"] if isinstance(row["why"], str) else unknown
        said.append((row["what"], t("data.page.conflict_line", **about, why=why)))
    return said
