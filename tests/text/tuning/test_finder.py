"""A rate of learning found by trial."""

import numpy as np
import pytest

from tinbergen.text.experiment import TrainingPart, parse_experiment
from tinbergen.text.fit import fit
from tinbergen.text.tuning.finder import find_rate, steepest

torch = pytest.importorskip("torch")
pytest.importorskip("accelerate")


def test_the_rate_is_where_the_loss_falls_fastest() -> None:
    rates = np.geomspace(1e-6, 1, 61)
    middle = 1e-3
    losses = 1 / (1 + (rates / middle)) + np.where(rates > 0.1, 50 * (rates - 0.1), 0)
    # A logistic curve in the log of the rate is steepest at its middle.
    assert steepest(rates, losses) == pytest.approx(middle, rel=0.01)
    assert steepest(rates, np.linspace(1, 2, 61)) == rates[0]


def test_a_trial_leaves_the_network_as_it_was(workshop) -> None:
    asked = parse_experiment(
        "name: x\ndata: {table: table.csv}\nencoder: {name: tiny}\nmethod: {name: full}\n"
        "training: {epochs: 1}\n", "x",
    )[0]  # fmt: skip
    model = fit(asked, workshop).model
    table = fit(asked, workshop).table
    before = {n: p.detach().clone() for n, p in model.network.named_parameters()}
    sample = model.sample(table.texts, table.numbers, table.labels)
    found = find_rate(model.network, sample, TrainingPart(batch=8), 0, highest=1.0)
    assert all(torch.equal(before[n], p) for n, p in model.network.named_parameters())
    assert 1e-5 < found.suggested < 0.1 and len(found.to_frame()) == len(found.rates)
    # The loss falls from where the trial began, and too high a rate ends it.
    assert found.losses.min() < 0.9 * found.losses[0]
