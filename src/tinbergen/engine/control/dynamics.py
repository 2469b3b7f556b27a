"""How paths respond to instruments: all that optimal control needs to know of a model.

A compiled model is simulated and differentiated along its path; a table of effects is a straight
line through its base.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.period import Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.sensitivity import apply_inputs, sensitivities
from tinbergen.engine.simulate.backward import Simulation, simulate
from tinbergen.model.model import Model

Array = NDArray[np.float64]


class Dynamics(Protocol):
    """Paths (periods, variables) as a function of instruments (settings, instruments).

    ``settings`` periods of instruments are chosen; paths may go on beyond them. A ``run`` is
    whatever a solved path is to the class; ``start`` is the one before any choice.
    """

    def start(self) -> Any: ...

    def paths(self, run: Any) -> Array:
        """Shape (periods, variables)."""

    def instruments(self, run: Any) -> Array:
        """Shape (settings, instruments)."""

    def slopes(self, run: Any) -> Array:
        """d paths / d instruments, shape (periods * variables, settings * instruments)."""

    def moved(self, run: Any, changes: Array) -> Any:
        """The run with ``changes`` (settings, instruments) added.

        Raises
        ------
        TinbergenError
            When the model can't be solved there.
        """


@dataclass(frozen=True)
class ModelDynamics:
    """A compiled model over a span, instruments being exogenous variables or residuals.

    ``settings`` is the number of periods in which instruments are chosen, all by default.
    """

    model: Model
    data: Dataset
    span: Span
    names: tuple[str, ...]
    variables: tuple[str, ...]
    residuals: Dataset | None = None
    settings: int | None = None

    def start(self) -> Simulation:
        return simulate(self.model, self.data, self.span, residuals=self.residuals)

    def paths(self, run: Simulation) -> Array:
        return np.column_stack(
            [run[n] if n in run.endogenous else _path(run, n) for n in self.variables]
        )

    def instruments(self, run: Simulation) -> Array:
        return np.column_stack([_path(run, n) for n in self.names])[: self._settings]

    def slopes(self, run: Simulation) -> Array:
        periods, count = self.span.length, len(self.variables)
        solved = [v for v in self.variables if v in run.endogenous]
        by_instrument = sensitivities(self.model, run, solved, self.names)
        slopes = np.zeros((periods, count, periods, len(self.names)))
        for k, name in enumerate(self.variables):
            if name in run.endogenous:
                slopes[:, k] = by_instrument[:, solved.index(name)]
            else:
                own = self.names.index(name)
                slopes[np.arange(periods), k, np.arange(periods), own] = 1.0
        return slopes[:, :, : self._settings].reshape(periods * count, -1)

    def moved(self, run: Simulation, changes: Array) -> Simulation:
        beyond = self.span.length - len(changes)
        if beyond:
            changes = np.vstack([changes, np.zeros((beyond, changes.shape[1]))])
        data, residuals = apply_inputs(run, self.model, self.names, changes)
        return simulate(self.model, data, run.span, residuals=residuals)

    @property
    def _settings(self) -> int:
        return self.span.length if self.settings is None else self.settings


def _path(run: Simulation, name: str) -> Array:
    """An input's path; an equation may bear the name of the variable that it determines."""
    exogenous = name in run.data and name not in run.endogenous
    return run[name] if exogenous else run.residuals[name]


@dataclass(frozen=True)
class LinearDynamics:
    """paths = base + effects @ (instruments - at), whatever the effects were found by.

    Shapes: ``base`` (periods, variables), ``at`` (settings, instruments), ``effects``
    (periods * variables, settings * instruments). A run is the instruments' values.
    """

    base: Array
    at: Array
    effects: Array

    def start(self) -> Array:
        return self.at

    def paths(self, run: Array) -> Array:
        change = self.effects @ (run - self.at).reshape(-1)
        return np.asarray(self.base + change.reshape(self.base.shape))

    def instruments(self, run: Array) -> Array:
        return run

    def slopes(self, run: Array) -> Array:
        return self.effects

    def moved(self, run: Array, changes: Array) -> Array:
        return run + changes
