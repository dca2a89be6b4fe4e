"""What is sent again from memory is what would have been drawn: no choice is missing among those it is kept under."""

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from ui import session

OpenPage = Callable[..., AppTest]
# For each page addresses that differ in one choice each; whatever is kept for one must not be shown for another.
ADDRESSES: dict[str, list[dict[str, str]]] = {
    "overview": [{}, {"don_vi": "VN-80"}, {"ky": "province-2023"}, {"ngon_ngu": "en"}],
    "trends": [{}, {"hai_ky": "province-2023"}, {"so_voi": "VN-80"}, {"so_voi": "VN-80,VN-01"}, {"theo": "percentile"}],
    "compare": [{}, {"voi_cac": "VN-80"}, {"kieu": "bars"}, {"kieu": "heat"}, {"kieu": "heat", "theo": "9"}],
    "gap": [{}, {"moc": "best"}, {"moc": "rank", "hang": "45"}, {"moc": "rank", "hang": "40"},
            {"moc": "entity", "voi": "VN-80"}, {"moc": "entity", "voi": "VN-01"}, {"kieu": "treemap"}],
    "simulate": [{}, {"tang": "3:20"}, {"tang": "3:20.5"}, {"tang": "3:20", "khac": "0.05"},
                 {"tang": "3:20", "khac": "mo-hinh"}, {"xem": "ladder"}, {"xem": "levels"}],
    "target": [{}, {"hang": "40"}, {"hang": "40", "khac": "mo-hinh"}, {"hang": "40", "khac": "mo-hinh", "chac": "90"},
               {"khoa": "9"}, {"tran": "9:5"}, {"cach": "deu"}, {"them": "years"}, {"them": "origins"}],
    "method": [{}, {"phan": "gap"}, {"phan": "record"}, {"phan": "editions"}, {"phan": "glossary"}, {"don_vi": "VN-80"},
               {"ky": "province-2023"}, {"ngon_ngu": "en"}],
    "meeting": [{"trinh_chieu": "1"}, {"trinh_chieu": "1", "don_vi": "VN-80"}, {"trinh_chieu": "1", "ngon_ngu": "en"},
                {"trinh_chieu": "1", "ky": "province-2023"}, {}, {"soan": "plan"}, {"soan": "plan", "don_vi": "VN-80"},
                {"soan": "sources"}, {"soan": "plan", "ngon_ngu": "en"}],
    "data": [{}, {"ai": "entity"}, {"xem": "figure"}, {"xem": "figure", "chi_so": "9"}, {"xem": "check"}],
}  # fmt: skip


def seen(page: AppTest) -> list[str]:
    """All that is written, every chart and every table, in the order of the page."""
    kinds = ("markdown", "caption", "info", "warning", "error", "metric", "html", "plotly_chart", "arrow_data_frame")
    found = []
    for kind in kinds:
        for element in page.get(kind):
            proto = element.proto
            spec = getattr(proto, "spec", "")
            found.append(f"{kind}: {json.dumps(json.loads(spec)) if spec else proto.SerializeToString()!r}")
    return found


@pytest.mark.parametrize("name", ADDRESSES)
def test_what_comes_from_memory_is_what_would_be_drawn_anew(name: str, open_page: OpenPage) -> None:
    fresh = []
    for choices in ADDRESSES[name]:
        session._drawn.clear()
        page = open_page(name, **choices)
        assert not [warning for warning in page.warning if "link_off" in warning.icon], choices  # a choice that is one
        fresh.append(seen(page))
    assert all(first != second for place, first in enumerate(fresh) for second in fresh[:place])
    session._drawn.clear()
    for choices, expected in [*zip(ADDRESSES[name], fresh, strict=True)] * 2:  # the second time all from memory
        assert seen(open_page(name, **choices)) == expected, choices
