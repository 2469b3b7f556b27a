"""The version of the package, which documents name."""

from __future__ import annotations

__version__ = "0.1.0"
