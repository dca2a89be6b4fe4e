"""Progress of a quarter as it is reported."""

import pytest

from dti_core.errors import UnknownCode
from dti_core.intake import progress_in
from dti_core.intake.aims import ProgressAim
from dti_core.intake.checks import Findings
from dti_core.intake.grid import Cell
from dti_core.intake.proposal import commit, propose
from dti_core.office.journal import Batch
from dti_core.store import Store
from tests.books import AT, book

WORK = ProgressAim("commune-tayninh-2025", "VN-12", "2026-Q3")


@pytest.fixture
def own():
    opened = Store.open(":memory:")
    yield opened
    opened.close()


def signed(rows, kind="progress"):
    return Batch(kind, "Hoa", AT, "tệp.xlsx", repr(rows).encode())


ROWS = [
    ["Mã", "Chỉ tiêu", "Điểm tối đa", "Tự đánh giá", "Thẩm định", "Chênh lệch", "Trạng thái", "Phụ trách", "Hạn xử lý",
     "Minh chứng/Ghi chú"],
    ["1.1", "Cố định", 10, "8,5", 7, "=D2-E2", "Đang thực hiện", "Phòng VHXH", "31/12/2026", "12/BC-UBND"],
    ["1.2", "5G", 10, None, None, None, "chưa thực hiện", None, None, None],
    ["1.3", "Cáp quang", 10, None, None, None, None, None, None, None],
]  # fmt: skip


def test_progress_is_read_as_the_tay_ninh_system_writes_it(own):
    proposal = propose(own, book(ROWS), WORK)
    assert proposal.problems == ()
    commit(own, proposal, signed(ROWS))
    found = own.query("SELECT * FROM current.progress ORDER BY code")
    assert found["code"].tolist() == ["1.1", "1.2"]  # 1.3 says nothing: no row, not a row of zeros
    first = found.iloc[0]
    assert (first["self_points"], first["appraised_points"], first["status"], first["lead"], str(first["due_on"])[:10],
            first["evidence"], first["quarter"]) == (
        8.5, 7, "under_way", "Phòng VHXH", "2026-12-31", "12/BC-UBND", "2026-Q3")  # fmt: skip
    assert found["self_points"].isna().tolist() == [False, True]


def test_a_newer_report_of_the_same_quarter_says_what_it_changes(own):
    commit(own, propose(own, book(ROWS), WORK), signed(ROWS))
    rows = [ROWS[0], [*ROWS[1][:6], "Hoàn thành", *ROWS[1][7:]]]
    changes = propose(own, book(rows), WORK).changes
    assert changes[["code", "field", "old", "new", "action"]].values.tolist() == [
        ["1.1", "2026-Q3 status", "under_way", "done", "changed"]]  # fmt: skip


def test_columns_that_a_file_does_not_have_keep_what_the_quarter_says_and_blank_cells_do_not(own):
    commit(own, propose(own, book(ROWS), WORK), signed(ROWS))
    rows = [["Mã", "Điểm thẩm định", "Phụ trách"], ["1.1", 8, None]]
    found = propose(own, book(rows), WORK)
    assert found.changes[["field", "old", "new"]].values.tolist() == [
        ["2026-Q3 lead", "Phòng VHXH", None], ["2026-Q3 appraised_points", 7, 8]]  # fmt: skip
    other = progress_in.read(own, book(rows), ProgressAim("commune-tayninh-2025", "VN-12", "2026-Q4"), Findings())
    assert other["progress"].iloc[0][["self_points", "evidence", "status"]].isna().all()  # never from another quarter


def test_a_percentage_is_of_the_points_that_an_index_can_have(own):
    """1.1 and 1.2 have 10 points each: 80 % is 8, 12,5 % is 1.25; a figure without the sign is in points."""
    rows = [["Mã", "Tự đánh giá", "Thẩm định"], ["1.1", "80%", Cell(2, 3, 0.125, percent=True)], ["1.2", 8, "0,8"]]
    found = progress_in.read(own, book(rows), WORK, Findings())["progress"]
    assert found[["self_points", "appraised_points"]].values.tolist() == [[8.0, 1.25], [8.0, 0.8]]


def test_every_fact_of_a_new_item_is_shown_before_it_is_written(own):
    told = propose(own, book(ROWS), WORK).changes
    first = told[told["code"] == "1.1"].set_index("field")["new"].to_dict()
    assert first.pop("2026-Q3 due_on").isoformat() == "2026-12-31"
    assert first == {"2026-Q3 lead": "Phòng VHXH", "2026-Q3 self_points": 8.5, "2026-Q3 appraised_points": 7,
                     "2026-Q3 status": "under_way", "2026-Q3 evidence": "12/BC-UBND"}  # fmt: skip
    assert set(told["action"]) == {"added"} and (told["code"] == "1.2").sum() == 1


def test_each_row_may_name_its_own_quarter(own):
    rows = [["Mã", "Quý", "Tự đánh giá"], ["1.1", "Quý II/2026", 5], ["1.1", None, 6]]
    found = progress_in.read(own, book(rows), WORK, Findings())["progress"]
    assert found[["quarter", "self_points"]].values.tolist() == [["2026-Q2", 5], ["2026-Q3", 6]]


def test_an_aim_that_names_nobody_or_no_quarter_is_refused(own):
    for aim, said in ((ProgressAim("commune-tayninh-2025", "VN-99"), "VN-99"),
                      (ProgressAim("commune-tayninh-2025", "VN-12", "quý ba"), "quý ba"),
                      (ProgressAim("khong-co", "VN-12"), "khong-co")):  # fmt: skip
        with pytest.raises(UnknownCode, match=said):
            propose(own, book(ROWS), aim)
