"""Every page works on rounds that an office brought in: another index, another scale, some figures missing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dti_core.i18n import texts
from dti_core.store import Store
from tests.books import bring_egov, bring_service

OpenPage = Callable[..., AppTest]
PAGES = tuple(sorted(path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py")))
ROUNDS = {"egov-application-2017": "VN-14", "service-2025": "VN-12"}  # Sơn La, Lai Châu


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with two other indices."""
    path = tmp_path_factory.mktemp("imported") / "dti.duckdb"
    store = Store.open(path)
    bring_egov(store)
    bring_service(store)
    store.close()
    return path


def read(page: AppTest) -> str:
    """Everything written on the page."""
    groups = (page.title, page.markdown, page.caption, page.info, page.warning, page.error)
    return "\n".join(str(element.value) for group in groups for element in group).replace("\\", "")


@pytest.mark.parametrize("round_id", ROUNDS)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_on_an_imported_round(open_page: OpenPage, name: str, round_id: str) -> None:
    page = open_page(name, ky=round_id, don_vi=ROUNDS[round_id])
    assert not page.exception and [error.value for error in page.error] == []
    assert page.title
    of_provinces = texts("vi")["gap.note_frozen"]  # which says that it speaks of the provincial DTI
    assert "DTI" not in read(page).replace(of_provinces, "")


def test_a_province_that_is_not_in_the_file_is_missing_on_every_page(open_page: OpenPage) -> None:
    """Lai Châu is one of the ten that nobody published for 2017."""
    for name in PAGES:
        page = open_page(name, ky="egov-application-2017", don_vi="VN-12")
        assert not page.exception, name
