"""The best simple rule where it is known in closed form; published ones stand in the reference
tests."""

import numpy as np
import pytest

import tinbergen as tb
from tinbergen.core.errors import TinbergenError
from tinbergen.engine.control.regulator import linear_regulator
from tinbergen.engine.control.simple_rules import optimal_rule

TEXT = """
var x u; varexo e; parameters k r; k = {k}; r = -.1;
model(linear); x = k*x(-1) + u(-1) + e; u = r*x; end;
shocks; var e; stderr {size}; end;
"""
LOSS = {"x": 1.0, "u": 0.5}


def scalar(k: float, size: float = 1.0) -> tb.Model:
    return tb.parse(TEXT.format(k=k, size=size), f"k{k}.mod")


def test_a_rule_of_the_whole_state_is_the_regulator() -> None:
    found = optimal_rule(scalar(0.9), {"r": -0.1}, LOSS)
    best = linear_regulator([[0.9]], [[1.0]], [[1.0]], [[0.5]], C=[[1.0]])
    assert found.parameters["r"] == pytest.approx(best.gain[0, 0], abs=1e-4)
    assert found.losses[0] == pytest.approx(best.loss, rel=1e-8)
    assert found.regrets[0] == pytest.approx(1)
    np.testing.assert_allclose(found.deviations[0] ** 2 @ [1, 0.5], found.losses[0])
    table = found.to_frame()
    assert list(table.columns) == ["loss", "own optimum", "regret", "sd x", "sd u"]
    assert "r -0." in repr(found)


def test_weights_regret_and_a_model_of_large_shocks() -> None:
    """The mean of losses leans to the model with large shocks; the least regret does not."""
    bank = [scalar(0.2), scalar(0.9, 3.0)]
    mean = optimal_rule(bank, {"r": -0.1}, LOSS)
    least = optimal_rule(bank, {"r": -0.1}, LOSS, criterion="regret")
    low, high = mean.own_parameters[:, 0]
    assert high < mean.parameters["r"] < least.parameters["r"] < low
    assert least.regrets[0] == pytest.approx(least.regrets[1], rel=1e-6)
    assert mean.regrets[0] > least.regrets[0]
    weighted = optimal_rule(bank, {"r": -0.1}, LOSS, weights=[1e6, 1])
    assert weighted.parameters["r"] == pytest.approx(low, abs=1e-3)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("C011", {"weights": [1.0, 2.0]}), ("F053", {"weights": [0.0]}),
        ("F053", {"criterion": "median"}), ("E004", {"loss": {"z": 1.0}}),
        ("M007", {"start": {"z": 1.0}}), ("E096", {"start": {"r": 0.1}}),
        ("E030", {"start": {"r": 0.5}}), ("C010", {"models": 3}),
        ("C010", {"start": {"r": "low"}}),
    ],
)  # fmt: skip
def test_what_is_refused(code, change) -> None:
    given = {"models": scalar(0.9), "start": {"r": -0.1}, "loss": LOSS}
    with pytest.raises(TinbergenError) as caught:
        optimal_rule(**(given | change))
    assert caught.value.code == code
