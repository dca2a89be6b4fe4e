"""Files for the office: workbooks and CSV that Excel opens in its own language, and that never run anything.

A missing figure is a blank cell. Numbers stay numbers: a workbook carries a number format, so Excel shows the comma or
the point of its own language. A text that begins like a formula stays a text.

How a frame is written: a named index becomes the first columns; headers are written as they are, so they must already
be in the reader's language; decimals are read from the figures (four at most), or from
`frame.attrs["decimals"] = {column: places}` where published figures have dropped a trailing zero.
"""

import csv
import datetime as dt
import io
import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dti_core.i18n import Translator

XLSX_MIME, CSV_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv"
PARQUET_MIME = "application/vnd.apache.parquet"
SOURCE_COLUMNS = (
    "entity", "round", "code", "indicator", "kind", "figure", "within", "basis", "title", "publisher", "number",
    "issued_on", "locator", "quote", "note", "source_id",
)  # fmt: skip
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # a workbook says "_x0041_" for A, so a text of these letters is escaped
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_MOST_DECIMALS = 4
_PLACES = 10  # kept in a CSV: nothing here has more, and 0.1 + 0.2 should read 0,3
_NARROW, _WIDE = 9, 60  # column widths, in characters; longer texts wrap
_LONGEST_NAME = 31  # Excel's limit on a sheet's name
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_HEADER = PatternFill("solid", fgColor="E6F0F5")
_LINK = Font(color="0B4A68", underline="single")


def workbook(
    t: Translator, sheets: Mapping[str, pd.DataFrame], sources: pd.DataFrame | None = None, notes: Sequence[str] = ()
) -> bytes:
    """An xlsx file: a sheet for each frame, then the sources and the notes.

    `sources`: rows as from Store.provenance or Store.listing("sources"); its columns in SOURCE_COLUMNS get their
    headers here, others keep theirs. Sheet names are cleaned to Excel's rules and made unique.
    """
    book = Workbook()
    book.remove(book.active)
    for name, frame in sheets.items():
        _fill(book.create_sheet(_sheet_name(name, book.sheetnames)), frame, t)
    if sources is not None:
        _fill(book.create_sheet(_sheet_name(t("excel.sheet.sources"), book.sheetnames)), source_frame(sources, t), t)
    if notes:
        frame = pd.DataFrame({t("excel.sheet.notes"): list(notes)}, dtype=object)
        _fill(book.create_sheet(_sheet_name(t("excel.sheet.notes"), book.sheetnames)), frame, t)
    if not book.sheetnames:
        book.create_sheet(t("excel.sheet.notes"))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_bytes(frame: pd.DataFrame, t: Translator, bom: bool = True) -> bytes:
    """The frame as UTF-8 text with a byte order mark, without which Excel misreads Vietnamese letters.

    Vietnamese: ";" between cells and a decimal comma, as Excel expects under Vietnamese settings (pandas reads it with
    `sep=";", decimal=","`). English: "," and a point. Dates as 2023-07-12. A text that begins like a formula gets an
    apostrophe before it.

    >>> csv_bytes(pd.DataFrame({"Tỉnh": ["Lai Châu"], "Giá trị": [0.5032]}), Translator("vi"), bom=False).decode()
    'Tỉnh;Giá trị\\r\\nLai Châu;0,5032\\r\\n'
    """
    comma = t.lang == "vi"
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";" if comma else ",", lineterminator="\r\n")
    frame = _flat(frame)
    writer.writerow([_inert(str(header)) for header in frame.columns])
    for row in frame.itertuples(index=False, name=None):
        writer.writerow([_csv_text(_plain(entry, t), comma) for entry in row])
    return stream.getvalue().encode("utf-8-sig" if bom else "utf-8")


def parquet_bytes(frame: pd.DataFrame, t: Translator) -> bytes:
    """The frame as Parquet, for statistics programmes: numbers, dates and yes/no as such, what is missing is null.

    Headers as they are; a second column of the same header gets " (2)". Texts are never changed: nothing that reads
    Parquet runs formulas.

    >>> content = parquet_bytes(pd.DataFrame({"Giá trị": [0.5032, float("nan")]}), Translator("vi"))
    >>> pd.read_parquet(io.BytesIO(content))["Giá trị"].tolist()
    [0.5032, nan]
    """
    import pyarrow as pa  # only here: 0.1 s that most visitors do not need
    from pyarrow import parquet

    flat = _flat(frame)
    columns: dict[str, Any] = {}
    for place, header in enumerate(map(str, flat.columns)):
        name, count = header, 1
        while name in columns:
            count += 1
            name = f"{header} ({count})"
        columns[name] = _typed(flat.iloc[:, place], t)
    stream = io.BytesIO()
    parquet.write_table(pa.table(columns), stream)
    return stream.getvalue()


def _typed(entries: pd.Series, t: Translator) -> Any:
    """A column of one type: the one that all its entries have, else text."""
    import pyarrow as pa

    if pd.api.types.is_bool_dtype(entries):
        return pa.array([None if pd.isna(entry) else bool(entry) for entry in entries], pa.bool_())
    if pd.api.types.is_datetime64_any_dtype(entries):
        return pa.array(entries, from_pandas=True)
    plain = [_plain(entry, t) for entry in entries]
    kinds = {type(entry) for entry in plain if entry is not None}
    if pd.api.types.is_integer_dtype(entries) or kinds == {int}:
        return pa.array(plain, pa.int64())
    if pd.api.types.is_float_dtype(entries) or (kinds and kinds <= {int, float}):
        return pa.array(plain, pa.float64())
    if kinds == {dt.date}:
        return pa.array(plain, pa.date32())
    return pa.array([None if entry is None else str(entry) for entry in plain], pa.string())


def source_frame(sources: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """Sources with headers and words of the language, the document's columns in one order, repeated rows once."""
    known = [name for name in SOURCE_COLUMNS if name in sources.columns]
    rest = [name for name in sources.columns if name not in SOURCE_COLUMNS]
    frame = sources[[*rest, *known]].drop_duplicates()
    for name in ("basis", "kind"):
        if name in known:
            frame[name] = [t(f"excel.{name}.{word}") if t.has(f"excel.{name}.{word}") else word for word in frame[name]]
    if "issued_on" in known:
        frame["issued_on"] = pd.Series([day_of(text) for text in frame["issued_on"]], index=frame.index, dtype=object)
    return frame.rename(columns={name: t(f"excel.source.{name}") for name in known})


def day_of(text: Any) -> Any:
    """A date where the sources give the whole day; a year or a month as it is.

    >>> day_of("2023-07-12"), day_of("2023-10"), day_of(None)
    (datetime.date(2023, 7, 12), '2023-10', None)
    """
    whole = isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", text)
    return dt.date.fromisoformat(text) if whole else text


def _sheet_name(wanted: str, taken: Sequence[str]) -> str:
    """`wanted` by Excel's rules: at most 31 characters, none of []:*?/\\, no quote at an end, unlike the others.

    >>> _sheet_name("Kỳ 2022/2023: [63]", ["kỳ 2022 2023 63"])
    'Kỳ 2022 2023 63 (2)'
    """
    clean = " ".join(_FORBIDDEN_IN_NAMES.sub(" ", wanted).split()).strip("' ")[:_LONGEST_NAME].rstrip("' ")
    clean = clean if clean and clean.lower() != "history" else f"{clean} 1".strip()  # "History" is Excel's own
    name, count = clean, 1
    while name.lower() in {other.lower() for other in taken}:
        count += 1
        name = f"{clean[: _LONGEST_NAME - len(f' ({count})')].rstrip()} ({count})"
    return name


def _fill(sheet: Worksheet, frame: pd.DataFrame, t: Translator) -> None:
    frame = _flat(frame)
    places = frame.attrs.get("decimals", {})
    for column, header in enumerate(frame.columns, start=1):
        title = sheet.cell(1, column)
        write_text(title, str(header))
        title.font, title.fill = Font(bold=True), _HEADER
        entries = [_plain(entry, t) for entry in frame.iloc[:, column - 1]]
        decimals = places.get(header, _decimals(entries))
        for row, entry in enumerate(entries, start=2):
            _write(sheet.cell(row, column), entry, decimals)
        width = _width(str(header), entries, decimals)
        title.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = width
    if len(frame.columns):
        sheet.freeze_panes = "B2" if len(frame.columns) > 3 else "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(frame.columns))}{len(frame) + 1}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = "1:1"


def _write(cell: Cell, entry: Any, decimals: int) -> None:
    cell.alignment = Alignment(vertical="top")
    if entry is None:
        return
    if isinstance(entry, str):
        write_text(cell, entry)
        if len(entry) > _WIDE or "\n" in entry:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if re.fullmatch(r"https?://\S+", entry):
            cell.hyperlink, cell.font = entry, _LINK
            cell.data_type = "s"
    elif isinstance(entry, dt.date):
        cell.value, cell.number_format = entry, "dd/mm/yyyy"
    else:
        cell.value = entry
        whole = isinstance(entry, int) and not decimals
        cell.number_format = "0" if whole or not decimals else "#,##0." + "0" * decimals


def write_text(cell: Cell, text: str) -> None:
    """A text as a text: openpyxl would make a formula of "=1+1", an error of "#N/A", and an A of "_x0041_"."""
    cell.value = _ESCAPE.sub("_x005F_", ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    if text.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True  # stays a text when somebody edits the cell


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Named indexes as columns, stacked headers joined."""
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    if frame.columns.nlevels > 1:
        frame = frame.set_axis(
            [" · ".join(str(part) for part in header if part != "") for header in frame.columns], axis=1
        )
    return frame


def _plain(entry: Any, t: Translator) -> Any:
    """None, str, int, float or date: what a cell can hold; what is missing or infinite is None."""
    if isinstance(entry, str):
        return entry or None
    if isinstance(entry, (tuple, list, set, frozenset)):
        return ", ".join(str(part) for part in entry) or None
    if entry is None or pd.isna(entry):
        return None
    if hasattr(entry, "item"):
        entry = entry.item()
    if isinstance(entry, bool):
        return t("excel.yes") if entry else t("excel.no")
    if isinstance(entry, float):
        return entry if math.isfinite(entry) else None
    if isinstance(entry, dt.datetime):
        return entry.date() if entry.time() == dt.time.min else entry.strftime("%Y-%m-%d %H:%M")
    return entry if isinstance(entry, (int, dt.date)) else str(entry)


def _decimals(entries: Sequence[Any]) -> int:
    """Places that show every number of a column, four at most.

    >>> _decimals([0.5, 0.25, None]), _decimals([53.0, 54]), _decimals([1 / 3])
    (2, 0, 4)
    """
    numbers = [entry for entry in entries if isinstance(entry, float)]
    return next(
        (n for n in range(_MOST_DECIMALS) if all(abs(x - round(x, n)) < 10.0**-_PLACES for x in numbers)),
        _MOST_DECIMALS,
    )


def _width(header: str, entries: Sequence[Any], decimals: int) -> float:
    longest = max(
        (
            len(f"{entry:.{decimals}f}" if isinstance(entry, float) else str(entry))
            for entry in entries
            if entry is not None
        ),
        default=0,
    )
    longest_word = max((len(word) for word in header.split()), default=0)
    return float(min(max(_NARROW, longest + 2, longest_word + 4, min(len(header), 24) + 4), _WIDE))


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _csv_text(entry: Any, comma: bool) -> str:
    if entry is None:
        return ""
    if isinstance(entry, str):
        return _inert(entry)
    if isinstance(entry, float):
        number = Decimal(repr(round(entry, _PLACES)))
        text = format(number.normalize() if number else Decimal(0), "f")
        return text.replace(".", ",") if comma else text
    return str(entry)
