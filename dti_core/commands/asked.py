"""What a command line names: rounds, entities, gains, assumptions; as people type them."""

from collections.abc import Iterable, Sequence

from dti_core.assumed import CONVERGE, MODEL, fitted, read
from dti_core.errors import ScoreError, UnknownCode
from dti_core.intake.names import Names
from dti_core.peers import Peers
from dti_core.scenario import FROZEN, parse_points
from dti_core.scores import ScoreTable
from dti_core.store import Store

_ASSUMED = {"frozen": FROZEN, "converge": CONVERGE, "model": MODEL}


def entity_of(table: ScoreTable, asked: str) -> str:
    """The entity of a round by its id or its name, with or without accents; UnknownCode lists what comes near.

    >>> from conftest import toy
    >>> entity_of(toy(), "binh"), entity_of(toy(), "B")
    ('B', 'B')
    """
    people = table.people
    names = Names({entity: (row["name_vi"], row["name_en"]) for entity, row in people.iterrows()})
    match = names.match(asked)
    if match.found is None:
        raise UnknownCode.of("entity", asked, match.near or table.entities)
    return match.found


def amounts_of(asked: Sequence[str]) -> dict[str, float]:
    """CODE=POINTS, decimal comma or point.

    >>> amounts_of(["3=20", "1+2=0,5"])
    {'3': 20.0, '1+2': 0.5}
    """
    found: dict[str, float] = {}
    for one in asked:
        code, sign, number = one.rpartition("=")
        if not sign or not number.strip():
            raise ScoreError("no_gain", code=one)
        if (code := code.strip()) in found:
            raise ScoreError("given_twice", code=code)
        found[code] = parse_points(number, code)
    return found


def peers_of(store: Store, table: ScoreTable, asked: str) -> Peers:
    """frozen, converge, model, or a growth such as 0,05."""
    history = store.history(table.framework.index_id)
    top = 1.0 if table.framework.published_as == "value" else float(table.framework.scale[0])
    return read(link_of(asked), top, fitted(history))


def link_of(asked: str) -> str:
    """An assumption as a link writes it.

    >>> link_of("model"), link_of("0,05")
    ('mo-hinh', '0,05')
    """
    return _ASSUMED.get(asked, asked)


def named(table: ScoreTable, entities: Iterable[str], lang: str) -> list[str]:
    return [table.name(entity, lang) for entity in entities]
