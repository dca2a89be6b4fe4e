"""What goes out comes back: a quarter's file, sent in again, changes nothing."""

import datetime as dt

import pandas as pd
import pytest

from dti_core import excel
from dti_core import progress_tables as tables
from dti_core.i18n import Translator
from dti_core.intake import proposal, reader
from dti_core.intake.aims import ProgressAim
from dti_core.office import journal
from dti_core.office import progress as office
from dti_core.progress import Reports
from dti_core.store import Store
from dti_core.worth import worth

ON, AT = dt.date(2026, 11, 29), dt.datetime(2026, 11, 29, 8, 0)
KEY = {"framework_id": "province-2022", "entity_id": "VN-12", "quarter": "2026-Q4"}
ROWS = [
    {**KEY, "code": "3", "lead": "Sở KH&CN", "coordinating": "VNPT; Sở TC", "due_on": dt.date(2026, 12, 15),
     "planned_gain": 12.5, "self_points": 50.25, "appraised_points": 45.0, "status": "evidence_needed",
     "evidence": "1588/QĐ-UBND – 12/12/2023: Kế hoạch\n45/BC – 01/11/2026: Báo cáo",
     "link": "https://laichau.gov.vn/a?b=1", "note": "=1+1"},
    {**KEY, "code": "9", "lead": "Sở Y tế", "status": "not_started"}, {**KEY, "code": "1", "self_points": 0.0},
    {**KEY, "code": "7", "due_on": dt.date(2026, 10, 1), "status": "done", "planned_gain": 0.125},
]  # fmt: skip


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_quarter_that_goes_out_comes_back_unchanged(lang: str, kind: str) -> None:
    t, store = Translator(lang), Store.open(":memory:")
    rows = pd.DataFrame(ROWS)
    if kind == "csv":  # where "=1+1" goes out as "'=1+1", so that no spreadsheet works it out
        rows["note"] = rows["note"].replace("=1+1", "ghi chú; 1,5")
    office.add_items(store, rows, "Hoa", AT)
    made = Reports.of(store, store.table("province-2022"), "VN-12")
    now = made.quarter("2026-Q4", ON)
    if kind == "xlsx":
        sent = excel.workbook(
            t, tables.sheets(made, now, worth(now), t), office.sources(store, *list(KEY.values())[:2], "2026-Q4")
        )
    else:
        sent = excel.csv_bytes(tables.items_frame(now, now.items, t), t)
    before = office.items(store, "province-2022", "VN-12")
    found = proposal.propose(store, reader.read(sent, f"quy.{kind}"), ProgressAim("province-2022", "VN-12"))
    assert found.stops == ()
    assert found.counts["added"] == found.counts["changed"] == 0 < found.counts["same"]
    other = Store.open(":memory:")
    again = proposal.propose(other, reader.read(sent, f"quy.{kind}"), ProgressAim("province-2022", "VN-12"))
    proposal.commit(other, again, journal.Batch("progress", "Hoa", AT, f"quy.{kind}", sent))
    columns = [name for name in office.COLUMNS if name != "meeting_id"]
    after = office.items(other, "province-2022", "VN-12")
    pd.testing.assert_frame_equal(before[columns], after[columns], check_dtype=False)
    store.close()
    other.close()
