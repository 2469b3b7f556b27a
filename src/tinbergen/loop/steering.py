"""Steering an institution's own model: the best paths of its instruments, and how far to trust it.

Three paths are told apart. The *baseline* is the data, which add-factors make the model reproduce.
*No new policy* is the baseline with the problem's disturbances, instruments set by the model's own
rules. The *plan* sets the instruments so as to minimise the loss within the limits.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import read_text
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control import Control, Limit, Problem, Term, loss, optimise
from tinbergen.engine.simulate import Simulation, simulate, track
from tinbergen.loop.casetext import Positions
from tinbergen.loop.problemfile import AimPart, LeverPart, LimitPart, ProblemFile, ShownPart
from tinbergen.methods.news import attribute
from tinbergen.model import library
from tinbergen.model.model import Model
from tinbergen.model.parser import parse

Array = NDArray[np.float64]
Numbers = tuple[float, ...]

#: A limit binds when its price is above this share of the largest price.
_BINDING = 1e-6


@dataclass(frozen=True, slots=True)
class Track:
    """One variable in its measure: baseline, no new policy, plan; one value a period each.

    ``parts`` is what each instrument contributes to plan minus no new policy; they sum to it.
    """

    name: str
    title: Text
    unit: Text
    measure: str
    baseline: Numbers
    idle: Numbers
    plan: Numbers
    parts: Mapping[str, Numbers]


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit over all periods: its prices (loss saved by one ``unit`` of room) and its slacks."""

    name: str
    title: Text
    unit: Text
    variable: str
    sense: str
    bound: float
    prices: Numbers
    slacks: Numbers
    binds: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One kind of loss with no new policy and with the plan."""

    title: Text
    idle: float
    plan: float


@dataclass(frozen=True, slots=True)
class Mix:
    """The plan at other weights: what was changed, by which factor; means over the horizon.

    ``means`` are by variable; ``binding`` is the number of periods in which each limit binds.
    """

    changed: Text
    factor: float
    means: Mapping[str, float]
    binding: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Steering:
    """The answer. ``kkt`` is the largest violation of the first-order conditions.

    ``resimulation`` is the largest difference, in any shown variable's measure, between the plan
    and the whole model run anew with the add-factors that implement it; ``curvature`` that between
    the plan and what the linearised model promises of it.
    """

    title: Text
    source: Text
    disturbance: Text
    model: str
    start: Period
    periods: tuple[str, ...]
    instruments: tuple[str, ...]
    targets: tuple[str, ...]
    tracks: tuple[Track, ...]
    bounds: tuple[Bound, ...]
    shares: tuple[Share, ...]
    loss: float
    idle_loss: float
    kkt: float
    iterations: int
    resimulation: float
    curvature: float
    infeasible: tuple[str, ...]
    mixes: tuple[Mix, ...]

    @property
    def span(self) -> Span:
        return Span(self.start, len(self.periods))

    def track(self, name: str) -> Track:
        return next(t for t in self.tracks if t.name == name)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Measured value = factor * value - offset, each (periods,)."""

    factor: Array
    offset: Array

    def of(self, path: Array) -> Array:
        return self.factor * path - self.offset


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every search of this problem starts from."""

    whole: Model
    free: Model
    data: Dataset
    residuals: Dataset
    idle: Simulation
    span: Span
    scales: Mapping[str, _Scale]
    base: Mapping[str, Array]


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
        L061-L065 for names, measures and dates that don't fit; those of tracking, simulation and
        optimisation.
    """
    tell = progress or _silent
    _check(model, written, positions, span)
    tell(Text("Track the baseline", "追踪基线"))
    ground = _ground(model, data, span, written, positions)
    tell(Text("Search for the best plan", "搜索最优计划"))
    control = _solve(ground, written)
    tell(Text("Share out, check, vary the weights", "分解贡献、核验、变动权重"))
    tracks = _tracks(ground, written, control)
    problem = _problem(ground, written)
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


def _check(model: Model, written: ProblemFile, positions: Positions, span: Span) -> None:
    ahead = next((v for v in model.dated if v.lag > 0), None)
    if ahead is not None:
        raise TinbergenError("L065", model=model.name, variable=ahead)
    own = [*model.endogenous, *model.exogenous]
    named = [
        *(("instrument", "工具", p.name, own, ("instruments", i, "name"))
          for i, p in enumerate(written.instruments)),
        *(("target", "目标", p.variable, own, ("targets", i, "variable"))
          for i, p in enumerate(written.targets)),
        *(("limit", "约束", p.variable, own, ("constraints", i, "variable"))
          for i, p in enumerate(written.constraints)),
        *(("shown variable", "展示变量", p.variable, own, ("shown", i, "variable"))
          for i, p in enumerate(written.shown)),
        *(("disturbance", "扰动", p.name, [*model.exogenous, *(e.name for e in model.equations)],
           ("disturbances", i, "name")) for i, p in enumerate(written.disturbances)),
    ]  # fmt: skip
    for role, role_zh, name, known, place in named:
        if name not in known:
            raise TinbergenError(
                "L061", at=positions.at(*place), hint=did_you_mean(name, known), name=name,
                role=role, role_zh=role_zh, model=model.name,
            )  # fmt: skip
    for i, shock in enumerate(written.disturbances):
        if shock.start not in span or shock.end not in span or shock.end < shock.start:
            raise TinbergenError(
                "L064", at=positions.at("disturbances", i, "start"), name=shock.name,
                first=shock.start, last=shock.end, start=span.start, end=span.end,
            )  # fmt: skip


def _ground(
    model: Model, data: Dataset, span: Span, written: ProblemFile, positions: Positions
) -> _Ground:
    residuals = track(model, data, span)
    window = data.window(span.start, span.end)
    for shock in written.disturbances:
        if shock.name in model.exogenous:
            data = _added(data, shock.name, shock.value, shock.start, shock.end)
        else:
            residuals = _added(residuals, shock.name, shock.value, shock.start, shock.end)
    idle = simulate(model, data, span, residuals=residuals)
    freed = {
        p.name: _equation(model, p, positions, i)
        for i, p in enumerate(written.instruments) if p.name in model.endogenous
    }  # fmt: skip
    measured = [(p.name, p.measure) for p in written.instruments]
    measured += [(p.variable, p.measure) for p in _measured(written)]
    scales: dict[str, _Scale] = {}
    for name, measure in measured:
        scales.setdefault(f"{name} {measure}", _scale(name, measure, window, span))
    base = {name: np.array(window[name]) for name, _ in measured}
    return _Ground(
        model, model.exogenise(freed) if freed else model, data, residuals, idle, span, scales, base
    )


def _measured(written: ProblemFile) -> tuple[AimPart | LimitPart | ShownPart, ...]:
    return (*written.targets, *written.constraints, *written.shown)


def _equation(model: Model, lever: LeverPart, positions: Positions, i: int) -> str:
    """The equation that gives way: the one named, else the one called as the instrument."""
    known = [e.name for e, own in zip(model.equations, model.incidence, strict=True)
             if lever.name in own]  # fmt: skip
    wanted = lever.instead_of or lever.name
    if wanted not in known:
        key = "instead_of" if lever.instead_of else "name"
        raise TinbergenError(
            "L062", at=positions.at("instruments", i, key), hint=did_you_mean(wanted, known),
            name=lever.name, known=", ".join(known[:12]) or "-",
        )  # fmt: skip
    return wanted


def _scale(name: str, measure: str, window: Dataset, span: Span) -> _Scale:
    base, one = window[name], np.ones(span.length)
    if measure == "level":
        return _Scale(one, 0 * one)
    if measure == "gap":
        return _Scale(one, np.array(base))
    for t, value in enumerate(base.tolist()):
        if not value > 0:
            raise TinbergenError("L063", name=name, value=f"{value:g}", period=span.start + t)
    return _Scale(100 / base, 100 * one)


def _added(data: Dataset, name: str, value: float, first: Period, last: Period) -> Dataset:
    values = np.array(data[name])
    values[data.span.position(first) : data.span.position(last) + 1] += value
    return data.assign(**{name: values})


def _kept(ground: _Ground) -> Dataset:
    """Residuals of the equations that the plan leaves in force."""
    names = {e.name for e in ground.free.equations}
    return ground.residuals.select(n for n in ground.residuals if n in names)


def _solve(ground: _Ground, written: ProblemFile) -> Control:
    problem = _problem(ground, written)
    return optimise(
        ground.free, ground.idle.data, ground.span, problem, residuals=_kept(ground)
    )  # fmt: skip


def _problem(ground: _Ground, written: ProblemFile) -> Problem:
    """Terms and limits in the measures of the file, over the variables' levels."""
    names = tuple(dict.fromkeys([
        *(p.name for p in written.instruments), *(p.variable for p in _measured(written)),
    ]))  # fmt: skip
    periods = ground.span.length
    terms: list[Term] = []
    limits: list[Limit] = []

    def row(name: str, scale: _Scale, t: int) -> Array:
        coefficients = np.zeros((periods, len(names)))
        coefficients[t, names.index(name)] = scale.factor[t]
        return coefficients

    for aim in written.targets:
        scale = ground.scales[f"{aim.variable} {aim.measure}"]
        for t in range(periods):
            wanted = aim.desired + float(scale.offset[t])
            terms.append(
                Term(aim.variable, row(aim.variable, scale, t), wanted, aim.weight, aim.sense)
            )
    for lever in written.instruments:
        scale = ground.scales[f"{lever.name} {lever.measure}"]
        base = scale.factor * ground.base[lever.name]
        last = ground.data.at(lever.name, ground.span.start - 1)
        for t in range(periods):
            now, level = row(lever.name, scale, t), float(base[t])
            change, moved = now, level
            if t:
                change = now - row(lever.name, scale, t - 1)
                moved = level - float(base[t - 1])
            if lever.cost:
                terms.append(Term(f"{lever.name} cost", now, level, lever.cost))
            if lever.smoothness:
                terms.append(Term(f"{lever.name} cost", change, moved, lever.smoothness))
            offset = float(scale.offset[t])
            if lever.lower is not None:
                limits.append(Limit(f"{lever.name} lower", -now, -lever.lower - offset, t, True))
            if lever.upper is not None:
                limits.append(Limit(f"{lever.name} upper", now, lever.upper + offset, t, True))
            if lever.max_step is not None:
                # A step is that of the measured value; before the first period it is the data's.
                ahead = offset - float(scale.offset[t - 1]) if t else 0.0
                ahead += 0.0 if t else float(scale.factor[0]) * last
                most = lever.max_step
                limits.append(Limit(f"{lever.name} rise", change, most + ahead, t, True))
                limits.append(Limit(f"{lever.name} fall", -change, most - ahead, t, True))
    for one in written.constraints:
        scale = ground.scales[f"{one.variable} {one.measure}"]
        sign = 1.0 if one.sense == "at_most" else -1.0
        for t in range(periods):
            bound = one.bound + float(scale.offset[t])
            limits.append(Limit(one.name, sign * row(one.variable, scale, t), sign * bound, t))
    return Problem(tuple(p.name for p in written.instruments), names, tuple(terms), tuple(limits))


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


def _moved(ground: _Ground, instruments: Mapping[str, Array]) -> Dataset:
    """The idle path's data with the instruments at these paths."""
    data = ground.idle.data
    first = data.span.position(ground.span.start)
    moved = {}
    for name, path in instruments.items():
        values = np.array(data[name])
        values[first : first + ground.span.length] = path
        moved[name] = values
    return data.assign(**moved)


def _tracks(ground: _Ground, written: ProblemFile, control: Control) -> tuple[Track, ...]:
    shown = _shown(written)
    levers = [p.name for p in written.instruments]
    kept = _kept(ground)

    def run(inputs: Mapping[str, Array]) -> Array:
        found = simulate(ground.free, _moved(ground, inputs), ground.span, residuals=kept)
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
        paths = (ground.base[name], ground.idle[name], control.run[name])
        tracks.append(
            Track(name, title, unit, measure, *(_numbers(scale.of(p)) for p in paths), parts)
        )
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
    "lower": Text("{name}: lower bound", "{name}下限"),
    "upper": Text("{name}: upper bound", "{name}上限"),
    "rise": Text("{name}: largest rise in a period", "{name}单期最大上调"),
    "fall": Text("{name}: largest fall in a period", "{name}单期最大下调"),
}


def _shares(written: ProblemFile, control: Control, ground: _Ground) -> tuple[Share, ...]:
    """The loss by what it is of: each target's misses, each instrument's use."""
    problem = _problem(ground, written)
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


def _resimulated(ground: _Ground, tracks: tuple[Track, ...], control: Control) -> float:
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


def _curvature(ground: _Ground, problem: Problem, control: Control) -> float:
    largest = 0.0
    for k, name in enumerate(problem.variables):
        scale = next(s for key, s in ground.scales.items() if key.split()[0] == name)
        gap = np.abs(scale.factor * (control.linear[:, k] - control.paths[:, k]))
        largest = max(largest, float(gap.max()))
    return largest


def _mixes(ground: _Ground, written: ProblemFile) -> tuple[Mix, ...]:
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


def _mix(ground: _Ground, written: ProblemFile, changed: Text, factor: float) -> Mix:
    control = _solve(ground, written)
    means = {
        name: float(np.mean(ground.scales[f"{name} {measure}"].of(control.run[name])))
        for name, measure, *_ in _shown(written)
    }
    binding: dict[str, int] = {}
    largest = float(control.prices.max(initial=0.0))
    for limit, price in zip(_problem(ground, written).limits, control.prices, strict=True):
        binding[limit.name] = binding.get(limit.name, 0) + int(price > _BINDING * largest)
    return Mix(changed, factor, means, binding)
