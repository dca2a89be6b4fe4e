"""What can be wrong with what we are given: one family, one message in each language."""

from collections.abc import Iterable
from typing import Any, Self

from dti_core.i18n import Translator

_SHOWN = 12  # names listed in a message before "…"


def listed(names: Iterable[object]) -> str:
    """Names in one line, cut where it would no longer be read.

    >>> listed(["1.1", "1.2"])
    '1.1, 1.2'
    """
    names = [str(name) for name in names]
    return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")


class DtiError(ValueError):
    """Raised on purpose: `code` names the text `error.<code>` of both languages, `details` fills it.

    >>> str(ScoreError("no_gain", code="3"))
    "No gain was given for '3'. Give a number of points."
    """

    def __init__(self, code: str, /, **details: Any) -> None:
        self.code, self.details = code, details
        super().__init__(Translator("en")(f"error.{code}", **details))

    def text(self, t: Translator) -> str:
        """The message in the user's language."""
        return t(f"error.{self.code}", **self.details)


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
