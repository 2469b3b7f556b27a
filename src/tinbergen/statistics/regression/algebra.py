"""What makes a linear equation estimable, and the description of its fit.

Restrictions ``R b = r`` are solved rather than multiplied in: every ``b`` that obeys them is
``origin + basis @ theta``, so each estimator works on a free ``theta`` and the restrictions hold to
rounding. The numbers equal those of the restricted-least-squares formula, and equations that the
restrictions alone identify (long distributed lags) need no special case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tinbergen.core.errors import Advice, TinbergenError
from tinbergen.statistics.cycles.sample import check_scale
from tinbergen.statistics.regression.equation import Array, EquationData, EquationFit

#: A column is collinear when what the others leave of it is below this share of its length.
COLLINEAR = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class FreeCoefficients:
    """All coefficients that obey the restrictions: ``origin + basis @ theta``.

    origin: (k,). basis: (k, p) with orthonormal columns, p = k - q.
    """

    origin: Array
    basis: Array

    @property
    def homogeneous(self) -> bool:
        """Whether zero coefficients obey the restrictions."""
        return not self.origin.any()


def free_coefficients(
    name: str, k: int, restrictions: tuple[Array, Array] | None
) -> FreeCoefficients:
    """The coefficients that obey ``R b = r``; all of them when there are no restrictions.

    Raises
    ------
    TinbergenError
        S007 when restrictions repeat or contradict each other.
    """
    if restrictions is None or len(restrictions[1]) == 0:
        return FreeCoefficients(np.zeros(k), np.eye(k))
    R, r = (np.asarray(part, dtype=np.float64) for part in restrictions)
    q = len(r)
    if R.shape != (q, k):
        raise ValueError(f"{name}: R has shape {R.shape}, expected {(q, k)}")
    length = np.linalg.norm(R, axis=1)
    if q > k or not length.all():
        raise TinbergenError("S007", equation=name, count=q, coefficients=k)
    Q, L = np.linalg.qr((R / length[:, None]).T, mode="complete")
    if np.abs(np.diagonal(L)).min() < COLLINEAR:
        raise TinbergenError("S007", equation=name, count=q, coefficients=k)
    origin = Q[:, :q] @ np.linalg.solve(L[:q].T, r / length)
    return FreeCoefficients(origin, Q[:, q:])


def check_sample(equation: EquationData, p: int) -> None:
    """Refuse missing values, samples that leave no degree of freedom to p coefficients, and
    columns whose squares leave the range of the machine's numbers.

    Raises
    ------
    TinbergenError
        S001, S002, F240.
    """
    parts = (equation.y, equation.X) if equation.Z is None else (equation.y, equation.X, equation.Z)
    if not all(np.isfinite(part).all() for part in parts):
        T = len(equation.y)
        bad = np.flatnonzero(
            ~np.logical_and.reduce([np.isfinite(part.reshape(T, -1)).all(1) for part in parts])
        )
        rows = ", ".join(
            str(equation.sample.start + int(t)) if equation.sample else str(t) for t in bad[:5]
        )
        more = ", ..." if len(bad) > 5 else ""
        raise TinbergenError("S001", equation=equation.name, count=len(bad), rows=rows + more)
    if len(equation.y) <= p:
        raise TinbergenError(
            "S002", equation=equation.name, observations=len(equation.y), coefficients=p
        )
    check_scale(equation.y, equation.name)
    for name, column in zip(equation.coefficient_names, equation.X.T, strict=True):
        check_scale(column, name)


def orthonormal(X: Array, columns: Sequence[str], basis: Array) -> tuple[Array, Array, list[str]]:
    """QR of ``X @ basis`` and, when it lacks full rank, the names of the columns to blame.

    Returns
    -------
    Q (T, p), R (p, p), and the names of collinear columns of X (empty when rank is full).
    """
    Q, R, directions = factor(X @ basis)
    return Q, R, involved(directions @ basis.T, X, columns) if len(directions) else []


def factor(D: Array) -> tuple[Array, Array, Array]:
    """QR of D (T, p), and the (d, p) combinations of its columns that vanish, none at full rank.

    A column is collinear when what the columns before it leave of it is below `COLLINEAR`.
    """
    Q, R = np.linalg.qr(D)
    length = np.linalg.norm(D, axis=0)
    left = np.zeros(len(length))
    left[: len(R)] = np.abs(np.diagonal(R))
    lost = np.flatnonzero(left <= COLLINEAR * length)
    directions = np.zeros((len(lost), R.shape[1]))
    for direction, j in zip(directions, lost, strict=True):
        kept = [i for i in range(j) if i not in lost]
        direction[j] = 1.0
        direction[kept] = -np.linalg.lstsq(R[:, kept], R[:, j], rcond=None)[0]
    return Q, R, directions


def exact_relation(X: Array, names: Sequence[str]) -> str | None:
    """A linear relation that the columns of X (n, k) fulfil exactly, as text; None without one."""
    directions = factor(X)[2]
    if not len(directions):
        return None
    weights = directions[-1]
    scale = np.abs(X).max(axis=0)
    size = np.abs(weights) * np.where(scale > 0, scale, 1.0)
    lead = int(np.argmax(size))
    weights = -weights / weights[lead]
    parts = [
        f"{'-' if w < 0 else '+'} {'' if abs(abs(w) - 1) < 1e-6 else f'{abs(w):.4g} '}{name}"
        for j, (w, name) in enumerate(zip(weights, names, strict=True))
        if j != lead and size[j] > 1e-6 * size.max()
    ]
    return f"{names[lead]} = {' '.join(parts).removeprefix('+ ') or '0'}"


def involved(directions: Array, X: Array, columns: Sequence[str]) -> list[str]:
    """Names of the columns that take part in the combinations ``directions`` (d, k)."""
    length = np.linalg.norm(X, axis=0)
    part = np.abs(directions) * np.where(length > 0, length, 1.0)
    guilty = (part > 1e-6 * part.max(axis=1, keepdims=True)).any(axis=0)
    return [name for name, is_in in zip(columns, guilty, strict=True) if is_in]


def wald(difference: Array, covariance: Array) -> tuple[float, int]:
    """``d' V^+ d`` and the rank of V, for a V that restrictions may have made singular."""
    scale = np.sqrt(np.maximum(np.diagonal(covariance), 0.0))
    scale = np.where(scale > 0, scale, 1.0)
    values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
    kept = values > 1e-9 * max(values[-1], 0.0)
    along = vectors[:, kept].T @ (difference / scale)
    return float(np.sum(along**2 / values[kept])), int(kept.sum())


def constant_direction(X: Array, free: FreeCoefficients) -> Array | None:
    """(k,) free coefficients c with ``X c = 1``, or None when X holds no free constant."""
    ones = np.ones(len(X))
    D = X @ free.basis
    theta = np.linalg.lstsq(D, ones, rcond=None)[0]
    if np.abs(D @ theta - ones).max() > 1e-8:
        return None
    return np.asarray(free.basis @ theta)


def describe(
    equation: EquationData,
    method: str,
    free: FreeCoefficients,
    coefficients: Array,
    covariance: Array,
    *,
    debiased: bool,
    kappa: float | None = None,
    advice: tuple[Advice, ...] = (),
) -> EquationFit:
    """Residuals, fit and F of given coefficients (k,) and their covariance (k, k)."""
    y, X = equation.y, equation.X
    T, k = X.shape
    fitted = X @ coefficients
    residuals = y - fitted
    ssr = float(residuals @ residuals)
    df = T - free.basis.shape[1]
    constant = constant_direction(X, free)
    about = y if constant is None else y - y.mean()
    total = float(about @ about)
    r2 = 1 - ssr / total if total > 0 else np.nan
    adjusted = 1 - (1 - r2) * (T - (constant is not None)) / df
    f_statistic, f_df = np.nan, 0
    if free.homogeneous:
        slopes = np.eye(k) if constant is None else _complement(constant)
        if len(slopes):
            statistic, f_df = wald(slopes @ coefficients, slopes @ covariance @ slopes.T)
            f_statistic = statistic / f_df if f_df else np.nan
    return EquationFit(
        name=equation.name,
        method=method,
        coefficient_names=equation.coefficient_names,
        coefficients=coefficients,
        covariance=covariance,
        residuals=residuals,
        fitted=fitted,
        sigma2=ssr / (df if debiased else T),
        debiased=debiased,
        df_residual=df,
        r2=r2,
        adjusted_r2=adjusted,
        f_statistic=f_statistic,
        f_df=f_df,
        ser=float(np.sqrt(ssr / df)),
        kappa=kappa,
        sample=equation.sample,
        advice=advice,
    )


def _complement(direction: Array) -> Array:
    """(k - 1, k) rows that span what is orthogonal to ``direction`` (k,)."""
    Q = np.linalg.qr(direction[:, None], mode="complete")[0]
    return Q[:, 1:].T
