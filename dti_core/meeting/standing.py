"""The slides "where we stand" and "what changed and why"."""

import math

from dti_core.history_words import cautions, noun
from dti_core.i18n import Translator
from dti_core.meeting.materials import Materials
from dti_core.meeting.slide import Figure, Role, Series, Slide, SlideChart
from dti_core.meeting.sources import of_codes, source_line
from dti_core.overview import Overview, Standing
from dti_core.overview_words import both, cards, effect, figure, half, label, move, notes, place, shift, stands

_NAMED_BARS = 9  # entities that have room for a bar with its name
_PASSED = 3  # names of those who passed, before a count
_ROLES: dict[str | None, Role] = {"better": "better", "worse": "worse", "same": "context", None: "subject"}


def standing(m: Materials, t: Translator) -> Slide:
    """Rank, value, region, target; everybody's value in one row, ours lit."""
    seen = m.overview
    now, root = seen.now, m.table.framework.root
    lost = seen.gap.total_lost if seen.gap else math.nan
    if not m.table.framework.points_known:  # then said as a value
        lost = round(lost / float(m.table.framework.scale[0]), 6)
    ranked = seen.goal.kind in ("set", "next") and (seen.gap is None or seen.gap.level is None)
    raw = (now.rank, now.value, float(seen.goal.rank) if ranked else math.nan, lost)
    found = cards(seen, t)
    figures = tuple(
        Figure(card.label, card.value, card.delta or "", _ROLES[card.direction], number(value))
        for card, value in zip(found, raw, strict=True)
    )
    said = [card.help for card in found if card.help] + [note for note, _ in notes(seen, t)]
    bullets = (t("overview.framework_changed"),) if _compared(seen) and seen.broken == "framework" else ()
    return Slide(
        "standing", "standing", t("meeting.standing.title"), standing_message(m, t), _everybody(m, t), None, figures,
        bullets, source_line(of_codes(m.documents, [root]), t), now.basis or "published", "\n".join(said),
    )  # fmt: skip


def standing_message(m: Materials, t: Translator) -> str:
    """Where the entity stands, and how that moved since the round before, as far as both are known."""
    seen, name = m.overview, m.name(t.lang)
    now, before = seen.now, seen.before
    if not now.basis and place(now, t) == t.number(None):
        return t("meeting.standing.unknown", name=name)
    here = t("meeting.standing.now", name=name, standing=stands(now, t))
    if before is None or not _compared(seen):
        return here
    value, moved = seen.value_change, seen.rank_change
    if math.isnan(value):
        said = move(moved, place(now, t), t)
    elif math.isnan(moved):
        said = shift(value, m.table.framework.decimals, t)
    else:
        said = both(value, moved, now, t)
    return t("meeting.standing.moved", name=name, standing=stands(now, t), year=before.year, said=lower(said))


def _compared(seen: Overview) -> bool:
    if seen.before is None or seen.broken in ("entities", "both"):
        return False
    return not (math.isnan(seen.value_change) and math.isnan(seen.rank_change))


def _everybody(m: Materials, t: Translator) -> SlideChart | None:
    """Everybody's published value, best first; named where there is room, else only ours, the target's and the ends."""
    table, now, goal = m.table, m.overview.now, m.overview.goal
    values = table.values().dropna()
    if now.basis:
        values.loc[m.entity] = now.value
    if len(values) < 2:
        return None
    values = values.sort_values(ascending=False, kind="stable")
    aim = goal.value[1] if goal.kind in ("set", "next") and goal.value[0] == goal.value[1] else math.nan
    at_aim = next((who for who, value in values.items() if who != m.entity and value == aim), None)
    named = len(values) <= _NAMED_BARS
    roles, labels = [], []
    for spot, (who, value) in enumerate(values.items()):
        role: Role = "subject" if who == m.entity else "target" if who == at_aim else "context"
        text = figure(value, now, t)
        if named:
            labels.append(text)
        elif role != "context":
            words = t("overview.strip_goal", rank=t.number(goal.rank, 0), value=text)
            labels.append(f"{table.name(who, t.lang)} {text}" if role == "subject" else words)
        else:
            labels.append(f"{table.name(who, t.lang)} {text}" if spot in (0, len(values) - 1) else "")
        roles.append(role)
    categories = tuple(table.name(who, t.lang) for who in values.index)
    series = Series(t("overview.card_value"), tuple(values.astype(float)), "context", tuple(roles), tuple(labels))
    finding = standing_message(m, t)
    return SlideChart("bars" if named else "columns", categories, (series,), finding, t("overview.card_value"),
                      table.framework.decimals, sparse=not named)  # fmt: skip


def change(m: Materials, t: Translator) -> Slide:
    """The rank before, our own part, the others' part, the rank now; or what is known where it cannot be split."""
    moved = m.known.moved
    split = moved.split if moved is not None else None
    chart = _waterfall(m, t) if split is not None and split.exact else _years(m, t)
    bullets, said = _passed(m, t), cautions(moved, t) if moved is not None else []
    if split is not None:
        said = [t("trends.waterfall_subtitle"), *said]
        if not split.exact:
            bullets.append(t("meeting.change.bounds", known=len(split.frame), all=split.after.n - 1))
        if "framework" in split.flags:
            bullets.append(t("overview.framework_changed"))
    return Slide(
        "change", "change", t("meeting.change.title"), change_message(m, t), chart, None, _movers(m, t), tuple(bullets),
        source_line(of_codes(m.documents, [m.table.framework.root]), t), m.overview.now.basis or "published",
        "\n".join(said),
    )  # fmt: skip


def change_message(m: Materials, t: Translator) -> str:
    """What moved the rank; where that cannot be said, why not."""
    moved, name = m.known.moved, m.name(t.lang)
    if moved is None:
        return t("meeting.change.first", name=name, year=m.table.round.year)
    now, before, split = moved.after, moved.before, moved.split
    if split is not None:
        said = both(split.value_change, split.total, now, t)
        return t("overview.because", said=said, own=effect("own", split.own_span, t),
                 peers=effect("peers", split.peers_span, t))  # fmt: skip
    if before is None:
        return t("meeting.change.first", name=name, year=now.year)
    if moved.broken in ("entities", "both"):
        return t("meeting.change.entities", before=before.year, gone=before.table.n, new=now.table.n)
    return t("meeting.change.unknown", before=before.year, after=now.year)


def _movers(m: Materials, t: Translator) -> tuple[Figure, ...]:
    moved, here = m.known.moved, m.overview.now
    if moved is None or moved.before is None:
        return (_rank_of(here, t),)
    now, before, split, decimals = moved.after, moved.before, moved.split, m.table.framework.decimals
    found = []
    if not math.isnan(moved.value_change):
        ends = t("meeting.change.from_to", before=figure(before.value, before, t), after=figure(now.value, now, t))
        found.append(
            Figure(t("meeting.change.value"), t.signed(moved.value_change, decimals), ends, _way(-moved.value_change),
                   moved.value_change)
        )  # fmt: skip
    if split is None:
        if moved.broken in ("entities", "both"):
            for each in (before, now):
                words = t("meeting.change.counted", year=each.year)
                found.append(Figure(words, t.number(each.table.n, 0), place(each, t), "context", float(each.table.n)))
            return tuple(found)
        return (*found, _rank_of(before, t), _rank_of(now, t))
    if split.exact and len(split.frame) == now.table.n - 1:
        words = t("meeting.change.others", count=len(split.frame), noun=noun(now.table, now.entity, t))
        mean = round(split.peers_mean_change, 6)
        found.append(Figure(words, t.signed(mean, decimals), t("meeting.change.mean"), "context", mean))
    if not split.exact:
        for who, span in (("own", split.own_span), ("peers", split.peers_span)):
            ends = _arrows(span, t)
            role: Role = "better" if span[1] <= 0 else "worse" if span[0] >= 0 else "context"
            found.append(Figure(t(f"trends.{who}"), ends, "", role))
    found.append(Figure(t("overview.card_rank"), t.arrow(split.total), place(now, t), _way(split.total), split.total))
    return tuple(found)


def _arrows(span: tuple[float, float], t: Translator) -> str:
    """A range of ranks moved: "▲23–25,5", or both ends with their signs where they differ."""
    if span[0] * span[1] <= 0:
        return f"{t.arrow(span[0])} … {t.arrow(span[1])}"
    near_end, far_end = sorted(abs(end) for end in span)
    return f"{t.arrow(math.copysign(near_end, span[0]))}–{half(far_end, t)}"


def _rank_of(each: Standing, t: Translator) -> Figure:
    return Figure(t("trends.rank_of", year=each.year), place(each, t), "", "subject", number(each.rank))


def _way(change: float) -> Role:
    """Whether fewer (of ranks) is better: below zero is."""
    return "better" if change < 0 else "worse" if change > 0 else "context"


def _waterfall(m: Materials, t: Translator) -> SlideChart:
    moved = m.known.moved
    assert moved is not None and moved.split is not None
    split = moved.split
    values = (float(split.rank_before), split.own, split.peers, float(split.rank_after))
    names = (t("trends.rank_of", year=split.before.round.year), t("trends.own"), t("trends.peers"),
             t("trends.rank_of", year=split.after.round.year))  # fmt: skip
    labels = (t.number(values[0], 0), t.arrow(split.own), t.arrow(split.peers), t.number(values[3], 0))
    roles: tuple[Role, ...] = ("total", _way(split.own), _way(split.peers), "total")
    series = Series(t("overview.card_rank"), values, "subject", roles, labels)
    return SlideChart("waterfall", names, (series,), change_message(m, t), t("overview.card_rank"), 1, reversed=True)


def _years(m: Materials, t: Translator) -> SlideChart | None:
    """The own value in every round so far, where at least two are known."""
    frame, now = m.overview.trend.frame, m.overview.now
    frame = frame[(frame["year"] < now.year) | (frame["round_id"] == m.table.round.round_id)]
    values = tuple(number(value) for value in frame["value"].astype(float))
    if sum(value is not None for value in values) < 2:
        return None
    names = tuple(label(row.year, row.of, frame, t) for row in frame.itertuples())
    labels = []
    for row in frame.itertuples():
        text = "" if math.isnan(row.value) else figure(row.value, now, t)
        labels.append(f"{text} ({t.rank(row.rank, row.of)})" if text and not math.isnan(row.rank) else text)
    series = Series(m.name(t.lang), values, "subject", (), tuple(labels))
    return SlideChart("line", names, (series,), change_message(m, t), t("overview.card_value"),
                      m.table.framework.decimals)  # fmt: skip


def _passed(m: Materials, t: Translator) -> list[str]:
    """Who passed us and whom we passed, the closest by name."""
    moved, said = m.known.moved, []
    if moved is None or moved.split is None:
        return []
    for how in ("us", "them"):
        rows = moved.passed(how)
        if len(rows):
            names = ", ".join(m.table.name(who, t.lang) for who in rows["entity"].head(_PASSED))
            more = "…" if len(rows) > _PASSED else ""
            said.append(t(f"meeting.change.passed_{how}", count=len(rows), names=names, more=more))
    return said


def lower(text: str) -> str:
    """For the middle of a sentence: the first letter small.

    >>> lower("Giá trị tăng")
    'giá trị tăng'
    """
    return text[:1].lower() + text[1:]


def number(value: float) -> float | None:
    """NaN as None.

    >>> number(float("nan")), number(1.5)
    (None, 1.5)
    """
    return None if math.isnan(value) else float(value)
