"""Every problem that an import can name, made to happen; all at once, each at its cell, each with a remedy."""

import ast
from pathlib import Path

import pytest

from dti_core.i18n import LANGUAGES, Translator, texts
from dti_core.intake import checks, grid, proposal, sheets
from dti_core.intake.aims import CatalogueAim, ProgressAim, ScoresAim
from dti_core.intake.grid import Book
from dti_core.intake.proposal import commit, propose
from dti_core.office.journal import Batch
from dti_core.store import Store
from tests.books import AT, book, bring_service, sheet

INTAKE = Path(checks.__file__).parent
OWN = CatalogueAim("own", "own", "Của sở")
HEAD = ["Mã", "Chỉ số", "Điểm tối đa"]
NEW = ScoresAim("r", "province-2022", 2025, "thử")
P2022 = ScoresAim("province-2022")
COMMUNES = ScoresAim("x", "agency-laocai-2022-a", 2025, "thử", level="commune", parent_id="VN-12")
WORK = ProgressAim("commune-tayninh-2025", "VN-12", "2026-Q3")


def points(*rows, parent=False):
    return [[*HEAD, "Mã cha"] if parent else HEAD, *map(list, rows)]


def posts(*rows):
    return [["Mã", "Chỉ số", "Điểm tối đa", "Chiều", "Mức tốt nhất", "Mức kém nhất", "Kiểu quy tắc"], *map(list, rows)]


def scores(*rows, head=("Tỉnh", "Giá trị", "Xếp hạng")):
    return [list(head), *map(list, rows)]


def work(*rows):
    return [
        ["Mã", "Quý", "Phụ trách", "Tự đánh giá", "Thẩm định", "Liên kết", "Hạn xử lý", "Trạng thái"],
        *map(list, rows),
    ]


# code, severity, aim, rows, the cell it stands at. The rows are wrong in this one way.
CASES = [
    ("formula", "stop", NEW, scores(("Lai Châu", "=A1*2")), "B2"),
    ("not_finite", "stop", NEW, scores(("Lai Châu", float("nan")), ("Hà Nội", 0.5)), "B2"),
    ("not_finite", "stop", NEW, scores(("Lai Châu", float("inf"))), "B2"),
    ("not_finite", "stop", NEW, scores(("Lai Châu", "Infinity")), "B2"),
    ("not_a_number", "stop", NEW, scores(("Lai Châu", "chín")), "B2"),
    ("below_zero", "stop", NEW, scores(("Lai Châu", -0.1)), "B2"),
    ("above_max", "stop", NEW, scores(("Lai Châu", "50,32")), "B2"),
    ("above_percent", "stop", NEW, scores(("Lai Châu", "120%")), "B2"),
    ("above_points", "stop", ScoresAim("province-2022", entity_id="VN-12"),
     scores(("1", 101), head=("Mã", "Điểm tự chấm")), "B2"),
    ("repeated_row", "look", NEW, scores(("Lai Châu", 0.5), ("Tỉnh Lai Châu", 0.5)), "B3"),
    ("repeated_differently", "stop", NEW, scores(("Lai Châu", 0.5), ("LAI CHAU", 0.6)), "B3"),
    ("unknown_entity", "stop", NEW, scores(("Lai Chu", 0.5)), "A2"),
    ("no_figures", "look", NEW, scores(("Vùng Đông Bắc", None), ("Lai Châu", 0.5)), "A2"),
    ("no_entity", "stop", NEW, scores((None, 0.5)), "A2"),
    ("several_entities", "stop", COMMUNES, scores(("Tân Phong", 5), head=("Xã/phường", "Điểm")), "A2"),
    ("new_entity", "look", ScoresAim("r", "province-2022", 2025, "thử", new_entities=True), scores(("Tỉnh Mới", 0.5)),
     "A2"),
    ("other_year", "stop", NEW, scores(("Lai Châu", 0.5, 2024), head=("Tỉnh", "Giá trị", "Năm")), "C2"),
    ("unknown_index", "stop", NEW, scores(("Lai Châu", "Nhận thức xố", 0.5), head=("Tỉnh", "Chỉ số", "Giá trị")), "B2"),
    ("unknown_column", "look", NEW, scores(("Lai Châu", 0.5, 3), head=("Tỉnh", "Giá trị", "Số phường")), "C1"),
    ("missing_column", "stop", NEW, scores(("Lai Châu", 2024), head=("Tỉnh", "Năm")), "A1"),
    ("no_heading", "stop", NEW, [["một"], ["hai"]], "A1"),
    ("no_goalposts", "stop", NEW, scores(("Lai Châu", 5), head=("Tỉnh", "Số liệu đo")), "B2"),
    ("points_unknown", "stop", ScoresAim("r", "province-2025", 2025, "thử"),
     scores(("Lai Châu", 5), head=("Tỉnh", "Tổng điểm")), "B2"),
    ("published_points", "stop", ScoresAim("province-2022", entity_id="VN-12"),
     scores(("1", 90, 50), head=("Mã", "Điểm tối đa", "Điểm tự chấm")), "B2"),
    ("unknown_within", "stop", NEW, scores(("Lai Châu", 3, "miền"), head=("Tỉnh", "Hạng", "Phạm vi xếp hạng")), "C2"),
    ("rank_above_count", "stop", P2022, scores(("Lai Châu", None, 64)), "C2"),
    ("count_differs", "look", P2022, scores(("Lai Châu", None, "53/62")), "C2"),
    ("rank_order", "look", NEW, scores(("Lai Châu", 0.6, 2), ("Hà Nội", 0.5, 1)), "C3"),
    ("differs_from_published", "look", P2022, scores(("Lai Châu", 0.6)), "B2"),
    ("differs_from_published", "look", P2022, scores(("Lai Châu", None, 52)), "C2"),
    ("contradicted", "look", P2022, scores(("Lai Châu", 1), head=("Tỉnh", "NEN")), "B2"),
    ("parts_total", "look", NEW, [["Tỉnh", "DTI", "NEN", "HD"], ["Lai Châu", 0.5, 0.5, 0.6]], "B2"),
    ("no_code", "stop", OWN, points((None, "Một", 10), ("2", "Hai", 10)), "A2"),
    ("no_name", "stop", OWN, points(("1", None, 10), ("2", "Hai", 10)), "B2"),
    ("repeated_code", "stop", OWN, points(("1", "Một", 10, "T"), ("1", "Hai", 10, "T"), ("T", "Tổng", 20, None),
                                          parent=True), "A2"),
    ("bad_code", "stop", OWN, points(("1+2", "Một", 10), ("3", "Hai", 10)), "A2"),
    ("no_parent", "stop", OWN, points(("T", "Tổng", 10, None), ("1", "Một", 10, "X"), parent=True), "D3"),
    ("sum_of_children", "stop", OWN, points(("1", "Một", 10), ("1.1", "a", 4), ("1.2", "b", 5)), "C2"),
    ("sum_of_children", "stop", OWN, points(("1", "Một", 10), ("2", "Hai", 5), (None, "Tổng cộng", 16)), "C4"),
    ("part_of_children", "look", CatalogueAim("province-2022"), points(("1.1", "Một", 40)), "C2"),
    ("sum_of_children", "stop", CatalogueAim("province-2022"), points(("1.1", "Một", 140)), "C2"),
    ("which_parent", "stop", CatalogueAim("province-2022"), points(("X", "Một", 100)), "A2"),
    ("no_parent", "stop", CatalogueAim("province-2022"), points(("1.1", "Một", 100, "X"), parent=True), "D2"),
    ("no_points", "stop", CatalogueAim("province-2022"), points(("1.1", "Một", 100), ("1.2", "Hai", None)), "C3"),
    ("bad_code", "stop", CatalogueAim("province-2022"), points(("1.1+2", "Một", 100)), "A2"),
    ("published_points", "stop", CatalogueAim("province-2022"), points(("1", "Nhận thức số", 90), ("1.1", "a", 100)),
     "C2"),
    ("below_zero", "stop", OWN, points(("1", "Một", -10), ("2", "Hai", 10)), "C2"),
    ("no_points", "stop", OWN, points(("1", "Một", None), ("2", "Hai", 10)), "C2"),
    ("unscored_points", "stop", OWN, [[*HEAD, "Chấm điểm"], ["1", "Một", 10, "không"], ["2", "Hai", 10, "có"]], "C2"),
    ("weights_total", "stop", OWN, [["Mã", "Chỉ số", "Trọng số"], ["1", "Một", 60], ["2", "Hai", 30]], "C2"),
    ("unknown_direction", "stop", OWN, posts(("1", "Một", 10, "ngang")), "D2"),
    ("one_goalpost", "stop", OWN, posts(("1", "Một", 10, None, 5)), "F2"),
    ("goalposts_crossed", "stop", OWN, posts(("1", "Một", 10, "cao tốt", 5, 9)), "E2"),
    ("goalposts_missing", "stop", OWN, posts(("1", "Một", 10, "thấp tốt")), "D2"),
    ("unknown_rule", "stop", OWN, posts(("1", "Một", 10, None, None, None, "ngẫu nhiên")), "G2"),
    ("cycle", "stop", OWN, points(("T", "Tổng", 10, None), ("a", "Một", 10, "b"), ("b", "Hai", 10, "a"), parent=True),
     "C2"),
    ("one_root", "stop", OWN, points(("a", "Một", 10, "b"), ("b", "Hai", 10, "a"), parent=True), "C2"),
    ("framework_unit", "stop", CatalogueAim("own", "own", "S", published_as="value", decimals=6),
     points(("1", "Một", 0.5)), "C2"),
    ("bad_precision", "stop", CatalogueAim("own", "own", "S", decimals=9), points(("1", "Một", 10)), "C2"),
    ("bad_rounding", "stop", CatalogueAim("own", "own", "S", rounding="up"), points(("1", "Một", 10)), "C2"),
    ("no_quarter", "stop", ProgressAim("commune-tayninh-2025", "VN-12"), work(("1.1", None, "Sở")), "A2"),
    ("not_a_quarter", "stop", WORK, work(("1.1", "quý 5", "Sở")), "B2"),
    ("not_a_date", "stop", WORK, work(("1.1", None, "Sở", None, None, None, "31/02/2026")), "G2"),
    ("unknown_status", "stop", WORK, work(("1.1", None, "Sở", None, None, None, None, "gần xong")), "H2"),
    ("not_a_link", "stop", WORK, work(("1.1", None, "Sở", None, None, "javascript:alert(1)")), "F2"),
    ("percent_of_unknown", "stop", ProgressAim("province-2025", "VN-12", "2026-Q3"), work(("1", None, None, "80%")),
     "D2"),
    ("above_points", "stop", WORK, work(("1.1", None, None, "120%")), "D2"),
    ("above_points", "stop", WORK, work(("1.1", None, None, 11)), "D2"),
    ("below_zero", "stop", WORK, work(("1.1", None, None, -1)), "D2"),
    ("unknown_index", "stop", WORK, work(("9.9", None, "Sở")), "A2"),
    ("repeated_row", "stop", WORK, work(("1.1", None, "Sở"), ("1.1", None, "Ban")), "A3"),
]  # fmt: skip


@pytest.fixture(scope="module")
def own():
    opened = Store.open(":memory:")
    communes = ScoresAim("t", "commune-backan-2022", 2025, "thử", level="commune", parent_id="VN-12", new_entities=True)
    rows = scores(("Xã Tân Phong", 5), ("Phường Tân Phong", 5), head=("Xã/phường", "Điểm"))
    made = propose(opened, book(rows), communes)
    commit(opened, made, Batch("scores", "Hoa", AT, "t", repr(rows).encode()))
    yield opened
    opened.close()


@pytest.mark.parametrize(("code", "severity", "aim", "rows", "place"), CASES, ids=[f"{c[0]}-{c[4]}" for c in CASES])
def test_each_problem_is_found_at_its_cell(own, code, severity, aim, rows, place):
    found = {(p.code, p.place): p for p in propose(own, book(rows), aim).problems}
    assert (code, place) in found, found
    assert found[code, place].severity == severity
    for lang in LANGUAGES:
        said = found[code, place].text(Translator(lang))
        assert "{" not in said and said.rstrip().endswith(".") and len(said) > 20


def test_all_problems_are_told_at_once_in_the_order_of_the_file(own):
    rows = scores(("Lai Chu", 0.5), ("Hà Nội", "chín"), ("Sơn La", 1.5, "x"), (None, 0.3))
    found = propose(own, book(rows), NEW).problems
    assert [(p.code, p.place) for p in found] == [
        ("unknown_entity", "A2"),
        ("not_a_number", "B3"),
        ("above_max", "B4"),
        ("not_a_rank", "C4"),
        ("no_entity", "A5"),
    ]
    assert "Lai Châu" in found[0].text(Translator("vi"))


def test_a_limit_is_told_as_the_figure_is_written(own):
    """Hoạt động xã hội số (9) has 150 points: a figure in points is measured by them, not by a value of 1."""
    rows = [["Mã", "Điểm tự đánh giá"], ["9", 160]]
    (told,) = propose(own, book(rows), ScoresAim("province-2022", entity_id="VN-12")).problems
    assert told.text(Translator("vi")).startswith("Vượt điểm tối đa của chỉ số 9 là 150.")
    (told,) = propose(own, book(scores(("Lai Châu", "120%"))), NEW).problems
    assert told.text(Translator("vi")).startswith("Vượt 100 % mức tối đa của chỉ số DTI.")


def test_what_has_to_be_looked_at_is_told_together_with_what_has_to_be_mended(own):
    """0.6 against 0.5032 published for Lai Châu; Sơn La ahead of it with less; one figure that is none."""
    rows = scores(("Lai Châu", 0.6, 2), ("Sơn La", 0.5, 1), ("Hà Nội", "chín"))
    found = [(p.code, p.severity, p.place) for p in propose(own, book(rows), P2022).problems]
    assert ("not_a_number", "stop", "B4") in found and ("differs_from_published", "look", "B2") in found
    assert any(code == "rank_order" for code, _, _ in found)


def test_components_that_do_not_add_up_to_their_index_are_said_in_points():
    """1 of province-2022 has 100 points: 60 said, and 20 + 15 + 30 = 65 for its parts; 2 lacks a part, so nobody knows.
    With 25 instead of 30 they add up."""
    store = Store.open(":memory:")
    tree = points(("1.1", "a", 20), ("1.2", "b", 20), ("1.3", "c", 60), ("2.1", "d", 50), ("2.2", "e", 50))
    found = propose(store, book(tree), CatalogueAim("province-2022"))
    commit(store, found, Batch("catalogue", "Hoa", AT, "t", repr(tree).encode()))
    aim = ScoresAim("province-2022", entity_id="VN-12")
    for last, wanted in ((30, [("parts_total", "B2", 60, 65)]), (25, [])):
        rows = [["Mã", "Điểm tự đánh giá"], ["1", 60], ["1.1", 20], ["1.2", 15], ["1.3", last], ["2", 10], ["2.1", 30]]
        told = [(p.code, p.place, dict(p.details)) for p in propose(store, book(rows), aim).problems]
        assert [(code, place, said["total"], said["sum"]) for code, place, said in told] == wanted
    store.close()


def test_a_contradiction_names_the_figures_and_what_they_leave_room_for(own):
    """Lai Châu 2022: infrastructure has 32.4 of 100 points, the four others of the foundation together 249.86 of 400
    (known from the total), so the foundation's value is 0.5645 ± rounding, and cannot be 1."""
    found = next(p for p in propose(own, book([["Tỉnh", "NEN"], ["Lai Châu", 1]]), P2022).problems)
    told = dict(found.details)
    assert told["culprits"] == "NEN, 3"
    assert told["low"] < (249.86 + 32.4) / 500 < told["high"] < told["low"] + 0.001


def test_a_file_without_sheets_and_one_that_was_sent_before_are_said(own):
    assert [p.code for p in propose(own, Book("t.xlsx", "0", ()), NEW).problems] == ["no_sheet"]
    rows = scores(("Xã Tân Phong", 5), ("Phường Tân Phong", 5), head=("Xã/phường", "Điểm"))
    sent = Book("t.xlsx", Batch("scores", "", AT, "t", repr(rows).encode()).sha256, (sheet(rows),))
    found = propose(own, sent, ScoresAim("t"))
    assert [(p.code, p.severity) for p in found.problems] == [("sent_before", "look")]


def test_a_catalogue_that_leaves_figures_without_a_place_has_to_be_confirmed(own):
    store = Store.open(":memory:")
    bring_service(store)
    rows = [["Mã", "Chỉ số", "Điểm tối đa"], ["1", "Số ngày giải quyết trung bình", 10], ["2", "Tỷ lệ", 90]]
    found = propose(store, book(rows), CatalogueAim("service-2025"))
    told = {p.code: dict(p.details) for p in found.problems}
    assert told["scores_lost"]["count"] > 8 and found.stops == ()
    store.close()


def raised() -> set[str]:
    """Codes of problems that the code can name: what `add` and `Problem` are given, and a framework's own errors."""
    found = {"cycle", "one_root", "framework_unit", "bad_precision", "bad_rounding"}
    for path in INTAKE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "func", None)
            called = getattr(name, "attr", getattr(name, "id", "")) if isinstance(node, ast.Call) else ""
            place = {"add": (1, 2), "Problem": (3,), "NotUnderstood": (0,)}.get(called, ())
            for argument in (node.args[n] for n in place if len(node.args) > n):
                ends = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
                found |= {e.value for e in ends if isinstance(e, ast.Constant) and isinstance(e.value, str)}
    return found - {"stop", "look"}


def test_every_problem_has_its_text_and_no_text_is_without_its_problem():
    told = {key.removeprefix("intake.problem.") for key in texts("vi") if key.startswith("intake.problem.")}
    named = raised() | {"repeated_differently", "sum_of_children", "part_of_children"}
    assert (told - named, named - told) == (set(), set())


def test_every_problem_of_the_semantic_layer_is_made_to_happen_here():
    elsewhere = {"sent_before", "no_sheet", "scores_lost", "outside_goalposts"}  # above, and in test_scores_in
    readers = {"cells.py", "columns.py"}  # by their own tests
    theirs = set()
    for path in (INTAKE / name for name in readers):
        text = path.read_text(encoding="utf-8")
        theirs |= {code for code in raised() if f'"{code}"' in text}
    assert raised() - theirs - elsewhere <= {case[0] for case in CASES}


def test_the_shared_types_are_the_ones_used():
    assert sheets.Problem is grid.Problem and proposal.Problem is grid.Problem
