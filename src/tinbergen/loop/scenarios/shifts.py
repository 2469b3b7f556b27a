"""What a scenario does to a case's inputs: exogenous paths move, endogenous ones are held apart.

A change of an exogenous variable is added to its path. A change of a variable that the model
determines is brought about exactly, by the disturbances of the equation that determines it: with
no new policy the variable then differs from the calm baseline by just what the scenario says.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.problem import Scenario
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.targeting import target
from tinbergen.engine.simulate.backward import Simulation
from tinbergen.loop.case.case import Case
from tinbergen.model.expression import Variable
from tinbergen.model.model import Model

Array = NDArray[np.float64]

#: The unit of changes in percent of what the path is else; units of indicators have other names.
PERCENT = "percent of the baseline"


def apply_paths(data: Dataset, scenario: Scenario | None, span: Span) -> Dataset:
    """The data with a scenario's changes of exogenous paths over ``span``."""
    moved: dict[str, Array] = {}
    for change in scenario.exogenous if scenario else ():
        values = moved.get(change.name, np.array(data[change.name]))
        first = data.span.position(span.start)
        inside = values[first : first + span.length]
        inside[:] = _changed(inside, change, span)
        moved[change.name] = values
    return data.assign(**moved)


def apply_shocks(case: Case, model: Model, data: Dataset, calm: Simulation) -> Simulation:
    """The baseline in which the scenario's changes of endogenous variables happen.

    Raises
    ------
    TinbergenError
        L053 when an equation can't bring a change about; E006, E007 when they can't all.
    """
    changes = case.scenario.shocks if case.scenario else ()
    if not changes:
        return calm
    wanted, instruments = {}, []
    for change in changes:
        equation = determining(case, change.name)
        if equation is None:
            raise TinbergenError("L053", name=change.name, case=case.name)
        wanted[change.name] = _changed(calm[change.name], change, calm.span)
        instruments.append(equation)
    return target(model, data, calm.span, wanted, instruments).simulation


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
