"""LibreOffice draws every file once for all tests: a conversion takes seconds."""

import os
import shutil
from pathlib import Path

import pytest

from dti_core.deck import agency_papers
from dti_core.deck.annex import docx
from dti_core.deck.pptx_deck import pptx
from dti_core.i18n import Translator
from tests.decks import real, sample
from tests.papers import busy, sheets
from tests.rendered import Page, convert, read
from tests.templates import office

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.render)


@pytest.fixture(scope="session")
def files() -> dict[str, bytes]:
    """Name with ending -> what the app would hand out."""
    annexes = {f"annex-{lang}.docx": docx(busy(lang), Translator(lang)) for lang in ("vi", "en")}
    papers = {f"sheets-{lang}.docx": agency_papers.docx(sheets(), None, Translator(lang)) for lang in ("vi", "en")}
    return (
        annexes
        | papers
        | {
            "deck-vi.pptx": pptx(sample("vi")),
            "deck-en.pptx": pptx(sample("en")),
            "office-vi.pptx": pptx(sample("vi"), office()),
            "real-vi.pptx": pptx(real("vi")),
            "real-en.pptx": pptx(real("en")),
        }
    )


@pytest.fixture(scope="session")
def drawn(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Page]]:
    """The pages of each file as LibreOffice draws them."""
    soffice = os.environ.get("DTI_OFFICE") or shutil.which("soffice")
    assert soffice, "DTI_OFFICE names no LibreOffice; `python run.py test` finds or installs one"
    made = convert(soffice, files, tmp_path_factory.mktemp("drawn"))
    return {name: read(content) for name, content in made.items()}
