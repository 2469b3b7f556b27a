"""XML from strangers: read without document types, entities of its own or anything from outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from tinbergen.core import limits
from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.files import read_text
from tinbergen.model.dynare.lexer import Source

#: Forty times the size of the largest model known.


@dataclass(slots=True)
class Element:
    """A tag with its text (children's apart) and children.

    ``content`` is the offset in the source at which the text begins.
    """

    tag: str
    content: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, tag: str) -> Iterator[Element]:
        return (child for child in self.children if child.tag == tag)

    def find(self, tag: str) -> Element | None:
        return next(self.all(tag), None)

    def words(self, tag: str) -> str:
        """The text of the first child of this name, blanks run together; empty without one."""
        found = self.find(tag)
        return " ".join(found.text.split()) if found else ""


def read_xml(path: str | Path) -> tuple[Element, Source]:
    """The root of an XML file, and its text to cite places in.

    Raises
    ------
    TinbergenError
        C005 when the file can't be read, M060 when it is not XML, M061 when it declares a document
        type or entities, C240 when it is too large or too deep.
    """
    source = Source(str(path), read_text(path))
    return _Reader(source).root(), source


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._bytes = source.text.encode()
        self._document = Element("", 0)
        self._open = [self._document]
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.buffer_text = True

    def root(self) -> Element:
        try:
            self._parser.Parse(self._bytes, True)
        except expat.ExpatError as fault:
            raise TinbergenError(
                "M060",
                at=self._source.locate(self._offset(self._parser.ErrorByteIndex)),
                detail=expat.ErrorString(fault.code),
            ) from None
        return self._document.children[0]

    def _offset(self, byte: int) -> int:
        return len(self._bytes[:byte].decode(errors="ignore"))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        if len(self._open) > limits.most("nesting"):
            raise limits.exceeded("nesting", None, self._source.locate(self._offset(start)))
        content = self._bytes.find(b">", start) + 1
        element = Element(tag, content)
        self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, tag: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].text += text

    def _doctype(self, *declared: object) -> None:
        raise TinbergenError(
            "M061", at=self._source.locate(self._offset(self._parser.CurrentByteIndex))
        )


def place(source: Source, element: Element, at: int) -> Location:
    """Where character ``at`` of an element's text stands, counting ``&gt;`` and its like as one."""
    raw = source.text.encode()[element.content :].decode(errors="ignore")
    offset = 0
    for _ in range(at):
        offset = raw.find(";", offset) + 1 if raw[offset] == "&" else offset + 1
    return source.locate(len(source.text) - len(raw) + offset)
