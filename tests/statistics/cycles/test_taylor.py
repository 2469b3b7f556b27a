import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.cycles.taylor import estimate_rule, taylor_rate


def test_taylors_rule():
    # Taylor (1993), p. 202: at target inflation and potential output the rate is 4 per cent.
    assert taylor_rate(2.0, 0.0) == 4.0
    np.testing.assert_allclose(taylor_rate([3.0, 2.0], [0.0, -2.0]), [5.5, 3.0])
    assert taylor_rate(3.0, 1.0, target=2.5, natural_rate=1.0, on_gap=1.0) == 5.25


def test_a_rule_without_noise_is_found():
    rng = np.random.default_rng(0)
    p, y = rng.normal(2, 1, size=80), rng.normal(0, 2, size=80)
    rate = np.zeros(80)
    for t in range(1, 80):
        rate[t] = 0.8 * rate[t - 1] + 0.2 * (1.0 + 1.5 * p[t] + 0.5 * y[t])
    rule = estimate_rule(rate, p, y, 4)
    found = [rule.smoothing, rule.constant, rule.on_inflation, rule.on_gap]
    np.testing.assert_allclose(found, [0.8, 1.0, 1.5, 0.5], rtol=1e-8)
    np.testing.assert_allclose(rule.deviation[1:], 0.0, atol=1e-10)
    assert np.isnan(rule.deviation[0])


def test_errors_of_the_rule_agree_with_simulation():
    rng = np.random.default_rng(1)
    p, y = rng.normal(2, 1, size=150), rng.normal(0, 2, size=150)
    found, claimed = [], []
    for _ in range(200):
        rate = 1.0 + 1.5 * p + 0.5 * y + rng.normal(scale=0.5, size=150)
        rule = estimate_rule(rate, p, y, 4, gradual=False)
        found.append([rule.constant, rule.on_inflation, rule.on_gap])
        claimed.append(rule.standard_errors[1:])
        assert rule.standard_errors[0] == rule.smoothing == 0.0
    np.testing.assert_allclose(np.mean(claimed, axis=0), np.std(found, axis=0), rtol=0.2)


def test_the_delta_method_for_long_run_coefficients():
    rng = np.random.default_rng(2)
    p, y = rng.normal(2, 1, size=300), rng.normal(0, 2, size=300)
    found, claimed = [], []
    for _ in range(120):
        rate = np.full(300, 4.0)
        noise = rng.normal(scale=0.2, size=300)
        for t in range(1, 300):
            rate[t] = 0.6 * rate[t - 1] + 0.4 * (1 + 1.5 * p[t] + 0.5 * y[t]) + noise[t]
        rule = estimate_rule(rate, p, y, 4)
        found.append([rule.smoothing, rule.on_inflation])
        claimed.append(rule.standard_errors[[0, 2]])
    np.testing.assert_allclose(np.mean(claimed, axis=0), np.std(found, axis=0), rtol=0.25)


def test_what_will_not_do_is_refused():
    flat = np.ones(40)
    with pytest.raises(TinbergenError) as caught:
        estimate_rule(flat, flat, flat, 4)
    assert caught.value.code == "F055"
    with pytest.raises(TinbergenError, match="differ in length"):
        estimate_rule(flat, flat[1:], flat, 4)
