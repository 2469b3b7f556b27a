"""Documents, sections and blocks in the terminal: few lines, few colours, numbers aligned.

Texts come from users too, so whatever would steer the terminal is taken out of them here.
"""

from __future__ import annotations

import dataclasses
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.picture import Picture
from tinbergen.charts.spark import spark
from tinbergen.charts.tokens import Tokens
from tinbergen.charts.typeset import number
from tinbergen.core.text import Language, Text, clean
from tinbergen.report.blocks import Callout, Definitions, Estimate, Findings, Table
from tinbergen.report.document import Block, Document, Section
from tinbergen.report.terminal_tables import BAD, QUIET, definitions, styled, table

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.text import Text as Styled

#: What a panel's frame and padding take of the width.
FRAME = 4
#: Width of texts that nobody's terminal bounds; rows of a table in a gist; blocks of a sparkline.
_WIDTH, _ROWS, _BLOCKS = 88, 6, 24
#: Paths of one chart that are shown.
_PATHS = 6
#: Words of a text told with their numbers; share of the largest below which one is not coloured.
_STRONGEST, _WEAK = 6, 0.2
_GRAVE = (QUIET, "yellow", BAD, f"bold {BAD}")
_MARKS = {"note": QUIET, "warning": BAD, "binding": "yellow"}
_MORE = Text("… and {count} more", "…… 另有 {count} 项")


def draw(screen: Console, what: Document | Section | Block, lang: Language) -> None:
    """Print it: sections framed, blocks as they are."""
    pen = _Pen(lang, screen.width)
    match what:
        case Document():
            screen.print(*pen.cover(what), sep="\n")
            for section in what.sections:
                screen.print(pen.framed(section))
            if what.colophon:
                screen.print(pen.words(what.colophon, QUIET))
        case Section():
            screen.print(pen.framed(what))
        case _:
            screen.print(*pen.block(what), sep="\n")


def text(what: Document | Section, lang: Language, *, gist: bool = False) -> str:
    """The same as plain text; a ``gist`` has no frames, notes or blank lines and short tables."""
    from tinbergen.report.screen import Screen

    screen = Screen(io.StringIO(), _WIDTH, plain=True)
    with screen.capture() as shown:
        if gist:
            pen = _Pen(lang, _WIDTH, gist=True)
            sections = what.sections if isinstance(what, Document) else (what,)
            if isinstance(what, Document):
                screen.print(*pen.cover(what), sep="\n")
            for section in sections:
                screen.print(*pen.open(section), sep="\n")
        else:
            draw(screen, what, lang)
    return "\n".join(line.rstrip() for line in shown.get().rstrip().split("\n"))


@dataclass(frozen=True, slots=True)
class _Pen:
    """Makes what rich prints; ``room`` is the width that there is."""

    lang: Language
    room: int
    gist: bool = False

    def words(self, said: Text | str, style: str = "") -> Styled:
        return styled(said(self.lang) if isinstance(said, Text) else said, style)

    def cover(self, document: Document) -> list[RenderableType]:
        parts: list[RenderableType] = [self.words(document.title, "bold")]
        if document.meta:
            parts += definitions(document.meta, self.lang, self.room)
        return parts

    def framed(self, section: Section) -> RenderableType:
        """A section in a frame, its title and its note on the rules."""
        from rich.box import ROUNDED
        from rich.console import Group
        from rich.panel import Panel as Frame

        inner = dataclasses.replace(self, room=self.room - FRAME)
        return Frame(
            Group(*inner.body(section)),
            box=ROUNDED,
            title=self.heading(section.title),
            title_align="left",
            subtitle=self.words(section.note, QUIET) if section.note else None,
            subtitle_align="right",
            border_style=QUIET,
            padding=(0, 1),
        )

    def heading(self, title: Text) -> Styled:
        """The title on a frame's rule; where it is cut it says so, lest half a date be read."""
        said = self.words(title, "bold")
        said.truncate(self.room - FRAME - 2, overflow="ellipsis")
        return said

    def open(self, section: Section) -> list[RenderableType]:
        """A section without a frame."""
        parts = [self.words(section.title, "bold"), *self.body(section)]
        return [*parts, *([self.words(section.note, QUIET)] if section.note else [])]

    def body(self, section: Section) -> list[RenderableType]:
        groups: list[list[RenderableType]] = [[self.words(section.lead)]] if section.lead else []
        groups += [made for block in section.blocks if (made := self.block(block))]
        parts: list[RenderableType] = []
        for group in groups:
            parts += ["", *group] if parts and not self.gist else group
        return parts

    def block(self, block: Block) -> list[RenderableType]:
        match block:
            case Text():
                return [self.words(block)]
            case Table():
                return self.table(block)
            case Findings():
                return [self.finding(item) for item in block.items]
            case Callout():
                return [self.callout(block)]
            case Definitions():
                return definitions(block.items, self.lang, self.room)
            case _:
                return [] if self.gist else self.picture(block)

    def table(self, block: Table) -> list[RenderableType]:
        rows = block.rows
        if self.gist and len(rows) > _ROWS:
            rows = rows[: _ROWS - 1]
        cells = [[clean(cell) for cell in block.cells(row, self.lang)] for row in rows]
        parts = table(
            block.columns, cells, self.lang, self.room, block.strong, detail=not self.gist
        )
        if len(rows) < len(block.rows):
            parts.append(self.words(_MORE.fill(count=len(block.rows) - len(rows)), QUIET))
        if self.gist:
            return parts
        if block.title:
            parts.insert(0, self.words(block.title, "bold"))
        notes = (n for n in (block.unit, block.note, block.source) if n is not None)
        return [*parts, *(self.words(note, QUIET) for note in notes)]

    def finding(self, item: Estimate) -> RenderableType:
        """Three dots for its severity, its number, and what it says."""
        from rich.table import Table as Grid
        from rich.text import Text as Styled

        interval = item.interval(self.lang)
        unit = item.unit(self.lang) if item.unit else ""
        size = " ".join(p for p in (item.figure(), f"[{interval}]" if interval else "", unit) if p)
        shown = styled(item.message(self.lang), "bold")
        shown.append(f"  {clean(size)}" if item.figure() else "", style=QUIET)
        if item.detail and not (self.gist and item.weight < 1 and item.severity is not None):
            shown.append(f"\n{clean(item.detail(self.lang))}", style="not bold")
        mark = Styled("·")
        if item.severity is not None:
            mark = Styled("●" * item.weight + "○" * (3 - item.weight), style=_GRAVE[item.weight])
        grid = Grid.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(mark, shown)
        return grid

    def callout(self, block: Callout) -> RenderableType:
        """A passage behind a bar."""
        from rich.console import Group

        parts = [self.words(block.title, "bold")]
        if block.body is not None:
            parts.append(self.words(block.body))
        return Group(*parts) if self.gist else _Barred(Group(*parts), _MARKS[block.kind])

    def picture(self, block: Picture) -> list[RenderableType]:
        """The message, and each chart's leading paths as rows of blocks."""
        lines: list[RenderableType] = [self.words(block.title, "bold")]
        if isinstance(block, Tokens):
            return [*lines, *self.tokens(block)]
        if isinstance(block, Panel):
            paths = [(c.title, c.layers[0].series()) for c in block.charts]
        else:
            layers = block.layers[:_PATHS] if isinstance(block, Chart) else ()
            paths = [(own[0].name, own) for layer in layers if (own := layer.series())]
        for name, series in paths:
            if series:
                row = spark(series[0].values, _BLOCKS)
                lines.append(self.words(f"{row}  {name(self.lang)}", QUIET))
        return lines

    def tokens(self, block: Tokens) -> list[RenderableType]:
        """The text, its words coloured where they count; the strongest with their numbers."""
        from rich.text import Text as Styled

        largest = max(abs(v) for v in block.values)
        shown = Styled()
        gaps = block.gaps or (False, *[True] * (len(block.words) - 1))
        for word, value, gap in zip(block.words, block.values, gaps, strict=True):
            tone = QUIET if abs(value) < _WEAK * largest else "green" if value > 0 else BAD
            shown.append(" " if gap else "").append(clean(word), tone)
        order = sorted(range(len(block.words)), key=lambda i: -abs(block.values[i]))
        told = ", ".join(
            f"{clean(block.words[i])} {number(block.values[i], 3, signed=True)}"
            for i in order[:_STRONGEST]
        )
        unit = block.caption(self.lang)
        lines: list[RenderableType] = [shown, self.words(f"{told} ({unit})" if unit else told)]
        return [*lines, self.words(block.note, QUIET)] if block.note else lines


@dataclass(frozen=True, slots=True)
class _Barred:
    """What it holds, behind a bar."""

    inner: RenderableType
    style: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from rich.segment import Segment

        bar = Segment("▌ ", console.get_style(self.style))
        for line in console.render_lines(self.inner, options.update_width(options.max_width - 2)):
            yield from (bar, *line, Segment.line())
