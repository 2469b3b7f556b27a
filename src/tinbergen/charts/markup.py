"""SVG elements as text, escaped so that any data stays data."""

from __future__ import annotations

import html
import re

from tinbergen.core.text import clean

_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escape(text: str) -> str:
    """Text for an element or attribute; characters that XML forbids are dropped, and those that
    turn the direction of writing shown as such."""
    return html.escape(clean(_ILLEGAL.sub("", text)), quote=True)


def px(value: float) -> str:
    """A coordinate with at most two decimals.

    >>> px(12.0), px(0.125), px(-0.001)
    ('12', '0.12', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def tag(name: str, *children: str, **attributes: str | float | None) -> str:
    """An element. Children are markup already; attributes are escaped, None left out.

    A trailing underscore is dropped from attribute names and others become hyphens.

    >>> tag("g", tag("title", "A &amp; B"), class_="tb")
    '<g class="tb"><title>A &amp; B</title></g>'
    """
    parts = [name]
    for key, value in attributes.items():
        if value is not None:
            shown = escape(value) if isinstance(value, str) else px(value)
            parts.append(f'{key.rstrip("_").replace("_", "-")}="{shown}"')
    opening = " ".join(parts)
    return f"<{opening}>{''.join(children)}</{name}>" if children else f"<{opening}/>"


def words(
    x: float, y: float, text: str, size: float, style: str = "ink", anchor: str | None = None
) -> str:
    """A line of text whose baseline starts (or, by ``anchor``, is centred or ends) at x, y."""
    return tag("text", escape(text), x=x, y=y, font_size=size, class_=style, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=style)
