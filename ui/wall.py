"""The wall: every slide of a meeting laid out once at 1280 × 720; the browser shows one (wall.js, wall.css)."""

import html
from collections.abc import Callable

import streamlit as st

from dti_core.charts import style
from dti_core.charts.slides import draw
from dti_core.i18n import Translator
from dti_core.meeting.slide import Deck, Figure, Role, Slide, SlideTable

WALL, LEAVE, ASK = "meeting_wall", "meeting_wall_leave", "meeting_wall_ask"
_COLOURS: dict[Role, str] = {
    "subject": style.ACCENT, "better": style.BETTER, "worse": style.WORSE, "target": style.BETTER
}  # fmt: skip
_WIDTH, _LEFT, _TOP, _BOTTOM = 1168, 56, 208, 648  # px of the body of a slide
_SIDE, _GAP, _LINE = 340, 24, 34
_BADGES = ("derived", "assumed")
_TYPE, _NUMBER, _BADGE = 28, 100, 160  # px: of the type, the number of the slide with what keeps it apart, a badge
_BOLD = 1.07  # how much wider than plain type
_STATIC = {"staticPlot": True, "responsive": False}


def show(deck: Deck, t: Translator, draw_slides: Callable[[Callable[[], None]], None], question: Callable[[], None]
         ) -> None:  # fmt: skip
    """The whole wall: cover, slides, the question, and the button that `wall.js` presses on Esc.

    draw_slides: runs what holds no widget (`Workspace.shown` with what it depends on).
    """
    with st.container(key=WALL):
        draw_slides(lambda: _slides(deck, t))
        with st.container(key=ASK):
            question()
        st.button(t("meeting.wall.leave"), key=LEAVE, on_click=leave)


def leave() -> None:
    """Back to the page."""
    st.session_state["meeting_wall_on"] = "0"


def _slides(deck: Deck, t: Translator) -> None:
    count = len(deck.slides) + 1
    shown = ", ".join(f'html[data-wall][data-slide="{n}"] .stMain .st-key-meeting_slide_{n}' for n in range(count))
    rules = f"<style>{shown} {{ opacity: 1; visibility: visible; pointer-events: auto; }}</style>"
    st.html(f'<div data-wall-slides="{count}" class="wall-go">{_buttons(t)}</div>{rules}')
    with st.container(key="meeting_slide_0"):
        st.html(_cover(deck))
    for number, slide in enumerate(deck.slides, start=1):
        one(slide, f"meeting_slide_{number}", f"{number}/{count - 1}", t)


def one(slide: Slide, key: str, number: str, t: Translator) -> None:
    """One slide, 1280 × 720 px, in a container of its own."""
    with st.container(key=key):
        if slide.chart is None:
            st.html(page(slide, number, t))
            return
        chart = key.replace("slide", "chart") if "slide" in key else f"{key}_chart"
        left, top, width, height = _chart_box(slide)
        box = f"--x:{left - 640};--y:{top - 360};width:{width}px !important;height:{height}px"
        st.html(f"{page(slide, number, t)}<style>.stMain .st-key-{chart}{{{box}}}</style>")
        with st.container(key=chart):
            # its own size: Streamlit would measure the place it has, which is scaled to the screen
            st.plotly_chart(draw(slide.chart, t, width, height), key=chart.replace("chart", "figure"), config=_STATIC,
                            width="content", alt=slide.chart.finding)  # fmt: skip


def _buttons(t: Translator) -> str:
    signs = {"back": "‹", "next": "›", "ask": "?", "notes": "≡", "leave": "×"}
    return "".join(
        f'<button data-wall-go="{name}" title="{html.escape(t(f"meeting.wall.{name}"))}" '
        f'aria-label="{html.escape(t(f"meeting.wall.{name}"))}">{sign}</button>'
        for name, sign in signs.items()
    )  # fmt: skip


def _cover(deck: Deck) -> str:
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in (deck.subtitle, deck.held_on) if line)
    return f'<div class="wall wall-cover"><h1>{html.escape(deck.title)}</h1>{lines}</div>'


def page(slide: Slide, number: str, t: Translator) -> str:
    """Everything of a slide but its chart, as HTML of 1280 × 720 px; texts that somebody typed are escaped."""
    split = " wall-split" if slide.chart is not None and slide.table is not None else ""
    side = " wall-side" if beside(slide) else split
    tight = ' style="gap:8px"' if side and _foot(slide) > 1 else ""
    figures = f'<div class="wall-figures"{tight}>{"".join(map(_figure, slide.figures))}</div>' if slide.figures else ""
    body = f'<div class="wall-body">{figures}{_table(slide.table) if slide.table else ""}</div>'
    bullets = "".join(f"<li>{html.escape(line)}</li>" for line in slide.bullets)
    notes = f'<div class="wall-notes">{html.escape(slide.notes)}</div>' if slide.notes else ""
    basis = f"<b>{t(f'widgets.{slide.basis}')}</b>" if slide.basis in _BADGES else ""
    return (
        f'<div class="wall{side}"><div class="wall-head"><div class="wall-title">{html.escape(slide.title)}</div>'
        f'<div class="wall-message" style="font-size:{_size(slide)}px">'
        f"<span>{html.escape(slide.message)}</span></div></div>{body}"
        f'<ul class="wall-bullets">{bullets}</ul>'
        f'<div class="wall-foot"><span>{html.escape(slide.source)}</span>{basis}<span>{number}</span></div>'
        f"{notes}</div>"
    )


def _size(slide: Slide) -> int:
    """The largest type in which the sentence, which is bold, fits what the title leaves."""
    split = slide.chart is not None and slide.table is not None
    room = (100 if split else 132) - _LINE * (_lines(slide.title, _WIDTH) - 1)
    sizes = (36, 34, 30) if split else (40, 36, 34, 30)
    fits = (size for size in sizes if 1.2 * size * len(style.lines(slide.message, _WIDTH / size / _BOLD)) <= room)
    return next(fits, _TYPE)


def _figure(figure: Figure) -> str:
    note = f"<div>{html.escape(figure.note)}</div>" if figure.note else ""
    small = ' style="font-size:34px"' if len(figure.value) > 9 else ""
    colour = _COLOURS.get(figure.role, style.GREY)
    return (
        f'<div style="--role:{colour}"><div>{html.escape(figure.label)}</div>'
        f'<div class="wall-value"{small}>{html.escape(figure.value)}</div>{note}</div>'
    )


def _table(table: SlideTable) -> str:
    kinds = [' class="wall-number"' if number else "" for number in table.numbers]
    head = "".join(f"<th{kind}>{html.escape(text)}</th>" for kind, text in zip(kinds, table.headers, strict=True))
    rows = "".join(
        "<tr>" + "".join(f"<td{kind}>{html.escape(cell)}</td>" for kind, cell in zip(kinds, row, strict=True)) + "</tr>"
        for row in table.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def beside(slide: Slide) -> bool:
    """Whether the figures stand beside the chart: it is tall, and they are few."""
    chart = slide.chart
    if chart is None or slide.table is not None or chart.sparse or chart.kind == "line":
        return False
    return (chart.kind == "waterfall" or len(chart.categories) > 4) and 0 < len(slide.figures) <= 3


def _chart_box(slide: Slide) -> tuple[int, int, int, int]:
    """Left, top, width and height of the chart in px."""
    split = slide.chart is not None and slide.table is not None
    lines = sum(_lines(line, _WIDTH - 40 - (_SIDE + _GAP if beside(slide) else 0)) for line in slide.bullets)
    bottom = _BOTTOM - lines * (_LINE + 2) - (_foot(slide) - 1) * _LINE
    if split:  # a map, its table to the right
        return _LEFT, _TOP - 32, 400, bottom - _TOP + 32
    if beside(slide):
        return _LEFT + _SIDE + _GAP, _TOP, _WIDTH - _SIDE - _GAP, bottom - _TOP
    top = _TOP + _figures_height(slide.figures)
    return _LEFT, top, _WIDTH, bottom - top


def _foot(slide: Slide) -> int:
    """Lines of the source."""
    return _lines(slide.source, _WIDTH - _NUMBER - (_BADGE if slide.basis in _BADGES else 0))


def _figures_height(figures: tuple[Figure, ...]) -> int:
    """Px that a row of figures takes, its longest label and note broken into lines, and a gap."""
    if not figures:
        return 0
    each = (_WIDTH - 24 * (len(figures) - 1)) / len(figures) - 22
    lines = max(_lines(figure.label, each) + _lines(figure.note, each) for figure in figures)
    return 52 + _LINE * lines + 12


def _lines(text: str, width: float) -> int:
    """Lines that a text takes, words kept whole."""
    return len(style.lines(text, width / _TYPE))
