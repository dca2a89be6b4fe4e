"""Scores and ranks in every shape they are sent in."""

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dti_core.errors import UnknownCode, WorkbookError
from dti_core.intake import scores_in
from dti_core.intake.aims import CatalogueAim, ScoresAim
from dti_core.intake.checks import Figure, Findings
from dti_core.intake.goalposts import Goalposts
from dti_core.intake.grid import Cell
from dti_core.intake.proposal import commit, propose
from dti_core.intake.target import Target
from dti_core.intake.totals import totals
from dti_core.office import figures as side
from dti_core.office.journal import Batch
from dti_core.store import Store
from tests.books import AT, SERVICE_ROUNDS, book, bring_egov, bring_service, egov_rows, service_points

NEW = ScoresAim("thu-2025", "province-2022", 2025, "thử")


@pytest.fixture
def own():
    opened = Store.open(":memory:")
    yield opened
    opened.close()


def bring(store, rows, aim):
    proposal = propose(store, book(rows), aim)
    assert proposal.stops == ()
    return proposal, commit(store, proposal, Batch("scores", "Hoa", AT, "tệp.xlsx", repr(rows).encode()))


# -- shapes --------------------------------------------------------------------------------------------------------


def test_a_row_with_the_name_of_a_region_is_left_out_and_said(own):
    rows = [["Tỉnh", "Giá trị"], ["Vùng Tây Bắc", None], ["Lai Châu", 0.5], ["Vùng lạ", "–"]]
    for more in (False, True):  # also where unknown names would be added
        found = propose(own, book(rows), ScoresAim("vung", "province-2022", 2025, "thử", new_entities=more))
        assert [(p.code, p.place, p.severity) for p in found.problems] == [
            ("no_figures", "A2", "look"), ("no_figures", "A4", "look")]  # fmt: skip
        assert "entities" not in found.rows and found.rows["scores"]["entity_id"].tolist() == ["VN-12"]


def test_wide_and_long_say_the_same(own):
    wide = [["Tỉnh", "Giá trị DTI", "Xếp hạng", "1. Nhận thức số", "Thể chế số"],
            ["Lai Châu", "0,6", "2/63", "0,5", 0.25], ["TP. HCM", "0,7", 1, None, "–"]]  # fmt: skip
    long = [["Tỉnh", "Mã chỉ số", "Giá trị", "Xếp hạng"], ["Lai Châu", "DTI", 0.6, "2/63"], ["Lai Châu", 1, 0.5],
            ["Lai Châu", 2, 0.25], ["Hồ Chí Minh", "DTI", 0.7, 1]]  # fmt: skip
    bring(own, wide, NEW)
    bring(own, long, ScoresAim("thu-2024", "province-2022", 2024, "thử"))
    one, other = own.table("thu-2025"), own.table("thu-2024")
    assert one.entities == other.entities == ("VN-12", "VN-79")
    np.testing.assert_array_equal(one.published, other.published)
    assert one.value("VN-12", "2") == 0.25 and math.isnan(one.value("VN-79", "1"))
    assert one.rank().to_dict() == other.rank().to_dict() == {"VN-12": 2, "VN-79": 1}


def test_the_form_of_one_entity_lists_indices_with_both_assessments(own):
    """The columns of the Thanh Hóa form and of the Tây Ninh system (annex_columns.csv)."""
    rows = [["STT", "Chỉ số/Chỉ số thành phần", "Điểm tối đa", "Điểm tự chấm", "Thẩm định"],
            ["1", "Nhận thức số", 100, "60,5", 55], ["2", "Thể chế số", 100, 70, None]]  # fmt: skip
    proposal, _ = bring(own, rows, ScoresAim("province-2022", entity_id="VN-12"))
    assert proposal.counts["added"] == 3
    said = side.figures(own, "province-2022", "VN-12", "1").set_index("status")["value"]
    assert said.to_dict() == {"self": 0.605, "appraised": 0.55}
    assert math.isnan(own.table("province-2022").value("VN-12", "1"))  # an own assessment is nothing published


def test_percent_points_and_values_are_told_apart(own):
    rows = [["Tỉnh", "Giá trị"], ["Lai Châu", "72,7 %"], ["Hà Nội", Cell(3, 2, 0.5, percent=True)], ["Huế", 0.25]]
    bring(own, rows, NEW)
    assert own.table("thu-2025").values().to_dict() == {"VN-01": 0.5, "VN-12": 0.727, "VN-46": 0.25}
    bring(own, [["Tỉnh", "Tổng điểm"], ["Lai Châu", "727 điểm"]], ScoresAim("p", "province-2022", 2024, "thử"))
    assert own.table("p").value("VN-12") == 0.727
    percent = ScoresAim("q", "province-2022", 2023, "thử", scale="percent")
    bring(own, [["Tỉnh", "Giá trị"], ["Lai Châu", 72.7]], percent)
    assert own.table("q").value("VN-12") == 0.727


def test_new_entities_are_added_only_where_that_was_asked_for(own):
    rows = [["Xã/phường", "Tổng điểm"], ["Xã Nậm Hàng", 500], ["Phường Tân Phong", 450]]
    aim = ScoresAim("c", "commune-backan-2022", 2025, "thử", level="commune", parent_id="VN-12")
    assert {p.code for p in propose(own, book(rows), aim).problems} == {"unknown_entity"}
    open_aim = ScoresAim("c", "commune-backan-2022", 2025, "thử", level="commune", parent_id="VN-12", new_entities=True)
    proposal, _ = bring(own, rows, open_aim)
    assert [p.code for p in proposal.looks] == ["new_entity", "new_entity"]
    table = own.table("c")
    assert [(table.name(entity), table.value(entity)) for entity in table.entities] == [
        ("Phường Tân Phong", 450), ("Xã Nậm Hàng", 500)]  # fmt: skip
    assert table.people["parent_id"].unique().tolist() == ["VN-12"]


def test_every_imported_figure_keeps_its_cell_as_its_quote(own):
    bring(own, [["Bảng"], ["Tỉnh", "Giá trị", "Xếp hạng"], ["Lai Châu", "0,6", "2/63"]], NEW)
    found = own.provenance("thu-2025", "VN-12")
    assert found["quote"].tolist() == ["Sheet1!B3: 0,6", "Sheet1!C3: 2/63"]
    assert found["publisher"].tolist() == ["Hoa", "Hoa"]


# -- published rounds ----------------------------------------------------------------------------------------------


def test_what_is_published_already_is_left_and_what_differs_stands_beside_it(own):
    """Lai Châu 2022: 0.5032, 53rd; Sơn La: 0.5097."""
    son_la = own.table("province-2022").value("VN-14")
    rows = [["Tỉnh", "Giá trị", "Xếp hạng"], ["Lai Châu", 0.6032, 53], ["Sơn La", son_la, None]]
    proposal, batch = bring(own, rows, ScoresAim("province-2022"))
    assert {p.code for p in proposal.looks} >= {"differs_from_published"}
    assert proposal.counts == {"added": 0, "changed": 0, "beside": 1, "same": 2, "removed": 0}
    assert own.table("province-2022").value("VN-12") == 0.5032
    assert side.disagreements(own)[["entity_id", "low", "high"]].values.tolist() == [["VN-12", 0.5032, 0.6032]]
    assert len(side.figures(own, "province-2022", "VN-14", "DTI")) == 1  # nothing written of what is the same
    assert batch == "0001"


def test_a_file_that_says_only_what_is_published_has_nothing_to_import(own):
    proposal = propose(own, book([["Tỉnh", "Giá trị"], ["Lai Châu", "0,5032"]]), ScoresAim("province-2022"))
    assert proposal.problems == () and proposal.rows == {}
    with pytest.raises(WorkbookError, match="nothing new"):
        commit(own, proposal, Batch("scores", "Hoa", AT, "t", b""))


def test_an_earlier_import_is_changed_and_both_are_in_the_history(own):
    rows = [["Tỉnh", "Nhận thức số"], ["Lai Châu", 0.4]]
    bring(own, rows, ScoresAim("province-2022"))
    proposal, _ = bring(own, [rows[0], ["Lai Châu", 0.45]], ScoresAim("province-2022"))
    change = proposal.changes.iloc[0]
    assert (change["action"], change["old"], change["new"], change["source"]) == ("changed", 0.4, 0.45, "tệp.xlsx")
    assert own.table("province-2022").value("VN-12", "1") == 0.45
    assert side.history(own, "province-2022", "VN-12", "1")["value"].tolist() == [0.45, 0.4]


# -- other scales --------------------------------------------------------------------------------------------------


def test_a_measure_that_is_better_when_lower_becomes_points_between_its_goalposts(own):
    """Expected points written down from the description of the index, totals as sums of them."""
    bring_service(own)
    table = own.table("service-2025")
    for name, (days, online, happy) in SERVICE_ROUNDS[2025].items():
        entity = table.people.index[table.people["name_vi"] == name][0]
        points = service_points(days, float(str(online).rstrip("%")) / 100, happy)
        np.testing.assert_allclose([table.value(entity, code) for code in "123"], points)
        assert table.value(entity) == round(sum(points) + 1e-9, 2)
        assert table.basis(entity, "1") == table.basis(entity, "CS") == "derived"
    quote = own.provenance("service-2025", "VN-12", ["1"])["quote"].iloc[0]
    assert quote == "Số liệu!B2: 6 ngày; (10 − x) / (10 − 2)"
    assert table.rank().to_dict() == {"VN-10": 1, "VN-14": 2, "VN-12": 3, "VN-11": 4}


def test_beyond_a_goalpost_it_is_all_points_or_none_and_has_to_be_confirmed(own):
    bring_service(own)
    rows = [["Tỉnh", "Số ngày giải quyết trung bình"], ["Lai Châu", 1], ["Sơn La", 30]]
    proposal, _ = bring(own, rows, ScoresAim("s", "service-2025", 2026, "thử"))
    assert [p.code for p in proposal.looks] == ["outside_goalposts"] * 2
    assert own.table("s").values("1").to_dict() == {"VN-12": 50, "VN-14": 0}


@settings(max_examples=60, deadline=None)
@given(st.floats(-1000, 1000), st.floats(-1000, 1000), st.floats(-2000, 2000), st.floats(0, 500))
def test_shares_between_goalposts_rise_towards_the_best_one(best, worst, measure, step):
    if abs(best - worst) < 1e-3:
        return
    posts = Goalposts(best, worst)
    better = measure + (step if best > worst else -step)
    assert posts.share(best) == 1 and posts.share(worst) == 0
    assert 0 <= posts.share(measure) <= posts.share(better) <= 1


def test_a_total_is_made_only_of_all_its_parts(own):
    catalogue = [["Mã", "Chỉ số", "Điểm tối đa"], ["1", "Một", 10], ["2", "Hai", 20], ["3", "Đô thị thông minh", 0]]
    proposal = propose(own, book(catalogue), CatalogueAim("k", "k", "K"))
    commit(own, proposal, Batch("catalogue", "Hoa", AT, "t", repr(catalogue).encode()))
    bring(
        own, [["Tỉnh", "Một", "Hai"], ["Lai Châu", "1,25", 2.5], ["Sơn La", 3, None]], ScoresAim("r", "k", 2025, "thử")
    )
    table = own.table("r")
    assert table.value("VN-12") == 3.75 and math.isnan(table.value("VN-14"))


# -- a real ranking of another index -------------------------------------------------------------------------------


@pytest.mark.parametrize("points", [None, 1000.0])
def test_the_ranks_of_egov_2017_come_out_as_published_ties_too_and_ten_provinces_stay_missing(own, points):
    """data/published/other/egov_application_2017.csv: 53 of 63, shared ranks 17, 32 and 40."""
    bring_egov(own, points)
    table = own.table("egov-application-2017")
    published = {name: (rank, float(value.replace(",", "."))) for name, rank, value in egov_rows()}
    names = table.people["name_vi"]
    assert (len(table.entities), table.n) == (63, 63)
    ranks, values = table.rank(), table.values()
    assert {names[e]: (int(ranks[e]), values[e]) for e in table.entities if names[e] in published} == published
    missing = [e for e in table.entities if names[e] not in published]
    assert len(missing) == 10 and values[missing].isna().all() and ranks[missing].isna().all()
    assert sorted(rank for rank, _ in published.values()).count(17) == 2
    assert table.contradictions() == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 10_000)), min_size=1, max_size=4)
)
def test_a_total_that_is_made_is_the_exact_sum_rounded_half_up(store, rows):
    """province-2020 is 400 + 300 + 300 points with four decimals: the exact sum is 0.4·a + 0.3·b + 0.3·c."""
    target = Target.of(store, ScoresAim("t", "province-2020", 2019, "thử"))
    figures = [
        Figure(f"E{n}", code, "self", units / 10_000, "published", "q", "S", Cell(1, 1, 1))
        for n, row in enumerate(rows)
        for code, units in zip(("CQS", "KTS", "XHS"), row, strict=True)
    ]
    made = {one.entity: one for one in totals(target, figures)}
    for n, (a, b, c) in enumerate(rows):
        tenths = 4 * a + 3 * b + 3 * c
        assert made[f"E{n}"].value == (tenths + 5) // 10 / 10_000 and made[f"E{n}"].basis == "derived"


def test_the_fields_of_an_index_are_its_names_its_code_and_both(store):
    target = Target.of(store, ScoresAim("province-2022"))
    found = target.headings["index:1"]
    assert {"Nhận thức số", "Digital awareness", "1", "1. Nhận thức số", "Nhận thức số điểm"} <= set(found)
    assert scores_in.read(target, book([["Tỉnh", "1. Nhận thức số"], ["Lai Châu", 0.4]]), Findings())["scores"][
        "indicator_code"].tolist() == ["1"]  # fmt: skip


def test_the_other_aims_are_refused_by_name(own):
    with pytest.raises(WorkbookError, match="moi"):
        propose(own, book([["Tỉnh", "Giá trị"]]), ScoresAim("moi", "province-2022"))
    with pytest.raises(UnknownCode, match="province-2022"):
        propose(own, book([["Tỉnh", "Giá trị"]]), ScoresAim("moi", "khong-co", 2025, "thử"))
    with pytest.raises(UnknownCode, match="VN-99"):
        propose(own, book([["Tỉnh", "Giá trị"]]), ScoresAim("moi", "province-2022", 2025, "thử", parent_id="VN-99"))


def test_provinces_of_the_year_are_meant(own):
    """Hà Giang was merged in 2025: it is known in 2024 and not in 2026."""
    rows = [["Tỉnh", "Giá trị"], ["Hà Giang", 0.5]]
    assert propose(own, book(rows), ScoresAim("a", "province-2022", 2024, "thử")).problems == ()
    assert [p.code for p in propose(own, book(rows), ScoresAim("b", "province-2022", 2026, "thử")).problems] == [
        "unknown_entity"]  # fmt: skip
    assert dt.date(2025, 7, 1) == own.listing("entities").set_index("entity_id").at[
        "VN2025-08", "valid_from"].date()  # fmt: skip
