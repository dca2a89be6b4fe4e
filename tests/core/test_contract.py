"""The public names, used as a notebook or a script would: `import dti_core as dti` and nothing else."""

import inspect
import math

import numpy as np
import pandas as pd
import pytest

import dti_core as dti
from conftest import toy


@pytest.fixture(scope="module")
def opened():
    store = dti.Store.open(":memory:")
    yield store
    store.close()


@pytest.fixture(scope="module")
def table(opened):
    return opened.table("province-2022")


def test_everything_offered_exists_and_everything_promised_is_offered():
    promised = {"Store", "rank", "gaps", "simulate", "ladder", "required", "decompose", "Peers", "DtiError"}
    promised |= {"plan", "rank_distribution", "history_effort", "Limits", "record"}
    assert promised <= set(dti.__all__) == {name for name in dti.__all__ if hasattr(dti, name)}
    assert list(dti.__all__) == sorted(dti.__all__, key=lambda name: (name.lower() == name, name))


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("rank", ["values", "decimals"]),
        ("gaps", ["table", "entity", "benchmark"]),
        ("simulate", ["table", "entity", "gains", "peers"]),
        ("ladder", ["table", "entity", "peers"]),
        ("required", ["table", "entity", "rank", "peers", "confidence"]),
        ("decompose", ["before", "after", "entity"]),
        ("plan", ["table", "entity", "rank", "peers", "confidence", "effort", "caps", "locked", "steps"]),
        ("rank_distribution", ["table", "entity", "gains", "peers", "seed"]),
    ],
)
def test_parameters_have_the_names_and_the_order_promised(name, parameters):
    assert list(inspect.signature(getattr(dti, name)).parameters)[: len(parameters)] == parameters


def test_the_default_store_is_the_file_in_data():
    from dti_core import store

    assert inspect.signature(dti.Store.open).parameters["path"].default is None
    assert store.DEFAULT_PATH.parts[-2:] == ("data", "dti.duckdb")


def test_a_store_can_be_a_file_elsewhere(tmp_path):
    elsewhere = dti.Store.open(tmp_path / "mine.duckdb")
    assert elsewhere.table("province-2022").value("VN-12", "DTI") == 0.5032
    elsewhere.close()
    assert (tmp_path / "mine.duckdb").exists()


def test_rounds_are_a_frame(opened):
    frame = opened.rounds()
    wanted = {"round_id", "framework_id", "year", "scope", "entity_count", "published_on", "source_id"}
    assert isinstance(frame, pd.DataFrame) and wanted <= set(frame.columns)
    assert frame.set_index("round_id").loc["province-2022", ["year", "entity_count"]].tolist() == [2022, 63]


def test_a_table_has_its_framework_and_its_entities(table):
    framework = table.framework
    assert framework.framework_id == "province-2022" and framework.decimals == 4
    assert framework.codes[0] == "DTI" and framework.max_points["7"] == 200 and framework.parent["7"] == "HD"
    assert framework.name("DTI", "vi") and framework.name("DTI", "en")
    assert isinstance(table.entities, tuple) and "VN-12" in table.entities and len(table.entities) == 63


def test_values_are_floats_and_missing_is_nan(table):
    assert table.value("VN-12", "DTI") == 0.5032 and isinstance(table.value("VN-12", "DTI"), float)
    assert math.isnan(table.value("VN-12", "1")) and table.value("VN-80", "P-XHS") == 0.6466


def test_an_interval_is_two_floats_in_points(table):
    low, high = table.interval("VN-12", "DTI")
    assert isinstance(low, float) and low <= 503.2 <= high and high - low <= 0.1 + 1e-9
    low, high = table.interval("VN-12", "P-CQS")
    assert 0 < low < high < 700


def test_ranks_are_a_series_by_entity(table):
    ranks = table.rank()
    assert isinstance(ranks, pd.Series) and ranks["VN-12"] == 53
    assert table.rank(code="DTI", within="region:MRD")["VN-80"] == 2


def test_rank_of_an_array():
    np.testing.assert_array_equal(dti.rank([0.3, np.nan, 0.1 + 0.2, 0.1], 4), [1, np.nan, 1, 3])
    assert dti.rank([0.3], 4).dtype == float


@pytest.mark.parametrize("benchmark", ["max", "best", "median", "rank:45", "VN-48"])
def test_every_kind_of_benchmark_gives_a_frame(table, benchmark):
    assert isinstance(dti.gaps(table, "VN-12", benchmark).to_frame(), pd.DataFrame)


def test_a_simulation_has_what_is_promised(table):
    result = dti.simulate(table, "VN-12", {"7": 40.55})
    assert (result.value_before, result.value_after) == (0.5032, 0.5438)
    assert (result.rank_before, result.rank_after, result.of) == (53, 45, 63)
    assert len(result.overtaken) == 8 and result.overtaken_by == () and set(result.overtaken) <= set(table.entities)
    assert isinstance(result.to_frame(), pd.DataFrame)
    assert dti.simulate(table, "VN-12", gains={"7": -1.0}, peers=dti.Peers.shift(0.05)).rank_after == 63 - sum(
        round(value * 10_000) + 500 <= 5022 for value in table.values().drop("VN-12")
    )


def test_a_ladder_has_the_columns_promised(table):
    frame = dti.ladder(table, "VN-12", peers=dti.Peers.frozen())
    assert {"rank", "value", "points", "entity"} <= set(frame.columns)
    assert frame.set_index("rank").loc[45, "points"] == 40.55


def test_required_is_a_value(table):
    assert dti.required(table, "VN-12", 45) == 0.5438
    assert dti.required(table, entity="VN-12", rank=45, peers=dti.Peers.shift(0.05), confidence=0.8) == 0.5938


def test_a_plan_has_what_is_promised(opened, table):
    kind = dti.history_effort(table, "VN-12", (table, opened.table("province-2023")))
    for found in (
        dti.plan(table, "VN-12", 45),
        dti.plan(table, "VN-12", 45, effort=kind, locked=("3",), caps={"7": 5.0}),
    ):
        assert found.reached and found.shortfall == 0.0 and 1 <= found.best_rank <= 45
        assert found.required_value == 0.5438 and isinstance(found.effort, float)
        assert sum(found.gains.values()) == pytest.approx(40.55)
        assert found.simulation.rank_after <= 45 and found.simulation.value_after >= found.required_value
    assert "3" not in found.gains and found.gains.get("7", 0.0) <= 5.0


def test_a_plan_may_come_in_steps(table):
    found = dti.plan(
        table, "VN-12", 45, effort=dti.Separable(), steps={"3": [20.0, 60.0], "9": [21.0]}, locked=("7", "8")
    )
    assert found.reached and set(found.gains) <= {"3", "9", "1+2+4+5"}


def test_a_plan_out_of_reach_says_what_is_missing(table):
    found = dti.plan(table, "VN-12", 1, caps={code: 1.0 for code in dti.adjustable(table, "VN-12")})
    assert not found.reached and found.gains == {} and found.shortfall > 0 and found.best_rank > 1


@pytest.mark.parametrize("kind", ["frozen", "shift", "converge", "model", "override"])
def test_every_kind_of_peers_gives_a_distribution_and_a_threshold(opened, table, kind):
    history = [table, opened.table("province-2023")]
    peers = {
        "frozen": lambda: dti.Peers.frozen(), "shift": lambda: dti.Peers.shift(0.05),
        "converge": lambda: dti.Peers.converge(history=history), "model": lambda: dti.Peers.model(history),
        "override": lambda: dti.Peers.override({"VN-48": 0.9}),
    }[kind]()  # fmt: skip
    found = dti.rank_distribution(history[1], "VN-12", {"7": 10.0}, peers, seed=1)
    low, high = found.interval(0.8)
    assert 1 <= low <= found.median <= high <= 63 and found.probability(63) == 1.0
    assert 0.0 <= found.probability(45) <= 1.0
    assert 0.0 < dti.required(history[1], "VN-12", 45, peers, 0.8) <= 1.0
    assert dti.ladder(history[1], "VN-12", peers)["rank"].is_unique
    assert dti.plan(history[1], "VN-12", 60, peers, 0.5).required_value == dti.required(
        history[1], "VN-12", 60, peers, 0.5
    )


def test_a_decomposition_has_what_is_promised(opened, table):
    result = dti.decompose(table, opened.table("province-2023"), "VN-12")
    assert (result.own, result.peers, result.total) == (-19.5, 20.5, 1)
    assert isinstance(result.to_frame(), pd.DataFrame)


@pytest.mark.parametrize(
    "ask",
    [
        lambda store, table: store.table("province-1900"),
        lambda store, table: table.value("VN-00", "DTI"),
        lambda store, table: table.value("VN-12", "X"),
        lambda store, table: table.interval("VN-12", "X"),
        lambda store, table: table.rank("X"),
        lambda store, table: table.rank(within="region:X"),
        lambda store, table: dti.gaps(table, "VN-12", "X"),
        lambda store, table: dti.simulate(table, "VN-12", {"X": 1.0}),
        lambda store, table: dti.simulate(table, "VN-12", {"7": 94.13}),
        lambda store, table: dti.simulate(table, "VN-12", {"7": -105.89}),
        lambda store, table: dti.ladder(table, "X"),
        lambda store, table: dti.required(table, "VN-12", 0),
        lambda store, table: dti.decompose(table, store.table("commune-backan-2022"), "VN-12"),
        lambda store, table: dti.decompose(table, store.table("province-2024-34"), "VN-12"),
        lambda store, table: dti.Peers.shift(math.nan),
        lambda store, table: dti.Peers.shift("x"),
        lambda store, table: dti.Peers.override({"VN-48": "x"}),
        lambda store, table: store.table(2022),
        lambda store, table: table.rank(within=""),
        lambda store, table: table.rank(within=3),
        lambda store, table: dti.rank(["x", 0.1], 4),
        lambda store, table: dti.rank([math.inf, 0.1], 4),
        lambda store, table: dti.rank([0.1], -1),
        lambda store, table: dti.rank([0.1], 1.5),
        lambda store, table: dti.rank([0.1], "4"),
        lambda store, table: dti.gaps(table, "VN-12", None),
        lambda store, table: dti.simulate(table, "VN-12", {7: math.nan}),
        lambda store, table: dti.simulate(table, "VN-12", {"7": "3"}),
        lambda store, table: dti.simulate(table, "VN-12", {"7": math.inf}),
        lambda store, table: dti.simulate(table, "VN-12", {"7": 1.0}, "frozen"),
        lambda store, table: dti.simulate(table, "VN-12", {"7": 1.0}, 0.05),
        lambda store, table: dti.required(table, "VN-12", "45"),
        lambda store, table: dti.required(table, "VN-12", None),
        lambda store, table: dti.required(table, "VN-12", math.inf),
        lambda store, table: dti.required(table, "VN-12", 45, None, "0.8"),
        lambda store, table: dti.plan(table, "VN-12", 45, effort="even"),
        lambda store, table: dti.plan(table, "VN-12", 45, effort={"X": 1.0}),
        lambda store, table: dti.plan(table, "VN-12", 45, caps={"X": 1.0}),
        lambda store, table: dti.plan(table, "VN-12", 45, caps={"HD": 1.0}),
        lambda store, table: dti.plan(table, "VN-12", 45, caps={"7": "1"}),
        lambda store, table: dti.plan(table, "VN-12", 45, locked=("X",)),
        lambda store, table: dti.plan(table, "VN-12", 45, steps={"X": [1.0]}),
        lambda store, table: dti.plan(table, "VN-12", 45, steps={"7": [-1.0]}),
        lambda store, table: dti.plan(table, "VN-12", 45, steps={"7": [math.nan]}),
        lambda store, table: dti.plan(table, "VN-12", 45, steps={"7": [(10.0, -2.0)]}),
        lambda store, table: dti.plan(table, "VN-12", 45, steps={"7": [(10.0, 1.0, 1.0)]}),
        lambda store, table: dti.plan(table, "VN-12", 45, steps={"7": [10.0], "HD": [20.0]}),
        lambda store, table: dti.plan(table, "VN-12", 45, limits=dti.Limits(needs={"X": ["7"]})),
        lambda store, table: dti.plan(table, "VN-12", 45, limits=dti.Limits(budgets={"Sở": (["X"], 1.0)})),
        lambda store, table: dti.Limits(max_actions=1.5),
        lambda store, table: dti.Separable({"7": [(math.nan, 1.0)]}),
        lambda store, table: dti.linear_effort({"7": "x"}),
        lambda store, table: dti.Bounds(None, None),
        lambda store, table: dti.missing_points(table, "VN-12", math.nan),
        lambda store, table: dti.missing_points(table, "VN-12", "x"),
        lambda store, table: dti.probability_curve(table, "VN-12", 45.5, dti.Peers.frozen()),
        lambda store, table: dti.probability_curve(table, "VN-12", 45, dti.Peers.frozen(), [math.nan]),
        lambda store, table: dti.probability_curve(table, "VN-12", 45, dti.Peers.frozen(), []),
        lambda store, table: dti.rank_within(math.nan, [1], [2]),
        lambda store, table: dti.Pairs.of([(0.5, 0)], 63, 4),
        lambda store, table: dti.Pairs.of([(0.5, 64)], 63, 4),
        lambda store, table: dti.Pairs.of([(math.nan, 3)], 63, 4),
        lambda store, table: dti.robustness(table, "VN-12"),
        lambda store, table: dti.robustness(table, draws=10).interval("X"),
        lambda store, table: store.framework(922),
        lambda store, table: dti.rank_distribution(table, "VN-12", {}, dti.Peers.frozen(), seed=-1),
        lambda store, table: dti.rank_distribution(table, "VN-12", {}, dti.Peers.frozen(), seed="x"),
        lambda store, table: dti.rank_distribution(table, "VN-12", {}, dti.Peers.frozen()).probability(math.nan),
        lambda store, table: dti.rank_distribution(table, "VN-12", {}, dti.Peers.frozen()).interval("x"),
    ],
)
def test_everything_raised_on_purpose_is_a_dti_error_with_a_message(opened, table, ask):
    with pytest.raises(dti.DtiError) as caught:
        ask(opened, table)
    assert isinstance(caught.value, ValueError) and len(str(caught.value)) > 20


def test_what_counts_as_a_number_is_taken_in_every_form(table):
    for rank in (45, 45.0, np.int64(45), np.float32(45)):
        assert dti.required(table, "VN-12", rank) == 0.5438
    for gain in (40, 40.0, np.float32(40), np.int64(40)):
        assert dti.simulate(table, "VN-12", {"7": gain}).value_after == 0.5432
    assert dti.simulate(table, "VN-12", {7: 40.55}).gains == {"7": 40.55}
    assert dti.plan(table, "VN-12", 45, caps={"7": math.inf}).gains == dti.plan(table, "VN-12", 45).gains


def test_a_ladder_without_rungs_has_the_same_types(table):
    """Đà Nẵng is first: nobody is left to catch up."""
    for ask in (dti.ladder, lambda table, entity: dti.levels(table, entity, ("7",))):
        full, empty = ask(table, "VN-12"), ask(table, "VN-48")
        assert len(empty) == 0 < len(full) and empty.dtypes.tolist() == full.dtypes.tolist()


def test_a_closed_store_says_so():
    store = dti.Store.open(":memory:")
    store.rounds()
    store.close()
    for ask in (store.rounds, lambda: store.table("province-2022"), lambda: store.write("SELECT 1", [])):
        with pytest.raises(dti.StoreError, match="closed"):
            ask()


def test_nothing_given_is_modified():
    table, gains = toy(), {"1": 1.0, "2": 0.0}
    before = table.published.copy()
    dti.simulate(table, "B", gains)
    values = np.array([0.2, 0.1])
    dti.rank(values, 2)
    assert gains == {"1": 1.0, "2": 0.0} and values.tolist() == [0.2, 0.1]
    np.testing.assert_array_equal(table.published, before)
