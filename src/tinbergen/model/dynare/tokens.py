"""A cursor over tokens: look, take, demand."""

from __future__ import annotations

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.text import Text
from tinbergen.model.dynare.lexer import Source, Token, tokens

_END = Text("the end", "文件结尾")


class Stream:
    """Tokens, and where a reader stands among them: look, take.

    ``_words`` is the kind of tokens that, besides symbols, are asked for by their text.
    """

    _words = "name"

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0

    @property
    def token(self) -> Token:
        return self._tokens[self._next]

    def peek(self, ahead: int = 1) -> Token:
        return self._tokens[min(self._next + ahead, len(self._tokens) - 1)]

    def advance(self) -> Token:
        token = self._tokens[self._next]
        if token.kind != "end":
            self._next += 1
        return token

    def at(self, *texts: str) -> bool:
        """Whether a symbol or word of these texts comes next."""
        token = self._tokens[self._next]
        return token.text in texts and token.kind in ("symbol", self._words)

    def take(self, text: str) -> bool:
        """Pass over ``text`` if it comes next."""
        if self.at(text):
            self._next += 1
            return True
        return False


class Cursor(Stream):
    """Where the parser stands in a source, or in a part of it.

    Words of the language may be written in capitals.
    """

    def __init__(self, source: Source, first: int = 0, last: int | None = None) -> None:
        super().__init__(tokens(source, first, last))
        self.source = source

    def at(self, *texts: str) -> bool:
        token = self.token
        return super().at(*texts) or (token.kind == self._words and token.text.lower() in texts)

    def demand(self, text: str, after: Text | str) -> Token:
        """Pass over ``text``, which must come next.

        Raises
        ------
        TinbergenError
            M003 when something else comes.
        """
        if not self.at(text):
            raise self.fault(f"'{text}'", after)
        return self.advance()

    def demand_kind(self, kind: str, expected: Text | str, after: Text | str) -> Token:
        if self.token.kind != kind:
            raise self.fault(expected, after)
        return self.advance()

    def where(self, token: Token | None = None) -> Location:
        return self.source.locate((token or self.token).at)

    def fault(
        self, expected: Text | str, after: Text | str, token: Token | None = None
    ) -> TinbergenError:
        """M003: something else than ``expected`` stands ``after`` something."""
        found = token or self.token
        shown = repr(found.text)[:40] if found.kind != "end" else _END
        return TinbergenError(
            "M003", at=self.where(found), expected=expected, after=after, found=shown
        )
