"""What is let out comes in again as the same: figures and ranks as Excel and CSV in both languages, and catalogues."""

import io
import itertools
import math

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dti_core import excel
from dti_core.i18n import LANGUAGES, Translator
from dti_core.intake import delimited, reader
from dti_core.intake import xlsx as xlsx_in
from dti_core.intake.aims import CatalogueAim, ProgressAim, ScoresAim
from dti_core.intake.cells import STATUSES
from dti_core.intake.proposal import commit, propose
from dti_core.intake.templates import template
from dti_core.office.journal import Batch
from dti_core.store import Store
from tests.books import AT, EGOV, EGOV_CATALOGUE, EGOV_SCORES, bring, bring_service, egov_rows, xlsx

quiet = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NEW = ScoresAim("r", "province-2022", 2023, "63 tỉnh", entity_count=63)


@pytest.fixture(scope="module")
def own():
    opened = Store.open(":memory:")
    bring_service(opened)
    yield opened
    opened.close()


def files(frame, name):
    """A frame as this app lets it out: in both languages, as a workbook and as CSV."""
    for lang in LANGUAGES:
        t = Translator(lang)
        renamed = frame.rename(columns=lambda field, t=t: t(f"field.{field}") if t.has(f"field.{field}") else field)
        yield excel.workbook(t, {"Bảng": renamed}), f"{name}.xlsx"
        yield excel.csv_bytes(renamed, t), f"{name}.csv"


@quiet
@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.one_of(st.none(), st.integers(0, 10_000))), min_size=2, max_size=8)
)
def test_figures_and_ranks_come_back_from_every_kind_of_file(own, units):
    people = own.table("province-2022").people.index[: len(units)]
    totals = [total / 10_000 for total, _ in units]
    ranks = [1 + sum(other > total for other in totals) for total in totals]
    firsts = [math.nan if first is None else first / 10_000 for _, first in units]
    frame = pd.DataFrame({"entity_code": people, "value": totals, "rank": ranks, "1. Nhận thức số": firsts})
    wanted = {(p, "DTI"): value for p, value in zip(people, totals, strict=True)}
    wanted |= {(p, "1"): value for p, value in zip(people, firsts, strict=True) if value == value}
    for content, name in files(frame, "bang"):
        found = propose(own, reader.read(content, name), NEW)
        assert found.stops == (), name
        scores = found.rows["scores"].set_index(["entity_id", "indicator_code"])["value"]
        assert scores.to_dict() == wanted, name
        assert found.rows["ranks"].set_index("entity_id")["rank"].to_dict() == dict(zip(people, ranks, strict=True))


@quiet
@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(0, 1000)), st.sampled_from((None, *STATUSES)),
            st.one_of(st.none(), st.dates(pd.Timestamp(2020, 1, 1).date(), pd.Timestamp(2030, 1, 1).date())),
        ), min_size=1, max_size=6,
    )
)  # fmt: skip
def test_progress_comes_back_from_every_kind_of_file(own, rows):
    codes = [f"1.{n}" for n in range(1, 8)][: len(rows)]
    frame = pd.DataFrame(
        {"code": codes, "self_points": [None if p is None else p / 100 for p, _, _ in rows],
         "status": [s and Translator("vi")(f"intake.choice.status.{s}") for _, s, _ in rows],
         "due": [d for _, _, d in rows], "note": "x"}).astype({"due": object})  # fmt: skip
    for content, name in files(frame, "tien-do"):
        found = propose(own, reader.read(content, name), ProgressAim("commune-tayninh-2025", "VN-12", "2026-Q3"))
        assert found.problems == (), name
        told = found.rows["progress"]
        assert told["code"].tolist() == codes and (told["quarter"] == "2026-Q3").all()
        for (points, status, due), row in zip(rows, told.to_dict("records"), strict=True):
            said = (row["self_points"], row["status"], row["due_on"])
            missing = tuple(None if value is None or value != value else value for value in said)
            assert missing == (None if points is None else points / 100, status, due), name


@quiet
@given(
    st.lists(st.lists(st.integers(1, 5000), min_size=1, max_size=4), min_size=2, max_size=5), st.sampled_from(LANGUAGES)
)
def test_a_catalogue_comes_back_from_its_template_as_the_same_framework(groups, lang):
    """Two steps of parts with points of two decimals; the groups' and the total's points are their sums."""
    rows = [["Mã", "Chỉ số", "Điểm tối đa"]]
    for number, parts in enumerate(groups, start=1):
        rows.append([str(number), f"Nhóm {number}", sum(parts) / 100])
        rows += [[f"{number}.{n}", f"Phần {number}.{n}", points / 100] for n, points in enumerate(parts, start=1)]
    aim = CatalogueAim("k", "k", "Bộ chỉ số", "Framework")
    first, second = Store.open(":memory:"), Store.open(":memory:")
    content = excel.workbook(Translator("vi"), {"Bảng": pd.DataFrame(rows[1:], columns=rows[0])})
    for store, sent in ((first, content), (second, None)):
        sent = sent or template(first, aim, Translator(lang))
        proposal = propose(store, reader.read(sent, "k.xlsx"), aim)
        assert proposal.problems == ()
        commit(store, proposal, Batch("catalogue", "Hoa", AT, "k.xlsx", sent))
    one, two = first.framework("k"), second.framework("k")
    assert one.codes == two.codes and one.max_points.tolist() == two.max_points.tolist()
    assert [node.parent for node in one.indicators] == [node.parent for node in two.indicators]
    assert one.most(one.root) == pytest.approx(sum(itertools.chain(*groups)) / 100)
    first.close()
    second.close()


def test_the_published_file_of_another_index_is_read_as_it_is(own):
    """data/published/other/egov_application_2017.csv itself, with its line of remarks."""
    store = Store.open(":memory:")
    catalogue = xlsx({"a": [["Mã", "Chỉ số", "Điểm tối đa"], ["UDCNTT", EGOV_CATALOGUE.name_vi, None]]})
    bring(store, catalogue, "a.xlsx", EGOV_CATALOGUE)
    found = propose(store, reader.read(EGOV.read_bytes(), EGOV.name), EGOV_SCORES)
    assert found.problems == ()
    names = store.listing("entities").set_index("entity_id")["name_vi"]
    told = [(names[row.entity_id], f"{row.value:.3f}".replace(".", ",")) for row in found.rows["scores"].itertuples()]
    assert told == [(name, value) for name, _, value in egov_rows()]
    assert found.rows["ranks"]["rank"].tolist() == [rank for _, rank, _ in egov_rows()]
    store.close()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["_", "x", "_x0041_", "x005F_", "_x00e9_", "0041", "A", "=", "Ế", " "]), max_size=8))
def test_a_text_that_looks_like_an_escape_of_excel_comes_back_as_it_was(parts):
    text = f"a{''.join(parts)}b"
    frame = pd.DataFrame({"Tên chỉ số": [text], text: ["x"]})
    (from_xlsx,), _ = xlsx_in.parse(excel.workbook(Translator("vi"), {"Bảng": frame}))
    from_csv = delimited.parse(excel.csv_bytes(frame, Translator("vi")), "Bảng")
    for grid in (from_xlsx, from_csv):
        assert [grid.cells[place][0] for place in ((1, 1), (1, 2), (2, 1), (2, 2))] == ["Tên chỉ số", text, text, "x"]


def test_such_a_text_is_written_as_excel_itself_writes_it():
    """In a workbook `_x0041_` is an A and `_x005F_` an underscore (ECMA-376-1, 22.9.2.19); openpyxl decodes none."""
    content = excel.workbook(Translator("vi"), {"Bảng": pd.DataFrame({"Tên": ["_x0041_ và a_b"]})})
    assert openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["A2"].value == "_x005F_x0041_ và a_b"
