"""What ``tinbergen model list``, ``check``, ``estimate`` and ``simulate`` return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tinbergen.app.answer import Note
from tinbergen.app.results import Numbers, Statistic


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model of the library; ``first`` and ``last`` bound the data that come with it."""

    name: str
    equations: int
    behavioural: int
    endogenous: int
    exogenous: int
    parameters: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class ModelList:
    """``model list``."""

    models: tuple[ModelEntry, ...]


@dataclass(frozen=True, slots=True)
class CheckedEquation:
    """An equation and where it stands; ``behavioural`` ones are estimated."""

    name: str
    line: int | None
    behavioural: bool


@dataclass(frozen=True, slots=True)
class CheckedBlock:
    """Equations that are solved together, and the variables they determine, in order."""

    equations: tuple[str, ...]
    variables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelCheck:
    """``model check``: what a valid model holds. ``unvalued`` parameters have no value yet."""

    model: str
    endogenous: tuple[str, ...]
    exogenous: tuple[str, ...]
    parameters: tuple[str, ...]
    unvalued: tuple[str, ...]
    equations: tuple[CheckedEquation, ...]
    blocks: tuple[CheckedBlock, ...]
    lags: int
    leads: int
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """An estimate with its standard error, t (or z) statistic and p value."""

    estimate: float
    se: float | None
    t: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class EstimatedEquation:
    """Coefficients and diagnostic tests of one equation."""

    method: str
    coefficients: Mapping[str, Coefficient]
    diagnostics: Mapping[str, Statistic | float | None]


@dataclass(frozen=True, slots=True)
class ModelEstimate:
    """``model estimate``; ``sample`` is its first and last period."""

    model: str
    method: str
    sample: tuple[str, str]
    standard_errors: str
    equations: Mapping[str, EstimatedEquation]
    loglik: float | None
    advice: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ModelSimulation:
    """``model simulate``: the data and the model's own path, by variable, one value a period.

    ``instruments`` says by how much each instrument of ``fixed`` values moves.
    """

    model: str
    periods: tuple[str, ...]
    static: bool
    tracked: bool
    settings: tuple[str, ...]
    iterations: int
    baseline: Mapping[str, Numbers]
    simulated: Mapping[str, Numbers]
    advice: tuple[Note, ...]
    expectations: str | None = None
    additions: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    instruments: Mapping[str, Numbers] = field(default_factory=dict)
