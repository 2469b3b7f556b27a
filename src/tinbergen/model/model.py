"""A model: equations over endogenous and exogenous variables and parameters."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.model.expression import Graph, Node, Variable
from tinbergen.model.external import Function
from tinbergen.model.statements import Assignment, Command, Shocks, Statement


@dataclass(frozen=True, slots=True)
class Equation:
    """``lhs = rhs + residual``; the residual is the equation's disturbance or add-factor.

    ``tags`` are what the modeller wrote in brackets before it. Of these, ``instruments`` are read
    as expressions and ``restrictions`` as expressions in parameters that are zero; parameters in
    ``fixed`` keep their values when the others are estimated. ``at_rest`` is the residual of the
    equation that stands for this one in the steady state, where the file gives another.
    """

    name: str
    lhs: Node
    rhs: Node
    residual: Node
    at: Location
    tags: Mapping[str, str] = field(default_factory=dict)
    instruments: tuple[Node, ...] = ()
    restrictions: tuple[Node, ...] = ()
    fixed: tuple[str, ...] = ()
    at_rest: Node | None = None

    @property
    def behavioural(self) -> bool:
        """Whether its parameters are to be estimated."""
        return "estimate" in self.tags


@dataclass(frozen=True)
class Model:
    """What a model file says. ``values`` are the parameters' values, by name.

    ``steady_operators`` are parameters that stand for STEADY_STATE(x): name -> x.
    ``steady_state`` is the steady_state_model block, ``statements`` all else in file order.
    ``deterministic`` are the exogenous variables that are known ahead and no shocks. ``notices``
    say what was passed over or read in a way that the author may not have meant. ``given`` are
    parameter values that the user set and no statement of the file changes, ``start`` values of
    variables from which the steady state is looked for, before those of the file.
    """

    name: str
    graph: Graph
    endogenous: tuple[str, ...]
    exogenous: tuple[str, ...]
    parameters: tuple[str, ...]
    equations: tuple[Equation, ...]
    values: Mapping[str, float]
    initial: Mapping[str, float] = field(default_factory=dict)
    titles: Mapping[str, Text] = field(default_factory=dict)
    linear: bool = False
    source: str = ""
    steady_operators: Mapping[str, str] = field(default_factory=dict)
    steady_state: tuple[Assignment, ...] = ()
    statements: tuple[Statement, ...] = ()
    deterministic: tuple[str, ...] = ()
    tex: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[TinbergenError, ...] = ()
    given: Mapping[str, float] = field(default_factory=dict)
    start: Mapping[str, float] = field(default_factory=dict)

    @property
    def stochastic(self) -> tuple[str, ...]:
        """Exogenous variables that are shocks."""
        return tuple(n for n in self.exogenous if n not in self.deterministic)

    @cached_property
    def dated(self) -> tuple[Variable, ...]:
        """Every variable at every date at which it stands in an equation."""
        return tuple(self.graph.variables(*(e.residual for e in self.equations)))

    @cached_property
    def used_parameters(self) -> frozenset[str]:
        """Parameters that stand in equations."""
        return frozenset(self.graph.parameters(*(e.residual for e in self.equations)))

    @cached_property
    def lags(self) -> tuple[int, int]:
        """The longest lag and the longest lead, both as non-negative numbers."""
        dates = [v.lag for v in self.dated]
        return max(0, -min(dates, default=0)), max(0, *dates, 0)

    @cached_property
    def incidence(self) -> tuple[tuple[str, ...], ...]:
        """For each equation the endogenous variables of the current period that stand in it."""
        own = set(self.endogenous)
        return tuple(
            tuple(v.name for v in self.graph.variables(e.residual) if v.lag == 0 and v.name in own)
            for e in self.equations
        )

    def equation(self, name: str) -> Equation:
        for equation in self.equations:
            if equation.name == name:
                return equation
        names = [e.name for e in self.equations]
        raise TinbergenError("M018", hint=did_you_mean(name, names), name=name, model=self.name)

    @property
    def commands(self) -> tuple[str, ...]:
        """Names of the commands in the file, in its order."""
        return tuple(s.name for s in self.statements if isinstance(s, Command))

    def variables_of(self, equation: Equation) -> list[Variable]:
        return self.graph.variables(equation.residual)

    def exogenise(self, variables: Mapping[str, str]) -> Model:
        """The model in which ``variables`` are given from outside.

        ``variables`` maps each to the name of the equation that determined it, which is dropped.

        Raises
        ------
        TinbergenError
            M018 for an equation, M004 for a variable that the model does not have.
        """
        dropped = {self.equation(name).name for name in variables.values()}
        for name in variables:
            if name not in self.endogenous:
                raise TinbergenError("M004", hint=did_you_mean(name, self.endogenous), name=name)
        return dataclasses.replace(
            self,
            endogenous=tuple(n for n in self.endogenous if n not in variables),
            exogenous=(*self.exogenous, *variables),
            equations=tuple(e for e in self.equations if e.name not in dropped),
        )

    def with_values(self, values: Mapping[str, float]) -> Model:
        """The same model at other parameter values.

        Raises
        ------
        TinbergenError
            M007 for a parameter the model does not have.
        """
        for name in values:
            if name not in self.parameters:
                raise TinbergenError(
                    "M007", hint=did_you_mean(name, self.parameters), name=name, model=self.name
                )
        return dataclasses.replace(
            self, values={**self.values, **values}, given={**self.given, **values}
        )

    def with_start(self, start: Mapping[str, float]) -> Model:
        """The same model with other values from which its steady state is looked for.

        Raises
        ------
        TinbergenError
            M004 for a variable the model does not have.
        """
        known = (*self.endogenous, *self.exogenous)
        for name in start:
            if name not in known:
                raise TinbergenError("M004", hint=did_you_mean(name, known), name=name)
        return dataclasses.replace(
            self, start={**self.start, **start}, initial={**self.initial, **start}
        )

    def with_functions(self, functions: Mapping[str, Function]) -> Model:
        """The same model with Python functions for those that the file calls by name."""
        return dataclasses.replace(
            self, graph=self.graph.with_functions(functions), equations=(*self.equations,)
        )

    def at_point(
        self, values: Mapping[str, float], initial: Mapping[str, float], shocks: tuple[Shocks, ...]
    ) -> Model:
        """The model where a file's statements have led: parameters, initval and shocks so far.

        All of the file's commands stay: they say whether the model is a stochastic one.
        """
        commands = (s for s in self.statements if isinstance(s, Command))
        return dataclasses.replace(
            self, values=values, initial=initial, statements=(*shocks, *commands)
        )

    def vector(self, values: Mapping[str, float] | None = None) -> Sequence[float]:
        """Parameter values in declaration order.

        Raises
        ------
        TinbergenError
            M006 when one that the equations use has no value.
        """
        known = {**self.values, **(values or {})}
        missing = [p for p in self.parameters if p in self.used_parameters and p not in known]
        if missing:
            raise TinbergenError("M006", names=", ".join(missing), model=self.name)
        return [known.get(p, float("nan")) for p in self.parameters]
