import numpy as np
import pytest

from tinbergen.domains.trade.methods.fixed_point import fixed_point


def test_a_slow_contraction_in_few_steps():
    rng = np.random.default_rng(0)
    spread = rng.normal(size=(20, 20))
    matrix = 0.98 * spread / np.abs(np.linalg.eigvals(spread)).max()
    shift = rng.normal(size=20)
    x, size, steps = fixed_point(
        lambda v: matrix @ v + shift, np.zeros(20), tolerance=1e-12, memory=20
    )
    assert size <= 1e-12 and steps < 60
    assert np.allclose(x, np.linalg.solve(np.eye(20) - matrix, shift), rtol=1e-8)


def test_cosine():
    x, _, steps = fixed_point(np.cos, np.array([1.0]), tolerance=1e-15)
    assert x[0] == pytest.approx(0.7390851332151607, abs=1e-15)
    assert steps < 12


def test_without_a_fixed_point_it_says_how_far_it_is():
    _, size, steps = fixed_point(lambda v: v + 1.0, np.zeros(2), tolerance=1e-12, iterations=15)
    assert size == pytest.approx(1.0) and steps == 15
