"""The algebra of counterfactuals by hand; what theory says stands in the reference tests."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.evaluation.policy_counterfactual import (
    counterfactual_optimum,
    counterfactual_rule,
)
from tinbergen.statistics.evaluation.recursive_var import ShockResponses

#: Two periods: x answers the rate's shock by -1, then -.5; the rate by 1, then .2.
RESPONSES = np.array([[[-1.0], [1.0]], [[-0.5], [0.2]]])
EFFECTS = ShockResponses(("x", "i"), ("v",), RESPONSES, np.zeros((0, 2, 2, 1)))
FORECAST = {"i": [0.0, 0.0], "x": [2.0, 1.0]}


def test_one_shock_by_hand() -> None:
    """x + 2 i = 0 in both periods: (2, 1) + (1, -.1) v is least at v = -(2 - .1) / 1.01."""
    found = counterfactual_rule(FORECAST, EFFECTS, {"x": {0: 1}, "i": {0: 2}})
    v = -1.9 / 1.01
    assert found.shocks[0, 0] == pytest.approx(v)
    np.testing.assert_allclose(found.paths[:, 0, 0], [2 - v, 1 - 0.5 * v])
    assert found.loss_before == pytest.approx(5)
    assert found.loss == pytest.approx((2 + v) ** 2 + (1 - 0.1 * v) ** 2)
    # The best: x² + .5 x'² halved by a discount of .5, and .25 on the rate, not discounted.
    best = counterfactual_optimum(
        FORECAST, EFFECTS, {"x": 1.0, "i": 0.25 * np.eye(2)}, discount=0.5
    )
    v = (2 + 0.5 * 0.5) / (1 + 0.5 * 0.25 + 0.25 * 1.04)
    assert best.shocks[0, 0] == pytest.approx(v)
    assert best.loss == pytest.approx((2 - v) ** 2 + 0.5 * (1 - 0.5 * v) ** 2 + 0.25 * 1.04 * v**2)
    assert best.condition == pytest.approx(1)


def test_lags_leads_and_matrices_say_the_same() -> None:
    lagged = counterfactual_rule(FORECAST, EFFECTS, {"i": {0: 1, 1: -0.5}, "x": {-1: 0.3}})
    matrices = {"i": [[1, 0], [-0.5, 1]], "x": [[0, 0.3], [0, 0]]}
    np.testing.assert_allclose(
        lagged.paths, counterfactual_rule(FORECAST, EFFECTS, matrices).paths, rtol=1e-14
    )


def test_bands_come_from_draws_of_the_effects() -> None:
    scales = np.linspace(0.5, 1.5, 101)
    drawn = RESPONSES * np.ones((101, 1, 1, 1))
    drawn[:, :, 0] *= scales[:, None, None]
    effects = ShockResponses(("x", "i"), ("v",), RESPONSES, drawn)
    found = counterfactual_optimum(FORECAST, effects, {"x": 1.0, "i": 1.0}, level=0.9)
    each = [
        counterfactual_optimum(
            FORECAST, ShockResponses(("x", "i"), ("v",), one, drawn[:0]), {"x": 1.0, "i": 1.0}
        ).paths
        for one in drawn
    ]
    np.testing.assert_allclose(found.drawn, each, rtol=1e-12)
    table = found.to_frame()
    np.testing.assert_allclose(
        table["x", "forecast", "lower"], np.quantile(found.drawn[:, :, 0, 0], 0.05, axis=0)
    )
    assert (found.moments()["sd", "lower"] < found.moments()["sd", "upper"]).all()
    assert len(found.plot().charts) == 2


@pytest.mark.parametrize(
    ("code", "base", "rule"),
    [
        ("F122", {"x": [1.0, 0.0]}, {"x": {0: 1}}),
        ("F122", FORECAST, {"z": {0: 1}}),
        ("C011", FORECAST | {"x": [1.0]}, {"x": {0: 1}}),
        ("C011", FORECAST, {"x": np.eye(3)}),
        ("F142", FORECAST | {"x": [np.nan, 1.0]}, {"x": {0: 1}}),
        ("F142", FORECAST, {"x": {0: np.nan}}),
        ("F140", FORECAST, {"x": [[1, -2], [0, 0]]}),
    ],
)
def test_what_is_refused(code, base, rule) -> None:
    with pytest.raises(TinbergenError) as caught:
        counterfactual_rule(base, EFFECTS, rule)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("F141", {"loss": {"x": -1.0}}), ("F141", {"loss": {"x": [[0, 1], [1, 0]]}}),
        ("F053", {"discount": 1.5}), ("F053", {"level": 1.0}), ("F122", {"loss": {"z": 1.0}}),
    ],
)  # fmt: skip
def test_losses_that_are_refused(code, change) -> None:
    with pytest.raises(TinbergenError) as caught:
        counterfactual_optimum(FORECAST, EFFECTS, **({"loss": {"x": 1.0}} | change))
    assert caught.value.code == code
