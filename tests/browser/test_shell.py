"""The frame around the pages, in a real browser: links, choices, languages, and nothing left in English."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dti_core.i18n import Translator, texts
from tests.serving import Server, serve

ADDRESSES = {
    "overview": "/", "trends": "/xu-huong", "compare": "/so-sanh", "map": "/ban-do", "gap": "/khoang-cach",
    "simulate": "/mo-phong", "target": "/muc-tieu", "book": "/kich-ban", "progress": "/tien-do", "meeting": "/hop-quy",
    "data": "/du-lieu",
    "journal": "/nhat-ky", "method": "/phuong-phap",
}  # fmt: skip
RECORD_DRAWN_TEXT = """
    window.drawn = new Set();
    const fillText = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
        window.drawn.add(text);
        return fillText.call(this, text, ...rest);
    };
"""
OpenPage = Callable[..., Page]
Settle = Callable[[Page], None]


def box(page: Page, key: str) -> Locator:
    """The closed box of the selectbox or multiselect with this key."""
    return page.locator(f".st-key-{key} input")


def pick(page: Page, key: str, typed: str) -> None:
    box(page, key).click()
    box(page, key).fill(typed)
    page.get_by_role("option").first.click()


def click_header(page: Page, frame: Locator, column: int, where: float) -> None:
    """Click the header of the gallery's table, whose four columns are equally wide: at 0.92 is its menu."""
    frame.scroll_into_view_if_needed()
    edges = frame.bounding_box()
    assert edges
    x, y = edges["x"] + edges["width"] / 4 * (column - 1 + where), edges["y"] + 16
    page.mouse.move(x, y, steps=3)
    page.mouse.click(x, y)


def is_at(page: Page, **choices: str) -> None:
    """Wait until the address says so."""
    for name, value in choices.items():
        expect(page).to_have_url(re.compile(rf"[?&]{name.replace('_', '-')}={re.escape(value)}(&|$)"))


def everything_said(page: Page) -> str:
    """Visible text and the attributes that are read out or shown as tips; without icons, code and our own "English"."""
    return str(
        page.evaluate("""() => {
            const names = ["aria-label", "title", "placeholder", "alt", "data-title", "aria-valuetext"];
            const said = [];
            for (const element of document.body.querySelectorAll("*")) {
                if (element.closest("script, style, code, svg, [data-testid*=Icon]")) continue;
                if (!element.checkVisibility()) continue;
                names.forEach((name) => said.push(element.getAttribute(name) ?? ""));
                for (const node of element.childNodes) if (node.nodeType === 3) said.push(node.data);
            }
            return said.filter(Boolean).join("\\n").replace(/^English$/gm, "");
        }""")
    )


def english_in(text: str) -> set[str]:
    """Words of Streamlit's own that are in `text` and could not be Vietnamese."""
    english, vietnamese = (
        {word.lower() for key, value in texts(lang).items() if key.startswith("browser.")
         for word in re.findall(r"[A-Za-z]{3,}", re.sub(r"\{\w+\}", "", value))}
        for lang in ("en", "vi")
    )  # fmt: skip
    return (english - vietnamese - {"than"}) & {word.lower() for word in re.findall(r"\b[A-Za-z]{3,}\b", text)}


def menu_is_ours(page: Page) -> None:
    t = Translator("vi")
    links = page.get_by_test_id("stSidebarNavLink")
    expect(links).to_have_count(len(ADDRESSES))
    assert [text.split("\n")[-1] for text in links.all_inner_texts()] == [t(f"app.{name}") for name in ADDRESSES]


# -- cold start ------------------------------------------------------------------------------------------------------


def test_the_first_request_of_a_fresh_server_may_be_a_link_to_a_page(tmp_path: Path, open_page: OpenPage) -> None:
    with serve(tmp_path) as server:
        page = open_page("/mo-phong", at=server)
        for _ in ("cold", "warm"):
            expect(page).to_have_title("Mô phỏng")
            expect(page.get_by_role("dialog")).to_have_count(0)
            menu_is_ours(page)
            page.context.close()
            page = open_page("/mo-phong", at=server)
        page.context.close()
    assert server.complaints() == []


def test_a_mangled_link_to_a_fresh_server_names_what_is_wrong_and_works(tmp_path: Path, open_page: OpenPage) -> None:
    with serve(tmp_path) as server:
        page = open_page(
            "/khoang-cach?ky=%3Cimg%20src%3Dx%3E**2022**&don-vi=VN-99%60%5Bx%5D(y)&la=1&%ff=%ff", at=server
        )
        expect(page).to_have_title("Khoảng cách")
        warnings = page.get_by_test_id("stAlert")
        expect(warnings).to_have_count(2)
        expect(warnings.nth(0)).to_contain_text("ky = <img src=x>**2022**")
        expect(warnings.nth(1)).to_contain_text("don-vi = VN-99`[x](y)")
        expect(page.locator(".stMain img")).to_have_count(0)
        menu_is_ours(page)
        is_at(page, ky="province-2022", don_vi="VN-12")
        page.context.close()
    assert server.complaints() == []


def test_a_database_in_use_elsewhere_is_said_not_traced(tmp_path: Path, open_page: OpenPage) -> None:
    (tmp_path / "other").mkdir()
    with serve(tmp_path) as first, serve(tmp_path / "other", database=tmp_path / "dti.duckdb") as second:
        open_page("/", at=first).context.close()
        page = open_page("/", at=second)
        expect(page.get_by_test_id("stAlert")).to_contain_text("dti.duckdb đang được một chương trình khác sử dụng")
        expect(page.get_by_test_id("stSidebarNavLink")).to_have_count(len(ADDRESSES))
        page.context.close()
    assert second.complaints() == []


# -- every page ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", ADDRESSES)
def test_every_page_opens_by_its_address(name: str, lang: str, open_page: OpenPage) -> None:
    page = open_page(f"{ADDRESSES[name]}?ngon-ngu={lang}")
    expect(page.locator("h1").first).not_to_be_empty()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("html")).to_have_attribute("lang", lang)
    if lang == "vi":
        assert english_in(everything_said(page)) == set()


@pytest.mark.parametrize("width, height", [(390, 844), (1280, 720)])
@pytest.mark.parametrize("name", ADDRESSES)
def test_no_page_is_wider_than_its_screen(name: str, width: int, height: int, open_page: OpenPage) -> None:
    page = open_page(ADDRESSES[name], viewport={"width": width, "height": height})
    main = page.locator(".stMain")
    assert main.evaluate("main => main.scrollWidth - main.clientWidth") <= 0


def test_an_unknown_address_says_so_in_vietnamese(open_page: OpenPage) -> None:
    page = open_page("/khong-co", expected="The page that you have requested does not seem to exist")
    expect(page.get_by_role("dialog")).to_contain_text("Không có trang này. Đang mở trang Tổng quan.")
    page.get_by_role("dialog").get_by_label("Đóng").click()
    expect(page.locator("h1")).to_be_visible()


# -- choices and the address -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed, name, entity",
    [
        ("lai chau", "Lai Châu", "VN-12"),
        ("lai châu", "Lai Châu", "VN-12"),
        ("da nang", "Đà Nẵng", "VN-48"),
        ("ĐÀ NẴNG", "Đà Nẵng", "VN-48"),
        ("dak lak", "Đắk Lắk", "VN-66"),
        ("daklak", "Đắk Lắk", "VN-66"),
        ("ba ria", "Bà Rịa - Vũng Tàu", "VN-77"),
    ],
)
def test_typing_without_accents_finds_a_province(typed: str, name: str, entity: str, open_page: OpenPage) -> None:
    page = open_page("/?don-vi=VN-01")
    box(page, "app_entity").click()
    box(page, "app_entity").press_sequentially(typed)
    first = page.get_by_role("option").first
    expect(first).to_have_text(name)
    expect(first).to_have_accessible_name(name)
    first.click()
    is_at(page, don_vi=entity)


def test_a_copied_link_opens_the_same_view(open_page: OpenPage) -> None:
    page = open_page("/so-sanh")
    pick(page, "app_round", "2023")
    is_at(page, ky="province-2023")
    pick(page, "app_entity", "long an")
    is_at(page, don_vi="VN-80")
    page.get_by_text("English", exact=True).click()
    is_at(page, ngon_ngu="en")
    other = open_page(page.url.partition("/so-sanh")[2].join(["/so-sanh", ""]))
    expect(other).to_have_title("Compare")
    assert box(other, "app_round").input_value().startswith("2023 ·")
    assert box(other, "app_entity").input_value().startswith("Long An")
    assert other.url == page.url


def test_choices_are_kept_on_the_way_to_another_page(open_page: OpenPage) -> None:
    page = open_page("/?ky=province-2023&don-vi=VN-80")
    page.get_by_role("link", name="Khoảng cách").click()
    expect(page).to_have_title("Khoảng cách")
    is_at(page, ky="province-2023", don_vi="VN-80")


def test_back_and_forward_undo_and_redo_choices_and_pages(open_page: OpenPage) -> None:
    page = open_page("/xu-huong?don-vi=VN-01")
    pick(page, "app_entity", "da nang")
    is_at(page, don_vi="VN-48")
    page.get_by_role("link", name="Mô phỏng").click()
    expect(page).to_have_title("Mô phỏng")
    is_at(page, don_vi="VN-48")
    page.go_back()
    expect(page).to_have_title("Xu hướng")
    is_at(page, don_vi="VN-48")
    page.go_back()
    is_at(page, don_vi="VN-01")
    expect(box(page, "app_entity")).to_have_value(re.compile("^Hà Nội"))
    page.go_forward()
    expect(box(page, "app_entity")).to_have_value(re.compile("^Đà Nẵng"))
    page.go_forward()
    expect(page).to_have_title("Mô phỏng")


def test_a_merged_province_is_followed_and_found_again(open_page: OpenPage) -> None:
    page = open_page("/?don-vi=VN-80&ky=province-2023")
    pick(page, "app_round", "34")
    expect(box(page, "app_entity")).to_have_value(re.compile("^Tây Ninh"))
    expect(page.get_by_test_id("stAlert")).to_contain_text("Long An")
    pick(page, "app_round", "2022")
    expect(box(page, "app_entity")).to_have_value(re.compile("^Long An"))
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_page_choices_come_from_the_link_and_survive_leaving_the_page(
    open_page: OpenPage, gallery: Server, settle: Settle
) -> None:
    page = open_page("/hoi?moc=rank:45&voi=VN-48&them=VN-01,VN-80", at=gallery)
    main = page.locator(".stMain")
    for said in ("mốc rank:45", "một VN-48", "nhiều VN-01,VN-80"):
        expect(main.get_by_text(said, exact=True)).to_be_visible()
    page.get_by_text("Dẫn đầu").click()
    is_at(page, moc="best")
    page.get_by_role("link", name="Hiện").click()
    expect(page).to_have_title("Hiện")
    expect(page).not_to_have_url(re.compile("moc="))
    page.get_by_role("link", name="Hỏi").click()
    for said in ("mốc best", "một VN-48", "nhiều VN-01,VN-80"):
        expect(main.get_by_text(said, exact=True)).to_be_visible()
    is_at(page, moc="best", voi="VN-48")
    page.reload()
    settle(page)
    expect(main.get_by_text("mốc best", exact=True)).to_be_visible()


def test_bad_page_choices_are_named_one_by_one(open_page: OpenPage, gallery: Server) -> None:
    page = open_page("/hoi?moc=rank:99&voi=VN-12&them=VN-01,x", at=gallery)
    expect(page.get_by_test_id("stAlert")).to_have_count(3)
    for bad in ("moc = rank:99", "voi = VN-12", "them = VN-01,x"):
        expect(page.get_by_test_id("stAlert").filter(has_text=bad)).to_have_count(1)
    expect(page.get_by_text("mốc median", exact=True)).to_be_visible()


# -- Vietnamese ------------------------------------------------------------------------------------------------------


def test_nothing_of_streamlits_own_is_left_in_english(open_page: OpenPage, gallery: Server) -> None:
    page = open_page("/", at=gallery)
    expect(page.locator(".modebar-btn").first).to_be_attached()
    page.locator("[data-testid=stDataFrame]").last.hover()
    page.locator(".js-plotly-plot").first.hover()
    assert english_in(everything_said(page)) == set()
    page.get_by_role("link", name="Hỏi").click()
    expect(page).to_have_title("Hỏi")
    box(page, "ask_one").click()
    box(page, "ask_one").fill("zzz")
    expect(page.get_by_text("Không tìm thấy")).to_be_visible()
    assert english_in(everything_said(page)) == set()
    page.keyboard.press("Escape")
    box(page, "ask_some").click()
    expect(page.get_by_text("Chọn tất cả")).to_be_visible()
    assert english_in(everything_said(page)) == set()
    page.keyboard.press("Escape")
    box(page, "ask_text").fill("3")
    expect(page.get_by_text("Nhấn Enter để áp dụng")).to_be_visible()
    assert english_in(everything_said(page)) == set()


def test_the_menu_and_the_search_of_a_table_are_vietnamese(open_page: OpenPage, gallery: Server) -> None:
    page = open_page("/", at=gallery)
    frame = page.get_by_test_id("stDataFrame").last
    click_header(page, frame, 2, 0.92)
    menu = page.get_by_test_id("stDataFrameColumnMenu")
    expect(menu.get_by_text("Xếp tăng dần")).to_be_visible()
    expect(menu.locator("[aria-haspopup]").filter(visible=True)).to_have_count(0)
    assert english_in(everything_said(page)) == set()
    page.keyboard.press("Escape")
    frame.hover()
    page.get_by_label("Tìm", exact=True).last.click()
    expect(page.get_by_text("Gõ để tìm")).to_be_visible()
    assert english_in(everything_said(page)) == set()


def test_switching_the_language_changes_streamlits_words_too(open_page: OpenPage, gallery: Server) -> None:
    page = open_page("/hoi", at=gallery)
    expect(page.get_by_label("Thu gọn thanh bên")).to_be_attached()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_label("Collapse sidebar")).to_be_attached()
    expect(page.get_by_test_id("stSliderThumbValue")).to_have_text("0.00")
    page.get_by_text("Tiếng Việt", exact=True).click()
    expect(page.get_by_label("Thu gọn thanh bên")).to_be_attached()
    expect(page.get_by_test_id("stSliderThumbValue")).to_have_text("0,00")


def test_a_lost_connection_is_explained_in_vietnamese(tmp_path: Path, browser: Browser, settle: Settle) -> None:
    page = browser.new_page()
    with serve(tmp_path) as server:
        page.goto(server.url)
        settle(page)
    expect(page.get_by_role("dialog")).to_contain_text("python run.py", timeout=30_000)
    assert english_in(everything_said(page)) == set()
    page.close()


# -- figures ---------------------------------------------------------------------------------------------------------


def test_a_table_draws_commas_and_dashes_and_sorts_by_number(
    open_page: OpenPage, gallery: Server, settle: Settle
) -> None:
    page = open_page("/", at=gallery)
    page.add_init_script(RECORD_DRAWN_TEXT)
    page.reload()
    settle(page)
    frame = page.get_by_test_id("stDataFrame").last
    frame.scroll_into_view_if_needed()
    for wanted in ("0,5032", "0,8002", "–", "9,50", "10,25", "1.000,00"):
        page.wait_for_function("text => window.drawn.has(text)", arg=wanted)
    assert page.evaluate("[...window.drawn].filter(text => /^[0-9]+[.][0-9]+$/.test(text) || text == 'None')") == []

    names = frame.locator("table[role=grid] tbody td:first-child")
    click_header(page, frame, 3, 0.4)
    expect(names).to_have_text(["Lai Châu", "Đà Nẵng", "Hà Nội"])  # 9,50 < 10,25 < 1.000,00
    click_header(page, frame, 3, 0.4)
    expect(names).to_have_text(["Hà Nội", "Đà Nẵng", "Lai Châu"])


def test_a_file_is_made_when_it_is_asked_for(open_page: OpenPage, gallery: Server) -> None:
    page = open_page("/", at=gallery)
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải Excel").click()
    assert download.value.suggested_filename == "show-province-2022-VN-12.xlsx"
    assert Path(download.value.path()).read_bytes() == b"made late"


def test_a_file_can_be_handed_in(open_page: OpenPage, gallery: Server) -> None:
    page = open_page("/hoi", at=gallery)
    page.locator("input[type=file]").set_input_files(
        {"name": "bang-diem.xlsx", "mimeType": "application/octet-stream", "buffer": b"PK"}
    )
    expect(page.get_by_text("tệp: bang-diem.xlsx, 2 byte")).to_be_visible()
    assert english_in(everything_said(page)) == set()


def test_sources_name_document_date_link_and_quote(open_page: OpenPage, gallery: Server) -> None:
    page = open_page("/", at=gallery)
    page.get_by_text("Nguồn (", exact=False).click()
    sources = page.locator(".st-key-sources")
    expect(sources).to_contain_text("UBND tỉnh Lai Châu · 2023")
    expect(sources).to_contain_text("“năm 2022, xếp hạng 53, giá trị DTI là 0,5032”")
    link = sources.get_by_role("link").first
    expect(link).to_have_attribute("href", re.compile("^https?://"))
    expect(link).to_have_attribute("rel", re.compile("noopener|noreferrer"))
