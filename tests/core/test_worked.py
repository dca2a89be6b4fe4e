"""The method's examples: the brief's own figures, the oracles, and every entity of every round."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from conftest import toy
from dti_core import method_words, worked, worked_change
from dti_core.charts import method as charts
from dti_core.i18n import LANGUAGES, Translator

VI, EN = Translator("vi"), Translator("en")


@pytest.fixture(scope="module")
def provinces(store):
    return store.history("dti-province")


@pytest.fixture(scope="module")
def year_2022(store):
    return store.table("province-2022")


def said(example):
    return " ".join(example.lines).replace("**", "")


def test_lai_chau_2022_adds_up_to_503_2_points(year_2022):
    """32.4 + 105.88 + 78.18 + 36.885 published (0.3240·100 …), the rest 249.855 of 400 from 503.2."""
    example = worked.value(year_2022, "VN-12", VI)
    assert "503,2 − 32,4 − 105,88 − 78,18 − 36,885 = 249,855 điểm" in said(example)
    assert "503,2 ÷ 1.000 = 0,5032; giá trị công bố: 0,5032" in said(example)
    assert "không phải là phép thử" in said(example)
    assert example.frame["Điểm tối đa"].sum() == 1000


def test_a_complete_row_is_a_test_of_its_total(year_2022):
    """Đà Nẵng 2022, oracle 3: 800.175 points publish as 0.8002."""
    text = said(worked.value(year_2022, "VN-48", VI))
    assert "800,175 ÷ 1.000 = 0,800175; giá trị công bố: 0,8002" in text
    assert "cho ra đúng tổng công bố" in text and "lệch" not in text


def test_a_total_off_by_rounding_is_said_to_be_within_rounding(year_2022):
    """Hồ Chí Minh 2022, oracle 3b: 0.716355 would publish as 0.7164, published is 0.7163."""
    text = said(worked.value(year_2022, "VN-79", VI))
    assert "0,716355 làm tròn thành 0,7164, công bố là 0,7163: lệch trong phạm vi làm tròn" in text


def test_points_of_a_commune_are_added_without_a_value(store):
    text = said(worked.value(store.table("commune-backan-2022"), "VN-06-XUANLAC", VI))
    assert "= 310,14 điểm" in text and "310,14 ÷ 900" in text


def test_unknown_points_and_missing_totals_are_said(store):
    assert "không cộng lại được tổng" in said(worked.value(store.table("province-2024"), "VN-12", VI))
    merged = said(worked.value(store.table("province-2024-34"), "VN2025-15", VI))
    assert "0,7167 (suy ra)" in merged
    assert "chưa được công bố" in said(worked.value(store.table("province-2021"), "VN-02", VI))
    assert "603,2" in said(worked.value(store.table("agency-laocai-2022-a"), "VN-10-STC", VI))


def test_pillars_of_lai_chau_share_the_foundation(year_2022, provinces):
    text = said(worked.pillars(year_2022, "VN-12", provinces, VI))
    assert "(282,255 + 105,88) ÷ 700 ≈ 0,5545" in text
    assert "còn DTI là 0,5032" in text


def test_weighting_long_ans_pillars_does_not_give_its_value(year_2022, provinces):
    """0.4 · P1 + 0.3 · P2 + 0.3 · P3 = 0.6943, published 0.6386 (DOMAIN)."""
    assert "= 0,6943, còn DTI là 0,6386" in said(worked.pillars(year_2022, "VN-80", provinces, VI))


def test_the_denominators_fit_every_pillar_value_that_can_be_tested(store, year_2022):
    """All four provinces with published pillars in 2022 have a total and the three activities published."""
    fit = worked.pillar_fit(year_2022)
    assert (fit.fits, fit.checked) == (12, 12)
    assert set(fit.entities) == {"VN-22", "VN-49", "VN-80", "VN-84"}
    assert worked.pillar_fit(store.table("province-2021")).checked == 0
    assert worked.pillar_fit(store.table("province-2020")).checked == 0


def test_a_wrong_pillar_value_does_not_fit(year_2022):
    wrong = year_2022.published.copy()
    wrong[year_2022.row("VN-80"), year_2022.framework.column("P-XHS")] += 0.001
    assert worked.pillar_fit(year_2022.with_published(wrong)).fits == 11


def test_a_rank_is_one_plus_those_above_and_ties_are_named(year_2022):
    text = said(worked.rank(year_2022, "VN-12", VI))
    assert "52 đơn vị có giá trị cao hơn 0,5032" in text and "1 + 52: 53/63" in text
    assert "cùng hạng 15; hạng kế tiếp là 17" in text
    assert "0,43525 có khi ra 0,4352, có khi ra 0,4353" in text


def test_an_unpublished_rank_is_a_span(store):
    text = said(worked.rank(store.table("province-2021"), "VN-02", VI))
    assert "chỉ cho phép hạng" in text and "12/63" in text


def test_rank_45_asks_40_55_points_because_0_54375_publishes_as_0_5438(year_2022):
    text = said(worked.threshold(year_2022, "VN-12", 45, VI))
    assert "Hạng 45 cần 0,5438" in text
    assert "0,54375 làm tròn thành 0,5438" in text
    assert "543,75 − 503,2 = 40,55 điểm" in text


def test_the_first_has_no_better_rank(year_2022):
    assert said(worked.threshold(year_2022, "VN-48", None, VI)) == "Đang ở hạng 1: không có hạng tốt hơn."


def test_a_reached_rank_lacks_nothing(year_2022):
    assert "không thiếu điểm nào" in said(worked.threshold(year_2022, "VN-48", 45, VI))


def test_what_if_counts_the_rank_again(year_2022):
    """523.2 points publish as 0.5232; the values of 2022 put 49 provinces above."""
    text = said(worked.whatif(year_2022, "VN-12", VI))
    above = int((year_2022.values().drop("VN-12") > 0.5232 + 1e-9).sum())
    assert "503,2 + 20 = 523,2 điểm, công bố là 0,5232" in text and f"53 → {1 + above}" in text


def test_without_known_points_a_point_is_said_to_be_a_thousandth(store):
    table = store.table("province-2024")
    for example in (worked.gap(table, "VN-12", VI), worked.whatif(table, "VN-12", VI)):
        assert "phần nghìn của giá trị" in said(example)


def test_points_lost_are_the_maximum_less_ours(store):
    text = said(worked.gap(store.table("commune-backan-2022"), "VN-06-XUANLAC", VI))
    assert "900 − 310,14 = 589,86" in text and "= 180,94 điểm" in text


def test_the_split_of_2022_to_2023_can_be_followed_by_hand(store, year_2022, provinces):
    """Own (-30 - 9) / 2 = -19.5; peers +20.5; together +1 (issue 2). 0.6185 is 23rd among the values of 2022."""
    example = worked_change.decomposition(year_2022, "VN-12", provinces, store.counterpart, VI)
    text = said(example)
    assert 1 + int((year_2022.values() > 0.6185).sum()) == 23
    assert "là hạng 23, tức 23 − 53 = −30" in text
    assert "là hạng 63, tức 54 − 63 = −9" in text
    assert "là −19,5" in text and "= +20,5" in text and "cộng lại bằng +1" in text


def test_pairs_that_are_partly_known_are_bounds_and_others_say_why(store, year_2022, provinces):
    """2021→2022: own -25.5 … -23, peers +28 … +30.5, together +5 (issue 2)."""
    frame = worked_change.decomposition(year_2022, "VN-12", provinces, store.counterpart, VI).frame.set_index("Hai kỳ")
    row = frame.loc["2021 → 2022"]
    assert row[["Đổi hạng", "Do mình", "Do đơn vị khác"]].tolist() == ["+5", "từ −25,5 đến −23", "từ +28 đến +30,5"]
    assert "không phân rã" in frame.at["2024 (63) → 2024 (34)", "Ghi chú"]
    assert frame.at["2023 → 2024 (63)", "Ghi chú"] == "đổi bộ chỉ số"


def test_the_example_of_a_merged_province_says_whose_it_is(store, provinces):
    table = store.table("province-2024-34")
    text = said(worked_change.decomposition(table, "VN2025-15", provinces, store.counterpart, VI))
    assert "trước khi sắp xếp" in text


def test_what_is_inferred_has_its_interval(year_2022):
    example = worked_change.intervals(year_2022, "VN-12", VI)
    assert "từ 0,50315 đến 0,50325" in said(example)
    row = example.frame[example.frame["Chỉ số"] == "4 chỉ số chưa công bố, cộng chung"].iloc[0]
    low, high = year_2022.interval("VN-12", "1+2+4+5")
    assert (row.iloc[1], row.iloc[2], row["Căn cứ"]) == (low, high, "suy ra")
    assert set(example.frame.loc[example.frame["Độ rộng (điểm)"] == 100, "Căn cứ"]) == {"chỉ biết khoảng"}


def test_editions_claim_no_change_that_was_not_read(provinces):
    """The tree of 2020 was read down to its pillars only, the points of 2024 were not readable."""
    frame = worked_change.editions(provinces, VI).frame.set_index("Chỉ số")
    assert frame.loc["Hạ tầng số"].tolist() == ["–", "100", "chưa biết", "2021, 2024: không rõ có đổi không"]
    assert frame.loc["Đô thị thông minh"].tolist()[1:] == ["không chấm", "–", "2021: không rõ có đổi không; 2024: bỏ"]
    assert frame.loc["Kinh tế số", "Ghi chú"] == "2021: thành trụ cột chồng lên nhau"


def test_editions_with_known_points_say_what_moved():
    old, new = toy(), toy()
    moved = new.framework.indicators
    changed = replace(
        new.framework, framework_id="toy-2",
        indicators=(moved[0], replace(moved[1], max_points=9.0), replace(moved[2], max_points=7.0), moved[3]),
    )  # fmt: skip
    later = replace(new, framework=changed, round=replace(new.round, year=2023))
    frame = worked_change.editions([old, later], VI).frame.set_index("Chỉ số")
    assert frame.at["Một", "Ghi chú"] == "2023: 10 → 9 điểm" and frame.at["Ba", "Ghi chú"] == ""


def test_rank_45_of_63_is_24_of_34_by_place_and_26_by_value(store):
    """0.6647 is the 45th value of 2024 (DOMAIN); 25 of the 34 are above it."""
    merged = store.table("province-2024-34")
    assert int((merged.values() > 0.6647).sum()) == 25
    example = worked_change.merger(
        store.table("province-2024"), merged, "VN-15", store.listing("successions"), (45, 63), VI
    )
    text = said(example)
    assert "(Lào Cai 0,6751 + Yên Bái 0,7583) ÷ 2 = 0,7167, hạng 14/34" in text
    assert "hạng 24/34" in text and "0,6647; giá trị đó đứng hạng 26/34" in text
    assert len(example.frame) == 34 and example.frame.iloc[0]["Đơn vị"] == "Hà Nội"


def test_limits_carry_the_record_of_the_frozen_assumption(provinces, store):
    """Mean errors 21.8 and 6.8 ranks (DOMAIN §3)."""
    text = said(worked_change.limits(provinces, VI))
    assert "21,8 bậc ở 2022 → 2023" in text and "6,8 bậc ở 2023 → 2024" in text
    assert "2021, 2023" in text
    commune = said(worked_change.limits(store.history("dti-commune-backan"), VI))
    assert "trụ cột" not in commune and "vùng" not in commune


def test_checks_count_every_row(provinces):
    frame = worked_change.checks(provinces, VI).frame.set_index("Kỳ")
    assert frame.loc["2022"].tolist() == ["63/63", 8, 0, 55]
    assert frame.loc["2021", "Có giá trị tổng"] == "12/63"


@pytest.mark.parametrize(
    "code, wanted",
    [
        ("DTI", "0,5032 (công bố)"), ("3", "0,3240 × 100 = 32,4 điểm"), ("P-CQS", "0,5544–0,5546 (suy ra)"),
        ("1", "không cho biết gì thêm"), ("6", "không được chấm điểm"), ("NEN", "282,180–282,330 trên 500 điểm"),
    ],
)  # fmt: skip
def test_a_figure_says_how_it_is_known(year_2022, code, wanted):
    assert wanted in " ".join(worked.figure(year_2022, "VN-12", code, VI)).replace("**", "")


def test_every_example_of_every_round_is_text_without_gaps(store):
    """The first, the last and the least published entity of each round, in both languages."""
    for round_id in store.rounds()["round_id"]:
        table = store.table(round_id)
        fewest = table.entities[int(np.isnan(table.published).sum(axis=1).argmax())]
        history = store.history(table.framework.index_id)
        for entity in dict.fromkeys((table.entities[0], table.entities[-1], fewest)):
            for lang in LANGUAGES:
                for section in method_words.SECTIONS:
                    for example in method_words.examples(section, store, table, entity, history, Translator(lang)):
                        assert not re.search(r"\bnan\b|None|\{", said(example)), (round_id, entity, example.key)
                for code in table.framework.all_codes:
                    assert worked.figure(table, entity, code, Translator(lang))


def test_vietnamese_examples_have_no_decimal_points(store, year_2022):
    for section in method_words.SECTIONS:
        for example in method_words.examples(section, store, year_2022, "VN-12", store.history("dti-province"), VI):
            assert not re.search(r"\d\.\d(?!\d\d\b)", said(example)), example.key


def test_the_findings_on_editions_name_the_unknown_one(store, provinces):
    assert charts.finding_editions(provinces, VI) == "3 bộ chỉ số cấp tỉnh; bộ năm 2024 chưa rõ điểm từng chỉ số"
    assert (
        charts.finding_editions(provinces[1:4], VI) == "Bộ chỉ số năm 2021, 2022, 2023: 1.000 điểm, chia cho 8 chỉ số"
    )
    assert charts.finding_editions(provinces[:3], EN).endswith("the points of every index are known")


def test_bars_of_known_points_are_as_long_as_their_points(provinces):
    fig = charts.editions(provinces, VI)
    lengths = {bar.hovertext[0]: bar.x[0] for bar in fig.data}
    assert lengths["Hoạt động chính quyền số: 200"] == 200
    assert lengths["Hoạt động chính quyền số: chưa biết"] == 125  # an eighth, hatched
    assert math.isclose(sum(lengths.values()), 3000, abs_tol=1e-6)
    assert {bar.marker.pattern.shape for bar in fig.data if "chưa biết" in bar.hovertext[0]} == {"/"}


def test_sections_for_provinces_only_are_empty_elsewhere(store):
    table = store.table("commune-backan-2022")
    history = store.history("dti-commune-backan")
    assert method_words.examples("merge", store, table, table.entities[0], history, VI) == []


def test_examples_go_into_a_file_as_tables_and_plain_lines(store, year_2022, provinces):
    shown = method_words.examples("value", store, year_2022, "VN-12", provinces, VI)
    assert list(method_words.sheets(shown, VI)) == ["Giá trị chỉ số", "Trụ cột"]
    assert not any("**" in line for line in method_words.lines(shown, VI))
    assert method_words.height(shown[0]) == "content"
