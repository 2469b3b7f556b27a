"""A plan: paths chosen, what is expected of them, and what would falsify them; its adoption."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tinbergen.core.documents.evidence import Fan, Finding, Part, Provenance, Series
from tinbergen.core.documents.fiscal import FiscalTable
from tinbergen.core.documents.guidance import Guidance
from tinbergen.core.documents.implausible import Implausibility
from tinbergen.core.documents.plan_record import Standing
from tinbergen.core.documents.problem import Constraint, Sense
from tinbergen.core.documents.robustness import Robustness
from tinbergen.core.period import Period
from tinbergen.core.result import Result
from tinbergen.core.text import Text


@dataclass(frozen=True, slots=True)
class ShadowPrice(Result):
    """A binding constraint and what relaxing it by one unit would save of the loss."""

    constraint: str
    title: Text
    period: Period | None
    price: float
    unit: Text
    slack: float


@dataclass(frozen=True, slots=True)
class ChanceKept(Result):
    """In which share of draws a plan keeps a constraint that asks for one.

    ``achieved`` is that of ``draws`` of full models that the search has not seen, ``error`` half of
    its 95 percent interval (all of it where all draws or none keep it), and ``before`` that with no
    policy. ``margin`` is by how much more was asked of the plan's own draws. Where the constraint
    holds period by period, or in each pair of worlds, the numbers are of the ``period`` and the
    pair (``world``) that keep it least.
    """

    constraint: str
    title: Text
    unit: Text
    sense: Literal["at_least", "at_most"]
    bound: float
    share: float
    jointly: bool
    everywhere: bool
    achieved: float
    error: float
    before: float
    draws: int
    margin: float = 0.0
    period: Period | None = None
    world: Text | None = None


@dataclass(frozen=True, slots=True)
class TripWire(Result):
    """An outturn that would falsify the plan, fixed at adoption.

    ``level`` is the probability with which all of a plan's outturns stay within their bounds
    together if the plan is right.
    """

    variable: str
    title: Text
    period: Period
    lower: float
    upper: float
    level: float
    unit: Text


@dataclass(frozen=True, slots=True)
class Attainment(Result):
    """How a target fares: desired, in the baseline, and planned in the full model.

    Values are means over the horizon; ``linear`` is what the model linearised around the baseline
    promises. ``shortfall`` is the mean miss, ``worst`` the largest miss and ``worst_period`` its
    date; ``periods_met`` counts periods without a miss. A target asked for on average is met when
    its mean is, others when every period is. Probabilities are shares of draws
    whose mean over the horizon meets it, None without a distribution and for a point that is asked
    for without a tolerance.
    """

    variable: str
    title: Text
    unit: Text
    sense: Sense
    average: bool
    desired: float
    before: float
    planned: float
    linear: float
    shortfall: float
    worst: float
    worst_period: Period
    periods_met: int
    met: bool
    probability: float | None
    probability_before: float | None


@dataclass(frozen=True, slots=True)
class LossPart(Result):
    """What of a loss is of one kind, with no policy and with the plan; parts sum to the loss.

    A kind is a target missed, or an instrument used or changed.
    """

    name: str
    title: Text
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class FrozenWorld(Result):
    """A world as a plan was made with it: its numbers, and the law of what is random in it.

    ``values`` are parameters (or the entries of a table) by name. ``coefficients`` vary jointly
    with ``coefficient_covariance``, disturbances of ``equations`` with ``residual_covariance``;
    ``disturbances`` and ``uncertain_parameters`` are standard deviations of the rest. Of a model
    that looks ahead ``equations`` are its shocks and ``disturbances`` the measurement errors.
    """

    name: str
    kind: Literal["model", "expectations", "table", "satellite"]
    values: tuple[tuple[str, float], ...]
    coefficients: tuple[str, ...] = ()
    coefficient_covariance: tuple[tuple[float, ...], ...] = ()
    equations: tuple[str, ...] = ()
    residual_covariance: tuple[tuple[float, ...], ...] = ()
    disturbances: tuple[tuple[str, float], ...] = ()
    uncertain_parameters: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Frozen(Result):
    """What a plan was made with, so that it can be reviewed years later.

    ``data`` is a hash of the data seen; ``seed`` and ``draws`` are those of the random numbers.
    """

    data: str
    seed: int
    draws: int
    worlds: tuple[FrozenWorld, ...]


@dataclass(frozen=True, slots=True)
class WorldView(Result):
    """What one world says of a plan.

    Weights are those it counts with, zero where it is silent, and why. ``loss`` and
    ``baseline_loss`` are its own central losses with the plan and with no policy, ``planned`` its
    means over the horizon of the targets.
    """

    name: str
    title: Text
    outlook_weight: float
    response_weight: float
    sees_to: Period | None = None
    silent: Text | None = None
    loss: float | None = None
    baseline_loss: float | None = None
    planned: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan(Result):
    """Instrument paths chosen, the outcomes expected of them, and what would falsify them.

    ``alternatives`` answer what else could be done: other weights, other options, replies.
    ``limits`` are the sums over the horizon that it keeps; a plan that revises another says in them
    what had been used before it starts. ``loss`` is that of the central path, or with the
    ``objective`` expected the mean over draws, and ``fresh_loss`` that
    over other draws of the full models, weighted over the worlds also where the objective is the
    least regret or, at the price ``theta``, fears the worst; ``loss_parts`` are those of the
    central path.
    ``reference`` are the paths from which relative targets count, where these are not the
    baseline's: an institution's own projection, or no policy since an earlier plan. Without a
    distribution of outcomes there are no fans, no trip-wires and no probabilities. ``fiscal`` is
    the plan in money, where the case says what instruments cost; ``record`` what plans of the case
    had been worth before; ``chances`` in which share of draws constraints that ask for one hold.
    Where nature sets the instruments' paths ``scenario`` is how implausible they are. ``guidance``
    is what it adds that a stay at a bound is announced, where people believe that in part.
    ``alarms`` say why the numbers are not to be relied on: data that can't be as they are read, or
    a path outside its variable's plausible range. ``seal`` is that of :mod:`tinbergen.core.seal`
    once it was written.
    """

    id: str
    name: str
    title: Text
    start: Period
    horizon: int
    instruments: tuple[Series, ...]
    baseline_instruments: tuple[Series, ...]
    outcomes: tuple[Fan, ...]
    baseline_outcomes: tuple[Fan, ...]
    planned: tuple[Series, ...]
    baseline: tuple[Series, ...]
    attainment: tuple[Attainment, ...]
    binding: tuple[ShadowPrice, ...]
    trip_wires: tuple[TripWire, ...]
    loss: float
    baseline_loss: float
    kkt_residual: float
    iterations: int
    verdict: Text
    provenance: Provenance
    assumptions: tuple[Text, ...] = ()
    alternatives: tuple[Finding, ...] = ()
    limits: tuple[Constraint, ...] = ()
    objective: Literal["central", "expected", "regret"] = "central"
    worlds: tuple[WorldView, ...] = ()
    frozen: Frozen | None = None
    loss_parts: tuple[LossPart, ...] = ()
    reference: tuple[Series, ...] = ()
    fresh_loss: float | None = None
    fiscal: FiscalTable | None = None
    robustness: Robustness | None = None
    theta: float | None = None
    record: Standing | None = None
    chances: tuple[ChanceKept, ...] = ()
    scenario: Implausibility | None = None
    guidance: Guidance | None = None
    alarms: tuple[Finding, ...] = ()
    seal: str = ""

    @property
    def unproven(self) -> bool:
        """Whether past plans of its case, or its own worlds, speak for letting the rules go on."""
        unbeaten = self.record is not None and not self.record.better
        return unbeaten or (self.robustness is not None and self.robustness.recommended == "rules")


@dataclass(frozen=True, slots=True)
class Adoption(Result):
    """Who adopted which plan, when, and what was actually set since.

    ``settings`` are instruments as they were set, where this was recorded: they take the place of
    what the data say, and of the plan where the data say nothing. ``edited`` is the identity of the
    plan that was designed, where the one adopted was changed by hand since; ``seal`` as a plan's.
    """

    id: str
    plan: Plan
    by: str
    on: Period
    settings: tuple[Series, ...]
    provenance: Provenance
    edited: str = ""
    seal: str = ""
