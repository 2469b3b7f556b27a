"""Means of parameters."""

import numpy as np
import pytest

from tinbergen.text.robust.averaging import ensemble, greedy, mean_of
from tinbergen.text.tuning.processes import set_values

torch = pytest.importorskip("torch")


def values(*numbers: float):
    return [{"w": torch.tensor([n])} for n in numbers]


def test_the_mean_and_where_it_is_put() -> None:
    mean = mean_of(values(1.0, 2.0, 6.0))
    assert float(mean["w"]) == pytest.approx(3.0)
    parameter = torch.nn.Parameter(torch.zeros(1))
    set_values({"w": parameter}, mean)
    assert float(parameter.detach()) == pytest.approx(3.0)


def test_a_greedy_soup_takes_what_helps() -> None:
    """The score is best at 4: from 3 the member at 5 helps (mean 4), the one at 9 does not."""
    members = values(9.0, 3.0, 5.0)
    scores = [-abs(float(m["w"]) - 4) for m in members]
    mean, kept = greedy(members, scores, lambda v: -abs(float(v["w"]) - 4))
    assert kept == (1, 2) and float(mean["w"]) == pytest.approx(4.0)


def test_an_ensemble_averages_chances() -> None:
    one, two = np.array([[0.2, 0.8]]), np.array([[0.6, 0.4]])
    np.testing.assert_allclose(ensemble([one, two]), [[0.4, 0.6]])
