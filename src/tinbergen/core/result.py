"""What every result can do, wherever it is shown: terminal, notebook, program.

A result class gives ``to_frame`` and, if it has a picture, ``plot``; the mixin adds the rest. The
picture is described by the report layer above, so ``plot`` is found through a registry.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from tinbergen.core.errors import TinbergenError

if TYPE_CHECKING:
    import pandas as pd

#: Result class name -> maker of its picture; filled by the report layer when it is imported.
PLOTTERS: dict[str, Callable[[Any], Any]] = {}


class Result:
    """Mixin: ``summary``, ``_repr_html_``, ``plot`` and ``a - b`` on top of ``to_frame``."""

    __slots__ = ()

    def to_frame(self) -> pd.DataFrame:
        """The numbers as a pandas table."""
        raise TypeError(f"{type(self).__name__} has no table")

    def summary(self) -> str:
        """The numbers as text."""
        return self.to_frame().to_string(float_format=lambda v: f"{v:.4f}")

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html(float_format=lambda v: f"{v:.4f}"))

    def plot(self) -> Any:
        """The picture of this result; it shows itself in a notebook and saves as SVG."""
        import importlib

        importlib.import_module("tinbergen.report.plots")
        try:
            plotter = PLOTTERS[type(self).__name__]
        except KeyError:
            raise TypeError(f"{type(self).__name__} has no picture") from None
        return plotter(self)

    def __sub__(self, other: Self) -> Self:
        """The difference of two like results, field by field where numbers stand."""
        if type(self) is not type(other):
            raise TinbergenError("C006", detail=f"{type(self).__name__} and {type(other).__name__}")
        return self.difference(other)

    def difference(self, other: Self) -> Self:
        """What ``a - b`` means for this class; the default knows of no such thing."""
        raise TypeError(f"two {type(self).__name__} have no difference")

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed."""
        return dataclasses.replace(self, **changes)  # type: ignore[type-var]
