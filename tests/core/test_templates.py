"""Templates: what is filled in comes back as the same numbers, what is there already changes nothing."""

import io

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dti_core.i18n import LANGUAGES, Translator
from dti_core.intake import reader
from dti_core.intake.aims import CatalogueAim, ProgressAim, ScoresAim
from dti_core.intake.facts import aim_of
from dti_core.intake.proposal import commit, propose
from dti_core.intake.templates import template
from dti_core.office.journal import Batch
from dti_core.store import Store
from tests.books import AT, EGOV_CATALOGUE, EGOV_SCORES, bring_service

VI = Translator("vi")
AIMS = [
    CatalogueAim("commune-tayninh-2025"), CatalogueAim("moi", "moi", "Bộ mới"), ScoresAim("province-2022"),
    ScoresAim("r", "province-2022", 2025, "63 tỉnh", entity_count=63, new_entities=True),
    ScoresAim("province-2022", entity_id="VN-12"), ScoresAim("s", "service-2025", 2026, "thử"),
    ProgressAim("commune-tayninh-2025", "VN-12", "2026-Q3"), EGOV_CATALOGUE,
]  # fmt: skip


@pytest.fixture(scope="module")
def own():
    opened = Store.open(":memory:")
    bring_service(opened)
    yield opened
    opened.close()


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def filled(content, entries, sheet=2):
    """The template with entries written into its sheet of rows: (row, heading) -> entry."""
    book = opened(content)
    page = book.worksheets[sheet]
    columns = {cell.value: cell.column for cell in page[1]}
    for (row, heading), entry in entries.items():
        page.cell(row, columns[heading]).value = entry
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def proposed(store, content, aim):
    return propose(store, reader.read(content, "mau.xlsx"), aim)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("aim", AIMS, ids=lambda aim: f"{aim.kind}-{getattr(aim, 'round_id', aim.framework_id)}")
def test_a_template_says_what_it_is_for_and_is_read_back_in_either_language(own, aim, lang):
    content = template(own, aim, Translator(lang))
    assert aim_of(reader.read(content, "mau.xlsx")) == aim


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("aim", AIMS, ids=lambda aim: f"{aim.kind}-{getattr(aim, 'round_id', aim.framework_id)}")
def test_an_unfilled_template_changes_nothing(own, aim, lang):
    """Its example is ignored, and what is filled in is what is known."""
    proposal = proposed(own, template(own, aim, Translator(lang)), aim)
    assert {p.code for p in proposal.problems} <= {"no_rows"}, proposal.problems
    assert proposal.counts["added"] == proposal.counts["changed"] == proposal.counts["beside"] == 0


@pytest.mark.parametrize("aim", AIMS, ids=lambda aim: f"{aim.kind}-{getattr(aim, 'round_id', aim.framework_id)}")
def test_headers_are_locked_figures_are_not_and_there_is_no_password(own, aim):
    page = opened(template(own, aim, VI)).worksheets[2]
    assert page.protection.sheet and not page.protection.password
    assert all(cell.protection.locked for cell in page[1])
    last = [cell for cell in page[3 if page.max_row > 3 else page.max_row]]
    assert any(not cell.protection.locked for cell in last)
    assert page.freeze_panes and opened(template(own, aim, VI)).worksheets[3].sheet_state == "hidden"


def test_lists_hold_the_words_that_the_import_understands(own):
    book = opened(template(own, ProgressAim("commune-tayninh-2025", "VN-12", "2026-Q3"), VI))
    rules = {rule.type: rule for rule in book.worksheets[2].data_validations.dataValidation}
    assert rules["list"].formula1 == "'Danh mục'!$A$1:$A$4"
    assert [cell.value for cell in book["Danh mục"]["A"]] == [
        "Chưa thực hiện", "Đang thực hiện", "Cần bổ sung minh chứng", "Hoàn thành"]  # fmt: skip
    assert "date" in rules


units = st.integers(0, 10_000)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.none(), units), min_size=5, max_size=5), st.lists(units, min_size=5, max_size=5))
def test_scores_that_are_filled_in_come_back_as_the_same_numbers(own, totals, firsts):
    aim = ScoresAim("r", "province-2022", 2025, "63 tỉnh")
    entries = {}
    for row, (total, first) in enumerate(zip(totals, firsts, strict=True), start=3):
        if total is not None:
            entries[row, "DTI. Chỉ số chuyển đổi số cấp tỉnh"] = f"{total / 10_000:.4f}".replace(".", ",")
        entries[row, "1. Nhận thức số"] = first / 10_000
    content = filled(template(own, aim, VI), entries)
    proposal = proposed(own, content, aim)
    assert [p for p in proposal.stops if p.code != "contradicted"] == []
    told = proposal.rows["scores"].set_index(["entity_id", "indicator_code"])["value"]
    names = [cell.value for cell in opened(content).worksheets[2]["A"][2:7]]
    wanted = {(name, "1"): first / 10_000 for name, first in zip(names, firsts, strict=True)}
    wanted |= {(n, "DTI"): t / 10_000 for n, t in zip(names, totals, strict=True) if t is not None}
    assert told.to_dict() == wanted


def test_a_filled_form_of_one_entity_comes_back(own):
    aim = ScoresAim("province-2022", entity_id="VN-12")
    entries = {(5, "Điểm tự đánh giá"): "45,5", (5, "Điểm thẩm định"): 40}  # after DTI and NEN
    proposal = proposed(own, filled(template(own, aim, VI), entries), aim)
    assert proposal.problems == ()
    said = proposal.rows["scores"]
    assert dict(zip(said["status"], said["value"], strict=True)) == {"self": 0.455, "appraised": 0.4}


def test_a_filled_report_of_a_quarter_comes_back(own):
    aim = ProgressAim("commune-tayninh-2025", "VN-12", "2026-Q3")
    entries = {(4, "Trạng thái"): "Hoàn thành", (4, "Điểm tự đánh giá"): 7.5, (5, "Cơ quan chủ trì"): "Sở Nội vụ"}
    proposal = proposed(own, filled(template(own, aim, VI), entries), aim)
    assert proposal.problems == ()
    rows = proposal.rows["progress"]
    assert rows[["code", "quarter", "status", "lead"]].fillna("").values.tolist() == [
        ["1.1", "2026-Q3", "done", ""], ["1.2", "2026-Q3", "", "Sở Nội vụ"]]  # fmt: skip


def test_components_are_written_under_the_tree_that_is_filled_in(own):
    """As the instructions say: 1.1 belongs to 1 by itself, and the parents of what is there stay."""
    aim, store = CatalogueAim("province-2022"), Store.open(":memory:")
    page = opened(template(store, aim, VI)).worksheets[2]
    free = 1 + max(cell.row for cell in page["A"] if cell.value)
    rows = [{"Mã chỉ số": "1.1", "Tên chỉ số": "a", "Điểm tối đa": 40},
            {"Mã chỉ số": "1.2", "Tên chỉ số": "b", "Điểm tối đa": 60}]  # fmt: skip
    entries = {(free + n, name): entry for n, row in enumerate(rows) for name, entry in row.items()}
    content = filled(template(store, aim, VI), entries)
    proposal = proposed(store, content, aim)
    assert proposal.problems == () and proposal.rows["indicators"]["parent_code"].tolist() == ["1", "1"]
    commit(store, proposal, Batch("catalogue", "Hoa", AT, "mau.xlsx", content))
    codes = [cell.value for cell in opened(template(store, aim, VI)).worksheets[2]["A"][2:]]
    assert codes[codes.index("1") + 1 :][:3] == ["1.1", "1.2", "2"]  # each part under its index
    store.close()


def test_a_quarter_that_was_reported_is_filled_in_and_changes_nothing(own):
    aim, store = ProgressAim("commune-tayninh-2025", "VN-12", "2026-Q3"), Store.open(":memory:")
    entries = {(4, "Trạng thái"): "Hoàn thành", (4, "Thời hạn"): "31/12/2026", (4, "Cơ quan chủ trì"): "Sở Nội vụ"}
    content = filled(template(store, aim, VI), entries)
    commit(store, proposed(store, content, aim), Batch("progress", "Hoa", AT, "mau.xlsx", content))
    for lang in LANGUAGES:
        again = proposed(store, template(store, aim, Translator(lang)), aim)
        assert again.problems == () and set(again.changes["action"]) == {"same"}
    later = ProgressAim("commune-tayninh-2025", "VN-12", "2026-Q4")
    assert "Sở Nội vụ" not in [cell.value for row in opened(template(store, later, VI)).worksheets[2] for cell in row]
    store.close()


def test_a_catalogue_that_is_exported_as_a_template_comes_back_as_it_was(own):
    """Of the office's own framework with goalposts: nothing is changed; into another store: the same framework."""
    content = template(own, CatalogueAim("service-2025"), VI)
    proposal = proposed(own, content, CatalogueAim("service-2025"))
    assert proposal.problems == () and set(proposal.changes["action"]) == {"same"}
    other = Store.open(":memory:")
    aim = CatalogueAim("service-2025", "service", "Chỉ số phục vụ", "Service index")
    commit(other, proposed(other, content, aim), Batch("catalogue", "Hoa", AT, "mau.xlsx", content))
    one, two = own.framework("service-2025"), other.framework("service-2025")
    assert one.codes == two.codes and one.max_points.equals(two.max_points)
    columns = ["code", "direction", "best", "worst", "measure_unit", "rule_type"]
    assert own.catalogue("service-2025")[columns].equals(other.catalogue("service-2025")[columns])
    other.close()


def test_a_text_that_begins_like_a_formula_stays_a_text():
    store = Store.open(":memory:")
    aim = CatalogueAim("x", "x", "=HYPERLINK(1)")
    cells = [cell for page in opened(template(store, aim, VI)) for row in page.rows for cell in row]
    assert any(cell.value == "=HYPERLINK(1)" for cell in cells) and all(cell.data_type != "f" for cell in cells)
    store.close()


def test_any_other_workbook_says_nothing_of_what_it_is_for(own):
    assert aim_of(reader.read("Tỉnh;Giá trị\nLai Châu;0,5".encode(), "a.csv")) is None
    assert EGOV_SCORES.kind == "scores"
