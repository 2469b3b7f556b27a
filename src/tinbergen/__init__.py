"""Tinbergen: given targets, which instruments, set how?

Names are loaded when they are first used, so that ``import tinbergen`` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "Period": "tinbergen.core.period",
    "TinbergenError": "tinbergen.core.errors",
}

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module 'tinbergen' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
