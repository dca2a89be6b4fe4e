"""Gap as a treemap: the area of an index is the points behind the benchmark, group by group."""

from dti_core import parts
from dti_core.charts import gap_words as words
from dti_core.charts import room, style
from dti_core.charts.draft import Draft, Picture, trace
from dti_core.i18n import Translator
from dti_core.steps import Steps

_ROOT, _GROUP = "#C3CCD4", "#DDE3E8"


def treemap(result: Steps, t: Translator) -> Picture:
    """Areas: points behind the benchmark, by group; shade: share of the index's own points that are lost."""
    table, behind = result.table, result.frame[result.frame["difference"] > 0]
    total = float(behind["difference"].sum())
    whole = t("gap.treemap_root", points=words.points(total, result, t))
    cells: list[tuple[str, str, str, float, str, str, str]] = [("all", whole, "", total, "", _ROOT, "")]
    groups = {}
    for group, inside in behind.groupby("group", sort=False):
        if group != table.framework.root and group not in set(behind["code"]):
            points = float(inside["difference"].sum())
            groups[group] = f"group:{group}"
            named = f"<b>{table.framework.name(group, t.lang)}</b>"
            cells.append((groups[group], named, "all", points, _cell(points, total, result, t), _GROUP, ""))
    for row in behind.to_dict("records"):
        points, label = row["difference"], style.wrap(parts.name(table, row["code"], t), 22)
        colour, shape = shade(row["lost"] / row["max_points"]), "/" if row["sum"] else ""
        under = groups.get(row["group"], "all")
        cells.append((row["code"], label, under, points, _cell(points, total, result, t), colour, shape))
    ids, labels, parents, areas, texts, colours, shapes = zip(*cells, strict=True)
    fig = Draft(
        trace(
            "treemap",
            ids=ids,
            labels=labels,
            parents=parents,
            values=areas,
            text=texts,
            branchvalues="total",
            texttemplate="%{label}<br><b>%{text}</b>",
            hovertemplate="%{label}<br>%{text}<extra></extra>",
            marker={
                "colors": colours,
                "line": {"color": "white", "width": 1},
                "pattern": {"shape": shapes, "solidity": 0.12, "fillmode": "overlay", "fgcolor": style.INK},
                "pad": {"t": 24, "l": 3, "r": 3, "b": 3},
            },
            pathbar={"visible": False},
            textfont={"size": 14, "color": style.INK},
        )
    )
    what = t("gap.treemap_what", benchmark=words.benchmark_name(result, t))
    if result.composed:
        what += ". " + t("gap.composed", start=words.points(result.start, result, t))
    return room.finish(fig, t, words.finding_split(result, t), what, 440)


def shade(share: float) -> str:
    """A colour between the two light ends of the sequential scale, on which dark text stays readable.

    >>> shade(0.0), shade(1.0)
    ('#e6f0f5', '#6ba6c1')
    """
    low, high = ([int(colour[place : place + 2], 16) for place in (1, 3, 5)] for _, colour in style.SEQUENTIAL[:2])
    mixed = [round(start + (end - start) * share) for start, end in zip(low, high, strict=True)]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _cell(points: float, total: float, result: Steps, t: Translator) -> str:
    return t("gap.treemap_cell", points=words.points(points, result, t), share=t.percent(points / total, 1))
