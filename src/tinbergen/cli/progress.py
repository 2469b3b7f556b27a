"""What is going on, and for how long: on standard error, only where someone is watching."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, Self

from tinbergen.app.results import Stage
from tinbergen.cli.output import Output, console
from tinbergen.core.text import Text


class Progress:
    """Announces stages, one after another; each call ends the one before.

    Parameters
    ----------
    total
        How many stages there will be, shown as a bar; a spinner alone when not known.
    keep
        Whether finished stages stay on the screen with their times.
    """

    def __init__(self, out: Output, *, total: int | None = None, keep: bool = False) -> None:
        self._lang = out.lang
        self._total = total
        self._keep = keep
        self._began = 0.0
        self._current: Text | None = None
        self._bar: Any = None
        self._task: Any = None
        self.stages: list[Stage] = []

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._bar = self._display()
            self._task = self._bar.add_task("", total=self._total)
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._finish()
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, title: Text | str) -> None:
        """The next stage begins."""
        self._finish()
        self._current = title if isinstance(title, Text) else Text(title, title)
        self._began = time.perf_counter()
        if self._bar is not None:
            self._bar.update(self._task, description=self._current(self._lang))

    def _finish(self) -> None:
        if self._current is None:
            return
        seconds = time.perf_counter() - self._began
        self.stages.append(Stage(self._current, round(seconds, 3)))
        if self._bar is not None:
            if self._total:
                self._bar.advance(self._task)
            if self._keep:
                self._bar.console.print(_line(self._current(self._lang), seconds))
        self._current = None

    def _display(self) -> Any:
        from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns: list[Any] = [SpinnerColumn(style="cyan"), TextColumn("{task.description}")]
        if self._total:
            columns += [
                BarColumn(bar_width=24),
                TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            ]
        columns.append(TimeElapsedColumn())
        return Bar(*columns, console=console(sys.stderr), transient=True, refresh_per_second=8)


def _line(title: str, seconds: float) -> Any:
    from rich.text import Text as Styled

    return Styled.assemble(("✓ ", "green"), title, (f"  {seconds:.1f} s", "dim"))
