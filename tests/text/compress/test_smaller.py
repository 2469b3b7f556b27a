"""Heads, layers and words taken out: what is left says what the arithmetic says it must."""

import json

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.compress.pruning import (
    attention_layers,
    head_scores,
    with_layers,
    without_heads,
)
from tinbergen.text.compress.vocabulary import trimmed_tokenizer, with_vocabulary
from tinbergen.text.encoder import load_encoder, tokens_of
from tinbergen.text.experiment import EncoderPart
from tinbergen.text.network import Classifier
from tinbergen.text.tuning.steps import Sample
from tinbergen.text.tuning.training import logits_of

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

TEXTS = ("rates rise higher", "jobs lost slump in the", "the rates", "rise lost higher slump")


@pytest.fixture
def made(tiny_encoder):
    encoder = load_encoder(EncoderPart(name="."), tiny_encoder)
    torch.manual_seed(3)
    return encoder, Classifier(encoder.network, encoder.width, 3).eval()


def sample(encoder, texts=TEXTS):
    tokens = tuple(tuple(row) for row in tokens_of(encoder, texts))
    return Sample(tokens, np.zeros(len(texts), dtype=np.int64), np.empty((len(texts), 0)))


def test_a_head_that_adds_nothing_is_cut_first_and_changes_nothing(made) -> None:
    encoder, network = made
    # What head 1 of layer 0 says is read by nobody.
    with torch.no_grad():
        attention_layers(network.encoder)[0].output.dense.weight[:, 16:] = 0
    scores = head_scores(network, sample(encoder), 0)
    assert scores.shape == (2, 2) and scores[0, 1] == 0
    np.testing.assert_allclose((scores**2).sum(axis=1), 1)
    small, cut = without_heads(network, scores, 0.25)
    assert cut.tolist() == [[0, 1]]
    np.testing.assert_allclose(
        logits_of(small, sample(encoder), 0), logits_of(network, sample(encoder), 0), atol=1e-6
    )
    assert attention_layers(small.encoder)[0].self.query.weight.shape == (16, 32)


def test_every_layer_keeps_a_head(made) -> None:
    encoder, network = made
    small, cut = without_heads(network, np.array([[0.1, 0.2], [0.8, 0.9]]), 1.0)
    assert cut.tolist() == [[0, 0], [1, 0]]
    assert np.isfinite(logits_of(small, sample(encoder), 0)).all()


def test_head_scores_are_the_loss_s_slope(made) -> None:
    """One text: the score before scaling is the derivative of the loss in the head's gate."""
    encoder, network = made
    one = sample(encoder, TEXTS[:1])
    layer = attention_layers(network.encoder)[1].output.dense
    weight = layer.weight.detach().clone()
    label = int(logits_of(network, one, 0).argmax())
    slopes = []
    for head in range(2):
        losses = []
        for gate in (0.99, 1.01):
            with torch.no_grad():
                layer.weight.copy_(weight)
                layer.weight[:, 16 * head : 16 * head + 16] *= gate
            logits = torch.tensor(logits_of(network, one, 0)[0])
            losses.append(float(-torch.log_softmax(logits, 0)[label]))
        slopes.append(abs(losses[1] - losses[0]) / 0.02)
    with torch.no_grad():
        layer.weight.copy_(weight)
    found = head_scores(network, one, 0)[1]
    np.testing.assert_allclose(found, slopes / np.linalg.norm(slopes), rtol=2e-2)


def test_layers(made) -> None:
    _, network = made
    one = with_layers(network, 1)
    assert one.encoder.config.num_hidden_layers == 1 and len(network.encoder.encoder.layer) == 2
    torch.testing.assert_close(
        one.encoder.encoder.layer[0].output.dense.weight,
        network.encoder.encoder.layer[1].output.dense.weight,
    )
    with pytest.raises(TinbergenError, match="T103"):
        with_layers(network, 3)
    plain = Classifier(torch.nn.Linear(3, 3), 3, 2)
    for act in (lambda: with_layers(plain, 1), lambda: attention_layers(plain.encoder)):
        with pytest.raises(TinbergenError, match="T102"):
            act()


def test_words_that_stay_say_the_same(made) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    encoder, network = made
    before = tokens_of(encoder, TEXTS)
    written = encoder.tokenizer.backend_tokenizer.to_str()
    small, stay = trimmed_tokenizer(written, {i for row in before for i in row})
    read = tokenizers.Tokenizer.from_str(small)
    after = [found.ids for found in read.encode_batch(list(TEXTS))]
    assert [[stay[i] for i in row] for row in after] == before
    assert len(stay) < encoder.network.config.vocab_size
    tokens = tuple(tuple(row) for row in after)
    trimmed = Sample(tokens, np.zeros(4, dtype=np.int64), np.empty((4, 0)))
    np.testing.assert_allclose(
        logits_of(with_vocabulary(network, stay), trimmed, read.token_to_id("[PAD]")),
        logits_of(network, sample(encoder), 0), atol=1e-6,
    )  # fmt: skip
    # A word that is gone is unknown, not an error.
    assert read.token_to_id("[UNK]") in read.encode("growth").ids


def test_pieces_of_other_tokenizers() -> None:
    content = {
        "added_tokens": [{"id": 0, "content": "<s>"}, {"id": 1, "content": "<unk>"}],
        "model": {"type": "Unigram", "unk_id": 1,
                  "vocab": [["<s>", 0.0], ["<unk>", 0.0], ["▁gone", -1.0], ["▁rates", -2.0],
                            ["a", -3.0]]},
        "post_processor": {"processors": [
            {"special_tokens": {"<s>": {"ids": [0]}}}, {"sep": ["<unk>", 1], "cls": ["<s>", 0]}]},
        "padding": {"pad_id": 4},
    }  # fmt: skip
    text, stay = trimmed_tokenizer(json.dumps(content), {3})
    small = json.loads(text)
    assert stay == [0, 1, 3, 4] and small["padding"]["pad_id"] == 3
    assert [word for word, _ in small["model"]["vocab"]] == ["<s>", "<unk>", "▁rates", "a"]
    with pytest.raises(TinbergenError, match="T104"):
        trimmed_tokenizer('{"model": {"type": "BPE"}}', set())
