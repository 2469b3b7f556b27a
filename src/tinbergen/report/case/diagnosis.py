"""The diagnosis in a report: findings by weight, and the pictures behind them."""

from __future__ import annotations

from tinbergen.charts.picture import Picture
from tinbergen.core.text import Text
from tinbergen.report.blocks import Findings
from tinbergen.report.case.hints import hints
from tinbergen.report.case.view import View
from tinbergen.report.document import Block, Section
from tinbergen.report.views.diagnosis import unanswered
from tinbergen.report.views.findings import estimate
from tinbergen.report.wording import sentences

_TITLE = Text("Diagnosis", "诊断")


def diagnosis_section(view: View) -> Section:
    """What is wrong, and why."""
    found = view.run.cycle.diagnosis.findings
    lead = sentences(*(f.statement for f in found[:2])) if found else None
    special, unsigned = hints(view.run.case)
    names = {f.name for f in found}
    makers = dict.fromkeys(make for name, make in special.items() if name in names)
    pictures: list[Picture] = [chart for make in makers if (chart := make(view)) is not None]
    rest = (f for f in found if f.name not in special)
    pictures += [drawn for f in rest if (drawn := view.picture(f)) is not None]
    blocks: list[Block] = [Findings([estimate(f, unsigned=unsigned) for f in found])]
    blocks += [*unanswered(view.run.cycle.diagnosis), *pictures]
    return Section(_TITLE, lead, blocks)
