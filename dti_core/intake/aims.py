"""What an import is for: the framework, the round or the quarter that a file's rows belong to.

The file holds the rows; whoever brings it says once what they are of, on the screen, on the command line or on the
sheet "Thông tin" of a template.
"""

import datetime as dt
import re
from dataclasses import dataclass

from dti_core.errors import UnknownCode, WorkbookError
from dti_core.rounding import Mode

STATUSES = ("published", "self", "appraised")
SCALES = ("auto", "published", "points", "percent")


@dataclass(frozen=True, slots=True)
class CatalogueAim:
    """Kind "catalogue". A framework that is known is named by its id alone; a new one needs the rest.

    Of a published framework the file lists component indices under the published ones; of the office's own the whole
    tree. index_id: what it is an edition of, so that rounds of several editions make one history. published_as: "value"
    (0 … 1) or "points"; decimals: places of a published figure; rounding: half_up, half_even or floor.
    """

    framework_id: str
    index_id: str = ""
    name_vi: str = ""
    name_en: str = ""
    published_as: str = "points"
    decimals: int = 2
    rounding: Mode = "half_up"
    note: str = ""

    def __post_init__(self) -> None:
        _named(self.framework_id, self.index_id)

    @property
    def kind(self) -> str:
        return "catalogue"


@dataclass(frozen=True, slots=True)
class ScoresAim:
    """Kind "scores". A round that is known is named by its id alone; a new one needs its framework, year and scope.

    entity_count: how many were ranked together, also where the file knows fewer. level, parent_id: who is assessed
    ("province" of "VN"); with new_entities, rows that nobody knows are added as such, else they are problems.
    entity_id: whose form it is, where the file lists indices and names nobody. status: what the column of figures
    holds; columns headed "tự đánh giá" and "thẩm định" are what they say. scale: how the figures are written:
    "published" as the framework publishes them, "points", "percent" of the most, or "auto": a code with goalposts as
    measured, every other as its column's heading says, else as published.
    """

    round_id: str
    framework_id: str = ""
    year: int | None = None
    scope_vi: str = ""
    scope_en: str = ""
    entity_count: int | None = None
    published_on: dt.date | None = None
    level: str = "province"
    parent_id: str = "VN"
    entity_id: str = ""
    status: str = "published"
    scale: str = "auto"
    new_entities: bool = False

    def __post_init__(self) -> None:
        _named(self.round_id, self.framework_id)
        if self.status not in STATUSES:
            raise UnknownCode.of("status", self.status, STATUSES)
        if self.scale not in SCALES:
            raise UnknownCode.of("scale", self.scale, SCALES)
        if self.year is not None and not 2000 <= self.year <= 2100:
            raise WorkbookError("bad_year", year=self.year)
        if self.entity_count is not None and self.entity_count < 1:
            raise WorkbookError("bad_count", count=self.entity_count)

    @property
    def kind(self) -> str:
        return "scores"


@dataclass(frozen=True, slots=True)
class ProgressAim:
    """Kind "progress": of one entity on one framework. quarter "2026-Q3", for rows that do not name theirs."""

    framework_id: str
    entity_id: str
    quarter: str = ""

    def __post_init__(self) -> None:
        _named(self.framework_id)

    @property
    def kind(self) -> str:
        return "progress"


def _named(*ids: str) -> None:
    """Ids go into links: letters, digits, points and hyphens."""
    for name in filter(None, ids):
        if not re.fullmatch(r"[\w.-]{1,80}", name):
            raise WorkbookError("bad_id", id=name)


Aim = CatalogueAim | ScoresAim | ProgressAim
KINDS = ("catalogue", "scores", "progress")
