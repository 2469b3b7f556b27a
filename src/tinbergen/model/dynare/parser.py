"""Model files (the Dynare language) to models.

Statements are read in file order, as Dynare reads them: a name must be declared before it is used,
a parameter's value is what its assignment gives at that point. Lines that are no statements are
for MATLAB: they are listed, never executed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from tinbergen.core.arguments import unfit
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import read_text
from tinbergen.core.progress import checkpoint
from tinbergen.core.text import Text
from tinbergen.model.dynare.completion import complete
from tinbergen.model.dynare.lexer import Source
from tinbergen.model.dynare.matlab.native import IGNORED
from tinbergen.model.dynare.matlab.parser_native import native_piece, pass_over, read_native
from tinbergen.model.dynare.parser_blocks import (
    read_covariance,
    read_homotopy,
    read_shocks,
    read_steady_state,
    read_values,
)
from tinbergen.model.dynare.parser_commands import (
    COMMANDS,
    KEPT_BLOCKS,
    keep_block,
    read_command,
    read_parameter,
    read_periods,
)
from tinbergen.model.dynare.parser_declarations import (
    DECLARATIONS,
    changed_types,
    read_change,
    read_declaration,
    read_predetermined,
)
from tinbergen.model.dynare.parser_estimated import read_estimated
from tinbergen.model.dynare.parser_model import read_model
from tinbergen.model.dynare.reading import DETERMINISTIC, ENDOGENOUS, EXOGENOUS, PARAMETER, Reading
from tinbergen.model.dynare.splitter import Splitter
from tinbergen.model.external import Function
from tinbergen.model.model import Model
from tinbergen.model.statements import Command, EstimatedParams

if TYPE_CHECKING:
    from tinbergen.model.macro import Include

_BLOCKS = {
    "model": read_model,
    "initval": read_values,
    "endval": read_values,
    "histval": read_values,
    "steady_state_model": read_steady_state,
    "shocks": read_shocks,
    "homotopy_setup": read_homotopy,
    "estimated_params": read_estimated,
}
#: Commands that solve a model of expectations: files with them are read as Dynare reads them.
_SOLVED = re.compile(
    r"(?:^|;)\s*(steady|check|stoch_simul|simul|perfect_foresight_\w+|ramsey_\w+|discretionary_policy|"
    r"osr|estimation|extended_path|identification|calib_smoother)\s*[(;]",
    re.MULTILINE | re.IGNORECASE,
)
_WORDS = [
    *DECLARATIONS,
    "predetermined_variables",
    "Sigma_e",
    "change_type",
    *_BLOCKS,
    *KEPT_BLOCKS,
    *COMMANDS,
]
_SPELT = {word.lower(): word for word in _WORDS}
#: Words of MATLAB's own that begin a statement and are none of ours misspelt.
_MATLABS = IGNORED | {"end", "else", "otherwise", "break", "continue", "clear", "eval", "evalin"}
#: How alike a word must be to one of the language to be taken for it, misspelt.
_ALIKE = 0.8
#: A native line that looks like a declaration or command with its word misspelt.
_MISSPELT = re.compile(r"\w+(\s*\([^)]*\))?(\s+[\w$,\s]*)?;")


_SOURCE = Text("the text of a model", "模型文本")


def parse(
    text: str,
    name: str = "model",
    *,
    defines: Mapping[str, object] | None = None,
    include: Include | None = None,
    functions: Mapping[str, Function] | None = None,
    values: Mapping[str, float] | None = None,
) -> Model:
    """The model that a text in the model language describes.

    Parameters
    ----------
    defines
        Macro variables known from the start.
    include
        Reads the files that @#include names: (path, asking file) -> (text, name); by default
        there are none.
    functions
        Python functions for those that the file calls by name (external_function).
    values
        Values of parameters that hold whatever the file assigns; what the file computes from these
        parameters follows them.

    Raises
    ------
    TinbergenError
        C010 for what is no text, M007 for a value of a parameter that the model does not have,
        M001–M023, M120-M129 and M135-M138 with file, line and column, M080–M119 of the macro
        processor.
    """
    if not isinstance(text, str):
        raise unfit("text", text, _SOURCE)
    source = _expanded(text.replace("\r\n", "\n").replace("\r", "\n"), name, defines, include)
    splitter = Splitter(source)
    reading = Reading(
        source,
        changed=changed_types(splitter.text),
        tolerant=_SOLVED.search(splitter.text) is not None,
        functions=functions or {},
        given=values or {},
        values=dict(values or {}),
    )
    while (begun := splitter.word()) is not None:
        checkpoint()
        _statement(reading, splitter, *begun)
    if not reading.equations:
        raise TinbergenError("M013", at=source.locate(0))
    _check_given(reading)
    _check_misspelt_parameters(reading)
    complete(reading)
    return _model(reading)


def parse_file(
    path: str | Path,
    *,
    defines: Mapping[str, object] | None = None,
    functions: Mapping[str, Function] | None = None,
    values: Mapping[str, float] | None = None,
) -> Model:
    """The model of a file; it may include files of its own folder and the folders below.

    Parameters as for :func:`parse`.
    """
    folder = Path(path).resolve().parent

    def include(wanted: str, asking: str) -> tuple[str, str]:
        place = Path(asking).resolve().parent / wanted
        try:
            found = Path(os.path.realpath(place))
        except ValueError:
            # What can be no path: reading says so.
            return read_text(place), wanted
        if not found.is_relative_to(folder):
            raise TinbergenError("M024", path=wanted, folder=folder)
        return read_text(found), str(found)

    return parse(
        read_text(path), str(path),
        defines=defines, include=include, functions=functions, values=values,
    )  # fmt: skip


def _expanded(
    text: str, name: str, defines: Mapping[str, object] | None, include: Include | None
) -> Source:
    if "@" not in text and not defines:
        return Source(name, text)
    from tinbergen.model.macro import expand

    expanded = expand(text, name, defines=defines, include=include)
    return Source(name, expanded.text, expanded.origin)


def _statement(reading: Reading, splitter: Splitter, word: str, at: int) -> None:
    # Words of the language may be written in capitals, names may not.
    word = word if word in reading.kinds else _SPELT.get(word.lower(), word)
    if pass_over(reading, splitter, word):
        return
    opens_block = splitter.follows(r"(;|\()")
    if word in _BLOCKS and opens_block:
        _BLOCKS[word](reading, splitter.block(word))
    elif word in KEPT_BLOCKS and opens_block:
        keep_block(reading, splitter.block(word))
    elif word in DECLARATIONS:
        read_declaration(reading, splitter.statement(word))
    elif word == "predetermined_variables":
        read_predetermined(reading, splitter.statement(word))
    elif word == "change_type":
        read_change(reading, splitter.statement(word))
    elif word == "Sigma_e" and splitter.follows(r"=\s*\["):
        read_covariance(reading, splitter.matrix(word))
    elif word in COMMANDS and not splitter.follows(r"\."):
        read_command(reading, splitter.statement(word))
    elif word == "periods" and splitter.follows(r"\d+\s*;"):
        read_periods(reading, splitter.statement(word))
    elif reading.kinds.get(word) == PARAMETER and splitter.follows(r"=(?!=)"):
        read_parameter(reading, splitter.statement(word))
    else:
        piece = native_piece(splitter, word)
        line = splitter.text[piece.first : piece.last].strip()
        alike = get_close_matches(word.lower(), _WORDS, n=1, cutoff=_ALIKE)
        hint = alike[0] if alike and _MISSPELT.match(line) else None
        if hint and reading.kinds.get(word) is None and word not in _MATLABS:
            raise TinbergenError("M015", at=reading.source.locate(at), hint=hint, word=word)
        read_native(reading, piece, splitter.text)


def _check_given(reading: Reading) -> None:
    names = reading.of(PARAMETER)
    for name in reading.given:
        if name not in names:
            raise TinbergenError(
                "M007", hint=did_you_mean(name, names), name=name, model=reading.source.name
            )


def _check_misspelt_parameters(reading: Reading) -> None:
    """A scalar that nothing uses, named almost like a parameter that needs a value: M007."""
    elsewhere = {step.name for step in reading.steady_state}
    for statement in reading.statements:
        if isinstance(statement, Command) and statement.name.startswith("estimated_params"):
            elsewhere.update(re.findall(r"\w+", statement.text))
        elif isinstance(statement, EstimatedParams):
            elsewhere.update(name for line in statement.lines for name in line.names)
    names = reading.of(PARAMETER)
    elsewhere.update(reading.unknown)
    without = [p for p in names if p not in reading.values and p not in elsewhere]
    for name, at in reading.workspace_at.items():
        if name in reading.workspace_used or name in reading.kinds:
            continue
        if alike := get_close_matches(name, without, n=1, cutoff=_ALIKE):
            raise TinbergenError("M007", at=at, hint=alike[0], name=name, model=reading.source.name)


def _model(reading: Reading) -> Model:
    return Model(
        name=Path(reading.source.name).stem,
        graph=reading.graph,
        endogenous=reading.of(ENDOGENOUS),
        exogenous=(*reading.of(EXOGENOUS), *reading.of(DETERMINISTIC)),
        parameters=(*reading.of(PARAMETER), *reading.steady_operators),
        equations=tuple(reading.equations),
        values=reading.values,
        initial=reading.initial,
        titles=reading.titles,
        linear=reading.linear,
        source=reading.source.name,
        steady_operators=reading.steady_operators,
        steady_state=tuple(reading.steady_state),
        statements=tuple(reading.statements),
        deterministic=reading.of(DETERMINISTIC),
        tex=reading.tex,
        notices=tuple(reading.notices),
        given=reading.given,
    )
