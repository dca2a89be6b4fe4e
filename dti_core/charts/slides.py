"""A slide's chart for the wall: large type, names at the marks, nothing to hover over."""

from itertools import pairwise

from dti_core.charts import style
from dti_core.charts.draft import Draft, Picture
from dti_core.i18n import Translator
from dti_core.meeting.slide import Role, Series, SlideChart

SIZE = 28  # px on a wall of 1280 × 720
_CHARACTER = 0.56 * SIZE  # mean width of a character
_LINE = 1.3 * SIZE  # px from line to line, as Plotly sets them
_SHARES = (0.36, 0.42, 0.5, 0.57)  # of a chart's width for the names of its rows
_OWN = 5.6  # em beside the map for the name of the subject
_APART = 10  # px between a name and its bar
_COLOURS: dict[Role, str] = {
    "subject": style.ACCENT, "context": style.GREY, "peer": style.COMPARED[1], "better": style.BETTER,
    "worse": style.WORSE, "target": style.COMPARED[0], "total": style.GREY,
}  # fmt: skip


def draw(chart: SlideChart, t: Translator, width: int, height: int) -> Picture:
    """The figure of a chart, `width` × `height` px, for a slide that is 1280 px wide.

    >>> from dti_core.meeting.slide import Series
    >>> chart = SlideChart("bars", ("An", "Bình"), (Series("giá trị", (0.6, 0.5), labels=("0,60", "0,50")),), "An hơn")
    >>> draw(chart, Translator("vi"), 800, 300).to_dict()["data"][0]["y"]
    ['An', 'Bình']
    """
    makers = {"bars": _bars, "columns": _columns, "line": _line, "steps": _steps, "tiles": _tiles,
              "waterfall": _ranks if chart.reversed else _waterfall}  # fmt: skip
    fig = makers[chart.kind](chart, width, height)
    fig.update_layout(width=width, margin={"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0})
    return style.finish(fig, t, "", "", height, size=SIZE)


def _colours(chart: SlideChart, series: Series) -> list[str]:
    """A colour for each point; the last of several totals is the entity itself."""
    roles = list(series.roles) or [series.role] * len(series.values)
    found = [_COLOURS[role] for role in roles]
    if chart.kind == "waterfall" and roles[-1] == "total":
        found[-1] = style.ACCENT
    return found


def _labels(series: Series) -> list[str]:
    return [style.inert(label) for label in series.labels] or [""] * len(series.values)


def _names(chart: SlideChart, room: float, most: int) -> list[str]:
    """Categories in lines that fit `room` px, cut after `most`; all different, as an axis needs."""
    made: list[str] = []
    for name in chart.categories:
        lines = [style.inert(line) for line in style.lines(name, room / SIZE)]
        text = "<br>".join(lines[:most]) + ("…" if len(lines) > most else "")
        made.append(text + "\u200b" * made.count(text))
    return made


def _beside(chart: SlideChart, width: float, height: float) -> tuple[list[str], float]:
    """Names to the left of rows, and the px that they take: no more of the width than lets all be read whole.

    A name may have more lines than its row is high where its neighbours leave room.
    """
    row = height / len(chart.categories)
    for share in _SHARES:
        names = _names(chart, share * width, 9)
        lines = [1 + name.count("<br>") for name in names]
        pairs = pairwise(lines)
        ends = max(lines[0], lines[-1]) / 2 * _LINE <= row / 2 + 0.3 * SIZE
        if ends and all((one + other) / 2 * _LINE <= 0.9 * row for one, other in pairs):
            break
    else:
        names = _names(chart, share * width, max(1, int(row / _LINE)))
    return names, max(_extent(line) for name in names for line in name.split("<br>")) + _APART


def _extent(text: str) -> float:
    """Px of a line."""
    return SIZE * style.extent(text.replace("&amp;", "&").replace("&lt;", "<"))


def _bars(chart: SlideChart, width: int, height: int) -> Draft:
    """Horizontal bars, the first category on top, each with its label at the end."""
    names, taken = _beside(chart, width, height)
    fig = Draft(bargap=0.35, barmode="group")
    known = [value for series in chart.series for value in series.values if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    longest = max((_extent(label) for series in chart.series for label in series.labels), default=0.0)
    room = min(0.75, longest / max(width - taken, 1)) + 0.03
    for series in chart.series:
        fig.add_bar(
            y=names, x=list(series.values), orientation="h", text=_labels(series), textposition="outside",
            cliponaxis=False, marker={"color": _colours(chart, series)}, textfont={"size": SIZE}, name=series.name,
            constraintext="none",
        )  # fmt: skip
    span = (high - low) or 1.0
    fig.update_xaxes(visible=False, range=[low - (0.3 * span if low < 0 else 0), low + span / max(0.2, 1 - room)])
    _rows(fig, names)
    return fig


def _rows(fig: Draft, names: list[str]) -> None:
    """Names from the top, apart from their bars."""
    fig.update_yaxes(type="category", categoryorder="array", categoryarray=names[::-1], tickfont={"size": SIZE},
                     ticklabelstandoff=_APART)  # fmt: skip


def _columns(chart: SlideChart, width: int, height: int) -> Draft:
    """Columns from left to right; where they are too many to be named, labels hang over those that have one."""
    series = chart.series[0]
    names = [f"{number}" for number in range(len(chart.categories))] if chart.sparse else _names(chart, 300, 2)
    fig = Draft(bargap=0.25)
    high = max((value for value in series.values if value is not None), default=1.0) or 1.0
    if not chart.sparse:
        fig.add_bar(x=names, y=list(series.values), marker={"color": _colours(chart, series)}, text=_labels(series),
                    textposition="outside", textfont={"size": SIZE}, cliponaxis=False,
                    constraintext="none")  # fmt: skip
        fig.update_yaxes(visible=False, range=[0, high * (1 + 1.6 * SIZE / height)])
        fig.update_xaxes(type="category", tickfont={"size": SIZE})
        return fig
    fig.add_bar(x=names, y=list(series.values), marker={"color": _colours(chart, series)}, name=series.name)
    placed, levels = _hung(series, width)
    top = 1.25 * SIZE * (levels + 0.4) / height
    fig.update_yaxes(visible=False, range=[0, high / max(0.3, 1 - top)])
    fig.update_xaxes(visible=False, range=[-0.6, len(names) - 0.4])
    for place, (left, level) in placed.items():
        value, label = series.values[place] or 0.0, _labels(series)[place]
        y = 1 - 1.25 * SIZE * (level + 0.5) / height
        colour = _colours(chart, series)[place]
        text = f"<b>{label}</b>" if colour == style.ACCENT else label
        fig.add_annotation(x=left / width, y=y, xref="paper", yref="paper", text=text, showarrow=False,
                           xanchor="left", yanchor="middle", font={"size": SIZE})  # fmt: skip
        under = (y - 0.55 * SIZE / height) * high / max(0.3, 1 - top)
        if under > value:
            fig.add_shape(type="line", x0=place, x1=place, y0=value, y1=under,
                          line={"width": 2, "color": colour, "dash": "dot"})  # fmt: skip
    return fig


def _hung(series: Series, width: int) -> tuple[dict[int, tuple[float, int]], int]:
    """Where labels hang: place -> (left edge in px, line from the top), so that none covers another; lines needed."""
    placed: dict[int, tuple[float, int]] = {}
    free: list[float] = []  # the right edge of what hangs on each line
    count = len(series.values)
    for place, label in enumerate(series.labels):
        if not label:
            continue
        size = (len(label) + 1.5) * _CHARACTER
        middle = width * (place + 0.5) / count
        left = min(max(0.0, middle - size / 2), max(0.0, width - size))
        level = next((number for number, edge in enumerate(free) if edge <= left), len(free))
        free[level : level + 1] = [left + size]
        placed[place] = (left, level)
    return placed, max(1, len(free))


def _line(chart: SlideChart, width: int, height: int) -> Draft:
    """One line a series; labels over the points, what is in brackets on a line of its own."""
    names = _names(chart, width / max(1, len(chart.categories)), 2)
    fig = Draft()
    known = [value for series in chart.series for value in series.values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    span = (high - low) or abs(high) or 1.0
    for series in chart.series:
        colour = _COLOURS[series.role]
        fig.add_scatter(
            x=names, y=list(series.values), mode="lines+markers+text", name=series.name, connectgaps=False,
            text=[label.replace(" (", "<br>(") for label in _labels(series)], textposition="top center",
            textfont={"size": SIZE}, cliponaxis=False, line={"width": 5, "color": colour},
            marker={"size": 16, "color": colour},
        )  # fmt: skip
    over, under = 2.9 * SIZE / height, 0.7 * SIZE / height
    whole = span / max(0.2, 1 - over - under - 2 * SIZE / height)
    ends = [low - under * whole, low - under * whole + whole]
    fig.update_yaxes(visible=False, range=ends[::-1] if chart.reversed else ends)
    fig.update_xaxes(type="category", categoryorder="array", categoryarray=names, tickfont={"size": SIZE},
                     range=[-0.5, len(names) - 0.5])  # fmt: skip
    return fig


def _ranks(chart: SlideChart, width: int, height: int) -> Draft:
    """A waterfall of ranks: 1 on top, levels as thick lines, steps as bars between them."""
    series, names = chart.series[0], _names(chart, width / len(chart.categories), 2)
    colours, labels = _colours(chart, series), _labels(series)
    fig, level, ends = Draft(bargap=0.4, barmode="overlay"), 0.0, []
    for place, (name, value) in enumerate(zip(names, series.values, strict=True)):
        total = place == 0 or (series.roles and series.roles[place] == "total")
        size = value or 0.0
        before, level = level, size if total else level + size
        ends.append(level if total else min(before, level))
        if total:
            fig.add_scatter(x=[name], y=[level], mode="markers", cliponaxis=False, marker={
                "symbol": "line-ew", "size": 110, "line": {"width": 9, "color": colours[place]}})  # fmt: skip
        else:
            fig.add_bar(x=[name], base=[before], y=[size], marker={"color": colours[place]})
            ends.append(max(before, level))
    low, high = min(ends), max(ends)
    span = max(high - low, 4.0)
    room = 3.2 * SIZE / height
    top, bottom = low - room * span / (1 - room), high + 0.06 * span
    tops, level = [], 0.0
    for place, value in enumerate(series.values):
        total = place == 0 or (series.roles and series.roles[place] == "total")
        before, level = level, (value or 0.0) if total else level + (value or 0.0)
        tops.append(level if total else min(before, level))
    for name, label, y in zip(names, labels, tops, strict=True):
        fig.add_annotation(x=name, y=y, text=f"<b>{label}</b>", showarrow=False, yanchor="bottom", yshift=8,
                           font={"size": SIZE + 8})  # fmt: skip
    fig.update_yaxes(visible=False, range=[bottom, top])
    fig.update_xaxes(type="category", categoryorder="array", categoryarray=names, tickfont={"size": SIZE})
    return fig


def _waterfall(chart: SlideChart, width: int, height: int) -> Draft:
    """From the first level down to the last, a row a step, each with its label beside it."""
    series = chart.series[0]
    names, taken = _beside(chart, width, height)
    colours, labels = _colours(chart, series), _labels(series)
    fig, level, bases, sizes = Draft(bargap=0.25), 0.0, [], []
    for place, value in enumerate(series.values):
        total = place == 0 or (series.roles and series.roles[place] == "total")
        start = 0.0 if total else level
        level = (value or 0.0) if total else level + (value or 0.0)
        bases.append(min(start, level))
        sizes.append(abs(level - start))
    fig.add_bar(y=names, x=sizes, base=bases, orientation="h", marker={"color": colours}, cliponaxis=False)
    most = max(base + size for base, size in zip(bases, sizes, strict=True)) or 1.0
    for name, label, base, size, colour in zip(names, labels, bases, sizes, colours, strict=True):
        need = (_extent(label) + SIZE) / max(width - taken, 1) * most
        inside = base == 0.0 and size > need
        left = not inside and base > need
        fig.add_annotation(
            x=base + size if inside or not left else base, y=name, text=f"<b>{label}</b>" if inside else label,
            showarrow=False, xanchor="right" if inside or left else "left", xshift=-8 if inside or left else 8,
            font={"size": SIZE} | ({"color": "white" if colour == style.ACCENT else style.INK} if inside else {}),
        )  # fmt: skip
    fig.update_xaxes(visible=False, range=[0, most * 1.01])
    _rows(fig, names)
    return fig


def _steps(chart: SlideChart, width: int, height: int) -> Draft:
    """A staircase over numbers, its corners labelled."""
    fig = Draft()
    for series in chart.series:
        colour = _COLOURS[series.role]
        fig.add_scatter(
            x=list(chart.numbers), y=list(series.values), mode="lines+markers+text", text=_labels(series),
            textposition="top center", textfont={"size": SIZE}, line={"width": 5, "color": colour, "shape": "hv"},
            marker={"size": 12, "color": colour}, cliponaxis=False, name=series.name,
        )  # fmt: skip
    fig.update_xaxes(tickfont={"size": SIZE}, tickvals=list(chart.numbers), ticktext=list(chart.categories) or None)
    fig.update_yaxes(visible=False, autorange="reversed" if chart.reversed else True)
    return fig


def _tiles(chart: SlideChart, width: int, height: int) -> Draft:
    """A tile an entity, in its place; darker is more; the subject framed, its name and label on the left.

    Names stand on the tiles where they can be read; those of the archipelagos always beside.
    """
    columns = 1 + max(tile.column for tile in chart.tiles)
    rows = 1 + max(tile.row for tile in chart.tiles)
    side = min(width / columns, height / rows)
    readable = side >= 2.2 * SIZE
    fig = Draft()
    fig.add_scatter(
        x=[tile.column for tile in chart.tiles], y=[tile.row for tile in chart.tiles],
        mode="markers+text" if readable else "markers",
        text=[style.inert(tile.short) for tile in chart.tiles] if readable else None, textfont={
            "size": SIZE, "color": ["white" if (tile.shade or 0) > 0.55 else style.INK for tile in chart.tiles]},
        marker={"symbol": "square", "size": 0.92 * side, "color": [_shade(tile.shade) for tile in chart.tiles],
                "line": {"width": [0 if tile.role != "subject" else 4 for tile in chart.tiles],
                         "color": style.ACCENT}, "opacity": 1},
    )  # fmt: skip
    named = [tile for tile in chart.tiles if tile.beside and not readable]
    after = 9.5 * _CHARACTER / side if named else 0.0
    for tile in named:
        fig.add_annotation(x=tile.column + 0.7, y=tile.row, text=style.wrap(style.inert(tile.short), 9),
                           showarrow=False, xanchor="left", align="left", font={"size": SIZE})  # fmt: skip
    spare = width / side - columns - after
    for tile in chart.tiles:
        if tile.role == "subject":
            lines = [*style.lines(tile.name, _OWN), *tile.label.split(" · ")]
            said = "<br>".join(map(style.inert, lines))
            fig.add_annotation(x=0, y=0.45, xref="paper", yref="paper", text=f"<b>{said}</b>", showarrow=False,
                               xanchor="left", align="left", font={"size": SIZE})  # fmt: skip
    fig.update_xaxes(visible=False, range=[-0.5 - spare, columns - 0.5 + after])
    fig.update_yaxes(visible=False, range=[rows - 0.5, -0.5])
    return fig


def _shade(share: float | None) -> str:
    """The colour of a share 0 … 1; grey where it is missing.

    >>> _shade(0.0), _shade(1.0), _shade(None)
    ('#e6f0f5', '#0b4a68', '#B8C0C8')
    """
    if share is None:
        return style.GREY
    low, high = next(pair for pair in zip(style.SEQUENTIAL, style.SEQUENTIAL[1:], strict=False) if share <= pair[1][0])
    part = (share - low[0]) / (high[0] - low[0])
    ends = [[int(colour[place : place + 2], 16) for place in (1, 3, 5)] for colour in (low[1], high[1])]
    return "#" + "".join(f"{round(a + part * (b - a)):02x}" for a, b in zip(*ends, strict=True))
