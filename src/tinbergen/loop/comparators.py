"""Questions of an evaluation that units without the policy answer, by the case's own table.

The table has a row a period and a column a unit. Worlds say what a policy does if they are right;
comparators say what happened where it was not made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from tinbergen.core.documents.evidence import Finding, Interval, Series
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.data.panel import Panel
from tinbergen.loop.case.calibration import table
from tinbergen.loop.case.finding import finding
from tinbergen.loop.case.question import Question
from tinbergen.loop.situation import Situation
from tinbergen.statistics.evaluation.synthetic_control import synthetic_control
from tinbergen.statistics.evaluation.synthetic_control_result import SyntheticControl
from tinbergen.statistics.evaluation.synthetic_did import synthetic_did
from tinbergen.statistics.evaluation.synthetic_did_result import SyntheticDid

Method = Callable[..., SyntheticControl | SyntheticDid]

_TITLE = Text("{name} against comparators: {method}", "{name}与对照单位之比较：{method}")
_NAMES = {
    "synthetic control": Text("synthetic control", "合成控制"),
    "synthetic difference-in-differences": Text(
        "synthetic difference-in-differences", "合成双重差分"
    ),
}
_ASSUMED = Text(
    "units of the table did not have the policy and were not moved by it; whatever else befell the "
    "treated unit alone since counts as its effect, and so does what had been decided before the "
    "plan",
    "表中其他单位未实行该政策，也未受其影响；此后唯独处理单位所遇的其他变动，以及计划之前已决定的措施，"
    "均计入效应",
)
_COVERS = Text(
    "normal, from the spread of placebos; not a shock of the treated unit's own since",
    "正态区间，来自安慰剂的离散程度；不含处理单位此后自身的冲击",
)


def by_synthetic_control(situation: Situation, question: Question) -> Iterable[Finding]:
    """The treated unit against the mixture of others most like it before."""
    return _measured(situation, question, "synthetic control", synthetic_control)


def by_synthetic_did(situation: Situation, question: Question) -> Iterable[Finding]:
    """The treated unit against others, weighted over units and periods."""
    return _measured(situation, question, "synthetic difference-in-differences", synthetic_did)


def _measured(
    situation: Situation, question: Question, name: str, method: Method
) -> Iterable[Finding]:
    """What a method finds in the case's table up to the last period under evaluation."""
    given = table(situation.case.tables, question)
    treated, start = question.text("treated"), question.text("start", str(situation.span.start))
    title = question.title or question.words("outcome")
    panel = _panel(given, question, title.en)
    result = method(panel, title.en, unit="", time="", treated=treated, start=start)
    said, total = result.sentences(), result.headline()
    shown = [float(gap) for gap in result.gap]
    first, unit = panel.periods[0], question.words("unit")
    assert isinstance(first, Period)
    interval = None
    if np.isfinite(total.se):
        interval = Interval(total.lower, total.upper, total.level, _COVERS)
    yield finding(
        situation, f"{name} of {treated}", _TITLE.fill(name=title, method=_NAMES[name]),
        source=given.source,
        statement=Text(
            " ".join(s.en for s in said), "".join(s.zh for s in said).replace(title.en, title.zh)
        ),
        estimate=total.value, unit=unit, method=_NAMES[name], interval=interval,
        series=(Series("gap", unit.en, first, tuple(shown)),), assumptions=(_ASSUMED,),
        diagnostics=(("p by placebos", result.p_value),), kind="effect",
    )  # fmt: skip


def _panel(given: Matrix, question: Question, outcome: str) -> Panel:
    """The table's columns as units, its rows as periods up to ``until``; L042 for other rows."""
    until = Period.parse(question.text("until"))
    try:
        periods = [Period.parse(c) for c in given.rows]
    except TinbergenError:
        raise TinbergenError("L042", at=question.at, key="table", name=question.name) from None
    kept = [k for k, p in enumerate(periods) if p.frequency is until.frequency and p <= until]
    if not kept:
        raise TinbergenError("L042", at=question.at, key="table", name=question.name)
    values = {outcome: given.values[kept].T}
    return Panel(given.columns, tuple(periods[k] for k in kept), values, given.name)
