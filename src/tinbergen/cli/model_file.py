"""Options of a model file: values, macro variables, functions, a point; how they are written."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from tinbergen.cli.arguments import argument, option
from tinbergen.core.errors import TinbergenError

if TYPE_CHECKING:
    from tinbergen.app.model_file import ModelInputs

_MODEL = "A model file, or a model of the library | 模型文件，或模型库中的模型名"

ModelFile = Annotated[str, argument("FILE", _MODEL)]
Sets = Annotated[
    list[str] | None,
    option("--set", "A parameter's value, before the one in the file; may be given again | "
           "参数取值，优先于文件中的赋值；可多次使用", "NAME=VALUE"),
]  # fmt: skip
Defines = Annotated[
    list[str] | None,
    option("--define", "A macro variable, as -D of Dynare; may be given again | "
           "宏变量，同 Dynare 的 -D；可多次使用", "NAME=VALUE"),
]  # fmt: skip
Functions = Annotated[
    Path | None,
    option("--functions", "Python file with the functions that the model file calls; it is run | "
           "定义模型文件所调用函数的 Python 文件；该文件会被执行", "f.py"),
]  # fmt: skip
Steady = Annotated[
    Path | None,
    option("--steady", "Values of variables from which the steady state is looked for | "
           "搜索稳态的起始值", "f.csv|json"),
]  # fmt: skip


def model_inputs(
    file: str,
    sets: Sequence[str] | None = None,
    defines: Sequence[str] | None = None,
    functions: Path | None = None,
    steady: Path | None = None,
) -> ModelInputs:
    """What the command line says of a model file.

    Raises
    ------
    TinbergenError
        M147 when a value or a macro variable can't be read.
    """
    from tinbergen.app.model_file import ModelInputs

    values = {}
    for text in sets or ():
        name, value = _pair("--set", text, "beta=0.99")
        try:
            values[name] = float(value)
        except ValueError:
            values[name] = math.nan
        if not math.isfinite(values[name]):
            raise TinbergenError("M147", text=text, option="--set", example="beta=0.99")
    pairs = dict(_pair("--define", text, "open_economy=true") for text in defines or ())
    macros = {name: _macro(value) for name, value in pairs.items()}
    return ModelInputs(file, values, macros, functions, steady)


def _pair(name: str, text: str, example: str) -> tuple[str, str]:
    left, sign, right = text.partition("=")
    if not sign or not left.strip().isidentifier() or not right.strip():
        raise TinbergenError("M147", text=text, option=name, example=example)
    return left.strip(), right.strip()


def _macro(text: str) -> Any:
    """Booleans, numbers, quoted texts and lists as they are written; any other word is a text."""
    try:
        return json.loads(text)
    except ValueError:
        return text
