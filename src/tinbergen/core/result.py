"""What every result can do, wherever it is shown: terminal, notebook, program.

One mixin for documents and numbers alike. A result of numbers gives ``to_frame`` and, if it has a
picture, ``plot``; a document is drawn by its view, which :mod:`tinbergen.core.faces` finds.
"""

from __future__ import annotations

import dataclasses
import reprlib
from typing import TYPE_CHECKING, Any, Self

from tinbergen.core.errors import TinbergenError
from tinbergen.core.faces import faces
from tinbergen.core.plain import dump
from tinbergen.core.text import Language, Text, clean

if TYPE_CHECKING:
    import pandas as pd

#: Lines and characters of a ``repr`` at most.
LINES, CHARACTERS = 30, 2900
#: Rows and columns of a table that a ``repr`` shows, rows that a notebook does.
_ROWS, _COLUMNS, _NOTEBOOK = 8, 7, 20
#: Characters that are kept of the last line.
_LAST = 100


class Result:
    """Mixin: a readable ``repr``, ``summary``, ``to_frame``, ``plot``, ``a - b``, ``to_json``."""

    __slots__ = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        # A dataclass writes a __repr__ of its own unless the class itself has one.
        type.__setattr__(cls, "__repr__", cls.__repr__)

    def __repr__(self) -> str:
        """What a person can read: at most 30 lines and 3,000 characters."""
        drawn = faces()
        try:
            shown = drawn.glance(self, "en") if drawn else None
            if shown is None:
                shown = self._numbers() if self._has_table() else _fields(self)
        except Exception:
            # Debuggers and messages ask for it of results half made too, so it never fails.
            shown = _fields(self)
        return _clipped(clean(shown))

    def __dir__(self) -> list[str]:
        """What completes: ``plot`` only where there is a picture."""
        kind, drawn = type(self), faces()
        known = set(super().__dir__())
        if kind.plot is Result.plot and not (drawn and drawn.pictured(kind)):
            known.discard("plot")
        return sorted(known)

    def summary(self, lang: Language = "en") -> str:
        """All of it as text: a document as the terminal shows it, numbers as a table."""
        drawn = faces()
        shown = drawn.text(self, lang) if drawn else None
        if shown is not None:
            return shown
        return clean(self.to_frame().to_string(float_format=_figure))

    def _repr_html_(self) -> str:
        drawn = faces()
        shown = drawn.html(self, "en") if drawn else None
        if shown is not None:
            return shown
        if not self._has_table():
            return _escaped(_fields(self))
        table = self.to_frame().to_html(
            float_format=_figure, max_rows=_NOTEBOOK, max_cols=_NOTEBOOK
        )
        return f"<p>{_escaped(self._headline())}</p>{table}"

    def to_frame(self) -> pd.DataFrame:
        """The numbers as a pandas table.

        Raises
        ------
        TypeError
            When the class has none.
        """
        drawn = faces()
        found = drawn.frame(self) if drawn else None
        if found is None:
            raise TypeError(f"{type(self).__name__} has no table")
        return found

    def plot(self) -> Any:
        """The picture: it shows itself in a notebook and saves as SVG.

        Raises
        ------
        TypeError
            When the class has none.
        """
        drawn = faces()
        found = drawn.picture(self) if drawn else None
        if found is None:
            raise TypeError(f"{type(self).__name__} has no picture")
        return found

    def to_json(self, *, indent: int | None = 2) -> str:
        """Strictly valid JSON; a document is read back by ``from_json``."""
        own = getattr(self, "to_dict", None)
        return dump(own() if own else self, indent)

    def __sub__(self, other: Self) -> Any:
        """The difference of two like results.

        Raises
        ------
        TinbergenError
            C006 when they are not of one kind or do not cover the same.
        TypeError
            When the class knows of no difference.
        """
        if type(self) is not type(other):
            raise TinbergenError("C006", detail=f"{type(self).__name__} and {type(other).__name__}")
        return self.difference(other)

    def difference(self, other: Self) -> Any:
        """What ``a - b`` means for this class: by default, that of the numbers in their tables."""
        drawn = faces()
        found = drawn.difference(self, other) if drawn else None
        if found is not None:
            return found
        if not self._has_table():
            raise TypeError(f"two {type(self).__name__} have no difference")
        a, b = (one.to_frame().select_dtypes("number") for one in (self, other))
        if not a.columns.equals(b.columns) or not len(a.index.intersection(b.index)):
            raise TinbergenError("C006", detail=f"{self._headline()} / {other._headline()}")
        return Difference(type(self).__name__, (a - b).reindex(a.index.intersection(b.index)))

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed."""
        return dataclasses.replace(self, **changes)  # type: ignore[type-var]

    def _has_table(self) -> bool:
        return type(self).to_frame is not Result.to_frame

    def _headline(self) -> str:
        """The class, the periods if it has any, and the size of its table."""
        rows, columns = self.to_frame().shape
        span = getattr(self, "span", None)
        when = f", {span.start} to {span.end}" if span is not None and span.length else ""
        return f"{type(self).__name__}{when}: {rows:,} × {columns:,}"

    def _numbers(self) -> str:
        """The headline, and the first and last rows."""
        frame = self.to_frame()
        shown = frame.to_string(
            max_rows=_ROWS, max_cols=_COLUMNS, float_format=lambda v: f"{v:.6g}", line_width=96
        )
        return f"{self._headline()}\n{shown}"


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Difference(Result):
    """The numbers of one result less those of another of its kind, row by row.

    ``of`` names their class; ``frame`` holds the rows and columns that both have.
    """

    of: str
    frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        return self.frame

    def _headline(self) -> str:
        rows, columns = self.frame.shape
        return f"Difference of two {self.of}: {rows:,} × {columns:,}"


def _figure(value: float) -> str:
    return f"{value:.4f}"


def _escaped(text: str) -> str:
    from html import escape

    return f"<pre>{escape(text)}</pre>" if "\n" in text else escape(text)


class _Short(reprlib.Repr):
    """Few members of what is long, few digits of numbers, texts in English."""

    def __init__(self) -> None:
        super().__init__()
        self.maxtuple = self.maxlist = self.maxdict = 4
        self.maxstring = self.maxother = 160

    def repr_float(self, value: float, level: int) -> str:
        return f"{value:.6g}"

    def repr_Text(self, value: Text, level: int) -> str:
        return repr(value.en)


def _fields(result: Any) -> str:
    """Class and fields, cut short."""
    if not dataclasses.is_dataclass(result):
        return object.__repr__(result)
    cut = _Short()
    shown = (f"{f.name}={cut.repr(getattr(result, f.name))}" for f in dataclasses.fields(result))
    return f"{type(result).__name__}({', '.join(shown)})"


def _clipped(text: str) -> str:
    """No more lines and characters than a reader takes in; the last line is kept."""
    lines = text.rstrip().split("\n")
    if len(lines) > LINES:
        lines = [*lines[: LINES - 2], "…", lines[-1]]
    shown = "\n".join(lines)
    if len(shown) <= CHARACTERS:
        return shown
    last = lines[-1][:_LAST]
    return f"{shown[: CHARACTERS - len(last)]}…\n{last}"
