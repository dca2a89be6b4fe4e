"""Each peer's part of a change of rank, and the ranks that weights leave open."""

import pytest

from conftest import toy
from dti_core import robustness
from dti_core.charts.peer_bars import band_bars, peer_bars
from dti_core.history import movement
from dti_core.history_peers import (
    band_notes,
    band_table,
    bands,
    contribution_table,
    contributions,
    finding_bands,
    finding_peers,
    sheets,
    sums_table,
)
from dti_core.history_words import split_table
from dti_core.i18n import Translator
from dti_core.store import Store

VI = Translator("vi")


@pytest.fixture(scope="module")
def store():
    store = Store.open(":memory:")
    yield store
    store.close()


def moved(store, before: str, after: str, entity: str):
    return movement(store.table(before), store.table(after), entity, store.counterpart)


def test_the_parts_add_up_to_what_the_others_did(store):
    """Issue 2: Lai Châu 2022→2023, the others +20.5; three passed it, a whole rank each."""
    rows = contributions(moved(store, "province-2022", "province-2023", "VN-12"))
    assert rows["ranks"].sum() == 20.5 and (rows["ranks"] == 1).sum() == 3
    assert rows["ranks"].abs().is_monotonic_decreasing


@pytest.mark.parametrize("entity", ["VN-12", "VN-48", "VN-80", "VN-01"])
def test_each_part_is_the_mean_of_the_two_orders(store, entity):
    before, after = store.table("province-2022"), store.table("province-2023")
    rows = contributions(moved(store, "province-2022", "province-2023", entity)).set_index("entity")["ranks"]
    old, new = before.values(), after.values()
    for peer in before.entities:
        if peer == entity:
            continue
        first = float(new[peer] > old[entity]) - float(old[peer] > old[entity])
        second = float(new[peer] > new[entity]) - float(old[peer] > new[entity])
        assert rows.get(peer, 0.0) == (first + second) / 2


def test_the_finding_says_how_many_and_that_some_are_not_known(store):
    whole = finding_peers(moved(store, "province-2022", "province-2023", "VN-12"), VI)
    assert whole == "38 đơn vị kéo xuống 20,5 bậc, không đơn vị nào nhường bậc"
    assert "trong 11/62" in finding_peers(moved(store, "province-2021", "province-2022", "VN-12"), VI)


def test_neighbours_of_the_bands_are_marked(store):
    table = store.table("province-2022")
    found = bands(robustness(table, draws=500), table, "VN-12")
    own = found.own
    for row in found.frame.itertuples():
        apart = row.low > own["high"] or row.high < own["low"]
        assert row.overlap == (not apart and row.entity != "VN-12")
        assert row.near == (abs(round(row.value * 1e4) - 5032) < 10 and row.entity != "VN-12")
    assert found.weighted and "±25 %" in finding_bands(found, VI)


def test_only_rounding_is_drawn_where_only_totals_are_known(store):
    table = store.table("province-2024")
    found = bands(robustness(table, draws=200), table, "VN-12")
    assert not found.weighted and "làm tròn" in finding_bands(found, VI)


def test_an_entity_without_a_total_has_no_bands(store):
    table = store.table("province-2021")
    assert bands(robustness(table, draws=10), table, "VN-01") is None and bands(None, toy(), "A") is None


def test_how_many_are_compared_is_said(store):
    table = store.table("province-2021")
    assert any("12/63" in note for note in band_notes(bands(robustness(table, draws=10), table, "VN-12"), VI))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("pair", [("province-2021", "province-2022"), ("province-2022", "province-2023"),
                                  ("province-2023", "province-2024")])  # fmt: skip
def test_everybody_can_be_drawn(store, pair, language):
    t, after = Translator(language), store.table(pair[1])
    robust = robustness(after, draws=50)
    for entity in after.entities if language == "vi" else after.entities[::10]:
        result = moved(store, *pair, entity)
        if result.split is not None:
            assert peer_bars(result, t).layout.title.text
            assert len(contribution_table(result, t)) == len(contributions(result))
        found = bands(robust, after, entity)
        assert band_bars(found, t).layout.title.text and len(band_table(found, t)) == len(found.frame)


def test_a_download_has_a_sheet_for_each_table(store):
    from dti_core.history import history

    tables = [store.table("province-2022"), store.table("province-2023")]
    found = bands(robustness(tables[1], draws=10), tables[1], "VN-12")
    result = history(tables, ["VN-12"], store.counterpart)
    assert len(sheets(result, moved(store, "province-2022", "province-2023", "VN-12"), found, VI)) == 6


def test_the_parts_of_the_split_add_up_to_the_change_of_rank(store):
    """Lai Châu 2022 → 2023: own −19.5, peers +20.5, together +1 (issue 2); all that pushed down came to 20.5."""
    move = moved(store, "province-2022", "province-2023", "VN-12")
    split = split_table(move, VI).set_index("Phần")
    parts = [name for name in split.index if "âm là tốt hơn" in name]  # own, the others, together
    own, peers, total = split.loc[parts, "Ít nhất"]
    assert (own, peers, total) == (-19.5, 20.5, 1.0) and split["Ít nhất"].equals(split["Nhiều nhất"])
    sums = sums_table(move, VI)["Ít nhất"]
    assert sums.tolist() == [20.5, 0.0]


def test_a_rank_among_a_few_is_not_told_as_the_published_one(store):
    """Lai Châu was 48th of 63 in 2021; of the 12 provinces with a published value it is the 11th."""
    table = store.table("province-2021")
    found = bands(robustness(table), table, "VN-12")
    assert finding_bands(found, VI).endswith(
        "vẫn hạng 11 trong 90 % lần thử làm tròn khác đi (chỉ xếp trong 12 đơn vị có giá trị công bố)"
    )
