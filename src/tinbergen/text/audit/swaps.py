"""Names of countries, banks, parties and genders swapped: a label should not move.

The test of invariance of Ribeiro, Wu, Guestrin and Singh (2020), *Beyond accuracy: behavioral
testing of NLP models with CheckList*. Texts with a name of a kind are asked again with other names
of that kind.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from tinbergen.core.progress import Progress
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.text.labelled import Array
from tinbergen.text.model import TextModel
from tinbergen.text.scores import wilson

if TYPE_CHECKING:
    import pandas as pd

_NAMES = Path(__file__).parent / "names.yaml"
_SWAPPING = Text("Swap names", "替换名称")
#: Texts of a kind asked at most, and swaps of each.
_TEXTS, _SWAPS = 150, 3
_DENSE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Moved:
    """A text whose label moved, and the swapped text that moved it."""

    text: str
    swapped: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Kind:
    """Swaps of one kind of name.

    ``share`` is the mean over texts of the share of their swaps that move the label; ``lower`` to
    ``upper`` is Wilson's 95 percent interval with each text counted as one draw: it covers which
    texts were asked, not which names. ``own`` says whether they were the user's texts; where none
    has such a name, frames stand in.
    """

    name: str
    texts: int
    swaps: int
    share: float
    lower: float
    upper: float
    own: bool
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Biases(Result):
    """All kinds; ``share`` is that of all swaps, each text counting alike."""

    kinds: tuple[Kind, ...]

    @property
    def share(self) -> float:
        """Of all texts of all kinds; NaN without any."""
        texts = sum(kind.texts for kind in self.kinds)
        return sum(k.share * k.texts for k in self.kinds) / texts if texts else math.nan

    def to_frame(self) -> pd.DataFrame:
        """One row a kind."""
        import pandas as pd

        names = ("name", "texts", "swaps", "share", "lower", "upper", "own")
        return pd.DataFrame([{name: getattr(k, name) for name in names} for k in self.kinds])


@cache
def own_names() -> Mapping[str, Any]:
    """The lists that ship: kind -> names or pairs, and frames, by language."""
    kept: Mapping[str, Any] = yaml.safe_load(_NAMES.read_text("utf-8"))
    return kept


def swapped(text: str, kind: str, most: int = _SWAPS, seed: int = 0) -> tuple[str, ...]:
    """The text with other names of a kind; empty when it has none."""
    part = own_names()[kind]
    found: list[str] = []
    for lang in ("en", "zh"):
        if f"pairs_{lang}" in part:
            other = _exchanged(text, part[f"pairs_{lang}"])
            found += [other] if other != text else []
            continue
        names = part[lang]
        # The longest first: a name may stand within another.
        here = next((n for n in sorted(names, key=len, reverse=True) if _pattern(n).search(text)),
                    None)  # fmt: skip
        if here is not None:
            others = [n for n in names if n != here and n not in text]
            rng = np.random.default_rng([seed, len(text)])
            drawn = [others[i] for i in sorted(rng.permutation(len(others))[:most])]
            # A name holds no backslash: it stands for itself as a replacement.
            found += [_pattern(here).sub(other, text) for other in drawn]
    return tuple(found[:most])


def biases(
    model: TextModel, texts: Sequence[str], numbers: Array | None = None, *, seed: int = 0,
    progress: Progress | None = None,
) -> Biases:  # fmt: skip
    """Ask a model about texts and about the same with names swapped.

    Parameters
    ----------
    numbers
        (texts, columns) what stands beside the texts, where the model takes any; frames are asked
        with the means of training.
    """
    tell = progress or Progress()
    kinds = []
    for i, kind in enumerate(own_names()):
        tell(_SWAPPING, i / len(own_names()))
        chosen = [(t, swapped(text, kind, seed=seed)) for t, text in enumerate(texts)]
        pairs = [(t, texts[t], others) for t, others in chosen if others][:_TEXTS]
        own = bool(pairs)
        if not own:
            pairs = [(-1, text, swapped(text, kind, seed=seed)) for text in _frames(kind)]
        kinds.append(_asked(model, kind, pairs, numbers, own))
    return Biases(tuple(kinds))


def _asked(
    model: TextModel, kind: str, pairs: Sequence[tuple[int, str, tuple[str, ...]]],
    numbers: Array | None, own: bool,
) -> Kind:  # fmt: skip
    flat = [text for _, first, others in pairs for text in (first, *others)]
    beside = None
    if model.beside.columns:
        rows = [model.beside.means if t < 0 or numbers is None else numbers[t]
                for t, _, others in pairs for _ in range(1 + len(others))]  # fmt: skip
        beside = np.asarray(rows)
    labels = model.predict(flat, beside).labels
    shares, moved, place, swaps = [], [], 0, 0
    for _, first, others in pairs:
        before, after = labels[place], labels[place + 1 : place + 1 + len(others)]
        shares.append(float(np.mean(after != before)))
        moved += [
            Moved(first, other, model.names[before], model.names[label])
            for other, label in zip(others, after, strict=True)
            if label != before
        ]
        place += 1 + len(others)
        swaps += len(others)
    share = float(np.mean(shares))
    return Kind(kind, len(pairs), swaps, share, *wilson(share, len(pairs)), own, tuple(moved))


def _frames(kind: str) -> Iterator[str]:
    part = own_names()[kind]
    for lang in ("en", "zh"):
        name = part[lang][0] if lang in part else ""
        for frame in part[f"frames_{lang}"]:
            yield frame.format(name=name)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """A name as a word of its own; in scripts without blanks it stands anywhere."""
    plain = re.escape(name)
    return re.compile(plain if _DENSE.search(name) else rf"(?<!\w){plain}(?!\w)", re.IGNORECASE)


def _exchanged(text: str, pairs: Sequence[Sequence[str]]) -> str:
    """Each word of a pair in the other's place, capitals kept."""
    other: dict[str, str] = {}
    for first, second in pairs:
        other.setdefault(first.lower(), second)
        other.setdefault(second.lower(), first)
    words = "|".join(re.escape(word) for word in sorted(other, key=len, reverse=True))
    dense = bool(_DENSE.search(words))
    pattern = words if dense else rf"(?<!\w)(?:{words})(?!\w)"

    def put(found: re.Match[str]) -> str:
        word = other[found.group().lower()]
        return word[:1].upper() + word[1:] if found.group()[:1].isupper() else word.lower()

    return re.sub(pattern, put, text, flags=re.IGNORECASE)
