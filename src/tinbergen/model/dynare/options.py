"""The options of commands and blocks, as written."""

from __future__ import annotations

from tinbergen.core.text import Text
from tinbergen.model.dynare.lexer import Token
from tinbergen.model.dynare.tokens import Cursor

_OPTIONS = Text("the options", "选项")


def read_options(cursor: Cursor) -> dict[str, str]:
    """``(order=1, irf=20, noprint)``, if it comes next: empty values for bare words.

    Raises
    ------
    TinbergenError
        M003 when the parenthesis is not closed.
    """
    options: dict[str, str] = {}
    if not cursor.take("("):
        return options
    depth, words = 1, list[Token]()
    while depth:
        if cursor.token.kind == "end":
            raise cursor.fault("')'", _OPTIONS)
        token = cursor.advance()
        depth += (token.text in "([") - (token.text in ")]") if token.kind == "symbol" else 0
        if depth and not (token.text == "," and depth == 1):
            words.append(token)
            continue
        if words:
            options[words[0].text.lower()] = _joined(words[2:])
        words = []
    return options


def _joined(words: list[Token]) -> str:
    """Tokens as one text, with a blank where one parts two values of a list."""
    text = ""
    for before, word in zip([None, *words], words, strict=False):
        parted = before is not None and before.at + len(before.text) < word.at
        value = word.kind != "symbol" or word.text in "+-(["
        ended = before is not None and (before.kind != "symbol" or before.text in ")]")
        text += f" {word.text}" if parted and value and ended else word.text
    return text
