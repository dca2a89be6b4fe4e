"""Parts that are not nodes of the tree: sums of unpublished indices, what to call them, where figures come from."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dti_core.i18n import Translator
from dti_core.scores import ScoreTable
from dti_core.store import Store

Floats = NDArray[np.float64]


def scored_leaves(table: ScoreTable) -> tuple[str, ...]:
    """Leaves that count; those of unknown points are among them."""
    return tuple(leaf for leaf in table.framework.leaves if table.framework.max_points[leaf] != 0)


def remainder(table: ScoreTable, code: str) -> Floats:
    """Points of every entity on a sum of leaves ("1+2"): the published total less all other leaves.

    Shape (n_entities,), points; NaN where the total or one of the other leaves is not published. Exact to half a
    unit of every figure used.

    >>> remainder(toy(), "2+3")
    array([nan,  4., nan])
    """
    framework = table.framework
    inside = set(framework.leaves_of(code))
    columns = [framework.column(leaf) for leaf in scored_leaves(table) if leaf not in inside]
    points = table.published * framework.scale
    left: Floats = points[:, framework.column(framework.root)] - points[:, columns].sum(axis=-1)
    return np.round(left, 6)


def rarely_published(table: ScoreTable) -> str:
    """Sum of the leaves that fewer than half of the entities have published, "" where no sum can be read off."""
    leaves = scored_leaves(table)
    counts = {leaf: np.count_nonzero(~np.isnan(table.values(leaf))) for leaf in leaves}
    rare = [leaf for leaf in leaves if 2 * counts[leaf] < len(table.entities)]
    code = "+".join(rare)
    if not 1 < len(rare) < len(leaves) or not table.framework.points_known:
        return ""
    return code if 2 * np.count_nonzero(~np.isnan(remainder(table, code))) >= len(table.entities) else ""


def group_of(table: ScoreTable, code: str) -> str:
    """The child of the root that every part of `code` is under; the root where there are several."""
    root, parent = table.framework.root, table.framework.parent
    tops = set()
    for part in code.split("+"):
        while part != root and parent[part] != root:
            part = parent[part]
        tops.add(part)
    return tops.pop() if len(tops) == 1 else root


def name(table: ScoreTable, code: str, t: Translator) -> str:
    """What to call an indicator, a composite or a sum: a sum says how many indices it holds, and of which group."""
    framework = table.framework
    if "+" not in code:
        return framework.name(code, t.lang)
    count, group = len(code.split("+")), group_of(table, code)
    if count == len(scored_leaves(table)):
        return t("gap.sum_all", count=t.number(count, 0))
    if group == framework.root:
        return t("gap.sum_several", count=t.number(count, 0))
    return t("gap.sum_group", count=t.number(count, 0), group=framework.name(group, t.lang).lower())


def figure(table: ScoreTable, x: float, t: Translator) -> str:
    """A figure at the framework's published precision."""
    return t.number(x, table.framework.decimals)


def documents(store: Store, table: ScoreTable, entities: Sequence[str], t: Translator) -> pd.DataFrame:
    """Rows of `Store.provenance` for several entities, with whose they are."""
    found = [store.provenance(table.round.round_id, who).assign(entity=table.name(who, t.lang)) for who in entities]
    return pd.concat([frame for frame in found if len(frame)] or found[:1], ignore_index=True)
