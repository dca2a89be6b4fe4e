"""Any ranking: what an office brings in through a catalogue and figures gets trends, gaps, what-if, target and plan.

One real index (application of IT 2017, 53 of 63 provinces, three decimals) and one made up for tests in which fewer
days are better and weights are percent. Expected values are read off the published list, or worked out by hand.
"""

import datetime as dt
import io
import math

import pytest
from docx import Document

from dti_core import worked
from dti_core.agencies import agencies
from dti_core.deck import agency_papers, annex
from dti_core.gaps import gaps
from dti_core.i18n import LANGUAGES, Translator
from dti_core.ladder import ladder
from dti_core.office import progress as office
from dti_core.plan import plan
from dti_core.progress import Reports
from dti_core.simulate import simulate
from dti_core.store import Store
from dti_core.target import required
from dti_core.trends import trend
from tests.books import bring_egov, bring_service, egov_rows

SON_LA, LAI_CHAU = "VN-14", "VN-12"  # 43rd with 0.544; one of the ten that are missing


@pytest.fixture(scope="module")
def own():
    opened = Store.open(":memory:")
    bring_egov(opened)
    bring_service(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def egov(own):
    return own.table("egov-application-2017")


def test_the_ladder_climbs_over_the_published_values_and_jumps_tied_provinces_at_once(egov):
    """Above Sơn La: 0.545 (42nd), 0.546 twice (40th, 40th), 0.549 (39th); nobody is 41st."""
    steps = ladder(egov, SON_LA).set_index("value")
    assert steps["rank"].head(3).to_dict() == {0.545: 42, 0.546: 40, 0.549: 39}
    better = [float(value.replace(",", ".")) for _, rank, value in egov_rows() if rank < 43]
    assert sorted(steps.index) == sorted(set(better))


@pytest.mark.parametrize(
    ("rank", "value"), [(42, 0.545), (41, 0.546), (40, 0.546), (32, 0.567), (17, 0.633), (1, 0.727)]
)
def test_a_target_asks_the_published_value_at_that_rank(egov, rank, value):
    assert required(egov, SON_LA, rank) == value


def test_a_plan_for_a_tied_rank_is_proven_and_what_if_gives_the_same(egov):
    """0.546 − 0.544 published with three decimals: 1.5 thousandths reach it, rounding up helping by half a place."""
    found = plan(egov, SON_LA, 40)
    assert found.reached and sum(found.gains.values()) == pytest.approx(1.5)
    result = simulate(egov, SON_LA, found.gains)
    assert (result.value_after, result.rank_after, result.of) == (0.546, 40, 63)
    assert set(result.overtaken) == {
        "VN-51",
        "VN-58",
        "VN-08",
    }  # Quảng Ngãi passed, Ninh Thuận and Tuyên Quang caught up


def test_who_is_missing_is_asked_nothing_and_is_no_rung(egov):
    assert math.isnan(egov.value(LAI_CHAU)) and math.isnan(egov.rank()[LAI_CHAU])
    rungs = ladder(egov, SON_LA)["entity"].str.cat(sep=", ").split(", ")
    assert LAI_CHAU not in rungs and len(rungs) == 42
    span = egov.rank_bounds().loc[LAI_CHAU]
    assert span["low"] <= 53 and span["high"] == 63


def test_gaps_are_to_the_best_and_to_the_median(egov):
    """In thousandths of the value, since the points of this index are not known."""
    assert gaps(egov, SON_LA, "best").total_gap == pytest.approx(727 - 544)
    assert gaps(egov, SON_LA, "max").total_gap == pytest.approx(1000 - 544)
    values = sorted(float(value.replace(",", ".")) for _, _, value in egov_rows())
    assert gaps(egov, SON_LA, "median").total_gap == pytest.approx(values[26] * 1000 - 544)


def test_one_round_has_a_trend_of_one_point_and_two_have_a_change(own, egov):
    assert trend(own.history("egov-application"), SON_LA).frame[["value", "rank"]].values.tolist() == [[0.544, 43]]
    found = trend(own.history("service"), LAI_CHAU).frame
    assert found["value"].tolist() == [36.75, 61.0]  # 6.25 + 18 + 12.5; 25 + 21 + 15
    assert found["rank"].tolist() == [3, 3]


def test_less_of_what_is_better_when_lower_is_a_gain_in_points(own):
    """From 6 days to 5.904 days would be 0.6 points of 50 / 8 a day: enough for Sơn La's 61.60."""
    table = own.table("service-2025")
    rungs = ladder(table, LAI_CHAU)
    assert rungs[["rank", "value"]].values.tolist() == [[2, 61.6], [1, 88.25]]
    result = simulate(table, LAI_CHAU, {"1": (6 - 5.904) * 50 / 8})
    assert (result.value_after, result.rank_after, result.overtaken) == (61.6, 2, (SON_LA,))
    found = plan(table, LAI_CHAU, 1)
    assert found.reached and found.simulation.value_after == 88.25
    assert gaps(table, LAI_CHAU, "max").frame["gap"].tolist() == [25.0, 9.0, 5.0]


def test_papers_and_examples_call_the_index_by_its_own_name(own, egov):
    rows = office.typed([{"quarter": "2026-Q4", "code": "UDCNTT", "lead": "Sở A", "planned_gain": 5.0}])
    made = Reports(egov, SON_LA, rows, office.indices(own, "egov-2017")).quarter("2026-Q4", dt.date(2026, 11, 29))
    for lang in LANGUAGES:
        t = Translator(lang)
        name = egov.framework.name("UDCNTT", lang)
        for content in (
            annex.docx(annex.annex(egov, SON_LA, t, items=made.items), t),
            agency_papers.docx(agencies(made), None, t),
        ):
            paper = Document(io.BytesIO(content))
            said = "\n".join([paper.core_properties.title, *(line.text for line in paper.paragraphs)])
            assert name.upper() in said and name in said and "DTI" not in said
        assert (
            name in worked.value(egov, LAI_CHAU, t).lines[0] and "DTI" not in worked.value(egov, LAI_CHAU, t).lines[0]
        )
