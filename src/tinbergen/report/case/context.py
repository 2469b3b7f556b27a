"""What views of a case's documents may know of the case: names and units of its variables."""

from __future__ import annotations

from tinbergen.core.documents.plan import Plan
from tinbergen.loop.case.case import Case
from tinbergen.loop.plan_notes import no_better, unrecorded
from tinbergen.report.case.hints import hints
from tinbergen.report.views.context import Context, measured, titles_in


def context_of(case: Case, plan: Plan | None = None, *, brief: bool = False) -> Context:
    """The context of a case's diagnosis, its plan and what rests on the plan."""
    titles = dict(case.model.titles) | (titles_in(plan) if plan else {})
    titles |= {i.name: i.title for i in case.instruments}
    units = {i.name: i.unit for i in case.instruments if not i.percent}
    return Context(
        titles, units, plan=plan, brief=brief, unsigned=hints(case)[1],
        unscored=unrecorded(case), no_better=no_better(case), **measured(case),
        ceilings=tuple(
            c for c in case.constraints if c.sense == "at_most" and not c.cumulative
        ),
    )  # fmt: skip
