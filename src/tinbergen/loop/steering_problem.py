"""A steering problem as a control problem: the ground it stands on, its terms and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Period, Span
from tinbergen.data.dataset import Dataset
from tinbergen.engine.control.problem import Limit, Problem, Term
from tinbergen.engine.simulate.backward import Simulation, simulate, track
from tinbergen.loop.case.casetext import Positions
from tinbergen.loop.problemfile import AimPart, LeverPart, LimitPart, ProblemFile, ShownPart
from tinbergen.model.model import Model

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scale:
    """Measured value = factor * value - offset, each (periods,)."""

    factor: Array
    offset: Array

    def of(self, path: Array) -> Array:
        return self.factor * path - self.offset


@dataclass(frozen=True, slots=True)
class Ground:
    """What every search of this problem starts from."""

    whole: Model
    free: Model
    data: Dataset
    residuals: Dataset
    idle: Simulation
    span: Span
    scales: Mapping[str, Scale]
    base: Mapping[str, Array]


def check(model: Model, written: ProblemFile, positions: Positions, span: Span) -> None:
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


def prepare(
    model: Model, data: Dataset, span: Span, written: ProblemFile, positions: Positions
) -> Ground:
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
    measured += [(p.variable, p.measure) for p in measured_parts(written)]
    scales: dict[str, Scale] = {}
    for name, measure in measured:
        scales.setdefault(f"{name} {measure}", _scale(name, measure, window, span))
    base = {name: np.array(window[name]) for name, _ in measured}
    return Ground(
        model, model.exogenise(freed) if freed else model, data, residuals, idle, span, scales, base
    )


def measured_parts(written: ProblemFile) -> tuple[AimPart | LimitPart | ShownPart, ...]:
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


def _scale(name: str, measure: str, window: Dataset, span: Span) -> Scale:
    base, one = window[name], np.ones(span.length)
    if measure == "level":
        return Scale(one, 0 * one)
    if measure == "gap":
        return Scale(one, np.array(base))
    for t, value in enumerate(base.tolist()):
        if not value > 0:
            raise TinbergenError("L063", name=name, value=f"{value:g}", period=span.start + t)
    return Scale(100 / base, 100 * one)


def _added(data: Dataset, name: str, value: float, first: Period, last: Period) -> Dataset:
    values = np.array(data[name])
    values[data.span.position(first) : data.span.position(last) + 1] += value
    return data.assign(**{name: values})


def kept(ground: Ground) -> Dataset:
    """Residuals of the equations that the plan leaves in force."""
    names = {e.name for e in ground.free.equations}
    return ground.residuals.select(n for n in ground.residuals if n in names)


def pose(ground: Ground, written: ProblemFile) -> Problem:
    """Terms and limits in the measures of the file, over the variables' levels."""
    names = tuple(dict.fromkeys([
        *(p.name for p in written.instruments), *(p.variable for p in measured_parts(written)),
    ]))  # fmt: skip
    periods = ground.span.length
    terms: list[Term] = []
    limits: list[Limit] = []

    def row(name: str, scale: Scale, t: int) -> Array:
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
