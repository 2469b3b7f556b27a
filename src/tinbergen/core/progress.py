"""Progress, cancel and deadline of long work in one object, which knows no terminal and no signal.

Work tells it of its stages, and asks it now and then whether to go on. Whoever waits for the work
watches the stages, sets a limit of time, or cancels from another thread.

Work is told of it as an argument; what lies too deep for that, such as a parser, asks the one that
is in force around it, by :func:`checkpoint`:

>>> with Progress(seconds=60):
...     checkpoint()
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar, Token
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of work and the seconds it took."""

    title: Text
    seconds: float


class Progress:
    """What long work is told by and tells; in a ``with`` block it is in force for what is inside.

    Parameters
    ----------
    watch
        Called with this object whenever something changes: ``current`` is the stage, ``part`` how
        much of it is done (0 to 1, None where that is not known), ``stages`` those that are over.
    seconds
        How long the work may take; None is for ever.
    since
        From when on the seconds count, on the clock of ``time.monotonic``; from now by default.
    """

    def __init__(
        self,
        watch: Callable[[Progress], None] | None = None,
        *,
        seconds: float | None = None,
        since: float | None = None,
    ) -> None:
        self.watch = watch
        self._seconds = seconds
        self._since = time.monotonic() if since is None else since
        self._cancelled = False
        self._began = 0.0
        self.current: Text | None = None
        self.part: float | None = None
        self.stages: tuple[Stage, ...] = ()
        self._around: Token[Progress | None] | None = None

    def __enter__(self) -> Self:
        self._around = _in_force.set(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._around is not None:
            _in_force.reset(self._around)
            self._around = None

    def __call__(self, title: Text, part: float | None = None) -> None:
        """A stage begins, or goes on when it has the title of the one before; checks first.

        Raises
        ------
        TinbergenError
            Those of :meth:`check`.
        """
        self.check()
        if title != self.current:
            self._end()
            self.current, self._began = title, time.perf_counter()
        self.part = part
        self._tell()

    def finish(self) -> tuple[Stage, ...]:
        """The last stage is over; all stages."""
        self._end()
        self._tell()
        return self.stages

    def check(self) -> None:
        """Whether to go on.

        Raises
        ------
        TinbergenError
            C012 when the work was cancelled, U030 when its time is over.
        """
        if self._cancelled:
            raise TinbergenError("C012")
        left = self.left
        if left is not None and left <= 0:
            raise self.overdue()

    def cancel(self) -> None:
        """Let the work end at its next check; may be called from any thread."""
        self._cancelled = True

    @property
    def left(self) -> float | None:
        """Seconds left; None is for ever."""
        if self._seconds is None:
            return None
        return self._since + self._seconds - time.monotonic()

    def overdue(self) -> TinbergenError:
        """The error of work whose time is over."""
        return TinbergenError("U030", seconds=f"{self._seconds or 0:g}")

    def _end(self) -> None:
        if self.current is not None:
            took = round(time.perf_counter() - self._began, 3)
            self.stages += (Stage(self.current, took),)
            self.current = self.part = None

    def _tell(self) -> None:
        if self.watch is not None:
            self.watch(self)


_in_force: ContextVar[Progress | None] = ContextVar("progress", default=None)


def checkpoint() -> None:
    """Whether to go on, asked of the progress that is in force, where there is one.

    Raises
    ------
    TinbergenError
        Those of :meth:`Progress.check`.
    """
    progress = _in_force.get()
    if progress is not None:
        progress.check()
