"""Files as offices send them are read as Excel shows them; hostile and wrong ones are refused, in seconds."""

import datetime as dt
import io
import itertools
import json
import subprocess
import sys
import unicodedata
import zipfile
from time import perf_counter

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dti_core import excel
from dti_core.errors import WorkbookError
from dti_core.i18n import Translator
from dti_core.intake import bounds, child, delimited, kind, package, plain, reader, xlsx
from tests.books import egov_rows

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
PARTS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
PASSWORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
OLD_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "Workbook".encode("utf-16-le") + bytes(500)


def by_hand(sheet: str, more: dict[str, str] | None = None, prolog: str = "") -> bytes:
    """A workbook with one sheet, its XML as given: what Excel would never write, too."""
    parts = {
        "xl/workbook.xml": f'<workbook {MAIN} {RELATIONS}><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships {PARTS}><Relationship Id="rId1" Type="worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"{prolog}<worksheet {MAIN}>{sheet}</worksheet>",
    } | (more or {})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def values(content: bytes, name: str = "a.xlsx") -> list[list[object]]:
    return [[cell.value for cell in row] for row in reader.read(content, name).sheets[0].rows]


def refusal(content: bytes, name: str = "a.xlsx") -> WorkbookError:
    """What a file is refused with; never after more than a few seconds."""
    began = perf_counter()
    with pytest.raises(WorkbookError) as caught:
        reader.read(content, name)
    assert perf_counter() - began < bounds.SECONDS + 5
    return caught.value


# -- what is read --------------------------------------------------------------------------------------------------


def test_cells_are_read_as_excel_stores_and_shows_them():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Lai Châu", 0.5032, 53, True, dt.date(2026, 7, 5), dt.datetime(2026, 7, 5, 14, 30), None, "=1+1"])
    sheet["J1"] = 0.125
    sheet["J1"].number_format = "0.0%"
    (row,) = reader.read(saved(book), "a.xlsx").sheets[0].rows
    assert [cell.value for cell in row] == [
        "Lai Châu", 0.5032, 53, True, dt.date(2026, 7, 5), dt.datetime(2026, 7, 5, 14, 30), None, None, None, 0.125,
    ]  # fmt: skip
    assert (row[7].formula, row[7].place, row[9].percent, row[1].percent) == ("=1+1", "H1", True, False)


def test_a_formula_keeps_its_text_and_the_value_last_calculated():
    sheet = (
        '<sheetData><row r="1"><c r="A1"><f>SUM(B1:C1)</f><v>45.5</v></c><c r="B1"><f t="shared" si="0" ref="B1:C1">'
        'D1*2</f><v>1</v></c><c r="C1"><f t="shared" si="0"/><v>2</v></c><c r="D1" t="str"><f>"a"&amp;"b"</f><v>ab</v>'
        '</c><c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData>'
    )
    (row,) = reader.read(by_hand(sheet), "a.xlsx").sheets[0].rows
    assert [(cell.value, cell.formula) for cell in row] == [
        (45.5, "=SUM(B1:C1)"), (1, "=D1*2"), (2, "=D1*2"), ("ab", '="a"&"b"'), ("#DIV/0!", "=1/0"),
    ]  # fmt: skip


def test_a_merged_range_has_the_value_of_its_first_cell_everywhere():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"], sheet["C2"], sheet["D2"] = "STT", "TỰ ĐÁNH GIÁ", "Điểm", "Giải trình"
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:D1")
    assert values(saved(book)) == [["STT", *["TỰ ĐÁNH GIÁ"] * 3], ["STT", None, "Điểm", "Giải trình"]]


def test_a_range_merged_over_the_whole_sheet_is_spread_no_farther_than_the_table():
    sheet = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    assert values(by_hand(sheet)) == [[1, 1], [1, 2]]


def test_hidden_sheets_are_named_and_not_read():
    book = openpyxl.Workbook()
    book.active.append(["shown"])
    for name, state in (("ẩn", "hidden"), ("rất ẩn", "veryHidden")):
        other = book.create_sheet(name)
        other["A1"] = "hidden"
        other.sheet_state = state
    found = reader.read(saved(book), "a.xlsx")
    assert ([sheet.name for sheet in found.sheets], found.hidden) == (["Sheet"], ("ẩn", "rất ẩn"))


def test_macros_are_left_alone():
    book = by_hand('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>', {"xl/vbaProject.bin": "macro"})
    assert values(book, "a.xlsm") == [[1]]


def test_texts_are_composed_and_rich_texts_joined():
    strings = f"<sst {MAIN}><si><r><t>Lai Cha\u0302</t></r><r><t>u</t></r><rPh><t>x</t></rPh></si></sst>"
    book = by_hand('<sheetData><row><c t="s"><v>0</v></c></row></sheetData>', {"xl/sharedStrings.xml": strings})
    assert values(book) == [["Lai Châu"]]


def test_dates_of_macs_first_workbooks_count_from_1904():
    sheets = '<workbookPr date1904="1"/><sheets><sheet name="S" r:id="rId1"/></sheets>'
    text = f"<workbook {MAIN} {RELATIONS}>{sheets}</workbook>"
    styles = f'<styleSheet {MAIN}><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    more = {"xl/workbook.xml": text, "xl/styles.xml": styles}
    assert values(by_hand('<sheetData><row><c s="0"><v>0</v></c><c><v>1</v></c></row></sheetData>', more)) == [
        [dt.date(1904, 1, 1), dt.date(1904, 1, 2)]
    ]


def test_nan_and_infinity_stay_texts_so_that_no_figure_can_be_one():
    sheet = (
        "<sheetData><row><c><v>NaN</v></c><c><v>INF</v></c><c><v>1E999</v></c><c><v>-1E-400</v></c></row></sheetData>"
    )
    assert values(by_hand(sheet)) == [["NaN", "INF", "1E999", 0]]


def test_blank_rows_and_columns_that_are_only_formatted_are_left_off():
    rows = "".join(f'<row r="{row}" ht="15"><c r="A{row}" s="1"/></row>' for row in range(2, 200_000))
    book = by_hand(f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{rows}</sheetData>')
    assert values(book) == [[1]]


@given(st.lists(st.lists(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False,
              width=32), st.dates(dt.date(1901, 1, 1), dt.date(2100, 1, 1)), st.text("aạĐ €1,5", min_size=1)),
    min_size=3, max_size=3), min_size=1, max_size=5))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_what_openpyxl_writes_is_read_as_openpyxl_reads_it(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([text_as_text(value) for value in row])
    written = openpyxl.load_workbook(io.BytesIO(saved(book))).active
    sheets, _ = xlsx.parse(saved(book))
    found = {place: value for place, (value, _, _) in sheets[0].cells.items()}
    for row in written.iter_rows():
        for cell in row:
            expected = cell.value.date() if isinstance(cell.value, dt.datetime) else cell.value
            expected = {"date": expected.isoformat()} if isinstance(expected, dt.date) else expected
            expected = (expected.strip() or None) if isinstance(expected, str) else expected
            assert found.get((cell.row, cell.column)) == expected


def text_as_text(value):
    return f"x{value}" if isinstance(value, str) and value[0] == "=" else value


# -- texts with separators -----------------------------------------------------------------------------------------

TABLE = "Tỉnh;Giá trị\r\nThừa Thiên Huế;0,6975\r\nĐắk Lắk;0,5266\r\n"
ROWS = [["Tỉnh", "Giá trị"], ["Thừa Thiên Huế", "0,6975"], ["Đắk Lắk", "0,5266"]]


def windows_1258(text: str, apart: bool = False) -> bytes:
    """As Windows writes Vietnamese: the letter with its shape, then the tone as a mark of its own; apart: also where
    there is one sign for both (á)."""
    out = b""
    for letter in text:
        whole = b"" if apart else letter.encode("cp1258", errors="ignore")
        parts = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323"]
        rest = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tones))
        out += whole or (rest + "".join(tones)).encode("cp1258")
    return out


@pytest.mark.parametrize(
    "content",
    [TABLE.encode(), TABLE.encode("utf-8-sig"), TABLE.encode("utf-16"), TABLE.encode("utf-16-le"),
     TABLE.encode("utf-16-be"), windows_1258(TABLE), unicodedata.normalize("NFD", TABLE).encode(),
     TABLE.replace(";", "\t").encode(), ("sep=;\r\n" + TABLE).encode(), TABLE.encode() + b"\x1a"],
    ids=["utf-8", "mark", "utf-16", "utf-16-le", "utf-16-be", "1258", "nfd", "tab", "sep", "ctrl-z"],
)  # fmt: skip
def test_every_encoding_and_separator_gives_the_same_cells(content):
    assert values(content, "a.csv") == ROWS


@pytest.mark.parametrize("apart", [False, True], ids=["joined", "apart"])
@pytest.mark.parametrize("case", [str, str.upper, str.lower])
def test_every_province_in_windows_1258_is_read_in_capitals_and_small_letters(case, apart):
    """Capitals too, which are no old font: Ê after I is BIÊN."""
    rows = [["Tỉnh", "Ghi chú"], *([name, f"{name}:\ndòng hai"] for name, _, _ in egov_rows())]
    said = [[case(cell) for cell in row] for row in rows]
    text = "\r\n".join(f'{name};"{note}"' for name, note in said)
    assert values(windows_1258(text, apart), "a.csv") == said


def test_commas_part_cells_unless_the_semicolon_does_it_better():
    assert values(b'a,b\n"x;y",1\n"p;q",2\n', "a.csv") == [["a", "b"], ["x;y", "1"], ["p;q", "2"]]
    assert values(b"a;b\n1,5;2,5\n", "a.csv") == [["a", "b"], ["1,5", "2,5"]]


def test_line_ends_inside_quotation_marks_belong_to_the_cell():
    assert values('Mã;"Điểm\ntối đa"\n1;100\n'.encode(), "a.csv") == [["Mã", "Điểm\ntối đa"], ["1", "100"]]


# Not an apostrophe first: in a CSV that is how we say that a text is no formula.
TYPED = st.text("aĐ=+-@;,\t\"' 1", max_size=5).filter(lambda text: not text.strip().startswith("'"))


@given(st.lists(st.lists(TYPED, min_size=2, max_size=2), min_size=1, max_size=5))
@settings(max_examples=80, deadline=None)
def test_our_own_csv_is_read_back_cell_by_cell(rows):
    for lang in ("vi", "en"):
        frame = pd.DataFrame([["m", "n"], *rows], columns=["Mã", "Nội dung"], dtype=object)
        grid = delimited.parse(excel.csv_bytes(frame, Translator(lang)), "a")
        for row, column in itertools.product(range(len(rows)), range(2)):
            found = grid.cells.get((row + 3, column + 1), (None, "", False))
            assert found[:2] == (plain.tidy(rows[row][column]) or None, "")


def test_a_text_that_begins_like_a_formula_is_marked_as_one():
    (row,) = reader.read(b"=1+1;-5\n", "a.csv").sheets[0].rows
    assert [(cell.value, cell.formula) for cell in row] == [("=1+1", "=1+1"), ("-5", "")]


# -- what is refused -----------------------------------------------------------------------------------------------


def bomb() -> bytes:
    return by_hand("<sheetData/>", {"xl/sharedStrings.xml": "<sst>" + " " * 50_000_000 + "</sst>"})


def lying_bomb() -> bytes:
    """Declares a small size and unpacks to a large one."""
    content = bytearray(by_hand("<sheetData>" + " " * 150_000_000 + "</sheetData>"))
    small = (1000).to_bytes(4, "little")
    place = 0
    while (place := content.find(b"PK\x01\x02", place)) >= 0:
        content[place + 24 : place + 28] = small
        place += 4
    return bytes(content)


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in itertools.pairwise("abcdefghi")
) + "]>"  # fmt: skip
ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = f'<sheetData>{ROW}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
WIDE = "<sheetData>" + "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in (1, 90_000)) + (
    '<row r="5"><c r="AZ5"><v>1</v></c></row></sheetData>'
)  # fmt: skip
LINKED = {
    "xl/externalLinks/externalLink1.xml": f"<externalLink {MAIN}/>",
    "xl/externalLinks/_rels/externalLink1.xml.rels": f'<Relationships {PARTS}><Relationship Id="rId1" Type="x" '
    'Target="file:///D:/Bao%20cao.xlsx" TargetMode="External"/></Relationships>',
}
LONG = f"<sst {MAIN}><si><t>{'a' * 30_000}</t></si></sst>"
REPEATED = "".join(f'<row r="{n}"><c t="s"><v>0</v></c></row>' for n in range(1, 60_000)).join(
    ("<sheetData>", "</sheetData>")
)
ONE = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'


@pytest.mark.parametrize(
    ("make", "name", "code"),
    [
        (lambda: b"", "a.xlsx", "empty_file"),
        (lambda: b"\r\n \r\n", "a.csv", "empty_file"),
        (lambda: PASSWORD, "a.xlsx", "password"),
        (lambda: OLD_XLS, "a.xls", "old_xls"),
        (lambda: OLD_XLS, "a.xlsx", "old_xls"),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "a.xlsx", "other_type"),
        (lambda: b"%PDF-1.7 ...", "a.csv", "other_type"),
        (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "web_table"),
        (lambda: b"\xef\xbb\xbf  <TABLE border=1>", "a.xlsx", "web_table"),
        (lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "a.xls",
         "web_table"),
        (lambda: TABLE.encode(), "a.xlsx", "text_as_workbook"),
        (lambda: by_hand(ONE), "a.csv", "workbook_as_text"),
        (lambda: by_hand(ONE), "a.docx", "unknown_suffix"),
        (lambda: by_hand("")[:-300], "a.xlsx", "damaged_workbook"),
        (lambda: by_hand("<sheetData><row>"), "a.xlsx", "damaged_workbook"),
        (lambda: by_hand('<sheetData><row><c t="s"><v>7</v></c></row></sheetData>'), "a.xlsx", "damaged_workbook"),
        (lambda: by_hand('<sheetData><row><c r="ZZZ1"><v>7</v></c></row></sheetData>'), "a.xlsx", "damaged_workbook"),
        (lambda: by_hand("<sheetData/>"), "a.xlsx", "nothing_inside"),
        (lambda: by_hand(ONE, {"word/document.xml": ""}), "a.xlsx", "other_type"),
        (lambda: by_hand(ONE, {"xl/workbook.bin": ""}), "a.xlsx", "other_type"),
        (bomb, "a.xlsx", "zip_bomb"),
        (lambda: by_hand(ONE, {f"xl/{n}.xml": "" for n in range(5_001)}), "a.xlsx", "zip_bomb"),
        (lambda: by_hand(ONE, prolog=LAUGHS), "a.xlsx", "entities"),
        (lambda: by_hand(ONE, prolog='<!DOCTYPE l SYSTEM "file:///etc/passwd">'), "a.xlsx", "entities"),
        (lambda: by_hand(FAR), "a.xlsx", "cell_too_far"),
        (lambda: by_hand(WIDE), "a.xlsx", "sheet_too_big"),
        (lambda: by_hand(REPEATED, {"xl/sharedStrings.xml": LONG}), "a.xlsx", "too_much_text"),
        (lambda: by_hand(ONE, LINKED), "a.xlsx", "external_links"),
        (lambda: by_hand(ONE, {"xl/connections.xml": ""}), "a.xlsx", "external_links"),
        (lambda: b"a;b\nx\0y;1\n", "a.csv", "not_text"),
        (lambda: b"a;" + b"b" * 100_000, "a.csv", "text_too_long"),
        (lambda: b"a;" + b"b" * 5_000_000, "a.csv", "text_too_long"),
        (lambda: b'a;b\n"never closed;1\n2;3\n', "a.csv", "bad_quotes"),
        (lambda: b"a;b\n\x8d\x8e\x8f;1\n", "a.csv", "unknown_letters"),
        (lambda: "STT;§iÓm tèi ®a;ChØ sè thµnh phÇn\n1;100;NhËn thøc sè\n".encode("latin-1"), "a.csv", "old_font"),
        (lambda: b"x\n" * 100_001, "a.csv", "cell_too_far"),
        (lambda: b";".join(b"1" for _ in range(1_001)), "a.csv", "cell_too_far"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(make, name, code):
    refused = refusal(make(), name)
    assert refused.code == code
    assert all(refused.text(Translator(lang)) for lang in ("vi", "en"))


def test_a_refusal_names_the_place_to_mend():
    assert "XFD1048576" in refusal(by_hand(FAR)).text(Translator("vi"))
    assert "Bao%20cao.xlsx" in refusal(by_hand(ONE, LINKED)).text(Translator("vi"))
    assert "dòng 2" in refusal(b'a;b\n"x;1\n2;3\n', "a.csv").text(Translator("vi"))


def test_a_file_with_a_cell_at_the_far_corner_is_small():
    assert len(by_hand(FAR)) < 4_600


def test_a_bomb_that_lies_about_its_size_is_stopped_while_it_unpacks():
    assert refusal(lying_bomb()).code in ("zip_bomb", "damaged_workbook")


def test_a_million_blank_rows_are_read_past_within_bounds():
    """As Excel leaves them when somebody has formatted whole columns."""
    rows = "".join(f'<row r="{row}" spans="1:1"/>' for row in range(2, 1_048_577))
    content = by_hand(f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{rows}</sheetData>')
    found = reader.answer(content, [*reader.command(), "a.xlsx"])
    assert len(found["sheets"][0]["cells"]) == 1
    assert found["peak"] < 150_000_000


def test_more_bytes_than_allowed_are_refused_before_anything_is_started():
    assert refusal(bytes(bounds.MOST_BYTES + 1)).code == "file_too_big"


def test_too_many_sheets_are_refused():
    many = "".join(f'<sheet name="S{n}" r:id="rId1"/>' for n in range(bounds.MOST_SHEETS + 1))
    book = f"<workbook {MAIN} {RELATIONS}><sheets>{many}</sheets></workbook>"
    assert refusal(by_hand(ONE, {"xl/workbook.xml": book})).code == "too_many_sheets"


# -- the process apart ---------------------------------------------------------------------------------------------


def test_a_child_that_hangs_is_stopped():
    began = perf_counter()
    with pytest.raises(WorkbookError) as caught:
        reader.answer(b"", [sys.executable, "-I", "-S", "-c", "while True: pass"], seconds=0.5)
    assert (caught.value.code, perf_counter() - began < 5) == ("reading_too_long", True)


def test_a_child_that_dies_is_a_refusal():
    with pytest.raises(WorkbookError, match="boom"):
        reader.answer(b"", [sys.executable, "-I", "-S", "-c", "raise SystemExit('boom')"])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_child_that_wants_too_much_memory_says_so():
    """The largest thing it may have is smaller than what it asks for."""
    program = reader.command()
    greedy = program[4].replace(
        "child.main()", "child._parsed = lambda *_: bytearray(2 * child.MOST_MEMORY)\nchild.main()"
    )
    found = reader.answer(b"x", [*program[:4], greedy, program[5], "a.csv"])
    assert (found["refused"], found["details"]) == ("too_much_memory", {"most": bounds.MOST_MEMORY // 1_000_000})


def test_hostile_files_stay_far_below_the_limit_of_memory():
    for content in (bomb(), lying_bomb(), by_hand(FAR), by_hand(REPEATED, {"xl/sharedStrings.xml": LONG})):
        found = reader.answer(content, [*reader.command(), "a.xlsx"])
        assert "refused" in found
        assert found["peak"] < 300_000_000


def test_the_child_imports_nothing_of_the_app_and_starts_at_once():
    began = perf_counter()
    program = reader.command()
    listing = "import sys, json; print(json.dumps(sorted(sys.modules)))"
    spying = program[4].replace("child.main()", listing)
    done = subprocess.run([*program[:4], spying, program[5]], capture_output=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert not {"pandas", "numpy", "openpyxl", "streamlit", "duckdb", "dti_core.store"} & loaded
    assert perf_counter() - began < 5


def test_the_checksum_is_that_of_the_file_as_sent():
    """`printf 'a;b' | sha256sum`"""
    expected = "5719af18823567701f70e9f302f75d96e574215493286286a57b0a4959672283"
    assert reader.read(b"a;b", "a.csv").sha256 == expected


def test_only_the_name_of_a_file_is_kept_of_its_path():
    assert reader.read(b"a;b", "C:\\Temp\\bảng.csv").file_name == "bảng.csv"


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(content):
    for name in ("a.xlsx", "a.csv"):
        found = child.answer(content, name)
        assert ("refused" in found) != ("sheets" in found)


@given(st.integers(0, 3_000), st.binary(min_size=1, max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_damage_to_a_workbook_is_read_or_refused(place, noise):
    book = openpyxl.Workbook()
    book.active.append(["Lai Châu", 0.5032])
    content = bytearray(saved(book))
    place %= len(content)
    content[place : place + len(noise)] = noise
    found = child.answer(bytes(content), "a.xlsx")
    assert ("refused" in found) != ("sheets" in found)


def test_bytes_decide_what_a_file_is():
    assert (kind.kind(b"PK\x03\x04....", "A.XLSX"), kind.kind(b"a", "b.TXT")) == ("workbook", "text")


def test_a_package_finds_its_parts_in_either_case():
    assert "XL/Workbook.xml" in package.Package(by_hand(ONE))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_child_that_works_too_long_is_stopped_by_its_own_limit():
    program = reader.command()
    lazy = program[4].replace("child.main()", "child.CPU_SECONDS = 1\nchild.limit_itself()\nwhile True: pass")
    with pytest.raises(WorkbookError) as caught:
        reader.answer(b"", [*program[:4], lazy, program[5]])
    assert caught.value.code == "reading_too_long"


def test_a_workbook_whose_elements_have_a_prefix_is_read_like_any_other():
    """As some systems write them."""
    main = MAIN.replace("xmlns=", "xmlns:x=")
    sheet = f'<x:worksheet {main}><x:sheetData><x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c></x:row></x:sheetData>'
    assert values(by_hand("", {"xl/worksheets/sheet1.xml": f"{sheet}</x:worksheet>"})) == [[5]]


def test_cells_without_an_address_follow_each_other():
    sheet = "<sheetData><row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row></sheetData>"
    assert values(by_hand(sheet)) == [[1, None, 3], [4, None, None]]


NOISE = ("-1", "9" * 30, "NaN", '"', "<", "A0", "ZZZZ9", "1e400", 't="s"', 't="d"', 't="shared" si="0"', 's="99"',
         'r="0"', "_xD83D_", "&#0;", "A1:A0", "")  # fmt: skip


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_any_change_inside_the_parts_of_a_workbook_is_read_or_refused(data):
    book = openpyxl.Workbook()
    book.active.append(["Lai Châu", 0.5032, True, dt.date(2026, 7, 5), "=1+1"])
    book.active.merge_cells("A1:A2")
    with zipfile.ZipFile(io.BytesIO(saved(book))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    text = parts[name]
    place = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.sampled_from([0, 1, 2, 5, 20]))
    parts[name] = text[:place] + data.draw(st.sampled_from(NOISE)) + text[place + cut :]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    found = json.loads(json.dumps(child.answer(stream.getvalue(), "a.xlsx")))
    assert ("refused" in found) != ("sheets" in found)
