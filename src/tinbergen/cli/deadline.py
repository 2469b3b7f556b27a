"""An end to work that takes too long."""

from __future__ import annotations

import _thread
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tinbergen.cli.output import Output
from tinbergen.core.errors import TinbergenError

#: Seconds in which work that is not inside compiled code has noticed that it shall stop.
_GRACE = 2.0


@contextmanager
def within(seconds: float | None, out: Output) -> Iterator[None]:
    """Run what is inside for at most ``seconds``; None is for ever.

    Compiled code can't be interrupted: where it doesn't return in time, the process ends here,
    with the same words and exit code as the error.

    Raises
    ------
    TinbergenError
        U030 when the time is over.
    """
    if seconds is None:
        yield
        return
    fault = TinbergenError("U030", seconds=f"{seconds:g}")
    over = threading.Event()

    def interrupt() -> None:
        over.set()
        _thread.interrupt_main()

    def leave() -> None:
        out.fail(fault)
        sys.stderr.flush()
        os._exit(2)

    timers = [threading.Timer(seconds, interrupt), threading.Timer(seconds + _GRACE, leave)]
    for timer in timers:
        timer.daemon = True
        timer.start()
    try:
        yield
    except KeyboardInterrupt:
        if over.is_set():
            raise fault from None
        raise
    finally:
        for timer in timers:
            timer.cancel()
