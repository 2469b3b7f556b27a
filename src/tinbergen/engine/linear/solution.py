"""A rational-expectations model solved to first order around its steady state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.result import Result
from tinbergen.engine.compile.program import Program, compile_model
from tinbergen.engine.linear.first_order import Solution, solve
from tinbergen.engine.linear.linear_model import Incidence, Jacobian, Labels, incidence
from tinbergen.engine.linear.moments import Moments, moments
from tinbergen.engine.linear.responses import impulse_responses
from tinbergen.engine.linear.shocks import orthogonal_factor
from tinbergen.engine.simulate.edges import kinks, resting
from tinbergen.engine.simulate.steady import SteadyState, steady_state
from tinbergen.model.auxiliary import lower
from tinbergen.model.expression import Variable
from tinbergen.model.model import Model
from tinbergen.model.statements import Shocks

if TYPE_CHECKING:
    import pandas as pd


Array = NDArray[np.float64]

#: Roots up to this modulus count as stable, so unit roots do (Dynare's qz_criterium).
UNIT_ROOT = 1 + 1e-6
#: Coefficients of a rule up to which those that are zero are written out too.
_MOST_WITH_ZEROS = 100_000


@dataclass(frozen=True)
class Equilibrium(Result):
    """x_t - x = ghx (s_{t-1} - s) + ghu u_t, with x the steady state.

    ``model`` has auxiliary variables behind the declared ones. ``covariance`` (shocks, shocks) is
    that of u. ``notices`` say where the steady state lies on a kink.
    """

    model: Model
    steady: SteadyState
    solution: Solution
    covariance: Array
    notices: tuple[TinbergenError, ...] = ()

    @property
    def states(self) -> tuple[str, ...]:
        """Names of the state variables, in the order of ghx's columns."""
        return tuple(self.model.endogenous[k] for k in self.solution.incidence.states)

    @property
    def ghx(self) -> Array:
        """Shape (variables, states), rows in declaration order."""
        return self.solution.rule.ghx

    @property
    def ghu(self) -> Array:
        """Shape (variables, shocks)."""
        return self.solution.rule.ghu

    def moments(self, lags: int = 5) -> Moments:
        """Theoretical variances and autocorrelations; NaN for variables with a unit root."""
        return moments(self.solution.rule, self.covariance, lags)

    def variances(self) -> Array:
        """Theoretical variances of all variables, shape (variables,); NaN with a unit root."""
        rule = self.solution.rule
        if rule.compact is None:
            return np.asarray(np.diagonal(self.moments(0).covariance))
        # What is another's past has its variance.
        inner, heads = rule.compact.inner, rule.compact.heads
        found = np.diagonal(moments(inner, self.covariance, 0).covariance)
        return np.asarray(found[heads] * rule.compact.units**2)

    def responses(self, shock: str, periods: int = 40, *, size: float | None = None) -> Array:
        """Responses of all variables to one shock, shape (periods, variables).

        ``size`` is one standard deviation by default, with shocks made orthogonal in the order of
        their declaration.

        Raises
        ------
        TinbergenError
            E017 when there is no such shock.
        """
        if shock not in self.model.exogenous:
            raise TinbergenError(
                "E017", hint=did_you_mean(shock, self.model.exogenous), name=shock,
                known=", ".join(self.model.exogenous),
            )  # fmt: skip
        limits.check("periods", periods)
        limits.check_memory(periods, len(self.model.endogenous), limits.WRITTEN)
        k = self.model.exogenous.index(shock)
        impulse = orthogonal_factor(self.covariance)[:, [k]]
        if size is not None:
            impulse = np.zeros((len(self.model.exogenous), 1))
            impulse[k] = size
        return impulse_responses(self.solution.rule, impulse, periods)[:, :, 0]

    @cached_property
    def eigenvalues(self) -> NDArray[np.complex128]:
        """Generalised roots, shape (states + forward-looking variables,), by modulus."""
        return self.solution.eigenvalues()

    def roots(self) -> list[list[float | None]]:
        """The eigenvalues as [real, imaginary], None for what is infinite."""
        return [[_finite(root.real), _finite(root.imag)] for root in self.eigenvalues.tolist()]

    def summary_counts(self) -> dict[str, int]:
        """How many variables there are and of which kinds, as Dynare counts them.

        Auxiliary variables are counted; those that stand with a lead and with a lag are states and
        forward-looking both.
        """
        kinds = self.solution.incidence
        return {
            "variables": len(self.model.endogenous),
            "shocks": len(self.model.exogenous),
            "states": len(kinds.states),
            "forward": len(kinds.forward),
            "static": len(kinds.static),
        }

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        columns = [*(f"{s}(-1)" for s in self.states), *self.model.exogenous]
        table = np.hstack([self.ghx, self.ghu])
        return pd.DataFrame(table, index=list(self.model.endogenous), columns=columns)

    def to_dict(self) -> dict[str, Any]:
        """For machine output; see ``tinbergen model solve``."""
        names, states = self.model.endogenous, self.states
        variances = self.variances().tolist()
        return {
            "endogenous": list(names),
            "exogenous": list(self.model.exogenous),
            "parameters": dict(self.steady.parameters),
            "steady_state": dict(self.steady.values),
            "states": list(states),
            "ghx": {
                name: _row(states, row, zeros=self.ghx.size <= _MOST_WITH_ZEROS)
                for name, row in zip(names, self.ghx, strict=True)
            },
            "ghu": {
                name: dict(zip(self.model.exogenous, row, strict=True))
                for name, row in zip(names, self.ghu.tolist(), strict=True)
            },
            "eigenvalues": self.roots(),
            "variances": {n: _finite(v) for n, v in zip(names, variances, strict=True)},
            "shock_covariance": {
                name: dict(zip(self.model.exogenous, row, strict=True))
                for name, row in zip(self.model.exogenous, self.covariance.tolist(), strict=True)
            },
            "summary": self.summary_counts(),
        }


def _row(names: tuple[str, ...], values: Array, *, zeros: bool) -> dict[str, float]:
    if zeros:
        return dict(zip(names, values.tolist(), strict=True))
    here = np.flatnonzero(values)
    return {names[i]: v for i, v in zip(here.tolist(), values[here].tolist(), strict=True)}


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def equilibrium(
    model: Model, *, threshold: float = UNIT_ROOT, steady: SteadyState | None = None
) -> Equilibrium:
    """Find the steady state, linearise, solve.

    Raises
    ------
    TinbergenError
        E013, E014 without a steady state; E030-E035 without one stable solution.
    """
    rest = steady or steady_state(model)
    settled = model.with_values({n: v for n, v in rest.parameters.items() if n in model.parameters})
    lowered, program, point = lowered_at_rest(settled, rest)
    jacobian, kinds = linearise(lowered, program, rest, point)
    labels = Labels(lowered.endogenous, tuple(e.name for e in lowered.equations))
    solution = solve(jacobian, kinds, threshold=threshold, labels=labels)
    values = dict(zip(lowered.endogenous, point[: len(lowered.endogenous)].tolist(), strict=True))
    complete = rest.replace(values=values)
    told = kinks(settled, resting(settled, rest.values))
    return Equilibrium(lowered, complete, solution, shock_covariance(settled), tuple(told))


def lowered_at_rest(model: Model, rest: SteadyState) -> tuple[Model, Program, Array]:
    """The model with auxiliary variables, compiled, and all of its variables' values at rest."""
    lowered = lower(model)
    program = compile_model(lowered, in_blocks=False)
    return lowered, program, _steady_row(lowered, program, rest)


def _steady_row(lowered: Model, program: Program, rest: SteadyState) -> Array:
    """Values of all variables at rest, auxiliary ones from their definitions."""
    row = np.zeros(program.layout.width)
    known = dict(rest.values)
    outside = {n: lowered.initial.get(n, 0.0) for n in lowered.exogenous}

    def value_of(leaf: Variable | str) -> float | None:
        name = leaf.name if isinstance(leaf, Variable) else leaf
        if name in lowered.steady_operators:
            name = lowered.steady_operators[name]
        for source in (known, outside, lowered.values):
            if name in source:
                return source[name]
        return None

    pending = {e.name: e for e in lowered.equations if e.name in lowered.endogenous}
    pending = {name: e for name, e in pending.items() if name not in known}
    settled = True
    while pending and settled:
        # Definitions stand in the order of their making, and may build on later ones.
        settled = False
        for name, equation in list(pending.items()):
            known[name] = 0.0
            known[name] = -lowered.graph.evaluate(equation.residual, value_of)
            if np.isnan(known[name]):
                del known[name]
            else:
                del pending[name]
                settled = True
    for name, value in {**outside, **known, **dict.fromkeys(pending, np.nan)}.items():
        row[program.layout.columns[name]] = value
    return row


def linearise(
    lowered: Model, program: Program, rest: SteadyState, point: Array
) -> tuple[Jacobian, Incidence]:
    """Derivatives by tomorrow, today, yesterday and shocks at a point, and the incidence."""
    operators = {name: rest.values[x] for name, x in lowered.steady_operators.items()}
    jacobian = derivatives(program, point, np.array(lowered.vector(operators)))
    pattern, n = program.jacobian_pattern, len(lowered.endogenous)
    stands = {
        lag: np.isin(np.arange(n), pattern.column[(pattern.lag == lag) & (pattern.column < n)])
        for lag in (-1, 1)
    }
    return jacobian, incidence(stands[1], stands[-1])


def derivatives(program: Program, point: Array, P: Array) -> Jacobian:
    """Derivatives at a point, (width,), and parameters P in their order."""
    n = program.layout.equations
    entries = program.jacobian(np.tile(point, (3, 1)), P, 1, 1)[0]
    pattern = program.jacobian_pattern
    blocks = {lag: np.zeros((n, n)) for lag in (-1, 0, 1)}
    shocks = np.zeros((n, program.layout.exogenous))
    for lag, block in blocks.items():
        here = (pattern.lag == lag) & (pattern.column < n)
        np.add.at(block, (pattern.equation[here], pattern.column[here]), entries[here])
    outside = pattern.column >= n
    np.add.at(shocks, (pattern.equation[outside], pattern.column[outside] - n), entries[outside])
    return Jacobian.of(blocks[1], blocks[0], blocks[-1], shocks)


def shock_covariance(model: Model) -> Array:
    """Covariance of the shocks as the shocks blocks say; zero where they do not.

    Raises
    ------
    TinbergenError
        M006 when a value is not known, E240 when a variance is beyond all numbers.
    """
    position = {name: k for k, name in enumerate(model.stochastic)}
    covariance = np.zeros((len(position), len(position)))
    for statement in model.statements:
        if not isinstance(statement, Shocks):
            continue
        if "overwrite" in statement.options:
            covariance[:] = 0.0
        # A correlation holds at the variances its own block ends with, not at later ones.
        correlations: list[tuple[int, int, float]] = []
        for moment in statement.moments:
            names = [n for n in moment.names if n in position]
            if len(names) != len(moment.names):
                continue
            i, j = position[names[0]], position[names[-1]]
            value = moment.value.number
            if value is None:
                value = model.graph.evaluate(moment.value.node, _parameters(model))
            if np.isnan(value):
                raise TinbergenError("M006", at=moment.at, names=", ".join(names), model=model.name)
            if moment.kind == "correlation":
                correlations.append((i, j, value))
            else:
                squared = value * value if moment.kind == "stderr" else value
                if not abs(squared) <= limits.LARGEST**2:
                    raise TinbergenError("E240", at=moment.at, name=names[0], value=f"{value:g}")
                covariance[i, j] = covariance[j, i] = squared
        for i, j, value in correlations:
            scale = np.sqrt(covariance[i, i] * covariance[j, j])
            covariance[i, j] = covariance[j, i] = value * scale
    return covariance


def _parameters(model: Model):  # type: ignore[no-untyped-def]
    known: Mapping[str, float] = model.values

    def value_of(leaf: Variable | str) -> float | None:
        return known.get(leaf) if isinstance(leaf, str) else None

    return value_of
