"""Lines for MATLAB in a model file: what is understood of them, and what stands inside them.

Numbers, matrices, and values of parameters and shocks that are arithmetic, are understood, and so
are loops and choices of nothing else. A branch of ``if`` around statements of the model language is
taken where its condition is such arithmetic; what stands in other branches and in loops is not
carried out, and the line that opens them says so. Nothing is ever executed.
"""

from __future__ import annotations

import dataclasses
import re

from tinbergen.core.errors import Location
from tinbergen.model.dynare.matlab.matlab_functions import NotKnownError
from tinbergen.model.dynare.matlab.matlab_syntax import header, read_expression, read_steps
from tinbergen.model.dynare.matlab.matlab_tokens import tokens
from tinbergen.model.dynare.matlab.matlab_tree import NotReadError, Step
from tinbergen.model.dynare.matlab.matlab_values import (
    STRUCTURES,
    assigned,
    called,
    carry_out,
    holds,
    value_of,
)
from tinbergen.model.dynare.matlab.native import IGNORED, Branch, ignored, sets_anything
from tinbergen.model.dynare.matlab.native_effects import effects
from tinbergen.model.dynare.parser_commands import COMMANDS, KEPT_BLOCKS
from tinbergen.model.dynare.reading import EXOGENOUS, PARAMETER, Reading
from tinbergen.model.dynare.splitter import Piece, Splitter
from tinbergen.model.statements import Native, ParameterValue, ShockMoment, Shocks, Value

_QUOTED = re.compile(r"(?<![\w)\]}'.])'(?:[^'\n]|'')*'|\"[^\"\n]*\"")
_ENCLOSED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_OPENING = frozenset({"for", "parfor", "while", "if", "switch", "try"})
_CLOSING = frozenset({"end", "endfor", "endwhile", "endif", "endswitch", "end_try_catch"})
_OTHER_BRANCHES = frozenset({"else", "elseif", "case", "otherwise", "catch"})
_CONTROL = _OPENING | _CLOSING | _OTHER_BRANCHES
#: Words that stand for themselves, whatever follows them on their line.
_ALONE = (_CLOSING | {"else", "otherwise", "try"}) - {"end"}
#: Words whose line begins with a condition.
_WITH_CONDITION = frozenset({"for", "parfor", "while", "if", "elseif", "switch", "case"})
_CONDITION = re.compile(r"(?:else)?if\b(?P<value>.*?)[,;]?\s*\Z", re.DOTALL)
_FUNCTION_END = re.compile(r"^[ \t]*(?:end|endfunction|end_function)\b[^\n]*", re.MULTILINE)
#: How many lines a loop may have that is to be computed.
_LONGEST_BLOCK = 400
_WORD = re.compile(r"[A-Za-z_]\w*")
#: Names that a line sets, where its value can't be computed.
_SETS = re.compile(r"(?P<name>[A-Za-z_]\w*)\s*(?:[({.][^=]*?)?=(?!=)")
_SETS_SEVERAL = re.compile(r"\[(?P<names>[^\]=]*)\]\s*=(?!=)")
#: Statements that a driver of MATLAB's carries out where they stand; others hold wherever.
_CARRIED_OUT = frozenset({"initval", "endval", "histval", "shocks"})


def pass_over(reading: Reading, splitter: Splitter, word: str) -> bool:
    """Keep a statement in a block of MATLAB's that is not carried out as a line for MATLAB."""
    if all(branch.open for branch in reading.branches):
        return False
    opens_block = splitter.follows(r"(;|\()")
    if (word in _CARRIED_OUT or word in KEPT_BLOCKS) and opens_block:
        piece = splitter.block(word)
    elif (word in COMMANDS and not splitter.follows(r"\.")) or (
        reading.kinds.get(word) == PARAMETER and splitter.follows(r"=(?!=)")
    ):
        piece = splitter.statement(word)
    else:
        return False
    at = reading.source.locate(piece.first)
    text = reading.source.text[piece.first : piece.last].strip()
    undecided = any(branch.state == "unknown" for branch in reading.branches)
    _note(reading, word)
    inside = (word,) if undecided else ()
    reading.statements.append(Native(text, at, "" if undecided else "if", inside))
    return True


def _note(reading: Reading, *words: str) -> None:
    """Write into the line that opened an undecided block what stands in it."""
    branch = next((b for b in reading.branches if b.state == "unknown"), None)
    if branch is None:
        return
    opening = reading.statements[branch.place]
    assert isinstance(opening, Native)
    inside = tuple(dict.fromkeys((*opening.inside, *words)))
    reading.statements[branch.place] = dataclasses.replace(opening, inside=inside)


def native_piece(splitter: Splitter, word: str) -> Piece:
    """The statement of MATLAB's that comes next.

    A loop or a choice whose parts are arithmetic is one statement; of any other only the line that
    opens it is, so that what stands in it is read like the rest of the file.
    """
    if word == "function":
        end = _FUNCTION_END.search(splitter.text, splitter.place)
        return splitter.until(word, end.end() if end else len(splitter.text))
    if word in ("for", "parfor", "while", "if"):
        last = _end_of_block(splitter.text, splitter.place)
        if last is not None and _arithmetic(splitter.text[splitter.place : last]):
            return splitter.until(word, last)
    if word in _ALONE or (word == "end" and not splitter.follows(r"=")):
        return splitter.until(word, splitter.place + len(word))
    if word not in _WITH_CONDITION:
        return splitter.native(word)
    first = splitter.place
    line = splitter.line(word)
    try:
        return Piece(word, first, splitter.back(first + header(splitter.text[first : line.last])))
    except NotReadError:
        return line


def _end_of_block(text: str, first: int) -> int | None:
    """Where the block that opens here is closed; None when it is not, or not soon."""
    depth, lines = 0, 0
    try:
        nearby = text[first : _nth_line(text, first, _LONGEST_BLOCK)]
        brackets = 0
        for token in tokens(nearby, cut=True):
            lines += token.kind == "newline"
            if token.kind == "symbol":
                brackets += (token.text in "([{") - (token.text in ")]}")
            elif token.kind == "name" and not brackets:
                depth += (token.text in _OPENING) - (token.text in _CLOSING)
                if depth == 0:
                    return first + token.at + len(token.text)
    except NotReadError:
        pass
    return None


def _nth_line(text: str, first: int, lines: int) -> int:
    at = first
    for _ in range(lines):
        at = text.find("\n", at) + 1
        if not at:
            return len(text)
    return at


def _arithmetic(block: str) -> bool:
    """Whether a block is made of arithmetic alone, with no statement of the model language."""
    try:
        steps = read_steps(block, IGNORED)
    except NotReadError:
        return False
    return not called(steps) & (COMMANDS | KEPT_BLOCKS | _CARRIED_OUT | {"model"})


def read_native(reading: Reading, piece: Piece, text: str) -> None:
    """A statement of MATLAB's: kept, and what it sets taken over where that is arithmetic."""
    line = text[piece.first : piece.last].strip()
    first = piece.first + text[piece.first : piece.last].index(line)
    at = reading.source.locate(first)
    try:
        steps = read_steps(line, IGNORED) if piece.word != "function" else ()
    except NotReadError:
        steps = ()
    words = _words(line)
    if not steps and words and (words[0] in _CONTROL or _depth(words)):
        _control(reading, line, first, at, words)
        return
    if not all(branch.open for branch in reading.branches):
        if steps and any(branch.state == "unknown" for branch in reading.branches):
            for name in assigned(steps):
                _forget(reading, name, at)
        reading.statements.append(Native(line, at))
        return
    place = len(reading.statements)
    understood = _understood(reading, steps, at) if steps else ""
    native = Native(line, at, understood, steps=steps)
    if not understood:
        _not_understood(reading, native)
    reading.statements.insert(place, native)


def _not_understood(reading: Reading, line: Native) -> None:
    """What a line sets is not known from here on; a parameter set in a loop stays as it is."""
    if ignored(line.steps):
        return
    if line.steps:
        for name in assigned(line.steps):
            _forget(reading, name, line.at)
    elif several := _SETS_SEVERAL.match(line.text):
        for name in _WORD.findall(several.group("names")):
            _forget(reading, name, line.at)
    elif one := _SETS.match(line.text):
        _forget(reading, one.group("name"), line.at)
    if sets_anything(line):
        reading.opaque = reading.opaque or line.at


def _forget(reading: Reading, name: str, at: Location) -> None:
    if reading.kinds.get(name) is None and name.partition(".")[0] not in STRUCTURES:
        reading.workspace.pop(name, None)
        reading.unknown[name] = at


def _words(line: str) -> list[str]:
    """Words outside quotes and brackets: an ``end`` in brackets is an index."""
    text = _QUOTED.sub(" ", line)
    while (shorter := _ENCLOSED.sub(" ", text)) != text:
        text = shorter
    return re.findall(r"(?<![\w.])[A-Za-z_]\w*", text)


def _depth(words: list[str]) -> int:
    """How many blocks more stand open behind a line than before it."""
    return sum(w in _OPENING for w in words) - sum(w in _CLOSING for w in words)


def _control(reading: Reading, line: str, first: int, at: Location, words: list[str]) -> None:
    """A line that opens, turns or closes blocks."""
    branches, place, more = reading.branches, len(reading.statements), _depth(words)
    inside = tuple(dict.fromkeys(w for w in words if w in COMMANDS or w in KEPT_BLOCKS))
    opened = []
    if words[0] == "if" and more > 0:
        opened.append(_decided(reading, line, first) or "unknown")
    elif words[0] == "try" and more > 0:
        opened.append("taken")
    elif words[0] in _OTHER_BRANCHES and branches:
        _turn(reading, branches[-1], words[0], line, first)
    opened += ["unknown"] * (more - len(opened))
    decided = not inside and "unknown" not in opened and (
        bool(opened) or words[0] not in _OPENING
    )  # fmt: skip
    reading.statements.append(Native(line, at, "if" if decided else "", inside))
    branches += [Branch(state, place) for state in opened]
    del branches[max(len(branches) + min(more, 0), 0) :]


def _turn(reading: Reading, branch: Branch, word: str, line: str, first: int) -> None:
    if branch.state == "taken":
        branch.state = "done"
    elif branch.state == "waiting":
        decided = "taken" if word == "else" else _decided(reading, line, first)
        branch.state = decided or "unknown"


def _decided(reading: Reading, line: str, first: int) -> str:
    """Whether the branch of an ``if`` is taken; empty where its condition is not known."""
    found = _CONDITION.match(line)
    if found is None:
        return ""
    try:
        return "taken" if holds(value_of(read_expression(found["value"]), reading)) else "waiting"
    except (NotReadError, NotKnownError):
        return ""


def _understood(reading: Reading, steps: tuple[Step, ...], at: Location) -> str:
    """Take over what statements set; the names that they set, or nothing."""
    try:
        done = carry_out(steps, reading)
        taken = effects(done, reading, reading.of(PARAMETER), reading.of(EXOGENOUS))
    except NotKnownError:
        return ""
    if taken.at_run:
        return ""
    for name, value in taken.workspace.items():
        reading.workspace[name] = value
        reading.workspace_at.setdefault(name, at)
        reading.unknown.pop(name, None)
    for name, number in taken.parameters.items():
        reading.unknown.pop(name, None)
        if name not in reading.given:
            reading.values[name] = number
            node = reading.graph.number(number)
            reading.statements.append(ParameterValue(name, number, at, node))
    moments = [
        ShockMoment(m.kind, m.names, Value(reading.graph.number(m.value), m.value), at)
        for m in taken.moments
    ]
    if moments:
        options = {"overwrite": ""} if taken.whole else {}
        reading.statements.append(Shocks(tuple(moments), (), at, options))
    return ", ".join(taken.names)
