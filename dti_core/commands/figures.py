"""rank, simulate, plan: what the library says of a round and an entity."""

import math
from argparse import Namespace

import pandas as pd

from dti_core.commands.answer import Answer, table
from dti_core.commands.asked import amounts_of, entity_of, named, peers_of
from dti_core.distribution import rank_distribution
from dti_core.errors import UnknownCode
from dti_core.i18n import Translator
from dti_core.plan import Plan, plan
from dti_core.scores import ScoreTable
from dti_core.simulate import Simulation, simulate
from dti_core.store import Store

LEVEL = 0.8


def rank(store: Store, asked: Namespace, t: Translator) -> Answer:
    """The ranking of a round by one code, or one entity's line of it."""
    scores = store.table(asked.round)
    framework = scores.framework
    code = asked.code or framework.root
    if code not in framework.all_codes:
        raise UnknownCode.of("indicator", code, framework.all_codes)
    ranks, values = scores.rank(code, asked.within), scores.values(code)
    frame = pd.DataFrame(
        {
            "rank": ranks, "entity": ranks.index, "name": named(scores, ranks.index, t.lang),
            "value": values.reindex(ranks.index),
        }
    ).sort_values(["rank", "entity"], kind="stable")  # fmt: skip
    if asked.entity:
        frame = frame[frame["entity"] == entity_of(scores, asked.entity)]
    known, of = int(ranks.notna().sum()), scores.members(asked.within)[1]
    document = {"round": asked.round, "code": code, "within": asked.within or "", "of": of, "ranked": known,
                "rows": [row | {"rank": _whole(row["rank"])} for row in frame.to_dict("records")]}  # fmt: skip
    shown = frame.rename(columns={name: t(f"cli.column.{name}") for name in frame.columns})
    places = {t("cli.column.rank"): 0, t("cli.column.value"): framework.decimals}
    head = t("cli.rank_head", index=framework.name(code, t.lang), round=asked.round, known=known, of=of)
    return Answer(document, [head, "", *table(t, shown, places)])


def what_if(store: Store, asked: Namespace, t: Translator) -> Answer:
    """Value and rank after gains."""
    scores = store.table(asked.round)
    entity, gains = entity_of(scores, asked.entity), amounts_of(asked.gain)
    peers = peers_of(store, scores, asked.peers)
    result = simulate(scores, entity, gains, peers)
    document = {"round": asked.round, "entity": entity, "name": scores.name(entity, t.lang), "peers": asked.peers}
    document |= _outcome(result)
    lines = [scores.name(entity, t.lang), *_said(result, t)]
    if peers.chance is not None:
        chances = rank_distribution(scores, entity, gains, peers)
        best, worst = chances.interval(LEVEL)
        document["chance"] = {"median": chances.median, "level": LEVEL, "best": best, "worst": worst}
        lines.append(t("cli.chance", median=chances.median, level=t.percent(LEVEL), span=t.span(best, worst)))
    return Answer(document, lines)


def way(store: Store, asked: Namespace, t: Translator) -> Answer:
    """A plan that reaches a rank, or by how much it is out of reach."""
    scores = store.table(asked.round)
    entity = entity_of(scores, asked.entity)
    peers = peers_of(store, scores, asked.peers)
    found = plan(
        scores, entity, asked.rank, peers, asked.confidence, caps=amounts_of(asked.cap), locked=tuple(asked.lock)
    )
    document = {
        "round": asked.round, "entity": entity, "name": scores.name(entity, t.lang), "rank": asked.rank,
        "peers": asked.peers, "confidence": asked.confidence, "reached": found.reached,
        "required_value": found.required_value, "effort": found.effort, "shortfall": found.shortfall,
        "best_rank": _whole(found.best_rank), **_outcome(found.simulation),
    }  # fmt: skip
    return Answer(document, [scores.name(entity, t.lang), *_plan_said(found, scores, t)])


def _whole(rank: float) -> int | None:
    """A rank as JSON has it: a whole number, null where more than one is possible."""
    return None if math.isnan(rank) else int(rank)


def _outcome(result: Simulation) -> dict[str, object]:
    return {
        "gains": dict(result.gains), "value_before": result.value_before, "value_after": result.value_after,
        "rank_before": _whole(result.rank_before), "rank_after": _whole(result.rank_after),
        "rank_after_span": result.rank_after_span, "of": result.of,
        "overtaken": result.overtaken, "overtaken_by": result.overtaken_by,
    }  # fmt: skip


def _said(result: Simulation, t: Translator) -> list[str]:
    scores, decimals = result.table, result.table.framework.decimals
    after = t.rank(result.rank_after, result.of)
    if result.rank_after != result.rank_after:
        after = f"{t.span(*result.rank_after_span)}/{t.number(result.of, 0)}"
    lines = [
        t("cli.gain_line", code=code, points=t.signed(gain, 2), name=_name(scores, code, t.lang))
        for code, gain in result.gains.items()
    ]
    before = t.rank(result.rank_before, result.of)
    lines.append(t("cli.value_line", before=t.number(result.value_before, decimals),
                   after=t.number(result.value_after, decimals)))  # fmt: skip
    lines.append(t("cli.rank_line", before=before, after=after))
    for key, passed in (("cli.overtaken", result.overtaken), ("cli.overtaken_by", result.overtaken_by)):
        if passed:
            lines.append(t(key, count=len(passed), names=", ".join(named(scores, passed, t.lang))))
    return lines


def _name(scores: ScoreTable, code: str, lang: str) -> str:
    return scores.framework.name(code, lang)


def _plan_said(found: Plan, scores: ScoreTable, t: Translator) -> list[str]:
    needed = t.number(found.required_value, scores.framework.decimals)
    if not found.reached:
        return [t("cli.out_of_reach", rank=found.rank, value=needed, points=t.number(found.shortfall, 2),
                  best=t.number(found.best_rank, 0))]  # fmt: skip
    return [t("cli.within_reach", rank=found.rank, value=needed), *_said(found.simulation, t)]
