"""The Digital Economy and Society Index: weighted means in three levels, and what makes a gap.

Source: European Commission (2022), Digital Economy and Society Index 2022, Methodological note.
Indicators run from 0 to 1 between bounds that the note gives; weighted means of them are
sub-dimensions, of these dimensions, of these the index, from 0 to 100.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.data.matrix import Matrix
from tinbergen.domains.digital.methods.composite import normalise

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """n indicators with bounds (2, n), weights within sub-dimensions, and the weights above them.

    The first character of a code is its dimension, the first two are its sub-dimension.
    """

    codes: tuple[str, ...]
    bounds: Array
    within: Array
    above: Array

    @property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code[0] for code in self.codes))


def hierarchy(table: Matrix) -> Hierarchy:
    """From a table with a row an indicator: min, max, weight, and that of its sub-dimension."""
    return Hierarchy(
        table.rows, np.array([table.column("min"), table.column("max")]), table.column("weight"),
        table.column("sub"),
    )  # fmt: skip


def effective_weights(levels: Hierarchy, known: Array) -> Array:
    """(units, n) shares of each indicator in the index; what a unit lacks leaves its weight to the
    others of its sub-dimension. ``known`` (units, n) is true where there is a value."""
    codes = np.array(levels.codes)
    subs = np.array([code[:2] for code in codes])
    found = np.zeros(known.shape)
    for sub in dict.fromkeys(subs):
        of = subs == sub
        weight = np.where(known[:, of], levels.within[of], 0.0)
        total = weight.sum(axis=1, keepdims=True)
        found[:, of] = levels.above[of][0] * weight / np.where(total > 0, total, 1.0)
    for one in levels.dimensions:
        of = np.char.startswith(codes, one)
        total = found[:, of].sum(axis=1, keepdims=True)
        found[:, of] /= np.where(total > 0, total, 1.0) * len(levels.dimensions)
    return found


def contributions(values: Array, levels: Hierarchy) -> Array:
    """Points (units, n) that each indicator adds to the index; they sum to it.

    Parameters
    ----------
    values
        (units, n) in the indicators' own units, NaN where missing.
    """
    scaled = normalise(values, "min-max", levels.bounds)
    shares = effective_weights(levels, np.isfinite(values))
    return np.asarray(100.0 * shares * np.where(np.isfinite(scaled), scaled, 0.0))


def by_dimension(points: Array, levels: Hierarchy) -> Mapping[str, Array]:
    """Points (units, n) summed over the indicators of each dimension: code -> (units,)."""
    codes = np.array(levels.codes)
    return {
        one: np.asarray(points[:, np.char.startswith(codes, one)].sum(axis=1))
        for one in levels.dimensions
    }
