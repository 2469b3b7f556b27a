"""What each command returns with ``--json``; ``tinbergen schema`` prints these as JSON Schema.

Arrays are written as lists, missing numbers as null. Fields are only ever added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tinbergen.app.answer import Fault as Fault
from tinbergen.app.answer import Note as Note
from tinbergen.core.documents.cycle import Diagnosis, Evaluation, Monitoring
from tinbergen.core.documents.plan import Plan
from tinbergen.core.progress import Stage as Stage
from tinbergen.core.text import Text

Numbers = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class CaseRun:
    """``demo`` and ``run``: the whole turn and the files written, by name.

    ``next`` says where the next turn starts. Without data after the as-of date there is nothing
    to monitor or evaluate.
    """

    case: str
    folder: str
    files: Mapping[str, str]
    diagnosis: Diagnosis
    plan: Plan
    monitoring: Monitoring | None
    evaluation: Evaluation | None
    next: tuple[Text, ...]
    stages: tuple[Stage, ...]
    advice: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class CaseText:
    """``demo --show-case``: a worked case as it is written."""

    name: str
    text: str


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
class Statistic:
    """A test statistic and its p value."""

    statistic: float | None
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


@dataclass(frozen=True, slots=True)
class ForecastMember:
    """One model of a combination, its weight and its score in the backtest."""

    candidate: str
    model: str
    weight: float
    mase: float | None
    point: Numbers


@dataclass(frozen=True, slots=True)
class ForecastBacktest:
    """How the same recipe would have done; see ``statistics.forecast.backtest.Backtest``."""

    origins: int
    horizon: int
    first: int
    mase: float | None
    mase_naive: float | None
    smape: float | None
    crps: float | None
    crps_naive: float | None
    coverage80: float | None
    coverage95: float | None
    beats_naive: bool


@dataclass(frozen=True, slots=True)
class ForecastOfSeries:
    """Point forecast and the bounds of its bands, by level in percent."""

    model: str
    periods: tuple[str, ...]
    point: Numbers
    lower: Mapping[str, Numbers]
    upper: Mapping[str, Numbers]
    members: tuple[ForecastMember, ...]
    backtest: ForecastBacktest | None


@dataclass(frozen=True, slots=True)
class Forecasts:
    """``forecast``: by series; ``left_out`` says why a series has none."""

    horizon: int
    levels: tuple[float, ...]
    series: Mapping[str, ForecastOfSeries]
    left_out: Mapping[str, Fault]
    advice: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class RegressionCoefficient:
    """A coefficient with its confidence interval."""

    estimate: float
    se: float
    t: float | None
    p: float | None
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class RegressionTable:
    """``regress``; ``sample`` is the first and last period used, ``level`` the confidence."""

    y: str
    sample: tuple[str, str]
    observations: int
    errors: str
    lags: int
    level: float
    coefficients: Mapping[str, RegressionCoefficient]
    r2: float
    adjusted_r2: float
    sigma: float
    df: int
    f: Statistic
    loglik: float
    aic: float
    bic: float
    durbin_watson: float
    jarque_bera: Statistic
    skew: float
    kurtosis: float
    condition: float
    advice: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One check of ``doctor``: what was found and, where it is not right, how to mend it."""

    name: str
    title: Text
    ok: bool
    found: Text
    fix: Text


@dataclass(frozen=True, slots=True)
class Doctor:
    """``doctor``; ``ok`` when every check is."""

    ok: bool
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """``version``."""

    tinbergen: str
    python: str
    platform: str
