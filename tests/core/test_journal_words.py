"""What the Journal says: of batches, of one batch's rows, of sources that disagree."""

import datetime as dt

import pandas as pd
import pytest

from dti_core import journal_words as words
from dti_core.i18n import LANGUAGES, Translator
from dti_core.office import backup, figures, journal
from dti_core.progress import Reports
from dti_core.store import Store

AT, LATER = dt.datetime(2026, 11, 29, 8, 5), dt.datetime(2026, 11, 30, 14, 0)
VI = Translator("vi")
SCORE = ["round_id", "entity_id", "indicator_code", "status", "value", "basis", "quote"]


@pytest.fixture
def own():
    store = Store.open(":memory:")
    rows = [
        ("province-2022", "VN-12", "DTI", "published", 0.6, "published", "B2"),
        ("province-2022", "VN-12", "1", "self", 0.7, "published", "B3"),
        ("province-1999", "VN-12", "1", "published", 0.7, "published", "B4"),
    ]
    batch = journal.Batch("scores", "Hoa", AT, "điểm.xlsx", b"sent", "thử")
    journal.add(store, batch, {"scores": pd.DataFrame(rows, columns=SCORE)})
    yield store
    store.close()


def test_an_empty_journal_says_what_the_pages_use():
    store = Store.open(":memory:")
    assert words.finding(store, VI) == "Chưa có lô nào được nhập: mọi trang đang dùng số liệu công bố."
    assert words.titles(store, VI) == {}
    store.close()


def test_the_first_sentence_counts_batches_and_names_the_newest(own):
    journal.undo(own, "0001", "Nam", LATER, "nhầm tệp")
    assert words.finding(own, VI) == ("1 lô đã ghi, 1 lô đã hoàn tác. Mới nhất: 0001 · điểm.xlsx · Hoa, 29/11/2026.")
    assert Translator("en")("journal.finding", count=1, undone=1) in words.finding(own, Translator("en"))


def test_a_batch_has_who_when_file_checksum_and_who_took_it_back(own):
    before = words.batches_frame(own, VI).iloc[0]
    assert list(before[["Lô", "Thời điểm", "Người ghi", "Loại", "Trạng thái", "Tệp", "Số dòng", "Ghi chú"]]) == [
        "0001", "29/11/2026 08:05", "Hoa", "Điểm và hạng", "Đang dùng", "điểm.xlsx", 3, "thử",
    ]  # fmt: skip
    # printf sent | sha256sum
    assert before["SHA-256"] == "7afbb3347fb7252e533d58d99d72d9106fc6fdb3f30df23fa70b764c15ac42c5"
    journal.undo(own, "0001", "Nam", LATER, "nhầm tệp")
    after = words.batches_frame(own, VI).iloc[0]
    assert list(after[["Trạng thái", "Lúc hoàn tác", "Người hoàn tác", "Lý do hoàn tác"]]) == [
        "Đã hoàn tác", "30/11/2026 14:00", "Nam", "nhầm tệp",
    ]  # fmt: skip
    batch = journal.batches(own).iloc[0]
    assert words.state(batch, VI) == "Đã hoàn tác: Nam, 30/11/2026 14:00. Lý do: nhầm tệp"
    assert words.about(batch, VI)[0] == "Điểm và hạng: Hoa ghi lúc 29/11/2026 08:05"
    assert not words.can_undo(batch)


def test_a_batch_shows_its_rows_with_names_for_codes(own):
    ((caption, frame),) = words.brought(own, "0001", VI)
    assert caption == "Điểm: 3 dòng"
    rows = frame.set_index("Trích nguyên văn")
    assert rows.loc["B2", "Đơn vị"] == "Lai Châu" and "2022" in rows.loc["B2", "Kỳ"]
    assert rows.loc["B3", "Chỉ số"] == "1 · Nhận thức số"
    assert rows.loc["B3", "Tình trạng"] == "tự đánh giá"
    assert rows.loc["B4", "Kỳ"] == "province-1999"  # not there: its code stays


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_row_can_be_shown(lang):
    """One row in each table; no header and no word is left as a code of ours."""
    store, t = Store.open(":memory:"), Translator(lang)
    rows = {
        "frameworks": {"framework_id": "f", "index_id": "i", "name_vi": "Bộ", "name_en": "Set", "total_points": 100.0,
                       "published_as": "points", "decimals": 2, "rounding": "half_up"},
        "indicators": {"framework_id": "f", "code": "T", "kind": "total", "name_vi": "Tổng", "max_points": 100.0,
                       "scored": "yes", "position": 1, "rule_type": "ratio"},
        "entities": {"entity_id": "x", "name_vi": "Xã", "name_en": "Commune", "level": "commune"},
        "rounds": {"round_id": "r", "framework_id": "f", "year": 2025, "scope_vi": "xã", "scope_en": "communes",
                   "published_on": dt.date(2026, 1, 2)},
        "scores": dict(zip(SCORE, ("r", "x", "T", "appraised", 50.0, "published", "C3"), strict=True)),
        "ranks": {"round_id": "r", "entity_id": "x", "indicator_code": "T", "rank": 1, "of": 2, "within": "",
                  "quote": "D3"},
        "progress": {"framework_id": "f", "entity_id": "x", "quarter": "2026-Q1", "code": "T", "status": "done",
                     "due_on": dt.date(2026, 3, 31)},
        "scenarios": {"scenario_id": "s", "name": "Cao", "round_id": "r", "entity_id": "x", "gains": "T:2",
                      "peers": "dung-yen", "created_at": AT, "target": 3},
    }  # fmt: skip
    journal.add(store, journal.Batch("analysis", "Hoa", AT), {n: pd.DataFrame([row]) for n, row in rows.items()})
    shown = words.brought(store, "0001", t)
    assert len(shown) == len(rows)
    known = {t(f"journal.column.{name}") for names in words.COLUMNS.values() for name in names}
    for _, frame in shown:
        assert set(frame.columns) <= known
        assert not {"half_up", "evidence_needed", "step_by_rank"} & set(frame.astype(str).to_numpy().ravel())
    progress = shown[-2][1].iloc[0]
    assert progress[t("journal.column.due_on")] == t.date(dt.date(2026, 3, 31))
    store.close()


def with_a_component() -> Store:
    """A store whose office has named a component of digital infrastructure."""
    store = Store.open(":memory:")
    tree = {"framework_id": "province-2022", "code": "3.1", "parent_code": "3", "kind": "component",
            "name_vi": "Phủ sóng 5G", "max_points": 60.0, "scored": "yes", "position": 0}  # fmt: skip
    journal.add(store, journal.Batch("catalogue", "Hoa", AT), {"indicators": pd.DataFrame([tree])})
    return store


def test_work_on_a_component_is_shown_with_its_name_and_quarter():
    store = with_a_component()
    item = {"framework_id": "province-2022", "entity_id": "VN-12", "quarter": "2026-Q3", "code": "3.1",
            "planned_gain": 8.0}  # fmt: skip
    journal.add(store, journal.Batch("progress", "Hoa", AT), {"progress": pd.DataFrame([item])})
    for lang, told in (("vi", "Quý III/2026"), ("en", "Q3 2026")):
        ((_, frame),) = words.brought(store, "0002", Translator(lang))
        assert frame.iloc[0].tolist() == [told, "Lai Châu" if lang == "vi" else "Lai Chau", "3.1 · Phủ sóng 5G", 8.0]
    assert words.formats(VI)["Điểm dự kiến tăng"] == 2
    store.close()


def test_what_the_office_says_of_a_component_has_a_history_and_may_be_chosen():
    """15 and 12 of 60 points, self-assessed and appraised; choosing one leaves the round as it was."""
    store = with_a_component()
    said = [("province-2022", "VN-12", "3.1", status, value, "derived", "D5")
            for status, value in (("self", 0.25), ("appraised", 0.2))]  # fmt: skip
    journal.add(store, journal.Batch("scores", "Hoa", AT), {"scores": pd.DataFrame(said, columns=list(SCORE))})
    table = store.table("province-2022")
    codes = words.figure_codes(store, table, VI)
    assert codes["3"] == "Hạ tầng số" and codes["3.1"] == "3.1 · Phủ sóng 5G"
    frame = words.history_frame(store, table, "VN-12", "3.1", VI)
    assert dict(zip(frame["Tình trạng"], frame["Điểm"], strict=True)) == {"tự đánh giá": 15.0, "thẩm định": 12.0}
    figures.choose(store, figures.Said("province-2022", "VN-12", "3.1", "batch-0002", "self"), "Hoa", AT, "thử")
    assert words.counting(store, "province-2022", "VN-12", "3.1")
    assert store.table("province-2022").value("VN-12") == 0.5032
    assert Reports.of(store, store.table("province-2022"), "VN-12").start("3.1") == (15.0, "own")
    store.close()


def test_a_figure_keeps_its_history_with_what_is_published_last(own):
    journal.undo(own, "0001", "Nam", LATER, "nhầm")
    frame = words.history_frame(own, own.table("province-2022"), "VN-12", "DTI", VI)
    assert frame["Giá trị"].tolist() == [0.6, 0.5032] and frame["Điểm"].tolist() == [600.0, 503.2]
    assert frame["Trạng thái"].tolist() == ["Đã hoàn tác (Nam)", "Công bố"]
    assert frame["Người ghi"][0] == "Hoa"


def test_sources_that_disagree_are_listed_with_the_one_that_counts(own):
    frame = words.disagreements_frame(own, VI)
    assert frame[["Đơn vị", "Số nguồn", "Thấp nhất", "Cao nhất", "Giá trị", "Ai chọn"]].values.tolist() == [
        ["Lai Châu", 2, 0.5032, 0.6, 0.5032, "theo thứ tự chung"]
    ]
    offered = words.offered(own, "province-2022", "VN-12", "DTI", VI)
    assert next(iter(offered.values())).startswith("0,5032 · công bố · ")
    figures.choose(own, figures.Said("province-2022", "VN-12", "DTI", "batch-0001"), "Hoa", LATER, "bản mới")
    assert next(iter(words.offered(own, "province-2022", "VN-12", "DTI", VI).values())).startswith("0,6000")
    assert words.disagreements_frame(own, VI)["Ai chọn"][0] == "người dùng chọn"


def test_an_own_assessment_of_a_published_round_counts_for_nothing_by_itself(own):
    assert not words.counting(own, "province-2022", "VN-12", "1")
    assert words.counting(own, "province-2022", "VN-12", "DTI")


def test_rows_that_show_nowhere_are_named_with_the_reason(own):
    frame = words.strays_frame(own, VI)
    assert frame[["Lô", "Loại", "Kỳ", "Lý do"]].values.tolist() == [
        ["0001", "điểm", "province-1999", "không có kỳ này"]
    ]


def test_a_backup_says_what_it_holds(own):
    manifest = backup.read(backup.make(own, "Hoa", AT))
    assert words.manifest_words(manifest, VI) == (
        "Bản sao lưu lúc 29/11/2026 08:05, do Hoa: 1 lô, 0 kịch bản, 0 cuộc họp. Tệp nguyên vẹn."
    )
