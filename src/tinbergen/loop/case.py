"""A case: an economy's data, a model, and what an actor wants of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from tinbergen.core.documents import Constraint, Instrument, Target
from tinbergen.core.errors import Advice, TinbergenError, did_you_mean
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.store import Store
from tinbergen.loop.casefile import CaseFile, PathPart, Positions, parse_case, read_case
from tinbergen.loop.sources import Economy, economy
from tinbergen.model import library
from tinbergen.model.model import Model


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a turn of the circle starts from.

    ``policy`` maps variables that a plan sets itself to the equations that determine them
    otherwise; ``paths`` says how exogenous variables go on beyond the data.
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
    trip_quarters: int
    trip_variables: tuple[str, ...]
    monitor_until: Period | None
    source: Text = field(default=Text("", ""))

    def at(self, as_of: Period) -> Case:
        """The same case from a later (or earlier) as-of date."""
        return dataclasses.replace(self, as_of=as_of)


def names() -> tuple[str, ...]:
    """Worked cases that come with the package."""
    entries = (e.name for e in files("tinbergen.loop").joinpath("cases").iterdir())
    return tuple(sorted(n.removesuffix(".yaml") for n in entries if n.endswith(".yaml")))


def text_of(name: str) -> str:
    """The file of a worked case."""
    if name not in names():
        raise TinbergenError("L012", hint=did_you_mean(name, names()), name=name,
                             known=", ".join(names()))  # fmt: skip
    folder = files("tinbergen.loop").joinpath("cases")
    return folder.joinpath(f"{name}.yaml").read_text(encoding="utf-8")


def load(name: str | Path) -> Case:
    """A worked case by its name, or any case file by its path.

    Raises
    ------
    TinbergenError
        L012 when there is neither; L001-L006, L011 for faults in the file; those of its data and
        of its model.
    """
    if str(name) in names():
        written, positions = parse_case(text_of(str(name)), f"{name}.yaml")
        return build(written, positions, Path.cwd())
    if not Path(name).is_file():
        raise TinbergenError("L012", hint=did_you_mean(str(name), names()), name=name,
                             known=", ".join(names()))  # fmt: skip
    written, positions = read_case(name)
    return build(written, positions, Path(name).parent)


def build(written: CaseFile, positions: Positions, folder: Path) -> Case:
    """The case that a file describes; its data paths are relative to ``folder``."""
    data = economy(written.data.source, written.data.price, folder, positions.at("data", "source"))
    model = _model(written.model, folder)
    case = assemble(written, data, model)
    _check_names(written, model, positions)
    return case


def assemble(written: CaseFile, data: Economy, model: Model) -> Case:
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
        policy=written.policy,
        instruments=tuple(
            Instrument(
                p.name, p.title.text(), p.unit.text(), p.owner, p.relative, p.lower, p.upper,
                p.max_step, p.cost, p.smoothness,
            )
            for p in written.instruments
        ),
        targets=tuple(
            Target(
                p.variable, p.title.text(), p.unit.text(), p.desired, p.sense, p.relative,
                p.average, p.weight, p.tolerance,
            )
            for p in written.targets
        ),
        constraints=tuple(
            Constraint(
                p.name, p.title.text(), p.variable, p.sense, p.bound, p.unit.text(),
                p.cumulative, p.relative,
            )
            for p in written.constraints
        ),
        trip_level=written.trip_wires.level,
        trip_quarters=written.trip_wires.quarters,
        trip_variables=written.trip_wires.variables,
        monitor_until=written.monitor.until if written.monitor else None,
        source=data.source,
    )  # fmt: skip


def _model(name: str, folder: Path) -> Model:
    if name in library.names():
        return library.load(name)
    inside = folder / name
    return library.load(inside if inside.is_file() else name)


_ROLES = {
    "instrument": "工具", "target": "目标", "constraint": "约束", "trip-wire": "触发线",
    "policy": "政策变量", "exogenous": "外生变量",
}  # fmt: skip


def _check_names(written: CaseFile, model: Model, positions: Positions) -> None:
    """Names in the case must be names of the model."""
    levers = [*model.exogenous, *written.policy]
    named: list[tuple[str, str, tuple[str | int, ...], list[str]]] = []
    outcomes = [*model.endogenous, *model.exogenous]
    for i, p in enumerate(written.instruments):
        named.append(("instrument", p.name, ("instruments", i, "name"), levers))
    for i, t in enumerate(written.targets):
        named.append(("target", t.variable, ("targets", i, "variable"), list(model.endogenous)))
    for i, c in enumerate(written.constraints):
        named.append(("constraint", c.variable, ("constraints", i, "variable"), outcomes))
    for i, v in enumerate(written.trip_wires.variables):
        named.append(("trip-wire", v, ("trip_wires", "variables", i), list(model.endogenous)))
    for v, equation in written.policy.items():
        named.append(("policy", v, ("policy", v), list(model.endogenous)))
        named.append(("policy", equation, ("policy", v), [e.name for e in model.equations]))
    for v in written.exogenous:
        named.append(("exogenous", v, ("exogenous", v, "__key__"), list(model.exogenous)))
    for role, name, place, known in named:
        if name not in known:
            raise TinbergenError(
                "L006",
                at=positions.at(*place),
                hint=did_you_mean(name, known),
                model=model.name,
                role=role,
                role_zh=_ROLES[role],
                name=name,
            )
