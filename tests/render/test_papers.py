"""The annex as it comes out of the printer."""

import pytest

from dti_core import agency_words
from dti_core.deck.annex import COLUMNS, index_heading
from dti_core.i18n import Translator
from tests.papers import busy, sheets
from tests.rendered import Page

LANGS = ("vi", "en")


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_is_a_lying_a4_with_the_header_of_the_table_and_its_number(
    drawn: dict[str, list[Page]], lang: str
) -> None:
    t = Translator(lang)
    pages = drawn[f"annex-{lang}.docx"]
    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        assert (round(page.width), round(page.height)) == (842, 595)
        shown = page.has_within(str(number), (380, 20, 480, 56))
        assert shown == (number > 1)
        assert page.has(t("annex.column.evidence")) or page.has(t("annex.to"))


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_of_the_annex_is_lost_cut_or_written_over(drawn: dict[str, list[Page]], lang: str) -> None:
    t = Translator(lang)
    pages = drawn[f"annex-{lang}.docx"]
    wanted = [t(f"annex.column.{column}") for column in COLUMNS]
    for row in busy(lang).rows:
        wanted += [row.name, row.cause, row.lead, row.coordinating, row.due, *row.evidence.split("\n")]
    wanted += [t(f"annex.{name}") for name in ("nation", "motto", "sign_for", "sign_name")]
    wanted += ["282,255" if lang == "vi" else "282.255"]
    assert [text for text in wanted if text and not any(page.has(text) for page in pages)] == []
    for number, page in enumerate(pages, start=1):
        assert (number, page.cut(), page.collisions()) == (number, "", "")


@pytest.mark.parametrize("lang", LANGS)
def test_no_word_of_a_header_is_broken(drawn: dict[str, list[Page]], lang: str) -> None:
    """Each word of the headers stands on one line of the first page."""
    t = Translator(lang)
    page = drawn[f"annex-{lang}.docx"][0]
    for column in COLUMNS:
        for word in t(f"annex.column.{column}").split():
            assert any(bottom - top < 15 for _, top, _, bottom in page.places(word)), word


@pytest.mark.parametrize("lang", LANGS)
def test_the_place_to_sign_is_whole_on_one_page(drawn: dict[str, list[Page]], lang: str) -> None:
    t = Translator(lang)
    last = drawn[f"annex-{lang}.docx"][-1]
    assert all(last.has(t(f"annex.{name}")) for name in ("sign_for", "sign_by", "sign_as", "sign_name", "to"))


@pytest.mark.parametrize("lang", LANGS)
def test_every_agency_has_pages_of_its_own_with_all_that_it_leads_and_the_place_to_sign(
    drawn: dict[str, list[Page]], lang: str
) -> None:
    t = Translator(lang)
    pages = drawn[f"sheets-{lang}.docx"]
    given = sheets()
    title = t("annex.sheet.title", index=index_heading(given[0].progress.table, t))
    first = [number for number, page in enumerate(pages) if page.has(title)]
    assert len(first) == len(given) == 3
    for sheet, start, end in zip(given, first, [*first[1:], len(pages)], strict=True):
        own = pages[start:end]
        wanted = [text for item in sheet.items for text in (item.name(lang), item.coordinating, t.date(item.due_on))]
        wanted += [t("annex.sheet.taken"), t("annex.sign_for"), agency_words.name(sheet, t)]
        assert [text for text in wanted if not any(page.has(text) for page in own)] == []
        assert not own[0].has_within("2", (380, 20, 480, 56))
        assert len(own) == 1 or own[1].has_within("2", (380, 20, 480, 56))
    for number, page in enumerate(pages, start=1):
        assert (number, page.cut(), page.collisions()) == (number, "", "")
