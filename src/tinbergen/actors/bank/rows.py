"""Rows of tables by country and year, labelled ``USA 2007``."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.data.matrix import Matrix
from tinbergen.loop.case.question import Question

_YEAR = re.compile(r"[0-9]{4}")


def row_labels(given: Matrix, question: Question) -> tuple[NDArray[np.str_], NDArray[np.float64]]:
    """Countries and years, (rows,) each; bank-3 for a row that is labelled otherwise."""
    parts = [row.rpartition(" ") for row in given.rows]
    for row, (unit, _, year) in zip(given.rows, parts, strict=True):
        if not (unit.strip() and _YEAR.fullmatch(year)):
            raise TinbergenError("bank-3", at=question.at, row=row, table=given.name)
    return np.array([unit for unit, _, _ in parts]), np.array([float(y) for _, _, y in parts])
