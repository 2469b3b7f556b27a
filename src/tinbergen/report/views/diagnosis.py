"""A diagnosis: findings by weight, and what could not be answered."""

from __future__ import annotations

from tinbergen.charts.typeset import period_text
from tinbergen.core.documents.cycle import Diagnosis
from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout, Findings
from tinbergen.report.document import Block, Section
from tinbergen.report.views.context import Context
from tinbergen.report.views.findings import estimate
from tinbergen.report.wording import capital, listed, sentences

_TITLE = Text("Diagnosis", "诊断")
_NOTE = Text("as of {period} · {id}", "截至{period} · {id}")
_UNANSWERED = Text("Not answered, for want of data", "数据不足，未作回答")
_REASON = Text("{name}: {why}", "{name}：{why}")
_NOTHING = Text(
    "Nothing was asked: the case names no question under 'diagnosis'. What a pack can answer, "
    "'tinbergen packs macro' lists; each needs columns of its own",
    "未提出任何问题：案例的 diagnosis 为空。各专题可回答的问题见 'tinbergen packs macro'；"
    "每个问题都需要相应的数据列",
)
_ALSO = Text("Unremarkable: {names}", "未见异常：{names}")

#: Severity from which a finding is worth a sentence in a gist.
_WORTH = 0.5


def view(found: Diagnosis, context: Context) -> Section:
    """Findings, the most serious first; a gist only names those of no concern."""
    shown = [f for f in found.findings if f.severity >= _WORTH or not context.brief]
    rest = [capital(f.title) for f in found.findings if f not in shown]
    blocks: list[Block] = [Findings([estimate(f, unsigned=context.unsigned) for f in shown])]
    if not found.findings and not found.unanswered:
        blocks = [sentences(_NOTHING)]
    if rest:
        blocks.append(sentences(_ALSO.fill(names=listed(rest))))
    note = _NOTE.fill(period=period_text(found.period), id=found.id)
    return Section(_TITLE, None, [*blocks, *unanswered(found)], note)


def unanswered(found: Diagnosis) -> list[Callout]:
    """The questions that the data are too short for; nothing when there are none."""
    if not found.unanswered:
        return []
    reasons = (_REASON.fill(name=u.question, why=u.reason) for u in found.unanswered)
    return [Callout(_UNANSWERED, sentences(*reasons))]
