"""The slides of a deck as a workbook: their numbers as numbers, a sheet for each chart, table and row of figures."""

from collections.abc import Mapping

import pandas as pd

from dti_core import excel
from dti_core.deck.layout import whole
from dti_core.i18n import Translator
from dti_core.meeting.slide import Deck, Slide, SlideChart, SlideTable


def workbook(deck: Deck) -> bytes:
    """An xlsx file of everything that the slides show in numbers.

    >>> workbook(Deck("Họp quý IV", "Lai Châu", "29/11/2026", "vi"))[:2]
    b'PK'
    """
    t = Translator(deck.lang)
    return excel.workbook(t, sheets(deck, t), notes=[deck.title, deck.subtitle, deck.held_on])


def sheets(deck: Deck, t: Translator) -> Mapping[str, pd.DataFrame]:
    """Name of the sheet -> frame: first what each slide says, then "2 Title", "2 Title table", "2 Title figures"."""
    slides = whole(deck.slides, t)
    rows = [(place, s.title, s.message, s.source) for place, s in enumerate(slides, start=1)]
    headers = [t(f"deck.sheet.{name}") for name in ("number", "title", "message", "source")]
    found = {t("deck.sheet.slides"): pd.DataFrame(rows, columns=headers)}
    for place, slide in enumerate(slides, start=1):
        for part, frame in _parts(slide, t).items():
            found[f"{place} {part} {slide.title}"] = frame
    return found


def _parts(slide: Slide, t: Translator) -> dict[str, pd.DataFrame]:
    parts = {}
    if slide.chart and (slide.chart.series or slide.chart.tiles):
        parts[t("deck.sheet.chart")] = chart_frame(slide.chart, t)
    if slide.table:
        parts[t("deck.sheet.table")] = table_frame(slide.table)
    if slide.figures:
        headers = [t(f"deck.sheet.{name}") for name in ("figure", "value", "note")]
        rows = [(one.label, one.raw if one.raw is not None else one.value, one.note) for one in slide.figures]
        parts[t("deck.sheet.figures")] = pd.DataFrame(rows, columns=headers, dtype=object)
    return parts


def chart_frame(chart: SlideChart, t: Translator) -> pd.DataFrame:
    """A chart's numbers: one row a category (or a tile), one column a series, missing ones missing."""
    name, value = t("deck.sheet.name"), chart.value_title or t("deck.sheet.value")
    if chart.tiles:
        frame = pd.DataFrame({name: [tile.name for tile in chart.tiles], value: [tile.value for tile in chart.tiles]})
        frame.attrs["decimals"] = {value: chart.decimals}
        return frame
    first = chart.numbers if chart.numbers else chart.categories
    columns: dict[str, list[object]] = {name: list(first)}
    for one in chart.series:
        header, count = one.name or value, 1
        while header in columns:
            count += 1
            header = f"{one.name or value} ({count})"
        columns[header] = list(one.values)
    frame = pd.DataFrame({header: pd.Series(entries, dtype=object) for header, entries in columns.items()})
    frame.attrs["decimals"] = {header: chart.decimals for header in list(columns)[1:]}
    return frame


def table_frame(table: SlideTable) -> pd.DataFrame:
    """A table's rows as values where they are known as such."""
    headers = [header or " " for header in table.headers]
    return pd.DataFrame([list(row) for row in table.raw or table.rows], columns=headers, dtype=object)
