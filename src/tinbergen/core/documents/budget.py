"""Several cases on one budget: shares, the frontier, and what scenarios do to all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tinbergen.core.documents.evidence import Provenance
from tinbergen.core.documents.plan import Plan
from tinbergen.core.result import Result
from tinbergen.core.text import Text

#: How a case comes by what becomes of a concept.
Role = Literal["owner", "reads", "own", "silent"]


@dataclass(frozen=True, slots=True)
class Share(Result):
    """What a case gets of the common budget, and what it makes of it.

    Losses are parts of the case's loss without policy: 1 is as bad as doing nothing. ``bound`` is
    what the amount comes to in the unit of the case's own constraint. ``marginal`` is the part of
    the loss that one more unit of the budget would save here, as the split has it: where the loss
    has a kink it lies between the one-sided slopes ``left`` and ``right``, those of designs a
    ten-thousandth of the budget below and above. ``less`` is what a percent of the budget less
    would cost (or all of its share, where that is less), ``more`` what a percent more would save.
    They are None below an empty share, and where no design settles.
    """

    case: str
    pack: str
    title: Text
    constraint: str
    amount: float
    bound: float
    weight: float
    loss: float
    loss_without: float
    loss_with_all: float
    marginal: float
    left: float | None = None
    right: float | None = None
    less: float | None = None
    more: float | None = None

    @property
    def kinked(self) -> bool:
        """Whether slopes on the two sides differ by more than a fifth of the larger."""
        if self.left is None or self.right is None:
            return False
        return abs(self.left - self.right) > 0.2 * max(self.left, self.right, 0.0)


@dataclass(frozen=True, slots=True)
class FrontierPoint(Result):
    """The least weighted loss that a common budget can buy, and what a unit more would save."""

    budget: float
    loss: float
    price: float
    amounts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Response(Result):
    """What a scenario does to a target of a case with no new policy: mean over the horizon."""

    scenario: str
    scenario_title: Text
    case: str
    pack: str
    variable: str
    title: Text
    unit: Text
    before: float
    change: float


@dataclass(frozen=True, slots=True)
class Outcome(Result):
    """What becomes of a concept that packs share, in one case under a scenario, no new policy.

    ``role``: the case's pack owns the concept, reads it from the owner, gives an answer of its own,
    or is silent. ``changes`` are percent of what it is else, by year of the horizon (years,), empty
    where silent; ``note`` says why it is silent, or from where and how it reads.
    """

    scenario: str
    scenario_title: Text
    case: str
    pack: str
    concept: str
    title: Text
    role: Role
    changes: tuple[float, ...]
    note: Text

    @property
    def change(self) -> float | None:
        """The mean over the horizon."""
        return sum(self.changes) / len(self.changes) if self.changes else None


@dataclass(frozen=True, slots=True)
class OtherWeight(Result):
    """The split of the same budget with one case's weight ``factor`` times as large."""

    case: str
    factor: float
    amounts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Reading(Result):
    """An indicator of the shared world as an actor's case has it, no new policy.

    ``before`` and ``change`` are by period of the horizon, in the indicator's unit: without the
    scenario, and what that does.
    """

    indicator: str
    title: Text
    unit: Text
    before: tuple[float, ...]
    change: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ActorReport(Result):
    """What an actor plans, and how it fares with and without a scenario in the shared world.

    Losses are parts of the actor's loss with no new policy and no scenario: 1 is as bad as that.
    ``loss`` is that of its plan, ``under_without`` what the scenario does to an actor that does
    nothing new, ``under`` the loss of the plan made anew for the scenario. They are None where an
    actor's loss with no new policy is zero. The government's are sums over its cases by weight,
    over the sum of weights.
    """

    actor: str
    title: Text
    verdict: Text
    loss: float | None
    under_without: float | None
    under: float | None
    reads: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Crossing(Result):
    """Several cases on one budget: who gets what, the frontier, and what scenarios do to all.

    ``price`` is the shadow price of the budget: the weighted loss that one more unit saves.
    ``other_weights`` are splits that other weights would give, ``outcomes`` what becomes of the
    concepts that packs share in each scenario. ``actors`` are the government, whose budget it is,
    and those beside it, each with its plan in ``actor_plans``, told the scenario ``under``.
    """

    id: str
    name: str
    title: Text
    budget: float
    unit: Text
    spent: float
    price: float
    shares: tuple[Share, ...]
    frontier: tuple[FrontierPoint, ...]
    responses: tuple[Response, ...]
    plans: tuple[Plan, ...]
    provenance: Provenance
    assumptions: tuple[Text, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    other_weights: tuple[OtherWeight, ...] = ()
    actors: tuple[ActorReport, ...] = ()
    actor_plans: tuple[Plan, ...] = ()
    under: str | None = None
    under_title: Text | None = None

    @property
    def percent(self) -> float:
        """A hundredth of the budget: the step by which displays tell its shadow price."""
        return self.budget / 100
