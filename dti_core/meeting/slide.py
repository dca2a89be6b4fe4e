"""A slide as data. The page, the wall, the deck, the PDF and the workbook all draw these and nothing else."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "standing", "change", "gap", "target", "plan", "work", "risks", "map", "sources"
]  # in the order in which a meeting shows them
Role = Literal[
    "subject", "context", "peer", "better", "worse", "target", "total"
]  # what a series or a bar is, not a colour
ChartKind = Literal["bars", "columns", "line", "waterfall", "steps", "tiles"]


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers along the categories; None = missing (drawn as nothing, written "–"). roles: one for each point where
    they differ. labels: the text at each point as it is to be read, already in the language; () = no labels."""

    name: str
    values: tuple[float | None, ...]
    role: Role = "subject"
    roles: tuple[Role, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tile:
    """One entity in its place on a tile map: column and row from the top left, `shade` 0 … 1 (None = missing).
    beside: the name is written to the right of the tile, not in it (an archipelago, which must never go unnamed)."""

    entity: str
    short: str
    name: str
    column: int
    row: int
    value: float | None
    label: str
    shade: float | None
    role: Role = "context"
    beside: bool = False


@dataclass(frozen=True, slots=True)
class SlideChart:
    """What is drawn. bars: horizontal, first category on top; waterfall: values are steps, the first and the entries
    with role "total" are levels; steps: x in `numbers`; tiles: see `tiles`. finding: the sentence that says what the
    chart shows; alt text for those who cannot see it. reversed: 1 on top (ranks). sparse: too many categories to be
    named on the axis; only the points that have a label are named, by that label."""

    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    finding: str
    value_title: str = ""
    decimals: int = 0
    reversed: bool = False
    sparse: bool = False
    numbers: tuple[float, ...] = ()
    tiles: tuple[Tile, ...] = ()


@dataclass(frozen=True, slots=True)
class SlideTable:
    """Texts as they are to be read; `numbers` says which columns are right-aligned. raw: the same rows as values
    (float, int, str, None), for the workbook and for the test that compares app, deck, PDF and workbook."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[bool, ...]
    raw: tuple[tuple[object, ...], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One big number: label above, value, a line below. raw: the same as a number, None where it is none."""

    label: str
    value: str
    note: str = ""
    role: Role = "subject"
    raw: float | None = None


@dataclass(frozen=True, slots=True)
class Slide:
    """One message, one chart, one source line. key: stable within a meeting ("standing", "gap", …; what continues
    a table has ".2", ".3" after it). bullets: short lines beside or under the chart. notes: for whoever speaks."""

    key: str
    kind: Kind
    title: str
    message: str
    chart: SlideChart | None = None
    table: SlideTable | None = None
    figures: tuple[Figure, ...] = ()
    bullets: tuple[str, ...] = ()
    source: str = ""
    basis: str = "published"
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Deck:
    """A meeting's slides in order. lang: "vi" or "en"; held_on: as written on the title slide."""

    title: str
    subtitle: str
    held_on: str
    lang: str
    slides: tuple[Slide, ...] = field(default=())
