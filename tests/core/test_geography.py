"""Where provinces are: every one has its square, near its true place, and no archipelago is left out."""

import json
import math
from itertools import pairwise

import pytest

from dti_core import geography
from dti_core.errors import ScoreError

EDITIONS = [63, 34]


def raw(edition):
    shapes = json.loads((geography.FILES / f"provinces_{edition}.geojson").read_text(encoding="utf-8"))["features"]
    return {shape["id"]: shape["geometry"] for shape in shapes}


def rings(geometry):
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [part[0] for part in parts]


def middle(geometry):
    """Of the largest ring: the mean of the corners of its box."""
    largest = max(rings(geometry), key=lambda ring: len(ring))
    xs, ys = [x for x, _ in largest], [y for _, y in largest]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_province_has_a_square_of_its_own(edition):
    places = geography.places(edition)
    assert set(places) == set(raw(edition)) and len(places) == edition
    squares = [(place.column, place.row) for place in places.values()]
    insets = [(inset.tile(edition).column, inset.tile(edition).row) for inset in geography.INSETS]
    assert len(set(squares + insets)) == edition + len(geography.INSETS)
    assert min(column for column, _ in squares) == 1 and min(row for _, row in squares) == 1


@pytest.mark.parametrize("edition", EDITIONS)
def test_whoever_lies_far_to_the_north_or_east_stands_so_on_the_tile_map(edition):
    """Of every two provinces more than two degrees apart, the northern one is in a higher row; likewise to the east
    where they are about as far north as each other."""
    places, middles = geography.places(edition), {entity: middle(shape) for entity, shape in raw(edition).items()}
    for one, (x, y) in middles.items():
        for other, (x_other, y_other) in middles.items():
            if y - y_other > 2:
                assert places[one].row < places[other].row, (one, other)
            if x - x_other > 2 and abs(y - y_other) < 1:
                assert places[one].column > places[other].column, (one, other)


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_island_is_lost_between_the_map_and_its_insets(edition):
    drawn = [ring for f in geography.mainland(edition)["features"] for (ring,) in f["geometry"]["coordinates"]]
    for inset in geography.INSETS:
        (feature,) = geography.archipelago(edition, inset)["features"]
        assert feature["id"] == inset.owner(edition)
        (left, right), (bottom, top) = inset.longitudes, inset.latitudes
        for (ring,) in feature["geometry"]["coordinates"]:
            assert all(left < x < right and bottom < y < top for x, y in ring)
            drawn.append(ring)
    assert len(drawn) == sum(len(rings(shape)) for shape in raw(edition).values())
    (left, right), (bottom, top) = geography.MAINLAND
    inside = [ring for ring in drawn if all(left < x < right and bottom < y < top for x, y in ring)]
    assert len(drawn) - len(inside) == sum(len(geography.islands(edition, inset)) for inset in geography.INSETS)


@pytest.mark.parametrize("edition", EDITIONS)
def test_rings_run_clockwise_as_the_map_library_wants(edition):
    """The turning angles of a clockwise ring add up to −360°; d3-geo would fill the whole globe otherwise."""
    for feature in geography.mainland(edition)["features"]:
        ring = max((ring for (ring,) in feature["geometry"]["coordinates"]), key=len)
        corners = [corner for corner, after in pairwise(ring) if corner != after]
        turned = 0.0
        for i in range(len(corners)):
            (ax, ay), (bx, by), (cx, cy) = corners[i - 2], corners[i - 1], corners[i]
            turn = math.atan2(cy - by, cx - bx) - math.atan2(by - ay, bx - ax)
            turned += (turn + math.pi) % (2 * math.pi) - math.pi
        assert math.degrees(turned) == pytest.approx(-360, abs=1)


def test_a_round_of_provinces_has_its_map_and_one_of_agencies_has_none(store):
    assert geography.edition_of(store.table("province-2020")) == 63
    assert geography.edition_of(store.table("province-2024-34")) == 34
    with pytest.raises(ScoreError, match="does not assess provinces"):
        geography.edition_of(store.table("agency-laocai-2022-a"))
