"""Evidence, links, days and quarters as people type them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dti_core.errors import DtiError
from dti_core.office import evidence
from dti_core.office.evidence import Evidence

PLAN = Evidence("1588/QĐ-UBND", dt.date(2023, 12, 12), "Kế hoạch")


@pytest.mark.parametrize(
    "text",
    ["1588/QĐ-UBND – 12/12/2023: Kế hoạch", "Số 1588/QĐ-UBND - ngày 12/12/2023: Kế hoạch",
     "số: 1588/QĐ-UBND–12.12.2023 :  Kế  hoạch ", "1588/QĐ-UBND — 12-12-2023: Kế hoạch\n"],
)  # fmt: skip
def test_a_document_is_read_however_its_dashes_are_typed(text: str) -> None:
    assert evidence.parse(text) == (PLAN,)


@pytest.mark.parametrize("between", ["\n", "; ", " ;\n\n"])
def test_several_documents_stand_on_lines_or_after_semicolons(between: str) -> None:
    found = evidence.parse(f"1588/QĐ-UBND – 12/12/2023: Kế hoạch{between}45/BC-STTTT – 05/01/2024: Báo cáo; có phụ lục")
    assert found == (PLAN, Evidence("45/BC-STTTT", dt.date(2024, 1, 5), "Báo cáo; có phụ lục"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [("đã hoàn thành", "shape"), ("1588/QĐ-UBND: Kế hoạch", "shape"), ("1588/QĐ-UBND – 12/12/2023:", "shape"),
     ("QĐ – 12/12/2023: Kế hoạch", "number"), ("1588/QĐ – 31/02/2024: Kế hoạch", "day"),
     ("1588/QĐ – 12/13/2024: Kế hoạch", "day")],
)  # fmt: skip
def test_what_is_wrong_with_the_way_it_is_written_is_named(text: str, problem: str) -> None:
    (one,) = evidence.parse(text)
    assert one.problem == problem


@pytest.mark.parametrize("text", [None, "", "  \n "])
def test_nothing_written_is_no_document(text: str | None) -> None:
    assert evidence.parse(text) == ()


def test_a_document_of_a_day_to_come_is_noticed() -> None:
    assert PLAN.late_for(dt.date(2023, 12, 11)) and not PLAN.late_for(dt.date(2023, 12, 12))
    assert not Evidence("", None, "a", "shape").late_for(dt.date(2023, 1, 1))


@given(st.text(st.characters(exclude_characters="0123456789;", exclude_categories=("C", "Z")), min_size=1))
def test_a_text_that_names_no_day_is_kept_as_it_is(text: str) -> None:
    assert evidence.parse(text) == (Evidence("", None, text, "shape"),)


@pytest.mark.parametrize(
    "link",
    ["https://laichau.gov.vn/van-ban/1588?id=1#trang-2", "http://10.0.0.5:8080/a", "HTTPS://VI.WIKIPEDIA.ORG",
     "https://laichau.gov.vn/văn-bản.pdf"],
)  # fmt: skip
def test_a_web_address_may_be_followed(link: str) -> None:
    assert evidence.safe_link(f" {link} ") == link


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,<b>", "file:///etc/passwd", "//laichau.gov.vn", "laichau.gov.vn",
     "https://", "https:///a", "https://a b.vn", "https://gov.vn\n.evil.vn", "https://gov.vn@evil.vn",
     "https://a.vn/\"onclick=", "https://a.vn/<script>", "https://a.vn/x](javascript:alert(1))", "ftp://a.vn/b", None],
)  # fmt: skip
def test_anything_else_is_no_link(link: str | None) -> None:
    assert evidence.safe_link(link) is None


@pytest.mark.parametrize(
    ("day", "quarter"),
    [((2026, 1, 1), "2026-Q1"), ((2026, 3, 31), "2026-Q1"), ((2026, 4, 1), "2026-Q2"), ((2026, 12, 31), "2026-Q4")],
)
def test_every_day_has_its_quarter(day: tuple[int, int, int], quarter: str) -> None:
    assert evidence.quarter_of(dt.date(*day)) == quarter


@given(st.integers(2000, 2090), st.integers(1, 4), st.integers(-30, 30))
def test_moving_on_and_back_is_where_one_was(year: int, number: int, by: int) -> None:
    quarter = f"{year}-Q{number}"
    assert evidence.shifted(evidence.shifted(quarter, by), -by) == quarter
    assert len(evidence.between(quarter, evidence.shifted(quarter, abs(by)))) == abs(by) + 1


@pytest.mark.parametrize("typed", ["31/02/2026", "2026", "mai", "1/13/2026"])
def test_no_day_is_refused_by_name(typed: str) -> None:
    with pytest.raises(DtiError, match=typed):
        evidence.parse_day(typed)
