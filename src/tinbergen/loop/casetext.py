"""The YAML of case files: plain content, and where each part of it stands.

Values are kept as they are written, since YAML would read ``2008-09`` as text but ``2008-09-30``
as a date and ``no`` as false; the schema says what each is meant to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.text import Text

#: Keys of a place in the document: ("targets", 0, "variable").
Place = tuple[str | int, ...]

_LARGEST = 1_000_000
_MOST_EVENTS = 20_000
_NULL = "tag:yaml.org,2002:null"


class Positions:
    """Where each part of a document stands in its file."""

    def __init__(self, name: str, lines: Sequence[str], root: yaml.Node | None) -> None:
        self._name = name
        self._lines = lines
        self._marks: dict[Place, tuple[int, int]] = {}
        for place, mark in _walk(root, ()) if root is not None else ():
            self._marks[place] = (mark.line, mark.column)

    def at(self, *place: str | int) -> Location:
        """The place, or the nearest one around it that is known."""
        while place and place not in self._marks:
            place = place[:-1]
        return _location(self._name, self._lines, *self._marks.get(place, (0, 0)))


def parse(text: str, name: str) -> tuple[Any, Positions]:
    """The content of a YAML text as dicts, lists, strings and None, and its positions.

    Raises
    ------
    TinbergenError
        L001 no YAML, L005 too large, L016 when a key is written twice.
    """
    if len(text) > _LARGEST:
        raise TinbergenError("L005", at=Location(name), largest=_LARGEST)
    lines = text.splitlines()
    try:
        _check_events(text, name, lines)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        positions = Positions(name, lines, root)
        return _content(root, name, lines), positions
    except yaml.MarkedYAMLError as fault:
        raise _explain(fault, name, lines) from None
    except yaml.reader.ReaderError as fault:
        before = text[: fault.position].splitlines() or [""]
        at = _location(name, lines, len(before) - 1, len(before[-1]))
        raise TinbergenError(
            "L001", at=at, problem=_CONTROL.fill(character=f"U+{ord(text[fault.position]):04X}")
        ) from None
    except RecursionError:
        raise TinbergenError("L001", at=Location(name), problem=_DEEP) from None


def _location(name: str, lines: Sequence[str], line: int, column: int) -> Location:
    return Location(name, line + 1, column + 1, lines[line] if line < len(lines) else None)


def _walk(node: yaml.Node, place: Place) -> Iterator[tuple[Place, yaml.Mark]]:
    yield place, node.start_mark
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _walk(value, (*place, str(key.value)))
            yield (*place, str(key.value), "__key__"), key.start_mark
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            yield from _walk(value, (*place, i))


def _check_events(text: str, name: str, lines: Sequence[str]) -> None:
    """Aliases are refused, since they can make a small file huge, and so are tags."""
    for count, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent) or count > _MOST_EVENTS:
            at = _location(name, lines, mark.line, mark.column)
            raise TinbergenError("L005", at=at, largest=_LARGEST)
        if getattr(event, "tag", None) is not None:
            at = _location(name, lines, mark.line, mark.column)
            raise TinbergenError("L001", at=at, problem=_TAG)


def _content(node: yaml.Node | None, name: str, lines: Sequence[str]) -> Any:
    if isinstance(node, yaml.MappingNode):
        content: dict[str, Any] = {}
        for key, value in node.value:
            mark = key.start_mark
            if not isinstance(key, yaml.ScalarNode):
                at = _location(name, lines, mark.line, mark.column)
                raise TinbergenError("L001", at=at, problem=_KEY)
            if key.value in content:
                at = _location(name, lines, mark.line, mark.column)
                raise TinbergenError("L016", at=at, key=key.value)
            content[key.value] = _content(value, name, lines)
        return content
    if isinstance(node, yaml.SequenceNode):
        return [_content(value, name, lines) for value in node.value]
    return None if node is None or node.tag == _NULL else node.value


def _explain(fault: yaml.MarkedYAMLError, name: str, lines: Sequence[str]) -> TinbergenError:
    """PyYAML's own words, where they are not among the usual ones."""
    mark = fault.problem_mark
    if fault.context_mark and (mark is None or mark.line >= len(lines)):
        mark = fault.context_mark
    said = fault.problem or "?"
    problem = next((text for start, text in _PROBLEMS.items() if said.startswith(start)), said)
    at = Location(name) if mark is None else _location(name, lines, mark.line, mark.column)
    return TinbergenError("L001", at=at, problem=problem)


_CONTROL = Text(
    "it holds the control character {character}; is it a text file?",
    "含有控制字符 {character}；这是文本文件吗？",
)
_DEEP = Text("it is nested too deeply", "嵌套过深")
_KEY = Text("a key must be a word", "键必须是一个词")
_TAG = Text("tags such as !!name are not allowed", "不得使用 !!name 之类的标签")
_PROBLEMS = {
    "mapping values are not allowed": Text(
        "a second colon; put quotes around texts that contain ': '",
        "多了一个冒号；含有“: ”的文字请加引号",
    ),
    "found character '\\t'": Text(
        "a tab; indent with spaces", "制表符；请用空格缩进"
    ),
    "found unexpected end of stream": Text(
        "a quotation that does not end", "引号没有闭合"
    ),
    "could not find expected ':'": Text("a colon is missing", "缺少冒号"),
    "expected <block end>": Text(
        "the indentation does not fit the lines above", "缩进与上文不一致"
    ),
    "but found another document": Text(
        "a second document (---)", "出现第二个文档（---）"
    ),
}  # fmt: skip
