"""Steering an institution's own model: the best paths of its instruments, and how far to trust it.

Three paths are told apart. The *baseline* is the data, which add-factors make the model reproduce.
*No new policy* is the baseline with the problem's disturbances, instruments set by the model's own
rules. The *plan* sets the instruments so as to minimise the loss within the limits. In a model
that looks ahead all three are foreseen from the first period on.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.files import read_text
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.problem import Problem, loss
from tinbergen.engine.control.sqp import Control, optimise
from tinbergen.engine.simulate.backward import simulate, track
from tinbergen.loop.case.casetext import Positions
from tinbergen.loop.problemfile import ProblemFile
from tinbergen.loop.steered import Bound, Mix, Numbers, Share, Steering, Track
from tinbergen.loop.steering_problem import Ground, check, kept, pose, prepare
from tinbergen.model import library
from tinbergen.model.dynare.parser import parse
from tinbergen.model.model import Model
from tinbergen.statistics.attribution import attribute

Array = NDArray[np.float64]

#: A limit binds when its price is above this share of the largest price.
_BINDING = 1e-6


def load_with(model: str, written: ProblemFile) -> Model:
    """A model by name or path, with the problem's definitions as further equations.

    Raises
    ------
    TinbergenError
        Those of reading a model; faults of a definition stand behind the file's last line.
    """
    if not written.definitions:
        return library.load(model)
    if model in library.names():
        place = Path(library.__file__).with_name(f"{model}.mod")
        text = read_text(place)
    else:
        library.load(model)
        text = read_text(model)
    lines = [f"var {d.name}; model; [name='{d.name}'] {d.name} = {d.formula}; end;"
             for d in written.definitions]  # fmt: skip
    return parse("\n".join([text, *lines, ""]), model)


def steer(
    model: Model,
    data: Dataset,
    span: Span,
    written: ProblemFile,
    positions: Positions,
    progress: Callable[[Text], None] | None = None,
) -> Steering:
    """The best paths of the instruments over ``span``.

    Raises
    ------
    TinbergenError
        L061-L064 for names, measures and dates that don't fit; those of tracking, simulation and
        optimisation.
    """
    tell = progress or _silent
    check(model, written, positions, span)
    tell(Text("Track the baseline", "追踪基线"))
    ground = prepare(model, data, span, written, positions)
    tell(Text("Search for the best plan", "搜索最优计划"))
    control = _solve(ground, written)
    tell(Text("Share out, check, vary the weights", "分解贡献、核验、变动权重"))
    tracks = _tracks(ground, written, control)
    problem = pose(ground, written)
    return Steering(
        title=written.title.text(), source=written.source.text(),
        disturbance=written.disturbance.text(), model=model.name, start=span.start,
        periods=tuple(span.labels()), instruments=tuple(p.name for p in written.instruments),
        targets=tuple(p.variable for p in written.targets), tracks=tracks,
        bounds=_bounds(written, control, problem, span), shares=_shares(written, control, ground),
        loss=control.loss, idle_loss=control.baseline_loss, kkt=control.kkt,
        iterations=control.iterations, resimulation=_resimulated(ground, tracks, control),
        curvature=_curvature(ground, problem, control), infeasible=control.infeasible,
        mixes=_mixes(ground, written),
    )  # fmt: skip


def _silent(_: Text) -> None:
    return None


def _solve(ground: Ground, written: ProblemFile) -> Control:
    problem = pose(ground, written)
    return optimise(
        ground.free, ground.idle.data, ground.span, problem, residuals=kept(ground)
    )  # fmt: skip


def _shown(written: ProblemFile) -> list[tuple[str, str, Text, Text]]:
    """Variable, measure, title, unit of what is shown, each variable once: targets come first."""
    found: dict[str, tuple[str, str, Text, Text]] = {}
    for aim in written.targets:
        found[aim.variable] = (aim.variable, aim.measure, aim.title.text(), aim.unit.text())
    for one in written.shown:
        found.setdefault(
            one.variable, (one.variable, one.measure, one.title.text(), one.unit.text())
        )
    for lever in written.instruments:
        found.setdefault(
            lever.name, (lever.name, lever.measure, lever.title.text(), lever.unit.text())
        )
    for limit in written.constraints:
        found.setdefault(
            limit.variable, (limit.variable, limit.measure, limit.title.text(), limit.unit.text())
        )
    return list(found.values())


def _moved(ground: Ground, instruments: Mapping[str, Array]) -> Dataset:
    """The idle path's data with the instruments at these paths."""
    data = ground.idle.data
    first = data.span.position(ground.span.start)
    moved = {}
    for name, path in instruments.items():
        values = np.array(data[name])
        values[first : first + ground.span.length] = path
        moved[name] = values
    return data.assign(**moved)


def _tracks(ground: Ground, written: ProblemFile, control: Control) -> tuple[Track, ...]:
    shown = _shown(written)
    levers = [p.name for p in written.instruments]
    left = kept(ground)

    def run(inputs: Mapping[str, Array]) -> Array:
        found = simulate(ground.free, _moved(ground, inputs), ground.span, residuals=left)
        return np.array([found[name] for name, *_ in shown])

    old = {name: np.array(ground.idle[name]) for name in levers}
    new = {name: np.array(control.run[name]) for name in levers}
    split = attribute(run, old, new, {name: [name] for name in levers})
    tracks = []
    for k, (name, measure, title, unit) in enumerate(shown):
        scale = ground.scales[f"{name} {measure}"]
        parts = {
            lever: _numbers(scale.factor * split.parts[i, k])
            for i, lever in enumerate(split.groups)
        }
        baseline, idle, plan = (
            _numbers(scale.of(path))
            for path in (ground.base[name], ground.idle[name], control.run[name])
        )
        tracks.append(Track(name, title, unit, measure, baseline, idle, plan, parts))
    return tuple(tracks)


def _numbers(values: Array) -> Numbers:
    """Rounding noise around zero, such as a rate at its bound, as zero."""
    return tuple(np.where(np.abs(values) < 1e-9, 0.0, values).tolist())


def _bounds(
    written: ProblemFile, control: Control, problem: Problem, span: Span
) -> tuple[Bound, ...]:
    largest = float(control.prices.max(initial=0.0))
    meanings: dict[str, tuple[Text, Text, str, str, float]] = {}
    for lever in written.instruments:
        for kind, bound, sense in (
            ("lower", lever.lower, "at_least"), ("upper", lever.upper, "at_most"),
            ("rise", lever.max_step, "at_most"), ("fall", lever.max_step, "at_most"),
        ):  # fmt: skip
            if bound is not None:
                title = _KINDS[kind].fill(name=lever.title.text())
                meanings[f"{lever.name} {kind}"] = (
                    title, lever.unit.text(), lever.name, sense, bound
                )  # fmt: skip
    for one in written.constraints:
        meanings[one.name] = (one.title.text(), one.unit.text(), one.variable, one.sense, one.bound)
    found = []
    for name, (title, unit, variable, sense, bound) in meanings.items():
        prices, slacks = np.zeros(span.length), np.zeros(span.length)
        for limit, price, slack in zip(problem.limits, control.prices, control.slacks, strict=True):
            if limit.name == name and limit.period is not None:
                prices[limit.period], slacks[limit.period] = max(price, 0.0), slack
        binds = tuple(bool(p > _BINDING * largest) for p in prices)
        prices = np.where(binds, prices, 0.0)
        found.append(
            Bound(name, title, unit, variable, sense, bound, _numbers(prices), _numbers(slacks),
                  binds)
        )  # fmt: skip
    return tuple(found)


_KINDS = {
    "lower": Text("lower bound on the {name}", "{name}下限"),
    "upper": Text("upper bound on the {name}", "{name}上限"),
    "rise": Text("largest rise of the {name} in a period", "{name}单期最大上调"),
    "fall": Text("largest fall of the {name} in a period", "{name}单期最大下调"),
}


def _shares(written: ProblemFile, control: Control, ground: Ground) -> tuple[Share, ...]:
    """The loss by what it is of: each target's misses, each instrument's use."""
    problem = pose(ground, written)
    idle = np.column_stack([ground.idle[name] for name in problem.variables])
    titles = {p.variable: p.title.text() for p in written.targets}
    for lever in written.instruments:
        title = Text("use of {name}", "{name}的使用").fill(name=lever.title.text())
        titles[f"{lever.name} cost"] = title
    found = []
    for name, title in titles.items():
        own = dataclasses.replace(problem, terms=tuple(t for t in problem.terms if t.name == name))
        if own.terms:
            found.append(Share(title, loss(own, idle), loss(own, control.paths)))
    return tuple(found)


def _resimulated(ground: Ground, tracks: tuple[Track, ...], control: Control) -> float:
    """Largest difference of the plan from the whole model run with its add-factors."""
    names = {v for v in ground.whole.endogenous if v in control.run.endogenous}
    paths = {v: np.array(control.run[v]) for v in names}
    paths |= {v: np.array(control.run[v]) for v in ground.whole.exogenous}
    paths |= {t.name: np.array(control.run[t.name]) for t in tracks}
    wanted = _moved(ground, paths)
    factors = track(ground.whole, wanted, ground.span)
    # Starting values must not give the answer away: those of the path without the plan.
    start = {v: np.array(ground.idle[v]) for v in ground.whole.endogenous}
    exogenous = {v: paths[v] for v in ground.whole.exogenous}
    again = simulate(
        ground.whole, _moved(ground, {**start, **exogenous}), ground.span, residuals=factors
    )
    largest = 0.0
    for one in tracks:
        scale = ground.scales[f"{one.name} {one.measure}"]
        gap = np.abs(scale.factor * (again[one.name] - control.run[one.name]))
        largest = max(largest, float(gap.max()))
    return largest


def _curvature(ground: Ground, problem: Problem, control: Control) -> float:
    largest = 0.0
    for k, name in enumerate(problem.variables):
        scale = next(s for key, s in ground.scales.items() if key.split()[0] == name)
        gap = np.abs(scale.factor * (control.linear[:, k] - control.paths[:, k]))
        largest = max(largest, float(gap.max()))
    return largest


def _mixes(ground: Ground, written: ProblemFile) -> tuple[Mix, ...]:
    """The plan with each weight halved and doubled, the others as they are."""
    found = [_mix(ground, written, Text("as asked for", "原设定"), 1.0)]
    for factor in (0.5, 2.0):
        for i, aim in enumerate(written.targets):
            aims = list(written.targets)
            aims[i] = aim.model_copy(update={"weight": aim.weight * factor})
            varied = written.model_copy(update={"targets": tuple(aims)})
            found.append(_mix(ground, varied, aim.title.text(), factor))
        for i, lever in enumerate(written.instruments):
            if not lever.cost and not lever.smoothness:
                continue
            levers = list(written.instruments)
            dear = {"cost": lever.cost * factor, "smoothness": lever.smoothness * factor}
            levers[i] = lever.model_copy(update=dear)
            varied = written.model_copy(update={"instruments": tuple(levers)})
            title = Text("use of {name}", "{name}的使用").fill(name=lever.title.text())
            found.append(_mix(ground, varied, title, factor))
    return tuple(found)


def _mix(ground: Ground, written: ProblemFile, changed: Text, factor: float) -> Mix:
    control = _solve(ground, written)
    means = {
        name: float(np.mean(ground.scales[f"{name} {measure}"].of(control.run[name])))
        for name, measure, *_ in _shown(written)
    }
    binding: dict[str, int] = {}
    largest = float(control.prices.max(initial=0.0))
    for limit, price in zip(pose(ground, written).limits, control.prices, strict=True):
        binding[limit.name] = binding.get(limit.name, 0) + int(price > _BINDING * largest)
    return Mix(changed, factor, means, binding)
