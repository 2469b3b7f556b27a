"""An end to work that takes too long."""

from __future__ import annotations

import _thread
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tinbergen.app.answer import to_json
from tinbergen.cli.output import Output
from tinbergen.core.progress import Progress

#: Seconds before the end, and share of all of them, in which work outside compiled code is told
#: to stop and has time to clean up behind it.
_NOTICE, _SHARE = 0.25, 0.1
#: When this process began, on the clock of ``time.monotonic``; None inside another program.
_began: float | None = None

#: Place of the start time behind the name in /proc/self/stat; the longest wait that is believed.
_STARTTIME, _LONGEST_START = 19, 30.0

#: Seconds in which a notice that was given has certainly arrived.
_ARRIVED = 0.05


def count_the_start() -> None:
    """Let what a process of our own has spent on its start count as well."""
    global _began
    _began = time.monotonic() - _age()


def _age() -> float:
    """Seconds since this process began: as Linux knows, elsewhere those it has computed."""
    computed = time.process_time()
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        born = int(fields[_STARTTIME]) / os.sysconf("SC_CLK_TCK")
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - born
    except (OSError, AttributeError, ValueError, IndexError):
        return computed
    return age if computed <= age <= computed + _LONGEST_START else computed


def began() -> float | None:
    """When this process began, on the clock of ``time.monotonic``; None inside another program."""
    return _began


@contextmanager
def within(progress: Progress, out: Output) -> Iterator[None]:
    """End what is inside when the time of its progress is over, whether or not it asks.

    Compiled code can't be interrupted: where it doesn't return in time, the process ends here,
    with the same words and exit code as the error.

    Raises
    ------
    TinbergenError
        U030 when the time is over.
    """
    left = progress.left
    if left is None:
        with progress:
            yield
        return
    fault = progress.overdue()
    # Written out beforehand: at the end nothing may be imported that the work is importing too.
    words = to_json(fault.to_dict(out.lang)) if out.as_json else fault.render(out.lang)
    over = threading.Event()

    def interrupt() -> None:
        over.set()
        _thread.interrupt_main()

    def leave() -> None:
        os.write(2, f"{words}\n".encode(errors="replace"))
        os._exit(2)

    if left <= 0:
        leave()
    notice = min(_NOTICE, _SHARE * left)
    timers = [threading.Timer(left - notice, interrupt), threading.Timer(left, leave)]
    for timer in timers:
        timer.daemon = True
        timer.start()
    try:
        with progress:
            yield
        timers[0].cancel()
        if over.is_set():
            time.sleep(_ARRIVED)
    except KeyboardInterrupt:
        if not over.is_set():
            raise
        if _began is not None:
            # Tearing down what the work has built may take as long as the work.
            leave()
        raise fault from None
    finally:
        for timer in timers:
            timer.cancel()
