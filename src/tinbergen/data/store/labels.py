"""Names as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tinbergen.data.store.table import Ints


@dataclass(frozen=True, slots=True)
class Labels:
    """A column of texts: ``codes`` (rows,) into ``names``, each of which stands once."""

    names: Sequence[str]
    codes: Ints

    @classmethod
    def of(cls, texts: Iterable[str]) -> Labels:
        """Of a text each row; blanks around one do not count."""
        known: dict[str, int] = {}
        codes = [known.setdefault(text, len(known)) for text in texts]
        return cls.coded(list(known), np.array(codes, dtype=np.int64))

    @classmethod
    def coded(cls, names: Sequence[str], codes: Ints) -> Labels:
        """Of codes into names that may have blanks around them, or be equal."""
        known: dict[str, int] = {}
        table = [known.setdefault(name.strip(), len(known)) for name in names]
        return cls(list(known), np.array(table, dtype=np.int64)[codes])

    @classmethod
    def constant(cls, name: str, rows: int) -> Labels:
        return cls([name], np.zeros(rows, dtype=np.int64))

    def within(self, known: dict[str, int]) -> Ints:
        """The codes by a larger list of names, to which new ones are added."""
        table = [known.setdefault(name, len(known)) for name in self.names]
        return np.array(table, dtype=np.int64)[self.codes]

    def text(self, row: int) -> str:
        return self.names[int(self.codes[row])]

    def texts(self) -> list[str]:
        """The text of every row."""
        return [self.names[code] for code in self.codes.tolist()]

    def row_of(self, name: str) -> int:
        """The first row with that text."""
        return int(np.argmax(self.codes == list(self.names).index(name)))
