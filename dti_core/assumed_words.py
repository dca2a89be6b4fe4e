"""The assumption about the others in words: what it says of them, what it was fitted on, what to be careful of."""

from dti_core.assumed import CONVERGE, MODEL, kind
from dti_core.chance import Growth
from dti_core.i18n import Translator
from dti_core.peers import Peers
from dti_core.scores import ScoreTable


def assumption(peers: Peers, decimals: int, t: Translator) -> str:
    """What the others are assumed to do, one sentence.

    >>> assumption(Peers.frozen(), 4, Translator("vi"))
    'Giả định các đơn vị khác đứng yên.'
    """
    if peers.is_frozen:
        return t("simulate.if_frozen")
    if kind(peers) == MODEL:
        return t("assumed.if_model")
    if kind(peers) == CONVERGE:
        return t("assumed.if_converging")
    return t("simulate.if_moving", growth=t.signed(peers.growth, decimals))


def finding_fit(peers: Peers, table: ScoreTable, t: Translator) -> str:
    """What a fitted assumption was learned from, and its flags; "" for one that was not fitted."""
    if kind(peers) not in (MODEL, CONVERGE):
        return ""
    if isinstance(peers.chance, Growth):
        pairs = "; ".join(_years(name) for name in peers.chance.fitted)
        said = [t("assumed.fit_model", pairs=pairs)]
    else:
        said = [t("assumed.fit_converging", growth=t.signed(peers.growth, 4), slope=t.percent(peers.slope))]
    return " ".join([*said, *(t(f"assumed.flag.{flag}") for flag in peers.flags_on(table))])


def _years(name: str) -> str:
    """ "province-2022 → province-2023" as "2022→2023".

    >>> _years("province-2022 → province-2023")
    '2022→2023'
    """
    return "→".join(part.strip().rsplit("-", 1)[-1] for part in name.split("→"))
