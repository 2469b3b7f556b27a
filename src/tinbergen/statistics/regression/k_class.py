"""Estimators of one equation: ordinary and two-stage least squares, limited-information ML.

All three are members of the k-class (Theil 1958; Nagar 1959)

    b(kappa) = [X'(I - kappa M) X]^-1 X'(I - kappa M) y,    M = I - Z (Z'Z)^-1 Z'

with kappa 0 for OLS, 1 for 2SLS and for LIML the smallest root of det(W'W - kappa W'MW) = 0,
W = [y X] (Anderson and Rubin 1949, after concentrating out the included exogenous columns). The
arithmetic is done on orthonormal factors of X and Z, never on X'X.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tinbergen.core.errors import Advice, TinbergenError
from tinbergen.statistics.regression.algebra import (
    COLLINEAR,
    FreeCoefficients,
    check_sample,
    describe,
    free_coefficients,
    involved,
    orthonormal,
)
from tinbergen.statistics.regression.equation import Array, EquationData, EquationFit

#: The smallest cosine between regressors and instruments that still counts as identification.
UNIDENTIFIED = 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """A checked equation in orthonormal coordinates.

    With D = X basis = Q R and P the projection on the instruments,
    P Q = E diag(cosines) V', so that P D = E diag(cosines) V' R.

    free: the coefficients that obey the restrictions. y: (T,) less ``X @ origin``.
    Q: (T, p). back: (k, p), takes coordinates in Q to coefficients: basis R^-1.
    E: (T, p) orthonormal. cosines: (p,) of the angles between regressors and instruments, all 1
    for least squares. V: (p, p) orthogonal. instruments: (T, m*) orthonormal, None for least
    squares. advice: warnings met on the way.
    """

    free: FreeCoefficients
    y: Array
    Q: Array
    back: Array
    E: Array
    cosines: Array
    V: Array
    instruments: Array | None
    advice: tuple[Advice, ...]

    @property
    def to_coefficients(self) -> Array:
        """(k, p): takes coordinates in E to coefficients less the origin."""
        return np.asarray(self.back @ (self.V / self.cosines))


def ols(equation: EquationData, *, debiased: bool | None = None) -> EquationFit:
    """Ordinary least squares; small-sample standard errors unless ``debiased=False``.

    Raises
    ------
    TinbergenError
        S001 missing values, S002 too few observations, S003 collinear regressors,
        S007 restrictions that repeat or contradict each other.
    """
    design = prepare(equation, instruments=None)
    return k_class(equation, design, 0.0, "ols", debiased=True if debiased is None else debiased)


def two_stage_least_squares(equation: EquationData, *, debiased: bool | None = None) -> EquationFit:
    """Two-stage least squares; asymptotic standard errors unless ``debiased=True``.

    Raises
    ------
    TinbergenError
        As `ols`, and S004 fewer instruments than coefficients (order condition), S005 instruments
        unrelated to a regressor (rank condition), S006 as many instruments as observations,
        S008 no instruments.
    """
    design = prepare(equation, required_instruments(equation, "2SLS"))
    return k_class(equation, design, 1.0, "2sls", debiased=bool(debiased))


def liml(equation: EquationData, *, debiased: bool | None = None) -> EquationFit:
    """Limited-information maximum likelihood; asymptotic standard errors unless told otherwise.

    Raises
    ------
    TinbergenError
        As `two_stage_least_squares`, and S018 when y lies in the span of the instruments.
    """
    design = prepare(equation, required_instruments(equation, "LIML"))
    return liml_fit(equation, design, debiased=bool(debiased))


def liml_fit(equation: EquationData, design: Design, *, debiased: bool) -> EquationFit:
    """The k-class member at the LIML root; S018 when that is infinite."""
    kappa = liml_root(design)
    if not np.isfinite(kappa):
        raise TinbergenError("S018", equation=equation.name)
    return k_class(equation, design, kappa, "liml", debiased=debiased)


def required_instruments(equation: EquationData, method: str) -> Array:
    """The equation's instruments, S008 when it has none."""
    if equation.Z is None:
        raise TinbergenError("S008", equation=equation.name, method=method)
    return equation.Z


def prepare(equation: EquationData, instruments: Array | None) -> Design:
    """Check an equation and factor its regressors and the (T, m) instruments.

    Raises
    ------
    TinbergenError
        S001 to S007 as `two_stage_least_squares`.
    """
    free = free_coefficients(equation.name, len(equation.coefficient_names), equation.restrictions)
    p = free.basis.shape[1]
    check_sample(equation, p)
    Q, R, collinear = orthonormal(equation.X, equation.coefficient_names, free.basis)
    if collinear:
        raise TinbergenError("S003", equation=equation.name, columns=", ".join(collinear))
    y = equation.y - equation.X @ free.origin
    back = free.basis @ np.linalg.inv(R)
    if instruments is None:
        return Design(free, y, Q, back, Q, np.ones(p), np.eye(p), None, ())
    basis, advice = _instrument_basis(equation.name, instruments)
    if basis.shape[1] < p:
        raise TinbergenError(
            "S004", equation=equation.name, instruments=basis.shape[1], coefficients=p
        )
    left, cosines, right = np.linalg.svd(basis.T @ Q, full_matrices=False)
    unseen = cosines < UNIDENTIFIED
    if unseen.any():
        columns = involved(right[unseen] @ back.T, equation.X, equation.coefficient_names)
        raise TinbergenError("S005", equation=equation.name, columns=", ".join(columns))
    return Design(free, y, Q, back, basis @ left, cosines, right.T, basis, advice)


def liml_root(design: Design) -> float:
    """kappa >= 1: one over the largest share of a combination of [y X] outside the instruments.

    Infinite when the whole of [y X] lies in the span of the instruments.
    """
    assert design.instruments is not None
    ahead = design.y - design.Q @ (design.Q.T @ design.y)
    length = np.linalg.norm(ahead)
    if length <= COLLINEAR * np.linalg.norm(design.y):
        return 1.0
    W = np.column_stack([design.Q, ahead / length])
    if design.instruments.shape[1] < W.shape[1]:
        return 1.0
    cosine = np.linalg.svd(design.instruments.T @ W, compute_uv=False)[-1]
    outside = 1.0 - cosine**2
    return float(1.0 / outside) if outside > COLLINEAR else np.inf


def k_class(
    equation: EquationData, design: Design, kappa: float, method: str, *, debiased: bool
) -> EquationFit:
    """The member kappa of the class; its covariance is sigma2 [X'(I - kappa M) X]^-1."""
    free, V = design.free, design.V
    weight = weights(design, kappa)
    right = (1.0 - kappa) * (design.Q.T @ design.y) if kappa != 1.0 else 0.0
    right = right + kappa * (V @ (design.cosines * (design.E.T @ design.y)))
    coefficients = free.origin + design.back @ (V @ ((V.T @ right) / weight))
    residuals = equation.y - equation.X @ coefficients
    T, p = design.Q.shape
    half = design.back @ (V / np.sqrt(weight))
    sigma2 = float(residuals @ residuals) / (T - p if debiased else T)
    return describe(
        equation,
        method,
        free,
        coefficients,
        sigma2 * (half @ half.T),
        debiased=debiased,
        kappa=kappa,
        advice=design.advice,
    )


def weights(design: Design, kappa: float) -> Array:
    """(p,) eigenvalues of Q'(I - kappa M) Q, whose eigenvectors are V."""
    return np.asarray(1.0 - kappa + kappa * design.cosines**2)


def _instrument_basis(name: str, Z: Array) -> tuple[Array, tuple[Advice, ...]]:
    """(T, m*) orthonormal columns spanning Z, and a warning when m* < m."""
    T = len(Z)
    length = np.linalg.norm(Z, axis=0)
    left, values, _ = np.linalg.svd(Z / np.where(length > 0, length, 1.0), full_matrices=False)
    rank = int((values > COLLINEAR * values[0]).sum())
    if rank >= T:
        raise TinbergenError("S006", equation=name, instruments=Z.shape[1], observations=T)
    if rank == Z.shape[1]:
        return left, ()
    advice = Advice("S014", {"equation": name, "instruments": Z.shape[1], "rank": rank})
    return left[:, :rank], (advice,)
