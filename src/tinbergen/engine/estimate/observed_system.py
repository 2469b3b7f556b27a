"""A model's observables as a state space at any parameters, read and compiled once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tinbergen.core.errors import SolveError, TinbergenError, did_you_mean
from tinbergen.engine.compile.program import Program
from tinbergen.engine.linear.first_order import solve
from tinbergen.engine.linear.kalman import DIFFUSE, StateSpace, state_space
from tinbergen.engine.linear.linear_model import Array, DecisionRule, Incidence, Labels
from tinbergen.engine.linear.solution import (
    UNIT_ROOT,
    derivatives,
    equilibrium,
    linearise,
    lowered_at_rest,
    shock_covariance,
)
from tinbergen.engine.simulate.steady import steady_state
from tinbergen.model.model import Model
from tinbergen.model.statements import ShockMoment, Shocks, Value

#: Largest residual of a linear model's steady state, relative to its values.
_AT_REST = 1e-8


@dataclass(frozen=True)
class Point:
    """Values of parameters, the covariance of shocks (m, m), standard deviations of errors (p,)."""

    values: Mapping[str, float]
    covariance: Array
    errors: Array


class ObservedSystem:
    """Observables of a model and how its parameters make them.

    A linear model is solved from its derivatives, about a millisecond; another is put at rest and
    linearised anew. ``diffuse`` is the variance from which unit roots start.

    Raises
    ------
    TinbergenError
        E004 for an observed variable that the model does not have; those of solving it at its own
        values where it is linear.
    """

    def __init__(
        self, model: Model, observed: Mapping[str, float], diffuse: float = DIFFUSE
    ) -> None:
        names = model.endogenous
        for name in observed:
            if name not in names:
                raise TinbergenError(
                    "E004", hint=did_you_mean(name, names), names=name, model=model.name
                )
        self.model, self.observed, self.diffuse = model, tuple(observed), diffuse
        self.own = Point({}, shock_covariance(model), np.array(list(observed.values())))
        self._linear: _Linear | None = None
        if model.linear and not model.steady_state:
            self._linear = _Linear.of(model)

    def at(self, point: Point) -> StateSpace | None:
        """None where the model has no stable solution, or many, or no steady state."""
        try:
            rule, rest = self._solved(point.values)
            law = rule.observed([self.model.endogenous.index(n) for n in self.observed])
            return state_space(law, point.covariance, point.errors, rest, self.diffuse)
        except (SolveError, np.linalg.LinAlgError):
            return None

    def _solved(self, values: Mapping[str, float]) -> tuple[DecisionRule, Array]:
        """The decision rule, and the steady state of the observables."""
        if self._linear is not None:
            rule, rest = self._linear.at(values)
            return rule, rest[[self.model.endogenous.index(n) for n in self.observed]]
        solved = equilibrium(self.model.with_values(dict(values)))
        return solved.solution.rule, np.array([solved.steady.values[n] for n in self.observed])

    def model_at(self, point: Point) -> Model:
        """The model with these values, its shocks' covariance as its last statement."""
        return with_covariance(self.model.with_values(dict(point.values)), point.covariance)


@dataclass(frozen=True)
class _Linear:
    """A linear model: derivatives at one point are those at all."""

    program: Program
    parameters: Array
    point: Array
    kinds: Incidence
    labels: Labels

    @classmethod
    def of(cls, model: Model) -> _Linear:
        rest = steady_state(model)
        lowered, program, point = lowered_at_rest(model, rest)
        operators = {name: rest.values[x] for name, x in lowered.steady_operators.items()}
        kinds = linearise(lowered, program, rest, point)[1]
        labels = Labels(lowered.endogenous, tuple(e.name for e in lowered.equations))
        return cls(program, np.array(lowered.vector(operators)), point, kinds, labels)

    def at(self, values: Mapping[str, float]) -> tuple[DecisionRule, Array]:
        """The decision rule and the steady state (n,)."""
        P = self.parameters.copy()
        P[[self.program.layout.parameters[name] for name in values]] = list(values.values())
        jacobian = derivatives(self.program, self.point, P)
        left = self.program.residuals(np.tile(self.point, (3, 1)), P, 1, 1)[0]
        at_rest = jacobian.ahead + jacobian.now + jacobian.back
        moved = np.linalg.lstsq(at_rest, -left, rcond=None)[0]
        rest = self.point[: len(left)] + moved
        if np.abs(at_rest @ moved + left).max() > _AT_REST * max(1.0, np.abs(rest).max()):
            raise np.linalg.LinAlgError("no steady state")
        found = solve(jacobian, self.kinds, threshold=UNIT_ROOT, labels=self.labels)
        return found.rule, rest


def with_covariance(model: Model, covariance: Array) -> Model:
    """The model with this covariance (m, m) of its shocks in place of what its blocks say."""
    graph, names = model.graph, model.stochastic

    def value(number: float) -> Value:
        return Value(graph.number(number), number)

    at = model.equations[0].at
    moments = [
        ShockMoment("stderr", (name,), value(float(np.sqrt(covariance[k, k]))), at)
        for k, name in enumerate(names)
        if covariance[k, k] > 0
    ]
    moments += [
        ShockMoment("covariance", (names[i], names[j]), value(float(covariance[i, j])), at)
        for i, j in zip(*np.nonzero(np.triu(covariance, 1)), strict=True)
    ]
    paths = tuple(p for s in model.statements if isinstance(s, Shocks) for p in s.paths)
    statement = Shocks(tuple(moments), paths, at, {"overwrite": ""})
    kept = tuple(s for s in model.statements if not isinstance(s, Shocks))
    return replace(model, statements=(*kept, statement))
