"""Migration in good and bad times: averages, and states that come back."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.risk.migration import credit_cycle, point_in_time
from tinbergen.statistics.risk.vasicek import conditional_pd

AVERAGE = np.array([[0.9, 0.08, 0.015, 0.005], [0.05, 0.85, 0.08, 0.02], [0.01, 0.1, 0.79, 0.1]])


def test_without_correlation_the_state_does_not_matter():
    np.testing.assert_allclose(point_in_time(AVERAGE, 2.0, 0.0), AVERAGE, atol=1e-12)


def test_defaults_are_vasicek_s_and_the_average_is_kept():
    z = np.array([-2.0, 0.0, 1.0])
    found = point_in_time(AVERAGE, z, 0.1)
    np.testing.assert_allclose(found[..., -1], conditional_pd(AVERAGE[:, -1], 0.1, z[:, None]))
    np.testing.assert_allclose(found.sum(axis=-1), 1.0)
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    mean = np.tensordot(weights / weights.sum(), point_in_time(AVERAGE, nodes, 0.1), axes=1)
    np.testing.assert_allclose(mean, AVERAGE, atol=1e-9)


def test_a_step_that_never_happens_never_does():
    average = np.array([[0.9, 0.1, 0.0], [0.0, 0.95, 0.05]])
    found = point_in_time(average, [-3.0, 3.0], 0.2)
    assert (found[:, 0, 2] == 0.0).all()
    assert (found[:, 1, 0] == 0.0).all()


def test_states_and_correlation_come_back():
    rng = np.random.default_rng(0)
    z = rng.standard_normal(40)
    z = (z - z.mean()) / z.std()
    shares = point_in_time(AVERAGE, z, 0.1)
    counts = np.array([[rng.multinomial(20_000, row) for row in year] for year in shares])
    found = credit_cycle(counts)
    assert found.correlation == pytest.approx(0.1, abs=0.01)
    assert np.var(found.factor) == pytest.approx(1.0, abs=1e-6)
    assert np.corrcoef(found.factor, z)[0, 1] > 0.999
    assert found.matrix(0.0).shape == (3, 4)
    exact = credit_cycle(1e6 * shares, AVERAGE, 0.1)
    np.testing.assert_allclose(exact.factor, z, atol=1e-5)
    assert exact.to_frame().shape == (40, 2)


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("C011", lambda: point_in_time(np.eye(3), 0.0, 0.1)),
        ("F171", lambda: point_in_time([[0.5, 0.4]], 0.0, 0.1)),
        ("F053", lambda: point_in_time(AVERAGE, 0.0, 1.0)),
        ("C011", lambda: credit_cycle(AVERAGE)),
        ("F055", lambda: credit_cycle(np.array([1e6 * AVERAGE, 1e6 * AVERAGE]))),
    ],
)
def test_refusals(code, call):
    with pytest.raises(TinbergenError) as fault:
        call()
    assert fault.value.code == code
