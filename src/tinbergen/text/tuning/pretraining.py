"""Continued pre-training: words are hidden in unlabelled texts of the field, and guessed.

Gururangan et al. (2020), *Don't stop pretraining*, ACL; what is hidden follows Devlin et al.
(2019), section 3.1: of fifteen percent of tokens 80 percent become a mask, 10 another word, 10
stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.text.encoder import Encoder, padded, tokens_of
from tinbergen.text.experiment import TrainingPart
from tinbergen.text.parts import need
from tinbergen.text.tuning.steps import batches, factor, optimizer_of, set_rates

_READING = Text("Read on in the field's texts", "继续预训练")
_HIDDEN, _MASKED, _SWAPPED = 0.15, 0.8, 0.5
#: The rate where an experiment says none: an order below pre-training.
RATE = 5e-5
_IGNORED = -100


@dataclass(frozen=True, slots=True)
class Pretrained:
    """Mean loss of a hidden token by epoch, on texts kept aside, ``before`` any step and after.
    ``fresh`` is whether the head that guesses started from nothing."""

    before: float
    losses: tuple[float, ...]
    texts: int
    kept_aside: int
    fresh: bool


def pretrain(
    encoder: Encoder, texts: Sequence[str], part: TrainingPart, folder: Path, *,
    progress: Progress | None = None,
) -> Pretrained:  # fmt: skip
    """Let an encoder read on, and write it to a folder that an experiment can name.

    A twentieth of the texts, ten at least, is kept aside. The head that guesses is the encoder's
    own where its folder has one, else it starts from nothing; it is not kept.

    Raises
    ------
    TinbergenError
        T022 when the encoder can't guess words, T030 for fewer than twenty texts, T025 a loss that
        is no number.
    """
    torch, transformers = need("torch"), need("transformers")
    tell = progress or Progress()
    if len(texts) < 20:
        raise TinbergenError("T030", given=len(texts))
    tokenizer = encoder.tokenizer
    if tokenizer.mask_token_id is None:
        raise TinbergenError("T022", source=encoder.source, detail="mask_token")
    rng = np.random.default_rng(part.seed)
    order = rng.permutation(len(texts))
    aside = max(10, len(texts) // 20)
    rows = tokens_of(encoder, [texts[i] for i in order])
    held, read = rows[:aside], rows[aside:]
    with torch.random.fork_rng():
        torch.manual_seed(part.seed)
        try:
            network, loading = transformers.AutoModelForMaskedLM.from_pretrained(
                encoder.source, local_files_only=True, use_safetensors=True,
                output_loading_info=True,
            )  # fmt: skip
        except (OSError, ValueError) as fault:
            detail = " ".join(str(fault).split())[:160]
            raise TinbergenError("T022", source=encoder.source, detail=detail) from None
        optimizer = optimizer_of(network, part, (part.learning_rate or RATE,) * 2)
        total = part.epochs * -(-len(read) // part.batch)
        before, losses, step = _loss(network, tokenizer, held, part.batch), [], 0
        for epoch in range(part.epochs):
            network.train()
            for chosen in batches([len(row) for row in read], part.batch, part.seed, epoch):
                tell(_READING, step / total)
                set_rates(optimizer, factor(step, total, part))
                ids, mask, wanted = hidden(tokenizer, [read[i] for i in chosen], rng)
                loss = network(input_ids=ids, attention_mask=mask, labels=wanted).loss
                if not torch.isfinite(loss):
                    raise TinbergenError("T025", step=step)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(network.parameters(), part.clip)
                optimizer.step()
                optimizer.zero_grad(set_to_none=True)
                step += 1
            losses.append(_loss(network, tokenizer, held, part.batch))
    network.base_model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return Pretrained(before, tuple(losses), len(read), aside, bool(loading["missing_keys"]))


def hidden(
    tokenizer: Any, rows: Sequence[Sequence[int]], rng: np.random.Generator
) -> tuple[Any, Any, Any]:
    """Tokens with some hidden, mask, and what is to be guessed (-100 where nothing is)."""
    torch = need("torch")
    ids, mask = padded(rows, tokenizer.pad_token_id)
    special = np.isin(ids.numpy(), tokenizer.all_special_ids)
    chosen = (rng.random(ids.shape) < _HIDDEN) & ~special
    if not chosen.any():
        # A batch of short texts must have something to guess.
        free = np.argwhere(~special)
        if len(free):
            chosen[tuple(free[rng.integers(len(free))])] = True
    wanted = torch.where(torch.tensor(chosen), ids, _IGNORED)
    draw = rng.random(ids.shape)
    covered, swapped = chosen & (draw < _MASKED), chosen & (draw >= _MASKED)
    swapped &= rng.random(ids.shape) < _SWAPPED
    ids = torch.where(torch.tensor(covered), tokenizer.mask_token_id, ids)
    others = torch.tensor(rng.integers(0, len(tokenizer), ids.shape))
    return torch.where(torch.tensor(swapped), others, ids), mask, wanted


def _loss(network: Any, tokenizer: Any, rows: Sequence[Sequence[int]], batch: int) -> float:
    """Mean loss of hidden tokens on rows; the same tokens are hidden every time."""
    torch = need("torch")
    network.eval()
    rng = np.random.default_rng(0)
    total, many = 0.0, 0
    with torch.inference_mode():
        for start in range(0, len(rows), batch):
            ids, mask, wanted = hidden(tokenizer, rows[start : start + batch], rng)
            count = int((wanted != _IGNORED).sum())
            loss = network(input_ids=ids, attention_mask=mask, labels=wanted).loss
            total, many = total + float(loss) * count, many + count
    return total / max(many, 1)
