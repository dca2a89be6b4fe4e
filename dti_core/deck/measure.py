"""How much room a text takes: the one font that is shipped, and lines broken where they would be cut.

Running text in Be Vietnam Pro is a tenth wider than in Arial, a fifth wider than in Times New Roman, so that what fits
here fits in PowerPoint and Word too.
"""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

_FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = "BeVietnamPro-Regular", "BeVietnamPro-Bold"
LEADING = 1.22  # line to line, in sizes of the type
_ILLEGAL = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML has no place for
_DRAWN = {"＝": "=", "\u00a0": " ", "\t": " ", "√": "v", "∆": "Δ"}  # letters that the fonts of an office lack


@cache
def font(bold: bool = False) -> str:
    """The name under which reportlab has the font; registered at the first call."""
    name = BOLD if bold else REGULAR
    pdfmetrics.registerFont(TTFont(name, _FONTS / f"{name}.ttf"))
    return name


def plain(text: str) -> str:
    """The text as it can be written into any file: composed letters, no control characters, no letter without a glyph.

    >>> plain("Hạng ＝\\x07")
    'Hạng ='
    """
    text = unicodedata.normalize("NFC", _ILLEGAL.sub("", text))
    return "".join(_DRAWN.get(letter, letter) for letter in text)


@lru_cache(maxsize=50_000)
def width(text: str, size: float, bold: bool = False) -> float:
    """Points that one line takes.

    >>> round(width("53/63", 10), 1)
    32.1
    """
    return float(pdfmetrics.stringWidth(text, font(bold), size))


@lru_cache(maxsize=20_000)
def wrap(text: str, size: float, room: float, bold: bool = False) -> tuple[str, ...]:
    """The text in lines no wider than `room` points; a word that is wider is broken, never cut.

    >>> wrap("Hạ tầng số", 10, 50)
    ('Hạ tầng', 'số')
    """
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            for piece in _pieces(word, size, room, bold):
                joined = f"{line} {piece}" if line else piece
                if line and width(joined, size, bold) > room:
                    lines.append(line)
                    joined = piece
                line = joined
        lines.append(line)
    return tuple(lines)


def _pieces(word: str, size: float, room: float, bold: bool) -> list[str]:
    if width(word, size, bold) <= room:
        return [word]
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def height(text: str, size: float, room: float, bold: bool = False) -> float:
    """Points from top to bottom that the text takes when it is broken at `room`."""
    return len(wrap(text, size, room, bold)) * size * LEADING


def widest_word(text: str, size: float, bold: bool = False) -> float:
    return max((width(word, size, bold) for word in text.split()), default=0.0)


def fitting(text: str, room: tuple[float, float], sizes: tuple[float, ...], bold: bool = False) -> float:
    """The first of the sizes, largest first, at which the text fits `room` (width, height); the last when none does."""
    return next((size for size in sizes if height(text, size, room[0], bold) <= room[1]), sizes[-1])
