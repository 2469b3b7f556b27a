"""An institution's own projection as a world: the data beyond the as-of date, tracked, or a table.

Three paths are told apart. The *projection* is the data, which add-factors make the model
reproduce; from it relative targets and limits and instruments' costs count. *No new policy* is the
projection with the case's shocks, instruments set by the model's own rules. A *plan* sets the
instruments. In a model that looks ahead all three are foreseen from the first period on. Nothing is
random: there is no distribution of outcomes.
"""

from __future__ import annotations

import numpy as np

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.engine.simulate.backward import Simulation, simulate, track
from tinbergen.engine.simulate.derive import absent_add_factors, derive
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.worldspec import Shock, WorldSpec
from tinbergen.loop.worlds.law import Law
from tinbergen.loop.worlds.model_world import ModelWorld


def tracked_world(case: Case, spec: WorldSpec, span: Span, settings: int) -> ModelWorld:
    """The world in which the model follows the case's data, or its own projection, over ``span``.

    Instruments that a projection does not have count from it: zero is what it holds.

    Raises
    ------
    TinbergenError
        L061 for a shock to something that the model does not have, L064 for one outside the span,
        L076 where the data do not reach over it; those of tracking and simulation.
    """
    model = spec.model
    assert model is not None
    known = case.known(case.last) if spec.projection is None else spec.projection
    if span.end > known.span.end:
        raise TinbergenError("L076", end=known.span.end, wanted=span.end)
    if spec.projection is not None:
        known = known.until(span.end)
    zeros = np.zeros(known.span.length)
    absent = absent_add_factors(model, known)
    if spec.projection is not None:
        absent += [n for n in spec.policy if n not in known]
    known = derive(model, known.assign(**dict.fromkeys(absent, zeros)))
    for name, value in spec.fixed.items():
        known = _added(known, Shock(name, value, span.start, span.end), add=False)
    residuals = track(model, known, span)
    moved = known
    for shock in spec.shocks:
        _check(model.name, shock, [*model.exogenous, *(e.name for e in model.equations)], span)
        if shock.name in model.exogenous:
            moved = _added(moved, shock)
        else:
            residuals = _added(residuals, shock)
    run = simulate(model, moved, span, residuals=residuals)
    projection = Simulation(span, known, residuals, model.endogenous, 0)
    return ModelWorld(
        spec.name, spec.title, model, moved, span, settings, run, spec.policy,
        Law(case.draws, case.seed), spec.sees_to or case.as_of, None, residuals, None, projection,
        PROJECTION, spec.projection is None,
    )  # fmt: skip


#: What a plan's baseline is in such a world.
PROJECTION = Text(
    "the institution's own projection with the shocks of the case, instruments set by the model's "
    "rules",
    "机构自身的预测加上案例所设冲击，工具按模型规则设定",
)


def _check(model: str, shock: Shock, known: list[str], span: Span) -> None:
    if shock.name not in known:
        raise TinbergenError(
            "L061", hint=did_you_mean(shock.name, known), name=shock.name, role="shock",
            role_zh="冲击", model=model,
        )  # fmt: skip
    if shock.start not in span or shock.end not in span or shock.end < shock.start:
        raise TinbergenError(
            "L064", name=shock.name, first=shock.start, last=shock.end, start=span.start,
            end=span.end,
        )  # fmt: skip


def _added(data: Dataset, shock: Shock, *, add: bool = True) -> Dataset:
    values = np.array(data[shock.name])
    first, last = data.span.position(shock.start), data.span.position(shock.end)
    inside = values[first : last + 1]
    inside[:] = inside + shock.value if add else shock.value
    return data.assign(**{shock.name: values})
