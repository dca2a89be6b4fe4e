"""The map slide: every province, both archipelagos, true sentences, the regions by their median."""

import csv
import statistics
from pathlib import Path

import pytest

from dti_core.i18n import Translator
from dti_core.meeting import map as map_slide
from dti_core.meeting.materials import gather
from dti_core.meeting.settings import Settings
from dti_core.store import Store

VI, EN = Translator("vi"), Translator("en")
PUBLISHED = Path(__file__).parents[2] / "data" / "published"


def made(store: Store, round_id: str, entity: str = "VN-12", t: Translator = VI):
    return map_slide.make(gather(store, store.table(round_id), entity, Settings()), t)


def rows(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("round_id", "count"), [("province-2022", 63), ("province-2024-34", 34), ("province-2021", 63)]
)
def test_every_province_has_its_tile_and_no_archipelago_is_missing(store: Store, round_id: str, count: int) -> None:
    slide = made(store, round_id)
    assert slide.chart is not None
    tiles = slide.chart.tiles
    assert len(tiles) == count + 2 and len({(tile.column, tile.row) for tile in tiles}) == count + 2
    assert [tile.name.split(" (")[0] for tile in tiles[-2:]] == ["Q.đ. Hoàng Sa", "Q.đ. Trường Sa"]
    assert [tile.entity for tile in tiles if tile.role == "subject"] == ["VN-12"]
    for tile in tiles[:-2]:
        value = store.table(round_id).value(tile.entity)
        assert tile.value == (None if value != value else value) and (tile.shade is None) == (tile.value is None)


def test_regions_stand_by_their_median_highest_first(store: Store) -> None:
    """Medians recomputed from the published rows."""
    region = {row["entity_id"]: row["region_id"] for row in rows("entities")}
    names = {row["region_id"]: row["name_vi"] for row in rows("regions")}
    values: dict[str, list[float]] = {}
    for row in rows("scores"):
        if row["round_id"] == "province-2022" and row["indicator_code"] == "DTI":
            values.setdefault(names[region[row["entity_id"]]], []).append(float(row["value"]))
    expected = sorted(((statistics.median(v), name, max(v)) for name, v in values.items()), reverse=True)
    table = made(store, "province-2022").table
    assert table is not None
    assert [(row[1], row[0]) for row in table.raw] == [(pytest.approx(median), name) for median, name, _ in expected]
    assert all(VI.number(best, 4) in row[2] for row, (*_, best) in zip(table.rows, expected, strict=True))


def test_without_regions_the_ends_are_named(store: Store) -> None:
    table = made(store, "province-2024-34").table
    assert table is not None
    shown = [row[0] for row in table.rows]
    assert shown[0] == "Hà Nội" and "Lai Châu" in shown and len(shown) == 7
    ranks = [row[2] for row in table.raw]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("t", [VI, EN], ids=["vi", "en"])
def test_a_round_of_agencies_says_that_it_has_no_map(store: Store, t: Translator) -> None:
    entity = store.table("agency-laocai-2022-a").entities[0]
    slide = made(store, "agency-laocai-2022-a", entity, t)
    assert slide.chart is None and slide.message == t("meeting.map.none")
