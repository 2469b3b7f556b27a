"""The YAML of case files: plain content, and where each part of it stands.

Values are kept as they are written, since YAML would read ``2008-09`` as text but ``2008-09-30``
as a date and ``no`` as false; the schema says what each is meant to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml

from tinbergen.core import limits
from tinbergen.core.errors import Location, TinbergenError, together
from tinbergen.core.text import Text

Made = TypeVar("Made")
#: Keys of a place in the document: ("targets", 0, "variable").
Place = tuple[str | int, ...]

_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class _Source:
    """A file's name and its lines."""

    name: str
    lines: Sequence[str]

    def at(self, line: int, column: int) -> Location:
        """A place counted from zero, as YAML counts."""
        shown = self.lines[line] if line < len(self.lines) else None
        return Location(self.name, line + 1, column + 1, shown)

    def mark(self, mark: Any) -> Location:
        return Location(self.name) if mark is None else self.at(mark.line, mark.column)


class Positions:
    """Where each part of a document stands in its file, and the faults found in it so far."""

    def __init__(self, source: _Source, root: yaml.Node | None) -> None:
        self._source = source
        self._marks = dict(_walk(root, ())) if root is not None else {}
        self.faults: list[TinbergenError] = []

    def note(self, *faults: TinbergenError) -> None:
        """Faults that are told together, with others that are still to be found."""
        self.faults += faults

    def attempt(self, step: Callable[[], Made]) -> Made | None:
        """What a step makes; None, its fault noted, where it can't."""
        try:
            return step()
        except TinbergenError as fault:
            self.note(fault)
            return None

    def settle(self) -> None:
        """Raises all faults noted, those of the file in the order of its lines."""
        if not self.faults:
            return
        own = {(f.code, str(f.at), str(f)): f for f in self.faults}.values()
        raise together(sorted(own, key=self._order))

    def _order(self, fault: TinbergenError) -> tuple[bool, int, int]:
        at = fault.at
        if at is None or at.file != self._source.name:
            return True, 0, 0
        return False, at.line or 0, at.column or 0

    def at(self, *place: str | int) -> Location:
        """The place, or the nearest one around it that is known."""
        while place and place not in self._marks:
            place = place[:-1]
        mark = self._marks.get(place)
        return self._source.at(0, 0) if mark is None else self._source.mark(mark)

    def wrong(
        self, *place: str | int, problem: Text | str, hint: str | None = None
    ) -> TinbergenError:
        """L003: what stands at the place is wrong, and how."""
        said = ".".join(map(str, place))
        return TinbergenError("L003", at=self.at(*place), hint=hint, place=said, problem=problem)


def parse(text: str, name: str) -> tuple[Any, Positions]:
    """The content of a YAML text as dicts, lists, strings and None, and its positions.

    Raises
    ------
    TinbergenError
        L001 no YAML, C240 too large or too deep, L005 aliases, L016 when a key is written twice.
    """
    limits.check("case_characters", len(text), Location(name))
    source = _Source(name, text.splitlines())
    try:
        _check_events(text, source)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        return _content(root, source), Positions(source, root)
    except yaml.MarkedYAMLError as fault:
        raise _explain(fault, source) from None
    except yaml.reader.ReaderError as fault:
        raise _unreadable(text, fault.position, source) from None


def _walk(node: yaml.Node, place: Place) -> Iterator[tuple[Place, Any]]:
    yield place, node.start_mark
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _walk(value, (*place, key.value))
            yield (*place, key.value, "__key__"), key.start_mark
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            yield from _walk(value, (*place, i))


def _check_events(text: str, source: _Source) -> None:
    """Aliases are refused, since they can make a small file huge, and so are tags."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
        at = source.mark(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            raise TinbergenError("L005", at=at)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if count > limits.most("case_parts"):
            raise limits.exceeded("case_parts", None, at)
        limits.check("nesting", depth, at)
        if getattr(event, "tag", None) is not None:
            raise TinbergenError("L001", at=source.mark(event.start_mark), problem=_TAG)


def _content(node: yaml.Node | None, source: _Source) -> Any:
    if isinstance(node, yaml.MappingNode):
        content: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise TinbergenError("L001", at=source.mark(key.start_mark), problem=_KEY)
            if key.value in content:
                raise TinbergenError("L016", at=source.mark(key.start_mark), key=key.value)
            content[key.value] = _content(value, source)
        return content
    if isinstance(node, yaml.SequenceNode):
        return [_content(value, source) for value in node.value]
    return None if node is None or node.tag == _NULL else node.value


def _explain(fault: yaml.MarkedYAMLError, source: _Source) -> TinbergenError:
    """PyYAML's own words, where they are not among the usual ones."""
    said = fault.problem or "?"
    problem = next((text for start, text in _PROBLEMS.items() if said.startswith(start)), None)
    mark = fault.context_mark if problem in _BEGUN_BEFORE else fault.problem_mark
    return TinbergenError("L001", at=source.mark(mark), problem=problem or said)


def _unreadable(text: str, position: int, source: _Source) -> TinbergenError:
    before = text[:position].splitlines() or [""]
    problem = _CONTROL.fill(character=f"U+{ord(text[position]):04X}")
    return TinbergenError("L001", at=source.at(len(before) - 1, len(before[-1])), problem=problem)


_CONTROL = Text(
    "it holds the control character {character}; is it a text file?",
    "含有控制字符 {character}；这是文本文件吗？",
)
_KEY = Text("a key must be a word", "键必须是一个词")
_TAG = Text("tags such as !!name are not allowed", "不得使用 !!name 之类的标签")
_COLON = Text("a colon is missing", "缺少冒号")
_QUOTATION = Text("a quotation that does not end", "引号没有闭合")
_BRACKET = Text(
    "a bracket that does not end, or a comma that is missing", "括号没有闭合，或缺少逗号"
)
#: PyYAML notices these after the place where they begin.
_BEGUN_BEFORE = (_COLON, _QUOTATION, _BRACKET)
_PROBLEMS = {
    "mapping values are not allowed": Text(
        "a second colon, or wrong indentation; put quotes around texts that contain ': '",
        "多了一个冒号，或缩进有误；含有“: ”的文字请加引号",
    ),
    "found character '\\t'": Text("a tab; indent with spaces", "制表符；请用空格缩进"),
    "found unexpected end of stream": _QUOTATION,
    "could not find expected ':'": _COLON,
    "expected ',' or": _BRACKET,
    "expected <block end>": Text(
        "the indentation does not fit the lines above", "缩进与上文不一致"
    ),
    "but found another document": Text("a second document (---)", "出现第二个文档（---）"),
}
