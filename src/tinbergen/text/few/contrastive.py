"""Texts of one label drawn together, others pushed apart; then a regression on their vectors.

Tunstall et al. (2022), *Efficient few-shot learning without prompts* (SetFit), section 3: pairs of
texts, the cosine of their vectors against one or zero, mean squared error; then a logistic head.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.text.encoder import padded
from tinbergen.text.experiment import TrainingPart
from tinbergen.text.labelled import Whole
from tinbergen.text.parts import need
from tinbergen.text.tuning.adapters import allocate, moving
from tinbergen.text.tuning.steps import Sample, batches, factor, optimizer_of, set_rates
from tinbergen.text.tuning.training import Trained

_PULLING = Text("Draw texts of one label together", "拉近同标签文字")


def pairs_of(labels: Whole, many: int, seed: int) -> tuple[Whole, Whole]:
    """Pairs of rows, (pairs, 2), and whether each shares its label, (pairs,).

    For every row ``many`` partners of its label and as many of others are drawn, with replacement:
    twice ``many`` times the rows. A row that is alone with its label has partners of others only.
    """
    rng = np.random.default_rng(seed)
    rows: list[tuple[int, int]] = []
    same: list[int] = []
    for i, label in enumerate(labels):
        alike = np.flatnonzero(labels == label)
        sides = (np.flatnonzero(labels != label), alike[alike != i])
        for kind in (1, 0):
            if len(sides[kind]):
                rows += [(i, int(j)) for j in rng.choice(sides[kind], many)]
                same += [kind] * many
    return np.array(rows, dtype=np.int64).reshape(-1, 2), np.array(same, dtype=np.int64)


def draw_together(
    network: Any, sample: Sample, part: TrainingPart, many: int, rate: float, pad: int,
    progress: Progress | None = None,
) -> Trained:  # fmt: skip
    """Train what of an encoder moves on pairs of a sample's rows.

    ``part`` gives epochs (over the pairs), batch, warm-up, schedule, clipping and seed; its steps
    are counted in pairs. The head is left as it is.

    Raises
    ------
    TinbergenError
        T025 when a loss is no number, U030 when no time is left.
    """
    torch = need("torch")
    tell = progress or Progress()
    rows, same = pairs_of(sample.labels, many, part.seed)
    longer = np.array(sample.lengths)[rows].max(axis=1)
    total = part.epochs * -(-len(rows) // part.batch)
    history: list[dict[str, float]] = []
    precise = part.precision == "fp32"
    kind = torch.float16 if part.precision == "fp16" else torch.bfloat16
    where = next(network.parameters()).device
    step = 0
    with torch.random.fork_rng():
        torch.manual_seed(part.seed)
        optimizer = optimizer_of(network, part, (rate, rate))
        moved = [p for n, p in moving(network).items() if not n.startswith("head.")]
        network.train()
        for epoch in range(part.epochs):
            lost = 0.0
            for chosen in batches(longer, part.batch, part.seed, epoch):
                tell(_PULLING, step / total)
                set_rates(optimizer, factor(step, total, part))
                both = rows[chosen].T.reshape(-1)
                ids, mask = padded([sample.tokens[i] for i in both], pad)
                with torch.autocast(where.type, dtype=kind, enabled=not precise):
                    vectors = network.vectors(ids.to(where), mask.to(where))
                near = torch.tensor(same[chosen], dtype=torch.float32, device=where)
                first, second = vectors.float().chunk(2)
                loss = cosine_loss(first, second, near)
                if not torch.isfinite(loss):
                    raise TinbergenError("T025", step=step)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(moved, part.clip)
                optimizer.step()
                allocate(network.encoder, step)
                optimizer.zero_grad(set_to_none=True)
                lost += float(loss.detach()) * len(chosen)
                step += 1
            history.append({"epoch": epoch, "loss": lost / max(len(rows), 1)})
    network.eval()
    moves = sum(p.numel() for p in moved)
    return Trained(tuple(history), part.epochs - 1, -1.0, step, moves)


def cosine_loss(first: Any, second: Any, same: Any) -> Any:
    """Mean squared distance of cosines, (pairs,), from one where labels agree and zero else."""
    return ((need("torch").nn.functional.cosine_similarity(first, second) - same) ** 2).mean()
