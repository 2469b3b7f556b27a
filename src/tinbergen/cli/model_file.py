"""A model file with what the command line gives it: values, macro variables, functions, a point."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from tinbergen.cli.arguments import option
from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import read_text

if TYPE_CHECKING:
    from tinbergen.model.model import Model

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


#: Words above the column of names, where a table has a first line of words.
_HEADS = ("name", "names", "variable", "variables", "名称", "变量")


@dataclass(frozen=True, slots=True)
class Given:
    """What stands beside a model file on the command line, as written."""

    sets: Sequence[str] | None = None
    defines: Sequence[str] | None = None
    functions: Path | None = None
    steady: Path | None = None


def load(file: str, given: Given) -> Model:
    """The model of a file, or of the library, with what is given.

    Raises
    ------
    TinbergenError
        M147 when a value or macro variable can't be read, M146 when a starting point can't, M137
        when the functions can't; else as :func:`tinbergen.model.library.load`.
    """
    from tinbergen.model import library
    from tinbergen.model.external import functions_of

    values = {}
    for text in given.sets or ():
        name, value = _pair("--set", text, "beta=0.99")
        try:
            values[name] = float(value)
        except ValueError:
            values[name] = math.nan
        if not math.isfinite(values[name]):
            raise TinbergenError("M147", text=text, option="--set", example="beta=0.99")
    defines = dict(_pair("--define", text, "open_economy=true") for text in given.defines or ())
    model = library.load(
        file,
        defines={name: _macro(value) for name, value in defines.items()},
        functions=None if given.functions is None else functions_of(given.functions),
        values=values,
    )
    return model if given.steady is None else model.with_start(_point(given.steady))


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


def _point(path: Path) -> dict[str, float]:
    """Values by name, of JSON or of a table."""
    text = read_text(path)
    found = _of_json(path, text) if path.suffix.lower() == ".json" else _of_table(path, text)
    if not found:
        raise TinbergenError("M146", file=path, detail="-")
    return found


def _of_json(path: Path, text: str) -> dict[str, float]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise TinbergenError("M146", file=path, detail=str(fault)) from None
    inner = read.get("steady_state") if isinstance(read, dict) else None
    read = inner if isinstance(inner, dict) else read
    if not isinstance(read, dict):
        raise TinbergenError("M146", file=path, detail=f"{text.strip():.40}")
    # Names that are no words are those of auxiliary variables.
    words = {name: value for name, value in read.items() if name.isidentifier()}
    return {n: _number(path, n, v) for n, v in words.items() if v is not None}


def _of_table(path: Path, text: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for line, row in enumerate(csv.reader(io.StringIO(text.lstrip("\ufeff"))), 1):
        cells = [cell.strip() for cell in row if cell.strip()]
        if not cells or (line == 1 and cells[0].lower() in _HEADS):
            continue
        if len(cells) != 2:
            raise TinbergenError("M146", file=path, detail=f"{line}: {','.join(row):.40}")
        found[cells[0]] = _number(path, f"{line}: {cells[0]}", cells[1])
    return found


def _number(path: Path, where: str, value: object) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise TinbergenError("M146", file=path, detail=f"{where} = {value!r:.40}")
    return number
