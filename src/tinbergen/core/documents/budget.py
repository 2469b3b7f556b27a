"""Several cases on one budget: shares, the frontier, and what scenarios do to all of them."""

from __future__ import annotations

from dataclasses import dataclass

from tinbergen.core.documents.evidence import Provenance
from tinbergen.core.documents.plan import Plan
from tinbergen.core.result import Result
from tinbergen.core.text import Text


@dataclass(frozen=True, slots=True)
class Share(Result):
    """What a case gets of the common budget, and what it makes of it.

    Losses are parts of the case's loss without policy: 1 is as bad as doing nothing. ``bound`` is
    what the amount comes to in the unit of the case's own constraint; ``marginal`` is the part of
    the loss that one more unit of the budget would save here.
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
class Crossing(Result):
    """Several cases on one budget: who gets what, the frontier, and what scenarios do to all.

    ``price`` is the shadow price of the budget: the weighted loss that one more unit saves.
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

    @property
    def percent(self) -> float:
        """A hundredth of the budget: the step by which displays tell its shadow price."""
        return self.budget / 100
