"""What the tests of slides, wall, deck and frozen meetings share."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping

import pandas as pd

from dti_core.meeting.slide import Slide
from dti_core.office import journal
from dti_core.store import Store

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def numbers(text: str) -> set[str]:
    """Every number written in a text, as it is written."""
    return set(NUMBER.findall(text))


def shown(slide: Slide) -> Iterator[str]:
    """Every text of a slide beside its message and its notes."""
    for figure in slide.figures:
        yield from (figure.label, figure.value, figure.note)
    yield from slide.bullets
    if slide.chart:
        yield from slide.chart.categories
        for series in slide.chart.series:
            yield from series.labels
        yield from (tile.label for tile in slide.chart.tiles)
    if slide.table:
        for row in slide.table.rows:
            yield from row


def unsupported(slide: Slide) -> set[str]:
    """Numbers in a slide's message that nothing else on it says."""
    return numbers(slide.message) - {found for text in shown(slide) for found in numbers(text)}


def small_world(store: Store, rounds: Mapping[int, Mapping[str, float | None]]) -> str:
    """An index of two parts (60 + 40 points) with these totals by year and entity, None = not published; its batch."""
    frameworks = pd.DataFrame(
        [("small", "small", "Nhỏ", "Small", 100.0, "value", 4, "half_up", None)],
        columns=["framework_id", "index_id", "name_vi", "name_en", "total_points", "published_as", "decimals",
                 "rounding", "note"],
    )  # fmt: skip
    indicators = pd.DataFrame(
        [("small", "DTI", None, "total", "Tổng", "Total", 100.0, "yes", 0),
         ("small", "1", "DTI", "main", "Một", "One", 60.0, "yes", 1),
         ("small", "2", "DTI", "main", "Hai", "Two", 40.0, "yes", 2)],
        columns=["framework_id", "code", "parent_code", "kind", "name_vi", "name_en", "max_points", "scored",
                 "position"],
    )  # fmt: skip
    people = sorted({who for totals in rounds.values() for who in totals})
    entities = pd.DataFrame({"entity_id": people, "name_vi": people, "name_en": people, "level": "agency"})
    made = [(f"small-{year}", "small", year, "thử", "test", len(totals)) for year, totals in rounds.items()]
    columns = ["round_id", "framework_id", "year", "scope_vi", "scope_en", "entity_count"]
    scores = [
        (f"small-{year}", who, "DTI", "published", value, "published", "thử")
        for year, totals in rounds.items() for who, value in totals.items() if value is not None
    ]  # fmt: skip
    named = ["round_id", "entity_id", "indicator_code", "status", "value", "basis", "quote"]
    batch = journal.Batch("scores", "test", dt.datetime(2026, 11, 29))
    return journal.add(store, batch, {
        "frameworks": frameworks, "indicators": indicators, "entities": entities,
        "rounds": pd.DataFrame(made, columns=columns), "scores": pd.DataFrame(scores, columns=named),
    })  # fmt: skip
