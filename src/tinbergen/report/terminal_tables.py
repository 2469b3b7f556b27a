"""Tables that fit the terminal: words wrap, then details go, then columns move below."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from tinbergen.charts.typeset import is_wide, units
from tinbergen.core.text import Language, Text, clean
from tinbergen.report.blocks import Cell, Column, show

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text as Styled

QUIET = "dim"
BAD = "red"
GOOD = "green"
NAME = "cyan"

#: Space between two columns.
_GAP = 2
#: Widths below which words and heads are not squeezed.
_WORDS, _HEAD = 14, 6
_STYLES = {"✓": GOOD, "✗": BAD}

Cells = Sequence[Sequence[str]]


def table(
    columns: Sequence[Column], rows: Cells, lang: Language, room: int,
    strong: Sequence[int] = (), *, detail: bool = True,
) -> list[RenderableType]:  # fmt: skip
    """One table, or several below one another that share the first column.

    Parameters
    ----------
    columns, rows
        What heads the columns, and their cells as printed.
    room
        Characters that a line has.
    strong
        Positions of rows that are totals.
    detail
        Whether columns of detail are shown where there is room.
    """
    kept = list(range(len(columns)))
    least = [_least(columns[k], [row[k] for row in rows], lang) for k in kept]
    if not detail or _width(least) > room:
        kept = [k for k in kept if not columns[k].detail]
    groups = _groups(kept, least, room, len(kept))
    even = _groups(kept, least, room, -(-len(kept[1:]) // len(groups)))
    groups = even if len(even) == len(groups) else groups
    return [_one(columns, rows, group, least, lang, room, strong) for group in groups]


def _groups(kept: Sequence[int], least: Sequence[int], room: int, most: int) -> list[list[int]]:
    """The first column with as many of the others as ``room`` holds, ``most`` of them at most."""
    groups: list[list[int]] = [[kept[0]]]
    for k in kept[1:]:
        full = len(groups[-1]) > most
        if full or (len(groups[-1]) > 1 and _width([least[j] for j in (*groups[-1], k)]) > room):
            groups.append([kept[0]])
        groups[-1].append(k)
    return groups


def definitions(
    items: Sequence[tuple[Text, Cell]], lang: Language, room: int
) -> list[RenderableType]:
    """Terms, and beside each what it means."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=QUIET, overflow="fold", max_width=room // 3)
    grid.add_column(overflow="fold")
    for term, meaning in items:
        grid.add_row(styled(term(lang)), styled(show(meaning, lang)))
    return [grid]


def styled(words: str, style: str = "") -> Styled:
    """Words without what would steer the terminal; Chinese breaks between any two characters."""
    from rich.text import Text as Styled

    shown = clean(words).replace("\t", " ")
    if any(map(is_wide, shown)):
        return _chinese()(shown, style=style)
    return Styled(shown, style=style)


@cache
def _chinese() -> type[Styled]:
    """Text whose lines end between characters or at spaces, never within a number or a word.

    The library's own lines end at spaces only, which Chinese has beside numbers alone.
    """
    from rich.containers import Lines
    from rich.text import Text as Styled

    class Chinese(Styled):
        def wrap(self, console: Any, width: int, **options: Any) -> Lines:
            if options.get("no_wrap") or self.no_wrap:
                return super().wrap(console, width, **options)
            made = Lines()
            for line in self.split(allow_blank=True):
                parts = line.divide(breaks(line.plain, width))
                for part in parts:
                    part.rstrip()
                if justify := options.get("justify") or self.justify:
                    parts.justify(console, width, justify=justify)
                made.extend(parts)
            return made

    return Chinese


def breaks(text: str, width: int) -> list[int]:
    """Where lines end so that none takes more than ``width`` cells.

    >>> breaks("平均提高 12.5 个百分点", 12)
    [5, 13]
    """
    found, start, place = list[int](), 0, 0
    for unit in units(text):
        if place > start and cell_len(text[start : place + len(unit)].rstrip()) > width:
            found.append(place)
            start = place
        place += len(unit)
        while cell_len(text[start:place].rstrip()) > width > 1:
            # A word wider than the line is cut.
            end = start + 1
            while cell_len(text[start : end + 1]) <= width:
                end += 1
            found.append(end)
            start = end
    return found


def _width(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _head(column: Column, lang: Language) -> list[str]:
    unit = [column.unit(lang)] if column.unit else []
    return [clean(column.name(lang)), *map(clean, unit)]


def _least(column: Column, cells: Sequence[str], lang: Language) -> int:
    """The width below which a column is not squeezed: numbers stay on one line, words may fold."""
    words = [w for line in _head(column, lang) for w in line.split()]
    longest = max([min(cell_len(w), 2 * _HEAD) for w in words], default=0)
    natural = max(map(cell_len, cells), default=0)
    if column.align == "text":
        least = {"fold": _WORDS, "cut": _HEAD, "keep": natural}[column.wrap]
        return max(min(natural, least), min(longest, _HEAD))
    return max(natural, longest)


def _one(
    columns: Sequence[Column],
    rows: Cells,
    kept: Sequence[int],
    least: Sequence[int],
    lang: Language,
    room: int,
    strong: Sequence[int],
) -> RenderableType:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text as Styled

    made = Table(
        box=SIMPLE_HEAD, header_style=QUIET, pad_edge=False, padding=(0, _GAP - 1, 0, 0),
        show_edge=False, collapse_padding=True,
    )  # fmt: skip
    heads = [_head(columns[k], lang) for k in kept]
    natural = [
        max(map(cell_len, [*head, *(row[k] for row in rows)]), default=0)
        for k, head in zip(kept, heads, strict=True)
    ]
    widths = _squeezed(natural, [least[k] for k in kept], room)
    for k, head, width in zip(kept, heads, widths, strict=True):
        column = columns[k]
        justify = "left" if column.align == "text" else "right"
        made.add_column(
            "\n".join(head),
            justify=justify,  # type: ignore[arg-type]
            width=width,
            no_wrap=column.wrap == "cut",
            overflow="ellipsis" if column.wrap == "cut" else "fold",
        )
    for i, row in enumerate(rows):
        cells = [Styled(row[k], style=_STYLES.get(row[k], "")) for k in kept]
        made.add_row(*cells, style="bold" if i in strong else "")
    return made


def _squeezed(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths that fit: what is widest above its least gives way first."""
    widths = list(natural)
    while _width(widths) > room:
        spare = [w - low for w, low in zip(widths, least, strict=True)]
        k = max((k for k, s in enumerate(spare) if s > 0), key=lambda k: widths[k], default=None)
        if k is None:
            break
        widths[k] -= 1
    return widths
