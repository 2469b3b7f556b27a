"""Adopt: someone decides. Who adopted which plan, when, and what was actually set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.core.arguments import unfit
from tinbergen.core.documents import Adoption, Plan, Provenance, Series
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Period
from tinbergen.core.serial import with_identity
from tinbergen.core.text import Text

if TYPE_CHECKING:
    import pandas as pd

_PLAN = Text("a Plan", "Plan")


def adopt(
    plan: Plan,
    *,
    by: str,
    on: Period | str | None = None,
    settings: Mapping[str, Sequence[float | None]] | pd.DataFrame | None = None,
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
        not known; or a pandas table with a column each. Instruments that are not named are as the
        data show.

    Raises
    ------
    TinbergenError
        L077 for an instrument that the plan does not have, L078 for more periods than it has, L014
        for a period of another frequency, C010 for what is no plan.
    """
    if not isinstance(plan, Plan):
        raise unfit("plan", plan, _PLAN)
    units = {series.name: series.unit for series in plan.instruments}
    when = plan.start - 1 if on is None else Period.parse(on)
    if when.frequency is not plan.start.frequency:
        raise TinbergenError("L014", date=when, example=plan.start)
    recorded = []
    for label, values in ({} if settings is None else settings).items():
        name = str(label)
        if name not in units:
            raise TinbergenError(
                "L077", hint=did_you_mean(name, units), name=name, known=", ".join(units)
            )
        if len(values) > plan.horizon:
            raise TinbergenError("L078", name=name, given=len(values), horizon=plan.horizon)
        known = tuple(None if v is None or np.isnan(v) else float(v) for v in values)
        recorded.append(Series(name, units[name], plan.start, known))
    provenance = Provenance(
        plan.provenance.vintage, plan.provenance.source, plan.provenance.baseline,
        plan.provenance.software, (plan.id,),
    )  # fmt: skip
    return with_identity(Adoption("", plan, by, when, tuple(recorded), provenance))
