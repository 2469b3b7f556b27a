"""Models that come with the package: ``.mod`` files with the data they are estimated on."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import is_file
from tinbergen.model.dynare.parser import parse, parse_file
from tinbergen.model.external import Function
from tinbergen.model.model import Model


def names() -> tuple[str, ...]:
    """Models of the library."""
    entries = (e.name for e in files(__name__).iterdir())
    return tuple(sorted(n.removesuffix(".mod") for n in entries if n.endswith(".mod")))


def text_of(name: str) -> str:
    """The file of a model of the library."""
    return files(__name__).joinpath(f"{name}.mod").read_text(encoding="utf-8")


def load(
    name: str | Path,
    *,
    defines: Mapping[str, object] | None = None,
    functions: Mapping[str, Function] | None = None,
    values: Mapping[str, float] | None = None,
) -> Model:
    """A model of the library by its name, or any model file by its path.

    What else may be given is as for :func:`tinbergen.model.dynare.parser.parse`.

    Raises
    ------
    TinbergenError
        M019 when there is neither; M001-M017 when the file can't be understood.
    """
    if str(name) in names():
        return parse(
            text_of(str(name)), f"{name}.mod", defines=defines, functions=functions, values=values
        )
    if is_file(name):
        return parse_file(name, defines=defines, functions=functions, values=values)
    raise TinbergenError(
        "M019", hint=did_you_mean(str(name), names()), name=name, known=", ".join(names())
    )
