"""Monitoring where data are read by vintage: what was revised, as apart from what is new."""

from __future__ import annotations

import dataclasses

import numpy as np

from tinbergen.core.documents.evidence import Finding, Part
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.period import Period
from tinbergen.core.serial import with_identity
from tinbergen.core.text import Text
from tinbergen.data.store import Revisions
from tinbergen.loop import phrases
from tinbergen.loop.plan_tracking import outturn, plan_of, variable_title
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import change_of, unit_of

#: The cause that takes what revisions of the data before the plan change.
REVISIONS = "revisions"

#: Periods over whose revisions the mean size is told.
_PERIODS = 8

_CAUSE = Text("data up to {period} revised", "{period}及之前数据修订")
_METHOD = Text(
    "the same period in two vintages: that of the review less the one before",
    "同一时期在两个版本中的数值之差：本次监测的版本减前一版本",
)


def revised_past(plan: Plan, estimate: float, parts: tuple[Part, ...]) -> Part:
    """What of the difference from a plan no cause since its start explains.

    Causes sum to the difference from the path that the plan's model takes from the data as they
    stand now; the plan's own path was taken from those of its date.
    """
    rest = estimate - sum(part.value for part in parts)
    return Part(REVISIONS, _CAUSE.fill(period=plan.start - 1), rest)


def revisions(
    made: Situation, adopted: Plan | Adoption, period: Period, names: tuple[str, ...]
) -> list[Finding]:
    """How variables of periods known at the review before were revised by that of ``period``.

    Nothing of those that were not, and no size where the base of a series changed.
    """
    case, plan = made.case, plan_of(adopted)
    before, after = (outturn(case, p, adopted).data for p in (period - 1, period))
    changes = Revisions.between(before, after)
    rebased = changes.rebased()
    found = []
    for name in names:
        if name not in changes.before:
            continue
        values = changes.revised(name)
        (known,) = np.nonzero(~np.isnan(values))
        if not known.size or not np.any(values[known]):
            continue
        last = known[-1]
        when = changes.after.span.start + int(last)
        old, new = (float(d[name][last]) for d in (changes.before, changes.after))
        size = float(np.mean(np.abs(values[known[-_PERIODS:]])))
        title, unit = variable_title(made, name), unit_of(name, made.data)
        finding = Finding(
            id="", kind="revision", name=name,
            title=Text("{title}, revised", "{title}的修订").fill(title=title),
            statement=phrases.rebased(title, case.reading.vintage(period), rebased[name])
            if name in rebased
            else phrases.revision(title, when, old, new, size, min(known.size, _PERIODS)),
            estimate=None if name in rebased else new - old, unit=change_of(unit),
            period=when, method=_METHOD,
            provenance=dataclasses.replace(
                plan.provenance, vintage=str(case.reading.vintage(period)), cites=(plan.id,),
                baseline=Text(
                    f"vintage {case.reading.vintage(period - 1)}",
                    f"{case.reading.vintage(period - 1)}版本",
                ),
            ),
            diagnostics=(("before", old), ("after", new), ("mean size", size)),
        )  # fmt: skip
        found.append(with_identity(finding))
    return found
