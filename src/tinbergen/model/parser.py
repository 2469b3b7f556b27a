"""Model files (the Dynare language) to models.

Statements are read in file order, as Dynare reads them: a name must be declared before it is used,
a parameter's value is what its assignment gives at that point. Lines that are no statements are
for MATLAB: they are listed, never executed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.files import read_text
from tinbergen.model.lexer import Source
from tinbergen.model.model import Model
from tinbergen.model.parser_blocks import read_shocks, read_steady_state, read_values
from tinbergen.model.parser_commands import (
    COMMANDS,
    DECLARATIONS,
    KEPT_BLOCKS,
    keep_block,
    read_command,
    read_declaration,
    read_native,
    read_parameter,
    read_predetermined,
)
from tinbergen.model.parser_model import read_model
from tinbergen.model.reading import DETERMINISTIC, ENDOGENOUS, EXOGENOUS, PARAMETER, TREND, Reading
from tinbergen.model.splitter import Splitter

if TYPE_CHECKING:
    from tinbergen.model.macro import Include

_BLOCKS = {
    "model": read_model,
    "initval": read_values,
    "endval": read_values,
    "histval": read_values,
    "steady_state_model": read_steady_state,
    "shocks": read_shocks,
}
_WORDS = [*DECLARATIONS, "predetermined_variables", *_BLOCKS, *KEPT_BLOCKS, *COMMANDS]
#: A native line that looks like a declaration or command with its word misspelt.
_MISSPELT = re.compile(r"\w+(\s*\([^)]*\))?(\s+[\w$,\s]*)?;")


def parse(
    text: str,
    name: str = "model",
    *,
    defines: Mapping[str, object] | None = None,
    include: Include | None = None,
) -> Model:
    """The model that a text in the model language describes.

    Parameters
    ----------
    defines
        Macro variables known from the start.
    include
        Reads the files that @#include names: (path, asking file) -> (text, name); by default
        there are none.

    Raises
    ------
    TinbergenError
        M001–M023 with file, line and column, M080–M119 of the macro processor.
    """
    source = _expanded(text.replace("\r\n", "\n").replace("\r", "\n"), name, defines, include)
    reading = Reading(source)
    splitter = Splitter(source)
    while (begun := splitter.word()) is not None:
        _statement(reading, splitter, *begun)
    if not reading.equations:
        raise TinbergenError("M013", at=source.locate(0))
    _check_misspelt_parameters(reading)
    return _model(reading)


def parse_file(path: str | Path, *, defines: Mapping[str, object] | None = None) -> Model:
    """The model of a file; it may include files of its own folder and the folders below."""
    folder = Path(path).resolve().parent

    def include(wanted: str, asking: str) -> tuple[str, str]:
        found = (Path(asking).resolve().parent / wanted).resolve()
        if not found.is_relative_to(folder):
            raise TinbergenError("M024", path=wanted, folder=folder)
        return read_text(found), str(found)

    return parse(read_text(path), str(path), defines=defines, include=include)


def _expanded(
    text: str, name: str, defines: Mapping[str, object] | None, include: Include | None
) -> Source:
    if "@" not in text and not defines:
        return Source(name, text)
    from tinbergen.model.macro import expand

    expanded = expand(text, name, defines=defines, include=include)
    return Source(name, expanded.text, expanded.origin)


def _statement(reading: Reading, splitter: Splitter, word: str, at: int) -> None:
    opens_block = splitter.follows(r"(;|\()")
    if word in _BLOCKS and opens_block:
        _BLOCKS[word](reading, splitter.block(word))
    elif word in KEPT_BLOCKS and opens_block:
        keep_block(reading, splitter.block(word))
    elif word in DECLARATIONS:
        read_declaration(reading, splitter.statement(word))
    elif word == "predetermined_variables":
        read_predetermined(reading, splitter.statement(word))
    elif word in COMMANDS and not splitter.follows(r"\."):
        read_command(reading, splitter.statement(word))
    elif reading.kinds.get(word) == PARAMETER and splitter.follows(r"=(?!=)"):
        read_parameter(reading, splitter.statement(word))
    else:
        piece = splitter.line(word)
        line = splitter.text[piece.first : piece.last].strip()
        hint = did_you_mean(word, _WORDS) if word and _MISSPELT.match(line) else None
        if hint and reading.kinds.get(word) is None:
            raise TinbergenError("M015", at=reading.source.locate(at), hint=hint, word=word)
        read_native(reading, piece, splitter.text)


def _check_misspelt_parameters(reading: Reading) -> None:
    """A scalar that nothing uses, named almost like a parameter without a value: M007."""
    without = [p for p in reading.of(PARAMETER) if p not in reading.values]
    for name, at in reading.workspace_at.items():
        hint = did_you_mean(name, without) if name not in reading.workspace_used else None
        if hint:
            raise TinbergenError("M007", at=at, hint=hint, name=name, model=reading.source.name)


def _model(reading: Reading) -> Model:
    return Model(
        name=Path(reading.source.name).stem,
        graph=reading.graph,
        endogenous=reading.of(ENDOGENOUS),
        exogenous=reading.of(EXOGENOUS, DETERMINISTIC, TREND),
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
    )
