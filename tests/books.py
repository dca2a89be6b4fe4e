"""Files as offices send them, for tests: sheets from rows, and two whole rankings of other indices."""

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

from dti_core.intake import reader
from dti_core.intake.aims import CatalogueAim, ScoresAim
from dti_core.intake.grid import Book, Cell, Sheet
from dti_core.intake.proposal import commit, propose
from dti_core.office.journal import Batch
from dti_core.store import Store

AT = dt.datetime(2026, 11, 29, 8, 0)
Rows = Sequence[Sequence[object]]
EGOV = Path(__file__).parents[1] / "data" / "published" / "other" / "egov_application_2017.csv"


def sheet(rows: Rows, name: str = "Sheet1") -> Sheet:
    """A sheet of plain values; a text that begins with "=" is a formula, a Cell is taken as it is."""
    wide = max(len(row) for row in rows)
    return Sheet(
        name,
        tuple(
            tuple(_cell(r, c, row[c - 1] if c <= len(row) else None) for c in range(1, wide + 1))
            for r, row in enumerate(rows, start=1)
        ),
    )


def _cell(row: int, column: int, value: object) -> Cell:
    if isinstance(value, Cell):
        return value
    if isinstance(value, str) and value.startswith("="):
        return Cell(row, column, 1.0, value)
    return Cell(row, column, value)  # type: ignore[arg-type]


def book(rows: Rows, name: str = "tệp.xlsx") -> Book:
    """A workbook of one sheet, without a file."""
    return Book(name, hashlib.sha256(repr(rows).encode()).hexdigest(), (sheet(rows),))


def xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """A real workbook."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(list(row))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def bring(store: Store, content: bytes, name: str, aim: CatalogueAim | ScoresAim) -> str:
    """A file read, proposed and committed."""
    proposal = propose(store, reader.read(content, name), aim)
    assert proposal.stops == ()
    return commit(store, proposal, Batch(aim.kind, "Hoa", AT, name, content))


def egov_rows() -> list[tuple[str, int, str]]:
    """Name, rank and value (with a comma) as published."""
    with EGOV.open(encoding="utf-8", newline="") as lines:
        return [(name, int(rank), value) for name, rank, value in list(csv.reader(lines))[2:]]


EGOV_CATALOGUE = CatalogueAim(
    "egov-2017", "egov-application", "Mức độ ứng dụng CNTT, phát triển Chính phủ điện tử",
    "Application of IT, development of e-government", "value", 3,
)  # fmt: skip
EGOV_SCORES = ScoresAim(
    "egov-application-2017", "egov-2017", 2017, "63 tỉnh, thành phố", "63 provinces and cities", 63,
    dt.date(2018, 7, 5),
)  # fmt: skip


def bring_egov(store: Store, points: float | None = None) -> None:
    """A real ranking of another index: its catalogue (one index, points unknown unless given), then its figures."""
    catalogue = xlsx({"Bộ chỉ số": [["Mã", "Tên chỉ số", "Điểm tối đa"],
                                    ["UDCNTT", EGOV_CATALOGUE.name_vi, points]]})  # fmt: skip
    scores = xlsx({"Kết quả": [["Tỉnh, thành phố", "Xếp hạng", "Giá trị"], *egov_rows()]})
    bring(store, catalogue, "bo-chi-so.xlsx", EGOV_CATALOGUE)
    bring(store, scores, "ket-qua.xlsx", EGOV_SCORES)


SERVICE = CatalogueAim("service-2025", "service", "Chỉ số phục vụ", "Service index", "points", 2)
SERVICE_ROUNDS = {
    2024: {"Lai Châu": (9, "60%", 3.5), "Sơn La": (6, "70%", 4), "Điện Biên": (10, "40%", 2), "Lào Cai": (2, "95%", 5)},
    2025: {"Lai Châu": (6, "70%", 4), "Sơn La": (6, "72%", 4), "Điện Biên": (8, "55%", 3), "Lào Cai": (3, "90%", 4.5)},
}


def bring_service(store: Store) -> None:
    """An index made up for tests: three measures, one of them better when lower, with weights in percent.

    Days to answer (best 2, worst 10, 50 %), share answered online (30 %), satisfaction from 1 to 5 (20 %).
    """
    catalogue = xlsx({"Bộ chỉ số": [
        ["STT", "Chỉ số", "Trọng số (%)", "Chiều", "Mức tốt nhất", "Mức kém nhất", "Đơn vị tính"],
        [1, "Số ngày giải quyết trung bình", 50, "thấp tốt", 2, 10, "ngày"],
        [2, "Tỷ lệ hồ sơ trực tuyến", 30, "cao tốt", 1, 0, None],
        [3, "Mức hài lòng", 20, "cao tốt", 5, 1, None],
    ]})  # fmt: skip
    bring(store, catalogue, "phuc-vu.xlsx", SERVICE)
    for year, rows in SERVICE_ROUNDS.items():
        heading = ["Tỉnh", "Số ngày giải quyết trung bình", "Tỷ lệ hồ sơ trực tuyến", "Mức hài lòng"]
        scores = xlsx({"Số liệu": [heading, *([name, *row] for name, row in rows.items())]})
        aim = ScoresAim(f"service-{year}", "service-2025", year, "4 tỉnh miền núi", "4 mountain provinces", 4)
        bring(store, scores, f"so-lieu-{year}.xlsx", aim)


def service_points(days: float, online: float, happy: float) -> tuple[float, float, float]:
    """Points of the made-up service index, by its description."""
    return 50 * (10 - days) / (10 - 2), 30 * online, 20 * (happy - 1) / (5 - 1)
