"""The font that is shipped, measured in the browser that the tests share."""

import base64

import pytest
from playwright.sync_api import Browser

import run


@pytest.mark.parametrize("file", ["BeVietnamPro-Regular", "BeVietnamPro-Bold"])
def test_figures_line_up_and_every_letter_and_mark_is_in_the_font(browser: Browser, file: str) -> None:
    font = base64.b64encode((run.ROOT / "static" / "fonts" / f"{file}.woff2").read_bytes()).decode()
    html = f"<style>@font-face {{ font-family: F; src: url(data:font/woff2;base64,{font}) }}</style><p>"
    measure = """async texts => {
        await document.fonts.load('40px F');
        const pen = document.createElement('canvas').getContext('2d');
        const width = (text, font) => { pen.font = '40px ' + font; return pen.measureText(text).width };
        return texts.map(text => [width(text, 'F, serif'), width(text, 'F, monospace')]) }"""
    page = browser.new_page()
    page.set_content(html)
    pairs = page.evaluate(measure, [f"{number:02}" for number in range(100)])
    letters = "aàáảãạăằắẳẵặâầấẩẫậđeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
    marks = page.evaluate(measure, list(letters + letters.upper() + "▲▼→←−–·…≥≤×½%"))
    page.close()
    assert {round(width, 3) for width, _ in pairs} == {round(pairs[0][0], 3)}
    # a character the font lacks would take its width from whichever font is named next
    assert [i for i, (serif, mono) in enumerate(marks) if serif != mono] == []
