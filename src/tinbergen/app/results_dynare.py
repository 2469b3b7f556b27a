"""What ``tinbergen model parse``, ``solve``, ``run``, ``irf`` and ``export`` return."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tinbergen.app.answer import Fault, Note
from tinbergen.app.results import Numbers
from tinbergen.core.text import Text

Row = Mapping[str, float]
MaybeRow = Mapping[str, float | None]


_AUXILIARY = re.compile(r"(\w+)\((-?\d+)\)")


def dated(state: str) -> str:
    """A state as it stands in the rule, one period back: ``k(-1)`` is an auxiliary's ``k(-2)``."""
    auxiliary = _AUXILIARY.fullmatch(state)
    name, lag = (auxiliary[1], int(auxiliary[2])) if auxiliary else (state, 0)
    return f"{name}({lag - 1})"


@dataclass(frozen=True, slots=True)
class ParsedEquation:
    """An equation as it was understood; ``tags`` stood in brackets before it."""

    name: str
    text: str
    line: int | None
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ParsedStatement:
    """A block or command; ``names`` are the variables it is about."""

    name: str
    line: int | None
    options: Mapping[str, str]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedNative:
    """A line for MATLAB, which is not executed, and what may be missing without it."""

    line: int | None
    text: str
    missing: Literal["nothing", "values", "answer", "repetition"]
    note: Text


@dataclass(frozen=True, slots=True)
class ModelParse:
    """``model parse``; a parameter without value is null."""

    model: str
    linear: bool
    endogenous: tuple[str, ...]
    exogenous: tuple[str, ...]
    parameters: Mapping[str, float | None]
    equations: tuple[ParsedEquation, ...]
    statements: tuple[ParsedStatement, ...]
    native: tuple[ParsedNative, ...]


@dataclass(frozen=True, slots=True)
class ModelSummary:
    """How many variables (auxiliary ones among them) and shocks there are.

    Variables that stand with a lead and with a lag are ``states`` and ``forward`` both; those that
    stand with neither are ``static``.
    """

    variables: int
    shocks: int
    states: int
    forward: int
    static: int


@dataclass(frozen=True, slots=True)
class ModelSolution:
    """``model solve``: x_t - x = ghx (s_{t-1} - s) + ghu u_t.

    ``endogenous`` has auxiliary variables behind the declared ones. ``eigenvalues`` are [real,
    imaginary], infinite ones null; ``variances`` are null for variables with a unit root. Of
    models with more than 100,000 coefficients ``ghx`` leaves out those that are zero.
    """

    endogenous: tuple[str, ...]
    exogenous: tuple[str, ...]
    parameters: Row
    steady_state: Row
    states: tuple[str, ...]
    ghx: Mapping[str, Row]
    ghu: Mapping[str, Row]
    eigenvalues: tuple[tuple[float | None, float | None], ...]
    variances: Mapping[str, float | None]
    shock_covariance: Mapping[str, Row]
    summary: ModelSummary
    advice: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class RunCommand:
    """A command of the file: its result, or the error that stands for it."""

    name: str
    options: Mapping[str, str]
    names: tuple[str, ...]
    line: int | None
    result: Mapping[str, Any] | None
    error: Fault | None


@dataclass(frozen=True, slots=True)
class SeriesFilter:
    """``values``: a smoothing parameter, or the shortest and the longest cycle kept."""

    kind: Literal["hp", "one_sided_hp", "bandpass"]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StochasticReport:
    """What stoch_simul gives besides the rule, for ``variables``; null where it was not asked for.

    Shares are fractions of one: of the variances (``variance_decomposition``) and, by number of
    periods ahead, of the forecast error variances. ``autocorrelation`` is with a variable's own
    past, one period ago first. ``responses`` by shock and variable are deviations from the steady
    state after one standard deviation, shocks being made orthogonal in the order of their
    declaration; with relative_irf percent after a shock of one. ``loglinear``: variables are in
    logarithms. ``seed`` is that of the draws of simulated moments. ``passed_over`` are options that
    change no number.
    """

    order: int
    loglinear: bool
    moments: Literal["theoretical", "simulated"] | None
    filter: SeriesFilter | None
    periods: int
    seed: int | None
    variables: tuple[str, ...]
    mean: MaybeRow | None
    covariance: Mapping[str, MaybeRow] | None
    correlation: Mapping[str, MaybeRow] | None
    autocorrelation: Mapping[str, Numbers] | None
    skewness: MaybeRow | None
    kurtosis: MaybeRow | None
    variance_decomposition: Mapping[str, MaybeRow] | None
    conditional_variance_decomposition: Mapping[str, Mapping[str, MaybeRow]] | None
    responses: Mapping[str, Mapping[str, Numbers]]
    passed_over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelRun:
    """``model run``: the last solution as ``model solve`` gives it, null when there is none.

    ``paths`` are the last perfect-foresight paths, null when there are none: the initial value, a
    value a period, the terminal value. ``stochastic`` is the report of the stoch_simul that gave
    the solution, null when none did; those of all are in ``commands``. ``out`` is the folder of
    the tables and figures that were written, ``files`` their names.
    """

    endogenous: tuple[str, ...]
    exogenous: tuple[str, ...]
    parameters: Mapping[str, float | None]
    steady_state: Row | None
    states: tuple[str, ...] | None
    ghx: Mapping[str, Row] | None
    ghu: Mapping[str, Row] | None
    eigenvalues: tuple[tuple[float | None, float | None], ...] | None
    variances: Mapping[str, float | None] | None
    shock_covariance: Mapping[str, Row] | None
    summary: ModelSummary | None
    commands: tuple[RunCommand, ...]
    paths: Mapping[str, Numbers] | None
    native: tuple[ParsedNative, ...]
    advice: tuple[Note, ...]
    stochastic: StochasticReport | None = None
    out: str | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelResponses:
    """``model irf``: deviations from the steady state after a shock of ``size`` in period 1."""

    model: str
    shock: str
    size: float
    periods: int
    responses: Mapping[str, Numbers]
    advice: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelExport:
    """``model export``: the text and, for variables under new names, name -> new name."""

    model: str
    out: str | None
    renamed: Mapping[str, str]
    text: str
