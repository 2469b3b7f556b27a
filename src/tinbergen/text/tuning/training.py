"""Training: epochs of steps down the loss, judged on the validation rows after each.

One process or several (:mod:`tinbergen.text.tuning.processes`), in mixed precision or not, on CPU
or GPU; a kill loses at most the steps since the last checkpoint, and what goes on reaches the same
numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.text.encoder import padded
from tinbergen.text.experiment import TrainingPart
from tinbergen.text.labelled import Array
from tinbergen.text.parts import need
from tinbergen.text.scores import weighted_f1
from tinbergen.text.tuning.adapters import allocate, moving, penalty
from tinbergen.text.tuning.checkpoint import NAME, Standing, load, save, there
from tinbergen.text.tuning.processes import pieces_of, set_values, spread
from tinbergen.text.tuning.steps import (
    Sample,
    batches,
    factor,
    optimizer_of,
    set_rates,
)

_TRAINING = Text("Train", "训练")

#: A loss in place of the ordinary one: network, batch and that loss in, the loss to descend out.
Objective = Callable[[Any, "Batch", Any], Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of some rows: tokens and mask (rows, tokens), numbers, labels, targets, weights."""

    ids: Any
    mask: Any
    numbers: Any
    labels: Any
    targets: Any = None
    weights: Any = None


@dataclass(frozen=True, slots=True)
class Trained:
    """``history``: what each epoch told (loss, validation score). ``epoch`` is the best one."""

    history: tuple[dict[str, float], ...]
    epoch: int
    score: float
    steps: int
    parameters: int


def steps_of(rows: int, part: TrainingPart) -> int:
    """Steps of a whole training."""
    each = -(-rows // (part.batch * part.accumulate))
    return each * part.epochs


def train(
    network: Any, sample: Sample, validation: Sample, part: TrainingPart,
    rates: tuple[float, float], pad: int, *, folder: Path | None = None, mark: str = "",
    objective: Objective | None = None, progress: Progress | None = None,
    watch: Callable[[dict[str, float]], None] | None = None,
) -> Trained:  # fmt: skip
    """Train what of a network moves, and leave it at the best epoch.

    Parameters
    ----------
    network
        A :class:`~tinbergen.text.network.Classifier`.
    sample, validation
        Rows learned from, and rows that choose the epoch; without the latter the last one stays.
    rates
        Of the encoder and of the head.
    pad
        Token that fills up short texts.
    folder, mark
        Where checkpoints stand, and which training they belong to, besides its rows; a checkpoint
        found there is gone on from.
    objective
        What is descended instead of the cross-entropy (see :mod:`tinbergen.text.robust`).
    watch
        Told of each epoch.

    Raises
    ------
    TinbergenError
        T024 a checkpoint of another training, T025 a loss that is no number, U030 no time left.
    """
    torch, accelerate = need("torch"), need("accelerate")
    tell = progress or Progress()
    with torch.random.fork_rng():
        torch.manual_seed(part.seed)
        # One training's precision would be every later one's in this process.
        accelerate.state.AcceleratorState._reset_state()
        run = accelerate.Accelerator(
            mixed_precision={"fp32": "no"}.get(part.precision, part.precision),
            cpu=not torch.cuda.is_available(),
        )
        plain = network
        if part.gradient_checkpointing:
            plain.encoder.gradient_checkpointing_enable()
        parameters = moving(plain)
        sharded = part.sharded and run.num_processes > 1
        if sharded:
            network = spread(plain, run.num_processes, run.device)
            optimizer = run.prepare(optimizer_of(network, part, rates))
        else:
            network, optimizer = run.prepare(plain, optimizer_of(plain, part, rates))
        allocator = getattr(getattr(plain.encoder, "base_model", None), "rankallocator", None)

        def gather() -> None:
            """What several processes hold in parts, into the network that is kept."""
            if sharded:
                set_values(parameters, moving(network))

        def keep(now: Standing) -> None:
            if place is not None:
                gather()
                save(place, parameters, optimizer, now, allocator, mark, run.is_main_process)

        standing = Standing()
        place = folder / NAME if folder else None
        total = steps_of(len(sample), part)
        mark = _mark(mark, sample, validation) if place is not None else mark
        if place is not None and there(place):
            standing = load(place, parameters, optimizer, allocator, mark, (part.epochs, total))
            if sharded:
                set_values(moving(network), parameters)
        run_epochs = _Epochs(
            run, network, optimizer, sample, part, pad, total, objective, tell, keep
        )
        while standing.epoch < part.epochs and not _given_up(standing, part, validation):
            run_epochs.one(standing)
            gather()
            _judge(network if sharded else plain, validation, part, pad, standing, parameters)
            if watch is not None:
                watch(standing.history[-1])
        if standing.best_values:
            set_values(parameters, standing.best_values)
        if place is not None:
            place.unlink(missing_ok=True)
    plain.eval()
    best = standing.best_epoch if standing.best_values else standing.epoch - 1
    many = sum(p.numel() for p in parameters.values())
    return Trained(tuple(standing.history), best, standing.best, standing.step, many)


@dataclass(frozen=True, slots=True)
class _Epochs:
    """What an epoch needs, and the epoch itself."""

    run: Any
    network: Any
    optimizer: Any
    sample: Sample
    part: TrainingPart
    pad: int
    total: int
    objective: Objective | None
    tell: Progress
    keep: Callable[[Standing], None]

    def one(self, standing: Standing) -> None:
        """The rest of the epoch in which a training stands."""
        torch = need("torch")
        part, run = self.part, self.run
        self.network.train()
        whole = part.batch * part.accumulate
        chosen = batches(self.sample.lengths, whole, part.seed, standing.epoch)
        for rows in chosen[standing.position :]:
            self.tell(_TRAINING, standing.step / max(self.total, 1))
            set_rates(self.optimizer, factor(standing.step, self.total, part))
            loss = 0.0
            pieces = pieces_of(rows, part.batch, run.process_index, run.num_processes)
            for number, (piece, weight) in enumerate(pieces, 1):
                batch = batch_of(self.sample, piece, self.pad, run.device)
                # Processes exchange slopes once a step.
                with nullcontext() if number == len(pieces) else run.no_sync(self.network):
                    with run.autocast():
                        lost = self._loss(batch) * weight
                    run.backward(lost)
                loss += float(lost.detach())
            if run.num_processes > 1:
                loss = float(run.reduce(torch.tensor(loss, device=run.device), "mean"))
            if not np.isfinite(loss):
                raise TinbergenError("T025", step=standing.step)
            run.clip_grad_norm_(
                [p for p in self.network.parameters() if p.requires_grad], part.clip
            )
            self.optimizer.step()
            allocate(run.unwrap_model(self.network).encoder, standing.step)
            self.optimizer.zero_grad(set_to_none=True)
            standing.step += 1
            standing.position += 1
            standing.running += loss * len(rows)
            standing.seen += len(rows)
            if part.save_every and standing.step % part.save_every == 0:
                self.keep(standing)
        torch.set_grad_enabled(True)

    def _loss(self, batch: Batch) -> Any:
        logits = self.network(batch.ids, batch.mask, batch.numbers)
        plain = cross_entropy(logits, batch, self.part, self.sample.labels)
        if self.objective is not None:
            plain = self.objective(self.network, batch, plain)
        return plain + penalty(self.run.unwrap_model(self.network).encoder)


def cross_entropy(logits: Any, batch: Batch, part: TrainingPart, labels: Any) -> Any:
    """The mean loss of a batch's rows."""
    return losses_of(logits, batch, part, labels).mean()


def losses_of(logits: Any, batch: Batch, part: TrainingPart, labels: Any) -> Any:
    """Losses, (rows,): against labels, or against a teacher's chances where there are any."""
    torch = need("torch")
    functional = torch.nn.functional
    if batch.targets is not None:
        each = -(batch.targets * functional.log_softmax(logits.float(), dim=1)).sum(1)
    else:
        weights = None
        if part.class_weights == "balanced":
            counts = np.bincount(labels, minlength=logits.shape[1])
            weights = torch.tensor(
                len(labels) / (len(counts) * np.maximum(counts, 1)), dtype=torch.float32,
                device=logits.device,
            )  # fmt: skip
        each = functional.cross_entropy(
            logits.float(), batch.labels, weight=weights, reduction="none",
            label_smoothing=part.label_smoothing,
        )  # fmt: skip
    return each if batch.weights is None else each * batch.weights


def batch_of(sample: Sample, rows: Any, pad: int, device: Any = "cpu") -> Batch:
    """Tensors of some rows of a sample."""
    torch = need("torch")
    ids, mask = padded([sample.tokens[i] for i in rows], pad)

    def tensor(values: Any, kind: Any) -> Any:
        return None if values is None else torch.tensor(values[rows], dtype=kind, device=device)

    return Batch(
        ids.to(device), mask.to(device), tensor(sample.numbers, torch.float32),
        tensor(sample.labels, torch.long), tensor(sample.targets, torch.float32),
        tensor(sample.weights, torch.float32),
    )  # fmt: skip


def logits_of(network: Any, sample: Sample, pad: int, batch: int = 32) -> Array:
    """Logits of a sample's rows, (rows, labels); texts of like length share a batch."""
    torch = need("torch")
    order = np.array(sorted(range(len(sample)), key=lambda i: len(sample.tokens[i])), dtype=int)
    was = network.training
    network.eval()
    device = next(network.parameters()).device
    found: list[Any] = []
    with torch.no_grad():
        for start in range(0, len(order), batch):
            one = batch_of(sample, order[start : start + batch], pad, device)
            found.append(network(one.ids, one.mask, one.numbers).float().cpu().numpy())
    network.train(was)
    if not found:
        return np.empty((0, network.head.out_features))
    logits = np.concatenate(found).astype(np.float64)
    return np.asarray(logits[np.argsort(order)])


def _mark(told: str, *samples: Sample) -> str:
    """Which training a checkpoint belongs to: a hash of what is told of it and of its rows."""
    found = hashlib.sha256(told.encode())
    for sample in samples:
        found.update(repr(sample.tokens).encode())
        for each in (sample.labels, sample.numbers, sample.targets, sample.weights):
            known = None if each is None else np.ascontiguousarray(each)
            found.update(b"-" if known is None else repr(known.shape).encode() + known.tobytes())
    return found.hexdigest()


def _given_up(standing: Standing, part: TrainingPart, validation: Sample) -> bool:
    """Whether the last epochs brought nothing."""
    if not part.patience or not len(validation) or standing.best_epoch < 0:
        return False
    return standing.epoch - 1 - standing.best_epoch >= part.patience


def _judge(
    network: Any, validation: Sample, part: TrainingPart, pad: int, standing: Standing,
    parameters: dict[str, Any],
) -> None:  # fmt: skip
    """What an epoch brought; its parameters are kept when it is the best so far."""
    told = {"epoch": standing.epoch, "loss": standing.running / max(standing.seen, 1)}
    if len(validation):
        chosen = logits_of(network, validation, pad).argmax(axis=1)
        told["score"] = weighted_f1(validation.labels, chosen, network.head.out_features)
        if told["score"] > standing.best:
            standing.best, standing.best_epoch = told["score"], standing.epoch
            standing.best_values = {n: p.detach().clone() for n, p in parameters.items()}
    standing.history.append(told)
    standing.epoch += 1
    standing.position, standing.running, standing.seen = 0, 0.0, 0
