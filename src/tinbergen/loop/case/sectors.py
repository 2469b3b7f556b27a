"""Series by sector and the input-output table of a situation, for the questions on industries.

Series by sector are columns with a prefix (``V_MAN`` value added, ``EMP_MAN`` jobs); the sectors
are those that the data have. Coefficients are the model's parameters ``a_i_j``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Interval, Part
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.economics.input_output import InputOutput, input_output
from tinbergen.loop.case.question import Question
from tinbergen.loop.situation import Situation

Array = NDArray[np.float64]

_EXACT = Text("an identity: exact but for data revisions", "恒等式：除数据修订外精确")


@dataclass(frozen=True, slots=True)
class Panel:
    """Values by sector of one kind over the data, (sectors, periods)."""

    codes: tuple[str, ...]
    titles: tuple[Text, ...]
    values: Array

    def back(self, years: int) -> Array:
        """The values ``years`` ago, at most as far as they are known, (sectors,)."""
        return np.asarray(self.values[:, self._at(years)])

    def years(self, years: int) -> int:
        """How far back :meth:`back` goes."""
        return self._last - self._at(years)

    def _at(self, years: int) -> int:
        known = int(np.argmax(np.isfinite(self.values).all(axis=0)))
        return max(known, self._last - years)

    @property
    def _last(self) -> int:
        return int(self.values.shape[1]) - 1


def panel(situation: Situation, question: Question, key: str, default: str) -> Panel:
    """Columns with the prefix that an argument names.

    Raises
    ------
    TinbergenError
        L081 when the data have fewer than two.
    """
    prefix = question.text(key, default) + "_"
    codes = tuple(n.removeprefix(prefix) for n in situation.data if n.startswith(prefix))
    if len(codes) < 2:
        raise TinbergenError("L081", at=question.at, name=question.name, prefix=prefix)
    titles = tuple(situation.model_world.model.titles.get(code, Text(code, code)) for code in codes)
    return Panel(codes, titles, np.array([situation.data[prefix + code] for code in codes]))


def panels(situation: Situation, question: Question, *asked: tuple[str, str]) -> tuple[Panel, ...]:
    """Several panels of the same sectors, all in the first's order.

    ``asked``: for each the argument that names its prefix, and the prefix without it. The order of
    columns in the data says nothing, so that sectors are matched by their codes.

    Raises
    ------
    TinbergenError
        L081 as above; L085 when one has a sector that another lacks.
    """
    first, *others = (panel(situation, question, key, default) for key, default in asked)
    prefixes = [question.text(key, default) + "_" for key, default in asked]
    for prefix, other in zip(prefixes[1:], others, strict=True):
        differ = sorted(set(first.codes) ^ set(other.codes))
        if differ:
            known = other.codes if differ[0] in first.codes else first.codes
            raise TinbergenError(
                "L085", at=question.at, hint=did_you_mean(differ[0], known), name=question.name,
                first=prefixes[0], second=prefix, differ=", ".join(differ),
            )  # fmt: skip
    rows = [[other.codes.index(code) for code in first.codes] for other in others]
    return (first, *(
        Panel(first.codes, first.titles, other.values[row])
        for row, other in zip(rows, others, strict=True)
    ))  # fmt: skip


def economy(situation: Situation, question: Question) -> tuple[InputOutput, Panel]:
    """The input-output table of the as-of year: the model's coefficients at today's output.

    Raises
    ------
    TinbergenError
        L082 when the model has no coefficients for the sectors; L081 as above.
    """
    output = panel(situation, question, "output", "X")
    prefix, values = question.text("coefficients", "a"), situation.model_world.model.values
    names = [[f"{prefix}_{i}_{j}" for j in output.codes] for i in output.codes]
    if any(name not in values for row in names for name in row):
        raise TinbergenError("L082", at=question.at, name=question.name, prefix=prefix)
    a = np.array([[values[name] for name in row] for row in names])
    today = output.back(0)
    return input_output(output.codes, a * today, today), output


def parts(found: Panel, values: Array) -> tuple[Part, ...]:
    return tuple(
        Part(code, title, float(v))
        for code, title, v in zip(found.codes, found.titles, values, strict=True)
    )


def exact(value: float) -> Interval:
    """The interval of an identity."""
    return Interval(value, value, 1.0, _EXACT)


def by_code(found: Panel, codes: Sequence[str], values: Array) -> Array:
    """Values in the order of a panel's sectors; NaN for those that have none."""
    given = dict(zip(codes, values.tolist(), strict=True))
    return np.array([given.get(code, np.nan) for code in found.codes])
