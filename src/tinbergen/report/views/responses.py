"""What scenarios do to the targets of the cases on one budget, with no new policy."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tinbergen.charts.quantities import amount, change_of, short
from tinbergen.charts.typeset import number
from tinbergen.core.documents.budget import Crossing, Response
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.document import Section
from tinbergen.report.wording import capital, clauses, inside, readable, sentences

TITLE = Text("What scenarios do", "情景的影响")
_MESSAGE = Text(
    "{case}: {scenario} moves {target} most, by {change}",
    "{case}：{scenario}对{target}影响最大，为 {change}",
)
_HEADS = (Text("Scenario", "情景"), Text("Moves most", "影响最大"))
_MOVE = Text("{title} {change} {unit}", "{title} {change}（{unit}）")
_NOTE = Text(
    "Of each case the target that the scenario moves most, against what other scenarios do to it. "
    "Means over the horizon with no new policy, against none of these happening",
    "各案例中该情景影响最大的目标（与其他情景对同一目标的影响相比）。"
    "均为无新政策时整个期间的均值，与不发生任何情景对照",
)


def response_section(found: Crossing) -> Section:
    """A row a scenario: of each case the target that it moves most."""
    rows: list[list[Cell]] = []
    for name in dict.fromkeys(r.scenario for r in found.responses):
        own = [r for r in found.responses if r.scenario == name and _moves(r)]
        moved = [
            _move(_largest(found, [r for r in own if r.case == case]))
            for case in dict.fromkeys(r.case for r in own)
        ]
        if moved:
            rows.append([capital(own[0].scenario_title), clauses(moved)])
    columns = [Column(head, align="text") for head in _HEADS]
    told = [s.case for s in found.shares] + [p.name for p in found.actor_plans]
    lead = [most_moved(found, case) for case in told]
    said = sentences(*(words for words in lead if words is not None))
    return Section(TITLE, said, [Table(None, columns, rows, note=sentences(_NOTE))])


def _move(response: Response) -> Text:
    change = number(response.change, digits([response.change]), signed=True)
    unit = change_of(short(response.unit))
    return _MOVE.fill(title=inside(response.title), change=change, unit=unit)


def _moves(response: Response) -> bool:
    """Whether a scenario moves a target by more than rounding."""
    return abs(response.change) > 1e-9 * max(1.0, abs(response.before))


def _largest(found: Crossing, responses: list[Response]) -> Response:
    """The response largest against the largest of its target."""

    def size(r: Response) -> float:
        own = [abs(x.change) for x in found.responses
               if (x.case, x.variable) == (r.case, r.variable)]  # fmt: skip
        return abs(r.change) / max(own) if max(own) else 0.0

    return max(responses, key=size)


def most_moved(found: Crossing, case: str) -> Text | None:
    """The scenario that moves a case most, in a sentence; None when none moves it."""
    own = [r for r in found.responses if r.case == case and _moves(r)]
    if not own:
        return None
    most = _largest(found, own)
    titles = {one.actor: one.title for one in found.actors}
    titles |= {share.case: share.title for share in found.shares}
    change = amount(most.change, change_of(most.unit), digits([most.change]), True)
    return _MESSAGE.fill(
        case=readable(titles[case]), scenario=inside(most.scenario_title),
        target=inside(most.title), change=change,
    )  # fmt: skip


def digits(values: Sequence[float]) -> int:
    """Decimals that suit changes of this size."""
    large = max((abs(v) for v in values if math.isfinite(v)), default=0.0)
    return 0 if large >= 100 else 1 if large >= 10 else 2
