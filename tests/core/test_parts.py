"""Sums of unpublished indices: what the total leaves for them, what they are called, where figures come from."""

import math

import numpy as np

import dti_core as dti
from conftest import toy
from dti_core import parts

VI = dti.Translator("vi")
HIDDEN = "1+2+4+5"


def test_the_rest_of_lai_chau_2022_is_the_total_less_the_four_published_indices(store: dti.Store) -> None:
    """1000·0.5032 − 100·0.3240 − 200·0.5294 − 150·(0.5212 + 0.2459) = 249.855 of 400 (DOMAIN §2: 249.86)."""
    table = store.table("province-2022")
    rest = parts.remainder(table, HIDDEN)[table.row("VN-12")]
    assert math.isclose(rest, 503.2 - 32.4 - 105.88 - 78.18 - 36.885, abs_tol=1e-6)
    low, high = table.interval("VN-12", HIDDEN)
    assert low <= rest <= high


def test_the_rest_agrees_with_the_indices_themselves_where_they_are_published(store: dti.Store) -> None:
    table = store.table("province-2022")
    both = ~np.isnan(table.values("1").to_numpy())
    added = sum(100 * table.values(code).to_numpy()[both] for code in HIDDEN.split("+"))
    assert both.sum() == 5
    assert np.allclose(parts.remainder(table, HIDDEN)[both], added, atol=0.1)  # rounding of nine figures


def test_no_rest_where_another_index_is_missing() -> None:
    assert np.isnan(parts.remainder(toy(), "2+3")[[0, 2]]).all()


def test_a_sum_is_read_off_only_where_most_totals_allow_it(store: dti.Store) -> None:
    found = {row: parts.rarely_published(store.table(row)) for row in store.rounds()["round_id"]}
    assert {name: code for name, code in found.items() if code} == {"province-2022": HIDDEN, "province-2023": HIDDEN}


def test_a_sum_is_named_by_its_group_and_never_as_a_list_of_codes(store: dti.Store) -> None:
    table = store.table("province-2022")
    assert parts.name(table, "9", VI) == "Hoạt động xã hội số"
    assert parts.name(table, HIDDEN, VI) == "4 chỉ số gộp, nhóm chỉ số nền tảng chung"
    assert parts.name(table, "3+9", VI) == "2 chỉ số gộp (chưa biết từng chỉ số)"
    assert parts.name(table, "+".join(parts.scored_leaves(table)), VI).startswith("Cả 8 chỉ số")


def test_the_group_of_a_sum_across_groups_is_the_whole(store: dti.Store) -> None:
    table = store.table("province-2022")
    assert (parts.group_of(table, HIDDEN), parts.group_of(table, "9"), parts.group_of(table, "3+9")) == (
        "NEN",
        "HD",
        "DTI",
    )


def test_documents_say_whose_figures_they_hold(store: dti.Store) -> None:
    table = store.table("province-2022")
    rows = parts.documents(store, table, ["VN-12", "VN-80"], VI)
    assert rows["entity"].unique().tolist() == ["Lai Châu", "Long An"]
    assert len(rows) == sum(len(store.provenance("province-2022", who)) for who in ("VN-12", "VN-80"))


def test_an_entity_without_published_figures_has_no_documents(store: dti.Store) -> None:
    assert parts.documents(store, store.table("province-2021"), ["VN-10"], VI).empty
