"""A case: an economy's data, a model, and what an actor wants of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tinbergen.core.arguments import named
from tinbergen.core.documents import Constraint, Indicator, Instrument, Scenario, Target
from tinbergen.core.errors import Advice, Location, TinbergenError, did_you_mean
from tinbergen.core.files import is_file, read_text
from tinbergen.core.period import Frequency, Period
from tinbergen.core.text import Text
from tinbergen.data.accept import DataLike
from tinbergen.data.dataset import Dataset
from tinbergen.data.matrix import Matrix
from tinbergen.data.store import Store
from tinbergen.loop.case import packs
from tinbergen.loop.case.casefile import (
    CaseFile,
    PathPart,
    UnitPart,
    parse_case,
    read_case,
    relates,
)
from tinbergen.loop.case.casetext import Place, Positions
from tinbergen.loop.case.modelling import load_calibrated
from tinbergen.loop.case.packs import Link, Pack
from tinbergen.loop.case.question import questions
from tinbergen.loop.case.sources import OWN, Economy, economy, reader
from tinbergen.loop.case.vintages import FINAL, Reading
from tinbergen.loop.case.worldfile import read_worlds
from tinbergen.loop.case.worldspec import Shock, WorldSpec
from tinbergen.model.model import Model


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a turn of the circle starts from.

    ``policy`` maps variables that a plan sets itself to the equations that determine them
    otherwise; ``paths`` says how exogenous variables go on beyond the data. ``disturbances`` and
    ``parameters`` are standard deviations of what no estimation gives, by equation and by name.
    ``scenario_inputs`` maps indicators to the inputs through which scenarios reach the model, where
    these have other names, ``links`` are the economy's own, ``scales`` what one of the pack's units
    of an indicator is in the case's; ``scenario`` is what is assumed to happen, None for nothing in
    particular. ``no_policy`` is the world without policy since the adoption of a plan that this
    revises: the data with instruments at that plan's no-policy paths, to its end, and what follows
    from them up to the as-of date. ``observed``, ``baseline``, ``shocks`` and ``information`` are
    those of the model's world (see :class:`WorldSpec`); ``worlds`` are further ones, ``weights``
    the outlook and response weight of each by name, one by default. Worlds go on ``tail`` periods
    beyond the horizon, where rules resume. ``shown`` are the variables that a plan tells, all of
    the model by default. ``as_of`` is the last period observed, ``vintage`` the date at which it is
    read, as ``reading`` says.
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
    scenario_inputs: Mapping[str, str] = field(default_factory=dict)
    scales: Mapping[str, float] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    no_policy: Dataset | None = None
    scenario: Scenario | None = None
    source: Text = field(default=Text("", ""))
    observed: Mapping[str, float] = field(default_factory=dict)
    baseline: Literal["model", "data"] = "model"
    shocks: tuple[Shock, ...] = ()
    fixed: Mapping[str, float] = field(default_factory=dict)
    information: Literal["announced", "surprise"] = "announced"
    objective: Literal["central", "expected"] = "central"
    penalty: Literal["quadratic", "linear"] = "quadratic"
    risk: float | None = None
    tail: int = 0
    worlds: tuple[WorldSpec, ...] = ()
    weights: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    sample_end: Period | None = None
    reading: Reading = FINAL

    @property
    def vintage(self) -> Period:
        """The date at which the as-of period is the last observed; the period itself where only
        final figures exist."""
        return self.reading.vintage(self.as_of)

    @property
    def last(self) -> Period:
        """The last period that the data know of."""
        return self.reading.last(self.store, self.as_of.frequency)

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
            sample_end=self.sample_end,
        )  # fmt: skip

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


def names() -> tuple[str, ...]:
    """Worked cases of the packs of this installation."""
    return tuple(name for pack in packs.names() for name in packs.pack(pack).cases)


def text_of(name: str) -> str:
    """The file of a worked case."""
    return read_text(_place(name))


def _place(name: str) -> Path:
    """Where the file of a worked case is."""
    for pack in map(packs.pack, packs.names()):
        if name in pack.cases:
            return pack.folder / f"{name}.yaml"
    raise TinbergenError("L012", hint=did_you_mean(name, names()), name=name,
                         known=", ".join(names()))  # fmt: skip


_CASE = Text("the name of a worked case or the path of a case file", "内置案例名称或案例文件路径")


def load(name: str | Path, *, data: DataLike | None = None) -> Case:
    """A worked case by its name, or any case file by its path.

    Parameters
    ----------
    name
        One of :func:`names`, or a YAML file.
    data
        Observations in place of the source that the file names: a pandas table, a dataset, the name
        of packaged data, or the path of another file, with the columns that the case reads.

    Raises
    ------
    TinbergenError
        C010 for what is neither name nor path, L012 when there is neither; L001-L006, L011, L014,
        L016-L018, L020, L044, L049, L054, L056 for faults in the file; those of its data and of its
        model.
    """
    given = named("the case", name, _CASE)
    if given in names():
        written, positions = parse_case(text_of(given), f"{given}.yaml")
        return build(written, positions, _place(given).parent, data)
    if not is_file(Path(name)):
        raise TinbergenError("L012", hint=did_you_mean(given, names()), name=name,
                             known=", ".join(names()))  # fmt: skip
    written, positions = read_case(name)
    return build(written, positions, Path(name).parent, data)


def build(
    written: CaseFile, positions: Positions, folder: Path, data: DataLike | None = None
) -> Case:
    """The case that a file describes, on ``data`` where they are given.

    Its data paths are relative to ``folder``.
    """
    pack = _pack(written, positions)
    columns = written.data.columns or (OWN if written.data.vintages else pack.columns)
    observed = economy(
        written.data.source, written.data.price, folder, positions.at("data", "source"),
        pack=pack, reader=reader(columns, pack.name, positions.at("data", "columns")),
        units={k: u.text() for k, u in written.units.items()}, data=data,
        vintages=written.data.vintages,
    )  # fmt: skip
    frequency = observed.reading.frequency(observed.store, written.as_of.frequency)
    _check_dates(written, frequency, positions)
    written = observed.reading.dated(written)
    joined = load_calibrated(written, positions, folder)
    model = joined.model
    worlds = read_worlds(written, positions, folder, model if written.model else None)
    outside = {n for world in worlds for n in world_names(world)}
    _check_names(written, model, positions, outside)
    _check_policy(written, model, positions)
    _check_frequency(frequency, model, positions)
    case = assemble(written, observed, model, pack)
    return dataclasses.replace(
        case, tables=joined.tables, notes=(*case.notes, *joined.notes), worlds=worlds
    )


def world_names(world: WorldSpec) -> tuple[str, ...]:
    """Indicators and instruments that a world may answer for."""
    own: list[str] = [*world.indicators]
    if world.model is not None:
        own += [*world.model.endogenous, *world.model.exogenous]
    own += world.forecast or ()
    own += [name for pair in world.effects for name in pair]
    return tuple(own)


def assemble(written: CaseFile, data: Economy, model: Model, pack: Pack) -> Case:
    """A case from its parts, names unchecked."""
    return Case(
        name=written.name,
        title=written.title.text(),
        store=data.store,
        notes=data.notes,
        advice=data.advice,
        model=model,
        as_of=written.as_of,
        sample_start=written.estimation.start,
        method=written.estimation.method,
        horizon=written.horizon,
        draws=written.draws,
        seed=written.seed,
        paths=written.exogenous,
        policy=_policy(written, model),
        instruments=tuple(
            Instrument(
                p.name, p.title.text(), p.unit.text(), p.owner, relates(p)[0], p.lower, p.upper,
                p.max_step, p.cost, p.smoothness, relates(p)[1], p.kind,
            )
            for p in written.instruments
        ),
        targets=tuple(
            Target(
                p.variable, p.title.text(), p.unit.text(), p.desired, p.sense, relates(p)[0],
                p.average, p.weight, p.tolerance, relates(p)[1],
            )
            for p in written.targets
        ),
        constraints=tuple(
            Constraint(
                p.name, p.title.text(), p.variable, p.sense, p.bound, p.unit.text(),
                p.cumulative, relates(p)[0], percent=relates(p)[1], after=p.after,
                everywhere=p.everywhere,
            )
            for p in written.constraints
        ),
        trip_level=written.trip_wires.level,
        trip_periods=written.trip_wires.periods,
        trip_variables=written.trip_wires.variables,
        monitor_until=written.monitor.until if written.monitor else None,
        pack=pack,
        disturbances=written.uncertainty.disturbances,
        parameters=written.uncertainty.parameters,
        scenario_inputs=written.feels,
        links=tuple(link.said(pack.name) for link in written.links),
        scales={code: unit.per for code, unit in written.units.items()},
        source=data.source,
        observed=written.observed,
        baseline=written.baseline,
        shocks=tuple(Shock(p.name, p.value, p.start, p.end) for p in written.shocks),
        fixed={n: v for n, v in written.set.items() if n not in model.parameters},
        information=written.information,
        objective=written.objective,
        penalty=written.penalty,
        risk=written.risk,
        tail=written.tail,
        weights={n: (w.outlook, w.response) for n, w in written.weights.items()},
        shown=written.shown,
        sample_end=written.estimation.end,
        reading=data.reading,
    )  # fmt: skip


def _pack(written: CaseFile, positions: Positions) -> Pack:
    """The pack, with the units and the questions that are the case's own."""
    try:
        found = packs.pack(written.pack or packs.default())
    except TinbergenError as fault:
        raise fault.placed(positions.at("pack")) from None
    known = [i.code for i in found.indicators]
    for part, codes in (("units", written.units), ("feels", written.feels)):
        for code in codes:
            if code not in known:
                raise TinbergenError(
                    "L054", at=positions.at(part, code, "__key__"), hint=did_you_mean(code, known),
                    name=code, pack=found.name, known=", ".join(known),
                )  # fmt: skip
    for i, link in enumerate(written.links):
        for end, place in zip(link.ends(found.name), ("cause", "effect"), strict=True):
            _check_indicator(end, found, positions.at("links", i, place))
    measured = tuple(
        _measured(i, written.units[i.code]) if i.code in written.units else i
        for i in found.indicators
    )
    asked, offered = (
        theirs if own is None else questions(own, positions, part, found.name)
        for part, own, theirs in (
            ("diagnosis", written.diagnosis, found.diagnosis),
            ("alternatives", written.alternatives, found.alternatives),
        )
    )
    asked, offered = (tuple(q.given(written.arguments) for q in each) for each in (asked, offered))
    return dataclasses.replace(found, indicators=measured, diagnosis=asked, alternatives=offered)


def _measured(indicator: Indicator, unit: UnitPart) -> Indicator:
    """The indicator in the case's unit."""
    bounds = indicator.plausible
    scaled = (bounds[0] * unit.per, bounds[1] * unit.per) if bounds else None
    return dataclasses.replace(indicator, unit=unit.text(), plausible=scaled)


def _check_indicator(name: str, own: Pack, at: Location | None) -> None:
    """L044, L049 unless ``pack.code`` is an indicator of a pack that is there."""
    pack, _, code = name.partition(".")
    try:
        known = [i.code for i in (own if pack == own.name else packs.pack(pack)).indicators]
    except TinbergenError as fault:
        raise fault.placed(at) from None
    if code not in known:
        raise TinbergenError(
            "L049", at=at, hint=did_you_mean(code, known), name=name, pack=own.name
        )


_ROLES = {
    "instrument": "工具", "target": "目标", "constraint": "约束", "trip-wire": "触发线",
    "policy": "政策变量", "input": "输入", "exogenous": "外生变量",
}  # fmt: skip


def _check_names(
    written: CaseFile, model: Model, positions: Positions, outside: Collection[str]
) -> None:
    """Names in the case must be names of a world; what a plan sets is not an outcome of it.

    ``outside`` are names that further worlds know.
    """
    policy = _policy(written, model)
    levers = [*model.exogenous, *policy, *outside]
    set_by_plan = [p.name for p in written.instruments]
    outcomes = [*(n for n in model.endogenous if n not in policy), *outside]
    named: list[tuple[str, str, Place, list[str]]] = []
    for v in written.exogenous:
        named.append(("exogenous", v, ("exogenous", v, "__key__"), list(model.exogenous)))
    inputs = [*model.exogenous, *(e.name for e in model.equations), *model.endogenous]
    for code, v in written.feels.items():
        named.append(("input", v, ("feels", code), inputs))
    for v in written.policy:
        named.append(("policy", v, ("policy", v, "__key__"), list(model.endogenous)))
    for i, p in enumerate(written.instruments):
        named.append(("instrument", p.name, ("instruments", i, "name"), levers))
    for i, t in enumerate(written.targets):
        named.append(("target", t.variable, ("targets", i, "variable"), outcomes))
    for i, c in enumerate(written.constraints):
        limited = [*outcomes, *set_by_plan]
        named.append(("constraint", c.variable, ("constraints", i, "variable"), limited))
    for i, v in enumerate(written.trip_wires.variables):
        named.append(("trip-wire", v, ("trip_wires", "variables", i), outcomes))
    for role, name, place, known in named:
        if name not in known:
            raise TinbergenError(
                "L006",
                at=positions.at(*place),
                hint=did_you_mean(name, known),
                model=model.name or written.name,
                role=role,
                role_zh=_ROLES[role],
                name=name,
            )


def _policy(written: CaseFile, model: Model) -> dict[str, str]:
    """Rules that the plan sets aside: those of ``policy``, and those that instruments name.

    An instrument that the model determines by an equation of its own name needs none.
    """
    named = {}
    for part in written.instruments:
        own = {e.name for e, present in zip(model.equations, model.incidence, strict=True)
               if part.name in present}  # fmt: skip
        if part.instead_of is not None:
            named[part.name] = part.instead_of
        elif part.name in own and part.name not in written.policy:
            named[part.name] = part.name
    return {**written.policy, **named}


def _check_policy(written: CaseFile, model: Model, positions: Positions) -> None:
    """The equation dropped for a variable must be one in which it stands, and dropped once."""
    used: list[str] = []
    for name, equation in _policy(written, model).items():
        known = [
            e.name for e, present in zip(model.equations, model.incidence, strict=True)
            if name in present and e.name not in used
        ]  # fmt: skip
        if equation not in known:
            raise TinbergenError(
                "L018", at=positions.at("policy", name), hint=did_you_mean(equation, known),
                equation=equation, name=name, known=", ".join(known) or "-",
            )  # fmt: skip
        used.append(equation)


def check_date(date: Period, frequency: Frequency, at: Location | None = None) -> None:
    """L014 unless a date is of the data's frequency."""
    if date.frequency is not frequency:
        example = {1: "2008", 4: "2008Q3", 12: "2008-09"}[int(frequency)]
        raise TinbergenError("L014", at=at, date=date, example=example)


def _check_dates(written: CaseFile, frequency: Frequency, positions: Positions) -> None:
    """Dates must be of the data's frequency."""
    dates: list[tuple[Period | None, tuple[str, ...]]] = [
        (written.as_of, ("as_of",)),
        (written.estimation.start, ("estimation", "start")),
        (written.estimation.end, ("estimation", "end")),
        (written.monitor.until if written.monitor else None, ("monitor", "until")),
    ]
    for date, place in dates:
        if date:
            check_date(date, frequency, positions.at(*place))


def _check_frequency(frequency: Frequency, model: Model, positions: Positions) -> None:
    """The model must be made for the data's frequency."""
    wanted = model.values.get("per_year", float(frequency))
    if wanted != frequency:
        raise TinbergenError(
            "L020", at=positions.at("model"), model=model.name, wanted=f"{wanted:g}",
            given=int(frequency),
        )  # fmt: skip
