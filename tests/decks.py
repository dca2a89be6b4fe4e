"""Decks made by hand, with everything that a meeting may bring: every kind of chart, long texts, long tables, missing
figures, in both languages."""

from functools import cache

from dti_core.i18n import Translator
from dti_core.meeting.builder import build
from dti_core.meeting.materials import gather
from dti_core.meeting.settings import Settings
from dti_core.meeting.slide import Deck, Figure, Series, Slide, SlideChart, SlideTable, Tile
from dti_core.store import Store

NAMES = {
    "vi": ("Hạ tầng số", "Hoạt động chính quyền số", "Hoạt động kinh tế số", "Hoạt động xã hội số", "Nhân lực số",
           "Thể chế số và nhận thức số"),
    "en": ("Digital infrastructure", "Digital government activity", "Digital economy activity",
           "Digital society activity", "Digital workforce", "Digital institutions and awareness"),
}  # fmt: skip
WORDS = {
    "vi": {
        "title": "Họp Ban Chỉ đạo chuyển đổi số quý IV", "subtitle": "Tỉnh Lai Châu · DTI 2022",
        "source": "Nguồn: Bộ Thông tin và Truyền thông, Quyết định số 922/QĐ-BTTTT ngày 20/5/2022; Báo cáo DTI 2022",
        "standing": "Chúng ta đang ở đâu",
        "message": "Giá trị tăng 0,1682 nhưng tụt 5 bậc: 62 tỉnh còn lại tăng trung bình 0,2109, nhanh hơn chúng ta.",
        "missing": "Chưa công bố", "max": "Tối đa", "own": "Lai Châu", "median": "Trung vị", "others": "Tỉnh khác",
        "points": "điểm", "rank": "Hạng", "value": "Giá trị", "target": "Mục tiêu 2025", "agency": "Cơ quan chủ trì",
        "task": "Việc", "due": "Hạn", "gain": "Tăng dự kiến", "note": "Số liệu suy ra từ giá trị đã công bố.",
        "work": "Hoàn thành phủ sóng băng rộng cố định tới 100 % thôn, bản; ưu tiên bản chưa có điện lưới quốc gia",
        "dept": "Sở Thông tin và Truyền thông", "notes": "Nói chậm câu đầu. Nhắc lại hạng mục tiêu: 45.",
        "bullet": "Chủ tịch UBND các huyện chịu trách nhiệm về tỷ lệ hồ sơ trực tuyến toàn trình của địa phương mình, "
        "báo cáo trước ngày 15 hằng tháng.",
    },
    "en": {
        "title": "Steering committee on digital transformation, fourth quarter", "subtitle": "Lai Chau · DTI 2022",
        "source": "Source: Ministry of Information and Communications, Decision 922/QD-BTTTT; DTI report 2022",
        "standing": "Where we stand",
        "message": "The value rose by 0.1682 and yet five places were lost: the other 62 rose by 0.2109 on average.",
        "missing": "Not published", "max": "Maximum", "own": "Lai Chau", "median": "Median", "others": "Others",
        "points": "points", "rank": "Rank", "value": "Value", "target": "Target 2025", "agency": "Lead agency",
        "task": "Task", "due": "Due", "gain": "Planned gain", "note": "Derived from what is published.",
        "work": "Finish fixed broadband coverage of all villages, those without grid electricity first",
        "dept": "Department of Information and Communications", "notes": "Say the first sentence slowly. Target: 45.",
        "bullet": "Chairmen of the districts answer for the share of procedures completed online and report before the "
        "15th of each month.",
    },
}  # fmt: skip


def number(x: float | None, decimals: int, lang: str, signed: bool = False) -> str:
    """As people write it, made here without the translator, so that tests have something to compare with."""
    if x is None:
        return "–"
    text = f"{abs(x):.{decimals}f}"
    text = text.replace(".", ",") if lang == "vi" else text
    return ("−" if x < 0 else "+" if signed and x > 0 else "") + text


def series(name: str, values: tuple[float | None, ...], lang: str, decimals: int, **more: object) -> Series:
    return Series(name, values, labels=tuple(number(v, decimals, lang) for v in values), **more)  # type: ignore[arg-type]


def sample(lang: str) -> Deck:
    """Twelve slides or so: all that there is."""
    w, names = WORDS[lang], NAMES[lang]
    source, notes = w["source"], w["notes"]

    def n(x: float | None, decimals: int = 2, signed: bool = False) -> str:
        return number(x, decimals, lang, signed)

    cards = (
        Figure(w["rank"], "53/63", "▼5", "subject"), Figure(w["value"], n(0.5032, 4), "▲" + n(0.1682, 4), "better"),
        Figure(w["target"], "45/63", n(0.0406, 4), "target"), Figure(w["missing"], "–", "", "worse"),
    )  # fmt: skip
    lost = (1000.0, -67.6, -94.1, -71.8, None, -113.1, -150.1, 503.2)
    steps = (w["max"], *names, w["own"])
    waterfall = SlideChart(
        "waterfall", steps,
        (Series(w["points"], lost, "worse", ("total", *["worse"] * 6, "subject"),
                tuple(n(v, 1, 0 < k < 7) for k, v in enumerate(lost))),),
        w["message"], w["points"], 1,
    )  # fmt: skip
    waterfall = SlideChart(
        waterfall.kind, waterfall.categories,
        (Series(w["points"], lost, "worse", ("total", *["worse"] * 6, "total"), waterfall.series[0].labels),),
        waterfall.finding, waterfall.value_title, 1,
    )  # fmt: skip
    ranks = SlideChart(
        "waterfall", ("2021", w["own"], w["others"], "2022"),
        (Series(w["rank"], (48.0, -19.5, 24.5, 53.0), "worse", ("total", "better", "worse", "total"),
                ("48", "−" + n(19.5, 1), "+" + n(24.5, 1), "53")),),
        w["message"], w["rank"], 1,
    )  # fmt: skip
    bars = SlideChart(
        "bars", names,
        (series(w["own"], (32.4, 105.9, 78.2, 36.9, None, 65.25), lang, 2),
         series(w["median"], (46.1, 120.25, 80.5, 52.4, 44.0, 70.1), lang, 2, role="context")),
        w["message"], w["points"], 2,
    )  # fmt: skip
    columns = SlideChart(
        "columns", ("2020", "2021", "2022", "2023", "2024"),
        (series(w["own"], (0.2811, 0.335, 0.5032, None, 0.61), lang, 4),),
        w["message"], w["value"], 4,
    )  # fmt: skip
    many = SlideChart(
        "columns", tuple(f"{w['others']} {k}" for k in range(63)),
        (Series(w["value"], tuple(0.8 - 0.007 * k for k in range(63)), "context",
                tuple("subject" if k == 52 else "context" for k in range(63)),
                tuple(f"{w['own']} {n(0.436, 4)}" if k == 52 else "" for k in range(63))),),
        w["message"], w["value"], 4, sparse=True,
    )  # fmt: skip
    line = SlideChart(
        "line", ("2020", "2021", "2022", "2023", "2024"),
        (Series(w["others"], (10.0, 12.0, 9.0, 11.0, 8.0), "context"),
         Series(w["others"], (30.0, 25.0, 33.0, None, 40.0), "context"),
         series(w["median"], (32.0, 32.0, 32.0, 32.0, 32.0), lang, 0, role="target"),
         series(w["own"], (61.0, 48.0, 53.0, 54.0, 50.0), lang, 0)),
        w["message"], w["rank"], 0, reversed=True,
    )  # fmt: skip
    values = tuple(0.45 + 0.01 * k for k in range(12))
    ladder = SlideChart(
        "steps", (),
        (Series(w["rank"], tuple(float(56 - k) for k in range(12)), "peer"),
         Series(w["own"], tuple(51.0 if k == 5 else None for k in range(12)), "subject", (),
                tuple("51" if k == 5 else "" for k in range(12)))),
        w["message"], w["value"], 0, reversed=True, numbers=values,
    )  # fmt: skip
    tiles = SlideChart(
        "tiles", (), (), w["message"], w["value"], 4,
        tiles=(
            *(Tile(f"VN-{k}", ("LCH", "HNO", "DBI", "SLA")[k % 4], f"Tỉnh {k}", k % 8 + 1, k // 8 + 1,
                 None if k == 7 else 0.3 + k / 100, n(None if k == 7 else 0.3 + k / 100, 4),
                 None if k == 7 else k / 62, "subject" if k == 12 else "context")
            for k in range(63)),
            Tile("VN-5", "Q.đ. Hoàng Sa", "Q.đ. Hoàng Sa (Tỉnh 5)", 8, 8, 0.35, n(0.35, 4), 0.08, beside=True),
        ),
    )  # fmt: skip
    headers = (w["task"], w["agency"], w["due"], w["gain"])
    rows = tuple((f"{k + 1}. {w['work']}", w["dept"], "15/12/2026", n(k * 1.25, 2, True)) for k in range(14))
    raw = tuple((f"{k + 1}. {w['work']}", w["dept"], "15/12/2026", k * 1.25) for k in range(14))
    table = SlideTable(headers, rows, (False, False, False, True), raw, (w["note"],))
    small = SlideTable(
        ("", w["own"], w["median"]), tuple((name, n(30.5 + k, 1), n(None)) for k, name in enumerate(names)),
        (False, True, True), tuple((name, 30.5 + k, None) for k, name in enumerate(names)),
    )  # fmt: skip
    long_title = w["standing"] + ": " + w["message"]
    return Deck(
        w["title"], w["subtitle"], "29/11/2026" if lang == "vi" else "29 Nov 2026", lang,
        (
            Slide("standing", "standing", w["standing"], w["message"], many, None, cards, (), source, notes=notes),
            Slide("change", "change", w["standing"], w["message"], ranks, small, (), (), source),
            Slide("gap", "gap", w["standing"], w["message"], waterfall, None, (), (w["note"],), source, "derived"),
            Slide("target", "target", w["standing"], w["message"], bars, None, cards[:3], (), source, "assumed"),
            Slide("plan", "plan", long_title, w["message"] + " " + w["bullet"], columns, None, (), (), source),
            Slide("work", "work", w["task"], w["message"], None, table, (), (), source),
            Slide("risks", "risks", w["standing"], w["message"], None, None, (), (w["bullet"],) * 6, source),
            Slide("map", "map", w["standing"], w["message"], tiles, small, (), (), source),
            Slide("line", "change", w["standing"], w["message"], line, None, (), (), source),
            Slide("ladder", "target", w["standing"], w["message"], ladder, None, (), (), source),
            Slide("both", "work", w["task"], "", None, small, cards[:2], (w["bullet"],), source * 3),
            Slide("nothing", "sources", w["missing"], w["note"], None, None, (), (), ""),
        ),
    )  # fmt: skip


def texts(deck: Deck) -> list[str]:
    """Every text of a deck that must be readable in whatever is made of it."""
    found = [deck.title, deck.subtitle, deck.held_on]
    for slide in deck.slides:
        found += [slide.title, slide.message, slide.source, *slide.bullets]
        found += [text for figure in slide.figures for text in (figure.label, figure.value, figure.note)]
        if slide.table:
            found += [*slide.table.headers, *slide.table.notes, *(text for row in slide.table.rows for text in row)]
        if slide.chart:
            chart = slide.chart
            found += [chart.value_title, *(tile.short for tile in chart.tiles)]
            found += [] if chart.sparse else chart.categories
            for number, one in enumerate(chart.series):
                if chart.kind == "steps" and number == 0:
                    continue
                found += [text for text, value in zip(one.labels, one.values, strict=False) if value is not None]
    return [text for text in found if text]


@cache
def real(lang: str) -> Deck:
    """The meeting of Lai Châu on DTI 2022, as the app builds it."""
    store = Store.open(":memory:")
    settings = Settings(held_on="2026-12-10")
    deck = build(gather(store, store.table("province-2022"), "VN-12", settings), settings, Translator(lang))
    store.close()
    return deck
