"""The editions of an index side by side: how their points are shared out."""

import math
from collections.abc import Sequence

from dti_core.charts import room, style
from dti_core.charts.draft import Draft, Picture
from dti_core.framework import Framework
from dti_core.i18n import Translator
from dti_core.scores import ScoreTable
from dti_core.worked_change import edition_name, frameworks

_TINTS = ("#0B4A68", "#6BA6C1", "#B8D4E0")  # neighbours differ; dark cells carry white text
_UNKNOWN = "#B8C0C8"


def finding_editions(history: Sequence[ScoreTable], t: Translator) -> str:
    """How many editions there are, and which of them hide their points."""
    found = frameworks(history)
    if len(found) == 1:
        (one,) = found
        return t("method.editions.finding_one", years=_years(one, history), count=len(_shares(one)),
                 most=t.number(one.max_points.iloc[0], 0))  # fmt: skip
    hidden = [_years(one, history) for one in found if not one.points_known]
    unknown = (
        t("method.editions.finding_unknown", years=", ".join(hidden)) if hidden else t("method.editions.finding_known")
    )
    return t("method.editions.finding_many", count=len(found), unknown=unknown)


def editions(history: Sequence[ScoreTable], t: Translator) -> Picture:
    """One bar an edition, cut into its indices by points; unknown points as equal hatched parts."""
    found = frameworks(history)
    fig = Draft()
    for framework in reversed(found):
        label, shares = style.wrap(edition_name(framework, history, t), 12), _shares(framework)
        known = framework.points_known
        for place, code in enumerate(shares):
            points = framework.max_points[code] if known else 1000 / len(shares)
            said = t.number(points, 0) if known else t("method.editions.unknown")
            name = framework.name(code, t.lang)
            tint = _TINTS[place % len(_TINTS)] if known else _UNKNOWN
            hatch = {"shape": "" if known else "/", "fgcolor": "#FFFFFF", "bgcolor": tint, "solidity": 0.15}
            fig.add_bar(
                x=[points], y=[label], orientation="h", text=[style.wrap(name, max(6, int(points / 9)))],
                textposition="inside", insidetextanchor="middle", textangle=0, constraintext="inside",
                hovertext=[f"{name}: {said}"], hoverinfo="text",
                textfont={"color": "#FFFFFF" if tint == _TINTS[0] else style.INK, "size": 12},
                marker={"color": tint, "line": {"color": "#FFFFFF", "width": 1}, "pattern": hatch},
            )  # fmt: skip
    fig.update_layout(barmode="stack", bargap=0.3, uniformtext={"minsize": 9, "mode": "hide"})
    fig.update_xaxes(visible=False)
    return room.finish(fig, t, finding_editions(history, t), t("method.editions.subtitle"), 76 * len(found))


def _shares(framework: Framework) -> list[str]:
    """Leaves that count; those whose points are unknown are among them."""
    return [
        leaf for leaf in framework.leaves if math.isnan(framework.max_points[leaf]) or framework.max_points[leaf] > 0
    ]


def _years(framework: Framework, history: Sequence[ScoreTable]) -> str:
    return ", ".join(
        dict.fromkeys(
            str(table.round.year) for table in history if table.framework.framework_id == framework.framework_id
        )
    )
