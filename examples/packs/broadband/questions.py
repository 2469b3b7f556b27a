"""The question that this pack brings itself: when will fibre reach a share of all lines?"""

from __future__ import annotations

from collections.abc import Iterable

from tinbergen.core.documents.evidence import Finding
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.loop.case.finding import bad, finding, series
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import title_of, unit_of


def answer_coverage(situation: Situation, question: Question) -> Iterable[Finding]:
    """Years until ``of`` reaches ``level`` at the pace of the last ``years``."""
    name, level = question.text("of"), question.number("level")
    path = situation.data[name]
    years = int(question.number("years", 5))
    pace = float(path[-1] - path[-1 - years]) / years
    if pace <= 0:
        raise TinbergenError("broadband-1", at=question.at, name=name, years=years)
    left = max(0.0, (level - float(path[-1])) / pace)
    title = title_of(name, situation.data, situation.model_world.model)
    yield finding(
        situation, "coverage", Text("Years to full coverage", "距全面覆盖的年数"),
        statement=Text(
            "{title} grows by {pace:.1f} points a year: {level:.0f} % in {left:.0f} years.",
            "{title}每年提高 {pace:.1f} 个百分点，{left:.0f} 年后达到 {level:.0f}%。",
        ).fill(title=title, pace=pace, level=level, left=left),
        estimate=left, unit=Text("years", "年"),
        method=Text("the pace of the last years goes on", "延续近年的速度"),
        severity=bad(left, 10.0),
        series=(series(situation, name, unit_of(name, situation.data), path),),
    )  # fmt: skip


QUESTIONS: dict[str, Answer] = {"coverage": answer_coverage}
