"""Where the provinces are: outlines for a map, places on a tile map, for the 63 and for the 34.

Boundaries: data/published/geo, simplified, islands included. The archipelagos are far to the east and are drawn in
insets of their own; no Vietnamese map is without them.
"""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dti_core.errors import ScoreError
from dti_core.scores import ScoreTable

FILES = Path(__file__).parents[1] / "data" / "published" / "geo"
EDITIONS = (63, 34)  # how many provinces a map has: before and since 1 July 2025
MAINLAND = ((101.9, 109.7), (8.2, 23.6))  # longitudes, latitudes; Côn Đảo, Phú Quốc and Bạch Long Vĩ are inside
_FAR_EAST = 109.75  # degrees; Vietnam's other islands lie west of it


@dataclass(frozen=True, slots=True)
class Place:
    """A province's square on the tile map: column and row from the top left, counted from 1, and a short name."""

    column: int
    row: int
    short: str


@dataclass(frozen=True, slots=True)
class Inset:
    """An archipelago in a frame of its own: name, where it lies (degrees), whose it is and where its tile is in each
    edition."""

    key: str
    longitudes: tuple[float, float]
    latitudes: tuple[float, float]
    owners: tuple[str, str]
    tiles: tuple[Place, Place]

    def owner(self, edition: int) -> str:
        return self.owners[EDITIONS.index(edition)]

    def tile(self, edition: int) -> Place:
        return self.tiles[EDITIONS.index(edition)]


INSETS = (
    Inset("hoang_sa", (111.0, 113.1), (15.5, 17.3), ("VN-48", "VN2025-48"), (Place(9, 13, ""), Place(8, 9, ""))),
    Inset("truong_sa", (109.3, 118.0), (6.9, 12.0), ("VN-56", "VN2025-56"), (Place(9, 21, ""), Place(8, 15, ""))),
)


def edition_of(table: ScoreTable) -> int:
    """Whether a round's entities are on the map of the 63 or of the 34 provinces.

    Raises ScoreError where they are not provinces (communes, agencies).
    """
    found = _edition(table)
    if found is None:
        raise ScoreError("no_map", round=table.round.round_id)
    return found


def is_mapped(table: ScoreTable) -> bool:
    """Whether a round's entities are provinces."""
    return _edition(table) is not None


def _edition(table: ScoreTable) -> int | None:
    return next((edition for edition in EDITIONS if set(table.entities) <= set(places(edition))), None)


@lru_cache(maxsize=len(EDITIONS))
def places(edition: int) -> Mapping[str, Place]:
    """Where each province stands on the tile map.

    >>> places(63)["VN-12"].short, places(34)["VN-12"].column < places(34)["VN-22"].column
    ('Lai Châu', True)
    """
    with (FILES / "tiles.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if int(row["edition"]) == edition]
    return MappingProxyType(
        {row["entity_id"]: Place(int(row["column"]), int(row["row"]), row["short_vi"]) for row in rows}
    )


@lru_cache(maxsize=len(EDITIONS))
def mainland(edition: int) -> dict[str, Any]:
    """GeoJSON of the provinces without the two archipelagos; `id` is the entity."""
    return _collection({entity: [r for r in rings if not _is_far(r)] for entity, rings in _rings(edition).items()})


@lru_cache(maxsize=len(EDITIONS) * len(INSETS))
def archipelago(edition: int, inset: Inset) -> dict[str, Any]:
    """GeoJSON of the islands of one inset, under the province they belong to."""
    owner = inset.owner(edition)
    return _collection({owner: [ring for ring in _rings(edition)[owner] if _is_far(ring)]})


def islands(edition: int, inset: Inset) -> tuple[tuple[float, float], ...]:
    """The middle of each island of an inset (longitude, latitude): at the size of an inset an outline is a dot.

    >>> len(islands(63, INSETS[0])), len(islands(34, INSETS[0]))
    (11, 11)
    """
    rings = [polygon[0] for polygon in archipelago(edition, inset)["features"][0]["geometry"]["coordinates"]]
    return tuple((sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)) for ring in rings)


Ring = list[list[float]]


def _rings(edition: int) -> dict[str, list[Ring]]:
    """The outer rings of every province, clockwise: d3-geo, under Plotly, takes the inside to be on the right."""
    shapes = json.loads((FILES / f"provinces_{edition}.geojson").read_text(encoding="utf-8"))["features"]
    found: dict[str, list[Ring]] = {}
    for shape in shapes:
        parts = shape["geometry"]["coordinates"]
        polygons = parts if shape["geometry"]["type"] == "MultiPolygon" else [parts]
        found[shape["id"]] = [ring if _area(ring) < 0 else ring[::-1] for ring in (part[0] for part in polygons)]
    return found


def _area(ring: Ring) -> float:
    """Signed area, positive when counter-clockwise."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _is_far(ring: Ring) -> bool:
    return max(x for x, _ in ring) > _FAR_EAST


def _collection(shapes: Mapping[str, list[Ring]]) -> dict[str, Any]:
    features = [
        {"type": "Feature", "id": entity, "properties": {},
         "geometry": {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}}
        for entity, rings in shapes.items()
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features}
