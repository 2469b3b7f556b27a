"""A case's model: read with the lists that its tables give, at the values that they imply."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.files import is_file, read_text
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix, read_matrix
from tinbergen.loop.case.beside import beside
from tinbergen.loop.case.calibration import block_diagonal, calibrate
from tinbergen.loop.case.casefile import CaseFile, DefinitionPart, WorldPart
from tinbergen.loop.case.casetext import Place, Positions
from tinbergen.loop.case.modelparts import SatellitePart
from tinbergen.loop.case.question import Question
from tinbergen.model import library
from tinbergen.model.dynare.parser import parse, parse_file
from tinbergen.model.expression import Graph
from tinbergen.model.model import Model

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CalibratedModel:
    """A model at its values, the tables they come from and what to know of them.

    ``coefficients`` with their ``covariance``, and ``disturbances``, are what calibrations say of
    the errors of their numbers, ``units`` of variables.
    """

    model: Model
    tables: Mapping[str, Matrix]
    notes: tuple[Text, ...]
    coefficients: tuple[str, ...] = ()
    covariance: Array | None = None
    disturbances: Mapping[str, float] = field(default_factory=dict)
    units: Mapping[str, Text] = field(default_factory=dict)


def load_calibrated(written: CaseFile, positions: Positions, folder: Path) -> CalibratedModel:
    """The model of a case file; paths are relative to ``folder``.

    Raises
    ------
    TinbergenError
        L046-L048, those of reading tables and the model.
    """
    named = {n: (path, positions.at("tables", n)) for n, path in written.tables.items()}
    tables = {n: _table(beside(folder, path, at), at) for n, (path, at) in named.items()}
    found = calibrated(written, tables, written, positions, (), folder)
    _check(written, found.model, positions)
    model = found.model.with_values(_set(written, found.model))
    return dataclasses.replace(found, model=model, notes=(*_sources(tables), *found.notes))


def calibrated(
    part: CaseFile | SatellitePart,
    tables: Mapping[str, Matrix],
    written: CaseFile,
    positions: Positions,
    at: Place,
    folder: Path,
) -> CalibratedModel:
    """The model that a part of a case file, which stands ``at`` a place, names and calibrates.

    Raises
    ------
    TinbergenError
        L046-L048, those of calibrations and of the model.
    """
    found = [
        calibrate(
            tables,
            Question(
                c.use,
                c.arguments,
                at=positions.at(*at, "calibration", i, "use"),
                pack=written.pack or "",
            ).given(written.arguments),
        )
        for i, c in enumerate(part.calibration)
    ]
    defines = {key: value for one in found for key, value in one.defines.items()}
    definitions = part.definitions if isinstance(part, CaseFile) else ()
    model = read_model(part.model, folder, defines, positions.at(*at, "model"), definitions)
    for one in found:
        model = model.with_values(one.values)
        model = dataclasses.replace(model, titles={**one.titles, **model.titles})
    known = [n for n in part.parameters if n in model.parameters]
    sizes = [one.covariance for one in found if one.covariance is not None]
    return CalibratedModel(
        model.with_values({n: part.parameters[n] for n in known}), tables,
        tuple(note for one in found for note in one.notes),
        tuple(name for one in found for name in one.coefficients),
        block_diagonal(sizes) if sizes else None,
        {name: size for one in found for name, size in one.disturbances.items()},
        {name: unit for one in found for name, unit in one.units.items()},
    )  # fmt: skip


def _set(written: CaseFile, model: Model) -> dict[str, float]:
    """Values that the case sets of the model's parameters; others are exogenous variables."""
    return {name: value for name, value in written.set.items() if name in model.parameters}


_TABLE = Text("Table {names}: {source}.", "表 {names}：{source}。")


def _sources(tables: Mapping[str, Matrix]) -> list[Text]:
    """Where tables are from; those of one source are said together."""
    of_source: dict[Text, list[str]] = {}
    for name, found in tables.items():
        if found.source.en:
            of_source.setdefault(found.source, []).append(name)
    return [
        _TABLE.fill(names=Text(", ".join(names), "、".join(names)), source=source)
        for source, names in of_source.items()
    ]


def _table(path: Path, at: Location) -> Matrix:
    try:
        return read_matrix(path)
    except TinbergenError as fault:
        raise fault.placed(at) from None


def read_model(
    name: str | None,
    folder: Path,
    defines: Mapping[str, object],
    at: Location,
    definitions: Sequence[DefinitionPart] = (),
) -> Model:
    """A model of the library or of a file beside the case, with further definitions as equations.

    Without a name it is a model without equations.

    Raises
    ------
    TinbergenError
        Those of reading a model, placed where the case names it; faults of a definition stand
        behind the file's last line.
    """
    if name is None:
        return Model("", Graph(), (), (), (), (), {})
    own = name not in library.names() and is_file(folder / name)
    try:
        beside(folder, name)
        if not definitions:
            return parse_file(folder / name, defines=defines) if own else library.load(name)
        if not own:
            library.load(name)
        text = read_text(folder / name) if own else library.text_of(name)
        lines = [
            f"var {d.name}; model; [name='{d.name}'] {d.name} = {d.formula}; end;"
            for d in definitions
        ]
        return parse("\n".join([text, *lines, ""]), name, defines=defines)
    except TinbergenError as fault:
        raise fault.placed(at) from None


def _check(written: CaseFile, model: Model, positions: Positions) -> None:
    """Values and uncertainties must be of something that the model has."""
    settable = (*model.parameters, *model.exogenous)
    check_names([("value", "数值", n, settable, ("set", n)) for n in written.set], model, positions)
    check_part(written, model, positions, ())


def check_part(
    part: CaseFile | WorldPart | SatellitePart, model: Model, positions: Positions, at: Place
) -> None:
    """What a case, or a world of it, says of its model must be of something that it has.

    Raises
    ------
    TinbergenError
        L048 for another name.
    """
    equations = [e.name for e in model.equations]
    uncertainty = part.uncertainty
    check_names(
        [
            *(("parameter", "参数", n, model.parameters, ("parameters", n))
              for n in part.parameters),
            *(("parameter", "参数", n, model.parameters, ("uncertainty", "parameters", n))
              for n in uncertainty.parameters),
            *(("equation", "方程", n, equations, ("uncertainty", "disturbances", n))
              for n in uncertainty.disturbances),
            *(("variable", "变量", n, model.endogenous, ("observed", n))
              for n in getattr(part, "observed", ())),
        ],
        model, positions, at,
    )  # fmt: skip


def check_names(
    named: Iterable[tuple[str, str, str, Sequence[str], Place]],
    model: Model,
    positions: Positions,
    at: Place = (),
) -> None:
    """Names that a model must know: their role in both languages, the known ones, and the place.

    Raises
    ------
    TinbergenError
        L048 for one that it does not.
    """
    for role, role_zh, name, known, place in named:
        if name not in known:
            raise TinbergenError(
                "L048", at=positions.at(*at, *place, "__key__"), hint=did_you_mean(name, known),
                role=role, role_zh=role_zh, name=name, model=model.name,
                known=", ".join(list(known)[:12]),
            )  # fmt: skip
