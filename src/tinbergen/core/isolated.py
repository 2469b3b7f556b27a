"""Processes that this one starts import what it would, and nothing from the current folder.

A file ``numpy.py`` beside a user's data must not become numpy. Python looks in the current folder
first whenever it is started with ``-m`` or ``-c``, as workers are.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: The folder that holds this package.
_HOME = Path(__file__).resolve().parents[2]


def module_path() -> list[str]:
    """The folders of ``sys.path``; the empty one, whatever folder is current, only where this
    package lies in it."""
    here = Path.cwd().resolve()
    return [p or str(here) for p in sys.path if p or here == _HOME]


def leave_current_folder() -> None:
    """Take from the path what ``python -m`` put there, unless this package lies in it."""
    first = Path(sys.path[0]).resolve()
    if not sys.flags.safe_path and first == Path.cwd().resolve() != _HOME:
        del sys.path[0]


@contextmanager
def safe_path() -> Iterator[None]:
    """Within it, started Pythons don't put the current folder before their path."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before
