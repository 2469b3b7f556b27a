"""Continued pre-training."""

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.encoder import load_encoder
from tinbergen.text.experiment import EncoderPart, TrainingPart
from tinbergen.text.tuning.pretraining import hidden, pretrain

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")


def test_what_is_hidden(tiny_encoder) -> None:
    encoder = load_encoder(EncoderPart(name=str(tiny_encoder)), tiny_encoder)
    tokenizer = encoder.tokenizer
    rows = [[2, *([7] * 40), 3]] * 400
    ids, mask, wanted = hidden(tokenizer, rows, np.random.default_rng(0))
    chosen = (wanted != -100).numpy()
    assert chosen[:, [0, -1]].sum() == 0 and mask.all()
    share = chosen[:, 1:-1].mean()
    assert share == pytest.approx(0.15, abs=0.01)
    assert (wanted.numpy()[chosen] == 7).all()
    shown = ids.numpy()[chosen]
    assert (shown == tokenizer.mask_token_id).mean() == pytest.approx(0.8, abs=0.02)
    # A tenth stays (and of those swapped, one in 43 by chance).
    assert (shown == 7).mean() == pytest.approx(0.1, abs=0.02)
    assert (ids.numpy()[~chosen][:5] == np.array(rows)[~chosen][:5]).all()
    # Something is always to be guessed where there is anything.
    assert (hidden(tokenizer, [[2, 7, 3]], np.random.default_rng(1))[2] != -100).sum() == 1


def test_reading_on_lowers_the_loss_on_texts_kept_aside(tiny_encoder, tmp_path) -> None:
    encoder = load_encoder(EncoderPart(name=str(tiny_encoder)), tiny_encoder)
    # The second word follows from the first.
    pairs = ("rates rise", "jobs lost", "prices fell", "staff said")
    texts = [" ".join([pairs[i % 4]] * 4) for i in range(120)]
    part = TrainingPart(epochs=6, learning_rate=0.01, batch=8)
    found = pretrain(encoder, texts, part, tmp_path / "read")
    assert found.losses[-1] < 0.7 * found.before and (found.texts, found.kept_aside) == (110, 10)
    again = load_encoder(EncoderPart(name="read"), tmp_path)
    assert not torch.equal(again.network.embeddings.word_embeddings.weight,
                           encoder.network.embeddings.word_embeddings.weight)  # fmt: skip
    with pytest.raises(TinbergenError, match="T030"):
        pretrain(encoder, texts[:19], part, tmp_path / "none")
