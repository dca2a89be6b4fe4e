"""What pillars are made of: the part they share, and each one's own activity."""

import pandas as pd

from dti_core.charts import compare_words as words
from dti_core.charts import room, style
from dti_core.charts.draft import Draft, Picture, trace
from dti_core.compare import Comparison
from dti_core.i18n import Translator


def pillar_parts(made_of: pd.DataFrame, result: Comparison, t: Translator) -> Picture:
    """Each pillar's points: the part shared by all, then its own activity, then what is missing."""
    framework, name = result.table.framework, result.table.name(result.entity, t.lang)
    pillars = [style.wrap(framework.name(code, t.lang), 20) for code in made_of["code"]]
    labels = [
        f"{pillar}<br><b>{t.number(value, framework.decimals)}</b> · {words.place(result, rank, t)}"
        for pillar, value, rank in zip(pillars, made_of["value"], made_of["rank"], strict=True)
    ]
    hover = [
        t(
            "compare.hidden_hover",
            pillar=framework.name(row["code"], t.lang),
            shared=t.number(row["shared"], 1),
            own=t.number(row["own"], 1),
            most=t.number(row["max_points"], 0),
            value=t.number(row["value"], framework.decimals),
        )
        for row in made_of.to_dict("records")
    ]
    rows = made_of.to_dict("records")
    inside = [t.number(row["shared"], 1) for row in rows]
    after = [
        t(
            "compare.hidden_own",
            points=t.number(row["own"], 1),
            value=t.number(row["activity_value"], framework.decimals),
        )
        for row in rows
    ]
    bar = {"y": labels, "orientation": "h", "hoverinfo": "text", "hovertext": hover}
    grey = {"text": inside, "textposition": "inside", "insidetextanchor": "end", "textfont": {"color": style.INK}}
    fig = Draft(
        trace("bar", x=made_of["shared"], marker={"color": style.GREY}, **grey, **bar),
        trace("bar", x=made_of["own"], marker={"color": style.ACCENT}, **bar),
    )
    ends = made_of["shared"] + made_of["own"]
    fig.update_layout(
        barmode="stack",
        bargap=0.4,
        annotations=[
            {"x": end, "y": label, "text": text, "showarrow": False, "xanchor": "left", "xshift": 6}
            for end, label, text in zip(ends, labels, after, strict=True)
        ],
    )
    fig.update_xaxes(visible=False, range=[0, 2.0 * float(ends.max())])
    fig.update_yaxes(categoryorder="array", categoryarray=labels[::-1])
    most = t.number(made_of["shared_max"].iloc[0], 0)
    what = t("compare.hidden_what", name=name, shared=inside[0], most=most)
    return room.finish(fig, t, words.finding_hidden(made_of, result, t), what, 70 * len(labels))
