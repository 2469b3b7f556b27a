"""What is left of constraints that hold in a share of draws: their chance now, and new plans."""

from __future__ import annotations

import dataclasses

from tinbergen.core.documents.evidence import Finding, Interval
from tinbergen.core.documents.plan import Plan
from tinbergen.core.errors import InfeasibleError
from tinbergen.core.serial import with_identity
from tinbergen.core.text import Text
from tinbergen.loop.chances import kept
from tinbergen.loop.plan import make_plan
from tinbergen.loop.problem import build_problem
from tinbergen.loop.situation import Situation
from tinbergen.loop.still_best import going_on, what_is_left
from tinbergen.loop.worlds.protocol import Choice

#: How often less is asked for where it can't be had, and by how much less than was found.
_ROUNDS, _LESS = 4, 0.01

_STANDS = Text(
    "As known in {period}, {title} holds in what is left of the plan with a chance of "
    "{chance:.1f} % (± {error:.1f}); {share:.0f} % are asked for.",
    "以 {period} 所知，计划余下期间“{title}”成立的概率为 {chance:.1f}%（±{error:.1f}），"
    "要求为 {share:.0f}%。",
)
_TITLE = Text("Chance: {title}", "概率：{title}")
_METHOD = Text(
    "share of draws of the plan's worlds, from the data known then, with instruments as planned",
    "以当时已知数据、工具按计划设定，对计划所用各世界抽样所得的比例",
)
_RECIPE = Text("Monte Carlo error, 95 percent", "蒙特卡洛误差，95%")
_GIVEN_UP = Text(
    "{title}: a chance of {asked:.0f} % can't be had any more; the revised plan keeps {had:.0f} %",
    "{title}：{asked:.0f}% 的概率已无法达到；修订计划保持 {had:.0f}%",
)
_DROPPED = Text(
    "{title}: it can't be kept in any share of draws any more; the revised plan leaves it out",
    "{title}：已无法在任何比例的抽样中保持；修订计划不再包含它",
)


def chances_left(there: Situation, plan: Plan) -> tuple[Finding, ...]:
    """The chance of each constraint that asks for one in what is left of a plan that goes on.

    ``there`` is the situation as of the review, over what is left of the horizon.
    """
    posed = build_problem(there)
    paths = what_is_left(there, posed.scope, plan)
    choices = [Choice(paths, pair.information) for pair in posed.scope.pairs]
    central = [one.path for one in going_on(posed, paths)]
    found = []
    for one in kept(there, posed, choices, central, posed.scope):
        low = one.achieved + one.error < one.share
        said = _STANDS.fill(
            period=there.as_of, title=one.title, chance=100 * one.achieved,
            error=100 * one.error, share=100 * one.share,
        )  # fmt: skip
        found.append(with_identity(Finding(
            id="", kind="chance", name=one.constraint, title=_TITLE.fill(title=one.title),
            statement=said, estimate=100 * one.achieved, unit=Text("percent", "百分比"),
            period=there.as_of, method=_METHOD,
            provenance=dataclasses.replace(
                plan.provenance, vintage=str(there.case.vintage), cites=(plan.id,)
            ),
            interval=Interval(
                100 * max(0.0, one.achieved - one.error), 100 * min(1.0, one.achieved + one.error),
                0.95, _RECIPE,
            ),
            severity=2.0 if low else 0.0,
            diagnostics=(("asked for", 100 * one.share), ("with no policy", 100 * one.before)),
        )))  # fmt: skip
    return tuple(found)


def revised_plan(there: Situation, cites: str) -> tuple[Situation, Plan]:
    """A new plan; where a chance can't be had any more, with the largest that can, and it says so.

    The situation returned asks for what the plan keeps.

    Raises
    ------
    TinbergenError
        Those of :func:`~tinbergen.loop.plan.make_plan`.
    """
    asked = {c.name: c for c in there.case.constraints}
    for _ in range(_ROUNDS):
        try:
            plan = make_plan(there, cites=(cites,))
            break
        except InfeasibleError as fault:
            if fault.code != "E021":
                raise
            there = _asking_less(there, fault.facts["shares"])
    else:
        there = _asking_less(there, dict.fromkeys(asked, 0.0))
        plan = make_plan(there, cites=(cites,))
    left = {c.name: c.share for c in there.case.constraints}
    said = []
    for name, constraint in asked.items():
        share = left.get(name)
        if constraint.share is None or share == constraint.share:
            continue
        facts = {"title": constraint.title, "asked": 100 * constraint.share}
        words = _DROPPED if share is None else _GIVEN_UP
        said.append(words.fill(**facts, had=100 * (share or 0.0)))
    if said:
        plan = with_identity(
            dataclasses.replace(plan, assumptions=(*said, *plan.assumptions))
        )  # fmt: skip
    return there, plan


def _asking_less(there: Situation, had: dict[str, float]) -> Situation:
    """The situation with no larger shares than could be had; constraints without any left out."""
    constraints = []
    for c in there.case.constraints:
        if c.share is None or had.get(c.name, 1.0) >= c.share:
            constraints.append(c)
        elif had[c.name] > _LESS:
            constraints.append(dataclasses.replace(c, share=had[c.name] - _LESS))
    case = dataclasses.replace(there.case, constraints=tuple(constraints))
    return dataclasses.replace(there, case=case)
