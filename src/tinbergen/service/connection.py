"""A connection: what is no request of HTTP is refused as anything else is, in JSON, nobody may take
for ever to ask, and there are no more connections than are allowed."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from tinbergen.core.errors import TinbergenError

#: Seconds in which the head of a request must have come.
PATIENCE = 10.0


class BoundedConnection(H11Protocol):
    """uvicorn's, with an end to how long the head of a request may take, and refusals with a
    code."""

    #: Connections at once.
    most = 500
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if len(self.connections) > self.most:
            self._refuse(503, TinbergenError("T742", most=self.most))
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait(False)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._wait(self.conn.their_state is h11.IDLE)

    def send_400_response(self, msg: str) -> None:
        """Refuse what can't be read, unless an answer is under way, which then ends."""
        self._refuse(400, TinbergenError("T741"))

    def _wait(self, on: bool = True) -> None:
        """Begin to wait for the head of a request, if that is not done already, or end it."""
        if not on and self._late is not None:
            self._late.cancel()
            self._late = None
        elif on and self._late is None and not self.transport.is_closing():
            self._late = self.loop.call_later(PATIENCE, self._give_up)

    def _give_up(self) -> None:
        self._refuse(408, TinbergenError("T738", seconds=f"{PATIENCE:g}"))

    def _refuse(self, status: int, fault: TinbergenError) -> None:
        self._wait(False)
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE) and not self.transport.is_closing():
            body = json.dumps(fault.to_dict("en")).encode()
            headers = [("content-type", "application/json"), ("content-length", str(len(body))),
                       ("connection", "close")]  # fmt: skip
            for event in (h11.Response(status_code=status, headers=headers), h11.Data(data=body),
                          h11.EndOfMessage()):  # fmt: skip
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
