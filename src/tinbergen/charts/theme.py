"""How pictures and documents look: colours, type and the style sheet made of them.

Tones are told apart by readers with the three common colour-vision deficiencies (the tests
measure it), and the words set in a tone are dark enough to read at label size. Each rule names the
plain colour before the CSS variable, so that programs that know no variables (office suites,
Inkscape) show the light palette instead of black.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

#: Text sizes in px: message, measure, label, source.
TITLE, SUBTITLE, LABEL, FOOT = 17.0, 13.0, 12.0, 11.0

FONT = (
    '-apple-system,"Segoe UI","Helvetica Neue",Arial,"Liberation Sans",'
    '"PingFang SC","Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",sans-serif'
)
#: Chinese quotation marks and dashes are as wide as a character; Latin fonts come first in the
#: list and would set them narrow.
_ZH_MARKS = (
    '@font-face{font-family:"tb zh marks";unicode-range:U+2014,U+2018-201D,U+2026;src:'
    'local("PingFangSC-Regular"),local("Noto Sans CJK SC"),local("Noto Sans CJK SC Regular"),'
    'local("Source Han Sans SC"),local("Microsoft YaHei")}'
)
SERIF = (
    'Charter,"Iowan Old Style","Source Serif 4",Georgia,"Liberation Serif",'
    '"Songti SC","Noto Serif CJK SC","Source Han Serif SC",SimSun,serif'
)


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as ``#rrggbb``. ``tones`` fill and stroke the series, ``words`` label them."""

    paper: str
    ink: str
    muted: str
    axis: str
    grid: str
    shade: str
    alert: str
    tones: tuple[str, ...]
    words: tuple[str, ...]

    def variables(self) -> dict[str, str]:
        """CSS variable name (without ``--tb-``) to colour."""
        plain = {
            name: getattr(self, name)
            for name in ("paper", "ink", "muted", "axis", "grid", "shade", "alert")
        }
        tones = {f"t{i}": colour for i, colour in enumerate(self.tones, 1)}
        return plain | tones | {f"w{i}": colour for i, colour in enumerate(self.words, 1)}


LIGHT = Palette(
    paper="#ffffff",
    ink="#1a2530",
    muted="#5a6771",
    axis="#8d98a1",
    grid="#e2e7eb",
    shade="#eaeef2",
    alert="#c4412b",
    tones=("#17437f", "#cc6230", "#3f9a86", "#dfb144", "#8d6ca9", "#8abbe6", "#862d42", "#b9b4ae"),
    words=("#17437f", "#b04e1b", "#227368", "#86620c", "#74528f", "#3a739c", "#862d42", "#6b655e"),
)
DARK = Palette(
    paper="#131a21",
    ink="#e6ebef",
    muted="#9fabb5",
    axis="#6c7883",
    grid="#26313b",
    shade="#1c2630",
    alert="#ff8a73",
    tones=("#8ab6f2", "#e48d5c", "#66d0bd", "#f2cf6d", "#a383b8", "#2f74ae", "#bd5f6c", "#908b84"),
    words=("#8ab6f2", "#f0a67c", "#74cbbd", "#f2cf6d", "#c3aadb", "#6aa9dc", "#e08d99", "#b3aea7"),
)


def _paint(selector: str, *declarations: tuple[str, str], more: str = "") -> str:
    colours = LIGHT.variables()
    painted = "".join(f"{p}:{colours[v]};{p}:var(--tb-{v});" for p, v in declarations)
    return f"{selector}{{{painted}{more}}}"


def _values(palette: Palette) -> str:
    return "".join(f"--tb-{name}:{colour};" for name, colour in palette.variables().items())


@cache
def chart_css() -> str:
    """The style sheet of every picture; all its rules are inside the class ``tb``."""
    rules = [
        f".tb{{{_values(LIGHT)}font-family:{FONT};font-variant-numeric:tabular-nums lining-nums}}",
        f"@media screen and (prefers-color-scheme:dark){{.tb{{{_values(DARK)}}}}}",
        ".tb text{white-space:pre}",
        ".tb .title{font-weight:650}.tb .strong{font-weight:600}",
        _ZH_MARKS,
        f'.tb:lang(zh-CN){{font-family:"tb zh marks",{FONT}}}',
        _paint(".tb .paper", ("fill", "paper")),
        _paint(".tb .ink", ("fill", "ink")),
        _paint(".tb .muted", ("fill", "muted")),
        _paint(".tb .shade", ("fill", "shade")),
        _paint(".tb .grid", ("stroke", "grid"), more="stroke-width:1"),
        _paint(".tb .axis", ("stroke", "axis"), more="stroke-width:1"),
        _paint(".tb .zero", ("stroke", "ink"), more="stroke-width:1"),
        _paint(".tb .mark", ("stroke", "muted"), more="stroke-width:1;stroke-dasharray:2 3"),
        _paint(".tb .gap", ("stroke", "paper")),
        _paint(".tb .halo", ("stroke", "paper"), more="stroke-width:3;paint-order:stroke"),
        _paint(".tb .bind", ("stroke", "alert"), more="fill:none;stroke-opacity:.38"),
        _paint(".tb .sink", ("stroke", "ink"), more="fill:none"),
        _paint(".tb .smuted", ("stroke", "muted"), more="fill:none"),
        _paint(".tb .fink", ("fill", "ink")),
        _paint(".tb .fmuted", ("fill", "axis")),
        _paint(".tb .xink", ("fill", "ink")),
        _paint(".tb .xmuted", ("fill", "muted")),
        ".tb .slot{fill:#7f8c96;fill-opacity:0}.tb .slot:hover{fill-opacity:.12}",
    ]
    for i in range(1, len(LIGHT.tones) + 1):
        rules += [
            _paint(f".tb .s{i}", ("stroke", f"t{i}"), more="fill:none"),
            _paint(f".tb .f{i}", ("fill", f"t{i}")),
            _paint(f".tb .x{i}", ("fill", f"w{i}")),
        ]
    return "".join(rules)


def contrast(left: str, right: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1, section 1.4.3)."""
    bright, dark = sorted((_luminance(left), _luminance(right)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[a:b], 16) / 255 for a, b in pairwise((1, 3, 5, 7))]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
