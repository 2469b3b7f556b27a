"""Training, and going on after a kill."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.text.experiment import TrainingPart, parse_experiment
from tinbergen.text.fit import fit
from tinbergen.text.tuning.checkpoint import NAME
from tinbergen.text.tuning.steps import Sample
from tinbergen.text.tuning.training import batch_of, cross_entropy, steps_of

torch = pytest.importorskip("torch")
pytest.importorskip("peft")


class KilledError(Exception):
    """What a kill leaves undone."""


def experiment(method: str, **training: object):
    more = ", ".join(f"{k}: {v}" for k, v in training.items())
    return parse_experiment(
        f"name: x\ndata: {{table: table.csv}}\nencoder: {{name: tiny}}\nmethod: {{name: {method}}}\n"
        f"training: {{batch: 8, {more}}}\n",
        "x",
    )[0]


def values(fitted):
    return {n: p.detach().clone() for n, p in fitted.model.network.named_parameters()}


@pytest.mark.parametrize(
    ("method", "training"),
    [
        ("full", {"epochs": 3}),
        ("adalora", {"epochs": 4, "patience": 0}),
        ("lora", {"epochs": 3, "optimizer": "adafactor", "accumulate": 2}),
    ],
)
@pytest.mark.parametrize("when", [3, 11, 19])
def test_a_killed_training_reaches_the_same_numbers(workshop, method, training, when) -> None:
    asked = experiment(method, save_every=2, learning_rate=0.003, **training)
    whole = values(fit(asked, workshop))

    class Killing(Progress):
        steps = 0

        def __call__(self, title, part=None) -> None:
            self.steps += title("en") == "Train"
            if self.steps == when:
                raise KilledError

    place = workshop / "run"
    place.mkdir()
    try:
        fit(asked, workshop, checkpoints=place, progress=Killing())
    except KilledError:
        assert (place / NAME).is_file() == (when > 2)
    torch.manual_seed(99)
    again = values(fit(asked, workshop, checkpoints=place))
    assert not (place / NAME).exists()
    assert whole.keys() == again.keys()
    assert all(torch.equal(whole[name], again[name]) for name in whole)


def test_another_trainings_checkpoint_is_refused(workshop) -> None:
    asked = experiment("full", epochs=1, save_every=1)

    class Killing(Progress):
        def __call__(self, title, part=None) -> None:
            if title("en") == "Train" and part:
                raise KilledError

    with pytest.raises(KilledError):
        fit(asked, workshop, checkpoints=workshop, progress=Killing())
    with pytest.raises(TinbergenError, match="T024"):
        fit(experiment("full", epochs=2), workshop, checkpoints=workshop)
    (workshop / NAME).write_bytes(b"nothing of the kind")
    with pytest.raises(TinbergenError, match="T024"):
        fit(asked, workshop, checkpoints=workshop)


def test_the_best_epoch_stays(workshop) -> None:
    found = fit(experiment("full", epochs=6, patience=1, learning_rate=0.01), workshop).trained
    scores = [epoch["score"] for epoch in found.history]
    assert found.epoch == int(np.argmax(scores)) and found.score == max(scores)
    # One epoch without gain ends it.
    assert len(scores) == min(found.epoch + 2, 6)


def test_a_rate_too_high_is_said(workshop) -> None:
    with pytest.raises(TinbergenError, match="T025"):
        fit(experiment("full", epochs=3, learning_rate=1, clip="1e30", optimizer="adamw",
                       weight_decay=0.9, warm_up=0), workshop,
            objective=lambda network, batch, loss: loss * float("inf"))  # fmt: skip


def test_adalora_lowers_its_ranks(workshop) -> None:
    found = fit(experiment("adalora", epochs=6, patience=0), workshop)
    ranks = [
        int((p.abs() > 0).sum())
        for n, p in found.model.network.named_parameters() if "lora_E" in n
    ]  # fmt: skip
    assert sum(ranks) < len(ranks) * 12


def test_accumulated_batches_are_one_step(workshop) -> None:
    one = fit(experiment("full", epochs=1).model_copy(update={
        "training": TrainingPart(batch=16, epochs=1), "encoder": experiment("full").encoder
        .model_copy(update={"dropout": 0.0})}), workshop)  # fmt: skip
    assert one.trained.steps == steps_of(len(one.split.train), TrainingPart(batch=8, accumulate=2,
                                                                           epochs=1))  # fmt: skip


def test_losses_by_hand() -> None:
    logits = torch.tensor([[0.0, 1.0], [2.0, 0.0], [0.0, 0.0]])
    sample = Sample(((1,), (1,), (1,)), np.array([0, 0, 1]), np.empty((3, 0)))
    batch = batch_of(sample, np.arange(3), 0)
    each = np.array([np.log(1 + np.e), np.log(1 + np.exp(-2)), np.log(2)])
    plain = TrainingPart()
    assert float(cross_entropy(logits, batch, plain, sample.labels)) == pytest.approx(each.mean())
    balanced = TrainingPart(class_weights="balanced")
    weighted = (each * [0.75, 0.75, 1.5]).mean()
    assert float(cross_entropy(logits, batch, balanced, sample.labels)) == pytest.approx(weighted)
    told = Sample(
        sample.tokens, sample.labels, sample.numbers, np.full((3, 2), 0.5), np.ones(3) * 2
    )
    half = [np.log(1 + np.e) - 0.5, np.log(1 + np.exp(-2)) + 1, np.log(2)]
    found = float(cross_entropy(logits, batch_of(told, np.arange(3), 0), plain, sample.labels))
    assert found == pytest.approx(2 * np.mean(half))
