"""Text that came from outside, made safe to show; names, made findable."""

import re
import unicodedata
from functools import lru_cache


def quoted(text: str, longest: int = 60) -> str:
    """`text` as a Markdown code span, which nothing inside can leave.

    >>> quoted("**a** `b`")
    '`` **a** `b` ``'
    """
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    text = text if len(text) <= longest else text[:longest] + "…"
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}"


def escaped(text: str) -> str:
    """`text` with everything that Markdown would read as markup turned off."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


@lru_cache(maxsize=2000)
def folded(name: str) -> str:
    """Lower case without accents, as one types in a hurry.

    >>> folded("Đắk Lắk")
    'dak lak'
    """
    letters = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def findable(name: str) -> str:
    """A label that typing with or without accents finds: what is after the tab is matched, and not shown.

    shell.css pushes the tab's far side out of the closed box, shell.js cuts it from the list.
    """
    plain = folded(name)
    return name if plain == name.lower() else f"{name}\t{plain}"


def number_in(text: str) -> float:
    """The number someone typed, with a decimal comma or point; ValueError when it is none.

    >>> number_in("+1.020,5"), number_in("−0.25")
    (1020.5, -0.25)
    """
    plain = "".join(text.split()).replace("−", "-")
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", plain):
        raise ValueError(text)
    return float(plain)
