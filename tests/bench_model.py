"""How fast the models are, as ratios to the plain ways of doing the same: `python -m tests.bench_model`."""

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from dti_core.distribution import at_value
from dti_core.frontier import Frontier
from dti_core.limits import Choice, Limits, cheapest
from dti_core.peers import Field, Peers
from dti_core.record import record
from dti_core.robustness import rank_draws, total_draws
from dti_core.store import Store


def best(work: Callable[[], object], times: int = 5) -> float:
    """Least processor seconds of several runs: what other programmes do meanwhile does not count."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def bench_distribution() -> list[str]:
    """P(rank <= k) for every k, 62 peers, against 100,000 NumPy draws of the same model."""
    store = Store.open(":memory:")
    history = [store.table("province-2022"), store.table("province-2023")]
    field = Field.of(history[1], "VN-12", Peers.model(history))
    at_value(field, 6800)
    exact, drawn = (
        best(lambda: at_value(field, 6800), 20),
        best(lambda: at_value(field, 6800, seed=1, draws=100_000), 2),
    )
    rounds = store.history("dti-province")
    for table in rounds:
        table.inference  # noqa: B018 - kept with the table; not part of what is timed
    back = best(lambda: record(rounds), 1)
    store.close()
    return [
        f"P(rank <= k), all k, 62 peers: {exact * 1e3:.1f} ms; {drawn / exact:.0f} x faster than 100,000 draws",
        f"record of two years: {back:.2f} s",
    ]


def bench_weights() -> list[str]:
    """63 entities, 98 indices, 10,000 draws of weights to the ranks of all."""
    from scipy.stats import rankdata

    rng = np.random.default_rng(0)
    points, most = rng.random((63, 98)) * 10, np.full(98, 10.0)
    totals = np.concatenate(list(total_draws(points, most, 0.25, 10_000, 0, 0.0, 10_000)))

    def ours() -> None:
        for units in total_draws(points, most, 0.25, 10_000, 0, 0.0, 10_000):
            rank_draws(units)

    whole, ranks = best(ours), best(lambda: rank_draws(totals))
    pandas = best(lambda: pd.DataFrame(totals).rank(axis=1, method="min", ascending=False))
    scipy = best(lambda: rankdata(-totals, method="min", axis=1))
    return [
        f"63 x 98 x 10,000 weights to ranks: {whole:.3f} s, of which ranks {ranks:.3f} s",
        f"  ranks alone: pandas.rank {pandas / ranks:.1f} x, scipy.rankdata {scipy / ranks:.1f} x as long",
        f"  weights and ranks: pandas.rank alone {pandas / whole:.1f} x, scipy.rankdata alone {scipy / whole:.1f} x",
    ]


def bench_many(entities: int = 10_600, draws: int = 1000) -> list[str]:
    """Totals of many entities to ranks, in chunks."""
    rng = np.random.default_rng(0)
    points, most = rng.random((entities, 8)) * 100, np.full(8, 100.0)
    held = 0

    def ours() -> None:
        nonlocal held
        for units in total_draws(points, most, 0.25, draws, 0, 0.0, 10_000):
            held = max(held, units.nbytes + rank_draws(units).nbytes)

    seconds = best(ours, 1)
    return [
        f"{entities} entities: {seconds / draws * 1e3:.2f} ms a draw ({seconds / draws * 1e4:.0f} s for 10,000), "
        f"{held / 1e6:.0f} MB of totals and ranks held at once"
    ]


def bench_plan(indices: int = 98, levels: int = 337) -> list[str]:
    """Every target at once by dynamic programming, against one target by one mixed-integer programme."""
    rng = np.random.default_rng(0)
    counts = np.full(indices, levels // indices)
    counts[rng.permutation(indices)[: levels - counts.sum()]] += 1
    options = {}
    for place, count in enumerate(counts):
        gains = np.sort(rng.choice(np.arange(5, 201), count, replace=False))  # hundredths, two points at most
        efforts = gains * rng.uniform(0.9, 1.1, count)  # near to what they gain: the hard kind
        options[f"{place:02}"] = list(zip(gains.tolist(), efforts.tolist(), strict=True))
    choices = [Choice(code, gain, cost, True) for code, found in options.items() for gain, cost in found]
    whole = Frontier.of(options)
    need = whole.most // 2
    every = best(lambda: Frontier.of(options).efforts())
    one = best(lambda: cheapest(choices, need, Limits()), 2)
    solved, planned = cheapest(choices, need, Limits()), whole.plan(need)
    same = solved is not None and planned is not None and abs(solved[1] - planned[1]) < 1e-6
    targets = whole.most // whole.grain
    return [
        f"plan, {len(options)} indices, {len(choices)} levels: all {targets} targets {every * 1e3:.1f} ms,"
        f" one HiGHS MILP for one target {one * 1e3:.0f} ms: {one / every:.0f} x; same effort: {same}"
    ]


def main() -> None:
    for part in (bench_distribution, bench_weights, bench_many, bench_plan):
        print("\n".join(part()))


if __name__ == "__main__":
    main()
