"""Several packs on one budget: each case's best plan at its share, and the best shares.

Every case limits its spending by a constraint of its own; a rate says what a unit of that
constraint costs the common budget. A case's loss as a function of its share, with the slope that
the constraint's shadow price gives, is found by designing at several shares; the split equalises
what one more unit saves (:mod:`tinbergen.economics.allocation`) and is checked by designing there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tinbergen.core.documents.budget import (
    ActorReport,
    Crossing,
    FrontierPoint,
    Outcome,
    Response,
    Share,
)
from tinbergen.core.documents.evidence import Provenance
from tinbergen.core.documents.plan import Plan
from tinbergen.core.errors import UnsettledError
from tinbergen.core.progress import Progress, checkpoint
from tinbergen.core.serial import with_identity
from tinbergen.core.text import SEMICOLONS, Text
from tinbergen.core.version import __version__
from tinbergen.economics.allocation import Split, Use, split
from tinbergen.loop.budget.actors import Stake, actor, government
from tinbergen.loop.budget.weights import other_weights
from tinbergen.loop.case.case import Case
from tinbergen.loop.plan import make_plan
from tinbergen.loop.problem import build_problem
from tinbergen.loop.scenarios.library import ScenarioSpec
from tinbergen.loop.scenarios.outcomes import target_responses, tell_together
from tinbergen.loop.situation import Situation, assess
from tinbergen.loop.solving import solve_problem

#: Shares of what a case would spend at which it is designed first; how often they are refined.
_FIRST = (0.0, 0.08, 0.2, 0.4, 0.7, 1.0)
_ROUNDS = 12
#: The largest amount that a case is designed at, relative to the budget.
_BEYOND = 1.1
#: Marginal savings that differ by less, relative to the largest, count as equal.
_EQUAL = 1e-3
#: The same on the way, along the frontier.
_NEAR = 1e-2
#: A share that close to one designed at, relative to these and the budget, is not designed anew.
_CLOSE = 0.1
#: How far from a share its one-sided slopes are found, relative to the budget.
_SIDE = 1e-4
#: Budgets of the frontier, relative to the common one.
_FRONTIER = tuple(k / 10 for k in range(11))


@dataclass(frozen=True, slots=True)
class Member:
    """A case on the common budget, whose ``constraint`` costs ``rate`` a unit of its bound."""

    case: Case
    constraint: str
    rate: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class ValueFunction:
    """A member's situation and its weighted loss at some shares."""

    member: Member
    situation: Situation
    use: Use
    scale: float


def allocate_budget(
    name: str,
    title: Text,
    unit: Text,
    budget: float,
    members: Sequence[Member],
    stories: Sequence[ScenarioSpec] = (),
    progress: Progress | None = None,
    beside: Sequence[Case] = (),
    under: ScenarioSpec | None = None,
) -> Crossing:
    """Split the budget over the members and tell what scenarios do to each.

    Actors ``beside`` it, with no share of it, meet the same scenarios in the same economies; what
    becomes of all actors in the one ``under`` which they are compared is told whole.

    Raises
    ------
    TinbergenError
        Those of assessing and designing each case, and of :meth:`Progress.check`.
    """
    tell = progress or Progress()
    valued = []
    for member in members:
        tell(_STAGES["value"].fill(title=member.case.title))
        valued.append(_valued(member, budget))
    for part in _FRONTIER:
        tell.check()
        if 0 < part < 1:
            valued, _, _ = _settled(valued, part * budget, _NEAR)
    valued, best, equal = _settled(valued, budget)
    plans = []
    for one, amount in zip(valued, best.amounts.tolist(), strict=True):
        tell(_STAGES["plan"].fill(title=one.member.case.title))
        plans.append(make_plan(_at(one, amount)))
    others = [Stake(there, make_plan(there)) for there in map(assess, beside)]
    calm = [one.situation for one in valued] + [one.situation for one in others]
    responses: list[Response] = []
    outcomes: list[Outcome] = []
    for story in stories:
        tell(_STAGES["scenario"].fill(title=story.title))
        found = tell_together(story, calm)
        for there in calm:
            responses += target_responses(story, there, found)
        outcomes += found.outcomes
    actors: list[ActorReport] = []
    if under is not None and others:
        tell(_STAGES["actors"].fill(title=under.title))
        found = tell_together(under, calm)
        stakes = [
            Stake(_at(one, amount), plan, one.member.weight)
            for one, amount, plan in zip(valued, best.amounts.tolist(), plans, strict=True)
        ]
        actors = [government(stakes, found, [one.situation for one in others])]
        actors += [actor(one, found) for one in others]
    crossing = Crossing(
        id="", name=name, title=title, budget=budget, unit=unit,
        spent=float(best.amounts.sum()), price=best.price,
        shares=tuple(
            _share(one, amount, budget)
            for one, amount in zip(valued, best.amounts.tolist(), strict=True)
        ),
        frontier=tuple(_point(valued, part * budget) for part in _FRONTIER),
        responses=tuple(responses),
        plans=tuple(plans),
        provenance=_provenance([*plans, *(one.plan for one in others)]),
        assumptions=(_CONVEX, _COMMENSURABLE) if equal else (_CONVEX, _UNEQUAL, _COMMENSURABLE),
        outcomes=tuple(outcomes),
        other_weights=other_weights(
            {one.member.case.name: one.use for one in valued}, budget
        ),
        actors=tuple(actors), actor_plans=tuple(one.plan for one in others),
        under=under.name if under is not None and actors else None,
        under_title=under.title if under is not None and actors else None,
    )  # fmt: skip
    return with_identity(crossing)


_STAGES = {
    "value": Text("{title}: what money buys", "{title}：资金能换来什么"),
    "plan": Text("{title}: the plan at its share", "{title}：所得份额下的计划"),
    "scenario": Text("Scenario: {title}", "情景：{title}"),
    "actors": Text("Actors: {title}", "主体：{title}"),
}

_CONVEX = Text(
    "each case's loss falls ever less in what it gets; the split of the budget, and of each part "
    "of it on the frontier, is designed at and corrected until one more unit saves the same "
    "everywhere",
    "各案例的损失随所得资金递减且边际递减；对预算及前沿上的每一部分，均在所分份额处设计并修正，"
    "直至各方再增一单位所减损失相等",
)
_UNEQUAL = Text(
    "here the corrections did not settle: what one more unit saves differs between the cases",
    "此处修正未能收敛：各案例再增一单位所减损失略有差异",
)
_COMMENSURABLE = Text(
    "losses are compared as parts of each case's loss with no new policy, times its weight",
    "各案例的损失以其无新政策时损失的比例乘以权重相互比较",
)


def _provenance(plans: Sequence[Plan]) -> Provenance:
    vintages = ", ".join(f"{p.name} {p.provenance.vintage}" for p in plans)
    sources = SEMICOLONS.join(p.provenance.source for p in plans)
    return Provenance(
        vintages, sources, software=f"tinbergen {__version__}", cites=tuple(p.id for p in plans)
    )


def _valued(member: Member, budget: float) -> ValueFunction:
    """A member at shares up to what it would spend if it could have somewhat more than all.

    Beyond the whole budget, since there too what one more unit saves must be known.
    """
    most = _BEYOND * budget
    situation = assess(member.case)
    one = ValueFunction(member, situation, Use(np.array([]), np.array([]), np.array([])), 1.0)
    free = _solved(one, most)
    scale = member.weight / free.without if free.without > 0 else 1.0
    saving = scale * free.price / member.rate
    one = dataclasses.replace(
        one, scale=scale, use=one.use.with_point(most, scale * free.loss, saving)
    )
    reach = min(most, max(free.spent * member.rate, 0.0))
    if reach > budget:
        one = _designed(one, budget)
    for part in reversed(_FIRST):
        one = _designed(one, part * reach)
    return one if one.use.amounts[0] == 0.0 else _no_policy(one)


def _designed(one: ValueFunction, amount: float) -> ValueFunction:
    """The member with one more share designed at; as it was where the design does not settle."""
    try:
        found = _solved(one, amount)
    except UnsettledError:
        return one
    saving = one.scale * found.price / one.member.rate
    return dataclasses.replace(one, use=one.use.with_point(amount, one.scale * found.loss, saving))


def _no_policy(one: ValueFunction) -> ValueFunction:
    """The member with a point at no spending at all, where nothing is done.

    Costs without a slope at zero, such as those of small changes, leave the design nothing to go
    by there. The slope is the one with which losses between zero and the next share are quadratic.
    """
    use, loss = one.use, one.member.weight
    chord = (loss - float(use.losses[0])) / float(use.amounts[0])
    slope = max(2 * chord - float(use.savings[0]), chord, 0.0)
    return dataclasses.replace(one, use=use.with_point(0.0, loss, slope))


def _at(one: ValueFunction, amount: float) -> Situation:
    """The situation in which the member may spend an amount."""
    case = one.member.case
    limited = tuple(
        dataclasses.replace(c, bound=amount / one.member.rate)
        if c.name == one.member.constraint else c
        for c in case.constraints
    )  # fmt: skip
    return dataclasses.replace(one.situation, case=dataclasses.replace(case, constraints=limited))


class Solved(NamedTuple):
    """The least loss, the constraint's shadow price, the loss without policy, and what is spent."""

    loss: float
    price: float
    without: float
    spent: float


def _solved(one: ValueFunction, amount: float) -> Solved:
    situation = _at(one, amount)
    posed = build_problem(situation)
    control = solve_problem(situation, posed)
    # Prices of limits that hold in several worlds stand behind the others.
    price = sum(
        float(p) for limit, p in zip(posed.problem.limits, control.prices, strict=False)
        if limit.name == one.member.constraint
    )  # fmt: skip
    limit = next(c for c in one.member.case.constraints if c.name == one.member.constraint)
    path = control.paths[:, posed.problem.variables.index(limit.variable)]
    if limit.relative:
        path = path - posed.scope.baseline(limit.variable)
    spent = float(path[: situation.span.length].sum())
    return Solved(control.loss, max(price, 0.0), control.baseline_loss, spent)


def _settled(
    valued: Sequence[ValueFunction], budget: float, equal: float = _EQUAL
) -> tuple[list[ValueFunction], Split, bool]:
    """Members valued at the best split itself, that split, and whether savings are equal there."""
    found = list(valued)
    best = split([one.use for one in found], budget)
    for _ in range(_ROUNDS):
        checkpoint()
        guessed = [one.use.saving(a) for one, a in zip(found, best.amounts.tolist(), strict=True)]
        found = [
            one if one.use.known(amount, _CLOSE * equal * budget) else _designed(one, amount)
            for one, amount in zip(found, best.amounts.tolist(), strict=True)
        ]
        exact = [one.use.saving(a) for one, a in zip(found, best.amounts.tolist(), strict=True)]
        best = split([one.use for one in found], budget)
        gap = max(abs(a - b) for a, b in zip(guessed, exact, strict=True))
        if gap <= equal * max(*exact, 1e-12):
            return found, best, True
    return found, best, False


def _share(one: ValueFunction, amount: float, budget: float) -> Share:
    weight, use = one.member.weight, one.use
    near, percent = _SIDE * budget, budget / 100
    here = _loss(one, amount)
    sides = [
        None if here is None or other is None else (other - here) / weight
        for other in (
            _loss(one, amount + by) for by in (-near, near, -min(percent, amount), percent)
        )
    ]
    left, right, less, more = (
        None if side is None else sign * side / over
        for side, sign, over in zip(sides, (1, -1, 1, -1), (near, near, 1, 1), strict=True)
    )
    return Share(
        case=one.member.case.name, pack=one.member.case.pack.name, title=one.member.case.title,
        constraint=one.member.constraint, amount=amount, bound=amount / one.member.rate,
        weight=weight, loss=use.loss(amount) / weight, loss_without=use.loss(0.0) / weight,
        loss_with_all=use.loss(budget) / weight, marginal=use.saving(amount) / weight,
        left=left, right=right, less=less if amount > 0 else None, more=more,
    )  # fmt: skip


def _loss(one: ValueFunction, amount: float) -> float | None:
    """The member's weighted loss designed at an amount; None below zero and where no design
    settles."""
    if amount < 0:
        return None
    try:
        return one.scale * _solved(one, amount).loss
    except UnsettledError:
        return None


def _point(valued: Sequence[ValueFunction], budget: float) -> FrontierPoint:
    uses = [one.use for one in valued]
    best = split(uses, budget)
    amounts = tuple(best.amounts.tolist())
    loss = sum(use.loss(a) for use, a in zip(uses, amounts, strict=True))
    return FrontierPoint(budget, float(loss), best.price, amounts)
