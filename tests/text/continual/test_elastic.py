"""Fisher information and the penalty, on a logistic model whose numbers are known."""

import numpy as np
import pytest

from tinbergen.text.continual.elastic import Anchor, anchored, fisher_of
from tinbergen.text.tuning.steps import Sample

torch = pytest.importorskip("torch")
pytest.importorskip("peft")

ROWS = np.array([[1.0, -0.5], [2.0, 1.0], [-1.5, 0.25]])


class Logistic(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.head = torch.nn.Linear(2, 2)
        with torch.no_grad():
            self.head.weight.copy_(torch.tensor([[0.3, -0.2], [0.1, 0.4]]))
            self.head.bias.copy_(torch.tensor([0.05, -0.1]))

    def forward(self, ids, mask, numbers):
        return self.head(numbers)


def sample() -> Sample:
    return Sample(((1,),) * 3, np.array([0, 1, 0]), ROWS)


def test_the_information_of_a_logistic_model() -> None:
    """For two labels it is the mean of p (1 - p) x squared, for both rows of weights."""
    network = Logistic()
    weights = np.array([[0.3, -0.2], [0.1, 0.4]])
    logits = ROWS @ weights.T + [0.05, -0.1]
    p = 1 / (1 + np.exp(logits[:, 1] - logits[:, 0]))
    expected = (p * (1 - p)) @ ROWS**2 / 3
    found = fisher_of(network, sample(), 0, 100, 0)
    np.testing.assert_allclose(found["head.weight"].numpy(), [expected, expected], rtol=1e-5)
    np.testing.assert_allclose(found["head.bias"].numpy(), [np.mean(p * (1 - p))] * 2, rtol=1e-5)
    assert not any(parameter.grad is not None for parameter in network.parameters())


def test_the_penalty_by_hand() -> None:
    anchor = Anchor({"w": torch.tensor([1.0, 2.0])}, {"w": torch.tensor([4.0, 0.5])})
    # (4 * 1 + .5 * 9) / 2
    assert float(anchor.penalty({"w": torch.tensor([2.0, 5.0])})) == pytest.approx(4.25)


def test_information_adds_up_over_periods() -> None:
    network = Logistic()
    first = anchored(None, network, fisher_of(network, sample(), 0, 100, 0))
    with torch.no_grad():
        network.head.bias += 1.0
    again = fisher_of(network, sample(), 0, 100, 0)
    second = anchored(first, network, again)
    torch.testing.assert_close(
        second.fisher["head.weight"], first.fisher["head.weight"] + again["head.weight"]
    )
    torch.testing.assert_close(second.values["head.bias"], network.head.bias.detach())
