"""Effects of adoption from published estimates: their mean, and how far they lie apart."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.data.matrix import Matrix
from tinbergen.loop.case.calibration import Calibrated, table
from tinbergen.loop.case.question import Question

_NOTE = Text(
    "{name}: mean {mean:.3g} of {n} published estimates from {low:.3g} to {high:.3g}, standard "
    "deviation between them {spread:.3g}.",
    "{name}：{n} 项已发表估计（{low:.3g} 至 {high:.3g}）的均值 {mean:.3g}，其间标准差 "
    "{spread:.3g}。",
)


def published_effects(tables: Mapping[str, Matrix], question: Question) -> Calibrated:
    """The mean of each column that ``parameters`` names, over the studies (rows) that give it.

    Studies count alike: their standard errors say little beside what sets them apart.

    Raises
    ------
    TinbergenError
        L042 and L047 for faults in the arguments, D071 for a missing column, F050 for fewer than
        two estimates.
    """
    effects = table(tables, question)
    values, notes = {}, []
    for name in question.names("parameters"):
        known = effects.column(name)
        known = known[np.isfinite(known)]
        if known.size < 2:
            raise TinbergenError("F050", name=name, have=known.size, need=2)
        values[name] = float(known.mean())
        notes.append(_NOTE.fill(
            name=question.called(name), mean=known.mean(), n=known.size,
            low=known.min(), high=known.max(), spread=known.std(ddof=1),
        ))  # fmt: skip
    return Calibrated(values, notes=tuple(notes))


CALIBRATIONS = {"published effects": published_effects}
