"""The process that keeps a service's address, while those that answer come and go.

The socket that listens is this process's and never closes, so a connection that arrives while one
process gives way to the next waits for whoever takes it. The next has loaded its models before the
old one is told to leave, and that one answers what it was asked first
(:mod:`tinbergen.service.front`). A process that can't start leaves the old one where it is; one
that dies is replaced.
"""

from __future__ import annotations

import multiprocessing
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from tinbergen.core.errors import TinbergenError
from tinbergen.service.logs import LOG
from tinbergen.text.serving.config import ServeConfig, read_config

#: Seconds that a process lives at least, if another is to take its place when it dies.
_BRIEF = 5.0
#: Seconds that processes have to end once the service fails.
_PATIENCE = 10.0
#: The signals that ask for a replacement.
RENEW = {signal.SIGHUP} if hasattr(signal, "SIGHUP") else set()
_END = {signal.SIGTERM, signal.SIGINT}


@dataclass(eq=False, slots=True)
class _Front:
    """A process that answers, and the line to it; closing the line tells it to leave."""

    process: Any
    line: Connection

    @classmethod
    def begin(cls, config: ServeConfig, listening: socket.socket) -> _Front:
        context = multiprocessing.get_context("spawn")
        own, other = context.Pipe()
        process = context.Process(target=_answer, args=(config, listening, other))
        process.start()
        other.close()
        return cls(process, own)


class Keeper:
    """Keeps ``listening`` for processes that answer as the file at ``path`` says."""

    def __init__(self, path: str | Path, config: ServeConfig, listening: socket.socket) -> None:
        self.path, self.config, self.listening = Path(path), config, listening
        self._front: _Front | None = None
        self._coming: _Front | None = None
        self._leaving: list[_Front] = []
        self._since = 0.0
        self._again = self._ending = False

    def run(self) -> None:
        """Serve until told to end.

        Raises
        ------
        TinbergenError
            T701 when a process dies as it starts or soon after; those of starting the first.
        """
        try:
            with heard_signals() as heard:
                self._begin(self.config)
                while self._all():
                    self._step(heard)
        finally:
            for each in self._all():
                each.line.close()
                each.process.join(_PATIENCE)
                if each.process.is_alive():
                    each.process.kill()

    def _all(self) -> list[_Front]:
        return [each for each in (self._front, self._coming, *self._leaving) if each is not None]

    def _begin(self, config: ServeConfig) -> None:
        self._coming = _Front.begin(config, self.listening)

    def _step(self, heard: socket.socket) -> None:
        """Wait for something to happen, and do what it asks for."""
        coming = self._coming
        lines = [] if coming is None else [coming.line]
        ends = [each.process.sentinel for each in self._all()]
        happened = wait([heard, *lines, *ends])
        if coming is not None and (coming.line in happened or coming.process.sentinel in happened):
            self._came(coming)
        if self._front is not None and self._front.process.sentinel in happened:
            self._died(self._front)
        for each in [one for one in self._leaving if one.process.sentinel in happened]:
            each.process.join()
            self._leaving.remove(each)
        if heard in happened:
            for number in set(heard.recv(4096)):
                self._told(number)

    def _told(self, number: int) -> None:
        """A signal came."""
        if number in RENEW:
            self._renew()
        elif number in _END:
            self._ending = True
            for each in (self._front, self._coming):
                if each is not None:
                    self._dismiss(each)
            self._front = self._coming = None

    def _renew(self) -> None:
        """Begin another process by what the file says now."""
        if self._coming is not None:
            self._again = True
            return
        try:
            config = read_config(self.path)
            if (config.host, config.port) != (self.config.host, self.config.port):
                raise TinbergenError("T702", host=self.config.host, port=self.config.port)
        except TinbergenError as fault:
            LOG.error("%s", fault)
            return
        self._begin(config)

    def _came(self, coming: _Front) -> None:
        """A process is ready, and the one before leaves; or it can't start."""
        try:
            problem = coming.line.recv()
        except (EOFError, OSError):
            coming.process.join()
            problem = TinbergenError("T701", status=coming.process.exitcode)
        self._coming = None
        if problem is None:
            if self._front is not None:
                self._dismiss(self._front)
            self._front, self._since = coming, time.monotonic()
            host, port = self.listening.getsockname()[:2]
            LOG.info("process %d answers on %s port %d", coming.process.pid, host, port)
        else:
            self._dismiss(coming)
            if self._front is None:
                raise problem
            LOG.error("%s", problem)
        if self._again and not self._ending:
            self._again = False
            self._renew()

    def _died(self, front: _Front) -> None:
        """A process that answers ended untold."""
        front.process.join()
        front.line.close()
        self._front = None
        fault = TinbergenError("T701", status=front.process.exitcode)
        if time.monotonic() - self._since < _BRIEF:
            raise fault
        LOG.error("%s", fault)
        if self._coming is None:
            self._begin(self.config)

    def _dismiss(self, front: _Front) -> None:
        front.line.close()
        self._leaving.append(front)


def _answer(config: ServeConfig, listening: socket.socket, line: Connection) -> None:
    # Not before: this process's parent has no use for what answering needs.
    from tinbergen.service.front import answer

    answer(config, listening, line)


@contextmanager
def heard_signals() -> Iterator[socket.socket]:
    """Signals as bytes to be read, one each, instead of interruptions."""
    heard, told = socket.socketpair()
    told.setblocking(False)
    before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    handlers = {number: signal.signal(number, lambda *_: None) for number in RENEW | _END}
    try:
        yield heard
    finally:
        signal.set_wakeup_fd(before)
        for number, handler in handlers.items():
            with suppress(TypeError):  # A handler that was not set from here can't be set back.
                signal.signal(number, handler)
        heard.close()
        told.close()
