"""Case files: YAML, checked against a schema, every fault with its line and column."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field, field_validator

from tinbergen.core.documents.problem import Sense
from tinbergen.core.period import Period
from tinbergen.data.transforms import How
from tinbergen.loop.case.fiscal import BudgetPart, DeficitPart, MoneyPart
from tinbergen.loop.case.modelparts import (
    CalibrationPart,
    EstimationPart,
    OmitPart,
    PathPart,
    ReadPart,
    SatellitePart,
    UncertaintyPart,
)
from tinbergen.loop.case.packfile import LinkPart
from tinbergen.loop.case.question import QuestionPart
from tinbergen.loop.case.recording import DesiredPart, RecordPart, RulePart
from tinbergen.loop.case.schema import Number, Part, Positive, Weight, Words


class VintagesPart(Part):
    """How a table of vintages is read; ``true`` alone stands for all defaults.

    At a vintage the period ``lag`` periods before is the last observed. ``dated``: which day of its
    month or quarter a vintage stands for, what the table says or else the middle. ``aggregate``:
    what series of higher frequencies become, all or by name; they are left out by default.
    ``entity`` and ``sector``: whose rows are read.
    """

    lag: int = Field(default=1, ge=0, le=24)
    dated: Literal["middle", "end"] | None = None
    aggregate: How | dict[str, How] | None = None
    entity: str = ""
    sector: str = ""


def _or_word(schema: dict[str, Any]) -> None:
    """The schema of what may be ``true`` or ``false`` as well."""
    schema["anyOf"].append({"type": "boolean"})


class DataPart(Part):
    """``source`` is the name of bundled data or the path of a table, relative to the case.

    ``columns``: what reads them, ``own`` for columns of the file's own; the pack's by default.
    ``entity``: whose rows are read, of a table that stacks several economies.

    With ``vintages`` it is the path of a long table, CSV or Parquet, with the columns series,
    period, vintage, value (see :meth:`tinbergen.data.store.Store.read`), whose series are called as
    the model's variables. The case's dates are then vintages: each reads what was published by it.
    """

    source: str
    columns: str | None = None
    entity: str | None = None
    price: Literal["auto", "level", "inflation"] = "auto"
    vintages: VintagesPart | None = Field(default=None, json_schema_extra=_or_word)

    @field_validator("vintages", mode="before")
    @classmethod
    def _defaults(cls, said: object) -> object:
        """``true`` and ``false`` in words."""
        words: dict[str, dict[str, object] | None] = {"true": {}, "false": None}
        return words.get(str(said).lower(), said)


class UnitPart(Words):
    """The case's unit of an indicator; ``per`` of it are one of the pack's."""

    per: Positive = 1.0


#: What a part's numbers are: a level, a gap from the reference path (as ``relative: true``), or
#: percent of it.
MeasureName = Literal["level", "gap", "percent"]


class InstrumentPart(Part):
    """``instead_of`` is the equation of the rule that the plan sets aside, where the model has one.

    A ``path`` has a value in each period, a ``level`` one for all, a ``switch`` is off or on; a
    ``scenario`` is the path of an indicator that the satellite reads, set by nature.
    ``lag`` periods pass between a decision and its first effect; ``money`` is what a unit costs.
    How an instrument was set that is not ``observed`` the data do not show: an adoption says it, or
    it is unknown.
    """

    name: str
    title: Words
    unit: Words
    owner: Words | str = "government"
    relative: bool = False
    measure: MeasureName | None = None
    kind: Literal["path", "level", "switch", "scenario"] = "path"
    instead_of: str | None = None
    lower: Number | None = None
    upper: Number | None = None
    max_step: Positive | None = None
    cost: Weight = 0.0
    smoothness: Weight = 0.0
    lag: int = Field(default=0, ge=0, le=40)
    money: MoneyPart | None = None
    observed: bool = True


class TargetPart(Part):
    """``after``: misses in the tail, where rules have resumed, count like those in the horizon."""

    variable: str
    title: Words
    unit: Words
    desired: Number
    sense: Sense = "at"
    relative: bool = False
    measure: MeasureName | None = None
    average: bool = False
    weight: Positive = 1.0
    tolerance: Weight = 0.0
    after: bool = False


class ConstraintPart(Part):
    """On the central path, or ``everywhere``: in each world; in the horizon, or ``after`` it.

    In every period, in the one period ``on``, or ``once``: in one at least, whichever costs least.
    With a ``share``, such as 0.9, in that share of draws: in all periods of a draw ``jointly``, or
    period by period; over all worlds by weight, or ``everywhere`` in each.
    """

    name: str
    title: Words
    variable: str
    sense: Literal["at_least", "at_most"]
    bound: Number
    unit: Words
    cumulative: bool = False
    relative: bool = False
    measure: MeasureName | None = None
    after: bool = False
    everywhere: bool = False
    share: float | None = Field(default=None, gt=0, lt=1)
    jointly: bool = True
    on: Period | None = None
    once: bool = False


class DefinitionPart(Part):
    """A variable that the model does not have, by a formula over those it has."""

    name: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    formula: str = Field(pattern=r"^[^;#@]+$")


class ShockPart(Part):
    """Added to an exogenous variable, or to an equation, over the baseline that the data give."""

    name: str
    value: Number
    start: Period
    end: Period


class IndicatorPart(Part):
    """The world's own variable of an indicator: indicator = factor * variable + offset.

    Of an outlook, an indicator may be the mean ``over`` so many periods to the present one.
    """

    variable: str
    factor: Number = 1.0
    offset: Number = 0.0
    over: int = Field(default=1, ge=1, le=12)


class BridgePart(Part):
    """An indicator that a world lacks, by one that it has: a regression on the case's data.

    The change of the indicator is explained by the other, ``from``, of the same period and of
    ``lags`` periods before, from ``start`` to the as-of date.
    """

    title: Words
    source: str = Field(alias="from")
    lags: int = Field(default=1, ge=0, le=12)
    start: Period | None = None


class WeightsPart(Part):
    outlook: Weight = 1.0
    response: Weight = 1.0


class CredibilityPart(Part):
    """How far announcements are believed of an instrument that a rule sets: of what is announced
    for k periods ahead ``share`` to the power k, up to ``ahead`` periods.

    ``why`` says where the numbers come from; the report repeats it.
    """

    share: float = Field(ge=0, le=1)
    ahead: int = Field(ge=1, le=60)
    why: Words


class WorldPart(Part):
    """Another picture of the economy: a ``model``, an ``outlook`` with a record, or tables, a
    ``forecast`` and ``effects``.

    ``observed`` are variables that the data show of a model that looks ahead, with the standard
    deviation of their measurement error; values in the periods of ``omit`` count as missing, by
    default in those of the case. ``kept`` says what holds in a model that looks ahead when
    something unforeseen comes: the ``rule``, which a plan shifts, or the planned ``path``. With
    ``information: believed`` announcements have the ``credibility`` given.
    ``sees_to`` is the last period that given numbers know of: as of an earlier date the world does
    not count, unless it does with ``hindsight``. ``note`` is what a reader must know of what the
    world assumes. ``bridges`` lead to indicators that it lacks. With a ``projection``, the path of
    a table in the model's own names, the model follows that over the horizon, after exogenous
    variables have been ``set``.
    """

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    title: Words
    model: str | None = None
    outlook: str | None = None
    forecast: str | None = None
    effects: str | None = None
    estimation: EstimationPart = EstimationPart()
    uncertainty: UncertaintyPart = UncertaintyPart()
    parameters: dict[str, Number] = Field(default_factory=dict)
    exogenous: dict[str, PathPart] = Field(default_factory=dict)
    policy: dict[str, str] = Field(default_factory=dict)
    observed: dict[str, Weight] = Field(default_factory=dict)
    omit: tuple[OmitPart, ...] | None = None
    indicators: dict[str, IndicatorPart] = Field(default_factory=dict)
    information: Literal["announced", "surprise", "believed"] = "announced"
    credibility: CredibilityPart | None = None
    kept: Literal["rule", "path"] = "rule"
    sees_to: Period | None = None
    hindsight: bool = False
    note: Words | None = None
    bridges: dict[str, BridgePart] = Field(default_factory=dict)
    projection: str | None = None
    set: dict[str, Number] = Field(default_factory=dict)


def relates(part: InstrumentPart | TargetPart | ConstraintPart) -> tuple[bool, bool]:
    """Whether a part's numbers count from the reference path, and whether in percent of it."""
    if part.measure is None:
        return part.relative, False
    return part.measure != "level", part.measure == "percent"


class TripWirePart(Part):
    level: float = Field(default=0.9, gt=0, lt=1)
    periods: int = Field(default=4, ge=1)
    variables: tuple[str, ...] = ()


class MonitorPart(Part):
    until: Period


class HindsightPart(Part):
    """What rests on data of later than the as-of date: ``parameters`` or disturbances by name.

    ``until`` is the last period that they have seen, ``why`` where they come from. An evaluation
    of a year that they have seen says so beside its numbers.
    """

    parameters: tuple[str, ...] = Field(min_length=1)
    until: Period
    why: Words


class CaseFile(Part):
    """The whole document.

    A case that names no ``pack`` is of the default one.
    ``units`` of indicators, ``diagnosis`` and ``alternatives`` take the place of the pack's;
    ``evaluation`` are questions asked of what came of a plan, such as of comparators;
    ``links`` that of any pack's between the same indicators; cases of one ``economy`` and date read
    outcomes from each other;
    ``with`` are arguments for all questions and calibrations that do not say otherwise.

    ``model`` is the case's own world, ``worlds`` are further ones; ``weights`` by world, one each
    by default; with ``outlook_weights: scored`` those of outlooks that are not zero are found from
    the scores of past forecasts that the ``record`` keeps. A ``satellite`` is a model that reads
    all of them. ``definitions`` add variables to the model and ``set`` gives its parameters and
    exogenous variables values. With ``baseline: data`` the data beyond the as-of date are an
    institution's projection, which the model follows; ``shocks`` are laid over it. ``objective``,
    ``penalty`` and ``risk`` say which loss is minimised: of the central path or expected, of
    squared misses or of misses as they are, of the mean or of the worst share beyond the level
    ``risk``; the objective ``regret`` is the largest regret of a responding world. ``robustness``
    is the price at which worse weights on worlds and draws are feared. An evaluation whose path
    without policy leaves the range that ``plausible`` gives for a variable raises an alarm.
    ``record`` is how the case is made at past dates, and the plans that were.
    """

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    title: Words
    pack: str | None = None
    units: dict[str, UnitPart] = Field(default_factory=dict)
    diagnosis: tuple[QuestionPart, ...] | None = None
    alternatives: tuple[QuestionPart, ...] | None = None
    evaluation: tuple[QuestionPart, ...] = ()
    links: tuple[LinkPart, ...] = ()
    economy: str | None = None
    arguments: dict[str, Any] = Field(default_factory=dict, alias="with")
    data: DataPart
    as_of: Period
    model: str | None = None
    tables: dict[str, str] = Field(default_factory=dict)
    calibration: tuple[CalibrationPart, ...] = ()
    parameters: dict[str, Number] = Field(default_factory=dict)
    estimation: EstimationPart = EstimationPart()
    uncertainty: UncertaintyPart = UncertaintyPart()
    horizon: int = Field(default=12, ge=1, le=60)
    draws: int = Field(default=1000, ge=50, le=100_000)
    seed: int = Field(default=1, ge=0)
    exogenous: dict[str, PathPart] = Field(default_factory=dict)
    policy: dict[str, str] = Field(default_factory=dict)
    feels: dict[str, str] = Field(default_factory=dict)
    instruments: tuple[InstrumentPart, ...] = Field(min_length=1)
    targets: tuple[TargetPart, ...] = ()
    constraints: tuple[ConstraintPart, ...] = ()
    trip_wires: TripWirePart = TripWirePart()
    monitor: MonitorPart | None = None
    hindsight: tuple[HindsightPart, ...] = ()
    plausible: dict[str, tuple[Number, Number]] = Field(default_factory=dict)
    definitions: tuple[DefinitionPart, ...] = ()
    set: dict[str, Number] = Field(default_factory=dict)
    baseline: Literal["model", "data"] = "model"
    shocks: tuple[ShockPart, ...] = ()
    observed: dict[str, Weight] = Field(default_factory=dict)
    omit: tuple[OmitPart, ...] = ()
    information: Literal["announced", "surprise", "believed"] = "announced"
    credibility: CredibilityPart | None = None
    kept: Literal["rule", "path"] = "rule"
    objective: Literal["central", "expected", "regret"] = "central"
    penalty: Literal["quadratic", "linear"] = "quadratic"
    risk: float | None = Field(default=None, gt=0, lt=1)
    robustness: Positive | None = None
    tail: int = Field(default=0, ge=0, le=200)
    shown: tuple[str, ...] = ()
    worlds: tuple[WorldPart, ...] = ()
    satellite: SatellitePart | None = None
    weights: dict[str, WeightsPart] = Field(default_factory=dict)
    outlook_weights: Literal["given", "scored"] = "given"
    budget: BudgetPart | None = None
    record: RecordPart | None = None


#: The schemas below keys.
PARTS: dict[str, type[BaseModel]] = {
    "title": Words, "unit": Words, "units": UnitPart, "diagnosis": QuestionPart,
    "alternatives": QuestionPart, "evaluation": QuestionPart, "links": LinkPart, "why": Words,
    "basis": Words,
    "data": DataPart, "vintages": VintagesPart, "estimation": EstimationPart, "omit": OmitPart,
    "calibration": CalibrationPart, "uncertainty": UncertaintyPart,
    "exogenous": PathPart, "instruments": InstrumentPart, "targets": TargetPart,
    "constraints": ConstraintPart, "trip_wires": TripWirePart, "monitor": MonitorPart,
    "hindsight": HindsightPart, "credibility": CredibilityPart,
    "definitions": DefinitionPart, "shocks": ShockPart, "worlds": WorldPart,
    "weights": WeightsPart, "indicators": IndicatorPart, "bridges": BridgePart,
    "satellite": SatellitePart, "reads": ReadPart,
    "money": MoneyPart, "budget": BudgetPart, "deficit": DeficitPart,
    "record": RecordPart, "desired": DesiredPart, "rules": RulePart,
}  # fmt: skip
