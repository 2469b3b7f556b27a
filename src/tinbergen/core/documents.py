"""The nouns: what the four verbs read and write.

Every document is a frozen dataclass that survives a round trip through JSON
(:mod:`tinbergen.core.serial`). A missing number is ``None``; a number carries its unit; a result
carries the vintage it saw, the baseline it is measured from and the documents it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tinbergen.core.period import Period, Span
from tinbergen.core.result import Result
from tinbergen.core.text import Text

#: What names of packs and of domains look like.
NAME = r"^[a-z][a-z0-9_]*$"
Better = Literal["up", "down", "target"]
Sense = Literal["at", "at_least", "at_most"]


@dataclass(frozen=True, slots=True)
class Series(Result):
    """Values of one variable over consecutive periods from ``start``; ``None`` is missing."""

    name: str
    unit: str
    start: Period
    values: tuple[float | None, ...]

    @property
    def span(self) -> Span:
        return Span(self.start, len(self.values))


@dataclass(frozen=True, slots=True)
class Interval(Result):
    """Bounds that hold with probability ``level``; ``recipe`` says how they were found."""

    lower: float
    upper: float
    level: float
    recipe: Text


@dataclass(frozen=True, slots=True)
class Fan(Result):
    """The distribution of a path: ``quantiles[i][t]`` is the quantile ``levels[i]`` in period t."""

    name: str
    unit: str
    start: Period
    levels: tuple[float, ...]
    quantiles: tuple[tuple[float, ...], ...]
    mean: tuple[float, ...]
    draws: int
    recipe: Text

    @property
    def span(self) -> Span:
        return Span(self.start, len(self.mean))


@dataclass(frozen=True, slots=True)
class Indicator(Result):
    """A measured quantity of an economy and how it is read.

    Scenarios and links measure its changes in its unit, or in percent where ``moves`` says so.
    ``plausible`` are the bounds beyond which a value, in its unit, is an alarm; None for none.
    """

    code: str
    title: Text
    domain: str
    unit: Text
    better: Better
    source: Text
    transform: str = "level"
    moves: Literal["unit", "percent"] = "unit"
    plausible: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Instrument(Result):
    """A variable that an actor sets, within bounds, in steps of at most ``max_step`` a period.

    Bounds of ``relative`` instruments are deviations from the baseline, in ``percent`` of it or in
    its unit, others are levels. A ``path`` has a value in each period, a ``level`` one for all, a
    ``switch`` is off (0) or on (1), such as a project that is done or not. ``cost`` is the weight
    of its squared deviation from the baseline in the loss, ``smoothness`` that of its squared
    change from period to period.
    """

    name: str
    title: Text
    unit: Text
    owner: str = "government"
    relative: bool = False
    lower: float | None = None
    upper: float | None = None
    max_step: float | None = None
    cost: float = 0.0
    smoothness: float = 0.0
    percent: bool = False
    kind: Literal["path", "level", "switch"] = "path"


@dataclass(frozen=True, slots=True)
class Target(Result):
    """A desired path of a variable.

    ``relative`` targets are desired deviations from the baseline, in ``percent`` of it or in its
    unit, others are levels.
    ``average`` targets are met by the mean over the horizon, others in every period.
    """

    variable: str
    title: Text
    unit: Text
    desired: float
    sense: Sense = "at"
    relative: bool = False
    average: bool = True
    weight: float = 1.0
    tolerance: float = 0.0
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Constraint(Result):
    """``variable`` (or its sum over the horizon) must not exceed, or not fall below, ``bound``.

    ``used`` is what of a sum had come about before the horizon, where a plan revises another.
    Limits hold on the central path (with several worlds on their weighted mean), or ``everywhere``:
    in each world; in the horizon, or ``after`` it, in the tail where rules have resumed.
    """

    name: str
    title: Text
    variable: str
    sense: Literal["at_least", "at_most"]
    bound: float
    unit: Text
    cumulative: bool = False
    relative: bool = False
    used: float = 0.0
    percent: bool = False
    after: bool = False
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Scenario(Result):
    """Exogenous paths and shocks laid over the baseline, with a probability."""

    name: str
    title: Text
    probability: float = 1.0
    exogenous: tuple[Series, ...] = ()
    shocks: tuple[Series, ...] = ()


@dataclass(frozen=True, slots=True)
class Part(Result):
    """One named part of a total."""

    name: str
    title: Text
    value: float


@dataclass(frozen=True, slots=True)
class Provenance(Result):
    """What a result rests on: which data, up to when, against which baseline, by which program."""

    vintage: str
    source: Text
    baseline: Text | None = None
    software: str = ""
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding(Result):
    """What a verb returns: an estimate with its interval, parts, method and words.

    ``kind`` names the verb's product: diagnosis, news, alarm, forecast, effect,
    revision. ``severity`` ranks findings: 0 nothing to see, 1 worth knowing, 2 serious, 3 alarming.
    """

    id: str
    kind: Literal["diagnosis", "news", "alarm", "forecast", "effect", "revision"]
    name: str
    title: Text
    statement: Text
    estimate: float | None
    unit: Text
    period: Period
    method: Text
    provenance: Provenance
    interval: Interval | None = None
    severity: float = 0.0
    parts: tuple[Part, ...] = ()
    series: tuple[Series, ...] = ()
    assumptions: tuple[Text, ...] = ()
    diagnostics: tuple[tuple[str, float], ...] = ()


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
    whose mean over the horizon meets it, None without a distribution.
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
    ``disturbances`` and ``uncertain_parameters`` are standard deviations of the rest.
    """

    name: str
    kind: Literal["model", "expectations", "table"]
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
    over other draws of the full models; ``loss_parts`` are those of the central path.
    ``reference`` are the paths from which relative targets count, where these are not the
    baseline's: an institution's own projection, or no policy since an earlier plan. Without a
    distribution of outcomes there are no fans, no trip-wires and no probabilities.
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
    objective: Literal["central", "expected"] = "central"
    worlds: tuple[WorldView, ...] = ()
    frozen: Frozen | None = None
    loss_parts: tuple[LossPart, ...] = ()
    reference: tuple[Series, ...] = ()
    fresh_loss: float | None = None


@dataclass(frozen=True, slots=True)
class Adoption(Result):
    """Who adopted which plan, when, and what was actually set since.

    ``settings`` are instruments as they were set, where this was recorded: they take the place of
    what the data say, and of the plan where the data say nothing.
    """

    id: str
    plan: Plan
    by: str
    on: Period
    settings: tuple[Series, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Unanswered(Result):
    """A question of the diagnosis that the data are too short for, and why."""

    question: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Diagnosis(Result):
    """What is wrong, and why: findings, the most serious first, and what could not be found."""

    id: str
    period: Period
    findings: tuple[Finding, ...]
    provenance: Provenance
    unanswered: tuple[Unanswered, ...] = ()


@dataclass(frozen=True, slots=True)
class Review(Result):
    """One quarter's monitoring: what came in, against what the plan said; perhaps a new plan."""

    period: Period
    findings: tuple[Finding, ...]
    fired: tuple[TripWire, ...] = ()
    revised: Plan | None = None


@dataclass(frozen=True, slots=True)
class Monitoring(Result):
    """The reviews of a plan, in the order in which outturns arrived.

    ``scores`` are the log densities that each world gave to all that came in; ``notes`` say what
    limits the reviews.
    """

    id: str
    plan: str
    reviews: tuple[Review, ...]
    provenance: Provenance
    scores: tuple[Part, ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def revisions(self) -> tuple[Plan, ...]:
        """Plans that took the place of the one reviewed, in order of time."""
        return tuple(r.revised for r in self.reviews if r.revised)


@dataclass(frozen=True, slots=True)
class Evaluation(Result):
    """Did it work: effects of the policy against a counterfactual without it."""

    id: str
    plan: str
    findings: tuple[Finding, ...]
    counterfactual: tuple[Series, ...]
    outturn: tuple[Series, ...]
    planned: tuple[Series, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Cycle(Result):
    """One turn of the circle; the next one starts from its evaluation."""

    case: str
    diagnosis: Diagnosis
    plan: Plan
    monitoring: Monitoring | None
    evaluation: Evaluation | None
    advice: tuple[Text, ...] = field(default=())


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
