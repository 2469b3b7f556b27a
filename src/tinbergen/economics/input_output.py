r"""Input-output analysis: who needs whose output, and what a change of demand or cost does to all.

Flows ``Z[i, j]`` go from industry i to industry j; ``x`` is gross output. With the technical
coefficients :math:`A = Z\hat x^{-1}` output follows final demand and prices follow primary costs,

.. math:: x = Ax + f = (I - A)^{-1} f, \qquad p = A'p + v = (I - A')^{-1} v

(Leontief 1936; Miller and Blair 2022, *Input-Output Analysis*, 3rd ed., chapters 2, 6 and 12).
The supply side has the allocation coefficients :math:`B = \hat x^{-1} Z` (Ghosh 1958).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError

Array = NDArray[np.float64]

#: The largest eigenvalue of A above which an economy uses up more than it makes.
_PRODUCTIVE = 1.0


@dataclass(frozen=True)
class InputOutput:
    """A table of n industries: ``flows`` (n, n) and gross ``output`` (n,), in one currency unit."""

    names: tuple[str, ...]
    flows: Array
    output: Array

    @cached_property
    def coefficients(self) -> Array:
        """A (n, n): input of i per unit of output of j."""
        return np.asarray(self.flows / _safe(self.output))

    @cached_property
    def allocation(self) -> Array:
        """B (n, n): the part of i's output that j uses."""
        return np.asarray(self.flows / _safe(self.output)[:, None])

    @cached_property
    def leontief(self) -> Array:
        """L (n, n): output of i needed, directly and indirectly, per unit of final demand for j."""
        return np.asarray(
            np.linalg.inv(np.eye(len(self.names)) - self.coefficients), dtype=np.float64
        )

    @cached_property
    def ghosh(self) -> Array:
        """G (n, n): output of j that a unit of primary input into i allows, all paths together."""
        return np.asarray(
            np.linalg.inv(np.eye(len(self.names)) - self.allocation), dtype=np.float64
        )

    @property
    def final_demand(self) -> Array:
        """f (n,): output that no industry uses."""
        return np.asarray(self.output - self.flows.sum(axis=1))

    @property
    def primary_inputs(self) -> Array:
        """(n,) value added and imported inputs: output less inputs from the industries."""
        return np.asarray(self.output - self.flows.sum(axis=0))


@dataclass(frozen=True, slots=True)
class Linkages:
    """How strongly each of n industries is tied to the others, against their mean of 1.

    ``backward`` (n,): Rasmussen's power of dispersion, column means of L over its grand mean;
    ``forward`` (n,): the same of the rows of Ghosh's inverse; ``sensitivity`` (n,): Rasmussen's
    own forward index, rows of L. ``spread`` (n,) is the variation of a column of L over its mean:
    a small one says that the pull is felt in many industries. ``key`` (n,): both above 1.
    """

    names: tuple[str, ...]
    backward: Array
    forward: Array
    sensitivity: Array
    spread: Array

    @property
    def key(self) -> NDArray[np.bool_]:
        return (self.backward > 1) & (self.forward > 1)


@dataclass(frozen=True, slots=True)
class Extraction:
    """Output lost when an industry's ties are cut, in percent of all output, (n,) each.

    ``total``: it neither buys nor sells and meets no final demand, its own output not counted;
    ``backward``: it buys nothing from the others; ``forward``: it sells nothing to the others.
    """

    names: tuple[str, ...]
    total: Array
    backward: Array
    forward: Array


def input_output(names: Sequence[str], flows: ArrayLike, output: ArrayLike) -> InputOutput:
    """A table, checked.

    Parameters
    ----------
    names
        The n industries.
    flows
        (n, n) from row to column.
    output
        (n,) gross output.

    Raises
    ------
    TinbergenError
        F060 when shapes differ or a number is missing, F061 when an industry has inputs or sales
        but no output, F062 when the industries use up more than they make.
    """
    z, x = np.array(flows, dtype=float), np.array(output, dtype=float)
    n = len(names)
    if z.shape != (n, n) or x.shape != (n,) or not (np.isfinite(z).all() and np.isfinite(x).all()):
        raise TinbergenError("F060", names=n, rows=z.shape[0], columns=z.shape[-1], output=x.size)
    active = (np.abs(z).sum(axis=0) > 0) | (np.abs(z).sum(axis=1) > 0)
    if (idle := active & (x <= 0)).any():
        raise TinbergenError("F061", name=names[int(np.argmax(idle))])
    table = InputOutput(tuple(names), z, x)
    if z.min(initial=0.0) >= 0 and (radius := _radius(table.coefficients)) >= _PRODUCTIVE:
        raise TinbergenError("F062", radius=f"{radius:.3f}")
    return table


def _radius(matrix: Array) -> float:
    """The spectral radius of a non-negative matrix, where its columns sum to less than 1 a bound.

    The bound spares large tables the eigenvalues.
    """
    bound = min(matrix.sum(axis=0).max(initial=0.0), matrix.sum(axis=1).max(initial=0.0))
    if bound < _PRODUCTIVE:
        return float(bound)
    return float(np.abs(np.linalg.eigvals(matrix)).max(initial=0.0))


def output_for(table: InputOutput, final_demand: ArrayLike) -> Array:
    """Gross output (n,) or (n, k) that final demand (n,) or (n, k) calls for."""
    demand = np.asarray(final_demand, dtype=float)
    solved = np.linalg.solve(np.eye(len(table.names)) - table.coefficients, demand)
    return np.asarray(solved, dtype=np.float64)


def prices_for(table: InputOutput, primary_costs: ArrayLike) -> Array:
    """Prices (n,) or (n, k) that cover primary costs per unit of output, all costs passed on.

    With the table's own costs prices are 1; with a change of costs the answer is the change.
    """
    costs = np.asarray(primary_costs, dtype=float)
    solved = np.linalg.solve(np.eye(len(table.names)) - table.coefficients.T, costs)
    return np.asarray(solved, dtype=np.float64)


def multipliers(table: InputOutput, per_output: ArrayLike | None = None) -> Array:
    """What a unit of final demand for each industry calls for in all of them together, (n,).

    Output when ``per_output`` is None; else what is used or made per unit of output (jobs,
    emissions, income), shape (n,). Households' spending is not fed back (type I).
    """
    weights = np.ones(len(table.names)) if per_output is None else np.asarray(per_output, float)
    return np.asarray(weights @ table.leontief)


def linkages(table: InputOutput) -> Linkages:
    """Backward and forward linkages (Rasmussen 1956; Jones 1976 for the supply side)."""
    leontief, ghosh = table.leontief, table.ghosh
    column = leontief.mean(axis=0)
    return Linkages(
        table.names,
        column / leontief.mean(),
        ghosh.mean(axis=1) / ghosh.mean(),
        leontief.mean(axis=1) / leontief.mean(),
        leontief.std(axis=0, ddof=1) / column if len(column) > 1 else np.zeros(1),
    )


def extraction(table: InputOutput) -> Extraction:
    """Hypothetical extraction of each industry in turn (Dietzenbacher and van der Linden 1997)."""
    n, a, f = len(table.names), table.coefficients, table.final_demand
    whole = float(table.output.sum())
    lost = np.empty((3, n))
    for i in range(n):
        others = np.arange(n) != i
        alone = _output_for(a[np.ix_(others, others)], f[others])
        lost[0, i] = table.output[others].sum() - alone.sum()
        for k, cut in enumerate((np.s_[others, i], np.s_[i, others]), start=1):
            without = a.copy()
            without[cut] = 0.0
            lost[k, i] = whole - _output_for(without, f).sum()
    return Extraction(table.names, *(100 * lost / whole))


def _output_for(coefficients: Array, final_demand: Array) -> Array:
    """Output (n,) for final demand (n,) with given coefficients (n, n)."""
    solved = np.linalg.solve(np.eye(final_demand.size) - coefficients, final_demand)
    return np.asarray(solved, dtype=np.float64)


def _safe(output: Array) -> Array:
    """Output to divide by; industries without any have no flows either."""
    return np.where(output > 0, output, 1.0)
