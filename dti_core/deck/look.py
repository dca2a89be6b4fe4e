"""How slides look: colours of roles, sizes of type, places on a slide; all lengths in points from the top left."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from dti_core.charts.style import ACCENT, BETTER, COMPARED, GREY, INK, SEQUENTIAL, WORSE
from dti_core.meeting.slide import Role

MUTED, LINE, PAPER, SHADE = "#5B6770", "#D5DBE0", "#FFFFFF", "#F2F5F7"
NO_FIGURE = "#EDEFF1"  # a tile without a value
COLOURS: dict[Role, str] = {
    "subject": ACCENT, "context": GREY, "peer": COMPARED[0], "better": BETTER, "worse": WORSE, "target": INK,
    "total": MUTED,
}  # fmt: skip
WORDS = COLOURS | {"worse": "#9A5B00", "context": MUTED}  # the same for text, dark enough to be read on white
TITLE = (28.0, 26.0, 24.0, 22.0, 20.0, 18.0)  # sizes, the first that fits
MESSAGE = (22.0, 20.0, 18.0)
BODY = (22.0, 20.0, 18.0)
TABLE = (18.0, 16.0, 14.0)
TABLE_NOTE = 12.0
NARROW_TABLE = (14.0, 12.0, 11.0, 10.0, 9.0)  # when a word is wider than its column
CHART = (14.0, 12.0, 11.0, 10.0)
BIG, LABEL, NOTE = 40.0, 16.0, 14.0
NUMBERS = (BIG, 36.0, 32.0, 28.0, 24.0, 20.0, 16.0)
FOOT = (11.0, 10.0, 9.0, 8.0)
PAD_X, PAD_Y = 6.0, 3.0  # within a cell


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in points.

    >>> Box(0, 0, 100, 50).left(0.4, 10)
    (Box(x=0, y=0, width=36.0, height=50), Box(x=46.0, y=0, width=54.0, height=50))
    """

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def below(self, taken: float) -> "Box":
        """What is left under the first `taken` points."""
        return Box(self.x, self.y + taken, self.width, max(0.0, self.height - taken))

    def top(self, height: float) -> "Box":
        return Box(self.x, self.y, self.width, height)

    def left(self, share: float, gap: float) -> "tuple[Box, Box]":
        """Side by side: a share of the width, a gap, the rest."""
        width = (self.width - gap) * share
        rest = self.x + width + gap
        return Box(self.x, self.y, width, self.height), Box(rest, self.y, self.right - rest, self.height)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a slide has its title, its body, its source and its number. stretch: how much wider than measured a text
    may come out in the fonts of the template, 1 where they are known."""

    width: float
    height: float
    title: Box
    body: Box
    source: Box
    number: Box
    stretch: float = 1.0

    @classmethod
    def house(cls) -> Self:
        """16:9, without a template."""
        return cls(960, 540, Box(44, 20, 872, 42), Box(44, 66, 872, 432), Box(44, 506, 790, 26), Box(850, 506, 66, 26))


def shade(share: float) -> str:
    """The colour of a share of 0 … 1 between light and dark.

    >>> shade(0), shade(1)
    ('#E6F0F5', '#0B4A68')
    """
    share = min(max(share, 0.0), 1.0)
    low, high = next((pair for pair in pairwise(SEQUENTIAL) if share <= pair[1][0]), SEQUENTIAL[-2:])
    part = (share - low[0]) / (high[0] - low[0])
    ends = [[int(colour[place : place + 2], 16) for place in (1, 3, 5)] for colour in (low[1], high[1])]
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in zip(*ends, strict=True))


def on(colour: str) -> str:
    """Ink or white, whichever reads better on a colour (WCAG relative luminance).

    >>> on("#E6F0F5"), on("#0B4A68")
    ('#1B2733', '#FFFFFF')
    """
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    return INK if luminance > 0.28 else PAPER
