"""The look of the terminal: few lines, few colours, numbers aligned."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text as Styled

    Cell = str | Styled

QUIET = "dim"
BAD = "red"
GOOD = "green"
NAME = "cyan"


def table(*columns: str | tuple[str, str], title: str | None = None) -> Table:
    """A table with a rule under its head; a column's second word is its alignment or ``wrap``."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    made = Table(
        box=SIMPLE_HEAD,
        title=title,
        title_justify="left",
        title_style="bold",
        header_style=QUIET,
        pad_edge=False,
        padding=(0, 1),
        show_edge=False,
    )
    for column in columns:
        head, kind = column if isinstance(column, tuple) else (column, "right")
        if kind == "wrap":
            made.add_column(head, overflow="fold")
        else:
            made.add_column(head, justify="right" if kind == "right" else "left", no_wrap=True)
    return made


def panel(title: str, *parts: RenderableType, note: str = "") -> Any:
    """A frame with its title on the rule."""
    from rich.box import ROUNDED
    from rich.console import Group
    from rich.panel import Panel
    from rich.text import Text as Styled

    return Panel(
        Group(*parts),
        box=ROUNDED,
        title=Styled(title, style="bold"),
        title_align="left",
        subtitle=Styled(note, style=QUIET) if note else None,
        subtitle_align="right",
        border_style=QUIET,
        padding=(0, 1),
    )


def facts(screen: Console, rows: Iterable[tuple[str, str]]) -> None:
    """Names and values, one a line."""
    from rich.table import Table
    from rich.text import Text as Styled

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=QUIET, no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in rows:
        grid.add_row(Styled(name), Styled(value))
    screen.print(grid)


def number(value: float | None, decimals: int = 2, *, sign: bool = False) -> str:
    """A number, a dot where there is none; no minus zero."""
    if value is None or not math.isfinite(value):
        return "·"
    shown = f"{value:+,.{decimals}f}" if sign else f"{value:,.{decimals}f}"
    zero = f"{0.0:.{decimals}f}"
    return zero if shown.lstrip("+-") == zero else shown


def decimals(values: Iterable[float | None]) -> int:
    """How many decimals show four digits of the largest of some numbers, at most four."""
    sizes = [abs(v) for v in values if v is not None and math.isfinite(v)]
    largest = max(sizes, default=0.0)
    if largest == 0:
        return 2
    return max(0, min(4, 3 - math.floor(math.log10(largest))))


def spark(values: Sequence[float | None]) -> str:
    """A path as a row of blocks."""
    known = [v for v in values if v is not None and math.isfinite(v)]
    if not known:
        return ""
    low, high = min(known), max(known)
    steps = "▁▂▃▄▅▆▇█"
    scale = (len(steps) - 1) / (high - low) if high > low else 0.0
    return "".join(
        " " if v is None or not math.isfinite(v) else steps[round((v - low) * scale)]
        for v in values
    )


def by_period(
    room: int, head: str, labels: Sequence[str], columns: Sequence[tuple[str, Sequence[Cell]]]
) -> list[Table]:
    """Periods down, columns across: as many columns a table as ``room`` holds."""
    from rich.cells import cell_len

    def width(name: str, cells: Sequence[Cell]) -> int:
        texts = [name, *(c if isinstance(c, str) else c.plain for c in cells)]
        # Padding on both sides, and the space between columns.
        return max(map(cell_len, texts)) + 3

    first = width(head, labels) - 3
    groups: list[list[tuple[str, Sequence[Cell]]]] = []
    used = 0
    for name, cells in columns:
        if not groups or used + width(name, cells) > room:
            groups.append([])
            used = first
        groups[-1].append((name, cells))
        used += width(name, cells)
    tables = []
    for group in groups:
        made = table((head, "left"), *(name for name, _ in group))
        for t, label in enumerate(labels):
            made.add_row(label, *(cells[t] for _, cells in group))
        tables.append(made)
    return tables
