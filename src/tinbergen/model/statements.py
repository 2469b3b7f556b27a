"""What a model file says besides its equations, each statement with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tinbergen.core.errors import Location
from tinbergen.model.expression import Node


@dataclass(frozen=True, slots=True)
class Value:
    """An expression and the number it was when it was read, if it was one then.

    What is not known then may be later: a steady_state_model block can set parameters.
    """

    node: Node
    number: float | None


@dataclass(frozen=True, slots=True)
class Assignment:
    """``name = value`` in initval, endval, histval (dated ``lag``), steady_state_model."""

    name: str
    value: Value
    at: Location
    lag: int = 0


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A parameter set outside blocks, in file order."""

    name: str
    value: float
    at: Location


@dataclass(frozen=True, slots=True)
class Values:
    """An initval, endval or histval block."""

    block: str
    assignments: tuple[Assignment, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class ShockMoment:
    """``kind`` is variance, stderr, covariance or correlation of one or two shocks."""

    kind: str
    names: tuple[str, ...]
    value: Value
    at: Location


@dataclass(frozen=True, slots=True)
class ShockPath:
    """Values of an exogenous variable in stretches of periods (first, last)."""

    name: str
    periods: tuple[tuple[int, int], ...]
    values: tuple[Value, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class Shocks:
    """A shocks block: moments of stochastic shocks, paths of deterministic ones."""

    moments: tuple[ShockMoment, ...]
    paths: tuple[ShockPath, ...]
    at: Location
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Command:
    """A request such as ``stoch_simul(order=1, irf=20) y c;``."""

    name: str
    options: Mapping[str, str]
    names: tuple[str, ...]
    at: Location
    text: str = ""


@dataclass(frozen=True, slots=True)
class Native:
    """A line for MATLAB, which is never executed; ``reason`` says what may be missing."""

    text: str
    at: Location
    understood: str = ""


Statement = ParameterValue | Values | Shocks | Command | Native
