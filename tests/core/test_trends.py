"""Values, ranks and percentiles over the years, and the marks where they break."""

import math

import numpy as np
import pandas as pd
import pytest

from conftest import toy
from dti_core.trends import breaks, growth, rank_history, trend


@pytest.fixture(scope="module")
def history(store):
    return store.history("dti-province")


def test_lai_chau_over_five_years(store, history):
    """Plan of Lai Châu 2023 (50th, 48th; 0.2627, 0.3350), the ministry's tables from 2022 on: 53rd, 54th, 36th."""
    frame = trend(history[:5], "VN-12").frame.set_index("year")
    assert frame["value"].to_dict() == {
        2020: 0.2627,
        2021: 0.3350,
        2022: 0.5032,
        2023: 0.6185,
        2024: store.table("province-2024").value("VN-12"),
    }
    assert frame["rank"].tolist() == [50, 48, 53, 54, 36]
    assert frame["percentile"].tolist() == pytest.approx([(63 - rank) / 62 for rank in (50, 48, 53, 54, 36)])


def test_every_change_of_framework_or_of_entities_is_marked(history):
    frame = trend(history, "VN-12").frame.set_index("round_id")
    assert frame["break_before"].to_dict() == {
        "province-2020": "", "province-2021": "framework", "province-2022": "", "province-2023": "",
        "province-2024": "framework", "province-2024-34": "entities",
    }  # fmt: skip
    assert frame["segment"].tolist() == [0, 1, 1, 1, 2, 3]


def test_breaks_are_the_marked_rows(history):
    assert trend(history, "VN-12").breaks["round_id"].tolist() == ["province-2021", "province-2024", "province-2024-34"]


def test_both_changes_at_once_are_called_both(history):
    assert breaks(history[3], history[5]) == "both" and breaks(history[2], history[3]) == ""


def test_a_merged_province_is_followed_through_its_counterpart(store, history):
    """Long An became part of the new Tây Ninh."""
    frame = trend(history, "VN-80", counterpart=store.counterpart).frame
    assert frame["entity"].tolist() == ["VN-80"] * 5 + ["VN2025-80"]
    blank = trend(history, "VN-80").frame.iloc[-1]
    assert pd.isna(blank["entity"]) and math.isnan(blank["value"]) and math.isnan(blank["rank"])


def test_a_missing_year_is_blank_and_its_rank_a_span_or_the_published_one(history):
    frame = trend(history, "VN-01").frame.set_index("year")
    row = frame.loc[2021]
    assert math.isnan(row["value"]) and math.isnan(row["rank"]) and row["rank_low"] < row["rank_high"]
    row = frame.loc[2020]  # Hà Nội: rank 43 published without a value
    assert math.isnan(row["value"]) and row["rank"] == 43


def test_the_mean_counts_who_is_published(history):
    """0.5786 / 0.6783 / 0.6961 are the means the ministry published; of 63 rounded values, within a unit."""
    frame = trend(history, "VN-12").frame
    assert frame["mean"].tolist()[2:5] == pytest.approx([0.5786, 0.6783, 0.6961], abs=0.0001)
    assert frame["mean_count"].tolist() == [13, 12, 63, 63, 63, 34]


def test_a_code_that_an_edition_lacks_leaves_its_row_blank(history):
    frame = trend(history, "VN-12", "7").frame.set_index("round_id")
    assert math.isnan(frame.loc["province-2020", "value"]) and frame.loc["province-2022", "value"] == 0.5294


def test_one_alone_has_no_percentile(make, total_only):
    assert math.isnan(trend([make([0.5], total_only())], "E0").frame["percentile"].item())


def test_rank_history_has_a_column_a_round(history):
    table = rank_history(history[2:5])
    assert table.shape == (63, 3) and table.loc["VN-12"].tolist() == [53, 54, 36]
    assert list(rank_history(history, "P-CQS").columns) == ["province-2021", "province-2022", "province-2023"]


def test_growth_is_the_change_of_those_published_twice(history):
    """DOMAIN §3: mean growth 0.0996 and 0.0178."""
    assert round(growth(history[2], history[3]).mean(), 4) == 0.0996
    assert round(growth(history[3], history[4]).mean(), 4) == 0.0178
    twice = {e for e in history[0].entities if not np.isnan([history[0].value(e), history[1].value(e)]).any()}
    assert set(growth(history[0], history[1]).index) == twice
    assert growth(toy("before"), toy("after")).to_dict() == {"A": 0.1, "B": 0.15, "C": 0.05}


def test_the_frame_handed_out_can_be_changed_without_harm(history):
    result = trend(history, "VN-12")
    mine = result.to_frame()
    mine["value"] = pd.NA
    assert result.frame["value"].notna().any()
