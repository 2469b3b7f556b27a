"""A model file with what is given beside it: values, macro variables, functions, a point."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tinbergen.core.errors import TinbergenError
from tinbergen.core.files import read_text
from tinbergen.model import library
from tinbergen.model.external import functions_of
from tinbergen.model.model import Model

#: Words above the column of names, where a table has a first line of words.
_HEADS = ("name", "names", "variable", "variables", "名称", "变量")


@dataclass(frozen=True, slots=True)
class ModelInputs:
    """A model file, or a model of the library, and what stands beside it.

    ``values`` are parameters' before those in the file, ``defines`` macro variables; ``functions``
    is a Python file, ``steady`` one with the values from which the steady state is looked for.
    """

    file: str
    values: Mapping[str, float] = field(default_factory=dict)
    defines: Mapping[str, Any] = field(default_factory=dict)
    functions: Path | None = None
    steady: Path | None = None


def load(inputs: ModelInputs) -> Model:
    """The model with what is given.

    Raises
    ------
    TinbergenError
        M146 when the starting point can't be read, M137 when the functions can't; else as
        :func:`tinbergen.model.library.load`.
    """
    model = library.load(
        inputs.file,
        defines=inputs.defines,
        functions=None if inputs.functions is None else functions_of(inputs.functions),
        values=inputs.values,
    )
    return model if inputs.steady is None else model.with_start(_point(inputs.steady))


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
