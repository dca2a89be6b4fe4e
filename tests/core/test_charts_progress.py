"""Progress drawn: every point once, what is late marked, the title true."""

import math

import pandas as pd
import pytest

from conftest import toy
from dti_core import progress_words as words
from dti_core.charts import progress as charts
from dti_core.i18n import Translator
from dti_core.office import progress as office
from dti_core.progress import Reports
from dti_core.worth import by_index, planned
from tests.core.test_progress import ON, TREE
from tests.core.test_progress_words import GONE, SOON
from tests.core.test_worth import lai_chau, quarter

VI = Translator("vi")
ROWS = [
    {"code": "1.1", "status": "done", "planned_gain": 3.0, "self_points": 5.0, "appraised_points": 4.0},
    {"code": "1.2", "planned_gain": 2.0, "due_on": GONE}, {"code": "2", "planned_gain": 1.5, "due_on": SOON},
    {"code": "3", "planned_gain": 0.5},
]  # fmt: skip


def test_every_planned_point_stands_in_one_bar_by_what_became_of_it():
    found = by_index(quarter(*ROWS))
    assert found == {
        "1": {"gained": 2.0, "open": 1.0, "at_risk": 0.0, "late": 2.0},
        "2": {"gained": 0.0, "open": 0.0, "at_risk": 1.5, "late": 0.0},
        "3": {"gained": 0.0, "open": 0.5, "at_risk": 0.0, "late": 0.0},
    }
    total = math.fsum(amount for parts in found.values() for amount in parts.values())
    assert total == planned(quarter(*ROWS)).points


def test_the_title_says_how_much_is_left_and_where():
    assert words.finding_planned(quarter(*ROWS), VI) == "Còn 5,0 điểm phải đạt, nhiều nhất ở Một (3,0)"
    done = quarter({"code": "1.1", "status": "done", "planned_gain": 3.0})
    assert words.finding_planned(done, VI) == "Đã đạt hết mức tăng dự kiến (3,0 điểm)"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_bars_are_stacked_by_state_with_both_figures_at_their_end(lang):
    fig = charts.planned_bars(quarter(*ROWS), Translator(lang))
    assert [sum(bar.x) for bar in fig.data] == [2.0, 1.5, 1.5, 2.0]
    ends = [note.text for note in fig.layout.annotations]
    assert (("2,0/5,0" if lang == "vi" else "2.0/5.0") in ends) and len(ends) == 4


def test_an_index_with_its_parts_is_not_drawn_twice(store):
    found = lai_chau(store, {"code": "NEN", "planned_gain": 9.0}, {"code": "3", "planned_gain": 5.0})
    assert by_index(found) == {"3": {"gained": 0.0, "open": 5.0, "at_risk": 0.0, "late": 0.0}}


def test_self_and_appraised_points_stand_on_one_line_largest_difference_first():
    found = quarter(*ROWS, {"code": "DTI", "self_points": 10.0, "appraised_points": 10.0})
    assert [item.code for item in found.assessed()] == ["1.1", "DTI"]
    assert words.finding_assessed(found, VI) == (
        "Thẩm định thấp hơn tự đánh giá 1,0 điểm ở 1 trên 2 chỉ số, nhiều nhất ở Một một"
    )
    fig = charts.assessed_dots(found, VI)
    own, appraised = fig.data[-2:]
    assert own.x[0] == pytest.approx(5 / 6) and appraised.x[0] == pytest.approx(4 / 6)  # 6 points at most
    none = quarter({"code": "1", "self_points": 7.0, "appraised_points": 7.5})
    assert words.finding_assessed(none, VI).startswith("Thẩm định không thấp hơn")
    assert quarter(ROWS[1]).assessed() == ()


def test_a_name_that_is_markup_is_drawn_as_text():
    tree = pd.concat([TREE, pd.DataFrame([("x", "1", "<a href='http://x.vn'>x</a>", 5.0)], columns=TREE.columns)])
    rows = office.typed([{"quarter": "2026-Q4", "code": "x", "self_points": 4.0, "appraised_points": 3.0}])
    fig = charts.assessed_dots(Reports(toy(), "B", rows, tree).quarter("2026-Q4", ON), VI)
    assert "&lt;a" in fig.data[-1].y[0] and "<a" not in fig.to_json()
