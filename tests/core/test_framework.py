"""The tree as data: what it gives, and every way of being wrong."""

import math

import numpy as np
import pytest

from conftest import toy_framework
from dti_core.errors import FrameworkError, UnknownCode
from dti_core.framework import Composite, Indicator, Level


def node(code: str, parent: str | None, points: float, scored: bool = True) -> Indicator:
    return Indicator(code, parent, "main", code, code, points, scored)


ROOT = node("DTI", None, 20.0)


def refused(code: str, **changes: object) -> FrameworkError:
    with pytest.raises(FrameworkError) as caught:
        toy_framework(**{"composites": (), **changes})
    assert caught.value.code == code
    return caught.value


def test_a_code_used_twice_is_refused():
    assert (
        refused("repeated_code", indicators=(ROOT, node("1", "DTI", 10), node("1", "DTI", 10))).details["codes"] == "1"
    )


def test_a_composite_may_not_share_its_code_with_an_indicator():
    refused("repeated_code", composites=(Composite("1", "a", "a", ("2",)),))


@pytest.mark.parametrize("code", ["", "1+2", " 1"])
def test_a_code_that_could_not_be_written_in_a_sum_is_refused(code):
    assert refused("bad_code", indicators=(ROOT, node(code, "DTI", 20))).details["code"] == code


def test_two_roots_are_refused():
    assert refused("one_root", indicators=(ROOT, node("X", None, 5))).details["roots"] == "DTI, X"


def test_no_root_is_refused():
    assert refused("one_root", indicators=(node("A", "B", 1), node("B", "A", 1))).details["roots"] == "–"


def test_a_parent_that_does_not_exist_is_refused():
    assert refused("no_parent", indicators=(ROOT, node("1", "9", 20))).details["parent"] == "9"


@pytest.mark.parametrize("points", [-1.0, math.inf])
def test_points_below_zero_or_infinite_are_refused(points):
    refused("bad_points", indicators=(ROOT, node("1", "DTI", points)))


def test_an_unscored_indicator_with_points_is_refused():
    refused("unscored_points", indicators=(ROOT, node("1", "DTI", 20), node("2", "DTI", 3, scored=False)))


def test_a_circle_is_refused_and_named():
    tree = (ROOT, node("1", "DTI", 20), node("2", "3", 1), node("3", "2", 1))
    assert refused("cycle", indicators=tree).details["codes"] == "2, 3"


def test_children_that_do_not_add_up_are_refused():
    assert refused("sum_of_children", indicators=(ROOT, node("1", "DTI", 19))).details["total"] == 19


@pytest.mark.parametrize("members", [("1", "8"), ()])
def test_a_composite_of_nothing_known_is_refused(members):
    refused("composite_members", composites=(Composite("P", "a", "a", members),))


def test_an_unknown_rounding_is_refused():
    refused("bad_rounding", rounding="ceiling")


@pytest.mark.parametrize("change", [{"published_as": "percent"}, {"decimals": 7}, {"decimals": -1}])
def test_an_impossible_precision_is_refused(change):
    refused("bad_precision", **change)


@pytest.mark.parametrize("points", [1 / 3, 0.0])
def test_a_total_that_is_no_whole_number_of_units_is_refused(points):
    framework = toy_framework(indicators=(node("DTI", None, points),), composites=(), decimals=6)
    with pytest.raises(FrameworkError) as caught:
        _ = framework.unit
    assert caught.value.code == "framework_unit"


def test_a_sum_that_counts_a_leaf_twice_is_refused():
    with pytest.raises(FrameworkError) as caught:
        toy_framework().leaves_of("1+P")
    assert (caught.value.code, caught.value.details["twice"]) == ("overlapping_sum", "1")


@pytest.mark.parametrize("code", ["4", "1+4", "1+", ""])
def test_an_unknown_code_is_named_with_what_exists(code):
    with pytest.raises(UnknownCode, match="DTI, 1, 2, 3, P"):
        toy_framework().leaves_of(code)


def test_column_and_name_refuse_an_unknown_code():
    for ask in (toy_framework().column, toy_framework().name):
        with pytest.raises(UnknownCode):
            ask("4")


def test_parents_come_before_children_whatever_the_order_given():
    tree = (node("1.2", "1", 4), node("1", "DTI", 10), node("2", "DTI", 10), ROOT, node("1.1", "1", 6))
    framework = toy_framework(indicators=tree, composites=())
    for code in framework.codes[1:]:
        assert framework.codes.index(framework.parent[code]) < framework.codes.index(code)
    assert set(framework.leaves) == {"1.1", "1.2", "2"}
    assert set(framework.children("1")) == {"1.1", "1.2"}


def test_membership_adds_leaves_up_to_every_code():
    framework = toy_framework()
    leaves = framework.max_points[list(framework.leaves)].to_numpy()
    assert (framework.membership @ leaves).tolist() == [20, 10, 6, 4, 16]
    assert not framework.membership.flags.writeable


def test_pillars_of_2022_overlap_in_the_foundation(store):
    """DOMAIN §2: CQS = (F + 200·cqs)/700, KTS and XHS = (F + 150·…)/650."""
    framework = store.framework("province-2022")
    assert framework.max_points[["P-CQS", "P-KTS", "P-XHS"]].tolist() == [700, 650, 650]
    shared = set.intersection(*(set(framework.leaves_of(code)) for code in ("P-CQS", "P-KTS", "P-XHS")))
    assert shared == {"1", "2", "3", "4", "5"}
    assert framework.unit == 100_000  # 0.0001 of 1000 points, in millionths of a point


def test_an_unscored_index_is_no_leaf_and_adds_nothing(store):
    """ORACLES 19: smart city (6) has no points in Decision 922, group 9 of Bắc Kạn neither."""
    for name, code in (("province-2022", "6"), ("commune-backan-2022", "9")):
        framework = store.framework(name)
        assert code not in framework.leaves and framework.leaves_of(code) == ()
        assert framework.max_points[code] == 0


def test_unknown_points_stay_unknown(store):
    framework = store.framework("province-2025")
    assert not framework.points_known
    assert framework.max_points[list(framework.codes)].isna().all()
    assert framework.scale[0] == 1000 and np.isnan(framework.scale[1:]).all()
    assert (framework.unit, framework.top) == (100_000, 10_000)


def test_a_level_includes_its_upper_end(store):
    """Decision 791 of Lào Cai: Khởi động ≤ 25 % < Hình thành ≤ 50 % < Nâng cao ≤ 75 % < Dẫn dắt."""
    framework = store.framework("agency-laocai-2022-a")
    names = {share: framework.level(share).name_vi for share in (0, 0.25, 0.2501, 0.5, 0.75, 0.75001, 1)}
    assert list(names.values()) == [
        "Khởi động", "Khởi động", "Hình thành", "Hình thành", "Nâng cao", "Dẫn dắt", "Dẫn dắt",
    ]  # fmt: skip


def test_an_edition_without_levels_has_no_level():
    assert toy_framework().level(0.5) is None
    assert toy_framework(levels=(Level("a", "a", 0, 100),)).level(0.5).name_vi == "a"


def test_names_of_sums_are_joined_and_english_falls_back():
    framework = toy_framework(indicators=(ROOT, Indicator("1", "DTI", "main", "Một", "", 20, True)), composites=())
    assert framework.name("1", "en") == "Một"
    assert toy_framework().name("1+2", "en") == "One + Two"
