"""A service that runs until it is told to end: SIGTERM ends it after what it was asked, SIGHUP
replaces it by what its file and its registry say now."""

from __future__ import annotations

import importlib.util
import socket
from pathlib import Path

from tinbergen.core.errors import TinbergenError
from tinbergen.service.keeper import Keeper
from tinbergen.service.logs import speak
from tinbergen.text.serving.config import ServeConfig, read_config

_PARTS = ("fastapi", "uvicorn", "prometheus_client", "presidio_analyzer")
#: Connections that wait to be taken.
_BACKLOG = 2048


def serve(path: str | Path) -> None:
    """Serve what a file says; returns when the service was told to end.

    Raises
    ------
    TinbergenError
        T127 when a part is missing, T700 when the address is not to be had, T701 when the process
        that answers dies; those of reading the file, the registry and the models.
    """
    config = read_config(path)
    check_parts()
    speak()
    with _listening(config) as taken:
        Keeper(path, config, taken).run()


def check_parts() -> None:
    """T127 when a part that serving needs is missing."""
    for part in _PARTS:
        if importlib.util.find_spec(part) is None:
            raise TinbergenError("T127", part=part)


def _listening(config: ServeConfig) -> socket.socket:
    """A socket at the file's address."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        taken = socket.create_server((config.host, config.port), family=family, backlog=_BACKLOG)
    except OSError as fault:
        raise TinbergenError(
            "T700", host=config.host, port=config.port, detail=fault.strerror or fault
        ) from None
    # Connections take this over; without it the end of each answer waits 40 ms for a receipt.
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return taken
