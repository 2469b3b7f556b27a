"""Texts that stand on both sides of a split, word for word or nearly.

Near repeats share most of their runs of three words (shingles): their Jaccard index is at least
:data:`NEAR` (Broder, 1997, *On the resemblance and containment of documents*). Candidates come from
an inverted index, so nothing is compared that shares no run.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tinbergen.core.result import Result

if TYPE_CHECKING:
    import pandas as pd

#: Jaccard index of shingles from which two texts are near repeats.
NEAR = 0.7
_RUN = 3
#: A run of words in more texts than this tells nothing of any.
_COMMON = 200
_WORD = re.compile(r"[^\W_]+")
#: Han, kana and hangul are written without blanks: each character is a word.
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Repeats(Result):
    """``pairs`` of positions (row of the first side, row of the second), the closest first;
    ``likeness`` is the Jaccard index of each, 1 for texts that agree word for word."""

    pairs: tuple[tuple[int, int], ...]
    likeness: tuple[float, ...]

    @property
    def exact(self) -> int:
        """Pairs that agree word for word."""
        return sum(value == 1.0 for value in self.likeness)

    def to_frame(self) -> pd.DataFrame:
        """One row a pair."""
        import pandas as pd

        return pd.DataFrame({"first": [i for i, _ in self.pairs],
                             "second": [j for _, j in self.pairs],
                             "likeness": self.likeness})  # fmt: skip


def words_of(text: str) -> list[str]:
    """Words in lower case without punctuation; each character of scripts without blanks."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _WORD.findall(_DENSE.sub(lambda found: f" {found.group()} ", plain))


def fingerprints(texts: Iterable[str]) -> list[str]:
    """16 hexadecimal digits a text, of its words alone: whether two agree can be asked of these,
    what a text said can't. Each once, sorted."""
    said = {" ".join(words_of(text)) for text in texts}
    return sorted(hashlib.sha256(words.encode()).hexdigest()[:16] for words in said)


def find_repeats(texts: Sequence[str], first: Iterable[int], second: Iterable[int]) -> Repeats:
    """Pairs of rows, one of each side, whose texts are the same or nearly so."""
    same: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    index: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    other = {}
    for j in map(int, second):
        words = tuple(words_of(texts[j]))
        same[words].append(j)
        other[j] = _shingles(words)
        for run in other[j]:
            index[run].append(j)
    found: list[tuple[float, int, int]] = []
    for i in map(int, first):
        words = tuple(words_of(texts[i]))
        own = _shingles(words)
        exact = set(same.get(words, ()))
        found += [(1.0, i, j) for j in exact]
        shared: Counter[int] = Counter()
        for run in own:
            if len(index.get(run, ())) <= _COMMON:
                shared.update(index.get(run, ()))
        for j, many in shared.items():
            likeness = many / (len(own) + len(other[j]) - many)
            if likeness >= NEAR and j not in exact:
                found.append((likeness, i, j))
    found.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    return Repeats(tuple((i, j) for _, i, j in found), tuple(value for value, _, _ in found))


def repeated(texts: Sequence[str], known: Sequence[str]) -> set[int]:
    """Places of those texts that stand among others, word for word or nearly."""
    both = [*known, *texts]
    found = find_repeats(both, range(len(known)), range(len(known), len(both)))
    return {j - len(known) for _, j in found.pairs}


def _shingles(words: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """Runs of three words; a shorter text is one run."""
    return frozenset(words[k : k + _RUN] for k in range(max(len(words) - _RUN + 1, 1)))
