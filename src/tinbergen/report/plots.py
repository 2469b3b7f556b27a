"""Which picture each result class has; ``Result.plot`` looks here.

A maker takes the result and returns the description of its picture:

>>> @plots("Forecast")  # doctest: +SKIP
... def forecast(result: Forecast) -> Chart: ...
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tinbergen.core.result import PLOTTERS
from tinbergen.report.chart import Picture

Maker = Callable[[Any], Picture]


def plots(name: str) -> Callable[[Maker], Maker]:
    """Make the decorated function the picture of results whose class is called ``name``."""

    def register(maker: Maker) -> Maker:
        PLOTTERS[name] = maker
        return maker

    return register
