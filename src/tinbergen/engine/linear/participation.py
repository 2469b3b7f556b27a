"""Which variables take part in which root of a linearised model.

Participation factors (Pérez-Arriaga, Verghese and Schweppe 1982, IEEE Transactions on Power
Apparatus and Systems 101) are products of the left and right eigenvectors. Unlike eigenvectors
alone they do not depend on the units of variables or on the scale of equations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tinbergen.engine.linear.linear_model import Array, Incidence, Labels
from tinbergen.engine.linear.pencil import Pencil, ratio

#: Smallest share that is told, and how many variables at most.
_TOLD = 0.05
_MOST = 4
#: From here on a root is called infinite.
_INFINITE = 1e6


@dataclass(frozen=True, slots=True)
class Root:
    """A generalised root, complex pairs once (the one above the axis).

    ``shares`` (n,) are the variables' participations in it by declaration order, summing to 1;
    ``lagged`` is what comes from variables as states, the rest as forward-looking ones.
    """

    value: complex
    shares: Array
    lagged: float

    @property
    def multiplicity(self) -> int:
        return 2 if self.value.imag else 1

    def largest(self) -> list[int]:
        """Positions of the variables that take part most, the first always among them."""
        first, *others = (int(i) for i in np.argsort(-self.shares, kind="stable")[:_MOST])
        return [first, *(i for i in others if self.shares[i] >= _TOLD)]

    def told(self, labels: Labels) -> str:
        """The root and its variables with their shares."""
        who = ", ".join(f"{labels.variable(i)} {self.shares[i]:.0%}" for i in self.largest())
        return f"{_number(self.value)} ({who})"


def participations(system: Pencil, kinds: Incidence) -> list[Root]:
    """Every root with who takes part in it, sorted by modulus."""
    from scipy.linalg import eig

    found: Any = eig(system.E, system.D, left=True, right=True, homogeneous_eigvals=True)
    (alpha, beta), left, right = found
    values = ratio(alpha, beta)
    position = np.concatenate([kinds.states, kinds.forward])
    n = sum(len(kind) for kind in (kinds.static, kinds.backward, kinds.mixed, kinds.ahead))
    roots = []
    for i in np.argsort(np.abs(values), kind="stable"):
        if values[i].imag < 0:
            continue
        # Both give the same shares; but one is zero for the root 0, the other for infinity.
        matrix = system.D if abs(alpha[i]) <= abs(beta[i]) else system.E
        product = np.abs((left[:, i].conj() @ matrix) * right[:, i])
        if not product.any():
            product = np.abs(right[:, i])
        product /= product.sum()
        shares = np.zeros(n)
        np.add.at(shares, position, product)
        roots.append(Root(complex(values[i]), shares, float(product[: len(kinds.states)].sum())))
    return roots


def _number(value: complex) -> str:
    if not abs(value) < _INFINITE:
        return "∞"
    if not value.imag:
        return f"{value.real:.4g}"
    return f"{value.real:.4g}±{value.imag:.2g}i"
