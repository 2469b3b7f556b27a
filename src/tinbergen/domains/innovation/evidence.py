"""Which effects of policies published studies tell, and which instruments nothing is known of."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tinbergen.core.documents.evidence import Finding
from tinbergen.core.text import Text
from tinbergen.loop.case.calibration import table
from tinbergen.loop.case.finding import finding
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation


def answer_evidence(situation: Situation, question: Question) -> Iterable[Finding]:
    """Published effects in a table, by column with a title, and what is ``silent`` (words).

    A column is told by its mean, its range and the number of studies; ``silent`` says what can't be
    an instrument here, and why.
    """
    found = table(situation.case.tables, question)
    told = []
    for name, title in question.titles().items():
        values = found.column(name)
        values = values[np.isfinite(values)]
        said = Text(
            "{t}: {mean:.3g} ({n} studies, {low:.3g} to {high:.3g})",
            "{t}：{mean:.3g}（{n} 项研究，{low:.3g} 至 {high:.3g}）",
        )
        told.append(
            said.fill(
                t=title, mean=values.mean(), n=values.size, low=values.min(), high=values.max()
            )
        )
    silent = question.words("silent")
    yield finding(
        situation, "policy evidence", Text("What is known of instruments", "政策工具的已知效应"),
        statement=Text(
            "Published effects, their mean and range: {en}. {silent}",
            "已发表的效应（均值与范围）：{zh}。{silent}",
        ).fill(
            en="; ".join(w.en for w in told), zh="；".join(w.zh for w in told), silent=silent,
        ),
        estimate=None, unit=Text("as said", "如文中所述"),
        method=Text(
            "means over studies that count alike; the range is between studies, not of their "
            "errors, and what was never published is not in it",
            "各研究等权平均；范围为研究之间，不含其误差，亦不含从未发表的结果",
        ),
        source=found.source,
    )  # fmt: skip


QUESTIONS: dict[str, Answer] = {"policy evidence": answer_evidence}
