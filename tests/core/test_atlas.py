"""Maps: the numbers are the published ones, the sentences hold in every case, the scale says which way is better."""

import csv
import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dti_core import atlas_words as words
from dti_core import geography
from dti_core.atlas import MEASURES, atlas, codes
from dti_core.charts import atlas as charts
from dti_core.charts import style
from dti_core.errors import ScoreError
from dti_core.i18n import Translator
from tests.worlds import world

VI, EN = Translator("vi"), Translator("en")
PUBLISHED = Path(__file__).parents[2] / "data" / "published"
SIX = ["VN-01", "VN-12", "VN-48", "VN-79", "VN-04", "VN-06"]


def published(name, round_id, column):
    with (PUBLISHED / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["entity_id"]: float(row[column])
            for row in csv.DictReader(lines)
            if row["round_id"] == round_id and row["indicator_code"] == "DTI" and not row.get("within")
        }


def some(values, **options):
    """A round of provinces of the map with these totals; where one is missing, the ranks are published all the same."""
    totals = dict(zip(SIX, values, strict=False))
    ranks = {entity: 1 + sum(other > value for other in values) for entity, value in totals.items() if value == value}
    return world(totals, ranks=ranks if len(ranks) < len(totals) else None, **options)


def test_values_and_ranks_are_the_published_ones(store):
    table = store.table("province-2022")
    frame = atlas(table, "VN-12", "DTI", "value").frame
    assert frame["number"].to_dict() == published("scores", "province-2022", "value")
    ranks = atlas(table, "VN-12", "DTI", "rank").frame["number"]
    stated = published("ranks", "province-2022", "rank")
    assert len(stated) > 10 and all(ranks[entity] == rank for entity, rank in stated.items())


def test_the_change_of_rank_is_counted_since_the_round_before(store):
    """Lai Châu: 53rd in 2022, 54th in 2023 (open-table-63x3)."""
    history = store.history("dti-province")
    result = atlas(store.table("province-2023"), "VN-12", "DTI", "change", history)
    assert result.earlier.round.year == 2022 and not result.framework_changed
    assert result.frame.at["VN-12", "number"] == 1
    values = {year: published("scores", f"province-{year}", "value") for year in (2022, 2023)}
    for entity in result.table.entities:
        ranks = [1 + sum(v > values[year][entity] for v in values[year].values()) for year in (2022, 2023)]
        assert result.frame.at[entity, "number"] == ranks[1] - ranks[0]


def test_a_change_across_a_new_framework_is_marked(store):
    result = atlas(store.table("province-2024"), "VN-12", "DTI", "change", store.history("dti-province"))
    assert result.framework_changed and "2023" in " ".join(words.notes(result, VI))


def test_the_gap_is_the_difference_to_the_chosen_one(store):
    result = atlas(store.table("province-2022"), "VN-12", "DTI", "gap")
    values = published("scores", "province-2022", "value")
    assert result.frame.at["VN-12", "number"] == 0
    assert all(
        result.frame.at[entity, "number"] == pytest.approx(value - values["VN-12"], abs=1e-9)
        for entity, value in values.items()
    )
    said = words.finding(result, VI)
    assert (
        said.startswith("52 tỉnh đứng trên Lai Châu") and "Nghệ An (+0,0017)" in said and "An Giang (−0,0060)" in said
    )


def test_what_is_not_published_is_missing_and_never_zero(store):
    result = atlas(store.table("province-2021"), "VN-12", "DTI", "value")
    known = published("scores", "province-2021", "value")
    assert set(result.known.index) == set(known) and result.missing == 63 - len(known)
    blank = next(entity for entity in result.frame.index if entity not in known)
    assert math.isnan(result.shades[blank]) and words.number(result, blank, VI) == "–"
    assert f"{63 - len(known)}/63" in " ".join(words.notes(result, VI))


def test_provinces_that_the_round_leaves_out_are_on_the_map_without_a_number():
    result = atlas(some([0.6, 0.5]), "VN-12", "DTI", "value")
    assert len(result.frame) == 63 and result.missing == 61
    assert words.name(result, "VN-14", VI) == "Sơn La" and "chưa công bố" in words.hover(result, "VN-14", VI)


@pytest.mark.parametrize("values", [[0.6, 0.5, 0.4], [0.5, 0.5, 0.5], [0.7, math.nan, 0.2], [math.nan, 0.5, math.nan]])
def test_darker_is_more_and_a_better_rank_is_darker(values):
    table = some(values)
    shades = atlas(table, "VN-12", "DTI", "value").shades.dropna()
    assert shades.between(0, 1).all() and shades.rank().equals(table.values()[shades.index].rank())
    by_rank = atlas(table, "VN-12", "DTI", "rank")
    known = by_rank.known.index
    assert by_rank.shades[known].rank().equals((-table.rank()[known]).rank())


def test_blue_is_better_and_amber_worse_to_one_scale():
    before, after = some([0.6, 0.5, 0.4, 0.3], year=2021), some([0.3, 0.6, 0.5, 0.4])
    result = atlas(after, "VN-12", "DTI", "change", [before, after])
    assert result.frame["number"].dropna().to_dict() == {"VN-01": 3, "VN-12": -1, "VN-48": -1, "VN-79": -1}
    shades = result.shades
    assert shades["VN-01"] == 0 and shades["VN-12"] == pytest.approx(0.5 + 1 / 6)
    assert charts._colour(result, "VN-01") == style.WORSE and charts._colour(result, "VN-04") == charts._MISSING


CASES = {
    "rises": ([0.6, 0.5, 0.4], [0.5, 0.6, 0.4]),
    "falls": ([0.5, 0.6, 0.4], [0.6, 0.5, 0.4]),
    "nothing moves": ([0.6, 0.5, 0.4], [0.7, 0.5, 0.4]),
    "ties": ([0.6, 0.5, 0.4, 0.4], [0.5, 0.5, 0.5, 0.5]),
    "own is missing": ([0.6, math.nan, 0.4], [0.5, math.nan, 0.4]),
    "own stays": ([0.6, 0.5, 0.4, 0.3], [0.6, 0.5, 0.3, 0.4]),
}


@pytest.mark.parametrize("t", [VI, EN], ids=["vi", "en"])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("measure", MEASURES)
def test_every_number_of_the_sentence_is_in_the_table(case, measure, t):
    before, after = (some(values, year=year) for values, year in zip(CASES[case], (2021, 2022), strict=True))
    if measure == "gap" and case == "own is missing":
        with pytest.raises(ScoreError, match="not published"):
            atlas(after, "VN-12", "DTI", measure)
        return
    result = atlas(after, "VN-12", "DTI", measure, [before, after])
    said = words.finding(result, t)
    shown = result.frame["number"].dropna()
    known = {t.number(value, 4) for value in (*after.values().dropna(), *shown.abs())}
    known |= {t.number(number, 0) for number in (*after.rank().dropna(), *shown.abs(), after.n)} | {"2021"}
    known |= {t.number(int((shown > 0).sum()), 0)} | {t.number(count, 0) for count in range(1, len(after.entities))}
    numbers = re.findall(r"\d+(?:[.,]\d+)?", re.sub(r"VN-\d\d", "", said))
    assert set(numbers) <= known
    assert said.endswith(".") or measure in ("value", "rank")


def test_a_change_is_said_as_it_is():
    def said(before, after):
        tables = [some(before, year=2021), some(after)]
        return words.finding(atlas(tables[1], "VN-12", "DTI", "change", tables), VI)

    one = said([0.6, 0.5, 0.4], [0.5, 0.6, 0.4])
    assert one.startswith("VN-12 lên 1 bậc so với năm 2021") and "tụt nhiều nhất: VN-01 (1 bậc)" in one
    assert said([0.6, 0.5], [0.7, 0.5]) == "VN-12 giữ nguyên hạng so với năm 2021; không tỉnh nào đổi hạng."
    unknown = said([0.6, math.nan, 0.4], [0.4, math.nan, 0.6])
    assert unknown.startswith("Chưa biết thay đổi hạng của VN-12 so với năm 2021. Lên nhiều nhất: VN-48 (1 bậc)")


def test_there_must_be_a_round_before_to_see_a_change():
    with pytest.raises(ScoreError, match="No round before 2022"):
        atlas(some([0.6, 0.5]), "VN-12", "DTI", "change", [])
    other = some([0.5], year=2021)
    with pytest.raises(ScoreError, match="No round before 2022"):
        atlas(some([0.6, 0.5]), "VN-12", "DTI", "change", [other])


def test_regions_are_compared_by_their_medians(store):
    """Medians recomputed here from the published rows."""
    result = atlas(store.table("province-2022"), "VN-12", "DTI", "value")
    values = published("scores", "province-2022", "value")
    with (PUBLISHED / "entities.csv").open(encoding="utf-8", newline="") as lines:
        region = {row["entity_id"]: row["region_id"] for row in csv.DictReader(lines)}
    medians = {}
    for name in {region[entity] for entity in values}:
        medians[name] = float(np.median([value for entity, value in values.items() if region[entity] == name]))
    names = store.listing("regions").set_index("region_id")["name_vi"]
    best, worst = max(medians, key=medians.__getitem__), min(medians, key=medians.__getitem__)
    said = words.regions(result, VI, names)
    assert f"{names[best]} ({VI.number(medians[best], 4)})" in said
    assert f"{names[worst]} ({VI.number(medians[worst], 4)})" in said


def test_regions_are_not_compared_where_values_are_missing(store):
    assert (
        words.regions(atlas(store.table("province-2021"), "VN-12", "DTI", "value"), VI, pd.Series(dtype=object)) == ""
    )


def test_a_map_offers_only_what_has_figures(store):
    table = store.table("province-2022")
    assert codes(table)[0] == "DTI"
    assert all(table.values(code).notna().any() or table.rank(code).notna().any() for code in codes(table))


@pytest.mark.parametrize("round_id", ["province-2022", "province-2024-34"])
@pytest.mark.parametrize("draw", [charts.outline_map, charts.tile_map])
def test_every_province_and_both_archipelagos_are_drawn(store, draw, round_id):
    entity = "VN-12"
    result = atlas(store.table(round_id), entity, "DTI", "value")
    fig = draw(result, VI)
    named = {place for trace in fig.data for place in (getattr(trace, "locations", None) or ())}
    named |= {place for trace in fig.data for place in (trace.customdata if trace.customdata is not None else ())}
    assert named == set(result.frame.index)
    labels = " ".join(note.text for note in fig.layout.annotations)
    assert "Hoàng Sa" in labels and "Trường Sa" in labels
    assert fig.layout.title.text == words.finding(result, VI)


def test_the_table_is_best_first_with_what_is_missing_last(store):
    result = atlas(store.table("province-2021"), "VN-12", "DTI", "value")
    frame = words.frame(result, VI)
    values = frame["Giá trị"]
    known = values.dropna().tolist()
    assert known == sorted(known, reverse=True) and values.isna().to_numpy()[len(known) :].all() and len(frame) == 63


def test_the_scale_names_its_ends():
    result = atlas(some([0.6, 0.5, 0.4]), "VN-12", "DTI", "value")
    assert "0,4000" in charts.legend(result, VI) and "0,6000" in charts.legend(result, VI)
    assert charts.legend(atlas(some([math.nan, math.nan]), "VN-12", "DTI", "value"), VI) == ""
    assert geography.EDITIONS == (63, 34)


@pytest.mark.parametrize(("round_id", "entity", "measure", "said"), [
    ("province-2021", "VN-48", "gap", "Không tỉnh nào đứng trên Đà Nẵng; "),
    ("province-2020", "VN-06", "value", "Chưa công bố số liệu của Bắc Kạn; cao nhất Đà Nẵng (0,4874)"),
    ("province-2020", "VN-80", "value", "Long An: hạng 27/63, chưa công bố giá trị; cao nhất Đà Nẵng"),
])  # fmt: skip
def test_the_first_and_the_unknown_are_said_in_words(store, round_id, entity, measure, said):
    table = store.table(round_id)
    result = atlas(table, entity, "DTI", measure, store.history(table.framework.index_id))
    assert words.finding(result, VI).startswith(said)
