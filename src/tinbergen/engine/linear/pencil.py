"""The generalised eigenvalue problem of a linearised model.

Static variables are eliminated by an orthogonal transformation of the equations; what is left is
E z = root D z' with z = (s_{t-1}, f_t) and z' its successor (s_t, f_{t+1}), a mixed variable
standing in both parts. Klein (2000), "Using the generalized Schur form to solve a multivariate
linear rational expectations model", JEDC 24; static variables as Villemont (2011), Dynare Working
Paper 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.linear.linear_model import Array, Incidence, Jacobian

Complex = NDArray[np.complex128]

#: Roots up to here count as stable, so that a unit root is (Dynare's qz_criterium).
UNIT = 1.0 + 1e-6
#: Smallest singular value of the stable subspace's part in the states that still pins them down.
_RANK = 1e-10
#: Both parts of a root alpha / beta are zero, relative to the matrices: any number is a root.
_ZERO = 1e-9


@dataclass(frozen=True, slots=True)
class Pencil:
    """``E z = root D z``, both (k + f, k + f): k states and f forward-looking variables in z."""

    E: Array
    D: Array


@dataclass(frozen=True, slots=True)
class StableSubspace:
    """Where the system must be not to explode, and its roots.

    ``roots`` (k + f,), infinite where the pencil's D is singular, sorted by modulus; the first
    ``stable`` of them lie within the threshold. ``states`` (k, stable) and ``forward``
    (f, stable) are the parts of an orthonormal basis. ``regular`` is False when some alpha / beta
    is 0 / 0.
    """

    roots: Complex
    stable: int
    states: Array
    forward: Array
    regular: bool

    def spans_states(self) -> bool:
        """The rank condition: every value of the states has a point on the stable subspace."""
        k = len(self.states)
        return self.stable == k and (not k or float(np.linalg.norm(self.states, -2)) >= _RANK)


def pencil(jacobian: Jacobian, kinds: Incidence) -> Pencil:
    """The system without its static variables, equations scaled to a largest derivative of 1."""
    ahead, now, back = _scaled(jacobian)
    static = len(kinds.static)
    if static:
        turned = np.linalg.qr(now[:, kinds.static], mode="complete")[0].T[static:]
        ahead, now, back = turned @ ahead, turned @ now, turned @ back
    k, f, mixed = len(kinds.states), len(kinds.forward), len(kinds.mixed)
    E, D = np.zeros((k + f, k + f)), np.zeros((k + f, k + f))
    dynamic = len(now)
    E[:dynamic, :k] = -back[:, kinds.states]
    E[:dynamic, k + mixed :] = -now[:, kinds.ahead]
    D[:dynamic, :k] = now[:, kinds.states]
    D[:dynamic, k:] = ahead[:, kinds.forward]
    same = np.arange(mixed)
    E[dynamic + same, k + same] = 1.0
    D[dynamic + same, k - mixed + same] = 1.0
    return Pencil(E, D)


def _scaled(jacobian: Jacobian) -> tuple[Array, Array, Array]:
    blocks = (jacobian.ahead, jacobian.now, jacobian.back)
    largest = np.max([np.abs(block).max(axis=1, initial=0.0) for block in blocks], axis=0)
    largest[largest == 0.0] = 1.0
    ahead, now, back = (block / largest[:, None] for block in blocks)
    return ahead, now, back


def eigenvalues(system: Pencil) -> Complex:
    """The generalised roots, shape (k + f,), sorted by modulus; infinite ones last."""
    if not len(system.E):
        return np.empty(0, dtype=complex)
    from scipy.linalg import eigvals

    alpha, beta = eigvals(system.E, system.D, homogeneous_eigvals=True)
    return by_modulus(ratio(alpha, beta))


def ratio(alpha: Complex, beta: Complex) -> Complex:
    """alpha / beta, infinite where beta is zero."""
    finite = beta != 0
    return np.where(finite, alpha / np.where(finite, beta, 1.0), np.inf)


def by_modulus(roots: Complex) -> Complex:
    """Sorted by modulus; of a conjugate pair the one below the axis first."""
    return np.asarray(roots[np.lexsort((roots.imag, np.abs(roots)))])


def stable_subspace(system: Pencil, states: int, threshold: float) -> StableSubspace:
    """The span of all directions whose root is below ``threshold`` in modulus.

    Raises
    ------
    numpy.linalg.LinAlgError
        When the roots can't be brought into order: the pencil is too ill-conditioned.
    """
    if not len(system.E):
        empty = np.empty((0, 0))
        return StableSubspace(np.empty(0, dtype=complex), 0, empty, empty, True)
    from scipy.linalg import ordqz

    # SciPy hands over all roots at once, whatever its type hints say.
    def stable(alpha: Any, beta: Any) -> Any:
        return np.abs(alpha) < threshold * np.abs(beta)

    try:
        ordered: Any = ordqz(system.E, system.D, sort=stable, output="real")
    except ValueError as fault:
        raise np.linalg.LinAlgError(str(fault)) from fault
    _, _, alpha, beta, _, Z = ordered
    count = int(stable(alpha, beta).sum())
    zero = (np.abs(alpha) <= _ZERO * np.linalg.norm(system.E)) & (
        np.abs(beta) <= _ZERO * np.linalg.norm(system.D)
    )
    return StableSubspace(
        roots=by_modulus(ratio(alpha, beta)),
        stable=count,
        states=Z[:states, :count],
        forward=Z[states:, :count],
        regular=not zero.any(),
    )
