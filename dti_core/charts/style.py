"""One look for every chart: colours, type, comma decimals. Nothing is fetched, nothing read from disk.

Context is grey, the subject lit; better and worse are blue and orange. Text takes its colour from the page's theme
(light or dark), so figures set colours only on what carries meaning.
"""

import unicodedata
from collections.abc import Sequence

from dti_core.charts.draft import Draft, Picture
from dti_core.i18n import Translator

INK, GREY = "#1B2733", "#B8C0C8"
# Each at least 3:1 against the light and the dark ground, and apart from the others for the colour-blind (tested).
ACCENT = "#D6243F"  # the chosen entity
COMPARED = ("#1E7BB3", "#CC8414", "#4C726C", "#B27FA5")
BETTER, WORSE = COMPARED[0], COMPARED[1]
FONT = "Be Vietnam Pro, Source Sans, sans-serif"
HEADING = 52  # px that title and subtitle take; a page that writes them itself takes this much off (layout.meta)
SEQUENTIAL = ((0.0, "#E6F0F5"), (0.5, "#6BA6C1"), (1.0, "#0B4A68"))  # one hue, light to dark


def finish(
    fig: Draft, t: Translator, title: str, subtitle: str = "", height: int = 360, *, size: int = 13
) -> Picture:  # fmt: skip
    """The finding as title, what is drawn and in which unit as subtitle, separators of the language."""
    fig.update_layout(
        title={"text": title, "x": 0, "xanchor": "left", "xref": "container", "y": 0.98, "yanchor": "top",
               "font": {"size": 17}, "automargin": False, "subtitle": {"text": subtitle, "font": {"size": 13}}},
        separators=",." if t.lang == "vi" else ".,", height=height, font={"family": FONT, "size": size},
        margin={"l": 8, "r": 16, "t": (HEADING if title else 0) + 12, "b": 8} | fig.layout.get("margin", {}),
        meta={"heading": HEADING if title else 0}, showlegend=False, hovermode="closest",
        hoverlabel={"font": {"family": FONT}}, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False,
    )  # fmt: skip
    plain = {"showgrid": False, "zeroline": False, "automargin": True, "fixedrange": True}
    for axis in dict.fromkeys(["xaxis", "yaxis", *(name for name in fig.layout if name[1:5] == "axis")]):
        fig.update_layout(**{axis: plain})
    return fig.figure()


_WIDTHS = {" ijlI.,:;'|!": 0.29, "frt-/()": 0.46, "mwMW%@": 0.9}  # em in the shipped font; other letters below


def extent(text: str) -> float:
    """Width of a text on one line in em, a little more than it takes in the shipped font (tested against it).

    >>> round(extent("Hạ tầng số"), 2)
    5.66
    """
    plain = (letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return sum(
        next((em for letters, em in _WIDTHS.items() if letter in letters), 0.72 if letter.isupper() else 0.65)
        for letter in plain
    )


def lines(text: str, width: float) -> list[str]:
    """Text broken into lines of at most `width` em, words kept whole.

    >>> lines("Hạ tầng số", 4.4)
    ['Hạ tầng', 'số']
    """
    made: list[str] = []
    for word in text.split():
        if made and extent(f"{made[-1]} {word}") <= width:
            made[-1] = f"{made[-1]} {word}"
        else:
            made.append(word)
    return made


def wrap(text: str, width: int = 90) -> str:
    """Text broken into lines of at most `width` characters, for titles that would be cut.

    >>> wrap("một hai ba", 8)
    'một hai<br>ba'
    """
    lines: list[str] = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)


def inert(text: str) -> str:
    """A text that somebody typed, for a chart, which would read tags in it.

    >>> inert("<a href='x'>A & B</a>")
    "&lt;a href='x'>A &amp; B&lt;/a>"
    """
    return text.replace("&", "&amp;").replace("<", "&lt;")


def colours(entities: Sequence[str], chosen: str) -> dict[str, str]:
    """The chosen entity in the accent colour, compared ones in the next colours, in order.

    >>> colours(["a", "b"], "b")
    {'b': '#D6243F', 'a': '#1E7BB3'}
    """
    others = [entity for entity in entities if entity != chosen]
    return {chosen: ACCENT} | {entity: COMPARED[place % len(COMPARED)] for place, entity in enumerate(others)}
