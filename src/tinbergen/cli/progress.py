"""Work on the command line: stages on standard error where someone watches."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tinbergen.cli.output import Output, console
from tinbergen.core.errors import Language
from tinbergen.core.progress import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar


@contextmanager
def working(out: Output, *, keep: bool = False) -> Iterator[Progress]:
    """What the work inside is told by and tells; it is drawn where somebody watches.

    Parameters
    ----------
    keep
        Whether finished stages stay on the screen with their times.
    """
    with _drawn(out.progress, out.lang, keep=keep):
        yield out.progress


class _Screen:
    """Draws a stage and how much of it is done."""

    def __init__(self, bar: Bar, lang: Language, *, keep: bool) -> None:
        self._bar, self._lang, self._keep = bar, lang, keep
        self._task = bar.add_task("", total=None)
        self._shown = 0

    def __call__(self, progress: Progress) -> None:
        from rich.text import Text as Styled

        over, self._shown = progress.stages[self._shown :], len(progress.stages)
        for stage in over if self._keep else ():
            took = (f"  {stage.seconds:.1f} s", "dim")
            self._bar.console.print(Styled.assemble(("✓ ", "green"), stage.title(self._lang), took))
        title = progress.current(self._lang) if progress.current else ""
        part = "" if progress.part is None else f"  {progress.part:.0%}"
        self._bar.update(self._task, description=title + part)


@contextmanager
def _drawn(progress: Progress, lang: Language, *, keep: bool) -> Iterator[None]:
    """Progress drawn where somebody is watching."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(style="cyan"),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=console(sys.stderr), transient=True, refresh_per_second=8) as bar:
        progress.watch = _Screen(bar, lang, keep=keep)
        yield
        progress.finish()
