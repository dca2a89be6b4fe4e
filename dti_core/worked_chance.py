"""The method of what may come, worked: the peers, three numbers, a plan, and how often the models were right."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from dti_core.assumed import comparable
from dti_core.chance import Growth, logit
from dti_core.effort import HUNDREDTH, history
from dti_core.errors import DtiError
from dti_core.frontier import Frontier
from dti_core.i18n import Translator
from dti_core.limits import Choice, Limits, cheapest
from dti_core.partial import Pairs
from dti_core.peers import Peers, middle_logit, middle_units
from dti_core.plan import plan
from dti_core.record import Record
from dti_core.scores import ScoreTable
from dti_core.target import Bounds, missing_points, required, three_numbers
from dti_core.worked import Example, points_text, refusal

_STEPS = {"A": (6, 5), "B": (5, 6), "C": (10, 10)}  # gain and effort of three made-up actions
_NEED = 10
_SHOWN = 6


def goal(table: ScoreTable, entity: str, wanted: tuple[int, int] | None) -> int:
    """The entity's own target where it is among as many as here, else five ranks up."""
    if wanted is not None and wanted[1] == table.n:
        return wanted[0]
    now = table.rank()[entity]
    return max(1, (table.n if math.isnan(now) else int(now)) - 5)


def known_whole(table: ScoreTable) -> bool:
    """Whether every total of the round is known."""
    return len(table.entities) == table.n and not np.isnan(table.units[:, 0]).any()


def peers(table: ScoreTable, entity: str, rounds: Sequence[ScoreTable], rank: int, t: Translator) -> Example:
    """One peer's next value under each assumption, by hand, and the value that the rank then takes."""
    learned = comparable(rounds)
    if not learned or not known_whole(table):
        return Example("peers", (t("method.peers.none"),))
    decimals, top = table.framework.decimals, table.framework.top
    others = table.values().drop(entity).sort_values(ascending=False, kind="stable")
    one = str(others.index[min(rank, len(others)) - 1])
    own = float(others[one])
    converging, model = Peers.converge(history=learned), Peers.model(learned)
    shift = Peers.converge(slope=0.0, history=learned)
    growth = model.chance
    assert isinstance(growth, Growth)
    mean, at = middle_units(table) / 10**decimals, float(logit(np.array([own * 10**decimals]), top)[0])
    years = f"{learned[0].round.year}→{learned[-1].round.year}"
    said = {"peer": table.name(one, t.lang), "value": t.number(own, decimals), "pair": years}
    moved = at + growth.mean - growth.reversion * (at - middle_logit(table))
    middling = moved + float(np.median(growth.residuals))
    lines = (
        t("method.peers.start", rank=rank, year=table.round.year, **said),
        t("method.peers.shift", growth=t.signed(shift.growth), after=_after(shift, table, one, t), **said),
        t("method.peers.converge", growth=t.signed(converging.growth), slope=t.number(converging.slope, 2),
          mean=t.number(mean, decimals), after=_after(converging, table, one, t), **said),
        t("method.peers.logit", logit=t.number(at, 3), average=t.number(middle_logit(table), 3), **said),
        t("method.peers.model", grown=t.signed(growth.mean, 3), back=t.number(growth.reversion, 3),
          shock=t.number(growth.shock, 3), count=len(growth.residuals), logit=t.number(at, 3),
          moved=t.number(middling, 3), after=_after(model, table, one, t)),
    )  # fmt: skip
    choices = {"frozen": Peers.frozen(), "shift": shift, "converge": converging, "model": model}
    rows = [
        (t(f"method.peers.{name}_name"), _moved(choice, table, one), required(table, entity, rank, choice),
         required(table, entity, rank, choice, 0.8))
        for name, choice in choices.items()
    ]  # fmt: skip
    names = [t("method.column.assumption"), t("method.column.peer", peer=said["peer"])]
    names += [t("method.column.even", rank=rank), t("method.column.sure", rank=rank)]
    return Example("peers", lines, pd.DataFrame(rows, columns=names), dict.fromkeys(names[1:], decimals))


def _moved(choice: Peers, table: ScoreTable, entity: str) -> float:
    return float(choice.move(table.units[:, 0], table)[table.row(entity)]) / 10**table.framework.decimals


def _after(choice: Peers, table: ScoreTable, entity: str, t: Translator) -> str:
    return t.number(_moved(choice, table, entity), table.framework.decimals)


def three(table: ScoreTable, entity: str, rounds: Sequence[ScoreTable], rank: int, t: Translator) -> Example:
    """Possible, even odds, certain, each with the points to add."""
    learned = comparable(rounds)
    if not learned:
        return Example("three", (t("method.peers.none"),))
    try:
        found = three_numbers(table, entity, rank, Bounds.seen_in(learned), Peers.model(learned))
    except DtiError as error:
        return Example("three", (refusal(error, table, entity, t),))
    decimals = table.framework.decimals
    slow, fast = t.signed(found.bounds.slowest, decimals), t.signed(found.bounds.fastest, decimals)
    pair = f"{learned[0].round.year}→{learned[-1].round.year}"
    lines = [t("method.three.bounds", pair=pair, slow=slow, fast=fast)]
    for row, name in zip(found.to_frame().itertuples(), ("possible", "even", "certain"), strict=True):
        said = {"rank": rank, "value": t.number(row.value, decimals), "gain": t.signed(row.gain, decimals)}
        lines.append(t(f"method.three.{name}", **said))
    return Example("three", tuple(lines))


def effort(table: ScoreTable, entity: str, rounds: Sequence[ScoreTable], rank: int, t: Translator) -> Example:
    """The least common level of history that reaches the rank, and three steps solved by both exact ways."""
    learned, lines, frame, places = comparable(rounds), [], None, {}
    try:
        wanted = required(table, entity, rank)
        need = missing_points(table, entity, wanted)
        kind = history(table, entity, learned[:2]) if len(learned) == 2 else history(table, entity)
        found = plan(table, entity, rank, effort=kind)
        said = {"rank": rank, "value": t.number(wanted, table.framework.decimals), "need": points_text(t, need)}
        if not found.reached:
            lines.append(t("method.plan.out", best=t.number(found.best_rank, 0), **said))
        elif not found.gains:
            lines.append(t("method.plan.there", rank=rank))
        else:
            gains = [points_text(t, gain) for gain in found.gains.values()]
            level = {"level": t.percent(found.effort), "few": t.percent(1 - found.effort)}
            lines.append(t("method.plan.level" if kind.pairs else "method.plan.level_even", **said, **level))
            lines.append(t("method.plan.sum", terms=" + ".join(gains), need=points_text(t, need)))
            lines.append(t("method.plan.proof", after=t.rank(found.simulation.rank_after)))
            frame = _gains(found.to_frame(), table, t)
            places = {name: 2 for name in frame.columns[1:4]}
            frame[frame.columns[4]] = [t.percent(share) for share in found.to_frame()["rarity"]]
    except DtiError as error:
        lines.append(refusal(error, table, entity, t))
    return Example("plan", (*lines, *_exact(t)), frame, places)


def _gains(rows: pd.DataFrame, table: ScoreTable, t: Translator) -> pd.DataFrame:
    names = [
        table.framework.name(code, t.lang) if "+" not in code else t("method.hidden_sum", count=code.count("+") + 1)
        for code in rows["code"]
    ]
    frame = rows.assign(code=names)[["code", "now", "planned", "gain", "rarity"]]
    return frame.set_axis(
        [t(f"method.column.{name}") for name in ("index", "points", "planned", "gain", "rarity")], axis=1
    )


def _exact(t: Translator) -> tuple[str, str]:
    """A small problem by dynamic programming, and by the solver with one action at the most."""
    best = Frontier.of({name: [step] for name, step in _STEPS.items()}).plan(_NEED)
    choices = [Choice(name, gain, cost, True) for name, (gain, cost) in _STEPS.items()]
    limited = cheapest(choices, _NEED, Limits(max_actions=1))
    assert best is not None and limited is not None
    greedy = _STEPS["A"][1] + _STEPS["B"][1]
    steps = "; ".join(t("method.plan.step", name=name, gain=gain, effort=cost) for name, (gain, cost) in _STEPS.items())
    said = {"steps": steps, "need": _NEED, "best": "+".join(sorted(best[0])), "effort": t.number(best[1], 0)}
    return (
        t("method.plan.dp", greedy=greedy, **said),
        t("method.plan.milp", best="+".join(sorted(limited[0])), effort=t.number(limited[1], 0), unit=HUNDREDTH),
    )


def record(kept: Record | None, rounds: Sequence[ScoreTable], t: Translator) -> Example:
    """The back-tests as a table, and in words where they fail."""
    if kept is None:
        return Example("record", (t("method.record.none"),))
    year = {table.round.round_id: table.round.year for table in rounds}
    rows, lines = [], []
    for row in kept.frame.itertuples():
        pair = f"{year[row.before]}→{year[row.after]}"
        rows.append(
            (t(f"method.record.{row.question}"), f"{pair}{' *' if row.broken else ''}",
             t(f"method.record.{row.model}_name"),
             t("method.record.held", held=row.held_80, count=row.entities, share=t.percent(row.held_80 / row.entities)),
             row.width_80, row.rank_error, row.brier, row.crps)
        )  # fmt: skip
    for pair, group in kept.frame.groupby(["question", "before", "after"], sort=False):
        question, before, after = pair
        crps = group.set_index("model")["crps"]
        said = {"pair": f"{year[before]}→{year[after]}", "question": t(f"method.record.{question}").lower(),
                "model": t.number(crps["model"], 1), "frozen": t.number(crps["frozen"], 1)}  # fmt: skip
        lines.append(t("method.record.lost" if crps["frozen"] < crps["model"] else "method.record.won", **said))
    if kept.frame["broken"].any():
        lines.append(t("method.record.broken"))
    lines.append(t("method.record.few", count=kept.frame["after"].nunique()))
    names = ["question", "pair", "model", "held", "spread", "error", "brier", "crps"]
    frame = pd.DataFrame(rows, columns=[t(f"method.column.{name}") for name in names])
    places = {t("method.column.spread"): 1, t("method.column.error"): 1, t("method.column.brier"): 3}
    return Example("record", tuple(lines), frame, places | {t("method.column.crps"): 1})


def missing(table: ScoreTable, rounds: Sequence[ScoreTable], rank: int, t: Translator) -> Example:
    """Which row of an unpublished round would narrow the value of a rank most."""
    partly = table if not known_whole(table) else next((one for one in rounds if not known_whole(one)), table)
    if known_whole(partly):
        return Example("missing", (t("method.missing.none"),))
    rank = min(rank, partly.n)
    try:
        pairs = Pairs.from_table(partly)
    except DtiError as error:
        return Example("missing", (error.text(t),))
    low, high = pairs.threshold(rank)
    decimals, worth = partly.framework.decimals, pairs.worth(rank).head(_SHOWN)
    said = {"rank": rank, "year": partly.round.year, "known": len(pairs.units), "all": partly.n}
    span = {"low": t.number(low, decimals), "high": t.number(high, decimals), "width": t.number(high - low, decimals)}
    if worth.empty:
        return Example("missing", (t("method.missing.exact", value=span["low"], **said),))
    best = worth.iloc[0]
    lines = (
        t("method.missing.now", **said, **span),
        t("method.missing.best", place=t.number(best["rank"], 0), left=t.number(best["expected"], decimals)),
    )
    names = [t(f"method.column.{name}") for name in ("rank", "left", "left_worst")]
    return Example(
        "missing", lines, worth.set_axis(names, axis=1), {names[0]: 0, names[1]: decimals, names[2]: decimals}
    )
