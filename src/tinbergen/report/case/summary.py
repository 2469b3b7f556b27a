"""The summary of a turn of the circle: what a minister reads."""

from __future__ import annotations

import dataclasses

from tinbergen.core.text import Text
from tinbergen.loop.scenarios.imposed import assumed
from tinbergen.report.case.view import View
from tinbergen.report.document import Block, Section
from tinbergen.report.views.first import first_section
from tinbergen.report.views.monitoring import since
from tinbergen.report.wording import sentences

_TITLE = Text("Summary", "摘要")


def summary(view: View) -> Section:
    """What to do, its cost, its chances, what speaks against it, what came since."""
    first = first_section(view.plan, view.context)
    blocks: list[Block] = list(first.blocks)
    monitoring = view.run.cycle.monitoring
    if monitoring is not None and not view.plan.alarms:
        # What came since stands before what had been expected.
        blocks.insert(0, since(monitoring.reviews, view.plan))
    words = assumed(view.run.case)
    lead = first.lead
    if words is not None:
        lead = sentences(words, *([lead] if lead is not None else []))
    return dataclasses.replace(first, title=_TITLE, lead=lead, blocks=blocks)
