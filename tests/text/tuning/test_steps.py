"""Steps of descent."""

import numpy as np
import pytest

from tinbergen.text.experiment import TrainingPart
from tinbergen.text.tuning.steps import batches, factor

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")


@pytest.mark.parametrize("schedule", ["linear", "cosine", "constant"])
def test_rates_are_those_of_transformers(schedule: str) -> None:
    part = TrainingPart(schedule=schedule, warm_up=0.2)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    name = "constant_with_warmup" if schedule == "constant" else schedule
    peer = transformers.get_scheduler(name, optimizer, 20, 100)
    for step in range(100):
        # Theirs begins at zero; ours is one step ahead in the warm-up, so that no step is lost.
        ahead = 1 / 20 if step < 20 else 0.0
        assert factor(step, 100, part) == pytest.approx(peer.get_last_lr()[0] + ahead, abs=1e-12)
        optimizer.step()
        peer.step()


def test_an_epochs_order_is_its_own_and_again_the_same() -> None:
    first, again, later = (batches([1] * 10, 4, 7, epoch) for epoch in (0, 0, 1))
    assert sorted(len(b) for b in first) == [2, 4, 4]
    assert sorted(np.concatenate(first)) == list(range(10))
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert not (np.concatenate(first) == np.concatenate(later)).all()


def test_rows_of_like_length_share_a_batch_and_batches_come_in_any_order() -> None:
    lengths = np.random.default_rng(0).integers(5, 120, 640)
    found = batches(lengths, 16, 3, 0)
    padded = sum(len(b) * lengths[b].max() for b in found)
    assert padded < 1.15 * lengths.sum()
    assert sorted(np.concatenate(found)) == list(range(640))
    longest = [lengths[b].max() for b in found[:16]]
    assert longest != sorted(longest) and longest != sorted(longest, reverse=True)
    # Pools are drawn, so a batch's company changes from epoch to epoch.
    assert {tuple(sorted(b)) for b in found}.isdisjoint(
        tuple(sorted(b)) for b in batches(lengths, 16, 3, 1)
    )
