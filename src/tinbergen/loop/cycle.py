"""One turn of the circle: diagnose, design, monitor, evaluate, each citing the one before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinbergen.core.documents.cycle import Cycle, Monitoring
from tinbergen.core.documents.plan import Plan
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.loop.case.case import Case
from tinbergen.loop.design import design
from tinbergen.loop.diagnose import diagnose
from tinbergen.loop.evaluate import evaluate
from tinbergen.loop.monitor import monitor
from tinbergen.loop.plan_tracking import latest, outturn, paths, replaying
from tinbergen.loop.situation import Situation, case_of, situation


@dataclass(frozen=True)
class Run:
    """A turn and what it was computed from."""

    case: Case
    situation: Situation
    cycle: Cycle

    def __repr__(self) -> str:
        return repr(self.cycle)


STAGES = {
    "collect": Text(
        "Collect: data as of {as_of}, estimation, baseline", "收集：截至 {as_of} 的数据、估计与基线"
    ),
    "diagnose": Text("Diagnose: what is wrong, and why", "诊断：问题何在、因何而起"),
    "design": Text("Design: which instruments, set how", "设计：用哪些工具、如何设定"),
    "evaluate": Text("Evaluate: what the policy did", "评估：政策成效"),
}


def turn(
    subject: Situation | Case | str | Path,
    progress: Progress | None = None,
    *,
    alternatives: bool = False,
) -> Run:
    """Walk the circle once: the four verbs, one after the other, nothing else.

    Without data after the as-of date it ends with the plan.

    Parameters
    ----------
    subject
        A situation, a case, the name of a worked one, or the path of a case file.
    progress
        Told what is being done, in both languages.
    alternatives
        Whether revised plans bring theirs.

    Raises
    ------
    TinbergenError
        Those of reading, estimating and solving; see each verb.
    """
    tell = progress or Progress()
    case = case_of(subject)
    tell(STAGES["collect"].fill(as_of=case.vintage))
    there = situation(subject)
    tell(STAGES["diagnose"])
    diagnosis = diagnose(there)
    tell(STAGES["design"])
    plan = design(there, diagnosis=diagnosis)
    # A projection that reaches beyond the as-of date is no outturn.
    if case.last <= case.as_of or case.baseline == "data":
        return Run(case, there, Cycle(case.name, diagnosis, plan, None, None, _WAIT))
    if case.nature:
        return Run(case, there, Cycle(case.name, diagnosis, plan, None, None, _NATURE))
    monitoring = monitor(case, plan, alternatives=alternatives, progress=tell)
    tell(STAGES["evaluate"])
    evaluation = evaluate(case, plan) if replaying(there) else None
    revised = monitoring.revisions
    kept = _followed(case, plan)
    advice: tuple[Text, ...] = (_revised(revised[-1]),) if revised else (holding(monitoring, kept),)
    if not kept:
        advice = (_ELSE, *advice)
    return Run(case, there, Cycle(case.name, diagnosis, plan, monitoring, evaluation, advice))


_NATURE = (
    Text(
        "A scenario is nobody's plan: it is neither followed nor judged by what came.",
        "情景并非任何人的计划：既不监测，也不以实际结果评价。",
    ),
)
_WAIT = (
    Text(
        "Nothing has come in since the plan was made: monitor it when the next observation does.",
        "计划制定后尚无新数据：待下一期观测到来再行监测。",
    ),
)
_HOLDS = {
    "checked": Text(
        "No trip-wire fired, and nothing makes another plan clearly better, as far as was checked",
        "就已检验的部分而言，没有触发线被触发，也没有更优计划的明确证据",
    ),
    "unchecked": Text(
        "No trip-wire fired; whether another plan would now be better was not checked",
        "没有触发线被触发；是否已有更优计划未经检验",
    ),
    "go on": Text("{stands}. Go on with it.", "{stands}：可继续执行。"),
    "else": Text(
        "{stands}. The plan's picture of the economy was not falsified.",
        "{stands}：计划对经济的判断未被证伪。",
    ),
}
_ELSE = Text(
    "What was done was not the plan: its instruments were set otherwise, so that outturns also "
    "show what that did.",
    "实际执行的并非该计划：工具的设定与之不同，故实际结果也反映了这一差异。",
)

#: Settings that differ from the plan's by less than this part of its largest move are the plan's.
_SAME = 0.01


def holding(monitoring: Monitoring, followed: bool) -> Text:
    """That nothing torn asks for another plan, and whether a better one was looked for.

    Only a plan that was followed can be gone on with.
    """
    tested = any(f.kind == "perturbation" for r in monitoring.reviews for f in r.findings)
    stands = _HOLDS["checked" if tested else "unchecked"]
    return _HOLDS["go on" if followed else "else"].fill(stands=stands)


def _followed(case: Case, plan: Plan) -> bool:
    """Whether instruments were set as planned, as far as the reviews go."""
    span = plan.start.to(latest(case, plan))
    data = outturn(case, span.end, plan).data.window(span.start, span.end)
    moves = paths(plan.baseline_instruments, span)
    for name, planned in paths(plan.instruments, span).items():
        largest = float(np.abs(planned - moves[name]).max())
        if np.abs(data[name] - planned).max() > _SAME * largest + 1e-9:
            return False
    return True


def _revised(plan: Plan) -> Text:
    return Text(
        "Start the next turn from the plan revised as of {as_of} ({id}).",
        "下一轮从截至 {as_of} 修订的计划（{id}）开始。",
    ).fill(as_of=plan.provenance.vintage, id=plan.id)
