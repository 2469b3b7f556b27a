"""A satellite: a model in an actor's own variables that reads indicators of a world.

Cash flows of projects, loans that go bad, tax revenue: the model takes a world's indicators as
exogenous variables and answers nothing back. It stands on every world that has what it reads.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.plan import FrozenWorld
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.resuming import path_slopes
from tinbergen.engine.simulate.backward import Simulation, simulate
from tinbergen.engine.stochastic.ensemble import Ensemble, ensemble, resuming_ensemble
from tinbergen.loop.case.worldspec import Read
from tinbergen.loop.worlds.law import Draws
from tinbergen.loop.worlds.model_world import ModelWorld
from tinbergen.loop.worlds.series import paths_over
from tinbergen.model.expression import Variable
from tinbergen.model.model import Model

Array = NDArray[np.float64]

#: Draws of which disturbances are held at a time, where many are asked for.
_PART = 10_000


@dataclass(frozen=True)
class Satellite:
    """The model ``own`` over the horizon and the tail, and what it ``reads`` by its own names.

    ``own`` holds some path of what is read; :meth:`over` gives it a world's. ``reference`` makes
    the path from which relative targets count where a plan is revised.
    """

    own: ModelWorld
    reads: Mapping[str, Read]
    reference: Callable[[ModelWorld], Simulation] | None = None

    @property
    def name(self) -> str:
        return self.own.name

    @property
    def title(self) -> Text:
        return self.own.title

    @property
    def model(self) -> Model:
        return self.own.model

    @property
    def read(self) -> tuple[str, ...]:
        """The indicators that it reads, each once."""
        return tuple(dict.fromkeys(r.indicator for r in self.reads.values()))

    @property
    def variables(self) -> tuple[str, ...]:
        """What it adds to a world: its variables, and exogenous ones of its own."""
        return (*self.model.endogenous, *self.exogenous)

    @property
    def exogenous(self) -> tuple[str, ...]:
        """Exogenous variables that no world gives."""
        return tuple(n for n in self.model.exogenous if n not in self.reads)

    @property
    def instruments(self) -> tuple[str, ...]:
        """What may be set of it: variables whose rule is set aside, exogenous ones of its own."""
        return (*self.own.policy, *self.exogenous)

    def over(self, indicators: Mapping[str, Array]) -> ModelWorld:
        """The model on central paths (periods,) of the indicators, its rules going on."""
        known = paths_over(self.own.known, read_paths(self.reads, indicators), self.own.span)
        run = simulate(self.model, known, self.own.span, residuals=self.own.residuals)
        return dataclasses.replace(self.own, known=known, run=run)

    def frozen(self) -> FrozenWorld:
        return dataclasses.replace(self.own.frozen(), kind="satellite")


def read_paths(reads: Mapping[str, Read], indicators: Mapping[str, Array]) -> dict[str, Array]:
    """Paths of what is read, in the satellite's names and units, from those of indicators."""
    return {name: _in_units(r, indicators[r.indicator]) for name, r in reads.items()}


def _in_units(read: Read, path: Array) -> Array:
    """A path as the satellite measures it; the same array where both measure it alike."""
    alike = read.factor == 1.0 and read.offset == 0.0
    return path if alike else read.factor * path + read.offset


def read_outturn(reads: Mapping[str, Read], outturn: Dataset) -> Dataset:
    """An outturn with what is read in the satellite's names; its own series where none came."""
    found = {
        name: r.factor * outturn[r.indicator] + r.offset
        for name, r in reads.items() if r.indicator in outturn
    }  # fmt: skip
    return outturn.assign(**found)


def drawn(
    own: ModelWorld,
    data: Dataset,
    exogenous: Mapping[str, Array],
    places: NDArray[np.intp],
    variables: Sequence[str],
    *,
    held: bool,
) -> Ensemble:
    """Draws of a satellite on a world's, each with disturbances and coefficients of its own.

    Parameters
    ----------
    exogenous
        What it reads draw by draw, (draws, periods), in its own names.
    places
        (draws,) which of its own draws goes with each. One path alone has no distribution: of one
        the central path is found.
    held
        Whether its rules are set aside over the horizon.
    """
    if len(places) == 1:
        return _on(own, data, exogenous, Draws({}, {}), variables, held=held)
    draws = own.draws
    if not np.array_equal(places, np.arange(own.law.draws)):
        draws = Draws(
            {n: d[places] for n, d in draws.disturbances.items()},
            {n: d[places] for n, d in draws.parameters.items()},
        )
    return _on(own, data, exogenous, draws, variables, held=held)


def drawn_in_parts(
    own: ModelWorld, data: Dataset, exogenous: Mapping[str, Array], variables: Sequence[str]
) -> Ensemble:
    """What :func:`drawn` finds with all of its own draws and its rules going on, to the digit, but
    with no more disturbances at a time than :data:`_PART` draws have.

    Raises
    ------
    TinbergenError
        E008 when more than half of the draws of a part could not be solved.
    """
    found: list[Ensemble] = []
    lost: list[int] = []
    for part, draws in own.law.parts(own.model.values, own.span.length, _PART):
        read = {n: path[part] for n, path in exogenous.items()}
        found.append(_on(own, data, read, draws, variables, held=False))
        lost += [part.start + k for k in found[-1].lost]
    values = np.concatenate([one.values for one in found])
    return Ensemble(own.span, tuple(variables), values, len(lost), tuple(lost))


def _on(
    own: ModelWorld,
    data: Dataset,
    exogenous: Mapping[str, Array],
    draws: Draws,
    variables: Sequence[str],
    *,
    held: bool,
) -> Ensemble:
    """The satellite with draws of its own, one for each of ``exogenous``."""
    model = own.policy_model if held else own.model
    if held and own.resumes:
        kept = {e.name for e in own.model.equations}
        return resuming_ensemble(
            own.model, own.policy_model, data, own.span, own.settings,
            {n: d for n, d in draws.disturbances.items() if n in kept},
            residuals=own.residuals, parameters=draws.parameters, exogenous=exogenous,
            variables=variables,
        )  # fmt: skip
    kept = {e.name for e in model.equations}
    return ensemble(
        model, data, own.span, {n: d for n, d in draws.disturbances.items() if n in kept},
        residuals=own.residuals_of(model), parameters=draws.parameters, exogenous=exogenous,
        variables=variables,
    )  # fmt: skip


def carried(model: Model, name: str) -> bool:
    """Whether a variable that is set in one period may move others in later ones.

    It does not where what follows from it, equation by equation ``variable = expression``, is read
    in the same period only; any other equation that it stands in may carry it on.
    """
    graph, reached, grown = model.graph, {name}, True
    while grown:
        grown = False
        for equation in model.equations:
            read = [*graph.variables(equation.lhs), *graph.variables(equation.rhs)]
            if any(v.name in reached and v.lag != 0 for v in read):
                return True
            if not any(v.name in reached for v in graph.variables(equation.rhs)):
                continue
            made = graph.leaves.get(equation.lhs)
            if not isinstance(made, Variable):
                return True
            grown |= made.name not in reached
            reached.add(made.name)
    return False


def slopes(
    own: ModelWorld, run: Simulation, free: Sequence[str], set_: Sequence[str], names: Sequence[str]
) -> tuple[Array, Array]:
    """How a satellite's variables answer what it reads, and what is set of it, along a run.

    Returns
    -------
    By ``free`` exogenous variables in all periods, (periods, names, periods, free), and by
    instruments ``set_`` over the horizon, (periods, names, settings, set).
    """
    if own.resumes:
        return path_slopes(own.model, run, own.policy, own.settings, free, set_, names)
    both = path_slopes(own.policy_model, run, {}, own.settings, [*free, *set_], [], names)[0]
    return both[..., : len(free)], both[:, :, : own.settings, len(free) :]
