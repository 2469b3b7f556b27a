"""Adopt: someone decides. Who adopted which plan, when, and what was actually set."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from tinbergen.core.arguments import HUGE, unfit
from tinbergen.core.documents.evidence import Provenance, Series
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Period
from tinbergen.core.serial import identity, is_intact, with_identity
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.data.frames import dated, is_frame
from tinbergen.loop.plan_fit import check_whole

if TYPE_CHECKING:
    import pandas as pd

    Settings: TypeAlias = (
        Mapping[str, Sequence[float | None]] | Dataset | pd.DataFrame | pd.Series[Any]
    )

_PLAN = Text("a Plan", "Plan")
_SETTINGS = Text(
    "a mapping of instruments to settings, a Dataset or a pandas DataFrame",
    "工具至设定的映射、Dataset 或 DataFrame",
)


def adopt(
    plan: Plan,
    *,
    by: str,
    on: Period | str | None = None,
    settings: Settings | None = None,
    edited: bool = False,
) -> Adoption:
    """Record a decision; monitoring and evaluation read it.

    Parameters
    ----------
    plan
        The plan that is adopted.
    by, on
        Who decided, and in which period; that before the plan's first one by default.
    settings
        Instrument -> how it was actually set, from the plan's first period on, None where that is
        not known; or a Dataset, or a pandas table with a column each, whose dates count where it
        has an index of them (what is before the plan is not its affair). Instruments that are not
        named are as the data show.
    edited
        Whether the plan may have been changed by hand since it was designed. One that was becomes a
        new plan, which says so and cites the old one.

    Raises
    ------
    TinbergenError
        C230 for a plan changed without a word of it, L010 for one that is not whole, L077 for an
        instrument that the plan does not have, L078 for more periods than it has, L014 for a period
        of another frequency, L099 for settings before the plan, L095 when nobody decides, L096 when
        the plan had ended, L097 for a setting that is no number or beyond 1e30, C010 for what is no
        plan or no settings.
    """
    if not isinstance(plan, Plan):
        raise unfit("plan", plan, _PLAN)
    check_whole(plan)
    designed, changed = plan.id, not is_intact(plan)
    if changed and not edited:
        raise TinbergenError("C230", id=plan.id or "-", found=identity(plan))
    plan = _anew(plan) if changed else plan
    if not (isinstance(by, str) and by.strip()):
        raise TinbergenError("L095", by=by)
    units = {series.name: series.unit for series in plan.instruments}
    when = plan.start - 1 if on is None else Period.parse(on)
    if when.frequency is not plan.start.frequency:
        raise TinbergenError("L014", date=when, example=plan.start)
    if when >= plan.start + plan.horizon:
        raise TinbergenError("L096", on=when, end=plan.start + (plan.horizon - 1))
    recorded = []
    for name, values in _by_name(plan, settings).items():
        if name not in units:
            raise TinbergenError(
                "L077", hint=did_you_mean(name, units), name=name, known=", ".join(units)
            )
        if len(values) > plan.horizon:
            raise TinbergenError("L078", name=name, given=len(values), horizon=plan.horizon)
        known = tuple(_setting(name, plan.start + k, value) for k, value in enumerate(values))
        recorded.append(Series(name, units[name], plan.start, known))
    provenance = Provenance(
        plan.provenance.vintage, plan.provenance.source, plan.provenance.baseline,
        plan.provenance.software, (plan.id,),
    )  # fmt: skip
    adoption = Adoption("", plan, by, when, tuple(recorded), provenance)
    return with_identity(dataclasses.replace(adoption, edited=designed if changed else ""))


def _anew(plan: Plan) -> Plan:
    """A plan that was changed by hand as a new one, which says what it was."""
    made = dataclasses.replace(plan.provenance, cites=(*plan.provenance.cites, plan.id))
    return with_identity(dataclasses.replace(
        plan,
        alternatives=tuple(with_identity(found) for found in plan.alternatives),
        assumptions=(*plan.assumptions, _EDITED.fill(id=plan.id)),
        provenance=made,
        seal="",
    ))  # fmt: skip


_EDITED = Text(
    "Changed by hand after it was designed as {id}: what was not changed with it, such as fans, "
    "chances, prices and trip-wires, is that of the design.",
    "该计划在设计为 {id} 之后经人工修改：未一并修改的部分"
    "（如扇形区间、概率、影子价格与触发线）仍为原设计的结果。",
)


def _by_name(plan: Plan, settings: Settings | None) -> Mapping[str, Sequence[object]]:
    """Settings by instrument, from the plan's first period on; a table with dates is cut there."""
    if settings is None:
        return {}
    if not isinstance(settings, Dataset) and not is_frame(settings):
        if not isinstance(settings, Mapping):
            raise unfit("settings", settings, _SETTINGS)
        return {str(name): list(values) for name, values in settings.items()}
    if not isinstance(settings, Dataset) and not dated(settings):
        if not hasattr(settings, "columns"):
            raise unfit("settings", settings, _SETTINGS)
        return {str(name): list(settings[name]) for name in settings.columns}
    data = settings if isinstance(settings, Dataset) else Dataset.from_frame(settings)
    if data.frequency is not plan.start.frequency:
        raise TinbergenError("L014", date=data.span.start, example=plan.start)
    if data.span.end < plan.start:
        raise TinbergenError("L099", end=data.span.end, start=plan.start)
    within = data.window(plan.start, data.span.end)
    return {name: list(within[name]) for name in within.names}


def _setting(name: str, period: Period, value: object) -> float | None:
    """A number, or None where it is not known."""
    if value is None:
        return None
    if isinstance(value, bool | np.bool) or not isinstance(value, Real):
        raise TinbergenError("L097", name=name, period=period, value=value)
    if value < -HUGE or (not value <= HUGE and value == value):
        raise TinbergenError("L097", name=name, period=period, value=value)
    return None if np.isnan(float(value)) else float(value)
