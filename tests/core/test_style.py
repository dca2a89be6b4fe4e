"""The colours that carry meaning can be told from the ground and from each other, by everybody and in print."""

import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest

from dti_core.charts import style
from dti_core.deck import measure
from dti_core.i18n import texts

ROOT = Path(__file__).parents[2]
PALETTE = (style.ACCENT, *style.COMPARED)
# Machado, Oliveira, Fernandes: A physiologically-based model for simulation of color vision deficiency, 2009;
# severity 1.
SEEN_BY = {
    "everybody else": np.eye(3),
    "protanopes": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopes": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopes": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def linear(colour):
    channels = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """WCAG 2.2, "contrast ratio"."""
    light, dark = sorted((float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    """CIE L*a*b* under D65 of linear sRGB."""
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = matrix @ np.clip(rgb, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def theme():
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]


@pytest.mark.parametrize("ground", ["light", "dark"])
@pytest.mark.parametrize("colour", PALETTE)
def test_what_is_drawn_stands_out_from_the_page(colour, ground):
    """WCAG 2.2, 1.4.11: graphical objects at least 3:1."""
    assert contrast(colour, theme()[ground]["backgroundColor"]) >= 3


@pytest.mark.parametrize("ground", ["light", "dark"])
@pytest.mark.parametrize("behind", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize("text", ["textColor", "linkColor"])
def test_text_can_be_read_on_either_ground(ground, behind, text):
    """WCAG 2.2, 1.4.3: text at least 4.5:1."""
    assert contrast(theme()[ground][text], theme()[ground][behind]) >= 4.5


@pytest.mark.parametrize("eyes", SEEN_BY)
def test_no_two_lit_colours_look_alike_to_anybody(eyes):
    """2.3 is the least difference people notice side by side; 12 is told apart at a glance."""
    seen = {colour: lab(np.array(SEEN_BY[eyes]) @ linear(colour)) for colour in PALETTE}
    near = {pair: float(np.linalg.norm(seen[pair[0]] - seen[pair[1]])) for pair in itertools.combinations(PALETTE, 2)}
    assert min(near.values()) >= 12, min(near, key=near.__getitem__)


def test_a_sequence_gets_darker_all_the_way_so_that_it_survives_grey_print():
    light = [float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for _, colour in style.SEQUENTIAL]
    assert light == sorted(light, reverse=True) and light[0] / light[-1] > 5


def test_the_theme_uses_the_same_colours():
    assert theme()["chartCategoricalColors"] == list(PALETTE)


def test_a_text_is_never_wider_than_it_is_taken_for() -> None:
    """Against the shipped font itself: a little too wide is room, too narrow would be cut."""
    said = [text for lang in ("vi", "en") for key, text in texts(lang).items() if key.startswith(("meeting", "plan"))]
    said = [text for text in said if len(text) > 8 and "{" not in text and "<" not in text and "\n" not in text]
    shares = [style.extent(text) / measure.width(text, 1) for text in said]
    assert len(said) > 50 and min(shares) >= 1 and max(shares) < 1.3
    assert all(style.extent(line) <= 12 for text in said for line in style.lines(text, 12) if " " in line)
