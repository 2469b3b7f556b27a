"""What a scenario does to a case's inputs: exogenous paths move, endogenous ones are held apart.

A change of an exogenous variable is added to its path. A change of a variable that the model
determines comes through the disturbances of the equation that determines it: ex ante, before the
model answers, or ex post, so that with no new policy the variable differs from the calm baseline
by just so much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.problem import Scenario
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.targeting import target
from tinbergen.engine.simulate.backward import Simulation, simulate, track
from tinbergen.loop.case.case import Case
from tinbergen.model.expression import Variable
from tinbergen.model.model import Model

Array = NDArray[np.float64]

#: The unit of changes in percent of what the path is else; units of indicators have other names.
PERCENT = "percent of the baseline"


def apply_scenario(
    case: Case, model: Model, data: Dataset, span: Span
) -> tuple[Simulation, Dataset]:
    """The baseline in which the case's scenario happens, and the data with its exogenous paths.

    Exogenous paths move first. Impulses are next: the disturbance of an equation with which the
    variable that it determines moves by as much as the indicator is to, all else being as it is;
    the model then answers. Shocks and outcomes come last, by the disturbances (or the paths of
    exogenous variables) that bring them about exactly: a shock leaves a variable so much away from
    the baseline that has the paths and impulses, an outcome from the one that has nothing of the
    scenario.

    Raises
    ------
    TinbergenError
        L053 when no equation brings a change about; E006, E007 when they can't all be; those of
        simulating.
    """
    told = case.scenario
    if told is None:
        return simulate(model, data, span), data
    known = apply_paths(data, told, span)
    run = _answered(case, model, known, simulate(model, known, span), told.impulses)
    wanted = {c.name: _changed(run[c.name], c, span) for c in told.shocks}
    if told.outcomes:
        calm = simulate(model, data, span)
        wanted |= {c.name: _changed(calm[c.name], c, span) for c in told.outcomes}
    if not wanted:
        return run, known
    instruments = [_instrument(case, name) for name in wanted]
    found = target(model, known, span, wanted, instruments, residuals=run.residuals)
    moved = {n: found.instruments[n] for n in instruments if n in model.exogenous}
    return found.simulation, _over(known, moved, span)


def apply_paths(data: Dataset, scenario: Scenario, span: Span) -> Dataset:
    """The data with a scenario's changes of exogenous paths over ``span``."""
    first = data.span.position(span.start)
    moved: dict[str, Array] = {}
    for change in scenario.exogenous:
        before = moved.get(change.name, data[change.name][first : first + span.length])
        moved[change.name] = _changed(before, change, span)
    return _over(data, moved, span)


def _over(data: Dataset, paths: Mapping[str, Array], span: Span) -> Dataset:
    """The data with paths over ``span`` in their place."""
    first = data.span.position(span.start)
    whole = {name: np.array(data[name]) for name in paths}
    for name, path in paths.items():
        whole[name][first : first + span.length] = path
    return data.assign(**whole)


def _answered(
    case: Case, model: Model, data: Dataset, calm: Simulation, impulses: Sequence[Series]
) -> Simulation:
    """The model's answer to disturbances that move variables with all else as in the baseline."""
    residuals = calm.residuals
    for impulse in impulses:
        equation = _instrument(case, impulse.name)
        variable = _variable(model, equation) or impulse.name
        by = _changed(calm[impulse.name], impulse, calm.span) - calm[impulse.name]
        path = np.array(calm.data[variable])
        path[-calm.span.length :] += by
        moved, still = (
            track(model, known, calm.span)[equation]
            for known in (calm.data.assign(**{variable: path}), calm.data)
        )
        residuals = residuals.assign(**{equation: residuals[equation] + moved - still})
    return simulate(model, data, calm.span, residuals=residuals) if impulses else calm


def _instrument(case: Case, name: str) -> str:
    """What brings a change of a variable about: an equation, or what the pack reads it by."""
    measure = case.pack.measured(name)
    code = measure.by if measure and measure.by else name
    by = case.scenario_inputs.get(code, code)
    found = by if by in case.model.exogenous else determining(case, code)
    if found is None:
        raise TinbergenError("L053", name=name, case=case.name)
    return found


def _variable(model: Model, equation: str) -> str | None:
    """The variable of today that stands first on an equation's left."""
    nodes = [next(e.lhs for e in model.equations if e.name == equation)]
    while nodes:
        node = nodes.pop(0)
        leaf = model.graph.leaves.get(node)
        if isinstance(leaf, Variable) and leaf.lag == 0 and leaf.name in model.endogenous:
            return leaf.name
        nodes = [*model.graph.args[node], *nodes]
    return None


def determining(case: Case, name: str) -> str | None:
    """The equation that determines a variable; None when there is none.

    It is what the case's ``scenario_inputs`` names, else the equation with the variable alone on
    its left, else the first with the variable of today on its left.
    """
    model = case.model
    if case.scenario_inputs.get(name) in {e.name for e in model.equations}:
        return case.scenario_inputs[name]
    near = None
    for equation in model.equations:
        leaf = model.graph.leaves.get(equation.lhs)
        if isinstance(leaf, Variable) and leaf.name == name and leaf.lag == 0:
            return equation.name
        today = {v.name for v in model.graph.variables(equation.lhs) if v.lag == 0}
        if near is None and name in today:
            near = equation.name
    return near


def _changed(path: Array, change: Series, span: Span) -> Array:
    """A path with a change in its unit, or in percent of it; after its end the change stays."""
    known = [0.0 if v is None else v for v in change.values]
    positions = [min(max(period - change.start, 0), len(known) - 1) for period in span]
    by = np.array([known[i] for i in positions])
    return np.asarray(path * (1 + by / 100) if change.unit == PERCENT else path + by)
