"""Every table of every page can be taken away: one button, files made when asked for."""

import pytest

from dti_core.i18n import LANGUAGES, Translator
from tests.pages.conftest import OpenPage

# page: the boxes it offers when it opens
BOXES = {
    "overview": ["overview_files"], "trends": ["trends_files"], "compare": ["compare_files"], "map": ["map_files"],
    "gap": ["gap_files"], "simulate": ["simulate_files"], "target": ["target_files"],
    "data": ["data_coverage_files"], "method": ["method_value_files"],
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", BOXES)
def test_a_page_offers_its_tables_in_four_kinds_and_makes_none_before_the_box_is_open(
    name: str, lang: str, open_page: OpenPage
) -> None:
    page, t = open_page(name, ngon_ngu=lang), Translator(lang)
    offered = [key for key in BOXES[name] if key in page.session_state]
    assert offered == BOXES[name]
    closed = {button.proto.label for button in page.get("download_button")}
    assert t("widgets.files_xlsx") not in closed
    page.session_state[offered[0]] = True
    page.run()
    assert not page.exception and not page.error
    kinds = ("xlsx", "csv", "csv_plain", "parquet")
    labels = {button.proto.label for button in page.get("download_button")} - closed
    assert labels == {t(f"widgets.files_{kind}") for kind in kinds}


def test_one_of_several_tables_is_picked_for_csv_and_parquet(open_page: OpenPage) -> None:
    page = open_page("simulate")
    page.session_state["simulate_files"] = True
    page.run()
    picker = page.selectbox(key="simulate_files_table")
    assert len(picker.options) >= 5
    picker.select(picker.options[2]).run()
    assert not page.exception and page.selectbox(key="simulate_files_table").value == picker.options[2]
