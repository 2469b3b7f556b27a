"""A process that answers requests, until the one that keeps the address hangs up."""

from __future__ import annotations

import asyncio
import signal
import socket
from contextlib import suppress
from multiprocessing.connection import Connection

import uvicorn

from tinbergen.core.errors import TinbergenError
from tinbergen.service.application import Service
from tinbergen.service.connection import BoundedConnection
from tinbergen.service.logs import guard_logs
from tinbergen.text.serving.config import ServeConfig
from tinbergen.text.serving.masking import MaskedLog, Masker

#: Seconds that what was asked has, once the process is told to leave.
_GRACE = 30


def answer(config: ServeConfig, listening: socket.socket, line: Connection) -> None:
    """Answer what comes at ``listening``: says on the line that all is ready (None) or why it can't
    be (the error), and leaves when the other end is closed."""
    signal.signal(getattr(signal, "SIGHUP", signal.SIGTERM), signal.SIG_IGN)
    try:
        service = Service(config)
        guard_logs(MaskedLog(Masker("patterns")))
        BoundedConnection.most = config.limits.connections
        settings = uvicorn.Config(
            service.application(), access_log=False, log_config=None, server_header=False,
            http=BoundedConnection, ws="none", proxy_headers=False,
            timeout_graceful_shutdown=_GRACE,
        )  # fmt: skip
        with suppress(SystemExit):  # So it ends when it can't start; why is told below.
            _Server(settings, line).run(sockets=[listening])
        problem = service.problem
    except TinbergenError as fault:
        problem = fault
    if problem is not None:
        with suppress(OSError):
            line.send(problem)


class _Server(uvicorn.Server):
    """A server that hangs up on nobody who may be asking just now.

    uvicorn closes connections on which nothing is being answered at once, and a request that is on
    its way meets a closed door. Here the answer to the next request on each carries the end
    (``Connection: close``), so that the client opens another, which the next process takes; a
    connection on which nothing is asked ends as idle ones always do.
    """

    def __init__(self, settings: uvicorn.Config, line: Connection) -> None:
        super().__init__(settings)
        self._line = line

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say that all is ready, once it is."""
        await super().startup(sockets)
        if self.started:
            asyncio.get_running_loop().add_reader(self._line.fileno(), self._leave)
            # Told to leave before it was ready, it leaves in the same way.
            with suppress(OSError):
                self._line.send(None)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no new connection, and let those there are end by themselves."""
        for server in self.servers:
            server.close()
        self.server_state.default_headers.append((b"connection", b"close"))
        loop = asyncio.get_running_loop()
        last = loop.time() + _GRACE
        while self.server_state.connections and loop.time() < last and not self.force_exit:
            await asyncio.sleep(0.05)
        await super().shutdown(sockets)

    def _leave(self) -> None:
        """The other end of the line is closed; nothing else is ever said on it."""
        asyncio.get_running_loop().remove_reader(self._line.fileno())
        self.should_exit = True
