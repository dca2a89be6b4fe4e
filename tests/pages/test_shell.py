"""The frame around every page: menu, choices, address, languages."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from dti_core.i18n import Translator, texts
from tests.pages.conftest import PAGES, ROOT, OpenPage


def texts_on(page: AppTest) -> str:
    """Everything a reader sees that AppTest knows of."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error", "metric", "text")
    return "\n".join(str(element.value) for kind in kinds for element in page.get(kind))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_in_both_languages(name: str, lang: str, open_page: OpenPage) -> None:
    page = open_page(name, ngon_ngu=lang)
    assert not page.exception
    assert not page.error
    assert len(page.title) == 1
    assert page.title[0].value
    assert len(page.main.children) > 2  # the language's mark, the title, and something
    groups = "|".join({key.partition(".")[0] for key in texts(lang)})
    assert not re.search(rf"\b({groups})\.[a-z_]+\b", texts_on(page))


def test_menu_and_app_know_the_same_pages() -> None:
    assert sorted(path.stem for path in (ROOT / "pages").glob("*.py")) == sorted(PAGES)


def test_no_page_has_the_address_of_its_file() -> None:
    source = (ROOT / "app.py").read_text("utf-8")
    addresses = dict(re.findall(r'"(\w+)": \("([\w-]*)", "\w+"\)', source))
    assert sorted(addresses) == sorted(PAGES)
    assert len(set(addresses.values())) == len(PAGES)
    assert all(name != address for name, address in addresses.items())


def test_a_new_visitor_sees_lai_chau_2022_in_vietnamese(open_page: OpenPage) -> None:
    page = open_page()
    assert page.selectbox(key="app_entity").value == "VN-12"
    assert page.selectbox(key="app_round").value == "province-2022"
    assert page.sidebar.selectbox[0].label == Translator("vi")("app.round")
    assert page.query_params == {"ngon-ngu": "vi", "ky": "province-2022", "don-vi": "VN-12"}


def test_the_address_is_obeyed_and_follows(open_page: OpenPage) -> None:
    page = open_page("gap", ky="province-2023", don_vi="VN-80", ngon_ngu="en")
    assert page.selectbox(key="app_entity").value == "VN-80"
    assert page.sidebar.selectbox[0].label == Translator("en")("app.round")
    page.selectbox(key="app_round").select("province-2024").run()
    assert page.query_params | {"ngon-ngu": "en", "ky": "province-2024", "don-vi": "VN-80"} == page.query_params


@pytest.mark.parametrize(
    "name, parameter, default",
    [("overview", "ngon-ngu", "vi"), ("overview", "ky", "province-2022"), ("method", "don-vi", "VN-12")],
)
def test_a_bad_choice_is_named_and_replaced(name: str, parameter: str, default: str, open_page: OpenPage) -> None:
    page = open_page(name, **{parameter: "<b>x</b>`'\""})
    assert not page.exception
    named = [warning.value for warning in page.warning if warning.icon == ":material/link_off:"]
    assert len(named) == 1
    assert f"{parameter} = `` <b>x</b>`'\" ``" in named[0]
    assert page.query_params[parameter] in (default, [default])
    assert not [warning for warning in page.run().warning if warning.icon == ":material/link_off:"]


def test_long_an_is_followed_into_the_merger_and_back(open_page: OpenPage) -> None:
    page = open_page(don_vi="VN-80")
    page.selectbox(key="app_round").select("province-2024-34").run()
    assert page.selectbox(key="app_entity").value == "VN2025-80"
    assert "Long An" in page.info[0].value
    assert "Tây Ninh" in page.info[0].value
    page.selectbox(key="app_round").select("province-2023").run()
    assert page.selectbox(key="app_entity").value == "VN-80"
    assert not page.info


def test_an_entity_without_counterpart_gives_way_to_one_of_the_round(open_page: OpenPage) -> None:
    page = open_page(ky="agency-laocai-2022-a", don_vi="VN-12")
    shown = page.selectbox(key="app_entity").value
    assert shown != "VN-12"
    assert "Lai Châu" in page.info[0].value
    page.selectbox(key="app_entity").select(shown).run()


def test_every_label_of_the_sidebar_is_in_the_language_chosen(open_page: OpenPage) -> None:
    for lang in ("vi", "en"):
        page, t = open_page(ngon_ngu=lang), Translator(lang)
        assert [box.label for box in page.sidebar.selectbox] == [t("app.round"), t("app.entity")]


def test_the_language_that_an_overtaken_run_lost_is_the_last_one_again(open_page: OpenPage) -> None:
    page = open_page(ngon_ngu="en")
    page.session_state["app_language"] = None
    page.run()
    assert not page.exception and page.session_state["app_language"] == "en"


def test_the_words_for_streamlit_have_the_same_gaps_in_both_languages() -> None:
    english, vietnamese = texts("en"), texts("vi")
    for key in (key for key in english if key.startswith("browser.")):
        assert sorted(re.findall(r"\{\w+\}", english[key])) == sorted(re.findall(r"\{\w+\}", vietnamese[key])), key
