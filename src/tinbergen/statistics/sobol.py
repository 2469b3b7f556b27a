r"""Sobol indices: how much of a result's variance each input accounts for.

The first-order index of an input is the share of variance that goes when it is known, the total
index the share that stays when all others are. What first-order indices leave to one is
interaction.

.. math:: S_i = \frac{\frac{1}{n} \sum f(B) [f(A_B^i) - f(A)]}{V} \qquad
          T_i = \frac{\frac{1}{2n} \sum [f(A) - f(A_B^i)]^2}{V}

with two independent samples A and B of the inputs, and :math:`A_B^i`: A with column i of B.
Sources: Saltelli, Annoni, Azzini, Campolongo, Ratto and Tarantola (2010), Computer Physics
Communications 181(2), for the first; Jansen (1999), Computer Physics Communications 117(1-2), for
the second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SobolIndices(Result):
    """Shares of variance of k inputs.

    Attributes
    ----------
    names
        The inputs.
    first, total
        (k,) first-order and total indices.
    first_error, total_error
        (k,) standard errors by the bootstrap.
    mean, variance
        Of the result.
    values
        (2 n,) the result at the two samples.
    """

    names: tuple[str, ...]
    first: Array
    total: Array
    first_error: Array
    total_error: Array
    mean: float
    variance: float
    values: Array

    def to_frame(self) -> pd.DataFrame:
        """One row an input."""
        import pandas as pd

        columns = {"first": self.first, "first_se": self.first_error,
                   "total": self.total, "total_se": self.total_error}  # fmt: skip
        return pd.DataFrame(columns, index=list(self.names))


def sobol_indices(
    function: Callable[[Array], Array], names: Sequence[str], *, samples: int = 1024,
    seed: int = 1, replicas: int = 200,
) -> SobolIndices:  # fmt: skip
    """First-order and total indices of a function of independent inputs, uniform on (0, 1).

    Parameters
    ----------
    function
        Points (m, k) to results (m,). Other distributions are its own transformation of these.
    names
        The k inputs.
    samples
        n, a power of two: the function is called at n (k + 2) points of a scrambled Sobol sequence.
    seed, replicas
        Of the sequence, and of the bootstrap.

    Raises
    ------
    TinbergenError
        F053 when ``samples`` is no power of two above 1, F055 when the result does not vary.
    """
    require(samples > 1 and samples & (samples - 1) == 0, "samples", samples, "2, 4, 8, ...")
    k = len(names)
    points = qmc.Sobol(2 * k, seed=seed).random(samples)
    a, b = points[:, :k], points[:, k:]
    mixed = np.repeat(a[None], k, axis=0)
    for i in range(k):
        mixed[i, :, i] = b[:, i]
    found = np.asarray(function(np.concatenate([a, b, *mixed])), dtype=float)
    fa, fb, fm = found[:samples], found[samples : 2 * samples], found[2 * samples :]
    fm = fm.reshape(k, samples)
    both = np.concatenate([fa, fb])
    if not np.ptp(both) > 0:
        raise TinbergenError("F055", name="Sobol indices")
    first, total = _indices(fa, fb, fm)
    rng = np.random.default_rng(seed)
    again = [_indices(fa[rows], fb[rows], fm[:, rows])
             for rows in rng.integers(0, samples, (replicas, samples))]  # fmt: skip
    errors = np.nanstd(np.array(again), axis=0, ddof=1)
    return SobolIndices(
        tuple(names), first, total, errors[0], errors[1], float(both.mean()), float(both.var()),
        both,
    )  # fmt: skip


def _indices(fa: Array, fb: Array, fm: Array) -> tuple[Array, Array]:
    """First-order (Saltelli) and total (Jansen) indices; fa and fb (n,), fm (k, n)."""
    both = np.concatenate([fa, fb])
    variance, centre = both.var(), both.mean()
    # A constant taken off changes no expectation, and makes the first far less noisy.
    first = ((fb - centre) * (fm - fa)).mean(axis=1) / variance
    return first, ((fa - fm) ** 2).mean(axis=1) / (2.0 * variance)
