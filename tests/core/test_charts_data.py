"""The coverage maps and their findings, for every round and entity."""

import pytest

from conftest import toy
from dti_core.charts import data as charts
from dti_core.coverage import coverage, entity_coverage
from dti_core.i18n import LANGUAGES, Translator

VI = Translator("vi")


@pytest.fixture(scope="module")
def provinces(store):
    return store.history("dti-province")


def test_the_finding_counts_complete_rounds_and_names_the_thinnest(provinces):
    assert charts.finding_coverage(coverage(provinces), VI) == (
        "Giá trị DTI có đủ mọi đơn vị ở 4/6 kỳ; ít nhất là kỳ 2021: 12/63"
    )


def test_a_complete_history_names_no_thinnest_round():
    assert charts.finding_coverage(coverage([toy("before"), toy("after")]), VI) == (
        "Giá trị DTI có đủ mọi đơn vị ở cả 2 kỳ"
    )


def test_one_round_says_what_it_has(store):
    assert charts.finding_coverage(coverage([store.table("commune-backan-2022")]), VI) == (
        "Kỳ 2022: có giá trị DTI của 1/108 đơn vị"
    )


@pytest.mark.parametrize(
    "round_id, said",
    [
        ("province-2022", "63/63 đơn vị; trong 8 chỉ số: 4 có đủ mọi đơn vị, 4 có một phần."),
        ("province-2021", "12/63 đơn vị; trong 8 chỉ số: 8 chưa có số nào."),
        ("province-2024", "63/63 đơn vị; trong 8 chỉ số: 4 có đủ mọi đơn vị, 4 chưa có số nào."),
        ("agency-laocai-2022-a", "3 đơn vị; không công bố từng chỉ số."),
    ],
)
def test_a_round_says_how_many_of_its_indices_are_complete(store, round_id, said):
    table = store.table(round_id)
    result = coverage(store.history(table.framework.index_id))
    assert charts.finding_round(result, round_id, VI).endswith(said)


def test_counts_stand_in_the_cells_and_absent_indices_have_none(provinces):
    trace = charts.coverage_map(coverage(provinces), VI).data[0]
    rounds = [name.replace("<br>", " ") for name in trace.x]
    assert rounds == ["2020", "2021", "2022", "2023", "2024 (63)", "2024 (34)"]
    total = trace.text[list(trace.y).index("Giá trị DTI")]
    assert list(total) == ["13/63", "12/63", "63/63", "63/63", "63/63", "34/34"]
    pillar = list(trace.y).index("Chính quyền số")
    assert trace.text[pillar][2] == "–" and trace.z[pillar][2] != trace.z[pillar][2]


def test_derived_only_is_told_from_published(provinces):
    trace = charts.coverage_map(coverage(provinces), VI).data[0]
    row = list(trace.y).index("Nhóm chỉ số nền<br>tảng chung")
    assert trace.text[row][2] == "(63)"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_round_draws_for_everyone_and_for_its_first_entity(store, lang):
    t = Translator(lang)
    for index in store.rounds()["index_id"].unique():
        history = store.history(index)
        result = coverage(history)
        charts.coverage_map(result, t)
        for table in history:
            entity = table.entities[0]
            own = entity_coverage(history, entity, store.counterpart)
            fig = charts.entity_map(own, result, table, table.name(entity, lang), t)
            assert fig.layout.title.text.startswith(table.name(entity, lang))


def test_an_entity_is_told_how_many_of_its_indices_are_published(store, provinces):
    own = entity_coverage(provinces, "VN-12", store.counterpart)
    table = store.table("province-2022")
    assert charts.finding_entity(own, table, "Lai Châu", VI) == "Lai Châu, kỳ 2022: 4/8 chỉ số được công bố"
    long_an = entity_coverage(provinces, "VN-80", store.counterpart)
    assert charts.finding_entity(long_an, table, "Long An", VI) == "Long An, kỳ 2022: 4/8 chỉ số được công bố"
