"""Why a rank moved: own improvement and each peer's movement, adding up exactly.

A rank is a sum over peers of two-player games, so the Shapley split is the mean of the two orders, peer by peer:
half-integers. Where last year's values are only partly published the parts are bounds that still add up.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dti_core.errors import ScoreError
from dti_core.peers import Field
from dti_core.scores import ScoreTable
from dti_core.trends import breaks


@dataclass(frozen=True, eq=False)
class Decomposition:
    """Change of rank, negative is better: own + peers = total.

    own_span, peers_span: (least, greatest), equal where last year's figures are complete; own and peers are NaN when
    they are not. flags: reasons for care ("framework": the two rounds were scored with different frameworks).
    frame: one row a peer with both totals known: entity, before, after (as published), own, peer (ranks), passed
    ("us" / "them" / "").
    """

    before: ScoreTable
    after: ScoreTable
    entity: str
    rank_before: int
    rank_after: int
    own_span: tuple[float, float]
    frame: pd.DataFrame
    flags: tuple[str, ...]

    @property
    def total(self) -> float:
        return float(self.rank_after - self.rank_before)

    @property
    def peers_span(self) -> tuple[float, float]:
        return self.total - self.own_span[1], self.total - self.own_span[0]

    @property
    def exact(self) -> bool:
        return self.own_span[0] == self.own_span[1]

    @property
    def own(self) -> float:
        return self.own_span[0] if self.exact else float("nan")

    @property
    def peers(self) -> float:
        return self.peers_span[0] if self.exact else float("nan")

    @property
    def value_change(self) -> float:
        """Own change of the published value."""
        code = self.before.framework.root
        return round(self.after.value(self.entity, code) - self.before.value(self.entity, code), 6)

    @property
    def peers_mean_change(self) -> float:
        """Mean change of the peers' published values, over those published in both rounds."""
        return float((self.frame["after"] - self.frame["before"]).mean()) if len(self.frame) else float("nan")

    def to_frame(self) -> pd.DataFrame:
        return self.frame.copy()


def decompose(before: ScoreTable, after: ScoreTable, entity: str) -> Decomposition:
    """Split the change of rank of `entity` between two rounds of the same entities.

    Own effect = mean over the two orders of (rank with the new own value - rank with the old one); a peer's effect
    likewise. Raises ScoreError when the rounds have different entities or indices, or the own figures are unknown;
    a change of framework is flagged.

    >>> result = decompose(toy("before"), toy("after"), "B")
    >>> result.own, result.peers, result.total
    (-0.5, 0.5, 0.0)
    """
    names = {"before": before.round.round_id, "after": after.round.round_id}
    if before.framework.index_id != after.framework.index_id:
        raise ScoreError("incomparable_index", **names)
    if set(before.entities) != set(after.entities) or before.n != after.n:
        only = set(before.entities) - set(after.entities), set(after.entities) - set(before.entities)
        raise ScoreError("incomparable_entities", **names, only_before=len(only[0]), only_after=len(only[1]))
    totals, ranks = [], []
    for table in (before, after):
        units, rank = table.units[table.row(entity), 0], table.rank(table.framework.root)[entity]
        if np.isnan(units) or np.isnan(rank):
            raise ScoreError("own_unknown", entity=table.name(entity), round=table.round.round_id)
        totals.append(float(units))
        ranks.append(int(rank))
    fields = Field.of(before, entity), Field.of(after, entity)
    spans = {(year, own): _above(fields[year], totals[own], ranks[year] if year == own else None)
             for year in (0, 1) for own in (0, 1)}  # fmt: skip
    least = [(spans[year, 1][0] - spans[year, 0][1]) / 2 for year in (0, 1)]
    greatest = [(spans[year, 1][1] - spans[year, 0][0]) / 2 for year in (0, 1)]
    flags = ("framework",) if breaks(before, after) == "framework" else ()
    frame = _by_peer(before, after, entity, totals)
    return Decomposition(before, after, entity, ranks[0], ranks[1], (sum(least), sum(greatest)), frame, flags)


def _above(field: Field, own: float, rank: int | None) -> tuple[int, int]:
    """Fewest and most peers strictly above `own` units; a published rank settles it."""
    if rank is not None:
        return rank - 1, rank - 1
    best, worst = field.rank_span(own)
    return best - 1, worst - 1


def _by_peer(before: ScoreTable, after: ScoreTable, entity: str, totals: list[float]) -> pd.DataFrame:
    """Own and peer effect against each peer whose totals are published in both rounds."""
    old, new = (pd.Series(table.units[:, 0], index=table.people.index) for table in (before, after))
    peers = pd.DataFrame({"old": old, "new": new}).drop(index=entity).dropna()
    above = {
        (year, own): (peers[name] > totals[own]).astype(float)
        for year, name in enumerate(("old", "new"))
        for own in (0, 1)
    }
    own = ((above[0, 1] - above[0, 0]) + (above[1, 1] - above[1, 0])) / 2
    peer = ((above[1, 0] - above[0, 0]) + (above[1, 1] - above[0, 1])) / 2
    change = above[1, 1] - above[0, 0]
    scale = 10**before.framework.decimals
    return pd.DataFrame(
        {
            "entity": peers.index, "before": (peers["old"] / scale).to_numpy(),
            "after": (peers["new"] / scale).to_numpy(),
            "own": own.to_numpy(), "peer": peer.to_numpy(),
            "passed": np.select([change > 0, change < 0], ["us", "them"], ""),
        }
    )  # fmt: skip
