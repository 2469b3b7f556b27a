"""Where results find what draws them.

Drawing belongs to a layer above, so it is not imported here: the package's front door says with
:func:`connect` how to get it, and it is loaded when the first result is shown. This module imports
nothing that costs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pandas as pd

    from tinbergen.core.text import Language


class Faces(Protocol):
    """What can draw documents; each answers None for a class that it does not know."""

    def glance(self, result: Any, lang: Language) -> str | None:
        """The gist in a few lines."""

    def text(self, result: Any, lang: Language) -> str | None:
        """All of it as text."""

    def html(self, result: Any, lang: Language) -> str | None:
        """All of it as HTML for a notebook."""

    def frame(self, result: Any) -> pd.DataFrame | None:
        """Its numbers as a table."""

    def pictured(self, kind: type) -> bool:
        """Whether results of this class have a picture."""

    def picture(self, result: Any) -> Any:
        """The description of its picture."""

    def difference(self, result: Any, other: Any) -> Any:
        """What ``result - other`` is."""


_LOADERS: list[Callable[[], Faces]] = []


def connect(load: Callable[[], Faces]) -> None:
    """Say where the drawing layer is; the last to say so counts."""
    _LOADERS[:] = [load]


def faces() -> Faces | None:
    """The drawing layer; None where nobody connected one."""
    return _LOADERS[0]() if _LOADERS else None
