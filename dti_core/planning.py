"""What a visitor wants of a plan, as plain text for a link, and the plan that follows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dti_core.effort import CommonLevel, Effort, even, history, linear
from dti_core.errors import ScoreError, UnknownCode
from dti_core.limits import Limits
from dti_core.peers import Peers
from dti_core.plan import Plan, plan
from dti_core.scenario import gains_text, parse_gains
from dti_core.scores import ScoreTable
from dti_core.simulate import adjustable, room

HISTORY, EVEN, WEIGHTS = "lich-su", "deu", "trong-so"
Amounts = tuple[tuple[str, float], ...]  # (code, number) pairs


@dataclass(frozen=True)
class Wishes:
    """kind: of effort. locked: codes that stay. caps: most points a code may gain. prices: effort a point, 1 where none
    is given. halves: a code gains nothing, half of its room or all of it. most: how many codes may change, 0 = any.
    """

    kind: str = HISTORY
    locked: tuple[str, ...] = ()
    caps: Amounts = ()
    prices: Amounts = ()
    halves: bool = False
    most: int = 0

    @property
    def priced(self) -> bool:
        """Whether the effort is a sum of prices: asked for, or needed because gains come in steps or are limited."""
        return self.kind == WEIGHTS or self.halves or self.most > 0


def locks_text(codes: Sequence[str]) -> str:
    """Locked codes as a link writes them.

    >>> locks_text(("9", "1+2"))
    '9;1+2'
    """
    return ";".join(codes)


def parse_locks(text: str, allowed: Iterable[str]) -> tuple[str, ...]:
    """The inverse; UnknownCode names one that cannot be moved here.

    >>> parse_locks("9;1+2;9", ["3", "9", "1+2"])
    ('9', '1+2')
    """
    known = tuple(allowed)
    codes = tuple(dict.fromkeys(filter(None, text.split(";"))))
    for code in codes:
        if code not in known:
            raise UnknownCode.of("indicator", code, known)
    return codes


def amounts_text(amounts: Amounts) -> str:
    """Caps or prices as a link writes them; 0 is kept, as it says something.

    >>> amounts_text((("3", 10.0), ("9", 0.0)))
    '3:10;9:0'
    """
    return ";".join(gains_text({code: number}) or f"{code}:0" for code, number in amounts)


def parse_amounts(text: str, allowed: Iterable[str]) -> Amounts:
    """The inverse; ScoreError for a number below zero.

    >>> parse_amounts("3:10;9:0,5", ["3", "9"])
    (('3', 10.0), ('9', 0.5))
    """
    amounts = tuple(parse_gains(text, allowed).items())
    for code, number in amounts:
        if number < 0:
            raise ScoreError("bad_cap", code=code, cap=number)
    return amounts


def real_gains(table: ScoreTable, entity: str, pair: Sequence[ScoreTable]) -> CommonLevel | None:
    """What was really gained on each index between two rounds; None where nothing comparable is known."""
    if len(pair) != 2 or pair[0].framework.index_id != table.framework.index_id:
        return None
    editions = {one.framework.framework_id for one in (table, *pair)}
    if len(editions) > 1 and (table.framework.points_known or adjustable(table, entity) != (table.framework.root,)):
        return None
    return history(table, entity, (pair[0], pair[1]))


def made(
    table: ScoreTable, entity: str, rank: int, peers: Peers, confidence: float | None, wishes: Wishes,
    gains: CommonLevel | None,
) -> Plan:  # fmt: skip
    """The plan for these wishes; `gains` as of `real_gains`.

    >>> from conftest import toy
    >>> made(toy(), "B", 1, Peers.frozen(), None, Wishes(WEIGHTS, locked=("2",), prices=(("3", 5.0),)), None).gains
    {'1': 1.9}
    """
    effort: Effort = linear(dict(wishes.prices)) if wishes.priced else gains or even()
    if not wishes.priced and wishes.kind == EVEN:
        effort = even()
    steps = {}
    if wishes.halves:
        rooms = {code: room(table, entity, code)[0] for code in adjustable(table, entity)}
        steps = {code: sorted({most / 2, most}) for code, most in rooms.items() if most > 0}
    limits = Limits(max_actions=wishes.most) if wishes.most else None
    return plan(table, entity, rank, peers, confidence, effort, dict(wishes.caps), wishes.locked, steps, limits)


def rarity(found: Plan, gains: CommonLevel | None) -> Mapping[str, tuple[int, int]]:
    """code -> (how many entities really gained as much, of how many), where it is known."""
    if gains is None:
        return {}
    return {
        code: (round(gains.rarity(code, gain) * len(gains.gains[code])), len(gains.gains[code]))
        for code, gain in found.gains.items()
        if len(gains.gains.get(code, ()))
    }
