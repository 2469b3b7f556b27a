"""A terminal that no text steers.

Titles, units and names come from users, and from strangers' files. Whatever is printed passes here
last: what would move the cursor, clear the screen, name the window or turn the direction of
writing is a visible character instead. Colours are the terminal's own and are added behind this.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from tinbergen.core.text import clean


class Screen(Console):
    """A console without markup, highlighting and emoji."""

    def __init__(self, file: IO[str], width: int | None = None, *, plain: bool = False) -> None:
        super().__init__(
            file=file, width=width, color_system=None if plain else "auto", highlight=False,
            markup=False, emoji=False,
        )  # fmt: skip

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable():
                yield segment
            else:
                yield Segment(clean(segment.text), segment.style)
