"""What follows from a first-order solution: moments, whose doing they are, responses, draws.

Semantics are those of Dynare 5.3's stoch_simul at order 1. Shares are fractions of one, where
Dynare prints percent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

import numpy as np

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.engine.linear.filters import (
    BAXTER_KING,
    baxter_king,
    hodrick_prescott,
    one_sided_hodrick_prescott,
)
from tinbergen.engine.linear.logs import in_logs
from tinbergen.engine.linear.moments import (
    conditional_variance_decomposition,
    moments,
    variance_decomposition,
)
from tinbergen.engine.linear.responses import impulse_responses, simulate
from tinbergen.engine.linear.sample import draw, paths_by_shock, sample_moments
from tinbergen.engine.linear.shocks import orthogonal_factor
from tinbergen.engine.linear.solution import Array, Equilibrium
from tinbergen.engine.linear.spectrum import (
    band_gain,
    filtered_moments,
    filtered_variance_decomposition,
    hp_gain,
)

#: Variance up to which a shock counts as absent and gets no responses (Dynare 5.3).
_ABSENT = 1e-13


@dataclass(frozen=True, slots=True)
class Filter:
    """``kind`` with its numbers: a smoothing parameter, or the shortest and longest cycle kept."""

    kind: Literal["hp", "one_sided_hp", "bandpass"]
    values: tuple[float, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "values": list(self.values)}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a solution; see `stochastic`.

    Parameters
    ----------
    variables
        Names to report on, by default all declared ones.
    lags
        Number of autocorrelations.
    horizons
        Periods ahead for which forecast error variances are attributed to shocks.
    responses
        Number of periods of responses, 0 for none.
    shocks
        Shocks to respond to, by default all that have a variance.
    relative
        Responses to a shock of one, in percent, instead of one standard deviation.
    periods, drop, seed
        Length of a simulation, 0 for theoretical moments; periods at its beginning that moments
        leave out; where its random numbers start.
    """

    variables: tuple[str, ...] = ()
    lags: int = 5
    filter: Filter | None = None
    moments: bool = True
    correlation: bool = True
    decomposition: bool = True
    horizons: tuple[int, ...] = ()
    responses: int = 40
    shocks: tuple[str, ...] = ()
    relative: bool = False
    periods: int = 0
    drop: int = 100
    seed: int = 0


@dataclass(frozen=True)
class StochSimul(Equilibrium):
    """A solution with what was asked of it, for the n variables ``variables`` and m shocks.

    ``mean`` (n,); ``second`` (n, n) covariances; ``autocorrelation`` (lags, n, n), element
    [h - 1, i, j] of x_i,t with x_j,t-h; ``decomposition`` (n, m) shares of the variances;
    ``conditional`` (horizons, n, m) shares of forecast error variances; ``responses`` shock ->
    (periods, n) deviations from the steady state; ``simulation`` (periods, n) levels. What was not
    asked for is None. With ``loglinear``, variables are in logarithms.
    """

    request: Request = field(default_factory=Request)
    variables: tuple[str, ...] = ()
    loglinear: bool = False
    mean: Array | None = None
    second: Array | None = None
    correlation: Array | None = None
    autocorrelation: Array | None = None
    skewness: Array | None = None
    kurtosis: Array | None = None
    decomposition: Array | None = None
    conditional: Array | None = None
    irfs: dict[str, Array] = field(default_factory=dict)
    simulation: Array | None = None
    passed_over: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The solution's fields and, as ``moments``, what follows; see docs/cli.md."""
        return {**super().to_dict(), "stochastic": self.report()}

    def report(self) -> dict[str, Any]:
        """What follows from the solution, by names; numbers that do not exist are None."""
        names, shocks = self.variables, self.model.exogenous
        asked = self.request
        square = (names, names)
        return {
            "order": 1,
            "loglinear": self.loglinear,
            "moments": None if self.second is None else self.kind,
            "filter": None if asked.filter is None else asked.filter.to_dict(),
            "periods": asked.periods,
            "seed": asked.seed if asked.periods else None,
            "variables": list(names),
            "mean": _named(self.mean, (names,)),
            "covariance": _named(self.second, square),
            "correlation": _named(self.correlation, square),
            "autocorrelation": self._autocorrelations(),
            "skewness": _named(self.skewness, (names,)),
            "kurtosis": _named(self.kurtosis, (names,)),
            "variance_decomposition": _named(self.decomposition, (names, shocks)),
            "conditional_variance_decomposition": _named(
                self.conditional, (tuple(str(h) for h in asked.horizons), names, shocks)
            ),
            "responses": {
                shock: {n: path[:, k].tolist() for k, n in enumerate(names)}
                for shock, path in self.irfs.items()
            },
            "passed_over": list(self.passed_over),
        }

    @property
    def kind(self) -> str:
        return "simulated" if self.request.periods else "theoretical"

    def _autocorrelations(self) -> dict[str, list[float | None]] | None:
        """Each variable with its own past, one to ``lags`` periods ago."""
        if self.autocorrelation is None:
            return None
        own = np.diagonal(self.autocorrelation, axis1=1, axis2=2)
        return {n: [_finite(v) for v in own[:, k].tolist()] for k, n in enumerate(self.variables)}


def _named(values: Array | None, names: tuple[Sequence[str], ...]) -> Any:
    """An array as nested dicts, a level an axis."""
    if values is None:
        return None
    if not names:
        return _finite(float(values))
    return {n: _named(v, names[1:]) for n, v in zip(names[0], values, strict=True)}


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def loglinear(solved: Equilibrium) -> Equilibrium:
    """The same solution for the logarithms of all variables; shocks stay in levels.

    Auxiliary variables for shocks, and those at or below zero, stay in levels too: nobody but the
    rule sees them.

    Raises
    ------
    TinbergenError
        E050 when a declared variable is not positive in the steady state.
    """
    model = solved.model
    steady = np.array([solved.steady.values[n] for n in model.endogenous])
    own = np.array([n.isidentifier() for n in model.endogenous])
    refused = [n for n, v, o in zip(model.endogenous, steady, own, strict=True) if o and not v > 0]
    if refused:
        raise TinbergenError("E050", names=", ".join(refused))
    shocks = np.array([n.partition("(")[0] in model.exogenous for n in model.endogenous])
    logged = (steady > 0) & ~shocks
    rule = in_logs(solved.solution.rule, steady, logged)
    forward = rule.ghx[solved.solution.incidence.forward]
    levels = np.where(logged, np.log(np.where(logged, steady, 1.0)), steady)
    values = dict(zip(model.endogenous, levels.tolist(), strict=True))
    return Equilibrium(
        model,
        solved.steady.replace(values=values),
        _replaced(solved.solution, rule=rule, forward=forward),
        solved.covariance,
        solved.notices,
    )


def _replaced(record: Any, **changes: Any) -> Any:
    return type(record)(**{f.name: changes.get(f.name, getattr(record, f.name))
                           for f in fields(record)})  # fmt: skip


def moments_and_responses(
    solved: Equilibrium,
    request: Request,
    *,
    logs: bool = False,
    start: Array | None = None,
    passed_over: tuple[str, ...] = (),
) -> StochSimul:
    """Moments, decompositions, responses and a simulation of a solved model.

    Parameters
    ----------
    logs
        Whether variables are in logarithms.
    start
        The states' deviations (k,) with which a simulation starts, by default none.

    Raises
    ------
    TinbergenError
        E050 not positive for logarithms, E051 no theoretical moments of this filter, E055 too short
        a simulation, E017 no such shock, M004 no such variable.
    """
    if logs:
        solved = loglinear(solved)
    model, rule = solved.model, solved.solution.rule
    declared = tuple(n for n in model.endogenous if n.isidentifier())
    for name in request.variables:
        if name not in declared:
            raise TinbergenError("M004", hint=did_you_mean(name, declared), name=name)
    names = tuple(dict.fromkeys(request.variables)) or declared
    rows = [model.endogenous.index(n) for n in names]
    level = np.array([solved.steady.values[n] for n in names])
    _check_size(request, len(names), len(solved.covariance))
    found: dict[str, Any] = {}
    if request.periods:
        found = _simulated(solved, request, rows, level, start)
    elif request.moments:
        found = _theoretical(solved, request, rows, level)
    if not request.correlation:
        found.pop("correlation", None)
    irfs = _responses(solved, request, rows) if request.responses else {}
    return StochSimul(
        model, solved.steady, _replaced(solved.solution, rule=rule), solved.covariance,
        solved.notices, request=request, variables=names, loglinear=logs, passed_over=passed_over,
        irfs=irfs, **found,
    )  # fmt: skip


def _check_size(request: Request, n: int, m: int) -> None:
    """Whether what is asked for fits the memory; C240 where it does not."""
    # Numbers that are written out take several times the room of the array.
    limits.check_memory(request.responses, n, m, limits.WRITTEN)
    limits.check_memory(request.lags, n, n, 3)
    limits.check_memory(len(request.horizons), n, m, limits.WRITTEN)
    limits.check_memory(request.periods, n, 2 * m + limits.WRITTEN)


def _theoretical(
    solved: Equilibrium, request: Request, rows: list[int], level: Array
) -> dict[str, Any]:
    # States of the whole model, reports on the variables asked for alone.
    rule, covariance = solved.solution.rule.observed(rows), solved.covariance
    match request.filter:
        case None:
            second = moments(rule, covariance, request.lags)
            shares = variance_decomposition
        case Filter("hp", (smoothing,)):
            gain = hp_gain(smoothing)
            second = filtered_moments(rule, covariance, gain, request.lags)
        case Filter("bandpass", (shortest, longest)):
            gain = band_gain(max(shortest, 2.0), longest)
            second = filtered_moments(rule, covariance, gain, request.lags)
        case _:
            raise TinbergenError("E051")
    found: dict[str, Any] = {
        "mean": np.where(np.isnan(np.diagonal(second.covariance)), np.nan, level),
        "second": second.covariance,
        "correlation": second.correlation,
    }
    if request.lags:
        found["autocorrelation"] = second.autocorrelations
    if request.decomposition:
        parts = (
            shares(rule, covariance)
            if request.filter is None
            else filtered_variance_decomposition(rule, covariance, gain)
        )
        found["decomposition"] = parts
    if request.horizons:
        found["conditional"] = conditional_variance_decomposition(
            rule, covariance, request.horizons
        )
    return found


def _simulated(
    solved: Equilibrium, request: Request, rows: list[int], level: Array, start: Array | None
) -> dict[str, Any]:
    """One path, from its shocks' paths: the rule is linear, so that they add up to it."""
    least = request.lags + 2 + (2 * BAXTER_KING if _is_bandpass(request) else 4)
    if request.periods - request.drop < least:
        raise TinbergenError("E055", periods=request.periods, drop=request.drop, least=least)
    rule, m = solved.solution.rule.observed(rows), len(solved.covariance)
    draws = draw(solved.covariance, request.periods, request.seed)
    none = np.zeros(len(rule.transition))
    alone = paths_by_shock(rule, solved.covariance, draws, none)
    path = alone.sum(axis=0)
    if start is not None:
        path = path + simulate(rule, np.zeros((request.periods, m)), rule.start(start))
    found: dict[str, Any] = {"simulation": path + level}
    if not request.moments:
        return found
    kept = path[request.drop :]
    cycle = _filtered(kept, request)
    sample = sample_moments(kept.mean(axis=0) + level, cycle, request.lags)
    found |= {
        "mean": sample.mean,
        "second": sample.covariance,
        "correlation": sample.correlation,
        "skewness": sample.skewness,
        "kurtosis": sample.kurtosis,
    }
    if request.lags:
        found["autocorrelation"] = sample.autocorrelations
    if request.decomposition:
        parts = [_filtered(one[request.drop :], request).var(axis=0, ddof=1) for one in alone]
        variance = np.diagonal(sample.covariance)
        found["decomposition"] = (
            np.stack(parts, axis=1) / np.where(variance > 0, variance, np.nan)[:, None]
        )
    return found


def _is_bandpass(request: Request) -> bool:
    return request.filter is not None and request.filter.kind == "bandpass"


def _filtered(path: Array, request: Request) -> Array:
    match request.filter:
        case Filter("hp", (smoothing,)):
            return hodrick_prescott(path, smoothing)
        case Filter("one_sided_hp", (smoothing,)):
            return one_sided_hodrick_prescott(path, smoothing)
        case Filter("bandpass", (shortest, longest)):
            return baxter_king(path, shortest, longest)
        case _:
            return np.asarray(path - path.mean(axis=0))


def _responses(solved: Equilibrium, request: Request, rows: list[int]) -> dict[str, Array]:
    exogenous = solved.model.exogenous
    for name in request.shocks:
        if name not in exogenous:
            raise TinbergenError(
                "E017", hint=did_you_mean(name, exogenous), name=name, known=", ".join(exogenous)
            )
    factor = orthogonal_factor(solved.covariance)
    paths = impulse_responses(solved.solution.rule.observed(rows), factor, request.responses)
    chosen = {}
    for k, name in enumerate(exogenous):
        if (request.shocks and name not in request.shocks) or solved.covariance[k, k] <= _ABSENT:
            continue
        unit = 100 / factor[k, k] if request.relative and factor[k, k] > 0 else 1.0
        chosen[name] = paths[:, :, k] * unit
    return chosen
