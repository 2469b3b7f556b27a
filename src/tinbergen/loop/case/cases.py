"""Cases by name or by file: the worked ones of the packs, and those that a user writes."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from tinbergen.core.arguments import named
from tinbergen.core.documents.problem import GOVERNMENT, Constraint, Instrument, Target
from tinbergen.core.errors import Advice, Location, TinbergenError, did_you_mean
from tinbergen.core.files import is_file, is_folder, read_text
from tinbergen.core.period import Period
from tinbergen.core.text import Language, Text
from tinbergen.data.accept import DataLike
from tinbergen.data.opening import is_table
from tinbergen.loop.case import packs
from tinbergen.loop.case.case import Case
from tinbergen.loop.case.casefile import CaseFile, relates
from tinbergen.loop.case.casereading import draft_case
from tinbergen.loop.case.casetext import Positions
from tinbergen.loop.case.checks import (
    check_dates,
    check_frequency,
    check_names,
    check_policy,
    policy_of,
    until_beyond,
    world_names,
)
from tinbergen.loop.case.fiscal import budget_of
from tinbergen.loop.case.modelling import load_calibrated
from tinbergen.loop.case.own_pack import pack_of
from tinbergen.loop.case.packfile import Pack
from tinbergen.loop.case.recording import recording_of
from tinbergen.loop.case.satellitefile import check_nature, read_satellite
from tinbergen.loop.case.schema import Words, lacking
from tinbergen.loop.case.sources import OWN, Economy, economy, reader
from tinbergen.loop.case.worldfile import (
    check_belief,
    check_mode,
    information_of,
    omitted_spans,
    read_worlds,
)
from tinbergen.loop.case.worldspec import SatelliteSpec, Shock
from tinbergen.model.model import Model


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


#: Owners of instruments that a case may name by one word.
_OWNERS = {owner.en: owner for owner in (GOVERNMENT, Text("central bank", "中央银行"))}
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
        C010 for what is neither name nor path, L012 when there is neither, C260 for a folder, L260
        for a table of data; L001-L006, L011, L014,
        L016-L018, L020, L044, L049, L054, L056 for faults in the file; those of its record,
        its data and its model.
    """
    given = named("the case", name, _CASE)
    if given in names():
        written, positions = draft_case(text_of(given), f"{given}.yaml")
        return build(written, positions, _place(given).parent, data)
    if is_table(given):
        raise TinbergenError("L260", at=Location(given), path=given)
    if not is_file(name) and not is_folder(given):
        raise TinbergenError("L012", hint=did_you_mean(given, names()), name=name,
                             known=", ".join(names()))  # fmt: skip
    written, positions = draft_case(read_text(name), str(name))
    return build(written, positions, Path(name).parent, data)


def build(
    written: CaseFile, positions: Positions, folder: Path, data: DataLike | None = None
) -> Case:
    """The case that a file describes, on ``data`` where they are given.

    Its data paths are relative to ``folder``.
    """
    pack = positions.attempt(lambda: pack_of(written, positions))
    observed = positions.attempt(lambda: _observed(written, positions, folder, data, pack))
    joined = positions.attempt(lambda: load_calibrated(written, positions, folder))
    frequency = written.as_of.frequency
    if observed is not None:
        frequency = observed.reading.frequency(observed.store, frequency)
        check_dates(written, frequency, positions)
        dated = observed.reading.dated
        written = positions.attempt(lambda: dated(written)) or written
    worlds = positions.attempt(
        lambda: read_worlds(
            written, positions, folder, joined.model if written.model and joined else None
        )
    )
    if joined is None or worlds is None:
        positions.settle()
    assert joined is not None and worlds is not None, "what could not be made has faults"
    model = joined.model
    outside = {n for world in worlds for n in world_names(world)}
    satellite: SatelliteSpec | None = None
    added: tuple[Text, ...] = ()
    if pack and observed:
        stood = positions.attempt(
            lambda: read_satellite(written, positions, folder, joined.tables, observed, pack)
        )
        satellite, added = stood or (None, ())
    if satellite is not None:
        natural = positions.attempt(lambda: check_nature(written, satellite, positions))
        outside |= {*satellite.variables, *(natural or ())}
    if satellite is not None or written.satellite is None:
        check_names(written, model, positions, outside)
    check_policy(written, model, positions)
    check_frequency(frequency, model, positions)
    positions.settle()
    assert pack and observed, "what could not be made has faults"
    case = assemble(written, observed, model, pack)
    omitted = omitted_spans(written.omit, positions, ("omit",), written.as_of)
    if written.model and (case.own_world.looks_ahead or not worlds):
        case = dataclasses.replace(case, omitted=omitted)
    if written.model:
        check_mode(case.own_world, positions, ())
        check_belief(written, case.own_world, positions, ())
    if written.outlook_weights == "scored" and not (written.record and written.record.outlooks):
        raise TinbergenError("L145", at=positions.at("outlook_weights"))
    return dataclasses.replace(
        case, advice=(*case.advice, *_said(written, case.last, positions)), tables=joined.tables,
        notes=(*case.notes, *joined.notes, *added), worlds=worlds,
        satellite=satellite, coefficients=joined.coefficients, covariance=joined.covariance,
        disturbances={**joined.disturbances, **case.disturbances},
        budget=budget_of(
            written.budget, case.instruments, frequency, joined.tables, positions, folder
        ),
        record=recording_of(written.record, {
            "targets": [t.variable for t in written.targets],
            "instruments": [i.name for i in written.instruments],
            "worlds": [spec.name for spec in (case.own_world, *worlds)],
        }, positions, folder),
    )  # fmt: skip


def _observed(
    written: CaseFile, positions: Positions, folder: Path, data: DataLike | None, pack: Pack | None
) -> Economy:
    """The case's observations; of a pack that could not be read, by the default one."""
    pack = pack or packs.pack(packs.default())
    columns = written.data.columns or (OWN if written.data.vintages else pack.columns)
    return economy(
        written.data.source, written.data.price, folder, positions.at("data", "source"),
        pack=pack, reader=reader(columns, pack.name, positions.at("data", "columns")),
        units={k: u.text() for k, u in written.units.items()}, data=data,
        vintages=written.data.vintages, entity=written.data.entity,
    )  # fmt: skip


def _said(written: CaseFile, last: Period, positions: Positions) -> tuple[Advice, ...]:
    """What a reader should know of what the file says: phrases in one language, a date beyond the
    data."""
    told = [
        Advice("L266", {"count": count, "given": _LANGUAGES[_OTHER[lang]], "lacking":
                        _LANGUAGES[lang]}, positions.at())
        for lang, count in lacking(written).items()
    ]  # fmt: skip
    beyond = until_beyond(written, last, positions)
    return (*told, *((beyond,) if beyond else ()))


_OTHER: dict[Language, Language] = {"en": "zh", "zh": "en"}
_LANGUAGES: dict[Language, Text] = {
    "en": Text("English", "英文"), "zh": Text("Chinese", "中文"),
}  # fmt: skip


def _owner(said: Words | str) -> Text:
    """Whose an instrument is, in both languages."""
    if isinstance(said, Words):
        return said.text()
    return _OWNERS.get(said) or Text.both(said)


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
        policy=policy_of(written, model),
        instruments=tuple(
            Instrument(
                p.name, p.title.text(), p.unit.text(), _owner(p.owner), relates(p)[0], p.lower,
                p.upper, p.max_step, p.cost, p.smoothness, relates(p)[1], p.kind, p.lag,
                p.money.money() if p.money else None, p.observed,
            )
            for p in written.instruments
        ),
        targets=tuple(
            Target(
                p.variable, p.title.text(), p.unit.text(), p.desired, p.sense, relates(p)[0],
                p.average, p.weight, p.tolerance, relates(p)[1], p.after,
            )
            for p in written.targets
        ),
        constraints=tuple(
            Constraint(
                p.name, p.title.text(), p.variable, p.sense, p.bound, p.unit.text(),
                p.cumulative, relates(p)[0], percent=relates(p)[1], after=p.after,
                everywhere=p.everywhere, share=p.share, jointly=p.jointly, on=p.on, once=p.once,
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
        economy=written.economy,
        scales={code: unit.per for code, unit in written.units.items()},
        source=data.source,
        observed=written.observed,
        baseline=written.baseline,
        shocks=tuple(Shock(p.name, p.value, p.start, p.end) for p in written.shocks),
        fixed={n: v for n, v in written.set.items() if n not in model.parameters},
        information=information_of(written), kept=written.kept,
        objective=written.objective,
        penalty=written.penalty,
        risk=written.risk,
        theta=written.robustness,
        tail=written.tail,
        hindsight=written.hindsight,
        plausible=written.plausible,
        weights={n: (w.outlook, w.response) for n, w in written.weights.items()},
        outlook_weights=written.outlook_weights,
        shown=written.shown,
        sample_end=written.estimation.end,
        reading=data.reading,
    )  # fmt: skip
