"""Full-information maximum likelihood of equations linear in their coefficients.

With residuals U(b) (T, G) and F_t the residuals of the whole model in period t, the likelihood
concentrated on the covariance of the disturbances (Koopmans, Rubin and Leipnik 1950) is

    logL(b) = -TG/2 (1 + log 2 pi) - T/2 log|U'U/T| + sum_t log|det dF_t/dy_t|

It is maximised from the three-stage estimate, in coordinates in which that estimate's covariance
is the identity: BFGS to the neighbourhood of the maximum, then Newton.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.engine.estimate.results import SystemFit
from tinbergen.engine.estimate.system import (
    assemble,
    require_common_sample,
    three_stage_least_squares,
)
from tinbergen.statistics.regression.equation import Array, EquationData

_BASIS = {
    "hessian": Text(
        "inverse negative Hessian of the concentrated log-likelihood", "集中对数似然负海森矩阵之逆"
    ),
    "outer product": Text(
        "outer product of the scores of coefficients and covariance", "系数与协方差得分的外积"
    ),
}

#: Gradient norm at which BFGS hands over to Newton.
_NEAR = 1e-3


@dataclass(frozen=True, slots=True)
class JacobianTerm:
    """log|det dF_t/dy_t| as a function of all coefficients b (K,), equation after equation.

    log_abs_det: b -> (T,), minus infinity where the Jacobian is singular.
    gradient: b -> (T, K), its derivatives; None to take differences.
    """

    log_abs_det: Callable[[Array], Array]
    gradient: Callable[[Array], Array] | None = None


def affine_jacobian(constant: Array, slopes: Array, T: int) -> JacobianTerm:
    """The term of a model whose Jacobian is ``constant + sum_k b_k slopes[k]``.

    constant: (n, n), or (T, n, n) for a model nonlinear in variables. slopes: (K, n, n) or
    (K, T, n, n), zero for coefficients of predetermined variables.
    """
    active = np.flatnonzero(np.any(slopes != 0, axis=tuple(range(1, slopes.ndim))))
    moving = slopes[active]

    def matrix(b: Array) -> Array:
        return np.asarray(constant + np.tensordot(b[active], moving, axes=1))

    def log_abs_det(b: Array) -> Array:
        return np.broadcast_to(np.linalg.slogdet(matrix(b))[1], (T,))

    def gradient(b: Array) -> Array:
        inverse = np.linalg.inv(matrix(b))
        derivative = np.zeros((T, len(b)))
        derivative[:, active] = np.einsum("...ij,k...ji->...k", inverse, moving)
        return derivative

    return JacobianTerm(log_abs_det, gradient)


def fiml(
    equations: Sequence[EquationData],
    jacobian: JacobianTerm,
    instruments: Array | None = None,
    *,
    start: SystemFit | None = None,
    covariance: Literal["hessian", "outer product"] = "hessian",
    debiased: bool | None = None,
    tolerance: float = 1e-8,
    max_iterations: int = 500,
) -> SystemFit:
    """Full-information maximum likelihood; asymptotic standard errors unless told otherwise.

    Parameters
    ----------
    equations
        G stochastic equations over one sample.
    jacobian
        The model's Jacobian term, identities included.
    instruments
        (T, m) of the three-stage start; None to use each equation's own Z.
    start
        An estimate to start from instead. Restrictions that hold in it, within and across
        equations, hold in the result: its covariance tells which directions are free.
    covariance
        From the Hessian of the concentrated log-likelihood, or from the outer product of the
        scores of coefficients and covariance (Berndt, Hall, Hall and Hausman 1974).
    tolerance
        Gradient norm at which to stop, per standard deviation of the start.

    Raises
    ------
    TinbergenError
        S009 linearly dependent residuals, S011 no convergence, S012 singular Jacobian at the
        start, S013 different samples, S015 no strict maximum, S020 too few observations for the
        outer product; and those of the start.
    """
    require_common_sample(equations, "fiml")
    first = start if start is not None else three_stage_least_squares(equations, instruments)
    problem = _problem(equations, jacobian, first)
    phi, iterations = _maximise(problem, tolerance, max_iterations)
    if covariance == "hessian":
        information = -_hessian(problem, phi)
    else:
        T, parameters = (
            len(problem.residuals),
            len(phi) + len(equations) * (len(equations) + 1) // 2,
        )
        if parameters >= T:
            raise TinbergenError("S020", observations=T, parameters=parameters)
        scores = _scores(problem, phi)
        information = scores.T @ scores
    values, vectors = np.linalg.eigh(information)
    if values[0] <= 1e-10 * values[-1]:
        raise TinbergenError("S015")
    root = problem.directions @ (vectors / np.sqrt(values))
    return assemble(
        equations,
        "fiml",
        problem.coefficients(phi),
        root @ root.T,
        debiased=bool(debiased),
        covariance_basis=_BASIS[covariance],
        iterations=iterations,
        loglik=log_likelihood(problem, phi),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Likelihood:
    """The likelihood in free coordinates phi (p,): b = origin + directions @ phi.

    origin: (K,). directions: (K, p). residuals: (T, G) at the origin. slopes: (T * G, p) their
    derivatives, rows period after period. jacobian: the determinant's term.
    """

    origin: Array
    directions: Array
    residuals: Array
    slopes: Array
    jacobian: JacobianTerm

    def coefficients(self, phi: Array) -> Array:
        return np.asarray(self.origin + self.directions @ phi)

    def residuals_at(self, phi: Array) -> Array:
        return np.asarray(self.residuals + (self.slopes @ phi).reshape(self.residuals.shape))


def log_likelihood(problem: Likelihood, phi: Array) -> float:
    """The concentrated log-likelihood; minus infinity where it is not defined."""
    U = problem.residuals_at(phi)
    T, G = U.shape
    sign, log_det = np.linalg.slogdet(U.T @ U / T)
    term = float(np.sum(problem.jacobian.log_abs_det(problem.coefficients(phi))))
    if sign <= 0 or not np.isfinite(term):
        return -np.inf
    return float(-T * G / 2 * (1 + np.log(2 * np.pi)) - T / 2 * log_det + term)


def gradient(problem: Likelihood, phi: Array) -> Array:
    """(p,) derivatives of `log_likelihood`."""
    U = problem.residuals_at(phi)
    weighted = np.linalg.solve(U.T @ U / len(U), U.T).T
    return np.asarray(_determinant_slopes(problem, phi).sum(0) - weighted.ravel() @ problem.slopes)


def _problem(
    equations: Sequence[EquationData], jacobian: JacobianTerm, start: SystemFit
) -> Likelihood:
    V = start.coefficient_covariance
    scale = np.sqrt(np.diagonal(V))
    scale = np.where(scale > 0, scale, 1.0)
    values, vectors = np.linalg.eigh(V / np.outer(scale, scale))
    kept = values > 1e-12 * values[-1]
    directions = scale[:, None] * vectors[:, kept] * np.sqrt(values[kept])
    T, G, b = len(equations[0].y), len(equations), start.coefficients
    residuals = np.empty((T, G))
    slopes = np.empty((T, G, directions.shape[1]))
    first = 0
    for i, equation in enumerate(equations):
        own = slice(first, first + equation.X.shape[1])
        residuals[:, i] = equation.y - equation.X @ b[own]
        slopes[:, i] = -equation.X @ directions[own]
        first = own.stop
    return Likelihood(b, directions, residuals, slopes.reshape(T * G, -1), jacobian)


def _determinant_slopes(problem: Likelihood, phi: Array) -> Array:
    """(T, p) derivatives of the determinant's term along each free coordinate."""
    term = problem.jacobian
    if term.gradient is not None:
        return term.gradient(problem.coefficients(phi)) @ problem.directions

    def value(at: Array) -> Array:
        return term.log_abs_det(problem.coefficients(at))

    return _derivatives(value, phi, 1e-3, ((1, 8 / 12), (2, -1 / 12)))


def _derivatives(
    function: Callable[[Array], Array],
    at: Array,
    step: float,
    stencil: tuple[tuple[int, float], ...],
) -> Array:
    """(n, p) central differences of a function (p,) -> (n,), by weights of +-1, +-2 steps."""
    columns = []
    for unit in np.eye(len(at)) * step:
        odd = [w * (function(at + i * unit) - function(at - i * unit)) for i, w in stencil]
        columns.append(np.sum(odd, axis=0) / step)
    return np.column_stack(columns)


def _hessian(problem: Likelihood, phi: Array) -> Array:
    """(p, p) symmetrised differences of the gradient."""
    H = _derivatives(lambda at: gradient(problem, at), phi, 1e-3, ((1, 8 / 12), (2, -1 / 12)))
    return np.asarray((H + H.T) / 2)


def _scores(problem: Likelihood, phi: Array) -> Array:
    """(T, p) each period's scores, net of what the covariance's G(G+1)/2 scores explain of them.

    The inverse of their outer product is the block of b in the inverse for all parameters.
    """
    U = problem.residuals_at(phi)
    T, G = U.shape
    inverse = np.linalg.inv(U.T @ U / T)
    weighted = U @ inverse
    slopes = problem.slopes.reshape(T, G, -1)
    scores = _determinant_slopes(problem, phi) - np.einsum("tg,tgp->tp", weighted, slopes)
    left, right = np.triu_indices(G)
    nuisance = weighted[:, left] * weighted[:, right] - inverse[left, right]
    return np.asarray(scores - nuisance @ np.linalg.lstsq(nuisance, scores, rcond=None)[0])


def _maximise(problem: Likelihood, tolerance: float, max_iterations: int) -> tuple[Array, int]:
    """phi (p,) at the maximum and the iterations it took."""
    p = problem.directions.shape[1]
    phi, value = np.zeros(p), log_likelihood(problem, np.zeros(p))
    if not np.isfinite(value):
        raise TinbergenError("S012")
    slope, inverse = gradient(problem, phi), np.eye(p)
    size = float(np.linalg.norm(slope))
    for iteration in range(max_iterations):
        if size <= tolerance:
            return phi, iteration
        newton = size < _NEAR
        step = _newton_step(problem, phi, slope) if newton else inverse @ slope
        reached = _line_search(problem, phi, value, slope, step)
        if reached is None and not newton:
            step = _newton_step(problem, phi, slope)
            reached = _line_search(problem, phi, value, slope, step)
        if reached is None:
            break
        moved, value = reached[0] - phi, reached[1]
        phi, previous = reached[0], slope
        slope = gradient(problem, phi)
        inverse = _bfgs(inverse, moved, previous - slope)
        size = float(np.linalg.norm(slope))
    if size <= tolerance:
        return phi, max_iterations
    raise TinbergenError("S011", iterations=iteration + 1, gradient=f"{size:.1e}")


def _newton_step(problem: Likelihood, phi: Array, slope: Array) -> Array:
    """Newton's ascent step; where the Hessian is not negative, its curvature's size is used."""
    values, vectors = np.linalg.eigh(-_hessian(problem, phi))
    curvature = np.maximum(np.abs(values), 1e-8 * np.abs(values).max())
    return np.asarray(vectors @ ((vectors.T @ slope) / curvature))


def _line_search(
    problem: Likelihood, phi: Array, value: float, slope: Array, step: Array
) -> tuple[Array, float] | None:
    """The first of step, step/2, ... that raises the likelihood enough (Armijo)."""
    promise = float(slope @ step)
    noise = 1e-13 * max(abs(value), 1.0)
    for length in 0.5 ** np.arange(40):
        at = phi + length * step
        reached = log_likelihood(problem, at)
        if reached >= value + 1e-4 * length * promise - noise:
            return at, reached
    return None


def _bfgs(inverse: Array, moved: Array, turned: Array) -> Array:
    """Broyden-Fletcher-Goldfarb-Shanno update of minus the inverse Hessian."""
    curvature = float(moved @ turned)
    if curvature <= 1e-12 * float(np.linalg.norm(moved) * np.linalg.norm(turned)):
        return inverse
    shear = np.eye(len(moved)) - np.outer(moved, turned) / curvature
    return np.asarray(shear @ inverse @ shear.T + np.outer(moved, moved) / curvature)
