"""Which figures exist: for everyone and for one entity, indices down, rounds across."""

from collections.abc import Sequence

import pandas as pd

from dti_core.charts import room, style
from dti_core.charts.draft import Draft, Picture, trace
from dti_core.coverage import RANK, Coverage
from dti_core.i18n import MISSING, Translator
from dti_core.scores import ScoreTable

_ROW = 32  # px, two lines of a name
_YEARS = 40  # px over the cells
_NAME = 18  # characters of a name in a line
_PUBLISHED, _DERIVED, _NONE = "#0B4A68", "#6BA6C1", "#E6F0F5"
_SAID = ("full", "part", "none")
_SHADES = {"published": 1.0, "derived": 0.5, "none": 0.0}  # others: no cell at all


def round_label(table: ScoreTable, tables: Sequence[ScoreTable]) -> str:
    """The year; with the number ranked where several rounds share it.

    >>> round_label(toy(), [toy(), toy("after"), toy("before")]), round_label(toy("before"), [toy(), toy("before")])
    ('2022 (3)', '2021')
    """
    years = [other.round.year for other in tables]
    return f"{table.round.year} ({table.n})" if years.count(table.round.year) > 1 else str(table.round.year)


def finding_coverage(result: Coverage, t: Translator) -> str:
    """In how many rounds the total is complete, and where it is thinnest."""
    totals = result.frame[result.frame["code"] == result.tables[0].framework.root].reset_index(drop=True)
    full, rounds = int((totals["status"] == "full").sum()), len(totals)
    index = result.tables[-1].framework.short(t.lang)
    if rounds == 1:
        return t("data.finding_one", index=index, present=_present(totals.iloc[0], t), year=result.tables[0].round.year)
    if full == rounds:
        return t("data.finding_all", index=index, rounds=t.number(rounds, 0))
    thin = totals.assign(present=totals["count"] + totals["derived"])
    thin = thin[thin["status"] != "full"].sort_values("present", kind="stable").iloc[0]
    year = next(table.round.year for table in result.tables if table.round.round_id == thin["round_id"])
    return t(
        "data.finding_some",
        index=index,
        full=t.number(full, 0),
        rounds=t.number(rounds, 0),
        year=year,
        present=_present(thin, t),
    )


def finding_round(result: Coverage, round_id: str, t: Translator) -> str:
    """What a round has: its total, and how many of its indices are complete."""
    table = next(table for table in result.tables if table.round.round_id == round_id)
    framework, rows = table.framework, result.frame[result.frame["round_id"] == round_id].set_index("code")
    index = framework.short(t.lang)
    indices = rows.loc[[leaf for leaf in framework.leaves if leaf != framework.root]]
    said = {"year": table.round.year, "present": _present(rows.loc[framework.root], t)}
    if indices.empty:
        return t("data.finding_total_only", **said)
    count = indices["status"].value_counts()
    if count.get("full", 0) == len(indices):
        return t("data.finding_indices_all", **said, index=index, indices=t.number(len(indices), 0))
    parts = [t(f"data.indices_{status}", count=t.number(count[status], 0)) for status in _SAID if count.get(status, 0)]
    return t("data.finding_indices", **said, index=index, indices=t.number(len(indices), 0), parts=", ".join(parts))


def coverage_map(result: Coverage, t: Translator) -> Picture:
    """Share of the entities with a published figure, the count in each cell."""
    shares = result.matrix("count").add(result.matrix("derived").where(result.matrix("status") == "full", 0))
    shares = (shares / result.matrix("of").fillna(result.matrix("named"))).clip(upper=1)
    shares = shares.mask(result.matrix("status").isin(["absent", "unscored"]))
    cells = result.frame.assign(text=[_present(row, t) for _, row in result.frame.iterrows()])
    cells = cells.assign(hover=[_hover(result, row, t) for _, row in cells.iterrows()])
    return _map(
        shares, _wide(cells, "text", result), _wide(cells, "hover", result), result, t,
        finding_coverage(result, t), t("data.coverage_subtitle"),
    )  # fmt: skip


def finding_entity(frame: pd.DataFrame, table: ScoreTable, name: str, t: Translator) -> str:
    """How much is known of an entity in the round on screen."""
    rows = frame[(frame["round_id"] == table.round.round_id) & (frame["code"] != RANK)]
    rows = rows[rows["code"].isin(table.framework.leaves)]
    count = rows["status"].value_counts()
    return t(
        "data.finding_entity_derived" if count.get("derived", 0) else "data.finding_entity", entity=name,
        year=table.round.year, published=t.number(count.get("published", 0), 0),
        derived=t.number(count.get("derived", 0), 0), of=t.number(len(rows), 0),
    )  # fmt: skip


def entity_map(frame: pd.DataFrame, result: Coverage, table: ScoreTable, name: str, t: Translator) -> Picture:
    """The figures of one entity: published, derived, not published; `frame` from coverage.entity_coverage."""
    decimals = {other.round.round_id: other.framework.decimals for other in result.tables}
    text, hover = [], []
    for _, row in frame.iterrows():
        places = 0 if row["code"] == RANK else decimals[row["round_id"]]
        shown = t.number(row["figure"], places) if row["status"] in ("published", "derived") else MISSING
        text.append(shown)
        said = {"figure": shown, "status": t(f"data.status.{row['status']}")}
        hover.append(t("data.entity_hover", index=_name(result, row["code"], t), **said))
    cells = frame.assign(
        shade=[_SHADES.get(status, float("nan")) for status in frame["status"]], text=text, hover=hover
    )
    shades = _wide(cells, "shade", result)
    return _map(
        shades, _wide(cells, "text", result), _wide(cells, "hover", result), result, t,
        finding_entity(frame, table, name, t), t("data.entity_subtitle"),
    )  # fmt: skip


def _wide(cells: pd.DataFrame, column: str, result: Coverage) -> pd.DataFrame:
    wide = cells.pivot(index="code", columns="round_id", values=column)
    return wide.loc[list(result.codes), list(result.rounds)]


def _map(
    shades: pd.DataFrame, text: pd.DataFrame, hover: pd.DataFrame, result: Coverage, t: Translator, *heading: str
) -> Picture:
    """Cells with their text; heading: title and subtitle."""
    fig = Draft(
        trace("heatmap", 
            z=shades.astype(float).to_numpy(), text=text.to_numpy(), hovertext=hover.to_numpy(), texttemplate="%{text}",
            hovertemplate="%{hovertext}<extra></extra>",
            x=[style.wrap(round_label(table, result.tables), 5) for table in result.tables],
            y=[style.wrap(_name(result, code, t), _NAME) for code in result.codes], zmin=0, zmax=1, xgap=2, ygap=2,
            colorscale=[[0, _NONE], [0.5, _DERIVED], [1, _PUBLISHED]], showscale=False, hoverongaps=False,
        )
    )  # fmt: skip
    fig.update_xaxes(type="category", side="top", tickangle=0)
    fig.update_yaxes(autorange="reversed")
    title, subtitle = heading
    return room.finish(fig, t, title, subtitle, _ROW * len(shades), above=_YEARS)


def _name(result: Coverage, code: str, t: Translator) -> str:
    if code == result.tables[0].framework.root:
        return t("data.total_row", index=result.tables[-1].framework.short(t.lang))
    return t("data.rank_row") if code == RANK else result.name(code, t.lang)


def _present(row: pd.Series, t: Translator) -> str:
    """Published of ranked: 5/63; what is only derived is named so; no "/n" where nobody says how many were ranked."""
    if row["status"] in ("absent", "unscored"):
        return MISSING
    if row["status"] == "none" and row["derived"]:
        return t("data.derived_cell", count=t.number(row["derived"], 0))
    known = row["count"] + row["derived"] if row["status"] == "full" else row["count"]
    return t.rank(known, row["of"])


def _hover(result: Coverage, row: pd.Series, t: Translator) -> str:
    index = _name(result, row["code"], t)
    if row["status"] in ("absent", "unscored"):
        return f"{index}<br>{t('data.status.' + row['status'])}"
    of = t("data.of_unknown", named=t.number(row["named"], 0)) if pd.isna(row["of"]) else t.number(row["of"], 0)
    return t(
        "data.coverage_hover", index=index, count=t.number(row["count"], 0), derived=t.number(row["derived"], 0), of=of
    )
