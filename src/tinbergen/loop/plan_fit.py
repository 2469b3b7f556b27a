"""Whether a plan that was read, and perhaps edited, is whole and fits its case."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.plan import FrozenWorld, Plan
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text

if TYPE_CHECKING:
    from tinbergen.loop.case.case import Case
    from tinbergen.loop.case.worldspec import WorldSpec

_LENGTH = Text(
    "the path of {name} has {given} values from {start}, not {horizon} from {first}",
    "{name} 的路径自 {start} 起有 {given} 个值，应自 {first} 起有 {horizon} 个",
)
_NO_NUMBER = Text("{name} has a value that is no number", "{name} 含有并非数字的值")
_HORIZON = Text(
    "its horizon of {given} periods is not within the case's {known}",
    "其期限 {given} 期不在案例期限 {known} 期之内",
)
_ORDER = Text(
    "the trip-wire of {name} in {period} has the bounds {lower:g} and {upper:g}",
    "{name} 在 {period} 的触发线界限为 {lower:g} 与 {upper:g}",
)
_OUTSIDE = Text(
    "{period}, the trip-wire's of {name}, is outside the horizon",
    "{name} 触发线所在的 {period} 不在期限内",
)
_UNPLANNED = Text("no path is planned for {name}", "{name} 没有计划路径")
_NOTHING = Text("any variable", "任何变量")
_UNSET = Text(
    "baseline_instruments are not those of the plan", "baseline_instruments 与计划的工具不同"
)
_FAN = Text("the fan of {name} does not span the horizon", "{name} 的扇形图未覆盖期限")
_KIND = Text(
    "the world {name} was frozen as '{given}', it is '{known}'",
    "世界 {name} 冻结为“{given}”，而其为“{known}”",
)
_SHAPE = Text(
    "the frozen covariances of {name} don't fit their names", "{name} 冻结的协方差与名称不符"
)
_UNKNOWN = Text(
    "the frozen world {name} has names that it does not know: {unknown}",
    "冻结的世界 {name} 含有未知名称：{unknown}",
)


def check_whole(plan: Plan) -> None:
    """A plan's paths, trip-wires and fans span its horizon with finite numbers.

    Raises
    ------
    TinbergenError
        L010 with the first fault.
    """
    _raise_first(plan, _gaps(plan))


def check_fits(case: Case, plan: Plan) -> None:
    """The plan is whole, its horizon is the case's or less, its frozen worlds are the case's.

    Raises
    ------
    TinbergenError
        L010 with the first fault.
    """
    check_whole(plan)
    if not 1 <= plan.horizon <= case.horizon:
        horizon = _HORIZON.fill(given=plan.horizon, known=case.horizon)
        _raise_first(plan, [horizon])
    specs, own = case.frozen_specs, case.satellite.world.name if case.satellite else None
    for world in plan.frozen.worlds if plan.frozen else ():
        misfits = _misfits(world, specs[world.name], satellite=world.name == own)
        _raise_first(plan, misfits)


def _raise_first(plan: Plan, problems: Iterable[Text]) -> None:
    for problem in problems:
        raise TinbergenError("L010", plan=plan.id, detail=problem)


def _finite(values: Iterable[float | None]) -> bool:
    return all(value is not None and math.isfinite(value) for value in values)


def _gaps(plan: Plan) -> Iterator[Text]:
    """What is missing or no number in a plan, whatever its case."""
    end = plan.start + plan.horizon
    paths: Sequence[Series] = (
        *plan.instruments, *plan.baseline_instruments, *plan.planned, *plan.baseline
    )  # fmt: skip
    for s in paths:
        if s.start != plan.start or len(s.values) != plan.horizon:
            yield _LENGTH.fill(
                name=s.name, given=len(s.values), start=s.start, horizon=plan.horizon,
                first=plan.start,
            )  # fmt: skip
        if not _finite(s.values):
            yield _NO_NUMBER.fill(name=s.name)
    if {s.name for s in plan.instruments} != {s.name for s in plan.baseline_instruments}:
        yield _UNSET
    planned = {s.name for s in plan.planned}
    if not planned:
        yield _UNPLANNED.fill(name=_NOTHING)
    for name in (*(w.variable for w in plan.trip_wires), *(a.variable for a in plan.attainment)):
        if name not in planned:
            yield _UNPLANNED.fill(name=name)
    for w in plan.trip_wires:
        if not (_finite((w.lower, w.upper)) and w.lower <= w.upper):
            yield _ORDER.fill(name=w.variable, period=w.period, lower=w.lower, upper=w.upper)
        if w.period.frequency is not plan.start.frequency or not plan.start <= w.period < end:
            yield _OUTSIDE.fill(name=w.variable, period=w.period)
    for fan in plan.outcomes:
        if (
            not fan.quantiles
            or len(fan.quantiles) != len(fan.levels)
            or any(len(path) != plan.horizon or not _finite(path) for path in fan.quantiles)
        ):
            yield _FAN.fill(name=fan.name)


def _misfits(world: FrozenWorld, spec: WorldSpec, *, satellite: bool) -> Iterator[Text]:
    """What a frozen world says that the case's world can't take."""
    model = spec.model
    kind, bridge = "satellite" if satellite else "model", world.name != spec.name
    if bridge:
        said = dict(zip(spec.frozen_names[1:], spec.bridges.values(), strict=True))[world.name]
        if len(world.values) != 2 + said.lags or len(world.equations) != 1:
            yield _SHAPE.fill(name=world.name)
    elif model is None:
        kind = "table"
    elif spec.looks_ahead and spec.baseline == "model":
        kind = "expectations"
    if world.kind != kind:
        yield _KIND.fill(name=world.name, given=world.kind, known=kind)
    for names, rows in (
        (world.coefficients, world.coefficient_covariance),
        (world.equations, world.residual_covariance),
    ):
        if len(rows) != len(names) or any(len(row) != len(names) for row in rows):
            yield _SHAPE.fill(name=world.name)
        if not all(_finite(row) for row in rows):
            yield _NO_NUMBER.fill(name=world.name)
    deviations = [*world.disturbances, *world.uncertain_parameters]
    stated = [value for _, value in (*world.values, *deviations)]
    if not _finite(stated) or any(value < 0 for _, value in deviations):
        yield _NO_NUMBER.fill(name=world.name)
    if model is None or bridge:
        return
    equations = {e.name for e in model.equations}
    values = {*dict(world.values), *model.values}
    random, observed = equations, equations
    if kind == "expectations":
        random, observed = set(model.stochastic), set(model.endogenous)
    unknown = [
        *(n for n in world.equations if n not in random),
        *(n for n, _ in world.disturbances if n not in observed),
        *(n for n in world.coefficients if n not in values),
        *(n for n, _ in world.uncertain_parameters if n not in values),
    ]
    if unknown:
        yield _UNKNOWN.fill(name=world.name, unknown=", ".join(unknown))
