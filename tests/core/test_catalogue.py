"""Catalogues as offices write them: trees from codes, numbering or parents; points or weights; rules and goalposts."""

import math

import pytest

from dti_core.errors import WorkbookError
from dti_core.intake.aims import CatalogueAim
from dti_core.intake.goalposts import rule_type
from dti_core.intake.outline import Line, outline
from dti_core.intake.proposal import commit, propose
from dti_core.office import journal
from dti_core.office.journal import Batch
from dti_core.store import Store
from tests.books import AT, book, bring_service, service_points

AIM = CatalogueAim("own", "own-index", "Bộ chỉ số của sở", "Our framework")
HEAD = ["STT", "Chỉ số/Chỉ số thành phần", "Điểm tối đa", "Cách xác định và tính điểm"]


@pytest.fixture
def own():
    opened = Store.open(":memory:")
    yield opened
    opened.close()


def framework(store, rows, aim=AIM):
    """What a file becomes once it is committed."""
    proposal = propose(store, book(rows), aim)
    assert proposal.problems == ()
    commit(store, proposal, Batch("catalogue", "Hoa", AT, "tệp.xlsx", repr(rows).encode()))
    return store.framework(aim.framework_id)


def tree(made):
    return {node.code: (node.parent, node.max_points) for node in made.indicators}


def test_roman_numbers_hold_numbers_and_the_total_is_made(own):
    rows = [HEAD, ["I", "Nền tảng", 60], ["1", "Nhận thức", 40], ["1.1", "Họp", 15], ["1.2", "Văn bản", 25],
            ["2", "Thể chế", 20], ["II", "Hoạt động", 40]]  # fmt: skip
    assert tree(framework(own, rows)) == {
        "CS": (None, 100), "I": ("CS", 60), "1": ("I", 40), "1.1": ("1", 15), "1.2": ("1", 25), "2": ("I", 20),
        "II": ("CS", 40),
    }  # fmt: skip
    kinds = {node.code: node.kind for node in own.framework("own").indicators}
    assert (kinds["CS"], kinds["I"], kinds["1"], kinds["1.1"]) == ("total", "group", "main", "component")


def test_numbers_that_begin_anew_under_each_heading_get_codes_of_their_own(own):
    rows = [HEAD, ["A", "Nền tảng", 60], [1, "Nhận thức", 40], [2, "Thể chế", 20], ["B", "Hoạt động", 40],
            [1, "Chính quyền", 25], ["a)", "Cổng", 10], ["b)", "Dịch vụ", 15], [2, "Xã hội", 15]]  # fmt: skip
    made = tree(framework(own, rows))
    assert made["B.1"] == ("B", 25) and made["B.1.b"] == ("B.1", 15) and made["A.2"] == ("A", 20)


def test_a_dotted_code_whose_stem_is_missing_belongs_to_the_longest_one_there_is(own):
    """As 4.22.1 … 4.22.11 of Tây Ninh's commune framework, which has no 4.22."""
    rows = [HEAD, ["DTI", "Tổng", 30], ["4", "Chính quyền", 30], ["4.1", "Cổng", 10], ["4.22.1", "Kế hoạch", 20]]
    assert tree(framework(own, rows))["4.22.1"] == ("4", 20)


def test_the_published_framework_of_tay_ninh_comes_out_of_its_own_list_as_it_is(own):
    """62 component indices, parents only by their codes; the published tree is the truth."""
    truth = own.framework("commune-tayninh-2025")
    rows = [HEAD, *([node.code, node.name_vi, node.max_points] for node in truth.indicators)]
    made = framework(own, rows)
    assert tree(made) == tree(truth) and made.codes == truth.codes


def test_a_column_of_parents_decides(own):
    rows = [["Mã", "Mã cha", "Chỉ số", "Điểm tối đa"], ["T", None, "Tổng", 10], ["x", "y", "Một", 4],
            ["y", "T", "Hai", 10], ["z", "y", "Ba", 6]]  # fmt: skip
    assert tree(framework(own, rows)) == {"T": (None, 10), "y": ("T", 10), "x": ("y", 4), "z": ("y", 6)}


def test_blank_points_of_a_parent_are_the_sum_of_its_parts_and_all_blank_is_unknown(own):
    assert tree(framework(own, [HEAD, ["1", "Một", None], ["1.1", "a", 4], ["1.2", "b", 6], ["2", "Hai", 5]]))["1"] == (
        "CS", 10)  # fmt: skip
    unknown = framework(own, [HEAD, ["1", "Một", None], ["2", "Hai", None]], CatalogueAim("u", "u", "U"))
    assert math.isnan(unknown.max_points["1"]) and not unknown.points_known


def test_an_index_that_is_not_scored_has_no_points(own):
    rows = [
        ["Mã", "Chỉ số", "Điểm tối đa", "Chấm điểm"],
        ["1", "Một", 10, "có"],
        ["2", "Đô thị thông minh", None, "không"],
    ]
    made = framework(own, rows)
    assert made.max_points["2"] == 0 and made.leaves == ("1",)


def test_weights_in_percent_become_points_of_a_hundred(own):
    """Of the parent where the parts make 100, of the whole where they make their parent."""
    rows = [["Mã", "Chỉ số", "Trọng số"], ["1", "Một", "60%"], ["1.1", "a", "25 %"], ["1.2", "b", 0.75],
            ["2", "Hai", 0.4]]  # fmt: skip
    made = tree(framework(own, rows))
    assert {code: round(points, 9) for code, (_, points) in made.items()} == {
        "CS": 100, "1": 60, "1.1": 15, "1.2": 45, "2": 40}  # fmt: skip


def test_rows_without_a_number_go_on_with_the_rule_above(own):
    rows = [HEAD, ["1", "Ban Chỉ đạo họp", 20, "theo số cuộc họp"], [None, "- 4 lần: 20"], [None, "- 3 lần: 15"],
            [None, "- 2 lần: 10"], ["2", "Tỷ lệ", 10, "a/b·max"]]  # fmt: skip
    framework(own, rows)
    found = own.catalogue("own").set_index("code")
    assert found.at["1", "rule"] == "theo số cuộc họp\n- 4 lần: 20\n- 3 lần: 15\n- 2 lần: 10"
    assert found["rule_type"][["1", "2"]].tolist() == ["ladder", "ratio"]


def test_every_rule_that_was_published_is_told_apart(own):
    """data/published/rule_patterns.csv: step_by_rank, two_parts -> steps; ladder_by_count -> ladder."""
    kinds = {"step_by_rank": "steps", "two_parts": "steps", "ratio": "ratio", "ladder_by_count": "ladder"}
    patterns = own.listing("rule_patterns")
    assert [rule_type(rule) for rule in patterns["rule_vi"]] == [kinds[kind] for kind in patterns["rule_type"]]


def test_components_stand_beside_a_published_framework_and_do_not_alter_it(own):
    before = own.framework("province-2022")
    rows = [HEAD, ["1", "Nhận thức số", 100], *([f"1.{n}", f"Thành phần {n}", 10] for n in range(1, 11))]
    made = framework(own, rows, CatalogueAim("province-2022"))
    assert tree(made) == tree(before)
    found = own.catalogue("province-2022")
    assert found["code"].tolist() == [f"1.{n}" for n in range(1, 11)] and set(found["parent_code"]) == {"1"}


def test_a_published_index_is_known_by_its_name_under_another_number(own):
    """An annex numbers "I. Nhận thức số", "1", "2" where the published code is 1."""
    rows = [HEAD, ["I", "Nhận thức số", 100], ["1", "Bài viết", 60], ["2", "Hội nghị", 40], ["II", "Thể chế số", 100],
            ["1", "Kế hoạch", 100]]  # fmt: skip
    proposal = propose(own, book(rows), CatalogueAim("province-2022"))
    assert proposal.problems == ()
    assert proposal.rows["indicators"][["code", "parent_code"]].values.tolist() == [
        ["1.1", "1"], ["1.2", "1"], ["2.1", "2"]]  # fmt: skip


def test_a_newer_catalogue_says_what_it_changes_and_what_it_leaves_out(own):
    framework(own, [HEAD, ["1", "Một", 10], ["2", "Hai", 5], ["3", "Ba", 5]])
    proposal = propose(own, book([HEAD, ["1", "Một", 12], ["2", "Hai", 5]]), CatalogueAim("own"))
    assert proposal.problems == ()
    told = {(row["code"], row["field"]): (row["old"], row["new"], row["action"])
            for row in proposal.changes.to_dict("records")}  # fmt: skip
    assert told["1", "max_points"] == (10, 12, "changed") and told["2", "max_points"][2] == "same"
    assert told["3", "max_points"] == (5, None, "removed") and told["own", "total_points"] == (20, 17, "changed")


def test_a_catalogue_that_is_undone_takes_its_framework_along(own):
    framework(own, [HEAD, ["1", "Một", 10], ["2", "Hai", 5]])
    journal.undo(own, "0001", "Hoa", AT)
    assert "own" not in set(own.listing("frameworks")["framework_id"])


def test_a_new_framework_needs_a_name(own):
    with pytest.raises(WorkbookError, match="own"):
        propose(own, book([HEAD, ["1", "Một", 10]]), CatalogueAim("own"))


def test_goalposts_and_units_are_kept_and_lower_is_better_is_read_off_them(own):
    bring_service(own)
    found = own.catalogue("service-2025").set_index("code")
    assert found.loc["1", ["direction", "best", "worst", "measure_unit"]].tolist() == ["down", 2, 10, "ngày"]
    assert found.loc["3", ["direction", "best", "worst"]].tolist() == ["up", 5, 1]
    assert own.framework("service-2025").max_points.tolist() == [100, 50, 30, 20]
    assert service_points(9, 0.6, 3.5) == (6.25, 18.0, 12.5)  # by hand: 1/8 of 50, 60 % of 30, 2.5/4 of 20


def test_i_v_and_x_are_letters_after_the_letter_before_them():
    found = outline([Line(label) for label in ("H", "I", "J")])
    assert [(node.code, node.parent) for node in found] == [("H", None), ("I", None), ("J", None)]


def test_points_of_a_parent_are_summed_without_the_noise_of_floats(own):
    """0.01 + 2.51 is 2.5199999999999996 in floats."""
    assert framework(own, [HEAD, ["1", "Một", 0.01], ["2", "Hai", 2.51]]).max_points.iloc[0] == 2.52


def test_the_total_has_the_framework_s_english_name_where_the_file_gives_none(own):
    made = framework(own, [HEAD, ["1", "Một", 5], ["2", "Hai", 5]])
    assert made.name(made.root, "en") == made.short("en") == "Our framework"
