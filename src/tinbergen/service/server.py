"""A service that runs until it is told to end: SIGTERM ends it after what it was asked, SIGHUP
replaces its workers one by one."""

from __future__ import annotations

import importlib.util
import logging
from pathlib import Path

from tinbergen.core.errors import TinbergenError
from tinbergen.text.parts import need
from tinbergen.text.serving.config import read_config
from tinbergen.text.serving.masking import MaskedLog, Masker

_PARTS = ("fastapi", "uvicorn", "prometheus_client", "presidio_analyzer")
#: Seconds that what was asked has, once the service is told to end.
_GRACE = 30


def serve(path: str | Path) -> None:
    """Serve what a file says; returns when the service was told to end.

    Raises
    ------
    TinbergenError
        T127 when a part is missing; those of reading the file, the registry and the models.
    """
    config = read_config(path)
    for part in _PARTS:
        if importlib.util.find_spec(part) is None:
            raise TinbergenError("T127", part=part)
    from tinbergen.service.application import Service

    service = Service(config)
    guard_logs(Masker("patterns"))
    uvicorn = need("uvicorn")
    uvicorn.run(
        service.application(), host=config.host, port=config.port, access_log=False,
        log_config=None, server_header=False, timeout_graceful_shutdown=_GRACE,
    )  # fmt: skip


def guard_logs(masker: Masker) -> logging.Handler:
    """Send the logs of service and server to standard error, masked; returns what writes them."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    handler.addFilter(MaskedLog(masker))
    for name in ("tinbergen-service", "uvicorn"):
        log = logging.getLogger(name)
        log.handlers, log.propagate = [handler], False
        log.setLevel(logging.INFO)
    return handler
