"""Models that come with the package: ``.mod`` files with the data they are estimated on."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Protocol, TypeAlias

from tinbergen.core.arguments import named, unfit
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import is_file
from tinbergen.core.text import Text
from tinbergen.model.dynare.parser import parse, parse_file
from tinbergen.model.external import Function
from tinbergen.model.model import Model


class HasModel(Protocol):
    """What carries a model, such as a fit or a case."""

    @property
    def model(self) -> Model: ...


#: What stands for a model: the model, what carries one, a name of the library, a file's path.
ModelLike: TypeAlias = Model | HasModel | str | Path

_WANTED = Text(
    "a Model, a fit, the name of a model of the library ({names}) or the path of a .mod file",
    "Model、估计结果、模型库中的名称（{names}）或 .mod 文件的路径",
)


def model_of(said: ModelLike) -> Model:
    """The model that is given, carried, named or written in a file.

    Raises
    ------
    TinbergenError
        C010 when it is nothing of these; those of :func:`load`.
    """
    if isinstance(said, Model):
        return said
    if isinstance(said, str | Path):
        return load(said)
    carried = getattr(said, "model", None)
    if isinstance(carried, Model):
        return carried
    raise unfit("model", said, _WANTED.fill(names=", ".join(names())))


def names() -> tuple[str, ...]:
    """Models of the library."""
    entries = (e.name for e in files(__name__).iterdir())
    return tuple(sorted(n.removesuffix(".mod") for n in entries if n.endswith(".mod")))


def text_of(name: str) -> str:
    """The file of a model of the library."""
    return files(__name__).joinpath(f"{name}.mod").read_text(encoding="utf-8")


_MODEL = Text("the name of a model or the path of a model file", "模型名称或模型文件路径")


def load(
    name: str | Path,
    *,
    defines: Mapping[str, object] | None = None,
    functions: Mapping[str, Function] | None = None,
    values: Mapping[str, float] | None = None,
) -> Model:
    """A model of the library by its name, or any model file by its path.

    Parameters
    ----------
    name
        One of :func:`names`, or a ``.mod`` file.
    defines, functions, values
        Macro variables, Python functions that the file calls, and parameters' values that hold
        whatever the file assigns, as for :func:`tinbergen.model.dynare.parser.parse`.

    Raises
    ------
    TinbergenError
        C010 for what is neither name nor path, M019 when there is neither; M001-M017 when the file
        can't be understood.
    """
    given = named("the model", name, _MODEL)
    if given in names():
        return parse(
            text_of(given), f"{given}.mod", defines=defines, functions=functions, values=values
        )
    if is_file(name):
        return parse_file(name, defines=defines, functions=functions, values=values)
    raise TinbergenError(
        "M019", hint=did_you_mean(str(name), names()), name=name, known=", ".join(names())
    )
