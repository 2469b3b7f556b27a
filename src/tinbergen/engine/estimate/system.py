"""Estimators of several equations: each by itself, seemingly unrelated, three-stage.

With D_i the regressors of equation i (or what the instruments explain of them) on orthonormal
columns E_i and S the inverse covariance of the disturbances, the three-stage estimator (Zellner
and Theil 1962; Zellner 1962 when nothing is instrumented) solves

    (E'(S x I) E) psi = E'(S x I) y,      E = diag(E_1, ..., E_G)

whose matrix is the Hadamard product of E_i'E_j and S_ij: no Kronecker product is formed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.engine.estimate.results import METHODS, SystemFit
from tinbergen.statistics.regression.algebra import (
    describe,
    free_coefficients,
)
from tinbergen.statistics.regression.equation import Array, EquationData, EquationFit
from tinbergen.statistics.regression.k_class import (
    Design,
    k_class,
    liml_fit,
    prepare,
    required_instruments,
    weights,
)

_INFORMATION = Text("inverse information matrix", "信息矩阵之逆")


def equation_by_equation(
    equations: Sequence[EquationData],
    method: str | Sequence[str] = "ols",
    *,
    debiased: bool | None = None,
) -> SystemFit:
    """Each equation by itself, by ols, 2sls or liml: one method for all, or one for each.

    The cross covariance of two equations' coefficients is s_ij times the product of what makes
    each out of its disturbances; it is zero where samples differ. The covariance of residuals is
    then that of the periods common to all.

    Raises
    ------
    TinbergenError
        As the estimator of one equation; S013 when samples differ in length and are not known.
    """
    fits, designs = [], []
    methods = [method] * len(equations) if isinstance(method, str) else list(method)
    for equation, own in zip(equations, methods, strict=True):
        fit, design = _alone(equation, own, debiased)
        fits.append(fit)
        designs.append(design)
    residual_covariance = _common_covariance(fits)
    blocks = [_root(design, fit) for design, fit in zip(designs, fits, strict=True)]
    edges = np.cumsum([0, *(len(fit.coefficients) for fit in fits)])
    joint = np.zeros((edges[-1], edges[-1]))
    for i, left in enumerate(fits):
        for j, right in enumerate(fits):
            place = np.s_[edges[i] : edges[i + 1], edges[j] : edges[j + 1]]
            if i == j:
                joint[place] = left.covariance
            elif left.sample == right.sample:
                joint[place] = residual_covariance[i, j] * (blocks[i] @ blocks[j].T)
    return SystemFit(
        method=methods[0] if len(set(methods)) == 1 else "by equation",
        sample=_common_sample(equations),
        equations={fit.name: fit for fit in fits},
        residual_covariance=residual_covariance,
        coefficient_covariance=joint,
        loglik=None,
        debiased=all(fit.debiased for fit in fits),
        covariance_basis=_INFORMATION,
    )


def seemingly_unrelated(
    equations: Sequence[EquationData],
    iterate: bool = False,
    *,
    restrictions: tuple[Array, Array] | None = None,
    debiased: bool | None = None,
    tolerance: float = 1e-10,
    max_iterations: int = 1000,
) -> SystemFit:
    """Zellner's (1962) SUR; arguments and errors as `three_stage_least_squares`."""
    method = "iterated sur" if iterate else "sur"
    designs = _designs(equations, [None] * len(equations), method)
    return _generalised(
        equations, designs, method, restrictions, debiased, tolerance, max_iterations
    )


def three_stage_least_squares(
    equations: Sequence[EquationData],
    instruments: Array | None = None,
    iterate: bool = False,
    *,
    restrictions: tuple[Array, Array] | None = None,
    debiased: bool | None = None,
    tolerance: float = 1e-10,
    max_iterations: int = 1000,
) -> SystemFit:
    """Three-stage least squares (Zellner and Theil 1962), asymptotic unless ``debiased=True``.

    Parameters
    ----------
    equations
        G equations over one sample; restrictions of an equation hold throughout.
    instruments
        (T, m) for all equations; None to use each equation's own Z.
    iterate
        Repeat with the covariance of the new residuals until coefficients move by less than
        ``tolerance`` relative to 1 + |b|.
    restrictions
        ``(R, r)`` across equations, R (q, K) on all coefficients, equation after equation.
    debiased
        True scales the covariance of equations i, j by T / root of (T - k_i)(T - k_j). The
        weights S never carry the correction, so coefficients do not depend on it.

    Raises
    ------
    TinbergenError
        As `two_stage_least_squares` for each equation; S009 linearly dependent residuals, S010
        no convergence, S013 different samples.
    """
    method = "iterated 3sls" if iterate else "3sls"
    lists = [
        required_instruments(equation, "3SLS") if instruments is None else instruments
        for equation in equations
    ]
    designs = _designs(equations, lists, method)
    return _generalised(
        equations, designs, method, restrictions, debiased, tolerance, max_iterations
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Stack:
    """All equations in orthonormal coordinates psi (P,).

    gram: (P, P) E_i'E_j. right: (P, G) E_i'y_j. owner: (P,) equation of each coordinate.
    origin: (K,) and lift: (K, P), coefficients = origin + lift @ psi.
    start: (P,) and basis: (P, n), psi = start + basis @ omega obeys restrictions across equations.
    """

    gram: Array
    right: Array
    owner: NDArray[np.intp]
    origin: Array
    lift: Array
    start: Array
    basis: Array


def _generalised(
    equations: Sequence[EquationData],
    designs: Sequence[Design],
    method: str,
    restrictions: tuple[Array, Array] | None,
    debiased: bool | None,
    tolerance: float,
    max_iterations: int,
) -> SystemFit:
    stack = _stack(equations, designs, restrictions)
    edges = np.cumsum([0, *(len(equation.coefficient_names) for equation in equations)])

    def residuals(b: Array) -> Array:
        return np.column_stack(
            [
                equation.y - equation.X @ b[edges[i] : edges[i + 1]]
                for i, equation in enumerate(equations)
            ]
        )

    b, _ = _solve(stack, np.eye(len(equations)))
    names = [equation.name for equation in equations]
    iterate = method.startswith("iterated")
    iterations, change = 0, np.inf
    while iterations == 0 or (iterate and change >= tolerance):
        if iterations == max_iterations:
            raise TinbergenError(
                "S010", method=METHODS[method].en, iterations=iterations, change=f"{change:.1e}"
            )
        iterations += 1
        previous = b
        b, inverse = _solve(stack, inverse_covariance(residuals(b), names))
        change = float(np.max(np.abs(b - previous) / (1 + np.abs(b))))
    root = stack.lift @ stack.basis
    return assemble(
        equations,
        method,
        b,
        root @ inverse @ root.T,
        debiased=bool(debiased),
        covariance_basis=_INFORMATION,
        iterations=iterations,
    )


def assemble(
    equations: Sequence[EquationData],
    method: str,
    b: Array,
    covariance: Array,
    *,
    debiased: bool,
    covariance_basis: Text,
    iterations: int,
    loglik: float | None = None,
) -> SystemFit:
    """A `SystemFit` of coefficients b (K,) and their asymptotic covariance (K, K)."""
    T = len(equations[0].y)
    counts = [len(equation.coefficient_names) for equation in equations]
    edges = np.cumsum([0, *counts])
    frees = [
        free_coefficients(equation.name, k, equation.restrictions)
        for equation, k in zip(equations, counts, strict=True)
    ]
    if debiased:
        left = [T - free.basis.shape[1] for free in frees]
        scale = np.repeat(np.sqrt(T / np.array(left)), counts)
        covariance = covariance * np.outer(scale, scale)
    covariance = (covariance + covariance.T) / 2
    fits = []
    for i, (equation, free) in enumerate(zip(equations, frees, strict=True)):
        own = slice(edges[i], edges[i + 1])
        fits.append(
            describe(equation, method, free, b[own], covariance[own, own], debiased=debiased)
        )
    return SystemFit(
        method=method,
        sample=_common_sample(equations),
        equations={fit.name: fit for fit in fits},
        residual_covariance=_common_covariance(fits),
        coefficient_covariance=covariance,
        loglik=loglik,
        debiased=debiased,
        covariance_basis=covariance_basis,
        iterations=iterations,
    )


def inverse_covariance(residuals: Array, names: Sequence[str]) -> Array:
    """(G, G) inverse of U'U / T of residuals (T, G).

    Raises
    ------
    TinbergenError
        S009 naming the equations whose residuals are linearly dependent.
    """
    T, G = residuals.shape
    length = np.linalg.norm(residuals, axis=0)
    scaled = residuals / np.where(length > 0, length, 1.0)
    _, values, right = np.linalg.svd(scaled, full_matrices=T < G)
    values = np.pad(values, (0, G - len(values)))
    lost = values < 1e-8
    if lost.any():
        guilty = (np.abs(right[lost]) > 1e-6).any(axis=0)
        dependent = ", ".join(name for name, bad in zip(names, guilty, strict=True) if bad)
        raise TinbergenError("S009", equations=dependent)
    root = right.T / values * np.sqrt(T)
    return np.asarray(root @ root.T / np.outer(length, length))


def _stack(
    equations: Sequence[EquationData],
    designs: Sequence[Design],
    restrictions: tuple[Array, Array] | None,
) -> _Stack:
    E = np.column_stack([design.E for design in designs])
    sizes = [design.E.shape[1] for design in designs]
    owner = np.repeat(np.arange(len(designs)), sizes)
    origin = np.concatenate([design.free.origin for design in designs])
    lift = np.zeros((len(origin), len(owner)))
    row = column = 0
    for design in designs:
        block = design.to_coefficients
        lift[row : row + len(block), column : column + block.shape[1]] = block
        row, column = row + len(block), column + block.shape[1]
    across = restrictions
    if restrictions is not None:
        R, r = restrictions
        across = (R @ lift, r - R @ origin)
    name = ", ".join(equation.name for equation in equations)
    free = free_coefficients(name, len(owner), across)
    y = np.column_stack([design.y for design in designs])
    return _Stack(E.T @ E, E.T @ y, owner, origin, lift, free.origin, free.basis)


def _solve(stack: _Stack, weight: Array) -> tuple[Array, Array]:
    """Coefficients (K,) given S = weight (G, G), and the inverse of the reduced matrix."""
    matrix = stack.gram * weight[np.ix_(stack.owner, stack.owner)]
    right = np.sum(weight[stack.owner] * stack.right, axis=1) - matrix @ stack.start
    inverse = np.asarray(np.linalg.inv(stack.basis.T @ matrix @ stack.basis), dtype=np.float64)
    omega = inverse @ (stack.basis.T @ right)
    return stack.origin + stack.lift @ (stack.start + stack.basis @ omega), inverse


def _designs(
    equations: Sequence[EquationData], instruments: Sequence[Array | None], method: str
) -> list[Design]:
    require_common_sample(equations, method)
    return [prepare(eq, Z) for eq, Z in zip(equations, instruments, strict=True)]


def require_common_sample(equations: Sequence[EquationData], method: str) -> None:
    """S013 unless all equations have the same periods."""
    first = equations[0]
    other = [eq for eq in equations if len(eq.y) != len(first.y) or eq.sample != first.sample]
    if other:
        names = ", ".join(equation.name for equation in (first, *other))
        raise TinbergenError("S013", method=METHODS[method].en, equations=names)


def _alone(
    equation: EquationData, method: str, debiased: bool | None
) -> tuple[EquationFit, Design]:
    if method not in ("ols", "2sls", "liml"):
        raise ValueError(f"{method} is not a method for one equation")
    if method == "ols":
        design = prepare(equation, None)
        return k_class(equation, design, 0.0, method, debiased=debiased is not False), design
    design = prepare(equation, required_instruments(equation, METHODS[method].en))
    if method == "liml":
        return liml_fit(equation, design, debiased=bool(debiased)), design
    return k_class(equation, design, 1.0, method, debiased=bool(debiased)), design


def _root(design: Design, fit: EquationFit) -> Array:
    """(k, T): takes disturbances to coefficients; its square times sigma2 is the covariance."""
    assert fit.kappa is not None
    return np.asarray(design.back @ (design.V / np.sqrt(weights(design, fit.kappa))) @ design.E.T)


def _common_sample(equations: Sequence[EquationData]) -> Span | None:
    first = equations[0].sample
    return first if all(equation.sample == first for equation in equations) else None


def _common_covariance(fits: Sequence[EquationFit]) -> Array:
    """(G, G) covariance of residuals over the periods common to all equations."""
    spans = [fit.sample for fit in fits]
    if len(set(spans)) == 1 and len({fit.observations for fit in fits}) == 1:
        U = np.column_stack([fit.residuals for fit in fits])
    elif any(span is None for span in spans):
        names = ", ".join(fit.name for fit in fits)
        raise TinbergenError("S013", method=METHODS[fits[0].method].en, equations=names)
    else:
        U = _overlap(fits, [span for span in spans if span is not None])
    lost = [fit.observations - fit.df_residual if fit.debiased else 0 for fit in fits]
    divisor = np.sqrt(np.maximum(len(U) - np.array(lost), 1))
    return np.asarray(U.T @ U / np.outer(divisor, divisor))


def _overlap(fits: Sequence[EquationFit], spans: Sequence[Span]) -> Array:
    """(T*, G) residuals over the periods common to all spans."""
    start, end = max(span.start for span in spans), min(span.end for span in spans)
    length = end - start + 1
    if length < 1:
        names = ", ".join(fit.name for fit in fits)
        raise TinbergenError("S013", method=METHODS[fits[0].method].en, equations=names)
    first = [span.position(start) for span in spans]
    return np.column_stack(
        [fit.residuals[at : at + length] for fit, at in zip(fits, first, strict=True)]
    )
