"""Networks as graphs: the same logits, whatever the method; small ones close to them."""

import json
import os

import numpy as np
import pytest

from tinbergen.core.errors import TinbergenError
from tinbergen.text.compress.comparison import check_likeness, cost, likeness
from tinbergen.text.compress.export import exported, merged, narrowing, quantised
from tinbergen.text.experiment import parse_experiment
from tinbergen.text.fit import fit
from tinbergen.text.model import MODEL, load_model, save_model, size_of

pytest.importorskip("onnxscript")
pytest.importorskip("onnxruntime")
pytest.importorskip("peft")


def fitted(workshop, method: str, numbers: str = "", epochs: int = 3):
    text = (f"name: x\ndata: {{table: table.csv{numbers}}}\nencoder: {{name: tiny}}\n"
            f"method: {{name: {method}}}\ntraining: {{epochs: {epochs}, learning_rate: 0.01}}\n")  # fmt: skip
    return fit(parse_experiment(text, "x")[0], workshop)


def as_graph(model, network):
    from dataclasses import replace

    return replace(model, network=network, encoder=None)


@pytest.mark.parametrize("method", ["probe", "full", "lora", "ia3", "bottleneck"])
def test_a_graph_says_what_its_network_says(workshop, method) -> None:
    found = fitted(workshop, method, ", numbers: [speed]")
    model, test = found.model, found.table
    graph = as_graph(model, exported(model, merged(model)))
    texts = [*test.texts[:9], "rates " * 90]
    numbers = np.linspace(-2, 2, 10)[:, None]
    np.testing.assert_allclose(
        graph.logits(texts, numbers), model.logits(texts, numbers), atol=2e-5
    )
    save_model(graph, workshop / "kept", {"note": 1})
    again, facts = load_model(workshop / "kept")
    assert facts == {"note": 1} and again.encoder is None
    np.testing.assert_array_equal(again.logits(texts, numbers), graph.logits(texts, numbers))


@pytest.mark.parametrize("method", ["lexical", "prefix"])
def test_models_without_a_graph(workshop, method) -> None:
    with pytest.raises(TinbergenError, match="T100"):
        merged(fitted(workshop, method, epochs=1).model)


def test_eight_bits_a_weight(workshop) -> None:
    found = fitted(workshop, "full")
    model, table = found.model, found.table
    whole = exported(model, merged(model))
    # Of two layers the way back from the wide inside, and the head.
    assert len(narrowing(whole)) == 3
    reference = whole.logits(table.texts, np.empty((120, 0)))
    small = quantised(whole)
    near = likeness(reference, small.logits(table.texts, np.empty((120, 0))), table)
    assert 0 < near.drift < 1 and near.agreement > 0.95 and near.mean_drift < near.drift
    # The weights of those products are kept in eight bits too.
    assert len(small.graph) < 0.8 * len(whole.graph)
    onnx = pytest.importorskip("onnx")
    wide = [each for each in onnx.load_from_string(small.graph).graph.initializer
            if len(each.dims) == 2 and each.data_type == onnx.TensorProto.FLOAT]  # fmt: skip
    assert not wide
    check_likeness(near, 0.95, 0.5)
    for bounds in ((1.1, 9.0), (0.0, near.mean_drift / 2)):
        with pytest.raises(TinbergenError, match="T101"):
            check_likeness(near, *bounds)
    folder = workshop / "kept"
    save_model(as_graph(model, small), folder, {})
    told = cost(load_model(folder)[0], folder, table.texts, table.numbers)
    assert told.size == size_of(folder) > len(small.graph)
    assert 0 < told.p50 <= told.p99 and told.throughput > 1


def test_folders_that_hold_no_graph(workshop) -> None:
    found = fitted(workshop, "full", epochs=1)
    save_model(as_graph(found.model, exported(found.model, merged(found.model))),
               workshop / "kept", {})  # fmt: skip
    (workshop / "kept" / "model.onnx").write_bytes(b"junk")
    with pytest.raises(TinbergenError, match="T027"):
        load_model(workshop / "kept")
    (workshop / "kept" / "model.onnx").unlink()
    with pytest.raises(TinbergenError, match="C005"):
        load_model(workshop / "kept")
    assert json.loads((workshop / "kept" / MODEL).read_text())["tokens"] == 64


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_graph_that_is_a_pipe_is_refused(workshop, name) -> None:
    model = fitted(workshop, "full", epochs=1).model
    save_model(as_graph(model, exported(model, merged(model))), workshop / "kept", {})
    (workshop / "kept" / name).unlink()
    os.mkfifo(workshop / "kept" / name)
    with pytest.raises(TinbergenError, match="T027"):
        load_model(workshop / "kept")


@pytest.mark.parametrize("names", [["up", "down"], ["up", "down", "flat", "more"]])
def test_a_graph_of_other_labels_is_refused(workshop, names) -> None:
    model = fitted(workshop, "full", epochs=1).model
    save_model(as_graph(model, exported(model, merged(model))), workshop / "kept", {})
    path = workshop / "kept" / MODEL
    path.write_text(json.dumps(json.loads(path.read_text()) | {"names": names}))
    with pytest.raises(TinbergenError, match="T027"):
        load_model(workshop / "kept")


def test_the_size_of_a_model_counts_the_encoder_that_stands_elsewhere(workshop) -> None:
    """A probe's own files are a few kilobytes; what answers is its encoder too."""
    model = fitted(workshop, "probe").model
    folder = workshop / "kept"
    save_model(model, folder, {})
    own = size_of(folder)
    whole = cost(model, folder, ["rates rise"] * 3, np.empty((3, 0))).size
    weights = (workshop / "tiny" / "model.safetensors").stat().st_size
    assert whole >= own + weights > own
