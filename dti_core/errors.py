"""What can be wrong with what we are given: one family, one message in each language."""

import math
from collections.abc import Iterable
from decimal import Decimal
from numbers import Real
from typing import Any, Self

from dti_core.i18n import Translator

_SHOWN = 12  # names listed in a message before "…"


def listed(names: Iterable[object]) -> str:
    """Names in one line, cut where it would no longer be read.

    >>> listed(["1.1", "1.2"])
    '1.1, 1.2'
    """
    texts = [str(name) for name in names]
    return ", ".join(texts[:_SHOWN]) + (" …" if len(texts) > _SHOWN else "")


def is_finite(given: object) -> bool:
    """Whether what is given is a number to count with: no text, no blank, not infinite.

    >>> [is_finite(given) for given in (1, 0.5, "1", None, float("nan"), float("inf"))]
    [True, True, False, False, False, False]
    """
    return isinstance(given, Real) and math.isfinite(given)


def is_whole(given: object, least: int = 0, most: float = math.inf) -> bool:
    """Whether what is given is a whole number from `least` to `most`.

    >>> [is_whole(given, most=63) for given in (45, 45.0, 4.5, 64, -1, "45")]
    [True, True, False, False, False, False]
    """
    return (
        isinstance(given, Real) and math.isfinite(given) and float(given).is_integer() and least <= float(given) <= most
    )


class DtiError(ValueError):
    """Raised on purpose: `code` names the text `error.<code>` of both languages, `details` fills it.

    >>> str(ScoreError("no_gain", code="3"))
    "No gain was given for '3'. Give a number of points."
    """

    def __init__(self, code: str, /, **details: Any) -> None:
        self.code, self.details = code, details
        super().__init__(self.text(Translator("en")))

    def text(self, t: Translator) -> str:
        """The message in the user's language, its numbers too.

        >>> ScoreError("bad_growth", growth=0.5).text(Translator("vi"))[:55]
        'Mức tăng chung của các đơn vị khác không hợp lệ: 0,5. H'
        """
        return t(f"error.{self.code}", **{name: written(t, value) for name, value in self.details.items()})


def written(t: Translator, value: object) -> object:
    """A number with a fraction as it is written in the language, six places at most; anything else as it is.

    >>> written(Translator("vi"), 0.5), written(Translator("vi"), "x")
    ('0,5', 'x')
    """
    if not isinstance(value, float) or not math.isfinite(value):
        return value
    places = -int(Decimal(repr(round(float(value), 6))).normalize().as_tuple().exponent)
    return t.number(value, max(0, places))


class FrameworkError(DtiError):
    """A framework that cannot be: two roots, a cycle, points that do not add up."""


class ScoreError(DtiError):
    """Figures or gains that cannot be, or tables that cannot be compared."""


class StoreError(DtiError):
    """The database cannot be opened, built or upgraded."""


class WorkbookError(DtiError):
    """A workbook with its bad cells listed."""


class UnknownCode(DtiError):
    """A code, entity or round that does not exist; the message lists what does."""

    @classmethod
    def of(cls, kind: str, name: object, known: Iterable[object]) -> Self:
        """The error for `name` of `kind` ("indicator", "entity", "round", …)."""
        return cls(f"unknown_{kind}", name=name, known=listed(known))
