"""Steps of descent."""

import numpy as np
import pytest

from tinbergen.text.experiment import TrainingPart
from tinbergen.text.tuning.steps import batches, factor, share_of

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
    first, again, later = batches(10, 4, 7, 0), batches(10, 4, 7, 0), batches(10, 4, 7, 1)
    assert [len(b) for b in first] == [4, 4, 2]
    assert sorted(np.concatenate(first)) == list(range(10))
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert not (np.concatenate(first) == np.concatenate(later)).all()


def test_processes_share_a_batch() -> None:
    parts = [list(share_of(batches(9, 4, 0, 0), k, 2)) for k in (0, 1)]
    both = [np.concatenate(pair) for pair in zip(*parts, strict=True)]
    assert [sorted(b) for b in both[:2]] == [sorted(b) for b in batches(9, 4, 0, 0)[:2]]
    # The last batch has one row, which both processes take so that both make the step.
    assert parts[0][2].tolist() == parts[1][2].tolist()
