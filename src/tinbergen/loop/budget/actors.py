"""Actors in the world of a common budget: the government, whose it is, and others beside it.

Each has instruments, a loss and constraints of its own; all meet the same scenario in the same
economy. What the government's cases do with their shares does not reach the others: they see the
economy with no new policy.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from tinbergen.core.documents.budget import ActorReport, Reading
from tinbergen.core.documents.plan import Plan
from tinbergen.core.text import Text
from tinbergen.loop.problem import build_problem
from tinbergen.loop.scenarios.outcomes import Told, economy_of
from tinbergen.loop.situation import Situation
from tinbergen.loop.solving import solve_problem

#: The name of the actor whose budget it is.
GOVERNMENT = "government"
_GOVERNMENT = Text("Government", "政府")
_MET = Text(
    "With its shares {met} of {all} targets of its {count} cases are met",
    "按所得份额，{count} 个案例的 {all} 个目标中有 {met} 个达成",
)


@dataclass(frozen=True, slots=True)
class Stake:
    """A case with what it may spend, its plan, and how much its loss counts."""

    situation: Situation
    plan: Plan
    weight: float = 1.0


def government(stakes: Sequence[Stake], found: Told, readers: Sequence[Situation]) -> ActorReport:
    """The cases on the budget as one actor; it has what ``readers`` read of the economy.

    Raises
    ------
    TinbergenError
        Those of designing each case in the scenario.
    """
    losses = [_losses(stake, found) for stake in stakes]
    total = sum(stake.weight for stake in stakes)

    def together(k: int) -> float | None:
        parts = [
            None if loss is None else stake.weight * loss
            for stake, loss in zip(stakes, (one[k] for one in losses), strict=True)
        ]
        return None if None in parts else sum(p for p in parts if p is not None) / total

    met = [a.met for stake in stakes for a in stake.plan.attainment]
    economies = [economy_of(r.case, [s.situation.case for s in stakes]) for r in readers]
    read = {
        reading.indicator: reading
        for economy, reader in zip(economies, readers, strict=True)
        for stake in stakes if economy is not None and stake.situation.case.name == economy.name
        for reading in readings(stake.situation, found, _read(reader))
    }  # fmt: skip
    return ActorReport(
        GOVERNMENT, _GOVERNMENT, _MET.fill(met=sum(met), all=len(met), count=len(stakes)),
        together(0), together(1), together(2), tuple(read.values()),
    )  # fmt: skip


def actor(stake: Stake, found: Told) -> ActorReport:
    """An actor beside the budget.

    Raises
    ------
    TinbergenError
        Those of designing its case in the scenario.
    """
    case = stake.situation.case
    loss, under_without, under = _losses(stake, found)
    return ActorReport(
        case.name, case.title, stake.plan.verdict, loss, under_without, under,
        readings(stake.situation, found, _read(stake.situation)),
    )  # fmt: skip


def readings(calm: Situation, found: Told, names: Sequence[str]) -> tuple[Reading, ...]:
    """Indicators in a case's own worlds, without the scenario and what it does to them."""
    under, told = found.situations[calm.case.name], []
    for name in names:
        indicator = calm.case.pack.indicator(name)
        before, after = (s.scope.baseline(name)[: s.span.length] for s in (calm, under))
        told.append(Reading(
            name, indicator.title if indicator else Text(name, name),
            indicator.unit if indicator else Text("", ""),
            tuple(before.tolist()), tuple((after - before).tolist()),
        ))  # fmt: skip
    return tuple(told)


def _read(situation: Situation) -> tuple[str, ...]:
    """What an actor reads of the economy."""
    return () if situation.satellite is None else situation.satellite.read


def _losses(stake: Stake, found: Told) -> tuple[float | None, float | None, float | None]:
    """With its plan, in the scenario with no new policy, and there with a plan made anew, all in
    parts of the loss with neither."""
    plan, whole = stake.plan, stake.plan.baseline_loss
    if not whole > 0:
        return None, None, None
    limited = _with_limits(found.situations[stake.situation.case.name], stake.situation)
    solved = solve_problem(limited, build_problem(limited))
    return plan.loss / whole, solved.baseline_loss / whole, solved.loss / whole


def _with_limits(under: Situation, calm: Situation) -> Situation:
    """The case in the scenario with the constraints that it has in calm, its share among them."""
    case = dataclasses.replace(under.case, constraints=calm.case.constraints)
    return dataclasses.replace(under, case=case)
