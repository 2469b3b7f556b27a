"""Further worlds of a case file: their models and tables read, names checked."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.arguments import HUGE
from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.data.sheet import Sheet, read_sheet
from tinbergen.data.tabular import read_table
from tinbergen.engine.estimate.posterior_mode import estimated_lines
from tinbergen.loop.case.casefile import CaseFile, OmitPart, WeightsPart, WorldPart
from tinbergen.loop.case.casetext import Place, Positions
from tinbergen.loop.case.checks import check_date
from tinbergen.loop.case.modelling import check_names, check_part, read_model
from tinbergen.loop.case.worldspec import IndicatorMap, WorldSpec
from tinbergen.loop.outlook.file import OutlookFile, outlook, outlooks
from tinbergen.model.model import Model

Array = NDArray[np.float64]

#: The ending of a forecast's column with the standard deviations of another.
_DEVIATION = "_sd"
_COLUMNS = ("instrument", "indicator", "horizon", "effect")
_ERROR = "error"

_NO_COLUMN = Text("the table has no column '{name}'", "该表没有“{name}”列")
_NO_NUMBER = Text("'{value}' is not a number", "“{value}”不是数字")
_OUTSIDE = Text(
    "{value} is not from {least:g} to {most:g}", "{value} 不在 {least:g} 至 {most:g} 之间"
)
_GAP = Text(
    "{pair}: horizon {horizon} does not follow {before}",
    "{pair}：期数 {horizon} 与 {before} 不相连",
)


def read_worlds(
    written: CaseFile, positions: Positions, folder: Path, own: Model | None
) -> tuple[WorldSpec, ...]:
    """The further worlds of a case; paths are relative to ``folder``.

    Raises
    ------
    TinbergenError
        L003 for a world without model and tables or with both and for keys that it does not read,
        L014 for a forecast of another frequency and for periods of one, L017 for a name twice, L104
        for what only models that look ahead allow, L131 for one that does without data, S044 for
        one without anything to estimate, L079 for a wrong table of effects, L048, L062 and L133 for
        names that a model or an outlook does not have, L098 for weights of no world, L134 for
        weights that are all zero; those of reading.
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
        known = (*model.endogenous, *model.exogenous)
        check_names(
            [("variable", "变量", m.variable, known, ("indicators", name))
             for name, m in part.indicators.items()],
            model, positions, place,
        )  # fmt: skip
        model = model.with_values(dict(part.parameters))
        _check_policy(part, model, positions, place)
    forecast = deviation = forecast_at = effects_at = None
    if part.forecast:
        forecast_at = positions.at(*place, "forecast")
        forecast, deviation = _forecast(folder / part.forecast, forecast_at, as_of)
    record = _outlook(part, folder, positions, place) if part.outlook else None
    effects = {}
    if part.effects:
        effects_at = positions.at(*place, "effects")
        effects = _effects(folder / part.effects, effects_at)
    return WorldSpec(
        part.name, part.title.text(), model, part.estimation.method, part.estimation.start,
        part.exogenous, part.policy, part.uncertainty.disturbances, part.uncertainty.parameters,
        part.observed, forecast=forecast, deviation=deviation, effects=effects,
        forecast_at=forecast_at, effects_at=effects_at,
        indicators={
            name: IndicatorMap(m.variable, m.factor, m.offset, m.over)
            for name, m in part.indicators.items()
        },
        information=part.information, kept=part.kept, sees_to=part.sees_to,
        sample_end=part.estimation.end, note=part.note.text() if part.note else None,
        outlook=record,
    )  # fmt: skip


def _check_keys(part: WorldPart, positions: Positions, place: Place) -> None:
    """L003 for what only an outlook or a model takes."""
    unread: list[tuple[Place, Text]] = [
        (("indicators", name, "over"), _MEAN)
        for name, m in part.indicators.items() if m.over > 1 and not part.outlook
    ]  # fmt: skip
    if "kept" in part.model_fields_set and not part.model:
        unread.append((("kept",), _KEPT))
    for key, problem in unread:
        raise positions.wrong(*place, *key, problem=problem)


_MEAN = Text("means over periods are taken of an outlook, which this world has not",
             "期间均值仅对展望计算，而该世界没有展望")  # fmt: skip
_KEPT = Text("it is said of models that look ahead; this world has none",
             "仅适用于含前瞻变量的模型，而该世界没有模型")  # fmt: skip


def _outlook(
    part: WorldPart, folder: Path, positions: Positions, place: Place
) -> tuple[OutlookFile, Path]:
    """A pack's outlook, or a description beside the case; its targets are the world's variables."""
    name = part.outlook or ""
    try:
        found, path = outlook(name if name in outlooks() else str(folder / name))
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
    """Each rule that a plan sets aside must have the instrument in it."""
    for name, equation in part.policy.items():
        known = [
            e.name for e, present in zip(model.equations, model.incidence, strict=True)
            if name in present
        ]  # fmt: skip
        if equation not in known:
            raise TinbergenError(
                "L062", at=positions.at(*place, "policy", name),
                hint=did_you_mean(equation, known), name=name, known=", ".join(known) or "-",
            )  # fmt: skip


def _forecast(path: Path, at: Location, as_of: Period) -> tuple[Dataset, Dataset | None]:
    """Central paths, and standard deviations from columns that end in ``_sd``."""
    try:
        table = read_table(path, allow_missing=True).dataset
    except TinbergenError as fault:
        raise fault.placed(at) from None
    if table.frequency is not as_of.frequency:
        raise TinbergenError("L014", at=at, date=table.span.start, example=as_of)
    spread = [n for n in table if n.endswith(_DEVIATION) and n[: -len(_DEVIATION)] in table]
    mean = table.select(n for n in table if n not in spread)
    if not spread:
        return mean, None
    deviation = {n[: -len(_DEVIATION)]: table[n] for n in spread}
    return mean, Dataset.of(table.span.start, deviation)


def _effects(path: Path, at: Location) -> dict[tuple[str, str], tuple[Array, Array]]:
    """Responses by horizon and their standard errors, by (instrument, indicator)."""
    try:
        sheet = read_sheet(path)
    except TinbergenError as fault:
        raise fault.placed(at) from None
    columns = {}
    for name in (*_COLUMNS, _ERROR):
        if name in sheet.header:
            columns[name] = sheet.header.index(name)
        elif name != _ERROR:
            at = sheet.at(None, 0)
            raise TinbergenError("L079", at=at, problem=_NO_COLUMN.fill(name=name))
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for i, row in enumerate(sheet.rows):
        pair = (row[columns["instrument"]], row[columns["indicator"]])
        horizon = _number(sheet, i, columns["horizon"])
        known = found.setdefault(pair, [])
        if horizon != len(known):
            problem = _GAP.fill(
                pair=" → ".join(pair), horizon=f"{horizon:g}", before=len(known) - 1
            )
            raise TinbergenError("L079", at=sheet.at(i, columns["horizon"]), problem=problem)
        error = _number(sheet, i, columns[_ERROR], 0.0) if _ERROR in columns else 0.0
        known.append((_number(sheet, i, columns["effect"]), error))
    return {
        pair: (np.array([e for e, _ in rows]), np.array([s for _, s in rows]))
        for pair, rows in found.items()
    }


def _number(sheet: Sheet, row: int, column: int, least: float = -HUGE) -> float:
    """A cell's number, from ``least`` to what can be squared."""
    cell = sheet.rows[row][column]
    if column in sheet.numbers:
        value = float(sheet.numbers[column][row])
    else:
        try:
            value = float(cell)
        except ValueError:
            value = math.nan
    if not least <= value <= HUGE:
        problem = _OUTSIDE if math.isfinite(value) else _NO_NUMBER
        problem = problem.fill(value=cell, least=least, most=HUGE)
        raise TinbergenError("L079", at=sheet.at(row, column), problem=problem)
    return value
