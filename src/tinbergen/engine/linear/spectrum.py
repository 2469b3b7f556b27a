"""Moments of filtered variables, from their spectral density (King and Rebelo 1993, JEDC 17).

A filter multiplies the spectral density at each frequency by its squared gain; integrating over
frequencies gives the moments (Uhlig 1999, "A toolkit"). Filters that remove the
frequency zero leave variables with unit roots stationary.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.linear.linear_model import Array, Law
from tinbergen.engine.linear.moments import Moments, shares
from tinbergen.engine.linear.shocks import orthogonal_factor

#: Gain at frequencies in radians a period, both of shape (frequencies,).
Gain = Callable[[Array], Array]


def hp_gain(smoothing: float) -> Gain:
    """Gain of what the two-sided Hodrick-Prescott filter leaves as the cycle."""

    def gain(frequencies: Array) -> Array:
        power = 4 * smoothing * (1 - np.cos(frequencies)) ** 2
        return np.asarray(power / (1 + power))

    return gain


def band_gain(shortest: float, longest: float) -> Gain:
    """Gain of the ideal filter that keeps cycles of between two lengths, in periods."""

    def gain(frequencies: Array) -> Array:
        kept = (frequencies >= 2 * np.pi / longest) & (frequencies <= 2 * np.pi / shortest)
        return kept.astype(float)

    return gain


def filtered_moments(
    rule: Law, covariance: Array, gain: Gain, lags: int = 5, grid: int = 512
) -> Moments:
    """Moments of the filtered variables, at ``grid`` frequencies around the circle (even)."""
    transfer, frequencies = _weighted_transfer(rule, covariance, gain, grid)
    n = len(rule.ghx)
    flat = transfer.transpose(1, 0, 2).reshape(n, -1)
    contemporaneous = (flat @ flat.conj().T).real
    later = np.empty((lags, n, n))
    for lag in range(lags):
        turned = transfer * np.exp(1j * (lag + 1) * frequencies)[:, None, None]
        later[lag] = (turned.transpose(1, 0, 2).reshape(n, -1) @ flat.conj().T).real
    return Moments(contemporaneous, later)


def filtered_variance_decomposition(
    rule: Law, covariance: Array, gain: Gain, grid: int = 512
) -> Array:
    """Shares of the m shocks in the variances of the n filtered variables, shape (n, m)."""
    transfer, _ = _weighted_transfer(rule, covariance, gain, grid)
    return shares((np.abs(transfer) ** 2).sum(axis=0))


def _weighted_transfer(
    rule: Law, covariance: Array, gain: Gain, grid: int
) -> tuple[NDArray[np.complex128], Array]:
    """From orthogonal shocks to filtered variables, (frequencies, n, m), times the root of the
    weight that each frequency of the upper half-circle has in the integral."""
    frequencies: Array = np.linspace(0.0, np.pi, grid // 2 + 1)
    weights = np.full(len(frequencies), 2.0)
    weights[0] = weights[-1] = 1.0
    size = gain(frequencies) * np.sqrt(weights / grid)
    kept = size > 0
    frequencies, size = frequencies[kept], size[kept]
    lag = np.exp(-1j * frequencies)[:, None, None]
    factor = orthogonal_factor(covariance)
    states = np.linalg.solve(
        np.eye(len(rule.transition)) - rule.transition * lag, (rule.impact @ factor)[None] + 0j
    )
    transfer = rule.ghx @ (lag * states) + rule.ghu @ factor
    return transfer * size[:, None, None], frequencies
