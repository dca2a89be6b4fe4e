"""The slide "where the points are"."""

import math

from dti_core import parts
from dti_core.i18n import Translator
from dti_core.meeting.materials import Materials
from dti_core.meeting.slide import Figure, Role, Series, Slide, SlideChart
from dti_core.meeting.sources import source_line
from dti_core.steps import Steps

_MOST = 5  # indices with a bar of their own; the others together


def make(m: Materials, t: Translator) -> Slide:
    """From the maximum down to the entity, an index a step, most lost first."""
    found = m.known.steps
    chart = None if found is None else _waterfall(found, m, t) if found.in_points else _lowest(found, m, t)
    hidden = found.frame[found.frame["sum"].astype(bool)] if found is not None else None
    derived = found is not None and hidden is not None and len(hidden) > 0 and chart is not None
    some = found is not None and derived and len(found.frame) > 1
    bullets = (t("meeting.gap.hidden", names=_hidden(found, t)),) if found is not None and some else ()
    return Slide(
        "gap", "gap", t("meeting.gap.title"), message(m, t), chart, None, _figures(m, t), bullets,
        source_line(m.documents, t), "derived" if derived else m.overview.now.basis or "published", _causes(found, t),
    )  # fmt: skip


def message(m: Materials, t: Translator) -> str:
    """What is missing to the maximum and where most of it is, as far as that is published."""
    found = m.known.steps
    if found is None:
        return t("meeting.gap.unknown", name=m.name(t.lang))
    if not found.in_points:
        rows = found.frame.dropna(subset="own").sort_values("own", kind="stable")
        facts = {"lost": _value(found, found.gap.total_lost / 1000, t)}
        if rows.empty:
            return t("meeting.gap.value_only", **facts)
        first = rows.iloc[0]
        index = parts.name(m.table, first["code"], t)
        return t("meeting.gap.value", index=index, value=_value(found, first["own"], t), **facts)
    gap, singles = found.gap, found.singles
    facts = {"lost": points(found, gap.total_lost, t), "most": t.number(gap.total_benchmark, 0)}
    known = singles[(singles["lost"] > 0) & (singles["code"] != m.table.framework.root)]
    if not gap.total_lost:
        return t("meeting.gap.full", **facts)
    if known.empty:
        return t("meeting.gap.total_only", **facts)
    worst = known.loc[known["lost"].idxmax()]
    facts |= {"index": parts.name(m.table, worst["code"], t), "points": points(found, worst["lost"], t),
              "share": t.percent(worst["share_of_lost"], 1)}  # fmt: skip
    return t("meeting.gap.largest" if found.certain_largest else "meeting.gap.largest_known", **facts)


def points(found: Steps, amount: float, t: Translator) -> str:
    """Points to read aloud: one decimal where values are published, else as published."""
    framework = found.table.framework
    return t.number(amount, 1 if framework.published_as == "value" else framework.decimals)


def _value(found: Steps, amount: float, t: Translator) -> str:
    return t.number(amount, found.table.framework.decimals)


def _figures(m: Materials, t: Translator) -> tuple[Figure, ...]:
    found = m.known.steps
    if found is None:
        return ()
    gap = found.gap
    if not found.in_points:
        own, lost = gap.total_own / 1000, gap.total_lost / 1000
        return (
            Figure(t("overview.card_value"), _value(found, own, t), raw=own),
            Figure(t("overview.card_lost_value"), _value(found, lost, t), role="worse", raw=lost),
        )
    most = t.number(gap.total_benchmark, 0)
    shown = [
        Figure(t("meeting.gap.reached", most=most), points(found, gap.total_own, t), raw=gap.total_own),
        Figure(t("overview.card_lost"), points(found, gap.total_lost, t), role="worse", raw=gap.total_lost),
    ]
    known = found.singles[(found.singles["lost"] > 0) & (found.singles["code"] != m.table.framework.root)]
    if len(known):
        worst = known.loc[known["lost"].idxmax()]
        note = t("meeting.gap.worst_note", points=points(found, worst["lost"], t))
        name = parts.name(m.table, worst["code"], t)
        share = float(worst["share_of_lost"])
        shown.append(Figure(name, t.percent(share, 1), note, "context", share))
    return tuple(shown)


def _waterfall(found: Steps, m: Materials, t: Translator) -> SlideChart | None:
    frame = found.frame[found.frame["difference"] != 0]
    if frame.empty or found.frame["code"].iloc[0] == m.table.framework.root:
        return None
    frame = frame.sort_values(["sum", "difference"], ascending=[True, False], kind="stable")
    rows = [(parts.name(m.table, row["code"], t), -float(row["difference"])) for row in frame.to_dict("records")]
    if len(rows) > _MOST + 1:
        rest = rows[_MOST:]
        rows = [*rows[:_MOST], (t("meeting.gap.rest", count=len(rest)), round(math.fsum(by for _, by in rest), 6))]
    names = (t("meeting.gap.maximum"), *(name for name, _ in rows), m.name(t.lang))
    values = (found.start, *(by for _, by in rows), found.gap.total_own)
    roles: tuple[Role, ...] = ("total", *("worse" if by < 0 else "better" for _, by in rows), "total")
    labels = (t.number(found.start, 0), *(_signed(found, by, t) for _, by in rows), points(found, values[-1], t))
    series = Series(t("overview.card_lost"), values, "subject", roles, labels)
    places = 1 if m.table.framework.published_as == "value" else m.table.framework.decimals
    return SlideChart("waterfall", names, (series,), message(m, t), t("meeting.points"), places)


def _signed(found: Steps, amount: float, t: Translator) -> str:
    framework = found.table.framework
    return t.signed(amount, 1 if framework.published_as == "value" else framework.decimals)


def _lowest(found: Steps, m: Materials, t: Translator) -> SlideChart | None:
    """Where points are unknown: the published values, lowest first."""
    frame = found.frame[found.frame["code"] != m.table.framework.root].dropna(subset="own")
    frame = frame.sort_values("own", kind="stable").head(_MOST + 1)
    if frame.empty:
        return None
    names = tuple(parts.name(m.table, code, t) for code in frame["code"])
    values = tuple(float(value) for value in frame["own"])
    labels = tuple(_value(found, value, t) for value in values)
    series = Series(m.name(t.lang), values, "subject", (), labels)
    return SlideChart("bars", names, (series,), message(m, t), t("overview.card_value"), m.table.framework.decimals)


def _hidden(found: Steps, t: Translator) -> str:
    codes = found.frame.loc[found.frame["sum"].astype(bool), "code"]
    return ", ".join(found.table.framework.name(part, t.lang) for code in codes for part in code.split("+"))


def _causes(found: Steps | None, t: Translator) -> str:
    """Stated causes, for whoever speaks."""
    if found is None:
        return ""
    rows = found.causes.to_dict("records")
    return "\n".join(f"{parts.name(found.table, row['code'], t)}: {row['cause']}" for row in rows)
