"""Simulate a model over a span: settings, tracking, departures, the path."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinbergen.app.answer import Answer, as_advice, notes
from tinbergen.app.changes import add_values, check_shown, held_values, set_values
from tinbergen.app.model_data import beyond, data_for, with_add_factors
from tinbergen.app.model_file import ModelInputs, load
from tinbergen.app.models import READ
from tinbergen.app.results import Numbers
from tinbergen.app.results_model import ModelSimulation
from tinbergen.app.settings import Assigned, Setting
from tinbergen.core.errors import Language, TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.model.model import Model

if TYPE_CHECKING:
    from tinbergen.engine.simulate.backward import Simulation

CONSISTENT = "model-consistent"
_SIMULATE = Text("Simulate", "模拟")


@dataclass(frozen=True, slots=True)
class SimulationInputs:
    """A model, its data (those that come with it by default), the span and what is changed.

    ``instruments`` say with what each of ``fixed`` is held, in the same order. ``expectations`` is
    ``"model-consistent"`` for a model that looks ahead. ``shown`` are variables that will be drawn.
    """

    model: ModelInputs
    data: Path | None = None
    first: Period | None = None
    last: Period | None = None
    static: bool = False
    tracked: bool = False
    expectations: str | None = None
    settings: tuple[Setting, ...] = ()
    additions: tuple[Assigned, ...] = ()
    fixed: tuple[Assigned, ...] = ()
    instruments: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    lang: Language = "en"


def simulate(
    inputs: SimulationInputs, progress: Progress | None = None
) -> Answer[ModelSimulation, Model]:
    """The data and the model's own path.

    Raises
    ------
    TinbergenError
        U015 for a span that ends before it begins, U066-U068, U072 when what is asked does not fit
        together or the model; those of reading, of :mod:`tinbergen.app.changes` and of solving.
    """
    tell = progress or Progress()
    tell(READ)
    model = load(inputs.model)
    _check_agreement(inputs, model)
    known, told = data_for(model, inputs.model.file, inputs.data)
    known, filled = with_add_factors(model, known)
    span = _span(model, known, inputs.first, inputs.last)
    reached, ahead = beyond(model, _reaching(known, span), span)
    tell(_SIMULATE)
    path, changes = _path(inputs, model, reached, span)
    advice = (*told, *filled, *ahead, *as_advice(path.notices))
    seen = known.window(span.start, span.end)
    variables = (*model.endogenous, *model.exogenous)
    result = ModelSimulation(
        model=model.name,
        periods=tuple(span.labels()),
        static=inputs.static,
        tracked=inputs.tracked,
        settings=tuple(map(str, inputs.settings)),
        iterations=path.iterations,
        baseline={n: _numbers(seen[n]) if n in seen else (None,) * span.length for n in variables},
        simulated={n: _numbers(path[n]) for n in variables},
        advice=notes(advice, inputs.lang),
        expectations=inputs.expectations,
        additions=tuple(map(str, inputs.additions)),
        fixed=tuple(map(str, inputs.fixed)),
        instruments={n: _numbers(values) for n, values in changes.items()},
    )
    return Answer(result, model, advice)


def _path(
    inputs: SimulationInputs, model: Model, data: Dataset, span: Span
) -> tuple[Simulation, dict[str, Any]]:
    """The path, and by how much each instrument moves."""
    # Compiling brings a quarter of a second; faults of the words come before.
    from tinbergen.engine.simulate import backward as engine

    stage, moved = set_values([s for s in inputs.settings if not s.add], model, data, span)
    residuals = engine.track(stage, moved, span) if inputs.tracked else None
    stage, moved = set_values([s for s in inputs.settings if s.add], stage, moved, span)
    moved, residuals = add_values(inputs.additions, stage, moved, span, residuals)
    if not (inputs.fixed or inputs.instruments):
        path = engine.simulate(stage, moved, span, residuals=residuals, static=inputs.static)
        return path, {}
    from tinbergen.engine.control.exogenising import exogenise

    held = held_values(inputs.fixed, inputs.instruments, stage, span)
    holding = exogenise(stage, moved, span, held, residuals=residuals)
    return holding.simulation, dict(holding.changes)


def _check_agreement(asked: SimulationInputs, model: Model) -> None:
    """What is asked must fit together, and with the model's dates."""
    check_shown(asked.shown, model)
    ahead = next((v for v in model.dated if v.lag > 0), None)
    if ahead is not None and asked.expectations is None:
        raise TinbergenError("U067", model=model.name, variable=ahead)
    if ahead is None and asked.expectations is not None:
        raise TinbergenError("U068", model=model.name)
    for option, joins in (("--expectations", asked.expectations), ("--fix", asked.fixed)):
        if asked.static and joins:
            raise TinbergenError("U072", option=option)


def _numbers(values: Any) -> Numbers:
    return tuple(float(v) if v == v else None for v in values)


def _span(model: Model, data: Dataset, first: Period | None, last: Period | None) -> Span:
    """The periods to simulate: as asked for, else all that the data allow.

    Where the model looks ahead, periods that its leads read are left behind the last one.
    """
    extents = {n: data.extent(n) for n in (*model.endogenous, *model.exogenous) if n in data}
    known = {n: e for n, e in extents.items() if e is not None}
    latest = max((e.start for e in known.values()), key=lambda p: p.ordinal,
                 default=data.span.start)  # fmt: skip
    ends = [known[n].end for n in model.exogenous if n in known]
    ends += [known[v.name].end - v.lag for v in model.dated if v.lag > 0 and v.name in known]
    start = first or latest + model.lags[0]
    end = last or min(ends, key=lambda p: p.ordinal, default=data.span.end)
    if end < start:
        raise TinbergenError(
            "U015", start=start, end=end, span=f"{data.span.start}–{data.span.end}"
        )
    return start.to(end)


def _reaching(data: Dataset, span: Span) -> Dataset:
    """The data, as long as to hold all of the span."""
    reach = [data.span.start, data.span.end, span.start, span.end]
    return data.window(*(pick(reach, key=lambda p: p.ordinal) for pick in (min, max)))
