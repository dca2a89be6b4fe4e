"""The slide "where on the map": every province as a tile in its place, the regions beside it."""

import math

import pandas as pd

from dti_core import atlas_words as words
from dti_core import parts
from dti_core.atlas import Atlas, atlas
from dti_core.errors import ScoreError
from dti_core.geography import INSETS, edition_of, places
from dti_core.i18n import Translator
from dti_core.meeting.materials import Materials
from dti_core.meeting.slide import Slide, SlideChart, SlideTable, Tile
from dti_core.meeting.sources import of_codes, source_line

_ENDS = 3  # provinces named from either end where regions are not known


def make(m: Materials, t: Translator) -> Slide:
    """Values of all provinces; where a round is not of provinces, or nothing is published, the slide says so."""
    title, root = t("meeting.map.title"), m.table.framework.root
    found = _atlas(m)
    if found is None or found.known.empty:
        text = t("meeting.map.none" if found is None else "meeting.map.unknown")
        return Slide("map", "map", title, text, source=source_line(of_codes(m.documents, [root]), t))
    message = words.finding(found, t)
    chart = SlideChart("tiles", (), (), message, words.subtitle(found, t), m.table.framework.decimals,
                       tiles=tiles(found, t))  # fmt: skip
    table = _regions(found, m, t) or _ends(found, t)
    return Slide(
        "map", "map", title, message, chart, table, bullets=tuple(words.notes(found, t)[:-1]),
        source=source_line(of_codes(m.documents, [root]), t), notes=words.notes(found, t)[-1],
    )  # fmt: skip


def tiles(found: Atlas, t: Translator) -> tuple[Tile, ...]:
    """A tile a province, then the two archipelagos under the province they belong to.

    >>> store = __import__("dti_core").Store.open(":memory:")
    >>> made = tiles(atlas(store.table("province-2022"), "VN-12", "DTI", "value"), Translator("vi"))
    >>> len(made), made[-1].name
    (65, 'Q.đ. Trường Sa (Khánh Hòa)')
    >>> store.close()
    """
    made = []
    for entity in found.frame.index:
        spot, shade, value = places(found.edition)[entity], found.shades[entity], found.frame.at[entity, "value"]
        made.append(
            Tile(
                entity, spot.short, words.name(found, entity, t), spot.column, spot.row,
                None if math.isnan(value) else float(value), _label(found, entity, t),
                None if math.isnan(shade) else float(shade), "subject" if entity == found.entity else "context",
            )
        )  # fmt: skip
    of = {tile.entity: tile for tile in made}
    for inset in INSETS:
        spot, owner = inset.tile(found.edition), of[inset.owner(found.edition)]
        name = t(f"map.{inset.key}", owner=owner.name).replace("<br>", " ")
        short = t(f"map.{inset.key}_short").replace("<br>", " ")
        made.append(Tile(owner.entity, short, name, spot.column, spot.row, owner.value,
                         words.number(found, owner.entity, t), owner.shade, beside=True))  # fmt: skip
    return tuple(made)


def _label(found: Atlas, entity: str, t: Translator) -> str:
    """The value; of the chosen one the rank too, which the sentence names."""
    value, rank = words.number(found, entity, t), float(found.frame.at[entity, "rank"])
    known = entity == found.entity and not math.isnan(rank)
    return t("meeting.map.own", value=value, rank=t.rank(rank, found.table.n)) if known else value


def _atlas(m: Materials) -> Atlas | None:
    try:
        edition_of(m.table)
    except ScoreError:
        return None
    return atlas(m.table, m.entity, m.table.framework.root, "value")


def _regions(found: Atlas, m: Materials, t: Translator) -> SlideTable | None:
    """The regions by their median, highest first; None where they, or most values, are not known."""
    people = found.table.people
    frame = found.frame.loc[list(found.table.entities)].assign(region=people["region_id"]).dropna(subset="region")
    if frame["region"].nunique() < 2 or frame["value"].isna().any() or len(frame) < found.table.n:
        return None
    grouped = frame.groupby("region")["value"]
    medians = grouped.median().sort_values(ascending=False, kind="stable")
    raw = [(m.region(name, t.lang), float(median), _best(frame, name, found, t)) for name, median in medians.items()]
    headers = tuple(t(f"meeting.map.{name}") for name in ("region", "median", "best"))
    rows = tuple((name, _figure(found, median, t), best) for name, median, best in raw)
    return SlideTable(headers, rows, (False, True, False), tuple(raw))


def _best(frame: pd.DataFrame, region: object, found: Atlas, t: Translator) -> str:
    values = frame.loc[frame["region"] == region, "value"]
    return f"{words.name(found, str(values.idxmax()), t)} {_figure(found, float(values.max()), t)}"


def _ends(found: Atlas, t: Translator) -> SlideTable:
    """The highest, ours and the lowest."""
    order = found.known.sort_values("value", ascending=False, kind="stable").index
    shown = [*order[:_ENDS], *(e for e in [found.entity] if e in order), *order[-_ENDS:]]
    shown = [entity for entity in order if entity in set(shown)]
    raw = [
        (words.name(found, e, t), float(found.frame.at[e, "value"]), float(found.frame.at[e, "rank"])) for e in shown
    ]
    headers = tuple(t(f"map.column_{name}") for name in ("name", "value", "rank"))
    rows = tuple((name, _figure(found, value, t), t.number(rank, 0)) for name, value, rank in raw)
    return SlideTable(headers, rows, (False, True, True), tuple(raw))


def _figure(found: Atlas, value: float, t: Translator) -> str:
    return parts.figure(found.table, value, t)
