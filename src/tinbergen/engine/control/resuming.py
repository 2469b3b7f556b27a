"""Models whose rules resume: instruments are chosen for a while, then their rules go on.

In the periods of choice the variables that rules determine are given from outside; beyond them the
whole model goes on from where it stands. Where it looks ahead, disturbances of the rules are found
that bring the chosen paths about, so that the return to the rules is foreseen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.sensitivity import sensitivities
from tinbergen.engine.simulate.backward import Simulation, simulate, track
from tinbergen.model.model import Model

Array = NDArray[np.float64]

#: Relative misses of a chosen path below which it is hit, and how many steps may be taken.
_HIT, _STEPS = 1e-10, 30


@dataclass(frozen=True)
class ResumingDynamics:
    """Dynamics of a model that sets the rules of some variables aside for ``settings`` periods.

    ``rules`` maps these variables to their equations, ``held`` is the model without the equations.
    ``names`` are the instruments: variables with a rule, exogenous ones, or equations (their
    residuals). ``data`` hold the paths without a choice, over ``span`` and the lags before it.
    """

    model: Model
    held: Model
    rules: Mapping[str, str]
    data: Dataset
    span: Span
    settings: int
    names: tuple[str, ...]
    variables: tuple[str, ...]
    residuals: Dataset | None = None

    def start(self) -> Simulation:
        return self._run(self.data, self.residuals)

    def paths(self, run: Simulation) -> Array:
        return np.column_stack([_path(run, name) for name in self.variables])

    def instruments(self, run: Simulation) -> Array:
        return np.column_stack([_path(run, name)[: self.settings] for name in self.names])

    def slopes(self, run: Simulation) -> Array:
        _, by_path = path_slopes(
            self.model, run, self.rules, self.settings, (), self.names, self.variables
        )
        return by_path.reshape(self.span.length * len(self.variables), -1)

    def moved(self, run: Simulation, changes: Array) -> Simulation:
        paths = self.instruments(run) + changes
        first = self.data.span.position(self.span.start)
        data: dict[str, Array] = {}
        residuals: dict[str, Array] = {}
        for name, path in zip(self.names, paths.T, strict=True):
            if name in self.data:
                data[name] = np.array(self.data[name])
                data[name][first : first + self.settings] = path
            else:
                residuals[name] = np.array(run.residuals[name])
                residuals[name][: self.settings] = path
        given = run.residuals.assign(**residuals) if residuals else self.residuals
        return self._run(self.data.assign(**data), given)

    def _run(self, data: Dataset, residuals: Dataset | None) -> Simulation:
        return resume(self.model, self.held, self.rules, data, self.span, self.settings, residuals)


def resume(
    model: Model,
    held: Model,
    rules: Mapping[str, str],
    data: Dataset,
    span: Span,
    settings: int,
    residuals: Dataset | None = None,
) -> Simulation:
    """A path on which variables with ``rules`` are the data's for ``settings`` periods.

    Its residuals are those given, but for the rules' in these periods: they say by how much each
    rule was set aside.

    Raises
    ------
    TinbergenError
        E007 where a model that looks ahead has no disturbances that bring the paths about; those of
        simulation.
    """
    if model.lags[1]:
        return _foreseen(model, rules, data, span, settings, residuals)
    horizon = Span(span.start, settings)
    tail = Span(span.start + settings, span.length - settings)
    own = None
    if residuals is not None:
        kept = {e.name for e in held.equations}
        own = residuals.select(name for name in residuals if name in kept)
    known = _pasted(data, simulate(held, data, horizon, residuals=own))
    after = simulate(model, known, tail, residuals=residuals)
    known = _pasted(known, after)
    needed = track(model, known, span)
    given = residuals.window(span.start, span.end) if residuals is not None else needed
    found = {}
    for equation in model.equations:
        values = np.zeros(span.length)
        if residuals is not None and equation.name in residuals:
            values = np.nan_to_num(given[equation.name])
        if equation.name in rules.values():
            values[:settings] = needed[equation.name][:settings]
        found[equation.name] = values
    return Simulation(
        span, known, Dataset.of(span.start, found), model.endogenous, after.iterations
    )


def path_slopes(
    model: Model,
    run: Simulation,
    rules: Mapping[str, str],
    settings: int,
    free: Sequence[str],
    set_: Sequence[str],
    variables: Sequence[str],
) -> tuple[Array, Array]:
    """How variables answer exogenous paths of all periods, and instruments of the first ones.

    In the first ``settings`` periods variables with ``rules`` are held; beyond, rules resume.

    Parameters
    ----------
    free
        Exogenous variables, whose paths move in any period.
    set_
        Instruments: variables with a rule or exogenous ones, set in the first ``settings`` periods.
    variables
        Variables of the model, or instruments.

    Returns
    -------
    Shapes (periods, variables, periods, free) and (periods, variables, settings, set).
    """
    given = [*free, *(n for n in set_ if n not in rules)]
    solved = list(dict.fromkeys([*(v for v in variables if v in model.endogenous), *rules]))
    by_input = sensitivities(model, run, solved, [*given, *rules.values()])
    periods, count = run.span.length, len(given)
    by_given, by_rule = by_input[..., :count], by_input[:, :, :settings, count:]
    size = settings * len(rules)
    # By how much rules must be disturbed so that what they set stays, or moves by one.
    rows = [solved.index(name) for name in rules]
    own = by_rule[:settings, rows].reshape(size, size)
    flat = by_rule.reshape(periods * len(solved), size)
    answer = by_given[:settings, rows].reshape(size, periods * count)
    held = by_given - (flat @ np.linalg.solve(own, answer)).reshape(by_given.shape)
    moved = np.linalg.solve(own.T, flat.T).T.reshape(periods, len(solved), settings, len(rules))
    found = np.zeros((periods, len(variables), periods, len(free)))
    by_set = np.zeros((periods, len(variables), settings, len(set_)))
    every = np.arange(settings)
    for k, name in enumerate(variables):
        if name in solved:
            row = solved.index(name)
            found[:, k] = held[:, row, :, : len(free)]
            for i, lever in enumerate(set_):
                known = lever in rules
                by_set[:, k, :, i] = (
                    moved[:, row, :, list(rules).index(lever)] if known
                    else held[:, row, :settings, given.index(lever)]
                )  # fmt: skip
        elif name in free:
            found[np.arange(periods), k, np.arange(periods), list(free).index(name)] = 1.0
        elif name in set_:
            by_set[every, k, every, list(set_).index(name)] = 1.0
    return found, by_set


def _foreseen(
    model: Model,
    rules: Mapping[str, str],
    data: Dataset,
    span: Span,
    settings: int,
    residuals: Dataset | None,
) -> Simulation:
    """Newton's method on the rules' disturbances; the whole path is foreseen."""
    names, equations = list(rules), list(rules.values())
    first = data.span.position(span.start)
    wanted = np.column_stack([data[name][first : first + settings] for name in names])
    run = simulate(model, data, span, residuals=residuals)
    for _ in range(_STEPS):
        gap = wanted - np.column_stack([run[name][:settings] for name in names])
        miss = float(np.max(np.abs(gap) / (1 + np.abs(wanted)), initial=0.0))
        if miss < _HIT:
            return run
        by_input = sensitivities(model, run, names, equations)[:settings, :, :settings]
        step = np.linalg.solve(by_input.reshape(gap.size, gap.size), gap.reshape(-1))
        moved = {}
        for k, equation in enumerate(equations):
            moved[equation] = np.array(run.residuals[equation])
            moved[equation][:settings] += step.reshape(gap.shape)[:, k]
        run = simulate(model, run.data, span, residuals=run.residuals.assign(**moved))
    raise TinbergenError("E007", iterations=_STEPS, error=f"{miss:.3g}")


def _pasted(data: Dataset, run: Simulation) -> Dataset:
    """Data with a run's endogenous variables over its span."""
    first = data.span.position(run.span.start)
    moved = {}
    for name in run.endogenous:
        moved[name] = np.array(data[name])
        moved[name][first : first + run.span.length] = run[name]
    return data.assign(**moved)


def _path(run: Simulation, name: str) -> Array:
    """A variable's path, or an equation's residuals."""
    return run[name] if name in run.data else run.residuals[name]
