"""Why a model has no stable solution, or more than one: Blanchard and Kahn's (1980) conditions.

As many roots must explode as there are forward-looking variables, and these must be able to offset
them (the rank condition). When that fails, the error says by how many roots, who takes part in
them, and what usually is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.linear.linear_model import (
    Array,
    Incidence,
    Indices,
    Jacobian,
    Labels,
)
from tinbergen.engine.linear.participation import Root, participations
from tinbergen.engine.linear.pencil import (
    UNIT,
    Complex,
    Pencil,
    StableSubspace,
    pencil,
    stable_subspace,
)

#: Singular value, relative to the largest, below which equations are dependent.
_DEPENDENT = 1e-12
#: Smallest weight in a null vector, relative to the largest, that is told.
_TOLD = 0.1
#: Any number that is not a root of a model in earnest.
_GENERIC = complex(0.5477, 0.8361)


@dataclass(frozen=True, slots=True)
class BlanchardKahn:
    """Explosive roots against forward-looking variables.

    ``verdict``: ``"determinate"``; ``"explosive"``, too many explosive roots; ``"indeterminate"``,
    too few; ``"rank"``, as many but for other variables. ``roots`` (k + f,) are sorted by modulus,
    infinite ones last. ``offenders`` are the roots that are too many, or stable and should not be:
    those in which the wrong kind of variable takes part most.
    """

    verdict: Literal["determinate", "explosive", "indeterminate", "rank"]
    roots: Complex
    explosive: int
    forward: int
    offenders: tuple[Root, ...] = ()


def blanchard_kahn(
    jacobian: Jacobian,
    kinds: Incidence | None = None,
    *,
    threshold: float = UNIT,
    labels: Labels | None = None,
) -> BlanchardKahn:
    """Whether there is exactly one stable solution; if not, which roots are to blame.

    Raises
    ------
    TinbergenError
        E033 equations not independent, E034 a derivative is not a number, E035 too
        ill-conditioned.
    """
    kinds, labels = kinds or jacobian.incidence(), labels or Labels()
    _require_finite(jacobian, labels)
    system = pencil(jacobian, kinds)
    return _judge(kinds, system, _subspace(jacobian, kinds, system, threshold, labels))


def determinate_subspace(
    jacobian: Jacobian, kinds: Incidence, threshold: float, labels: Labels
) -> StableSubspace:
    """The stable subspace of a model with exactly one stable solution.

    Raises
    ------
    TinbergenError
        E030 no stable solution, E031 many, E032 rank condition, E033 equations not independent,
        E034 a derivative is not a number, E035 too ill-conditioned.
    """
    _require_finite(jacobian, labels)
    system = pencil(jacobian, kinds)
    space = _subspace(jacobian, kinds, system, threshold, labels)
    if not space.spans_states():
        require_independent(jacobian, labels)
        raise _fault(_judge(kinds, system, space), kinds, space, labels)
    return space


def _judge(kinds: Incidence, system: Pencil, space: StableSubspace) -> BlanchardKahn:
    forward, explosive = len(kinds.forward), len(space.roots) - space.stable
    if explosive == forward:
        verdict: Literal["determinate", "rank"] = "determinate" if space.spans_states() else "rank"
        return BlanchardKahn(verdict, space.roots, explosive, forward)
    roots = participations(system, kinds)
    if explosive > forward:
        limit = abs(space.roots[space.stable])
        candidates = [root for root in roots if abs(root.value) >= limit * (1 - 1e-9)]
        candidates.sort(key=lambda root: -root.lagged)
        offenders = _first(candidates, explosive - forward)
        return BlanchardKahn("explosive", space.roots, explosive, forward, offenders)
    limit = abs(space.roots[space.stable - 1])
    candidates = [root for root in roots if abs(root.value) <= limit * (1 + 1e-9)]
    candidates.sort(key=lambda root: root.lagged)
    offenders = _first(candidates, forward - explosive)
    return BlanchardKahn("indeterminate", space.roots, explosive, forward, offenders)


def _first(roots: Iterable[Root], count: int) -> tuple[Root, ...]:
    """As many roots as make up ``count``, pairs counting twice."""
    chosen: list[Root] = []
    for root in roots:
        if count <= 0:
            break
        chosen.append(root)
        count -= root.multiplicity
    return tuple(chosen)


def _fault(
    found: BlanchardKahn, kinds: Incidence, space: StableSubspace, labels: Labels
) -> TinbergenError:
    if found.verdict == "rank":
        return _rank_fault(kinds, space, labels, found.explosive)
    kind, date = (kinds.states, "-1") if found.verdict == "explosive" else (kinds.forward, "+1")
    involved = dict.fromkeys(i for root in found.offenders for i in root.largest())
    suspects = [i for i in involved if i in kind][:3]
    told: dict[str, Any] = {
        "explosive": found.explosive,
        "forward": found.forward,
        "roots": "; ".join(root.told(labels) for root in found.offenders),
        "suspects": ", ".join(f"{labels.variable(i)}({date})" for i in suspects),
        "names": ", ".join(labels.variable(i) for i in suspects),
    }
    if found.verdict == "explosive":
        return TinbergenError("E030", surplus=found.explosive - found.forward, **told)
    return TinbergenError("E031", deficit=found.forward - found.explosive, **told)


def _rank_fault(
    kinds: Incidence, space: StableSubspace, labels: Labels, explosive: int
) -> TinbergenError:
    """States that the stable subspace does not reach; forward-looking variables free on it."""
    left, _, right = np.linalg.svd(space.states)
    unreached = kinds.states[_weighty(left[:, -1])]
    free = kinds.forward[_weighty(space.forward @ right[-1])]
    return TinbergenError(
        "E032",
        explosive=explosive,
        states=", ".join(labels.variable(int(i)) for i in unreached),
        ahead=", ".join(labels.variable(int(i)) for i in free),
    )


def _weighty(vector: Array | Complex) -> Indices:
    weights = np.abs(vector)
    return np.flatnonzero(weights >= _TOLD * weights.max())


def _subspace(
    jacobian: Jacobian, kinds: Incidence, system: Pencil, threshold: float, labels: Labels
) -> StableSubspace:
    try:
        space = stable_subspace(system, len(kinds.states), threshold)
    except np.linalg.LinAlgError:
        raise degenerate(jacobian, labels) from None
    if not space.regular:
        require_independent(jacobian, labels)
    return space


def _require_finite(jacobian: Jacobian, labels: Labels) -> None:
    for block, name, date in (
        (jacobian.now, labels.variable, ""),
        (jacobian.ahead, labels.variable, "(+1)"),
        (jacobian.back, labels.variable, "(-1)"),
        (jacobian.shocks, labels.shock, ""),
    ):
        wrong = np.argwhere(~np.isfinite(block))
        if len(wrong):
            equation, variable = (int(i) for i in wrong[0])
            raise TinbergenError(
                "E034",
                equation=labels.equation(equation),
                variable=name(variable) + date,
                value=block[equation, variable],
            )


def require_independent(jacobian: Jacobian, labels: Labels) -> None:
    """Equations are independent unless their transform is singular at any number whatever.

    Raises
    ------
    TinbergenError
        E033 with the equations and the variables that they leave open.
    """
    z = _GENERIC
    matrix = jacobian.ahead * z**2 + jacobian.now * z + jacobian.back
    rows = np.abs(matrix).max(axis=1, keepdims=True)
    matrix = matrix / np.where(rows, rows, 1.0)
    columns = np.abs(matrix).max(axis=0, keepdims=True)
    matrix = matrix / np.where(columns, columns, 1.0)
    left, values, right = np.linalg.svd(matrix)
    if values[-1] > _DEPENDENT * values[0]:
        return
    raise TinbergenError(
        "E033",
        equations=", ".join(labels.equation(int(i)) for i in _weighty(left[:, -1])),
        variables=", ".join(labels.variable(int(i)) for i in _weighty(right[-1])),
    )


def degenerate(jacobian: Jacobian, labels: Labels) -> TinbergenError:
    """The error when linear algebra breaks down: E033 for dependent equations, or else E035."""
    try:
        require_independent(jacobian, labels)
    except TinbergenError as dependent:
        return dependent
    moduli = np.abs([jacobian.ahead, jacobian.now, jacobian.back])
    moduli = moduli[moduli > 0]
    return TinbergenError("E035", smallest=f"{moduli.min():.0e}", largest=f"{moduli.max():.0e}")
