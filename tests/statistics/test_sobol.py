"""Sobol indices: Ishigami's function, whose indices are known, and SALib's numbers."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.sobol import sobol_indices


def ishigami(points: np.ndarray) -> np.ndarray:
    a, b, c = (2 * np.pi * points - np.pi).T
    return np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


def test_indices_of_ishigamis_function_are_the_exact_ones() -> None:
    """Ishigami and Homma (1990): a = 7, b = 0.1."""
    found = sobol_indices(ishigami, ("a", "b", "c"), samples=8192)
    v1, v2 = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 49 / 8
    v13 = 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50)
    v = v1 + v2 + v13
    assert found.variance == pytest.approx(v, rel=5e-3)
    assert found.mean == pytest.approx(3.5, rel=5e-3)
    np.testing.assert_allclose(found.first, [v1 / v, v2 / v, 0], atol=0.01)
    np.testing.assert_allclose(found.total, [(v1 + v13) / v, v2 / v, v13 / v], atol=0.01)
    assert np.all(np.abs(found.total - [(v1 + v13) / v, v2 / v, v13 / v]) < 4 * found.total_error)


def test_indices_are_those_of_salib() -> None:
    """SALib 1.5, Saltelli's sample of 1024: S1 and ST; each within its 95 % interval of the other."""
    found = sobol_indices(ishigami, ("a", "b", "c"), samples=1024)
    np.testing.assert_allclose(found.first, [0.3156, 0.4383, 0.0014], atol=0.06)
    np.testing.assert_allclose(found.total, [0.5575, 0.4426, 0.2451], atol=0.03)


def test_an_additive_function_has_no_interaction() -> None:
    found = sobol_indices(lambda p: p @ [1.0, 2.0], ("a", "b"), samples=2048)
    np.testing.assert_allclose(found.first, [0.2, 0.8], atol=5e-3)
    np.testing.assert_allclose(found.total, found.first, atol=5e-3)
    assert found.to_frame().shape == (2, 4)


def test_what_does_not_vary_has_no_indices() -> None:
    with pytest.raises(TinbergenError, match="F055"):
        sobol_indices(lambda p: np.zeros(len(p)), ("a",), samples=8)
    with pytest.raises(TinbergenError, match="F053"):
        sobol_indices(lambda p: p[:, 0], ("a",), samples=100)
