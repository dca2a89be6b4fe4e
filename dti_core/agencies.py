"""Who leads what: one sheet an agency, what each of its indexes is worth in ranks and in the chance of the target."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dti_core.distribution import at_most
from dti_core.peers import Field
from dti_core.progress import Item, Progress, frame
from dti_core.simulate import simulate
from dti_core.worth import NO_CHANCES, Chances, Rolled, planned, still_to_gain

UNNAMED = ""  # the key of items that name no lead agency


# Short forms of departments that mean one thing only, as `key` folds them.
_SHORT = {
    "gddt": "giaoducvadaotao", "gtvt": "giaothongvantai", "khcn": "khoahocvacongnghe", "khdt": "kehoachvadautu",
    "ldtbxh": "laodongthuongbinhvaxahoi", "nnmt": "nongnghiepvamoitruong", "nnptnt": "nongnghiepvaphattriennongthon",
    "tnmt": "tainguyenvamoitruong", "tttt": "thongtinvatruyenthong", "vhttdl": "vanhoathethaovadulich",
}  # fmt: skip


def key(name: str) -> str:
    """An agency's name without case, accents, blanks and signs, the usual short forms written out: spellings of one
    name have one key.

    >>> key("Sở  KH&CN ") == key("sở kh - cn") == key("SO KHOA HOC VA CONG NGHE")
    True
    """
    letters = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    plain = "".join(c for c in letters if c.isalnum()) or name.strip()
    return f"so{_SHORT[plain[2:]]}" if plain.startswith("so") and plain[2:] in _SHORT else plain


def spelling(names: Iterable[str]) -> str:
    """The commonest spelling; of several equally common the one with most accents and capitals.

    >>> spelling(["So TC", "Sở TC", "sở tc"])
    'Sở TC'
    """
    counts = Counter(" ".join(name.split()) for name in names)

    def standing(name: str) -> tuple[int, int, str]:
        marks = sum(unicodedata.combining(c) > 0 or c.isupper() for c in unicodedata.normalize("NFD", name))
        return counts[name], marks, name

    return max(counts, key=standing, default="")


def partners(text: str) -> tuple[str, ...]:
    """The agencies that a cell of coordinating ones names.

    >>> partners("Sở TC; VNPT, Sở Y tế")
    ('Sở TC', 'VNPT', 'Sở Y tế')
    """
    return tuple(part.strip() for part in re.split(r"[;,\n]", text) if part.strip())


@dataclass(frozen=True, slots=True)
class Stake:
    """What one item's planned gain would bring by itself, from the published total.

    gain: points, cut at the room of the index it counts for; NaN where none is planned or the round gives it no points.
    value_after: the total as published. ranks: ranks won while the others stand still. chance, chance_now: chance of
    the target (or of the rank held today) with it and without any gain, at least and at most; NaN without a model.
    """

    item: Item
    gain: float
    value_after: float
    ranks: float
    chance: tuple[float, float]
    chance_now: tuple[float, float]


@dataclass(frozen=True, eq=False)
class AgencySheet:
    """One agency in one quarter. key: folded name, "" for items without a lead. stakes: its items, most urgent first.

    together: all its planned gains at once, as a stake would be read (ranks, chance). coordinates: items of others in
    which it takes part.
    """

    progress: Progress
    key: str
    name: str
    stakes: tuple[Stake, ...]
    coordinates: tuple[Item, ...]
    rolled: Rolled
    ranks: float
    chance: tuple[float, float]
    chance_now: tuple[float, float]

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(stake.item for stake in self.stakes)

    @cached_property
    def at_stake(self) -> float:
        """Planned points not yet gained, together, each once."""
        return still_to_gain(self.progress, self.items)

    def count(self, state: str) -> int:
        return sum(item.state == state for item in self.items)

    @cached_property
    def evidence_missing(self) -> tuple[Item, ...]:
        """Its items, not done, whose evidence is missing or cannot be read."""
        return tuple(item for item in self.items if item.evidence_missing and not item.done)

    def to_frame(self) -> pd.DataFrame:
        """One row an item it leads: the columns of `progress.frame`, then gain_alone, value_after, ranks, chance_low,
        chance_high, chance_now_low, chance_now_high."""
        own = pd.DataFrame(
            [(s.gain, s.value_after, s.ranks, *s.chance, *s.chance_now) for s in self.stakes],
            columns=["gain_alone", "value_after", "ranks", "chance_low", "chance_high", "chance_now_low",
                     "chance_now_high"],
        )  # fmt: skip
        return pd.concat([frame(self.items), own], axis=1)


@dataclass(frozen=True, eq=False)
class _Bench:
    """What gains are tried on: the field standing still, and the chances."""

    progress: Progress
    chances: Chances
    field: Field

    def tried(self, rolled: Sequence[Rolled]) -> list[tuple[float, float, tuple[float, float]]]:
        """For each set of gains: the value, the ranks won, the chance of the goal; all chances in one go."""
        table, entity = self.progress.table, self.progress.entity
        now = simulate(table, entity, {})
        owns = [simulate(table, entity, one.gains).units_after for one in rolled]
        before = self.field.rank_span(now.units_before)[1]
        ranks = [float(before - self.field.rank_span(own)[1]) for own in owns]
        spans = [(math.nan, math.nan)] * len(owns)
        goal = self.chances.goal
        if self.chances.desk is not None and goal is not None and owns:
            low, high = at_most(self.chances.desk.field, np.array(owns))
            place = min(goal, table.n) - 1
            spans = list(zip(low[:, place].tolist(), high[:, place].tolist(), strict=True))
        return [
            (own / 10**table.framework.decimals, rank, span) for own, rank, span in zip(owns, ranks, spans, strict=True)
        ]


def agencies(progress: Progress, chances: Chances = NO_CHANCES) -> tuple[AgencySheet, ...]:
    """A sheet for each lead agency: those with late items first, then by points at stake; items without one last.

    ScoreError where the entity has no total to start from.
    """
    leads: dict[str, list[Item]] = {}
    for item in progress.items:
        leads.setdefault(key(item.lead), []).append(item)
    bench = _Bench(progress, chances, Field.of(progress.table, progress.entity))
    nothing = bench.tried([Rolled({}, {})])[0]
    alone = {item.code: planned(progress, (item,)) for item in progress.items}
    each = dict(zip(alone, bench.tried(list(alone.values())), strict=True))
    whole = {name: planned(progress, items) for name, items in leads.items()}
    all_of = dict(zip(whole, bench.tried(list(whole.values())), strict=True))
    sheets = []
    for name, items in leads.items():
        stakes = tuple(_stake(item, alone[item.code], each[item.code], nothing[2]) for item in items)
        sheets.append(
            AgencySheet(
                progress, name, spelling(item.lead for item in items), stakes, _coordinated(progress, name),
                whole[name], all_of[name][1], all_of[name][2], nothing[2],
            )
        )  # fmt: skip
    return tuple(sorted(sheets, key=lambda one: (one.key == UNNAMED, one.count("late") == 0, -one.at_stake, one.key)))


def _stake(
    item: Item, rolled: Rolled, tried: tuple[float, float, tuple[float, float]], now: tuple[float, float]
) -> Stake:
    nan = math.nan
    if math.isnan(item.planned_gain) or not item.index:
        return Stake(item, nan, nan, nan, (nan, nan), now)
    return Stake(item, rolled.kept, tried[0], tried[1], tried[2], now)


def _coordinated(progress: Progress, name: str) -> tuple[Item, ...]:
    if name == UNNAMED:
        return ()
    return progress.only(lambda item: key(item.lead) != name and name in map(key, partners(item.coordinating)))
