"""The slides "who does what by when" and "what is late or at risk", from the progress that is reported."""

import math
from collections.abc import Sequence

from dti_core.history import near
from dti_core.i18n import Translator
from dti_core.meeting.materials import Materials
from dti_core.meeting.slide import Figure, Slide, SlideTable
from dti_core.meeting.standing import number
from dti_core.office.evidence import quarter_name
from dti_core.progress import Item
from dti_core.progress_words import points, status, time

MOST = 12  # items that a meeting goes through; the rest is in the annex
_NEIGHBOURS = 4


def make(m: Materials, t: Translator) -> Slide:
    """Every item of the quarter that is not done, the next due first; then what is done."""
    now, title = m.progress, t("meeting.work.title")
    if now is None:
        return Slide(
            "work", "work", title, t("meeting.work.none", name=m.name(t.lang)), source=t("meeting.work.source")
        )
    order = sorted(now.items, key=lambda item: (item.done, item.due_on is None, item.due_on, -_stake(item), item.code))
    bullets = (t("meeting.work.more", count=len(order) - MOST),) if len(order) > MOST else ()
    return Slide("work", "work", title, message(m, t), None, _table(order[:MOST], t), (), bullets,
                 _source(m, t), "published", _notes(order, t))  # fmt: skip


def message(m: Materials, t: Translator) -> str:
    """How many items the quarter has and how they stand; the counts are of all of them."""
    now = m.progress
    if now is None:
        return t("meeting.work.none", name=m.name(t.lang))
    planned = [item.planned_gain for item in now.items if not math.isnan(item.planned_gain)]
    counts = {"count": len(now.items), "done": now.count("done"), "late": now.count("late")}
    said = t("meeting.work.message", quarter=quarter_name(now.quarter, t), **counts)
    return t("meeting.work.planned", said=said, points=points(math.fsum(planned), t)) if planned else said


def risks(m: Materials, t: Translator) -> Slide:
    """What is late, what is at risk, how many points that holds up, and who is too close to be told apart."""
    now, title = m.progress, t("meeting.risks.title")
    close = near(m.table, m.entity) if m.overview.now.basis == "published" else ()
    bullets = []
    if close:
        named = _NEIGHBOURS if len(close) > _NEIGHBOURS + 1 else len(close)
        names = ", ".join(m.table.name(who, t.lang) for who in close[:named])
        more = t("meeting.more_names", count=len(close) - named) if len(close) > named else ""
        bullets.append(t("meeting.risks.close", count=len(close), names=names, more=more))
    if now is None:
        said = t("meeting.work.none", name=m.name(t.lang))
        return Slide("risks", "risks", title, said, bullets=tuple(bullets), source=t("meeting.work.source"))
    urgent = [item for item in now.items if item.state in ("late", "at_risk")]
    table = _table(urgent[:MOST], t) if urgent else None
    missing = now.evidence_missing
    figures = () if urgent else (
        Figure(t("meeting.risks.late"), t.number(0, 0), raw=0.0),
        Figure(t("meeting.risks.evidence"), t.number(missing, 0), raw=float(missing)),
    )  # fmt: skip
    if len(urgent) > MOST:
        bullets.append(t("meeting.work.more", count=len(urgent) - MOST))
    return Slide("risks", "risks", title, risk_message(m, t), None, table, figures, tuple(bullets), _source(m, t),
                 "published", _notes(urgent, t))  # fmt: skip


def risk_message(m: Materials, t: Translator) -> str:
    """Late and at-risk items and the planned points that they hold up."""
    now = m.progress
    if now is None:
        return t("meeting.work.none", name=m.name(t.lang))
    urgent = [item for item in now.items if item.state in ("late", "at_risk")]
    if not urgent:
        return t("meeting.risks.none")
    stakes = [item.at_stake for item in urgent if not math.isnan(item.at_stake)]
    said = t("meeting.risks.message", late=now.count("late"), risk=now.count("at_risk"))
    return t("meeting.risks.stake", said=said, points=points(math.fsum(stakes), t)) if stakes else said


def _stake(item: Item) -> float:
    return 0.0 if math.isnan(item.at_stake) else item.at_stake


def _table(items: Sequence[Item], t: Translator) -> SlideTable:
    names = ("item", "lead", "due", "gain", "state")
    rows, raw = [], []
    for item in items:
        state = time(item, t) if item.late or item.done else status(item, t) or time(item, t)
        due = t.date(item.due_on)
        rows.append((item.name(t.lang), item.lead or t.number(None), due, points(item.planned_gain, t), state))
        raw.append((item.name(t.lang), item.lead or None, item.due_on.isoformat() if item.due_on else None,
                    number(item.planned_gain), item.state))  # fmt: skip
    headers = tuple(t(f"meeting.work.column.{name}") for name in names)
    return SlideTable(headers, tuple(rows), (False, False, True, True, False), tuple(raw))


def _notes(items: Sequence[Item], t: Translator) -> str:
    """What was noted with each item, for whoever speaks."""
    said = [
        t("meeting.work.note", name=item.name(t.lang), coordinating=item.coordinating or t.number(None), note=item.note)
        for item in items
        if item.note or item.coordinating
    ]
    return "\n".join(said)


def _source(m: Materials, t: Translator) -> str:
    assert m.progress is not None
    names = list(dict.fromkeys(item.who for item in m.progress.items if item.who))
    return t("meeting.work.source_by", names=", ".join(names)) if names else t("meeting.work.source")
