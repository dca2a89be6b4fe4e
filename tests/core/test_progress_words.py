"""Sentences, cards and tables of progress: true in every case, in both languages, missing as missing."""

import datetime as dt
import io

import openpyxl
import pandas as pd
import pytest

from dti_core import agency_words, excel
from dti_core import progress_tables as tables
from dti_core import progress_words as words
from dti_core.agencies import agencies
from dti_core.assumed import MODEL, comparable, fitted
from dti_core.i18n import Translator
from dti_core.scenario import Desk
from dti_core.worth import Chances, worth
from tests.core.test_progress import ON, reports
from tests.core.test_worth import lai_chau, quarter

VI, EN = Translator("vi"), Translator("en")
GONE, SOON = ON - dt.timedelta(12), ON + dt.timedelta(6)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"code": "1", "due_on": GONE, "lead": "Sở A"}, {"code": "2"}],
         "**1 trên 2 mục trễ hạn.** Gấp nhất: Một (trễ 12 ngày, Sở A). Chưa mục nào ghi mức tăng dự kiến."),
        ([{"code": "1", "due_on": GONE, "planned_gain": 3.0}],
         "**Tất cả 1 mục đều trễ hạn.** Gấp nhất: Một (trễ 12 ngày). Đã đạt 0,0 trên 3,0 điểm dự kiến."),
        ([{"code": "1", "due_on": SOON}, {"code": "2"}],
         "Không có mục nào trễ hạn; **1 trên 2 mục có nguy cơ.** Gần nhất: Một (còn 6 ngày)."),
        ([{"code": "1", "due_on": ON}, {"code": "2"}],
         "Không có mục nào trễ hạn; **1 trên 2 mục có nguy cơ.** Gần nhất: Một (hạn hôm nay)."),
        ([{"code": "1", "status": "done"}, {"code": "2"}],
         "Không có mục nào trễ hạn hay có nguy cơ trong 2 mục của Quý IV/2026."),
        ([{"code": "1", "status": "done", "due_on": GONE}], "Cả 1 mục của Quý IV/2026 đã hoàn thành."),
    ],
)  # fmt: skip
def test_the_first_sentence_says_what_is_late_or_at_risk(rows, said):
    assert words.finding(quarter(*rows), VI).startswith(said)
    assert "{" not in words.finding(quarter(*rows), EN)


def test_what_people_typed_is_made_harmless_where_it_is_shown():
    found = words.finding(
        quarter({"code": "1", "due_on": GONE, "lead": "<b>A"}), VI, lambda text: text.replace("<", "‹")
    )
    assert "‹b>A" in found and "<b>" not in found


def test_cards_count_and_add_up():
    """1.1: 3 planned and done, 1 of it taken off by the appraisal; 2: 1.5 planned."""
    found = quarter(
        {"code": "1.1", "status": "done", "planned_gain": 3.0, "self_points": 5.0, "appraised_points": 4.0},
        {"code": "2", "planned_gain": 1.5, "due_on": GONE}, {"code": "3", "due_on": SOON},
    )  # fmt: skip
    assert [(card[0], card[1]) for card in words.cards(found, VI)] == [
        ("Trễ hạn", "1"), ("Có nguy cơ", "1"), ("Hoàn thành", "1/3"), ("Điểm đã đạt / dự kiến", "2,0/4,5"),
    ]  # fmt: skip
    assert [card[3] for card in words.cards(quarter({"code": "1"}), EN)] == [None] * 4
    assert words.cards(found, VI)[3][2] == "còn phải đạt 2,5"


def model_of(store, found):
    history = store.history("dti-province")
    return Chances(Desk.of(found.table, "VN-12", fitted(history)[MODEL]), 45, comparable(history))


def test_three_states_are_said_with_rank_value_and_chance(store):
    """Issue 2: 40.55 points: 0.5438, 45th of 63."""
    found = lai_chau(store, {"code": "9", "planned_gain": 40.55, "status": "under_way"})
    meant = worth(found, model_of(store, found))
    said = words.finding_worth(meant, VI)
    assert "Công bố 0,5032 (hạng 53)" in said and "tính phần đã đạt: 0,5032 (hạng 53)" in said
    assert "cả kế hoạch: 0,5438 (hạng 45)" in said and "Xác suất đạt hạng 45:" in said
    first, second, third = words.state_cards(meant, VI)
    assert (first[1], second[1], third[1]) == ("53/63", "53/63", "45/63") and "0,5438 · đạt hạng 45" in str(third[2])
    assert "2022" in words.assumption(meant, VI) and any("2022→2023" in note for note in words.notes(meant, VI))
    frame = tables.worth_frame(meant, VI)
    assert frame.iloc[:, 1].tolist() == [0.0, 0.0, 40.55] and frame.iloc[:, 3].tolist() == ["53", "53", "45"]
    without = worth(found)
    assert "Xác suất" not in words.finding_worth(without, VI) and "đạt hạng" not in str(words.state_cards(without, VI))
    assert tables.worth_frame(without, VI).iloc[0, 4] == ""


def test_what_is_not_counted_is_said(store):
    found = lai_chau(
        store, {"code": "6", "planned_gain": 1.0}, {"code": "1", "planned_gain": 300.0, "status": "done"},
        {"code": "2", "status": "done"}, {"code": "HD", "planned_gain": 2.0}, {"code": "9", "planned_gain": 1.0},
    )  # fmt: skip
    said = "\n".join(words.notes(worth(found), VI))
    parts = ["phần đã đạt của 2:", "1 mục chưa ghi mức tăng", "Không tính 6", "hai lần: HD", "cộng lại 301,0 điểm"]
    assert [part for part in parts if part not in said] == []
    later = worth(lai_chau(store, {"code": "1", "planned_gain": 5.0}, round_id="province-2024"))
    assert "phần nghìn" in words.counting(later, VI) and "phần nghìn" not in words.counting(worth(found), VI)


def test_evidence_to_look_at_again_is_listed_with_what_is_wrong():
    found = quarter({"code": "1", "evidence": "đã làm\n1/BC – 31/02/2026: a\nBC – 01/02/2026: b\n2/BC – 30/11/2026: c\n"
                                              "3/BC – 29/11/2026: d"})  # fmt: skip
    assert [(line[2], line[3]) for line in words.evidence_lines(found, VI)] == [
        ("đã làm", 'chưa theo mẫu "số văn bản – ngày: mô tả"'), ("a", "ngày không có thật"),
        ("BC – 01/02/2026: b", "số văn bản không có chữ số nào"),
        ("2/BC – 30/11/2026: c", "ngày 30/11/2026 chưa đến"),
    ]  # fmt: skip


def test_the_table_has_numbers_as_numbers_and_the_difference_named_as_it_is():
    found = quarter({"code": "1", "self_points": 8.0, "appraised_points": 6.5, "due_on": GONE, "lead": "so a"},
                    {"code": "2", "lead": "Sở A"}, {"code": "3", "lead": "Sở  A"})  # fmt: skip
    frame = tables.items_frame(found, found.items, VI)
    assert frame["Chênh lệch (tự đánh giá − thẩm định)"].tolist()[0] == 1.5
    assert frame["Chênh lệch (tự đánh giá − thẩm định)"].isna().sum() == 2
    assert frame["Thời hạn"].tolist()[0] == GONE and set(frame["Cơ quan chủ trì"]) == {"Sở A"}
    assert frame["Tình hình"].tolist()[:2] == ["Trễ 12 ngày", "–"] and frame["Quý"].tolist()[0] == "Quý IV/2026"
    forms = tables.formats(VI)
    assert forms["Chênh lệch (tự đánh giá − thẩm định)"](1.5) == "+1,5" and forms["Điểm thẩm định"](6.55) == "6,55"
    assert list(tables.items_frame(found, found.items, EN).columns)[9] == "Difference (self minus appraised)"


def test_a_missing_quarter_is_blank_in_the_file_and_a_dash_on_screen():
    found = reports({"code": "1", "quarter": "2026-Q1", "self_points": 5.0, "appraised_points": 4.0, "status": "done"},
                    {"code": "1", "quarter": "2026-Q3", "self_points": 0.0})  # fmt: skip
    frame = tables.quarters_frame(found, "difference", VI)
    assert frame.iloc[0, 2:].tolist()[0] == 1.0 and frame.iloc[0, 3:].isna().all()
    assert tables.finding_quarters(found, "self_points", VI).endswith("1 trên 3 ô còn trống.")
    frame = tables.quarters_frame(found, "self_points", VI)
    form = tables.quarters_formats(frame, "self_points", VI)["Quý II/2026"]
    assert [form(value) for value in frame.iloc[0, 2:]] == ["5,0", "–", "0,0"]
    text = excel.csv_bytes(frame, VI, bom=False).decode().splitlines()[1]
    assert text == "1;Một;5;;0"
    said = tables.quarters_frame(found, "status", VI)
    assert (
        said.iloc[0, 2] == "Hoàn thành"
        and pd.isna(said.iloc[0, 3])
        and tables.quarters_formats(said, "status", VI) == {}
    )


def test_the_workbook_has_the_items_the_states_and_every_figure_by_quarter():
    made = reports({"code": "1", "planned_gain": 2.0, "self_points": 7.0, "lead": "=1+1"})
    now = made.quarter("2026-Q4", ON)
    book = openpyxl.load_workbook(io.BytesIO(excel.workbook(VI, tables.sheets(made, now, worth(now), VI))))
    assert book.sheetnames[0] == "Quý IV 2026" and "Điểm tự đánh giá" in book.sheetnames
    sheet = book["Quý IV 2026"]
    headers = [cell.value for cell in sheet[1]]
    cells = dict(zip(headers, sheet[2], strict=True))
    assert cells["Điểm tự đánh giá"].value == 7 and cells["Cơ quan chủ trì"].data_type == "s"
    assert sheet.freeze_panes == "B2"


def test_every_version_of_a_row_is_a_line_with_who_and_when():
    past = pd.DataFrame([
        {"made_at": pd.Timestamp(2026, 11, 29, 8, 5), "who": "Nam", "status": "done", "lead": "Sở A",
         "due_on": pd.Timestamp(2026, 12, 1), "planned_gain": 2.5, "self_points": None, "appraised_points": None,
         "evidence": None, "note": None, "why": "họp", "file_name": None, "undone_at": pd.NaT, "undone_by": None},
        {"made_at": pd.Timestamp(2026, 11, 1), "who": "Hoa", "status": None, "lead": None, "due_on": pd.NaT,
         "planned_gain": None, "self_points": None, "appraised_points": None, "evidence": None, "note": None,
         "why": "", "file_name": None, "undone_at": pd.Timestamp(2026, 11, 2), "undone_by": "Mai"},
    ])  # fmt: skip
    first, second = tables.history_lines(past, VI)
    assert first == ("29/11/2026 08:05 · Nam: Hoàn thành; Cơ quan chủ trì: Sở A; Thời hạn: 01/12/2026; "
                     "Điểm dự kiến tăng: 2,5; (họp)")  # fmt: skip
    assert second == "~~01/11/2026 00:00 · Hoa: Chưa ghi~~ (đã hoàn tác, Mai)"


def test_an_agency_is_told_in_words_and_has_a_sheet_of_its_own(store):
    """40.55 points: 53 to 45, eight ranks."""
    found = lai_chau(store, {"code": "9", "lead": "Sở A", "planned_gain": 40.55, "coordinating": "Sở B"},
                     {"code": "3", "lead": "Sở B"}, {"code": "7"})  # fmt: skip
    chances = model_of(store, found)
    made = agencies(found, chances)
    assert agency_words.finding(made, VI) == "2 cơ quan chủ trì; Sở A còn nhiều điểm phải đạt nhất (40,55)."
    first, second, unnamed = made
    said = agency_words.finding_sheet(first, 45, VI)
    assert said.startswith("Sở A chủ trì 1 mục: 0 trễ hạn, 0 có nguy cơ, 1 thiếu minh chứng; còn phải đạt 40,55 điểm.")
    assert "lên 8 bậc" in said and "Xác suất đạt hạng 45: " in said
    assert "Phối hợp trong 1 mục: Hoạt động xã hội số" in agency_words.finding_sheet(second, 45, VI)
    assert agency_words.name(unnamed, VI) == "Chưa giao cơ quan"
    assert agency_words.summary_frame(made, 45, VI)["Lên bậc"].tolist()[0] == 8.0
    frame = agency_words.sheet_frame(first, 45, VI)
    headers = agency_words.alone_headers(45, VI)
    assert frame[headers[0]].tolist() == [8.0] and frame[headers[1]].tolist() == [0.5438]
    assert agency_words.summary_frame(made, 45, VI)["Lên bậc"].isna().tolist() == [False, True, True]
    assert agency_words.sheet_frame(second, 45, VI)[headers[2]].isna().all()
    assert frame[headers[2]].tolist() == [first.stakes[0].chance[0]]
    form = agency_words.formats(45, VI)[headers[2]]
    assert [form(share) for share in (0.0834, 0.0004, 0.0, 0.9999, 1.0)] == [
        "8,3 %", "dưới 0,1 %", "0,0 %", "trên 99,9 %", "100,0 %",
    ]  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(excel.workbook(VI, agency_words.workbook_sheets(made, 45, VI))))
    assert book.sheetnames == ["Tổng hợp", "Sở A", "Sở B", "Chưa giao cơ quan"]
    assert "khi chưa thêm gì là" in agency_words.assumption(first, VI)
    assert "mô hình" not in agency_words.assumption(agencies(found)[0], VI)
    assert agency_words.finding(agencies(quarter({"code": "1"})), VI) == "Chưa mục nào ghi cơ quan chủ trì."


def test_two_agencies_never_share_a_sheet():
    found = agencies(
        quarter({"code": "1", "lead": "Tổng hợp"}, {"code": "2", "lead": "Chưa giao cơ quan"}, {"code": "3"})
    )
    assert len(agency_words.workbook_sheets(found, None, VI)) == 4
