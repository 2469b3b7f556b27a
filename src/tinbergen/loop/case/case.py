"""A case: an economy's data, a model, and what an actor wants of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.problem import Constraint, Instrument, Scenario, Target
from tinbergen.core.errors import Advice
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.data.matrix import Matrix
from tinbergen.data.store import Store
from tinbergen.loop.case.casefile import HindsightPart
from tinbergen.loop.case.checks import check_date
from tinbergen.loop.case.fiscal import Budget
from tinbergen.loop.case.modelparts import PathPart
from tinbergen.loop.case.packfile import Link, Pack
from tinbergen.loop.case.recording import Recording
from tinbergen.loop.case.vintages import FINAL, Reading
from tinbergen.loop.case.worldspec import SatelliteSpec, Shock, WorldSpec
from tinbergen.loop.information import Information
from tinbergen.model.model import Model

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a turn of the circle starts from.

    ``policy`` maps variables that a plan sets itself to the equations that determine them
    otherwise; ``paths`` says how exogenous variables go on beyond the data. ``disturbances`` and
    ``parameters`` are standard deviations of what no estimation gives, by equation and by name;
    ``coefficients`` vary jointly with ``covariance``.
    ``scenario_inputs`` maps indicators to the inputs through which scenarios reach the model, where
    these have other names, ``links`` are the economy's own, cases of one ``economy`` and date are
    of one world, ``scales`` what one of the pack's units of an indicator is in the case's;
    ``scenario`` is what is assumed to happen, None for nothing in
    particular. ``no_policy`` is the world without policy since the adoption of a plan that this
    revises: the data with instruments at that plan's no-policy paths, to its end, and what follows
    from them up to the as-of date; ``decided`` are that plan's own settings. ``observed``,
    ``omitted``, ``baseline``, ``shocks`` and ``information`` are those of the model's world (see
    :class:`WorldSpec`); ``worlds`` are further ones, ``satellite`` is a model that reads them,
    ``weights`` the outlook and response weight of each by name, one by default; ``outlook_weights``
    says whether those of outlooks are these or found from past scores. Worlds go on ``tail``
    periods beyond the horizon, where rules
    resume. ``shown`` are the variables that a plan tells, all of the model by default. ``as_of`` is
    the last period observed, ``vintage`` the date at which it is read, as ``reading`` says.
    ``budget`` is how measures are told in money, where the file says what instruments cost.
    ``hindsight`` says which numbers rest on data of later than ``as_of``, ``plausible`` within
    which bounds a path without policy can be believed.
    ``record`` is how it is made at past dates.
    """

    name: str
    title: Text
    store: Store
    notes: tuple[Text, ...]
    advice: tuple[Advice, ...]
    model: Model
    as_of: Period
    sample_start: Period | None
    method: str | None
    horizon: int
    draws: int
    seed: int
    paths: Mapping[str, PathPart]
    policy: Mapping[str, str]
    instruments: tuple[Instrument, ...]
    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...]
    trip_level: float
    trip_periods: int
    trip_variables: tuple[str, ...]
    monitor_until: Period | None
    pack: Pack
    tables: Mapping[str, Matrix] = field(default_factory=dict)
    disturbances: Mapping[str, float] = field(default_factory=dict)
    parameters: Mapping[str, float] = field(default_factory=dict)
    coefficients: tuple[str, ...] = ()
    covariance: Array | None = None
    scenario_inputs: Mapping[str, str] = field(default_factory=dict)
    scales: Mapping[str, float] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    economy: str | None = None
    no_policy: Dataset | None = None
    decided: Dataset | None = None
    scenario: Scenario | None = None
    source: Text = field(default=Text("", ""))
    observed: Mapping[str, float] = field(default_factory=dict)
    baseline: Literal["model", "data"] = "model"
    shocks: tuple[Shock, ...] = ()
    fixed: Mapping[str, float] = field(default_factory=dict)
    information: Information = "announced"
    kept: Literal["rule", "path"] = "rule"
    objective: Literal["central", "expected", "regret"] = "central"
    penalty: Literal["quadratic", "linear"] = "quadratic"
    risk: float | None = None
    theta: float | None = None
    tail: int = 0
    worlds: tuple[WorldSpec, ...] = ()
    satellite: SatelliteSpec | None = None
    weights: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    outlook_weights: Literal["given", "scored"] = "given"
    shown: tuple[str, ...] = ()
    sample_end: Period | None = None
    omitted: tuple[Span, ...] = ()
    reading: Reading = FINAL
    budget: Budget | None = None
    hindsight: tuple[HindsightPart, ...] = ()
    plausible: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    record: Recording = field(default_factory=Recording)

    @property
    def vintage(self) -> Period:
        """The date at which the as-of period is the last observed; the period itself where only
        final figures exist."""
        return self.reading.vintage(self.as_of)

    @property
    def last(self) -> Period:
        """The last period that the data know of, those of a satellite too."""
        last = self.reading.last(self.store, self.as_of.frequency)
        own = None if self.satellite is None else self.satellite.known_to
        return last if own is None else min(last, own)

    def known(self, period: Period) -> Dataset:
        """The data up to a period as they stood when it was the last observed.

        Raises
        ------
        TinbergenError
            D003, D086 when nothing had been published by then.
        """
        return self.reading.known(self.store, period)

    @property
    def estimated(self) -> bool:
        """Whether the model has something to estimate and the case wants it."""
        return self.own_world.estimated

    @property
    def own_world(self) -> WorldSpec:
        """The world of the case's own model."""
        return WorldSpec(
            self.model.name, Text(self.model.name, self.model.name), self.model, self.method,
            self.sample_start, self.paths, self.policy, self.disturbances, self.parameters,
            self.observed, self.baseline, self.shocks, self.fixed, information=self.information,
            kept=self.kept, sample_end=self.sample_end, omitted=self.omitted,
            coefficients=self.coefficients, covariance=self.covariance,
        )  # fmt: skip

    @property
    def nature(self) -> tuple[str, ...]:
        """Instruments that nature sets: a scenario's."""
        return tuple(i.name for i in self.instruments if i.kind == "scenario")

    @property
    def shifts_rules(self) -> bool:
        """Whether in some world a plan shifts rules that go on."""
        return any(s.looks_ahead and s.kept == "rule" and s.policy for s in self.all_worlds)

    @property
    def policies(self) -> frozenset[str]:
        """Instruments that a rule of any world sets when no plan does."""
        names = {*self.policy, *(self.satellite.world.policy if self.satellite else ())}
        for spec in self.worlds:
            own = {m.variable: name for name, m in spec.indicators.items()}
            names |= {own.get(variable, variable) for variable in spec.policy}
        return frozenset(names)

    @property
    def all_worlds(self) -> tuple[WorldSpec, ...]:
        """The case's own model, where it has one, then its other worlds; weights as it says."""
        own = (self.own_world,) if self.model.equations else ()
        weighted = []
        for spec in (*own, *self.worlds):
            outlook, response = self.weights.get(spec.name, (1.0, 1.0))
            weighted.append(
                dataclasses.replace(spec, outlook_weight=outlook, response_weight=response)
            )
        return tuple(weighted)

    @property
    def frozen_specs(self) -> dict[str, WorldSpec]:
        """The worlds, and the satellite, by the names under which a plan keeps their numbers."""
        further = () if self.satellite is None else (self.satellite.world,)
        return {n: spec for spec in (*self.all_worlds, *further) for n in spec.frozen_names}

    def __repr__(self) -> str:
        worlds = ", ".join(spec.name for spec in self.all_worlds)
        return (
            f"Case {self.name}: {self.title.en}\n"
            f"  as of {self.as_of}, {self.horizon} periods ahead; worlds: {worlds}\n"
            f"  instruments: {', '.join(i.name for i in self.instruments)}\n"
            f"  targets: {', '.join(t.variable for t in self.targets)}"
        )

    def at(self, as_of: Period) -> Case:
        """The same case from a later (or earlier) as-of date: where it has vintages, one of these.

        Raises
        ------
        TinbergenError
            L014 when it is of another frequency than the data.
        """
        return self.observed_to(self.reading.period(as_of))

    def observed_to(self, as_of: Period) -> Case:
        """The same case when a period was the last observed; errors of :meth:`at`."""
        check_date(as_of, self.as_of.frequency)
        advice = self.advice
        if self.tables and as_of < self.as_of:
            # Tables have no vintages: they hold what was known when the case was written.
            names = ", ".join(self.tables)
            advice = (*advice, Advice("L055", {"as_of": as_of, "own": self.as_of, "names": names}))
        return dataclasses.replace(self, as_of=as_of, advice=advice)
