"""What every result can do, wherever it is shown: terminal, notebook, program.

A result class gives ``to_frame`` and, if it has a picture, ``plot``; the mixin adds the rest.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Self

from tinbergen.core.errors import TinbergenError

if TYPE_CHECKING:
    import pandas as pd


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
        raise TypeError(f"{type(self).__name__} has no picture")

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
