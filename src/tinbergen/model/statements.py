"""What a model file says besides its equations, each statement with its place."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from tinbergen.core.errors import Location
from tinbergen.model.dynare.matlab.matlab_tree import Step
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
    """A parameter set outside blocks, in file order; None where only MATLAB knows its value."""

    name: str
    value: float | None
    at: Location
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Values:
    """An initval, endval or histval block."""

    block: str
    assignments: tuple[Assignment, ...]
    at: Location
    options: Mapping[str, str] = field(default_factory=dict)


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
class HomotopyValue:
    """A parameter or exogenous variable that goes from ``initial`` (else today's) to ``final``."""

    name: str
    initial: Value | None
    final: Value
    at: Location


@dataclass(frozen=True, slots=True)
class HomotopySetup:
    """A homotopy_setup block: what moves when a steady state is approached step by step."""

    values: tuple[HomotopyValue, ...]
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
class Estimated:
    """A line of an estimated_params block.

    ``kind`` is parameter, stderr or corr, ``names`` what it is of: a parameter, a shock or an
    observed variable (its measurement error), or two of these. ``prior`` is the shape, empty for
    maximum likelihood; ``arguments`` are its mean, standard deviation and third and fourth
    parameter, None for what is left out.
    """

    kind: Literal["parameter", "stderr", "corr"]
    names: tuple[str, ...]
    at: Location
    initial: Value | None = None
    lower: Value | None = None
    upper: Value | None = None
    prior: str = ""
    arguments: tuple[Value | None, ...] = ()

    @property
    def label(self) -> str:
        """What is estimated, as the block writes it."""
        word = "" if self.kind == "parameter" else f"{self.kind} "
        return word + ", ".join(self.names)


@dataclass(frozen=True, slots=True)
class EstimatedParams:
    """An estimated_params block; a later one adds to it, with ``overwrite`` it takes its place."""

    lines: tuple[Estimated, ...]
    at: Location
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Native:
    """A line for MATLAB, which is never executed.

    ``understood`` is what was taken from it: the name that it sets, or ``if`` where it belongs to a
    choice that was made. ``inside`` are statements in a block of MATLAB's that it opens, or itself
    is, which are not carried out. ``steps`` are what it says, where it is arithmetic: a run of the
    file computes what could not be on reading it.
    """

    text: str
    at: Location
    understood: str = ""
    inside: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


Statement = ParameterValue | Values | Shocks | HomotopySetup | EstimatedParams | Command | Native


def without_names(statements: Iterable[Statement], names: Container[str]) -> list[Statement]:
    """The statements less the values, moments and paths of these names."""
    kept: list[Statement] = []
    for statement in statements:
        if isinstance(statement, Values):
            given = tuple(a for a in statement.assignments if a.name not in names)
            if given:
                kept.append(replace(statement, assignments=given))
        elif isinstance(statement, Shocks):
            moments = tuple(m for m in statement.moments if not any(n in names for n in m.names))
            paths = tuple(p for p in statement.paths if p.name not in names)
            if moments or paths:
                kept.append(replace(statement, moments=moments, paths=paths))
        else:
            kept.append(statement)
    return kept
