"""Make the two fonts from the upstream TrueType files (fontpkg-be-vietnam-pro 1.2 on PyPI): woff2 for the web pages,
TrueType for what is embedded in PDF files and for measuring text (dti_core/deck/fonts).

Upstream has figures of different widths and no tabular ones, so columns of numbers would not line up, and canvas
tables and SVG charts offer no way to ask for them. Here every figure gets the same width and no kerning. Upstream
also lacks ▲ ▼ ← →, which mark changes of rank; they are drawn here so that they look alike on every machine.
The licence (OFL.txt) reserves no font name, so the result keeps the family's name.

    python -m pip install fontpkg-be-vietnam-pro==1.2 fonttools==4.68.0 brotli==1.2.1
    python static/fonts/make_fonts.py
"""

import sys
from importlib.resources import files
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

DECK = Path(__file__).parents[2] / "dti_core" / "deck" / "fonts"
DIGITS = "0123456789"
# corner points in units of the triangle's or arrow's box: x 0 … 1, y 0 … 1 (up)
SHAPES = {
    "▲": [(0, 0), (0.5, 1), (1, 0)],
    "▼": [(0, 1), (1, 1), (0.5, 0)],
    "→": [(0, 0.42), (0, 0.58), (0.62, 0.58), (0.62, 0.86), (1, 0.5), (0.62, 0.14), (0.62, 0.42)],
    "←": [(1, 0.42), (0.38, 0.42), (0.38, 0.14), (0, 0.5), (0.38, 0.86), (0.38, 0.58), (1, 0.58)],
}


def make_figures_tabular(font: TTFont) -> None:
    """Give the ten figures the width of the zero, each centred in it."""
    cmap, widths, glyphs = font.getBestCmap(), font["hmtx"], font["glyf"]
    target = widths[cmap[ord("0")]][0]
    names = {cmap[ord(digit)] for digit in DIGITS}
    for name in names:
        width, bearing = widths[name]
        shift = round((target - width) / 2)
        glyph = glyphs[name]
        if glyph.isComposite():
            raise ValueError(f"{name} is composite")
        glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(glyphs)
        widths[name] = (target, bearing + shift)
    remove_kerning(font, names)


def remove_kerning(font: TTFont, names: set[str]) -> None:
    """Take the glyphs out of every pair adjustment, on both sides."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            if table.LookupType != 2:
                continue
            if table.Format == 1:
                kept = [
                    (glyph, pairs)
                    for glyph, pairs in zip(table.Coverage.glyphs, table.PairSet, strict=True)
                    if glyph not in names
                ]
                table.Coverage.glyphs = [glyph for glyph, _ in kept]
                table.PairSet = [pairs for _, pairs in kept]
                for pairs in table.PairSet:
                    pairs.PairValueRecord = [r for r in pairs.PairValueRecord if r.SecondGlyph not in names]
            else:
                table.Coverage.glyphs = [glyph for glyph in table.Coverage.glyphs if glyph not in names]
                for classes in (table.ClassDef1.classDefs, table.ClassDef2.classDefs):
                    for name in names:
                        classes.pop(name, None)


def add_shapes(font: TTFont) -> None:
    """Draw the marks that upstream lacks, as wide as a figure and a little lower than a capital."""
    cmap = font.getBestCmap()
    width, height = font["hmtx"][cmap[ord("0")]][0], font["OS/2"].sCapHeight
    left, low, box_width, box_height = 0.06 * width, 0.06 * height, 0.88 * width, 0.88 * height
    order = font.getGlyphOrder()
    for character, corners in SHAPES.items():
        if ord(character) in cmap:
            raise ValueError(f"upstream has {character} now")
        name = f"uni{ord(character):04X}"
        pen = TTGlyphPen(None)
        points = [(round(left + x * box_width), round(low + y * box_height)) for x, y in corners]
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()
        order = [*order, name]
        font.setGlyphOrder(order)
        font["glyf"][name] = pen.glyph()
        font["glyf"][name].recalcBounds(font["glyf"])
        font["hmtx"][name] = (width, round(left))
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(character)] = name


def main() -> int:
    source = files("fontpkg_be_vietnam_pro") / "files"
    for weight in ("Regular", "Bold"):
        font = TTFont(str(source / f"BeVietnamPro-{weight}.ttf"), recalcTimestamp=False)
        make_figures_tabular(font)
        add_shapes(font)
        font.flavor = "woff2"
        target = Path(__file__).with_name(f"BeVietnamPro-{weight}.woff2")
        font.save(target)
        print(f"{target.name}: {target.stat().st_size:,} bytes")
        font.flavor = None
        font.save(DECK / f"BeVietnamPro-{weight}.ttf")
    return 0


if __name__ == "__main__":
    sys.exit(main())
