"""The palette is told apart by all readers: distances under simulated colour blindness."""

from itertools import combinations

import numpy as np
import pytest

from tinbergen.charts.theme import DARK, LIGHT, chart_css, contrast

# Machado, Oliveira and Fernandes (2009), table 1, severity 1.0, on linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def lab(colour, vision):
    """CIE L*a*b* of a colour as a vision sees it."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(vision @ linear, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_tones_differ_for_every_reader(palette, vision):
    seen = [lab(tone, VISIONS[vision]) for tone in palette.tones]
    distances = [np.linalg.norm(a - b) for a, b in combinations(seen, 2)]
    first = [np.linalg.norm(a - b) for a, b in combinations(seen[:6], 2)]
    assert min(distances) > 9
    assert min(first) > 12


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read(palette):
    for colour in (palette.ink, palette.muted, *palette.words):
        assert contrast(colour, palette.paper) >= 4.5


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_rules_name_a_plain_colour_for_programs_without_variables():
    assert ".tb .f1{fill:#17437f;fill:var(--tb-t1);}" in chart_css()
    assert "prefers-color-scheme:dark" in chart_css()
