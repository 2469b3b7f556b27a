"""Attack as training."""

import numpy as np
import pytest

from tinbergen.text.experiment import TrainingPart
from tinbergen.text.experiment_ways import RobustPart
from tinbergen.text.robust import adversarial
from tinbergen.text.robust.adversarial import against, fgm_step, first_move, moved, within
from tinbergen.text.tuning.training import batch_of, cross_entropy

torch = pytest.importorskip("torch")
pytest.importorskip("peft")

MASK = torch.tensor([[1, 1], [1, 0]])


def test_the_step_has_the_length_asked_for_and_spares_padding() -> None:
    slope = torch.tensor([[[3.0, 0], [0, 4]], [[0.0, 2], [5, 5]]])
    step = fgm_step(slope, MASK, 0.5)
    # |(3, 0, 0, 4)| = 5: a tenth of the gradient; the second row's padding does not move.
    expected = [[[0.3, 0], [0, 0.4]], [[0, 0.5], [0, 0]]]
    np.testing.assert_allclose(step.numpy(), expected, rtol=1e-6)
    assert torch.isfinite(fgm_step(torch.zeros(2, 2, 2), MASK, 1.0)).all()


def test_moves_are_held_within_the_ball() -> None:
    move = torch.tensor([[[3.0, 0], [0, 4]], [[0.0, 0.1], [0, 0]]])
    held = within(move, 1.0)
    np.testing.assert_allclose(held[0].numpy(), [[0.6, 0], [0, 0.8]], rtol=1e-6)
    np.testing.assert_allclose(held[1].numpy(), move[1].numpy())


def test_the_first_move_is_small_and_spares_padding() -> None:
    torch.manual_seed(0)
    drawn = first_move(MASK.repeat(200, 1), 8, 2.0)
    assert (drawn[1::2, 1] == 0).all()
    # Uniform within 2 / sqrt(16) for rows of two words of eight numbers.
    assert drawn[0::2].abs().max() <= 0.5 and drawn[0::2].abs().max() > 0.49


@pytest.fixture
def learner(workshop):
    from tinbergen.text.experiment import parse_experiment
    from tinbergen.text.fit import fit

    said = (
        "name: x\ndata: {table: table.csv}\nencoder: {name: tiny, dropout: 0}\n"
        "method: {name: full}\ntraining: {epochs: 1, learning_rate: 0.001}\n"
    )
    found = fit(parse_experiment(said, "x")[0], workshop)
    rows = found.table.take(range(6))
    sample = found.model.sample(rows.texts, rows.numbers, rows.labels)
    return found.model, sample, batch_of(sample, np.arange(6), 0)


def plain_loss(model, batch, sample):
    logits = model.network(batch.ids, batch.mask, batch.numbers)
    return cross_entropy(logits, batch, TrainingPart(), sample.labels)


def test_the_attack_is_the_worst_move_of_its_length(learner) -> None:
    """To first order the gradient's direction raises the loss most: more than 40 random ones."""
    model, sample, batch = learner
    plain = plain_loss(model, batch, sample)
    robust = RobustPart(adversarial="fgm", epsilon=0.05)
    both = against(robust, TrainingPart())(model, sample)(model.network, batch, plain)
    rise = float(both.detach()) - 2 * float(plain.detach())
    assert rise > 0
    words = model.network.encoder.get_input_embeddings()(batch.ids).detach()
    length = (words * batch.mask.unsqueeze(-1)).flatten(1).norm(dim=1).view(-1, 1, 1)
    for seed in range(40):
        torch.manual_seed(seed)
        other = fgm_step(torch.randn(*batch.mask.shape, 32), batch.mask, 0.05 * length)
        with moved(model.network, other), torch.no_grad():
            assert float(plain_loss(model, batch, sample)) - float(plain.detach()) < rise
    # The hook is gone.
    assert float(plain_loss(model, batch, sample).detach()) == float(plain.detach())


@pytest.mark.parametrize("way", ["fgm", "freelb"])
def test_a_move_is_a_share_of_the_word_vectors_whatever_their_scale(
    learner, monkeypatch, way
) -> None:
    model, sample, batch = learner
    table = model.network.encoder.get_input_embeddings().weight
    made: list = []
    real = adversarial.moved
    monkeypatch.setattr(adversarial, "moved", lambda net, by: made.append(by) or real(net, by))
    for scale in (1.0, 20.0):
        with torch.no_grad():
            table.mul_(scale)
        plain = plain_loss(model, batch, sample)
        robust = RobustPart(adversarial=way, epsilon=0.02, step_size=0.02, steps=3)
        against(robust, TrainingPart())(model, sample)(model.network, batch, plain)
        words = table.detach()[batch.ids] * batch.mask.unsqueeze(-1)
        share = made[-1].detach().flatten(1).norm(dim=1) / words.flatten(1).norm(dim=1)
        np.testing.assert_allclose(share.numpy(), 0.02, rtol=0.03)


def test_freelb_climbs(learner) -> None:
    """Its mean loss grows with its steps, and one step alone is a random move."""
    model, sample, batch = learner
    plain = plain_loss(model, batch, sample)

    def told(steps: int) -> float:
        torch.manual_seed(3)
        robust = RobustPart(adversarial="freelb", epsilon=0.3, step_size=0.1, steps=steps)
        found = against(robust, TrainingPart())(model, sample)(model.network, batch, plain)
        return float(found.detach())

    assert told(4) > told(3) > told(2) > told(1)
