"""One turn of the circle: diagnose, design, monitor, evaluate, each citing the one before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tinbergen.core.documents import Cycle, Monitoring, Plan
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.loop.alternatives import with_alternatives
from tinbergen.loop.case import Case
from tinbergen.loop.design import design
from tinbergen.loop.diagnose import diagnose
from tinbergen.loop.evaluate import evaluate
from tinbergen.loop.monitor import monitor
from tinbergen.loop.situation import Situation, assess

Progress = Callable[[Text], None]


@dataclass(frozen=True)
class Run:
    """A turn and what it was computed from."""

    case: Case
    situation: Situation
    cycle: Cycle


STAGES = {
    "collect": Text(
        "Collect: data as of {as_of}, estimation, baseline", "收集：截至 {as_of} 的数据、估计与基线"
    ),
    "diagnose": Text("Diagnose: what is wrong, and why", "诊断：问题何在、因何而起"),
    "design": Text("Design: which instruments, set how", "设计：用哪些工具、如何设定"),
    "monitor": Text("Monitor: {period} against the plan", "监测：{period} 与计划对照"),
    "evaluate": Text("Evaluate: what the policy did", "评估：政策成效"),
}


def turn(case: Case, progress: Progress | None = None) -> Run:
    """Walk the circle once. Without data after the as-of date it ends with the plan.

    Raises
    ------
    TinbergenError
        Those of reading, estimating and solving; see each verb.
    """
    tell = progress or _silent
    tell(STAGES["collect"].fill(as_of=case.as_of))
    situation = assess(case)
    tell(STAGES["diagnose"])
    diagnosis = diagnose(situation)
    tell(STAGES["design"])
    plan = with_alternatives(situation, design(situation, cites=(diagnosis.id,)))
    if case.store.vintages[-1] <= case.as_of:
        return Run(case, situation, Cycle(case.name, diagnosis, plan, None, None, _WAIT))
    monitoring = review(case, plan, tell)
    tell(STAGES["evaluate"])
    evaluation = evaluate(case, plan)
    revised = monitoring.revisions
    advice = (_revised(revised[-1]),) if revised else (_HOLDS,)
    return Run(case, situation, Cycle(case.name, diagnosis, plan, monitoring, evaluation, advice))


def review(case: Case, plan: Plan, tell: Progress) -> Monitoring:
    """Monitor a plan; where a trip-wire fires, design anew."""

    def redesign(later: Situation, earlier: Plan) -> Plan:
        return design(later, cites=(earlier.id,))

    def reviewing(period: Period) -> None:
        tell(STAGES["monitor"].fill(period=period))

    return monitor(case, plan, redesign, reviewing)


def _silent(_: Text) -> None:
    return None


_WAIT = (
    Text(
        "Nothing has come in since the plan was made: monitor it when the next observation does.",
        "计划制定后尚无新数据：待下一期观测到来再行监测。",
    ),
)
_HOLDS = Text(
    "No trip-wire fired: the plan's picture of the economy stands. Go on with it.",
    "没有触发线被触发：计划对经济的判断成立，可继续执行。",
)


def _revised(plan: Plan) -> Text:
    return Text(
        "Start the next turn from the plan revised as of {as_of} ({id}).",
        "下一轮从截至 {as_of} 修订的计划（{id}）开始。",
    ).fill(as_of=plan.provenance.vintage, id=plan.id)
