"""What a service says of itself, on standard error."""

from __future__ import annotations

import logging

LOG = logging.getLogger("tinbergen-service")
_LINE = "%(asctime)s %(levelname)s %(message)s"


def speak() -> None:
    """Let the service say what becomes of it; no text passes where this is called, so there is
    nothing to mask."""
    if LOG.handlers:
        LOG.setLevel(logging.INFO)
    else:
        _to_stderr(LOG)


def guard_logs(mask: logging.Filter) -> logging.Handler:
    """Send the logs of service and server to standard error, masked; returns what writes them."""
    handler = _to_stderr(LOG, logging.getLogger("uvicorn"))
    handler.addFilter(mask)
    return handler


def _to_stderr(*logs: logging.Logger) -> logging.Handler:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(_LINE))
    for log in logs:
        log.handlers, log.propagate = [handler], False
        log.setLevel(logging.INFO)
    return handler
