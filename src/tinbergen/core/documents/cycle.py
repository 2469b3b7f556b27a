"""What the verbs say before and after a plan, and the turn of the circle that joins them."""

from __future__ import annotations

from dataclasses import dataclass, field

from tinbergen.core.documents.evidence import Finding, Part, Provenance, Series
from tinbergen.core.documents.plan import Plan, TripWire
from tinbergen.core.period import Period
from tinbergen.core.result import Result
from tinbergen.core.text import Text


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

    @property
    def outdated(self) -> bool:
        """Whether the plan was found to be clearly no longer the best, as known then."""
        return any(f.kind == "perturbation" and f.severity > 0 for f in self.findings)

    @property
    def unlikely(self) -> bool:
        """Whether a constraint held in a smaller share of draws than it asks for, as known then."""
        return any(f.kind == "chance" and f.severity > 0 for f in self.findings)


@dataclass(frozen=True, slots=True)
class Reweighed(Result):
    """The weights of a world before and after outturns, as an outlook and as a response."""

    name: str
    title: Text
    outlook_before: float
    outlook_after: float
    response_before: float
    response_after: float


@dataclass(frozen=True, slots=True)
class Monitoring(Result):
    """The reviews of a plan, in the order in which outturns arrived.

    ``scores`` are the log densities that each world gave to all that came in; ``notes`` say what
    limits the reviews; ``weights`` are those of the worlds, moved by what came in.
    """

    id: str
    plan: str
    reviews: tuple[Review, ...]
    provenance: Provenance
    scores: tuple[Part, ...] = ()
    notes: tuple[Text, ...] = ()
    weights: tuple[Reweighed, ...] = ()

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
