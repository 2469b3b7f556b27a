"""What replicas draw, each from a stream of its own that its number alone decides.

Random numbers come from Philox (Salmon et al. 2011), a generator that counts: the seed is its key,
replica and purpose are its counter. So a replica draws the same whoever computes it, in whatever
company and order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text

Array = NDArray[np.float64]

_DISTURBANCES, _COEFFICIENTS = 0, 1
#: By how much a covariance may miss symmetry and eigenvalues fall below zero, relative to its size.
_ROUNDING = 1e-9

_SHAPE = Text(
    "{names} names, but the matrix has shape {shape}", "名称有 {names} 个，矩阵却为 {shape}"
)
_TWICE = Text("a name stands twice", "名称重复")
_NUMBERS = Text("a value is missing or infinite", "含缺失值或无穷大")
_ASYMMETRIC = Text("it is not symmetric", "矩阵不对称")
_NEGATIVE = Text("it has a negative eigenvalue", "矩阵有负特征值")
_EMPTY = Text("there are no rows to draw from", "没有可抽取的期")


@dataclass(frozen=True, slots=True)
class Normal:
    """Disturbances of ``names`` (equations, or exogenous variables), N(0, covariance).

    Raises
    ------
    TinbergenError
        E070 when ``covariance`` (m, m) is none, or does not fit the names.
    """

    names: tuple[str, ...]
    covariance: Array

    def __post_init__(self) -> None:
        _check_covariance(self.names, self.covariance)

    def root(self) -> Array:
        return _root(self.covariance)


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """Disturbances drawn from ``rows`` (T, m), estimated residuals, with replacement.

    Whole periods are drawn, so the correlation between equations is kept as it was. Rows are taken
    as they are: subtract their mean first where it should not be felt.

    Raises
    ------
    TinbergenError
        E070 when rows and names don't fit, or a value is missing.
    """

    names: tuple[str, ...]
    rows: Array

    def __post_init__(self) -> None:
        _check_names(self.names, self.rows)
        if not len(self.rows):
            raise TinbergenError("E070", detail=_EMPTY)


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Parameters that are uncertain: N(mean, covariance) of ``names``.

    Raises
    ------
    TinbergenError
        E070 when ``covariance`` (k, k) is none, or does not fit the names.
    """

    names: tuple[str, ...]
    mean: Array
    covariance: Array

    def __post_init__(self) -> None:
        _check_covariance(self.names, self.covariance)
        if np.shape(self.mean) != (len(self.names),):
            detail = _SHAPE.fill(names=len(self.names), shape=np.shape(self.mean))
            raise TinbergenError("E070", detail=detail)


@dataclass(frozen=True, slots=True)
class Randomness:
    """All that replicas draw, ready for drawing.

    ``root`` (m, r) times standard normals are disturbances, or ``rows`` (T, m) are what they are
    picked from; ``spread`` (k, r) times standard normals is added to ``mean`` (k,). With
    ``antithetic``, replicas come in pairs of opposite sign: 2i + 1 mirrors 2i; bootstrapped rows
    are mirrored at the mean of all rows, which is right where residuals are symmetric.
    """

    seed: int
    disturbed: tuple[str, ...] = ()
    root: Array | None = None
    rows: Array | None = None
    uncertain: tuple[str, ...] = ()
    mean: Array | None = None
    spread: Array | None = None
    antithetic: bool = False

    @classmethod
    def of(
        cls,
        seed: int,
        disturbances: Normal | Bootstrap | None,
        coefficients: Coefficients | None = None,
        *,
        antithetic: bool = False,
    ) -> Randomness:
        return cls(
            seed,
            () if disturbances is None else tuple(disturbances.names),
            disturbances.root() if isinstance(disturbances, Normal) else None,
            np.array(disturbances.rows) if isinstance(disturbances, Bootstrap) else None,
            () if coefficients is None else tuple(coefficients.names),
            None if coefficients is None else np.array(coefficients.mean, dtype=float),
            None if coefficients is None else _root(coefficients.covariance),
            antithetic,
        )

    def disturbances(self, replica: int, periods: int) -> Array:
        """Disturbances of one replica, shape (periods, m)."""
        rng, sign = self._stream(replica, _DISTURBANCES)
        if self.rows is not None:
            picked = self.rows[rng.integers(len(self.rows), size=periods)]
            return picked if sign > 0 else 2 * self.rows.mean(axis=0) - picked
        if self.root is None:
            return np.zeros((periods, 0))
        return _times(sign * rng.standard_normal((periods, self.root.shape[1])), self.root)

    def coefficients(self, replica: int) -> Array:
        """Parameters of one replica in the order of ``uncertain``, shape (k,)."""
        if self.mean is None or self.spread is None:
            return np.zeros(0)
        rng, sign = self._stream(replica, _COEFFICIENTS)
        drawn = sign * rng.standard_normal((1, self.spread.shape[1]))
        return np.asarray(self.mean + _times(drawn, self.spread)[0])

    def _stream(self, replica: int, purpose: int) -> tuple[np.random.Generator, float]:
        number, sign = (replica // 2, 1 - 2 * (replica % 2)) if self.antithetic else (replica, 1)
        key = np.random.SeedSequence(self.seed).generate_state(2, np.uint64)
        counter = np.array([0, 0, number, purpose], dtype=np.uint64)
        return np.random.Generator(np.random.Philox(key=key, counter=counter)), float(sign)


def _times(normals: Array, root: Array) -> Array:
    """normals @ root', summed in one order whatever library and threads there are."""
    return np.asarray(np.einsum("tr,mr->tm", normals, root, optimize=False))


def _root(covariance: Array) -> Array:
    """(m, r) with root root' the covariance, which may be singular and of any units."""
    scale = np.sqrt(np.maximum(np.diagonal(covariance), 0.0))
    safe = np.where(scale > 0, scale, 1.0)
    values, vectors = np.linalg.eigh(covariance / np.outer(safe, safe))
    kept = values > 1e-12 * max(values.max(initial=0.0), 0.0)
    return np.asarray(safe[:, None] * vectors[:, kept] * np.sqrt(values[kept]))


def _check_names(names: tuple[str, ...], matrix: Array) -> None:
    shape = np.shape(matrix)
    if len(shape) != 2 or shape[1] != len(names):
        raise TinbergenError("E070", detail=_SHAPE.fill(names=len(names), shape=shape))
    if len(set(names)) != len(names):
        raise TinbergenError("E070", detail=_TWICE)
    if not np.isfinite(matrix).all():
        raise TinbergenError("E070", detail=_NUMBERS)


def _check_covariance(names: tuple[str, ...], covariance: Array) -> None:
    _check_names(names, covariance)
    if np.shape(covariance) != (len(names), len(names)):
        detail = _SHAPE.fill(names=len(names), shape=np.shape(covariance))
        raise TinbergenError("E070", detail=detail)
    scale = np.sqrt(np.abs(np.diagonal(covariance)))
    bound = _ROUNDING * np.outer(scale, scale)
    if not np.all(np.abs(covariance - covariance.T) <= bound):
        raise TinbergenError("E070", detail=_ASYMMETRIC)
    safe = np.where(scale > 0, scale, 1.0)
    values = np.linalg.eigvalsh(covariance / np.outer(safe, safe))
    if np.any(np.diagonal(covariance) < 0) or values.min(initial=0.0) < -_ROUNDING * len(names):
        raise TinbergenError("E070", detail=_NEGATIVE)
