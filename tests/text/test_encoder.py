"""Encoders."""

import socket

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.encoder import embed, load_encoder, pooled
from tinbergen.text.experiment import EncoderPart
from tinbergen.text.parts import need

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")


def test_vectors_do_not_depend_on_what_shares_the_batch(tiny_encoder) -> None:
    encoder = load_encoder(EncoderPart(name=str(tiny_encoder)), tiny_encoder)
    texts = ["rates rose", "the committee discussed lower rates in the meeting", "jobs"]
    together = embed(encoder, texts, batch=3)
    np.testing.assert_allclose(together, embed(encoder, texts, batch=1), atol=1e-6)
    assert together.shape == (3, 32) and embed(encoder, []).shape == (0, 32)


def test_pooling_by_hand() -> None:
    hidden = torch.arange(12.0).reshape(1, 4, 3)
    mask = torch.tensor([[1, 1, 0]])
    # The first of four is a prompt, the last is padding.
    assert pooled(hidden, mask, "mean").tolist() == [[4.5, 5.5, 6.5]]
    assert pooled(hidden, mask, "first").tolist() == [[3, 4, 5]]


def test_texts_are_cut_to_the_length(tiny_encoder) -> None:
    encoder = load_encoder(EncoderPart(name=str(tiny_encoder), length=8), tiny_encoder)
    long = " ".join(["rates"] * 50)
    assert np.isfinite(embed(encoder, [long, ""])).all()


def test_folders_that_hold_no_encoder(tmp_path) -> None:
    with pytest.raises(TinbergenError, match="T021"):
        load_encoder(EncoderPart(name="nothing"), tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(TinbergenError, match="T022"):
        load_encoder(EncoderPart(name="."), tmp_path)


def test_what_is_not_installed_is_said() -> None:
    with pytest.raises(TinbergenError, match=r"T020.*tinbergen_has_no_such_part"):
        need("tinbergen_has_no_such_part")


def test_nothing_is_asked_of_the_network(tiny_encoder, monkeypatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError(f"a connection to {args[1:]}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    encoder = load_encoder(EncoderPart(name=str(tiny_encoder)), tiny_encoder)
    assert embed(encoder, ["rates rose"]).shape == (1, 32)
