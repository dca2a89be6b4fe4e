"""The assumption about the others as one choice: what can be fitted, and how a link writes it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from dti_core.chance import Growth, pairs
from dti_core.errors import ScoreError, UnknownCode
from dti_core.peers import Peers
from dti_core.record import lessons
from dti_core.scenario import parse_peers, peers_text
from dti_core.scores import ScoreTable

CONVERGE, MODEL = "hoi-tu", "mo-hinh"
NONE: Mapping[str, Peers] = MappingProxyType({})


def comparable(history: Sequence[ScoreTable]) -> tuple[ScoreTable, ...]:
    """The last two rounds of one framework with the same entities, every total published; () where there are none,
    or too few entities to learn from.
    """
    full = [
        table
        for table in history
        if len(table.entities) == table.n and not table.values(table.framework.root).isna().any()
    ]
    try:
        learned = lessons(full)
        pairs(learned)
    except ScoreError:
        return ()
    return learned


def fitted(history: Sequence[ScoreTable]) -> Mapping[str, Peers]:
    """What the comparable rounds of `history` teach: convergence and the model, by the name a link gives them."""
    learned = comparable(history)
    if not learned:
        return NONE
    return MappingProxyType({CONVERGE: Peers.converge(history=learned), MODEL: Peers.model(learned)})


def kind(peers: Peers) -> str:
    """Which of the choices an assumption is: "mo-hinh", "hoi-tu", or its growth as `scenario.peers_text` writes it.

    >>> kind(Peers.frozen()), kind(Peers.shift(0.05)), kind(Peers.converge(0.1, 0.3))
    ('dung-yen', '0.05', 'hoi-tu')
    """
    if isinstance(peers.chance, Growth):
        return MODEL
    return CONVERGE if peers.slope else peers_text(peers)


def read(text: str, top: float, offered: Mapping[str, Peers] = NONE) -> Peers:
    """The inverse of `kind`; UnknownCode where a fit is asked for that these rounds do not allow.

    >>> read("dung-yen", 1.0).is_frozen, read("0.05", 1.0).growth
    (True, 0.05)
    """
    if text in offered:
        return offered[text]
    if text in (CONVERGE, MODEL):
        raise UnknownCode.of("assumption", text, ("dung-yen", *offered))
    return parse_peers(text, top)
