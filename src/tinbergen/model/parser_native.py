"""Lines for MATLAB in a model file: what is understood of them, and what stands inside them.

Scalars, and values of parameters and shocks that are plain arithmetic, are understood. A branch of
``if`` is taken where its condition is such arithmetic; what stands in other branches and in loops
is not carried out, and the line that opens them says so. Nothing is ever executed.
"""

from __future__ import annotations

import dataclasses
import re

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.model.expression import Node
from tinbergen.model.native import Branch
from tinbergen.model.parser_commands import COMMANDS, KEPT_BLOCKS
from tinbergen.model.reading import DETERMINISTIC, EXOGENOUS, PARAMETER, Reading
from tinbergen.model.splitter import Piece, Splitter
from tinbergen.model.statements import Native, ParameterValue, ShockMoment, Shocks, Value

_SCALAR = re.compile(r"(?P<name>[A-Za-z_]\w*)\s*=(?!=)\s*(?P<value>.*?);?\s*$", re.DOTALL)
_SET_VALUE = re.compile(
    r"set_param_value\(\s*['\"](?P<name>\w+)['\"]\s*,(?P<value>.*)\)\s*;?\s*$", re.DOTALL
)
_STDERR = re.compile(
    r"set_shock_stderr_value\(\s*['\"](?P<name>\w+)['\"]\s*,(?P<value>.*)\)\s*;?\s*$", re.DOTALL
)
#: A place in a list by name, or by number.
_PLACE = (
    r"(?:(?:find\s*\(\s*)?(?:strmatch|strcmp)\s*\([^()]*['\"](?P<{name}>{word})['\"][^()]*\)\s*\)?"
    r"|(?P<{number}>\d{{1,9}}))"
)
_PARAMETER = re.compile(
    r"M_\.params\s*\(\s*" + _PLACE.format(name="name", word=r"(?!exact)\w+", number="number")
    + r"\s*\)\s*=(?!=)(?P<value>.*?);?\s*$", re.DOTALL,
)  # fmt: skip
_COVARIANCE = re.compile(
    r"M_\.Sigma_e\s*\(\s*" + _PLACE.format(name="name", word=r"(?!exact)\w+", number="number")
    + r"\s*,\s*" + _PLACE.format(name="name2", word=r"(?!exact)\w+", number="number2")
    + r"\s*\)\s*=(?!=)(?P<value>.*?);?\s*$", re.DOTALL,
)  # fmt: skip

_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
_ENCLOSED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_OPENING = frozenset({"for", "parfor", "while", "if", "switch", "try"})
_CLOSING = frozenset({"end", "endfor", "endwhile", "endif", "endswitch", "end_try_catch"})
_OTHER_BRANCHES = frozenset({"else", "elseif", "case", "otherwise", "catch"})
_CONTROL = _OPENING | _CLOSING | _OTHER_BRANCHES
_CONDITION = re.compile(r"(?:else)?if\b(?P<value>[^,;\n]*)")
#: A line with nothing behind its condition, or its word.
_BEHIND = re.compile(r"(?:(?:else)?if\b[^,;\n]*|[A-Za-z_]+)\s*[,;]?\s*")
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


def read_native(reading: Reading, piece: Piece, text: str) -> None:
    """A line for MATLAB: kept, and understood where it is plain arithmetic."""
    line = text[piece.first : piece.last].strip()
    first = piece.first + text[piece.first : piece.last].index(line)
    at = reading.source.locate(piece.first)
    words = _words(line)
    if words and (words[0] in _CONTROL or _depth(words)):
        _control(reading, line, first, at, words)
        return
    understood = ""
    if all(branch.open for branch in reading.branches):
        understood = _understood(reading, line, first, at)
    reading.statements.append(Native(line, at, understood))


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
    alone = not inside and _BEHIND.fullmatch(line) is not None
    decided = alone and "unknown" not in opened and (bool(opened) or words[0] not in _OPENING)
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
    if found is None or not found.group("value").strip():
        return ""
    node = _arithmetic(reading, first + found.start("value"), first + found.end("value"))
    if node is None:
        return ""
    return "taken" if reading.graph.evaluate(node, reading.lookup()) else "waiting"


def _understood(reading: Reading, line: str, first: int, at: Location) -> str:
    """Carry out an assignment of plain arithmetic; the name it sets, or nothing."""
    for pattern, assign in (
        (_SET_VALUE, _set_parameter),
        (_PARAMETER, _set_parameter),
        (_STDERR, _set_deviation),
        (_COVARIANCE, _set_variance),
        (_SCALAR, _set_scalar),
    ):
        match = pattern.match(line)
        if match is None:
            continue
        node = _arithmetic(reading, first + match.start("value"), first + match.end("value"))
        return assign(reading, match, node, at) if node is not None else ""
    return ""


def _arithmetic(reading: Reading, first: int, last: int) -> Node | None:
    """The expression, where it is one and has a value as of now."""
    try:
        cursor = reading.cursor(first, last)
        node = reading.outside(cursor).parse()
        if cursor.token.kind != "end":
            return None
        reading.evaluate(node, "", reading.source.locate(first))
    except TinbergenError:
        return None
    return node


def _listed(match: re.Match[str], suffix: str, names: tuple[str, ...]) -> str | None:
    """The name that a place in a list of names means."""
    number = match.groupdict().get(f"number{suffix}")
    if number is not None:
        return names[int(number) - 1] if 0 < int(number) <= len(names) else None
    name = match.group(f"name{suffix}")
    return name if name in names else None


def _set_parameter(reading: Reading, match: re.Match[str], node: Node, at: Location) -> str:
    name = _listed(match, "", reading.of(PARAMETER))
    if name is None:
        return ""
    value = reading.graph.evaluate(node, reading.lookup())
    if name not in reading.given:
        reading.values[name] = value
        reading.statements.append(ParameterValue(name, value, at, node))
    return name


def _set_scalar(reading: Reading, match: re.Match[str], node: Node, at: Location) -> str:
    name = match.group("name")
    if name in reading.of(PARAMETER):
        return _set_parameter(reading, match, node, at)
    reading.workspace[name] = reading.graph.evaluate(node, reading.lookup())
    reading.workspace_at.setdefault(name, at)
    return name


def _set_deviation(reading: Reading, match: re.Match[str], node: Node, at: Location) -> str:
    name = _listed(match, "", reading.of(EXOGENOUS))
    return _shock(reading, name, "stderr", node, at)


def _set_variance(reading: Reading, match: re.Match[str], node: Node, at: Location) -> str:
    """Only the diagonal: an entry beside it, alone, would leave a matrix that is not symmetric."""
    shocks = reading.of(EXOGENOUS, DETERMINISTIC)
    name = _listed(match, "", shocks)
    return _shock(reading, name if name == _listed(match, "2", shocks) else None, "variance",
                  node, at)  # fmt: skip


def _shock(reading: Reading, name: str | None, kind: str, node: Node, at: Location) -> str:
    if name is None:
        return ""
    value = Value(node, reading.graph.evaluate(node, reading.lookup()))
    reading.statements.append(Shocks((ShockMoment(kind, (name,), value, at),), (), at))
    return name
