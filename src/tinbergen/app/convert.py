"""Write model files: a model as a Dynare file, and those of other programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from tinbergen.app.model_file import ModelInputs, load
from tinbergen.app.results_dynare import ModelExport
from tinbergen.core import limits
from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.files import write_new
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.model.convert.bimets import convert_bimets
from tinbergen.model.convert.frbus import convert_frbus
from tinbergen.model.dynare.writer import safe_names, write_mod

#: Whose expectations are the model's own.
Consistent = Literal["var", "mcap", "wp", "mcap+wp", "all"]
_READ = Text("Read the model", "读取模型")
_FORMATS = ("frbus", "bimets")


@dataclass(frozen=True, slots=True)
class ExportInputs:
    """A model and the file to write, with ``force`` over another; none is written without it."""

    model: ModelInputs
    place: Path | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class ConvertInputs:
    """A file, its ``format`` (frbus or bimets), the file to write, with ``force`` over another, and
    FRB/US's expectations."""

    format: str
    file: Path
    place: Path | None = None
    expectations: str = "var"
    force: bool = False


def export(inputs: ExportInputs, progress: Progress | None = None) -> ModelExport:
    """A model written as a Dynare file.

    Raises
    ------
    TinbergenError
        U031 when the file would take the place of the model's own, C237 of another; those of
        reading and writing.
    """
    place, file = inputs.place, Path(inputs.model.file)
    if place is not None and file.exists() and place.resolve() == file.resolve():
        raise TinbergenError("U031", file=place)
    tell = progress or Progress()
    tell(_READ)
    model = load(inputs.model)
    tell.check()
    return _written(model.name, place, safe_names(model), write_mod(model), inputs.force)


def convert(inputs: ConvertInputs, progress: Progress | None = None) -> ModelExport:
    """FRB/US, or a model in bimets' MDL, as a Dynare file.

    Raises
    ------
    TinbergenError
        U033 for an unknown format, U034 for unknown expectations, C237 when the file would take the
        place of another; those of reading and writing.
    """
    if inputs.format not in _FORMATS:
        raise TinbergenError(
            "U033", hint=did_you_mean(inputs.format, _FORMATS), format=inputs.format,
            known=", ".join(_FORMATS),
        )  # fmt: skip
    (progress or Progress())(_READ)
    try:
        if inputs.format == "frbus":
            text = convert_frbus(inputs.file, _consistent(inputs.expectations))
        else:
            text = convert_bimets(inputs.file)
    except RecursionError:
        # A sum of very many terms is as deep as it is long.
        raise limits.exceeded("nesting", None, Location(str(inputs.file))) from None
    return _written(inputs.file.stem, inputs.place, {}, text, inputs.force)


def _written(
    name: str, place: Path | None, renamed: Mapping[str, str], text: str, force: bool
) -> ModelExport:
    if place is not None:
        write_new(place, text, force=force)
    return ModelExport(name, None if place is None else str(place), renamed, text)


def _consistent(word: str) -> Consistent:
    known: tuple[Consistent, ...] = get_args(Consistent)
    for choice in known:
        if word == choice:
            return choice
    raise TinbergenError(
        "U034", hint=did_you_mean(word, known), expectations=word, known=", ".join(known)
    )
