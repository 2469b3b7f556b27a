"""What can be drawn over time: lines, fans, bars, instrument paths with bounds, points.

Values are in the chart's unit, one a period of the chart; NaN where there is none. Any sequence
or array of numbers is accepted and kept as a tuple, so layers compare and hash.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text

Values = Sequence[float] | npt.NDArray[np.float64]
#: A colour of the palette by number (from 1), or black or grey; None takes the next free colour.
Tone = int | Literal["ink", "muted"] | None
Style = Literal["solid", "dashed", "dotted"]

_BAND = Text("{name}, {level}% {end}", "{name}，{level}%区间{end}")
_ENDS = (Text("low", "下限"), Text("high", "上限"))
_TOTAL = Text("Total", "合计")
_LOWER, _UPPER = Text("Lower bound", "下限"), Text("Upper bound", "上限")
_BINDING = Text("Bound is binding", "边界起约束作用")


class Series(NamedTuple):
    """A named row of numbers of a layer."""

    name: Text
    values: tuple[float, ...]


def floats(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(float(v) for v in values)


def percent(level: float) -> str:
    """A level between 0 and 1 as a whole or broken percentage: 0.9 is 90, 0.975 is 97.5."""
    return f"{100 * level:.4g}"


class _Layer:
    """What the chart asks of every layer."""

    __slots__ = ()

    def series(self) -> tuple[Series, ...]:
        """The layer's numbers, named, for tables and for hovering."""
        raise NotImplementedError

    def extent(self) -> tuple[float, ...]:
        """Numbers that the vertical axis must cover."""
        return tuple(v for s in self.series() for v in s.values if math.isfinite(v))

    def _set(self, **fields: object) -> None:
        for name, value in fields.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True, slots=True)
class _Row(_Layer):
    """A layer of one number a period."""

    name: Text
    values: Values

    def __post_init__(self) -> None:
        self._set(values=floats(self.values))

    def series(self) -> tuple[Series, ...]:
        return (Series(self.name, tuple(self.values)),)


@dataclass(frozen=True, slots=True)
class Line(_Row):
    """A line, broken where values are NaN.

    ``style`` "dashed" suits baselines and counterfactuals; ``tone`` "muted" the less important.
    """

    style: Style = "solid"
    tone: Tone = None


@dataclass(frozen=True, slots=True)
class Fan(_Layer):
    """Nested bands that hold the outcome with the probabilities ``levels``, and their median.

    ``lower[k]`` and ``upper[k]`` are the ends of the band of ``levels[k]`` (0 to 1), each one
    value a period; bands are kept by rising level. Give the last outturn as both ends at the
    as-of period and the fan opens from it.

    Raises
    ------
    TinbergenError
        R004 when the bands cross or aren't as many as the levels, R005 when a level is no
        probability.
    """

    name: Text
    levels: Sequence[float]
    lower: Sequence[Values]
    upper: Sequence[Values]
    median: Values | None = None
    tone: Tone = None

    def __post_init__(self) -> None:
        if wrong := [level for level in self.levels if not 0 < level < 1]:
            raise TinbergenError("R005", level=wrong[0])
        count = len(self.levels)
        if not len(self.lower) == len(self.upper) == count or not count:
            raise TinbergenError("R004", name=self.name, detail=f"{count} levels")
        order = sorted(range(count), key=lambda k: self.levels[k])
        self._set(
            levels=tuple(float(self.levels[k]) for k in order),
            lower=tuple(floats(self.lower[k]) for k in order),
            upper=tuple(floats(self.upper[k]) for k in order),
            median=None if self.median is None else floats(self.median),
        )
        self._check_nesting()

    def _check_nesting(self) -> None:
        ladder = [*reversed(self.lower), *self.upper]
        if len({len(rung) for rung in ladder}) > 1:
            raise TinbergenError("R004", name=self.name, detail="lengths differ")
        rungs = np.array(ladder, dtype=float)
        slack = 1e-9 * (1 + np.abs(np.nan_to_num(rungs)).max())
        crossed = np.argwhere(np.diff(rungs, axis=0) < -slack)
        if crossed.size:
            raise TinbergenError("R004", name=self.name, detail=f"position {crossed[0][1] + 1}")

    def series(self) -> tuple[Series, ...]:
        rows = [] if self.median is None else [Series(self.name, tuple(self.median))]
        for level, lower, upper in zip(self.levels, self.lower, self.upper, strict=True):
            for end, values in zip(_ENDS, (lower, upper), strict=True):
                name = _BAND.fill(name=self.name, level=percent(level), end=end)
                rows.append(Series(name, tuple(values)))
        return tuple(rows)


@dataclass(frozen=True, slots=True)
class Bars(_Row):
    """Bars from zero; several such layers stand side by side."""

    tone: Tone = None

    def extent(self) -> tuple[float, ...]:
        return (0.0, *(v for v in self.values if math.isfinite(v)))


@dataclass(frozen=True, slots=True)
class Part(_Row):
    """One contribution of stacked bars."""

    tone: Tone = None


@dataclass(frozen=True, slots=True)
class StackedBars(_Layer):
    """Contributions: positive parts stacked above zero, negative ones below, and their total."""

    parts: Sequence[Part]
    total: Values | None = None
    total_name: Text = _TOTAL

    def __post_init__(self) -> None:
        self._set(parts=tuple(self.parts), total=None if self.total is None else floats(self.total))

    def series(self) -> tuple[Series, ...]:
        rows = [Series(part.name, tuple(part.values)) for part in self.parts]
        return tuple(
            rows if self.total is None else [*rows, Series(self.total_name, tuple(self.total))]
        )

    def extent(self) -> tuple[float, ...]:
        stacked = np.array([part.values for part in self.parts], dtype=float)
        sums = [
            np.nansum(np.where(keep, stacked, 0.0), axis=0) for keep in (stacked > 0, stacked < 0)
        ]
        total = [] if self.total is None else [v for v in self.total if math.isfinite(v)]
        return (0.0, *np.concatenate(sums).tolist(), *total)


@dataclass(frozen=True, slots=True)
class Bounds(_Layer):
    """The path of an instrument between its bounds, marked where a bound binds.

    ``lower`` and ``upper`` are one value or one a period, None or infinite where there is no
    bound. ``binding`` (one truth value a period) is read off the path when it is not given.
    """

    name: Text
    path: Values
    lower: Values | float | None = None
    upper: Values | float | None = None
    binding: Sequence[bool] | None = None
    tone: Tone = None
    lower_name: Text = _LOWER
    upper_name: Text = _UPPER
    binding_name: Text = _BINDING

    def __post_init__(self) -> None:
        path = floats(self.path)
        lower, upper = (_bound(b, len(path)) for b in (self.lower, self.upper))
        binding = self.binding
        if binding is None:
            binding = _touching(path, lower, upper)
        self._set(path=path, lower=lower, upper=upper, binding=tuple(bool(b) for b in binding))

    def series(self) -> tuple[Series, ...]:
        named = (
            (self.name, self.path),
            (self.lower_name, self.lower),
            (self.upper_name, self.upper),
        )
        return tuple(Series(name, values) for name, values in named if isinstance(values, tuple))


def _bound(bound: Values | float | None, length: int) -> tuple[float, ...] | None:
    if bound is None:
        return None
    return (float(bound),) * length if isinstance(bound, (int, float)) else floats(bound)


def _touching(
    path: tuple[float, ...], lower: tuple[float, ...] | None, upper: tuple[float, ...] | None
) -> list[bool]:
    known = [abs(v) for v in path if math.isfinite(v)]
    near = 1e-6 * (1 + max(known, default=0.0))
    return [
        any(bound is not None and abs(value - bound[t]) <= near for bound in (lower, upper))
        for t, value in enumerate(path)
    ]


@dataclass(frozen=True, slots=True)
class Points(_Row):
    """Single dots, for outturns laid over what was expected of them."""

    tone: Tone = "ink"


@dataclass(frozen=True, slots=True)
class Level(_Layer):
    """A horizontal reference line, such as an inflation target."""

    name: Text
    value: float
    tone: Tone = "muted"

    def series(self) -> tuple[Series, ...]:
        return ()

    def extent(self) -> tuple[float, ...]:
        return (float(self.value),)


Layer = Line | Fan | Bars | StackedBars | Bounds | Points | Level
