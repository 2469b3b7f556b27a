"""Words that insult, threaten or degrade, looked for in texts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.files import read_text
from tinbergen.core.result import Result

if TYPE_CHECKING:
    import pandas as pd

_DENSE = re.compile(r"[\u3400-\u9fff]")
OWN = Path(__file__).parent / "harm.yaml"


@dataclass(frozen=True, slots=True)
class Harm(Result):
    """``found``: kind of word -> positions of the texts that have one; ``texts`` were looked at."""

    texts: int
    found: Mapping[str, tuple[int, ...]]

    def to_frame(self) -> pd.DataFrame:
        """Texts a kind."""
        import pandas as pd

        counts = {kind: len(rows) for kind, rows in self.found.items()}
        return pd.DataFrame({"texts": counts})


def read_harm(path: str | Path = OWN) -> dict[str, tuple[str, ...]]:
    """A list of words by kind, from YAML: ``kind: [word, …]``.

    Raises
    ------
    TinbergenError
        T162 when it is no such list; C005.
    """
    try:
        found = yaml.safe_load(read_text(path))
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        detail = " ".join(str(fault).split())[:160]
        raise TinbergenError("T162", at=Location(str(path)), detail=detail) from None
    if not isinstance(found, dict):
        raise TinbergenError("T162", at=Location(str(path)), detail=type(found).__name__)
    for kind, words in found.items():
        if not isinstance(words, list) or not all(isinstance(w, str) and w for w in words):
            raise TinbergenError("T162", at=Location(str(path)), detail=kind)
    return {str(kind): tuple(words) for kind, words in found.items()}


def find_harm(texts: Sequence[str], words: Mapping[str, Sequence[str]]) -> Harm:
    """Texts that have a word of a list, whole words only; upper and lower case are the same."""
    found = {}
    for kind, listed in words.items():
        parts = [
            re.escape(w) if _DENSE.search(w) else rf"(?<!\w){re.escape(w)}(?!\w)" for w in listed
        ]
        pattern = re.compile("|".join(parts), re.IGNORECASE)
        found[kind] = tuple(i for i, text in enumerate(texts) if parts and pattern.search(text))
    return Harm(len(texts), found)
