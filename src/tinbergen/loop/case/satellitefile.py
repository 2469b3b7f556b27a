"""The satellite of a case file: its model and its table read, names checked."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.data.tabular import Table, read_table
from tinbergen.loop.case.beside import beside
from tinbergen.loop.case.casefile import CaseFile
from tinbergen.loop.case.casetext import Place, Positions
from tinbergen.loop.case.checks import check_date
from tinbergen.loop.case.modelling import calibrated, check_names, check_part
from tinbergen.loop.case.modelparts import SatellitePart
from tinbergen.loop.case.packfile import Pack
from tinbergen.loop.case.sources import Economy, described
from tinbergen.loop.case.worldspec import Read, SatelliteSpec, WorldSpec
from tinbergen.model.model import Model

_AT: Place = ("satellite",)


def read_satellite(
    written: CaseFile,
    positions: Positions,
    folder: Path,
    tables: Mapping[str, Matrix],
    observed: Economy,
    pack: Pack,
) -> tuple[SatelliteSpec | None, tuple[Text, ...]]:
    """The satellite of a case and notes on its numbers; paths are relative to ``folder``.

    Its table, as final figures in the pack's words, joins the observations of the case.

    Raises
    ------
    TinbergenError
        L003 for a model that looks ahead and for a table of series that the case has, L014 for one
        of another frequency, L046 to L048 for calibrations and names that the model does not have,
        L062 for an equation that is not the instrument's; those of reading.
    """
    part = written.satellite
    if part is None:
        return None, ()
    found = calibrated(part, tables, written, positions, _AT, folder)
    model = found.model
    if model.lags[1]:
        raise positions.wrong(*_AT, "model", problem=_AHEAD)
    check_names(
        [("exogenous variable", "外生变量", n, model.exogenous, ("reads", n)) for n in part.reads],
        model, positions, _AT,
    )  # fmt: skip
    check_part(part, model, positions, _AT)
    _check_rules(part, model, positions)
    if part.sees_to is not None:
        check_date(part.sees_to, written.as_of.frequency, positions.at(*_AT, "sees_to"))
    notes, known_to = found.notes, None
    if part.data is not None:
        path = beside(folder, part.data, positions.at(*_AT, "data"))
        source, known_to = _join(path, written, positions, observed, pack)
        # A table that a calibration reads too has said already what it is.
        said = source in [t.source for t in tables.values()]
        notes = notes if said or not source.en else (*notes, source)
    known = {*model.endogenous, *model.exogenous}
    units = {i.code: i.unit for i in pack.indicators if i.code in known}
    observed.store.describe(model.titles, {**units, **found.units})
    world = WorldSpec(
        f"satellite {model.name}", part.title.text(), model, part.estimation.method,
        part.estimation.start, part.exogenous, part.policy,
        {**found.disturbances, **part.uncertainty.disturbances}, part.uncertainty.parameters,
        sees_to=part.sees_to, sample_end=part.estimation.end, hindsight=part.hindsight,
        note=part.note.text() if part.note else None, coefficients=found.coefficients,
        covariance=found.covariance,
    )  # fmt: skip
    reads = {name: Read(r.indicator, r.factor, r.offset) for name, r in part.reads.items()}
    return SatelliteSpec(world, reads, known_to), notes


def check_nature(
    written: CaseFile, satellite: SatelliteSpec, positions: Positions
) -> tuple[str, ...]:
    """The indicators whose paths nature sets; L003 for what the satellite does not read."""
    read = ", ".join(satellite.indicators)
    for i, part in enumerate(written.instruments):
        if part.kind == "scenario" and part.name not in satellite.indicators:
            raise positions.wrong("instruments", i, "name", problem=_UNREAD.fill(names=read))
    return tuple(p.name for p in written.instruments if p.kind == "scenario")


def _check_rules(part: SatellitePart, model: Model, positions: Positions) -> None:
    """An equation that a plan sets aside must be one in which its variable stands."""
    for name, equation in part.policy.items():
        known = [e.name for e, present in zip(model.equations, model.incidence, strict=True)
                 if name in present]  # fmt: skip
        if equation not in known:
            raise TinbergenError(
                "L062", at=positions.at(*_AT, "policy", name), name=name,
                hint=did_you_mean(equation, known), known=", ".join(known) or "-",
            )  # fmt: skip


def _join(
    path: Path, written: CaseFile, positions: Positions, observed: Economy, pack: Pack
) -> tuple[Text, Period]:
    """The satellite's own table beside the case's data: what it says of its source, and its last
    period."""
    at = positions.at(*_AT, "data")
    try:
        table: Table = read_table(path, allow_missing=True)
    except TinbergenError as fault:
        raise fault.placed(at) from None
    data = described(table, pack)
    check_date(data.span.start, written.as_of.frequency, at)
    if both := [name for name in data if name in observed.store.series]:
        raise positions.wrong(*_AT, "data", problem=_BOTH.fill(names=", ".join(both)))
    observed.store.add_final(dataclasses.replace(
        data, titles={n: t for n, t in data.titles.items() if n in data},
        units={n: u for n, u in data.units.items() if n in data},
    ))  # fmt: skip
    return table.sheet.source, data.span.end


_AHEAD = Text("a satellite looks back: its model must have no leads",
              "卫星模型只能后顾：不得含前瞻变量")  # fmt: skip
_UNREAD = Text("a scenario is of what the satellite reads: {names}",
               "情景由卫星模型所读取的指标构成：{names}")  # fmt: skip
_BOTH = Text("the case's data have {names} too", "案例数据中已有 {names}")
