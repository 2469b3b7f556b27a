"""The robustness suite: what a model says before and after its texts are written anew.

Some changes must leave the label where it is, others must move it, or turn it into the opposite
(Ribeiro et al. 2020, *Beyond accuracy: behavioral testing of NLP models with CheckList*: invariance
and directional tests). What is compared is what the model says, not what is true: a model that is
wrong both times is stable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from tinbergen.core.progress import Progress
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.text.experiment_ways import RobustPart
from tinbergen.text.labelled import LabelledTable
from tinbergen.text.model import TextModel
from tinbergen.text.robust.counterfactual import both, change_of
from tinbergen.text.robust.pairs import exchange, pairs_from, read_pairs
from tinbergen.text.robust.perturbing import (
    Change,
    capitals,
    lengthened,
    negated,
    numbers,
    typos,
)
from tinbergen.text.robust.selective import wilson

if TYPE_CHECKING:
    import pandas as pd

_ASKING = Text("Write texts anew and ask again", "改写文字后再问")
Must = Literal["keep", "move", "turn"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: of ``rows`` texts that it can change, ``as_must`` kept their label, moved
    it, or turned it into the opposite one, as they must; ``low`` and ``high`` bound the share with
    95 percent over which rows are asked.
    """

    name: str
    must: Must
    rows: int
    as_must: int
    low: float
    high: float
    examples: tuple[tuple[str, str], ...] = ()

    @property
    def share(self) -> float:
        return self.as_must / self.rows if self.rows else float("nan")


@dataclass(frozen=True, slots=True)
class Suite(Result):
    """The kinds asked. ``kept`` is the share of labels that survive over all changes that must
    keep them, NaN when none could be made."""

    kinds: tuple[Kind, ...]

    @property
    def kept(self) -> float:
        own = [kind for kind in self.kinds if kind.must == "keep" and kind.rows]
        rows = sum(kind.rows for kind in own)
        return sum(kind.as_must for kind in own) / rows if rows else float("nan")

    def to_frame(self) -> pd.DataFrame:
        """One row a kind."""
        import pandas as pd

        table = [(k.name, k.must, k.rows, k.share, k.low, k.high) for k in self.kinds]
        columns = ["kind", "must", "rows", "share", "low", "high"]
        return pd.DataFrame(table, columns=columns).set_index("kind")


def changes_for(part: RobustPart, folder: Path) -> Mapping[str, tuple[Must, Change]]:
    """The suite's changes by name.

    Raises
    ------
    TinbergenError
        Those of :func:`tinbergen.text.robust.pairs.read_pairs`.
    """
    same = pairs_from(part.synonyms, "same", folder)
    opposite = pairs_from(part.opposites, "opposite", folder)
    found: dict[str, tuple[Must, Change]] = {
        "typos": ("keep", typos),
        "capitals": ("keep", capitals),
        "numbers": ("keep", numbers),
        "paraphrase": ("keep", lambda text, rng: exchange(text, same, rng)),
        "long": ("keep", lengthened),
        "negation": ("move", negated),
        "opposites": ("move", lambda text, rng: exchange(text, opposite, rng)),
    }
    if part.entities is not None:
        names = read_pairs(folder / part.entities)
        found["entities"] = ("keep", lambda text, rng: exchange(text, names, rng))
    if part.counterfactual is not None:
        found["counterfactual"] = ("turn", change_of(part.counterfactual, folder))
    return found


def run_suite(
    model: TextModel, table: LabelledTable, changes: Mapping[str, tuple[Must, Change]], *,
    undirected: Sequence[str] = (), opposite: Mapping[str, str] | None = None, seed: int = 0,
    progress: Progress | None = None,
) -> Suite:  # fmt: skip
    """Ask a model rows before and after each change.

    Texts that the model gives a label of ``undirected`` are not asked to move: there is nothing
    that they are the opposite of. Only labels of ``opposite``, given or named there, can turn.

    Raises
    ------
    TinbergenError
        T720 when ``opposite`` names a label that the model does not know.
    """
    tell = progress or Progress()
    before = model.predict(table.texts, table.numbers).labels
    still = {model.names.index(name) for name in undirected if name in model.names}
    turned = both(opposite or {}, model.names)
    asked = {"keep": turned >= -1, "turn": turned >= 0}
    asked["move"] = np.array([label not in still for label in range(len(model.names))])
    kinds = []
    for place, (name, (must, change)) in enumerate(changes.items()):
        tell(_ASKING, place / len(changes))
        rng = np.random.default_rng([seed, place])
        rows = np.flatnonzero(asked[must][before])
        new = [(int(i), change(table.texts[i], rng)) for i in rows]
        made = [(i, text) for i, text in new if text is not None and text != table.texts[i]]
        if not made:
            kinds.append(Kind(name, must, 0, 0, 0.0, 1.0))
            continue
        places = [i for i, _ in made]
        after = model.predict([text for _, text in made], table.take(places).numbers).labels
        same = after == before[places]
        fine = {"keep": same, "move": ~same, "turn": after == turned[before[places]]}[must]
        failed = [(table.texts[i], text) for (i, text), well in zip(made, fine, strict=True)
                  if not well]  # fmt: skip
        low, high = wilson(int(fine.sum()), len(made))
        kinds.append(Kind(name, must, len(made), int(fine.sum()), low, high, tuple(failed[:3])))
    return Suite(tuple(kinds))
