"""Further worlds of a case file: their models and tables read, names checked."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.engine.estimate.posterior_mode import estimated_lines
from tinbergen.loop.case.beside import beside
from tinbergen.loop.case.casefile import CaseFile, WeightsPart, WorldPart
from tinbergen.loop.case.casetext import Place, Positions
from tinbergen.loop.case.checks import check_date
from tinbergen.loop.case.modelling import check_names, check_part, read_model
from tinbergen.loop.case.modelparts import OmitPart
from tinbergen.loop.case.worldspec import (
    BridgeSpec,
    IndicatorMap,
    WorldSpec,
)
from tinbergen.loop.case.worldtables import read_effects, read_forecast, read_projection
from tinbergen.loop.information import Belief, Information
from tinbergen.loop.outlook.file import OutlookFile, outlook, outlooks
from tinbergen.model.model import Model


def read_worlds(
    written: CaseFile, positions: Positions, folder: Path, own: Model | None
) -> tuple[WorldSpec, ...]:
    """The further worlds of a case; paths are relative to ``folder``.

    Raises
    ------
    TinbergenError
        L003 for a world without model and tables or with both and for keys that it does not read,
        L014 for a forecast of another frequency and for periods of one, L017 for a name twice, L104
        for what only models that look ahead allow, L200 and L201 for what is believed, L131 for one
        that does without data, S044 for one without anything to estimate, L079 for a wrong table of
        effects, L048, L062 and L133 for names that a model or an outlook does not have, L098 for
        weights of no world, L134 for weights that are all zero; those of reading.
    """
    taken = [own.name] if own is not None else []
    found = []
    for i, part in enumerate(written.worlds):
        if part.name in taken:
            at = positions.at("worlds", i, "name")
            raise TinbergenError("L017", at=at, name=part.name, part="worlds")
        taken.append(part.name)
        world = _world(part, positions, ("worlds", i), folder, written.as_of)
        omit = written.omit if part.omit is None else part.omit
        if world.looks_ahead or part.omit is not None:
            place: Place = ("omit",) if part.omit is None else ("worlds", i, "omit")
            omitted = omitted_spans(omit, positions, place, written.as_of)
            world = dataclasses.replace(world, omitted=omitted)
        check_mode(world, positions, ("worlds", i))
        check_belief(part, world, positions, ("worlds", i))
        found.append(world)
    for name in written.weights:
        if name not in taken:
            raise TinbergenError(
                "L098", at=positions.at("weights", name, "__key__"),
                hint=did_you_mean(name, taken), name=name, case=written.name,
                known=", ".join(taken),
            )  # fmt: skip
    for kind in ("outlook", "response"):
        if taken and not any(getattr(written.weights.get(n, _EVEN), kind) for n in taken):
            raise TinbergenError("L134", at=positions.at("weights"), kind=kind,
                                 worlds=", ".join(taken))  # fmt: skip
    return tuple(found)


_EVEN = WeightsPart()


def omitted_spans(
    parts: Sequence[OmitPart], positions: Positions, place: Place, as_of: Period
) -> tuple[Span, ...]:
    """Periods to leave out; L014 for another frequency, L003 where one ends before it starts."""
    for i, part in enumerate(parts):
        for date, key in ((part.start, "from"), (part.end, "to")):
            check_date(date, as_of.frequency, positions.at(*place, i, key))
        if part.end < part.start:
            problem = _REVERSED.fill(start=part.start)
            raise positions.wrong(*place, i, "to", problem=problem)
    return tuple(part.start.to(part.end) for part in parts)


def check_mode(spec: WorldSpec, positions: Positions, place: Place) -> None:
    """A model that looks ahead is filtered on what is observed; no other has a mode or omits data.

    One that follows an institution's projection needs no filter.

    Raises
    ------
    TinbergenError
        L104 for another, L131 for one of which nothing is observed, S044 for one that lists nothing
        to estimate.
    """
    if spec.looks_ahead and not spec.observed and spec.baseline == "model":
        at = positions.at(*place, "name" if place else "model")
        raise TinbergenError("L131", at=at, world=spec.name)
    if not spec.looks_ahead:
        for said, where in ((spec.method == "mode", ("estimation", "method")),
                            (bool(spec.omitted), ("omit",))):  # fmt: skip
            if said:
                raise TinbergenError("L104", at=positions.at(*place, *where), world=spec.name)
    elif spec.method == "mode" and spec.model is not None:
        try:
            estimated_lines(spec.model)
        except TinbergenError as fault:
            raise fault.placed(positions.at(*place, "estimation", "method")) from None


def information_of(part: CaseFile | WorldPart) -> Information:
    """How a plan reaches the world of a part, its credibility where it is believed in part."""
    if part.information != "believed":
        return part.information
    given = part.credibility
    return Belief(0.0, 1) if given is None else Belief(given.share, given.ahead, given.why.text())


def check_belief(
    part: CaseFile | WorldPart, spec: WorldSpec, positions: Positions, place: Place
) -> None:
    """What is believed goes with a credibility, in a model that looks ahead and has a rule.

    Raises
    ------
    TinbergenError
        L200 where one is given without the other, L201 for a world without such expectations.
    """
    believed = part.information == "believed"
    if believed != (part.credibility is not None):
        key = "information" if believed else "credibility"
        raise TinbergenError("L200", at=positions.at(*place, key), world=spec.name)
    if believed and not (spec.looks_ahead and spec.baseline == "model" and spec.policy):
        raise TinbergenError("L201", at=positions.at(*place, "information"), world=spec.name)


_REVERSED = Text("it is before {start}, where the periods begin", "早于起始期 {start}")
_NEITHER = Text(
    "it has neither a model nor an outlook, a forecast or effects", "既无模型，也无展望、预测或效应"
)
_BOTH = Text("it has a model and tables; make them two worlds", "既有模型又有表；请分为两个世界")


def _world(
    part: WorldPart, positions: Positions, place: Place, folder: Path, as_of: Period
) -> WorldSpec:
    at = positions.at(*place, "name")
    if bool(part.model) == bool(part.forecast or part.effects or part.outlook):
        problem = _BOTH if part.model else _NEITHER
        raise TinbergenError("L003", at=at, place=f"worlds.{part.name}", problem=problem)
    _check_keys(part, positions, place)
    model = None
    if part.model:
        model = read_model(part.model, folder, {}, positions.at(*place, "model"))
        check_part(part, model, positions, place)
        settable = (*model.parameters, *model.exogenous)
        check_names([("value", "数值", n, settable, ("set", n)) for n in part.set],
                    model, positions, place)  # fmt: skip
        known = (*model.endogenous, *model.exogenous)
        check_names(
            [("variable", "变量", m.variable, known, ("indicators", name))
             for name, m in part.indicators.items()],
            model, positions, place,
        )  # fmt: skip
        own = {n: v for n, v in part.set.items() if n in model.parameters}
        model = model.with_values({**part.parameters, **own})
        _check_policy(part, model, positions, place)
    forecast = deviation = forecast_at = effects_at = None
    if part.forecast:
        forecast_at = positions.at(*place, "forecast")
        forecast, deviation = read_forecast(
            beside(folder, part.forecast, forecast_at), forecast_at, as_of
        )
    projection = None
    if part.projection:
        at = positions.at(*place, "projection")
        projection = read_projection(beside(folder, part.projection, at), at, as_of)
    record = _outlook(part, folder, positions, place) if part.outlook else None
    effects = {}
    if part.effects:
        effects_at = positions.at(*place, "effects")
        effects = read_effects(beside(folder, part.effects, effects_at), effects_at)
    return WorldSpec(
        part.name, part.title.text(), model, part.estimation.method, part.estimation.start,
        part.exogenous, part.policy, part.uncertainty.disturbances, part.uncertainty.parameters,
        part.observed, forecast=forecast, deviation=deviation, effects=effects,
        forecast_at=forecast_at, effects_at=effects_at,
        indicators={
            name: IndicatorMap(m.variable, m.factor, m.offset, m.over)
            for name, m in part.indicators.items()
        },
        information=information_of(part), kept=part.kept, sees_to=part.sees_to,
        sample_end=part.estimation.end, note=part.note.text() if part.note else None,
        outlook=record, bridges=_bridges(part, positions, place, as_of),
        hindsight=part.hindsight, projection=projection,
        fixed={n: v for n, v in part.set.items() if model and n not in model.parameters},
        baseline="model" if projection is None else "data",
    )  # fmt: skip


def _bridges(
    part: WorldPart, positions: Positions, place: Place, as_of: Period
) -> dict[str, BridgeSpec]:
    """Bridges with where they are named; L014 for a start of another frequency."""
    found = {}
    for name, said in part.bridges.items():
        at = (*place, "bridges", name)
        if said.start is not None:
            check_date(said.start, as_of.frequency, positions.at(*at, "start"))
        found[name] = BridgeSpec(
            said.title.text(), said.source, said.lags, said.start, positions.at(*at, "__key__")
        )
    return found


def _check_keys(part: WorldPart, positions: Positions, place: Place) -> None:
    """L003 for what only an outlook or a model takes."""
    unread: list[tuple[Place, Text]] = [
        (("indicators", name, "over"), _MEAN)
        for name, m in part.indicators.items() if m.over > 1 and not part.outlook
    ]  # fmt: skip
    if "kept" in part.model_fields_set and not part.model:
        unread.append((("kept",), _KEPT))
    if not (part.model and part.projection):
        given = {"projection": part.projection, "set": part.set}
        unread += [((key,), _PROJECTION) for key, said in given.items() if said]
    for where, problem in unread:
        raise positions.wrong(*place, *where, problem=problem)


_MEAN = Text("means over periods are taken of an outlook, which this world has not",
             "期间均值仅对展望计算，而该世界没有展望")  # fmt: skip
_KEPT = Text("it is said of models that look ahead; this world has none",
             "仅适用于含前瞻变量的模型，而该世界没有模型")  # fmt: skip
_PROJECTION = Text(
    "it is said of models that follow a projection, with the keys 'model' and 'projection'",
    "仅适用于跟随预测的模型，须有 model 与 projection 两键",
)


def _outlook(
    part: WorldPart, folder: Path, positions: Positions, place: Place
) -> tuple[OutlookFile, Path]:
    """A pack's outlook, or a description beside the case; its targets are the world's variables."""
    name = part.outlook or ""
    try:
        found, path = outlook(name if name in outlooks() else str(beside(folder, name)))
    except TinbergenError as fault:
        raise fault.placed(positions.at(*place, "outlook")) from None
    known = [target.name for target in found.targets]
    for indicator, m in part.indicators.items():
        if m.variable not in known:
            raise TinbergenError(
                "L133", at=positions.at(*place, "indicators", indicator, "variable"),
                hint=did_you_mean(m.variable, known), name=m.variable, outlook=name,
                known=", ".join(known),
            )  # fmt: skip
    return found, path


def _check_policy(part: WorldPart, model: Model, positions: Positions, place: Place) -> None:
    """Each rule that a plan sets aside must have the instrument in it, or what the instrument is
    computed from."""
    rows = {
        e.name: set(present) for e, present in zip(model.equations, model.incidence, strict=True)
    }
    for name, equation in part.policy.items():
        known = [e for e, present in rows.items() if name in present]
        linked = {name}.union(*(rows[e] for e in known)) if known else set()
        if linked.isdisjoint(rows.get(equation, ())):
            raise TinbergenError(
                "L062", at=positions.at(*place, "policy", name),
                hint=did_you_mean(equation, known), name=name, known=", ".join(known) or "-",
            )  # fmt: skip
